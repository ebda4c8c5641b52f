"""``lrsim list``: the catalogue, and presets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lrsim.cli import options, output
from lrsim.cli.help import documented, option
from lrsim.cli.tables import Column
from lrsim.errors import InputError, did_you_mean, one_of, written
from lrsim.spelling import nearest
from lrsim.text.messages import Message, say
from lrsim.text.numbers import number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.catalogue.entries import Entry, Parameter
    from lrsim.optimizers import Optimizer
    from lrsim.surfaces import Surface

KINDS = ("surfaces", "optimizers", "schedules", "presets", "lessons", "scenes")

PRESETS = (
    Column(Message("name")),
    Column(Message("for what"), wraps=True),
    Column(Message("lr"), right=True),
    Column(Message("optimizer"), wraps=True),
    Column(Message("schedule"), wraps=True),
    Column(Message("what else"), wraps=True),
    Column(Message("source"), wraps=True),
)


LESSONS = (
    Column(Message("name")),
    Column(Message("title"), wraps=True),
    Column(Message("minutes"), right=True),
    Column(Message("what one knows afterwards"), wraps=True),
)


SCENES = (
    Column(Message("name")),
    Column(Message("group")),
    Column(Message("title"), wraps=True),
    Column(Message("what it shows"), wraps=True),
)


@documented(
    "list",
    help=Message(
        "List the surfaces, optimizers or schedules there are, with their parameters and defaults; "
        "presets: the learning rates with which frameworks and well-known models start, and rules of "
        "thumb, with their sources; lessons, for lrsim --lesson; or scenes: experiments that show one "
        "thing each."
    ),
)
@click.argument("kind", metavar="|".join(KINDS))
@option(
    "--json",
    "as_json",
    is_flag=True,
    help=Message("Print one JSON document, with all that is known."),
)
@options.help_option
def command(kind: str, as_json: bool) -> int:
    """Print one kind of entries."""
    if kind not in KINDS:
        near = nearest(kind, KINDS, {})
        raise InputError(output.quoted(kind), None, did_you_mean(near) if near else one_of(KINDS))
    others = {"presets": _show_presets, "lessons": _show_lessons, "scenes": _show_scenes}
    if kind in others:
        others[kind](as_json)
        return 0
    classes = _classes(kind)
    if as_json:
        output.emit_json([_described(entry) for entry in classes])
    else:
        _print(kind, classes)
    return 0


def _show_presets(as_json: bool) -> None:
    import msgspec

    from lrsim.presets import presets

    if as_json:
        output.emit_json(msgspec.to_builtins(presets()))
        return
    rows = [
        (
            preset.name,
            Message(preset.title),
            preset.rate,
            preset.optimizer or "-",
            preset.schedule or "-",
            Message(preset.doc) if preset.doc else "",
            f"{preset.source} ({preset.date})",
        )
        for preset in presets()
    ]
    output.emit_table(PRESETS, rows)


def _show_lessons(as_json: bool) -> None:
    from lrsim.lessons import lessons

    if as_json:
        output.emit_json(
            [
                {
                    "name": lesson.name,
                    "title": lesson.title,
                    "sentence": lesson.sentence,
                    "minutes": lesson.minutes,
                    "steps": len(lesson.steps),
                    "questions": sum(step.ask is not None for step in lesson.steps),
                    "goals": sum(step.goal is not None for step in lesson.steps),
                }
                for lesson in lessons()
            ]
        )
        return
    rows = [
        (lesson.name, Message(lesson.title), number(lesson.minutes), Message(lesson.sentence))
        for lesson in lessons()
    ]
    output.emit_table(LESSONS, rows)


def _show_scenes(as_json: bool) -> None:
    from lrsim.lessons.scenes import GROUPS, scenes

    if as_json:
        output.emit_json(
            [
                {
                    "name": scene.name,
                    "title": scene.title,
                    "group": scene.group,
                    "sentence": scene.told,
                    "share": scene.experiment.share(),
                }
                for scene in scenes()
            ]
        )
        return
    groups = {group.lower(): group for group in GROUPS}
    rows = [
        (scene.name, groups[scene.group], Message(scene.title), scene.told) for scene in scenes()
    ]
    output.emit_table(SCENES, rows)


def _classes(kind: str) -> list[type[Entry]]:
    from lrsim import optimizers, schedules, surfaces
    from lrsim.catalogue import entries

    bases: dict[str, type[Entry]] = {
        "surfaces": surfaces.Surface,
        "optimizers": optimizers.Optimizer,
        "schedules": schedules.Schedule,
    }
    return list(entries.entries(bases[kind]).values())


def _described(cls: type[Entry]) -> dict[str, Any]:
    from lrsim import optimizers, surfaces

    described: dict[str, Any] = {
        "name": cls.entry_name(),
        "title": cls.title,
        "formula": cls.formula,
        "doc": cls.doc,
        "reference": cls.reference,
        "parameters": [_parameter(p) for p in cls.parameters()],
    }
    if issubclass(cls, surfaces.Surface):
        described |= _surface(cls)
    elif issubclass(cls, optimizers.Optimizer):
        described |= _optimizer(cls)
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described = {
        "name": parameter.name,
        "kind": parameter.kind,
        "default": parameter.plain(parameter.default),
        "low": parameter.low,
        "high": parameter.high,
        "unit": parameter.unit,
        "doc": parameter.doc,
    }
    if parameter.kind == "choice":
        described["choices"] = list(parameter.choices)
    return described


def _default(parameter: Parameter) -> str:
    """Return ``name=default`` as a spec string has it."""
    if parameter.default is None:
        return f"{parameter.name}={say('auto')}"
    if parameter.kind in ("float", "int", "bool"):
        return f"{parameter.name}={written(parameter.default)}"
    return f"{parameter.name}={parameter.text(parameter.default)}"


def _surface(cls: type[Surface]) -> dict[str, Any]:
    surface = cls()
    return {
        "dimensions": surface.dimensions,
        "domain": [list(interval) for interval in surface.domain],
        "start": list(surface.start),
        "minima": [{"position": list(m.position), "loss": m.loss} for m in surface.minima],
    }


def _optimizer(cls: type[Optimizer]) -> dict[str, Any]:
    return {"default_lr": cls.default_lr, "slots": [name for name in cls().slots if name]}


def _own(cls: type[Entry]) -> list[str]:
    """Return the cells of a kind's own columns; minima have none, for they may have to be searched for."""
    from lrsim import optimizers, surfaces

    if issubclass(cls, surfaces.Surface):
        surface = cls()
        dimensions = Message("{dimensions}-D", dimensions=surface.dimensions)
        return [dimensions, ",".join(number(x, 6) for x in surface.start)]
    if issubclass(cls, optimizers.Optimizer):
        return [number(cls.default_lr, 6)]
    return []


def _print(kind: str, classes: list[type[Entry]]) -> None:
    rows = []
    for cls in classes:
        parameters = " ".join(_default(p) for p in cls.parameters())
        row = [cls.entry_name(), Message(cls.formula), parameters, Message(cls.doc)]
        rows.append([row[0], *_own(cls), *row[1:]])
    own = {
        "surfaces": [Column(Message("dim")), Column(Message("start"), right=True)],
        "optimizers": [Column(Message("lr"), right=True)],
        "schedules": [],
    }
    on_all = [Column(Message("formula"), wraps=True), Column(Message("parameters"), wraps=True)]
    columns = [
        Column(Message("name")),
        *own[kind],
        *on_all,
        Column(Message("what it is"), wraps=True),
    ]
    output.emit_table(columns, rows)
