"""Where things are in a shower, in pixels of a booth as it is drawn; no Qt here.

A booth has a header, the scene and a footer. The scene is drawn `WIDE` by `HIGH` and scaled as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from lrsim.typing import FloatArray

__all__ = [
    "BULB", "HEAD", "HIGH", "KNOB", "PILL", "PUDDLE", "TICKS", "TUBE", "WIDE",
    "Frame", "frames_of", "knob_angle", "mercury", "part_at", "seen", "streams",
]  # fmt: skip

WIDE, HIGH = 340.0, 352.0

MOST: Final = 3
"""Booths that are shown at once, where there is room for as many; …"""

LEAST_WIDTH: Final = 11.5
"""… each takes so many times the height of small type at the least, …"""

WIDEST: Final = 1.1
"""… and is at most so much wider than it is high."""


class Frame(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float


KNOB: Final = (62.0, 262.0)
"""Its middle; …"""

STOP: Final = 1.25
"""… it turns from minus to plus this position, …"""

STOP_ANGLE: Final = 135.0
"""… which are so many degrees from upright."""

KNOB_REACH, TICK_REACH = 46.0, 30.0
"""How far from its middle the knob ends with its scale, and the thermometer with its figures."""

HEAD: Final = (187.0, 44.0, 66.0)
"""The shower head: the middle of it, its top and bottom edge."""

PUDDLE: Final = (187.0, 334.0, 76.0, 9.0)
"""Middle and half axes of where the water ends."""

PILL: Final = Frame(127.0, 238.0, 120.0, 48.0)
"""Where the temperature is written."""

TUBE: Final = Frame(278.0, 24.0, 22.0, 290.0)
"""The thermometer, and the middle and radius of its bulb."""

BULB: Final = (289.0, 318.0, 20.0)

COLDEST, HOTTEST = 5.0, 62.0
"""Its ends, in °C."""

TICKS: Final = (10, 20, 30, 40, 50, 60)

STREAMS: Final = 11
_TOP_HALF, _BOTTOM_HALF = 37.0, 62.0
"""Half of the water's width at the head and at the ground."""

_PERIOD, _DASH = 33.0, 21.0
"""A dash and the gap behind it, and the dash alone."""

_STAGGER: Final = 0.382
"""Of a period, by which the dashes of neighbouring streams differ: the golden section never lines up."""


def seen(drawn: Sequence[int], selected: int, most: int) -> list[int]:
    """Return the runners whose showers are seen: the selected one and its neighbours."""
    count = min(most, len(drawn))
    place = drawn.index(selected) if selected in drawn else 0
    first = min(max(place - count // 2, 0), len(drawn) - count)
    return list(drawn[first : first + count])


def most_in(width: float, small: float) -> int:
    """Return how many booths have room in a width, with small type so high."""
    return min(MOST, max(1, int(width / (LEAST_WIDTH * small))))


def frames_of(count: int, width: float, height: float, gap: float) -> list[Frame]:
    """Return where so many booths stand beside each other, in the middle where they need not all of it."""
    each = min((width - gap * (count - 1)) / max(count, 1), WIDEST * height)
    left = 0.5 * (width - count * each - gap * (count - 1))
    return [Frame(left + k * (each + gap), 0.0, each, height) for k in range(count)]


def part_at(x: float, y: float) -> str:
    """Return which part of a shower is at a place of the scene; empty for none."""
    if math.hypot(x - KNOB[0], y - KNOB[1]) <= KNOB_REACH:
        return "knob"
    if TUBE.left - TICK_REACH <= x <= TUBE.left + TUBE.width + TICK_REACH and y >= TUBE.top:
        return "thermometer"
    middle, top, _ = HEAD
    return "water" if abs(x - middle) <= PUDDLE[2] and y >= top else ""


def knob_angle(x: float) -> float:
    """Return the pointer's angle, in degrees clockwise from upright; the knob has stops."""
    if math.isnan(x):
        return 0.0
    return STOP_ANGLE * min(max(x / STOP, -1.0), 1.0)


def mercury(celsius: float) -> float:
    """Return the ordinate of a temperature on the thermometer."""
    if math.isnan(celsius):
        celsius = COLDEST
    share = (min(max(celsius, COLDEST), HOTTEST) - COLDEST) / (HOTTEST - COLDEST)
    top, bottom = TUBE.top + 12.0, BULB[1] - BULB[2]
    return bottom - share * (bottom - top)


def streams(phase: float) -> FloatArray:
    """Return the dashes of the water as lines, float64 (n, 4): x and y of both ends.

    Parameters
    ----------
    phase : float
        Share of a loop, 0 to 1, in which the water falls all the way.
    """
    middle, _, top = HEAD
    bottom = PUDDLE[1] - 2.0
    periods = math.ceil((bottom - top) / _PERIOD)
    spread = np.linspace(-1.0, 1.0, STREAMS)[:, None]
    # each dash falls a whole number of periods in a loop, so that none is seen to begin or end
    fallen = (phase * periods + _STAGGER * np.arange(STREAMS)[:, None]) % 1.0
    begin = top + _PERIOD * (np.arange(-1, periods)[None, :] + fallen)
    ends = np.clip(np.stack([begin, begin + _DASH], axis=-1), top, bottom)
    share = (ends - top) / (bottom - top)
    x = middle + spread[..., None] * (_TOP_HALF + (_BOTTOM_HALF - _TOP_HALF) * share)
    lines = np.stack([x[..., 0], ends[..., 0], x[..., 1], ends[..., 1]], axis=-1).reshape(-1, 4)
    return lines[lines[:, 3] - lines[:, 1] > 1.0]
