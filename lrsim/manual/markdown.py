"""A page's Markdown taken apart: what is structure stays, what is text is shown to people.

Headings, paragraphs, items of lists and cells of tables are a text each, which is what translators get.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

PLACE = re.compile(r"\{\w+\}")
NO_WORDS = re.compile(r"\{\w+\}|`[^`]*`")


class Show(Protocol):
    """What makes of a text and the values at its places what people read."""

    def __call__(self, source: str, /, **values: object) -> str:
        """Return the text as it is shown."""


def rendered(source: str, show: Show, values: Mapping[str, object]) -> str:
    """Return a page with its texts shown and its places filled in.

    Parameters
    ----------
    source : str
        Markdown: blocks with empty lines between them.
    show : callable
    values : mapping of str to object
        What stands at the places in braces.
    """

    def shown(text: str) -> str:
        used = {name[1:-1] for name in PLACE.findall(text)}
        return show(text, **{name: values[name] for name in sorted(used)})

    return "\n\n".join(_block(block, shown) for block in _blocks(source)) + "\n"


def texts(source: str) -> list[str]:
    """Return the texts of a page, those alone that have words in them."""
    found: list[str] = []

    def noted(text: str) -> str:
        found.append(text)
        return text

    for block in _blocks(source):
        _block(block, noted)
    return [text for text in dict.fromkeys(found) if re.search(r"[^\W\d_]", NO_WORDS.sub("", text))]


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of texts that are shown already."""
    head = list(columns)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _blocks(source: str) -> Iterator[str]:
    return (block for block in re.split(r"\n{2,}", source.strip()) if block)


class _Shown(Protocol):
    def __call__(self, text: str, /) -> str: ...


def _block(block: str, shown: _Shown) -> str:
    if block.startswith("#"):
        marks, _, title = block.partition(" ")
        return f"{marks} {shown(title)}"
    if block.startswith("|"):
        return "\n".join(_row(line, shown) for line in block.splitlines())
    if block.startswith("- "):
        items = re.split(r"^- ", block, flags=re.MULTILINE)[1:]
        return "\n".join(f"- {shown(' '.join(item.split()))}" for item in items)
    return shown(" ".join(block.split()))


def _row(line: str, shown: _Shown) -> str:
    if not line.strip("|-"):
        return line
    cells = (cell.strip() for cell in line.strip().strip("|").split(" | "))
    return f"| {' | '.join(shown(cell) for cell in cells)} |"
