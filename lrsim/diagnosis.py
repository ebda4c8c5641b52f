"""The verdict on a run: a symptom with its evidence in numbers, its cause, and the first thing to try.

The rules are asked in the order of precedence; each threshold is one named constant with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lrsim import evidence
from lrsim.evidence import Evidence, Path, measure
from lrsim.optimizers import Sgd
from lrsim.wording import number, percent, steps

LEAST_STEPS = 5
"""Fewer steps than this show no trend: two thirds to compare, and one to see whether that holds."""

GROWTH = 10.0
"""A gap this many times the starting one, and growing, is an explosion seen early: a decade of a log plot."""

GROWING_STEPS = 5
"""… if it grew at every one of so many steps: bouncing that is bounded doesn't."""

ALARM_STEPS = 3
"""So many steps that each overshoot and each raise the loss are no accident: oscillating already."""

FLIPPING = 0.5
"""Share of gradients against the one before from which the ball jumps across rather than goes down."""

RISING = 0.25
"""Share of steps up from which a fall is no longer a fall with an overshoot or two."""

SPIKES = 2
"""One spike can be the way out of a bad start; a second one is a habit."""

FELL = 0.5
"""A plateau comes after a fall: at least half of the starting gap is gone for good."""

STALLED = 0.99
"""From one third of the recent path to the next the gap keeps more than this: it stands still."""

FLAT = 1e-6
"""A slope that could bring less than this share of the gap, by the curvature here, leads nowhere."""

HARDLY = 10.0
"""Needing more budgets than this the loss hardly moves: not even ten times the LR would do."""

STARVED = 0.1
"""Below this share of its own largest value a rate is a schedule's doing, not the dial's."""

ON_COURSE = 0.1
"""Before the minimum is reached, the gap must be down to this share before anything is promised."""

SPEEDING = 1.5
"""A fall whose rate still grows by this factor says little about when it ends."""

Where = Literal["start", "onset", "playhead"]


@dataclass(frozen=True)
class Figure:
    """One number of a verdict with its label, both as text."""

    label: str
    text: str


