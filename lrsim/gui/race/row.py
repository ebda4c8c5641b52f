"""What a race tells of one runner. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lrsim.studies.zone.comparison import Outcome
from lrsim.text.messages import Message, Sentences
from lrsim.text.numbers import number

__all__ = ["Row"]


class Row(NamedTuple):
    """A runner's row.

    Attributes
    ----------
    runner : int
        Which one.
    name : str
    lr : float
    rate, short_rate : str
        The rate as it stands at the name, and where there is less room; who finds its own step says so.
    place : str
        Empty before the end.
    place_on_lane : float
        log10 of what is left.
    marks : ndarray of float64
        The places where it has been, ascending.
    label, short : str
        What stands beside it, and where there is less room.
    exploded, hidden, selected : bool
    value : str
        What is measured; empty while it is not to be told.
    outcome : Outcome or None
        What each learning rate comes to; None while it is computed or not to be told.
    waits : str
        What is said in its place; empty where nothing will come.
    width : str
        Of the zone, in decades.
    """

    runner: int
    name: str
    lr: float
    rate: str
    short_rate: str
    place: str
    place_on_lane: float
    marks: Sequence[float]
    label: str
    short: str
    exploded: bool
    hidden: bool
    selected: bool
    value: str
    outcome: Outcome | None
    waits: str
    width: str

    @property
    def sentence(self) -> Message:
        """All of it in words."""
        place = Message("{place}.", place=self.place) if self.place else ""
        runner = Sentences(self.name, self.rate, between=", ")
        zone = self.outcome.zone if self.outcome is not None else None
        works: Message | str = self.outcome.reason if self.outcome is not None else ""
        if zone is not None:
            works = Message(
                "works from {low} to {high}, best run {best}",
                low=number(zone.low),
                high=number(zone.high),
                best=number(zone.best),
            )
        rest = Sentences(runner, self.label, works, between="; ")
        return Sentences(place, rest)
