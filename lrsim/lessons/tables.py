"""Files of lessons and scenes: read, turned into what they hold, with errors by file, line and key."""

from __future__ import annotations

import contextlib
import importlib.resources
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from lrsim import files
from lrsim.errors import InputError, did_you_mean, one_of
from lrsim.lessons.lesson import SCHEMA_VERSION
from lrsim.lessons.lines import line_of
from lrsim.lessons.vocabulary import words_at
from lrsim.spelling import nearest
from lrsim.text.messages import Message

ENDING = ".toml"

_AT = r"(.*?)(?: - at (?:`key` in )?`\$(.*)`)?"
_EXPECTED = r"Expected (.*), got (.*)"
_UNKNOWN = r"Object contains unknown field `(.*)`"
_UNLISTED = r"Invalid (?:enum )?value '"
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
            line = line_of(self.text, _parts(error.where.partition(": ")[0]))
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
            raise _explained(str(error), kind) from None


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


def named(key: str, name: str, ours: Mapping[str, Kind], read: Callable[[str], Kind]) -> Kind:
    """Return one of ours by its name, or what a file holds.

    Parameters
    ----------
    key : str
        What an error calls it.
    name : str
        A name, or a path.
    ours : mapping
        What comes with lrsim, by name.
    read : callable
        Reads a path.

    Raises
    ------
    InputError
        When it is neither, or something is wrong in the file.
    """
    if name in ours:
        return ours[name]
    if name.endswith(ENDING) or os.sep in name or os.path.exists(name):
        return read(name)
    near = nearest(name, ours, {})
    if near:
        raise InputError(key, name, did_you_mean(near))
    raise InputError(key, name, Message("{allowed}, or a file", allowed=one_of(ours)))


def _explained(message: str, kind: type[Kind]) -> InputError:
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
    if re.match(_UNLISTED, said):
        value = said.split("'")[1]
        return InputError(where, value, one_of(words_at(kind, _parts(where))))
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
