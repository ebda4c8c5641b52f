"""Words of a lesson, as large as their room allows: shrunk in steps, and never cut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from lrsim.gui.look.palettes import make_font
from lrsim.gui.loop.net import Netted

__all__ = ["Passage"]

_WRAPPED = Qt.TextFlag.TextWordWrap


class Passage(Netted, QLabel):
    """A text in the largest of some sizes in which it fits.

    Parameters
    ----------
    parent : QWidget
    bold : bool
        Whether it is what the eye is to find first.
    """

    def __init__(self, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._bold = bold
        self._sizes: tuple[float, ...] = (16.0,)
        self._size = 16.0
        self._colour = QColor()
        self._align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop

    @property
    def pixel_size(self) -> float:
        """The size of its type."""
        return self._size

    def set_look(self, sizes: Sequence[float], colour: str) -> None:
        """Take sizes, the largest first, and a colour."""
        self._sizes, self._colour = tuple(sizes), QColor(colour)
        self.update()

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Stand elsewhere in the room there is."""
        self._align = alignment

    def lay(self, room: QRect) -> int:
        """Take the top of a room, all its width and as much of its height as the words need; return how much.

        The size is the largest in which they fit, or the smallest.
        """
        if not self.text():
            self.setGeometry(QRect(room.topLeft(), QSize(room.width(), 0)))
            return 0
        boxes = ((size, self._box(size, room.width())) for size in self._sizes)
        fitting = (size for size, box in boxes if _holds(room, box))
        self._size = next(fitting, self._sizes[-1])
        height = self._box(self._size, room.width()).height()
        self.setGeometry(QRect(room.topLeft(), QSize(room.width(), height)))
        self.update()
        return height

    def stand(self, room: QRect) -> None:
        """Take a whole room, with the words in the largest size in which they fit."""
        self.lay(room)
        self.setGeometry(room)

    @property
    def fits(self) -> bool:
        """Whether all of it is seen."""
        return _holds(self.rect(), self._box(self._size, self.width()))

    def _font(self, size: float) -> QFont:
        return make_font(size, self._bold)

    def _box(self, size: float, width: int) -> QRect:
        metrics = QFontMetrics(self._font(size))
        return metrics.boundingRect(QRect(0, 0, max(width, 1), 1 << 20), _WRAPPED, self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words."""
        with QPainter(self) as painter:
            painter.setFont(self._font(self._size))
            painter.setPen(self._colour)
            painter.drawText(self.rect(), _WRAPPED | self._align, self.text())


def _holds(room: QRect, box: QRect) -> bool:
    return box.height() <= room.height() and box.width() <= room.width()
