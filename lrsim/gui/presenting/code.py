"""The share code of an experiment over the picture: to scan, to read, to copy."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lrsim.experiment import Experiment
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.qr import QUIET, Matrix, matrix_of, module_size, paint_code
from lrsim.text.messages import Message, say, shown

__all__ = ["CodeSheet"]

SHARE: Final = 0.6
"""Of the window: how large the code is at most."""

WIDER: Final = 1.4
"""How much wider than the code its text may be …"""

MOST_SHOWN: Final = 160
"""… and how many characters of it are shown: more of them nobody types from a wall."""

WRAP: Final = Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignHCenter

SCAN: Final = Message("Scan it, or copy it, and open it in lrsim")
TOO_LONG: Final = Message("This experiment is too long for a code to scan; its text can be copied")


class CodePicture(Netted, QWidget):
    """The code itself, and its text below."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self.matrix: Matrix | None = None
        self._theme: Theme | None = None

    def show_code(self, code: str, theme: Theme, room: int) -> None:
        """Show a code in a square of some pixels at most, or its text alone."""
        self.code, self.matrix, self._theme = code, matrix_of(code), theme
        self.setAccessibleName(say("The share code to scan"))
        self.setAccessibleDescription(self._shown_text)
        ratio = self.devicePixelRatioF()
        self._module = 0 if self.matrix is None else module_size(self.matrix, int(room * ratio))
        modules = 0 if self.matrix is None else len(self.matrix) + 2 * QUIET
        self._side = int(self._module * modules / ratio)
        line = self._metrics.horizontalAdvance(self._shown_text)
        self._width = max(self._side, min(line + 2, round(WIDER * room)))
        text = self._metrics.boundingRect(QRect(0, 0, self._width, 10_000), WRAP, self._shown_text)
        self.setFixedSize(QSize(self._width, self._side + text.height() + self._gap))

    @property
    def module(self) -> int:
        """Device pixels that a module is across; 0 where there is no code."""
        return self._module

    @property
    def _metrics(self) -> QFontMetrics:
        assert self._theme is not None
        return QFontMetrics(self._theme.font("small"))

    @property
    def _gap(self) -> int:
        assert self._theme is not None
        return round(self._theme.spacing)

    @property
    def _shown_text(self) -> str:
        """As much of the text as is shown."""
        whole = len(self.code) <= MOST_SHOWN
        return self.code if whole else f"{self.code[:MOST_SHOWN]}…"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the code in whole device pixels, and its text."""
        theme, ratio = self._theme, self.devicePixelRatioF()
        if theme is None:
            return
        with QPainter(self) as painter:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(theme.text))
            below = self.rect().adjusted(0, self._side + self._gap, 0, 0)
            painter.drawText(below, WRAP, self._shown_text)
            if self.matrix is not None:
                painter.scale(1.0 / ratio, 1.0 / ratio)
                left = round((self._width - self._side) * ratio / 2)
                paint_code(painter, QPoint(left, 0), self.matrix, self._module)


class CodeSheet(Netted, QWidget):
    """A card in the middle of the window; a click beside it closes it.

    Parameters
    ----------
    window : QWidget
        Whose middle.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName(say("Share code"))
        self._card = QFrame()
        self._card.setProperty("card", True)
        self._title = label(say("Share code"), "title")
        self.picture = CodePicture()
        self._hint = label("", "quiet")
        self._hint.setWordWrap(True)
        self.copy_button = QPushButton(say("Copy"))
        self.copy_button.setAccessibleName(say("Copy the share code"))
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy_button.clicked.connect(self._copy)
        self._column = QVBoxLayout(self._card)
        self._column.addWidget(self._title)
        self._column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._row = QHBoxLayout()
        self._row.addWidget(self._hint, 1)
        self._row.addWidget(self.copy_button)
        self._column.addLayout(self._row)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self._theme: Theme | None = None
        window.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        unit = round(theme.spacing)
        self._column.setContentsMargins(2 * unit, unit, 2 * unit, unit)
        self._column.setSpacing(unit)
        self._row.setSpacing(unit)
        self._fit()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment's code.

        Raises
        ------
        InputError
            Where it is too large for one.
        """
        self.picture.code = experiment.share()
        self.show()
        self._fit()
        self.raise_()

    def _fit(self) -> None:
        """Lie over all of the window, the code as large as that allows."""
        window, theme = self.parentWidget(), self._theme
        if self.isHidden() or window is None or theme is None:
            return
        self.setGeometry(window.rect())
        room = round(min(SHARE * window.height(), SHARE * window.width()))
        self.picture.show_code(self.picture.code, theme, room)
        self._hint.setText(shown(SCAN if self.picture.module else TOO_LONG))
        self._column.activate()  # else it would be seen for a frame as the last one was
        self._outer.activate()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.picture.code)
        self._hint.setText(say("Copied"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close on a click beside the card."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the picture behind step back."""
        if self._theme is None:
            return
        shade = QColor(self._theme.ground)
        shade.setAlphaF(0.72)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), shade)
