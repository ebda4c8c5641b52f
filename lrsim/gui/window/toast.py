"""One sentence over the window, beside all controls, for a few seconds: what was done, or could not be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLabel, QLineEdit, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.placer import Placer

READING_MS = 90
"""Milliseconds for each character: slow readers' speed, with a floor of four seconds."""


WIDEST: Final = 720
STEP: Final = 8
"""Pixels from one level that is tried to the next."""


class Toast(QLabel):
    """A message that takes no room and no click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.spared: tuple[QWidget, ...] = ()
        """What is not covered either, beside controls."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._bottom = round(9 * theme.spacing)
        unit = round(theme.spacing)
        self._around = 4 * unit + 2
        self.setStyleSheet(
            f"background: {theme.text}; color: {theme.ground}; border-radius: {round(theme.radius)}px;"
            f"padding: {unit}px {2 * unit}px; font-size: {round(theme.body)}px;"
        )

    def show_message(self, text: str) -> None:
        """Show a message long enough to read it."""
        self.setText(text)
        self.show()
        self.place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.start(max(4000, READING_MS * len(text)))

    def place(self) -> None:
        """Stand as low in the window as no control is covered."""
        parent = self.parentWidget()
        if not self.isVisible() or parent is None:
            return
        self.ensurePolished()
        words = self.fontMetrics().horizontalAdvance(self.text()) + self._around
        self.setFixedWidth(min(words, WIDEST, parent.width() - 80))
        self.adjustSize()
        frame = Box(0.0, 0.0, parent.width(), parent.height() - self._bottom)
        placer, size = Placer(frame), (float(self.width()), float(self.height()))
        placer.block(*_places([*_controls(parent), *self.spared], parent))
        middle = 0.5 * (parent.width() - size[0])
        lowest = frame.bottom - size[1]
        levels = [lowest - k * STEP for k in range(int(lowest / STEP) + 1)]
        box = placer.place_somehow([Box.of(middle, level, size) for level in levels])
        self.move(round(box.left), round(box.top))


def _controls(window: QWidget) -> Iterator[QWidget]:
    """Yield what is to be clicked or dragged."""
    for kind in (QAbstractButton, QAbstractSlider, QLineEdit):
        yield from window.findChildren(kind)


def _places(widgets: Iterable[QWidget], window: QWidget) -> Iterator[Box]:
    """Yield where widgets are that can be seen."""
    for widget in widgets:
        if widget.isVisible():
            at = widget.mapTo(window, QPoint(0, 0))
            yield Box.of(at.x(), at.y(), (widget.width(), widget.height()))
