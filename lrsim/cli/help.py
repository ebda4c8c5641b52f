"""Commands and options whose help is a message: it is shown in the user's language when it is asked for."""

from __future__ import annotations

import functools
import gettext
from collections.abc import Sequence
from typing import Any

import click

from lrsim.text.messages import DOMAIN, LOCALE, NOTHING, Message, is_english, plural, shown

CLICK = (
    Message("Usage:"),
    Message("Options"),
    Message("Positional arguments"),
    Message("required"),
    Message("Missing argument"),
    Message("Missing option"),
    plural(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
        n=1,
        name="",
        nargs=1,
    ),
    Message("Option {name!r} does not take a value."),
    Message("No such command {name!r}."),
    plural(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
        n=1,
        args="",
    ),
)
"""What click itself says to users of lrsim, word for word; see `speak`."""


def speak() -> None:
    """Let click look for its own sentences among the messages of lrsim."""
    if not is_english():  # as click is by itself
        gettext.bindtextdomain(DOMAIN, LOCALE)
        gettext.textdomain(DOMAIN)


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, names: Sequence[str], *, help: Message = NOTHING, **settings: Any) -> None:  # noqa: A002 - as click calls it
        super().__init__(names, help=help, **settings)
        self.message = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = shown(self.message)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help is a message."""

    def __init__(self, name: str | None, *, help: Message = NOTHING, **settings: Any) -> None:  # noqa: A002 - as click calls it
        super().__init__(name, help=help, add_help_option=False, **settings)
        self.message = help

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = shown(self.message)
        super().format_help_text(ctx, formatter)


option = functools.partial(click.option, cls=Option)
documented = functools.partial(click.command, cls=Command)
