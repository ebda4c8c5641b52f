"""Where pictures stand on a lesson's stage: one under the other, or beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRect

__all__ = ["LEGEND", "parts_of", "rooms_of"]

LEGEND: Final = "legend"

WIDE: Final = 1.75
SQUARE: Final = 1.2
"""As multiples of its height: from this width on pictures stand beside each other; from the second on where
there are three, or the first of them is about as high as it is wide."""

FIRST: Final = 0.56
FIRST_OF_LITTLE: Final = 0.45
"""The first picture's share of the width then; in little width the others need more."""


def parts_of(
    room: QRect,
    pictures: Sequence[str],
    readings: Mapping[str, int],
    *,
    gap: int,
    legend: int,
    least: int,
    square: bool,
) -> dict[str, QRect]:
    """Return where everything on a stage is: names above, pictures below, and under them what is read.

    Parameters
    ----------
    room : QRect
    pictures : sequence of str
    readings : mapping of str to int
        How high each wants to be.
    gap : int
        Between two parts.
    legend : int
        The height of the runners' names; 0 for none.
    least : int
        How high pictures are to be at least; from half of the room on what is read has the rest.
    square : bool
        Whether the first picture is about as high as it is wide, and small where it is not let be so.
    """
    room = QRect(room)
    parts: dict[str, QRect] = {}
    if legend:
        parts[LEGEND] = QRect(room.left(), room.top(), room.width(), legend)
        room.setTop(room.top() + legend)
    share = 2 if pictures else 1
    spare = room.height() - least if pictures else room.height()
    for name, wanted in reversed(tuple(readings.items())):
        height = min(wanted, max(room.height() // share, spare))
        spare -= height
        top = room.bottom() + 1 - height if pictures else room.top()
        parts[name] = QRect(room.left(), top, room.width(), height)
        room.setBottom(top - gap)
    rooms = rooms_of(room, len(pictures), gap, square=square)
    return parts | dict(zip(pictures, rooms, strict=True))


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
