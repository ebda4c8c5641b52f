"""The options that say what to run, and the experiment they make."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lrsim import declarations
from lrsim.cli.help import option
from lrsim.cli.inputs import load
from lrsim.cli.output import emit, naming, quoted
from lrsim.cli.values import number, numbers, whole
from lrsim.declarations import Declaration
from lrsim.errors import InputError, a_whole_number, written
from lrsim.text.messages import Message, Sentences

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment, Runner


HELP = Sentences(
    Message(
        "FILE is an experiment file (TOML), a share code, or - for standard input. An option replaces the "
        "file's value of the same name: --surface, --start, --steps, --seed, --noise and --batch-size those "
        "of the experiment, --optimizer, --schedule, --lr, --lr-scale, --clip-norm, --clip-value and --dial "
        "those of every runner in it. Another surface brings its own start. --runner, given once or more, "
        "replaces the file's runners; what its string leaves out comes from the options that speak of "
        "runners."
    ),
    Sentences(
        "\b",
        Message("A runner is a name and key=value words, written as for a shell:"),
        '  --runner "Snail lr=1e-4 optimizer=sgd:momentum=0.9 schedule=step:step_size=30"',
        "  --surface bowl --runner \"'Snail 2' lr=0.9 lr_scale=1;0.1 dial=24:0.1;40:0.01\"",
        between="\n",
    ),
    between="\n\n",
)

VALUES = (
    (declarations.SURFACE, "S"),
    (declarations.OPTIMIZER, "O"),
    (declarations.SCHEDULE, "C"),
    (declarations.LR, "X"),
    (declarations.START, "X[,Y]"),
    (declarations.STEPS, "N"),
    (declarations.SEED, "N"),
    (declarations.NOISE, "X"),
    (declarations.BATCH_SIZE, "N"),
    (declarations.LR_SCALE, "A[,B]"),
    (declarations.CLIP_NORM, "X"),
    (declarations.CLIP_VALUE, "X"),
)
"""What there is an option for, in the order of the help, and what stands for its value there."""


def _option(declared: Declaration, metavar: str) -> Callable[..., Any]:
    """Return the option for a value; its help says what that is, and what it is when it is left out."""
    name = declared.name.replace("_", "-")
    default = Message(declared.otherwise) if declared.otherwise else _written(declared.default)
    meaning, unit = Message(declared.sentence), Message(declared.unit)
    help_text = (
        Message(
            "{meaning}  [in {unit}; default: {default}]",
            meaning=meaning,
            unit=unit,
            default=default,
        )
        if unit
        else Message("{meaning}  [default: {default}]", meaning=meaning, default=default)
    )
    return option(f"--{name}", metavar=metavar, help=help_text)


def _written(default: Any) -> str:
    """Return a default as it would be written on the command line."""
    if isinstance(default, tuple):
        return ",".join(map(written, default))
    return default if isinstance(default, str) else written(default)


_OPTIONS = (
    click.argument("file", required=False),
    *(_option(declared, metavar) for declared, metavar in VALUES),
    option(
        "--dial",
        metavar="STEP:LR",
        multiple=True,
        help=Message("Turn the dial to LR at STEP; repeatable, in ascending order."),
    ),
    option(
        "--runner",
        metavar="SPEC",
        multiple=True,
        help=Message("A competitor; repeatable, up to {most}.", most=declarations.MAX_RUNNERS),
    ),
)


def _print_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        asked = ctx.parent if ctx.command.hidden and ctx.parent is not None else ctx
        emit(asked.get_help() + "\n")
        ctx.exit()


help_option = option(
    "-h",
    "--help",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_help,
    help=Message("Show this message and exit."),
)
"""In place of click's own, which ends in a traceback when it cannot write."""


seeds_option = option(
    "--seeds",
    metavar="N",
    help=Message(
        "Run everything with N seeds, from --seed on: means, spreads and shares are printed.  "
        "[default: one run]"
    ),
)


class Given(NamedTuple):
    """What stood on the command line, as it was written."""

    file: str | None
    surface: str | None
    optimizer: str | None
    schedule: str | None
    lr: str | None
    start: str | None
    steps: str | None
    seed: str | None
    noise: str | None
    batch_size: str | None
    lr_scale: str | None
    clip_norm: str | None
    clip_value: str | None
    dial: tuple[str, ...]
    runner: tuple[str, ...]


