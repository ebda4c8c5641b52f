"""Up to which learning rate a rule is stable at a place, and the steepest place of a path.

What it takes is in `lrsim.stability.linear_rules`; here that meets a Hessian and the factors on the rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lrsim.stability.curvature import Curvature, eigenvalues
from lrsim.stability.linear_rules import Linearized
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.text.numbers import number
from lrsim.typing import FloatArray, IntArray

MOST_ROWS = 1024
"""Rows of a path whose curvature is looked at, evenly spread: bounded however long the path."""


PIECE = 2**16
"""Rows that are looked at in one go: they stay in the cache."""


@dataclass(frozen=True, eq=False)
class Limit:
    """The learning rate above which oscillation around a place grows.

    Attributes
    ----------
    value : float
    formula : str
        How it comes about, as it is written.
    rule : Linearized
        What it is of.
    seen : tuple of float
        The curvatures that the rule sees there, ascending: its value is 2 over the last.
    """

    value: float
    formula: str
    rule: Linearized
    seen: tuple[float, ...]


def limit_at(
    curvature: Curvature, rule: Linearized | Message, scales: tuple[float, ...]
) -> Limit | Message:
    """Return the stable limit at a place, or the reason why there is none.

    Parameters
    ----------
    curvature : Curvature
        The place.
    rule : Linearized or Message
        The optimizer as `linear_rule` has it.
    scales : tuple of float
        The factors on the rate, one for each coordinate.
    """
    if isinstance(rule, Message):
        return rule
    if not curvature.finite:
        return Message("the curvature is not finite here")
    if not any(scales):
        return Message("no coordinate moves")
    seen = _seen(curvature, rule, scales)
    if not all(map(math.isfinite, seen)):
        return Message("what it divides by is 0 here")
    if rule.whitens and not curvature.eigenvalues[0] > 0.0:
        return Message("Newton's step leads to no minimum here")
    high = seen[-1]
    if not high > 0.0 or not math.isfinite(2.0 / high):
        flat, down = Message("flat here: no curvature"), Message("curved downwards: no floor")
        return flat if high == 0.0 else down
    return Limit(2.0 / high, written(rule, scales), rule, seen)


def _seen(curvature: Curvature, rule: Linearized, scales: tuple[float, ...]) -> tuple[float, ...]:
    """Return the eigenvalues of S (U D (H + ρ) + κ) over the coordinates that move, ascending.

    They are those of the symmetric matrix with the root of each diagonal factor on either side.
    """
    moving = [axis for axis, scale in enumerate(scales) if scale > 0.0]
    if rule.whitens:
        return tuple(sorted(scales[axis] for axis in moving))
    multiplier = rule.multiplier
    own = [multiplier] * len(scales) if isinstance(multiplier, float) else multiplier.tolist()
    root = {axis: math.sqrt(own[axis] * scales[axis]) for axis in moving}
    hessian = curvature.hessian.tolist()
    seen = [[rule.turning * (root[i] * hessian[i][j] * root[j]) for j in moving] for i in moving]
    for k, axis in enumerate(moving):
        penalty = rule.turning * rule.penalty * root[axis] * root[axis]
        seen[k][k] += penalty + rule.decay * scales[axis]
    return eigenvalues(seen)


def written(rule: Linearized, scales: tuple[float, ...]) -> str:
    """Return a rule's limit as it is written, with the weight decay ρ or κ and the factors that are set."""
    moving = {scale for scale in scales if scale > 0.0}
    several = sum(scale > 0.0 for scale in scales) > 1
    if len(moving) > 1 and not rule.whitens:
        inner = "H + ρ" if rule.penalty else "H"
        moved = f"{rule.share} {inner}".lstrip()
        if rule.decay:
            return f"2 / λmax(S ({moved} {_sign(rule)} κ))"
        return rule.formula.replace("λ", f"λmax(S ({inner}))" if rule.penalty else "λmax(S H)")
    symbol = "λmax" if several else "λ"
    (scale,) = moving if len(moving) == 1 else (max(moving),)
    factor = "" if scale == 1.0 else f"{number(scale)} "
    if rule.decay:
        text = f"{rule.share} {symbol} {_sign(rule)} κ".lstrip()
        return f"2 / ({factor}({text}))" if factor else f"2 / ({text})"
    if rule.penalty:
        symbol = f"({symbol} + ρ)"
    return rule.formula.replace("λ", f"({factor}{symbol})" if factor else symbol)


def _sign(rule: Linearized) -> str:
    return "+" if rule.decay > 0.0 else "−"


def steepest_row(
    surface: Surface, scales: tuple[float, ...], position: FloatArray, loss: FloatArray
) -> int | None:
    """Return the row of a path with the largest curvature met while the loss was not above the starting loss.

    Parameters
    ----------
    surface : Surface
    scales : tuple of float
        The factors on the rate, one for each coordinate.
    position : ndarray of float64, shape (n, d)
    loss : ndarray of float64, shape (n,)

    Returns
    -------
    int or None
        Of a long path one among `MOST_ROWS`; None where nothing curves upwards.
    """
    if not len(loss):
        return None
    rows = _rows_not_above(loss)
    if not len(rows):
        return None
    root = np.sqrt(np.array(scales))
    with np.errstate(all="ignore"):  # what is not finite is left out
        hessian = surface.hessian(position[rows]) * np.outer(root, root)
        middle = 0.5 * (hessian[:, 0, 0] + hessian[:, -1, -1])
        reach = 0.5 * (hessian[:, 0, 0] - hessian[:, -1, -1])
        largest = middle + np.hypot(reach, hessian[:, 0, -1] if len(scales) > 1 else 0.0)
    largest[~(np.isfinite(largest) & (largest > 0.0))] = 0.0
    best = int(largest.argmax())
    return int(rows[best]) if largest[best] > 0.0 else None


def _rows_not_above(loss: FloatArray) -> IntArray:
    """Return the rows whose loss is not above the first, or `MOST_ROWS` of them."""
    pieces = range(0, len(loss), PIECE)
    counts = [np.count_nonzero(loss[first : first + PIECE] <= loss[0]) for first in pieces]
    before, found = np.cumsum([0, *counts]), int(sum(counts))
    wanted = np.arange(found)
    if found > MOST_ROWS:
        wanted = np.linspace(0, found - 1, MOST_ROWS).astype(np.intp)
    rows = []
    for k, first in enumerate(pieces):
        low, high = np.searchsorted(wanted, before[k : k + 2])
        if low < high:
            held = np.flatnonzero(loss[first : first + PIECE] <= loss[0])
            rows.append(first + held[wanted[low:high] - before[k]])
    return np.concatenate([np.empty(0, dtype=np.intp), *rows])
