"""What a card shows as numbers; like CSV files in English, with all digits."""

from __future__ import annotations

from collections.abc import Iterable

from lrsim.text.tables import Table

__all__ = ["table"]


def table(heading: Iterable[object], rows: Iterable[Iterable[object]]) -> Table:
    """Return a table of what may be worked out row by row."""
    return Table(tuple(map(str, heading)), tuple(map(tuple, rows)))
