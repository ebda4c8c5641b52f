"""The kinds of entry that a picker offers, and what each is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from lrsim.catalogue.entries import Entry
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import Message, plural

__all__ = ["CATALOGUES", "Catalogue", "Kind"]

Kind = Literal["surface", "optimizer", "schedule"]


class Catalogue(NamedTuple):
    """The entries of one kind, in words.

    Attributes
    ----------
    base : type
        What all of them derive from.
    title : Message
        What stands on the picker's button.
    choose : Message
        What the card behind the button is for.
    name : Message
        What the list of entries is.
    filter : callable
        Returns what the empty filter says of so many entries.
    """

    base: type[Entry]
    title: Message
    choose: Message
    name: Message
    filter: Callable[[int], Message]


CATALOGUES: Final[dict[Kind, Catalogue]] = {
    "surface": Catalogue(
        Surface,
        Message("Surface"),
        Message("Choose the surface"),
        Message("Catalogue of surfaces"),
        lambda n: plural("Filter {n} surface: just type", "Filter {n} surfaces: just type", n=n),
    ),
    "optimizer": Catalogue(
        Optimizer,
        Message("Optimizer"),
        Message("Choose the optimizer"),
        Message("Catalogue of optimizers"),
        lambda n: plural(
            "Filter {n} optimizer: just type", "Filter {n} optimizers: just type", n=n
        ),
    ),
    "schedule": Catalogue(
        Schedule,
        Message("Schedule"),
        Message("Choose the schedule"),
        Message("Catalogue of schedules"),
        lambda n: plural("Filter {n} schedule: just type", "Filter {n} schedules: just type", n=n),
    ),
}
