"""What pages of the documentation get from the code."""

from __future__ import annotations

import re
from collections.abc import Callable

MARK = re.compile(r"(<!-- made: (?P<name>[\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)

PARTS: dict[str, Callable[[], str]] = {}
"""What stands at each mark."""


def filled(text: str, page: str) -> str:
    """Return a page with what belongs between its marks."""

    def part(found: re.Match[str]) -> str:
        if found["name"] not in PARTS:
            raise SystemExit(f"docs/{page}: there is nothing to be made called {found['name']}")
        return f"{found[1]}\n{PARTS[found['name']]().strip()}\n\n{found[3]}"

    return MARK.sub(part, text)


def whole() -> dict[str, str]:
    """Return the pages that are made as a whole."""
    return {}
