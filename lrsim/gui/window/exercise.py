"""An exercise: what its experiment hides is left out of the window, which says so.

What is left out within a view the view knows itself; here are cards and what stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lrsim.gui.look.cards import Card, corner_button
from lrsim.gui.look.lines import Sentence
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Change, Session
from lrsim.text.messages import say

__all__ = ["Exercise"]


class Exercise(Netted, QWidget):
    """A line that says that something is hidden, with a way to see it; there is no line where nothing is.

    Parameters
    ----------
    cards : mapping of str to Card
        What shows words in place of its content, by the names that experiments hide.

    Signals
    -------
    showAllRequested
        The user wants to see all of it.
    """

    showAllRequested = Signal()

    def __init__(self, cards: Mapping[str, Card]) -> None:
        super().__init__()
        self._cards = cards
        self._hide: tuple[str, ...] = ()
        self.sentence = Sentence(say("Some controls are hidden for this exercise"))
        self.all_button = corner_button(
            say("Show all"), say("Show what is hidden; undo hides it again")
        )
        self.all_button.clicked.connect(self.showAllRequested)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.sentence, 1)
        self._row.addWidget(self.all_button)
        self.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        self._row.setSpacing(round(theme.spacing))

    def show_session(self, session: Session, what: Change) -> None:
        """Leave out what is hidden, and say so."""
        hide = session.experiment.hide
        if not what & Change.EXPERIMENT or hide == self._hide:
            return
        self._hide = hide
        for name, card in self._cards.items():
            card.veil(say("hidden for this exercise") if name in hide else "")
        self.setVisible(bool(hide))
        if "reveal" in hide:
            session.set_reveal(False)
