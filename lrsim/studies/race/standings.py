"""Who stands where: by steps to 1 %, to tolerance, by loss, by gradients; and the photo of the finish."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lrsim.runs.run import Run
from lrsim.studies.race.course import FINISH, Course, course_of

By = Literal["one_percent", "tolerance", "loss", "gradients"]

HESSIANS: Final = ("newton",)
"""Optimizers whose step asks for the Hessian: as much as a gradient for each coordinate."""


@dataclass(frozen=True)
class Entrant:
    """What one runner did.

    Attributes
    ----------
    index : int
        Which runner of the race.
    run : Run
    to_one_percent : int or None
        The step from which on 1 % of the starting gap or less is left; None for never.
    to_tolerance : int or None
        Where it converged.
    loss : float
        At the end; infinite after an explosion.
    gradients : int or None
        Gradients asked for up to 1 %; a Hessian counts as one for each coordinate. The losses that a line
        search tries are not counted.
    """

    index: int
    run: Run
    to_one_percent: int | None
    to_tolerance: int | None
    loss: float
    gradients: int | None


@dataclass(frozen=True)
class Place:
    """A place of the standings: 1 for the first; equals share one; None for who never got there."""

    rank: int | None
    entrant: Entrant


def entrants(runs: Sequence[Run]) -> tuple[Entrant, ...]:
    """Return what each runner did, in their order.

    Parameters
    ----------
    runs : sequence of Run
        Of one race: the same surface, start and budget.
    """
    course = course_of(runs)
    return tuple(_entrant(index, run, course) for index, run in enumerate(runs))


def standings(seen: Sequence[Entrant], by: By = "one_percent") -> tuple[Place, ...]:
    """Return the order, the first one first; who is equal stays in the order of the runners.

    Parameters
    ----------
    seen : sequence of Entrant
    by : {"one_percent", "tolerance", "loss", "gradients"}
        What counts: the less, the better.
    """
    ordered = sorted(seen, key=_MEASURES[by])
    places: list[Place] = []
    for position, entrant in enumerate(ordered, 1):
        measure = _MEASURES[by](entrant)
        equal = bool(places) and _MEASURES[by](places[-1].entrant) == measure
        rank = places[-1].rank if equal else position
        places.append(Place(rank if math.isfinite(measure) else None, entrant))
    return tuple(places)


def photo_finish(seen: Sequence[Entrant]) -> int | None:
    """Return the step at which the first of them is at 1 % for good; None where nobody ever is."""
    return min((e.to_one_percent for e in seen if e.to_one_percent is not None), default=None)


def _entrant(index: int, run: Run, course: Course) -> Entrant:
    steps = course.stays_within(run, FINISH)
    hessian = run.setup.surface.dimensions if run.setup.optimizer.name in HESSIANS else 0
    return Entrant(
        index=index,
        run=run,
        to_one_percent=steps,
        to_tolerance=run.converged_at,
        loss=math.inf if run.exploded_at is not None else float(run.loss[-1]),
        gradients=None if steps is None else steps * (1 + hessian),
    )


def _or_never(value: float | None) -> float:
    return math.inf if value is None else float(value)


_MEASURES: Final[dict[By, Callable[[Entrant], float]]] = {
    "one_percent": lambda entrant: _or_never(entrant.to_one_percent),
    "tolerance": lambda entrant: _or_never(entrant.to_tolerance),
    "loss": lambda entrant: _or_never(entrant.loss),
    "gradients": lambda entrant: _or_never(entrant.gradients),
}
