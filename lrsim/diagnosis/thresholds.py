"""The thresholds of the verdicts, each with its reason: what the core's rules are given.

The rules themselves are `lrsim/kernels/symptoms.pxd`, what they compare `lrsim/kernels/measures.pxd`.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np

from lrsim import _core
from lrsim.typing import FloatArray


@dataclass(frozen=True)
class Thresholds:
    """What measures are compared with; the reason stands below each."""

    least_steps: float = 5.0
    """Fewer steps than this show no trend: some to compare, and some to see whether that lasts."""

    least_rows: float = 12.0
    """A trend is read from the last half of the way, but from no fewer steps than this if there are."""

    flipping: float = 0.5
    """Share of gradients against the one before from which the ball jumps across, not down."""

    rising: float = 0.25
    """Share of steps up from which a fall is no longer a fall with an overshoot or two."""

    spike: float = 2.0
    """A loss that more than doubles in one step is a spike; smooth descent never raises it."""

    rounded: float = 1e-12
    """Rises by less than this share are rounding: a flat place is not a bumpy one."""

    alarm_steps: float = 3.0
    """So many steps that each jump across and each raise the loss are no accident."""

    growing_steps: float = 5.0
    """So many steps that each raise it, across or not: bouncing that has bounds doesn't."""

    growth: float = 10.0
    """A gap so many times the starting one, and growing, is an explosion seen early."""

    spikes: float = 2.0
    """One spike can be the way out of a bad start; a second one is a habit."""

    fell: float = 0.5
    """A plateau comes after a fall: at least half of the starting gap is gone for good."""

    stalled: float = 0.99
    """From one third of the recent way to the next the gap keeps more than this: it stands still."""

    settling: float = 0.9
    """… keeps less than this: it falls, whatever the ball does from step to step."""

    cycle: float = 0.05
    """Two positions two steps apart are the same to this share of the jump between them."""

    flat: float = 1e-6
    """A slope that promises less than this share of the gap, by the curvature here, leads nowhere."""

    halved: float = 0.5
    """A loss hardly moves if a whole budget does not even bring it half of the way."""

    room: float = 10.0
    """What an LR far too small can at least be multiplied by and stay stable."""

    fading: float = 10.0
    """Swings that need more budgets than this to fade do not settle."""

    starved: float = 0.1
    """Below this share of its own largest value a rate is small by its schedule, not by the dial."""

    margin: float = 1.25
    """A projection this little beyond the budget is not certain enough to be called slow."""

    speeding: float = 1.5
    """A fall whose rate still grows by this factor says little about when it ends."""

    on_course: float = 0.1
    """Before the minimum is reached, the gap must be down to this share for anything to be promised."""

    left: float = 10.0
    """A loss that comes back above so many tolerances in the last half has not settled."""

    swung: float = 0.1
    """A gap that was ten times smaller before has been carried through the valley and up again."""

    returned: float = 0.9
    """A gap with rises in it that is no smaller than a third of the way ago is on its way back."""

    fastest_bend: float = -1.0
    """How 1/r may bend: from an approach at constant speed, faster than which nothing may be promised, …"""

    slowest_bend: float = 0.5
    """… to that of a quartic minimum, the flattest bottom in the catalogue."""

    bent: float = 0.05
    """A bend smaller than this is an exponential's rounding."""

    far: float = 1e9
    """Projections beyond this many steps are not told apart."""

    noise_level: float = 4.0
    """Half of a way at no more than so many times the level that theory knows is spent in the noise ball:
    means of a few dozen correlated squares scatter by a factor of two."""

    parabola: float = 2.5
    """A gap is that of the parabola at the minimum, to this factor, where its curvature says what comes."""

    noise_steps: float = 30.0
    """Where there is no theory, so many noisy steps are needed to see that a mean no longer falls."""


THRESHOLDS = Thresholds()

_NAMES = tuple(field.name for field in fields(Thresholds))


def for_core() -> FloatArray:
    """Return the thresholds as the core takes them, float64 (n,)."""
    given = dict(zip(_NAMES, astuple(THRESHOLDS), strict=True))
    return np.array([given[name] for name in _core.THRESHOLDS])


CORE: FloatArray = for_core()
