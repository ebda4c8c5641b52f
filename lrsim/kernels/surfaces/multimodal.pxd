# cython: cdivision=True
"""The loss surfaces over two coordinates with waves and humps: see `points.pxd` for what they have in common."""
from libc.math cimport sqrt

from lrsim.kernels.math cimport functions as math


ctypedef struct McCormick:
    double unused                                   # C has no empty struct


cdef inline double mccormick(McCormick *s, const double *w, double *g) noexcept nogil:
    """sin(x + y) + (x − y)² − 1.5x + 2.5y + 1"""
    cdef double x = w[0], y = w[1]
    cdef double across = x - y
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos(x + y, &sine, &cosine)
    g[0] = cosine + 2.0 * across - 1.5
    g[1] = cosine - 2.0 * across + 2.5
    return sine + across * across - 1.5 * x + 2.5 * y + 1.0


cdef inline void mccormick_hessian(McCormick *s, const double *w, double *h) noexcept nogil:
    cdef double sine = math.sin(w[0] + w[1])
    h[0] = 2.0 - sine
    h[1] = -2.0 - sine
    h[2] = 2.0 - sine


ctypedef struct Rastrigin:
    double a


cdef inline double rastrigin(Rastrigin *s, const double *w, double *g) noexcept nogil:
    """2a + x² + y² − a (cos 2πx + cos 2πy) = x² + y² + 2a (sin² πx + sin² πy), which does not cancel"""
    cdef double x = w[0], y = w[1]
    cdef double sx = 0.0, cx = 0.0, sy = 0.0, cy = 0.0
    cdef double pull = 12.566370614359172 * s.a     # 4π
    math.sin_cos_pi(x, &sx, &cx)
    math.sin_cos_pi(y, &sy, &cy)
    g[0] = 2.0 * x + pull * (sx * cx)
    g[1] = 2.0 * y + pull * (sy * cy)
    return (x * x + y * y) + 2.0 * s.a * (sx * sx + sy * sy)


cdef inline void rastrigin_hessian(Rastrigin *s, const double *w, double *h) noexcept nogil:
    cdef double pull = 39.47841760435743 * s.a      # 4π²
    h[0] = 2.0 + pull * math.cos_pi(2.0 * w[0])
    h[1] = 0.0
    h[2] = 2.0 + pull * math.cos_pi(2.0 * w[1])


ctypedef struct Ackley:
    double a
    double b
    double c


cdef inline double ackley(Ackley *s, const double *w, double *g) noexcept nogil:
    """a (1 − e^(−b r)) + e (1 − e^(−p)), with r² = ½ (x² + y²) and p = sin²(½ cx) + sin²(½ cy)

    That is −a e^(−b r) − e^(½ (cos cx + cos cy)) + a + e, written so that nothing cancels. The tip of the cone,
    where x/r is 0/0, has no gradient and no Hessian: there both are those of the waves alone.
    """
    cdef double x = w[0], y = w[1]
    cdef double e = 2.718281828459045
    cdef double k = s.c / 6.283185307179586         # 1 for the c of the paper, 2π
    cdef double slope = 0.7071067811865476 * s.b    # 1/√2
    cdef double r = sqrt(x * x + y * y)
    cdef double sx = 0.0, cx = 0.0, sy = 0.0, cy = 0.0
    cdef double cone, wave, pull, turn
    math.sin_cos_pi(k * x, &sx, &cx)
    math.sin_cos_pi(k * y, &sy, &cy)
    cone = math.expm1(-slope * r)
    wave = math.expm1(-(sx * sx + sy * sy))
    pull = s.a * slope * (1.0 + cone) / (r if r > 0.0 else 1.0)
    turn = e * s.c * (1.0 + wave)
    g[0] = pull * x + turn * (sx * cx)
    g[1] = pull * y + turn * (sy * cy)
    return 0.0 - s.a * cone - e * wave              # from 0.0: no −0.0


