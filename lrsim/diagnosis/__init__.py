"""The verdict on a run: what it shows, in a sentence with a number, and the first thing to try.

It is long because `Verdict` is one public class, and half of it its documentation.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from lrsim.cancel import Cancel
from lrsim.diagnosis import stable_limit
from lrsim.diagnosis.evidence import Evidence, evidence_of
from lrsim.diagnosis.explosions import growth
from lrsim.diagnosis.findings import Finding, Rule, keeps_its_pace, kept
from lrsim.diagnosis.headlines import SETTLING, Headline, Severity
from lrsim.diagnosis.path import Gatherer, Path
from lrsim.diagnosis.prescriptions import Case, Prescription, Remedy, Tried, prescription
from lrsim.diagnosis.settled import ONE_PERCENT, is_at_hand, is_hidden
from lrsim.diagnosis.symptoms import HEADLINES, LABELS, MEANINGS, SYMPTOMS
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.diagnosis.too_large import falls_with_spikes
from lrsim.displayed import Shown
from lrsim.optimizers import Optimizer
from lrsim.text.messages import NOTHING, Message, Sentences, plural
from lrsim.text.numbers import count, number
from lrsim.text.steps import about_steps, steps

__all__ = [
    "HEADLINES",
    "LABELS",
    "MEANINGS",
    "Evidence",
    "Figure",
    "Headline",
    "Prescription",
    "Remedy",
    "Rule",
    "Severity",
    "Tried",
    "Verdict",
    "diagnose_run",
    "evidence_of",
    "verdict_on",
]

IN_NOISE = frozenset(("noise_ball", "noisy"))
"""Symptoms of a loss that noise moves, up as well as down."""

PLACES = frozenset(("at_a_minimum", "on_a_saddle", "on_a_hilltop", "held_by_decay", "standing"))
TO_AND_FRO = frozenset(("in_a_cycle", "bouncing", "crossing", "swinging"))

STAYS_UP = IN_NOISE | PLACES | TO_AND_FRO
"""Symptoms of a loss that does not settle in the minimum: no share of the gap goes at each step."""


@dataclass(frozen=True)
class Figure:
    """One number of a verdict and what it is, as text, with one sentence that explains it."""

    label: Message
    text: str
    explanation: Message = NOTHING


@dataclass(frozen=True)
class Verdict(Shown):
    """What a run shows.

    Attributes
    ----------
    name : str
        Its name in the vocabulary of verdicts, ``just_right`` for example.
    label : Message
        The same in words.
    headline : Headline
        What stands over it at this moment, for people.
    reason : Message
        One sentence with a number.
    note : Message
        A quieter sentence or two, or nothing.
    advice : Message
        What the rule of thumb says: it was not tried.
    at_step : int
        The step it is about: of the explosion, convergence or plateau's onset, or the last played.
    figures : tuple of Figure
        At most four.
    evidence : dict
        The numbers it rests on; None where unknown.
    case : Case or None
        What a remedy is looked for by; None of a verdict on nothing that could be run again.
    prescribed : Prescription or None
        What is offered, where it is known already.

    Notes
    -----
    `remedy`, `fix`, `rule` and `remedy_reason` are found when one of them is first asked for: fixes are tried
    then, from where they would act.

    Examples
    --------
    >>> import lrsim
    >>> verdict = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50).verdict
    >>> verdict.name, verdict.at_step
    ('exploding', 30)
    """

    name: str
    label: Message
    headline: Headline
    reason: Message
    note: Message
    advice: Message
    at_step: int
    figures: tuple[Figure, ...]
    evidence: dict[str, float | int | None]
    case: Case | None = field(default=None, repr=False, compare=False)
    prescribed: Prescription | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Verdict {self.name}: {self.reason}>"

    @property
    def prescription(self) -> Prescription:
        """What was found when fixes were tried."""
        return self.prescribe()

    def prescribe(self, cancel: Cancel | None = None) -> Prescription:
        """Return what is found when fixes are tried, which is done once.

        Parameters
        ----------
        cancel : Cancel, optional
            Once it is set, the search ends soon, and `Stopped` is raised.

        Returns
        -------
        Prescription
            The same every time.
        """
        found: Prescription | None = vars(self).get("_found", self.prescribed)
        if found is None:
            nothing = Prescription(None, self.advice, NOTHING, NOTHING)
            found = nothing if self.case is None else prescription(self.case, cancel)
            vars(self)["_found"] = found
        return found

    @property
    def remedy(self) -> Remedy | None:
        """The fix that helps most of those that were tried, or None."""
        return self.prescription.remedy

    @property
    def remedy_reason(self) -> Message:
        """Why there is no remedy; empty if there is one."""
        return self.prescription.reason

    @property
    def fix(self) -> Message:
        """The first thing to try, as a sentence."""
        return self.prescription.fix

    @property
    def rule(self) -> Message:
        """The rule of thumb, and what it would do here; empty where it says no more than the fix."""
        return self.prescription.rule

    def to_dict(self) -> dict[str, object]:
        """Return the verdict as JSON shows it.

        Returns
        -------
        dict
            Text and numbers; figures are left out.
        """
        remedy = self.remedy
        return {
            "name": self.name,
            "label": self.label,
            "reason": self.reason,
            "note": self.note,
            "fix": self.fix,
            "at_step": self.at_step,
            "evidence": dict(self.evidence),
            "remedy": None if remedy is None else remedy.to_dict(),
            "remedy_reason": None if remedy is not None else self.remedy_reason,
            "rule": self.rule,
        }

    def acting_at(self, playhead: int | None) -> Verdict:
        """Return the same verdict with a remedy that acts from where the playhead is.

        Parameters
        ----------
        playhead : int or None
            The step there; None where the run is over, or nobody watches it.

        Returns
        -------
        Verdict
            Itself where that is so already.
        """
        if self.case is None or self.case.playhead == playhead:
            return self
        return dataclasses.replace(self, case=dataclasses.replace(self.case, playhead=playhead))


def diagnose_run(run: Path, rows: int | None = None, gatherer: Gatherer | None = None) -> Verdict:
    """Return the verdict on the first `rows` rows of a run, or on all of it.

    What comes after those rows has no say in it, but that no arrival is foretold that would not be one.

    Parameters
    ----------
    run : Run
    rows : int, optional
        How many rows were played.
    gatherer : Gatherer, optional
        What has gathered evidence of this run before.
    """
    return verdict_on(evidence_of(run, rows, gatherer))


def verdict_on(seen: Evidence) -> Verdict:
    """Say what evidence shows."""
    symptom = SYMPTOMS[seen.symptom]
    found = symptom.say(seen)
    optimizer = seen.run.setup.optimizer
    turns = found.rule is not None and found.rule.factor is not None
    idle = turns and not optimizer.uses_lr  # turning the dial would do nothing
    advice = _other_optimizer(optimizer) if idle else found.advice
    if idle:
        found = dataclasses.replace(found, advice=advice, rule=None)
    return Verdict(
        name=symptom.verdict,
        label=LABELS[symptom.verdict],
        headline=found.headline or symptom.headline,
        reason=found.reason,
        note=_note(seen, symptom.verdict, found),
        advice=advice,
        at_step=seen.played if found.at_step is None else found.at_step,
        figures=_figures(seen, arrives=found.headline is not SETTLING),
        evidence=seen.numbers(),
        case=Case(seen, found, symptom.verdict),
    )


def _other_optimizer(optimizer: Optimizer) -> Message:
    return Message("another optimizer: this one {note}", note=Message(optimizer.dial_note))


def _note(seen: Evidence, verdict: str, found: Finding) -> Message:
    """Say what the finding remarks, and what the stable limit explains."""
    return Sentences(
        found.remark or NOTHING,
        stable_limit.explanation(seen, verdict) or NOTHING,
        stable_limit.of_two_times(seen) or NOTHING,
    )


def _pace(seen: Evidence) -> Figure | None:
    """Return how the gap changes from step to step, unless the headline says that it does not go on so."""
    ratio, verdict = seen.ratio, SYMPTOMS[seen.symptom].verdict
    if verdict == "exploding" and seen.exploded_at is not None:
        ratio = growth(seen)
    if ratio is None or seen.floor is None or is_hidden(seen):
        return None
    if seen.converged_at is None and not seen.m.gap > seen.m.limit:
        return None  # what is left in the minimum is rounding
    if ratio > 1.0:
        if number(ratio) == "1":
            return None  # it neither grows nor falls
        if seen.m.drop * THRESHOLDS.stalled <= 1.0 and verdict != "exploding":
            return None  # it was thrown up once, and stands there or comes down
        if verdict in ("just_right", "slow", "too_small") or seen.symptom in IN_NOISE:
            return None
        return Figure(
            Message("Gap grows per step"),
            f"× {number(ratio)}",
            Message("By this factor the loss moves away from the minimum at each step."),
        )
    if seen.symptom == "arriving" and not keeps_its_pace(seen):
        return None
    spikes = seen.symptom == "spiking" and not falls_with_spikes(seen)
    if verdict == "exploding" or seen.symptom in STAYS_UP or spikes:
        return None
    share = Figure(
        Message("Gap kept per step"),
        kept(ratio),
        Message("What is left, after one step, of the loss above the minimum."),
    )
    return None if share.text == kept(1.0) else share  # then it neither grows nor falls


def _figures(seen: Evidence, *, arrives: bool) -> tuple[Figure, ...]:
    """Return the figures; of a pace and an arrival only where there is to be one."""
    figures = []
    pace = _pace(seen) if arrives else None
    if pace is not None:
        figures.append(pace)
    if arrives and seen.exploded_at is None and seen.floor is not None:
        near = seen.first_below(ONE_PERCENT * seen.m.gap_start)
        if near is not None and seen.converged_at is not None:
            figures.append(
                Figure(
                    Message("To 1 % of the start"),
                    steps(near),
                    Message("After so many steps 99 % of the way down is done, for good."),
                )
            )
        elif seen.projected is not None and not seen.kept_off and not is_at_hand(seen):
            figures.append(
                Figure(
                    Message("To the minimum"),
                    about_steps(seen.projected),
                    Message("Steps from the start to the minimum, if the pace stays what it is."),
                )
            )
    share = stable_limit.figure_of(seen)
    if share is not None:
        figures.append(Figure(*share))
    flips, pairs = seen.crossings
    if pairs:
        counts = {"flips": count(flips), "pairs": count(pairs)}
        crossed: Message = plural(
            "{flips} of {pairs} step", "{flips} of {pairs} steps", n=pairs, **counts
        )
        if seen.exploded_at is not None and 1 < pairs < seen.exploded_at:
            # where it landed last there is no slope to tell by
            crossed = Message("{flips} of the first {pairs} steps", **counts)
        figures.append(
            Figure(
                Message("Crossed the valley"),
                crossed,
                Message("Steps after which the slope points the other way."),
            )
        )
    return tuple(figures)
