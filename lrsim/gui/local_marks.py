"""What the local quadratic looks like at the ball: in 1-D its parabola, and in words its curvature."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from lrsim.gui.curves import FAR, FloatArray
from lrsim.gui.numbers import format_number
from lrsim.gui.theme import Theme
from lrsim.session import Session
from lrsim.theory import LocalTheory

REACH: Final = 0.3
"""How far from the ball the parabola is drawn at most, as a share of the view's width: it is a local truth."""

FLAT_REACH: Final = 0.1
"""The same where it has no floor to reach."""

BEYOND: Final = 1.15
"""As far past the mirror point, in distances to it."""

POINTS: Final = 65
SAME: Final = 2.0
"""Pixels: a parabola nowhere further from the surface is the surface, and is not drawn over it."""

DOTS: Final = (1.5, 2.5)


class LocalMarks(pg.GraphicsObject):
    """The selected runner's local quadratic, drawn in 1-D near its ball, and said in one line."""

    def __init__(self, plot: pg.PlotWidget, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box
        self._curve: tuple[FloatArray, FloatArray] | None = None
        self._words = ""
        self.setZValue(19)
        plot.addItem(self, ignoreBounds=True)

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
        self._pen = QPen(QColor(theme.accent), theme.curve)
        self._pen.setDashPattern(list(DOTS))
        self._pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the local quadratic at the playhead."""
        theory = session.theory()
        self._words = words_of(theory)
        self._curve = None
        if session.experiment.surface.dimensions == 1 and self._words:
            self._curve = self._parabola(session, theory)
        self.update()

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
        surface = np.asarray(session.experiment.surface(x[:, None]))
        with np.errstate(all="ignore"):
            off = np.abs(surface - y).max() * (self._box.height() / view.height())
        return (x, y) if not off <= SAME else None

    def boundingRect(self) -> QRectF:
        """Return the rectangle in view."""
        return QRectF(self._box.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint in pixels."""
        if not self._words:
            return
        transform = painter.transform()
        frame = transform.mapRect(self._box.viewRect())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._curve is not None:
            across = np.clip(transform.m11() * self._curve[0] + transform.dx(), -FAR, FAR)
            down = np.clip(transform.m22() * self._curve[1] + transform.dy(), -FAR, FAR)
            painter.setPen(self._pen)
            painter.drawPolyline(
                QPolygonF([QPointF(*point) for point in zip(across, down, strict=True)])
            )
        self._paint_words(painter, frame)
        painter.restore()

    def _paint_words(self, painter: QPainter, frame: QRectF) -> None:
        """Paint the line at the top, behind a sample of the parabola's dots where that is drawn."""
        metrics = QFontMetricsF(self._font)
        pad = 0.5 * self._theme.spacing
        sample = 2.2 * self._theme.small if self._curve is not None else 0.0
        width = metrics.horizontalAdvance(self._words) + sample + 2 * pad
        left = max(frame.left(), frame.center().x() - width / 2)
        box = QRectF(left, frame.top() + pad, width, metrics.height() + pad)
        ground = QColor(self._theme.card)
        ground.setAlphaF(0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, pad, pad)
        if sample:
            painter.setPen(self._pen)
            level = box.center().y()
            painter.drawLine(
                QPointF(box.left() + pad, level), QPointF(box.left() + pad + 0.8 * sample, level)
            )
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.quiet))
        text = box.adjusted(pad + sample, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._words)


def words_of(theory: LocalTheory) -> str:
    """Return one line on the local quadratic: eigenvalues, condition number, the rate against the edge."""
    if theory.rate is None or not theory.curvature.finite:
        return ""
    values = theory.curvature.eigenvalues
    parts = ["λ " + " and ".join(format_number(value) for value in values)]
    condition = theory.curvature.condition
    if condition is not None and len(values) > 1:
        parts.append(f"κ {format_number(condition)}")
    if theory.ratio is not None:
        parts.append(f"lr {format_number(theory.ratio)} × edge")
    elif theory.edge.reason:
        parts.append(f"no edge: {theory.edge.reason}")
    return "local quadratic:  " + "   ".join(parts)
