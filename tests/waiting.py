"""Waiting for what other threads and processes do: for an event, and as long as a busy machine needs."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds after which something is taken never to happen; where all is well they cost nothing."""


def wait_until(true: Callable[[], object], said: Callable[[], str] = str) -> None:
    """Look again and again until something is true; `said` tells what is known when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, said()
        time.sleep(0.01)
