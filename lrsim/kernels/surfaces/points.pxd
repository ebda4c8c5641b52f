# cython: cdivision=True
"""The loss surfaces at one point: a struct of parameters, a value with its gradient, and a Hessian for each.

`w` is the position, `g` receives the gradient, `h` the Hessian in the order xx, xy, yy (1-D: xx alone). The
functions are straight lines of + − × ÷ sqrt, `math` and selects (`a if condition else b`), so that a loop over
lanes vectorises; where the true value is finite they give no NaN.

To add a surface: its struct and its two functions in `one_dimensional.pxd`, `polynomial.pxd` or `multimodal.pxd`, and
here its line in `Surface` (and in `Line` when it is 1-D) and in the two dispatchers.
"""
from lrsim.kernels.surfaces cimport multimodal, one_dimensional, polynomial
from lrsim.kernels.surfaces.one_dimensional cimport (
    Quadratic, Quartic, Abs, Huber, LogCosh, DoubleWell, BumpyParabola, Rastrigin1d, GramacyLee, Forrester, Plateau,
    Cliff, Shower,
)
from lrsim.kernels.surfaces.polynomial cimport (
    Bowl, LongValley, Rosenbrock, Himmelblau, Beale, Booth, Matyas, ThreeHumpCamel, SixHumpCamel, StyblinskiTang,
    GoldsteinPrice, Saddle, MonkeySaddle, EdgeOfStability,
)
from lrsim.kernels.surfaces.tape cimport Formula, formula, formula_hessian
from lrsim.kernels.surfaces.multimodal cimport (
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
        return one_dimensional.quadratic(s, w, g)
    elif Surface is Quartic:
        return one_dimensional.quartic(s, w, g)
    elif Surface is Abs:
        return one_dimensional.absolute(s, w, g)
    elif Surface is Huber:
        return one_dimensional.huber(s, w, g)
    elif Surface is LogCosh:
        return one_dimensional.log_cosh(s, w, g)
    elif Surface is DoubleWell:
        return one_dimensional.double_well(s, w, g)
    elif Surface is BumpyParabola:
        return one_dimensional.bumpy_parabola(s, w, g)
    elif Surface is Rastrigin1d:
        return one_dimensional.rastrigin_1d(s, w, g)
    elif Surface is GramacyLee:
        return one_dimensional.gramacy_lee(s, w, g)
    elif Surface is Forrester:
        return one_dimensional.forrester(s, w, g)
    elif Surface is Plateau:
        return one_dimensional.plateau(s, w, g)
    elif Surface is Cliff:
        return one_dimensional.cliff(s, w, g)
    elif Surface is Shower:
        return one_dimensional.shower(s, w, g)
    elif Surface is Bowl:
        return polynomial.bowl(s, w, g)
    elif Surface is LongValley:
        return polynomial.long_valley(s, w, g)
    elif Surface is Rosenbrock:
        return polynomial.rosenbrock(s, w, g)
    elif Surface is Himmelblau:
        return polynomial.himmelblau(s, w, g)
    elif Surface is Beale:
        return polynomial.beale(s, w, g)
    elif Surface is Booth:
        return polynomial.booth(s, w, g)
    elif Surface is Matyas:
        return polynomial.matyas(s, w, g)
    elif Surface is ThreeHumpCamel:
        return polynomial.three_hump_camel(s, w, g)
    elif Surface is SixHumpCamel:
        return polynomial.six_hump_camel(s, w, g)
    elif Surface is StyblinskiTang:
        return polynomial.styblinski_tang(s, w, g)
    elif Surface is GoldsteinPrice:
        return polynomial.goldstein_price(s, w, g)
    elif Surface is Saddle:
        return polynomial.saddle(s, w, g)
    elif Surface is MonkeySaddle:
        return polynomial.monkey_saddle(s, w, g)
    elif Surface is EdgeOfStability:
        return polynomial.edge_of_stability(s, w, g)
    elif Surface is McCormick:
        return multimodal.mccormick(s, w, g)
    elif Surface is Rastrigin:
        return multimodal.rastrigin(s, w, g)
    elif Surface is Ackley:
        return multimodal.ackley(s, w, g)
    elif Surface is Griewank:
        return multimodal.griewank(s, w, g)
    elif Surface is Levy13:
        return multimodal.levy_13(s, w, g)
    elif Surface is Easom:
        return multimodal.easom(s, w, g)
    elif Surface is Branin:
        return multimodal.branin(s, w, g)
    elif Surface is Formula:
        return formula(s, w, g)


cdef inline void hessian(Surface *s, const double *w, double *h) noexcept nogil:
    if Surface is Quadratic:
        one_dimensional.quadratic_hessian(s, w, h)
    elif Surface is Quartic:
        one_dimensional.quartic_hessian(s, w, h)
    elif Surface is Abs:
        one_dimensional.absolute_hessian(s, w, h)
    elif Surface is Huber:
        one_dimensional.huber_hessian(s, w, h)
    elif Surface is LogCosh:
        one_dimensional.log_cosh_hessian(s, w, h)
    elif Surface is DoubleWell:
        one_dimensional.double_well_hessian(s, w, h)
    elif Surface is BumpyParabola:
        one_dimensional.bumpy_parabola_hessian(s, w, h)
    elif Surface is Rastrigin1d:
        one_dimensional.rastrigin_1d_hessian(s, w, h)
    elif Surface is GramacyLee:
        one_dimensional.gramacy_lee_hessian(s, w, h)
    elif Surface is Forrester:
        one_dimensional.forrester_hessian(s, w, h)
    elif Surface is Plateau:
        one_dimensional.plateau_hessian(s, w, h)
    elif Surface is Cliff:
        one_dimensional.cliff_hessian(s, w, h)
    elif Surface is Shower:
        one_dimensional.shower_hessian(s, w, h)
    elif Surface is Bowl:
        polynomial.bowl_hessian(s, w, h)
    elif Surface is LongValley:
        polynomial.long_valley_hessian(s, w, h)
    elif Surface is Rosenbrock:
        polynomial.rosenbrock_hessian(s, w, h)
    elif Surface is Himmelblau:
        polynomial.himmelblau_hessian(s, w, h)
    elif Surface is Beale:
        polynomial.beale_hessian(s, w, h)
    elif Surface is Booth:
        polynomial.booth_hessian(s, w, h)
    elif Surface is Matyas:
        polynomial.matyas_hessian(s, w, h)
    elif Surface is ThreeHumpCamel:
        polynomial.three_hump_camel_hessian(s, w, h)
    elif Surface is SixHumpCamel:
        polynomial.six_hump_camel_hessian(s, w, h)
    elif Surface is StyblinskiTang:
        polynomial.styblinski_tang_hessian(s, w, h)
    elif Surface is GoldsteinPrice:
        polynomial.goldstein_price_hessian(s, w, h)
    elif Surface is Saddle:
        polynomial.saddle_hessian(s, w, h)
    elif Surface is MonkeySaddle:
        polynomial.monkey_saddle_hessian(s, w, h)
    elif Surface is EdgeOfStability:
        polynomial.edge_of_stability_hessian(s, w, h)
    elif Surface is McCormick:
        multimodal.mccormick_hessian(s, w, h)
    elif Surface is Rastrigin:
        multimodal.rastrigin_hessian(s, w, h)
    elif Surface is Ackley:
        multimodal.ackley_hessian(s, w, h)
    elif Surface is Griewank:
        multimodal.griewank_hessian(s, w, h)
    elif Surface is Levy13:
        multimodal.levy_13_hessian(s, w, h)
    elif Surface is Easom:
        multimodal.easom_hessian(s, w, h)
    elif Surface is Branin:
        multimodal.branin_hessian(s, w, h)
    elif Surface is Formula:
        formula_hessian(s, w, h)
