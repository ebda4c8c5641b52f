"""The verdict on a run: what it shows, in a sentence with a number, and the first thing to try."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lrsim.convergence import Path, converged_row, first_within
from lrsim.diagnosis.evidence import Evidence, measure
from lrsim.diagnosis.findings import Finding, Remedy
from lrsim.diagnosis.symptoms import ONE_PERCENT, find
from lrsim.optimizers import Optimizer, Sgd
from lrsim.text.messages import NOTHING, Message, Sentences
from lrsim.text.numbers import count, number, percent
from lrsim.text.steps import about_steps, steps

__all__ = ["Figure", "Remedy", "Verdict", "converged_row", "diagnose_run"]

LABELS = {
    "too_small": Message("Too small"),
    "slow": Message("Slow"),
    "just_right": Message("Just right"),
    "plateau": Message("Plateau"),
    "oscillating": Message("Oscillating"),
    "unstable": Message("Unstable"),
    "exploding": Message("Exploding"),
    "undecided": Message("Undecided"),
}
"""The vocabulary of verdicts, in words."""


@dataclass(frozen=True)
class Figure:
    """One number of a verdict and what it is, both as text."""

    label: Message
    text: str


@dataclass(frozen=True)
class Verdict:
    """What a run shows.

    Attributes
    ----------
    name : str
        Its name in the vocabulary of verdicts, ``just_right`` for example.
    label : Message
        The same in words.
    reason : Message
        One sentence with a number.
    note : Message
        A quieter sentence or two, or nothing.
    fix : Message
        The first thing to try.
    at_step : int
        The step it is about: of the explosion, convergence or plateau's onset, or the last played.
    figures : tuple of Figure
        At most four.
    evidence : dict
        The numbers it rests on; None where unknown.
    remedy : Remedy or None
        What a button can do about it.

    Examples
    --------
    >>> import lrsim
    >>> verdict = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50).verdict
    >>> verdict.name, verdict.at_step
    ('exploding', 30)
    """

    name: str
    label: Message
    reason: Message
    note: Message
    fix: Message
    at_step: int
    figures: tuple[Figure, ...]
    evidence: dict[str, float | int | None]
    remedy: Remedy | None

    def to_dict(self) -> dict[str, object]:
        """Return the verdict as JSON shows it.

        Returns
        -------
        dict
            Text and numbers; figures and remedy are left out.
        """
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
    optimizer = run.setup.optimizer
    turns = found.remedy is not None and found.remedy.factor is not None
    idle = turns and not optimizer.uses_lr  # turning the dial would do nothing
    return Verdict(
        name=found.name,
        label=LABELS[found.name],
        reason=found.reason,
        note=_note(seen, found),
        fix=_other_optimizer(optimizer) if idle else found.fix,
        at_step=seen.played if found.at_step is None else found.at_step,
        figures=_figures(seen),
        evidence=seen.numbers(),
        remedy=None if idle else found.remedy,
    )


def _other_optimizer(optimizer: Optimizer) -> Message:
    return Message("another optimizer: this one {note}", note=Message(optimizer.dial_note))


def _note(seen: Evidence, found: Finding) -> Message:
    """Say where the LR stands against the edge, where there is such a theory."""
    optimizer, ratio = seen.run.setup.optimizer, seen.edge_ratio
    remark = found.remark or NOTHING
    if ratio is None or seen.edge is None or not isinstance(optimizer, Sgd):
        return remark
    if not math.isfinite(ratio) or seen.exploded_at == 0:
        return remark
    place = Message(
        "Your LR is {ratio} × the stability edge {formula} = {edge}.",
        ratio=number(ratio),
        formula=_edge_formula(optimizer),
        edge=number(seen.edge),
    )
    return Sentences(remark, place, Message("Above the edge no path settles in this minimum."))


def _edge_formula(optimizer: Sgd) -> str:
    curvature = Message("(λ + weight decay)") if optimizer.weight_decay else "λ"
    if optimizer.nesterov:
        return Message("(2 + 2β)/((1 + 2β){curvature})", curvature=curvature)
    if optimizer.momentum:
        return Message("2(1 + β)/{curvature}", curvature=curvature)
    return Message("2/{curvature}", curvature=curvature)


def _figures(seen: Evidence) -> tuple[Figure, ...]:
    figures = []
    if seen.trend is not None:
        grows, falls = Message("Loss grows per step"), Message("Loss falls per step")
        label = grows if seen.trend.ratio > 1.0 else falls
        figures.append(Figure(label, f"× {number(seen.trend.ratio)}"))
    if seen.exploded_at is None:
        near = first_within(seen.gap, ONE_PERCENT * float(seen.gap[0]))
        if near is not None:
            text = steps(int(seen.run.step[near]))
            figures.append(Figure(Message("To 1 % of the start"), text))
        elif seen.projected is not None:
            figures.append(Figure(Message("To the minimum"), about_steps(seen.projected)))
    if seen.edge_ratio is not None and math.isfinite(seen.edge_ratio):
        figures.append(Figure(Message("Of the edge"), percent(seen.edge_ratio)))
    if seen.motion.pairs:
        crossed = Message(
            "{flips} of {pairs}", flips=count(seen.motion.flips), pairs=count(seen.motion.pairs)
        )
        figures.append(Figure(Message("Crossings"), crossed))
    return tuple(figures)
