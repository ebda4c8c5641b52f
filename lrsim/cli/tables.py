"""Tables of what commands print: fitted to a terminal, plain aligned lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lrsim.errors import needing
from lrsim.text.messages import Message, shown
from lrsim.text.visible import columns as wide

WRAPPED = 12
"""Characters that a cell may be wrapped to, where a table is too wide."""


class Column(NamedTuple):
    """A column of a table: its heading, and how its cells stand."""

    name: Message
    right: bool = False
    wraps: bool = False


def aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as lines in which columns stand below each other."""
    lines = [[shown(column.name) for column in columns], *rows]
    widths = [max(wide(line[index]) for line in lines) for index in range(len(columns))]
    text = []
    for line in lines:
        cells = [
            _padded(cell, width, right=column.right)
            for column, cell, width in zip(columns, line, widths, strict=True)
        ]
        text.append("  ".join(cells).rstrip() + "\n")
    return "".join(text)


def ruled(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    styles: Sequence[Sequence[str]],
) -> str:
    """Return a table fitted to the terminal, in colours; one that has no room as a block for each row."""
    with needing(Message("a table"), "rich"):
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(
            shown(column.name),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for index, row in enumerate(rows):
        painted = styles[index] if styles else [""] * len(row)
        table.add_row(*(Text(cell, style) for cell, style in zip(row, painted, strict=True)))
    console = Console()
    if _least(columns, rows) > console.width:
        return _stacked(columns, rows)
    with console.capture() as caught:
        console.print(table)
    return caught.get()


def _least(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """Return how wide a table is where all that may be wrapped is."""
    widths = [
        max(map(wide, (shown(column.name), *(row[index] for row in rows))))
        for index, column in enumerate(columns)
    ]
    return sum(
        1 + (min(width, WRAPPED) if column.wraps else width)
        for column, width in zip(columns, widths, strict=True)
    )


def _stacked(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table that is too wide as a block for each row, a line for each cell."""
    names = [shown(column.name) for column in columns]
    width = max(map(wide, names))
    blocks = (
        "".join(
            f"{_padded(name, width, right=False)}  {cell}".rstrip() + "\n"
            for name, cell in zip(names, row, strict=True)
        )
        for row in rows
    )
    return "\n".join(blocks)


def _padded(cell: str, width: int, *, right: bool) -> str:
    """Return a cell with spaces that make it as wide as its column."""
    spaces = " " * (width - wide(cell))
    return spaces + cell if right else cell + spaces
