# cython: cdivision=True
"""The loss surfaces at one point: a struct of parameters, a value with its gradient, and a Hessian for each.

`w` is the position, `g` receives the gradient, `h` the Hessian in the order xx, xy, yy (1-D: xx alone). The
functions are straight lines of + − × ÷ sqrt, `_math` and selects (`a if condition else b`), so that a loop over
lanes vectorises; where the true value is finite they give no NaN.

To add a surface: its struct and its two functions in `_lines.pxd`, `_planes.pxd` or `_waves.pxd`, and here its
line in `Surface` (and in `Line` when it is 1-D) and in the two dispatchers.
"""
from lrsim cimport _lines, _planes, _waves
from lrsim._lines cimport (
    Quadratic, Quartic, Abs, Huber, LogCosh, DoubleWell, BumpyParabola, Rastrigin1d, GramacyLee, Forrester, Plateau,
    Cliff, Shower,
)
from lrsim._planes cimport (
    Bowl, LongValley, Rosenbrock, Himmelblau, Beale, Booth, Matyas, ThreeHumpCamel, SixHumpCamel, StyblinskiTang,
    GoldsteinPrice, Saddle, MonkeySaddle, EdgeOfStability,
)
from lrsim._tape cimport Formula, formula, formula_hessian
from lrsim._waves cimport (
    McCormick, Rastrigin, Ackley, Griewank, Levy13, Easom, Branin,
)


ctypedef fused Line:
    Quadratic
    Quartic
    Abs
    Huber
    LogCosh
    DoubleWell
    BumpyParabola
    Rastrigin1d
    GramacyLee
    Forrester
    Plateau
    Cliff
    Shower


ctypedef fused Surface:
    Quadratic
    Quartic
    Abs
    Huber
    LogCosh
    DoubleWell
    BumpyParabola
    Rastrigin1d
    GramacyLee
    Forrester
    Plateau
    Cliff
    Shower
    Bowl
    LongValley
    Rosenbrock
    Himmelblau
    Beale
    Booth
    Matyas
    ThreeHumpCamel
    SixHumpCamel
    StyblinskiTang
    GoldsteinPrice
    Saddle
    MonkeySaddle
    EdgeOfStability
    McCormick
    Rastrigin
    Ackley
    Griewank
    Levy13
    Easom
    Branin
    Formula


cdef inline double value_and_gradient(Surface *s, const double *w, double *g) noexcept nogil:
    if Surface is Quadratic:
        return _lines.quadratic(s, w, g)
    elif Surface is Quartic:
        return _lines.quartic(s, w, g)
    elif Surface is Abs:
        return _lines.absolute(s, w, g)
    elif Surface is Huber:
        return _lines.huber(s, w, g)
    elif Surface is LogCosh:
        return _lines.log_cosh(s, w, g)
    elif Surface is DoubleWell:
        return _lines.double_well(s, w, g)
    elif Surface is BumpyParabola:
        return _lines.bumpy_parabola(s, w, g)
    elif Surface is Rastrigin1d:
        return _lines.rastrigin_1d(s, w, g)
    elif Surface is GramacyLee:
        return _lines.gramacy_lee(s, w, g)
    elif Surface is Forrester:
        return _lines.forrester(s, w, g)
    elif Surface is Plateau:
        return _lines.plateau(s, w, g)
    elif Surface is Cliff:
        return _lines.cliff(s, w, g)
    elif Surface is Shower:
        return _lines.shower(s, w, g)
    elif Surface is Bowl:
        return _planes.bowl(s, w, g)
    elif Surface is LongValley:
        return _planes.long_valley(s, w, g)
    elif Surface is Rosenbrock:
        return _planes.rosenbrock(s, w, g)
    elif Surface is Himmelblau:
        return _planes.himmelblau(s, w, g)
    elif Surface is Beale:
        return _planes.beale(s, w, g)
    elif Surface is Booth:
        return _planes.booth(s, w, g)
    elif Surface is Matyas:
        return _planes.matyas(s, w, g)
    elif Surface is ThreeHumpCamel:
        return _planes.three_hump_camel(s, w, g)
    elif Surface is SixHumpCamel:
        return _planes.six_hump_camel(s, w, g)
    elif Surface is StyblinskiTang:
        return _planes.styblinski_tang(s, w, g)
    elif Surface is GoldsteinPrice:
        return _planes.goldstein_price(s, w, g)
    elif Surface is Saddle:
        return _planes.saddle(s, w, g)
    elif Surface is MonkeySaddle:
        return _planes.monkey_saddle(s, w, g)
    elif Surface is EdgeOfStability:
        return _planes.edge_of_stability(s, w, g)
    elif Surface is McCormick:
        return _waves.mccormick(s, w, g)
    elif Surface is Rastrigin:
        return _waves.rastrigin(s, w, g)
    elif Surface is Ackley:
        return _waves.ackley(s, w, g)
    elif Surface is Griewank:
        return _waves.griewank(s, w, g)
    elif Surface is Levy13:
        return _waves.levy_13(s, w, g)
    elif Surface is Easom:
        return _waves.easom(s, w, g)
    elif Surface is Branin:
        return _waves.branin(s, w, g)
    elif Surface is Formula:
        return formula(s, w, g)


