"""The command tree: each subcommand's module is imported when it is called, not before."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click

import lrsim
from lrsim.cli import BAD_INPUT, options, output
from lrsim.cli.help import option, speak
from lrsim.errors import InputError, MissingPackageError, did_you_mean
from lrsim.spelling import nearest
from lrsim.text.messages import Message, Sentences, say, shown

CLOSED_PIPE = 141
"""What a shell reports for a program that SIGPIPE ends: 128 + 13."""


class Lazy(NamedTuple):
    """Where a subcommand lives and what ``--help`` says about it."""

    module: str
    help: Message


COMMANDS = {
    "run": Lazy("lrsim.cli.run", Message("Run an experiment and print what came out.")),
    "sweep": Lazy(
        "lrsim.cli.sweep",
        Message("Run every learning rate: verdicts, and the zone of those that work."),
    ),
    "find": Lazy(
        "lrsim.cli.find",
        Message("Run the learning-rate range test: suggestions, and the true best."),
    ),
    "map": Lazy("lrsim.cli.map", Message("Map where learning works, over any two quantities.")),
    "render": Lazy(
        "lrsim.cli.render",
        Message("Write the window's picture, or a film of it, without a display."),
    ),
    "list": Lazy(
        "lrsim.cli.listing",
        Message("List surfaces, optimizers, schedules, presets, lessons or scenes."),
    ),
    "bench": Lazy("lrsim.cli.bench", Message("Measure the core's speed on this machine.")),
}

WINDOW = "open"
"""What a first word means that names no command; it stands in no listing."""

OWN_FLAGS = ("--help", "-h", "--version")


class Tree(click.Group):
    """A group whose commands are imported lazily and whose unknown first word opens the window."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == WINDOW:
            module = "lrsim.cli.window"
        elif cmd_name in COMMANDS:
            module = COMMANDS[cmd_name].module
        else:
            return None
        command: click.Command = importlib.import_module(module).command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in (*COMMANDS, WINDOW, *OWN_FLAGS):
            args = [WINDOW, *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, _ctx: click.Context) -> list[str]:
        return ["[FILE]", "|", "COMMAND", "[OPTIONS]"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        window = self.get_command(ctx, WINDOW)
        assert window is not None  # it is one of ours
        own = self.get_params(ctx)
        both = [p for p in window.params if isinstance(p, click.Option) and p.name != "help"] + own
        records = [param.get_help_record(ctx) for param in both]
        with formatter.section(say("Options")):
            formatter.write_dl([record for record in records if record is not None])
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, shown(lazy.help)) for name, lazy in COMMANDS.items()])

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(shown(HELP))


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        output.emit(f"lrsim {lrsim.__version__}\n")
        ctx.exit()


HELP = Sentences(
    Message("A learning-rate laboratory: turn one dial and see what gradient descent makes of it."),
    Message(
        "Without a command the window opens, on the experiment in FILE if one is given. "
        "The commands need no display."
    ),
    Message(
        "Exit status: 0 done, 1 an expectation failed, 2 bad input, "
        "70 a fault of lrsim itself, 130 interrupted."
    ),
    between="\n\n",
)


@click.group(cls=Tree, add_help_option=False)
@option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help=Message("Print the version and exit."),
)
@options.help_option
def tree() -> None:
    """Hold the commands together; it does nothing itself."""


def dispatch(args: list[str]) -> int:
    """Run one command line and return its exit status; what is wrong with it is said on stderr."""
    speak()
    try:
        if any("\0" in word for word in args):
            raise InputError("", None, Message("a NUL character cannot stand on the command line"))
        with tree.make_context("lrsim", list(args)) as context:
            status = tree.invoke(context)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except InputError as error:
        output.complain(_program(args), _explained(error, args))
    except click.ClickException as error:
        program = _program(args)
        hint = Message("try: {command} {option}", command=program, option="--help")
        output.complain(_program(args), _reworded(error), hint)
    except MissingPackageError as error:
        output.complain(_program(args), error.sentence)
    except MemoryError:
        output.complain(_program(args), Message("there is not enough memory for this"))
    except output.ClosedPipeError:
        return CLOSED_PIPE
    return BAD_INPUT


def is_headless(args: list[str]) -> bool:
    """Return whether a command line names a command or wants to be told something, and no window."""
    return bool(args) and args[0] in (*COMMANDS, *OWN_FLAGS)


def _program(args: list[str]) -> str:
    return f"lrsim {args[0]}" if args and args[0] in COMMANDS else "lrsim"


def _reworded(error: click.ClickException) -> str:
    """Return what click found wrong, in our manner."""
    if not isinstance(error, click.NoSuchOption):
        text = error.format_message().strip().rstrip(".")
        return text[:1].lower() + text[1:]
    known = [] if error.ctx is None else sorted(_visible(error.ctx.command))
    near = nearest(error.option_name, known)
    if near:
        return Message(
            "there is no option {name}; {question}",
            name=error.option_name,
            question=did_you_mean(near),
        )
    return Message("there is no option {name}", name=error.option_name)


def _visible(command: click.Command) -> set[str]:
    params = (p for p in command.params if not getattr(p, "hidden", False))
    return {name for p in params for name in p.opts}


def _explained(error: InputError, args: list[str]) -> str:
    """Return an error; of a file that is not there, that the word may have been meant as a command."""
    missing = isinstance(error.__cause__, FileNotFoundError)
    if not missing or _program(args) != "lrsim":
        return error.sentence
    near = nearest(error.where, COMMANDS, {})
    if near:
        return Message(
            "{error}; did you mean the command {near}?", error=error.sentence, near=near[0]
        )
    return Message(
        "{error}; nor is it a command ({names})", error=error.sentence, names=", ".join(COMMANDS)
    )
