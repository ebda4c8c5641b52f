"""The files that a command reads and writes, compared by what they are: none is written over another one."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Sequence

from lrsim.cli.output import STDOUT, quoted
from lrsim.errors import InputError, both
from lrsim.text.messages import Message

Named = tuple[str, str | None]
"""An option and the file that was given to it."""

STDOUT_NAMES = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def target(path: str | None) -> str | None:
    """Return ``-`` for standard output by its other names, which are no files to replace."""
    return STDOUT if path in STDOUT_NAMES else path


def csv_target(path: str | None, as_json: bool) -> str | None:
    """Return where ``--csv`` goes, or say why it cannot."""
    path = target(path)
    if path == "":
        raise InputError(
            "--csv ''", None, Message("must be the name of a file, or - for standard output")
        )
    if path == STDOUT and as_json:
        raise InputError(
            both("--json", "--csv"), None, Message("cannot both write to standard output")
        )
    return path


def keep_apart(read: str | None, writes: Sequence[Named]) -> None:
    """Refuse outputs that are the same file as FILE, as one another, or as where standard output goes.

    Parameters
    ----------
    read : str, optional
        FILE.
    writes : sequence of (str, str or None)

    Raises
    ------
    InputError
        It names both.
    """
    outputs: list[tuple[str, str | int]] = [
        (f"{option} {quoted(path)}", path) for option, path in writes if path not in (None, STDOUT)
    ]
    outputs.append((Message("standard output"), 1))
    inputs: list[tuple[str, str | int]] = []
    if read is not None:
        inputs.append((f"FILE {quoted(read)}", 0 if read == "-" else read))
    pairs = [*itertools.combinations(outputs, 2), *itertools.product(outputs, inputs)]
    for (one, first), (other, second) in pairs:
        if _same(first, second):
            raise InputError(both(one, other), None, Message("cannot be the same file"))


def _same(one: str | int, other: str | int) -> bool:
    """Return whether two paths or descriptors are of one file, be it there or not; pipes may be shared."""
    first, second = _status(one), _status(other)
    if first is not None and second is not None:
        return stat.S_ISREG(first.st_mode) and os.path.samestat(first, second)
    if first is not None or second is not None or isinstance(one, int) or isinstance(other, int):
        return False
    return _will_be_same(os.path.realpath(one), os.path.realpath(other))


def _will_be_same(one: str, other: str) -> bool:
    (folder, name), (another, other_name) = os.path.split(one), os.path.split(other)
    first, second = _status(folder), _status(another)
    if first is None or second is None or not os.path.samestat(first, second):
        return False
    return name == other_name or (
        name.casefold() == other_name.casefold() and _ignores_case(folder)
    )


def _ignores_case(folder: str) -> bool:
    """Return whether a folder's file system takes ``A`` and ``a`` for one name."""
    swapped = _status(folder.swapcase())
    return swapped is not None and os.path.samestat(swapped, os.stat(folder))


def _status(place: str | int) -> os.stat_result | None:
    try:
        return os.stat(place)
    except OSError:
        return None
