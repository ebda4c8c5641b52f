"""The catalogue as a page: every surface, optimizer and schedule with what is declared of it."""

from __future__ import annotations

from collections.abc import Iterator

from lrsim.catalogue.entries import Entry, Parameter, entries
from lrsim.errors import written
from lrsim.manual.markdown import Show, table
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import Message

KINDS: dict[Message, type[Entry]] = {
    Message("Surfaces"): Surface,
    Message("Optimizers"): Optimizer,
    Message("Schedules"): Schedule,
}

INTRODUCTION = Message(
    "What there is to choose from: names are those of files, spec strings and the command line. "
    "Every surface takes another escape, a formula other ends of what is shown (low, high), and "
    "every schedule a warmup in front."
)

COLUMNS = (
    Message("parameter"),
    Message("default"),
    Message("allowed"),
    Message("what it is"),
)

OF_EVERY_SURFACE = frozenset(("escape", "low", "high"))
"""Parameters that surfaces have in common: they are told once."""

OF_EVERY_SCHEDULE = frozenset(("warmup",))


def page(show: Show) -> str:
    """Return the page as Markdown."""
    return "\n\n".join(_blocks(show)) + "\n"


def _blocks(show: Show) -> Iterator[str]:
    yield f"# {show(Message('Catalogue'))}"
    yield show(INTRODUCTION)
    for title, base in KINDS.items():
        yield f"## {_shown(title, show)}"
        for entry in entries(base).values():
            yield from _entry(entry, show)


def _entry(entry: type[Entry], show: Show) -> Iterator[str]:
    yield f"### {show(entry.title)}"
    yield f"`{entry.entry_name()}`: `{entry.formula}`"
    if entry.doc:
        yield show(entry.doc)
    hidden = OF_EVERY_SURFACE if issubclass(entry, Surface) else OF_EVERY_SCHEDULE
    own = [p for p in entry.parameters() if p.name not in hidden]
    if own:
        yield table((_shown(name, show) for name in COLUMNS), (_row(p, show) for p in own))
    if issubclass(entry, Optimizer) and entry.uses_lr:
        yield show(Message("It starts with learning rate {lr}."), lr=entry.default_lr)
    if entry.reference:
        yield show(Message("Source: {reference}"), reference=entry.reference)


def _row(parameter: Parameter, show: Show) -> tuple[str, str, str, str]:
    default = show(Message("left open")) if parameter.default is None else _default(parameter)
    doc = show(parameter.doc) if parameter.doc else ""
    return f"`{parameter.name}`", default, _shown(parameter.allowed, show), doc


def _default(parameter: Parameter) -> str:
    if parameter.kind == "entries":  # each by itself, or no line could break between them
        return "; ".join(f"`[{entry.spec}]`" for entry in parameter.default)
    if parameter.kind in ("float", "int", "bool"):
        return f"`{written(parameter.default)}`"
    return f"`{parameter.text(parameter.default)}`"


def _shown(message: Message, show: Show) -> str:
    return show(message.id, **message.values)
