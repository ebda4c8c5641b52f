"""A form made from the catalogue's parameters: a field, its help, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.catalogue.entries import Parameter
from lrsim.gui.forms.choice_field import ChoiceField
from lrsim.gui.forms.value_field import Value, ValueField, meaning
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.text.messages import shown

__all__ = ["ParameterForm"]


Field = ChoiceField | QCheckBox | ValueField


class ParameterForm(QWidget):
    """Fields for parameters, each with its help below and, if need be, what is wrong with it."""

    edited = Signal(str, object)
    """The user gave a parameter another value, one that it allows by itself."""
    attempted = Signal(str, object)
    """The user paused in writing such a value: it may be half of what is meant."""
    pressed = Signal(str)
    """The user pressed the button beside a parameter."""

    def __init__(
        self, parent: QWidget | None = None, buttons: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        super().__init__(parent)
        self._button_texts = buttons or {}
        self._theme = THEMES["dark"]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._parameters: tuple[Parameter, ...] = ()
        self._fields: dict[str, Field] = {}
        self._error_labels: dict[str, QLabel] = {}
        self._error_texts: dict[str, str] = {}
        self._rows: dict[str, list[QWidget]] = {}
        self.buttons: dict[str, QPushButton] = {}

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields by parameter."""
        return self._fields

    def error(self, name: str) -> str:
        """Return what is said to be wrong with a parameter, or nothing."""
        return self._error_texts.get(name, "")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._grid.setHorizontalSpacing(round(1.5 * theme.spacing))
        self._grid.setVerticalSpacing(round(0.25 * theme.spacing))
        for name, label in self._error_labels.items():
            self._dress_error(label)
            self._write_error(name)

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
            if isinstance(field, ChoiceField):
                if field.value != values[name]:
                    field.show_value(values[name])
                    self.show_error(name, "")
                continue
            same = field.value == values[name] and field.automatic == automatic.get(name)
            if fresh or not same:
                field.show_value(values[name], automatic.get(name))
                self.show_error(name, "")

    def show_error(self, name: str, text: str) -> None:
        """Say below a field what is wrong with it; nothing when the text is empty."""
        field = self._fields[name]
        if isinstance(field, ValueField):
            field.mark(bool(text))
        if self._error_texts.get(name, "") != text:
            self._error_texts[name] = text
            self._write_error(name)

    def show_row(self, name: str, shown: bool) -> None:
        """Show a parameter with all that belongs to it, or leave it out."""
        for widget in self._rows[name]:
            widget.setVisible(shown)

    def commit(self) -> None:
        """Take what was typed last."""
        for field in list(self._fields.values()):  # a value may bring other fields
            if isinstance(field, ValueField):
                field.commit()

    def restore(self) -> None:
        """Forget what was typed and what was wrong with it."""
        for name, field in self._fields.items():
            if isinstance(field, ValueField):
                field.restore()
            self.show_error(name, "")

    def _build(self, parameters: tuple[Parameter, ...]) -> None:
        for field in self._fields.values():
            field.blockSignals(
                True
            )  # hidden, one that has the keys would hand over what stands in it
        for _ in range(self._grid.count()):
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parameters = parameters
        self._fields.clear()
        self._error_labels.clear()
        self._error_texts.clear()
        self._rows.clear()
        self.buttons.clear()
        for index, parameter in enumerate(parameters):
            self._add(3 * index, parameter)

    def _add(self, row: int, parameter: Parameter) -> None:
        name = parameter.name
        error, help_text = QLabel(), QLabel(meaning(parameter))
        for label in (error, help_text):
            label.setWordWrap(True)
            label.setProperty("role", "quiet")
        if parameter.kind == "bool":
            box = QCheckBox(shown(name))
            box.setAccessibleName(shown(name))
            box.setAccessibleDescription(meaning(parameter))
            box.clicked.connect(lambda checked: self._edit(name, checked))
            self._fields[name] = box
            self._grid.addWidget(box, row, 0, 1, 2)
            row_widgets: list[QWidget] = [box]
        else:
            field = self._made(parameter)
            title = QLabel(shown(name))
            title.setBuddy(field)
            self._fields[name] = field
            self._grid.addWidget(title, row, 0)
            beside = self._with_button(name, field)
            self._grid.addWidget(beside, row, 1)
            row_widgets = [title, beside]
        self._error_labels[name] = error
        self._dress_error(error)
        error.hide()
        if not parameter.doc:
            help_text.hide()
        below = QVBoxLayout()
        # what is not explained belongs to the row below
        below.setContentsMargins(
            0, 0, 0, round(self._theme.spacing * (1.0 if parameter.doc else 0.25))
        )
        below.setSpacing(0)
        below.addWidget(error)
        below.addWidget(help_text)
        column = 0 if parameter.kind == "bool" else 1
        holder = QWidget()
        holder.setLayout(below)
        self._grid.addWidget(holder, row + 1, column, 1, 2 - column)
        self._rows[name] = [*row_widgets, holder]

    def _made(self, parameter: Parameter) -> ChoiceField | ValueField:
        name = parameter.name
        if parameter.kind == "choice":
            choice = ChoiceField(parameter)
            choice.committed.connect(lambda value: self._edit(name, value))
            return choice
        field = ValueField(parameter)
        field.committed.connect(lambda value: self._edit(name, value))
        field.attempted.connect(lambda value: self.attempted.emit(name, value))
        field.complained.connect(lambda text: self.show_error(name, text))
        return field

    def _with_button(self, name: str, field: QWidget) -> QWidget:
        if name not in self._button_texts:
            return field
        text, help_text = self._button_texts[name]
        button = QPushButton(text)
        button.setToolTip(help_text)
        button.setAccessibleDescription(help_text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.pressed.emit(name))
        self.buttons[name] = button
        holder = QWidget()
        pair = QHBoxLayout(holder)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(round(self._theme.spacing))
        pair.addWidget(field, 1)
        pair.addWidget(button)
        return holder

    def _edit(self, name: str, value: Value) -> None:
        self.show_error(name, "")
        self.edited.emit(name, value)

    def _write_error(self, name: str) -> None:
        label, text = self._error_labels[name], self.error(name)
        pointing = _pointing(text, self._theme)
        form = Qt.TextFormat.RichText if pointing else Qt.TextFormat.PlainText
        label.setTextFormat(form)
        label.setText(pointing or text)
        label.setVisible(bool(text))

    def _dress_error(self, label: QLabel) -> None:
        label.setStyleSheet(f"color: {self._theme.error};")


def _pointing(text: str, theme: Theme) -> str:
    """Return an error with a caret below a line as rich text: the character itself is marked.

    A caret stands below its character only in a font whose letters are equally wide. Other errors give
    nothing.
    """
    message, _, rest = text.rpartition("\n")[0].partition("\n")
    at = len(text.rpartition("\n")[2]) - 1
    if not rest or text.rpartition("\n")[2].strip() != "^":
        return ""
    import html  # for an error only: it brings the names of two thousand characters

    here = f"background-color: {theme.error}; color: {theme.card};"
    before, character, after = (
        html.escape(part).replace(" ", "&nbsp;")
        for part in (rest[:at], rest[at : at + 1], rest[at + 1 :])
    )
    marked = f'<span style="{here}">{character or "&nbsp;&nbsp;"}</span>'
    return f"{html.escape(message)}<br>{before}{marked}{after}"
