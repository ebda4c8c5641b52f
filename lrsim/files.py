"""Reading and writing files: bounded, atomic, with errors that name the file."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from lrsim.errors import InputError
from lrsim.text.messages import Message

MAX_TEXT_BYTES = 4 * 2**20
"""An experiment of 8 runners with a long dial history is far smaller."""

MAX_DEPTH = 32
"""Tables and lists within each other; an experiment has six."""

_PART = rb"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DEEP_KEY = rb"(?<![\w-])(?:%s[ \t]*+\.[ \t]*+){%d}" % (_PART, MAX_DEPTH)
"""A dotted key of so many parts: for it `tomllib` takes memory that grows with their square, gigabytes for a
hundred kilobytes."""
_OPENED = r"/dev/stdin|/(?:dev|proc/self)/fd/\d+"

STANDARD_INPUT = Message("standard input")

_CANNOT = {
    "read": Message("cannot be read: {reason}", reason=""),
    "used": Message("cannot be used: {reason}", reason=""),
    "written": Message("cannot be written: {reason}", reason=""),
}

_REASONS: dict[str, Message] = {
    reason: reason
    for reason in (
        Message("File name too long"),
        Message("Is a directory"),
        Message("No space left on device"),
        Message("No such file or directory"),
        Message("Not a directory"),
        Message("Permission denied"),
        Message("Read-only file system"),
        Message("Too many levels of symbolic links"),
    )
}


def write_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path` so that a reader finds the old content or the new, never a part.

    Raises
    ------
    InputError
        When the file cannot be written there.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Lend a binary file that takes the place of `path` when the block ends, and only if it ends well.

    Raises
    ------
    InputError
        When the file cannot be written there.
    """
    try:
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            # through a link to the file it names: replacing the link itself would surprise its owner
            with _replacement(Path(os.path.realpath(path)), mode) as file:
                yield file
        else:  # a device or a pipe: there is nothing to replace
            with open(path, "wb") as file:
                yield file
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise cannot("written", path, error) from error


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a file of at most `MAX_TEXT_BYTES`.

    Raises
    ------
    InputError
        When it cannot be read, is larger, or may never end.
    """
    try:
        check_ends(path)
        with open(path, "rb") as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise cannot("read", path, error) from error
    return _bounded(os.fspath(path), data)


def read_standard_input() -> bytes:
    """Return what comes by standard input, at most `MAX_TEXT_BYTES`.

    Raises
    ------
    InputError
        When it is closed, cannot be read or brings more.
    """
    if sys.stdin is None or sys.stdin.closed:  # and its number may be another file's by now
        raise InputError(STANDARD_INPUT, None, Message("is closed"))
    try:
        with open(sys.stdin.fileno(), "rb", closefd=False) as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise cannot("read", STANDARD_INPUT, error) from error
    return _bounded(STANDARD_INPUT, data)


def check_ends(path: str | os.PathLike[str]) -> None:
    """Refuse what may keep a reader for ever: a named pipe waits for its other end, a device may have none.

    What a shell has opened already (``/dev/stdin``, ``/dev/fd/63``) has somebody there; the null device is
    an empty file.

    Raises
    ------
    InputError
        It names the file.
    """
    name = os.fspath(path)
    if re.fullmatch(_OPENED, name) or name == os.devnull:
        return
    mode = os.stat(path).st_mode
    if stat.S_ISFIFO(mode):
        allowed = Message("is a named pipe, and nobody may ever write to it")
        raise InputError(name, None, allowed)
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise InputError(name, None, Message("is a device, and no file"))


def _bounded(name: str, data: bytes) -> bytes:
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(
            name, None, Message("is larger than {last} MiB", last=MAX_TEXT_BYTES // 2**20)
        )
    return data


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the tables of a TOML file; a syntax error names the line."""
    return toml_of(os.fspath(path), read_bytes(path))


def toml_of(name: str, data: bytes) -> dict[str, Any]:
    """Return the tables of what was read from a TOML file of this name."""
    import tomllib  # only who reads them pays for it

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}", None, Message("is not UTF-8 text")) from error
    deep = re.search(_DEEP_KEY, data)
    if deep is not None:
        line = data.count(b"\n", 0, deep.start()) + 1
        raise InputError(f"{name}:{line}", None, Message("is nested too deeply"))
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line = _toml_reason(str(error), data)
        raise InputError(
            f"{name}:{line}", None, Message("is not valid TOML: {reason}", reason=reason)
        ) from error
    except ValueError as error:  # what Python says of a whole number of thousands of digits
        raise InputError(
            name, None, Message("is not valid TOML: a number has too many digits")
        ) from error
    except RecursionError as error:
        raise InputError(name, None, Message("is nested too deeply")) from error
    if is_deep(tables):
        raise InputError(name, None, Message("is nested too deeply"))
    return tables


def is_deep(value: object) -> bool:
    """Return whether what was read from a file has more than `MAX_DEPTH` levels."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [item for item in level if isinstance(item, dict | list)]
        if not level:
            return False
        level = [inner for item in level for inner in _items(item)]
    return True


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def cannot(done: str, path: str | os.PathLike[str], error: Exception) -> InputError:
    """Return the error for a file the system would not let us use: not be read, written or used."""
    return InputError(os.fspath(path), None, _CANNOT[done].altered(reason=system_reason(error)))


def system_reason(error: Exception) -> str:
    """Return what the system says of a file, as a message where it is one of the usual things."""
    reason = str(getattr(error, "strerror", None) or error)
    return _REASONS.get(reason, reason)


def _toml_reason(message: str, data: bytes) -> tuple[str, int]:
    reason, _, place = message.partition(" (at ")
    if place.startswith("line "):
        return reason, int(place.removeprefix("line ").split(",")[0])
    return reason, data.count(b"\n") + 1  # "at end of document"


def _mode(path: str | os.PathLike[str]) -> int | None:
    """Return the type and permissions of a file, None when there is none."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _replacement(target: Path, mode: int | None) -> Iterator[IO[bytes]]:
    """Lend a file beside `target` that takes its place and its permissions, if it has any."""
    permissions = 0o666 if mode is None else stat.S_IMODE(mode)
    # named before it is made: whenever Ctrl+C comes it is known what to take away
    name = target.parent / f".{target.name[:50]}.{os.urandom(8).hex()}"
    try:
        with open(name, "xb", opener=functools.partial(os.open, mode=permissions)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(name, permissions)  # without the umask
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
