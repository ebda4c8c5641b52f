"""Asking work whether its result is still wanted."""

from __future__ import annotations

from typing import Protocol


class Cancel(Protocol):
    """Asked by work from time to time whether its result is still wanted."""

    def is_set(self) -> bool:
        """Return whether to stop: what is returned then is thrown away."""
