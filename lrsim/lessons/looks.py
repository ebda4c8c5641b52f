"""Whose colour and shape is whose in a lesson: a runner is known again by them, on whatever slide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["looks_of", "looks_on"]


def looks_of(stages: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return a look for each name, as few as there can be: no two that are ever seen together have the same.

    Parameters
    ----------
    stages : sequence of sequence of str
        Who is seen together, slide by slide.

    Returns
    -------
    dict of str to int
        From 0 on, in the order in which they come.
    """
    looks: dict[str, int] = {}
    for name in (name for stage in stages for name in stage):
        if name not in looks:
            beside = {other for stage in stages if name in stage for other in stage}
            taken = {looks[other] for other in beside if other in looks}
            looks[name] = next(k for k in range(len(taken) + 1) if k not in taken)
    return looks


def looks_on(stage: Sequence[str], looks: Mapping[str, int]) -> tuple[int, ...]:
    """Return the look of each who is seen; two of the same name are told apart even so."""
    found: list[int] = []
    for name in stage:
        own = looks[name]
        free = (k for k in range(len(looks) + len(stage)) if k not in found)
        found.append(next(free) if own in found else own)
    return tuple(found)
