# cython: cdivision=True
"""Exponentials, logarithms and hyperbolic functions: see `functions.pxd`."""
from libc.math cimport INFINITY, NAN, fabs
from libc.stdint cimport uint64_t

from lrsim.kernels.math.bits cimport bits_of, MANTISSA_BITS, of_bits, power_of_two, shifted, with_sign_of


# --- exponentials ---

cdef inline double expm1_tail(double r) noexcept nogil:
    """(e**r − 1 − r)/r² for |r| ≤ 0.3475, a little more than ln(2)/2."""
    cdef double z = r * r
    cdef double tail = 2.5112561811179317e-08
    tail = tail * z + (2.755723458832638e-06 + r * 2.7622627843092677e-07)
    tail = tail * z + (0.00019841269894832987 + r * 2.480151545115362e-05)
    tail = tail * z + (0.008333333333318786 + r * 0.0013888888921125711)
    tail = tail * z + (0.1666666666666668 + r * 0.041666666666618724)
    return 0.5 + r * tail


cdef inline double reduced_exp(double x, uint64_t *n, double *tail) noexcept nogil:
    """first and tail with e**x = 2**n · (1 + first + tail); n, in the low bits, is the whole number nearest to x/ln 2.

    With Cody and Waite's two parts of ln 2, first = x − n·(the larger part) is exact: that ends in 21 zero bits,
    0x1.62e42fee00000p-1. So is 2**n · (1 + first) − 1 where it is small. The tail has the smaller part, too.
    """
    cdef double shift = shifted(x * 1.4426950408889634)         # 1 / ln 2
    cdef double whole = shift - 6755399441055744.0
    cdef double first = x - whole * 0.6931471803691238
    cdef double rest = whole * 1.9082149292705877e-10
    cdef double r = first - rest
    n[0] = bits_of(shift)
    tail[0] = r * r * expm1_tail(r) - rest
    return first


cdef inline double exp(double x) noexcept nogil:
    """e**x, which below 2**−1022 loses its digits one by one."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double first = reduced_exp(x, &n, &tail)
    cdef double small = 128.0 if x < -700.0 else 0.0            # made 2**128 times larger, it is normal
    cdef uint64_t exponent = n + bits_of(shifted(small))
    cdef double y = of_bits(bits_of(1.0 + (first + tail)) + (exponent << MANTISSA_BITS))  # times 2**n
    y = y * (2.938735877055719e-39 if x < -700.0 else 1.0)      # 2**−128
    y = 0.0 if x < -745.2 else y
    return y if x <= 709.782712893384 else x + INFINITY         # NaN stays one


cdef inline double expm1(double x) noexcept nogil:
    """e**x − 1 without cancellation near 0."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double first = reduced_exp(-64.0 if x < -64.0 else x, &n, &tail)
    cdef double half = power_of_two(n - 1)                      # 2**1024 is not representable, its half is
    cdef double y = 2.0 * ((half * first + (half - 0.5)) + half * tail)
    y = x if fabs(x) < 1e-300 else y                            # keeps -0 and what has no half
    return y if x <= 709.782712893384 else x + INFINITY


cdef inline double sinh(double x) noexcept nogil:
    """(t + t/(t + 1))/2 with t = e**|x| − 1: no cancellation near 0."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double size = fabs(x)
    cdef double first = reduced_exp(size, &n, &tail)
    cdef double quarter = power_of_two(n - 2)                   # t/4 is representable wherever the result is
    cdef double a = quarter * first + (quarter - 0.25)
    cdef double b = quarter * tail
    cdef double t = a + b
    cdef double y = 2.0 * (t + (0.25 * (t / (t + 0.25)) + ((a - t) + b)))      # the last is what t rounded off
    y = size if size < 1e-300 else y
    return with_sign_of(y if size <= 710.475860073944 else size + INFINITY, x)


cdef inline double cosh(double x) noexcept nogil:
    """(e**x + e**−x)/2."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double size = fabs(x)
    cdef double first = reduced_exp(size, &n, &tail)
    cdef double quarter = power_of_two(n - 2)
    cdef double e = quarter + quarter * (first + tail)          # e**|x|/4
    cdef double y = 2.0 * (e + 0.0625 / e)
    return y if size <= 710.475860073944 else size + INFINITY


# --- logarithms ---

cdef inline double log_tail(double z) noexcept nogil:
    """2·artanh(s)/s − 2 for z = s², |s| ≤ 0.1716."""
    cdef double square = z * z
    cdef double tail = 0.14796623658615815
    tail = tail * square + (0.18183566666068235 + z * 0.1531398685530798)
    tail = tail * square + (0.28571428742765326 + z * 0.2222219853119561)
    tail = tail * square + (0.6666666666666735 + z * 0.39999999999413133)
    return z * tail


