"""The shower's water: how warm it is for a position of the knob, and which colour that is."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final

import numpy as np

from lrsim.runs.run import Run
from lrsim.text.messages import Message, say
from lrsim.text.numbers import fixed
from lrsim.typing import FloatArray

__all__ = [
    "COMFORT",
    "SCALDING",
    "FromComfort",
    "colour_of",
    "degrees",
    "signed",
    "temperature",
    "temperatures",
]

COMFORT: Final = 38.0
"""Degrees Celsius that are wished for."""

SCALDING: Final = 45.0
"""Degrees from which on it hurts, and steams."""

MIDDLE, REACH, WIDTH = 35.0, 25.0, 0.4
"""Of the water's temperature over the knob, in °C and turns: 35 + 25 tanh(x/0.4)."""

STOPS: Final = (10.0, COMFORT, 60.0)
"""Temperatures of the ramp's three colours."""


GAMMA: Final = 2.2
"""Of a screen: light goes with this power of a colour's number."""


def temperatures(x: FloatArray) -> FloatArray:
    """Return the water's temperature in °C at positions of the knob; NaN where the knob is nowhere."""
    return MIDDLE + REACH * np.tanh(np.asarray(x, dtype=np.float64) / WIDTH)


def temperature(x: float) -> float:
    """Return the water's temperature in °C at a position of the knob."""
    return float(temperatures(np.array(x)))


def colour_of(celsius: float, colours: Sequence[str]) -> str:
    """Return the colour of water, ``#rrggbb``, on the ramp through the colours of cold, right and hot.

    It is mixed as light is, so that from one colour to the next luminance has no valley.
    """
    celsius = min(max(STOPS[0], celsius), STOPS[-1])  # what is no number is as the coldest
    after = min(max(bisect.bisect_left(STOPS, celsius), 1), len(STOPS) - 1)
    low, high = STOPS[after - 1], STOPS[after]
    share = (celsius - low) / (high - low)
    parts = zip(*(bytes.fromhex(colours[k][1:]) for k in (after - 1, after)), strict=True)
    mixed = ((1.0 - share) * a**GAMMA + share * b**GAMMA for a, b in parts)
    return "#" + bytes(round(light ** (1.0 / GAMMA)) for light in mixed).hex()


def degrees(celsius: float) -> str:
    """Return a temperature in words."""
    return say("{degrees} °C", degrees=fixed(celsius, 1))


def signed(text: str) -> str:
    """Return a number's text with its sign, + too."""
    return text if text.startswith("−") else f"+{text}"


class FromComfort:
    """How far the water is from comfort, signed: freezing and scalding differ."""

    title = Message("°C from comfort")
    sentence = Message("at each step")
    short = Message("°C")
    heights = (-32.0, 27.0)
    aim = 0.0
    aim_words = Message("comfort, {degrees} °C", degrees=COMFORT)

    def column(self, run: Run) -> FloatArray:
        """Return the knob's positions."""
        return run.position[:, 0]

    def values(self, column: FloatArray) -> FloatArray:
        """Return the degrees from comfort at positions of the knob."""
        return temperatures(column) - COMFORT

    def said(self, value: float) -> str:
        """Return a distance from comfort in words."""
        return say("{degrees} °C", degrees=signed(fixed(value, 1)))
