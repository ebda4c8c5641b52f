"""The file of a map: its arrays and a JSON document about them in one NPZ, read without pickle."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim.errors import InputError
from lrsim.files import cannot, is_deep
from lrsim.text.messages import Message
from lrsim.work.archives import Archive

FORMAT = "lrsim-map"
VERSION = 1

MAX_DOCUMENT = 2**20
"""Bytes of the document."""

WRONG = (
    ArithmeticError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What comes of a file that is damaged, or made to deceive."""


def packed(about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return the content of the file.

    Parameters
    ----------
    about : dict
        What the arrays are about, as JSON has it.
    arrays : dict of str to ndarray
    """
    buffer = io.BytesIO()
    np.savez_compressed(buffer, about=document(about), **arrays)  # type: ignore[arg-type]  # names, and their arrays
    return buffer.getvalue()


def document(about: Mapping[str, Any]) -> npt.NDArray[np.str_]:
    """Return what the arrays are about as the file has it: JSON, in an array of one text."""
    return np.array(json.dumps({"format": FORMAT, "version": VERSION, **about}))


@contextlib.contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[tuple[dict[str, Any], Archive]]:
    """Lend what a map's file says it is about, and the archive of its arrays.

    Raises
    ------
    InputError
        When the file cannot be read or is no map; what goes wrong in the block is taken for that, too.
    """
    name = os.fspath(path)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise InputError("", None, Message("is no ordinary file"))
        with open(path, "rb") as file:
            archive = Archive(file)
            yield _about(archive), archive
    except InputError as error:
        raise InputError(
            name, None, Message("is no map that this lrsim reads: {error}", error=error.sentence)
        ) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a member that would stand before the file's beginning
            raise InputError(name, None, Message("is no map that lrsim wrote")) from error
        raise cannot("read", path, error) from error
    except WRONG as error:
        raise InputError(name, None, Message("is no map that lrsim wrote")) from error


def _about(archive: Archive) -> dict[str, Any]:
    about = json.loads(archive.text("about", MAX_DOCUMENT))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise InputError("about", None, Message("is about something else"))
    if about.get("version") != VERSION:
        raise InputError(
            "version", about.get("version"), Message("must be {version}", version=VERSION)
        )
    if is_deep(about):
        raise InputError("about", None, Message("is nested too deeply"))
    return about