cdef inline void ackley_hessian(Ackley *s, const double *w, double *h) noexcept nogil:
    cdef double x = w[0], y = w[1]
    cdef double k = s.c / 6.283185307179586
    cdef double slope = 0.7071067811865476 * s.b
    cdef double r = sqrt(x * x + y * y)
    cdef double safe = 1.0 / (r if r > 0.0 else 1.0)
    cdef double bend = safe if r > 0.0 else 0.0
    cdef double ux = x * bend, uy = y * bend
    cdef double sx = 0.0, cx = 0.0, sy = 0.0, cy = 0.0
    cdef double pull, hump, px, py
    math.sin_cos_pi(k * x, &sx, &cx)
    math.sin_cos_pi(k * y, &sy, &cy)
    pull = s.a * slope * math.exp(-slope * r)
    hump = 2.718281828459045 * math.exp(-(sx * sx + sy * sy))
    px = s.c * sx * cx
    py = s.c * sy * cy
    h[0] = pull * (bend * uy * uy - slope * ux * ux) + hump * (0.5 * s.c * s.c * (cx * cx - sx * sx) - px * px)
    h[1] = -pull * (bend + slope) * ux * uy - hump * px * py
    h[2] = pull * (bend * ux * ux - slope * uy * uy) + hump * (0.5 * s.c * s.c * (cy * cy - sy * sy) - py * py)


ctypedef struct Griewank:
    double unused


cdef inline double griewank(Griewank *s, const double *w, double *g) noexcept nogil:
    """1 + (x² + y²)/4000 − cos x cos z with z = y/√2: 1 − cos x cos z is sin² ½(x + z) + sin² ½(x − z)"""
    cdef double x = w[0], y = w[1]
    cdef double z = 0.7071067811865476 * y
    cdef double s1 = 0.0, c1 = 0.0, s2 = 0.0, c2 = 0.0
    math.sin_cos(0.5 * (x + z), &s1, &c1)
    math.sin_cos(0.5 * (x - z), &s2, &c2)
    g[0] = x / 2000.0 + (s1 * c1 + s2 * c2)
    g[1] = y / 2000.0 + 0.7071067811865476 * (s1 * c1 - s2 * c2)
    return (x * x + y * y) / 4000.0 + (s1 * s1 + s2 * s2)


cdef inline void griewank_hessian(Griewank *s, const double *w, double *h) noexcept nogil:
    cdef double sx = 0.0, cx = 0.0, sz = 0.0, cz = 0.0
    math.sin_cos(w[0], &sx, &cx)
    math.sin_cos(0.7071067811865476 * w[1], &sz, &cz)
    h[0] = 0.0005 + cx * cz
    h[1] = -0.7071067811865476 * (sx * sz)
    h[2] = 0.0005 + 0.5 * (cx * cz)


ctypedef struct Levy13:
    double unused


cdef inline double levy_13(Levy13 *s, const double *w, double *g) noexcept nogil:
    """sin² 3πx + (x − 1)² (1 + sin² 3πy) + (y − 1)² (1 + sin² 2πy)"""
    cdef double u = w[0] - 1.0, v = w[1] - 1.0
    cdef double sx = 0.0, cx = 0.0, s3 = 0.0, c3 = 0.0, s2 = 0.0, c2 = 0.0
    cdef double by_x, by_y
    math.sin_cos_pi(3.0 * w[0], &sx, &cx)
    math.sin_cos_pi(3.0 * w[1], &s3, &c3)
    math.sin_cos_pi(2.0 * w[1], &s2, &c2)
    by_x = 1.0 + s3 * s3
    by_y = 1.0 + s2 * s2
    g[0] = 18.84955592153876 * (sx * cx) + 2.0 * u * by_x                    # 6π
    g[1] = 18.84955592153876 * (u * u) * (s3 * c3) + 2.0 * v * (by_y + 6.283185307179586 * v * (s2 * c2))
    return sx * sx + u * u * by_x + v * v * by_y


