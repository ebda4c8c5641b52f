"""What makes a lesson true: every claim in it is tried, every number in it has a source."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from lrsim.errors import InputError
from lrsim.lessons.cast import Cast
from lrsim.lessons.claims import claim, value
from lrsim.lessons.lesson import (
    Ask,
    AskChoice,
    AskDial,
    AskPlace,
    AskSketch,
    Goal,
    Lesson,
    Step,
)
from lrsim.lessons.sights import check_after_tries, check_not_drawn, check_seen
from lrsim.lessons.words import (
    MOST_OF_CHOICE,
    MOST_WORDS,
    check_numbers,
    check_sentences,
    check_words,
    numbers_in,
    told,
)
from lrsim.text.messages import Message


def check(lesson: Lesson) -> None:
    """Refuse a lesson that says what its runs do not do.

    Raises
    ------
    InputError
        It names the key path.
    """
    cast = Cast(lesson.runs)
    for name in lesson.runs:
        with at(f"runs.{name}"):
            cast.run(name)
    known = cast.numbers()
    for place, step in enumerate(lesson.steps):
        with at(f"steps[{place}]"):
            _check_stage(step, cast)
            _check_words(step, cast, known, lesson)
            if step.ask is not None:
                with at("ask"):
                    _check_card(step.ask, step)
                    _check_ask(step.ask, step, cast)
            if step.goal is not None:
                with at("goal"):
                    tried = _check_goal(step.goal, step, cast)
                check_after_tries(step, cast, tried)
            check_seen(step, cast)
        if place > 0:
            before = lesson.steps[place - 1]
            with at(f"steps[{place - 1}]"):
                check_not_drawn(before, step, _claims(step))


@contextlib.contextmanager
def at(prefix: str) -> Iterator[None]:
    """Let errors inside name the place around them."""
    try:
        yield
    except InputError as error:
        raise error.at(prefix) from None


def _check_stage(step: Step, cast: Cast) -> None:
    with at("runs"):
        stage = cast.stage(step.runs)
    if step.plays is not None and not 0 <= step.plays[0] <= step.plays[1] <= stage.steps:
        raise InputError(
            "plays",
            list(step.plays),
            Message("must be two steps from 0 to {last}", last=stage.steps),
        )
    if step.asks_at is not None and step.asks_at > stage.steps:
        allowed = Message("must be a step from 0 to {last}", last=stage.steps)
        raise InputError("asks_at", step.asks_at, allowed)
    for key in ("asks_at", "reveals"):
        if step.ask is None and getattr(step, key):
            raise InputError(key, None, Message("is for steps with a question"))
    if step.recalls:
        with at("recalls"):
            cast.stage((step.runs[0], step.recalls))
    if step.ask is not None and step.goal is not None:
        raise InputError(
            "goal", None, Message("cannot stand beside a question: make two steps of them")
        )
    if step.ask is None and step.goal is None and not step.say:
        raise InputError("say", None, Message("is missing: nothing else is said on this step"))
    if step.ask is not None and not step.explain:
        raise InputError("explain", None, Message("is missing: a question has to be answered"))


def _check_words(step: Step, cast: Cast, known: set[float], lesson: Lesson) -> None:
    texts = {"title": step.title, "say": step.say, "explain": step.explain, "notes": step.notes}
    if step.ask is not None:
        texts["ask.question"] = step.ask.question
    if isinstance(step.ask, AskChoice):
        texts |= {
            f"ask.choices[{k}].text": choice.text for k, choice in enumerate(step.ask.choices)
        }
    if step.goal is not None:
        texts["goal.task"] = step.goal.task
    known = known | {number for text in _claims(step) for number in numbers_in(text)}
    for key, text in texts.items():
        with at(key):
            filled = told(text, cast)
        check_numbers(key, text, known, lesson.facts)
        texts[key] = filled
    for key in ("ask.question", "goal.task"):
        check_words({"say": texts["say"], key: texts.get(key, "")}, MOST_WORDS)
    check_words({"explain": texts["explain"]}, MOST_WORDS)
    for key in texts:
        if key.startswith("ask.choices"):
            check_words({key: texts[key]}, MOST_OF_CHOICE)
    check_sentences("explain", step.explain)


def _claims(step: Step) -> list[str]:
    """Return what is tried on a step: a number that stands there has its source there."""
    if isinstance(step.ask, AskChoice):
        return [choice.holds for choice in step.ask.choices]
    if isinstance(step.ask, AskDial):
        return [step.ask.holds, step.ask.truth]
    if isinstance(step.ask, AskPlace):
        return list(step.ask.at)
    return [] if step.goal is None else [step.goal.holds, step.goal.truth]


def _check_card(ask: Ask, step: Step) -> None:
    """Make sure that what a question is answered on can be seen."""
    if isinstance(ask, AskPlace | AskSketch):
        card = "surface" if isinstance(ask, AskPlace) else "loss"
        if card not in step.shows:
            allowed = Message("must be asked on a step that shows {card}", card=card)
            raise InputError("kind", None, allowed)


def _check_ask(ask: Ask, step: Step, cast: Cast) -> None:
    if isinstance(ask, AskChoice):
        _check_choices(ask, step, cast)
    elif isinstance(ask, AskDial):
        _check_rate(ask, step, cast)
    elif isinstance(ask, AskPlace):
        dimensions = cast.experiment(step.runs[0]).surface.dimensions
        if len(ask.at) != dimensions:
            raise InputError(
                "at", list(ask.at), Message("must have {n} coordinates here", n=dimensions)
            )
        for k, text in enumerate(ask.at):
            with at(f"at[{k}]"):
                number_of(text, cast)
    else:
        with at("of"):
            losses = cast.run(ask.of).loss
        if not losses[0] > 0.0 or losses.min() < 0.0:
            raise InputError("of", ask.of, Message("must have a loss that is not below 0"))


def _check_choices(ask: AskChoice, step: Step, cast: Cast) -> None:
    """Make sure that one answer is right, and that no picture beside them tells which."""
    right = [
        k
        for k, choice in enumerate(ask.choices)
        if _holds(f"choices[{k}].holds", choice.holds, cast)
    ]
    if len(right) != 1:
        allowed = Message("must have exactly one that holds, and {n} do", n=len(right))
        raise InputError("choices", [k + 1 for k in right] or None, allowed)
    for k, choice in enumerate(ask.choices):
        if not choice.draws:
            continue
        with at(f"choices[{k}].draws"):
            cast.run(choice.draws)
        if choice.draws in step.runs and k not in right:
            allowed = Message(
                "must not show, at a wrong answer, what a run of the step really does"
            )
            raise InputError(f"choices[{k}].draws", choice.draws, allowed)


def _check_goal(goal: Goal, step: Step, cast: Cast) -> Cast:
    """Make sure that a goal can be reached, and return the cast in which it is."""
    found = _check_rate(goal, step, cast)
    reached = found.run(goal.run).converged_at
    if goal.counts == "steps" and (reached is None or reached > goal.par):
        allowed = Message(
            "cannot be reached at the rate of truth: it takes {n} steps", n=reached or "∞"
        )
        raise InputError("par", goal.par, allowed)
    return found


def _check_rate(asked: AskDial | Goal, step: Step, cast: Cast) -> Cast:
    """Make sure that the rate that is told in the end does what was asked for, and return the cast at it."""
    if asked.run not in step.runs:
        raise InputError("run", asked.run, Message("must be on the stage"))
    with at("truth"):
        rate = number_of(asked.truth, cast)
        changed = cast.at_rate(asked.run, rate)
    if not _holds("holds", asked.holds, changed):
        raise InputError("truth", asked.truth, Message("must be a rate at which the claim holds"))
    return changed


def check_claim(key: str, text: str, cast: Cast) -> None:
    """Refuse a claim that does not hold.

    Raises
    ------
    InputError
        It names the key.
    """
    if not _holds(key, text, cast):
        raise InputError(key, text, Message("must hold, and does not"))


def number_of(text: str, cast: Cast) -> float:
    """Return the number that an expression comes to."""
    found = value(text)(cast)
    if not isinstance(found, int | float):
        raise InputError("", text, Message("must be a number, and there is none"))
    return float(found)


def _holds(key: str, text: str, cast: Cast) -> bool:
    with at(key):
        return claim(text)(cast)
