"""The suggesters on a range test of one's own, of which nothing is known but rates and losses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.errors import InputError
from lrsim.numerics import exponentials, logarithms
from lrsim.plain import items
from lrsim.spelling import checks_names
from lrsim.studies.finder import suggesters
from lrsim.studies.finder.curve import WINDOW, Curve, curve
from lrsim.studies.finder.suggesters import START_UP, Suggestion
from lrsim.text.messages import NOTHING, Message
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

MOST = 1_000_000
"""Points that are read at most."""

BINS = 100
"""Points that a test of twice as many is averaged to, as many as fastai's have: slopes of more are noise."""

EVEN = 1.5
"""A ramp whose largest factor from point to point is up to this power of its smallest grows evenly enough."""

AGREEING = 10.0
"""How far apart two readings may be that are taken together.

On 288 tests of lrsim's own surfaces and optimizers, half of them with noise, the middle of two that agree so
lay in the zone in 64 %, above it in 10 %; the single readings in 5 % to 59 %.
"""

CLEARLY = 6.0
"""Standard deviations of a smoothed point by which a fall has to stand out of noise.

The lowest of a hundred points lies two and a half below their mean, and the first few, with which it is
compared, are uncertain.
"""

_SIGMA = 1.048
"""Standard deviation of normal noise per median distance of successive values: 1/(√2 · 0.6745)."""


@checks_names
def suggest_lr(lr: npt.ArrayLike, loss: npt.ArrayLike) -> dict[str, Any]:
    """Read a learning rate from a range test of one's own.

    The readings are those of `find_lr`, by the same definitions. What `find_lr` does beside them, trials at
    each rate, needs the problem itself; in their place stands the middle of two readings where they agree.

    Parameters
    ----------
    lr : array_like, shape (n,)
        The learning rates of the test, ascending. Losses of equal ones are averaged. A ramp that does not
        grow by one factor from point to point, a linear one, is read off at even factors.
    loss : array_like, shape (n,)
        The training loss met at each. It may become NaN or infinite, where the test ends.

    Returns
    -------
    dict
        ``steepest``, ``valley``, ``slide`` and ``minimum_over_10``: the learning rate that each of these
        suggesters reads, or None. ``suggestion``: the one to start with, the geometric mean of ``steepest``
        and ``minimum_over_10`` where they are within a factor of 10, or None. ``reasons``: why there is
        none, by the same names.

    Raises
    ------
    InputError
        When the arrays are no range test; it names the argument and the place.

    Examples
    --------
    >>> import numpy as np
    >>> import lrsim
    >>> lr = np.geomspace(1e-6, 10, 100)
    >>> loss = 1 / (1 + 100 * lr) + lr**2
    >>> read = lrsim.suggest_lr(lr, loss)
    >>> 0.001 < read["suggestion"] < 0.1
    True
    >>> lrsim.suggest_lr(lr[:8], loss[:8])["reasons"]["suggestion"]
    'too short: 8 points in the whole test, 15 are needed'
    """
    rates, losses = _checked(lr, loss)
    test = _read(*_even(*_gathered(rates, losses)))
    reason = suggesters.unreadable(test) or _noise(test)
    readings = suggesters.suggest(test)
    if reason:
        readings = {name: Suggestion(None, reason) for name in suggesters.NAMES}
    all_readings = {**readings, "suggestion": _together(readings, reason)}
    return {
        **{name: reading.lr for name, reading in all_readings.items()},
        "reasons": {
            name: reading.reason for name, reading in all_readings.items() if reading.lr is None
        },
    }


