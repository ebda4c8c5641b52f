"""The loss surfaces over two coordinates with waves and humps."""

from __future__ import annotations

import math
from typing import Annotated

from msgspec import Meta

from lrsim._core import SurfaceCode
from lrsim.surfaces.base import Minimum, Surface


class McCormick(Surface, frozen=True, tag="mccormick"):
    """A tilted valley with waves along it."""

    title = "McCormick"
    formula = "f(x, y) = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1"
    doc = (
        "A tilted valley along the diagonal with a wave on its floor: two dips in the domain, and beyond "
        "it one below the other for ever, so a run that leaves it finds no floor."
    )
    reference = "McCormick, Mathematical Programming 10 (1976) 147-175, doi:10.1007/BF01580665"
    code = SurfaceCode.MCCORMICK
    dimensions = 2
    domain = ((-1.5, 4.0), (-3.0, 4.0))
    start = (3.2, -1.5)
    # where cos(x + y) = −½ and x − y = 1
    listed = (
        Minimum((0.5 - math.pi / 3, -0.5 - math.pi / 3), -math.sqrt(0.75) - math.pi / 3),
        Minimum((0.5 + math.pi / 1.5, -0.5 + math.pi / 1.5), -math.sqrt(0.75) + math.pi / 1.5),
    )


class Rastrigin(Surface, frozen=True, tag="rastrigin"):
    """A bowl with a dip at nearly every pair of whole numbers."""

    title = "Rastrigin"
    formula = "f(x, y) = 2a + x² + y² − a (cos 2πx + cos 2πy)"
    doc = "An egg box in a bowl: plain descent stops in the dip it starts in, 121 of them in sight."
    reference = "Rastrigin, Systems of Extremal Control, Nauka (1974); a = 10"
    code = SurfaceCode.RASTRIGIN
    dimensions = 2
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    start = (-3.3, 2.6)

    a: Annotated[float, Meta(ge=0, le=100, description="height of the waves")] = 10.0


class Ackley(Surface, frozen=True, tag="ackley"):
    """A cone in a plain, with waves all over."""

    title = "Ackley"
    formula = "f(x, y) = −a e^(−b √(½ (x² + y²))) − e^(½ (cos cx + cos cy)) + a + e"
    doc = (
        "Waves on a plain around a cone whose tip is the minimum: the slope does not shrink towards the "
        "tip, so a constant LR never quite lands, and far out the waves hide where it is. The tip itself has "
        "no slope and no curvature; there gradient and Hessian are those of the waves."
    )
    reference = (
        "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987); a = 20, b = 0.2, c = 2π"
    )
    code = SurfaceCode.ACKLEY
    dimensions = 2
    domain = ((-4.5, 4.5), (-4.5, 4.5))
    start = (-2.7, 3.3)

    a: Annotated[float, Meta(ge=0, le=100, description="depth of the cone")] = 20.0
    b: Annotated[float, Meta(ge=0, le=10, description="how fast the cone rises to the plain")] = 0.2
    c: Annotated[float, Meta(ge=0.1, le=12, description="the waves are 2π/c long")] = 2 * math.pi


class Griewank(Surface, frozen=True, tag="griewank"):
    """A very shallow bowl covered with dips of equal depth."""

    title = "Griewank"
    formula = "f(x, y) = 1 + (x² + y²)/4000 − cos x cos(y/√2)"
    doc = "Dips almost equally deep on a bowl almost flat: the loss hardly tells the best from the rest."
    reference = (
        "Griewank, J. Optimization Theory and Applications 34 (1981) 11-39, doi:10.1007/BF00933356"
    )
    code = SurfaceCode.GRIEWANK
    dimensions = 2
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-5.0, 6.0)


class Levy13(Surface, frozen=True, tag="levy-13"):
    """A bowl under two sets of fine waves."""

    title = "Lévy no. 13"
    formula = "f(x, y) = sin² 3πx + (x − 1)² (1 + sin² 3πy) + (y − 1)² (1 + sin² 2πy)"
    doc = (
        "Fine waves in both directions on a bowl: curvature is high everywhere, so the LR must be small, "
        "and then the nearest dip holds the run."
    )
    reference = (
        "Lévy & Montalvo, SIAM Journal on Scientific and Statistical Computing 6 (1985) 15-29"
    )
    code = SurfaceCode.LEVY_13
    dimensions = 2
    domain = ((-1.2, 3.2), (-1.2, 3.2))
    start = (-0.4, 2.3)


class Easom(Surface, frozen=True, tag="easom"):
    """A needle hole in a plain."""

    title = "Easom"
    formula = "f(x, y) = −cos x cos y e^(−(x − π)² − (y − π)²)"
    doc = (
        "One hole in a plain that is flat to many digits: near it descent is easy, a little farther out "
        "no LR can tell where it is."
    )
    reference = "Easom, A Survey of Global Optimization Techniques, University of Louisville (1990)"
    code = SurfaceCode.EASOM
    dimensions = 2
    domain = ((0.0, 2 * math.pi), (0.0, 2 * math.pi))
    start = (1.9, 4.1)


class Branin(Surface, frozen=True, tag="branin"):
    """Three equal minima along a bent valley."""

    title = "Branin"
    formula = "f(x, y) = (y − 5.1x²/4π² + 5x/π − 6)² + 10 (1 − 1/8π) cos x + 10"
    doc = "Three minima of the same depth along a bent valley: start and LR decide which one is found."
    reference = (
        "Branin, IBM Journal of Research and Development 16 (1972) 504-522, doi:10.1147/rd.165.0504"
    )
    code = SurfaceCode.BRANIN
    dimensions = 2
    domain = ((-5.0, 10.0), (0.0, 15.0))
    start = (5.5, 10.0)
    # the square is 0 and cos x = −1
    listed = (
        Minimum((-math.pi, 12.275), 10 / (8 * math.pi)),
        Minimum((math.pi, 2.275), 10 / (8 * math.pi)),
        Minimum((3 * math.pi, 2.475), 10 / (8 * math.pi)),
    )
