# cython: cdivision=True
"""Elementary functions that give the same bits on every machine, and in every lane.

The C library's exp, tanh and cos differ between libraries, versions and CPU levels by a unit in the last
place, and a trajectory amplifies that. These use only IEEE +, −, ×, ÷, sqrt and exact bit operations, so their
results are fixed by this text. It is straight-line code (choices are selects, no branches, no conversions between
whole numbers and doubles), so that a loop over lanes becomes vector instructions, on SSE2 too. Only the sign and the
payload of a NaN are left to the compiler.

Each is accurate to 2 ulp, pow to 1, log_cosh to 5; the tests hold them to that against mpmath. A result of exp below
2**−1022 is 0. The methods are the classical ones (Muller, *Elementary Functions*, 3rd ed., chapters 3 and 11; Cody &
Waite 1980 for reductions; Dekker 1971 for sums and products in two parts): a range reduced exactly, and a polynomial.
The polynomials are minimax in the relative error of the function, to 2**−55 or better: Remez's exchange algorithm in
50 digits. They are summed in pairs of terms, which a CPU can do side by side.
"""
from libc.math cimport INFINITY, NAN, fabs, sqrt
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    EXPONENT_BIAS = 1023
    MANTISSA_BITS = 52


# --- bits ---

cdef inline uint64_t bits_of(double x) noexcept nogil:
    cdef uint64_t bits
    memcpy(&bits, &x, sizeof(double))
    return bits


cdef inline double of_bits(uint64_t bits) noexcept nogil:
    cdef double x
    memcpy(&x, &bits, sizeof(double))
    return x


cdef inline double with_sign_of(double magnitude, double x) noexcept nogil:
    """A magnitude with the sign of x."""
    return of_bits(bits_of(magnitude) | (bits_of(x) & (<uint64_t>1 << 63)))


cdef inline double turned(double value, uint64_t halves) noexcept nogil:
    """The value, negated where the lowest bit is set."""
    return of_bits(bits_of(value) ^ (halves << 63))


cdef inline double choose(uint64_t odd, double even_value, double odd_value) noexcept nogil:
    """The second value where the lowest bit is set, else the first."""
    cdef uint64_t mask = 0 - (odd & 1)
    return of_bits((bits_of(even_value) & ~mask) | (bits_of(odd_value) & mask))


cdef inline double power_of_two(uint64_t exponent) noexcept nogil:
    """2**exponent for a normal result, −1022 ≤ exponent ≤ 1023; bits from the 12th on don't matter."""
    return of_bits((exponent + EXPONENT_BIAS) << MANTISSA_BITS)


cdef inline double leading(double x) noexcept nogil:
    """x cut to its first 26 binary digits: a product of two such is exact."""
    return of_bits(bits_of(x) & <uint64_t>0xFFFFFFFFF8000000)


cdef inline double from_word(uint64_t k) noexcept nogil:
    """k < 2**53 as a double, from its halves under the leading bits of 2**84 and 2**52."""
    cdef double high = of_bits((k >> 32) | <uint64_t>0x4530000000000000) - 19342813118337666422669312.0
    return high + of_bits((k & <uint64_t>0xFFFFFFFF) | <uint64_t>0x4330000000000000)


# --- whole numbers ---

cdef inline double shifted(double x) noexcept nogil:
    """x rounded to a whole number, which lies in the low bits of the result; |x| < 2**51.

    Adding 1.5·2**52 leaves no room for a fraction: the sum is rounded to nearest even. Subtracting it again gives
    the whole number as a double.
    """
    return x + 6755399441055744.0


cdef inline double rounded(double x) noexcept nogil:
    """x rounded to nearest even, for any x: 2**52 and beyond there are no fractions."""
    cdef double whole = (fabs(x) + 4503599627370496.0) - 4503599627370496.0
    return with_sign_of(whole, x) if fabs(x) < 4503599627370496.0 else x


cdef inline double floor(double x) noexcept nogil:
    """The largest whole number that is not above x."""
    cdef double whole = rounded(x)
    return whole - 1.0 if whole > x else whole


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
    """e**x; 0 where it would be subnormal."""
    cdef uint64_t n = 0
    cdef double tail = 0.0
    cdef double first = reduced_exp(x, &n, &tail)
    cdef double y = of_bits(bits_of(1.0 + (first + tail)) + (n << MANTISSA_BITS))         # times 2**n
    y = 0.0 if x < -708.3964185322641 else y
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


# --- sine and cosine ---

cdef inline double sin_near(double x) noexcept nogil:
    """sin x for |x| ≤ π/4."""
    cdef double z = x * x
    cdef double square = z * z
    cdef double tail = -2.505075581766727e-08 + z * 1.5896657909448105e-10
    tail = tail * square + (-0.00019841269829768722 + z * 2.7557313677779986e-06)
    tail = tail * square + (-0.16666666666666632 + z * 0.008333333333322366)
    return x + x * z * tail


cdef inline double cos_near(double x) noexcept nogil:
    """cos x for |x| ≤ π/4."""
    cdef double z = x * x
    cdef double square = z * z
    cdef double tail = 2.087572151492644e-09 - z * 1.1359553496693792e-11
    tail = tail * square + (2.4801587289440927e-05 - z * 2.755731433988934e-07)
    tail = tail * square + (0.0416666666666666 - z * 0.0013888888888874062)
    return 1.0 - (0.5 * z - square * tail)


