"""The options that say what to run, and the experiment they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lrsim import declarations
from lrsim.cli.help import option
from lrsim.cli.output import STDOUT, emit, naming, quoted
from lrsim.declarations import Declaration
from lrsim.errors import InputError, a_whole_number, both, written
from lrsim.text.messages import Message, Sentences
from lrsim.text.numbers import read_number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment, Runner

STDOUT_NAMES = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")

HELP = Sentences(
    Message(
        "FILE is an experiment file (TOML; - reads standard input). An option replaces the file's value of "
        "the same name: --surface, --start, --steps, --seed, --noise and --batch-size those of the "
        "experiment, --optimizer, --schedule, --lr, --lr-scale, --clip-norm, --clip-value and --dial those "
        "of every runner in it. Another surface brings its own start. --runner, given once or more, replaces "
        "the file's runners; what its string leaves out comes from the options that speak of runners."
    ),
    Sentences(
        "\b",
        Message("A runner is a name and key=value words, written as for a shell:"),
        '  --runner "Snail lr=1e-4 optimizer=sgd:momentum=0.9 schedule=step:step_size=30"',
        "  --runner \"'Late brake' lr=0.9 lr_scale=1;0.1 dial=24:0.1;40:0.01\"",
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


def load(path: str) -> Experiment:
    """Return the experiment in a file; ``-`` is standard input."""
    from lrsim import experiment

    if not path:
        raise InputError("FILE ''", None, Message("must be the name of an experiment file"))
    return experiment.load("/dev/stdin" if path == "-" else path)


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
        changes["runners"] = _runners(given.runner, shared)
    elif base is not None:
        changes["runners"] = _replaced(base, shared)
    else:
        from lrsim.experiment import Runner

        changes["runners"] = (Runner(**shared),)
    try:
        made = Experiment(**changes)
    except InputError as error:
        raise _placed(error, given) from None
    _check_turns(given, made.steps)
    return made


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


def number(raw: str) -> float | str:
    """Return the number that was written, or the text itself for others to refuse."""
    try:
        return read_number(raw)
    except ValueError:
        return raw


def whole(raw: str) -> int | str:
    """Return the whole number that was written (ASCII digits only), or the text itself."""
    plain = raw.replace(
        "\N{NARROW NO-BREAK SPACE}", ""
    )  # which stands between the thousands we show
    return int(plain) if re.fullmatch(r"[+-]?[0-9]{1,40}", plain) else raw


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


def _numbers(raw: str, separator: str) -> list[Any]:
    return [number(part) for part in raw.split(separator)]


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
        values["start"] = _numbers(given.start, ",")
    if given.steps is not None:
        values["steps"] = whole(given.steps)
    if given.seed is not None:
        values["seed"] = whole(given.seed)
    if given.noise is not None:
        values["noise"] = number(given.noise)
    if given.batch_size is not None:
        values["batch_size"] = whole(given.batch_size)
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
            values["lr_scale"] = Runner(lr_scale=_numbers(given.lr_scale, ",")).lr_scale
    if given.clip_norm is not None:
        with naming("--clip-norm", given.clip_norm, own="clip_norm"):
            values["clip_norm"] = parameters.CLIP_NORM.check(number(given.clip_norm))
    if given.clip_value is not None:
        with naming("--clip-value", given.clip_value, own="clip_value"):
            values["clip_value"] = parameters.CLIP_VALUE.check(number(given.clip_value))
    if given.dial:
        values["dial"] = _dial(given.dial)
    return values


def _replaced(base: Experiment, shared: dict[str, Any]) -> tuple[Runner, ...]:
    import dataclasses

    return tuple(dataclasses.replace(runner, **shared) for runner in base.runners)


def _runners(specs: tuple[str, ...], shared: dict[str, Any]) -> tuple[Runner, ...]:
    from lrsim.experiment import Runner

    runners = []
    for index, raw in enumerate(specs):
        with naming("--runner", raw):
            words = _words(raw)
            words.setdefault("name", "run" if len(specs) == 1 else f"run {index + 1}")
            runners.append(Runner(**{**shared, **words}))
    return tuple(runners)


def _words(raw: str) -> dict[str, Any]:
    """Return the keys and values of a runner's string."""
    import dataclasses
    import shlex

    from lrsim.experiment import Runner
    from lrsim.runner import no_key

    try:
        words = shlex.split(raw)
    except ValueError as error:
        quote = "quotation" in str(error)
        cut = Message("is not closed: no closing quotation")
        raise InputError(
            "", None, cut if quote else Message("is not closed: no escaped character")
        ) from None
    if not words:
        raise InputError("", None, Message("is empty; write a name and key=value words"))
    keys = [field.name for field in dataclasses.fields(Runner)]
    values: dict[str, Any] = {}
    for index, word in enumerate(words):
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
        values["lr_scale"] = _numbers(values["lr_scale"], ";")
    if "dial" in values:
        with naming("dial", values["dial"]):
            values["dial"] = [_move(move) for move in values["dial"].split(";")]
    return values


def _dial(moves: tuple[str, ...]) -> tuple[tuple[int, float], ...]:
    from lrsim.experiment import Runner

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


def _check_turns(given: Given, steps: int) -> None:
    """Refuse a turn of the dial that no step of the run would feel; a file may have some for later."""
    for place, turns in [("--dial", given.dial), *_turns(given.runner)]:
        for raw in turns:
            if int(whole(raw.partition(":")[0])) >= steps:
                raise InputError(
                    f"{place} {quoted(raw)}",
                    None,
                    Message("comes too late: step {last} is the last of the run", last=steps - 1),
                )


def _turns(specs: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield each runner's option, and the turns of the dial that stand in it, as they are written."""
    import shlex

    for raw in specs:
        for word in shlex.split(raw):
            if word.startswith("dial="):
                yield f"--runner {quoted(raw)}: dial", word.removeprefix("dial=").split(";")


def _move(raw: str) -> list[Any]:
    step, colon, lr = raw.partition(":")
    if not colon:
        raise InputError("", None, Message("must be written STEP:LR"))
    return [whole(step), number(lr)]


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
    return at is not None and not (given.runner and "lr_scale" in _words(given.runner[int(at[1])]))