cdef inline double parted(double x, double *exponent) noexcept nogil:
    """m with x = m · 2**exponent and √½ ≤ m < √2, for a normal x > 0."""
    cdef uint64_t bits = bits_of(x) + (<uint64_t>0x3FF0000000000000 - <uint64_t>0x3FE6A09E667F3BCD)
    # a small whole number under the leading bit of 2**52 becomes a double
    exponent[0] = of_bits((bits >> MANTISSA_BITS) | <uint64_t>0x4330000000000000) - 4503599627371519.0
    return of_bits((bits & <uint64_t>0x000FFFFFFFFFFFFF) + <uint64_t>0x3FE6A09E667F3BCD)


cdef inline double log_sum(double k, double f) noexcept nogil:
    """k·ln 2 + ln(1 + f) for √½ ≤ 1 + f ≤ √2, as 2·artanh(f/(2 + f)) with its leading terms apart."""
    cdef double s = f / (2.0 + f)
    cdef double half = 0.5 * f * f
    cdef double low = s * (half + log_tail(s * s)) + k * 1.9082149292705877e-10
    return k * 0.6931471803691238 - ((half - low) - f)


cdef inline double log(double x) noexcept nogil:
    """ln x."""
    cdef double k = 0.0
    cdef double m = parted(x * 18014398509481984.0 if x < 2.2250738585072014e-308 else x, &k)     # times 2**54
    cdef double y = log_sum(k - 54.0 if x < 2.2250738585072014e-308 else k, m - 1.0)
    y = y if x > 0.0 else -INFINITY
    y = y if x < INFINITY else x
    return y if x >= 0.0 else NAN


cdef inline double log1p(double x) noexcept nogil:
    """ln(1 + x) without cancellation near 0."""
    cdef double k = 0.0
    cdef double u = 1.0 + x
    cdef double v = u - 1.0
    cdef double lost = (1.0 - (u - v)) + (x - v)                # by that sum, exactly
    cdef double f = parted(u, &k) - 1.0
    # 2**(1 − k): the bits of k are the lowest of k + 1.5·2**52
    cdef double y = log_sum(k, f + 0.5 * lost * power_of_two(1 - bits_of(shifted(k))))
    y = y if fabs(x) > 1e-300 else x
    y = y if x > -1.0 else -INFINITY
    y = y if x < INFINITY else x
    return y if x >= -1.0 else NAN


# --- hyperbolic tangent and ln cosh ---

cdef inline double expm1_twice(double size) noexcept nogil:
    """e**(2·size) − 1; from 20 on that of 20, where 1 − tanh is below 2**−56."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double first = reduced_exp(2.0 * (20.0 if size > 20.0 else size), &n, &tail)
    cdef double scale = power_of_two(n)
    return (scale * first + (scale - 1.0)) + scale * tail


cdef inline double tanh_of(double t, double x) noexcept nogil:
    """tanh x from t = e**(2|x|) − 1: q = t/(t + 2), which is also t/2 − q·t/2, where the roundings of q count less."""
    cdef double q = t / (t + 2.0)
    cdef double half = 0.5 * t
    return with_sign_of(half - half * q if t < 1.0 else q, x)


cdef inline double tanh(double x) noexcept nogil:
    return tanh_of(expm1_twice(fabs(x)), x)


cdef inline void tanh_log_cosh(double x, double *t, double *lc) noexcept nogil:
    """tanh x and ln cosh x, which share an exponential.

    ln cosh is |x| − ln 2 + ln(1 + e**(−2|x|)), and near 0, where that cancels, ½·ln(1 + sinh²). Both logarithms are
    2·artanh(s): with u = e**(2|x|) − 1, s = 1/(2u + 3) or u²/(u² + 8(u + 1)).
    """
    cdef double size = fabs(x)
    cdef double u = expm1_twice(size)
    cdef double square = u * u
    cdef double s = (square if size < 0.6 else 1.0) / (square + 8.0 * (u + 1.0) if size < 0.6 else 2.0 * u + 3.0)
    cdef double y = s * log_tail(s * s)
    t[0] = tanh_of(u, x)
    # 0.6931471803691238 is the first part of ln 2: the difference is exact where it matters
    lc[0] = s + 0.5 * y if size < 0.6 else (size - 0.6931471803691238) + (2.0 * s + (y - 1.9082149292705877e-10))


cdef inline double log_cosh(double x) noexcept nogil:
    """ln cosh x, which does not overflow."""
    cdef double t = 0.0
    cdef double lc = 0.0
    tanh_log_cosh(x, &t, &lc)
    return lc