def experiment_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and the options that say what to run."""
    for given in reversed(_OPTIONS):
        command = given(command)
    return command


def experiment(given: Given) -> Experiment:
    """Return the experiment that a command line describes.

    Raises
    ------
    InputError
        When something does not fit; it names the option, or the file and the key path.
    """
    from lrsim.experiment import Experiment

    base = None if given.file is None else load(given.file)
    changes = _changes(given, base)
    shared = _shared(given)
    if given.runner:
        from lrsim.cli.runners import read_runners

        changes["runners"] = read_runners(given.runner, shared)
    elif base is not None:
        changes["runners"] = _replaced(base, shared)
    else:
        from lrsim.experiment import Runner

        changes["runners"] = (Runner(**shared),)
    try:
        made = Experiment(**changes)
    except InputError as error:
        raise _placed(error, given) from None
    if given.dial or given.runner:
        from lrsim.cli.runners import check_turns

        check_turns(given.dial, given.runner, made.steps)
    return made


def seed_list(raw: str | None, first: int) -> tuple[int, ...]:
    """Return the seeds that ``--seeds`` asks for; none where it is left out."""
    from lrsim.batches import seeds

    if raw is None:
        return ()
    with naming("--seeds", raw, own="seeds"):
        count = whole(raw)
        if isinstance(count, str):
            raise InputError("", None, a_whole_number(1, seeds.MAX_SEEDS))
        return seeds.seed_list(count, first)


def _changes(given: Given, base: Experiment | None) -> dict[str, Any]:
    """Return what the experiment is made of, runners aside: options win over the file."""
    values: dict[str, Any] = {}
    if base is not None:
        from lrsim import parameters

        values = {name: getattr(base, name) for name in parameters.EXPERIMENT}
    if given.surface is not None:
        from lrsim import surfaces

        with naming("--surface", given.surface):
            values["surface"] = surfaces.surface(given.surface)
        if base is not None and values["surface"].name != base.surface.name:
            values["start"] = None
    if given.start is not None:
        values["start"] = numbers(given.start, ",")
    for name, read in (("steps", whole), ("seed", whole), ("noise", number), ("batch_size", whole)):
        raw = getattr(given, name)
        if raw is not None:
            values[name] = read(raw)
    return values


def _shared(given: Given) -> dict[str, Any]:
    """Return what the options say about every runner."""
    from lrsim import optimizers, parameters, schedules
    from lrsim.experiment import Runner, learning_rate

    values: dict[str, Any] = {}
    if given.optimizer is not None:
        with naming("--optimizer", given.optimizer):
            values["optimizer"] = optimizers.optimizer(given.optimizer)
    if given.schedule is not None:
        with naming("--schedule", given.schedule):
            values["schedule"] = schedules.schedule(given.schedule)
    if given.lr is not None:
        with naming("--lr", given.lr, own="lr"):
            values["lr"] = learning_rate("lr", number(given.lr))
    if given.lr_scale is not None:
        with naming("--lr-scale", given.lr_scale):
            values["lr_scale"] = Runner(lr_scale=numbers(given.lr_scale, ",")).lr_scale
    if given.clip_norm is not None:
        with naming("--clip-norm", given.clip_norm, own="clip_norm"):
            values["clip_norm"] = parameters.CLIP_NORM.check(number(given.clip_norm))
    if given.clip_value is not None:
        with naming("--clip-value", given.clip_value, own="clip_value"):
            values["clip_value"] = parameters.CLIP_VALUE.check(number(given.clip_value))
    if given.dial:
        from lrsim.cli.runners import read_dial

        values["dial"] = read_dial(given.dial)
    return values


def _replaced(base: Experiment, shared: dict[str, Any]) -> tuple[Runner, ...]:
    import dataclasses

    return tuple(dataclasses.replace(runner, **shared) for runner in base.runners)


def _placed(error: InputError, given: Given) -> InputError:
    """Return an experiment's error as one of the option or the file that is to blame."""
    for name in ("start", "steps", "seed", "noise", "batch_size"):
        raw = getattr(given, name)
        if error.where == name and raw is not None:
            option_name = name.replace("_", "-")
            return InputError(f"--{option_name} {quoted(raw)}", None, error.allowed)
    if given.lr_scale is not None and _is_shared_scale(error.where, given):
        return InputError(f"--lr-scale {quoted(given.lr_scale)}", None, error.allowed)
    if given.runner:
        at = re.match(r"runners\[(\d+)\]\.?", error.where)
        if at is None:
            return InputError("--runner", error.value, error.allowed)
        place = f"--runner {quoted(given.runner[int(at[1])])}"
        inner = InputError(error.where[at.end() :], error.value, error.allowed)
        return inner.at(f"{place}: ")
    return error if given.file is None else error.at(f"{given.file}: ")


def _is_shared_scale(where: str, given: Given) -> bool:
    """Return whether a place is a runner's factors that came from --lr-scale, not from its own words."""
    at = re.fullmatch(r"runners\[(\d+)\]\.lr_scale", where)
    if at is None or not given.runner:
        return at is not None
    from lrsim.cli.runners import words

    return "lr_scale" not in words(given.runner[int(at[1])])
