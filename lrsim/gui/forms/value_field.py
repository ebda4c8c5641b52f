"""A field for one parameter of the catalogue: typed or stepped, checked by the catalogue itself."""

from __future__ import annotations

from math import isfinite
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QSizePolicy, QWidget

from lrsim.catalogue.entries import Parameter
from lrsim.errors import InputError
from lrsim.gui.loop.net import Netted
from lrsim.text.learning_rates import LR_DIGITS
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number, read_number

__all__ = ["Value", "ValueField", "format_value", "leading_digit_step", "meaning"]

Value = float | int | bool | str | tuple[Any, ...] | None
LINES: Final = ("text", "ints", "points", "constants", "entries")
"""Kinds of parameter that are a line of text; the others can be stepped through."""

PAUSE_MS: Final = 600
"""How long the user has not typed when what stands there is tried."""

LEFT_MARGIN: Final = 6
"""Pixels: Qt lays a spin box's text from its left edge on, whatever the padding."""

_NONE: Final = QAbstractSpinBox.StepEnabledFlag.StepNone


ALL_DIGITS = 17
"""Significant digits that tell any number from its neighbours."""


def format_value(value: Value, parameter: Parameter | None = None) -> str:
    """Return a parameter's value as a field shows it: every digit that counts, lists as in a spec string."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return str(value) if parameter is None else parameter.text(value)
    if isinstance(value, bool | int):
        return str(value).lower()
    # six digits are calmer than seventeen wherever they say the same
    texts = (number(value, digits) for digits in range(LR_DIGITS, ALL_DIGITS + 1))
    return next((text for text in texts if read_number(text) == value), repr(value))


def meaning(parameter: Parameter) -> str:
    """Return what a parameter is, as it is shown; entries of the catalogue have plain texts."""
    doc = parameter.doc
    return shown(doc) if isinstance(doc, Message) else say(doc)


class ValueField(Netted, QAbstractSpinBox):
    """A value that is typed (1e-3 is fine), and if it is a number stepped: by 1, or in its leading digit.

    Left empty, an optional parameter finds its own value, which shows in grey.
    """

    committed = Signal(object)
    """The user entered another value, one that the parameter allows."""
    attempted = Signal(object)
    """The user paused in writing a line that the parameter allows; it may be half of what is meant."""
    complained = Signal(str)
    """What is wrong with what the user entered; empty when nothing is any longer."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameter = parameter
        self._value: Value = parameter.default
        self._automatic: Value = None
        self._shown = ""
        self._tried: tuple[Value, str] | None = None
        self.setAccessibleName(shown(parameter.name))
        self.setAccessibleDescription(meaning(parameter))
        self.setToolTip(say("Allowed: {values}", values=parameter.allowed))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self.commit)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        if parameter.kind in LINES:
            self.setProperty("plain", True)
            self.lineEdit().setTextMargins(LEFT_MARGIN, 0, 0, 0)
            # a signal with a text, and a slot that would take it for a time
            self.lineEdit().textEdited.connect(lambda _text: self._pause.start())
            self._pause.timeout.connect(self._attempt)

    @property
    def value(self) -> Value:
        """The value that holds, whatever has been typed since."""
        return self._value

    @property
    def automatic(self) -> Value:
        """What the value is while none is given."""
        return self._automatic

    def show_value(self, value: Value, automatic: Value = None) -> None:
        """Show a value, silently; `automatic` is what None stands for."""
        self._value, self._automatic = value, automatic
        if self._tried is not None and self._tried[0] == value:
            self._shown = self._tried[1]  # nobody's text changes under the hand that writes it
        else:
            self._put(self._format(value))
        self.mark(False)
        known = say("auto: {value}", value=self._format(automatic))
        hint = say("auto") if automatic is None else known
        self.lineEdit().setPlaceholderText(hint if self._parameter.optional else "")
        told = meaning(self._parameter)
        if self._parameter.optional and hint:
            told = f"{told} ({hint})"
        self.setAccessibleDescription(told)

    def commit(self) -> None:
        """Take what was typed."""
        self._pause.stop()
        self._tried = None
        text = self.text().strip()
        if text == self._shown:
            return
        try:
            value = self._read(text)
        except InputError as error:
            self._shown = text
            self.mark(True)
            self.complained.emit(shown(error.allowed))
            return
        if value == self._value:
            self._put(self._format(value))
            self.mark(False)
            self.complained.emit("")
            return
        self._shown = text
        self.mark(False)
        self.committed.emit(value)

    def restore(self) -> None:
        """Forget what was typed."""
        self._pause.stop()
        self._tried = None
        self._put(self._format(self._value))
        self.mark(False)

    def mark(self, bad: bool) -> None:
        """Mark the field as bad, or no longer."""
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            self.style().unpolish(self)
            self.style().polish(self)

    def stepBy(self, steps: int) -> None:
        """Step with the arrows, within what the parameter allows."""
        value = self._stepped(steps)
        if value is not None:
            self.lineEdit().setText(self._format(value))
            self.lineEdit().selectAll()
            self.commit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Say which ways lead anywhere."""
        flag = QAbstractSpinBox.StepEnabledFlag
        up = flag.StepUpEnabled if self._stepped(1) is not None else _NONE
        down = flag.StepDownEnabled if self._stepped(-1) is not None else _NONE
        return up | down

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: what it means is asked at the end."""
        return QValidator.State.Acceptable, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list or page around it, unless the field has the keys."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have the line open its menu and go on; Qt waits in a spin box's, in an event loop of its own."""
        QApplication.sendEvent(self.lineEdit(), event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and stays; Esc is the form's."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        line, at = self.lineEdit(), self.lineEdit().cursorPosition()
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._parameter.kind in LINES:
            # Qt selects a number for the next one; a line is written on
            line.setCursorPosition(min(at, len(line.text())))

    def _attempt(self) -> None:
        """Offer what stands there, if it can be read and is something else."""
        text = self.text().strip()
        try:
            value = self._read(text)
        except InputError:
            return
        if value != self._value:
            self._tried = value, text
            self.attempted.emit(value)
        else:
            self.mark(False)
            self.complained.emit("")

    def _read(self, text: str) -> Value:
        if self._parameter.optional and text.lower() in ("", "auto", say("auto").lower()):
            return None
        value: Value = self._parameter.parse(_typed(text))
        return value

    def _put(self, text: str) -> None:
        self._shown = text
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)

    def _format(self, value: Value) -> str:
        return format_value(value, self._parameter)

    def _stepped(self, steps: int) -> Value:
        try:
            value = self._read(self.text().strip())
            start = self._automatic if value is None else value
            if start is None or isinstance(start, str | tuple) or not isfinite(start):
                return None
            moved: float = start if self._parameter.kind == "int" else float(start)
            for _ in range(abs(steps)):
                if self._parameter.kind == "int":
                    moved += 1 if steps > 0 else -1
                else:
                    moved = leading_digit_step(moved, 1 if steps > 0 else -1)
            stepped: Value = self._parameter.check(moved)
            return stepped
        except InputError:
            return None


def _typed(text: str) -> str:
    """Return what was typed or pasted as a spec string has it: a number that was shown reads as one."""
    try:
        return repr(read_number(text))
    except ValueError:
        return text


def leading_digit_step(value: float, way: int) -> float:
    """Return the next number up (1) or down (-1) with one digit: 0.08, 0.09, 0.1, 0.2; from 0 a tenth."""
    if value == 0:
        return 0.1 * way
    outward = (value > 0) == (way > 0)
    digit, exponent = f"{abs(value):e}".split("e")
    unit = 10.0 ** int(exponent)
    whole = float(digit)
    if outward:
        size = (int(whole) + 1) * unit
    elif whole == 1:
        size = 0.9 * unit
    else:
        size = (int(whole) if whole > int(whole) else int(whole) - 1) * unit
    size = float(f"{size:.6g}")
    return size if value > 0 else -size
