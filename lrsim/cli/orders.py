"""What ``lrsim render`` is asked for, read and checked: an order for pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrsim.cli import output, values
from lrsim.errors import InputError, a_whole_number, one_of
from lrsim.text.messages import Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.gui.pictures.order import Film, Order
    from lrsim.session.session import Session
    from lrsim.studies.maps.axes import Axis

THEMES = ("light", "dark", "projector", "contrast")
PARTS = (
    "window", "page", "surface", "3d", "loss", "lr", "dial", "verdict", "runners", "race", "finder",
    "map", "zone", "longrun",
)  # fmt: skip
"""As `lrsim.gui.pictures.order` has them, which is not loaded for ``--help``."""

FILMED = ("fps", "duration", "from_", "to", "speed", "step_time", "zoom_to", "zoom")
"""What only films have."""

NUMBERS = ("fps", "duration", "speed", "step_time", "zoom")
WHOLE = ("from_", "to", "step")
WANTED = (
    *FILMED, "what", "size", "theme", "transparent", "reveal", "select", "step", "x", "y"
)  # fmt: skip

ZOOM = 100.0
"""Times as near at the end of a film of a map."""


def order_of(session: Session, ending: str, wanted: dict[str, Any]) -> Order:
    """Return what was asked for."""
    from lrsim.gui.pictures.order import FILMS, Order

    read = {name: _read(name, raw) for name, raw in wanted.items() if raw is not None}
    filmed = ending in FILMS
    for name in ("step",) if filmed else FILMED:
        if name in read:
            kinds = Message("stills, .png and .svg") if filmed else Message("films, .gif and .mp4")
            raise InputError(name, None, Message("is of {kinds}", kinds=kinds))
    if read["transparent"] and ending == ".mp4":
        raise InputError("transparent", None, Message("cannot be: MP4 has no transparency"))
    if read["theme"] not in THEMES:
        raise InputError("theme", None, one_of(THEMES))
    steps, step = session.experiment.steps, read.get("step")
    if step is not None and not 0 <= step <= steps:
        raise InputError("step", None, a_whole_number(0, steps))
    selected = _selected(session, read.get("select", 1))
    order = Order(
        what=read["what"],
        size=read["size"],
        theme=read["theme"],
        selected=selected,
        reveal=read["reveal"],
        transparent=read["transparent"],
        step=step,
        film=_film(session, ending, read) if filmed else None,
        axes=_axes(session, selected, read),
    )
    return order.coded() if ending == ".mp4" else order


def _film(session: Session, ending: str, read: dict[str, Any]) -> Film:
    from lrsim.gui.pictures.order import Zoom, film_of

    zoom = None
    if "zoom_to" in read:
        zoom = Zoom(read["zoom_to"], read.get("zoom", ZOOM))
    elif "zoom" in read:
        raise InputError("zoom", None, Message("needs --zoom-to: where to?"))
    said = {name: read[name] for name in ("fps", "speed", "step_time") if name in read}
    return film_of(
        session.experiment.steps,
        session.end,
        ending,
        seconds=read.get("duration"),
        first=read.get("from_"),
        last=read.get("to"),
        zoom=zoom,
        **said,
    )


def _axes(session: Session, selected: int, read: dict[str, Any]) -> tuple[Axis, ...]:
    """Return the axes of the map that were given: both or none."""
    given = [name for name in ("x", "y") if name in read]
    if len(given) == 1:
        missing = "--y" if given == ["x"] else "--x"
        raise InputError(given[0], None, Message("needs {other}, too", other=missing))
    from lrsim.cli.axes import axes_of

    return axes_of(session.experiment.setup(selected), read["x"], read["y"]) if given else ()


def _selected(session: Session, said: str | int) -> int:
    """Return the place of the runner that was named, or numbered from 1."""
    names = [runner.name for runner in session.experiment.runners]
    if said in names:
        return names.index(str(said))
    if isinstance(said, int) and 1 <= said <= len(names):
        return said - 1
    raise InputError("select", None, one_of([*names, f"1 … {len(names)}"]))


def _read(name: str, raw: Any) -> Any:
    """Return an option's value as what it is."""
    if name == "size":
        sides = re.fullmatch(r"\s*([0-9]{1,9})\s*[x×]\s*([0-9]{1,9})\s*", raw)
        if sides is None:
            raise InputError(name, None, Message("must be WIDTHxHEIGHT in pixels, as 1280x720"))
        return int(sides[1]), int(sides[2])
    if name == "zoom_to":
        place = values.numbers(raw, ",")
        if len(place) != 2 or not all(isinstance(value, float) for value in place):
            raise InputError(name, None, Message("must be two numbers with a comma between"))
        return tuple(place)
    if name in NUMBERS:
        value = values.number(raw)
        if isinstance(value, str):
            raise InputError(name, None, Message("must be a number"))
        return value
    if name in WHOLE:
        value = values.whole(raw)
        if isinstance(value, str):
            raise InputError(name, None, Message("must be a whole number"))
        return value
    return values.whole(raw) if name == "select" else raw


def named(error: InputError, wanted: dict[str, Any]) -> InputError:
    """Return an error as one of the option that is to blame."""
    raw = wanted.get(error.where)
    if error.where not in wanted:
        return error
    option_name = f"--{error.where.rstrip('_').replace('_', '-')}"
    place = option_name if raw is None or raw is True else f"{option_name} {output.quoted(raw)}"
    return InputError(place, None, error.allowed)
