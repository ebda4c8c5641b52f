"""A dial beside a question or a goal, and what is said of where it was turned."""

from __future__ import annotations

import dataclasses
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from lrsim.gui.dial.dial import Dial
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import Sizes
from lrsim.gui.look.palettes import Theme
from lrsim.gui.look.theme import pixmap
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say

__all__ = ["DialPanel", "Sign"]

DIAL: Final = 390.0
"""Pixels at 1600×900 with its labels; its ring then is 300 across."""

LEAST_DIAL: Final = 200
LINE, SIGN = 46.0, 76.0
"""Likewise: the height of what is counted, and of what came of it."""

SIZES: Final = (26.0, 23.0, 20.0, 18.0, 16.0, 14.0)
"""Of type."""


class Sign(Netted, QWidget):
    """A sentence with a badge before it: gold with a tick where it is good, an empty one where not yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Passage(self, bold=True)
        self.words.set_alignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._good: bool | None = None
        self._sizes = Sizes()

    @property
    def good(self) -> bool | None:
        """Whether there is a gold badge, an empty one, or none."""
        return self._good

    def set_look(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours."""
        self._theme, self._sizes = theme, sizes
        self.words.set_look(sizes.of_type(SIZES), theme.text)

    def tell(self, text: str, good: bool | None = None) -> None:
        """Say something; with a badge where it is good or not."""
        self._good = good
        self.words.setText(text)
        self.setVisible(bool(text))
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words."""
        super().resizeEvent(event)
        self._place()

    @property
    def _disc(self) -> float:
        return 0.0 if self._good is None else min(40.0 * self._sizes.scale, self.height())

    def _place(self) -> None:
        left = round(self._disc * 1.3)
        self.words.stand(QRect(left, 0, self.width() - left, self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the badge."""
        if self._good is None:
            return
        theme, size = self._theme, self._disc
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            disc = QRectF(1.5, (self.height() - size) / 2 + 1.5, size - 3, size - 3)
            painter.setPen(QPen(QColor(theme.gold_line if self._good else theme.text), 2.0))
            painter.setBrush(QColor(theme.gold) if self._good else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc)
            if self._good:
                ratio = self.devicePixelRatioF()
                ink = theme.ground if theme.dark else theme.text
                tick = pixmap("check", ink, round(0.66 * size * ratio))
                tick.setDevicePixelRatio(ratio)
                painter.drawPixmap(disc.center() - QPointF(0.33 * size, 0.33 * size), tick)


class DialPanel(Netted, QWidget):
    """A dial, a button that tries it, and two lines: how many tries, what came of it.

    Signals
    -------
    turned
        A turn of the dial has ended.
    tried(float)
        The user wants it run.
    """

    turned = Signal()
    tried = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dial = Dial(parent=self)
        self.sign = Sign(self)
        self.count = Passage(self)
        self.count.set_alignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self.try_button = QPushButton(say("Try it"), self)
        self.try_button.setProperty("primary", True)
        self.try_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.try_button.setToolTip(say("Run it at this learning rate (Space)"))
        self.try_button.clicked.connect(lambda: self.tried.emit(self.dial.value()))
        self.dial.gestureEnded.connect(self.turned)
        self._sizes = Sizes()
        self._tries = False

    def set_look(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours."""
        self._sizes = sizes
        self.dial.set_theme(dataclasses.replace(theme, card=theme.ground))  # no card is below it
        self.dial.set_accent(theme.runner(0))
        self.sign.set_look(theme, sizes)
        self.count.set_look(sizes.of_type(SIZES[1:]), theme.quiet)
        self._place()

    def show_rate(self, lr: float, *, turns: bool, tries: bool) -> None:
        """Show a learning rate; say whether the dial turns, and whether there is a button to try it."""
        self._tries = tries
        self.dial.set_value(lr)
        self.dial.reset_value = lr
        self.dial.setEnabled(turns)
        self.try_button.setVisible(tries)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room, sizes = self.rect(), self._sizes
        button = max(self.try_button.sizeHint().height(), 32) if self._tries else 0
        gap = sizes.pixels(10)
        least = min(LEAST_DIAL, room.width()) + button + 2 * gap
        # larger words have what the dial does not need
        larger = (room.height() - least) / sizes.pixels(LINE + SIGN)
        larger = min(sizes.factor, max(larger, 1.0)) if sizes.factor > 1.0 else 1.0
        line, sign = sizes.pixels(LINE * larger), sizes.pixels(SIGN * larger)
        left = room.height() - line - sign - button - 2 * gap
        size = min(left, room.width(), sizes.pixels(DIAL))
        size = max(size, min(LEAST_DIAL, room.width()))
        width = min(room.width(), round(1.15 * size))
        self.dial.setGeometry((room.width() - width) // 2, room.top(), width, size)
        top = room.top() + size + gap // 2
        self.count.stand(QRect(0, top, room.width(), line))
        top += line
        if self._tries:
            wide = min(sizes.pixels(220 * max(sizes.factor, 1.0)) + 40, room.width())
            self.try_button.setGeometry((room.width() - wide) // 2, top, wide, button)
            top += button + gap
        self.sign.setGeometry(0, top, room.width(), max(room.bottom() + 1 - top, 0))
