"""A scene to be chosen: its picture, its title and what is to be seen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from lrsim.gui.gallery.thumbnail import Thumbnail
from lrsim.gui.look.text_block import wrap
from lrsim.gui.look.theme import THEMES, Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.lessons import Scene
from lrsim.text.messages import say, shown

__all__ = ["SceneCard"]

SHAPE: Final = 0.56
"""Height of the picture as a share of its width."""

TITLE_LINES, SENTENCE_LINES = 2, 9
"""At most: a sentence has thirty words."""

STEERING: Final = frozenset(
    {
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
        Qt.Key.Key_Home, Qt.Key.Key_End,
    }
)  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SceneCard(Netted, QAbstractButton):
    """A button with a picture that moves.

    Parameters
    ----------
    scene : Scene
    parent : QWidget

    Signals
    -------
    steered(Qt.Key)
        An arrow was pressed: another card is meant.
    typed(str)
        A letter was typed, which means the filter.
    focused
        It has the keys now.
    """

    steered = Signal(object)
    typed = Signal(str)
    focused = Signal()

    def __init__(self, scene: Scene, parent: QWidget) -> None:
        super().__init__(parent)
        self.scene = scene
        self._title, self._sentence = say(scene.title), shown(scene.told)
        self._thumbnail: Thumbnail | None = None
        self._theme = THEMES["dark"]
        self._share = 1.0
        self._written: tuple[Theme, int, list[tuple[str, QFont, str]]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._sentence)
        self.setText(self._title)

    @property
    def share(self) -> float:
        """Which share of what the scene plays is over in the picture."""
        return self._share

    @property
    def words(self) -> tuple[str, str]:
        """The title, and all that is said besides."""
        return self._title, self._sentence

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.update()

    def show_share(self, share: float) -> None:
        """Let the picture show another moment of what is played."""
        if share != self._share:
            self._share = share
            self.update(self.picture)

    @property
    def picture(self) -> QRect:
        """Where the picture is."""
        pad = self._pad
        width = self.width() - 2 * pad
        return QRect(pad, pad, width, round(SHAPE * width))

    @property
    def _pad(self) -> int:
        return round(self._theme.spacing)

    def height_for(self, width: int) -> int:
        """Return how high a card of some width is."""
        inner = width - 2 * self._pad
        words = sum(QFontMetrics(font).lineSpacing() for _, font, _ in self._lines(inner))
        return round(SHAPE * inner) + words + round(2.5 * self._pad)

    def _lines(self, width: int) -> list[tuple[str, QFont, str]]:
        """Return what is written, each line with its font and colour."""
        theme = self._theme
        if self._written is not None and self._written[:2] == (theme, width):
            return self._written[2]
        bold, small = make_font(theme.body, bold=True), theme.font("small")
        titles = wrap(self._title, bold, width, TITLE_LINES)
        sentences = wrap(self._sentence, small, width, SENTENCE_LINES)
        lines = [
            *((line, bold, theme.text) for line in titles),
            *((line, small, theme.quiet) for line in sentences),
        ]
        self._written = theme, width, lines
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture and words; while it plays, the picture alone."""
        theme, picture = self._theme, self.picture
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not picture.contains(event.rect()):
                self._paint_card(painter)
                self._paint_words(painter)
            if self._thumbnail is None:
                self._thumbnail = Thumbnail(self.scene)
            self._thumbnail.paint(painter, QRectF(picture), self._share, theme)

    def _paint_card(self, painter: QPainter) -> None:
        theme = self._theme
        width = 2.0 if self.hasFocus() else 1.0
        line = theme.accent if self.hasFocus() else theme.quiet if self.underMouse() else theme.line
        half = 0.5 * width
        painter.setPen(QPen(QColor(line), width))
        painter.setBrush(QColor(theme.line if self.isDown() else theme.card))
        frame = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, theme.radius, theme.radius)

    def _paint_words(self, painter: QPainter) -> None:
        picture = self.picture
        top = picture.bottom() + 1 + round(0.5 * self._pad)
        for line, font, colour in self._lines(picture.width()):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            step = QFontMetrics(font).lineSpacing()
            box = QRect(picture.left(), top, picture.width(), step)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, line)
            top += step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be chosen with Enter, too; arrows lead to other cards, letters to the filter."""
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.click()
        elif key in STEERING:
            self.steered.emit(key)
        elif key == Qt.Key.Key_Space or not (event.text() and event.text().isprintable()):
            super().keyPressEvent(event)
        else:
            self.typed.emit(event.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keys are here."""
        super().focusInEvent(event)
        self.focused.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that a click means this one."""
        super().enterEvent(event)
        self.update()
