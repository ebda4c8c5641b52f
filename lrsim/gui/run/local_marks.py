"""What the local quadratic looks like at the ball: in 1-D its parabola, and in words its curvature."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Size
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.placer import Placer
from lrsim.gui.plots.plot import Plot
from lrsim.session.session import Session
from lrsim.text.messages import say, shown
from lrsim.text.numbers import multiple, number
from lrsim.theory import LocalTheory
from lrsim.typing import FloatArray

REACH: Final = 0.3
"""How far from the ball the parabola is drawn at most, as a share of the view: it holds near it."""

FLAT_REACH: Final = 0.1
"""The same where it has no floor to reach."""

BEYOND: Final = 1.15
"""As far past the mirror point, in distances to it."""

POINTS: Final = 49
SAME_PIXELS: Final = 2.0
"""Pixels: a parabola nowhere further from the surface is the surface itself, and not drawn."""

CURVE_EVERY: Final = 1 / 30
"""Seconds between changes of the parabola while playing."""

WORDS_EVERY: Final = 0.125
"""Seconds between changes of the words while playing: faster cannot be read."""

DOT_PITCH: Final = 2.6
"""From dot to dot, in widths of a curve."""

MOST_DOTS: Final = 400
SAMPLE_DOTS: Final = 5
"""Dots of the parabola that stand before its name."""


class LocalMarks(Layer):
    """The selected runner's local quadratic, drawn in 1-D near its ball, and said in one line."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 19)
        self._curve: tuple[FloatArray, FloatArray] | None = None
        self._words = ""
        self._width = 0.0
        self.clock: Callable[[], float] = time.perf_counter
        """Seconds since some moment."""
        self._shown_at = self._words_at = 0.0
        self._picture: tuple[object, QPixmap] | None = None
        self.box: Box | None = None
        """Where the line stands, in pixels from the picture's top left corner; None where it has no room."""

    @property
    def words(self) -> str:
        """The line that is shown; empty for none."""
        return self._words

    @property
    def curve(self) -> tuple[FloatArray, FloatArray] | None:
        """The parabola that is drawn, x and loss; None for none."""
        return self._curve

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self._metrics = QFontMetricsF(self._font)
        self._pen = QPen(QColor(theme.accent), round(1.2 * theme.curve))
        self._pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        self._ground = theme.plate
        self._width = self._metrics.horizontalAdvance(self._words)
        self._picture = None
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the local quadratic at the playhead."""
        now = self.clock()
        if session.playing and now - self._shown_at < CURVE_EVERY:
            return
        self._shown_at = now
        theory = session.theory()
        hide = session.experiment.hide
        words = "" if "limit" in hide or "best" in hide else words_of(theory)
        # where there is nothing to say any more, what was said last is wrong
        if not session.playing or not words or now - self._words_at >= WORDS_EVERY:
            self._words_at = now
            self._set_words(words)
        self._curve = None
        if session.experiment.surface.dimensions == 1 and words and theory.rate is not None:
            self._curve = self._parabola(session, theory)
        self.update()

    def _set_words(self, words: str) -> None:
        if words != self._words:
            self._words, self._width = words, self._metrics.horizontalAdvance(words)
            self._picture = None

    def _parabola(
        self, session: Session, theory: LocalTheory
    ) -> tuple[FloatArray, FloatArray] | None:
        """Return the parabola from a little behind the ball to a little past its mirror point."""
        curvature, view = theory.curvature, self._box.viewRect()
        x0, bend = float(curvature.position[0]), curvature.sharpness
        if not view.left() <= x0 <= view.right():
            return None
        most, least = REACH * view.width(), FLAT_REACH * view.width()
        mirror = -2.0 * float(curvature.gradient[0]) / bend if bend > 0.0 else 0.0
        ahead = min(max(BEYOND * abs(mirror), least), most)
        span = np.linspace(-least, ahead, POINTS) * math.copysign(1.0, mirror)
        x = x0 + span
        y = curvature.quadratic(x[:, None])
        if not np.isfinite(y).all():
            return None
        some = slice(None, None, 6)
        surface = np.asarray(session.experiment.surface(x[some, None]))
        off = np.abs(surface - y[some]).max() * (self._box.height() / view.height())
        return (x, y) if not off <= SAME_PIXELS else None

    @property
    def is_blank(self) -> bool:
        return not self._words

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the parabola, and above it the line."""
        if not self._words:
            return
        frame = pixels.frame
        if self._curve is not None:
            # a row of dots: dashing a smooth line takes several times as long
            across, down = pixels.across(self._curve[0]), pixels.down(self._curve[1])
            polygon = _dots(across, down, DOT_PITCH * self._theme.curve)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(self._pen)
            painter.drawPoints(polygon)
        if self.box is not None:
            picture = self._label(painter.device().devicePixelRatioF(), self._curve is not None)
            corner = QPointF(self.box.left, self.box.top)
            painter.drawPixmap(frame.topLeft() + corner, picture)

    def stand(self, placer: Placer) -> None:
        """Find a place for the line: at the top, else at the bottom, where it covers nothing."""
        self.box = None
        if self._words:
            width, height = size = self._size(self._curve is not None)
            frame = placer.frame
            middle = frame.centre[0] - width / 2
            places = [
                Box.of(left, top, size)
                for top in (frame.top, frame.bottom - height)
                for left in (middle, frame.left, frame.right - width)
            ]
            self.box = placer.place(places)
        self.update()

    def _size(self, dotted: bool) -> Size:
        pad = 0.5 * self._theme.spacing
        return self._width + self._sample(dotted) + 2 * pad, self._metrics.height() + pad

    def _sample(self, dotted: bool) -> float:
        """Return the width of the sample of dots before the line."""
        return (SAMPLE_DOTS + 1) * DOT_PITCH * self._theme.curve if dotted else 0.0

    def _label(self, ratio: float, dotted: bool) -> QPixmap:
        """Return the line, behind a sample of the parabola's dots where that is drawn."""
        if self._picture is not None and self._picture[0] == (ratio, dotted):
            return self._picture[1]
        pad, gap = 0.5 * self._theme.spacing, DOT_PITCH * self._theme.curve
        sample = self._sample(dotted)
        box = QRectF(0.0, 0.0, *self._size(dotted))
        picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._ground)
        with QPainter(picture) as painter:
            if dotted:
                painter.setPen(self._pen)
                level = box.center().y()
                dots = [QPointF(pad + k * gap, level) for k in range(SAMPLE_DOTS)]
                painter.drawPoints(QPolygonF(dots))
            painter.setFont(self._font)
            painter.setPen(QColor(self._theme.quiet))
            text = box.adjusted(pad + sample, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._words)
        self._picture = (ratio, dotted), picture
        return picture


