"""What is written out in a picker's filter: an entry with its parameters, or a formula."""

from __future__ import annotations

import contextlib
import re
from typing import Final

from lrsim.catalogue.entries import Entry, entries, parse
from lrsim.errors import InputError

__all__ = ["written_entry"]

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
    text = text.strip()
    specs = [text] if ":" in text else []
    if FORMULA in entries(base) and SIGNS.search(text) and ":" not in text:
        specs.append(f"{FORMULA}:{text}")
    for spec in specs:
        with contextlib.suppress(InputError):
            return parse(base, spec)
    return None
