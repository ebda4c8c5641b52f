"""Cards: a title, a grey half-sentence, something small on the right, and the content."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.keys import with_key
from lrsim.gui.look.lines import Hint, Sentence
from lrsim.gui.look.theme import Theme, icon
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import Message

ENLARGE, SHRINK = Message("Enlarge this card"), Message("Back to its own size")

LEAST_TARGET = 24
"""Pixels that anything to be clicked or tapped measures at least."""


def label(text: str, role: str) -> QLabel:
    """Return a label in one of the stylesheet's roles."""
    made = QLabel(text)
    made.setProperty("role", role)
    return made


class Card(Netted, QFrame):
    """A rounded card; `title` may be left out, and with it the button that enlarges.

    Signals
    -------
    menuRequested(QPoint)
        A right click, or the key for it, on the card or on what is in it and has no menu of its own.
    enlargeRequested
        The user wants it large, or no longer.
    """

    menuRequested = Signal(QPoint)
    enlargeRequested = Signal()

    def __init__(
        self,
        content: QWidget,
        title: str = "",
        sentence: str = "",
        corner: QWidget | None = None,
        *,
        enlarges: bool = True,
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.enlarges = enlarges
        self.content = content
        self.sentence = Sentence(sentence)
        self.is_enlarged = False
        self._column = QVBoxLayout(self)
        self._bar: QHBoxLayout | None = None
        self._corner = corner if corner is None or isinstance(corner, Corner) else Corner(corner)
        self._veil = label("", "quiet")
        self._is_folded = False
        if title:
            self._bar = QHBoxLayout()
            self._name = label(title, "title")
            self._title: QWidget = self._name
            self.enlarge_button = corner_button("", "")
            self.enlarge_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.enlarge_button.clicked.connect(self.enlargeRequested)
            if not enlarges:
                self.enlarge_button.hide()
            self._bar.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
            self._bar.addWidget(self.sentence, 1, Qt.AlignmentFlag.AlignBaseline)
            for widget in filter(None, (self._corner, self.enlarge_button)):
                self._bar.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
            self._column.addLayout(self._bar)
        self._column.addWidget(content, 1)
        self._veil.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._veil.setWordWrap(True)
        self._veil.hide()
        self._column.addWidget(self._veil, 1)

    def veil(self, words: str) -> None:
        """Show these words in place of what the card has to show; with none, that again."""
        self._veil.setText(words)
        self._veil.setVisible(bool(words))
        for widget in filter(None, (self.content, self._corner)):
            widget.setVisible(not words)

    @property
    def is_veiled(self) -> bool:
        """Whether words stand in the content's place."""
        return bool(self._veil.text())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the card's menu, which would tell what is veiled."""
        if not self.is_veiled:
            self.menuRequested.emit(event.globalPos())

    def set_title(self, text: str) -> None:
        """Bear another title."""
        if self._bar is not None:
            self._name.setText(text)
            self._fold()

    def set_sentence(self, text: str) -> None:
        """Say something else after the title."""
        self.sentence.set_full_text(text)

    def set_tabs(self, tabs: QWidget) -> None:
        """Put what chooses among cards in the title's place."""
        if self._bar is not None:
            self._title.hide()
            self._title = tabs
            self._bar.insertWidget(0, tabs, 0, Qt.AlignmentFlag.AlignVCenter)
            self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is on the right a row of its own where there is no room beside the title."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """See anew what there is room for when something in it wants another size."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return done

    def _fold(self) -> None:
        if self._bar is None or self._corner is None:
            return
        fixed = self._title.sizeHint().width() + self.enlarge_button.sizeHint().width()
        margins = self._column.contentsMargins()
        inside = self.width() - margins.left() - margins.right()
        room = inside - fixed - 3 * self._bar.spacing()
        folded = room < self._corner.minimumSizeHint().width()
        if folded == self._is_folded:
            return
        self._is_folded = folded
        side = Qt.AlignmentFlag.AlignVCenter
        if folded:
            self._bar.removeWidget(self._corner)
            self._column.insertWidget(1, self._corner, 0, Qt.AlignmentFlag.AlignLeft | side)
        else:
            self._column.removeWidget(self._corner)
            self._bar.insertWidget(self._bar.count() - 1, self._corner, 0, side)

    def set_bare(self, bare: bool) -> None:
        """Show nothing to set anything with around the content, or show it again."""
        if self._bar is not None:
            self.enlarge_button.setHidden(bare or not self.enlarges)
        if self._corner is not None:
            self._corner.set_bare(bare)

    def show_enlarged(self, enlarged: bool) -> None:
        """Say what the button does now."""
        self.is_enlarged = enlarged
        if self._bar is not None:
            text = with_key(SHRINK if enlarged else ENLARGE, "enlarge")
            self.enlarge_button.setToolTip(text)
            self.enlarge_button.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        unit = round(theme.spacing)
        self._column.setContentsMargins(round(1.5 * unit), unit, unit, unit)
        self._column.setSpacing(unit // 2)
        if self._bar is not None:
            self._bar.setSpacing(unit)
            self.enlarge_button.setIcon(icon("fullscreen", theme, theme.quiet))
            self.enlarge_button.setIconSize(QSize(round(theme.body), round(theme.body)))
            self.show_enlarged(self.is_enlarged)


def corner_button(text: str, help_text: str) -> QPushButton:
    """Return a small quiet button for a card's corner."""
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setProperty("corner", True)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class Corner(QWidget):
    """Widgets in a row for a card's corner, at the end those that set something."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        self._controls = QWidget()
        controls = QHBoxLayout(self._controls)
        for layout in (row, controls):
            layout.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            (controls if isinstance(widget, QPushButton | Hint) else row).addWidget(widget)
        row.addWidget(self._controls)

    def set_bare(self, bare: bool) -> None:
        """Show what is read alone, or what sets something, too."""
        self._controls.setHidden(bare)


def corner(*widgets: QWidget) -> Corner:
    """Return widgets in a row for a card's corner."""
    return Corner(*widgets)
