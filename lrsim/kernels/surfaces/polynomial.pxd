# cython: cdivision=True
"""The loss surfaces over two coordinates that are polynomials: see `points.pxd` for what they have in common."""


ctypedef struct Bowl:
    double unused                                   # C has no empty struct


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


ctypedef struct Beale:
    double unused


cdef inline double beale(Beale *s, const double *w, double *g) noexcept nogil:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"""
    cdef double x = w[0], y = w[1]
    cdef double one = y - 1.0, two = y * y - 1.0, three = y * y * y - 1.0
    cdef double p = 1.5 + x * one, q = 2.25 + x * two, r = 2.625 + x * three
    g[0] = 2.0 * (p * one + q * two + r * three)
    g[1] = 2.0 * x * (p + 2.0 * y * q + 3.0 * (y * y) * r)
    return p * p + q * q + r * r


cdef inline void beale_hessian(Beale *s, const double *w, double *h) noexcept nogil:
    cdef double x = w[0], y = w[1], square = w[1] * w[1]
    cdef double one = y - 1.0, two = square - 1.0, three = square * y - 1.0
    cdef double p = 1.5 + x * one, q = 2.25 + x * two, r = 2.625 + x * three
    h[0] = 2.0 * (one * one + two * two + three * three)
    h[1] = 2.0 * (p + 2.0 * y * q + 3.0 * square * r + x * (one + 2.0 * y * two + 3.0 * square * three))
    h[2] = 2.0 * x * (2.0 * q + 6.0 * y * r + x * (1.0 + 4.0 * square + 9.0 * square * square))


ctypedef struct Booth:
    double unused


cdef inline double booth(Booth *s, const double *w, double *g) noexcept nogil:
    """(x + 2y − 7)² + (2x + y − 5)²"""
    cdef double p = w[0] + 2.0 * w[1] - 7.0
    cdef double q = 2.0 * w[0] + w[1] - 5.0
    g[0] = 2.0 * p + 4.0 * q
    g[1] = 4.0 * p + 2.0 * q
    return p * p + q * q


cdef inline void booth_hessian(Booth *s, const double *w, double *h) noexcept nogil:
    h[0] = 10.0
    h[1] = 8.0
    h[2] = 10.0


ctypedef struct Matyas:
    double unused


cdef inline double matyas(Matyas *s, const double *w, double *g) noexcept nogil:
    """0.26 (x² + y²) − 0.48 xy = ¼ (x − y)² + 0.01 (x + y)², which does not cancel"""
    cdef double across = w[0] - w[1]
    cdef double along = w[0] + w[1]
    g[0] = 0.02 * along + 0.5 * across
    g[1] = 0.02 * along - 0.5 * across
    return 0.25 * (across * across) + 0.01 * (along * along)


cdef inline void matyas_hessian(Matyas *s, const double *w, double *h) noexcept nogil:
    h[0] = 0.52
    h[1] = -0.48
    h[2] = 0.52


ctypedef struct ThreeHumpCamel:
    double unused


cdef inline double three_hump_camel(ThreeHumpCamel *s, const double *w, double *g) noexcept nogil:
    """2x² − 1.05x⁴ + x⁶/6 + xy + y²"""
    cdef double x = w[0], y = w[1]
    cdef double u = x * x
    g[0] = x * (4.0 + u * (u - 4.2)) + y
    g[1] = x + 2.0 * y
    return u * (2.0 + u * (u / 6.0 - 1.05)) + x * y + y * y


cdef inline void three_hump_camel_hessian(ThreeHumpCamel *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] * w[0]
    h[0] = 4.0 + u * (5.0 * u - 12.6)
    h[1] = 1.0
    h[2] = 2.0


ctypedef struct SixHumpCamel:
    double unused


cdef inline double six_hump_camel(SixHumpCamel *s, const double *w, double *g) noexcept nogil:
    """(4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y²"""
    cdef double x = w[0], y = w[1]
    cdef double u = x * x, v = y * y
    g[0] = x * (8.0 + u * (2.0 * u - 8.4)) + y
    g[1] = x + y * (16.0 * v - 8.0)
    return u * (4.0 + u * (u / 3.0 - 2.1)) + x * y + v * (4.0 * v - 4.0)


cdef inline void six_hump_camel_hessian(SixHumpCamel *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] * w[0], v = w[1] * w[1]
    h[0] = 8.0 + u * (10.0 * u - 25.2)
    h[1] = 1.0
    h[2] = 48.0 * v - 8.0


ctypedef struct StyblinskiTang:
    double unused


cdef inline double styblinski_tang(StyblinskiTang *s, const double *w, double *g) noexcept nogil:
    """½ (x⁴ − 16x² + 5x) + ½ (y⁴ − 16y² + 5y)"""
    cdef double x = w[0], y = w[1]
    cdef double u = x * x, v = y * y
    g[0] = x * (2.0 * u - 16.0) + 2.5
    g[1] = y * (2.0 * v - 16.0) + 2.5
    return u * (0.5 * u - 8.0) + v * (0.5 * v - 8.0) + 2.5 * (x + y)


cdef inline void styblinski_tang_hessian(StyblinskiTang *s, const double *w, double *h) noexcept nogil:
    h[0] = 6.0 * w[0] * w[0] - 16.0
    h[1] = 0.0
    h[2] = 6.0 * w[1] * w[1] - 16.0


ctypedef struct GoldsteinPrice:
    double unused


cdef inline double goldstein_price(GoldsteinPrice *s, const double *w, double *g) noexcept nogil:
    """A(x + y) · B(2x − 3y), with A(u) = 1 + (u + 1)² (3u² − 14u + 19) and B(v) = 30 + v² (3v² − 16v + 18)"""
    cdef double u = w[0] + w[1]
    cdef double v = 2.0 * w[0] - 3.0 * w[1]
    cdef double a = 1.0 + (u + 1.0) * (u + 1.0) * (u * (3.0 * u - 14.0) + 19.0)
    cdef double b = 30.0 + v * v * (v * (3.0 * v - 16.0) + 18.0)
    cdef double a1 = 12.0 * (u + 1.0) * (u - 1.0) * (u - 2.0) * b
    cdef double b1 = 12.0 * v * (v - 1.0) * (v - 3.0) * a
    g[0] = a1 + 2.0 * b1
    g[1] = a1 - 3.0 * b1
    return a * b


cdef inline void goldstein_price_hessian(GoldsteinPrice *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] + w[1]
    cdef double v = 2.0 * w[0] - 3.0 * w[1]
    cdef double a = 1.0 + (u + 1.0) * (u + 1.0) * (u * (3.0 * u - 14.0) + 19.0)
    cdef double b = 30.0 + v * v * (v * (3.0 * v - 16.0) + 18.0)
    cdef double both = 144.0 * (u + 1.0) * (u - 1.0) * (u - 2.0) * v * (v - 1.0) * (v - 3.0)
    cdef double a2 = 12.0 * (u * (3.0 * u - 4.0) - 1.0) * b
    cdef double b2 = 12.0 * (v * (3.0 * v - 8.0) + 3.0) * a
    h[0] = a2 + 4.0 * both + 4.0 * b2
    h[1] = a2 - both - 6.0 * b2
    h[2] = a2 - 6.0 * both + 9.0 * b2


ctypedef struct Saddle:
    double unused


cdef inline double saddle(Saddle *s, const double *w, double *g) noexcept nogil:
    """x² − y²"""
    g[0] = 2.0 * w[0]
    g[1] = -2.0 * w[1]
    return w[0] * w[0] - w[1] * w[1]


cdef inline void saddle_hessian(Saddle *s, const double *w, double *h) noexcept nogil:
    h[0] = 2.0
    h[1] = 0.0
    h[2] = -2.0


ctypedef struct MonkeySaddle:
    double unused


cdef inline double monkey_saddle(MonkeySaddle *s, const double *w, double *g) noexcept nogil:
    """x³ − 3xy²"""
    cdef double x = w[0], y = w[1]
    g[0] = 3.0 * (x * x - y * y)
    g[1] = -6.0 * x * y
    return x * (x * x - 3.0 * (y * y))


cdef inline void monkey_saddle_hessian(MonkeySaddle *s, const double *w, double *h) noexcept nogil:
    h[0] = 6.0 * w[0]
    h[1] = -6.0 * w[1]
    h[2] = -6.0 * w[0]


ctypedef struct EdgeOfStability:
    double unused


cdef inline double edge_of_stability(EdgeOfStability *s, const double *w, double *g) noexcept nogil:
    """½ (1 − xy)²"""
    cdef double error = 1.0 - w[0] * w[1]
    g[0] = -w[1] * error
    g[1] = -w[0] * error
    return 0.5 * (error * error)


cdef inline void edge_of_stability_hessian(EdgeOfStability *s, const double *w, double *h) noexcept nogil:
    h[0] = w[1] * w[1]
    h[1] = 2.0 * (w[0] * w[1]) - 1.0
    h[2] = w[0] * w[0]
