"""Work that a window does beside itself, and that stops when nobody wants it any more."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from lrsim.cancel import Cancel
from lrsim.runs.stopping import Stopped, Stops

T = TypeVar("T")

Beside = Callable[[Hashable, Callable[[Cancel], Any], Callable[[Any], object]], object]
"""Called with a key, work and done: does work(cancel) beside the caller, and calls done(result) where the
caller is. Of several with the same key only the newest counts."""


def when_cancelled(work: Callable[[Stops], T]) -> Callable[[Cancel], T | None]:
    """Return the work as it is done beside: it stops when it is cancelled, and nobody sees the None then."""

    def cancellable(cancel: Cancel) -> T | None:
        try:
            return work(lambda _ahead: cancel.is_set())
        except Stopped:
            return None

    return cancellable
