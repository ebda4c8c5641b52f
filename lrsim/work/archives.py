"""NumPy archives: written a band of rows at a time, as they may be larger than memory, and read warily."""

from __future__ import annotations

import contextlib
import math
import os
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.errors import InputError
from lrsim.text.messages import Message

MAX_MEMBERS = 64
"""Of an archive that is read."""

MAX_HEADER = 2**10
"""Bytes in front of an array, and of its entry in the directory; NumPy writes 128."""

BLOCK = 2**20
"""Bytes that are unpacked at a time."""

NPY = b"\x93NUMPY"
ENCRYPTED = 1
"""A bit of a member's flags."""

LOCATOR_SIZE = 20
"""What may stand in front of the end: where the directory of a larger archive is."""

_END = struct.Struct("<4s4H2IH")
"""The last record of an archive: APPNOTE.TXT 4.3.16, without a comment."""

_HEADER = re.compile(
    rb"\{'descr': '(?P<descr>[<|>]\w+)', 'fortran_order': (?P<fortran>True|False), "
    rb"'shape': \((?P<shape>[0-9, ]*)\), \} *\n"
)


class Bands(NamedTuple):
    """An array that comes in pieces along its first axis.

    Attributes
    ----------
    shape : tuple of int
    dtype : dtype
    pieces : iterable of ndarray
        In order; together they have the shape.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    pieces: Iterable[npt.NDArray[Any]]


def write_npz(file: IO[bytes], arrays: Mapping[str, npt.NDArray[Any] | Bands]) -> None:
    """Write an archive that `numpy.load` reads.

    Parameters
    ----------
    file : binary file
        Open for writing; needs no seeking.
    arrays : mapping of str to ndarray or Bands
        By the name that the archive has them under.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, given in arrays.items():
            bands = given if isinstance(given, Bands) else _whole(given)
            # opened by name a member has no date: the same content gives the same file
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                _write_header(member, bands)
                for piece in bands.pieces:
                    member.write(np.ascontiguousarray(piece, bands.dtype).tobytes())


def _whole(array: npt.NDArray[Any]) -> Bands:
    return Bands(array.shape, array.dtype, [array])


def _write_header(member: IO[bytes], bands: Bands) -> None:
    """Write what stands in front of an array: the format of ``.npy`` files."""
    description = {
        "descr": np.lib.format.dtype_to_descr(bands.dtype),
        "fortran_order": False,
        "shape": bands.shape,
    }
    np.lib.format.write_array_header_2_0(member, description)


class Archive:
    """An archive that is read: what it claims of an array is checked before there is room made for it.

    Parameters
    ----------
    file : binary file
        Open for reading, seekable.

    Raises
    ------
    InputError
        Here and below: it names the array, or nothing where it is about all of the file. What is damaged
        brings about the errors of `zipfile` and `zlib`, too.
    """

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        self._archive = zipfile.ZipFile(file)

    def text(self, name: str, most: int) -> str:
        """Return an array of one text, which takes at most so many bytes."""
        with self._member(name, most) as member:
            header = _read_header(name, member)
            if header.shape or not header.descr.startswith("<U"):
                raise InputError(name, None, Message("is no text"))
            return member.read().decode("utf-32-le").rstrip("\0")

    def array(self, name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """Return an array, which must have this type and shape."""
        with self._member(name, math.prod(shape) * dtype.itemsize) as member:
            header = _read_header(name, member)
            if (header.descr, header.shape) != (dtype.str, shape):
                allowed = Message("holds numbers of another kind, or not as many as it should")
                raise InputError(name, None, allowed)
            cells = np.empty(math.prod(shape), dtype)
            _fill(name, member, cells.view(np.uint8).data)
        return cells.reshape(shape, order="F" if header.fortran else "C")

    @contextlib.contextmanager
    def _member(self, name: str, most: int) -> Iterator[IO[bytes]]:
        info = self._archive.getinfo(f"{name}.npy")
        if info.flag_bits & ENCRYPTED:
            raise InputError(name, None, Message("is encrypted"))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(name, None, Message("is packed in a way that NumPy does not use"))
        if info.file_size > most + MAX_HEADER:
            raise InputError(
                name, None, Message("is too large: {file_size} bytes", file_size=info.file_size)
            )
        with self._archive.open(info) as member:
            yield member


class _Header(NamedTuple):
    descr: str
    fortran: bool
    shape: tuple[int, ...]


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a list of members that is long enough to fill memory: `zipfile` reads all of it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - LOCATOR_SIZE))
    tail = file.read().rjust(_END.size + LOCATOR_SIZE, b"\0")
    signature, *_, count, length, _, _ = _END.unpack(tail[LOCATOR_SIZE:])
    if signature != b"PK\5\6" or tail.startswith(b"PK\6\7"):
        raise InputError("", None, Message("is no archive of NumPy's, or larger than 2 GiB"))
    if count > MAX_MEMBERS or length > MAX_MEMBERS * MAX_HEADER:
        raise InputError(
            "", None, Message("has more than {max_members} members", max_members=MAX_MEMBERS)
        )


def _read_header(name: str, member: IO[bytes]) -> _Header:
    """Read what stands in front of an array: only what NumPy writes, as others would have to be evaluated."""
    magic = member.read(len(NPY) + 2)
    length = int.from_bytes(member.read(2 if magic == NPY + b"\1\0" else 4), "little")
    text = member.read(length) if length <= MAX_HEADER else b""
    found = _HEADER.fullmatch(text)
    if not magic.startswith(NPY) or found is None:
        raise InputError(name, None, Message("has no header of a NumPy array"))
    shape = tuple(int(count) for count in found["shape"].split(b",") if count.strip())
    return _Header(found["descr"].decode(), found["fortran"] == b"True", shape)


def _fill(name: str, member: IO[bytes], room: memoryview) -> None:
    """Read as many bytes as there is room for, and no more may come."""
    place = 0
    while part := member.read(BLOCK):
        if place + len(part) > len(room):
            raise InputError(name, None, Message("is longer than its header says"))
        room[place : place + len(part)] = part
        place += len(part)
    if place < len(room):
        raise InputError(name, None, Message("is shorter than its header says"))
