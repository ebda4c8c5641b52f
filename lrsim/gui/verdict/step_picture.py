"""Where one step lands on its own parabola: at its start, its floor, or beyond."""

from __future__ import annotations

from typing import Final, NamedTuple

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.text_block import wrap
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

__all__ = ["Landing", "StepPicture", "landing_of"]

SIZE: Final = 16.0, 7.9
"""Width and height of the picture, without the words below, in pixel sizes of the small font."""
REACH: Final = 1.12
"""How far the parabola is drawn, the step starting at 1: what lands farther leaves the picture."""
PIECES: Final = 48

CAPTION: Final = Message("where one step lands")
HELP: Final = Message(
    "Where the next step lands on its own parabola. The floor is the best it can do; level with the start "
    "is as far as it stays stable; what lands higher grows from step to step."
)


class Landing(NamedTuple):
    """A step on its own parabola.

    Attributes
    ----------
    alpha : float or None
        −1 where it starts, 0 on the floor, 1 as high on the other side, beyond that higher.
    reason : str
        Why there is none.
    lrs : tuple of str
        The learning rates of this step, of one to the floor, and of one as high on the other side; empty
        where another rate would not simply land farther along.
    from_right : bool
        Whether the floor is to the left of the start.
    runner : int
    """

    alpha: float | None
    reason: str = ""
    lrs: tuple[str, ...] = ()
    from_right: bool = True
    runner: int = 0

    @property
    def words(self) -> str:
        """The same for those who do not see it."""
        if self.alpha is None:
            return self.reason
        if self.alpha > 1.0:
            return say("It lands higher than it starts, on the other side.")
        far = Message("beyond the floor") if self.alpha > 0.0 else Message("short of the floor")
        return shown(far)


def landing_of(session: Session) -> Landing:
    """Return where the selected runner's step at the playhead lands.

    In one dimension, without memory or noise, that follows from the curvature at the ball, as the dial's
    ticks do: the same numbers stand here and there. Elsewhere it is measured at both ends of the step.
    """
    theory, runner = session.theory(), session.selected
    best, edge, rate = theory.best, theory.edge, theory.rate
    gradient = theory.curvature.gradient
    right = len(gradient) > 1 or float(gradient[0]) >= 0.0
    quiet = len(gradient) == 1 and float(gradient[0]) != 0.0 and not session.experiment.noise > 0.0
    if quiet and rate is not None and best.value is not None and edge.value is not None:
        lrs = tuple(number(lr) for lr in (rate, best.value, edge.value))
        return Landing(rate / best.value - 1.0, "", lrs, right, runner)
    alpha = theory.alpha
    return Landing(alpha.value, shown(alpha.reason), (), right, runner)


