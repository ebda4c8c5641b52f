"""What pages of the documentation get from the code."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
import numpy as np

import lrsim
from lrsim import cli, declarations, manual, parameters
from lrsim.catalogue.parameters import Parameter
from lrsim.cli import commands, find, results, sweep
from lrsim.cli import run as run_command
from lrsim.errors import written
from lrsim.lessons import lessons, progress, scenes
from lrsim.manual.markdown import table
from lrsim.studies.maps.cells import CELL_TYPES
from lrsim.text.messages import Message
from making import schemas
from making.declared import Schema

MARK = re.compile(r"(<!-- made: (?P<name>[\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)

WIDTH = 116


def filled(text: str, page: str) -> str:
    """Return a page with what belongs between its marks."""

    def part(found: re.Match[str]) -> str:
        if found["name"] not in PARTS:
            raise SystemExit(f"docs/{page}: there is nothing to be made called {found['name']}")
        return f"{found[1]}\n{PARTS[found['name']]().strip()}\n\n{found[3]}"

    return MARK.sub(part, text)


def whole() -> dict[str, str]:
    """Return the pages that are made as a whole."""
    return {name: _wrapped(manual.page(name, _english)) for name in manual.PAGES}


def _english(source: str, /, **values: object) -> str:
    return str(Message(source, **values))


def _wrapped(page: str) -> str:
    """Return a page whose paragraphs and items fit the width of an editor."""
    lines = []
    for line in page.splitlines():
        if line.startswith(("#", "|", "`")):
            lines.append(line)
        else:
            later = "  " if line.startswith("- ") else ""
            lines += textwrap.wrap(
                line, WIDTH, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
            ) or [""]
    return "\n".join(lines) + "\n"


# --- files ---


def _keys(declared: dict[str, Parameter]) -> str:
    columns = ("key", "is", "when left out", "since", "what it is")
    return table(columns, (_key(name, p) for name, p in declared.items()))


def _key(name: str, parameter: Parameter) -> tuple[str, ...]:
    own, since = getattr(declarations, name.upper()), declarations.SINCE.get(name, 1)
    default = own.default
    if default is not None and parameter.kind != "entry":
        default = parameter.plain(default)
    default = own.otherwise or f"`{_value(default)}`"
    return f"`{name}`", _is(parameter), default, str(since), own.sentence


def _is(parameter: Parameter) -> str:
    if parameter.kind == "entry":
        known = f"[catalogue](catalogue.md#{parameter.name}s)"
        return f"a table with `name` and its parameters, or a spec string: {known}"
    if isinstance(parameter, parameters.Moves):
        rates = parameter.rate.bounds
        steps = f"steps ascending up to {written(declarations.MAX_STEPS)}"
        return f"a list of pairs `[step, lr]`, {steps}, rates {rates}"
    if isinstance(parameter, parameters.Scales):
        return (
            f"a list of one factor for all coordinates, or one for each, {parameter.factor.bounds}"
        )
    if isinstance(parameter, parameters.Chosen):
        return f"a list of {', '.join(f'`{name}`' for name in parameter.choices)}"
    if parameter.kind == "floats":
        return "a list of as many finite numbers as the surface has coordinates"
    return str(parameter.allowed)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value or '""'
    return str(value) if isinstance(value, list) else written(value)


ARRAYS_OF_RUNS = {
    "names": "the runners' names",
    "experiment": "the text of the experiment file",
    "step": "before which step each row is: 0, 1, 2, …; where recording was thinned it skips",
    "lr": "the learning rate of each step",
    "position": "before each step, and at the end",
    "loss": "likewise",
}

ARRAYS_OF_MAPS = {
    "about": "JSON: `format`, `version`, `experiment`, `index`, `x`, `y`, `seeds`, `verdicts`",
    "verdict": "a place in the list `verdicts`",
    "speed": "from 0, no way at all, to 1, in the minimum at once; half and more converged",
    "final_loss": "with several seeds the mean",
    "converged_at": "a step, −1 for never",
    "exploded_at": "likewise",
    "agreement": "the share of the seeds that has the verdict; 1 for one run",
    "second": "the verdict that the second most seeds have",
}


def _arrays_of_runs() -> str:
    bowl = lrsim.Experiment("bowl", steps=7)
    kept = np.load(io.BytesIO(results.npz(bowl, lrsim.race(bowl))))
    shapes = {(8, 2): "(n + 1, d)", (8,): "(n + 1,)", (7,): "(n,)", (1,): "(runners,)", (): "()"}
    rows = []
    for name, array in kept.items():
        told = name.removesuffix("_0")
        shown = f"`{told}_i`" if told != name else f"`{name}`"
        kind = "text" if array.dtype.kind == "U" else str(array.dtype)
        rows.append((shown, kind, f"`{shapes[array.shape]}`", ARRAYS_OF_RUNS[told]))
    return table(("name", "type", "shape", "what it is"), rows)


def _arrays_of_maps() -> str:
    kinds = {name: np.dtype(kind).name for name, kind in CELL_TYPES.items()}
    rows = [
        (
            f"`{name}`",
            kinds.get(name, "text"),
            "`(rows, columns)`" if name in kinds else "`()`",
            doc,
        )
        for name, doc in ARRAYS_OF_MAPS.items()
    ]
    if set(ARRAYS_OF_MAPS) != {"about", *CELL_TYPES}:
        raise SystemExit("making/pages.py: a map has other arrays than are told")
    return table(("name", "type", "shape", "what it is"), rows)


def _columns() -> str:
    rows = [
        ("`lrsim run --csv`", results.COLUMNS),
        ("`lrsim sweep --csv`", sweep.CSV_COLUMNS),
        ("… with `--seeds`, after those", sweep.OVER_SEEDS),
        ("`lrsim find --csv`", find.CSV_COLUMNS),
        ("answers in lessons", progress.COLUMNS),
    ]
    listed = ((name, ", ".join(f"`{column}`" for column in columns)) for name, columns in rows)
    return table(("file", "columns"), listed)


# --- documents ---


def _documents() -> str:
    parts = []
    for name, schema in schemas.documents().items():
        if name in ("experiment", "common"):
            continue
        keys = table(("key", "is", "what it is"), _paths(schema))
        parts.append(f"### `{schema['title']}`\n\n[Schema](schema/{name}.json)\n\n{keys}")
    shared = schemas.documents()["common"]["$defs"]
    for name in ("verdict", "zone"):
        keys = table(("key", "is", "what it is"), _paths(shared[name]))
        parts.append(f"### A {name}\n\n[Schema](schema/common.json)\n\n{keys}")
    return "\n\n".join(parts)


def _paths(schema: Schema, before: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield a row for each key, those of tables within with their path."""
    schema = next((one for one in schema.get("anyOf", ()) if one != {"type": "null"}), schema)
    if schema.get("type") == "array":
        yield from _paths(schema["items"], f"{before}[]")
        return
    for key, inner in schema.get("properties", {}).items():
        path = f"{before}.{key}".lstrip(".")
        says = inner.get("description") or ("A name of the vocabulary.")
        yield f"`{path}`", _type(inner), says
        yield from _paths(inner, path)