@dataclass(frozen=True)
class Remedy:
    """What the fix button does: multiply the dial from a step on, train longer, or both.

    Attributes
    ----------
    label : str
        What the button says.
    factor : float or None
        What the dial is multiplied by; None leaves it.
    where : {"start", "onset", "playhead"}
        From where on.
    at_step : int or None
        The step of an onset.
    extend : bool
        Whether the budget grows too.
    """

    label: str
    factor: float | None
    where: Where
    at_step: int | None = None
    extend: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a run shows.

    Attributes
    ----------
    name : str
        Its name in the vocabulary of verdicts, ``just_right`` for example.
    label : str
        The same in a word or two.
    reason : str
        One sentence with a number.
    note : str
        A second, quieter sentence, or nothing.
    fix : str
        The first thing to try.
    at_step : int
        The step it is about: of the explosion, the convergence, the plateau's onset, or the last one played.
    figures : tuple of Figure
        At most four.
    evidence : dict
        The numbers it rests on; None where unknown.
    remedy : Remedy or None
        What a button can do about it.
    """

    name: str
    label: str
    reason: str
    note: str
    fix: str
    at_step: int
    figures: tuple[Figure, ...]
    evidence: dict[str, float | int | None]
    remedy: Remedy | None

    def to_dict(self) -> dict[str, object]:
        """Return the verdict as JSON shows it."""
        keys = ("name", "label", "reason", "note", "fix", "at_step")
        return {**{key: getattr(self, key) for key in keys}, "evidence": dict(self.evidence)}


def converged_row(run: Path, rows: int) -> int | None:
    """Return the first of the first `rows` rows from which the loss stays within tolerance, or None.

    Within tolerance means at most `evidence.TOLERANCE` of the starting gap above the highest listed minimum
    that is not above the lowest loss.
    """
    rows = max(1, min(rows, len(run.loss)))
    if run.exploded_at is not None and rows == len(run.loss):
        return None
    loss = run.loss[:rows]
    floor = evidence.floor_of(run.experiment.surface, float(loss.min()))
    if floor is None:
        return None
    return evidence.first_within(loss, evidence.ceiling(floor, float(loss[0])))


def diagnose_run(run: Path, rows: int | None = None) -> Verdict:
    """Return the verdict on the first `rows` rows of a run, or on all of it.

    What comes after those rows has no say in it.
    """
    seen = measure(run, len(run.loss) if rows is None else rows)
    for rule in RULES:
        verdict = rule(seen)
        if verdict is not None:
            return verdict
    return _undecided(seen)


def _exploding(seen: Evidence) -> Verdict | None:
    first, last = float(seen.run.loss[0]), float(seen.run.loss[seen.rows - 1])
    down, remedy = _smaller(seen, 0.01, "start")
    if seen.exploded_at is None:
        grown = seen.floor is not None and float(seen.gap[-1]) > GROWTH * float(seen.gap[0]) > 0.0
        if not grown or seen.motion.climb < GROWING_STEPS:
            return None
        reason = (
            f"The loss has grown from {number(first)} to {number(last)}, and at every one of the last "
            f"{seen.motion.climb} steps."
        )
        return _verdict(seen, "exploding", reason, down, remedy)
    at = seen.exploded_at
    if at == 0:
        escape = seen.run.experiment.surface.escape
        reason = f"The start is already further out than {number(escape)}, where a run counts as exploded."
        return _verdict(seen, "exploding", reason, "Start nearer to the minimum", None, note="")
    end = float(seen.run.loss[at if at < seen.rows else -1])
    overflowed = not math.isfinite(end) or not np.isfinite(seen.run.position[-1]).all()
    how = "overflowed" if overflowed else "left the surface"
    if not overflowed and end < first:
        reason = f"There is no floor here: the ball ran off downhill and left the surface at step {at}."
        return _verdict(seen, "exploding", reason, "No LR is to blame: choose another surface", None, note="")
    if last > first > 0.0 and at > 1:
        pace = math.exp(math.log(last / first) / (at - 1))
        reason = f"The loss grew × {number(pace)} a step and {how} at step {at}."
    else:
        reason = f"One step too far: the run {how} at step {at}."
    return _verdict(seen, "exploding", reason, down, remedy, at_step=at)


def _just_right(seen: Evidence) -> Verdict | None:
    row = seen.converged_row
    if row is None or seen.floor is None:
        return None
    at = int(seen.run.step[row])
    best = min(floor.loss for floor in evidence.floors(seen.run.experiment.surface))
    if row == 0:
        reason = f"It starts in the minimum: the loss is {number(float(seen.run.loss[0]))} at step 0."
        return _verdict(seen, "just_right", reason, "Keep it", None, at_step=0)
    near = evidence.first_within(seen.gap, 0.01 * float(seen.gap[0])) or 0
    rose = bool((np.diff(seen.gap[max(row + 1 - evidence.CLOSE_ROWS, 0) : row + 1]) > 0.0).any())
    how = "with ups and downs" if rose else "smoothly"
    reason = f"Loss falls {how}; within 1 % of the minimum at step {int(seen.run.step[near])}."
    note = _edge_note(seen)
    if seen.motion.pairs >= ALARM_STEPS and seen.motion.flips == seen.motion.pairs:
        note = f"It crosses the valley at every step. {note}".strip()
    if seen.floor.loss > best:
        note = f"This minimum is not the lowest: {number(best)} is. {note}".strip()
    return _verdict(seen, "just_right", reason, "Keep it", None, note=note, at_step=at)


def _plateau(seen: Evidence) -> Verdict | None:
    trend = seen.trend
    if trend is None or seen.floor is None or seen.since < LEAST_STEPS or trend.drop < STALLED:
        return None
    if trend.drop > 1.0 / STALLED and not _bouncing(seen):
        return None
    where = _place(seen)
    if where is None and (trend.highest > FELL * float(seen.gap[0]) or _on_course(seen)):
        return None
    onset = evidence.first_within(seen.gap, 1.05 * trend.highest) or 0
    at = int(seen.run.step[onset])
    level = number(float(seen.run.loss[seen.rows - 1]))
    if where is not None:
        reason = f"Loss has stood at {level} since step {at}: {where[0]}."
        return _verdict(seen, "plateau", reason, where[1], None, at_step=at)
    if not _bouncing(seen):
        return None
    low, high = (number(float(f(seen.run.loss[max(onset, seen.rows - 8) : seen.rows]))) for f in (np.min, np.max))
    between = f"at {low}" if low == high else f"between {low} and {high}"
    path = seen.run.position[max(seen.rows - 3, 0) : seen.rows]
    cycle = len(path) == 3 and np.abs(path[2] - path[0]).max() < 0.05 * np.abs(path[1] - path[0]).max()
    what = "a 2-cycle around the minimum" if cycle else "bouncing around the minimum"
    reason = f"Loss fell, then stuck {between} from step {at} on: {what}."
    down, smaller = _smaller(seen, 0.1, "onset")
    remedy = Remedy(f"{smaller.label.removeprefix('LR ')} and train longer", smaller.factor, "onset", at, True)
    return _verdict(seen, "plateau", reason, f"{down} from step {at}, and train longer", remedy, at_step=at)


def _oscillating(seen: Evidence) -> Verdict | None:
    motion = seen.motion
    alarm = motion.pairs >= ALARM_STEPS and motion.flips == motion.pairs and motion.climb >= ALARM_STEPS
    if not alarm and (seen.since < LEAST_STEPS or _on_course(seen) or not _bouncing(seen)):
        return None
    if motion.flipping < FLIPPING and not _swinging(seen):
        return None
    sgd = seen.run.runner.optimizer
    if motion.flipping < FLIPPING and isinstance(sgd, Sgd) and (seen.edge_ratio or 0.0) < 1.0:
        reason = (
            f"The ball swings across the valley: momentum {number(sgd.momentum)} lets the swings fade "
            f"by a factor of only {number(seen.trend.ratio if seen.trend else 1.0)} a step."
        )
        return _verdict(seen, "oscillating", reason, "Lower the momentum", None)
    count = f"{motion.flips} of {motion.pairs}"
    if motion.flipping < FLIPPING:
        reason = f"The ball swings across the valley: {percent(motion.rises)} of the recent steps raised the loss."
    elif motion.climb >= ALARM_STEPS:
        reason = f"Each step overshoots further: {count} crossed the valley, and the loss grew {motion.climb} times running."
    else:
        reason = f"It jumps across the valley without settling: {count} gradients point against the one before."
    down, remedy = _smaller(seen, 0.1, "playhead")
    return _verdict(seen, "oscillating", reason, down, remedy)


def _unstable(seen: Evidence) -> Verdict | None:
    motion = seen.motion
    if seen.since < LEAST_STEPS or _on_course(seen):
        return None
    if motion.spikes < SPIKES and motion.rises < RISING:
        return None
    reason = (
        f"The loss does not settle: {percent(motion.rises)} of the recent steps raised it, "
        f"{motion.spikes} of them to more than double."
    )
    down, remedy = _smaller(seen, 0.1, "playhead")
    return _verdict(seen, "unstable", reason, f"{down}, warmup, or Adam", remedy)


def _slow(seen: Evidence) -> Verdict | None:
    if not _crawling(seen) or seen.projected is None or _hardly(seen):
        return None
    budget, need = seen.run.experiment.steps, steps(seen.projected, 2)
    reason = f"The loss falls, but getting there needs about {need}; the budget is {budget}."
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "slow")
    wish = 10.0 if (seen.budgets or 0.0) > 3.0 else 3.0
    for factor in (wish, 3.0):
        if seen.edge_ratio is None or seen.edge_ratio * factor < 1.0:
            label = f"LR × {factor:g}"
            return _verdict(seen, "slow", reason, label, Remedy(label, factor, "playhead"))
    remedy = Remedy("Train longer", None, "playhead", None, True)
    fix = "Train longer, or use momentum: a larger LR would come too close to the edge"
    return _verdict(seen, "slow", reason, fix, remedy)


def _too_small(seen: Evidence) -> Verdict | None:
    if seen.lr == 0.0 and seen.peak == 0.0 and seen.played > 0:
        reason = "The LR is 0, so the ball does not move."
        return _verdict(seen, "too_small", reason, "Give the LR a value above 0", None)
    if not _crawling(seen) or not _hardly(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "too_small")
    budget = seen.run.experiment.steps
    gone = 1.0 - float(seen.gap[-1]) / float(seen.gap[0])
    if seen.projected is None or gone <= 0.0:
        reason = f"The loss hardly moves: still {number(float(seen.run.loss[seen.rows - 1]))} after {steps(seen.played)}."
    else:
        reason = (
            f"The loss hardly moves: getting there needs about {steps(seen.projected, 2)}; "
            f"the budget is {budget}."
        )
    return _verdict(seen, "too_small", reason, "LR × 10", Remedy("LR × 10", 10.0, "start"))


def _coming(seen: Evidence) -> Verdict | None:
    """On the way, and so far down that it can be promised."""
    if seen.projected is None or not _on_course(seen) or seen.since < LEAST_STEPS:
        return None
    if seen.trend is None or float(seen.gap[-1]) > ON_COURSE * float(seen.gap[0]):
        return None
    reason = f"Loss falls × {number(seen.trend.ratio)} a step: at the minimum by about step {math.ceil(seen.projected)}."
    return _verdict(seen, "just_right", reason, "Keep it", None)


def _undecided(seen: Evidence) -> Verdict:
    fix = "Play on"
    if seen.since < LEAST_STEPS:
        left = LEAST_STEPS - seen.since
        reason = f"Only {steps(seen.since)} with this LR so far; {steps(left)} more will show a trend."
    elif seen.floor is None:
        reason = f"No minimum is known here, so nothing says how far {number(float(seen.run.loss[seen.rows - 1]))} is from it."
    elif seen.rising:
        reason = f"The LR is still rising, {number(seen.lr)} now; its full size will show more."
    elif _on_course(seen) and seen.projected is not None:
        reason = f"On course so far: going on like this it arrives at about step {math.ceil(seen.projected)}."
    else:
        share = float(seen.gap[-1]) / float(seen.gap[0]) if seen.gap[0] > 0.0 else 1.0
        reason = f"The pace still changes, with {percent(share)} of the way left; a few more steps will tell."
    return _verdict(seen, "undecided", reason, fix, None)


RULES: tuple[Callable[[Evidence], Verdict | None], ...] = (
    _exploding,
    _just_right,
    _plateau,
    _oscillating,
    _unstable,
    _slow,
    _too_small,
    _coming,
)

_LABELS = {
    "too_small": "Too small",
    "slow": "Slow",
    "just_right": "Just right",
    "plateau": "Plateau",
    "oscillating": "Oscillating",
    "unstable": "Unstable",
    "exploding": "Exploding",
    "undecided": "Undecided",
}


def _bouncing(seen: Evidence) -> bool:
    return seen.motion.flipping >= FLIPPING or seen.motion.rises >= RISING


def _swinging(seen: Evidence) -> bool:
    """Whether the optimizer's own memory carries the ball back and forth."""
    return bool(seen.run.runner.optimizer.slots) and seen.motion.rises >= RISING


