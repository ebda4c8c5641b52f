"""NumPy archives that are written a band of rows at a time, so that they may be larger than memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt


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