cdef inline void hessian(Surface *s, const double *w, double *h) noexcept nogil:
    if Surface is Quadratic:
        _lines.quadratic_hessian(s, w, h)
    elif Surface is Quartic:
        _lines.quartic_hessian(s, w, h)
    elif Surface is Abs:
        _lines.absolute_hessian(s, w, h)
    elif Surface is Huber:
        _lines.huber_hessian(s, w, h)
    elif Surface is LogCosh:
        _lines.log_cosh_hessian(s, w, h)
    elif Surface is DoubleWell:
        _lines.double_well_hessian(s, w, h)
    elif Surface is BumpyParabola:
        _lines.bumpy_parabola_hessian(s, w, h)
    elif Surface is Rastrigin1d:
        _lines.rastrigin_1d_hessian(s, w, h)
    elif Surface is GramacyLee:
        _lines.gramacy_lee_hessian(s, w, h)
    elif Surface is Forrester:
        _lines.forrester_hessian(s, w, h)
    elif Surface is Plateau:
        _lines.plateau_hessian(s, w, h)
    elif Surface is Cliff:
        _lines.cliff_hessian(s, w, h)
    elif Surface is Shower:
        _lines.shower_hessian(s, w, h)
    elif Surface is Bowl:
        _planes.bowl_hessian(s, w, h)
    elif Surface is LongValley:
        _planes.long_valley_hessian(s, w, h)
    elif Surface is Rosenbrock:
        _planes.rosenbrock_hessian(s, w, h)
    elif Surface is Himmelblau:
        _planes.himmelblau_hessian(s, w, h)
    elif Surface is Beale:
        _planes.beale_hessian(s, w, h)
    elif Surface is Booth:
        _planes.booth_hessian(s, w, h)
    elif Surface is Matyas:
        _planes.matyas_hessian(s, w, h)
    elif Surface is ThreeHumpCamel:
        _planes.three_hump_camel_hessian(s, w, h)
    elif Surface is SixHumpCamel:
        _planes.six_hump_camel_hessian(s, w, h)
    elif Surface is StyblinskiTang:
        _planes.styblinski_tang_hessian(s, w, h)
    elif Surface is GoldsteinPrice:
        _planes.goldstein_price_hessian(s, w, h)
    elif Surface is Saddle:
        _planes.saddle_hessian(s, w, h)
    elif Surface is MonkeySaddle:
        _planes.monkey_saddle_hessian(s, w, h)
    elif Surface is EdgeOfStability:
        _planes.edge_of_stability_hessian(s, w, h)
    elif Surface is McCormick:
        _waves.mccormick_hessian(s, w, h)
    elif Surface is Rastrigin:
        _waves.rastrigin_hessian(s, w, h)
    elif Surface is Ackley:
        _waves.ackley_hessian(s, w, h)
    elif Surface is Griewank:
        _waves.griewank_hessian(s, w, h)
    elif Surface is Levy13:
        _waves.levy_13_hessian(s, w, h)
    elif Surface is Easom:
        _waves.easom_hessian(s, w, h)
    elif Surface is Branin:
        _waves.branin_hessian(s, w, h)
    elif Surface is Formula:
        formula_hessian(s, w, h)