def _on_course(seen: Evidence) -> bool:
    return seen.projected is not None and seen.projected <= seen.run.experiment.steps


def _crawling(seen: Evidence) -> bool:
    """Whether the fall is too slow for the budget, and will not speed up by itself."""
    if seen.trend is None or seen.floor is None or seen.since < LEAST_STEPS or _on_course(seen):
        return False
    early = seen.played < seen.run.experiment.steps
    if early and (seen.rising or _speeding(seen)):
        return False
    return float(seen.gap[-1]) <= float(seen.gap[0])


def _speeding(seen: Evidence) -> bool:
    trend = seen.trend
    if trend is None or not trend.ratio < 1.0:
        return False
    return not trend.before < 1.0 or math.log(trend.ratio) < SPEEDING * math.log(trend.before)


def _hardly(seen: Evidence) -> bool:
    """Whether not even ten times the LR would do, and ten times the LR is allowed."""
    if seen.budgets is None:
        return True
    room = seen.edge_ratio is None or seen.edge_ratio * 10.0 < 1.0
    return seen.budgets > HARDLY and room


def _place(seen: Evidence) -> tuple[str, str] | None:
    """Say why a ball that stands still does so, and what to try, if the place is the reason."""
    surface, here = seen.run.experiment.surface, seen.run.position[seen.rows - 1]
    if _bouncing(seen) or seen.lr <= 0.0:
        return None
    gradient, hessian = surface.gradient(here), surface.hessian(here)
    curvature, axes = np.linalg.eigh(hessian)
    slopes = (axes.T @ gradient) ** 2
    bend = np.maximum(np.abs(curvature), 1e-300)
    if float((0.5 * slopes / bend).sum()) <= FLAT * float(seen.gap[-1]):
        if curvature[0] > 0.0:
            return "a local minimum, not the one to reach", "Start elsewhere, or larger steps early on"
        what = "a hilltop" if curvature[-1] < 0.0 else "a saddle"
        return f"the slope is 0 here, on {what}", "Move the start a little"
    decay = getattr(seen.run.runner.optimizer, "weight_decay", 0.0)
    if decay > 0.0 and seen.moved:
        return f"weight decay {number(decay)} holds the ball off the minimum", "Lower the weight decay"
    return None


