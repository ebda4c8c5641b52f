"""Telling whoever listens what has changed."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable, Iterator

from lrsim import arguments


class Change(enum.Flag):
    """What a listener is told has changed."""

    EXPERIMENT = enum.auto()
    """The experiment itself: surface, start, budget, runners."""
    PATHS = enum.auto()
    """Some run, or the ghosts."""
    PLAYHEAD = enum.auto()
    HORIZON = enum.auto()
    SELECTION = enum.auto()
    PLAYBACK = enum.auto()
    """Playing or paused, and the speed."""
    REVEAL = enum.auto()
    """What is seen: the future, and which runners."""
    HISTORY = enum.auto()
    """What undo and redo would do, and whether the file is up to date."""
    VERDICTS = enum.auto()
    """A verdict that was to be worked out first is there."""
    MINIMA = enum.auto()
    """Minima of the surface that were to be searched for first are known."""

    ALL = (
        EXPERIMENT
        | PATHS
        | PLAYHEAD
        | HORIZON
        | SELECTION
        | PLAYBACK
        | REVEAL
        | HISTORY
        | VERDICTS
        | MINIMA
    )


NO_CHANGE = Change(0)

Listener = Callable[[Change], None]


class Announcer:
    """Calls each listener once for what has changed, and nobody for nothing."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._held: Change | None = None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(what)` from now on; returns the function that ends it."""
        arguments.function("listener", listener)
        self._listeners.append(listener)

        def forget() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    def tell(self, what: Change) -> None:
        """Tell all listeners what has changed; inside `as_one`, later."""
        if self._held is not None:
            self._held |= what
        elif what:
            for listener in tuple(self._listeners):
                listener(what)

    @contextlib.contextmanager
    def as_one(self) -> Iterator[None]:
        """Tell listeners once, at the end, what several changes have changed."""
        if self._held is not None:
            yield
            return
        self._held = NO_CHANGE
        try:
            yield
        finally:
            what, self._held = self._held, None
            self.tell(what)
