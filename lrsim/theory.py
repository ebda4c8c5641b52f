"""What a step looks like on the local quadratic: curvature, the best step, the edge, where the step landed.

All of it holds for the loss's second-order expansion around the position, f + gᵀs + ½ sᵀHs, with whatever the
optimizer divides by held fixed. Where that says nothing, there is no number but a reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lrsim import arguments
from lrsim.displayed import Tabled
from lrsim.runs.moments import Bookmark, moment_at
from lrsim.runs.run import Run
from lrsim.spelling import checks_names
from lrsim.stability.curvature import (
    Curvature,
    alpha_between,
    curvature_at,
    curvatures_at,
)
from lrsim.stability.limits import Limit, limit_at, steepest_row
from lrsim.stability.linear_rules import Linearized, linear_rule
from lrsim.text.messages import NOTHING, Message


@dataclass(frozen=True)
class Estimate:
    """A number of the local quadratic, or the reason why there is none.

    Attributes
    ----------
    value : float or None
        A learning rate as a step uses it, or a pure number for the α-gauge.
    dial : float or None
        Where the dial has to stand for that learning rate, given the schedule's factor at this step.
    formula : str
        Where the number comes from.
    reason : Message
        Why there is none; empty when there is one.
    """

    value: float | None = None
    dial: float | None = None
    formula: str = ""
    reason: Message = NOTHING


@dataclass(frozen=True, eq=False)
class LocalTheory(Tabled):
    """What the local quadratic says about one step of a run.

    Attributes
    ----------
    step : int
        The step, or the last recorded before it where recording is thinned.
    rate : float or None
        The learning rate of this step; None after an explosion.
    curvature : Curvature
        The expansion at the position before the step.
    best : Estimate
        The learning rate with the fastest descent on the local quadratic: 1/λ in one dimension, which lands
        on its floor, 2/(λmin + λmax) in two (Nocedal & Wright, Numerical Optimization, 2nd ed. 2006, section
        3.3; Polyak 1964). For rules without memory only, and where all curvature is positive.
    edge : Estimate
        The learning rate above which oscillations on the local quadratic grow
        (`lrsim.stability.linear_rules`). After an explosion it is that of the place with the largest
        curvature that was met while the loss was not above the starting loss.
    alpha : Estimate
        Where the step landed on its own parabola (`curvature.alpha_gauge`): −1 where it started, 0 at the
        floor, +1 at the mirror point.
    edge_step : int
        The step before which the ball was where `edge` holds: `step`, or an earlier one after an explosion.

    Examples
    --------
    >>> import lrsim
    >>> theory = lrsim.local_theory(lrsim.run("bowl", lr=0.1), step=0)
    >>> theory.edge.value, theory.edge.formula, theory.ratio, theory.curvature.eigenvalues
    (1.0, '2 / λmax', 0.1, (2.0, 2.0))
    """

    step: int
    rate: float | None
    curvature: Curvature
    best: Estimate
    edge: Estimate
    alpha: Estimate
    edge_step: int

    def __repr__(self) -> str:
        edge = "no edge" if self.edge.value is None else f"stable up to {self.edge.value:.3g}"
        return f"<LocalTheory of step {self.step}: {edge}>"

    @property
    def ratio(self) -> float | None:
        """The step's learning rate as a share of the edge; None where there is no edge."""
        if self.edge.value is None or self.rate is None:
            return None
        return self.rate / self.edge.value


@checks_names
def local_theory(run: Run, step: int) -> LocalTheory:
    """Return what the local quadratic says about a step of a run.

    Parameters
    ----------
    run : Run
        A finished run.
    step : int
        The step about to be taken, from 0 to the run's horizon; where recording is thinned, the last one
        recorded before it.

    Returns
    -------
    LocalTheory
        Its numbers, each with a formula, or with the reason why there is none.

    Raises
    ------
    InputError
        When the run does not go that far.

    Examples
    --------
    >>> import lrsim
    >>> theory = lrsim.local_theory(lrsim.run("quadratic", lr=0.1, start=5.0), step=0)
    >>> theory.best.value, theory.edge.value, round(theory.alpha.value, 12)
    (0.5, 1.0, -0.8)
    """
    arguments.instance("run", run, Run)
    return theory_of(run, arguments.whole("step", step, 0, run.horizon), Bookmark())


