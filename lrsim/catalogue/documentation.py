"""The docstrings of catalogue entries, made from their own fields."""

from __future__ import annotations

import textwrap
from typing import Any

from lrsim.catalogue.lists import Entries
from lrsim.catalogue.parameters import Parameter

WIDTH = 88

TYPES = {"text": "str", "ints": "sequence of int", "points": "sequence of (int, float)"}
TYPES |= {"constants": "dict of str to float"}
"""What a parameter's kind is called in Python, where not the same."""


def docstring(cls: Any, summary: str) -> str:
    """Return a docstring: a summary, then formula, parameters, source and an example."""
    listed = bool(cls.formula)  # the bases of entries are not
    parts = [summary, _filled(cls.doc), _formula(cls.formula)]
    parts += [_filled(cls.remarks()) if listed else ""]
    parts += [_section("Parameters", "\n".join(map(_parameter, cls.parameters())))]
    parts += [_section("Raises", f"InputError\n{_indented(_RAISES)}")]
    parts += [_section("References", _filled(cls.reference))]
    parts += [_section("Examples", f">>> import lrsim\n{cls.example()}") if listed else ""]
    return "\n\n".join(filter(None, parts)) + "\n"


_RAISES = "When a value is out of bounds; it names the parameter."


PLAIN = ("float", "int", "bool", "choice", "text")


def made(cls: Any) -> tuple[str, str]:
    """Return how an entry is made, as Python and as a spec string, with its first plain parameter."""
    plain = [p for p in cls.parameters() if p.kind in PLAIN and p.default is not None][:1]
    arguments = "".join(f"{p.name}={p.default!r}" for p in plain)
    words = "".join(f":{p.name}={p.text(p.default)}" for p in plain)
    return f"lrsim.{cls.kind}s.{cls.__name__}({arguments})", f"{cls.entry_name()}{words}"


def _parameter(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        kind = "{" + ", ".join(f'"{choice}"' for choice in parameter.choices) + "}"
    elif isinstance(parameter, Entries):
        kind = f"sequence of {parameter.entry.__name__} or str"
    else:
        kind = TYPES.get(parameter.kind, parameter.kind)
    default = f"default {parameter.default!r}"
    if parameter.default is None:
        default = "optional"
    elif parameter.kind == "entries":
        default = f'default "{parameter.text(parameter.default)}"'
    says = parameter.doc[:1].upper() + parameter.doc[1:]
    bounds = f"; {parameter.bounds} {parameter.unit}".rstrip() if parameter.bounds else ""
    return f"{parameter.name} : {kind}, {default}\n{_indented(f'{says}{bounds}.')}"


def _formula(formula: str) -> str:
    """Return a formula as it is written, an equation a line."""
    if not formula:
        return ""
    return "::\n\n" + textwrap.indent(formula.replace(";  ", "\n"), "    ")


def _section(title: str, text: str) -> str:
    return f"{title}\n{'-' * len(title)}\n{text}" if text else ""


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _indented(text: str) -> str:
    return textwrap.indent(_filled(text), "    ")
