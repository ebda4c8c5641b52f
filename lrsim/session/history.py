"""Undo and redo: moments to go back to, and gestures that count as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Moment = TypeVar("Moment")


class History(Generic[Moment]):
    """What has been, and what was undone.

    Parameters
    ----------
    limit : int
        How many moments are remembered.
    fade : callable
        Makes less of those that lie far back, in place, given all on one side, the nearest last.
    """

    def __init__(self, limit: int, fade: Callable[[list[Moment]], object]) -> None:
        self._limit = limit
        self._fade = fade
        self._past: list[Moment] = []
        self._future: list[Moment] = []
        self._depth = 0
        self.gesture: Moment | None = None
        """The moment before the open gesture, or None."""

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return bool(self._future)

    @property
    def past(self) -> tuple[Moment, ...]:
        """What undo goes to, the nearest last."""
        return tuple(self._past)

    @property
    def future(self) -> tuple[Moment, ...]:
        """What redo goes to, the nearest last."""
        return tuple(self._future)

    def recall(self, past: Iterable[Moment], future: Iterable[Moment]) -> None:
        """Have been elsewhere: what undo and redo go to, the nearest last."""
        self._past[:], self._future[:] = list(past)[-self._limit :], future

    def remember(self, before: Moment) -> None:
        """Note the moment before a change; what was undone is forgotten."""
        self._put(self._past, before)
        del self._past[: -self._limit]
        self._future.clear()

    def begin(self, now: Moment) -> None:
        """Begin a gesture; gestures may be nested."""
        if self._depth == 0:
            self.gesture = now
        self._depth += 1

    def end(self) -> Moment | None:
        """End a gesture; returns the moment before it when it was the outermost."""
        if self._depth == 0:
            return None
        self._depth -= 1
        if self._depth:
            return None
        before, self.gesture = self.gesture, None
        return before

    def end_all(self) -> Moment | None:
        """End whatever gestures are open; returns the moment before the outermost."""
        self._depth = min(self._depth, 1)
        return self.end()

    def undo(self, now: Moment) -> Moment | None:
        """Return the moment to go back to, or None."""
        return self._travel(self._past, self._future, now)

    def redo(self, now: Moment) -> Moment | None:
        """Return the moment to go forward to, or None."""
        return self._travel(self._future, self._past, now)

    def _travel(self, source: list[Moment], target: list[Moment], now: Moment) -> Moment | None:
        if not source:
            return None
        self._put(target, now)
        return source.pop()

    def _put(self, moments: list[Moment], moment: Moment) -> None:
        moments.append(moment)
        self._fade(moments)
