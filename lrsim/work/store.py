"""The store of finished chunks: one file that is only ever appended to, so that nothing finished is lost.

Layout, all numbers little-endian: a header that says what the chunks are of; then one record for each
finished chunk, in the order in which they finished: 8 bytes `MARK`, the chunk's number (u32), the length of
its data (u32), a CRC-32 (u32) of header, number, length and data, and the data, one field of all cells after
the other. A record that is damaged, or was being written when the process was killed, is as good as none; the
next mark leads on behind it.
"""

from __future__ import annotations

import contextlib
import io
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
from lrsim.text.messages import Message
from lrsim.work import headers
from lrsim.work.tiles import Tile, Tiling

MARK = b"\x8fchunk\x8f\n"
"""What a record begins with: whatever comes before, it can be found."""

IN_MEMORY = 2**28
"""Bytes of chunks that are held in memory where nobody asked for a file; more go to a temporary one."""

_SEARCHED = 2**20
"""Bytes that are looked at in one go when a mark is sought."""

_NAMED = struct.Struct("<II")
_RECORD = struct.Struct(f"<{len(MARK)}sIII")

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
    header : bytes
        What the file begins with, and every checksum.
    name : str
        What complaints call it; left out where it ends with the process.
    """

    def __init__(
        self,
        file: IO[bytes],
        tiling: Tiling,
        fields: Fields,
        header: bytes = b"",
        name: str = "",
    ) -> None:
        self._file = file
        self._name = name or "a temporary file"
        self.lasts = bool(name)
        """Whether what is in it outlives the process."""
        self._tiling = tiling
        self._types = {name: np.dtype(kind) for name, kind in fields}
        self._places: dict[int, int] = {}
        self._seed = zlib.crc32(header)
        self._end = len(header)
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
            checksum = self._checksum(number, data)
            self._file.write(_RECORD.pack(MARK, number, len(data), checksum) + data)
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
        """Find the records; what follows the last one is written over."""
        place = self._end
        while place >= 0:
            number = self._number_at(place)
            if number is None:
                place = self._next_mark(place + 1)
            else:
                self._places[number] = place + _RECORD.size
                self._end = place = place + _RECORD.size + self.size(number)

    def _number_at(self, place: int) -> int | None:
        """Return the number of the chunk whose record begins at a place; None where no sound one does."""
        self._file.seek(place)
        head = self._file.read(_RECORD.size)
        if len(head) < _RECORD.size:
            return None
        number: int
        mark, number, length, checksum = _RECORD.unpack(head)
        if mark != MARK or number >= self._tiling.count or length != self.size(number):
            return None
        data = self._file.read(length)
        sound = len(data) == length and self._checksum(number, data) == checksum
        return number if sound else None

    def _next_mark(self, place: int) -> int:
        """Return where the next mark is, from a place on; -1 where there is none."""
        while True:
            self._file.seek(place)
            block = self._file.read(_SEARCHED)
            found = block.find(MARK)
            if found >= 0:
                return place + found
            if len(block) < _SEARCHED:
                return -1
            place += _SEARCHED - len(MARK) + 1  # a mark may lie across the end

    def _checksum(self, number: int, data: bytes) -> int:
        return zlib.crc32(data, zlib.crc32(_NAMED.pack(number, len(data)), self._seed))


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
    name = os.fspath(path)
    named = {**subject, "tiles": _shown(tiling), "fields": ", ".join(map(":".join, fields))}
    header = headers.packed(named)
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise InputError(name, None, Message("must be an ordinary file"))
        if not Path(path).exists() or not Path(path).stat().st_size:
            files.write_atomic(path, header)
        file = open(path, "r+b")  # noqa: SIM115 - the store closes it
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise files.cannot("used", path, error) from error
    try:
        _lock(file, path)
        sound = headers.check(file, name, named)
        kept = Store(file, tiling, fields, header, name)
        if not sound:
            if not len(kept):
                raise InputError(name, None, headers.DAMAGED)
            file.seek(0)  # it is of this work, as its chunks are
            file.write(header)
        return kept
    except BaseException:
        file.close()
        raise


def _lock(file: IO[bytes], path: str | os.PathLike[str]) -> None:
    """See to it that no other process appends to the file."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(os.fspath(path), None, Message("is in use by another process")) from error
    except OSError:  # a file system without locks
        return


def _shown(tiling: Tiling) -> str:
    return f"{tiling.rows} × {tiling.columns} in {tiling.height} × {tiling.width}"
