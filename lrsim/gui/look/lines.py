"""Quiet lines beside a title: as much of them is shown as there is room for."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from lrsim.gui.loop.net import Netted

__all__ = ["Hint", "Sentence", "fitted"]

SEPARATORS = (" · ", "; ", ", ")
"""Between clauses of a sentence, what comes after which may be left out."""


class Quiet(Netted, QLabel):
    """A quiet line that has always as much of it shown as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "quiet")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more of it, or less."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Show more of it or less in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._fit()

    @abstractmethod
    def _fit(self) -> None:
        """Show what there is room for."""


class Sentence(Quiet):
    """A quiet line that leaves out clauses from the end where room ends; its tooltip has all of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._full_text = ""
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """All of it."""
        return self._full_text

    def set_full_text(self, text: str) -> None:
        """Say something else."""
        if text != self._full_text:
            self._full_text = text
            self.setAccessibleName(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the room of nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        fitting = fitted(self._full_text, self.fontMetrics(), self.width())
        if fitting != self.text():
            self.setText(fitting)
        self.setToolTip(self._full_text if fitting != self._full_text else "")


def fitted(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return the clauses of a text, from the first on, that fit into a width: all, some or none."""
    cuts = (place for place in range(len(text), 0, -1) if place == len(text) or _parts(text, place))
    for cut in cuts:
        begun = text[:cut]
        whole = begun.count("(") <= begun.count(")")
        if whole and metrics.horizontalAdvance(begun) <= width:
            return begun
    return ""


def _parts(text: str, place: int) -> bool:
    """Tell whether a clause ends at a place."""
    return any(text.startswith(separator, place) for separator in SEPARATORS)


class Hint(Quiet):
    """A line that is there where there is room for all of it; it is the first to go."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._words = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Say something else."""
        self._words = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room all of it wants."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._words) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return the room of nothing."""
        return QSize(0, self.fontMetrics().height())

    def _fit(self) -> None:
        self.setText(self._words if self.sizeHint().width() <= self.width() else "")
