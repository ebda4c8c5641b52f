"""The α-gauge: where the next step lands on its own parabola."""

from __future__ import annotations

from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.numbers import format_number
from lrsim.gui.theme import RUNNER_SHAPES, Theme
from lrsim.session import Session

LOW, HIGH = -1.0, 1.5
"""The gauge's ends: no step lands before its start, and past the mirror point it climbs."""

MARKS: Final = ((-1.0, "start"), (0.0, "floor"), (1.0, "mirror"))
"""α of each mark and what it is; beyond the mirror point the step ends higher than it began."""

MARGINS: Final = (2.2, 0.9)
"""Before the start's mark, for its name, and after the end; in pixel sizes of the names."""

HELP: Final = (
    "α-gauge: where the next step lands on its own parabola, fitted to loss and slope at both ends "
    "(local quadratic). −1: where it starts, 0: on the floor, +1: as high on the other side."
)


class StepGauge(QWidget):
    """A horizontal scale from a step's start over the parabola's floor to its mirror point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(HELP)
        self.setAccessibleName("Where the step lands")
        self._alpha: float | None = None
        self._reason = ""
        self._runner = 0

    @property
    def alpha(self) -> float | None:
        """The α that is shown; None where there is a reason instead."""
        return self._alpha

    @property
    def reason(self) -> str:
        """Why there is no α."""
        return self._reason

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self.updateGeometry()
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the step at the playhead."""
        alpha = session.theory().alpha
        told = alpha.value, alpha.reason, session.selected
        if told != (self._alpha, self._reason, self._runner):
            self._alpha, self._reason, self._runner = told
            said = alpha.reason if alpha.value is None else f"α {format_number(alpha.value)}"
            self.setAccessibleDescription(said)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room for three marks and their names."""
        return QSize(round(16.5 * self._theme.small), round(2.5 * self._theme.small))

    def minimumSizeHint(self) -> QSize:
        """Return the room for three marks."""
        return QSize(round(9 * self._theme.small), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, marks and the runner's shape where the step lands."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        quiet = QColor(self._theme.quiet)
        level = 0.62 * self._theme.small
        if self._alpha is None:
            quiet.setAlphaF(0.55)
        painter.setPen(QPen(quiet, self._theme.thin))
        painter.drawLine(QLineF(self._across(LOW), level, self._across(1.0), level))
        beyond = QPen(quiet, self._theme.thin)
        beyond.setDashPattern([2, 3])
        painter.setPen(beyond)
        painter.drawLine(QLineF(self._across(1.0), level, self._across(HIGH), level))
        self._paint_marks(painter, level, quiet)
        if self._alpha is not None:
            self._paint_landing(painter, level, self._alpha)

    def _paint_marks(self, painter: QPainter, level: float, quiet: QColor) -> None:
        metrics = QFontMetricsF(self._font)
        half, top = 0.4 * self._theme.small, 1.2 * self._theme.small
        wide = self.width() >= 0.9 * self.sizeHint().width()
        for alpha, name in MARKS:
            x = self._across(alpha)
            painter.setPen(QPen(quiet, self._theme.thin * (2.0 if alpha == 0.0 else 1.0)))
            painter.drawLine(QLineF(x, level - half, x, level + half))
            if self._alpha is not None:
                number = format_number(alpha) if alpha <= 0 else "+1"
                text = f"{number} {name}" if wide else number
                width = metrics.horizontalAdvance(text)
                left = min(max(x - width / 2, 0.0), self.width() - width)
                painter.setPen(QColor(self._theme.quiet))
                painter.drawText(QPointF(left, top + metrics.ascent()), text)
        if self._alpha is None and self._reason:
            painter.setPen(QColor(self._theme.quiet))
            text = metrics.elidedText(self._reason, Qt.TextElideMode.ElideRight, self.width())
            box = QRectF(0.0, top, self.width(), metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, text)

    def _paint_landing(self, painter: QPainter, level: float, alpha: float) -> None:
        """Paint the runner's shape; off the scale, an arrow head at its end."""
        size = 0.9 * self._theme.small
        x = self._across(min(alpha, HIGH))
        painter.save()
        painter.translate(x, level)
        painter.setPen(Qt.PenStyle.NoPen)
        if alpha > HIGH:
            painter.rotate(-90.0)  # pyqtgraph's "t" points down
            symbol = "t"
        else:
            symbol = RUNNER_SHAPES[self._runner % len(RUNNER_SHAPES)]
        painter.scale(size, size)
        painter.fillPath(Symbols[symbol], self._theme.runner(self._runner))
        painter.restore()

    def _across(self, alpha: float) -> float:
        before, after = MARGINS[0] * self._theme.small, MARGINS[1] * self._theme.small
        return before + (alpha - LOW) / (HIGH - LOW) * (self.width() - before - after)
