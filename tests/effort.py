"""How much work Python does: a number that is the same on every machine, unlike seconds."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType


class Effort:
    """Counts the calls of functions, Python's and built-in ones."""

    calls = 0

    def count(self, frame: FrameType, event: str, argument: object) -> None:
        self.calls += event in ("call", "c_call")


@contextlib.contextmanager
def counted() -> Iterator[Effort]:
    """Count for as long as the block lasts, in this thread."""
    effort, before = Effort(), sys.getprofile()
    sys.setprofile(effort.count)
    try:
        yield effort
    finally:
        sys.setprofile(before)
