"""A chip of the top bar with a form behind it: a button with what holds, and a card of fields."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lrsim.catalogue.entries import Parameter
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.chip import Chip
from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.forms.popover import Popover
from lrsim.gui.forms.value_field import Value
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, shown

__all__ = ["FormChip", "Words"]


class Words(NamedTuple):
    """What a chip says.

    Attributes
    ----------
    chip : Message
        The quiet word on the button.
    title : Message
        What stands over the card.
    help : Message
        The button's tooltip.
    buttons : mapping
        Buttons beside fields: what stands on them, and what they do.
    """

    chip: Message
    title: Message
    help: Message
    buttons: Mapping[str, tuple[str, str]]


class FormChip(Chip):
    """Shows a part of the experiment on a button, and edits it in a card below."""

    edited = Signal(dict)
    """The user changed these arguments of the experiment."""

    def __init__(self, words: Words, samples: Iterable[str], theme: Theme = THEMES["dark"]) -> None:
        super().__init__(shown(words.chip), samples, theme, keeps_word=True)
        self._words = words
        self.button.setToolTip(shown(words.help))
        self.form: ParameterForm | None = None
        self._experiment: Experiment | None = None
        self._runner: Runner | None = None
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.button.set_theme(theme)
        if self.form is not None and self.popover is not None:
            self.form.set_theme(theme)
            self.popover.set_theme(theme)
            self.form.setFixedWidth(round(32 * theme.body))

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        if session.experiment is self._experiment and session.runner is self._runner:
            return
        self._experiment, self._runner = session.experiment, session.runner
        self.button.show_chosen(self.describe(session.experiment))
        self._fill()

    def open(self) -> None:
        """Open the card below the button."""
        if self._experiment is None:
            return
        if self.popover is None:
            self._make()
        assert self.form is not None  # made together with the popover
        assert self.popover is not None
        self._fill()
        self.form.restore()
        self.popover.open_below(self.button)
        # what is typed takes the place of what stands there, as it does after the Tab key
        next(iter(self.form.fields.values())).setFocus(Qt.FocusReason.TabFocusReason)

    @abstractmethod
    def describe(self, experiment: Experiment) -> str:
        """Return what stands on the button."""

    @abstractmethod
    def content(
        self, experiment: Experiment, runner: Runner
    ) -> tuple[Iterable[Parameter], Mapping[str, Value]]:
        """Return the fields of the card, and what stands in them."""

    @abstractmethod
    def edit(self, experiment: Experiment, runner: Runner, name: str, value: Any) -> None:
        """Say what the user changed; an `InputError` of it is written under the field."""

    def press(self, name: str) -> None:
        """Do what the button beside a field does."""

    def hidden_rows(self, experiment: Experiment) -> Iterable[str]:
        """Return the fields that mean nothing now."""
        return ()

    def _make(self) -> None:
        self.popover = Popover(self, shown(self._words.title))
        self.popover.closed.connect(self._forget)
        content = QWidget(self.popover.card)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        title = QLabel(shown(self._words.title))
        title.setProperty("role", "title")
        self.form = ParameterForm(content, self._words.buttons)
        self.form.edited.connect(self._edit)
        self.form.pressed.connect(self.press)
        layout.addWidget(title)
        layout.addWidget(self.form)
        self.popover.hold(content, self.form, self._theme)
        self.set_theme(self._theme)

    def _forget(self) -> None:
        self.popover = self.form = None

    def _fill(self) -> None:
        if self.form is None or self._experiment is None or self._runner is None:
            return
        parameters, values = self.content(self._experiment, self._runner)
        self.form.show_parameters(tuple(parameters), values)
        hidden = set(self.hidden_rows(self._experiment))
        for name in self.form.fields:
            self.form.show_row(name, name not in hidden)
        if self.popover is not None and self.popover.isVisible():
            self.popover.fit()

    def _edit(self, name: str, value: Any) -> None:
        if self.form is None or self._experiment is None or self._runner is None:
            return
        try:
            self.edit(self._experiment, self._runner, name, value)
        except InputError as error:
            self.form.show_error(name, shown(error.allowed))
