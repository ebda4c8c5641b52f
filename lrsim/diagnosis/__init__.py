"""The verdict on a run: what it shows, in a sentence with a number, and the first thing to try."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lrsim.convergence import Path, converged_row, first_within
from lrsim.diagnosis.evidence import Evidence, measure
from lrsim.diagnosis.symptoms import ONE_PERCENT, Finding, Remedy, find
from lrsim.optimizers import Sgd
from lrsim.text.numbers import number, percent, rough, steps

__all__ = ["Figure", "Remedy", "Verdict", "converged_row", "diagnose_run"]

LABELS = {
    "too_small": "Too small",
    "slow": "Slow",
    "just_right": "Just right",
    "plateau": "Plateau",
    "oscillating": "Oscillating",
    "unstable": "Unstable",
    "exploding": "Exploding",
    "undecided": "Undecided",
}
"""The vocabulary of verdicts, in words."""


@dataclass(frozen=True)
class Figure:
    """One number of a verdict and what it is, both as text."""

    label: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What a run shows.

    Attributes
    ----------
    name : str
        Its name in the vocabulary of verdicts, ``just_right`` for example.
    label : str
        The same in words.
    reason : str
        One sentence with a number.
    note : str
        A quieter sentence or two, or nothing.
    fix : str
        The first thing to try.
    at_step : int
        The step it is about: of the explosion, convergence or plateau's onset, or the last played.
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
        return {
            "name": self.name,
            "label": self.label,
            "reason": self.reason,
            "note": self.note,
            "fix": self.fix,
            "at_step": self.at_step,
            "evidence": dict(self.evidence),
        }


def diagnose_run(run: Path, rows: int | None = None) -> Verdict:
    """Return the verdict on the first `rows` rows of a run, or on all of it.

    What comes after those rows has no say in it.

    Parameters
    ----------
    run : Run
    rows : int, optional
        How many rows were played.
    """
    seen = measure(run, len(run.loss) if rows is None else rows)
    found = find(seen)
    optimizer = run.runner.optimizer
    turns = found.remedy is not None and found.remedy.factor is not None
    idle = turns and not optimizer.uses_lr  # turning the dial would do nothing
    return Verdict(
        name=found.name,
        label=LABELS[found.name],
        reason=found.reason,
        note=_note(seen, found),
        fix=f"another optimizer: this one {optimizer.dial_note}" if idle else found.fix,
        at_step=seen.played if found.at_step is None else found.at_step,
        figures=_figures(seen),
        evidence=seen.numbers(),
        remedy=None if idle else found.remedy,
    )


def _note(seen: Evidence, found: Finding) -> str:
    """Say where the LR stands against the edge, where there is such a theory."""
    optimizer, ratio = seen.run.runner.optimizer, seen.edge_ratio
    if ratio is None or seen.edge is None or not isinstance(optimizer, Sgd):
        return found.remark
    if not math.isfinite(ratio) or seen.exploded_at == 0:
        return found.remark
    curvature = "λ"
    if optimizer.weight_decay:
        curvature = "(λ + weight decay)"
    edge = f"2/{curvature}"
    if optimizer.nesterov:
        edge = f"(2 + 2β)/((1 + 2β){curvature})"
    elif optimizer.momentum:
        edge = f"2(1 + β)/{curvature}"
    place = f"Your LR is {number(ratio)} × the stability edge {edge} = {number(seen.edge)}."
    beyond = "Above the edge no path settles in this minimum."
    return " ".join(filter(None, (found.remark, place, beyond)))


def _figures(seen: Evidence) -> tuple[Figure, ...]:
    figures = []
    if seen.trend is not None:
        change = "grows" if seen.trend.ratio > 1.0 else "falls"
        figures.append(Figure(f"Loss {change} per step", f"× {number(seen.trend.ratio)}"))
    if seen.exploded_at is None:
        near = first_within(seen.gap, ONE_PERCENT * float(seen.gap[0]))
        if near is not None:
            text = steps(int(seen.run.step[near]))
            figures.append(Figure("To 1 % of the start", text))
        elif seen.projected is not None:
            figures.append(Figure("To the minimum", rough(seen.projected)))
    if seen.edge_ratio is not None and math.isfinite(seen.edge_ratio):
        figures.append(Figure("Of the edge", percent(seen.edge_ratio)))
    if seen.motion.pairs:
        figures.append(Figure("Crossings", f"{seen.motion.flips} of {seen.motion.pairs}"))
    return tuple(figures)
