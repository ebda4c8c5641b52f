"""A film, picture by picture: time passes in steps of one picture's length, or a map comes nearer."""

from __future__ import annotations

from collections.abc import Iterator

from lrsim.errors import InputError
from lrsim.gui.maps.ranges import zoomed
from lrsim.gui.maps.rubber import Box
from lrsim.gui.pictures.order import Film, Zoom
from lrsim.gui.render.studio import Studio
from lrsim.studies.maps.axes import Axis
from lrsim.text.messages import Message

__all__ = ["pictures_of"]


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
    for number in range(film.pictures):
        if 0 < number <= moves:
            size = zoom.factor ** -(number / moves)
            left, low = (_begin(place, size) for place in goal)
            page.show_axes(*zoomed(axes, Box(left, left + size, low, low + size)))
            studio.settle()
        yield


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
