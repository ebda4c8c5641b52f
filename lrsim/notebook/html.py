"""What a notebook shows of a result: words, a small table, and plots as inline SVG."""

from __future__ import annotations

import base64
import functools
import itertools
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from lrsim.diagnosis import Verdict
from lrsim.errors import needing
from lrsim.experiment import Experiment
from lrsim.notebook.svg import COLOURS, Picture, across, upward
from lrsim.runs.run import Run
from lrsim.runs.simulate import race
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.maps.map import Map
from lrsim.studies.zone.sweep import Sweep
from lrsim.studies.zone.zone import Zone
from lrsim.surfaces import Surface
from lrsim.surfaces.base import Minimum
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number, percent
from lrsim.typing import FloatArray

MOST_STEPS = 100_000
"""An experiment with a larger budget is not run only to be looked at."""

WIDEST = 560
"""Pixels of a map's picture."""

CURVE_POINTS = 200
GRID = 60
LEVELS = 8
MOST_STARS = 6

_clip = itertools.count(1)


@functools.singledispatch
def html(result: object) -> str:
    """Return a result as HTML.

    Raises
    ------
    TypeError
        When it is no result of lrsim.
    """
    raise TypeError(f"no picture of {type(result).__name__}")


@html.register
def _(run: Run) -> str:
    verdict = run.verdict
    return _page(run.runner.name, verdict, [_path(run.setup.surface, [run]), _losses([run])])


@html.register
def _(experiment: Experiment) -> str:
    heading = ("runner", "optimizer", "schedule", "lr")
    rows = [(r.name, r.optimizer.spec, r.schedule.spec, number(r.lr)) for r in experiment.runners]
    title = experiment.title or experiment.surface.title
    if experiment.steps > MOST_STEPS:
        return _block(title, [_table(heading, rows)])
    runs = race(experiment)
    outcomes = [
        (*row, shown(run.verdict.label), number(float(run.loss[-1])))
        for row, run in zip(rows, runs, strict=True)
    ]
    plots = [_path(experiment.surface, runs), _losses(runs)]
    table = _table((*heading, "verdict", "final loss"), outcomes, coloured=True)
    return _block(title, [_figures(plots), table])


@html.register
def _(verdict: Verdict) -> str:
    return _page("", verdict, [])


@html.register
def _(sweep: Sweep) -> str:
    marks = len(sweep.lr) <= 100
    picture = _by_rate(say("Final loss"), sweep.lr, sweep.final_loss, sweep.zone, marks=marks)
    return _block(_zone_words(sweep.zone, sweep.zone_reason), [_figures([picture])])


@html.register
def _(finder: LRFinder) -> str:
    picture = _by_rate(say("Range test"), finder.lr, finder.loss, finder.zone)
    if finder.suggestion is not None:
        picture.line(finder.suggestion, number(finder.suggestion))
    rows = [
        (
            name.replace("_", " "),
            "–" if lr is None else number(lr),
            shown(finder.reasons.get(name, "")),
        )
        for name, lr in {**finder.suggestions, "suggestion": finder.suggestion}.items()
    ]
    table = _table(("suggester", "lr", "why"), rows)
    return _block(_zone_words(finder.zone, finder.zone_reason), [_figures([picture]), table])


@html.register
def _(found: Map) -> str:
    with needing(Message("a map's picture"), "Pillow"):
        from lrsim.studies.maps.picture import png

    image = base64.b64encode(png(found)).decode()
    shares = ", ".join(
        f"{shown(name)} {percent(share, 2)}"
        for name, share in found.shares().items()
        if share > 0.0
    )
    title = say("{x} by {y}", x=found.x.name, y=found.y.name)
    picture = f'<img src="data:image/png;base64,{image}" alt="{escape(shares)}" width="{WIDEST}"/>'
    return _block(title, [picture, f"<div>{escape(shares)}</div>"])


def _page(name: str, verdict: Verdict, pictures: Sequence[Picture]) -> str:
    title = f"{name}: {shown(verdict.label)}" if name else shown(verdict.label)
    words = " ".join(shown(text) for text in (verdict.reason, verdict.fix) if text)
    return _block(title, [f"<div>{escape(words)}</div>", _figures(pictures)])


def _block(title: str, parts: Iterable[str]) -> str:
    return f'<div class="lrsim"><strong>{escape(title)}</strong>{"".join(parts)}</div>'


