"""Where pictures stand on a lesson's stage: one under the other, or beside each other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect

__all__ = ["rooms_of"]

WIDE: Final = 1.75
SQUARE: Final = 1.2
"""As multiples of its height: from this width on pictures stand beside each other; from the second on where
there are three, or the first of them is about as high as it is wide."""

FIRST: Final = 0.56
FIRST_OF_LITTLE: Final = 0.45
"""The first picture's share of the width then; in little width the others need more."""


def rooms_of(room: QRect, count: int, gap: int, *, square: bool) -> list[QRect]:
    """Return where so many pictures are.

    Parameters
    ----------
    room : QRect
        For all of them.
    count : int
    gap : int
        Between two.
    square : bool
        Whether the first one is about as high as it is wide, and small where it is not let be so.
    """
    if count < 2:
        return [QRect(room)] * count
    wide = room.width() >= WIDE * room.height()
    if not wide and (room.width() < SQUARE * room.height() or not (square or count > 2)):
        return _stacked(room, count, gap)
    left = round((FIRST if wide else FIRST_OF_LITTLE) * (room.width() - gap))
    first = QRect(room.left(), room.top(), left, room.height())
    rest = room.adjusted(left + gap, 0, 0, 0)
    return [first, *_stacked(rest, count - 1, gap)]


def _stacked(room: QRect, count: int, gap: int) -> list[QRect]:
    height = (room.height() - (count - 1) * gap) // count
    return [
        QRect(room.left(), room.top() + k * (height + gap), room.width(), height)
        for k in range(count)
    ]
