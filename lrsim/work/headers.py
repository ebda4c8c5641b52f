"""The header of a file of finished chunks says what they are of, so that nobody goes on with something else.

Layout, all numbers little-endian: 8 bytes `MAGIC`; length (u32) and CRC-32 (u32) of a text; the text, JSON.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import IO, Any

from lrsim.errors import InputError
from lrsim.text.messages import Message

MAGIC = b"lrsim-2\n"
"""With the version of the file's layout."""

OLDER = (b"lrsim-1\n",)
"""The number of a chunk had no checksum."""

MAX_TEXT = 2**20
"""Bytes; an experiment and two axes take far less."""

DAMAGED = Message("has a damaged header; remove it or name another file")

_HEAD = struct.Struct("<II")


def packed(subject: Mapping[str, str]) -> bytes:
    """Return the header of chunks that are of something."""
    text = json.dumps(subject, ensure_ascii=False).encode()
    return MAGIC + _HEAD.pack(len(text), zlib.crc32(text)) + text


def check(file: IO[bytes], name: str, subject: Mapping[str, str]) -> bool:
    """Return whether a file's header is sound; a damaged one may yet be that of `subject`.

    Raises
    ------
    InputError
        When the file is none of finished chunks, or of others; it says what differs.
    """
    header = packed(subject)
    found = file.read(len(header))
    if found == header:
        return True
    magic, rest = found[: len(MAGIC)], found[len(MAGIC) :]
    if magic in OLDER:
        allowed = Message("was written by an older lrsim; remove it or name another file")
        raise InputError(name, None, allowed)
    if rest == header[len(MAGIC) :]:
        return False
    if magic != MAGIC:
        allowed = Message("is no file of finished chunks; name one that is not there yet")
        raise InputError(name, None, allowed)
    other = _subject_in(file)
    if other is not None:
        raise _difference(name, other, subject)
    return False


def _subject_in(file: IO[bytes]) -> dict[str, Any] | None:
    """Return what the header says, None where it is damaged."""
    file.seek(len(MAGIC))
    length: int
    length, checksum = _HEAD.unpack(file.read(_HEAD.size).ljust(_HEAD.size, b"\0"))
    text = file.read(length) if length <= MAX_TEXT else b""
    if not text or zlib.crc32(text) != checksum:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _difference(name: str, found: Mapping[str, Any], subject: Mapping[str, str]) -> InputError:
    for key in subject:
        if found.get(key) != subject[key]:
            allowed = Message(
                "must be {brief}; this file holds chunks of other work", brief=_brief(subject[key])
            )
            return InputError(f"{name}: {key}", _brief(str(found.get(key))), allowed)
    return InputError(
        name, None, Message("holds chunks of other work; name one that is not there yet")
    )


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:56]} …"
