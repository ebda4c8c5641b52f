"""The loss surfaces over two coordinates that are polynomials."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lrsim._core import SurfaceCode
from lrsim.surfaces.base import Minimum, Surface

ORIGIN = (Minimum((0.0, 0.0), 0.0),)

COLLECTION = "Jamil & Yang, A Literature Survey of Benchmark Functions (2013), arXiv:1308.4008"
"""Where functions are collected whose origin is hard to come by."""


class Bowl(Surface, frozen=True, tag="bowl"):
    """The round bowl: the parabola in two coordinates."""

    title = "Bowl"
    formula = "f(x, y) = x² + y²"
    doc = "A round bowl: both coordinates have the same curvature, so one LR suits both."
    reference = "the sphere function; stable for 0 < lr < 1"
    code = SurfaceCode.BOWL
    dimensions = 2
    domain = ((-6.0, 6.0), (-4.0, 4.0))
    start = (-4.5, 2.5)
    listed = ORIGIN


class LongValley(Surface, frozen=True, tag="long-valley"):
    """A valley κ times steeper across than along."""

    title = "Long valley"
    formula = "f(x, y) = ½ (x² + κ y²)"
    doc = "A valley κ times steeper across than along: the steep side sets the limit, the flat one the time."
    reference = (
        "Goh, Why Momentum Really Works, Distill (2017), doi:10.23915/distill.00006; edge 2/κ"
    )
    code = SurfaceCode.LONG_VALLEY
    dimensions = 2
    domain = ((-10.0, 10.0), (-4.5, 4.5))
    start = (-8.5, 2.6)
    listed = ORIGIN

    kappa: Annotated[
        float, Meta(ge=1e-6, le=1e6, description="curvature across over curvature along")
    ] = 10.0


class Rosenbrock(Surface, frozen=True, tag="rosenbrock"):
    """The banana valley."""

    title = "Rosenbrock"
    formula = "f(x, y) = (a − x)² + b (y − x²)²"
    doc = "The banana: falling into the curved valley is easy, following it to the minimum is not."
    reference = "Rosenbrock, The Computer Journal 3 (1960) 175-184, doi:10.1093/comjnl/3.3.175"
    code = SurfaceCode.ROSENBROCK
    dimensions = 2
    domain = ((-2.2, 2.2), (-1.0, 3.2))
    start = (-1.5, 2.0)

    a: Annotated[float, Meta(ge=-10, le=10, description="the minimum lies at (a, a²)")] = 1.0
    b: Annotated[float, Meta(gt=0, le=1e6, description="steepness of the valley's walls")] = 100.0

    @property
    def listed(self) -> tuple[Minimum, ...]:
        return (Minimum((self.a, self.a * self.a), 0.0),)


class Himmelblau(Surface, frozen=True, tag="himmelblau"):
    """Four equal minima around a hill."""

    title = "Himmelblau"
    formula = "f(x, y) = (x² + y − 11)² + (x + y² − 7)²"
    doc = "Four equal minima around a hill: where you end depends on where you start and how far you step."
    reference = "Himmelblau, Applied Nonlinear Programming, McGraw-Hill (1972)"
    code = SurfaceCode.HIMMELBLAU
    dimensions = 2
    domain = ((-6.0, 6.0), (-6.0, 6.0))
    start = (-0.5, -0.5)
    listed = (
        Minimum((3.0, 2.0), 0.0),
        Minimum((-2.805118086952745, 3.131312518250573), 0.0),
        Minimum((-3.779310253377747, -3.283185991286170), 0.0),
        Minimum((3.584428340330492, -1.848126526964404), 0.0),
    )


class Beale(Surface, frozen=True, tag="beale"):
    """A plain with walls at its corners and a narrow way in."""

    title = "Beale"
    formula = "f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    doc = (
        "Steep corners around a plain that is almost flat: an LR that survives the walls is far too small "
        "for the floor, which is where momentum and Adam earn their keep."
    )
    reference = "Beale, On an Iterative Method for Finding a Local Minimum, Princeton (1958)"
    code = SurfaceCode.BEALE
    dimensions = 2
    domain = ((-4.5, 4.5), (-4.5, 4.5))
    start = (-1.0, -1.0)
    listed = (Minimum((3.0, 0.5), 0.0),)


class Booth(Surface, frozen=True, tag="booth"):
    """A plain quadratic bowl, turned by 45 degrees."""

    title = "Booth"
    formula = "f(x, y) = (x + 2y − 7)² + (2x + y − 5)²"
    doc = "A long bowl whose axes are not the coordinates': a rate for each coordinate cannot make it round."
    reference = f"{COLLECTION}, no. 17"
    code = SurfaceCode.BOOTH
    dimensions = 2
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, 8.0)
    listed = (Minimum((1.0, 3.0), 0.0),)


class Matyas(Surface, frozen=True, tag="matyas"):
    """A shallow valley along the diagonal."""

    title = "Matyas"
    formula = "f(x, y) = 0.26 (x² + y²) − 0.48 xy"
    doc = (
        "A shallow valley along the diagonal, 25 times flatter along than across: descent drops into it at "
        "once and then crawls."
    )
    reference = COLLECTION
    code = SurfaceCode.MATYAS
    dimensions = 2
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, 3.0)
    listed = ORIGIN


class ThreeHumpCamel(Surface, frozen=True, tag="three-hump-camel"):
    """A valley in the middle and one on either side."""

    title = "Three-hump camel"
    formula = "f(x, y) = 2x² − 1.05x⁴ + x⁶/6 + xy + y²"
    doc = "The deepest of three valleys lies in the middle: from outside a small LR stops in a side valley."
    reference = COLLECTION
    code = SurfaceCode.THREE_HUMP_CAMEL
    dimensions = 2
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    start = (-2.0, 2.0)
    # x² = 2.1 + √0.91 and y = −x/2
    listed = (
        *ORIGIN,
        Minimum((-1.7475523458302888, 0.8737761729151444), 0.2986384422368598),
        Minimum((1.7475523458302888, -0.8737761729151444), 0.2986384422368598),
    )


class SixHumpCamel(Surface, frozen=True, tag="six-hump-camel"):
    """Six valleys, two of them deepest."""

    title = "Six-hump camel"
    formula = "f(x, y) = (4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y²"
    doc = "Six valleys in pairs of equal depth: which of them a run finds hangs on start and LR."
    reference = (
        "Dixon & Szegő, The Global Optimization Problem (1978), in Towards Global Optimisation 2"
    )
    code = SurfaceCode.SIX_HUMP_CAMEL
    dimensions = 2
    domain = ((-2.2, 2.2), (-1.3, 1.3))
    start = (-1.2, 1.1)
    listed = (
        Minimum((0.08984201310031806, -0.7126564030207396), -1.0316284534898774),
        Minimum((-0.08984201310031806, 0.7126564030207396), -1.0316284534898774),
        Minimum((1.703606714969981, -0.7960835686726251), -0.21546382438371764),
        Minimum((-1.703606714969981, 0.7960835686726251), -0.21546382438371764),
        Minimum((1.6071047529201972, 0.5686514548841314), 2.1042503103112584),
        Minimum((-1.6071047529201972, -0.5686514548841314), 2.1042503103112584),
    )


class StyblinskiTang(Surface, frozen=True, tag="styblinski-tang"):
    """Four valleys, one of them deepest."""

    title = "Styblinski-Tang"
    formula = "f(x, y) = ½ (x⁴ − 16x² + 5x) + ½ (y⁴ − 16y² + 5y)"
    doc = "Two valleys in each coordinate, so four in all: the deepest is where both are negative."
    reference = (
        "Styblinski & Tang, Neural Networks 3 (1990) 467-483, doi:10.1016/0893-6080(90)90029-K"
    )
    code = SurfaceCode.STYBLINSKI_TANG
    dimensions = 2
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (0.6, -0.5)
    # 4x³ − 32x + 5 = 0 in each coordinate
    listed = (
        Minimum((-2.903534027771177, -2.903534027771177), -78.33233140754282),
        Minimum((2.746802770990837, -2.903534027771177), -64.19561235905536),
        Minimum((-2.903534027771177, 2.746802770990837), -64.19561235905536),
        Minimum((2.746802770990837, 2.746802770990837), -50.05889331056788),
    )


class GoldsteinPrice(Surface, frozen=True, tag="goldstein-price"):
    """A crossing of two valleys whose walls rise to a million."""

    title = "Goldstein-Price"
    formula = (
        "f(x, y) = A(x + y) B(2x − 3y);  "
        "A(u) = 1 + (u + 1)² (3u² − 14u + 19);  B(v) = 30 + v² (3v² − 16v + 18)"
    )
    doc = (
        "Losses from 3 to a million on one small square: only a tiny LR survives the walls, "
        "and it is far too small on the floor."
    )
    reference = (
        "Goldstein & Price, Mathematics of Computation 25 (1971) 569-574, doi:10.2307/2005219"
    )
    code = SurfaceCode.GOLDSTEIN_PRICE
    dimensions = 2
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-0.5, 0.5)
    listed = (
        Minimum((0.0, -1.0), 3.0),
        Minimum((-0.6, -0.4), 30.0),
        Minimum((1.8, 0.2), 84.0),
        Minimum((1.2, 0.8), 840.0),
    )


class Saddle(Surface, frozen=True, tag="saddle"):
    """Up along one coordinate, down along the other."""

    title = "Saddle"
    formula = "f(x, y) = x² − y²"
    doc = (
        "From near the ridge descent falls towards the saddle point, lingers where the gradient all but "
        "vanishes, and leaves along y. There is no floor: no LR converges here."
    )
    reference = (
        "Dauphin et al., Identifying and Attacking the Saddle Point Problem (2014), arXiv:1406.2572"
    )
    code = SurfaceCode.SADDLE
    dimensions = 2
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-2.5, 0.001)
    listed = ()


class MonkeySaddle(Surface, frozen=True, tag="monkey-saddle"):
    """A saddle with a place for the tail."""

    title = "Monkey saddle"
    formula = "f(x, y) = x³ − 3xy²"
    doc = (
        "Three ways down, three up, and between them a place where even the curvature is zero: descent "
        "lingers there far longer than at an ordinary saddle. There is no floor."
    )
    reference = "Hilbert & Cohn-Vossen, Geometry and the Imagination (1952), chapter IV"
    code = SurfaceCode.MONKEY_SADDLE
    dimensions = 2
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.5, 0.01)
    listed = ()


class EdgeOfStability(Surface, frozen=True, tag="edge-of-stability"):
    """A curve of minima, the sharper the farther out."""

    title = "Edge of stability"
    formula = "f(x, y) = ½ (1 − xy)²"
    doc = (
        "Every point with xy = 1 is a minimum, of sharpness x² + y²: an LR beyond 2/(x² + y²) cannot settle "
        "there and wanders along the curve to a flatter one. Listed are the two flattest, at ±(1, 1)."
    )
    reference = (
        "Wang et al., Large Learning Rate Tames Homogeneity, ICLR (2022), arXiv:2110.03677; "
        "the name from Cohen et al., ICLR (2021), arXiv:2103.00065"
    )
    code = SurfaceCode.EDGE_OF_STABILITY
    dimensions = 2
    domain = ((-2.0, 5.0), (-2.0, 5.0))
    start = (4.0, 0.5)
    listed = (Minimum((1.0, 1.0), 0.0), Minimum((-1.0, -1.0), 0.0))
