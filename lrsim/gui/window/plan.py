"""Where the window's cards stand: the plan of the house, as rectangles.

The dial is at the bottom left on every page, the verdict beside it; above them the surface and the page.
Away from the run's page the surface stays as a small card beside it; a page that is about no run stands
alone. What is enlarged takes all of it but for a strip at the right, in which the surface, the dial and the
verdict stay; where the surface would be a sliver, the verdict has its room.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QSize

__all__ = ["Measures", "Rooms", "rooms_of"]

_SURFACE, _BESIDE = 0.58, 0.24
"""The surface's share of the width on the run's page, and beside another page."""

_VERDICT: Final = 0.53
"""The verdict's share of the width beside the dial."""

_STRIP: Final = 0.21
"""The share of the width that stays for all others beside what is enlarged."""

_BARE: Final = 1.2
"""The dial's width there as a multiple of its height: without the names of its ticks."""

_NARROW: Final = 1.45
"""The verdict's height there as a multiple of the least: its sentences and its button take more lines."""

Rooms = dict[str, QRect]
"""By the names of the parts; those that are not there are not seen."""


class Measures(NamedTuple):
    """Sizes in pixels.

    Attributes
    ----------
    gap : int
        Between cards.
    lower : QSize
        The dial's card, as high as all in its row.
    verdict : QSize
        The least that the verdict can be read in.
    runners : int
        The least width of the runners' table; below it they are a strip.
    strip : int
        How high that is.
    picture : int
        The least height that a picture says anything in.
    """

    gap: int
    lower: QSize
    verdict: QSize
    runners: int
    strip: int
    picture: int


def rooms_of(
    size: QSize,
    measures: Measures,
    *,
    home: bool,
    enlarged: str = "",
    surface_at_left: bool = False,
    alone: bool = False,
    bare: bool = False,
) -> Rooms:
    """Return where each part stands.

    Parameters
    ----------
    size : QSize
        Of the floor.
    measures : Measures
    home : bool
        Whether the page is the run's, of which the surface is a part.
    enlarged : str
        The part that is enlarged, if any is.
    bare : bool
        Whether nothing stands beside what is shown: a page that is not the run's, or what is enlarged; and
        no runners to choose from.
    surface_at_left : bool
        On which side of another page the surface stays.
    alone : bool
        Whether the page is about no run, and has all of the room.
    """
    only = "page" if alone else enlarged or ("" if home else "page")
    if only and (alone or bare):
        return {only: QRect(0, 0, size.width(), size.height())}
    if enlarged:
        return _enlarged(size, measures, enlarged, home=home)
    at_left = home or surface_at_left
    share = _SURFACE if home else _BESIDE
    return _upper(size, measures, share if at_left else 1.0 - share, surface_at_left=at_left) | (
        _lower(size, measures, bare=bare)
    )


def _upper(size: QSize, measures: Measures, share: float, *, surface_at_left: bool) -> Rooms:
    gap = measures.gap
    height = size.height() - measures.lower.height() - gap
    left = round(share * (size.width() - gap))
    rooms = QRect(0, 0, left, height), QRect(left + gap, 0, size.width() - left - gap, height)
    parts = ("surface", "page") if surface_at_left else ("page", "surface")
    return dict(zip(parts, rooms, strict=True))


def _lower(size: QSize, measures: Measures, *, bare: bool) -> Rooms:
    gap, dial = measures.gap, measures.lower
    top, left = size.height() - dial.height(), dial.width() + gap
    rooms = {"dial": QRect(0, top, dial.width(), dial.height())}
    beside = QRect(left, top, size.width() - left, dial.height())
    if bare:
        return rooms | {"verdict": beside}
    verdict = round(_VERDICT * (beside.width() - gap))
    table = beside.width() - verdict - gap
    if table < measures.runners:
        strip = measures.strip
        rooms["strip"] = QRect(beside.left(), top, beside.width(), strip)
        rooms["verdict"] = beside.adjusted(0, strip + gap, 0, 0)
    else:
        rooms["verdict"] = QRect(left, top, verdict, dial.height())
        rooms["runners"] = beside.adjusted(verdict + gap, 0, 0, 0)
    return rooms


def _enlarged(size: QSize, measures: Measures, enlarged: str, *, home: bool) -> Rooms:
    gap, dial, verdict = measures.gap, measures.lower, measures.verdict
    width = max(round(_STRIP * size.width()), round(_BARE * dial.height()), verdict.width())
    left = size.width() - width
    rooms = {enlarged: QRect(0, 0, left - gap, size.height())}
    heights = {"dial": dial.height(), "verdict": round(_NARROW * verdict.height())}
    small = [name for name in heights if name != enlarged]
    above = "surface" if enlarged != "surface" else "page" if home else ""
    spare = size.height() - sum(heights[name] + gap for name in small)
    top = 0
    if above and spare >= measures.picture:
        rooms[above] = QRect(left, 0, width, spare)
        top = spare + gap
    for name in small:
        bottom = size.height() if name == small[-1] else top + heights[name]
        rooms[name] = QRect(left, top, width, max(bottom - top, 0))
        top = bottom + gap
    return rooms
