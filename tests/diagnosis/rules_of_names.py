"""Which verdict a path may get: 3a and 4 of the contract, rule by rule."""

import numpy as np

from diagnosis.draws import Path
from diagnosis.rules import (
    UNSETTLED,
    falls_in_waves,
    falls_steadily,
    figure,
    grows_at_the_end,
    left_worst,
    reason,
    rule,
)
from diagnosis.told import numbers


@rule
def an_explosion_is_exploding(path: Path) -> str | None:
    """Exploding stands first: at the first index not finite or beyond escape."""
    if path.exploded and path.verdict.name != "exploding":
        return "exploded"
    return None


@rule
def exploding_exploded_or_grows(path: Path) -> str | None:
    """Exploding: grows without bound, or NaN/inf."""
    if path.verdict.name != "exploding" or path.exploded:
        return None
    gap = path.loss - (path.floor if path.floor is not None else 0.0)
    begun = gap[path.turn]
    if path.floor is not None and not gap[-1] > 10.0 * begun:
        return f"gap {begun:.3g} -> {gap[-1]:.3g}"
    if not path.loss[-1] > path.loss[-2]:
        return "does not grow at its end"
    return None


@rule
def growth_without_bound_is_exploding(path: Path) -> str | None:
    """No "oscillating" while it grows without bound."""
    if path.exploded or path.verdict.name == "exploding" or not grows_at_the_end(path):
        return None
    further = path.played_on(3 * path.played + 60) if path.whole else path.run
    return "grew, and explodes" if further.exploded_at is not None else None


def wins_by_convergence(path: Path) -> tuple[set[int | None], float | None]:
    """Return where the path may be said to converge, and how far it left again in the last half."""
    places = {path.converges(path.known)}
    if path.own is not None:
        places.add(path.converges((*path.known, path.own)))
    return places, None


@rule
def converged_at_is_the_first_whole_stay(path: Path) -> str | None:
    """converged_at is the first index of the first stay within tolerance of at least D samples."""
    if not path.whole or path.exploded:
        return None  # what ends in an explosion has not converged
    places, _ = wins_by_convergence(path)
    told = path.run.converged_at
    return None if told in places else f"told {told}, is {places}"


@rule
def converged_is_just_right(path: Path) -> str | None:
    """Converged comes before plateau, oscillating and the rest; left by more than 10 x is unstable."""
    at = path.converges(path.known)
    if at is None or path.exploded or path.floor is None:
        return None
    worst = left_worst(path, at, path.floor)
    name = path.verdict.name
    if worst[1] <= 9.9 and name != "just_right":
        return f"converged at {at}, is {name}"
    if worst[0] > 10.1 and name != "unstable" and not grows_at_the_end(path):
        return f"left by {worst[0]:.3g} x, is {name}"
    return None


@rule
def just_right_converged_or_is_on_course(path: Path) -> str | None:
    """Inside but not yet for D samples: just_right if every recent step shrank the gap, else undecided."""
    if path.verdict.name != "just_right":
        return None
    places, _ = wins_by_convergence(path)
    if places != {None}:
        return None
    floor = path.floor if path.own is None else path.floor_among((*path.known, path.own))
    if floor is None:
        return "no minimum reached"
    if not path.whole and "arrives at about step" in reason(path):
        return None  # gets there within the budget, as its projection is held to
    if not path.whole and "of the starting gap is left" in reason(path):
        there = path.played_on(path.budget).converged_at
        return None if there is not None else "does not arrive"
    if not path.loss[-1] <= path.limit(floor):
        return "not within tolerance"
    return None if (np.diff(path.loss[-5:]) < 0.0).all() and not path.noisy else "not on course"


@rule
def what_rises_at_the_moment_is_not_just_said_to_fall(path: Path) -> str | None:
    """A headline never contradicts its own figures: a fall that is none at the moment is told so."""
    fell = path.verdict.name in ("slow", "too_small", "undecided") or "arrives" in reason(path)
    if not fell or path.noisy or path.exploded or path.played - path.turn < 3:
        return None
    rises = bool((np.diff(path.loss[-3:]) > 1e-9 * np.abs(path.loss[-2:])).all())
    falls = "falls" in reason(path) or "pace" in reason(path)
    told = "At the moment it rises" in path.verdict.note or "changes" in reason(path)
    return reason(path) if rises and falls and not told else None


