"""The bar at the top of the window: name, what is chosen, the pages, the menu."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

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

BRAND_FROM: Final = 1200
"""Pixels: in a narrower window the chips have more to say than the name, …"""

OPEN_FROM: Final = 1400
"""… and than the word beside the sign for opening."""


class Bar(Netted, QWidget):
    """A row of chips, and what is added at its end.

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
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._brand, self.open_button, *self._chips):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(switch)

    @property
    def _chips(self) -> tuple[Picker | ExperimentForm | NoiseForm, ...]:
        return (*self.pickers.values(), self.experiment_form, self.noise_form)

    def add(self, widget: QWidget) -> None:
        """Put something at the end."""
        self._row.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._row.setSpacing(round(1.2 * round(theme.spacing)))
        self.open_button.setIcon(icon("open", theme))
        for chip in self._chips:
            chip.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what is chosen."""
        if what & (Change.EXPERIMENT | Change.SELECTION):
            for chip in self._chips:
                chip.setHidden("pickers" in session.experiment.hide)
                chip.show_session(session, what)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the name out where there is no room for it."""
        super().resizeEvent(event)
        self._brand.setVisible(self.width() >= BRAND_FROM)
        self.open_button.setText(say("Open") if self.width() >= OPEN_FROM else "")
        self.open_button.setMinimumWidth(self.open_button.sizeHint().width())  # chips give way
