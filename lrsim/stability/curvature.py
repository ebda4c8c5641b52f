"""The loss's second-order expansion at a position, and where a step landed on its own parabola."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Curvature:
    """The loss's second-order expansion at a position.

    Attributes
    ----------
    position : ndarray of float64, shape (d,)
    loss : float
    gradient : ndarray of float64, shape (d,)
    hessian : ndarray of float64, shape (d, d)
    """

    position: FloatArray
    loss: float
    gradient: FloatArray
    hessian: FloatArray

    @functools.cached_property
    def finite(self) -> bool:
        """Whether loss, gradient and Hessian are finite numbers."""
        numbers = (self.loss, *self.gradient.tolist(), *self.hessian.ravel().tolist())
        return all(map(math.isfinite, numbers))

    @functools.cached_property
    def eigenvalues(self) -> tuple[float, ...]:
        """The Hessian's eigenvalues, ascending, in loss per square of the coordinates' unit; (d,)."""
        return eigenvalues(self.hessian.tolist())

    @property
    def sharpness(self) -> float:
        """The largest eigenvalue, λmax."""
        return self.eigenvalues[-1]

    @property
    def condition(self) -> float | None:
        """The condition number λmax/λmin; None unless all curvature is positive."""
        low, high = self.eigenvalues[0], self.eigenvalues[-1]
        return high / low if low > 0.0 and math.isfinite(high / low) else None

    def quadratic(self, position: npt.ArrayLike) -> FloatArray:
        """Return the local quadratic f + gᵀs + ½ sᵀHs at positions, float64 (n, d) → (n,)."""
        with np.errstate(all="ignore"):  # far out it is no number
            s = np.asarray(position, dtype=np.float64) - self.position
            bend = ((s @ self.hessian) * s).sum(axis=1)
            parabola: FloatArray = self.loss + s @ self.gradient + 0.5 * bend
            return parabola


def curvature_at(surface: Surface, position: npt.ArrayLike) -> Curvature:
    """Return loss, gradient and Hessian at a position, array_like of shape (d,)."""
    return curvatures_at(surface, np.asarray(position, dtype=np.float64)[None])[0]


def curvatures_at(surface: Surface, positions: FloatArray) -> list[Curvature]:
    """Return loss, gradient and Hessian at each of some positions, float64 (n, d)."""
    points = np.ascontiguousarray(positions)
    loss, gradient = np.empty(len(points)), np.empty(points.shape)
    hessian = np.empty((*points.shape, points.shape[1]))
    _core.evaluate(surface.code, surface.kernel, points, loss, gradient, hessian)
    return [Curvature(points[k], float(loss[k]), gradient[k], hessian[k]) for k in range(len(loss))]


def eigenvalues(matrix: list[list[float]]) -> tuple[float, ...]:
    """Return the eigenvalues of a symmetric matrix, the rows of a (1, 1) or (2, 2), ascending.

    The one of smaller size comes from the determinant, so that it is exact to rounding in steep valleys.
    """
    if len(matrix) == 1:
        return (matrix[0][0],)
    (a, b), (_, c) = matrix
    mean, spread = 0.5 * (a + c), math.hypot(0.5 * (a - c), b)
    larger = mean + math.copysign(spread, mean)
    if larger == 0.0 or not math.isfinite(larger):
        return (mean - spread, mean + spread)
    smaller = (a / larger) * c - (b / larger) * b
    return (min(larger, smaller), max(larger, smaller))


def alpha_gauge(surface: Surface, start: npt.ArrayLike, end: npt.ArrayLike) -> float | None:
    """Return where a step landed on its own parabola: −1 start, 0 floor, +1 mirror point.

    The parabola c₀ + c₁ t + c₂ t² is fitted to loss and slope at both ends of the step (t = 0 and 1) by least
    squares, all four weighted alike (their deviations are 0 here). In closed form c₂ = (d₁ − d₀)/2 and
    c₁ = (2 (f₁ − f₀) + 9 d₀ − d₁)/10; its floor lies at t = −c₁/(2 c₂), so that α = (d₀ − d₁)/c₁ − 1. On a
    quadratic that is −d₁/d₀, whatever the losses.

    Parameters
    ----------
    surface : Surface
    start, end : array_like, shape (d,)
        The ends of the step.

    Returns
    -------
    float or None
        None where the parabola has no floor ahead: the step goes uphill, or the slope does not rise along it.

    References
    ----------
    Schneider, Dangel & Hennig, "Cockpit", NeurIPS 2021, arXiv:2102.06604, section 3 and appendix C.2 (which
    log −1 where the parabola has no floor).
    """
    ends = np.array([start, end], dtype=np.float64)
    return alpha_between(*curvatures_at(surface, ends))


def alpha_between(before: Curvature, after: Curvature) -> float | None:
    """Return `alpha_gauge` of a step between two positions whose expansions are known."""
    with np.errstate(all="ignore"):
        step = after.position - before.position
        d0, d1 = float(before.gradient @ step), float(after.gradient @ step)
    slope = 0.1 * (2.0 * (after.loss - before.loss) + 9.0 * d0 - d1)
    if not (d0 < 0.0 and slope < 0.0 and d1 > d0) or not math.isfinite(d1 - d0):
        return None
    alpha = (d0 - d1) / slope - 1.0
    return alpha if math.isfinite(alpha) else None
