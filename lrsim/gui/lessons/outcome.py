"""What came of an answer, in words: right or not, and how far off."""

from __future__ import annotations

from lrsim.lessons.lesson import Goal
from lrsim.lessons.slides import Answer
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import number

__all__ = ["counted", "outcome", "reached"]

NEXT_TO_NOTHING = 0.005
"""Off by less than that share, it is told as being on the spot."""


def outcome(answer: Answer, truth: tuple[float, ...]) -> Message:
    """Return what is said of an answer once it was run."""
    given = answer.given[0]
    if answer.kind == "dial":
        return _of_rate(answer, truth[0])
    if answer.kind == "place":
        off = answer.off or 0.0
        if answer.right and off <= NEXT_TO_NOTHING * max(map(abs, truth), default=0.0):
            return Message("Right on the spot.")
        if answer.right:
            return Message("Right: only {off} off.", off=number(off, 2))
        return Message("Not there: it is {off} off.", off=number(off, 2))
    if answer.kind == "sketch":
        times = 10.0 ** (answer.off or 0.0)
        if answer.right:
            return Message(
                "Well drawn: off by a factor of {times} on the average.", times=number(times, 2)
            )
        return Message(
            "It goes another way: off by a factor of {times} on the average.",
            times=number(times, 2),
        )
    return Message("You said {lr}.", lr=given)


def _of_rate(answer: Answer, truth: float) -> Message:
    given, off = number(answer.given[0]), answer.off
    if answer.right:
        return Message("Yes: {lr} does it.", lr=given)
    if off is None:
        return Message("{lr} does not do it; {truth} does.", lr=given, truth=number(truth))
    words = (
        Message("{lr} is {times} × too small.", lr=given, times=number(off, 2))
        if answer.given[0] < truth
        else Message("{lr} is {times} × too large.", lr=given, times=number(off, 2))
    )
    return Message("{verdict} {truth} does it.", verdict=words, truth=number(truth))


def counted(goal: Goal, answer: Answer | None) -> Message:
    """Return how many tries it took so far, and what is a good score."""
    tries = plural("{n} try", "{n} tries", n=0 if answer is None else answer.tries)
    if goal.counts == "tries":
        return Message("{tries} · par {par}", tries=tries, par=goal.par)
    return Message("{tries} · par {par} steps", tries=tries, par=goal.par)


def reached(goal: Goal, answer: Answer) -> Message:
    """Return what is said when a try was run: reached, and how well, or not; and what stands from before."""
    lr = number(answer.given[0])
    if answer.score is None:
        return Message("Not yet: {lr} does not do it.", lr=lr)
    best = _scored(goal, answer.score)
    if answer.last is None:
        return Message(
            "{lr} does not do it. Your best so far: there, in {score}.", lr=lr, score=best
        )
    if answer.last > answer.score:
        last = _scored(goal, answer.last)
        return Message("There, in {last}. Your best so far: {score}.", last=last, score=best)
    if answer.score <= goal.par:
        return Message("There, in {score}: par, or better.", score=best)
    return Message("There, in {score}. Par is {par}.", score=best, par=goal.par)


def _scored(goal: Goal, score: int) -> Message:
    """Return a score with what it counts."""
    if goal.counts == "tries":
        return plural("{n} try", "{n} tries", n=score)
    return plural("{n} step", "{n} steps", n=score)