@rule
def just_right_is_never_inside_a_noise_ball(path: Path) -> str | None:
    """No "just right" inside a noise ball."""
    if path.verdict.name != "just_right" or not path.noisy or path.gap is None:
        return None
    late = path.gap[-path.stay :]
    level = float(np.median(late)) / (path.limit(path.floor) - path.floor)
    return f"stays at {level:.3g} x the tolerance" if level > 1.0 else None


@rule
def no_large_rate_symptom_over_a_smooth_fall(path: Path) -> str | None:
    """Exploding, oscillating, unstable, plateau never on a loss that falls smoothly to the end."""
    name = path.verdict.name
    if name in ("exploding", "oscillating", "unstable", "plateau") and falls_steadily(path):
        says_it_falls = any(w in reason(path) for w in ("of its gap at each", "oss falls with"))
        if says_it_falls or path.gap[-1] > path.gap[0]:
            return None  # says itself that it falls; or it is still above where it was thrown from
        return name
    return None


@rule
def no_standstill_over_a_steady_fall(path: Path) -> str | None:
    """No "does not settle" over a steadily falling loss."""
    words = next((w for w in UNSETTLED if w in reason(path)), None)
    if words and (falls_steadily(path) or falls_in_waves(path)):
        return words + (" (waves)" if falls_in_waves(path) and not falls_steadily(path) else "")
    return None


@rule
def headline_agrees_with_its_figures(path: Path) -> str | None:
    """A headline never contradicts its own figures."""
    name, text = path.verdict.name, reason(path)
    if "of its gap at each" in text:
        return None  # says itself that it falls
    arrives = figure(path, "To the minimum")
    if any(w in text for w in UNSETTLED) and arrives:
        return "does not settle, but arrives"
    if name in ("exploding", "oscillating") and arrives:
        return f"{name}, but arrives"
    kept = figure(path, "Gap kept per step", "Loss falls per step")
    if any(w in text for w in UNSETTLED) and kept:
        keeps = numbers(kept)[0] / (100.0 if "%" in kept else 1.0)
        if keeps < 0.9:
            return f"does not settle, but keeps {kept}"
    grows = figure(path, "Gap grows per step", "Loss grows per step")
    falls = name in ("just_right", "too_small", "slow") and "cut" not in text
    if falls and grows and numbers(grows)[0] > 1.005:
        return f"{name}, but grows {grows}"
    if name == "exploding" and kept:
        return f"exploding, but keeps {kept}"
    return None


@rule
def hardly_moves_only_where_most_is_left(path: Path) -> str | None:
    """too_small: the loss hardly moves."""
    if "of the way down after" not in reason(path) or path.gap is None or path.gap[0] <= 0.0:
        return None
    left = float(path.gap[-1] / path.gap[0])
    return f"{left:.3g} of the gap left" if left < 0.5 else None


@rule
def a_small_rate_is_not_blamed_for_a_rise(path: Path) -> str | None:
    """too_small and slow: falls; the loss ends below its start."""
    if path.verdict.name not in ("too_small", "slow") or "cut" in reason(path):
        return None
    if path.noisy or path.loss[-1] <= path.loss[0]:
        return None
    return f"{path.loss[0]:.6g} -> {path.loss[-1]:.6g}"


@rule
def undecided_only_where_the_path_does_not_decide(path: Path) -> str | None:
    """Undecided: the evidence does not decide (too short, too noisy)."""
    if path.verdict.name != "undecided" or path.noisy or path.exploded:
        return None
    if grows_at_the_end(path):
        return "grew more than tenfold"
    if "trend" in reason(path) and path.played - path.turn >= 10:
        return "ten steps show no trend"
    return None
