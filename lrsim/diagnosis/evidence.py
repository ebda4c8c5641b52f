"""What a played path shows, in numbers: the evidence that verdicts rest on.

Only rows that were played are looked at, and each number costs a few passes over an array at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lrsim.convergence import GREATEST, Floor, Path, ceiling, converged_row, floor_of, nearest_floor
from lrsim.diagnosis.trends import Motion, Tail, Trend, motion_of, swing_of, swings, trend_of
from lrsim.optimizers import Optimizer, Sgd
from lrsim.stability.linear_rules import linear_rule
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

CLOSE_ROWS = 1024
"""Rows whose gradients are looked at: enough to count on, and bounded however long the run."""


def stability_edge(optimizer: Optimizer, curvature: float) -> float | None:
    """Return the LR from which on no path settles where the curvature λmax is the given one.

    2/λ for plain descent, 2(1+β)/λ for heavy ball, (2+2β)/((1+2β)λ) for Nesterov; weight decay adds
    to λ, dampening takes from it (`lrsim.stability.linear_rules`). None for other optimizers,
    whose edge depends on their state, where λ is not positive, and where a double cannot hold it.
    """
    if not isinstance(optimizer, Sgd):
        return None
    rule = linear_rule(optimizer, {}, 0)
    if isinstance(rule, Message):
        return None
    seen = rule.turning * (curvature + rule.penalty)
    edge = 2.0 / seen if seen > 0.0 else math.inf
    return edge if 0.0 < edge < math.inf else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of the part of a path that was played.

    Attributes
    ----------
    run : Path
        The run it is about.
    rows : int
        How many rows are looked at: those played, without the one that exploded.
    first : int
        The row from which on the dial has stood where it stands.
    exploded_at, converged_row : int or None
        As for runs, within the part played.
    floor : Floor or None
        The highest listed minimum not above the lowest loss.
    gap : ndarray of float64, shape (rows,)
        The loss above the floor, above the lowest loss where there is no floor; at most `GREATEST`.
    lr, peak : float
        The rate of the last step, and the largest since the dial stands there.
    rising : bool
        Whether the rate was still rising.
    edge : float or None
        The LR from which on no path settles in the nearest minimum.
    motion : Motion
        How the ball moves since the dial stands there, up to where it converged.
    trend : Trend or None
        How the gap changes there.
    swinging : bool
        Whether the optimizer's memory carries the ball back and forth.
    """

    run: Path
    rows: int
    first: int
    exploded_at: int | None
    converged_row: int | None
    floor: Floor | None
    gap: FloatArray
    lr: float
    peak: float
    rising: bool
    edge: float | None
    motion: Motion
    trend: Trend | None
    swinging: bool

    @property
    def budget(self) -> int:
        """The experiment's budget of steps."""
        return self.run.setup.steps

    @property
    def played(self) -> int:
        """The last step played that did not explode."""
        return int(self.run.step[self.rows - 1])

    @property
    def since(self) -> int:
        """Steps played since the dial has stood where it stands."""
        return self.played - int(self.run.step[self.first])

    @property
    def loss(self) -> float:
        """The last loss."""
        return float(self.run.loss[self.rows - 1])

    @property
    def left(self) -> float:
        """The share of the starting gap that is left."""
        start = float(self.gap[0])
        return float(self.gap[-1]) / start if start > 0.0 else 0.0

    @property
    def edge_ratio(self) -> float | None:
        """The LR as a share of the edge."""
        return None if self.edge is None else self.lr / self.edge

    @property
    def projected(self) -> float | None:
        """The step at which the path would converge, going on like this; None if it wouldn't."""
        return None if self.trend is None or self.floor is None else self.trend.projected

    def numbers(self) -> dict[str, float | int | None]:
        """Return the evidence as JSON shows it; what is unknown or not finite is None."""
        trend, motion, projected = self.trend, self.motion, self.projected
        if self.converged_row is not None:
            projected = float(self.run.step[self.converged_row])
        return {
            "steps_played": self.played,
            "sign_flips": motion.flips,
            "gradient_pairs": motion.pairs,
            "loss_ratio_per_step": None if trend is None else _finite(trend.ratio),
            "gap_left": _finite(self.left),
            "edge": _finite(self.edge),
            "edge_ratio": _finite(self.edge_ratio),
            "projected_steps": None if projected is None else math.ceil(projected),
            "spikes": motion.spikes,
            "rising_share": motion.rises,
        }


