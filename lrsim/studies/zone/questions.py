"""What a zone is asked for, and what comes out."""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from lrsim.declarations import MAX_SEED
from lrsim.setup import Setup
from lrsim.studies.zone.gains import Gains
from lrsim.studies.zone.rates import HIGH, LOW, PER_DECADE
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message

SEEDS, FEW_SEEDS = 32, 8
"""Seeds under noise; and for the arc, which answers while the dial turns."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a zone depends on.

    Attributes
    ----------
    setup : Setup
        Its own learning rate plays no part, nor does its dial's history from `from_step` on.
    low, high : float
        The span that is looked at.
    from_step : int
        Where the runs part.
    seeds : tuple of int
        Empty for the setup's own alone.
    per_decade : float
        The grid.
    shift : float
        By how much of a step the grid is shifted.
    """

    setup: Setup
    low: float = LOW
    high: float = HIGH
    from_step: int = 0
    seeds: tuple[int, ...] = ()
    per_decade: float = PER_DECADE
    shift: float = 0.0


class Answer(NamedTuple):
    """The zone, or None and the reason; what was tried for it, and what it takes to work, in decades.

    The bar is NaN where there is no gap to measure by: then nothing is known of what works.
    """

    zone: Zone | None
    reason: Message
    tried: Gains
    bar: float

    @property
    def measured(self) -> bool:
        """Whether there is a gap to a minimum by which to tell what works."""
        return not math.isnan(self.bar)


def seeds_of(setup: Setup, count: int = SEEDS) -> tuple[int, ...]:
    """Return the seeds that a zone asks for when nothing else is said: several under noise, else none."""
    if setup.noise == 0.0:
        return ()
    first = min(setup.seed, MAX_SEED - count + 1)
    return tuple(range(first, first + count))
