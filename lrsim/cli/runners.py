"""What is written of runners: their strings, ``--runner``, and turns of the dial."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Iterator
from typing import Any

from lrsim.cli.output import naming, quoted
from lrsim.cli.values import number, numbers, whole
from lrsim.errors import InputError, written
from lrsim.runner import Runner, no_key
from lrsim.text.messages import Message


def read_runners(specs: tuple[str, ...], shared: dict[str, Any]) -> tuple[Runner, ...]:
    """Return the runners that strings describe; what a string leaves out is `shared`."""
    runners = []
    for index, raw in enumerate(specs):
        with naming("--runner", raw):
            own = words(raw)
            own.setdefault("name", "run" if len(specs) == 1 else f"run {index + 1}")
            runners.append(Runner(**{**shared, **own}))
    return tuple(runners)


def words(raw: str) -> dict[str, Any]:
    """Return the keys and values of a runner's string."""
    try:
        parts = shlex.split(raw)
    except ValueError as error:
        quote = "quotation" in str(error)
        cut = Message("is not closed: no closing quotation")
        raise InputError(
            "", None, cut if quote else Message("is not closed: no escaped character")
        ) from None
    if not parts:
        raise InputError("", None, Message("is empty; write a name and key=value words"))
    keys = [field.name for field in dataclasses.fields(Runner)]
    values: dict[str, Any] = {}
    for index, word in enumerate(parts):
        key, equals, text = word.partition("=")
        if not equals:
            if index:
                allowed = Message("must be written key=value; a name with spaces stands in quotes")
                raise InputError(quoted(word), None, allowed)
            key, text = "name", word
        if key not in keys:
            raise InputError(quoted(key), None, no_key(key, keys))
        if key in values:
            raise InputError(key, None, Message("is given twice; give it once"))
        values[key] = text
    return _read(values)


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """Return a runner's values with the texts of numbers read."""
    for name in ("lr", "clip_norm", "clip_value"):
        if name in values:
            values[name] = number(values[name])
    if "lr_scale" in values:
        values["lr_scale"] = numbers(values["lr_scale"], ";")
    if "dial" in values:
        with naming("dial", values["dial"]):
            values["dial"] = [_move(move) for move in values["dial"].split(";")]
    return values


def read_dial(moves: tuple[str, ...]) -> tuple[tuple[int, float], ...]:
    """Return the turns of the dial that options ask for."""
    read = []
    for raw in moves:
        with naming("--dial", raw):
            read.append(_move(raw))
    try:
        return Runner(dial=read).dial
    except InputError as error:
        at = re.fullmatch(r"dial\[(\d+)\]", error.where)
        if at is None:
            raise
        place = f"--dial {quoted(moves[int(at[1])])}: {written(error.value)}"
        raise InputError(place, None, error.allowed) from None


def check_turns(dial: tuple[str, ...], runners: tuple[str, ...], steps: int) -> None:
    """Refuse a turn of the dial that no step of the run would feel; a file may have some for later."""
    for place, turns in [("--dial", dial), *_turns(runners)]:
        for raw in turns:
            if int(whole(raw.partition(":")[0])) >= steps:
                raise InputError(
                    f"{place} {quoted(raw)}",
                    None,
                    Message("comes too late: step {last} is the last of the run", last=steps - 1),
                )


def _turns(specs: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield each runner's option, and the turns of the dial that stand in it, as they are written."""
    for raw in specs:
        for word in shlex.split(raw):
            if word.startswith("dial="):
                yield f"--runner {quoted(raw)}: dial", word.removeprefix("dial=").split(";")


def _move(raw: str) -> list[Any]:
    step, colon, lr = raw.partition(":")
    if not colon:
        raise InputError("", None, Message("must be written STEP:LR"))
    return [whole(step), number(lr)]
