"""The axes of a map as they are written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrsim.cli import output
from lrsim.errors import InputError
from lrsim.text.messages import Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.setup import Setup
    from lrsim.studies.maps.axes import Axis

AXIS = Message("must be NAME:LOW:HIGH:COUNT, with :log or :linear behind it if need be")


def axes_of(setup: Setup, x: str, y: str) -> tuple[Axis, Axis]:
    """Return the axes that ``--x`` and ``--y`` name."""
    from lrsim.studies.maps.axes import axis_of

    axes = []
    for name, raw in (("x", x), ("y", y)):
        with output.naming(f"--{name}", raw):
            if raw.count(":") not in (3, 4):
                raise InputError("", None, AXIS)
            axes.append(axis_of("", raw, setup))
    if axes[0].name == axes[1].name:
        raise InputError(
            f"--y {output.quoted(y)}", None, Message("must be another quantity than --x")
        )
    return axes[0], axes[1]
