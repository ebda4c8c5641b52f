"""What the shower's runners do, in the words of the story: how the knob is turned, and how the water is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from lrsim.gui.exhibits.exhibit import Told
from lrsim.gui.exhibits.shower.habits import (
    FULL_WORDS,
    SENSIBLE_WORDS,
    SWING_WORDS,
    TINY_WORDS,
    habit_of,
)
from lrsim.gui.exhibits.shower.water import COMFORT, SCALDING, degrees, temperature
from lrsim.session.session import Session
from lrsim.text.messages import Message, Sentences

__all__ = ["told", "word_of"]

FREEZING: Final = 20.0
"""Degrees Celsius below which nobody stays."""

NEAR: Final = 2.0
"""As many from comfort nobody minds."""

SENTENCES: Final[Mapping[str, Message]] = {
    TINY_WORDS: Message("1 mm at a time; the water is {water}."),
    SENSIBLE_WORDS: Message("Sensible turns; the water is {water}."),
    FULL_WORDS: Message("Full cranks; the water is {water}."),
    SWING_WORDS: Message("Back and forth; the water is {water}."),
    "": Message("The water is {water}."),
}
"""By habit what is said of it and of the water."""


def told(session: Session, index: int) -> Told:
    """Return what a runner does at the playhead."""
    run, row = session.runs[index], session.row(index)
    celsius = temperature(float(run.position[row, 0]))
    word = word_of(celsius)
    water = word if math.isnan(celsius) else Sentences(word, degrees(celsius), between=", ")
    sentence = Message(SENTENCES[habit_of(run.position[: row + 1, 0])].id, water=water)
    shorter = (word,) if math.isnan(celsius) else (word, degrees(celsius))
    return Told(sentence, Message("Water"), (water, *shorter))


def word_of(celsius: float) -> Message:
    """Return how water of a temperature is."""
    if math.isnan(celsius):
        return Message("of no temperature")
    if celsius < FREEZING:
        return Message("freezing")
    if celsius < COMFORT - NEAR:
        return Message("too cold")
    if celsius <= COMFORT + NEAR:
        return Message("comfortable")
    if celsius <= SCALDING:
        return Message("too hot")
    return Message("scalding")
