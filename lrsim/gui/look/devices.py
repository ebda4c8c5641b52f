"""What is painted on: pixels, for which pictures are kept, or a drawing, in which lines are lines."""

from __future__ import annotations

from PySide6.QtGui import QPaintEngine, QPainter

__all__ = ["is_drawing"]


def is_drawing(painter: QPainter) -> bool:
    """Tell whether lines stay lines and text stays text: nothing that is kept as pixels belongs there."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG
