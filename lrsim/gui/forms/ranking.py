"""How well an entry of the catalogue answers what was typed into a picker's filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, TypeVar

__all__ = ["Hit", "hit", "ranked"]

T = TypeVar("T")

_SHORTEST: Final = 4
"""Letters a word needs before a typo in it is looked for: shorter ones are all alike."""

_LONG: Final = 7
"""Letters of a word in which there may be two typos."""


class Hit(IntEnum):
    """What fits, the best first."""

    TITLE = 0
    PREFIX = 1
    WORD = 2
    WORD_PREFIX = 3
    DESCRIPTION = 4
    PART = 5
    TYPO = 6


def ranked(entries: Iterable[tuple[T, Sequence[str], str]], text: str) -> list[T]:
    """Return what answers a text, the best first; equally good ones stay in the order given.

    Parameters
    ----------
    entries : iterable of (entry, names, description)
        What may answer, under which names, and all that is said of it.
    text : str
        What was typed; all of it fits when it is empty.
    """
    entries = list(entries)
    if not _plain(text):
        return [entry for entry, _, _ in entries]
    hits = [(hit(names, description, text), entry) for entry, names, description in entries]
    answers = [(rank, entry) for rank, entry in hits if rank is not None]
    return [entry for _, entry in sorted(answers, key=lambda answer: answer[0])]


def hit(names: Sequence[str], description: str, text: str) -> Hit | None:
    """Return how an entry answers a text; None when it does not.

    Parameters
    ----------
    names : sequence of str
        What it is called.
    description : str
        What else is said of it.
    text : str
        What was typed.
    """
    wanted = _plain(text)
    known = [_plain(name) for name in names]
    grades = [grade for name in known if (grade := _in_name(name, wanted)) is not None]
    if grades:
        return min(grades)
    # not folded: of formulas the signs are what is looked for
    everything, asked = " ".join((*names, description)).lower(), text.lower().split()
    if all(re.search(rf"(?<!\w){re.escape(word)}", everything) for word in asked):
        return Hit.DESCRIPTION
    if all(word in everything for word in asked):
        return Hit.PART
    misspelt = any(_nearly(name, wanted) for name in known)
    return Hit.TYPO if misspelt else None


def _in_name(name: str, wanted: str) -> Hit | None:
    if not wanted:  # only signs, as a formula has them
        return None
    if name == wanted:
        return Hit.TITLE
    if name.startswith(wanted):
        return Hit.PREFIX
    words, asked = name.split(), wanted.split()
    if all(word in words for word in asked):
        return Hit.WORD
    starts = all(any(word.startswith(part) for word in words) for part in asked)
    return Hit.WORD_PREFIX if starts else None


def _nearly(name: str, wanted: str) -> bool:
    """Tell whether every word is one of the name's or its beginning, but for a typo or two."""
    words = [*name.split(), name.replace(" ", "")]
    return bool(wanted) and all(
        any(_hardly_slips(part, word) for word in words) for part in wanted.split()
    )


def _hardly_slips(part: str, word: str) -> bool:
    allowed = _allowed(part)
    # each letter too many is a slip; what is pasted may have thousands
    return len(part) <= len(word) + allowed and _typos(part, word) <= allowed


def _allowed(word: str) -> int:
    if len(word) < _SHORTEST:
        return 0
    return 1 if len(word) < _LONG else 2


def _typos(typed: str, word: str) -> int:
    """Return how many slips make what was typed of a word or of its beginning.

    A slip is a letter left out, put in, taken for another, or swapped with its neighbour (Damerau 1964, as
    optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other
            row.append(min(cost, earlier[j - 2] + 1) if swapped else cost)
    # what is still to be typed is no slip
    return min(row[max(len(typed) - 1, 0) :], default=len(typed))


def _plain(text: str) -> str:
    """Return a name as words of small letters and digits: nobody types hyphens and capitals."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
