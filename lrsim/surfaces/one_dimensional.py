"""The loss surfaces over one coordinate."""

from __future__ import annotations

import math
from typing import Annotated

from msgspec import Meta

from lrsim._core import SurfaceCode
from lrsim.surfaces.base import Minimum, Surface

ORIGIN = (Minimum((0.0,), 0.0),)


class Quadratic(Surface, frozen=True, tag="quadratic"):
    """The parabola, the textbook's own example: its slope is proportional to the distance."""

    title = "Quadratic"
    formula = "f(x) = x²"
    doc = "The parabola: the slope is proportional to the distance, so every step is a fixed fraction."
    reference = "stable for 0 < lr < 1: x ← (1 − 2 lr) x"
    code = SurfaceCode.QUADRATIC
    dimensions = 1
    domain = ((-6.8, 6.8),)
    start = (5.0,)
    listed = ORIGIN


class Quartic(Surface, frozen=True, tag="quartic"):
    """The fourth power: a flat bottom."""

    title = "Quartic"
    formula = "f(x) = x⁴"
    doc = (
        "So flat at the bottom that every step is a smaller fraction of the way than the one before: "
        "steep walls limit the LR, the flat floor then crawls."
    )
    reference = (
        "Nesterov, Introductory Lectures on Convex Optimization (2004): convex, not strongly"
    )
    code = SurfaceCode.QUARTIC
    dimensions = 1
    domain = ((-2.0, 2.0),)
    start = (1.5,)
    listed = ORIGIN


class Abs(Surface, frozen=True, tag="abs"):
    """The absolute value: the same slope however near."""

    title = "Absolute value"
    formula = "f(x) = |x|"
    doc = (
        "The slope is 1 however near the minimum is, so a constant LR ends hopping across it and never "
        "lands; only a falling schedule gets there."
    )
    reference = "Shor, Minimization Methods for Non-Differentiable Functions (1985): step sizes must go to 0"
    code = SurfaceCode.ABS
    dimensions = 1
    domain = ((-2.0, 2.0),)
    start = (1.625,)
    listed = ORIGIN


class Huber(Surface, frozen=True, tag="huber"):
    """A parabola with straight arms."""

    title = "Huber"
    formula = "f(x) = ½ x² for |x| ≤ δ, δ (|x| − ½ δ) beyond"
    doc = (
        "A parabola that goes on in straight lines: far out every step is equally long, near the "
        "minimum it shrinks, and too large an LR bounces instead of exploding."
    )
    reference = (
        "Huber, The Annals of Mathematical Statistics 35 (1964) 73-101, doi:10.1214/aoms/1177703732"
    )
    code = SurfaceCode.HUBER
    dimensions = 1
    domain = ((-4.0, 4.0),)
    start = (3.0,)
    listed = ORIGIN

    delta: Annotated[
        float, Meta(ge=1e-3, le=1e3, description="where the parabola turns into lines")
    ] = 1.0


class LogCosh(Surface, frozen=True, tag="log-cosh"):
    """The smooth relative of the absolute value."""

    title = "Log-cosh"
    formula = "f(x) = ln cosh x"
    doc = "A parabola near 0 and straight arms far out, without a seam: the gradient is tanh x, at most 1."
    reference = "Saleh & Saleh, Statistical Properties of the log-cosh Loss Function (2022), arXiv:2208.04564"
    code = SurfaceCode.LOG_COSH
    dimensions = 1
    domain = ((-4.0, 4.0),)
    start = (3.0,)
    listed = ORIGIN


class DoubleWell(Surface, frozen=True, tag="double-well"):
    """Two equal valleys with a hill between them."""

    title = "Double well"
    formula = "f(x) = (x² − 1)²"
    doc = "Two equal valleys and a hill between them: a large step can hop from one into the other."
    reference = "Strogatz, Nonlinear Dynamics and Chaos, 2nd ed. (2015), section 2.7"
    code = SurfaceCode.DOUBLE_WELL
    dimensions = 1
    domain = ((-1.8, 1.8),)
    start = (0.5,)
    listed = (Minimum((-1.0,), 0.0), Minimum((1.0,), 0.0))


class BumpyParabola(Surface, frozen=True, tag="bumpy-parabola"):
    """A parabola with bumps."""

    title = "Bumpy parabola"
    formula = "f(x) = x² + a sin x"
    doc = "A bump stands between the start and the deepest place: small steps stop in the dip before it."
    reference = (
        "the example of scipy.optimize in the Scientific Python Lectures, section 1.5.5 (a = 10)"
    )
    code = SurfaceCode.BUMPY_PARABOLA
    dimensions = 1
    domain = ((-8.0, 8.0),)
    start = (6.0,)

    a: Annotated[float, Meta(ge=0, le=100, description="height of the bumps")] = 10.0


