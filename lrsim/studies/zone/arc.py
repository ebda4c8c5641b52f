"""What the dial's ring tells: what each learning rate would do, and learning rates of note."""

from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

from lrsim.studies.zone.search import Answer
from lrsim.text.messages import Message

__all__ = ["Arc", "Fate", "Stretch", "arc_of"]


class Fate(enum.Enum):
    """What becomes of a run at some learning rate."""

    WORKS = Message("this learning rate works")
    SHORT = Message("this learning rate does not get there")
    EXPLODES = Message("this learning rate explodes")


class Stretch(NamedTuple):
    """Neighbouring learning rates of one fate, up to where those of another begin."""

    low: float
    high: float
    fate: Fate


@dataclass(frozen=True)
class Arc:
    """What each learning rate would do from some step on.

    Attributes
    ----------
    stretches : tuple of Stretch
        Ascending, without a hole.
    best : float or None
        The zone's best.
    from_step : int
        Where the runs part.
    current : bool
        Whether this is about what the dial would do now.
    """

    stretches: tuple[Stretch, ...]
    best: float | None
    from_step: int = 0
    current: bool = True

    def stale(self) -> Arc:
        """Return the same arc as one that is out of date."""
        return replace(self, current=False)

    def fate(self, lr: float) -> Fate | None:
        """Return what a learning rate would do; None beyond what is known."""
        return next((s.fate for s in self.stretches if s.low <= lr <= s.high), None)


def arc_of(found: Answer, from_step: int = 0) -> Arc:
    """Return the arc that a search for the zone shows.

    Half-way between two neighbours of different fates, in the logarithm, the fate changes.
    """
    lrs = found.tried.lr.tolist()
    works = found.tried.works(found.bar).tolist()
    fates = [
        Fate.WORKS if good else Fate.EXPLODES if gone else Fate.SHORT
        for good, gone in zip(works, found.tried.exploded.tolist(), strict=True)
    ]
    bounds = [lrs[0], *(sqrt(a * b) for a, b in itertools.pairwise(lrs)), lrs[-1]]
    stretches = []
    for fate, group in itertools.groupby(range(len(lrs)), lambda k: fates[k]):
        places = list(group)
        stretches.append(Stretch(bounds[places[0]], bounds[places[-1] + 1], fate))
    best = None if found.zone is None else found.zone.best
    return Arc(tuple(stretches), best, from_step)