def measure(run: Path, rows: int) -> Evidence:
    """Return the evidence in the first `rows` rows of a run."""
    rows = max(1, min(rows, len(run.loss)))
    exploded = run.exploded_at if rows == len(run.loss) else None
    converged = converged_row(run, rows)
    if exploded:
        rows -= 1  # the last value may be anything
    loss, step = run.loss[:rows], run.step[:rows]
    setup = run.setup
    used = rows if exploded else rows - 1  # the step that exploded used a rate as well
    ended = exploded or int(step[-1])
    first = min(run.row(max((at for at, _ in setup.dial if at < ended), default=0)), rows - 1)
    rates = run.lr[first:used] if used else np.array([setup.lr_at(0)])
    still = rows if converged is None else converged + 1
    since = min(first, still - 1)
    with np.errstate(all="ignore"):  # losses near the largest double
        lowest = float(loss.min())
        floor = floor_of(setup.surface, lowest)
        bottom = lowest if floor is None else floor.loss
        gap = np.minimum(loss - bottom, GREATEST)
        arrived = ceiling(floor, float(loss[0])) - bottom if floor else 0.0
        target = min(max(arrived, 1e-300), GREATEST)
        motion = motion_of(*_gradients(run, since, still, float(rates[-1])), gap[since:still])
        near = nearest_floor(setup.surface, run.position[0 if exploded is not None else rows - 1])
        tail = _tail(setup.optimizer, float(rates[-1]), near)
        swinging = bool(setup.optimizer.slots) and swings(gap[since:still], motion)
        trend = (swing_of if swinging else trend_of)(
            gap[since:still], step[since:still], target, tail
        )
    return Evidence(
        run=run,
        rows=rows,
        first=first,
        exploded_at=exploded,
        converged_row=converged,
        floor=floor,
        gap=gap,
        lr=float(rates[-1]),
        peak=float(rates.max()),
        rising=len(rates) > 1 and bool(rates[-1] > rates[-2]),
        edge=None if near is None else stability_edge(setup.optimizer, near.curvature),
        motion=motion,
        trend=trend,
        swinging=swinging,
    )


def _gradients(run: Path, first: int, stop: int, rate: float) -> tuple[FloatArray, FloatArray]:
    """Return pairs of consecutive gradients, the last ones of rows first … stop − 1."""
    first = max(first, stop - CLOSE_ROWS)
    surface, position = run.setup.surface, run.position[first:stop]
    gradient = surface.gradient(position)
    dense = stop < 2 or int(run.step[stop - 1] - run.step[stop - 2]) == 1
    if dense:
        return gradient[:-1], gradient[1:]
    if run.setup.optimizer == Sgd():
        # recording has thinned; plain descent's next step can be taken again
        return gradient, surface.gradient(position - rate * gradient)
    return gradient[:0], gradient[:0]


def _tail(optimizer: Optimizer, rate: float, near: Floor | None) -> Tail:
    """Return how the gap falls near the minimum.

    By w ← (1 − lr λ) w the loss falls at 2 lr λ, by momentum 1/(1 − β) times that while it does not
    swing. With momentum the product of the two modes is β: no loss falls faster than β a step.
    """
    if not isinstance(optimizer, Sgd):
        memory = float(getattr(optimizer, "beta1", 0.0))
        return Tail(None, -math.log(memory) if memory else math.inf)
    beta = optimizer.momentum
    limit = -math.log(beta) if beta and not optimizer.nesterov else math.inf
    if near is None or not rate * near.flattest > 0.0:
        return Tail(None, limit)
    return Tail(min(2.0 * rate * near.flattest / (1.0 - beta), limit), limit)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
