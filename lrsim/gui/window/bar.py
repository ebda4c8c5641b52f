"""The bar at the top of the window: name, what is chosen, the pages, the menu."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lrsim.gui.forms.experiment_form import ExperimentForm
from lrsim.gui.forms.kinds import Kind
from lrsim.gui.forms.noise_form import NoiseForm
from lrsim.gui.forms.pickers import Picker
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Change, Session

__all__ = ["Bar"]

KINDS: Final[tuple[Kind, ...]] = ("surface", "optimizer", "schedule")

BRAND_FROM: Final = 1200
"""Pixels: in a narrower window the chips have more to say than the name."""


class Bar(Netted, QWidget):
    """A row of chips, and what is added at its end.

    Parameters
    ----------
    switch : QWidget
        Chooses the page.
    """

    def __init__(self, switch: QWidget) -> None:
        super().__init__()
        self.pickers = {kind: Picker(kind) for kind in KINDS}
        self.experiment_form, self.noise_form = ExperimentForm(), NoiseForm()
        self._brand = label("lrsim", "brand")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._brand, *self._chips):
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
        for chip in self._chips:
            chip.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what is chosen."""
        if what & (Change.EXPERIMENT | Change.SELECTION):
            for chip in self._chips:
                chip.show_session(session, what)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the name out where there is no room for it."""
        super().resizeEvent(event)
        self._brand.setVisible(self.width() >= BRAND_FROM)
