"""What the dial's ring tells: what each learning rate would do, and learning rates of note."""

from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lrsim.text.messages import NOTHING, Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.studies.zone.gains import Draws
    from lrsim.studies.zone.questions import Answer

__all__ = ["Arc", "Fate", "Stretch", "arc_of"]


class Fate(enum.Enum):
    """What becomes of a run at some learning rate."""

    WORKS = Message("this learning rate works")
    SHORT = Message("this learning rate falls short")
    EXPLODES = Message("this learning rate explodes")


_FATES = Fate.WORKS, Fate.EXPLODES, Fate.SHORT


class Stretch(NamedTuple):
    """Neighbouring learning rates of one fate, up to where those of another begin.

    Attributes
    ----------
    low, high : float
    fate : Fate
        Under noise of most runs: works what works for enough of the draws.
    draws : Draws or None
        For how many draws of the noise it works; None without noise.
    """

    low: float
    high: float
    fate: Fate
    draws: Draws | None = None

    @property
    def sentence(self) -> Message:
        """What one of these learning rates would do."""
        if self.draws is not None and self.draws.works:
            return Message("this learning rate {works}", works=self.draws.sentence)
        if self.draws is not None and self.fate is Fate.EXPLODES:
            return Message("this learning rate explodes for too many draws of the noise")
        return self.fate.value


@dataclass(frozen=True)
class Arc:
    """What each learning rate would do from some step on.

    Attributes
    ----------
    stretches : tuple of Stretch
        Ascending, without a hole.
    best : float or None
        The zone's best: that of the best run.
    from_step : int
        Where the runs part.
    current : bool
        Whether this is about what the dial would do now.
    unmeasured : Message
        Why there is no telling what works; empty where there is. What explodes is known even so.
    """

    stretches: tuple[Stretch, ...]
    best: float | None
    from_step: int = 0
    current: bool = True
    unmeasured: Message = NOTHING

    @property
    def noisy(self) -> bool:
        """Whether it tells for how many draws of the noise a learning rate works."""
        return any(stretch.draws is not None for stretch in self.stretches)

    def stale(self) -> Arc:
        """Return the same arc as one that is out of date."""
        return replace(self, current=False)

    def at(self, lr: float) -> Stretch | None:
        """Return the stretch that a learning rate is in; None beyond what is known."""
        return next((s for s in self.stretches if s.low <= lr <= s.high), None)

    def fate(self, lr: float) -> Fate | None:
        """Return what a learning rate would do; None beyond what is known."""
        stretch = self.at(lr)
        return None if stretch is None else stretch.fate


def arc_of(found: Answer, from_step: int = 0) -> Arc:
    """Return the arc that a search for the zone shows.

    Half-way between two neighbours of different fates, in the logarithm, the fate changes; under noise the
    number of draws for which they work, too.
    """
    tried = found.tried
    kinds = np.where(tried.works(found.bar), 0, np.where(tried.exploded, 1, 2))
    turns, draws = kinds[1:] != kinds[:-1], tried.draws(found.bar)
    if draws:
        reached = tried.reached(found.bar)
        turns |= reached[1:] != reached[:-1]
    first = [0, *(np.flatnonzero(turns) + 1).tolist()]
    halves = [sqrt(tried.lr.item(k - 1) * tried.lr.item(k)) for k in first[1:]]
    bounds = [tried.lr.item(0), *halves, tried.lr.item(-1)]
    stretches = [
        Stretch(low, high, _FATES[kinds[k]], draws[k] if draws else None)
        for k, (low, high) in zip(first, itertools.pairwise(bounds), strict=True)
    ]
    if not found.measured:
        gone = tuple(stretch for stretch in stretches if stretch.fate is Fate.EXPLODES)
        return Arc(gone, None, from_step, unmeasured=found.reason)
    best = None if found.zone is None else found.zone.best
    return Arc(tuple(stretches), best, from_step)
