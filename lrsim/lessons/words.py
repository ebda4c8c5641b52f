"""The words of a lesson: places for values, and the rule that every number in them has a source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lrsim.errors import InputError
from lrsim.lessons.cast import Cast
from lrsim.lessons.claims import value
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import DIGITS, number, percent, read_number

MOST_WORDS: Final = 40
"""Told and asked at a time: guidance is light, the rest is to be seen."""

MOST_OF_CHOICE: Final = 14
"""Words of an answer to choose from."""

MOST_SENTENCES: Final = 2
"""Of an explanation."""

_PLACE = r"\{([^{}:]*)(?::([^{}]*))?\}"
_NUMBER = (
    r"(?<![\w.^])[-−]?\d[\d\N{NARROW NO-BREAK SPACE}]*(?:\.\d+)?(?:\s×\s10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?![\w])"
)
_SENTENCE_END = r"[.!?](?=\s|\Z)"


class Told(Message):
    """A text of a lesson with the values of its places; shown, it is in the user's language.

    Parameters
    ----------
    source : str
        As the file has it.
    values : mapping of str to str
        What stands at each place, by what is written between the braces.
    """

    def __new__(cls, source: str, values: Mapping[str, str]) -> Told:
        told = str.__new__(cls, _filled(source, values, str))
        told.id, told.values = source, values
        return told

    def translated(self) -> str:
        """Return the text in the user's language."""
        return _filled(say(self.id), self.values, shown)


def told(source: str, cast: Cast) -> Told:
    """Return a text with its places filled.

    A place is ``{walk.loss[3]}``, with five digits ``{walk.loss:5}``, as per cent ``{walk.keeps[0]:%}``.

    Raises
    ------
    InputError
        When a place asks for what there is not.
    """
    if isinstance(source, Told):
        return source
    return Told(source, {place: _text(place, cast) for place in places(source)})


def places(source: str) -> list[str]:
    """Return what stands between the braces of a text."""
    return [found[0][1:-1] for found in re.finditer(_PLACE, source)]


def numbers_in(text: str) -> list[float]:
    """Return the numbers that are written in a text or a claim."""
    return [_plain(found) for found in re.findall(_NUMBER, text)]


def check_words(texts: Mapping[str, str], most: int) -> None:
    """Refuse texts that are seen at the same time, by key, and are more than so many words.

    Raises
    ------
    InputError
        At the longest of them.
    """
    counts = {key: len(text.split()) for key, text in texts.items()}
    total = sum(counts.values())
    if total > most:
        longest = max(counts, key=lambda key: counts[key])
        allowed = Message("there are {n} words at a time, and may be {most}", n=total, most=most)
        raise InputError(longest, None, allowed)


def check_sentences(key: str, text: str) -> None:
    """Refuse an explanation of more than `MOST_SENTENCES` sentences."""
    if len(re.findall(_SENTENCE_END, text)) > MOST_SENTENCES:
        raise InputError(
            key, None, Message("must be at most {most} sentences", most=MOST_SENTENCES)
        )


def check_numbers(key: str, text: str, known: set[float], facts: Mapping[str, str]) -> None:
    """Refuse a number that no run has and no fact vouches for.

    Raises
    ------
    InputError
        It names the number.
    """
    for found in re.findall(_NUMBER, re.sub(_PLACE, "", text)):
        plain = _plain(found)
        if plain not in known and -plain not in known and found.lstrip("-−") not in facts:
            allowed = Message(
                "is a number of which nobody knows where it is from: put a place such as "
                "{place} there, or its source under facts",
                place="{run.loss}",
            )
            raise InputError(key, found, allowed)


def _plain(found: str) -> float:
    try:
        return read_number(found)
    except ValueError:
        return float("nan")


def _text(place: str, cast: Cast) -> str:
    expression, _, form = place.partition(":")
    found = value(expression)(cast)
    if found is None:
        raise InputError("", "{" + place + "}", Message("has no value: it never comes to that"))
    if isinstance(found, str):
        return found
    if form == "%":
        return percent(found)
    if form and not (form.isdigit() and 1 <= int(form) <= 17):
        raise InputError(
            "", "{" + place + "}", Message("may end in : and a number of digits, or in :%")
        )
    if float(found).is_integer() and abs(found) < 1e15 and not form:
        found = int(found)
    return number(found, int(form) if form else DIGITS)


def _filled(source: str, values: Mapping[str, Any], write: Callable[[Any], str]) -> str:
    return re.sub(_PLACE, lambda place: write(values[place[0][1:-1]]), source)
