"""Who stands where: by steps to 1 %, to tolerance, by loss, by gradients; and the photo of the finish."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lrsim.convergence import ROUNDING
from lrsim.runs.run import Run
from lrsim.studies.race.course import FINISH, Course, course_of

By = Literal["one_percent", "tolerance", "loss", "gradients"]

HESSIANS: Final = ("newton",)
"""Optimizers whose step asks for the Hessian: as much as a gradient for each coordinate."""

SEARCHES: Final = ("exact-line-search",)
"""Optimizers that ask for gradients along the way, too: as many as the search takes."""


@dataclass(frozen=True)
class Entrant:
    """What one runner did.

    Attributes
    ----------
    index : int
        Which runner of the race.
    run : Run
    to_one_percent : int or None
        The step from which on 1 % of the starting gap or less is left; None for never, or for no longer than
        luck may hold it there.
    to_tolerance : int or None
        Where it converged.
    loss : float
        At the end; infinite after an explosion.
    gradients : int or None
        Gradients asked for up to 1 %; a Hessian counts as one for each coordinate. The losses that a line
        search tries are not counted; where it tries gradients, this is the least that there were.
    has_gap : bool
        Whether it begins above the end of the course.
    """

    index: int
    run: Run
    to_one_percent: int | None
    to_tolerance: int | None
    loss: float
    gradients: int | None
    has_gap: bool

    @property
    def searches(self) -> bool:
        """Whether it asks for more gradients than are counted."""
        return self.run.setup.optimizer.name in SEARCHES


@dataclass(frozen=True)
class Place:
    """A place of the standings: 1 for the first; equals share one.

    None for who never got there, and where gradients count for whose gradients nobody has counted.
    """

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
        What counts: the less, the better. Losses that differ by rounding alone are equal.
    """
    measure = _MEASURES[by]
    level: list[list[Entrant]] = []
    for entrant in sorted(seen, key=measure):
        if level and math.isclose(measure(level[-1][0]), measure(entrant), rel_tol=ROUNDING):
            level[-1].append(entrant)
        else:
            level.append([entrant])
    places: list[Place] = []
    for equals in level:
        rank = len(places) + 1 if math.isfinite(measure(equals[0])) else None
        places += (Place(rank, entrant) for entrant in sorted(equals, key=lambda e: e.index))
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
        has_gap=not math.isnan(course.left(run, slice(0, 1))[0]),
    )


def _or_never(value: float | None) -> float:
    return math.inf if value is None else float(value)


_MEASURES: Final[dict[By, Callable[[Entrant], float]]] = {
    "one_percent": lambda entrant: _or_never(entrant.to_one_percent),
    "tolerance": lambda entrant: _or_never(entrant.to_tolerance),
    "loss": lambda entrant: _or_never(entrant.loss),
    "gradients": lambda entrant: _or_never(None if entrant.searches else entrant.gradients),
}
