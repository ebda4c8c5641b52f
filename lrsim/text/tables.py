"""Tables of figures as text for others: tabs, CSV and Markdown, in English, numbers with all their digits."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_FORMULA = "=+-@\t\r"
"""What a spreadsheet takes for the beginning of a formula."""


class Table(NamedTuple):
    """What a picture shows, as numbers.

    Attributes
    ----------
    heading : tuple of str
    rows : tuple of tuple
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def as_tabs(self) -> str:
        """Return it as spreadsheets take it from the clipboard."""
        return "".join(
            "\t".join(map(str, line)) + "\n" for line in (self.heading, *self.rows) if line
        )

    def as_csv(self) -> str:
        """Return it as CSV."""
        return as_csv(self.heading, self.rows)

    def as_markdown(self) -> str:
        """Return it as Markdown."""
        return as_markdown(self.heading, self.rows)


NO_FIGURES = Table((), ())


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV (RFC 4180, but for the ends of lines); what there is not is empty.

    A text that a spreadsheet would compute gets an apostrophe in front.
    """
    import csv  # few tables become files

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([_harmless(_plain(cell)) for cell in row] for row in rows)
    return text.getvalue()


def as_markdown(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as GitHub's Markdown has it, numbers to the right."""
    cells = [[_plain(cell) for cell in row] for row in rows]
    numeric = [
        all(isinstance(row[k], int | float) or row[k] == "" for row in cells)
        for k in range(len(heading))
    ]
    rule = ["---:" if right else "---" for right in numeric]
    lines = [heading, rule, *([_escaped(cell) for cell in row] for row in cells)]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _plain(cell: object) -> object:
    """Return a cell as Python's own number or text; NumPy's numbers have another form."""
    value = cell.item() if hasattr(cell, "item") else cell
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return value if isinstance(value, int | float) else str(value)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] and cell[0] in _FORMULA else cell


def _escaped(cell: object) -> str:
    return str(cell).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
