"""Gradient descent in plain Python: what every number of the product is compared with.

Only floats and `math`, one formula to a line, no cleverness: this file is meant to be checked by
reading it. A position is a tuple of floats. `descend` makes a run; the rest are its ingredients,
with the surfaces of `reference_surfaces`, the optimizers of `reference_descents`, `reference_adams` and
`reference_searches`, and the schedules of `reference_schedules`::

    path = descend(quadratic(), (5.0,), SGD(), rates(constant(), lr=0.1, steps=50))
    path.position[50]  # (7.136238463529802e-05,)

Overflow must give infinity, as in C, and not Python's OverflowError: hence `x * x`, never `x**2`.
"""

import copy
import itertools
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reference_adams as adams
import reference_descents as descents
import reference_searches as searches
from reference_schedules import parameters
from reference_surfaces import SURFACES, Position, Surface

TOLERANCE = 1e-6  # of the starting gap: a run that stays this close to the minimum has converged
ROUNDING = 1e-12  # a loss this little below a minimum is still that one
FAR_BELOW = 1e-3  # of the tolerance: what goes on there is as good as nothing

Optimizer = descents.EachCoordinate | searches.Search


# --- the run -------------------------------------------------------------------------------------


@dataclass
class Path:
    """position[k], loss[k] and gradient_norm[k] are before step k, which uses lr[k]."""

    position: list[Position]
    loss: list[float]
    gradient_norm: list[float]
    lr: list[float]
    exploded_at: int | None
    converged_at: int | None


def descend(
    surface: Surface,
    start: Sequence[float],
    optimizer: Optimizer,
    rates: Sequence[float],
    stop: bool = True,
) -> Path:
    """Take one step for each rate, or until the run explodes (with stop=False even after that)."""
    position = tuple(float(x) for x in start)
    if isinstance(optimizer, searches.Search):
        optimizer.surface = surface
    escape = escape_of(surface, position)
    path = Path([position], [surface.value(*position)], [], [], None, None)
    for k in range(len(rates) + 1):
        position = path.position[k]
        gradient = surface.gradient(*position)
        path.gradient_norm.append(math.hypot(*gradient))
        if path.exploded_at is None and has_exploded(position, path.loss[k], escape):
            path.exploded_at = k
        if k == len(rates) or (stop and path.exploded_at is not None):
            break
        position = optimizer.step(position, gradient, rates[k])
        path.lr.append(rates[k])
        path.position.append(position)
        path.loss.append(surface.value(*position))
    if path.exploded_at is None:
        last = path.position[-1]
        rests = bool(rates) and last == copy.deepcopy(optimizer).step(
            last, surface.gradient(*last), rates[-1]
        )
        path.converged_at = first_whole_stay(path.loss, surface, len(rates), rests=rests)
    return path


def escape_of(surface: Surface, start: Position) -> float:
    """Return how far out a run may go: as given, or 1000, or ten times the farthest of start and minima.

    No domain reaches beyond 100.
    """
    if surface.escape is not None:
        return surface.escape
    return max(1000.0, *(10.0 * abs(x) for place in (start, *surface.minima) for x in place))


def has_exploded(position: Position, loss: float, escape: float) -> bool:
    """Return whether loss or position isn't finite or a coordinate is further out than escape."""
    if not all(math.isfinite(number) for number in (loss, *position)):
        return True
    return max(abs(x) for x in position) > escape


def first_whole_stay(
    loss: Sequence[float],
    surface: Surface,
    budget: int,
    *,
    noisy: bool = False,
    rests: bool = False,
) -> int | None:
    """Return the first index of the first stay within TOLERANCE of the starting gap, or None.

    A stay takes max(5, 2 % of the budget) samples, a quarter of the budget under noise. One that the end cuts
    short counts where the next step moves nothing (`rests`), or where the gap shrank at every step from the
    start until it was far below the tolerance, or was nothing but rounding. The gap is that to the highest
    minimum which is not above the lowest loss.
    """
    losses = surface.losses or (0.0,) * len(surface.minima)
    lowest = min(loss)
    reached = [m for m in losses if m <= lowest + ROUNDING * max(1, abs(lowest))]
    if not reached:
        return None
    minimum = max(reached)
    # A run may start in a minimum, which floats only come near to: its gap is then this rounding.
    rounding = max(
        abs(surface.value(*place) - m) for place, m in zip(surface.minima, losses, strict=True)
    )
    limit = minimum + max(TOLERANCE * (loss[0] - minimum), 4 * rounding)
    whole = max(5, math.ceil((0.25 if noisy else 0.02) * budget))
    inside = [value <= limit for value in loss]
    for k in range(len(loss) - whole + 1):
        if all(inside[k : k + whole]):
            return k
    if noisy or not inside[-1]:
        return None
    nothing = max(
        4 * rounding,
        4 * sys.float_info.epsilon * abs(minimum),
        sys.float_info.min,
        FAR_BELOW * (limit - minimum),
    )
    falls = all(b < a or b - minimum <= nothing for a, b in itertools.pairwise(loss))
    last = max((k for k, value in enumerate(inside) if not value), default=-1)
    return last + 1 if rests or falls else None


# --- the same things by their names in the product -----------------------------------------------

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "sgd": descents.SGD,
    "asgd": descents.ASGD,
    "adam": adams.Adam,
    "adamw": adams.AdamW,
    "nadam": adams.NAdam,
    "radam": adams.RAdam,
    "adamax": adams.Adamax,
    "adagrad": descents.Adagrad,
    "adadelta": descents.Adadelta,
    "rmsprop": descents.RMSprop,
    "rprop": descents.Rprop,
    "adabelief": adams.AdaBelief,
    "yogi": adams.Yogi,
    "adan": adams.Adan,
    "lion": descents.Lion,
    "signsgd": descents.SignSGD,
    "schedule-free-sgd": descents.ScheduleFreeSGD,
    "schedule-free-adamw": adams.ScheduleFreeAdamW,
    "prodigy": searches.Prodigy,
    "newton": searches.Newton,
    "armijo": searches.Armijo,
    "barzilai-borwein": searches.BarzilaiBorwein,
    "polyak": searches.Polyak,
}


def surface(spec: str) -> Surface:
    """Return the surface of a spec string."""
    name, values = parameters(spec)
    return SURFACES[name](**values)


def optimizer(spec: str) -> Optimizer:
    """Return a fresh optimizer of a spec string."""
    name, values = parameters(spec)
    return OPTIMIZERS[name](**values)