def _starved(seen: Evidence, name: str) -> Verdict:
    reason = (
        f"The schedule has cut the LR to {percent(seen.lr / seen.peak)} of its peak before the "
        f"loss was down: {percent(float(seen.gap[-1]) / float(seen.gap[0]))} of the way is left."
    )
    return _verdict(seen, name, reason, "Let the schedule fall more slowly", None)


def _smaller(seen: Evidence, factor: float, where: Where) -> tuple[str, Remedy]:
    """Return a cut of the LR: the given one, or as many decades more as bring it under a known edge."""
    if seen.edge_ratio is not None:
        while seen.edge_ratio * factor >= 1.0 and factor > 1e-12:
            factor /= 10.0
    label = f"LR ÷ {round(1.0 / factor)}"
    return label, Remedy(label, 1.0 / round(1.0 / factor), where)


def _edge_note(seen: Evidence) -> str:
    optimizer = seen.run.runner.optimizer
    if seen.edge is None or seen.edge_ratio is None or not isinstance(optimizer, Sgd):
        return ""
    formula = "2/λ"
    if optimizer.momentum:
        formula = "(2 + 2β)/((1 + 2β)λ)" if optimizer.nesterov else "2(1 + β)/λ"
    return (
        f"Your LR is {number(seen.edge_ratio)} × the stability edge {formula} = {number(seen.edge)}. "
        "Above the edge no path settles in the minimum."
    )


