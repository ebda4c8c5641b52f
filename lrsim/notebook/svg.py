"""Small plots as inline SVG: axes, curves, bands and marks, in the colours of the page around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

import numpy as np

from lrsim.text.numbers import number, power_of_ten
from lrsim.typing import FloatArray

WIDTH, HEIGHT = 340, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 24, 34
TICK: Final = 4
MOST_POINTS: Final = 500
"""Of a curve: more than pixels are not seen."""

MOST_DOTS: Final = 10_000
DOT: Final = 2.4
FEW: Final = 200
"""Points up to which they are drawn twice as large."""

GOLD: Final = "#c79a00"
QUIET: Final = "#808792"
COLOURS: Final = (
    "#1f86c9",
    "#00906a",
    "#d1541b",
    "#b0529a",
    "#5b6ee1",
    "#6b7280",
    "#c98500",
    "#8a5a2b",
)
"""Of the Okabe–Ito family, each readable on white and on black."""

DASHES: Final = ("", "8 2", "5 2", "8 2 2 2", "3 2", "8 2 2 2 2 2", "2 2", "5 2 2 2")
"""Beside the colour, of each runner."""


@dataclass(frozen=True)
class Scale:
    """An axis: from low to high over so many pixels, in decades where it is logarithmic."""

    low: float
    high: float
    first: float
    last: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return the pixel of a value; NaN for one that has none."""
        if self.log:
            if not value > 0.0:
                return math.nan
            low, high, value = math.log10(self.low), math.log10(self.high), math.log10(value)
        else:
            low, high = self.low, self.high
        return self.first + (value - low) / (high - low) * (self.last - self.first)

    def ticks(self) -> list[tuple[float, str]]:
        """Return about five round values with their texts."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            step = max(1, -(-(last - first) // 4))
            return [(10.0**e, power_of_ten(e)) for e in range(first, last + 1, step)]
        rough = (self.high - self.low) / 4
        unit = 10.0 ** math.floor(math.log10(rough))
        apart = unit * min((1, 2, 5, 10), key=lambda m: abs(m * unit - rough))
        first = math.ceil(self.low / apart)
        return [
            (k * apart, number(float(f"{k * apart:.6g}")))
            for k in range(first, int(self.high / apart) + 1)
        ]


def spanning(values: FloatArray, first: float, last: float, *, log: bool = False) -> Scale:
    """Return an axis that spans the finite values; one that has none spans 0 to 1."""
    seen = values[np.isfinite(values)]
    seen = seen[seen > 0.0] if log else seen
    if len(seen) == 0:
        low, high = (0.1, 1.0) if log else (0.0, 1.0)
    else:
        low, high = float(seen.min()), float(seen.max())
    if log:
        low = max(low, high * 1e-16, 1e-300)
        return Scale(low / 1.2, min(high * 1.2, 1e300), first, last, log=True)
    room = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    return Scale(low - room, high + room, first, last)


@dataclass
class Picture:
    """A plot under construction.

    Attributes
    ----------
    title : str
    x, y : Scale
    x_title : str
    """

    title: str
    x: Scale
    y: Scale
    x_title: str = ""
    _parts: list[str] = field(default_factory=list)

    def band(self, low: float, high: float) -> None:
        """Shade what lies between two values of x: where it works."""
        left, right = (self._inside(self.x, self.x.at(value)) for value in (low, high))
        self._parts.append(
            f'<rect x="{left:.1f}" y="{TOP}" width="{max(right - left, 1.0):.1f}" '
            f'height="{HEIGHT - TOP - BOTTOM}" fill="{GOLD}" fill-opacity="0.25"/>'
        )

    def curve(self, x: FloatArray, y: FloatArray, style: int = 0, *, marks: bool = False) -> None:
        """Draw a curve; it is broken where a value is not finite, and leaves the plot where it leaves it."""
        chosen = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(np.int64))
        points = [(self.x.at(float(x[k])), self.y.at(float(y[k]))) for k in chosen]
        colour, dash = COLOURS[style % 8], DASHES[style % 8]
        for line in _pieces(points):
            text = " ".join(f"{a:.1f},{min(max(b, -2000.0), 2000.0):.1f}" for a, b in line)
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            self._parts.append(
                f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="1.8"{dashed}/>'
            )
        if marks:
            for a, b in points:
                if math.isfinite(a) and math.isfinite(b):
                    self._parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2" fill="{colour}"/>')

    def dots(self, x: FloatArray, y: FloatArray) -> None:
        """Draw small points, each pixel's once; of very many a share, spread evenly."""
        places = np.array(
            [(self.x.at(a), self.y.at(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        )
        places = places.reshape(-1, 2)
        seen = np.unique(np.round(places[np.isfinite(places).all(axis=1)]), axis=0)
        chosen = np.linspace(0, len(seen) - 1, min(len(seen), MOST_DOTS)).astype(np.int64)
        strokes = "".join(f"M{a:.0f},{b:.0f}h.1" for a, b in seen[chosen].tolist())
        width = DOT if len(seen) > FEW else 2 * DOT
        self._parts.append(
            f'<path d="{strokes}" fill="none" stroke="{COLOURS[0]}" stroke-width="{width}" '
            'stroke-linecap="round"/>'
        )

    def contour(self, x: FloatArray, y: FloatArray) -> None:
        """Draw a line of equal height: thin and quiet."""
        points = " ".join(
            f"{self.x.at(a):.1f},{self.y.at(b):.1f}"
            for a, b in zip(x.tolist(), y.tolist(), strict=True)
        )
        self._parts.append(
            f'<polyline points="{points}" fill="none" stroke="{QUIET}" stroke-width="0.6"/>'
        )

    def star(self, x: float, y: float) -> None:
        """Mark the minimum."""
        a, b = self.x.at(x), self.y.at(y)
        if not (math.isfinite(a) and math.isfinite(b)):
            return
        angles = [math.pi * (k / 5 - 0.5) for k in range(10)]
        radii = [7.0 if k % 2 == 0 else 3.0 for k in range(10)]
        points = " ".join(
            f"{a + r * math.cos(t):.1f},{b + r * math.sin(t):.1f}"
            for r, t in zip(radii, angles, strict=True)
        )
        self._parts.append(
            f'<polygon points="{points}" fill="{GOLD}" stroke="currentColor" stroke-width="0.8"/>'
        )

    def line(self, x: float, text: str) -> None:
        """Draw a dashed line at a value of x, with a name."""
        a = self.x.at(x)
        if math.isfinite(a) and LEFT <= a <= WIDTH - RIGHT:
            self._parts.append(
                f'<line x1="{a:.1f}" x2="{a:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
                f'stroke="currentColor" stroke-dasharray="3 3"/>'
                f'<text x="{a + 3:.1f}" y="{TOP + 11}" font-size="11">{escape(text)}</text>'
            )

    def drawn(self, clip: str) -> str:
        """Return the plot as an ``<svg>`` element; `clip` is an id of its own on the page."""
        width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        frame = f'x="{LEFT}" y="{TOP}" width="{width}" height="{height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(self.title)}" '
            f'font-family="sans-serif" font-size="11" fill="currentColor">'
            f"<title>{escape(self.title)}</title>"
            f'<clipPath id="{clip}"><rect {frame}/></clipPath>'
            f'<text x="{LEFT}" y="15" font-size="12" font-weight="600">{escape(self.title)}</text>'
            f'{self._axes()}<g clip-path="url(#{clip})">{"".join(self._parts)}</g>'
            f'<rect {frame} fill="none" stroke="{QUIET}" stroke-width="0.8"/></svg>'
        )

    def _axes(self) -> str:
        bottom = HEIGHT - BOTTOM
        parts = []
        for value, text in self.x.ticks():
            a = self.x.at(value)
            parts.append(
                f'<line x1="{a:.1f}" x2="{a:.1f}" y1="{bottom}" y2="{bottom + TICK}" stroke="{QUIET}"/>'
                f'<text x="{a:.1f}" y="{bottom + 15}" text-anchor="middle">{escape(text)}</text>'
            )
        for value, text in self.y.ticks():
            b = self.y.at(value)
            parts.append(
                f'<line x1="{LEFT - TICK}" x2="{LEFT}" y1="{b:.1f}" y2="{b:.1f}" stroke="{QUIET}"/>'
                f'<text x="{LEFT - 6}" y="{b + 4:.1f}" text-anchor="end">{escape(text)}</text>'
            )
        middle = (LEFT + WIDTH - RIGHT) / 2
        parts.append(
            f'<text x="{middle:.1f}" y="{HEIGHT - 4}" text-anchor="middle" fill="{QUIET}">'
            f"{escape(self.x_title)}</text>"
        )
        return "".join(parts)

    @staticmethod
    def _inside(scale: Scale, place: float) -> float:
        low, high = sorted((scale.first, scale.last))
        return min(max(place, low), high) if math.isfinite(place) else low


def across(values: FloatArray, *, log: bool = False) -> Scale:
    """Return an axis from left to right."""
    return spanning(values, LEFT, WIDTH - RIGHT, log=log)


def upward(values: FloatArray, *, log: bool = False) -> Scale:
    """Return an axis from the bottom to the top."""
    return spanning(values, HEIGHT - BOTTOM, TOP, log=log)


def _pieces(points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Return a curve in its unbroken pieces of two points and more."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if all(map(math.isfinite, point)):
            pieces[-1].append(point)
        else:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]
