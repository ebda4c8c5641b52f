# cython: cdivision=True
"""The loss surfaces at one point: a struct of parameters, a value with its gradient, and a Hessian for each.

`w` is the position, `g` receives the gradient, `h` the Hessian in the order xx, xy, yy (1-D: xx alone).
To add a surface: its struct, its two functions, its line in `Surface` (and in `Line` when it is 1-D) and in
the two dispatchers at the end.
"""
from lrsim cimport _math


# --- 1-D ---

ctypedef struct Quadratic:
    double unused                                   # C has no empty struct


cdef inline double quadratic(Quadratic *s, const double *w, double *g) noexcept nogil:
    """x²"""
    g[0] = 2.0 * w[0]
    return w[0] * w[0]


cdef inline void quadratic_hessian(Quadratic *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0


ctypedef struct DoubleWell:
    double unused


cdef inline double double_well(DoubleWell *s, const double *w, double *g) noexcept nogil:
    """(x² − 1)²"""
    cdef double inner = w[0] * w[0] - 1.0
    g[0] = 4.0 * w[0] * inner
    return inner * inner


cdef inline void double_well_hessian(DoubleWell *s, const double *w, double *h) noexcept nogil:
    h[0] = 12.0 * w[0] * w[0] - 4.0


ctypedef struct Shower:
    double unused


cdef inline double shower(Shower *s, const double *w, double *g) noexcept nogil:
    """10·ln cosh(x/0.4) − 3x minus its minimum, which lies at tanh(x/0.4) = 0.12"""
    cdef double u = w[0] / 0.4
    g[0] = 25.0 * _math.tanh(u) - 3.0
    # the constant is 1.2·artanh 0.12 + 5·ln(1 − 0.12²): minus the first two terms where tanh u = 0.12
    return (10.0 * _math.log_cosh(u) - 3.0 * w[0]) + 0.07217380307572424


cdef inline void shower_hessian(Shower *s, const double *w, double *h) noexcept nogil:
    cdef double t = _math.tanh(w[0] / 0.4)
    h[0] = 62.5 * (1.0 - t * t)


# --- 2-D ---

ctypedef struct Bowl:
    double unused


cdef inline double bowl(Bowl *s, const double *w, double *g) noexcept nogil:
    """x² + y²"""
    g[0] = 2.0 * w[0]
    g[1] = 2.0 * w[1]
    return w[0] * w[0] + w[1] * w[1]


cdef inline void bowl_hessian(Bowl *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0
    h[1] = 0.0
    h[2] = 2.0


ctypedef struct LongValley:
    double kappa


cdef inline double long_valley(LongValley *s, const double *w, double *g) noexcept nogil:
    """½ (x² + κ y²)"""
    g[0] = w[0]
    g[1] = s.kappa * w[1]
    return 0.5 * (w[0] * w[0] + s.kappa * (w[1] * w[1]))


cdef inline void long_valley_hessian(LongValley *s, const double *w, double *h) noexcept nogil:
    h[0] = 1.0
    h[1] = 0.0
    h[2] = s.kappa


ctypedef struct Rosenbrock:
    double a
    double b


cdef inline double rosenbrock(Rosenbrock *s, const double *w, double *g) noexcept nogil:
    """(a − x)² + b (y − x²)²"""
    cdef double across = w[1] - w[0] * w[0]
    cdef double along = s.a - w[0]
    g[0] = -2.0 * along - 4.0 * s.b * w[0] * across
    g[1] = 2.0 * s.b * across
    return along * along + s.b * (across * across)


cdef inline void rosenbrock_hessian(Rosenbrock *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0 - 4.0 * s.b * (w[1] - 3.0 * w[0] * w[0])
    h[1] = -4.0 * s.b * w[0]
    h[2] = 2.0 * s.b


ctypedef struct Himmelblau:
    double unused


cdef inline double himmelblau(Himmelblau *s, const double *w, double *g) noexcept nogil:
    """(x² + y − 11)² + (x + y² − 7)²"""
    cdef double p = w[0] * w[0] + w[1] - 11.0
    cdef double q = w[0] + w[1] * w[1] - 7.0
    g[0] = 4.0 * w[0] * p + 2.0 * q
    g[1] = 2.0 * p + 4.0 * w[1] * q
    return p * p + q * q


cdef inline void himmelblau_hessian(Himmelblau *s, const double *w, double *h) noexcept nogil:
    h[0] = 12.0 * w[0] * w[0] + 4.0 * w[1] - 42.0
    h[1] = 4.0 * (w[0] + w[1])
    h[2] = 12.0 * w[1] * w[1] + 4.0 * w[0] - 26.0


# --- all of them ---

ctypedef fused Line:
    Quadratic
    DoubleWell
    Shower


ctypedef fused Surface:
    Quadratic
    DoubleWell
    Shower
    Bowl
    LongValley
    Rosenbrock
    Himmelblau


cdef inline double value_and_gradient(Surface *s, const double *w, double *g) noexcept nogil:
    if Surface is Quadratic:
        return quadratic(s, w, g)
    elif Surface is DoubleWell:
        return double_well(s, w, g)
    elif Surface is Shower:
        return shower(s, w, g)
    elif Surface is Bowl:
        return bowl(s, w, g)
    elif Surface is LongValley:
        return long_valley(s, w, g)
    elif Surface is Rosenbrock:
        return rosenbrock(s, w, g)
    elif Surface is Himmelblau:
        return himmelblau(s, w, g)


cdef inline void hessian(Surface *s, const double *w, double *h) noexcept nogil:
    if Surface is Quadratic:
        quadratic_hessian(s, w, h)
    elif Surface is DoubleWell:
        double_well_hessian(s, w, h)
    elif Surface is Shower:
        shower_hessian(s, w, h)
    elif Surface is Bowl:
        bowl_hessian(s, w, h)
    elif Surface is LongValley:
        long_valley_hessian(s, w, h)
    elif Surface is Rosenbrock:
        rosenbrock_hessian(s, w, h)
    elif Surface is Himmelblau:
        himmelblau_hessian(s, w, h)
