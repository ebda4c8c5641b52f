"""The balls that the camera follows: where they are, where they land, and where they seem to go then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lrsim.gui.plots.boxes import Point
from lrsim.gui.run.framing import place
from lrsim.session.session import Session

__all__ = ["Followed"]

AHEAD: Final = 3.0
"""Times the last hop: a landing that is not further ahead is already made room for."""

LEAP: Final = 2.0
"""How many times as long as a hop the one after it is thought to be at most."""


class Followed(NamedTuple):
    """Some runners' balls at the playhead."""

    session: Session
    runners: Sequence[int]

    def balls(self, before: int = 0) -> list[Point]:
        """Return where they are, or were so many rows before."""
        return [self._ball(index, before) for index in self.runners]

    def landings(self) -> list[Point]:
        """Return where they land next, those that have a next step."""
        landings = (self._landing(index) for index in self.runners)
        return [landing for landing in landings if landing is not None]

    def foreseen(self) -> Iterator[Point]:
        """Yield where they would go from there if hops went on growing or shrinking as they do.

        Nothing is known of steps after the next: along each axis hops are taken for a geometric sequence.
        """
        for index in self.runners:
            landing = self._landing(index)
            if self.session.row(index) and landing is not None:
                x, y = map(_continued, self._ball(index, 1), self._ball(index), landing)
                yield x, y

    def hops(self) -> Iterator[Point]:
        """Yield where they are, where they came from, and where they go if that is near."""
        for index in self.runners:
            here, before, following = self._ball(index), self._ball(index, 1), self._landing(index)
            yield from (here, before)
            if following is not None:
                hop, way = (
                    max(abs(here[axis] - other[axis]) for axis in (0, 1))
                    for other in (before, following)
                )
                if way <= AHEAD * hop:
                    yield following

    def _ball(self, index: int, before: int = 0) -> Point:
        return place(self.session.runs[index], max(self.session.row(index) - before, 0))

    def _landing(self, index: int) -> Point | None:
        following = self.session.next_position(index)
        if following is None:
            return None
        x, y = following[0], following[-1]
        if len(following) == 1:
            y = float(self.session.experiment.surface(following))
        return x, y


def _continued(before: float, here: float, ahead: float) -> float:
    last, hop = here - before, ahead - here
    ratio = hop / last if last else 0.0
    return ahead + hop * min(max(ratio, -LEAP), LEAP)
