"""When a path would arrive, going on like this, and whether that can be told."""

from __future__ import annotations

import math
from typing import Protocol

from lrsim.convergence import Floor
from lrsim.diagnosis.habits import keeps_pace, memory_of
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.optimizers import Newton, Optimizer, Polyak, Sgd

BOUND_FOR_THE_MINIMUM = frozenset(
    (
        "arriving",
        "crossing_falling",
        "hardly_moving",
        "inside_falling",
        "may_miss",
        "on_course",
        "slow",
        "spiking",
    )
)
"""Symptoms of a fall that would get there if it went on like this."""

FAR_FROM_IT = frozenset(("crossing_falling", "hardly_moving", "slow", "spiking"))
"""Those that say how far it is: what they say must not hang on a pace that won't last."""

NOT_THERE = frozenset(("may_miss", "on_course"))
"""Those of a fall that would get there about in time, if its pace lasted."""

PROMISING = NOT_THERE | {"arriving", "inside_falling"}
"""Those that say when it would be there, or that it would: of the rate it has, not of another."""

MOST_DONE = 0.3
"""With less than this share of the gap left, the way itself tells how long it is."""

MOST_OF_A_STEP = 0.9
"""The largest share of the way that a step along the flattest direction is taken to go."""

MEMORIES = 2.0
"""So many times as long as it remembers gradients, an optimizer's pace is still that of its start."""

FAR_SLOWER = 5.0
"""A fall so many times slower than the parabola of the minimum makes it is not on that parabola."""

ANOTHER = 2.0
"""A pace that differs by such a factor from that of Newton's steps near the minimum is not theirs."""


ABOUT = 1.5
"""A forecast is told where the run, played on, arrives within this factor of it."""

MOST_TRIED = 2**16
"""Steps that are played on for it at most, which is some milliseconds; what lies beyond is not told."""


class Trend(Protocol):
    """What is needed of the measures; the meanings are those of `lrsim.diagnosis.evidence.Measures`."""

    @property
    def played(self) -> float: ...
    @property
    def since(self) -> float: ...
    @property
    def limit(self) -> float: ...
    @property
    def left(self) -> float: ...
    @property
    def ratio(self) -> float: ...
    @property
    def ratio_before(self) -> float: ...
    @property
    def drop(self) -> float: ...
    @property
    def projected(self) -> float: ...
    @property
    def rate(self) -> float: ...
    @property
    def peak(self) -> float: ...
    @property
    def ball(self) -> float: ...
    @property
    def flattest(self) -> float: ...
    @property
    def held(self) -> float: ...
    @property
    def along(self) -> float: ...


def arrival(
    trend: Trend, symptom: str, floor: Floor, optimizer: Optimizer, noisy: bool, clipped: bool
) -> float | None:
    """Return the step at which a path would arrive at a minimum; None where that is not known.

    It is near the minimum, where its parabola tells the gap, and where most of the way is done; not while the
    pace still grows or is that of a start, and not where the optimizer's own steps change, a schedule or
    clipping cuts them, weight decay pulls the ball off, or nobody knows how near noise lets it come.
    """
    if symptom not in BOUND_FOR_THE_MINIMUM or not math.isfinite(trend.projected):
        return None
    if symptom in NOT_THERE:
        steady = keeps_pace(optimizer) and not clipped and trend.since >= THRESHOLDS.least_rows
        if (
            noisy
        ):  # nobody knows how near noise lets it come, or how fast it goes when a schedule cuts
            steady = steady and not math.isnan(trend.ball) and trend.rate >= trend.peak
        return trend.projected if steady else None
    if symptom not in FAR_FROM_IT:
        return trend.projected
    if symptom == "spiking" and not trend.drop < THRESHOLDS.settling:
        return None
    done = trend.left <= MOST_DONE and symptom != "crossing_falling" and floor.curvature > 0.0
    seen = done or math.isfinite(trend.along)
    lasts = keeps_pace(optimizer) and trend.rate >= trend.peak and not trend.held and not clipped
    if not seen or not lasts or (_speeds_up(trend) and not done):
        return None
    if not _is_its_own_pace(trend, optimizer):
        return None
    if noisy and math.isnan(trend.ball):
        return None
    return max(trend.projected, _flat_way(trend, optimizer))


def _is_its_own_pace(trend: Trend, optimizer: Optimizer) -> bool:
    """Return whether the fall goes at the pace that the optimizer has near the minimum."""
    if trend.played < MEMORIES * memory_of(optimizer) and memory_of(optimizer) > 1.0:
        return False
    if isinstance(optimizer, Polyak):  # its steps are as long as the loss is high
        return trend.left <= THRESHOLDS.on_course
    pace = -math.log(trend.ratio) if 0.0 < trend.ratio < 1.0 else 0.0
    if isinstance(optimizer, Newton):
        own = -2.0 * math.log1p(-min(trend.rate, MOST_OF_A_STEP))
        return own <= ANOTHER * pace and pace <= ANOTHER * own
    if isinstance(optimizer, Sgd) and trend.left > MOST_DONE:
        return not FAR_SLOWER * pace < 2.0 * trend.rate * trend.flattest
    return True


def _speeds_up(trend: Trend) -> bool:
    """Return whether the fall still gains so much pace that it says little about when it ends."""
    if not 0.0 < trend.ratio < 1.0 or not trend.ratio_before > 0.0:
        return False
    if trend.ratio_before >= 1.0:
        return True
    return math.log(trend.ratio) < THRESHOLDS.speeding * math.log(trend.ratio_before)


def _flat_way(trend: Trend, optimizer: Optimizer) -> float:
    """Return when descent would be down along the flattest direction, which swings across hide."""
    share = trend.rate * trend.flattest
    if not isinstance(optimizer, Sgd) or not trend.along > trend.limit or not share > 0.0:
        return 0.0
    weight = 1.0 - optimizer.dampening if optimizer.momentum > 0.0 else 1.0
    share = min(share * weight / (1.0 - optimizer.momentum), MOST_OF_A_STEP)
    need = math.log(trend.along) - math.log(trend.limit)
    return trend.played - need / (2.0 * math.log1p(-share))
