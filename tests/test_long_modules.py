"""A module of more than 300 lines says in its docstring why it is long (CONTRIBUTING.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lrsim"
LONG = 300
FIRST_STRING = re.compile(r'\A(?:#[^\n]*\n)*"""(.*?)"""', re.DOTALL)


def written():
    """The source files that somebody wrote: what the build makes of a template beside it is left out."""
    files = [p for end in ("py", "pyx", "pxd", "pxi", "tp") for p in PACKAGE.rglob(f"*.{end}")]
    return [p for p in files if not p.with_name(p.name + ".tp").exists()]


LENGTHS = {p: p.read_text(encoding="utf-8").count("\n") for p in written()}


@pytest.mark.parametrize("path", [p for p, n in LENGTHS.items() if n > LONG], ids=lambda p: p.name)
def test_a_long_module_says_why_it_is_long(path):
    docstring = FIRST_STRING.match(path.read_text(encoding="utf-8"))
    assert docstring, f"{path} has no docstring"
    assert re.search(r"It is long\s+because", docstring[1]), f"{path} does not say why"
