"""What pictures can be asked for: of which part of the window, how large, at which step or between which."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from lrsim.errors import InputError, a_number, a_whole_number, both, one_of
from lrsim.studies.maps.axes import Axis
from lrsim.text.messages import Message
from lrsim.text.numbers import fixed

__all__ = [
    "ENDINGS",
    "FILMS",
    "PARTS",
    "RUN",
    "USUAL_FPS",
    "Film",
    "Order",
    "Part",
    "Size",
    "Zoom",
    "film_of",
]

STILLS: Final = (".png", ".svg")
FILMS: Final = (".gif", ".mp4")
ENDINGS: Final = (*STILLS, *FILMS)

LEAST_SIDE, MOST_SIDE = 64, 8192
"""Pixels of a picture's side."""

MOST_PIXELS: Final = 8192 * 4608
"""… and of all of it: some 150 MB."""

MOST_FILMED: Final = 3840 * 2160
"""Pixels of a film's picture."""

MOST_FPS: Final = {".gif": 50, ".mp4": 120}
"""A GIF counts hundredths of a second, and browsers take 1/100 for 1/10."""

USUAL_FPS: Final = {".gif": 15, ".mp4": 30}
"""Pictures a second of a film of which nothing else is said."""

MOST_SECONDS: Final = 600.0
"""Of a film."""

SECONDS: Final = 10.0
"""Of a film of which nothing else is said."""

REST: Final = 1.0
"""Seconds at a film's end in which it stands still and can be read, …"""

REST_SHARE: Final = 0.1
"""… or this share of it where that is less."""

FASTEST: Final = 1e6
"""Steps per second."""

MOST_ZOOM: Final = 1e12
"""A map's numbers end there."""

BLOCK: Final = 16
"""Pixels of the side of what H.264 codes at a time."""

RUN: Final = Message("Run")

Size = tuple[int, int]


class Part(NamedTuple):
    """A part of the window.

    Attributes
    ----------
    title : Message
        What it is called.
    page : Message
        The name of the page it is on.
    card : str
        The name of its card there, and of what an exercise hides with it; empty for all of the page, or of
        the window.
    deep : bool
        Whether a surface of two coordinates is seen as a landscape.
    """

    title: Message
    page: Message = RUN
    card: str = ""
    deep: bool = False


PARTS: Final = {
    "window": Part(Message("The whole window, with the run")),
    "page": Part(Message("The page of the run")),
    "surface": Part(Message("Surface"), card="surface"),
    "3d": Part(Message("Surface in 3-D"), card="surface", deep=True),
    "loss": Part(Message("Loss"), card="loss"),
    "lr": Part(Message("Learning rate"), card="schedule"),
    "dial": Part(Message("Dial"), card="dial"),
    "verdict": Part(Message("Verdict"), card="verdict"),
    "runners": Part(Message("Runners"), card="runners"),
    "race": Part(Message("Race"), Message("Race")),
    "finder": Part(Message("Finder"), Message("Finder")),
    "map": Part(Message("Map"), Message("Map")),
    "zone": Part(Message("Zone"), Message("Zone")),
    "longrun": Part(Message("Long run"), Message("Long run")),
}
"""By the names for `--what`."""


class Zoom(NamedTuple):
    """A way into a map: to where, and how many times as near."""

    to: tuple[float, float]
    factor: float


class Film(NamedTuple):
    """What happens in a film.

    Attributes
    ----------
    fps : float
        Pictures a second.
    seconds : float
        How long it takes.
    first, last : int
        From which step to which; it rests at the last.
    speed : float
        Steps per second.
    zoom : Zoom or None
        Instead of time passing, a way into the map.
    """

    fps: float
    seconds: float
    first: int
    last: int
    speed: float
    zoom: Zoom | None = None

    @property
    def pictures(self) -> int:
        """How many pictures it has."""
        return max(1, round(self.fps * self.seconds))


