"""What a dial shows at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor

from lrsim.gui.dial.labels import HAND, Tick
from lrsim.gui.dial.marks import is_starred
from lrsim.gui.dial.scale import DecadeWindow
from lrsim.studies.zone.arc import Arc
from lrsim.text.learning_rates import LR_DIGITS
from lrsim.text.messages import Message
from lrsim.text.numbers import number

__all__ = ["DialState", "large_number"]

LARGE_LETTERS: Final = 7
"""Letters of the longest value that is still the largest type of the window."""


def large_number(lr: float, rate: float | None) -> str:
    """Return the number on the knob: the rate in force as everywhere, or else the value chosen.

    A value that was typed has the digits that there is room for in large type; at least three.
    """
    if rate is not None:
        return number(rate)
    texts = (number(lr, digits) for digits in range(LR_DIGITS, 3, -1))
    return next((text for text in texts if len(text) <= LARGE_LETTERS), number(lr))


@dataclass(frozen=True, slots=True)
class DialState:
    """What the face shows."""

    lr: float
    window: DecadeWindow
    accent: QColor
    owner: str
    note: str
    enabled: bool
    focused: bool
    number_hidden: bool
    arc: Arc | None = None
    ticks: tuple[Tick, ...] = ()
    rate: float | None = None
    """The rate in force, where a schedule makes it another than the dial's."""
    needle: float = 0.0
    """Where the needle points."""
    symbol: str = ""
    """The owner's shape."""
    letters: int = 0
    """Letters that the value has room for at least, so that it does not breathe while it moves."""
    legend: bool = False
    """Whether the textures of the ring are explained, where there is no note."""
    about: str = ""
    """From where on the ring tells it."""

    @property
    def worded(self) -> tuple[object, ...]:
        """What stands on the knob in words, beside the number."""
        return self.owner, self.symbol, self.accent.rgba(), self.rate is not None

    @property
    def is_starred(self) -> bool:
        """Whether a tick stands where the best run of the zone would be marked."""
        best = None if self.arc is None else self.arc.best
        return is_starred(best, self.ticks, self.window)

    @property
    def marked(self) -> tuple[Tick, ...]:
        """The ticks, that of the hand first where it is not the needle's."""
        if self.rate is None:
            return self.ticks
        lr = number(self.lr)
        return Tick(self.lr, HAND, Message("set {lr}", lr=lr), lr), *self.ticks