class StepPicture(Netted, QWidget):
    """A parabola with the runner's shape where a step starts, and its outline where it lands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all below is painted, too
        self.setToolTip(shown(HELP))
        self.setAccessibleName(say("Where one step lands"))
        self._landing = Landing(None)

    @property
    def landing(self) -> Landing:
        """What is shown."""
        return self._landing

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font, self._bold = theme.font("small"), theme.font("small")
        self._bold.setWeight(self._bold.Weight.DemiBold)
        self.updateGeometry()
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the step at the playhead."""
        landing = landing_of(session)
        if landing != self._landing:
            self._landing = landing
            self.setAccessibleDescription(landing.words)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of picture and caption."""
        width, height = (round(side * self._theme.small) for side in SIZE)
        return QSize(width, height + QFontMetricsF(self._font).lineSpacing().__ceil__())

    def minimumSizeHint(self) -> QSize:
        """Return the same: it is there whole or not at all."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the parabola, and the step on it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_parabola(painter)
            if self._landing.alpha is None:
                self._paint_caption(painter, self._landing.reason)
                return
            self._paint_step(painter, self._landing.alpha)
            self._paint_caption(painter, shown(CAPTION))

    # --- where things are ---

    @property
    def _high(self) -> float:
        return SIZE[1] * self._theme.small

    def _at(self, alpha: float) -> QPointF:
        """Return where a step to some α lands."""
        across = -alpha if self._landing.from_right else alpha
        top, floor = 0.22 * self._high, 0.9 * self._high
        unit = 0.44 * self.width() / REACH
        return QPointF(self.width() / 2 + across * unit, floor - alpha * alpha * (floor - top))

    # --- painting ---

    def _paint_parabola(self, painter: QPainter) -> None:
        theme, known = self._theme, self._landing.alpha is not None
        curve = QPainterPath(self._at(-REACH))
        for k in range(1, PIECES + 1):
            curve.lineTo(self._at(REACH * (2 * k / PIECES - 1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.quiet if known else theme.line), theme.curve))
        painter.drawPath(curve)
        if known:
            level = QPen(QColor(theme.text), theme.thin)
            level.setDashPattern([2, 3])
            painter.setPen(level)
            painter.drawLine(self._at(-1.0), self._at(1.0))

    def _paint_step(self, painter: QPainter, alpha: float) -> None:
        theme, size = self._theme, 0.95 * self._theme.small
        text = QPen(QColor(theme.text), 1.5 * theme.thin)
        painter.setPen(text)
        painter.setBrush(QColor(theme.card))
        painter.drawEllipse(self._at(1.0), 0.36 * size, 0.36 * size)
        rim = QPen(QColor(theme.gold_line), theme.thin)
        self._paint_shape(painter, self._at(0.0), "star", 1.3 * size, rim, QColor(theme.gold))
        colour = theme.runner(self._landing.runner)
        shape = theme.shape(self._landing.runner)
        if abs(alpha) <= REACH:
            outline = QPen(colour, theme.outline)
            card = QColor(theme.card)
            self._paint_shape(painter, self._at(alpha), shape, 0.8 * size, outline, card)
        else:
            self._paint_way_out(painter, alpha, colour)
        none = QPen(Qt.PenStyle.NoPen)
        self._paint_shape(painter, self._at(-1.0), shape, size, none, colour)
        self._paint_names(painter, alpha)

    def _paint_way_out(self, painter: QPainter, alpha: float, colour: QColor) -> None:
        """Point along the curve to where a step lands that leaves the picture."""
        side = 1.0 if alpha > 0.0 else -1.0
        tip, before = self._at(REACH * side), self._at(0.98 * side)
        along = tip - before
        across = QPointF(-along.y(), along.x()) * 0.55
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon([tip, before + across, before - across])

    def _paint_names(self, painter: QPainter, alpha: float) -> None:
        """Name the step's rate, then what there is room for beside it."""
        names = self._landing.lrs
        taken: list[QRectF] = []
        if not names:
            return
        theme = self._theme
        place = max(min(alpha, REACH), -REACH)
        inwards = 1.0 if (place > 0.0) == self._landing.from_right else -1.0
        self._name(painter, names[0], place, inwards, theme.runner(self._landing.runner), taken)
        self._name(painter, names[2], 1.0, 1.0 if self._landing.from_right else -1.0,
                   QColor(theme.text), taken, lift=1.0)  # fmt: skip
        self._name(painter, names[1], 0.0, 0.0, QColor(theme.text), taken, lift=1.35)

    def _name(
        self,
        painter: QPainter,
        lr: str,
        alpha: float,
        side: float,
        colour: QColor,
        taken: list[QRectF],
        lift: float = 0.0,
    ) -> None:
        """Write a rate beside its place on the curve, or over it, unless another one stands there."""
        text = say("LR {lr}", lr=lr)
        metrics, size = QFontMetricsF(self._bold), self._theme.small
        width, height = metrics.horizontalAdvance(text), metrics.capHeight()
        at = self._at(alpha) + QPointF(side * (width / 2 + size), -lift * size)
        box = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
        if any(box.adjusted(-4, -4, 4, 4).intersects(other) for other in taken):
            return
        taken.append(box)
        painter.fillRect(box.adjusted(-2, -2, 2, 2), QColor(self._theme.card))  # off the level line
        painter.setFont(self._bold)
        painter.setPen(colour)
        painter.drawText(box.bottomLeft(), text)

    def _paint_caption(self, painter: QPainter, text: str) -> None:
        metrics = QFontMetricsF(self._font)
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.quiet))
        lines = wrap(text, self._font, self.width(), 3)
        top = self.height() - len(lines) * metrics.lineSpacing()
        for k, line in enumerate(lines):
            row = QRectF(0, top + k * metrics.lineSpacing(), self.width(), metrics.lineSpacing())
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)

    @staticmethod
    def _paint_shape(
        painter: QPainter, at: QPointF, symbol: str, size: float, pen: QPen, fill: QColor
    ) -> None:
        painter.save()
        painter.translate(at)
        painter.scale(size, size)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawPath(Symbols[symbol])
        painter.restore()
