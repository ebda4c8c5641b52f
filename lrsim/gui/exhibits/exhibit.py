"""What an exhibit is: a view that a surface brings along, and what its losses are called there."""

from __future__ import annotations

from abc import abstractmethod
from typing import NamedTuple, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.tween import Tween
from lrsim.runs.run import Run
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

__all__ = ["Exhibit", "Measure", "Told"]


class Measure(Protocol):
    """What is plotted over steps in the loss's place.

    Attributes
    ----------
    title, sentence : Message
        Of the card.
    short : Message
        On the button that chooses between it and the loss.
    heights : tuple of float
        The lowest and the highest value of the axis.
    aim : float
        Where it should end up: a gold band.
    aim_words : Message
        What stands beside that.
    """

    title: Message
    sentence: Message
    short: Message
    heights: tuple[float, float]
    aim: float
    aim_words: Message

    def column(self, run: Run) -> FloatArray:
        """Return a column of the run's path that the values rise with: a view, float64 (rows,)."""

    def values(self, column: FloatArray) -> FloatArray:
        """Return what rows of that column are worth."""

    def said(self, value: float) -> str:
        """Return a value in words."""


class Told(NamedTuple):
    """What a runner does, in the surface's own terms.

    Attributes
    ----------
    sentence : Message
        How it goes about it and where it is; it stands beside the verdict.
    title : Message
        Of the column of the runners' table in which there is a state instead of a loss.
    states : tuple of Message
        Where it is, the longest form first.
    """

    sentence: Message
    title: Message
    states: tuple[Message, ...]


class Exhibit(Netted, QWidget):
    """A picture of the runners in the surface's own terms.

    Attributes
    ----------
    title, sentence : Message
        Of its card.
    ground : Message
        Of the surface's card beside it.
    measure : Measure
        What is plotted over steps in the loss's place.
    reduced_motion : bool
        Whether nothing is to flow.

    Signals
    -------
    selected(int)
        The user wants this runner selected.
    """

    selected = Signal(int)

    title: Message
    sentence: Message
    ground: Message
    measure: Measure

    def __init__(self) -> None:
        super().__init__()
        self.reduced_motion = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @abstractmethod
    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""

    @abstractmethod
    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""

    @abstractmethod
    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps."""

    def let_flow(self, session: Session) -> None:
        """Show what goes on while time passes, whatever the steps do; called for each frame while playing."""
