"""Gradient noise: normals that depend on seed and step alone.

Philox (Salmon et al. 2011, doi:10.1145/2063384.2063405) is a counter: its n-th block of four words needs
none of the blocks before. Step k takes block k, so that a run may be resumed anywhere, and many seeds are
drawn side by side. Every runner of a race, learning rate of a sweep and cell of a map meets the same draws,
so that what differs is what was changed. The words are those of NumPy's bit generator; the core makes them,
and the normals.
"""

from __future__ import annotations

import numpy as np

from lrsim import _core
from lrsim.setup import Setup
from lrsim.typing import FloatArray


def gradient_noise(
    seed: int, deviation: float, dimensions: int, first: int, stop: int
) -> FloatArray:
    """Return what is added to the gradients of the steps first ≤ k < stop.

    Parameters
    ----------
    seed : int
        It names the stream.
    deviation : float
        The standard deviation.
    dimensions : int
        One or two.
    first, stop : int

    Returns
    -------
    ndarray of float64, shape (stop − first, dimensions)
    """
    noise = np.empty((stop - first, dimensions))
    _core.normals(seed, deviation, first, noise)
    return noise


def noise_of(setup: Setup, first: int, stop: int) -> FloatArray | None:
    """Return what is added to the gradients of a run's steps, float64 (stop − first, d), or None."""
    if not setup.noise:
        return None
    return gradient_noise(setup.seed, setup.deviation, setup.surface.dimensions, first, stop)
