"""``lrsim [FILE]``: the window."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lrsim.cli import inputs, options, output, targets, values
from lrsim.cli.help import documented, option
from lrsim.cli.qt import loading_qt
from lrsim.errors import InputError, a_number, one_of
from lrsim.text.messages import Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.lessons import Lesson

THEMES = ("light", "dark", "projector", "contrast")
AFTER = "2"
LONGEST_WAIT = 3600.0


@documented("open", hidden=True)
@click.argument("file", required=False)
@option(
    "--theme",
    metavar="|".join(THEMES),
    help=Message("How the window looks; as last time by default."),
)
@option("--present", is_flag=True, help=Message("Present: full screen, large type, for a clicker."))
@option(
    "--lesson",
    metavar="NAME|FILE",
    help=Message("A lesson (lrsim list lessons), or the file of one or of a list of scenes."),
)
@option("--screenshot", metavar="PATH", hidden=True)
@option("--after", metavar="SECONDS", default=AFTER, hidden=True)
@options.help_option
def command(
    file: str | None,
    theme: str | None,
    lesson: str | None,
    present: bool,
    screenshot: str | None,
    after: str,
) -> int:
    """Open the window; all that can be checked is checked before Qt loads."""
    if theme is not None and theme not in THEMES:
        raise InputError(
            f"--theme {output.quoted(theme)}",
            None,
            one_of(THEMES),
        )
    seconds = _seconds(after)
    targets.keep_apart(file, [("--screenshot", screenshot)])
    experiment = None
    if file is not None:
        experiment = inputs.load(file)
    opened = None if lesson is None else _lesson(lesson)
    if screenshot is not None:
        _check_target(screenshot)
    _check_display(screenshot)
    with loading_qt(Message("the window"), Message("the window cannot open: {error}", error="")):
        from lrsim.gui import app
    path = None if file == inputs.STDIN else file  # nothing can be saved back to a stream
    return int(
        app.main(
            experiment,
            path=path,
            lesson=opened,
            theme=theme,
            present=present,
            screenshot=screenshot,
            after=seconds,
        )
    )


def _lesson(name: str) -> Lesson:
    """Read a lesson: what is wrong with it is told before Qt loads."""
    from lrsim.lessons import lesson

    try:
        return lesson(name)
    except InputError as error:
        if error.where == "lesson":
            raise InputError(f"--lesson {output.quoted(name)}", None, error.allowed) from None
        raise


def _seconds(raw: str) -> float:
    value = values.number(raw)
    if isinstance(value, str) or not (math.isfinite(value) and 0 <= value <= LONGEST_WAIT):
        raise InputError(
            f"--after {output.quoted(raw)}",
            None,
            a_number(0, LONGEST_WAIT),
        )
    return value


def _check_target(path: str) -> None:
    folder = Path(path).parent
    if not path or Path(path).is_dir():
        raise InputError(
            f"--screenshot {output.quoted(path)}", None, Message("must be the name of a PNG file")
        )
    if not folder.is_dir():
        raise InputError(
            f"--screenshot {output.quoted(path)}",
            None,
            Message(
                "cannot be written: there is no folder {quoted}", quoted=output.quoted(str(folder))
            ),
        )


def _check_display(screenshot: str | None) -> None:
    """Say that there is no display, where Qt would abort; a picture is taken off screen."""
    given = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in given):
        return
    if screenshot is None:
        raise InputError(
            "",
            None,
            Message(
                "there is no display to open the window on; lrsim run needs none (see lrsim --help)"
            ),
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
