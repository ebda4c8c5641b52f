"""The command tree: each subcommand's module is imported when it is called, not before."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click

import lrsim
from lrsim.cli import options, output
from lrsim.errors import InputError

BAD_INPUT = 2
CLOSED_PIPE = 141
"""What a shell reports for a program that SIGPIPE ends: 128 + 13."""


class Lazy(NamedTuple):
    """Where a subcommand lives and what ``--help`` says about it."""

    module: str
    help: str


COMMANDS = {
    "run": Lazy("lrsim.cli.run", "Run an experiment and print what came out."),
    "sweep": Lazy(
        "lrsim.cli.sweep", "Run every learning rate: verdicts, and the zone of those that work."
    ),
    "find": Lazy(
        "lrsim.cli.find", "Run the learning-rate range test: suggestions, and the true best."
    ),
    "map": Lazy("lrsim.cli.map", "Map where learning works, over any two quantities."),
    "list": Lazy("lrsim.cli.listing", "List the surfaces, optimizers or schedules there are."),
    "bench": Lazy("lrsim.cli.bench", "Measure the core's speed on this machine."),
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
        shown = [param.get_help_record(ctx) for param in both]
        with formatter.section("Options"):
            formatter.write_dl([record for record in shown if record is not None])
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in COMMANDS.items()])


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        output.emit(f"lrsim {lrsim.__version__}\n")
        ctx.exit()


HELP = """A learning-rate laboratory: turn one dial and see what gradient descent makes of it.

Without a command the window opens, on the experiment in FILE if one is given. The commands need
no display.

Exit status: 0 done, 1 an expectation failed, 2 bad input, 70 a fault of lrsim itself, 130
interrupted.
"""


@click.group(cls=Tree, help=HELP, add_help_option=False)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the version and exit.",
)
@options.help_option
def tree() -> None:
    """Hold the commands together; it does nothing itself."""


def dispatch(args: list[str]) -> int:
    """Run one command line and return its exit status; what is wrong with it is said on stderr."""
    try:
        if any("\0" in word for word in args):
            raise InputError("", None, "a NUL character cannot stand on the command line")
        with tree.make_context("lrsim", list(args)) as context:
            status = tree.invoke(context)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except InputError as error:
        missing = isinstance(error.__cause__, FileNotFoundError)
        hint = _or_command(error.where) if missing and _program(args) == "lrsim" else ""
        output.complain(_program(args), output.describe(error) + hint)
    except click.ClickException as error:
        output.complain(_program(args), _reworded(error), f"try: {_program(args)} --help")
    except MemoryError:
        output.complain(_program(args), "there is not enough memory for this")
    except output.ClosedPipeError:
        return CLOSED_PIPE
    return BAD_INPUT


def is_headless(args: list[str]) -> bool:
    """Return whether a command line names a command, rather than asks for the window."""
    return bool(args) and args[0] in COMMANDS


def _program(args: list[str]) -> str:
    return f"lrsim {args[0]}" if is_headless(args) else "lrsim"


def _reworded(error: click.ClickException) -> str:
    """Return what click found wrong, in our manner."""
    if isinstance(error, click.NoSuchOption):
        shown = [] if error.ctx is None else error.ctx.command.params
        known = {name for p in shown if not getattr(p, "hidden", False) for name in p.opts}
        near = [name for name in error.possibilities or () if name in known]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        return f"there is no option {error.option_name}{hint}"
    text = error.format_message().strip().rstrip(".")
    return text[:1].lower() + text[1:]


def _or_command(word: str) -> str:
    """Return what to say of a file that is not there: the word may have been meant as a command."""
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, n=1)
    if near:
        return f"; did you mean the command {near[0]}?"
    return f"; nor is it a command ({', '.join(COMMANDS)})"
