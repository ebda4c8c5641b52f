"""A word on stderr, once, about what takes long: who waits for a command wants to know that it is at work."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from lrsim.cli import output
from lrsim.text.messages import Message

WORKED = 2.0
"""Seconds of computing without a word: what is done by then needs none."""

WAITED = 20.0
"""Seconds on the clock, where others compute, or the machine has other things to do."""

LOOK = 0.25
"""Seconds between looks."""


@contextlib.contextmanager
def asked(program: str, what: Callable[[], Message]) -> Iterator[None]:
    """Say once what is being done, if the block takes long.

    Parameters
    ----------
    program : str
        What the user called, ``lrsim run``.
    what : callable
        Returns the sentence, on another thread, when it is to be said.
    """
    over = threading.Event()
    worked, waited = time.process_time() + WORKED, time.monotonic() + WAITED

    def watch() -> None:
        while not over.wait(LOOK):
            if time.process_time() > worked or time.monotonic() > waited:
                output.complain(program, what())
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()
