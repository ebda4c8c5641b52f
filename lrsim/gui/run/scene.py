"""The surface's picture in pixels: where things are, what labels keep off, and the labels themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import PIXEL_LIMIT
from lrsim.gui.plots.placer import Box, Placer, Size
from lrsim.gui.run.framing import Point, View
from lrsim.typing import FloatArray

__all__ = ["PAD", "Label", "Lettering", "Scene", "Span"]

PAD = 4.0
"""Pixels of ground around a label's letters."""

EDGE = 6.0
"""Pixels that labels keep from the picture's edge."""


class Span(NamedTuple):
    """A part of a label in one colour."""

    text: str
    colour: QColor


class Label(NamedTuple):
    """A line of text at its place, in pixels from the picture's top left corner."""

    kind: str
    spans: tuple[Span, ...]
    box: Box

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(span.text for span in self.spans)


class Lettering:
    """Measures and writes labels of one theme in one role of its type."""

    def __init__(self, theme: Theme, role: str = "body") -> None:
        self._font: QFont = theme.font(role)
        self._metrics = QFontMetricsF(self._font)
        self._ground = QColor(theme.card)
        self._ground.setAlphaF(0.85)
        self._round = 0.4 * theme.radius
        self._widths: dict[str, float] = {}

    def size(self, spans: Iterable[Span]) -> Size:
        """Return how much room a line takes with its ground."""
        width = sum(self._width(span.text) for span in spans)
        return width + 2 * PAD, self._metrics.height()

    def _width(self, text: str) -> float:
        if text not in self._widths:
            if len(self._widths) > 500:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def write(self, painter: QPainter, label: Label) -> None:
        """Write a label on its ground."""
        box = label.box
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(self._ground)
        rect = QRectF(box.left, box.top, box.width, box.height)
        painter.drawRoundedRect(rect, self._round, self._round)
        painter.setFont(self._font)
        x, base = box.left + PAD, box.top + self._metrics.ascent()
        for span in label.spans:
            painter.setPen(span.colour)
            painter.drawText(QPointF(x, base), span.text)
            x += self._width(span.text)


class Scene:
    """One picture: its pixels, and the places in it that are taken.

    Parameters
    ----------
    view : View
        What is seen.
    size : tuple of float
        Width and height of the picture in pixels.
    """

    def __init__(self, view: View, size: Size) -> None:
        self.view = view
        self.width, self.height = size
        self._across, self._down = size[0] / view.width, size[1] / view.height
        inner = min(EDGE, size[0] / 4, size[1] / 4)
        self.frame = Box(0.0, 0.0, *size)
        self.placer = Placer(self.frame.grown(-inner))

    def pixel(self, point: Sequence[float]) -> Point:
        """Return where a point is; one that has no place is far outside, on top what is no number."""
        x, y = point[0], point[1]
        across, up = (x - self.view.left) * self._across, (y - self.view.high) * self._down
        return _within(across), -_within(up)

    def pixels(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where points are."""
        with np.errstate(all="ignore"):
            across, up = (x - self.view.left) * self._across, (y - self.view.high) * self._down
            return _all_within(across), -_all_within(up)

    def spaced(self, x: FloatArray, y: FloatArray, apart: float) -> tuple[FloatArray, FloatArray]:
        """Leave out points of a path that crowd together in the picture, where dots would be a smear."""
        if len(x) < 2:
            return x, y
        steps = np.hypot(np.diff(x) * self._across, np.diff(y) * self._down)
        way = np.concatenate([[0.0], np.cumsum(steps)])
        _, chosen = np.unique(np.floor(way / apart), return_index=True)
        return x[chosen], y[chosen]

    def holds(self, pixel: Point) -> bool:
        """Tell whether a place in pixels is in the picture."""
        return 0.0 <= pixel[0] <= self.width and 0.0 <= pixel[1] <= self.height


def _within(pixel: float) -> float:
    return PIXEL_LIMIT if math.isnan(pixel) else min(max(pixel, -PIXEL_LIMIT), PIXEL_LIMIT)


def _all_within(pixels: FloatArray) -> FloatArray:
    # fmin and fmax prefer a number to NaN
    return np.asarray(np.fmax(np.fmin(pixels, PIXEL_LIMIT), -PIXEL_LIMIT))
