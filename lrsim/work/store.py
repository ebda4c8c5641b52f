"""The store of finished chunks: one file that is only ever appended to, so that nothing finished is lost.

Layout, all numbers little-endian: 8 bytes `MAGIC`; length (u32) and CRC-32 (u32) of the header; the header,
JSON that says what the chunks are of; then one record for each finished chunk, in the order in which they
finished: its number (u32), the length (u32) and CRC-32 (u32) of its data, and the data, one field of all
cells after the other. A record that was being written when the process was killed is dropped.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from lrsim import files
from lrsim.errors import InputError
from lrsim.work.tiles import Tile, Tiling

MAGIC = b"lrsim-1\n"

MAX_HEADER = 2**20
"""Bytes; an experiment and two axes take far less."""

IN_MEMORY = 2**28
"""Bytes of chunks that are held in memory where nobody asked for a file; more go to a temporary one."""

_HEAD = struct.Struct("<II")
_RECORD = struct.Struct("<III")

Fields = tuple[tuple[str, str], ...]
"""Names and types (``"<f8"``) of what is kept of each cell."""


class Store:
    """The finished chunks of one piece of work.

    Parameters
    ----------
    file : binary file
        Open for reading and writing, seekable, with its header in place.
    tiling : Tiling
        What the chunks' numbers mean.
    fields : tuple of (str, str)
        What is kept of each cell.
    begin : int
        Where the header ends.
    name : str
        What complaints call it.
    """

    def __init__(
        self,
        file: IO[bytes],
        tiling: Tiling,
        fields: Fields,
        begin: int = 0,
        name: str = "a temporary file",
    ) -> None:
        self._file = file
        self._name = name
        self._tiling = tiling
        self._types = {name: np.dtype(kind) for name, kind in fields}
        self._places: dict[int, int] = {}
        self._end = begin
        self._scan()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, number: object) -> bool:
        return number in self._places

    def put(self, number: int, cells: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append a finished chunk: each field an array of the tile's shape.

        When this is interrupted the next chunk is written over what there is of it.

        Raises
        ------
        InputError
            When there is no room for it.
        """
        data = b"".join(
            np.ascontiguousarray(cells[name], dtype=kind).tobytes()
            for name, kind in self._types.items()
        )
        if len(data) != self.size(number):
            raise ValueError(f"chunk {number} has {len(data)} bytes, not {self.size(number)}")
        try:
            self._file.seek(self._end)
            self._file.write(_RECORD.pack(number, len(data), zlib.crc32(data)) + data)
            self._file.flush()
        except OSError as error:
            raise files.cannot("written", self._name, error) from error
        self._places[number] = self._end + _RECORD.size
        self._end += _RECORD.size + len(data)

    def size(self, number: int) -> int:
        """Return how many bytes a chunk has."""
        return sum(kind.itemsize for kind in self._types.values()) * self._tiling.tile(number).cells

    def get(self, number: int, name: str) -> npt.NDArray[Any]:
        """Return one field of a finished chunk, an array of the tile's shape."""
        place, tile = self._places[number], self._tiling.tile(number)
        for field, kind in self._types.items():
            if field == name:
                self._file.seek(place)
                data = self._file.read(kind.itemsize * tile.cells)
                return np.frombuffer(data, kind).reshape(tile.shape)
            place += kind.itemsize * tile.cells
        raise KeyError(name)

    def bands(self, name: str) -> Iterator[npt.NDArray[Any]]:
        """Yield one field of the whole table, a band of rows at a time."""
        for numbers in self._tiling.bands():
            first, last = self._tiling.tile(numbers[0]), self._tiling.tile(numbers[-1])
            band = Tile(first.top, first.bottom, 0, last.right)
            rows = np.empty(band.shape, self._types[name])
            for number in numbers:
                rows[:, self._tiling.tile(number).columns] = self.get(number, name)
            yield rows

    def table(self, name: str) -> npt.NDArray[Any]:
        """Return one field of the whole table, (rows, columns)."""
        return np.concatenate(list(self.bands(name)))

    def close(self) -> None:
        """Cut off what was left half-written, and see that the rest reaches the disk."""
        if self._file.closed:
            return
        with contextlib.suppress(OSError, io.UnsupportedOperation):  # a full disk was complained of
            self._file.truncate(self._end)
            os.fsync(self._file.fileno())
        with contextlib.suppress(OSError):
            self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _scan(self) -> None:
        """Find the records; the file ends before the first one that cannot be one."""
        while True:
            self._file.seek(self._end)
            head = self._file.read(_RECORD.size)
            if len(head) < _RECORD.size:
                return
            number, length, checksum = _RECORD.unpack(head)
            if number >= self._tiling.count or length != self.size(number):
                return
            data = self._file.read(length)
            if len(data) < length:
                return
            if (
                zlib.crc32(data) == checksum
            ):  # else it is computed once more, and those behind it are kept
                self._places[number] = self._end + _RECORD.size
            self._end += _RECORD.size + length


