"""What all screens of lessons have: words that fit, a foot with dots and keys, and the keys themselves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from lrsim.gui.lessons.header import Dots, Hints
from lrsim.gui.lessons.keys import ENTER, GOING, is_the_lessons, plain
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import (
    FOOT,
    HEAD,
    HINTS,
    MARGIN,
    TITLE,
    TOP,
    Sizes,
)
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import Message

__all__ = ["Hint", "SlideScreen"]


class Hint(NamedTuple):
    """A key, how it is written, and what it does."""

    key: Qt.Key
    name: Message
    words: str


BLACK = Hint(Qt.Key.Key_B, Message("B"), Message("black screen"))
_THERE_AND_BACK = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp


class SlideScreen(Netted, QWidget):
    """One slide at a time over the whole window.

    Parameters
    ----------
    name : str
        What a screen reader says of it.

    Signals
    -------
    leave
        It is to end: the window as it was before.
    moved
        Another slide is up.
    failed(str)
        Something could not be done; for the user.
    """

    leave = Signal()
    moved = Signal()
    failed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.title, self.context = Passage(self), Passage(self)
        self.main = Passage(self, bold=True)
        self.dots, self.hints = Dots(self), Hints(self)
        self.hints.pressed.connect(lambda index: self._press(self._hinted[index].key))
        self._hints: tuple[Hint, ...] = ()
        self._hinted: tuple[Hint, ...] = ()
        self._presented = False
        self._theme: Theme | None = None
        self._factor = 1.0

    # --- what a screen does ---

    @abstractmethod
    def forward(self) -> bool:
        """Go on by one slide; tell whether there was one."""

    @abstractmethod
    def back(self) -> bool:
        """Go back by one slide; tell whether there was one."""

    @abstractmethod
    def run_again(self) -> None:
        """Try what is to be tried, or play again."""

    @abstractmethod
    def dress(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours, and sizes that fit the screen's."""

    @abstractmethod
    def close_down(self) -> None:
        """Stop time for good."""

    @abstractmethod
    def take_keys(self) -> None:
        """Have the keys, or what is answered with."""

    @abstractmethod
    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""

    # --- one picture alone ---

    @property
    def zoomed(self) -> str:
        """The picture that is shown alone; empty for none."""
        return ""

    def zoom(self, name: str) -> None:
        """Show a picture alone, or with an empty name all again; where there is one it is large as it is."""

    def card_at(self, clicked: QObject) -> str:
        """Return the picture that something is in; empty for none."""
        return ""

    def at_hand(self) -> str:
        """Return the picture a key means that names none."""
        return ""

    # --- what is seen ---

    @property
    def sizes(self) -> Sizes:
        """How large everything is."""
        return Sizes.of(self.size(), self._factor)

    def set_theme(self, theme: Theme, factor: float = 1.0) -> None:
        """Take the theme's colours, and type by a factor larger; else sizes follow the window's."""
        self._theme, self._factor = theme, factor
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the window."""
        super().resizeEvent(event)
        self._dress()

    def _dress(self) -> None:
        if self._theme is None:
            return
        sizes = self.sizes
        theme = sizes.sized(self._theme)
        self.title.set_look(sizes.lines(TITLE), theme.quiet)
        for strip in (self.dots, self.hints):
            strip.set_look(theme, sizes.line(HINTS))
        self.dress(theme, sizes)

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Say which keys do what, the most important first."""
        self._hints = tuple(hints)
        going = sum(hint.key in _THERE_AND_BACK for hint in hints)
        black = (BLACK,) if self._presented else ()
        self._hinted = (*self._hints[:going], *black, *self._hints[going:])
        self.hints.show_hints([(hint.name, hint.words) for hint in self._hinted])

    def set_presented(self, presented: bool) -> None:
        """Say of the clicker's keys, too, while there is one."""
        self._presented = presented
        self.show_hints(self._hints)

    def _press(self, key: Qt.Key) -> None:
        """Let a hint that was clicked be its key, whoever hears that."""
        text = chr(key).lower() if key < Qt.Key.Key_Escape else ""
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self, QKeyEvent(QEvent.Type.KeyPress, key, none, text))

    def lay_frame(self, title_to: int) -> QRect:
        """Lay title and foot; return what is left between them.

        Parameters
        ----------
        title_to : int
            How far to the right the title may go.
        """
        sizes = self.sizes
        margin, foot, top = map(sizes.pixels, (MARGIN, FOOT, TOP))
        room = self.rect().adjusted(margin, 0, -margin, 0)
        height = round(1.9 * sizes.line(HINTS))
        self.title.stand(QRect(room.left(), top, title_to - room.left(), height))
        level, dots = self.height() - foot, self.dots.sizeHint()
        self.dots.setGeometry(room.left(), level, dots.width(), foot)
        beside = room.left() + dots.width() + margin // 2
        self.hints.setGeometry(beside, level, room.right() - beside, foot)
        return room.adjusted(0, max(sizes.pixels(HEAD), top + height), 0, -foot)

    def lay_words(self, room: QRect, most: int) -> int:
        """Lay context and main words one under the other in at most so much; return how high they are."""
        gap = self.sizes.pixels(8)
        top = room.top()
        if self.context.text():
            share = most // 2 if self.main.text() else most
            top += self.context.lay(QRect(room.left(), top, room.width(), share)) + gap
        left = most - (top - room.top())
        return top - room.top() + self.main.lay(QRect(room.left(), top, room.width(), left))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover what lies below."""
        if self._theme is not None:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), QColor(self._theme.ground))

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's shortcuts, but for those that are about the window itself."""
        if is_the_lessons(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take from a dial or a pad the keys with which one goes on."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() in kinds and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in GOING and plain(event):
                if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                    self.do(key)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back or away; run it."""
        key, focused = Qt.Key(event.key()), self.focusWidget()
        if event.isAutoRepeat():
            pass  # a key that is held down counts once, or it would run through lesson after lesson
        elif key in ENTER and isinstance(focused, QAbstractButton) and focused.hasFocus():
            focused.click()
        elif plain(event) and not self.do(key):
            self.answer(event.text())
        event.accept()  # nothing of it is for the window that lies below

    def answer(self, text: str) -> None:
        """Take what was typed for an answer, where it is one."""

    def do(self, key: Qt.Key) -> bool:
        """Do what a key means; tell whether it means anything."""
        keys = Qt.Key
        if key in (keys.Key_PageDown, keys.Key_Right, *ENTER):
            self.forward()
        elif key in (keys.Key_PageUp, keys.Key_Left):
            self.back()
        elif key == keys.Key_Escape:
            self.leave.emit()
        elif key == keys.Key_Space:
            self.run_again()
        else:
            return False
        return True
