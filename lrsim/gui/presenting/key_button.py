"""A button of the speaker's, with the key that does the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton

from lrsim.gui.look.text_block import in_two_lines
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.clicker import Press

__all__ = ["KeyButton"]

LONG: Final = 20
"""Letters: more of them are in two lines where buttons are narrow."""


class KeyButton(Netted, QPushButton):
    """A button that says what it does, and with which key the same is done."""

    def __init__(self, words: str, key: str, press: Press, *, primary: bool = False) -> None:
        super().__init__()
        self.press = press
        self.words = words
        """What it does."""
        self._is_narrow = False
        self._words, self._key = QLabel(words), QLabel(key)
        self.setProperty("primary", primary)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = QHBoxLayout(self)
        for part in (self._words, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._row.addWidget(part)
        self._row.insertStretch(1)
        self._primary = primary
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Do, and say, something else."""
        self.words = words
        self.setAccessibleName(f"{words} ({self._key.text()})")
        self._stand()

    def set_narrow(self, narrow: bool) -> None:
        """Stand the key under the words, or beside them."""
        self._is_narrow = narrow
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._stand()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        ink = theme.on_accent if self._primary else theme.text
        large = 1.35 if self._primary else 1.1
        weight = 600 if self._primary else 400
        quiet = theme.on_accent if self._primary else theme.quiet
        unusable = f"QLabel:disabled {{ color: {theme.quiet}; }}"  # on no accent then
        self._words.setStyleSheet(
            f"QLabel {{ color: {ink}; font-size: {round(large * theme.body)}px; font-weight: {weight}; }}"
            f"{unusable}"
        )
        self._key.setStyleSheet(
            f"QLabel {{ color: {quiet}; font-size: {round(theme.small)}px; }}{unusable}"
        )
        unit = round(theme.spacing)
        self._row.setContentsMargins(2 * unit, unit, 2 * unit, unit)
        self._row.setSpacing(unit // 2)
        self._stand()

    def _stand(self) -> None:
        """Take the height that the words have in their font."""
        is_long = self._is_narrow and len(self.words) > LONG
        self._words.setText(in_two_lines(self.words) if is_long else self.words)
        for part in (self._words, self._key):
            part.ensurePolished()
        self._row.invalidate()
        self.setFixedHeight(self._row.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for both."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return as much."""
        return self._row.minimumSize()