def temporary(
    tiling: Tiling, fields: Fields, folder: str | os.PathLike[str] | None = None
) -> Store:
    """Return a store that lasts as long as the process: in memory, or in a file without a name if large."""
    size = sum(np.dtype(kind).itemsize for _, kind in fields) * tiling.rows * tiling.columns
    if size <= IN_MEMORY:
        return Store(io.BytesIO(), tiling, fields)
    try:
        return Store(tempfile.TemporaryFile(dir=folder), tiling, fields)
    except OSError as error:
        raise files.cannot("written", folder or tempfile.gettempdir(), error) from error


def resumed(
    path: str | os.PathLike[str], tiling: Tiling, fields: Fields, subject: Mapping[str, str]
) -> Store:
    """Return the store in a file, which is made where there is none.

    Parameters
    ----------
    path : path
    tiling, fields
        As for `Store`.
    subject : mapping of str to str
        What the chunks are of, by name, in words: a file about anything else is refused.

    Raises
    ------
    InputError
        When the file is of other work, is none of ours, is in use, or cannot be read or written.
    """
    named = {**subject, "tiles": _shown(tiling), "fields": ", ".join(map(":".join, fields))}
    try:
        if not Path(path).exists() or not Path(path).stat().st_size:
            files.write_atomic(path, _header(named))
        file = open(path, "r+b")  # noqa: SIM115 - the store closes it
    except OSError as error:
        raise files.cannot("used", path, error) from error
    try:
        _lock(file, path)
        begin = _check(file, path, named)
        return Store(file, tiling, fields, begin, os.fspath(path))
    except BaseException:
        file.close()
        raise


def _header(subject: Mapping[str, str]) -> bytes:
    text = json.dumps(subject, ensure_ascii=False).encode()
    return MAGIC + _HEAD.pack(len(text), zlib.crc32(text)) + text


def _check(file: IO[bytes], path: str | os.PathLike[str], subject: Mapping[str, str]) -> int:
    """Return where the header ends; raises unless it says the same as `subject`."""
    name = os.fspath(path)
    if file.read(len(MAGIC)) != MAGIC:
        raise InputError(
            name, None, "is no file of finished chunks; name one that is not there yet"
        )
    head = file.read(_HEAD.size).ljust(_HEAD.size, b"\0")
    length: int
    length, checksum = _HEAD.unpack(head)
    text = file.read(length) if length <= MAX_HEADER else b""
    if zlib.crc32(text) != checksum or not text:
        raise InputError(name, None, "has a damaged header; remove it or name another file")
    found = json.loads(text)
    for key in subject:
        if found.get(key) != subject[key]:
            allowed = f"must be {_brief(subject[key])}; this file holds chunks of other work"
            raise InputError(f"{name}: {key}", _brief(str(found.get(key))), allowed)
    return len(MAGIC) + _HEAD.size + length


def _lock(file: IO[bytes], path: str | os.PathLike[str]) -> None:
    """See to it that no other process appends to the file."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(os.fspath(path), None, "is in use by another process") from error
    except OSError:  # a file system without locks
        return


def _shown(tiling: Tiling) -> str:
    return f"{tiling.rows} × {tiling.columns} in {tiling.height} × {tiling.width}"


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:56]} …"
