"""What an entry of the catalogue looks like before it is chosen: a surface's picture, a schedule's curve."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.catalogue.entries import Entry
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.heat_map import colour_table, contrast, shaded, shaded_image
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import say, shown
from lrsim.text.numbers import number
from lrsim.text.steps import steps
from lrsim.typing import FloatArray

__all__ = ["Preview"]

MOST_KEPT = 128
"""Pictures that are kept; a catalogue has fewer entries."""

FEW_PARAMETERS = 3
"""Up to so many, the form below a tall picture is seen as a whole."""

SAMPLES = 240
"""Steps of a long budget that are looked at: more than there are pixels."""


class Preview(Netted, QWidget):
    """A small picture of a surface or a schedule; hidden for what has none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._lr, self._steps = 0.1, 100
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say("Preview"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._pictures.clear()
        self._fit()

    def _fit(self) -> None:
        """Take the height that suits: a surface is looked at for long, many parameters need the room."""
        entry = self._entry
        tall = isinstance(entry, Surface) and len(entry.parameters()) <= FEW_PARAMETERS
        self.setFixedHeight(round((11.5 if tall else 7.5) * self._theme.body))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew in another size."""
        super().resizeEvent(event)
        self._pictures.clear()

    def show_entry(self, entry: Entry, lr: float, steps: int) -> None:
        """Show an entry; a schedule at a dial and a budget."""
        self._entry, self._lr, self._steps = entry, lr, steps
        told = (say(text) for text in (entry.title, entry.formula, entry.doc))
        self.setAccessibleDescription(". ".join(filter(None, told)))
        self.setVisible(isinstance(entry, Surface | Schedule))
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, from the cache if it is known."""
        if self._entry is None:
            return
        ratio = self.devicePixelRatioF()
        how = (self._lr, self._steps) if isinstance(self._entry, Schedule) else ()
        key = (self._entry, *how, ratio)
        if key not in self._pictures:
            if len(self._pictures) >= MOST_KEPT:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[key] = self._render(self._entry, ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._pictures[key])

    def _render(self, entry: Entry, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            if isinstance(entry, Surface) and entry.dimensions == 2:
                self._paint_map(painter, entry, frame)
            elif isinstance(entry, Surface):
                low, high = entry.domain[0]
                x = np.linspace(low, high, SAMPLES)
                self._paint_curve(painter, x, np.asarray(entry(x[:, None])), frame)
            elif isinstance(entry, Schedule):
                step, rates = sampled(entry, self._lr, self._steps)
                self._paint_curve(painter, step, rates, frame, from_zero=True)
                self._paint_scale(painter, float(rates.max(initial=0.0)), frame)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
            painter.drawRoundedRect(frame, 4, 4)
        return picture

    def _paint_map(self, painter: QPainter, surface: Surface, frame: QRectF) -> None:
        (left, right), (low, high) = surface.domain
        columns, rows = round(frame.width() / 2), round(frame.height() / 2)
        loss = surface.grid(np.linspace(left, right, columns), np.linspace(high, low, rows))
        shade = shaded(loss, contrast(surface))
        painter.drawImage(frame, shaded_image(shade, colour_table(self._theme)))

    def _paint_curve(
        self,
        painter: QPainter,
        x: FloatArray,
        y: FloatArray,
        frame: QRectF,
        *,
        from_zero: bool = False,
    ) -> None:
        """Paint a curve where it has values, scaled to fit them; `from_zero` keeps 0 at the bottom."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.button))
        painter.drawRoundedRect(frame, 4, 4)
        pad = theme.spacing
        # a curve of rates leaves room for what is said of its highest
        top = pad + (1.5 * theme.small if from_zero else 0.0)
        inner = frame.adjusted(pad, top, -pad, -pad)
        known = np.flatnonzero(np.isfinite(y))
        if not known.size:
            return
        y = drawable(y)
        low, high = (0.0 if from_zero else float(y[known].min())), float(y[known].max())
        height = high - low if high > low else 1.0
        across = inner.left() + (x - x[0]) / max(x[-1] - x[0], 1e-300) * inner.width()
        down = inner.bottom() - (y - low) / height * inner.height()
        pen = QPen(QColor(theme.text if not from_zero else theme.accent), theme.curve)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(frame)
        for piece in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            painter.drawPolyline(QPolygonF.fromList(_points(across[piece], down[piece])))

    def _paint_scale(self, painter: QPainter, highest: float, frame: QRectF) -> None:
        """Say how high the curve goes, and over how many steps."""
        pad = self._theme.spacing
        box = frame.adjusted(pad, 0.5 * pad, -pad, 0.0)
        painter.setFont(self._theme.font("small"))
        painter.setPen(QColor(self._theme.quiet))
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(box, left, say("up to {lr}", lr=number(highest)))
        painter.drawText(box, right, shown(steps(self._steps)))


def sampled(schedule: Schedule, lr: float, steps: int) -> tuple[FloatArray, FloatArray]:
    """Return (step, rate) of a schedule over its budget, of a long budget as many as can be seen."""
    if steps <= 20 * SAMPLES:
        rates = schedule.rates(lr, steps)
        step = np.arange(len(rates) + 1, dtype=np.float64)
        # each rate is a level up to the next step
        return np.repeat(step, 2)[1:-1], np.repeat(rates, 2)
    at = np.unique(np.linspace(0, steps - 1, SAMPLES).astype(np.int64))
    rates = np.array([schedule.rates(lr, steps, first=int(k), stop=int(k) + 1)[0] for k in at])
    return at.astype(np.float64), rates


def _points(x: FloatArray, y: FloatArray) -> list[QPointF]:
    return [QPointF(*point) for point in np.stack([x, y], axis=1).tolist()]
