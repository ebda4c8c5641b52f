"""On which line of a TOML file a key stands: `tomllib` doesn't say."""

from __future__ import annotations

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]

_TABLE = r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?"
_KEY = r"""\s*([\w.-]+|"[^"]*")\s*="""


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line of a key path, or of the nearest table or key around it; from 1 on.

    Parameters
    ----------
    text : str
        What the file holds.
    path : sequence of str or int
        Keys, and places in lists.
    """
    lines = _lines(text)
    wanted = tuple(path)
    while wanted and wanted not in lines:
        wanted = wanted[:-1]
    return lines.get(wanted, 1)


def _lines(text: str) -> dict[Path, int]:
    """Return the line of each header and key of a file."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(_outside_strings(text), 1):
        header = re.fullmatch(_TABLE, line)
        key = re.match(_KEY, line)
        if header is not None:
            table = _place(header[2], counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key is not None:
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def _place(name: str, counts: dict[Path, int]) -> Path:
    """Return the path of a header: within the last table of each list on its way."""
    path: Path = ()
    parts = _parts(name)
    for place, part in enumerate(parts, 1):
        path = (*path, part)
        if path in counts and place < len(parts):
            path = (*path, counts[path])
    return path


def _parts(name: str) -> list[str]:
    return [part.strip().strip('"') for part in name.split(".")]


def _outside_strings(text: str) -> list[str]:
    """Return the lines, empty where they are inside of a string of several lines."""
    blank = re.compile(r"(\"\"\"|\'\'\')(.*?)\1", re.DOTALL)
    return blank.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n")
