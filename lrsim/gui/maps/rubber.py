"""The box that is drawn on a map to be zoomed into: by the mouse, or by keys from the runner's cell."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

__all__ = ["Box", "Rubber", "held"]

LEAST_BOX: Final = 6
"""Pixels that a drag must span to be a box and not a click."""

KEY_STEP: Final = 0.05
"""Share of the picture by which a key makes the box larger."""


class Box(NamedTuple):
    """A rectangle of the picture, as shares of its sides from the left and the bottom."""

    left: float
    right: float
    low: float
    high: float


class Rubber:
    """A box from where it was begun to where the hand is, in pixels."""

    def __init__(self) -> None:
        self._begun: QPointF | None = None
        self._hand: QPointF | None = None

    @property
    def begun(self) -> QPointF | None:
        """Where it was begun; None while there is none."""
        return self._begun

    @property
    def rect(self) -> QRectF:
        """What is to be seen of it; empty as long as it may still be a click."""
        if self._begun is None or self._hand is None:
            return QRectF()
        rect = QRectF(self._begun, self._hand).normalized()
        return rect if max(rect.width(), rect.height()) >= LEAST_BOX else QRectF()

    def begin(self, at: QPointF) -> None:
        """Begin at a point."""
        self._begun, self._hand = at, None

    def draw_to(self, at: QPointF) -> None:
        """Follow the hand, if a box was begun."""
        if self._begun is not None:
            self._hand = at

    def extend(self, across: int, up: int, at: QPointF, frame: QRectF) -> None:
        """Move the free corner by steps; a box that was not begun begins at a point."""
        begun = held(at, frame) if self._begun is None else self._begun
        hand = self._hand or begun
        step = QPointF(across * frame.width(), -up * frame.height()) * KEY_STEP
        self._begun, self._hand = begun, held(hand + step, frame)

    def let_go(self) -> None:
        """Have no box."""
        self._begun = self._hand = None

    def box_in(self, frame: QRectF) -> Box | None:
        """Return the box as shares of a frame; None where it is none."""
        rect = self.rect
        if rect.isNull():
            return None
        left, right = (
            (edge - frame.left()) / frame.width() for edge in (rect.left(), rect.right())
        )
        low, high = (
            (frame.bottom() - edge) / frame.height() for edge in (rect.bottom(), rect.top())
        )
        if rect.width() < LEAST_BOX:  # a line: zoom along it only
            left, right = 0.0, 1.0
        if rect.height() < LEAST_BOX:
            low, high = 0.0, 1.0
        return Box(left, right, low, high)


def held(at: QPointF, frame: QRectF) -> QPointF:
    """Return the nearest point within a frame."""
    return QPointF(
        min(max(at.x(), frame.left()), frame.right()),
        min(max(at.y(), frame.top()), frame.bottom()),
    )
