# cython: cdivision=True
"""Powers, and the products and logarithms in two parts that they need: see `functions.pxd`."""
from libc.math cimport INFINITY, NAN, fabs
from libc.stdint cimport uint64_t

from lrsim.kernels.math.bits cimport bits_of, leading, MANTISSA_BITS, of_bits, shifted, with_sign_of
from lrsim.kernels.math.exponentials cimport expm1_tail, parted


cdef inline double product(double a, double b, double *low) noexcept nogil:
    """a·b and what it rounded off, exactly (Veltkamp's splitting, Dekker's product); |a|, |b| < 2**990."""
    cdef double p = a * b
    cdef double c = a * 134217729.0                 # 2**27 + 1
    cdef double d = b * 134217729.0
    cdef double a1 = c - (c - a)
    cdef double b1 = d - (d - b)
    cdef double a2 = a - a1
    cdef double b2 = b - b1
    low[0] = ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2
    return p


cdef inline double log_in_two(double k, double m, double *low) noexcept nogil:
    """k·ln 2 + ln m as a sum of two, to 2**−64 of it, for √½ ≤ m < √2; the second may be 2**−32 of the first."""
    # s = 2(m − 1)/(m + 1) = high + s_low, where high has 26 bits; d + d_low = (m + 1)/2
    cdef double f = m - 1.0
    cdef double d = 1.0 + 0.5 * f
    cdef double d_high = leading(d)
    cdef double d_low = (d - d_high) + (0.5 * f - (d - 1.0))
    cdef double inverse = 1.0 / d
    cdef double s = f * inverse
    cdef double high = leading(s)
    cdef double s_low = ((f - high * d_high) - high * d_low) * inverse
    # ln m = s (1 + z/12 + z² q(z)) with z = s²; the sum in brackets as t + t_low
    cdef double square = high * high
    cdef double square_low = s_low * (high + s)
    cdef double z = square + square_low
    cdef double zz = z * z
    cdef double q = 8.906270803941375e-07 + z * 2.288612550163224e-07
    cdef double first = leading(square)
    cdef double a, b, t, t_low, sum
    q = q * zz + (1.8779974781952243e-05 + z * 4.069939020777524e-06)
    q = q * zz + (0.0004340277776826788 + z * 8.877841256235281e-05)
    q = q * zz + (0.012499999999999992 + z * 0.0022321428571442084)
    # 1/12 = 0.0833333320915699 (26 bits) + 1.241763432820638e-09
    a = first * 0.0833333320915699
    b = (((square - first) + square_low) * 0.08333333333333333 + first * 1.241763432820638e-09) + zz * q
    sum = 1.0 + (a + b)
    t = leading(sum)
    t_low = ((1.0 - t) + a) + b
    # their product and k·ln 2, whose first part has few enough bits to be exact
    b = (high * t_low + s_low * sum) + k * 1.9082149292705877e-10
    k = k * 0.6931471803691238
    t = high * t
    sum = k + t
    low[0] = (t - (sum - k)) + b
    return sum


cdef inline double exp_of_two(double high, double low) noexcept nogil:
    """e**(high + low) for a high of 52 bits and a low far below it; 0 or subnormal, infinite where it has to be."""
    cdef double shift = shifted(high * 1.4426950408889634)
    cdef double n = shift - 6755399441055744.0
    cdef double first = high - n * 0.6931471803691238
    cdef double rest = low - n * 1.9082149292705877e-10
    cdef double r = first + rest
    cdef double y = 1.0 + r
    # what these two sums lost, and the rest of the series
    cdef double y_low = ((1.0 - y) + r) + (((first - r) + rest) + r * r * expm1_tail(r))
    # 2**n in two steps, each of them normal: n + 2046 lies in the low bits, and is halved
    cdef uint64_t exponent = bits_of(shift) - (<uint64_t>0x4338000000000000 - 2046)
    cdef uint64_t half = exponent >> 1
    return ((y + y_low) * of_bits(half << MANTISSA_BITS)) * of_bits((exponent - half) << MANTISSA_BITS)


cdef inline double sign_of_power(double x, double y) noexcept nogil:
    """What x**y has to be multiplied with where x is negative: 1, −1, or NaN where y is not whole."""
    # modulo 4, then modulo 2: exact, see sin_cos_pi
    cdef double kept = 0.0 if fabs(y) >= 9007199254740992.0 else y
    cdef double of_four = kept - ((kept + 27021597764222976.0) - 27021597764222976.0)
    cdef double parity = fabs(of_four - ((of_four + 13510798882111488.0) - 13510798882111488.0))
    cdef double broken = NAN if fabs(x) < INFINITY else 1.0     # 0 and infinity have all powers
    broken = broken if x != 0.0 else 1.0
    return -1.0 if parity == 1.0 else (1.0 if parity == 0.0 else broken)


cdef inline double power_of(double k, double m, double y) noexcept nogil:
    """(2**k · m)**y for √½ ≤ m < √2, where it is between 2**−2000 and 2**2000."""
    cdef double low = 0.0
    cdef double high = log_in_two(k, m, &low)
    # y·(high + low), the first part of it exact
    cdef double h = leading(high)
    cdef double v = leading(y)
    return exp_of_two(v * h, v * ((high - h) + low) + (y - v) * (high + low))


cdef inline double about_log2(double k, double m) noexcept nogil:
    """k + log2 m to a quarter of it, enough to see where a power is none of the doubles."""
    return k + 1.4426950408889634 * (m - 1.0)


cdef inline double pow_positive(double x, double y) noexcept nogil:
    """x**y for a normal x > 0 and a finite y."""
    cdef double k = 0.0
    cdef double m = parted(x, &k)
    cdef double r = power_of(k, m, y)
    cdef double v = y * about_log2(k, m)
    r = r if v > -1400.0 else 0.0
    return r if v < 1400.0 else INFINITY


cdef inline double pow(double x, double y) noexcept nogil:
    """x**y, with the C library's meaning for signs, zeros, infinities and NaN."""
    cdef double size = fabs(x)
    cdef double k = 0.0
    cdef double m = parted(size * 18014398509481984.0 if size < 2.2250738585072014e-308 else size, &k)  # times 2**54
    k = k - 54.0 if size < 2.2250738585072014e-308 else k
    cdef double r = power_of(k, m, y)
    # what lies outside, with the logarithms of 0 and infinity
    cdef double high = about_log2(k, m) if size < INFINITY else size
    high = -INFINITY if size == 0.0 else high
    cdef double v = y * high
    r = 0.0 if v < -1400.0 else r
    r = r if v < 1400.0 else v + INFINITY
    r = 1.0 if size == 1.0 else r
    r = r * (sign_of_power(x, y) if with_sign_of(1.0, x) < 0.0 else 1.0)
    return 1.0 if y == 0.0 else r
