"""The minima of the surface for whoever looks: at once where that is quick, else searched for beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lrsim.cancel import Cancel
from lrsim.session.beside import Beside
from lrsim.surfaces import Surface

REMEMBERED = 32
"""Surfaces whose minima are known: fewer than those that are remembered with their minima."""


class Place(NamedTuple):
    """What the minima depend on: the surface, and how far around it they are to be known."""

    surface: Surface
    widening: int


class Seeker:
    """Tells whether minima are known, and has those that are not searched for.

    Parameters
    ----------
    beside : Beside or None
        What does work beside the caller; without, minima count as known: who asks for them searches.
    arrived : callable
        Called when minima are there that were not known before.
    """

    def __init__(self, beside: Beside | None, arrived: Callable[[], object]) -> None:
        self._beside, self._arrived = beside, arrived
        self._known: dict[Place, None] = {}
        self._wanted: dict[Place, None] = {}  # the first is at work

    def knows(self, surface: Surface, start: tuple[float, ...]) -> bool:
        """Tell whether it takes no time to ask a surface for the minima known to a run from a start."""
        if self._beside is None or surface.listed is not None:
            return True
        place = Place(surface, surface.widening(start))
        if place in self._known:
            return True
        if surface.minima_are_near(place.widening):
            self._keep(place)
            return True
        self._want(place)
        return False

    def _want(self, place: Place) -> None:
        if place in self._wanted:
            return
        # what another surface was asked for is not wanted any more
        at_work = next(iter(self._wanted), None)
        self._wanted = {old: None for old in self._wanted if old.surface == place.surface}
        self._wanted[place] = None
        if at_work not in self._wanted:
            self._send()

    def _send(self) -> None:
        if self._beside is None or not self._wanted:
            return
        place = next(iter(self._wanted))

        def work(_cancel: Cancel) -> None:
            place.surface.minima_within(place.widening)  # remembered where they are asked for

        self._beside("minima", work, lambda _found: self._arrive(place))

    def _arrive(self, place: Place) -> None:
        if place in self._wanted:
            del self._wanted[place]
            self._keep(place)
            self._send()
            self._arrived()

    def _keep(self, place: Place) -> None:
        self._known[place] = None
        while len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
