"""Elementary functions that give the same bits on every machine.

The C library's exp, tanh and cos differ between libraries, versions and CPU levels by a unit in the last
place, and a trajectory amplifies that. These use only IEEE +, −, ×, ÷ and exact bit operations, so their
results are fixed by this text. Each is accurate to 2 ulp over the range the surfaces use (log_cosh, a sum of
three terms, to 8); the tests hold them to that against mpmath. Series are Taylor's on ranges reduced so far that
the first term left out is below half an ulp (Muller, *Elementary Functions*, 3rd ed., chapters 3 and 11).
"""
from libc.math cimport fabs, INFINITY
from libc cimport math as libm
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    EXPONENT_BIAS = 1023
    MANTISSA_BITS = 52


cdef inline double power_of_two(int64_t exponent) noexcept nogil:
    """2**exponent for a normal result, −1022 ≤ exponent ≤ 1023."""
    cdef uint64_t bits = <uint64_t>(exponent + EXPONENT_BIAS) << MANTISSA_BITS
    cdef double result
    memcpy(&result, &bits, sizeof(double))
    return result


cdef inline double expm1_series(double r) noexcept nogil:
    """e**r − 1 for |r| ≤ ln(2)/2, by Taylor's series."""
    cdef double tail = 1.0 / 6227020800.0           # 1/13!
    tail = tail * r + 1.0 / 479001600.0
    tail = tail * r + 1.0 / 39916800.0
    tail = tail * r + 1.0 / 3628800.0
    tail = tail * r + 1.0 / 362880.0
    tail = tail * r + 1.0 / 40320.0
    tail = tail * r + 1.0 / 5040.0
    tail = tail * r + 1.0 / 720.0
    tail = tail * r + 1.0 / 120.0
    tail = tail * r + 1.0 / 24.0
    tail = tail * r + 1.0 / 6.0
    tail = tail * r + 0.5
    return r + r * r * tail