def _dots(x: FloatArray, y: FloatArray, apart: float) -> QPolygonF:
    """Return points along a line in pixels, an even distance apart."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    count = int(min(way[-1] / apart, MOST_DOTS)) + 1
    places = np.arange(count) * apart
    polygon: QPolygonF = pg.functions.create_qpolygonf(count)
    points = pg.functions.ndarray_from_qpolygonf(polygon)
    points[:, 0], points[:, 1] = np.interp(places, way, x), np.interp(places, way, y)
    return polygon


def words_of(theory: LocalTheory) -> str:
    """Return one line on the local quadratic: eigenvalues, condition number, up to which LR it is stable.

    After an explosion it is said of the steepest place on the way, where there was one.
    """
    if theory.rate is None:
        if theory.edge.value is None:
            return ""
        lr = number(theory.edge.value)
        if theory.edge_step == 0:
            return say("at the start stable up to LR {lr}", lr=lr)
        return say("in the steepest place it met stable up to LR {lr}", lr=lr)
    if not theory.curvature.finite:
        return ""
    values = [number(value) for value in theory.curvature.eigenvalues]
    condition = theory.curvature.condition
    if len(values) > 1:
        figures = [say("λ {least} and {most}", least=values[0], most=values[-1])]
    else:
        figures = [f"λ {values[0]}"]
    if condition is not None and len(values) > 1:
        figures.append(f"κ {number(condition)}")
    if theory.edge.value is not None and theory.rate == 0.0:
        # a schedule has come to its end: there is no step to compare with the limit
        figures.append(say("stable up to LR {lr}", lr=number(theory.edge.value)))
    elif theory.edge.value is not None and theory.ratio is not None:
        lr, share = number(theory.edge.value), multiple(theory.ratio)
        figures.append(say("stable up to LR {lr} (yours is {share})", lr=lr, share=share))
    elif theory.edge.reason:
        figures.append(say("no stable limit ({reason})", reason=shown(theory.edge.reason)))
    return say("local quadratic:  {figures}", figures="   ".join(figures))
