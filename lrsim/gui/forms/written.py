"""What is written out in a picker's filter: an entry with its parameters, or a formula."""

from __future__ import annotations

import contextlib
import re
from typing import Final

from lrsim.catalogue.entries import Entry, entries, parse
from lrsim.errors import InputError
from lrsim.text.messages import shown

__all__ = ["refusal", "written_entry"]

FORMULA: Final = "formula"

SIGNS: Final = re.compile(r"[-+*/()^\d]")
"""A formula has at least one of these; a word that has none is looked for."""


def written_entry(base: type[Entry], text: str) -> Entry | None:
    """Return the entry that a text is: ``sgd:momentum=0.9``, or where formulas are entries ``log(x)``.

    Parameters
    ----------
    base : type
        What kind of entry.
    text : str
        What was typed.

    Returns
    -------
    Entry or None
        None where it is neither (yet).
    """
    spec = _spec(base, text)
    if spec is not None:
        with contextlib.suppress(InputError):
            return parse(base, spec)
    return None


def refusal(base: type[Entry], text: str) -> str:
    """Return why a text that looks like an entry written out is none yet; empty where it is a word."""
    spec = _spec(base, text)
    try:
        if spec is not None:
            parse(base, spec)
    except InputError as error:
        return shown(error.allowed).splitlines()[
            0
        ]  # without the formula, which stands in the filter
    return ""


def _spec(base: type[Entry], text: str) -> str | None:
    text = text.strip()
    if ":" in text:
        return text
    return f"{FORMULA}:{text}" if FORMULA in entries(base) and SIGNS.search(text) else None
