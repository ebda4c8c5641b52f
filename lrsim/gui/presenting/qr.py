"""A text as a QR code (ISO/IEC 18004), drawn so that a camera at the back of the room reads it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

__all__ = ["QUIET", "Matrix", "matrix_of", "module_size", "paint_code"]

QUIET: Final = 4
"""Modules of white around the code, as the standard asks for."""

LEAST: Final = 2
"""Pixels that a module has at least: finer ones no camera tells apart."""

Matrix = tuple[bytearray, ...]
"""Rows of modules, from the top: 1 is dark."""


def matrix_of(text: str) -> Matrix | None:
    """Return the modules of a text's code, at error level M; None where it is too long for any."""
    import segno  # few windows show a code

    try:
        code = segno.make(text, error="m", boost_error=False, micro=False)
    except segno.DataOverflowError:
        return None
    return tuple(code.matrix)


def module_size(matrix: Matrix, room: int) -> int:
    """Return how many pixels across a module is in a square room: whole ones; 0 where it is too fine."""
    size = room // (len(matrix) + 2 * QUIET)
    return size if size >= LEAST else 0


def paint_code(painter: QPainter, corner: QPoint, matrix: Matrix, module: int) -> None:
    """Paint a code from its upper left corner on, dark on white whatever the theme: scanners want it so."""
    side = module * (len(matrix) + 2 * QUIET)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(corner.x(), corner.y(), side, side, Qt.GlobalColor.white)
    left, top = corner.x() + QUIET * module, corner.y() + QUIET * module
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                place = QRect(left + column * module, top + row * module, module, module)
                painter.fillRect(place, Qt.GlobalColor.black)
