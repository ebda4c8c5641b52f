"""Tables for the clipboard: columns apart by tabs, as spreadsheets take them.

Like CSV files they are in English, and numbers have all their digits.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["table"]


def table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as text; without a heading where that is empty."""
    lines = [tuple(heading), *rows]
    return "".join("\t".join(map(str, line)) + "\n" for line in lines if line)
