"""The α-gauge: where the next step lands on its own parabola."""

from __future__ import annotations

from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import RUNNER_SHAPES, Theme
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

LOW, HIGH = -1.0, 1.5
"""The gauge's ends: no step lands before its start, and past the mirror point it climbs."""

MARKS: Final = ((-1.0, Message("start")), (0.0, Message("floor")), (1.0, Message("mirror")))
"""α of each mark and what it is; beyond the mirror point the step ends higher than it began."""

LEVEL: Final = 0.62
"""Where the track runs, below the top, in pixel sizes of the names."""

MARGINS: Final = (2.2, 0.9)
"""Before the start's mark, for its name, and after the end; in pixel sizes of the names."""

HELP: Final = Message(
    "α-gauge: where the next step lands on its own parabola, fitted to loss and slope at both ends "
    "(local quadratic). −1: where it starts, 0: on the floor, +1: as high on the other side."
)


class StepGauge(Netted, QWidget):
    """A horizontal scale from a step's start over the parabola's floor to its mirror point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all below is painted, too
        self.setToolTip(shown(HELP))
        self.setAccessibleName(say("Where the step lands"))
        self._alpha: float | None = None
        self._reason = ""
        self._runner = 0
        self._picture: tuple[object, QPixmap] | None = None

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
        self._picture = None
        self.updateGeometry()
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the step at the playhead."""
        alpha = session.theory().alpha
        state = alpha.value, shown(alpha.reason), session.selected
        if state != (self._alpha, self._reason, self._runner):
            self._alpha, self._reason, self._runner = state
            description = self._reason if alpha.value is None else f"α {number(alpha.value)}"
            self.setAccessibleDescription(description)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room for three marks and their names."""
        return QSize(round(16.5 * self._theme.small), round(2.5 * self._theme.small))

    def minimumSizeHint(self) -> QSize:
        """Return the room for three marks."""
        return QSize(round(9 * self._theme.small), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scale, and the runner's shape where the step lands."""
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._scale())
            if self._alpha is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_landing(painter, LEVEL * self._theme.small, self._alpha)

    def _scale(self) -> QPixmap:
        """Return the picture of all that stands still."""
        ratio = self.devicePixelRatioF()
        key = self.size(), ratio, self._alpha is None, self._reason
        if self._picture is None or self._picture[0] != key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(QColor(self._theme.card))
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_scale(painter)
            self._picture = key, picture
        return self._picture[1]

    def _paint_scale(self, painter: QPainter) -> None:
        quiet, level = QColor(self._theme.quiet), LEVEL * self._theme.small
        if self._alpha is None:
            quiet.setAlphaF(0.55)
        painter.setPen(QPen(quiet, self._theme.thin))
        painter.drawLine(QLineF(self._across(LOW), level, self._across(1.0), level))
        half = 0.4 * self._theme.small
        for alpha, _ in MARKS:
            x = self._across(alpha)
            painter.setPen(QPen(quiet, self._theme.thin * (2.0 if alpha == 0.0 else 1.0)))
            painter.drawLine(QLineF(x, level - half, x, level + half))
        beyond = QPen(quiet, self._theme.thin)
        beyond.setDashPattern([2, 3])
        painter.setPen(beyond)
        painter.drawLine(QLineF(self._across(1.0), level, self._across(HIGH), level))
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.quiet))
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        """Name the marks, or say why there is no α."""
        metrics, top = QFontMetricsF(self._font), 1.2 * self._theme.small
        if self._alpha is None:
            text = metrics.elidedText(self._reason, Qt.TextElideMode.ElideRight, self.width())
            box = QRectF(0.0, top, self.width(), metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, text)
            return
        wide = self.width() >= 0.9 * self.sizeHint().width()
        for alpha, name in MARKS:
            value = number(alpha) if alpha <= 0 else "+1"
            text = f"{value} {shown(name)}" if wide else value
            width = metrics.horizontalAdvance(text)
            left = min(max(self._across(alpha) - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, top + metrics.ascent()), text)

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
