"""A notice with buttons, over the upper edge of the window until it is answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from lrsim.gui.look.theme import Theme, stylesheet

Answer = tuple[str, Callable[[], object]]
"""What stands on a button, and what it does before the notice goes."""

WIDEST = 860


class Notice(QFrame):
    """Says something that wants an answer; one thing at a time, and what is behind it stays in use."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._buttons: list[QPushButton] = []
        self._waiting: deque[tuple[str, Sequence[Answer]]] = deque()
        self._top = 0
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty for nothing."""
        return "" if self.isHidden() else self._text.text()

    @property
    def buttons(self) -> dict[str, QPushButton]:
        """The buttons, by what stands on them."""
        return {button.text(): button for button in self._buttons}

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        unit = round(theme.spacing)
        self._top = round(0.5 * unit)
        self._row.setContentsMargins(2 * unit, unit, unit, unit)
        self._row.setSpacing(unit)
        self.setStyleSheet(
            stylesheet(theme)
            + f"#notice {{ background: {theme.card}; border: 2px solid {theme.accent};"
            f"border-radius: {round(theme.radius)}px; }}"
        )
        self.place()

    def ask(self, text: str, answers: Sequence[Answer]) -> None:
        """Say something, with a button for each answer; when it is its turn."""
        self._waiting.append((text, answers))
        if self.isHidden():
            self._show_next()

    def _show_next(self) -> None:
        if not self._waiting:
            self.hide()
            return
        text, answers = self._waiting.popleft()
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        self._text.setText(text)
        self.setAccessibleName(text)
        for words, act in answers:
            self._add(words, act)
        self.show()
        self.place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _add(self, words: str, act: Callable[[], object]) -> None:
        button = QPushButton(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def answer() -> None:
            try:
                act()
            finally:
                self._show_next()

        button.clicked.connect(answer)
        self._buttons.append(button)
        self._row.addWidget(button)

    def place(self) -> None:
        """Stand in the middle of the upper edge."""
        parent = self.parentWidget()
        if not self.isHidden() and parent is not None:
            self.setFixedWidth(min(WIDEST, parent.width() - 40))
            self.adjustSize()
            self.move((parent.width() - self.width()) // 2, self._top)
