"""What *Open* shows first: scenes to choose from, and below them files and share codes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lrsim import share_code
from lrsim.gui.gallery.shelves import Shelves
from lrsim.gui.look.cards import label
from lrsim.gui.look.lines import Sentence
from lrsim.gui.look.theme import Theme, icon
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import Message, say, shown

__all__ = ["Gallery"]

OPEN_FILE, PASTE = Message("Open a file"), Message("Paste a share code")

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CHORDS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Gallery(Netted, QWidget):
    """Takes all of the window until something is chosen, or Esc.

    Parameters
    ----------
    parent : QWidget
        The window it lies over.
    recent : QMenu
        The files opened or saved last.

    Signals
    -------
    chosen(Scene)
    fileRequested, pasteRequested
        The user wants a file, or what the clipboard holds.
    closed
        It was hidden, whoever did it.
    coded(str)
        A share code was put into the filter.
    """

    chosen = Signal(object)
    fileRequested = Signal()
    pasteRequested = Signal()
    closed = Signal()
    coded = Signal(str)

    def __init__(self, parent: QWidget, recent: QMenu) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Open"))
        self.shelves = Shelves()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(
            say("Filter {n} scenes, or paste a share code", n=len(self.shelves.cards))
        )
        self.filter.setAccessibleName(say("Filter"))
        self.filter.installEventFilter(self)
        self.filter.setMaxLength(2 * share_code.LONGEST)  # with what mail programs put between
        self.filter.textChanged.connect(self._filter)
        self._length = 0
        self.close_button = QPushButton()
        self.close_button.setProperty("plain", True)
        self.close_button.setAccessibleName(say("Close"))
        self.close_button.setToolTip(say("Back to what there was (Esc)"))
        self.file_button, self.paste_button = (
            QPushButton(shown(text)) for text in (OPEN_FILE, PASTE)
        )
        self.recent_button = QPushButton(say("Open recent"))
        self.recent_button.setMenu(recent)
        self.recent_button.setProperty("menu", True)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.shelves)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._lay_out()
        self.hide()
        self._connect()

    def _lay_out(self) -> None:
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(label(say("Open"), "title"))
        self._head.addWidget(Sentence(say("each scene shows one thing · a click opens it")), 1)
        self._head.addWidget(self.filter)
        self._head.addWidget(self.close_button)
        for button in (self.file_button, self.recent_button, self.paste_button):
            self._foot.addWidget(button)
        self._foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll, 1)
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self.shelves.chosen.connect(self.chosen)
        self.shelves.typed.connect(self._type)
        self.shelves.left.connect(self.filter.setFocus)
        self.shelves.reached.connect(self._scroll.ensureWidgetVisible)
        self.close_button.clicked.connect(self.hide)
        self.file_button.clicked.connect(self.fileRequested)
        self.paste_button.clicked.connect(self.pasteRequested)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        unit = round(theme.spacing)
        self._ground = QColor(theme.ground)
        self._column.setContentsMargins(2 * unit, round(1.5 * unit), unit, round(1.5 * unit))
        self._column.setSpacing(round(1.5 * unit))
        for row in (self._head, self._foot):
            row.setSpacing(round(1.2 * unit))
            row.setContentsMargins(0, 0, unit, 0)
        self._scroll.setViewportMargins(0, 0, unit, 0)
        words = QFontMetrics(theme.font()).horizontalAdvance(self.filter.placeholderText())
        self.filter.setFixedWidth(words + 4 * unit)
        self.close_button.setIcon(icon("close", theme))
        self.shelves.set_theme(theme)
        self.update()

    def open(self) -> None:
        """Lie over all of the window, with all scenes, the keys in the filter."""
        self.filter.clear()
        self._scroll.verticalScrollBar().setValue(0)
        self.show()
        self.place()
        self.raise_()
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Be as large as the window."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def _filter(self, text: str) -> None:
        """Filter by what is typed; take a code that was pasted, or typed to its last letter."""
        pasted, self._length = len(text) > self._length + 1, len(text)
        code = share_code.code_in(text)
        if not share_code.is_code(code):
            self.shelves.filter(text)
        elif pasted or share_code.is_whole(code):
            self.coded.emit(code)

    def _type(self, text: str) -> None:
        """Take what was typed on a card."""
        self.filter.setFocus()
        self.filter.insert(text)

    # --- Qt ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the filter's Enter choose the first scene, and its arrow down lead to it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER:
                code = share_code.code_in(self.filter.text())
                if share_code.is_code(code):
                    self.coded.emit(code)
                else:
                    self.shelves.take_first()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.shelves.enter()
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep the window's single keys away: they mean what cannot be seen now."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            single = not event.modifiers() & _CHORDS
            if single and event.key() < Qt.Key.Key_F1:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, press a button on Enter; nothing leaks into what is behind."""
        focus = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in _ENTER and isinstance(focus, QAbstractButton):
            focus.click()
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is gone; a window that is hidden takes it along, and brings it back."""
        super().hideEvent(event)
        if self.isHidden():
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hide what is behind."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._ground)
