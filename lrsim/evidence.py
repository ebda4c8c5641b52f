"""What a played path shows, in numbers: the evidence that verdicts rest on.

Only rows that were played are looked at, and each number costs a few passes over an array at most.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lrsim.experiment import Experiment, Runner
from lrsim.optimizers import Optimizer, Sgd
from lrsim.surfaces import Surface

FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-6
"""Converged means this close to the minimum, as a share of the starting gap: six decades of a log plot."""

ROUNDING = 1e-12
"""How far below a listed minimum a loss may compute and still be that minimum: a thousand roundings of 1."""

CLOSE_ROWS = 1024
"""Rows whose gradients are looked at: enough to count on, and bounded however long the run."""

RECENT_STEPS = 64
"""Steps that say how the ball moves now; a few periods of any bouncing, and short enough to forget."""

LEAST_ROWS = 12
"""The trend is read from the last half of the path, but not from fewer rows than this while there are some."""

SPIKE = 2.0
"""A loss that more than doubles in one step is a spike; smooth descent never raises it."""

FAR = 1e12
"""Projections beyond this many steps are not told apart."""


class Path(Protocol):
    """What a verdict needs of a run."""

    @property
    def experiment(self) -> Experiment: ...
    @property
    def runner(self) -> Runner: ...
    @property
    def position(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def step(self) -> npt.NDArray[np.int64]: ...
    @property
    def lr(self) -> FloatArray: ...
    @property
    def exploded_at(self) -> int | None: ...
    @property
    def horizon(self) -> int: ...
    def row(self, step: int) -> int: ...


class Floor(NamedTuple):
    """A listed minimum: its position, its loss, what the loss computes to there at worst, its λmax."""

    position: tuple[float, ...]
    loss: float
    slack: float
    curvature: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How the gap to the minimum changes over the last part of the path.

    Attributes
    ----------
    ratio : float
        Factor on the gap's envelope per step.
    before : float
        The same, a little earlier.
    drop : float
        Factor on the gap's envelope from one third of the part to the next.
    highest : float
        The largest gap in the last third.
    projected : float or None
        The step at which the gap would be within tolerance; None when it does not fall.
    """

    ratio: float
    before: float
    drop: float
    highest: float
    projected: float | None


@dataclass(frozen=True, slots=True)
class Motion:
    """How the ball moves from step to step.

    Attributes
    ----------
    flips, pairs : int
        How many of the pairs of consecutive gradients point against each other, of those looked at.
    flipping : float
        That share among the recent pairs.
    rises : float
        Share of the recent steps that raised the loss.
    climb : int
        How many of the very last steps raised it, one after the other.
    spikes : int
        Recent steps that more than doubled the loss, to above its recent mean.
    """

    flips: int
    pairs: int
    flipping: float
    rises: float
    climb: int
    spikes: int


@functools.lru_cache(maxsize=64)
def floors(surface: Surface) -> tuple[Floor, ...]:
    """Return the listed minima of a surface with the curvature there."""
    found = []
    for minimum in surface.minima:
        position = np.array(minimum.position)
        slack = 4.0 * abs(float(surface(position)) - minimum.loss)
        curvature = float(np.linalg.eigvalsh(surface.hessian(position))[-1])
        found.append(Floor(minimum.position, minimum.loss, slack, curvature))
    return tuple(found)


def floor_of(surface: Surface, lowest: float) -> Floor | None:
    """Return the highest listed minimum that is not above the lowest loss of a path."""
    allowed = lowest + ROUNDING * max(1.0, abs(lowest))
    reached = [floor for floor in floors(surface) if floor.loss <= allowed]
    return max(reached, key=lambda floor: floor.loss, default=None)


def nearest_floor(surface: Surface, position: FloatArray) -> Floor | None:
    """Return the listed minimum nearest to a position."""
    here = position.tolist()
    return min(floors(surface), key=lambda f: math.dist(f.position, here), default=None)


def ceiling(floor: Floor, start: float) -> float:
    """Return the loss that counts as converged for a path that starts at loss `start`."""
    return floor.loss + max(TOLERANCE * (start - floor.loss), floor.slack)


def first_within(loss: FloatArray, limit: float) -> int | None:
    """Return the first row from which a loss stays at or below a limit, or None."""
    if not loss[-1] <= limit:
        return None
    above = loss > limit
    last = int(above[::-1].argmax())  # rows at the end that are within, if any row is above
    return len(loss) - last if above[len(loss) - 1 - last] else 0


