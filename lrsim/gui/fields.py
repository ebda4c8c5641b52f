"""A form made from the catalogue's parameters: a field, its help, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lrsim.catalogue import Parameter
from lrsim.errors import InputError
from lrsim.gui.dial_scale import format_lr
from lrsim.gui.theme import THEMES, Theme

__all__ = ["NumberField", "ParameterForm", "Value", "format_value"]

Value = float | int | bool | None
_NONE: Final = QAbstractSpinBox.StepEnabledFlag.StepNone


def format_value(value: Value) -> str:
    """Return a parameter's value as a field shows it: every digit that counts."""
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(value).lower()
    # six digits are calmer than seventeen wherever they say the same
    short = format_lr(value)
    return short if float(short) == value else repr(value)


class NumberField(QAbstractSpinBox):
    """A number that is typed (1e-3 is fine), or stepped: by 1, or in its leading digit.

    Left empty, an optional parameter finds its own value, which shows in grey.
    """

    committed = Signal(object)
    """The user entered another value, one that the parameter allows."""
    refused = Signal(str)
    """The user entered something else; the text says what is allowed."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameter = parameter
        self._value: Value = parameter.default
        self._automatic: Value = None
        self._shown = ""
        self.setAccessibleName(parameter.name)
        self.setAccessibleDescription(parameter.doc)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self.commit)

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
        self._put(format_value(value))
        self.mark(False)
        hint = "auto" if automatic is None else f"auto: {format_value(automatic)}"
        self.lineEdit().setPlaceholderText(hint if self._parameter.optional else "")

    def commit(self) -> None:
        """Take what was typed."""
        text = self.text().strip()
        if text == self._shown:
            return
        try:
            value = self._read(text)
        except InputError as error:
            self._shown = text
            self.mark(True)
            self.refused.emit(error.allowed)
            return
        if value == self._value:
            self._put(format_value(value))
            self.mark(False)
            self.refused.emit("")
            return
        self._shown = text
        self.mark(False)
        self.committed.emit(value)

    def restore(self) -> None:
        """Forget what was typed."""
        self._put(format_value(self._value))
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
            self.lineEdit().setText(format_value(value))
            self.lineEdit().selectAll()
            self.commit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Say which ways lead anywhere."""
        flag = QAbstractSpinBox.StepEnabledFlag
        up = flag.StepUpEnabled if self._stepped(1) is not None else _NONE
        down = flag.StepDownEnabled if self._stepped(-1) is not None else _NONE
        return up | down

    def validate(self, text: str, position: int) -> object:
        """Let everything be typed: what it means is asked at the end."""
        return QValidator.State.Acceptable, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list or page around it, unless the field has the keys."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and stays; Esc is the form's."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _read(self, text: str) -> Value:
        if self._parameter.optional and text.lower() in ("", "auto"):
            return None
        return self._parameter.parse(text.replace("−", "-"))

    def _put(self, text: str) -> None:
        self._shown = text
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)

    def _stepped(self, steps: int) -> Value:
        try:
            value = self._read(self.text().strip())
            start = self._automatic if value is None else value
            if start is None:
                return None
            if self._parameter.kind == "int":
                return self._parameter.check(start + steps)
            moved = float(start)
            for _ in range(abs(steps)):
                moved = leading_digit_step(moved, 1 if steps > 0 else -1)
            return self._parameter.check(moved)
        except InputError:
            return None


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


class ParameterForm(QWidget):
    """Fields for parameters, each with its help below and, if need be, what is wrong with it."""

    edited = Signal(str, object)
    """The user gave a parameter another value, one that it allows by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = THEMES["dark"]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._parameters: tuple[Parameter, ...] = ()
        self._fields: dict[str, NumberField | QCheckBox] = {}
        self._errors: dict[str, QLabel] = {}

    @property
    def fields(self) -> Mapping[str, NumberField | QCheckBox]:
        """The fields by parameter."""
        return self._fields

    def error(self, name: str) -> str:
        """Return what is said to be wrong with a parameter, or nothing."""
        label = self._errors[name]
        return "" if label.isHidden() else label.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._grid.setHorizontalSpacing(round(1.5 * theme.spacing))
        self._grid.setVerticalSpacing(round(0.25 * theme.spacing))
        for label in self._errors.values():
            self._dress_error(label)

    def show_parameters(
        self,
        parameters: Iterable[Parameter],
        values: Mapping[str, Value],
        automatic: Mapping[str, Value] | None = None,
    ) -> None:
        """Show values; fields are made anew only for other parameters.

        What stands in a field that was refused stays there until its value changes.
        """
        parameters = tuple(parameters)
        automatic = automatic or {}
        fresh = parameters != self._parameters
        if fresh:
            self._build(parameters)
        for name, field in self._fields.items():
            if isinstance(field, QCheckBox):
                if field.isChecked() != bool(values[name]):
                    field.setChecked(bool(values[name]))
                    self.show_error(name, "")
                continue
            same = field.value == values[name] and field.automatic == automatic.get(name)
            if fresh or not same:
                field.show_value(values[name], automatic.get(name))
                self.show_error(name, "")

    def show_error(self, name: str, text: str) -> None:
        """Say below a field what is wrong with it; nothing when the text is empty."""
        label, field = self._errors[name], self._fields[name]
        if isinstance(field, NumberField):
            field.mark(bool(text))
        if label.text() != text:
            label.setText(text)
            label.setVisible(bool(text))

    def commit(self) -> None:
        """Take what was typed last."""
        for field in self._fields.values():
            if isinstance(field, NumberField):
                field.commit()

    def restore(self) -> None:
        """Forget what was typed and what was wrong with it."""
        for name, field in self._fields.items():
            if isinstance(field, NumberField):
                field.restore()
            self.show_error(name, "")

    def _build(self, parameters: tuple[Parameter, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parameters = parameters
        self._fields.clear()
        self._errors.clear()
        for index, parameter in enumerate(parameters):
            self._add(3 * index, parameter)

    def _add(self, row: int, parameter: Parameter) -> None:
        name = parameter.name
        error, help_text = QLabel(), QLabel(parameter.doc)
        for label in (error, help_text):
            label.setWordWrap(True)
            label.setProperty("role", "quiet")
        if parameter.kind == "bool":
            box = QCheckBox(name)
            box.setAccessibleName(name)
            box.setAccessibleDescription(parameter.doc)
            box.clicked.connect(lambda checked: self._edit(name, checked))
            self._fields[name] = box
            self._grid.addWidget(box, row, 0, 1, 2)
        else:
            field = NumberField(parameter)
            title = QLabel(name)
            title.setBuddy(field)
            field.committed.connect(lambda value: self._edit(name, value))
            field.refused.connect(lambda text: self.show_error(name, text))
            self._fields[name] = field
            self._grid.addWidget(title, row, 0)
            self._grid.addWidget(field, row, 1)
        self._errors[name] = error
        self._dress_error(error)
        error.hide()
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, 0, round(self._theme.spacing))
        below.setSpacing(0)
        below.addWidget(error)
        below.addWidget(help_text)
        column = 0 if parameter.kind == "bool" else 1
        holder = QWidget()
        holder.setLayout(below)
        self._grid.addWidget(holder, row + 1, column, 1, 2 - column)

    def _edit(self, name: str, value: Value) -> None:
        self.show_error(name, "")
        self.edited.emit(name, value)

    def _dress_error(self, label: QLabel) -> None:
        label.setStyleSheet(f"color: {self._theme.bad};")
