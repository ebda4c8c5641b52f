"""What a picker opens: the catalogue's entries as a list, and the form of the one that is marked."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from lrsim.catalogue.entries import Entry, entries
from lrsim.errors import InputError
from lrsim.gui.forms.catalogue_list import CatalogueList
from lrsim.gui.forms.catalogue_preview import Preview
from lrsim.gui.forms.clip_form import ClipForm
from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.forms.kinds import Catalogue
from lrsim.gui.forms.value_field import Value, format_value
from lrsim.gui.forms.written import refusal, written_entry
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.optimizers import Optimizer
from lrsim.runner import Runner
from lrsim.schedules import Schedule
from lrsim.text.messages import Message, say, shown

__all__ = ["CatalogueCard"]

_STEERING = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)


class CatalogueCard(Netted, QWidget):
    """Entries on the left; formula, story and parameters of the marked one on the right.

    The arrow keys mark an entry without choosing it; a click chooses it, and so does giving it another
    parameter; Enter chooses it and closes the card. What is typed may be an entry written out, or a formula.
    """

    chosen = Signal(object)
    """The user chose this entry."""
    done = Signal()
    """The user pressed Enter, which chooses what is marked, or clicked twice: the card may close."""

    def __init__(self, catalogue: Catalogue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = catalogue.base
        self._classes = list(entries(catalogue.base).values())
        self._written: Entry | None = None
        self._current: Entry | None = None
        self._marked: Entry | None = None
        self._steps = 0
        self._lr = 0.1
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(shown(catalogue.filter(len(self._classes))))
        self.filter.setAccessibleName(say("Filter"))
        self.filter.installEventFilter(self)
        self.list = CatalogueList(self._classes, shown(catalogue.name), theme, self)
        self.told = label("", "quiet")
        self.told.setWordWrap(True)
        self.told.hide()
        empty = QVBoxLayout(self.list.viewport())
        empty.addWidget(self.told)
        empty.addStretch(1)
        self.preview = Preview(theme)
        self.title, self.formula, self.story, self.dial = (QLabel() for _ in range(4))
        self.title.setProperty("role", "title")
        self.story.setProperty("role", "quiet")
        self.dial.setProperty("role", "quiet")
        self.form = ParameterForm()
        self.clips = ClipForm()
        self.clips.setVisible(False)
        details = QVBoxLayout()
        for text in (self.title, self.formula, self.story, self.dial):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        for widget in (self.title, self.formula, self.story, self.dial, self.preview):
            details.addWidget(widget)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.form)
        column.addWidget(self.clips)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        details.addWidget(self._scroll, 1)
        self._details = details
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.filter)
        self._row = QHBoxLayout()
        self._column.addLayout(self._row, 1)
        self._row.addWidget(self.list)
        self._row.addLayout(details, 1)
        self.filter.textChanged.connect(self._filter)
        self.list.typed.connect(self._type)
        self.list.marked.connect(self._mark)
        self.list.picked.connect(self._pick)
        self.list.done.connect(self.done)
        self.form.edited.connect(self._edit)
        self.form.attempted.connect(self._attempt)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.list.set_theme(theme)
        self.form.set_theme(theme)
        self.clips.set_theme(theme)
        self.preview.set_theme(theme)
        self._column.setSpacing(round(theme.spacing))
        self.formula.setFont(theme.font())
        self._row.setSpacing(round(2 * theme.spacing))
        self._details.setSpacing(round(0.75 * theme.spacing))
        # as high as the list or the longest form of this kind asks for, within reason
        longest = max(len(cls.parameters()) for cls in self._classes)
        wanted = max(self.list.content_height(), round((9 + 4.7 * longest) * theme.body))
        height = min(wanted, round(31 * theme.body)) + round(3 * theme.body)
        self.setFixedSize(round(52 * theme.body), height)

    def show_entry(
        self, entry: Entry, steps: int, lr: float = 0.1, *, afresh: bool = False
    ) -> None:
        """Show which entry is chosen, with budget and dial; `afresh` forgets what was typed."""
        if afresh:
            self.filter.clear()
        same_class = type(entry) is type(self._current) and not afresh
        marked_current = self._marked is None or type(self._marked) is type(self._current)
        self._current, self._steps, self._lr = entry, steps, lr
        self.list.show_chosen(type(entry))
        if afresh or marked_current or not same_class:
            self.list.show_marked(type(entry))
            self._show_details(entry, afresh)

    def show_runner(self, runner: Runner) -> None:
        """Show what an optimizer's runner clips its gradients to."""
        self.clips.show_runner(runner)
        self.clips.setVisible(True)

    def take_focus(self) -> None:
        """Give the keys to the list."""
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the filter on Esc before it closes the card; a field's Esc is the field's."""
        in_form = self._scroll.isAncestorOf(self.focusWidget())
        if event.key() == Qt.Key.Key_Escape and self.filter.text() and not in_form:
            self.filter.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the filter's line steer the list: arrows mark, Enter picks."""
        if isinstance(event, QKeyEvent) and watched is self.filter:
            steers = event.type() == QEvent.Type.KeyPress and event.key() in _STEERING
            if steers:
                self.list.keyPressEvent(event)
            return steers
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        """Show what answers the text; first what it is itself, written out with parameters or a formula."""
        self._written = written_entry(self._base, text)
        self.list.filter(text, None if self._written is None else type(self._written))
        self.told.setVisible(not self.list.classes)
        if not self.list.classes:
            self.told.setText(refusal(self._base, text) or say("Nothing answers that."))

    def _type(self, text: str) -> None:
        """Take what was typed while the list had the keys; it keeps them."""
        if text == "\b":
            self.filter.backspace()
        else:
            self.filter.insert(text)

    def _show_details(self, entry: Entry, afresh: bool = False) -> None:
        self._marked = entry
        self.title.setText(say(entry.title))
        self.formula.setText(say(entry.formula).replace(";  ", "\n"))
        self.story.setText(say(entry.doc))
        self.dial.setText(shown(_dial_line(entry)))
        self.dial.setVisible(isinstance(entry, Optimizer))
        self.preview.show_entry(entry, self._lr, self._steps)
        self._show_form(entry)
        if afresh:
            self.form.restore()

    def _show_form(self, entry: Entry) -> None:
        values = {p.name: entry.value_of(p.name) for p in entry.adjustable}
        self.form.show_parameters(entry.adjustable, values, self._automatic(entry))

    def _automatic(self, entry: Entry) -> Mapping[str, Value]:
        """Return what the parameters that are left out stand for."""
        if not isinstance(entry, Schedule):
            return {}
        resolved = entry.resolved(self._steps).values()
        return {name: resolved[name] for name, value in entry.values().items() if value is None}

    def _entry_of(self, cls: type[Entry]) -> Entry:
        if type(self._written) is cls and self._written is not None:
            return self._written
        return self._current if type(self._current) is cls and self._current is not None else cls()

    def _mark(self, cls: type[Entry]) -> None:
        self._show_details(self._entry_of(cls), afresh=True)

    def _pick(self, cls: type[Entry]) -> None:
        entry = self._entry_of(cls)
        if type(self._current) is not cls or entry is self._written:
            self.chosen.emit(entry)

    def _attempt(self, name: str, value: Value) -> None:
        """Choose what is being written as soon as it means something; before that the last choice stays."""
        entry = self._marked
        if entry is not None:
            with contextlib.suppress(InputError):
                self.chosen.emit(_edited(entry, name, value))

    def _edit(self, name: str, value: Value) -> None:
        entry = self._marked
        if entry is None:
            return
        try:
            edited = _edited(entry, name, value)
        except InputError as error:
            where = "" if error.where == name else f"{error.where}: "
            self._show_form(entry)
            self.form.show_error(name, where + shown(error.allowed))
            return
        self.chosen.emit(edited)


def _edited(entry: Entry, name: str, value: Value) -> Entry:
    """Return an entry with another value of a parameter, or of a constant that the user has named."""
    values = entry.values()
    return (
        type(entry)(**{**values, name: value}) if name in values else entry.altered(**{name: value})
    )


def _dial_line(entry: Entry) -> str:
    """Return what the dial is for an optimizer, and where it usually stands."""
    if not isinstance(entry, Optimizer):
        return ""
    note, usual = Message(entry.dial_note), format_value(entry.default_lr)
    if not entry.uses_lr:
        return Message("The dial plays no part: it {note}.", note=note)
    if not note:
        return Message("The dial is the learning rate, usually {lr}.", lr=usual)
    return Message("The dial is {note}, usually {lr}.", note=note, lr=usual)
