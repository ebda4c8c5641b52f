"""What every subcommand writes with: text, JSON and tables to stdout, complaints to stderr.

Nothing here ends in a traceback: characters that the terminal cannot show are replaced, a closed
pipe is `ClosedPipeError`, any other failure to write is an `InputError`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO, TypeVar

from lrsim.cli.tables import Column, aligned, ruled
from lrsim.errors import InputError, needing, shortened
from lrsim.text.messages import Message, Sentences, shown
from lrsim.text.visible import escaped

Item = TypeVar("Item")

STDOUT = "-"
"""Standard output where a file's name is asked for."""

MANY = 30
"""Items worth a progress bar: pieces of output take about a thirtieth of a second each."""

LONGEST_COMPLAINT = 600
"""Characters; a key from a hostile file may be megabytes long."""

_SUPERSCRIPTS = "[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_IN_ASCII = str.maketrans(
    {"×": "x", "÷": "/", "−": "-", "∞": "inf", "…": "...", "\N{NARROW NO-BREAK SPACE}": " "}
    | {"\N{NO-BREAK SPACE}": " "}
)


class ClosedPipeError(Exception):
    """Whoever read our output has left."""


def emit(text: str | bytes) -> None:
    """Write text, or bytes as they are, to stdout at once."""
    stream = sys.stdout
    if stream is None or stream.closed:
        raise InputError(Message("standard output"), None, Message("is closed"))
    try:
        _write(stream, text)
        stream.flush()
    except BrokenPipeError as error:
        _silence(stream)
        raise ClosedPipeError from error
    except OSError as error:
        _silence(stream)
        from lrsim import files

        reason = files.system_reason(error)
        raise InputError(
            Message("standard output"), None, Message("cannot be written: {reason}", reason=reason)
        ) from error


def write(path: str, data: bytes) -> None:
    """Write a whole file at once, or stdout for ``-``."""
    from lrsim import files

    if path == STDOUT:
        emit(data)
        return
    try:
        files.write_atomic(path, data)
    except InputError as error:
        if isinstance(error.__cause__, BrokenPipeError):
            raise ClosedPipeError from error
        raise


def emit_json(document: Any, *, indent: int = 2) -> None:
    """Print one RFC 8259 document: UTF-8, sorted keys, null for what is not finite."""
    import msgspec

    data = msgspec.json.encode(document, enc_hook=_plain, order="sorted")
    emit((msgspec.json.format(data, indent=indent) if indent else data) + b"\n")


def yes(is_so: bool) -> Message:
    """Return yes or no."""
    return Message("yes") if is_so else Message("no")


def is_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def is_watched() -> bool:
    """Return whether stderr is a terminal, where somebody looks on."""
    return sys.stderr is not None and not sys.stderr.closed and sys.stderr.isatty()


def emit_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    styles: Sequence[Sequence[str]] = (),
) -> None:
    """Print a table: coloured and fitted to its width on a terminal, plain aligned lines elsewhere.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of sequence of str
        Text, or messages, which are shown in the user's language.
    styles : sequence of sequence of str
        A rich style for each cell, used on a terminal only.
    """
    rows = [[shown(cell) for cell in row] for row in rows]
    emit(ruled(columns, rows, styles) if is_terminal() else aligned(columns, rows))


@contextlib.contextmanager
def progress(items: Iterable[Item], total: int, doing: Message) -> Iterator[Iterable[Item]]:
    """Show on stderr, if that is a terminal, how many of many items have been taken."""
    if total < MANY or not is_watched():
        yield items
        return
    with needing(Message("a progress bar"), "rich"):
        from rich.console import Console
        from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, total=total, description=shown(doing))


def complain(program: str, message: str | InputError, hint: str = "") -> None:
    """Say on stderr what is wrong, in one line, and perhaps in further ones where, and what to do."""
    with contextlib.suppress(
        OSError, ValueError
    ):  # when stderr is gone too there is nobody left to tell
        if sys.stderr is not None:
            drawing = drawn(message)
            sentence = shown(message).removesuffix("\n".join(["", *drawing]))
            lines = [escaped(f"{program}: {_shortened(sentence)}")]
            lines += [f"  {escaped(line)}" for line in drawing]
            lines += [shown(hint)] if hint else []
            _write(sys.stderr, "\n".join([*lines, ""]))
            sys.stderr.flush()


def drawn(message: object) -> list[str]:
    """Return the lines of our own making at the end of a message: a formula, and a caret below the place."""
    if isinstance(message, Sentences):
        first, *rest = message.parts
        return "\n".join(rest).split("\n") if message.between == "\n" and rest else drawn(first)
    if isinstance(message, Message):
        return next(filter(None, map(drawn, message.values.values())), [])
    return []


def quoted(word: str) -> str:
    """Return a word of the command line as a shell would take it, shortened."""
    word = shortened(word)
    if re.fullmatch(r"[\w@%+=:,./;~^-]+", word):
        return word
    return f"'{word}'" if "'" not in word else repr(word)


@contextlib.contextmanager
def naming(option: str, raw: str, own: str = "") -> Iterator[None]:
    """Let errors raised inside name the option and what was given to it.

    `own` is the name under which the value itself is known inside.
    """
    place = f"{option} {quoted(raw)}"
    try:
        yield
    except InputError as error:
        if error.where in ("", own):
            raise InputError(place, None, error.allowed) from None
        raise error.at(f"{place}: ") from None


def _write(stream: TextIO, text: str | bytes) -> None:
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text if isinstance(text, str) else text.decode())
        return
    if isinstance(text, str):
        text = _encoded(text, stream.encoding or "ascii")
    stream.flush()
    # a terminal or pipe may take a part only; the buffer sees to the rest
    buffer.write(text)
    buffer.flush()


def _encoded(text: str, encoding: str) -> bytes:
    """Return text as bytes; where characters are lacking, no figure is lost: 1.4 x 10^6 for 1.4 × 10⁶."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        text = re.sub(_SUPERSCRIPTS, lambda power: f"^{power[0].translate(_LOWERED)}", text)
        return text.translate(_IN_ASCII).encode(encoding, errors="replace")


def _silence(stream: TextIO) -> None:
    """Send what is left in the stream nowhere, or Python would fail on it once more at exit."""
    with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _shortened(message: str) -> str:
    if len(message) <= LONGEST_COMPLAINT:
        return message
    half = LONGEST_COMPLAINT // 2
    return f"{message[:half]} … {message[-half:]}"


def _plain(value: Any) -> Any:
    """Turn a message, which JSON has in English, or a numpy scalar or array into Python's own."""
    return str(value) if isinstance(value, str) else value.tolist()
