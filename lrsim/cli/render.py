"""``lrsim render``: the window's picture, or a film of it, without a display."""

from __future__ import annotations

import contextlib
import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from lrsim.cli import interrupts, options, output, patience, targets
from lrsim.cli.help import documented, option
from lrsim.cli.orders import PARTS, THEMES, WANTED, named, order_of
from lrsim.cli.qt import loading_qt
from lrsim.errors import InputError
from lrsim.text.messages import Message, Sentences, plural, shown
from lrsim.text.numbers import file_size, number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.gui.pictures.order import Order
    from lrsim.session.session import Session

PROGRAM = "lrsim render"

SCALES = ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_STYLE_OVERRIDE")
"""What a desktop says of its own screen."""


@documented(
    "render",
    help=Sentences(
        Message("Write the window's picture, or a film of it, to a file; no display is needed."),
        Message(
            "The ending of the output says what is written: .png or .svg of one step, .gif or .mp4 from one "
            "step to another. The same input gives the same file. Without FILE and what replaces it, it is "
            "the popular example."
        ),
        "\b\n  lrsim render lesson.toml -o lesson.gif --what surface --size 640x360\n"
        "  lrsim render lesson.toml -o lesson.mp4 --step-time 0.5",
        options.HELP,
        between="\n\n",
    ),
)
@options.experiment_options
@option(
    "-o", "--output", "output_", metavar="FILE", help=Message("Where to: .png, .svg, .gif or .mp4.")
)
@option(
    "--what",
    metavar="PART",
    default="window",
    help=Message(
        "What is seen: {names}.  [default: {first}]", names=", ".join(PARTS), first=PARTS[0]
    ),
)
@option(
    "--size",
    metavar="SIZE",
    default="1280x720",
    help=Message("Width and height in pixels.  [default: {size}]", size="1280x720"),
)
@option(
    "--theme",
    metavar="|".join(THEMES),
    default="dark",
    help=Message("How it looks.  [default: {theme}]", theme="dark"),
)
@option(
    "--transparent",
    is_flag=True,
    help=Message("Nothing behind the cards (.png, .svg and .gif)."),
)
@option("--reveal", is_flag=True, help=Message("Show the future, dashed."))
@option(
    "--select",
    metavar="NAME|N",
    help=Message("The runner that dial and verdict speak of, by name or number.  [default: 1]"),
)
@option("--step", metavar="N", help=Message("The step of a still.  [default: the last]"))
@option("--from", "from_", metavar="STEP", help=Message("Where a film begins.  [default: 0]"))
@option("--to", metavar="STEP", help=Message("Where it comes to rest.  [default: the last]"))
@option(
    "--duration",
    metavar="SECONDS",
    help=Message("How long a film is.  [default: 10, or as long as the speed makes it]"),
)
@option(
    "--fps", metavar="N", help=Message("Pictures a second.  [default: 15 for .gif, 30 for .mp4]")
)
@option(
    "--speed",
    metavar="X",
    help=Message("Steps per second.  [default: so that all fit into the duration]"),
)
@option(
    "--step-time",
    metavar="SECONDS",
    help=Message("The same the other way round: seconds per step."),
)
@option(
    "--x", "x", metavar="AXIS", help=Message("The map's axis from left to right, as for lrsim map.")
)
@option("--y", "y", metavar="AXIS", help=Message("The map's axis from bottom to top."))
@option("--zoom-to", metavar="X,Y", help=Message("Film the way into the map to this place …"))
@option(
    "--zoom", metavar="FACTOR", help=Message("… until it is so many times as near.  [default: 100]")
)
@option("--progress", is_flag=True, hidden=True)
@options.help_option
def command(output_: str | None, progress: bool, **given: Any) -> int:
    """Check everything before Qt loads, take the pictures, write the file."""
    wanted = {name: given.pop(name) for name in WANTED}
    ending = _ending(output_)
    assert output_ is not None
    targets.keep_apart(given["file"], [("-o", output_)])
    _check_target(output_)
    from lrsim.session.session import Session

    bare = not any(given.values())
    session = Session(None if bare else options.experiment(options.Given(**given)))
    try:
        order = order_of(session, ending, wanted)
        data = _taken(session, order, ending, progress)
    except InputError as error:
        raise named(error, wanted) from None
    output.write(output_, data)
    _say_done(output_, order, len(data), wanted["size"])
    return 0


def _ending(path: str | None) -> str:
    """Return what kind of file is wanted."""
    from lrsim.gui.pictures.order import ENDINGS

    if path is None:
        raise InputError("-o", None, Message("is missing: where is the picture to go?"))
    place = f"-o {output.quoted(path)}"
    if targets.target(path) == output.STDOUT:
        raise InputError(
            place, None, Message("must be the name of a file: its ending says what is written")
        )
    ending = os.path.splitext(path)[1].lower()
    if ending not in ENDINGS:
        raise InputError(place, None, Message("must end in {names}", names=", ".join(ENDINGS)))
    return ending


def _check_target(path: str) -> None:
    """Refuse what could not be written after all the pictures were taken."""
    place, folder = f"-o {output.quoted(path)}", os.path.dirname(path) or os.curdir
    if os.path.isdir(path):
        raise InputError(place, None, Message("cannot be written: it is a folder"))
    if not os.path.isdir(folder):
        raise InputError(
            place, None, Message("cannot be written: there is no folder {folder}", folder=folder)
        )
    if not os.access(folder, os.W_OK):
        raise InputError(place, None, Message("cannot be written: its folder is read-only"))


def _taken(session: Session, order: Order, ending: str, told: bool) -> bytes:
    """Take the pictures off screen, whatever display there is; the window is told how many there are."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in SCALES:
        os.environ.pop(name, None)
    with loading_qt(Message("a picture"), Message("no picture can be painted: {error}", error="")):
        from lrsim.gui.render.taking import Taking

    with interrupts.Deferred() as signals:
        taking = Taking(session, order, ending, signals.check)
        total = 1 if order.film is None else order.film.pictures
        with (
            output.progress(taking.pictures(), total, Message("pictures")) as pictures,
            _noted(total, told),
        ):
            for taken, _ in enumerate(pictures, start=1):
                signals.check()
                if told:
                    output.emit(f"{taken}/{total}\n")
    return taking.data


def _noted(total: int, told: bool) -> AbstractContextManager[None]:
    """Say once that it takes long, where no bar and no window says how far it is."""
    if told or output.is_watched():
        return contextlib.nullcontext()
    return patience.asked(
        PROGRAM, lambda: plural("{n} picture takes a while", "{n} pictures take a while", n=total)
    )


def _say_done(path: str, order: Order, size: int, asked: str) -> None:
    """Say what was written; of a video that it is of another size than asked for."""
    width, height = order.size
    said = {"path": path, "width": width, "height": height, "size": file_size(size)}
    if order.film is None:
        sentence = Message("{path}: {width} × {height}, {size}", **said)
    else:
        film = order.film
        sentence = Message(
            "{path}: {width} × {height}, {seconds} s at {fps} pictures a second, {size}",
            seconds=number(film.seconds),
            fps=number(film.fps),
            **said,
        )
    output.emit(f"{shown(sentence)}\n")
    if f"{width}x{height}" != "".join(asked.split()).replace("×", "x"):
        reason = Message(
            "{path} is {width} × {height}: the sides of a video are multiples of {n}",
            n=16,
            **said,
        )
        output.complain(PROGRAM, reason)
