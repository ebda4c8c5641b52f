# cython: cdivision=True
"""Elementary functions that give the same bits on every machine, and in every lane.

The C library's exp, tanh and cos differ between libraries, versions and CPU levels by a unit in the last
place, and a trajectory amplifies that. These use only IEEE +, −, ×, ÷, sqrt and exact bit operations, so their
results are fixed by this text. It is straight-line code (choices are selects, no branches, no conversions between
whole numbers and doubles), so that a loop over lanes becomes vector instructions; `pow`, which no surface of the
catalogue needs, is the exception.

Each is accurate to 2 ulp over the range the surfaces use (log_cosh to 5); the tests hold them to that
against mpmath. The methods are the classical ones (Muller, *Elementary Functions*, 3rd ed., chapters 3 and 11; Cody &
Waite 1980; Dekker 1971 for products in two parts): a range reduced exactly, and a polynomial. The polynomials
are Chebyshev interpolants of the Taylor remainder over the reduced range, computed in 60 digits (`mpmath.chebyfit`).
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


cdef inline double choose(uint64_t odd, double even_value, double odd_value) noexcept nogil:
    """The second value where the lowest bit is set, else the first."""
    cdef uint64_t mask = 0 - (odd & 1)
    return of_bits((bits_of(even_value) & ~mask) | (bits_of(odd_value) & mask))


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


cdef inline double power_of_two(uint64_t exponent) noexcept nogil:
    """2**exponent for a normal result, −1022 ≤ exponent ≤ 1023."""
    return of_bits((exponent + EXPONENT_BIAS) << MANTISSA_BITS)


# --- exponentials ---

cdef inline double expm1_series(double r) noexcept nogil:
    """e**r − 1 for |r| ≤ ln(2)/2."""
    cdef double tail = 2.09147553258932e-09
    tail = tail * r + 2.5105312729622103e-08
    tail = tail * r + 2.755727347871858e-07
    tail = tail * r + 2.755725517000089e-06
    tail = tail * r + 2.480158732567746e-05
    tail = tail * r + 0.0001984126987500228
    tail = tail * r + 0.0013888888888883711
    tail = tail * r + 0.008333333333326084
    tail = tail * r + 0.04166666666666667
    tail = tail * r + 0.1666666666666667
    tail = tail * r + 0.5
    return r + r * r * tail


cdef inline double reduced_exp(double x, double *shift) noexcept nogil:
    """x − n·ln 2 with n the nearest whole number, which `shift` holds (Cody and Waite's two-part ln 2)."""
    cdef double n
    shift[0] = shifted(x * 1.4426950408889634)      # 1 / ln 2
    n = shift[0] - 6755399441055744.0
    # 0x1.62e42fee00000p-1 has 32 trailing zero bits, so n times it is exact; the rest follows
    return (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10


cdef inline double exp(double x) noexcept nogil:
    """e**x; 0 where it would be subnormal."""
    cdef double shift = 0.0
    cdef double r = reduced_exp(bounded_exp(x), &shift)
    return scaled_exp(x, r, shift)


cdef inline double bounded_exp(double x) noexcept nogil:
    """x, but not so far out that its exponential has no normal form."""
    cdef double kept = x if x > -708.0 else -708.0
    return kept if kept < 710.0 else 710.0


cdef inline double scaled_exp(double x, double r, double shift) noexcept nogil:
    """e**x from what its reduction left."""
    # twice half the power: 2**1024 is not representable, its half is
    cdef double y = ((1.0 + expm1_series(r)) * 2.0) * power_of_two(bits_of(shift) - 1)
    y = y if x >= -708.0 else 0.0
    y = y if x <= 709.782712893384 else INFINITY
    return y if x == x else x


cdef inline double expm1(double x) noexcept nogil:
    """e**x − 1 without cancellation near 0."""
    cdef double shift = 0.0
    cdef double kept = x if x > -40.0 else -40.0
    cdef double r, half
    kept = kept if kept < 710.0 else 710.0
    r = expm1_series(reduced_exp(kept, &shift))
    half = power_of_two(bits_of(shift) - 1)
    r = 2.0 * (half * r + (half - 0.5))
    r = r if fabs(x) > 1e-300 else x                # so small that products of it are not normal
    r = r if x <= 709.782712893384 else INFINITY
    return r if x == x else x


cdef inline double sinh(double x) noexcept nogil:
    """(e**x − e**−x) / 2; near 0, where that cancels, a polynomial."""
    cdef double size = fabs(x)
    cdef double z = x * x
    cdef double e = exp(size if size < 709.0 else 709.0)
    cdef double far = exp(size - 1.0) * 1.3591409142295225      # e / 2
    cdef double tail = 2.845191621485027e-15
    cdef double y
    tail = tail * z + 7.646603527319813e-13
    tail = tail * z + 1.6059048676244126e-10
    tail = tail * z + 2.5052108362291208e-08
    tail = tail * z + 2.7557319224046015e-06
    tail = tail * z + 0.00019841269841269765
    tail = tail * z + 0.008333333333333333
    tail = tail * z + 0.16666666666666666
    y = size + size * z * tail
    y = y if size < 1.0 else 0.5 * e - 0.5 / e
    return with_sign_of(y if size < 709.0 else far, x) if x == x else x


cdef inline double cosh(double x) noexcept nogil:
    """(e**x + e**−x) / 2."""
    cdef double size = fabs(x)
    cdef double e = exp(size if size < 709.0 else 709.0)
    cdef double far = exp(size - 1.0) * 1.3591409142295225      # e / 2
    e = 0.5 * e + 0.5 / e
    return (e if size < 709.0 else far) if x == x else x


# --- logarithms ---

cdef inline double log_tail(double z) noexcept nogil:
    """(2·artanh(s) − 2s) / (s·z) for z = s², |s| ≤ 0.1737."""
    cdef double tail = 0.13132792572781674
    tail = tail * z + 0.13264286443142975
    tail = tail * z + 0.15386409990604044
    tail = tail * z + 0.1818179245762997
    tail = tail * z + 0.22222222421991691
    tail = tail * z + 0.2857142857066783
    tail = tail * z + 0.400000000000011
    return tail * z + 0.6666666666666666


cdef inline double log1p_small(double t) noexcept nogil:
    """ln(1 + t) for −0.2929 ≤ t ≤ 0.4143, as 2·artanh(t/(2 + t)) with its leading terms apart."""
    cdef double s = t / (2.0 + t)
    cdef double z = s * s
    cdef double half = 0.5 * t * t
    return t - (half - s * (half + z * log_tail(z)))


cdef inline double parted(double x, double *exponent) noexcept nogil:
    """m with x = m · 2**exponent and √½ ≤ m < √2, for a normal x > 0."""
    cdef uint64_t bits = bits_of(x) + (<uint64_t>0x3FF0000000000000 - <uint64_t>0x3FE6A09E667F3BCD)
    # a small whole number under the leading bit of 2**52 becomes a double
    exponent[0] = of_bits((bits >> MANTISSA_BITS) | <uint64_t>0x4330000000000000) - 4503599627371519.0
    return of_bits((bits & <uint64_t>0x000FFFFFFFFFFFFF) + <uint64_t>0x3FE6A09E667F3BCD)


cdef inline double log_parts(double x, double correction) noexcept nogil:
    """ln(x) + correction for a normal x > 0."""
    cdef double k = 0.0
    cdef double t = parted(x, &k) - 1.0
    cdef double s = t / (2.0 + t)
    cdef double z = s * s
    cdef double half = 0.5 * t * t
    cdef double low = k * 1.9082149292705877e-10 + correction
    return k * 0.6931471803691238 - ((half - (s * (half + z * log_tail(z)) + low)) - t)


cdef inline double log(double x) noexcept nogil:
    """ln x."""
    cdef bint tiny = x < 2.2250738585072014e-308
    cdef double y = log_parts(x * 18014398509481984.0 if tiny else x, 0.0)      # times 2**54
    y = y - 37.42994775023705 if tiny else y        # 54·ln 2
    y = y if x > 0.0 else -INFINITY
    y = y if x < INFINITY else x
    return y if x >= 0.0 else NAN


cdef inline double log1p(double x) noexcept nogil:
    """ln(1 + x) without cancellation near 0."""
    cdef double u = 1.0 + x
    # what the sum lost, whichever of the two is larger
    cdef double lost = 1.0 - (u - x) if x > 1.0 else x - (u - 1.0)
    cdef double y = log_parts(u, lost / u)
    y = y if fabs(x) > 1e-300 else x
    y = y if x > -1.0 else -INFINITY
    y = y if x < INFINITY else x
    return y if x >= -1.0 else NAN


# --- hyperbolic tangent and ln cosh ---

cdef inline double tanh_of(double t, double x) noexcept nogil:
    """tanh x from t = e**(2|x|) − 1: 1 − 2/(t + 2), and near 0, where that cancels, a polynomial."""
    cdef double size = fabs(x)
    cdef double z = x * x
    cdef double tail = -2.0456039099740212e-05
    cdef double share
    tail = tail * z + 8.490076718943414e-05
    tail = tail * z - 0.00023450444209586124
    tail = tail * z + 0.0005888919191009299
    tail = tail * z - 0.0014556528260241907
    tail = tail * z + 0.0035921092458477875
    tail = tail * z - 0.008863234311402238
    tail = tail * z + 0.0218694884898987
    tail = tail * z - 0.05396825396735101
    tail = tail * z + 0.13333333333332645
    tail = tail * z - 0.3333333333333333
    share = size + size * z * tail
    share = share if size < 0.55 else 1.0 - 2.0 / (t + 2.0)
    return with_sign_of(share, x) if x == x else x


cdef inline double expm1_twice(double size) noexcept nogil:
    """e**(2·size) − 1; from 22 on that of 22, where 1 − tanh is below 2**-60."""
    return expm1(2.0 * (size if size < 22.0 else 22.0))


cdef inline void tanh_log_cosh(double x, double *t, double *lc) noexcept nogil:
    """tanh x and ln cosh x, which share an exponential.

    ln cosh is |x| + ln(1 + e**(−2|x|)) − ln 2, and near 0, where that cancels, ½·ln(1 + sinh²). With
    t = e**(2|x|) − 1 these are 1/(t + 1) and sinh² = t²/(4(t + 1)).
    """
    cdef double size = fabs(x)
    cdef double u = expm1_twice(size)
    cdef double y = log1p_small((0.25 * u * u if size < 0.6 else 1.0) / (u + 1.0))
    t[0] = tanh_of(u, x)
    lc[0] = 0.5 * y if size < 0.6 else size + (y - 0.6931471805599453)


cdef inline double tanh(double x) noexcept nogil:
    """(e**2x − 1) / (e**2x + 1)."""
    return tanh_of(expm1_twice(fabs(x)), x)


cdef inline double log_cosh(double x) noexcept nogil:
    """ln cosh x, which does not overflow."""
    cdef double t = 0.0
    cdef double lc = 0.0
    tanh_log_cosh(x, &t, &lc)
    return lc


# --- sine and cosine ---

cdef inline double sin_near(double x, double low) noexcept nogil:
    """sin(x + low) for |x| ≤ π/4 and a tiny low."""
    cdef double z = x * x
    cdef double tail = 1.5915323212271172e-10
    tail = tail * z - 2.505109250706138e-08
    tail = tail * z + 2.755731591191116e-06
    tail = tail * z - 0.00019841269836387345
    tail = tail * z + 0.0083333333333307
    tail = tail * z - 0.16666666666666666
    return x + (x * z * tail + low * (1.0 - 0.5 * z))


cdef inline double cos_near(double x, double low) noexcept nogil:
    """cos(x + low) for |x| ≤ π/4 and a tiny low."""
    cdef double z = x * x
    cdef double half = 0.5 * z
    cdef double first = 1.0 - half
    cdef double tail = -1.1380876948027287e-11
    tail = tail * z + 2.0876121658868696e-09
    tail = tail * z - 2.7557317152467025e-07
    tail = tail * z + 2.4801587298533456e-05
    tail = tail * z - 0.0013888888888887241
    tail = tail * z + 0.041666666666666664
    return first + (((1.0 - first) - half) + (z * z * tail - x * low))


cdef inline double reduced_angle(double x, double *low, uint64_t *quarter) noexcept nogil:
    """x − n·π/2 in two parts with n the nearest whole number (three-part π/2 of 33 + 33 + 53 bits).

    Exact to the last place for |x| ≤ 1.6e6, where n has 20 bits. Beyond, the angle loses what n·π/2 rounds off; from
    2**30 on, where one step of a gradient descent has long lost its turn, it is taken to be 0 (NaN for infinity).
    """
    cdef double kept = x if fabs(x) < 1073741824.0 else x * 0.0
    cdef double shift = shifted(kept * 0.6366197723675814)      # 2 / π
    cdef double n = shift - 6755399441055744.0
    cdef double a = kept - n * 1.5707963267341256
    cdef double b = n * 6.077100506303966e-11
    cdef double r = a - b
    # what that difference rounded off, exactly (Knuth's two-sum), and the third part
    cdef double c = r - a
    cdef double rest = ((a - (r - c)) - (b + c)) - n * 2.0222662487959506e-21
    cdef double y = r + rest
    low[0] = (r - y) + rest
    quarter[0] = bits_of(shift)
    return y


cdef inline double turned(double value, uint64_t halves) noexcept nogil:
    """The value, negative where the lowest bit is set."""
    return of_bits(bits_of(value) ^ (halves << 63))


cdef inline void sin_cos(double x, double *s, double *c) noexcept nogil:
    """sin x and cos x."""
    cdef double low = 0.0
    cdef uint64_t quarter = 0
    cdef double y = reduced_angle(x, &low, &quarter)
    cdef double sine = sin_near(y, low)
    cdef double cosine = cos_near(y, low)
    s[0] = turned(choose(quarter, sine, cosine), quarter >> 1)
    c[0] = turned(choose(quarter, cosine, sine), (quarter + 1) >> 1)


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
    cdef double s = 0.0
    cdef double c = 1.0
    sin_cos(x, &s, &c)
    return s / c


cdef inline void sin_cos_pi(double x, double *s, double *c) noexcept nogil:
    """sin πx and cos πx: the angle is reduced in whole numbers, so that no x is too large."""
    cdef double kept = x if fabs(x) < 1125899906842624.0 else x * 0.0       # 2**50 and beyond: even, but for a few
    cdef double shift = shifted(2.0 * kept)
    cdef double r = kept - 0.5 * (shift - 6755399441055744.0)
    cdef uint64_t quarter = bits_of(shift)
    cdef double z = r * r
    cdef double square = z * 4.934802200544679      # π² / 2
    cdef double first = 1.0 - square
    cdef double sine = -2.174179114790515e-05
    cdef double cosine = 4.2727656292247565e-06
    sine = sine * z + 0.0004662878851038787
    sine = sine * z - 0.007370430309255328
    sine = sine * z + 0.08214588659718804
    sine = sine * z - 0.5992645293206467
    sine = sine * z + 2.550164039877345
    sine = sine * z - 5.16771278004997
    sine = 3.141592653589793 * r + r * (z * sine + 1.2246467991473532e-16)
    cosine = cosine * z - 0.00010463549945175342
    cosine = cosine * z + 0.0019295741982576242
    cosine = cosine * z - 0.02580689138757957
    cosine = cosine * z + 0.2353306303588678
    cosine = cosine * z - 1.3352627688545895
    cosine = cosine * z + 4.0587121264167685
    cosine = first + (((1.0 - first) - square) + z * z * cosine)
    s[0] = turned(choose(quarter, sine, cosine), quarter >> 1)
    c[0] = turned(choose(quarter, cosine, sine), (quarter + 1) >> 1)


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


cdef inline double log_in_two(double x, double less, double *low) noexcept nogil:
    """ln x − less·ln 2 in two parts, to some 2**−63 of it, for a normal x > 0 and a small whole number."""
    cdef double k = 0.0
    cdef double f = parted(x, &k) - 1.0
    cdef double t = 2.0 + f
    cdef double t_low = f - (t - 2.0)
    cdef double s = f / t
    cdef double e = 0.0
    cdef double p = product(s, t, &e)
    cdef double s_low = (((f - p) - e) - s * t_low) / t
    cdef double z_low = 0.0
    cdef double z = product(s, s, &z_low)
    cdef double q = 0.058650539330857766
    cdef double u, u_low, w, w_low, v, v_low, a, b, c
    z_low = z_low + 2.0 * s * s_low
    q = q * z + 0.05852785947601255
    q = q * z + 0.066674147869638
    q = q * z + 0.07692297251904706
    q = q * z + 0.0909090916984882
    q = q * z + 0.11111111110818422
    q = q * z + 0.14285714285714698
    q = q * z + 0.2
    # artanh(s)/s − 1 = z·(1/3 + z·q); the third in two parts, too
    q = z * q
    u = 0.3333333333333333 + q
    u_low = ((0.3333333333333333 - u) + q) + 1.850371707708594e-17
    w = product(z, u, &w_low)
    w_low = w_low + (z * u_low + z_low * u)
    v = product(s, w, &v_low)
    v_low = v_low + (s * w_low + s_low * w)
    a = s + v
    b = (((s - a) + v) + v_low) + s_low
    a = 2.0 * a
    b = 2.0 * b
    # k·ln 2 in two parts: the first product is exact
    k = k - less
    c = k * 0.6931471803691238
    w = c + a
    v = w - c
    w_low = (c - (w - v)) + (a - v)
    b = w_low + (b + k * 1.9082149292705877e-10)
    a = w + b
    low[0] = (w - a) + b
    return a


cdef inline double raised(double x, double y) noexcept nogil:
    """x**y for a normal x > 0 and a y of ordinary size, without the places where there is no logarithm."""
    cdef double low = 0.0
    cdef double e = 0.0
    cdef double shift = 0.0
    cdef double p = product(y, log_in_two(x, 0.0, &low), &e)
    cdef double r = reduced_exp(bounded_exp(p), &shift) + (e + y * low)
    return scaled_exp(p, r, shift)


cdef inline double pow(double x, double y) noexcept nogil:
    """x**y, with the C library's meaning for signs, zeros, infinities and NaN."""
    cdef double size = fabs(x)
    cdef bint tiny = size < 2.2250738585072014e-308
    cdef double normal = size * 18014398509481984.0 if tiny else size   # times 2**54
    # beyond that size, any power but those of 1 is 0 or infinite
    cdef double exponent = y if fabs(y) < 3e19 else with_sign_of(3e19, y)
    cdef double low = 0.0
    cdef double high = log_in_two(normal if normal < INFINITY else 1.0, 54.0 if tiny else 0.0, &low)
    cdef double e = 0.0
    cdef double shift = 0.0
    cdef double p, r, half
    cdef bint whole = floor(y) == y
    cdef bint odd = whole and fabs(y) < 9007199254740992.0 and 2.0 * floor(0.5 * y) != y
    p = product(exponent, high, &e)
    e = e + exponent * low
    r = reduced_exp(bounded_exp(p), &shift) + e
    r = scaled_exp(p, r, shift)
    # the places where there is no logarithm
    half = INFINITY if y < 0.0 else 0.0
    r = half if size == 0.0 else r
    r = (INFINITY if y > 0.0 else 0.0) if size == INFINITY else r
    r = 1.0 if size == 1.0 else r
    r = with_sign_of(r, x) if odd else r
    r = r if x >= 0.0 or whole or size == INFINITY else NAN
    r = x + y if x != x or y != y else r
    r = 1.0 if y == 0.0 or x == 1.0 else r
    return r


# --- normals ---

cdef inline void normals(uint64_t a, uint64_t b, double *z) noexcept nogil:
    """Two standard normals from two words of 64 random bits (Box & Muller 1958)."""
    # 53 bits each; the first lies in (0, 1], so that its logarithm is finite
    cdef double u = (<double>(a >> 11) + 1.0) * 1.1102230246251565e-16
    cdef double v = <double>(b >> 11) * 2.220446049250313e-16
    cdef double radius = sqrt(-2.0 * log(u))
    cdef double s = 0.0
    cdef double c = 0.0
    sin_cos_pi(v, &s, &c)
    z[0] = radius * c
    z[1] = radius * s
