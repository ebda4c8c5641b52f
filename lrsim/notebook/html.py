"""What a notebook shows of a result: words, a small table, and plots as inline SVG."""

from __future__ import annotations

import base64
import functools
import itertools
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from lrsim.batches.batch import Batch
from lrsim.diagnosis import Verdict
from lrsim.errors import needing
from lrsim.experiment import Experiment
from lrsim.notebook.pictures import by_rate, cloud, losses, path
from lrsim.notebook.rows import ending, estimates, stretches, varied
from lrsim.notebook.svg import COLOURS, Picture
from lrsim.runs.run import Run
from lrsim.runs.simulate import race
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.longrun.bifurcation import Bifurcation
from lrsim.studies.maps.axes import BY_FACTORS
from lrsim.studies.maps.map import Map
from lrsim.studies.zone.sweep import Sweep
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import NOTHING, Message, plural, say, shown
from lrsim.text.numbers import count, number, percent
from lrsim.theory import Estimate, LocalTheory

MOST_STEPS = 100_000
"""An experiment with a larger budget is not run only to be looked at."""

WIDEST = 560
"""Pixels of a map's picture."""

MOST_ROWS = 12
"""Of a bifurcation's bands: between chaos and its windows there are hundreds."""

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
    return _page(run.runner.name, verdict, [path(run.setup.surface, [run]), losses([run])])


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
    plots = [path(experiment.surface, runs), losses(runs)]
    table = _table((*heading, "verdict", "final loss"), outcomes, coloured=True)
    return _block(title, [_figures(plots), table])


@html.register
def _(verdict: Verdict) -> str:
    return _page("", verdict, [])


@html.register
def _(sweep: Sweep) -> str:
    marks = len(sweep.lr) <= 100
    picture = by_rate(say("Final loss"), sweep.lr, sweep.final_loss, sweep.zone, marks=marks)
    return _block(_zone_words(sweep.zone, sweep.zone_reason), [_figures([picture])])


@html.register
def _(finder: LRFinder) -> str:
    picture = by_rate(say("Range test"), finder.lr, finder.loss, finder.zone)
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


@html.register
def _(outcomes: Batch) -> str:
    title = plural(
        "{n} run on {surface}, varied: {names}",
        "{n} runs on {surface}, varied: {names}",
        n=len(outcomes),
        surface=outcomes.setup.surface.spec,
        names=", ".join(outcomes.vary),
    )
    if not len(outcomes):
        return _block(title, [])
    name, values = varied(outcomes)
    log = name in BY_FACTORS
    picture = cloud(say("Final loss"), values, outcomes.loss, say(name), log=log)
    ended = {
        Message("converged"): outcomes.converged_at >= 0,
        Message("exploded"): outcomes.exploded_at >= 0,
    }
    if outcomes.evidence:
        ended = {word: outcomes.verdict == word for word in np.unique(outcomes.verdict).tolist()}
    rows = [(shown(word), count(int(those.sum()))) for word, those in ended.items()]
    return _block(shown(title), [_figures([picture]), _table(("verdict", "runs"), rows)])


@html.register
def _(found: Bifurcation) -> str:
    title = say("Where runs on {surface} end up, LR by LR", surface=found.setup.surface.spec)
    kept = found.position.shape[1]
    low, high = found.setup.surface.domain[0]
    # a fixed point is one, however its last digits move
    x = np.round(found.position[:, :, 0].ravel() / (high - low), 9) * (high - low)
    picture = cloud("x", np.repeat(found.lr, kept), x, say("learning rate"))
    noisy = found.setup.noise > 0.0
    rows = [
        (number(band.low), number(band.high), shown(ending(band.period, noisy=noisy)))
        for band in found.bands()
    ]
    return _block(title, [_figures([picture]), _table(("from", "to", "ends in"), rows[:MOST_ROWS])])


@html.register
def _(zone: Zone) -> str:
    rows = [(shown(kind), number(low, 4), number(high, 4)) for kind, low, high in stretches(zone)]
    return _block(_zone_words(zone, NOTHING), [_table(("", "from", "to"), rows)])


@html.register
def _(theory: LocalTheory) -> str:
    rows = [
        (shown(name), "–" if read.value is None else number(read.value), _why(read))
        for name, read in estimates(theory).items()
    ]
    title = say("Step {step} on the local quadratic", step=theory.step)
    return _block(title, [_table(("", "value", "why"), rows)])


def _why(read: Estimate) -> str:
    return shown(read.reason) if read.value is None else read.formula


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


def _zone_words(zone: Zone | None, reason: Message) -> str:
    if zone is None:
        return shown(reason)
    values = {"low": number(zone.low), "high": number(zone.high), "best": number(zone.best)}
    return say("Works from LR {low} to {high}, best {best}", **values)