cdef inline void levy_13_hessian(Levy13 *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] - 1.0, v = w[1] - 1.0
    cdef double s3 = 0.0, c3 = 0.0, s2 = 0.0, c2 = 0.0
    math.sin_cos_pi(3.0 * w[1], &s3, &c3)
    math.sin_cos_pi(2.0 * w[1], &s2, &c2)
    h[0] = 177.65287921960844 * math.cos_pi(6.0 * w[0]) + 2.0 * (1.0 + s3 * s3)        # 18π²
    h[1] = 37.69911184307752 * u * (s3 * c3)                                # 12π
    h[2] = (177.65287921960844 * (u * u) * (c3 * c3 - s3 * s3) + 2.0 * (1.0 + s2 * s2)
            + v * (50.26548245743669 * (s2 * c2) + 78.95683520871486 * v * (c2 * c2 - s2 * s2)))   # 16π, 8π²


ctypedef struct Easom:
    double unused


cdef inline double easom(Easom *s, const double *w, double *g) noexcept nogil:
    """−cos x cos y e^(−(x − π)² − (y − π)²)"""
    cdef double u = w[0] - 3.141592653589793, v = w[1] - 3.141592653589793
    cdef double sx = 0.0, cx = 0.0, sy = 0.0, cy = 0.0
    cdef double hump = math.exp(-(u * u + v * v))
    math.sin_cos(w[0], &sx, &cx)
    math.sin_cos(w[1], &sy, &cy)
    g[0] = hump * cy * (sx + 2.0 * u * cx)
    g[1] = hump * cx * (sy + 2.0 * v * cy)
    return -(cx * cy) * hump


cdef inline void easom_hessian(Easom *s, const double *w, double *h) noexcept nogil:
    cdef double u = w[0] - 3.141592653589793, v = w[1] - 3.141592653589793
    cdef double sx = 0.0, cx = 0.0, sy = 0.0, cy = 0.0
    cdef double hump = math.exp(-(u * u + v * v))
    cdef double p, q
    math.sin_cos(w[0], &sx, &cx)
    math.sin_cos(w[1], &sy, &cy)
    p = sx + 2.0 * u * cx
    q = sy + 2.0 * v * cy
    # hump first: far out it is 0 and the rest may be too large to multiply
    h[0] = cy * (3.0 * (hump * cx) - 2.0 * (hump * u) * (p + sx))
    h[1] = -(hump * p) * q
    h[2] = cx * (3.0 * (hump * cy) - 2.0 * (hump * v) * (q + sy))


ctypedef struct Branin:
    double unused


cdef inline double branin(Branin *s, const double *w, double *g) noexcept nogil:
    """(y − 5.1 x²/4π² + 5x/π − 6)² + 10 (1 − 1/8π) cos x + 10"""
    cdef double x = w[0]
    cdef double b = 0.12918450914398066             # 5.1/4π²
    cdef double c = 1.5915494309189533              # 5/π
    cdef double high = 9.602112642270262            # 10 (1 − 1/8π)
    cdef double q = w[1] - x * (b * x - c) - 6.0
    cdef double sine = 0.0, cosine = 0.0
    math.sin_cos(x, &sine, &cosine)
    g[0] = 2.0 * q * (c - 2.0 * b * x) - high * sine
    g[1] = 2.0 * q
    return q * q + high * cosine + 10.0


cdef inline void branin_hessian(Branin *s, const double *w, double *h) noexcept nogil:
    cdef double x = w[0]
    cdef double b = 0.12918450914398066
    cdef double c = 1.5915494309189533
    cdef double tilt = c - 2.0 * b * x
    cdef double q = w[1] - x * (b * x - c) - 6.0
    h[0] = 2.0 * (tilt * tilt) - 4.0 * b * q - 9.602112642270262 * math.cos(x)
    h[1] = 2.0 * tilt
    h[2] = 2.0