def _type(schema: Schema) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2].removesuffix(".json")
        names = {"verdict-name": "verdict's name", "experiment": "experiment"}
        return names.get(target, target)
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{word}`" for word in schema["enum"])
    kinds = schema.get("type", "anything")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    names = {"object": "table", "array": "list", "integer": "whole number", "string": "text"}
    names["boolean"] = "true or false"
    return " or ".join(names.get(kind, kind) for kind in kinds)


# --- commands ---


def _options() -> str:
    parts = []
    for name in (commands.WINDOW, *commands.COMMANDS):
        command = commands.tree.get_command(click.Context(commands.tree), name)
        if command is None:
            raise SystemExit(f"making/pages.py: there is no command {name}")
        called = "lrsim" if name == commands.WINDOW else f"lrsim {name}"
        usage = command.collect_usage_pieces(click.Context(command))
        parts.append(f"## `{' '.join([called, *usage])}`")
        if name in commands.COMMANDS:
            parts.append(f"{commands.COMMANDS[name].help}")
        parts.append(table(("option", "what it does"), _option_rows(command)))
    return "\n\n".join(parts)


def _option_rows(command: click.Command) -> Iterator[tuple[str, str]]:
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            names, says = option.get_help_record(click.Context(command)) or ("", "")
            yield f"`{names}`", re.sub(r"\s+", " ", says)


def _statuses() -> str:
    rows = [
        (0, "done"),
        (run_command.FAILED, "an expectation failed (`--expect`, `--expect-loss-below`)"),
        (cli.BAD_INPUT, "bad input: said in a line or two on standard error"),
        (cli.OWN_FAULT, "a fault of lrsim itself; `LRSIM_TRACEBACK=1` shows where"),
        (cli.INTERRUPTED, "interrupted by Ctrl+C; 143 and 129 by SIGTERM and SIGHUP"),
        (commands.CLOSED_PIPE, "who read the output has left"),
    ]
    return table(("status", "means"), ((f"{code}", says) for code, says in rows))


# --- lessons ---


def _lessons() -> str:
    columns = ("lesson", "title", "minutes", "what one knows afterwards")
    return table(
        columns,
        ((f"`{x.name}`", x.title, f"{x.minutes:g}", x.sentence) for x in lessons()),
    )


def _scenes() -> str:
    return table(
        ("scene", "title", "what it shows"), ((f"`{x.name}`", x.title, x.told) for x in scenes())
    )


def _hideable() -> str:
    rows: Iterable[tuple[str, str]] = declarations.HIDEABLE.items()
    return table(("name", "hides"), ((f"`{name}`", says) for name, says in rows))


PARTS: dict[str, Callable[[], str]] = {
    "keys of an experiment": lambda: _keys(parameters.EXPERIMENT),
    "keys of a runner": lambda: _keys(parameters.RUNNER),
    "what can be hidden": _hideable,
    "arrays of runs": _arrays_of_runs,
    "arrays of maps": _arrays_of_maps,
    "columns": _columns,
    "documents": _documents,
    "options": _options,
    "statuses": _statuses,
    "lessons": _lessons,
    "scenes": _scenes,
}
"""What stands at each mark."""
