"""The steps of a lesson in a row: number, title, what for; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say
from lrsim.text.numbers import count

__all__ = ["StepTitle", "Steps"]

SEEN = 8
"""Steps at most at a time: of a longer lesson those around the present one."""


class StepTitle(NamedTuple):
    """A step: its title, and what it is for."""

    title: str
    phase: str


class Steps(Netted, QWidget):
    """The row of steps.

    Signals
    -------
    chosen(int)
        A click on a step.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[StepTitle, ...] = ()
        self._present = 0
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_steps(self, titles: Sequence[StepTitle], present: int) -> None:
        """Show steps, one of which it is."""
        self._titles, self._present = tuple(titles), present
        self.setVisible(bool(titles))
        if titles:
            self.setAccessibleName(
                say(
                    "Step {n} of {all}: {title}",
                    n=count(present + 1),
                    all=count(len(titles)),
                    title=titles[present].title,
                )
            )
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for discs and two lines."""
        body = self._theme.body if self._theme is not None else 16.0
        return QSize(round(30 * body), round(6.8 * body))

    def minimumSizeHint(self) -> QSize:
        """Return the height alone."""
        return QSize(0, self.sizeHint().height())

    def place_of(self, step: int) -> QRectF:
        """Return where a step stands; nowhere where it is not among those that are seen."""
        seen = self._seen
        if step not in seen:
            return QRectF()
        width = self.width() / len(seen)
        return QRectF((step - seen.start) * width, 0, width, self.height())

    @property
    def _seen(self) -> range:
        first = min(max(self._present - SEEN // 2, 0), max(len(self._titles) - SEEN, 0))
        return range(first, min(first + SEEN, len(self._titles)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step that is clicked."""
        for step in self._seen:
            if self.place_of(step).contains(event.position()):
                self.chosen.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them: those before filled, the present one framed."""
        if self._theme is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for step in self._seen:
                self._paint_step(painter, self._theme, step)

    def _paint_step(self, painter: QPainter, theme: Theme, step: int) -> None:
        room, body = self.place_of(step), theme.body
        present, over = step == self._present, step < self._present
        if present:
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            fill = QColor(theme.accent)
            fill.setAlphaF(theme.chosen)
            painter.setBrush(fill)
            painter.drawRoundedRect(room.adjusted(2, 2, -2, -2), theme.radius, theme.radius)
        disc = QRectF(0, 0, 2.1 * body, 2.1 * body)
        disc.moveCenter(room.center())
        disc.moveTop(0.8 * body)
        colour = QColor(theme.accent if present else theme.quiet)
        painter.setPen(QPen(colour, 2.0))
        painter.setBrush(colour if present or over else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setPen(QColor(theme.on_accent if present else theme.card if over else theme.quiet))
        painter.setFont(make_font(body, bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, count(step + 1))
        line = QRectF(room.left() + 4, disc.bottom() + 0.4 * body, room.width() - 8, 1.4 * body)
        title, phase = self._titles[step]
        for text, size, ink in (
            (title, body, theme.text if present else theme.quiet),
            (phase, 0.85 * body, theme.quiet),
        ):
            font = _fitting(text, size, line.width(), bold=present and text == title)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            elided = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided)
            line.translate(0, 1.3 * body)


def _fitting(text: str, size: float, width: float, *, bold: bool) -> QFont:
    """Return the font in which a text has room, down to a readable size."""
    fonts = [make_font(share * size, bold) for share in (1.0, 0.92, 0.85)]
    fitting = (font for font in fonts if QFontMetricsF(font).horizontalAdvance(text) <= width)
    return next(fitting, fonts[-1])
