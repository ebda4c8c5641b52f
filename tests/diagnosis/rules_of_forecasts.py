"""What is said of the future and what is offered."""

import json
import math

import numpy as np

from diagnosis.draws import Path
from diagnosis.rules import figure, reason, rule
from diagnosis.told import number, plain

FARTHEST = 300_000
"""How many steps a run is played on at most to see whether it arrives."""

TRIED = 20
"""Of every so many runs the fix of one is asked for, which is tried then."""


def arrival(path: Path, most: int) -> int | None:
    """Return when the path, played on, begins to stay within tolerance of the minimum it reaches."""
    loss = path.played_on(most).loss
    floor = path.floor_among(path.known, float(loss.min()))
    if floor is None:
        return None
    inside = np.append(
        loss <= path.limit(floor), np.ones(5, bool)
    )  # what is inside at the end stays
    stays = np.convolve(inside, np.ones(5), "valid") == 5
    at = int(stays.argmax())
    return at if at < len(loss) else None


def projection(path: Path) -> float | None:
    """Return in how many steps the verdict says that the path arrives, in words, figure or evidence."""
    told = path.verdict.evidence.get("projected_steps")
    figures = figure(path, "To the minimum")
    if told is None and figures is not None and "over" not in figures:
        told = number(figures)
    if told is None and (found := path.verdict.reason.values.get("need")):
        told = number(found)
    return told


def predictable(path: Path) -> bool:
    """Nothing but the pace of the path decides what comes: no schedule, no noise, the same rate on."""
    still = path.whole or all(step < path.played for step, _ in path.case.dial)
    return path.case.schedule == "constant" and not path.noisy and still and path.floor is not None


@rule
def what_is_said_to_arrive_arrives(path: Path) -> str | None:
    """No projected arrival for what does not arrive."""
    told = projection(path)
    if told is None or not predictable(path) or 3 * told > FARTHEST:
        return None
    if told == path.verdict.at_step and path.verdict.name == "just_right":
        return None  # it is there
    at = arrival(path, math.ceil(10 * max(told, path.played)) + 10)
    return f"told {told:.0f}, never" if at is None else None


@rule
def what_arrives_does_so_within_a_factor_three(path: Path) -> str | None:
    """Projected steps are the path's: there within a factor 3 of what is told."""
    told = projection(path)
    if told is None or not predictable(path) or 3 * told > FARTHEST:
        return None
    if told == path.verdict.at_step and path.verdict.name == "just_right":
        return None  # it is there
    at = arrival(path, math.ceil(10 * max(told, path.played)) + 10)
    if at is None or told / 3 - 3 <= at <= 3 * told + 3:
        return None
    return f"told {told:.0f}, there at {at}"


@rule
def a_projection_stands_once(path: Path) -> str | None:
    """The sentence and the figure tell the same number of steps."""
    figures = figure(path, "To the minimum")
    values = path.verdict.reason.values
    said = values.get("need") or (values.get("steps") if "budget" in values else None)
    if figures is None or said is None:
        return None
    return None if plain(said) == figures else f"{plain(said)} and {figures}"


@rule
def slow_needs_more_than_the_budget(path: Path) -> str | None:
    """Slow: would need more than the budget; too small: many times the budget."""
    if path.verdict.name not in ("slow", "too_small"):
        return None
    told = projection(path)
    if told is not None and told <= path.budget:
        return f"needs {told:.0f} of {path.budget}"
    values = path.verdict.reason.values
    if "{steps}" not in path.verdict.reason.id or "budget" not in values:
        return None
    need, there = number(values["steps"]), number(values["budget"])
    return reason(path) if need is not None and there is not None and need <= there else None


@rule
def the_rule_of_thumb_does_not_contradict_the_verdict(path: Path) -> str | None:
    """Section 4's first fixes: smaller for what is too large, larger for what is too small, or keep it.

    Where the dial was turned past the stable limit since it got there, below that.
    """
    name = path.verdict.name
    advice = plain(getattr(path.verdict, "advice", None) or path.verdict.fix)
    turned = bool(path.case.dial) and advice.startswith("LR below ")
    if name == "just_right" and advice != "Keep it" and not turned:
        return f"{name}: {advice}"
    if name in ("exploding", "oscillating", "unstable") and "LR ×" in advice:
        return f"{name}: {advice}"
    if name == "too_small" and ("÷" in advice or "lower" in advice.lower()):
        return f"{name}: {advice}"
    return None


@rule
def the_fix_does_not_contradict_the_verdict(path: Path) -> str | None:
    """Nothing offered explodes, and what is too large is not made larger."""
    if path.case.seed % TRIED or (remedy := path.verdict.remedy) is None:
        return None
    tried = getattr(remedy, "tried", None)
    if tried is not None and tried.verdict == "exploding":
        return f"{remedy.text} explodes"
    factor, name = remedy.factor, path.verdict.name
    if factor is not None and factor > 1.0 and name in ("exploding", "unstable"):
        return f"{name}: × {factor:g}"
    if factor is not None and factor < 1.0 and name == "too_small":
        return f"{name}: × {factor:g}"
    return None


@rule
def none_is_known_only_where_none_is(path: Path) -> str | None:
    """Unknown is never told as none; a known minimum is not forgotten."""
    if "No minimum is known" in reason(path) and path.floor is not None:
        return f"{len(path.known)} known"
    if "No floor" in reason(path) and path.known and path.floor is not None:
        return "a floor is known"
    return None


@rule
def evidence_is_json(path: Path) -> str | None:
    """JSON: RFC 8259, non-finite numbers are null."""
    try:
        json.dumps(path.verdict.evidence, allow_nan=False)
        if path.case.seed % TRIED == 0:
            json.dumps(path.verdict.to_dict(), allow_nan=False)
    except ValueError as error:
        return str(error)
    return None
