"""A card that opens below a button, and the button."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.look.theme import THEMES, Theme, make_font, pixmap
from lrsim.gui.loop.net import Netted

__all__ = ["ROOM", "Popover", "PopoverButton"]

ROOM: Final = 3.2, 9.5
"""How wide a chip's choice usually is at least and at most, in sizes of its type; its word goes before what
is chosen is cut."""

_LEAST_VALUE: Final = 2.5
"""The least of what stays with its word, which is a number."""


class Popover(Netted, QFrame):
    """A card in a window of its own; Esc or a click outside closes it, and then it is gone.

    Hidden, all that is in it would be styled with every theme and size of type: as much as the whole window.

    Signals
    -------
    closed
    """

    closed = Signal()

    def __init__(self, owner: QWidget, name: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        # the click that closes it must not press the button again
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setAccessibleName(name)
        self.card = QFrame(self)
        self.card.setProperty("card", True)
        self._layout = QVBoxLayout(self.card)
        self._forms: list[ParameterForm] = []
        self._button: QWidget | None = None
        self._radius = 0.0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)

    def hold(self, content: QWidget, form: ParameterForm, theme: Theme) -> None:
        """Take the content with its form; closing takes what was typed last, Esc forgets it."""
        self._layout.addWidget(content)
        self._forms.append(form)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        self._radius = theme.radius
        pad = round(1.5 * theme.spacing)
        self._layout.setContentsMargins(pad, pad, pad, pad)

    def open_below(self, button: QWidget) -> None:
        """Show it below a button, moved as far as the screen asks for."""
        self._button = button
        self.fit()
        self.show()
        # what was laid out for the first time asks for more: a bar to scroll with, before it is seen without
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def fit(self) -> None:
        """Take the size its content asks for, in sight of the screen."""
        button = self._button
        if button is None:
            return
        self.card.updateGeometry()
        self._layout.activate()
        layout = self.layout()
        assert layout is not None  # it was given one at birth
        # adjustSize() allows a window two thirds of the screen, however much its texts need
        size = self.sizeHint()
        if layout.hasHeightForWidth():
            size.setHeight(layout.totalHeightForWidth(size.width()))
        self.resize(size)
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
        room = button.screen().availableGeometry()
        left = max(room.left(), min(corner.x(), room.right() - self.width()))
        top = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(left, top)

    def event(self, event: QEvent) -> bool:
        """Keep the window's shortcuts away while this is open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what lies around the card's corners, which is black where no compositor blends it."""
        super().resizeEvent(event)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was typed last, and go."""
        for form in self._forms:
            form.commit()
        super().hideEvent(event)
        self.closed.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            for form in self._forms:
                form.restore()
            self.close()
        else:
            event.accept()  # nothing leaks into the window behind


class PopoverButton(Netted, QPushButton):
    """A chip such as "Surface  Quadratic ▾": a quiet word, what is chosen, and a chevron.

    How wide it is depends on its bar alone, not on what is chosen: chips keep their place. In a narrow bar
    the quiet word goes first, then the end of what is chosen.

    Parameters
    ----------
    word : str
        The quiet word.
    samples : iterable of str
        What may be chosen, as far as it is to be read whole where there is room.
    keeps_word : bool
        What is chosen means nothing without the word.
    room : tuple of float
        How wide a choice is at least that has no word, and any at most, in sizes of its type.
    """

    def __init__(
        self,
        word: str,
        samples: Iterable[str] = (),
        parent: QWidget | None = None,
        *,
        keeps_word: bool = False,
        room: tuple[float, float] = ROOM,
    ) -> None:
        super().__init__(parent)
        self.setProperty("menu", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._word, self._samples, self._keeps_word = word, tuple(samples), keeps_word
        self._least, self._most = room
        self._chosen = ""
        self._theme = THEMES["dark"]
        self.setAccessibleName(word)

    @property
    def chosen_text(self) -> str:
        """What is shown as chosen."""
        return self._chosen

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_chosen(self, text: str) -> None:
        """Show what is chosen."""
        if text != self._chosen:
            self._chosen = text
            self.setAccessibleName(f"{self._word}: {text}")
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the word and of the longest that may be chosen, up to a limit."""
        return self._size(self._word_width + round(self._theme.spacing) + self._text_width)

    def minimumSizeHint(self) -> QSize:
        """Return a size at which something of the choice is still readable."""
        body = self._theme.body
        if not self._keeps_word:
            return self._size(min(round(self._least * body), self._text_width))
        text = min(round(_LEAST_VALUE * body), self._text_width)
        return self._size(self._word_width + round(self._theme.spacing) + text)

    def _size(self, inside: int) -> QSize:
        unit = self._theme.spacing
        height = round(self._theme.body * 1.5) + 2 * round(0.75 * unit) + 2
        return QSize(inside + round(4.4 * unit) + 3, height)

    def _has_room_for(self, word: int, room: int) -> bool:
        """Tell whether the word stands; a number that fits alone is not cut: 10… is no 100 000."""
        if self._keeps_word:
            chosen = self._metrics.horizontalAdvance(self._chosen)
            return chosen <= room - word or chosen > room
        return room - word >= min(self._metrics.horizontalAdvance(self._chosen), self._text_width)

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(make_font(self._theme.body))

    @property
    def _word_width(self) -> int:
        return self._metrics.horizontalAdvance(self._word)

    @property
    def _text_width(self) -> int:
        widest = max(map(self._metrics.horizontalAdvance, self._samples), default=0)
        return min(widest, round(self._most * self._theme.body))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button's frame, then the two texts and the chevron."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            theme = self._theme
            unit = theme.spacing
            font = make_font(theme.body)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            left = round(1.5 * unit) + 1
            middle = Qt.AlignmentFlag.AlignVCenter
            word = self._word_width + round(unit)
            if self._has_room_for(word, self.width() - left - round(2.9 * unit)):
                painter.setPen(QColor(theme.quiet))
                painter.drawText(QRect(left, 0, word, self.height()), middle, self._word)
                left += word
            box = QRect(left, 0, self.width() - left - round(2.9 * unit), self.height())
            fitting = metrics.elidedText(self._chosen, Qt.TextElideMode.ElideRight, box.width())
            painter.setPen(QColor(theme.text))
            painter.drawText(box, middle, fitting)
            ratio = self.devicePixelRatioF()
            size = round(1.5 * unit)
            chevron = pixmap("chevron-down", theme.quiet, round(size * ratio))
            chevron.setDevicePixelRatio(ratio)
            painter.drawPixmap(
                self.width() - size - round(unit) - 1, (self.height() - size) // 2 + 1, chevron
            )
