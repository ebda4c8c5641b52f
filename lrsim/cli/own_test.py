"""``lrsim find --from``: a range test of one's own is read from a file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

import click
from click.core import ParameterSource

from lrsim import declarations, files
from lrsim.cli import output
from lrsim.cli.output import Column
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

BESIDE = ("own_file", "as_json")
"""What may be given together: the file, and the form of the answer."""


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

    data = files.read_bytes("/dev/stdin" if path == output.STDOUT else path)
    with output.naming("--from", path):
        lr, loss = columns(data)
        found = suggest_lr(lr, loss)
    if as_json:
        output.emit_json({"schema_version": declarations.JSON_VERSION, **found})
        return
    reasons = found.pop("reasons")
    scope = plural(
        "{n} point, learning rates {low} to {high}",
        "{n} points, learning rates {low} to {high}",
        n=len(lr),
        low=number(lr[0], 4) if lr else "-",
        high=number(lr[-1], 4) if lr else "-",
    )
    output.emit(f"{shown(scope)}\n\n")
    rows = [
        (name, "-" if rate is None else number(rate, 4), reasons.get(name, ""))
        for name, rate in found.items()
    ]
    output.emit_table(TABLE, rows)
    output.emit(f"\n{shown(_advice(found['suggestion']))}\n")


def _advice(rate: float | None) -> Message:
    if rate is None:
        return Message("No learning rate is suggested.")
    return Message(
        "Start with {rate}, and compare it with a third and three times of it: a range test sees but one "
        "step at each learning rate.",
        rate=number(rate, 2),
    )


def columns(data: bytes) -> tuple[list[float], list[float]]:
    """Return the columns ``lr`` and ``loss`` of a CSV file; rows that lack either are left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(_line(line), None, Message("is not UTF-8 text")) from None
    lr, loss = [], []
    for rate, value in _rows(text):
        lr.append(rate)
        loss.append(value)
    return lr, loss


def _rows(text: str) -> Iterator[tuple[float, float]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip() for name in next(rows, [])]
        rate, value = (_place(name, names) for name in COLUMNS)
        for row in rows:
            cells = [row[place].strip() if place < len(row) else "" for place in (rate, value)]
            if all(cells):
                yield (
                    _number("lr", cells[0], rows.line_num),
                    _number("loss", cells[1], rows.line_num),
                )
    except csv.Error as error:
        raise InputError(
            _line(rows.line_num), None, Message("is no CSV: {reason}", reason=str(error))
        ) from None


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
