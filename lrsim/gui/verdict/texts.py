"""What a verdict says, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lrsim.diagnosis import MEANINGS, Verdict
from lrsim.session.session import Session
from lrsim.text.messages import Message, Sentences, shown

__all__ = ["Texts", "told_of_whom"]


def told_of_whom(session: Session) -> tuple[object, ...]:
    """Return what the selected run is known by: with its numbers turned it is still the same."""
    runner, experiment = session.runner, session.experiment
    names = experiment.surface.name, runner.optimizer.name, runner.schedule.name
    return experiment.title, session.selected, *names


class Texts(NamedTuple):
    """What a verdict says, in the user's language; of each figure its label and value, and what it is."""

    headline: str
    reason: str
    note: str
    figures: Sequence[tuple[str, str]]
    explanations: Sequence[str]
    meaning: str = ""
    """What such a verdict says of any run."""

    @classmethod
    def of(cls, verdict: Verdict, story: Message, *, bare: bool = False) -> Texts:
        """Return those of a verdict; a story comes before its note. Bare, it is the headline alone."""
        meaning = shown(MEANINGS[verdict.name])
        if bare:
            return cls(shown(verdict.headline.text), "", "", (), (), meaning)
        figures = [(shown(figure.label), shown(figure.text)) for figure in verdict.figures]
        return cls(
            shown(verdict.headline.text),
            shown(verdict.reason),
            shown(Sentences(story, verdict.note)),
            figures,
            [shown(figure.explanation) for figure in verdict.figures],
            meaning,
        )