class Rastrigin1d(Surface, frozen=True, tag="rastrigin-1d"):
    """A parabola with a dip at nearly every whole number."""

    title = "Rastrigin, 1-D"
    formula = "f(x) = a + x² − a cos 2πx"
    doc = (
        "A dip near every whole number: plain descent stops in the one it starts in, and an LR large "
        "enough to leave it is too large to settle."
    )
    reference = "Rastrigin, Systems of Extremal Control, Nauka (1974); a = 10"
    code = SurfaceCode.RASTRIGIN_1D
    dimensions = 1
    domain = ((-5.12, 5.12),)
    start = (3.3,)

    a: Annotated[float, Meta(ge=0, le=100, description="height of the waves")] = 10.0


class GramacyLee(Surface, frozen=True, tag="gramacy-lee"):
    """A wave that dies away on a flat-bottomed valley."""

    title = "Gramacy and Lee"
    formula = "f(x) = sin(10πx)/(2x) + (x − 1)⁴"
    doc = (
        "Waves that grow to the left: from the right the way down is a staircase of dips. Left of the "
        "domain, which ends at 0.5, they go on growing to a peak of 5π + 1 at 0, with deeper dips before it."
    )
    reference = "Gramacy & Lee, Statistics and Computing 22 (2012) 713-722, arXiv:1007.4580"
    code = SurfaceCode.GRAMACY_LEE
    dimensions = 1
    domain = ((0.5, 2.5),)
    start = (2.3,)


class Forrester(Surface, frozen=True, tag="forrester"):
    """One deep dip, one shallow, and a flat place between."""

    title = "Forrester"
    formula = "f(x) = (6x − 2)² sin(12x − 4)"
    doc = (
        "A deep and a shallow dip, and at x = 1/3 a flat place on the slope where the gradient vanishes: "
        "small steps take it for a minimum. Beyond the domain, 0 to 1, the waves only grow."
    )
    reference = (
        "Forrester, Sobester & Keane, Engineering Design via Surrogate Modelling (2008), appendix"
    )
    code = SurfaceCode.FORRESTER
    dimensions = 1
    domain = ((0.0, 1.0),)
    start = (0.4,)


class Plateau(Surface, frozen=True, tag="plateau"):
    """A hole in a plain: the gradient vanishes away from it."""

    title = "Plateau"
    formula = "f(x) = tanh²(x / width)"
    doc = (
        "Sigmoid-shaped on both sides, the squared output of a saturated neuron: out on the plain the "
        "gradient all but vanishes, so the LR that moves at all is far too large in the hole."
    )
    reference = (
        "Glorot & Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, "
        "AISTATS (2010)"
    )
    code = SurfaceCode.PLATEAU
    dimensions = 1
    domain = ((-4.0, 4.0),)
    start = (2.5,)
    listed = ORIGIN

    width: Annotated[
        float, Meta(ge=0.01, le=100, description="distance over which the plain falls to the hole")
    ] = 1.0


class Cliff(Surface, frozen=True, tag="cliff"):
    """A gentle bowl with a wall in it: the gradient explodes at one place."""

    title = "Cliff"
    formula = "f(x) = ½ x² + height σ(steepness (x − 1));  σ(z) = 1/(1 + e⁻ᶻ)"
    doc = (
        "A gentle bowl with a cliff at x = 1: an LR that suits the bowl meets a gradient many times larger "
        "on the cliff and is thrown far across. Clipping, or a smaller LR, is the cure."
    )
    reference = (
        "Pascanu et al., On the Difficulty of Training Recurrent Networks (2013), arXiv:1211.5063"
    )
    code = SurfaceCode.CLIFF
    dimensions = 1
    domain = ((-4.0, 4.0),)
    start = (2.0,)

    height: Annotated[float, Meta(ge=0, le=1e3, description="how deep the cliff falls")] = 10.0
    steepness: Annotated[
        float, Meta(ge=2, le=1e3, description="the cliff falls over about 4/steepness")
    ] = 20.0


class Shower(Surface, frozen=True, tag="shower"):
    """The shower knob: steep in the middle, flat at both ends."""

    title = "Shower"
    formula = "f(x) = 10 ln cosh(x/0.4) − 3x − min"
    doc = (
        "A shower knob at x: the water has T(x) = 35 + 25 tanh(x/0.4) °C, the wish is 38 °C, and the "
        "slope is the error T − 38, so that a step turns the knob in proportion to it."
    )
    reference = "minimum where tanh(x/0.4) = 0.12; λ there is 62.5 (1 − 0.12²) = 61.6"
    code = SurfaceCode.SHOWER
    dimensions = 1
    domain = ((-2.0, 2.0),)
    start = (-1.0,)
    listed = (Minimum((0.4 * math.atanh(0.12),), 0.0),)
