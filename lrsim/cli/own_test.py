"""``lrsim find --from``: a range test of one's own is read from a file."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

import click
from click.core import ParameterSource

from lrsim import declarations
from lrsim.cli import inputs, output
from lrsim.cli.tables import Column
from lrsim.errors import InputError, both
from lrsim.spelling import nearest
from lrsim.text.messages import Message, plural, shown
from lrsim.text.numbers import number, read_number

COLUMNS = ("lr", "loss")

NAMES = {"learning_rate": ("lr",), "rate": ("lr",), "train_loss": ("loss",)}
"""What the columns are called elsewhere."""

SEPARATORS = ",;\t"

TABLE = (
    Column(Message("suggester")),
    Column(Message("lr"), right=True),
    Column(Message("why there is none"), wraps=True),
)

GAP = Message("lr or loss is missing")
LISTED = 5
"""Lines that are named of those that are left out."""

BESIDE = ("own_file", "as_json")
"""What may be given together: the file, and the form of the answer."""


class Points(NamedTuple):
    """A range test as it stands in a file.

    Attributes
    ----------
    lr, loss : list of float
    lines : list of int
        Where each of them stands.
    gaps : list of int
        Lines that have no point.
    """

    lr: list[float]
    loss: list[float]
    lines: list[int]
    gaps: list[int]


def refuse_others() -> None:
    """Refuse options that describe an experiment: a test of one's own has none."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is not ParameterSource.DEFAULT
        if given and name not in BESIDE and context.params.get(name) is not None:
            option = parameter.opts[0] if isinstance(parameter, click.Option) else "FILE"
            raise InputError(both("--from", option), None, Message("cannot be given together"))


def show(path: str, as_json: bool) -> None:
    """Print what the suggesters read from a file."""
    from lrsim.studies.finder.own_test import suggest_lr

    with output.naming("--from", path, own=path):
        read = own_points(inputs.read(path))
        try:
            found = suggest_lr(read.lr, read.loss)
        except InputError as error:
            raise _at_its_line(error, read) from None
    if as_json:
        gaps = [{"rows": len(read.gaps), "lines": read.gaps, "reason": str(GAP)}]
        about = {"rows": len(read.lines), "skipped": gaps if read.gaps else []}
        output.emit_json({"schema_version": declarations.JSON_VERSION, **about, **found})
        return
    reasons = found.pop("reasons")
    scope = plural(
        "{n} point, learning rates {low} to {high}",
        "{n} points, learning rates {low} to {high}",
        n=len(read.lr),
        low=number(read.lr[0], 4) if read.lr else "-",
        high=number(read.lr[-1], 4) if read.lr else "-",
    )
    output.emit(f"{shown(scope)}\n{_left_out(read.gaps)}\n")
    rows = [
        (name, "-" if rate is None else number(rate, 4), reasons.get(name, ""))
        for name, rate in found.items()
    ]
    output.emit_table(TABLE, rows)
    output.emit(f"\n{shown(_advice(found['suggestion']))}\n")


def _left_out(lines: list[int]) -> str:
    """Return a line about the rows that are left out, if there are any."""
    if not lines:
        return ""
    some = [*map(str, lines[:LISTED]), "…"] if len(lines) > LISTED else [*map(str, lines)]
    said = plural(
        "{n} row is left out, {reason}: line {lines}",
        "{n} rows are left out, {reason}: lines {lines}",
        n=len(lines),
        reason=GAP,
        lines=", ".join(some),
    )
    return f"{shown(said)}\n"


def _advice(rate: float | None) -> Message:
    if rate is None:
        return Message("No learning rate is suggested.")
    return Message(
        "Start with {rate}, and compare it with a third and three times of it: a range test sees but one "
        "step at each learning rate.",
        rate=number(rate, 2),
    )


def own_points(data: bytes) -> Points:
    """Return the columns ``lr`` and ``loss`` of a CSV file; rows in which either is empty are left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(_line(line), None, Message("is not UTF-8 text")) from None
    head = text.partition("\n")[0]
    rows = _rows(text, max(SEPARATORS, key=head.count))
    _, names = next(rows, (1, []))
    places = [_place(name, names) for name in COLUMNS]
    points = Points([], [], [], [])
    for line, row in rows:
        if len(row) > len(names):
            raise InputError(_line(line), None, _too_many(len(row), len(names)))
        rate, loss = (row[place] if place < len(row) else "" for place in places)
        if not (rate and loss):
            points.gaps.append(line)
            continue
        points.lr.append(_number("lr", rate, line))
        points.loss.append(_number("loss", loss, line))
        points.lines.append(line)
    return points


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, and in which line it begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in rows:
            if row:
                yield begins, [cell.strip() for cell in row]
            begins = rows.line_num + 1
    except csv.Error as error:
        raise InputError(
            _line(begins), None, Message("is no CSV: {reason}", reason=_reason(error))
        ) from None


def _reason(error: csv.Error) -> str:
    """Return what is wrong with a row, in the word of who wrote it where that is known."""
    open_quote = Message("a quotation mark is not closed")
    return open_quote if "unexpected end of data" in str(error) else str(error)


def _too_many(cells: int, named: int) -> Message:
    return Message(
        "has {cells} cells, and the first line names {named}: are there commas within the numbers?",
        cells=cells,
        named=named,
    )


def _at_its_line(error: InputError, points: Points) -> InputError:
    """Return an error about a point as one about its line."""
    at = re.fullmatch(r"(lr|loss)\[(\d+)\]", error.where)
    if at is None:
        return error
    return InputError(f"{_line(points.lines[int(at[2])])}: {at[1]}", error.value, error.allowed)


def _place(name: str, names: list[str]) -> int:
    """Return which column has a name, in small letters or large ones."""
    lowered = [each.lower() for each in names]
    if lowered.count(name) > 1:
        raise InputError(name, None, Message("there are two columns of this name"))
    if name in lowered:
        return lowered.index(name)
    like = [each for each in names if name in nearest(each, COLUMNS, NAMES)]
    if like:
        raise InputError(
            name,
            None,
            Message("there is no such column; call {like} so if it is meant", like=like[0]),
        )
    raise InputError(
        name,
        None,
        Message(
            "there is no such column; the first line must name the columns, lr and loss among them"
        ),
    )


def _number(name: str, cell: str, line: int) -> float:
    if cell.lower() in ("nan", "none", "null"):
        return math.nan
    try:
        return read_number(cell)
    except ValueError:
        raise InputError(f"{_line(line)}: {name}", cell, Message("must be a number")) from None


def _line(line: int) -> Message:
    return Message("line {line}", line=line)