def _figures(pictures: Sequence[Picture]) -> str:
    drawn = "".join(picture.drawn(f"lrsim-{next(_clip)}") for picture in pictures)
    return f"<div>{drawn}</div>" if drawn else ""


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]], *, coloured: bool = False) -> str:
    head = "".join(f"<th>{escape(say(cell))}</th>" for cell in heading)
    body = []
    for place, row in enumerate(rows):
        dot = f'<span style="color:{COLOURS[place % 8]}">●</span> ' if coloured else ""
        cells = "".join(f"<td>{escape(str(cell))}</td>" for cell in row)
        body.append(f"<tr>{cells.replace('<td>', f'<td>{dot}', 1)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _losses(runs: Sequence[Run]) -> Picture:
    steps = np.concatenate([run.step for run in runs]).astype(np.float64)
    losses = np.concatenate([run.loss for run in runs])
    picture = Picture(say("Loss"), across(steps), upward(losses, log=_spans(losses)), say("step"))
    for style, run in enumerate(runs):
        picture.curve(run.step.astype(np.float64), run.loss, style)
    return picture


def _path(surface: Surface, runs: Sequence[Run]) -> Picture:
    """Return where the balls went, as far as that is within the surface's domain or near it."""
    if surface.dimensions == 1:
        return _path_on_line(surface, runs)
    (left, right), (low, high) = surface.domain
    picture = Picture(
        say("Surface"), across(np.array([left, right])), upward(np.array([low, high])), say("x, y")
    )
    for line in _contours(surface):
        picture.contour(*line.T)
    for style, run in enumerate(runs):
        picture.curve(run.position[:, 0], run.position[:, 1], style, marks=len(run.loss) <= 60)
    for minimum in _told(surface):
        picture.star(*minimum.position)
    return picture


@functools.lru_cache(maxsize=8)
def _contours(surface: Surface) -> tuple[FloatArray, ...]:
    """Return lines of equal loss over the domain, float64 (n, 2) each, closer together further down."""
    with needing(Message("the picture of a surface"), "contourpy"):
        import contourpy
    axes = [np.linspace(*interval, GRID) for interval in surface.domain]
    with np.errstate(all="ignore"):
        loss = np.asarray(surface(np.stack(np.meshgrid(*axes), axis=-1)))
    seen = loss[np.isfinite(loss)]
    if len(seen) == 0:
        return ()
    heights = np.unique(np.quantile(seen, np.linspace(0.0, 1.0, LEVELS + 2)[1:-1] ** 2))
    known = np.where(np.isfinite(loss), loss, np.nan)
    generator = contourpy.contour_generator(axes[0], axes[1], known, line_type="Separate")
    lines: list[FloatArray] = []
    for height in heights.tolist():
        lines += generator.lines(height)  # type: ignore[arg-type]  # "Separate": an array for each
    return tuple(lines)


def _path_on_line(surface: Surface, runs: Sequence[Run]) -> Picture:
    x = np.linspace(*surface.domain[0], CURVE_POINTS)
    with np.errstate(all="ignore"):  # a formula may have no value here and there
        loss: FloatArray = np.asarray(surface(x))
    picture = Picture(say("Surface"), across(x), upward(loss), "x")
    picture.curve(x, loss, 5)
    for style, run in enumerate(runs):
        picture.curve(run.position[:, 0], run.loss, style, marks=len(run.loss) <= 60)
    for minimum in _told(surface):
        picture.star(minimum.position[0], minimum.loss)
    return picture


def _told(surface: Surface) -> list[Minimum]:
    """Return the minima to mark: all, or the lowest where they are many."""
    if len(surface.minima) <= MOST_STARS:
        return list(surface.minima)
    return [min(surface.minima, key=lambda minimum: minimum.loss)]


def _by_rate(
    title: str, lr: FloatArray, loss: FloatArray, zone: Zone | None, *, marks: bool = False
) -> Picture:
    """Return losses over learning rates, with the zone of those that work."""
    seen = np.where(np.isfinite(loss), loss, np.nan)
    picture = Picture(
        title, across(lr, log=True), upward(seen, log=_spans(seen)), say("learning rate")
    )
    if zone is not None:
        picture.band(zone.low, zone.high)
    picture.curve(lr, seen, marks=marks)
    return picture


def _zone_words(zone: Zone | None, reason: Message) -> str:
    if zone is None:
        return shown(reason)
    values = {"low": number(zone.low), "high": number(zone.high), "best": number(zone.best)}
    return say("Works from LR {low} to {high}, best {best}", **values)


def _spans(values: FloatArray) -> bool:
    """Tell whether values are seen better on a logarithmic axis: above 0, over more than a decade."""
    seen = values[np.isfinite(values)]
    return bool(len(seen) and seen.min() >= 0.0 and seen.max() > 10.0 * max(seen.min(), 1e-300))
