"""The verdict on a run of which only the outcome is kept, for hundreds of thousands of them at once.

A recorded path shows more than its outcome: how the gap fell lately, or how high a spike was. So these
verdicts are those of `Run.verdict` as far as an outcome can tell. Explosions and convergence are the same;
over all surfaces, at 40 learning rates from 1e-5 to 30 and 100 and 500 steps, 97 % of all verdicts are for
plain SGD, 98 % with momentum 0.9, 94 % for Adam; over the whole catalogue 94 %. Most of the others are
plateaus and swings whose last part an outcome does not show, and what weight decay holds off the minimum.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lrsim.convergence import TOLERANCE, Gaps, Outcomes, gaps, surfaces
from lrsim.diagnosis import LABELS
from lrsim.diagnosis.signs import FLAT, FLIPPING, HALVED, LEAST_STEPS
from lrsim.diagnosis.too_large import FELL, GROWTH
from lrsim.diagnosis.trends import RISING
from lrsim.numerics import logarithms
from lrsim.optimizers import Sgd
from lrsim.typing import BoolArray, FloatArray

NAMES = tuple(LABELS)
"""The vocabulary of verdicts; a code is a place in it."""

CODE = {name: np.uint8(code) for code, name in enumerate(NAMES)}
"""The code of each verdict."""

CLIMBING = 0.9
"""Share of steps up from which a gap that has grown is growing still."""

FADED = 0.05
"""Swings of a memory that leave no more than this share are on their way down."""

LEAST_CURVATURE = 1e-300
"""So that nothing is divided by 0 where a surface is flat."""

CONVERGED_SPEED = 0.5
"""Runs that converge have the upper half of all speeds."""


def verdicts(outcomes: Outcomes) -> npt.NDArray[np.uint8]:
    """Return the code of the verdict on each run, uint8 (n,), in the order of `NAMES`.

    Parameters
    ----------
    outcomes : Outcomes
        A Batch for which evidence was asked: without its flips and rises nothing oscillates.

    Examples
    --------
    >>> import lrsim
    >>> rates = {"lr": [0.001, 0.1, 1.0, 1.1]}
    >>> found = lrsim.batch("quadratic", start=5.0, steps=50, vary=rates, evidence=True)
    >>> [NAMES[code] for code in verdicts(found)]
    ['too_small', 'just_right', 'oscillating', 'exploding']
    """
    gap, steps = gaps(outcomes), outcomes.setup.steps - outcomes.from_step
    left = gap.left
    code = np.full(len(left), CODE["undecided"])

    def put(name: str, where: BoolArray) -> None:
        code[where] = CODE[name]

    if steps >= LEAST_STEPS:
        memory, below = _memory(outcomes), gap.known & (left <= 1.0)
        across = outcomes.flips >= FLIPPING * (steps - 1)
        up = outcomes.rises >= RISING * steps
        put("unstable", gap.known & (left > 1.0))
        put("slow", below)
        put("too_small", below & (left > HALVED))
        put("unstable", up & ~memory)
        put("oscillating", across | (up & memory & ~(below & (left <= FADED))))
        put("plateau", _stands(outcomes, gap) & ~up)
        put("plateau", across & ~memory & gap.known & (left <= FELL))
        put("exploding", (outcomes.rises >= CLIMBING * steps) & (left > GROWTH))
    put("just_right", outcomes.converged_at >= 0)
    put("exploding", outcomes.exploded_at >= 0)
    return code


def speeds(outcomes: Outcomes) -> FloatArray:
    """Return how fast each run is, float64 (n,): from 0, no way at all, to 1, in the minimum at once.

    Of n steps, a run that converges at step k has 1 − ½ log(1 + k)/log(1 + n), at least ½. One that
    does not has ½ of the share of log gap that it closed, six decades being all of it. One that exploded
    has 0.
    """
    steps = outcomes.setup.steps
    late = logarithms(1.0 + np.maximum(outcomes.converged_at, 0)) / logarithms([1.0 + steps])
    closed = logarithms(np.clip(gaps(outcomes).left, TOLERANCE, 1.0)) / logarithms([TOLERANCE])
    share = 1.0 - CONVERGED_SPEED
    speed = np.where(outcomes.converged_at >= 0, 1.0 - CONVERGED_SPEED * late, share * closed)
    speed[outcomes.exploded_at >= 0] = 0.0
    return speed


def _memory(outcomes: Outcomes) -> BoolArray:
    """Return in which runs the optimizer has a memory that can carry the ball."""
    optimizer = outcomes.setup.optimizer
    if isinstance(optimizer, Sgd) and "momentum" in outcomes.vary:
        carried: BoolArray = outcomes.vary["momentum"] > 0.0
        return carried
    return np.full(len(outcomes.loss), bool(optimizer.slots))


def _stands(outcomes: Outcomes, gap: Gaps) -> BoolArray:
    """Return which runs ended, above the minimum, where the slope leads nowhere."""
    asked = gap.known & (outcomes.converged_at < 0) & (outcomes.exploded_at < 0)
    found = np.zeros(len(asked), dtype=np.bool_)
    for surface, lanes in surfaces(outcomes):
        chosen = np.flatnonzero(asked) if isinstance(lanes, slice) else lanes[asked[lanes]]
        places = outcomes.position[chosen]
        with np.errstate(all="ignore"):  # far out the squares overflow: no flat place
            promise = _promise(surface.gradient(places), surface.hessian(places))
            found[chosen] = promise <= FLAT * gap.end[chosen]
    return found


def _promise(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return how far the loss can fall along the axes of curvature, Σ gᵢ²/(2|λᵢ|), float64 (n,)."""
    if gradient.shape[1] == 1:
        promise: FloatArray = 0.5 * gradient[:, 0] ** 2 / _size(hessian[:, 0, 0])
        return promise
    a, b, c = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    middle, reach = 0.5 * (a + c), np.sqrt((0.5 * (a - c)) ** 2 + b * b)
    gx, gy = gradient[:, 0], gradient[:, 1]
    curved = np.stack([a * gx + b * gy, b * gx + c * gy], axis=1)
    # (H − λ₂)g/(λ₁ − λ₂) is what lies along the first axis
    first = (curved - (middle - reach)[:, None] * gradient) / (2.0 * reach)[:, None]
    first = np.where(reach[:, None] > 0.0, first, gradient)
    along, across = (first**2).sum(axis=1), ((gradient - first) ** 2).sum(axis=1)
    total: FloatArray = 0.5 * (along / _size(middle + reach) + across / _size(middle - reach))
    return total


def _size(curvature: FloatArray) -> FloatArray:
    size: FloatArray = np.maximum(np.abs(curvature), LEAST_CURVATURE)
    return size
