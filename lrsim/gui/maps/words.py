"""What is said of a whole map: on its card, and for those who cannot see it."""

from __future__ import annotations

from typing import Final

from lrsim.studies.maps.axes import axis_title
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.messages import Message, Sentences, plural, say, shown
from lrsim.text.numbers import count, number, percent

__all__ = ["in_words", "sentence"]

HOW: Final = Message("drag a box to zoom, click to go there")
DEEPEST: Final = Message("the end of float64")


def in_words(sheet: Sheet, shares: str) -> str:
    """Return what a map shows, with the shares of its verdicts."""
    return say(
        "{across} from {left} to {right} across, {up} from {low} to {high} up: {shares}",
        across=shown(axis_title(sheet.x)), left=number(sheet.x.low), right=number(sheet.x.high),
        up=shown(axis_title(sheet.y)), low=number(sheet.y.low), high=number(sheet.y.high),
        shares=shares,
    )  # fmt: skip


def sentence(sheet: Sheet) -> Message:
    """Return how many runs a map is of, and what can be done with it."""
    size = plural(
        "{columns} × {rows} runs of {n} step",
        "{columns} × {rows} runs of {n} steps",
        n=sheet.setup.steps,
        columns=count(sheet.x.count),
        rows=count(sheet.y.count),
    )
    draws = Message("{n} draws of the noise each", n=count(len(sheet.seeds)))
    done = "" if sheet.complete else percent(round(sheet.share_done, 2))
    deepest = sheet.x.deepest or sheet.y.deepest
    return Sentences(
        size, draws if sheet.seeds else "", done, DEEPEST if deepest else HOW, between=" · "
    )
