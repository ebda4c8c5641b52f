"""Text that shows what it holds: nothing in it steers a terminal, turns the line around or hides."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Those that stand within numbers; Python does not count them as printable."""

_JOINING: Final = "[\u0590-\u1fff\u2070-\U0010ffff]"
"""Of scripts with joiners, and emoji; Latin, Greek and Cyrillic have none."""

_JOINED: Final = rf"(?<={_JOINING})[\u200c\u200d](?={_JOINING})"
"""What joins or parts two characters of scripts that have it, and emoji: families, flags, Persian words."""

_FLAG: Final = "(?<=\N{WAVING BLACK FLAG})[\U000e0030-\U000e007a]+\U000e007f"
"""The letters behind the flag of a part of a country."""

_BESIDE: Final = f"{_JOINED}|{_FLAG}"
"""It is compiled for the first text that needs it: that takes longer than all else of a start's patterns."""


def is_visible(text: str) -> bool:
    """Return whether all characters of a text are printable, or make one with those beside them."""
    return text.isprintable() or re.sub(_BESIDE, "", text).isprintable()


def escaped(text: str) -> str:
    r"""Return a text with what cannot be seen written out.

    Examples
    --------
    >>> escaped("a\x1b[31m")
    'a\\x1b[31m'
    """
    if text.isprintable():
        return text
    kept = {place for found in re.finditer(_BESIDE, text) for place in range(*found.span())}
    return "".join(
        each if each.isprintable() or each in SPACES or place in kept else ascii(each)[1:-1]
        for place, each in enumerate(text)
    )


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal: two for a wide character, none for a mark."""
    if text.isascii():
        return len(text)
    beside = re.sub(_BESIDE, "", text)
    return sum(_columns(each) for each in beside)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