def stability_edge(optimizer: Optimizer, curvature: float) -> float | None:
    """Return the LR above which a step overshoots further than the last one, at a given λmax.

    2/λ for plain descent, 2(1+β)/λ for heavy ball, (2+2β)/((1+2β)λ) for Nesterov; None where there is no
    such theory: other optimizers, and places that do not curve upwards.
    """
    if not isinstance(optimizer, Sgd):
        return None
    curvature += optimizer.weight_decay
    if not curvature > 0.0:
        return None
    beta = optimizer.momentum
    if optimizer.nesterov:
        return (2.0 + 2.0 * beta) / ((1.0 + 2.0 * beta) * curvature)
    joins = 1.0 - optimizer.dampening if beta else 1.0
    return 2.0 * (1.0 + beta) / (joins * curvature) if joins > 0.0 else None


def trend_of(gap: FloatArray, step: npt.NDArray[np.int64], target: float, first: int) -> Trend | None:
    """Return the trend of a gap from row `first` on, or None when the rows are too few.

    The path's last half is divided into thirds, whose largest gaps are an envelope that bouncing does not
    disturb. Between them the log of the gap falls at a rate r; 1/r is taken to change linearly in time, at a
    slope s. That is exact for an exponential fall (s = 0), for a power law t^(−1/s), and for an approach at
    constant speed, which ends in finite time (s = −1 on a slope, −½ on a parabola).
    """
    rows = len(gap)
    third = min(rows - first, max(rows // 2, LEAST_ROWS)) // 3
    if third < 1:
        return None
    a, b, c = rows - 3 * third, rows - 2 * third, rows - third
    least = target * 1e-3  # below the target the gap is rounding
    one, two, three = (
        max(float(part.max()), least) for part in (gap[a:b], gap[b:c], gap[c:])
    )
    apart, then = int(step[b] - step[a]), int(step[c] - step[b])
    before, rate = math.log(one / two) / apart, math.log(two / three) / then
    projected = None
    if rate > 0.0:
        # slower than 1/t no convex descent is, and faster than at constant speed none may be promised
        slope = (1.0 / rate - 1.0 / before) / (0.5 * (apart + then)) if before > 0.0 else 0.0
        slope = min(max(slope, -1.0), 1.0)
        pace = max(1.0 / rate + slope * 0.5 * then, 0.1 / rate)
        need = max(math.log(three / target), 0.0)
        bent = slope * need
        wait = pace * (need if abs(bent) < 1e-9 else math.expm1(min(bent, 60.0)) / slope)
        projected = min(max(int(step[c]) + wait, float(step[-1])), FAR)
    return Trend(math.exp(-rate), math.exp(-before), three / two, three, projected)


def motion_of(
    run: Path, rows: int, first: int, gap: FloatArray, rate: float, thinned: bool
) -> Motion:
    """Return how the ball moves in the rows `first` … `rows` − 1."""
    first = max(first, rows - CLOSE_ROWS)
    surface, position = run.experiment.surface, run.position[first:rows]
    gradient = surface.gradient(position)
    before, after = gradient[:-1], gradient[1:]
    if thinned:
        # between recorded rows there are others; plain descent's next one can be taken again
        before = gradient
        after = surface.gradient(position - rate * gradient) if run.runner.optimizer == Sgd() else gradient
    scale = max(float(np.abs(gradient).max()), 1e-300)
    against = ((before / scale) * (after / scale)).sum(axis=1) < 0.0
    recent = gap[max(first, rows - 1 - RECENT_STEPS) : rows]
    rose = recent[1:] > recent[:-1]
    climb = len(rose) if rose.all() else int((~rose[::-1]).argmax())
    spiked = rose & (recent[1:] > SPIKE * recent[:-1]) & (recent[1:] > recent.mean())
    count, late = len(against), against[-RECENT_STEPS:]
    return Motion(
        int(against.sum()),
        count,
        float(late.mean()) if count else 0.0,
        float(rose.mean()) if len(rose) else 0.0,
        climb,
        int(spiked.sum()),
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of the part of a path that was played.

    Attributes
    ----------
    run : Path
        The run it is about.
    rows : int
        How many rows are looked at: those played, without the one that exploded.
    played : int
        The last step played.
    exploded_at, converged_row : int or None
        As for runs, within the part played.
    floor : Floor or None
        The highest listed minimum not above the lowest loss.
    gap : ndarray of float64, shape (rows,)
        The loss above the floor; above the lowest loss where there is no floor.
    first : int
        The row from which the dial has stood where it stands.
    lr, peak : float
        The rate of the last step, and the largest since the dial stood there.
    rising : bool
        Whether the rate was still rising.
    edge : float or None
        The LR at which plain or momentum descent stops being stable, at the nearest minimum.
    trend : Trend or None
        How the gap changes.
    motion : Motion
        How the ball moves; up to the row where it converged.
    """

    run: Path
    rows: int
    played: int
    exploded_at: int | None
    converged_row: int | None
    floor: Floor | None
    gap: FloatArray
    first: int
    lr: float
    peak: float
    rising: bool
    edge: float | None
    trend: Trend | None
    motion: Motion

    @property
    def since(self) -> int:
        """Steps played since the dial has stood where it stands."""
        return self.played - int(self.run.step[self.first])

    @property
    def edge_ratio(self) -> float | None:
        """The LR as a share of the edge."""
        return None if self.edge is None else self.lr / self.edge

    @property
    def projected(self) -> float | None:
        """The step at which the path would converge, going on as it goes; None when it would not."""
        return None if self.trend is None or self.floor is None else self.trend.projected

    @property
    def budgets(self) -> float | None:
        """The projected step in budgets."""
        return None if self.projected is None else self.projected / self.run.experiment.steps

    @property
    def moved(self) -> bool:
        """Whether the ball stands elsewhere than at the start."""
        return bool((self.run.position[self.rows - 1] != self.run.position[0]).any())

    def numbers(self) -> dict[str, float | int | None]:
        """Return the evidence as JSON shows it; what is unknown or not finite is None."""
        trend, motion = self.trend, self.motion
        return {
            "steps_played": self.played,
            "sign_flips": motion.flips,
            "gradient_pairs": motion.pairs,
            "loss_ratio_per_step": None if trend is None else _finite(trend.ratio),
            "gap_left": _finite(float(self.gap[-1]) / float(self.gap[0])) if self.gap[0] > 0 else None,
            "edge": _finite(self.edge),
            "edge_ratio": _finite(self.edge_ratio),
            "projected_steps": None if self.projected is None else math.ceil(self.projected),
            "spikes": motion.spikes,
            "rising_share": motion.rises,
        }


def measure(run: Path, rows: int) -> Evidence:
    """Return the evidence in the first `rows` rows of a run."""
    rows = max(1, min(rows, len(run.loss)))
    exploded = run.exploded_at if rows == len(run.loss) else None
    ended = int(run.step[rows - 1])
    if exploded is not None:
        rows = max(rows - 1, 1)  # the last value may be anything
    loss, step = run.loss[:rows], run.step[:rows]
    surface, runner = run.experiment.surface, run.runner
    with np.errstate(all="ignore"):
        lowest = float(loss.min())
        floor = floor_of(surface, lowest)
        bottom = lowest if floor is None else floor.loss
        gap = loss - bottom
        limit = bottom if floor is None else ceiling(floor, float(loss[0]))
        converged = None if floor is None or exploded is not None else first_within(loss, limit)
        since = max((at for at, _ in runner.dial if at < step[-1]), default=0)
        first = min(run.row(since), rows - 1)
        rates = run.lr[first : rows - 1] if rows > 1 else run.lr[:1]
        rate = float(rates[-1]) if len(rates) else runner.lr
        still = rows if converged is None else converged + 1
        thinned = rows > 1 and int(step[-1] - step[-2]) > 1
        motion = motion_of(run, still, min(first, still - 1), gap, rate, thinned)
        least = max(limit - bottom, float(np.finfo(float).tiny) * 1e6)
        trend = None if exploded == 0 else trend_of(gap[:still], step[:still], least, min(first, still - 1))
    where = run.position[0 if exploded is not None else rows - 1]
    near = nearest_floor(surface, where)
    edge = None if near is None else stability_edge(runner.optimizer, near.curvature)
    peak = float(rates.max()) if len(rates) else rate
    rising = len(rates) > 1 and bool(rates[-1] > rates[-2])
    return Evidence(
        run, rows, ended, exploded, converged, floor, gap, first, rate, peak, rising, edge, trend, motion
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
