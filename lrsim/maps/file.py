"""The file of a map: its arrays and a JSON document about them in one NPZ, read without pickle."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim.errors import InputError
from lrsim.files import cannot

FORMAT = "lrsim-map"
VERSION = 1

HEADER = 2**20
"""Bytes of headers and of the document at most, beside the cells."""


def packed(about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return the content of the file.

    Parameters
    ----------
    about : dict
        What the arrays are about, as JSON has it.
    arrays : dict of str to ndarray
    """
    buffer = io.BytesIO()
    np.savez_compressed(buffer, about=document(about), **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def document(about: Mapping[str, Any]) -> npt.NDArray[np.str_]:
    """Return what the arrays are about as the file has it: JSON, in an array of one text."""
    return np.array(json.dumps({"format": FORMAT, "version": VERSION, **about}))


def read(
    path: str | os.PathLike[str], types: Mapping[str, type[np.generic]], most: int
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Return what the arrays of a file are about, and the arrays.

    Parameters
    ----------
    path : path
    types : dict of str to type
        The arrays there must be.
    most : int
        How many items an array may have.

    Raises
    ------
    InputError
        When the file cannot be read or is no map.
    """
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            _refuse_bombs(name, file, types, most)
            with np.load(file, allow_pickle=False) as stored:
                about = json.loads(str(stored["about"]))
                arrays = {key: stored[key] for key in types}
    except InputError:
        raise
    except OSError as error:
        raise cannot("read", path, error) from error
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(name, None, "is no map that lrsim wrote") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise InputError(name, None, "is no map that lrsim wrote")
    if about.get("version") != VERSION:
        allowed = f"is a map of version {about.get('version')}; this lrsim reads version {VERSION}"
        raise InputError(name, None, allowed)
    for key, array in arrays.items():
        if array.dtype != types[key]:
            raise InputError(name, None, f"is no map: {key} is {array.dtype}")
    return about, arrays


def _refuse_bombs(name: str, file: Any, types: Mapping[str, type[np.generic]], most: int) -> None:
    """Refuse what would take more memory than the largest map."""
    largest = {f"{key}.npy": most * np.dtype(kind).itemsize + HEADER for key, kind in types.items()}
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.file_size > largest.get(entry.filename, HEADER):
                raise InputError(name, None, f"is too large for a map: {entry.filename}")
    file.seek(0)