@dataclass(frozen=True)
class Order:
    """Everything that a picture depends on, beside the experiment.

    Attributes
    ----------
    what : str
        One of `PARTS`.
    size : tuple of int
        Width and height in pixels.
    theme : str
    selected : int
        The runner that dial and verdict speak of.
    reveal : bool
        Whether the future is shown.
    transparent : bool
        Whether there is nothing behind the cards.
    step : int or None
        At which step a still is taken; None for the last.
    film : Film or None
        What is filmed; None for a still.
    axes : tuple of Axis
        The map's; empty for the usual ones.
    """

    what: str = "window"
    size: Size = (1280, 720)
    theme: str = "dark"
    selected: int = 0
    reveal: bool = False
    transparent: bool = False
    step: int | None = None
    film: Film | None = None
    axes: tuple[Axis, ...] = ()

    def __post_init__(self) -> None:
        if self.what not in PARTS:
            raise InputError("what", self.what, one_of(PARTS))
        _check_size(self.size, MOST_PIXELS if self.film is None else MOST_FILMED)
        if (self.axes or (self.film and self.film.zoom)) and self.what != "map":
            raise InputError(
                "what", self.what, Message("must be map where axes or a zoom are given")
            )

    def coded(self) -> Order:
        """Return the order at the nearest size that H.264 codes as it is: both sides are multiples of 16."""
        width, height = (max(BLOCK, round(side / BLOCK) * BLOCK) for side in self.size)
        return dataclasses.replace(self, size=(width, height))


def film_of(
    steps: int,
    end: int,
    ending: str,
    *,
    fps: float | None = None,
    seconds: float | None = None,
    first: int | None = None,
    last: int | None = None,
    speed: float | None = None,
    step_time: float | None = None,
    zoom: Zoom | None = None,
) -> Film:
    """Return what is filmed, from what was said of it.

    Parameters
    ----------
    steps : int
        The budget.
    end : int
        The last step at which a runner has a position.
    ending : str
        Of the file, one of `FILMS`.
    fps, seconds, first, last, speed, step_time, zoom
        What was said; the names of the options in errors. Without a speed all the steps fit into the seconds,
        without seconds either the film takes `SECONDS`.
    """
    fps = _within("fps", USUAL_FPS[ending] if fps is None else fps, 1, MOST_FPS[ending])
    first = _step("from_", 0 if first is None else first, steps)
    last = _step("to", min(end, steps) if last is None else last, steps)
    if zoom is None and first >= last:
        raise InputError(both("--from", "--to"), None, Message("must be two steps in this order"))
    if speed is not None and step_time is not None:
        raise InputError(
            both("--speed", "--step-time"),
            None,
            Message("cannot be given together; say once how fast"),
        )
    if speed is not None:
        _within("speed", speed, 1.0 / MOST_SECONDS, FASTEST)
    elif step_time is not None:
        speed = 1.0 / _within("step_time", step_time, 1.0 / FASTEST, MOST_SECONDS)
    if seconds is not None:
        seconds = _within("duration", seconds, 1.0 / fps, MOST_SECONDS)
    elif speed is None or zoom is not None:
        seconds = SECONDS
    else:
        seconds = (last - first) / speed + REST
        if seconds > MOST_SECONDS:
            raise InputError(
                both("--from", "--to"),
                None,
                Message(
                    "make a film of {seconds} seconds at this speed, and the longest is {most}; "
                    "--duration ends it",
                    seconds=math.ceil(seconds),
                    most=round(MOST_SECONDS),
                ),
            )
    if speed is None:
        speed = max(last - first, 1) / (seconds - min(REST, REST_SHARE * seconds))
    return Film(fps, seconds, first, last, speed, zoom)


def _check_size(size: Size, most: int) -> None:
    width, height = size
    written = f"{width}x{height}"
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in size):
        raise InputError(
            "size",
            written,
            Message("must have sides from {low} to {high} pixels", low=LEAST_SIDE, high=MOST_SIDE),
        )
    if width * height > most:
        raise InputError(
            "size",
            written,
            Message("must have at most {most} million pixels", most=fixed(most / 1e6, 1)),
        )


def _within(where: str, value: float, low: float, high: float) -> float:
    if not low <= value <= high:  # NaN neither
        raise InputError(where, value, a_number(low, high))
    return value


def _step(where: str, value: int, last: int) -> int:
    if not 0 <= value <= last:
        raise InputError(where, value, a_whole_number(0, last))
    return value
