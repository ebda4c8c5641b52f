"""The bar at the top of the window: name, what is chosen, the pages, the menu."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lrsim.gui.forms.experiment_form import ExperimentForm
from lrsim.gui.forms.kinds import Kind
from lrsim.gui.forms.noise_form import NoiseForm
from lrsim.gui.forms.pickers import Picker
from lrsim.gui.look.cards import label
from lrsim.gui.look.keys import with_key
from lrsim.gui.look.theme import Theme, icon
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say

__all__ = ["Bar"]

KINDS: Final[tuple[Kind, ...]] = ("surface", "optimizer", "schedule")

BRAND_FROM: Final = 78.0
"""In pixel sizes of the type: in a narrower window the chips have more to say than the name, …"""

OPEN_FROM: Final = 92.0
"""… and than the word beside the sign for opening; all stand closer together there."""


class Bar(Netted, QWidget):
    """A row of chips, and what is added at its end; two rows in a narrow window.

    Parameters
    ----------
    switch : QWidget
        Chooses the page.

    Signals
    -------
    openRequested
        The user wants something else to look at.
    """

    openRequested = Signal()

    def __init__(self, switch: QWidget) -> None:
        super().__init__()
        self.pickers = {kind: Picker(kind) for kind in KINDS}
        self.experiment_form, self.noise_form = ExperimentForm(), NoiseForm()
        self._brand = label("lrsim", "brand")
        self.open_button = QPushButton()
        self.open_button.setProperty("plain", True)
        self.open_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.open_button.setAccessibleName(say("Open"))
        self.open_button.setToolTip(
            with_key(Message("Open a scene, a file or a share code"), "open")
        )
        self.open_button.clicked.connect(self.openRequested)
        self._body, self._unit = 1.0, 0
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._row, self._below = QHBoxLayout(), QHBoxLayout()
        self._rows.addLayout(self._row)
        self._rows.addLayout(self._below)  # which takes no room while it is empty
        for widget in (self._brand, self.open_button, *self.pickers.values()):
            self._row.addWidget(widget)
        self._others: list[QWidget] = [*self._forms, switch]
        self._is_folded = False
        self._lay_out()

    @property
    def _chips(self) -> tuple[Picker | ExperimentForm | NoiseForm, ...]:
        return (*self.pickers.values(), *self._forms)

    @property
    def _forms(self) -> tuple[ExperimentForm | NoiseForm, ...]:
        return self.experiment_form, self.noise_form

    def add(self, widget: QWidget) -> None:
        """Put something at the end."""
        self._others.append(widget)
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.open_button.setIcon(icon("open", theme))
        self._body, self._unit = theme.body, round(theme.spacing)
        self._fold()
        for chip in self._chips:
            chip.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what is chosen."""
        if what & (Change.EXPERIMENT | Change.SELECTION):
            for chip in self._chips:
                chip.setHidden("pickers" in session.experiment.hide)
                chip.show_session(session, what)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the name out where there is no room for it, and take two rows where there is none in one."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        across = self.width() / self._body
        self._brand.setVisible(across >= BRAND_FROM)
        self.open_button.setText(say("Open") if across >= OPEN_FROM else "")
        self.open_button.setMinimumWidth(self.open_button.sizeHint().width())  # chips give way
        for layout in (self._rows, self._row, self._below):
            layout.setSpacing(round((1.2 if across >= OPEN_FROM else 0.5) * self._unit))
        folds = self.width() < self._least_width()
        if folds != self._is_folded:
            self._is_folded = folds
            self._lay_out()

    def _least_width(self) -> int:
        """Return from which width on one row is enough."""
        widgets = [self.open_button, *self.pickers.values(), *self._others]
        widths = [max(w.minimumSizeHint().width(), w.minimumWidth()) for w in widgets]
        return sum(widths) + self._row.spacing() * (len(widths) - 1)

    def _lay_out(self) -> None:
        """Put all but the pickers beside them, or below, the forms left and the rest right."""
        for layout in (self._row, self._below):
            kept = 2 + len(self.pickers) if layout is self._row else 0
            for place in reversed(range(kept, layout.count())):
                layout.takeAt(place)
        target = self._below if self._is_folded else self._row
        for widget in self._others:
            if widget is self._others[len(self._forms)]:
                target.addStretch(1)
            target.addWidget(widget)
