"""Cards: a title, a grey half-sentence, something small on the right, and the content."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from lrsim.gui.theme import Theme


def label(text: str, role: str) -> QLabel:
    """Return a label in one of the stylesheet's roles."""
    made = QLabel(text)
    made.setProperty("role", role)
    return made


class Card(QFrame):
    """A rounded card; `title` may be left out."""

    def __init__(
        self, content: QWidget, title: str = "", sentence: str = "", corner: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.content = content
        self.sentence = label(sentence, "quiet")
        self._column = QVBoxLayout(self)
        self._bar: QHBoxLayout | None = None
        if title:
            self._bar = QHBoxLayout()
            self._bar.addWidget(label(title, "title"), 0, Qt.AlignmentFlag.AlignBaseline)
            self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._bar.addWidget(self.sentence, 1, Qt.AlignmentFlag.AlignBaseline)
            if corner is not None:
                self._bar.addWidget(corner, 0, Qt.AlignmentFlag.AlignVCenter)
            self._column.addLayout(self._bar)
        self._column.addWidget(content, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        unit = round(theme.spacing)
        self._column.setContentsMargins(round(1.5 * unit), unit, unit, unit)
        self._column.setSpacing(unit // 2)
        if self._bar is not None:
            self._bar.setSpacing(unit)
