"""Runners on one spot: the selected one stands there, the others hang beside it on strings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.plots.placer import Placer
from lrsim.gui.steps.picture import Picture
from lrsim.session.session import Session

__all__ = ["STRING", "Bead", "beads", "hung"]

STRING: Final = 44.0
"""Pixels of a string between balls on the very same spot."""

PARTED: Final = 1.5
"""Radii of a ball: two that are so far apart need no string."""

SPREAD: Final = math.radians(38.0)
"""From bead to bead, so that they do not touch."""

NAMED: Final = 0.5
"""Share of the whole string from which a bead has its name beside it."""

TURNS: Final = (0, 1, -1, 2, -2, 3, -3, 4, -4)
"""Directions in which beads are tried, in spreads from straight away."""


LENGTHS: Final = (1.0, 1.7, 2.4, 3.1)
"""Of strings: the longer ones are for beads that have no room on the others, at the picture's edge."""


class Bead(NamedTuple):
    """A ball beside its place.

    Attributes
    ----------
    runner : int
        Whose ball it is.
    holder : tuple of float
        The ball it hangs on, in pixels.
    pixel : tuple of float
        Where it is drawn.
    radius : float
        Of the ball.
    name : str
        Its name; empty when the string has become short.
    """

    runner: int
    holder: Point
    pixel: Point
    radius: float
    name: str

    def places(self, size: Size) -> Iterator[Box]:
        """Yield places for the name, outwards first."""
        (x, y), gap = self.pixel, self.radius + 5.0
        right = Box.of(x + gap, y - size[1] / 2, size)
        left = Box.of(x - gap - size[0], y - size[1] / 2, size)
        below = Box.of(x - size[0] / 2, y + gap, size)
        above = Box.of(x - size[0] / 2, y - gap - size[1], size)
        outwards = (right, left) if x >= self.holder[0] else (left, right)
        downwards = (below, above) if y >= self.holder[1] else (above, below)
        yield from (outwards[0], *downwards, outwards[1])
        for box in outwards:
            for shift in (0.7, -0.7):
                yield Box.of(box.left, box.top + shift * size[1], size)


def beads(
    balls: Sequence[Point],
    names: Sequence[str],
    sizes: Sequence[Size],
    selected: int,
    away: float,
    radius: float,
    placer: Placer,
) -> tuple[Bead, ...]:
    """Return a bead for each ball that lies on one before it, the selected one first.

    Parameters
    ----------
    balls : sequence of (float, float)
        Where balls are, in pixels, in the order of the table.
    names : sequence of str
        Their names, …
    sizes : sequence of (float, float)
        … and how much room they take.
    selected : int
        Whose ball stays on its spot.
    away : float
        The direction away from the step, as an angle in pixels' coordinates (y downwards).
    radius : float
        Of a ball.
    placer : Placer
        Knows what beads keep off; their places are blocked.
    """
    holders: list[int] = []
    hanging: dict[int, list[tuple[int, float]]] = {}
    order = [selected, *(index for index in range(len(balls)) if index != selected)]
    for index in order:
        near = [(math.dist(balls[index], balls[holder]), holder) for holder in holders]
        distance, holder = min(near, default=(math.inf, -1))
        if distance < PARTED * radius:
            hanging.setdefault(holder, []).append((index, 1.0 - distance / (PARTED * radius)))
        else:
            holders.append(index)
    return tuple(
        bead
        for holder, members in hanging.items()
        for bead in _fanned(balls, names, sizes, holder, members, away, radius, placer)
    )


def hung(
    session: Session,
    picture: Picture,
    balls: Mapping[int, Point],
    ahead: Point | None,
    radius: float,
    size_of: Callable[[str], Size],
) -> tuple[Bead, ...]:
    """Return the beads of a session's runners that are shown.

    Parameters
    ----------
    session : Session
    picture : Picture
        Knows what beads keep off.
    balls : mapping of int to (float, float)
        Where the runners' balls are, in pixels.
    ahead : tuple of float, optional
        Where the selected one's next step goes: beads hang on the other side.
    radius : float
        Of a ball.
    size_of : callable
        Tells how much room a name takes.
    """
    seen = [index for index, ball in balls.items() if picture.holds(ball)]
    if len(seen) < 2:
        return ()
    here = balls[session.selected]
    away = 0.0 if ahead is None else math.atan2(here[1] - ahead[1], here[0] - ahead[0])
    front = seen.index(session.selected) if session.selected in seen else 0
    names = [session.runs[index].runner.name for index in seen]
    sizes = [size_of(name) for name in names]
    spots = [balls[index] for index in seen]
    found = beads(spots, names, sizes, front, away, radius, picture.placer)
    return tuple(bead._replace(runner=seen[bead.runner]) for bead in found)


def _fanned(
    balls: Sequence[Point],
    names: Sequence[str],
    sizes: Sequence[Size],
    holder: int,
    members: Sequence[tuple[int, float]],
    away: float,
    radius: float,
    placer: Placer,
) -> Iterator[Bead]:
    x0, y0 = balls[holder]
    boxes = [
        Box.around(
            x0 + length * STRING * math.cos(away + turn * SPREAD),
            y0 + length * STRING * math.sin(away + turn * SPREAD),
            radius,
        )
        for length in LENGTHS
        for turn in TURNS
    ]
    widest = max((sizes[index] for index, _ in members), default=(0.0, 0.0))
    trial, chosen = placer.copy(), []
    for _ in members:
        left = [box for box in boxes if box not in chosen]
        free = trial.free(left)
        first = next(free, None)
        if first is None:
            free = iter([box for box in left if trial.frame.holds(box)] or left)
            first = next(free)
        # the first one with room for a name; without any, the first one
        for box in chain([first], free):
            bead = Bead(holder, (x0, y0), box.centre, radius, "")
            if trial.place(bead.places(widest)) is not None:
                break
        else:
            box = first
        trial.block(box)
        chosen.append(box)
    # from the top in the order of the table
    chosen.sort(key=lambda box: box.centre[1])
    for (index, share), box in zip(members, chosen, strict=True):
        x, y = balls[index]
        dx, dy = box.centre[0] - x0, box.centre[1] - y0
        pixel = (x + share * dx, y + share * dy)
        placer.block(Box.around(*pixel, radius))
        yield Bead(index, (x0, y0), pixel, radius, names[index] if share >= NAMED else "")