cdef inline double reduce_exp(double x, int64_t *n) noexcept nogil:
    """x − n·ln 2 with n the nearest integer (Cody and Waite's two-part ln 2); |x| ≤ 745."""
    cdef double k = x * 1.4426950408889634          # 1 / ln 2
    n[0] = <int64_t>(k + 0.5) if k >= 0.0 else <int64_t>(k - 0.5)
    k = <double>n[0]
    # 0x1.62e42fee00000p-1 has 32 trailing zero bits, so k times it is exact; the rest follows
    return (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10


cdef inline double exp(double x) noexcept nogil:
    """e**x."""
    cdef int64_t n = 0
    cdef double r
    if not x <= 709.782712893384:
        return x + INFINITY if x == x else x
    if x < -708.0:                                  # below, results are subnormal: call them 0
        return 0.0
    r = 1.0 + expm1_series(reduce_exp(x, &n))
    if n == 1024:                                   # 2**1024 is not representable, its half is
        return r * 2.0 * power_of_two(1023)
    return r * power_of_two(n)


cdef inline double expm1(double x) noexcept nogil:
    """e**x − 1 without cancellation near 0, for −708 ≤ x ≤ 709."""
    cdef int64_t n = 0
    cdef double r = expm1_series(reduce_exp(x, &n))
    cdef double scale = power_of_two(n)
    return scale * r + (scale - 1.0)


cdef inline double tanh(double x) noexcept nogil:
    """(e**2x − 1) / (e**2x + 1)."""
    cdef double magnitude = fabs(x)
    cdef double t
    if x != x:
        return x
    if magnitude > 20.0:                            # 1 − tanh(20) < 2**-54
        return 1.0 if x > 0.0 else -1.0
    t = expm1(2.0 * magnitude)
    t = 1.0 - 2.0 / (t + 2.0) if magnitude > 0.55 else t / (t + 2.0)
    return t if x >= 0.0 else -t


cdef inline double log_series(double s) noexcept nogil:
    """2·artanh(s) = ln((1 + s)/(1 − s)) for |s| ≤ 0.172."""
    cdef double q = s * s
    cdef double tail = 1.0 / 23.0
    tail = tail * q + 1.0 / 21.0
    tail = tail * q + 1.0 / 19.0
    tail = tail * q + 1.0 / 17.0
    tail = tail * q + 1.0 / 15.0
    tail = tail * q + 1.0 / 13.0
    tail = tail * q + 1.0 / 11.0
    tail = tail * q + 1.0 / 9.0
    tail = tail * q + 1.0 / 7.0
    tail = tail * q + 0.2
    tail = tail * q + 1.0 / 3.0
    return 2.0 * s + 2.0 * s * q * tail


cdef inline double log1p_unit(double t) noexcept nogil:
    """ln(1 + t) for 0 ≤ t ≤ 1."""
    if t <= 0.41421356237309503:                    # √2 − 1: both ranges keep |s| ≤ 0.172
        return log_series(t / (2.0 + t))
    # ln(1 + t) = ln 2 + ln((1 + t)/2), and ((1 + t)/2 − 1)/((1 + t)/2 + 1) = (t − 1)/(t + 3)
    return 0.6931471805599453 + log_series((t - 1.0) / (t + 3.0))


cdef inline double log_cosh(double x) noexcept nogil:
    """ln cosh x = |x| + ln(1 + e**(−2|x|)) − ln 2, which does not overflow."""
    cdef double magnitude = fabs(x)
    cdef double t
    if magnitude < 0.6:
        # ln cosh x = ½ ln(1 + sinh² x) = artanh(q) with q = sinh²/(2 + sinh²): no cancellation near 0
        t = expm1(magnitude)
        t = 0.5 * (t + t / (t + 1.0))               # sinh
        t = t * t
        return 0.5 * log_series(t / (2.0 + t))
    return magnitude + (log1p_unit(exp(-2.0 * magnitude)) - 0.6931471805599453)


cdef inline double cos_series(double x) noexcept nogil:
    """cos x for |x| ≤ π/4, by Taylor's series."""
    cdef double q = x * x
    cdef double tail = -1.0 / 1124000727777607680000.0   # 1/22!
    tail = tail * q + 1.0 / 2432902008176640000.0
    tail = tail * q - 1.0 / 6402373705728000.0
    tail = tail * q + 1.0 / 20922789888000.0
    tail = tail * q - 1.0 / 87178291200.0
    tail = tail * q + 1.0 / 479001600.0
    tail = tail * q - 1.0 / 3628800.0
    tail = tail * q + 1.0 / 40320.0
    tail = tail * q - 1.0 / 720.0
    tail = tail * q + 1.0 / 24.0
    return 1.0 - (0.5 * q - q * q * tail)


cdef inline double sin_series(double x) noexcept nogil:
    """sin x for |x| ≤ π/4, by Taylor's series."""
    cdef double q = x * x
    cdef double tail = 1.0 / 51090942171709440000.0      # 1/21!
    tail = tail * q - 1.0 / 121645100408832000.0
    tail = tail * q + 1.0 / 355687428096000.0
    tail = tail * q - 1.0 / 1307674368000.0
    tail = tail * q + 1.0 / 6227020800.0
    tail = tail * q - 1.0 / 39916800.0
    tail = tail * q + 1.0 / 362880.0
    tail = tail * q - 1.0 / 5040.0
    tail = tail * q + 1.0 / 120.0
    tail = tail * q - 1.0 / 6.0
    return x + x * q * tail


cdef inline double cos_turn(int64_t k, int64_t n) noexcept nogil:
    """cos(π·k/n) for n > 0: the angle is reduced in whole numbers, so that no k is too large."""
    cdef double pi = 3.141592653589793
    cdef double sign = 1.0
    k = k % (2 * n)
    if k < 0:
        k += 2 * n
    if k > n:                                       # cos(2π − a) = cos a
        k = 2 * n - k
    if 2 * k > n:                                   # cos(π − a) = −cos a
        k = n - k
        sign = -1.0
    if 4 * k <= n:
        return sign * cos_series(pi * <double>k / <double>n)
    return sign * sin_series(pi * <double>(n - 2 * k) / <double>(2 * n))


cdef inline void normals(uint64_t a, uint64_t b, double *z) noexcept nogil:
    """Two standard normals from two words of 64 bits (Box & Muller 1958)."""
    cdef double u = (<double>(a >> 11) + 1.0) * 1.1102230246251565e-16
    cdef double v = <double>(b >> 11) * 1.1102230246251565e-16
    cdef double radius = libm.sqrt(-2.0 * libm.log(u))
    z[0] = radius * libm.cos(6.283185307179586 * v)
    z[1] = radius * libm.sin(6.283185307179586 * v)
