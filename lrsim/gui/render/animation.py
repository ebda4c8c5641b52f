"""A film, picture by picture: time passes in steps of one picture's length, or a map comes nearer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from lrsim.errors import InputError
from lrsim.gui.maps.ranges import finer, zoomed
from lrsim.gui.maps.rubber import Box
from lrsim.gui.pictures.order import Film, Zoom
from lrsim.gui.render.studio import Studio
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.messages import Message

__all__ = ["pictures_of"]

FINER: Final = 2
"""Cells along each axis of a map from which pictures of an approach are taken, for one of theirs."""

MOST_CELLS: Final = 2**23
"""Of such a map: a few hundred megabytes."""


def pictures_of(studio: Studio, film: Film) -> Iterator[None]:
    """Bring a studio from picture to picture; each is to be taken before the next is asked for."""
    return _played(studio, film) if film.zoom is None else _approached(studio, film, film.zoom)


def _played(studio: Studio, film: Film) -> Iterator[None]:
    session = studio.session
    session.seek(film.first)
    session.set_speed(film.speed)
    studio.settle()
    for number in range(film.pictures):
        if number:
            if session.playhead < film.last:
                studio.play()
            studio.advance(1.0 / film.fps)
            if session.playhead >= film.last and (session.playing or session.playhead > film.last):
                studio.rest_at(film.last)
        yield


def _approached(studio: Studio, film: Film, zoom: Zoom) -> Iterator[None]:
    page = studio.map_page
    studio.settle()
    assert page.sheet is not None  # the studio has seen to it
    axes = page.sheet.x, page.sheet.y
    goal = tuple(_place(axis, value) for axis, value in zip(axes, zoom.to, strict=True))
    moves = max(1, round((film.pictures - 1) * (1.0 - min(1.0 / film.seconds, 0.1))))
    whole, fine, fine_size = page.sheet, None, 0.0
    for number in range(film.pictures):
        if 0 < number <= moves:
            size = zoom.factor ** -(number / moves)
            left, low = (_begin(place, size) for place in goal)
            near = zoomed(axes, Box(left, left + size, low, low + size))
            if number == moves or not _shares(whole, zoom, moves):
                page.show_axes(*near)
            else:
                if fine is None or size * FINER < fine_size:
                    page.show_axes(*finer(near, FINER))
                    studio.settle()
                    fine, fine_size = page.sheet, size
                assert fine is not None
                page.show_map(fine.part(*near))
            studio.settle()
        yield


def _shares(whole: Sheet, zoom: Zoom, moves: int) -> bool:
    """Tell whether several pictures of an approach are best taken from one map that is finer than they are.

    That has so many times as many cells, and is fine enough until what is seen is so much smaller.
    """
    pictures = moves * math.log(FINER) / math.log(zoom.factor)
    return pictures > FINER**2 and whole.colours.size * FINER**2 <= MOST_CELLS


def _begin(goal: float, size: float) -> float:
    """Return where a window of a size begins that goes to its goal from all there is: there at its middle."""
    return goal - size * (goal + (0.5 - goal) * (1.0 - size))


def _place(axis: Axis, value: float) -> float:
    place = axis.place(axis.share(value))
    if not 0.0 <= place <= 1.0:
        raise InputError(
            "zoom_to",
            value,
            Message(
                "must be from {low} to {high} for {name}",
                low=axis.low,
                high=axis.high,
                name=axis.name,
            ),
        )
    return float(place)
