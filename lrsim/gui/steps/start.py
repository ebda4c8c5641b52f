"""The start under the hand: how near it must be to take hold of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF

__all__ = ["GRAB_PIXELS", "is_in_reach"]

GRAB_PIXELS: Final = 22
"""How near the start the mouse must be to take hold of it."""


def is_in_reach(start: QPointF, hand: QPointF) -> bool:
    """Tell whether a hand is near enough to the start, both in pixels."""
    return (start - hand).manhattanLength() <= 1.4 * GRAB_PIXELS
