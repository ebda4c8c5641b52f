# cython: cdivision=True
"""The loss surfaces over one coordinate: see `points.pxd` for what they have in common."""
from libc.math cimport fabs

from lrsim.kernels.math cimport functions as math


ctypedef struct Quadratic:
    double unused                                   # C has no empty struct


cdef inline double quadratic(Quadratic *s, const double *w, double *g) noexcept nogil:
    """x²"""
    g[0] = 2.0 * w[0]
    return w[0] * w[0]


cdef inline void quadratic_hessian(Quadratic *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0


ctypedef struct Quartic:
    double unused


cdef inline double quartic(Quartic *s, const double *w, double *g) noexcept nogil:
    """x⁴"""
    cdef double square = w[0] * w[0]
    g[0] = 4.0 * w[0] * square
    return square * square


cdef inline void quartic_hessian(Quartic *s, const double *w, double *h) noexcept nogil:
    h[0] = 12.0 * w[0] * w[0]


ctypedef struct Abs:
    double unused


cdef inline double absolute(Abs *s, const double *w, double *g) noexcept nogil:
    """|x|, whose slope at 0 is 0: one of its subgradients"""
    cdef double x = w[0]
    g[0] = 1.0 if x > 0.0 else (-1.0 if x < 0.0 else x)         # 0, or NaN
    return fabs(x)


cdef inline void absolute_hessian(Abs *s, const double *w, double *h) noexcept nogil:
    h[0] = 0.0


ctypedef struct Huber:
    double delta


cdef inline double huber(Huber *s, const double *w, double *g) noexcept nogil:
    """½ x² where |x| ≤ δ, δ (|x| − ½ δ) beyond: both are c (x − ½ c), with c the x held within ±δ"""
    cdef double x = w[0]
    cdef double c = s.delta if x > s.delta else (-s.delta if x < -s.delta else x)
    g[0] = c
    return c * (x - 0.5 * c)


cdef inline void huber_hessian(Huber *s, const double *w, double *h) noexcept nogil:
    h[0] = 1.0 if fabs(w[0]) <= s.delta else 0.0


cdef inline double sech_square(double x) noexcept nogil:
    """1 − tanh² x, to its own last digits where tanh is 1."""
    cdef double e = math.exp(-2.0 * fabs(x))
    return 4.0 * e / ((1.0 + e) * (1.0 + e))


ctypedef struct LogCosh:
    double unused


cdef inline double log_cosh(LogCosh *s, const double *w, double *g) noexcept nogil:
    """ln cosh x"""
    cdef double value = 0.0
    math.tanh_log_cosh(w[0], g, &value)
    return value


cdef inline void log_cosh_hessian(LogCosh *s, const double *w, double *h) noexcept nogil:
    h[0] = sech_square(w[0])


ctypedef struct DoubleWell:
    double unused


cdef inline double double_well(DoubleWell *s, const double *w, double *g) noexcept nogil:
    """(x² − 1)²"""
    cdef double inner = w[0] * w[0] - 1.0
    g[0] = 4.0 * w[0] * inner
    return inner * inner


cdef inline void double_well_hessian(DoubleWell *s, const double *w, double *h) noexcept nogil:
    h[0] = 12.0 * w[0] * w[0] - 4.0


ctypedef struct BumpyParabola:
    double a


cdef inline double bumpy_parabola(BumpyParabola *s, const double *w, double *g) noexcept nogil:
    """x² + a sin x"""
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos(w[0], &sine, &cosine)
    g[0] = 2.0 * w[0] + s.a * cosine
    return w[0] * w[0] + s.a * sine


cdef inline void bumpy_parabola_hessian(BumpyParabola *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0 - s.a * math.sin(w[0])


ctypedef struct Rastrigin1d:
    double a


cdef inline double rastrigin_1d(Rastrigin1d *s, const double *w, double *g) noexcept nogil:
    """a + x² − a cos 2πx = x² + 2a sin² πx, which does not cancel"""
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos_pi(w[0], &sine, &cosine)
    g[0] = 2.0 * w[0] + 12.566370614359172 * s.a * (sine * cosine)          # 4π
    return w[0] * w[0] + 2.0 * s.a * (sine * sine)


cdef inline void rastrigin_1d_hessian(Rastrigin1d *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0 + 39.47841760435743 * s.a * math.cos_pi(2.0 * w[0])         # 4π²


ctypedef struct Sinc:
    double value                                    # sin u / u
    double slope                                    # (the derivative of that) / u


cdef inline Sinc sinc(double x) noexcept nogil:
    """sin u / u for u = πx, at 0 and beside it too."""
    cdef Sinc result
    cdef double sine = 0.0, cosine = 0.0
    cdef double u = 3.141592653589793 * x
    cdef double q = u * u
    cdef double series, quotient
    math.sin_cos_pi(x, &sine, &cosine)
    result.value = sine / u if u != 0.0 else 1.0
    # Σ (−1)ⁿ 2n u²ⁿ⁻² / (2n + 1)! where the difference below would cancel
    series = 16.0 / 355687428096000.0
    series = series * q - 14.0 / 1307674368000.0
    series = series * q + 12.0 / 6227020800.0
    series = series * q - 10.0 / 39916800.0
    series = series * q + 8.0 / 362880.0
    series = series * q - 6.0 / 5040.0
    series = series * q + 4.0 / 120.0
    series = series * q - 2.0 / 6.0
    quotient = (cosine - result.value) / (q if q > 0.0 else 1.0)
    result.slope = series if q < 0.25 else quotient
    return result


ctypedef struct GramacyLee:
    double unused


cdef inline double gramacy_lee(GramacyLee *s, const double *w, double *g) noexcept nogil:
    """sin(10πx) / (2x) + (x − 1)⁴"""
    cdef Sinc wave = sinc(10.0 * w[0])              # sin(10πx) / (10πx)
    cdef double away = w[0] - 1.0
    cdef double square = away * away
    g[0] = 15503.13834014991 * w[0] * wave.slope + 4.0 * away * square      # 500π³
    return 15.707963267948966 * wave.value + square * square                 # 5π


cdef inline void gramacy_lee_hessian(GramacyLee *s, const double *w, double *h) noexcept nogil:
    cdef Sinc wave = sinc(10.0 * w[0])
    cdef double away = w[0] - 1.0
    # sinc″ = −sinc − 2 sinc′/u
    h[0] = 12.0 * (away * away) - 15503.13834014991 * (wave.value + 2.0 * wave.slope)


ctypedef struct Forrester:
    double unused


cdef inline double forrester(Forrester *s, const double *w, double *g) noexcept nogil:
    """(6x − 2)² sin(12x − 4)"""
    cdef double t = 6.0 * w[0] - 2.0
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos(2.0 * t, &sine, &cosine)
    g[0] = 12.0 * t * (sine + t * cosine)
    return t * t * sine


cdef inline void forrester_hessian(Forrester *s, const double *w, double *h) noexcept nogil:
    cdef double t = 6.0 * w[0] - 2.0
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos(2.0 * t, &sine, &cosine)
    h[0] = 72.0 * (sine + t * (4.0 * cosine - 2.0 * t * sine))


ctypedef struct Plateau:
    double width


cdef inline double plateau(Plateau *s, const double *w, double *g) noexcept nogil:
    """tanh²(x / width)"""
    cdef double u = w[0] / s.width
    cdef double t = math.tanh(u)
    g[0] = 2.0 * t * sech_square(u) / s.width
    return t * t


cdef inline void plateau_hessian(Plateau *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] / s.width
    cdef double t = math.tanh(u)
    h[0] = 2.0 * sech_square(u) * (1.0 - 3.0 * t * t) / (s.width * s.width)


ctypedef struct Cliff:
    double height
    double steepness


cdef inline double cliff(Cliff *s, const double *w, double *g) noexcept nogil:
    """½ x² + height · σ(steepness · (x − 1)), with σ(z) = 1/(1 + e⁻ᶻ)"""
    cdef double z = s.steepness * (w[0] - 1.0)
    cdef double e = math.exp(-fabs(z))
    cdef double d = 1.0 / (1.0 + e)
    g[0] = w[0] + s.height * s.steepness * (e * d * d)
    return 0.5 * (w[0] * w[0]) + s.height * (d if z > 0.0 else e * d)


cdef inline void cliff_hessian(Cliff *s, const double *w, double *h) noexcept nogil:
    cdef double z = s.steepness * (w[0] - 1.0)
    cdef double e = math.exp(-fabs(z))
    cdef double d = 1.0 / (1.0 + e)
    cdef double turn = (1.0 - e) * d                # |1 − 2σ|
    h[0] = 1.0 + s.height * (s.steepness * s.steepness) * (e * d * d) * (-turn if z > 0.0 else turn)


ctypedef struct Shower:
    double unused


cdef inline double shower(Shower *s, const double *w, double *g) noexcept nogil:
    """10·ln cosh(x/0.4) − 3x minus its minimum, which lies at tanh(x/0.4) = 0.12"""
    cdef double t = 0.0, value = 0.0
    math.tanh_log_cosh(w[0] / 0.4, &t, &value)
    g[0] = 25.0 * t - 3.0
    # the constant is 1.2·artanh 0.12 + 5·ln(1 − 0.12²): minus the first two terms where tanh u = 0.12
    return (10.0 * value - 3.0 * w[0]) + 0.07217380307572424


cdef inline void shower_hessian(Shower *s, const double *w, double *h) noexcept nogil:
    cdef double t = math.tanh(w[0] / 0.4)
    h[0] = 62.5 * (1.0 - t * t)