cdef inline void turned_pair(double y, uint64_t quarters, double x, double *s, double *c) noexcept nogil:
    """Sine and cosine of y + quarters·π/2, the sine with its sign turned where x is negative."""
    cdef double sine = sin_near(y)
    cdef double cosine = cos_near(y)
    s[0] = turned(choose(quarters, sine, cosine), (quarters >> 1) ^ (bits_of(x) >> 63))
    c[0] = turned(choose(quarters, cosine, sine), (quarters + 1) >> 1)


cdef inline double reduced_angle(double size, uint64_t *quarters, double *low) noexcept nogil:
    """size − n·π/2 with n the nearest whole number (three-part π/2 of 33 + 33 + 53 bits).

    For size ≤ 1.6e6, where n has 20 bits, it is rounded once, and `low` is what that rounds off. Beyond, n times a
    part is rounded as well, as if size were off by half an ulp. From 2**51 on, where doubles are ½ and more apart, the
    angle is taken to be 0 (NaN for infinity).
    """
    cdef double kept = size if size < 2251799813685248.0 else size - size
    cdef double shift = shifted(kept * 0.6366197723675814)      # 2 / π
    cdef double n = shift - 6755399441055744.0
    cdef double a = kept - n * 1.5707963267341256
    cdef double b = n * 6.077100506303966e-11
    cdef double r = a - b
    cdef double rest = ((a - r) - b) - n * 2.0222662487959506e-21
    cdef double y = r + rest
    quarters[0] = bits_of(shift)
    low[0] = (r - y) + rest
    return y


cdef inline void sin_cos(double x, double *s, double *c) noexcept nogil:
    """sin x and cos x."""
    cdef uint64_t quarters = 0
    cdef double low = 0.0
    cdef double y = reduced_angle(fabs(x), &quarters, &low)
    turned_pair(y, quarters, x, s, c)


cdef inline double sin(double x) noexcept nogil:
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos(x, &s, &c)
    return s


cdef inline double cos(double x) noexcept nogil:
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos(x, &s, &c)
    return c


cdef inline double tan(double x) noexcept nogil:
    """tan x; in odd quarters −1/tan of the rest."""
    cdef uint64_t quarters = 0
    cdef double low = 0.0
    cdef double y = reduced_angle(fabs(x), &quarters, &low)
    cdef double z = y * y
    cdef double square = z * z
    cdef double tail = -4.5819155911930904e-05 + z * 2.1083691289643036e-05
    tail = tail * square + (-2.8404543752890964e-05 + z * 9.125059459053711e-05)
    tail = tail * square + (0.0002216358301420075 + z * 0.00013800536199336843)
    tail = tail * square + (0.001454693158491845 + z * 0.0005953266959798629)
    tail = tail * square + (0.008863217872182166 + z * 0.0035923002142784653)
    tail = tail * square + (0.05396825392243406 + z * 0.02186948970531545)
    tail = tail * square + (0.33333333333332704 + z * 0.13333333333423994)
    tail = y + (y * z * tail + low * (1.0 + z))
    tail = choose(quarters, tail, -1.0) / choose(quarters, 1.0, tail)
    return turned(tail, bits_of(x) >> 63)


cdef inline void sin_cos_pi(double x, double *s, double *c) noexcept nogil:
    """sin πx and cos πx: the angle is reduced exactly, so that no x is too large."""
    # 2**53 and beyond all numbers are even
    cdef double size = fabs(x)
    cdef double kept = size if size < 9007199254740992.0 else size - size
    # adding 1.5·2**54 leaves multiples of 4, adding 1.5·2**51 multiples of ½
    cdef double y = kept - ((kept + 27021597764222976.0) - 27021597764222976.0)
    cdef double shift = y + 3377699720527872.0
    turned_pair(3.141592653589793 * (y - (shift - 3377699720527872.0)), bits_of(shift), x, s, c)


cdef inline double sin_pi(double x) noexcept nogil:
    """sin πx."""
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos_pi(x, &s, &c)
    return s


cdef inline double cos_pi(double x) noexcept nogil:
    """cos πx."""
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos_pi(x, &s, &c)
    return c


cdef inline double cos_turn(int64_t k, int64_t n) noexcept nogil:
    """cos(π·k/n) for n > 0: the angle is reduced in whole numbers, so that no k is too large."""
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
        return sign * cos_pi(<double>k / <double>n)
    return sign * sin_pi(<double>(n - 2 * k) / <double>(2 * n))


# --- powers ---

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


cdef inline double raised(double x, double y) noexcept nogil:
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


# --- normals ---

cdef inline void normals(uint64_t a, uint64_t b, double *z) noexcept nogil:
    """Two standard normals from two words of 64 random bits (Box & Muller 1958)."""
    # 53 bits each; the first lies in (0, 1], so that its logarithm is finite
    cdef double u = (from_word(a >> 11) + 1.0) * 1.1102230246251565e-16
    cdef double v = from_word(b >> 11) * 2.220446049250313e-16
    cdef double radius = sqrt(0.0 - 2.0 * log(u))
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos_pi(v, &s, &c)
    z[0] = radius * c
    z[1] = radius * s
