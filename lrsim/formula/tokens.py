"""The tokens of formulas: a whitelist, and what is said of a character that is not on it.

An error points at its place in the formula, with a caret below.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

from lrsim.errors import InputError
from lrsim.text.messages import Message, Sentences

WINDOW = 60

TOKEN = re.compile(
    r"[ \t]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\*\*|[<>]=?|[-+*/(),]))"
)

# what people write for something that has another spelling here
INSTEAD = {
    "^": Message("write ** for powers"),
    "×": Message("write * for times"),
    "·": Message("write * for times"),
    "−": Message("write - for minus"),
    "÷": Message("write / for divided by"),
    "²": Message("write **2 for a square"),
    "³": Message("write **3 for a cube"),
    "π": Message("write pi"),
    "√": Message("write sqrt(…)"),
    "[": Message("write round brackets"),
    "]": Message("write round brackets"),
    "{": Message("write round brackets"),
    "}": Message("write round brackets"),
    "|": Message("write abs(…)"),
    "%": Message("there is no remainder and no percent; write 0.01*"),
    "≤": Message("write <="),
    "≥": Message("write >="),
    "&": Message("write * between two comparisons"),
    "=": Message("write only what stands right of the equals sign"),
    ",": Message("a comma stands only between the arguments of min, max and where"),
    ".": Message("a dot stands only in numbers"),
    '"': Message("text is not allowed"),
    "'": Message("text is not allowed"),
}


class Token(NamedTuple):
    """One number, name or sign, and where it begins."""

    kind: str
    text: str
    at: int


def fault(text: str, at: int, message: Message) -> InputError:
    """Return an error of three lines: what is wrong, the formula around that place, a caret below it."""
    first = max(0, min(at - WINDOW // 2, len(text) - WINDOW))
    left = "…" if first > 0 else ""
    right = "…" if first + WINDOW < len(text) else ""
    room = WINDOW - len(left) - len(right)
    shown = "".join(map(_shown, text[first + len(left) : first + len(left) + room]))
    drawn = f"{left}{shown}{right}\n{' ' * (at - first)}^"
    return InputError("", None, Sentences(message, drawn, between="\n"))


def _shown(character: str) -> str:
    """Return what stands for a character above the caret: itself when it is as wide as the caret."""
    narrow = character.isprintable() and not unicodedata.combining(character)
    if narrow and unicodedata.east_asian_width(character) not in "WF":
        return character
    return " " if character.isspace() else "?"


def tokens(text: str) -> list[Token]:
    """Return the tokens of a formula, an empty one last."""
    found: list[Token] = []
    at = 0
    end = len(text.rstrip(" \t"))
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip(" \t"))
            raise fault(text, at, _refusal(text[at]))
        kind = str(match.lastgroup)
        word, at = match[kind], match.end()
        start = match.start(kind)
        if kind == "number" and not math.isfinite(float(word)):
            raise fault(text, start, Message("the number is too large; it must be below 1.8e308"))
        found.append(Token(kind, word, start))
    found.append(Token("end", "", end))
    return found


def _refusal(character: str) -> Message:
    if character in INSTEAD:
        return Message(
            "{character} is not allowed; {instead}", character=character, instead=INSTEAD[character]
        )
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return Message(
        "{character} is not allowed; a formula has numbers, names, + - * / ** < > and ( )",
        character=shown,
    )
