"""What a lesson file holds, as it is written there."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from lrsim.errors import InputError
from lrsim.text.messages import Message

SCHEMA_VERSION: Final = 1

CARDS: Final = ("surface", "loss", "lr", "numbers", "range_test", "verdict", "table", "dial")
"""What of the window a step may show."""

MARKS: Final = ("slope", "step", "limit", "zone", "minimum", "paths")
"""What a step may draw beside the balls; while a question is open nothing is, so that nothing answers it."""

Card = Literal["surface", "loss", "lr", "numbers", "range_test", "verdict", "table", "dial"]
Mark = Literal["slope", "step", "limit", "zone", "minimum", "paths"]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=40)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=600)]
Notes = Annotated[str, msgspec.Meta(max_length=2000)]
Claim = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Minutes = Annotated[float, msgspec.Meta(gt=0.0, le=180.0)]
Speed = Annotated[float, msgspec.Meta(gt=0.0, le=1e6)]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is an error."""


class Choice(_Table, frozen=True, kw_only=True):
    """An answer to choose from.

    Attributes
    ----------
    text : str
        What it says.
    holds : str
        The claim that makes it the right one: of all choices exactly one holds.
    draws : str
        The run whose path is drawn beside it; empty for none.
    """

    text: Line
    holds: Claim
    draws: Name | Literal[""] = ""


class AskChoice(_Table, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """A question with two to six answers."""

    question: Line
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(min_length=2, max_length=6)]


class AskDial(_Table, frozen=True, kw_only=True, tag_field="kind", tag="dial"):
    """Turn the dial to your guess: right is every rate for which the claim holds of the run.

    Attributes
    ----------
    run : str
        Whose learning rate is asked for; it is on the stage.
    holds : str
        A claim about that run, at the rate that was given.
    truth : str
        A rate that is shown as the answer; the claim holds there.
    """

    question: Line
    run: Name
    holds: Claim
    truth: Claim


class AskPlace(_Table, frozen=True, kw_only=True, tag_field="kind", tag="place"):
    """Click where it will be.

    Attributes
    ----------
    at : tuple of str, one for each coordinate
        Where that is.
    within : float
        How far off still counts as right, in units of the coordinates.
    """

    question: Line
    at: Annotated[tuple[Claim, ...], msgspec.Meta(min_length=1, max_length=2)]
    within: Annotated[float, msgspec.Meta(gt=0.0)]


class AskSketch(_Table, frozen=True, kw_only=True, tag_field="kind", tag="sketch"):
    """Draw the loss curve.

    Attributes
    ----------
    of : str
        The run whose curve it is.
    within : float
        How many decades off, on the average, still counts as right.
    """

    question: Line
    of: Name
    within: Annotated[float, msgspec.Meta(gt=0.0, le=10.0)] = 0.5


Ask = AskChoice | AskDial | AskPlace | AskSketch


class Goal(_Table, frozen=True, kw_only=True):
    """Hands free: play until a claim holds.

    Attributes
    ----------
    task : str
        What to do.
    run : str
        Whose dial is turned; it is on the stage.
    holds : str
        A claim about that run, as it then is.
    counts : str
        What the score is: ``tries``, turns of the dial, or ``steps``, those to convergence.
    par : int
        A score to be proud of; it can be reached.
    truth : str
        A rate that reaches it.
    """

    task: Line
    run: Name
    holds: Claim
    counts: Literal["tries", "steps"] = "tries"
    par: Annotated[int, msgspec.Meta(ge=1)]
    truth: Claim


class Step(_Table, frozen=True, kw_only=True):
    """One step of a lesson.

    Attributes
    ----------
    title : str
        Two or three words for the row of steps.
    runs : tuple of str
        Who is on the stage; the first is the selected one.
    shows : tuple of str
        Which cards are seen.
    reveals : tuple of str
        Which others are seen once its question is no longer open.
    recalls : str
        A run that has been seen before, drawn on the surface beside those on the stage; empty for none.
    marks : tuple of str
        What is drawn beside the balls.
    plays : tuple of int
        From which step to which it plays.
    asks_at : int, optional
        At which step it stands while its question is open; by default where it begins to play.
    speed : float
        Steps a second.
    say : str
        What is told before anything is asked or seen.
    ask : Ask, optional
        A question, to be answered before it plays.
    goal : Goal, optional
        What to reach by hand. A step has one of the two, or neither.
    explain : str
        What it was, in at most two sentences.
    notes : str
        For the speaker alone.
    minutes : float
        How long it takes.
    """

    title: Line
    runs: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=8)]
    shows: tuple[Card, ...] = ("surface",)
    reveals: tuple[Card, ...] = ()
    recalls: Name | Literal[""] = ""
    marks: tuple[Mark, ...] = ()
    plays: tuple[int, int] | None = None
    asks_at: Annotated[int, msgspec.Meta(ge=0)] | None = None
    speed: Speed = 5.0
    say: Text = ""
    ask: Ask | None = None
    goal: Goal | None = None
    explain: Text = ""
    notes: Notes = ""
    minutes: Minutes = 1.0


class Lesson(_Table, frozen=True, kw_only=True):
    """A lesson.

    Attributes
    ----------
    name : str
        Kebab-case; the name of its file.
    title : str
    sentence : str
        What one knows afterwards, for the list.
    runs : dict of str to dict
        Named runs: the keys of `lrsim.run`, `name` (as tables and legends have it), and `like`, another run
        whose values they take the place of.
    facts : dict of str to str
        Numbers that stand in its words and come from no run, each with its source.
    steps : tuple of Step
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    name: str = ""
    title: Line
    sentence: Line
    runs: Annotated[dict[Name, dict[str, Any]], msgspec.Meta(min_length=1, max_length=64)]
    facts: dict[str, Line] = {}
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=40)]

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return sum(step.minutes for step in self.steps)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is to be translated."""
        found = [self.title, self.sentence]
        for step in self.steps:
            found += [step.title, step.say, step.explain, step.notes]
            if step.ask is not None:
                found.append(step.ask.question)
            if isinstance(step.ask, AskChoice):
                found += [choice.text for choice in step.ask.choices]
            if step.goal is not None:
                found.append(step.goal.task)
        return tuple(found)


Kind = TypeVar("Kind", AskChoice, AskDial, AskPlace, AskSketch)


def asked(step: Step, kind: type[Kind]) -> Kind:
    """Return what a step asks, which has to be of a kind.

    Raises
    ------
    InputError
        Something else is asked, or nothing.
    """
    if not isinstance(step.ask, kind):
        raise InputError("", None, Message("nothing of the kind is asked on this step"))
    return step.ask
