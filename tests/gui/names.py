"""What is called the same in every language: parameters, entries, choices, formulas without a word."""

from __future__ import annotations

from collections.abc import Iterator

from lrsim.catalogue.entries import Entry, entries
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import say

__all__ = ["names_in"]


def names_in(*bases: type[Entry]) -> list[str]:
    """Return the names in catalogues, of all by default, while a test's language lasts."""
    return [name for base in bases or (Surface, Optimizer, Schedule) for name in _names(base)]


def _names(base: type[Entry]) -> Iterator[str]:
    for entry in entries(base).values():
        yield entry.entry_name()
        if say(entry.formula) == entry.formula:
            yield entry.formula
            yield from entry.formula.split(";  ")
        for parameter in entry.parameters():
            yield parameter.name
            yield parameter.name.replace("_", " ")
            yield from parameter.choices