def _figures(seen: Evidence) -> tuple[Figure, ...]:
    figures = []
    trend, motion = seen.trend, seen.motion
    if trend is not None:
        label = "Loss grows per step" if trend.ratio > 1.0 else "Loss falls per step"
        figures.append(Figure(label, f"× {number(trend.ratio)}"))
    near = evidence.first_within(seen.gap, 0.01 * float(seen.gap[0])) if seen.exploded_at is None else None
    if near is not None:
        figures.append(Figure("To 1 % of the start", steps(int(seen.run.step[near]))))
    elif seen.projected is not None and seen.exploded_at is None:
        figures.append(Figure("To the minimum", f"about {steps(seen.projected, 2)}"))
    if seen.edge_ratio is not None:
        figures.append(Figure("Of the edge", percent(seen.edge_ratio)))
    if motion.pairs:
        figures.append(Figure("Crossings", f"{motion.flips} of {motion.pairs}"))
    return tuple(figures)


def _verdict(
    seen: Evidence,
    name: str,
    reason: str,
    fix: str,
    remedy: Remedy | None,
    *,
    note: str | None = None,
    at_step: int | None = None,
) -> Verdict:
    return Verdict(
        name,
        _LABELS[name],
        reason,
        _edge_note(seen) if note is None else note,
        fix,
        seen.played if at_step is None else at_step,
        _figures(seen),
        seen.numbers(),
        remedy,
    )
