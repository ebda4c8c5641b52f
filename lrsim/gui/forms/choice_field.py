"""A field for a parameter that is one of a few words: all of them side by side, one pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from lrsim.catalogue.entries import Parameter
from lrsim.gui.forms.value_field import Value, meaning
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import shown

__all__ = ["ChoiceField"]

_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ChoiceField(Netted, QWidget):
    """Words as buttons, of which exactly one is pressed; the arrow keys press the next one."""

    committed = Signal(object)
    """The user pressed another word."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = parameter.default
        name, help_text = shown(parameter.name), meaning(parameter)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_text)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for word in parameter.choices:
            button = QPushButton(shown(word))
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("word", True)
            button.setAccessibleName(f"{name}: {shown(word)}")
            button.setAccessibleDescription(help_text)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, word=word: self._press(word))
            button.installEventFilter(self)
            self._group.addButton(button)
            self.buttons[word] = button
            row.addWidget(button)
        self.show_value(parameter.default)

    @property
    def value(self) -> Value:
        """The word that holds."""
        return self._value

    def show_value(self, value: Value) -> None:
        """Press a word, silently."""
        self._value = value
        self.buttons[str(value)].setChecked(True)
        self.setFocusProxy(self.buttons[str(value)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the word beside the pressed one, as in a list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            way = _WAYS.get(Qt.Key(event.key()))
            if way is not None:
                words = list(self.buttons)
                at = words.index(str(self._value)) + way
                if 0 <= at < len(words):
                    self.buttons[words[at]].setFocus()
                    self.buttons[words[at]].click()
                return True
        return super().eventFilter(watched, event)

    def _press(self, word: str) -> None:
        if word != self._value:
            self._value = word  # whoever refuses it shows the old one again
            self.committed.emit(word)
