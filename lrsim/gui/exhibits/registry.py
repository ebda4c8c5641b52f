"""Which surfaces bring an exhibit along; nothing of one is loaded before it is looked at."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from typing import Final

from lrsim.gui.exhibits.exhibit import Exhibit, Told
from lrsim.session.session import Session
from lrsim.surfaces import Surface

__all__ = ["EXHIBITS", "WORDS", "exhibit_of", "make_exhibit", "told_of"]

EXHIBITS: Final[Mapping[str, str]] = {"shower": "lrsim.gui.exhibits.shower.view:ShowerView"}
"""By a surface's name where its exhibit's class is: ``module:class``."""

WORDS: Final[Mapping[str, str]] = {"shower": "lrsim.gui.exhibits.shower.words:told"}
"""By a surface's name where that is which says in its terms what runners do."""


def told_of(session: Session, index: int) -> Told | None:
    """Return what a runner does in the terms of its surface's exhibit; None where it has none."""
    place = WORDS.get(session.experiment.surface.name)
    if place is None:
        return None
    tell: Callable[[Session, int], Told] = pkgutil.resolve_name(place)
    return tell(session, index)


def exhibit_of(surface: Surface) -> str:
    """Return where a surface's exhibit is; empty where it has none."""
    return EXHIBITS.get(surface.name, "")


def make_exhibit(place: str) -> Exhibit:
    """Return a new exhibit from where its class is."""
    made: Exhibit = pkgutil.resolve_name(place)()
    return made