def _checked(lr: npt.ArrayLike, loss: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return rates and losses, or say what is wrong with them, and where."""
    rates, losses = _row("lr", lr), _row("loss", loss)
    if len(rates) != len(losses):
        raise InputError(
            "loss",
            None,
            Message(
                "has {losses} values and lr {rates}; each loss needs its learning rate",
                losses=len(losses),
                rates=len(rates),
            ),
        )
    for place in np.flatnonzero(~((rates > 0.0) & np.isfinite(rates)))[:1].tolist():
        raise InputError(f"lr[{place}]", float(rates[place]), Message("must be a number above 0"))
    for place in np.flatnonzero(rates[1:] < rates[:-1])[:1].tolist():
        raise InputError(
            f"lr[{place + 1}]",
            float(rates[place + 1]),
            Message(
                "must not be below the one before it, {before}: a range test goes upwards; put it in order",
                before=repr(float(rates[place])),
            ),
        )
    return rates, losses


def _row(where: str, values: npt.ArrayLike) -> FloatArray:
    row = arguments.array(where, _without_none(values))
    if row.ndim != 1:
        raise InputError(where, None, Message("must be one row of numbers"))
    if len(row) > MOST:
        raise InputError(where, None, Message("has more than {most} values", most=MOST))
    return row


def _without_none(values: Any) -> Any:
    """Return a list with NaN where it has None, as JSON writes it; anything else as it is."""
    given = items(values) if isinstance(values, list | tuple) else None
    return values if given is None else [math.nan if value is None else value for value in given]


def _gathered(lr: FloatArray, loss: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return each learning rate once, with the mean of its losses; of a long test the means of bins."""
    if not len(lr):
        return lr, loss
    logarithm = logarithms(lr)
    extent = float(logarithm[-1] - logarithm[0])
    if len(lr) >= 2 * BINS and extent > 0.0:
        bins = np.minimum((logarithm - logarithm[0]) / extent * BINS, BINS - 1.0).astype(np.int64)
    else:
        bins = np.cumsum(np.concatenate([[0], lr[1:] != lr[:-1]]))
    first = np.flatnonzero(np.concatenate([[True], bins[1:] != bins[:-1]]))
    if len(first) == len(lr):
        return lr, loss
    counts = np.diff([*first, len(lr)])
    with np.errstate(all="ignore"):  # a loss that is no number makes its mean none
        middles = np.add.reduceat(logarithm, first) / counts
        return exponentials(middles), np.add.reduceat(loss, first) / counts


def _even(lr: FloatArray, loss: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the test at rates that grow by one factor, as those who count points need it."""
    logarithm = logarithms(lr)
    steps = np.diff(logarithm)
    if len(lr) < suggesters.FEWEST or steps.max() <= EVEN * steps.min():
        return lr, loss
    places = np.linspace(logarithm[0], logarithm[-1], len(lr))
    rates = exponentials(places)
    rates[0], rates[-1] = lr[0], lr[-1]
    with np.errstate(all="ignore"):  # of losses that are no numbers
        return rates, np.interp(places, logarithm, loss)


def _read(lr: FloatArray, loss: FloatArray) -> Curve:
    """Return the curve above the lowest loss there can be: 0 unless it was lower."""
    finite = loss[np.isfinite(loss)]
    floor = min(float(finite.min(initial=0.0)), 0.0)
    with np.errstate(over="ignore"):
        gap = loss - floor
    return curve(lr, gap, known=False)


def _noise(test: Curve) -> Message:
    """Return that a fall is no more than noise, where that is so."""
    distance = np.abs(np.diff(test.gap))
    spread = _SIGMA * float(np.median(distance))
    start = test.gap[: max(1, int(START_UP * len(test.gap)))]
    reach = max(1, round(WINDOW * test.steps))
    fall = float(start.mean() - test.smooth[len(start) : -reach].min())  # the window is whole there
    if fall > CLEARLY * spread / math.sqrt(2.0 * reach + 1.0):
        return NOTHING
    return Message("flat: the loss does not fall by more than it jumps from point to point")


def _together(readings: dict[str, Suggestion], reason: Message) -> Suggestion:
    """Suggest the middle of two readings that agree."""
    if reason:
        return Suggestion(None, reason)
    steepest, lowest = readings["steepest"], readings["minimum_over_10"]
    if steepest.lr is None or lowest.lr is None:
        return Suggestion(None, steepest.reason or lowest.reason)
    if not 1.0 / AGREEING <= steepest.lr / lowest.lr <= AGREEING:
        reason = Message(
            "the readings disagree: the loss falls fastest at {steepest}, a tenth of where it is lowest is "
            "{tenth}",
            steepest=number(steepest.lr),
            tenth=number(lowest.lr),
        )
        return Suggestion(None, reason)
    return Suggestion(math.sqrt(steepest.lr) * math.sqrt(lowest.lr))
