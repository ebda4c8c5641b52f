"""Files of lessons and scenes: read, turned into what they hold, with errors by file, line and key."""

from __future__ import annotations

import contextlib
import importlib.resources
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from lrsim import files
from lrsim.errors import InputError
from lrsim.lessons.lesson import SCHEMA_VERSION
from lrsim.lessons.lines import line_of
from lrsim.text.messages import Message

ENDING = ".toml"

_AT = r"(.*?)(?: - at (?:`key` in )?`\$(.*)`)?"
_EXPECTED = r"Expected (.*), got (.*)"
_UNKNOWN = r"Object contains unknown field `(.*)`"
_MISSING = r"Object missing required field `(.*)`"

Kind = TypeVar("Kind", bound=msgspec.Struct)


class File(NamedTuple):
    """A file: what it is called, its text, the tables in it."""

    path: str
    text: str
    tables: dict[str, Any]

    @property
    def name(self) -> str:
        """The file's name, without the number in front and the ending."""
        return re.sub(r"\A\d+-", "", Path(self.path).stem)

    @contextlib.contextmanager
    def placing(self) -> Iterator[None]:
        """Let errors inside that name a key path name file and line, too."""
        try:
            yield
        except InputError as error:
            line = line_of(self.text, _parts(error.where))
            raise error.at(f"{self.path}:{line}: ") from None

    def holds(self, kind: type[Kind]) -> Kind:
        """Return what the tables hold, checked for types and bounds alone; its name is the file's.

        Raises
        ------
        InputError
            It names the key path.
        """
        version = self.tables.get("schema_version", SCHEMA_VERSION)
        if isinstance(version, int) and version > SCHEMA_VERSION:
            allowed = Message(
                "this version of lrsim reads up to {schema_version}", schema_version=SCHEMA_VERSION
            )
            raise InputError("schema_version", version, allowed)
        try:
            return msgspec.convert({**self.tables, "name": self.name}, kind)
        except msgspec.ValidationError as error:
            raise _explained(str(error)) from None


def read(path: str) -> File:
    """Return a file of somebody's."""
    return of(path, files.read_bytes(path))


def of(path: str, data: bytes) -> File:
    """Return a file of somebody's whose bytes have been read: once, for a pipe has them once."""
    tables = files.toml_of(path, data)
    return File(path, data.decode(), tables)


def shipped(folder: str) -> Iterator[File]:
    """Return the files in a folder of ours, in the order of the numbers in front of their names."""
    place = importlib.resources.files("lrsim.assets") / folder
    found = (file for file in place.iterdir() if file.name.endswith(ENDING))
    for file in sorted(found, key=lambda file: file.name):
        text = file.read_text(encoding="utf-8")
        yield File(file.name, text, tomllib.loads(text))


def _explained(message: str) -> InputError:
    """Return what msgspec found wrong, in our manner."""
    found = re.fullmatch(_AT, message, re.DOTALL)
    assert found is not None
    said, where = found[1], (found[2] or "").removeprefix(".")
    unknown, missing = re.match(_UNKNOWN, said), re.match(_MISSING, said)
    if unknown is not None:
        key = f"{where}.{unknown[1]}".strip(".")
        return InputError(key, None, Message("is not a key that is known here"))
    if missing is not None:
        return InputError(f"{where}.{missing[1]}".strip("."), None, Message("is missing"))
    if "matching regex" in said:
        allowed = Message("needs a name of small letters, digits and _, a letter first")
        return InputError(where, None, allowed)
    expected = re.fullmatch(_EXPECTED, said)
    if expected is not None:
        kinds = {"expected": expected[1].replace("`", ""), "found": expected[2].replace("`", "")}
        return InputError(
            where, None, Message("must be of type {expected}, and is {found}", **kinds)
        )
    return InputError(where, None, Message("must fit: {reason}", reason=said.replace("`", "")))


def _parts(where: str) -> list[str | int]:
    """Return a key path such as ``steps[2].ask.question`` in its parts."""
    parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", where)
    return [int(place) if place else key for place, key in parts]
