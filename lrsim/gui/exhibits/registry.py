"""Which surfaces bring an exhibit along; nothing of one is loaded before it is looked at."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from typing import Final

from lrsim.gui.exhibits.exhibit import Exhibit
from lrsim.surfaces import Surface

__all__ = ["EXHIBITS", "exhibit_of", "make_exhibit"]

EXHIBITS: Final[Mapping[str, str]] = {"shower": "lrsim.gui.exhibits.shower.view:ShowerView"}
"""By a surface's name where its exhibit's class is: ``module:class``."""


def exhibit_of(surface: Surface) -> str:
    """Return where a surface's exhibit is; empty where it has none."""
    return EXHIBITS.get(surface.name, "")


def make_exhibit(place: str) -> Exhibit:
    """Return a new exhibit from where its class is."""
    made: Exhibit = pkgutil.resolve_name(place)()
    return made
