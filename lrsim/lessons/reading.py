"""Reading a lesson file, and what is wrong with it: file, line and key."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from lrsim import files
from lrsim.errors import InputError
from lrsim.lessons.checks import check
from lrsim.lessons.lesson import SCHEMA_VERSION, Lesson
from lrsim.lessons.lines import line_of
from lrsim.text.messages import Message

_AT = r"(.*?)(?: - at `\$(.*)`)?"
_EXPECTED = r"Expected (.*), got (.*)"
_UNKNOWN = r"Object contains unknown field `(.*)`"
_MISSING = r"Object missing required field `(.*)`"


def read_lesson(path: str | os.PathLike[str]) -> Lesson:
    """Return the lesson in a file, checked: whatever it says of its runs is so.

    Parameters
    ----------
    path : str or os.PathLike
        A TOML file.

    Returns
    -------
    Lesson
        Named after its file.

    Raises
    ------
    InputError
        It names the file, the line and the key.
    """
    name = os.fspath(path)
    tables = files.read_toml(name)
    text = files.read_bytes(name).decode()
    try:
        lesson = lesson_of(tables, name_of(name))
        check(lesson)
    except InputError as error:
        raise _placed(error, name, text) from None
    return lesson


def lesson_of(tables: dict[str, Any], name: str) -> Lesson:
    """Return the lesson that the tables of a file hold, not checked beyond types and bounds.

    Raises
    ------
    InputError
        It names the key path.
    """
    version = tables.get("schema_version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        allowed = Message(
            "this version of lrsim reads up to {schema_version}", schema_version=SCHEMA_VERSION
        )
        raise InputError("schema_version", version, allowed)
    try:
        lesson = msgspec.convert(tables, Lesson)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    return msgspec.structs.replace(lesson, name=name)


def name_of(path: str) -> str:
    """Return the name of the lesson in a file: the file's, without the number in front."""
    return re.sub(r"\A\d+-", "", Path(path).stem)


def parse(text: str, name: str) -> Lesson:
    """Return a lesson of ours from its text: tests have checked it."""
    return lesson_of(tomllib.loads(text), name)


def _explained(message: str) -> InputError:
    """Return what msgspec found wrong, in our manner."""
    found = re.fullmatch(_AT, message, re.DOTALL)
    assert found is not None
    said, where = found[1], (found[2] or "").removeprefix(".")
    unknown, missing = re.match(_UNKNOWN, said), re.match(_MISSING, said)
    if unknown is not None:
        return InputError(
            f"{where}.{unknown[1]}".strip("."), None, Message("is not a key that is known here")
        )
    if missing is not None:
        return InputError(f"{where}.{missing[1]}".strip("."), None, Message("is missing"))
    expected = re.fullmatch(_EXPECTED, said)
    if expected is not None:
        kinds = {"expected": expected[1].replace("`", ""), "found": expected[2].replace("`", "")}
        return InputError(
            where, None, Message("must be of type {expected}, and is {found}", **kinds)
        )
    return InputError(where, None, Message("must fit: {reason}", reason=said.replace("`", "")))


def _placed(error: InputError, name: str, text: str) -> InputError:
    line = line_of(text, _path(error.where))
    return error.at(f"{name}:{line}: ")


def _path(where: str) -> list[str | int]:
    """Return a key path such as ``steps[2].ask.question`` in its parts."""
    parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", where)
    return [int(place) if place else key for place, key in parts]
