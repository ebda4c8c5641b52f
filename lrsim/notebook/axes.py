"""Results on the axes of Matplotlib."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from lrsim.batches.batch import Batch
from lrsim.errors import needing
from lrsim.experiment import Experiment
from lrsim.notebook.rows import stretches, varied
from lrsim.notebook.svg import COLOURS, GOLD
from lrsim.runs.run import Run
from lrsim.runs.simulate import race
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.longrun.bifurcation import Bifurcation
from lrsim.studies.maps import colours
from lrsim.studies.maps.axes import BY_FACTORS
from lrsim.studies.maps.map import Map
from lrsim.studies.zone.sweep import Sweep
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message, say
from lrsim.text.numbers import number
from lrsim.typing import FloatArray


def plot(result: object, ax: Any = None) -> Any:
    """Draw a result on axes of Matplotlib, new ones by default, and return them.

    Raises
    ------
    ImportError
        When Matplotlib is not installed.
    """
    if ax is None:
        with needing(Message("a plot"), "matplotlib"):
            from matplotlib.figure import Figure
        # no window, and no state of pyplot's: whoever wants that gives axes of its own
        ax = Figure(layout="constrained").add_subplot()
    _draw(result, ax)
    return ax


@functools.singledispatch
def _draw(result: object, _ax: Any) -> None:
    raise TypeError(f"no plot of {type(result).__name__}")


@_draw.register
def _(run: Run, ax: Any) -> None:
    _curve(run, ax, 0)
    _label(ax, say("step"), say("loss"))


@_draw.register
def _(experiment: Experiment, ax: Any) -> None:
    for style, run in enumerate(race(experiment)):
        _curve(run, ax, style)
    _label(ax, say("step"), say("loss"))
    ax.legend()


@_draw.register
def _(sweep: Sweep, ax: Any) -> None:
    ax.plot(sweep.lr, _finite(sweep.final_loss), ".-", color=COLOURS[0])
    if (sweep.lr > 0.0).any():  # an axis of factors has no place for 0
        ax.set_xscale("log")
    _log(ax, sweep.final_loss)
    _zone(ax, sweep.zone)
    _label(ax, say("learning rate"), say("final loss"))


@_draw.register
def _(finder: LRFinder, ax: Any) -> None:
    ax.plot(finder.lr, _finite(finder.loss), color=COLOURS[0])
    ax.set_xscale("log")
    _log(ax, finder.loss)
    _zone(ax, finder.zone)
    if finder.suggestion is not None:
        ax.axvline(finder.suggestion, linestyle="--", color="0.4", label=number(finder.suggestion))
        ax.legend()
    _label(ax, say("learning rate"), say("loss"))


@_draw.register
def _(found: Map, ax: Any) -> None:
    rows, columns = (np.arange(count) for count in (found.y.count, found.x.count))
    painted = colours.painted(found.cells, found.experiment.steps, rows, columns)
    rgb = colours.bytes_of(painted)
    ax.pcolormesh(found.x.values, found.y.values, rgb, shading="nearest")
    for axis, scale in ((found.x, ax.set_xscale), (found.y, ax.set_yscale)):
        if axis.scale == "log":
            scale("log")
    _label(ax, found.x.name, found.y.name)


@_draw.register
def _(outcomes: Batch, ax: Any) -> None:
    name, values = varied(outcomes)
    ax.plot(values, _finite(outcomes.loss), ".", color=COLOURS[0])
    if len(values):
        if name in BY_FACTORS and values.min() > 0.0:
            ax.set_xscale("log")
        _log(ax, outcomes.loss)
    _label(ax, say(name), say("final loss"))


@_draw.register
def _(found: Bifurcation, ax: Any) -> None:
    ax.plot(found.lr, _finite(found.position[:, :, 0]), ",", color=COLOURS[0])
    _label(ax, say("learning rate"), "x")


@_draw.register
def _(zone: Zone, ax: Any) -> None:
    for kind, low, high in stretches(zone):
        if kind != "hole":
            ax.axvspan(low, high, color=GOLD, alpha=0.25, label=say(kind))
    ax.axvline(zone.best, linestyle="--", color="0.4", label=number(zone.best))
    ax.set_xscale("log")
    ax.legend()
    ax.set_xlabel(say("learning rate"))


def _curve(run: Run, ax: Any, style: int) -> None:
    ax.plot(run.step, _finite(run.loss), color=COLOURS[style % 8], label=run.runner.name)
    _log(ax, run.loss)


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def _log(ax: Any, values: FloatArray) -> None:
    seen = values[np.isfinite(values)]
    if len(seen) and seen.min() > 0.0 and seen.max() > 10.0 * seen.min():
        ax.set_yscale("log")


def _zone(ax: Any, zone: Zone | None) -> None:
    if zone is not None:
        ax.axvspan(zone.low, zone.high, color=GOLD, alpha=0.25)


def _label(ax: Any, x: str, y: str) -> None:
    ax.set_xlabel(x)
    ax.set_ylabel(y)
