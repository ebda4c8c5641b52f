"""When a path would arrive, going on like this, and whether that can be told."""

from __future__ import annotations

import math
from typing import Protocol

from lrsim.convergence import Floor
from lrsim.diagnosis.habits import keeps_pace
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.optimizers import Optimizer, Sgd

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

MOST_DONE = 0.3
"""With less than this share of the gap left, the way itself tells how long it is."""

MOST_OF_A_STEP = 0.9
"""The largest share of the way that a step along the flattest direction is taken to go."""


class Trend(Protocol):
    """What is needed of the measures; the meanings are those of `lrsim.diagnosis.evidence.Measures`."""

    @property
    def played(self) -> float: ...
    @property
    def limit(self) -> float: ...
    @property
    def left(self) -> float: ...
    @property
    def ratio(self) -> float: ...
    @property
    def ratio_before(self) -> float: ...
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
    trend: Trend, symptom: str, floor: Floor, optimizer: Optimizer, noisy: bool
) -> float | None:
    """Return the step at which a path would arrive at a minimum; None where that is not known.

    It is near the minimum, where its parabola tells the gap, and where most of the way is done; not while the
    pace still grows, and not where the optimizer's own steps change, a schedule cuts them, weight decay pulls
    the ball off, or nobody knows how near noise lets it come.
    """
    if symptom not in BOUND_FOR_THE_MINIMUM or not math.isfinite(trend.projected):
        return None
    if symptom not in FAR_FROM_IT:
        return trend.projected
    done = trend.left <= MOST_DONE and symptom != "crossing_falling" and floor.curvature > 0.0
    seen = done or math.isfinite(trend.along)
    lasts = keeps_pace(optimizer) and trend.rate >= trend.peak and not trend.held
    if not seen or not lasts or (_speeds_up(trend) and not done):
        return None
    if noisy and math.isnan(trend.ball):
        return None
    return max(trend.projected, _flat_way(trend, optimizer))


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
    share = min(share / (1.0 - optimizer.momentum), MOST_OF_A_STEP)
    need = math.log(trend.along) - math.log(trend.limit)
    return trend.played - need / (2.0 * math.log1p(-share))
