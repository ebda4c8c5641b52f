"""What a thing of Qt's is in."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject


def parents_of(thing: QObject) -> Iterator[QObject]:
    """Return what a thing is in, the nearest first."""
    above = thing.parent()
    if above is not None:
        yield above
        yield from parents_of(above)
