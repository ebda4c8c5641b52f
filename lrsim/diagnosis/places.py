"""The places of a path that a stable limit is told of: the ball's, the steepest, a minimum's."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

from lrsim.convergence import Floor
from lrsim.diagnosis.path import Gatherer, Path
from lrsim.optimizers import Sgd
from lrsim.stability.curvature import curvature_at
from lrsim.stability.limits import Limit, limit_at, steepest_row
from lrsim.stability.linear_rules import linear_rule
from lrsim.text.messages import Message

CURVE = 1e-9
"""A minimum flatter than this share of its largest curvature in one direction lies on a curve of minima."""


@dataclass(frozen=True)
class Place:
    """A place of a path.

    Attributes
    ----------
    step : int
        The step before which the ball is there.
    rate : float
        The learning rate that the step uses.
    limit : Limit or None
        Up to which rate it is stable there, the optimizer's divisor as the step has it; None where unknown.
    """

    step: int
    rate: float
    limit: Limit | None

    @property
    def ratio(self) -> float | None:
        """The rate as a share of the limit; None where there is no limit."""
        if self.limit is None or not math.isfinite(self.rate / self.limit.value):
            return None
        return self.rate / self.limit.value


@dataclass(frozen=True)
class Places:
    """The places of the played part of a path.

    Attributes
    ----------
    run : Path
    rows : int
        How many rows of it are judged, without the one that exploded.
    exploded_at : int or None
        As for runs, within that part.
    floors : tuple of Floor
        The known minima.
    gatherer : Gatherer
        What knows rate and state of any step.
    shown_at : int
        The step before which the ball is where it is shown.
    """

    run: Path
    rows: int
    exploded_at: int | None
    floors: tuple[Floor, ...]
    gatherer: Gatherer
    shown_at: int

    @functools.cached_property
    def shown(self) -> Place | None:
        """Where the ball is, with the rate in force: that of the step that comes next, at the end, too.

        After an explosion it is the steepest place, with the rate of the last step.
        """
        if self.exploded_at is None or self.shown_at < self.exploded_at:
            return self.at(self.run.row(self.shown_at))
        if self.steepest is None:
            return None
        return replace(self.steepest, rate=self.run.rate_at(self.run.step_at(self.rows - 1)))

    @functools.cached_property
    def told(self) -> Place | None:
        """The same with a rate that was used: at the end, that of the last step."""
        run, row = self.run, self.run.row(self.shown_at)
        if self.shown is None or not 0 < row == len(run.loss) - 1:
            return self.shown
        return replace(self.shown, rate=run.rate_at(run.step_at(row) - 1))

    @functools.cached_property
    def steepest(self) -> Place | None:
        """Where the largest curvature was met while the loss was not above the starting loss."""
        if self.exploded_at == 0:
            return None
        run, part = self.run, slice(self.rows)
        scales = run.setup.scales
        row = steepest_row(run.setup.surface, scales, run.position[part], run.loss[part])
        return None if row is None else self.at(row)

    @functools.cached_property
    def in_minimum(self) -> Limit | None:
        """What is stable in the known minimum nearest to the ball.

        None where what the optimizer divides by depends on the way there, and on a curve of minima, where
        nobody knows which will be reached.
        """
        setup, here = self.run.setup, self.run.position[self.rows - 1].tolist()
        if not self.floors or not isinstance(setup.optimizer, Sgd):
            return None
        near = min(self.floors, key=lambda floor: math.dist(floor.position, here))
        if not near.flattest > CURVE * near.curvature:
            return None
        rule = linear_rule(setup.optimizer, {}, 0)
        limit = limit_at(curvature_at(setup.surface, near.position), rule, setup.scales)
        return None if isinstance(limit, Message) else limit

    def at(self, row: int) -> Place:
        """Return the place of a row before the explosion."""
        run, setup, step = self.run, self.run.setup, self.run.step_at(row)
        used = self.gatherer.used(step)
        rule = linear_rule(setup.optimizer, used.slots, step)
        limit = limit_at(curvature_at(setup.surface, run.position[row]), rule, setup.scales)
        return Place(step, used.rate, None if isinstance(limit, Message) else limit)
