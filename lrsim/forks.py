"""What does not outlive a fork: a child has none of the threads, and locks that they held stay shut."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import TypeVar

Kept = TypeVar("Kept")

__all__ = ["cached_until_fork"]


def cached_until_fork(
    most: int | None = None,
) -> Callable[[Callable[..., Kept]], functools._lru_cache_wrapper[Kept]]:
    """Cache what holds threads or locks: a forked child begins with none of it.

    Parameters
    ----------
    most : int, optional
        How many results are kept; by default all.

    Returns
    -------
    callable
        The decorator.
    """

    def cached(make: Callable[..., Kept]) -> functools._lru_cache_wrapper[Kept]:
        kept = functools.lru_cache(most)(make)
        if hasattr(os, "register_at_fork"):  # Windows has no forks
            os.register_at_fork(after_in_child=kept.cache_clear)
        return kept

    return cached
