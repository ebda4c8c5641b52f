"""Writes what the build makes of the list of kernels, `lrsim/kernels/kernels.toml`.

Each template `NAME.tp` in lrsim/ becomes the file NAME beside it (Tempita, as Cython ships it). What the
templates are given is the list, with each kernel's parameters and functions read from where they are
written.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Cython.Tempita import Template

STRUCT = re.compile(r"^ctypedef struct (\w+):[^\n]*\n((?: {4}[^\n]*\n)+)", re.MULTILINE)
FUNCTION = re.compile(r"^cdef inline [\w ]+?(\w+)\((.*?)(?=^[\w#]|\Z)", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(r"^ {4}([A-Z_]+)\b", re.MULTILINE)
SLOT = re.compile(r"\bslot(?:_[xy])?(?:\[| \+ )(\d+)")


@dataclass(frozen=True)
class Kernel:
    """A surface, rule or move, as the templates see it.

    Attributes
    ----------
    code, number : str, int
        Its name in the enumeration, and its place there.
    struct, function, module : str
        What its parameters are held by, what computes it, and the file of both.
    parameters : tuple of str
        Their names in the order of the struct, which is that of the arrays the core is given.
    has_factors : bool
        Whether the number of the step plays a part.
    """

    code: str
    number: int
    struct: str
    function: str
    module: str
    parameters: tuple[str, ...]
    has_factors: bool
    dimensions: int = 0
    opened: bool = False
    varied: bool = False
    slots: tuple[str, ...] = ()


class Sources:
    """The structs and functions written in some files of Cython."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._structs: dict[str, tuple[str, list[list[str]]]] = {}
        self._functions: dict[tuple[str, str], str] = {}
        for file in files:
            text = file.read_text(encoding="utf-8")
            for name, body in STRUCT.findall(text):
                lines = (line.partition("#")[0].split() for line in body.splitlines())
                self._structs[name] = file.stem, [words for words in lines if words]
            self._functions |= {(file.stem, name): body for name, body in FUNCTION.findall(text)}

    def kernel(
        self, code: str, number: int, suffixes: tuple[str, ...], row: dict[str, Any]
    ) -> Kernel:
        """Return a line of the list with what the files say of it; its functions end in the suffixes."""
        struct = str(row["struct"])
        if struct not in self._structs:
            raise ValueError(f"kernels.toml: {code}: there is no 'ctypedef struct {struct}'")
        module = self._structs[struct][0]
        function = str(row.get("function", code.lower()))
        for name in (function + suffix for suffix in suffixes):
            if (module, name) not in self._functions:
                raise ValueError(f"kernels.toml: {code}: {module}.pxd has no function '{name}'")
        if not (row.get("dimensions") in (1, 2) or row.get("opened") or "slots" in row):
            raise ValueError(
                f"kernels.toml: {code}: its dimensions must be 1 or 2, or it has slots"
            )
        slots = tuple(row.get("slots", ()))
        used = [int(place) for place in SLOT.findall(self._functions[module, function])]
        if used and max(used) + 1 != len(slots):
            raise ValueError(
                f"kernels.toml: {code}: '{function}' uses {max(used) + 1} slots, not {len(slots)}"
            )
        rest = {key: row[key] for key in row.keys() - {"struct", "function", "slots"}}
        return Kernel(
            code=code,
            number=number,
            struct=struct,
            function=function,
            module=module,
            parameters=() if rest.get("opened") else tuple(self.fields(struct)),
            has_factors=(module, f"{function}_factors") in self._functions,
            slots=slots,
            **rest,
        )

    def fields(self, struct: str) -> list[str]:
        """Return the names of a struct's doubles, those of a struct in it among them."""
        names: list[str] = []
        for kind, name in self._structs[struct][1]:
            names += [name] if kind == "double" else self.fields(kind)
        return [name for name in names if name != "unused"]


def write_kernels(root: Path) -> None:
    """Bring the files that are made of templates up to date; what is right already is not touched."""
    names = _listed(root / "lrsim" / "kernels")
    for template in sorted((root / "lrsim").rglob("*.tp")):
        note = f"made by the build of {template.name} and kernels.toml: edit those"
        made = Template(template.read_text(encoding="utf-8"), name=str(template))
        _write(
            template.with_suffix(""), made.substitute(names | {"note": note, "grouped": _grouped})
        )


def _listed(folder: Path) -> dict[str, object]:
    """Return what the templates are given."""
    with (folder / "kernels.toml").open("rb") as file:
        table = tomllib.load(file)
    surfaces, rules = (
        Sources(p for p in (folder / kind).glob("*.pxd") if not p.with_suffix(".pxd.tp").exists())
        for kind in ("surfaces", "rules")
    )
    evidence = Sources([folder / "measures.pxd"])
    symptoms = (folder / "symptoms.pxd").read_text(encoding="utf-8").partition("cdef enum:")[2]
    return {
        "measures": tuple(evidence.fields("Measures")),
        "thresholds": tuple(evidence.fields("Thresholds")),
        "habits": tuple(evidence.fields("Habits")),
        "symptoms": tuple(
            name.lower() for name in MEMBER.findall(symptoms.partition("SYMPTOMS")[0])
        ),
    } | {
        kind: [
            sources.kernel(code, first + place, suffixes, row)
            for place, (code, row) in enumerate(table[kind].items())
        ]
        for kind, sources, first, suffixes in (
            ("surfaces", surfaces, 0, ("", "_hessian")),
            ("rules", rules, 0, ("",)),
            ("moves", rules, len(table["rules"]), ("",)),
        )
    }


def _grouped(kernels: Iterable[Kernel]) -> list[tuple[str, list[Kernel]]]:
    """Return the files of some kernels, each with its kernels."""
    files: dict[str, list[Kernel]] = {}
    for kernel in kernels:
        files.setdefault(kernel.module, []).append(kernel)
    return sorted(files.items())


def _write(file: Path, text: str) -> None:
    """Write a file unless it has that text; in one go, for builds at the same time."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(file)
