"""Work on runs that may be long and no longer wanted: it asks now and then, and stops."""

from __future__ import annotations

from collections.abc import Callable

from lrsim.cancel import Cancel

Stops = Callable[[int], bool]
"""Asked before each piece of work, with the steps that are still to go: whether to stop."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """The work was stopped, and there is no result."""


def never(_ahead: int) -> bool:
    """Go on to the end."""
    return False


def stops_of(cancel: Cancel | None) -> Stops:
    """Return what stops work once it is cancelled; never where nobody can."""
    return never if cancel is None else cancel.stops


def go_on(stops: Stops, ahead: int) -> None:
    """Raise `Stopped` where that is asked for."""
    if stops(ahead):
        raise Stopped