def theory_of(run: Run, step: int, bookmark: Bookmark) -> LocalTheory:
    """Return what `local_theory` does, for who asks for one step after another."""
    row = run.row(step)
    step = run.step_at(row)
    surface = run.setup.surface
    if run.exploded_at is not None and step >= run.exploded_at:
        curvature = curvature_at(surface, run.position[row])
        gone = Estimate(reason=Message("exploded at step {step}", step=run.exploded_at))
        steepest = steepest_row(surface, run.setup.scales, run.position[:row], run.loss[:row])
        if steepest is None:
            return LocalTheory(step, None, curvature, gone, gone, gone, step)
        there = theory_of(run, run.step_at(int(steepest)), bookmark)
        return LocalTheory(step, None, curvature, gone, there.edge, gone, there.step)
    moment = moment_at(run, step, bookmark)
    ends = np.stack([run.position[row], moment.position])
    curvature, landing = curvatures_at(surface, ends)
    rule = linear_rule(run.setup.optimizer, moment.slots, step)
    dial = Dial.at(run, step, moment.rate)
    best, edge = _rates(run, curvature, rule, dial)
    return LocalTheory(step, moment.rate, curvature, best, edge, _alpha(curvature, landing), step)


@dataclass(frozen=True)
class Dial:
    """How a schedule makes a step's rate of the dial: rate = (dial − offset) · factor + floor."""

    factor: float
    offset: float = 0.0
    floor: float = 0.0

    @classmethod
    def at(cls, run: Run, step: int, rate: float) -> Dial:
        """Return the schedule at one step of a run which used `rate` there."""
        setup = run.setup
        if setup.schedule.closed_loop or not setup.schedule.affine:
            value = setup.lr_at(step)
            return cls(rate / value if value > 0.0 else 0.0)
        shape = setup.schedule.shape(setup.steps, step, step + 1)
        offset, floor = (
            part if isinstance(part, float) else float(part[0])
            for part in (shape.offset, shape.floor)
        )
        return cls(float(shape.factor[0]), offset, floor)

    def position(self, rate: float) -> float | None:
        """Return where the dial has to stand for a rate; None where no turn leads there."""
        if not self.factor > 0.0:
            return None
        value = (rate - self.floor) / self.factor + self.offset
        return value if 0.0 < value < math.inf else None


def _rates(
    run: Run, curvature: Curvature, rule: Linearized | Message, dial: Dial
) -> tuple[Estimate, Estimate]:
    """Return the best step and the edge."""
    limit = limit_at(curvature, rule, run.setup.scales)
    if isinstance(limit, Message):
        return (Estimate(reason=limit),) * 2
    edge = Estimate(limit.value, dial.position(limit.value), limit.formula)
    if limit.rule.memory:
        return Estimate(reason=Message("with memory no single step is the best")), edge
    low, high = limit.seen[0], limit.seen[-1]
    if not low > 0.0:
        return Estimate(reason=Message("curved downwards in one direction: no floor")), edge
    best = 2.0 / (low + high)
    return Estimate(best, dial.position(best), _best_formula(limit)), edge


def _best_formula(limit: Limit) -> str:
    if limit.rule.whitens and len(set(limit.seen)) == 1:
        return "1"
    return "1 / λ" if len(limit.seen) == 1 else "2 / (λmin + λmax)"


def _alpha(before: Curvature, after: Curvature) -> Estimate:
    if not before.finite or not after.finite:
        return Estimate(reason=Message("the step ends in no finite loss"))
    alpha = alpha_between(before, after)
    if alpha is not None:
        return Estimate(alpha, None, "(d₀ − d₁)/c₁ − 1")
    if (before.position == after.position).all():
        return Estimate(reason=Message("there is no step: the ball stands still"))
    with np.errstate(all="ignore"):
        uphill = float(before.gradient @ (after.position - before.position)) >= 0.0
    up, along = Message("the step goes uphill"), Message("no floor along this step")
    return Estimate(reason=up if uphill else along)
