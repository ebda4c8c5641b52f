# cython: cdivision=True
"""Sine, cosine and tangent: see `functions.pxd`."""
from libc.math cimport fabs
from libc.stdint cimport int64_t, uint64_t

from lrsim.kernels.math.bits cimport bits_of, choose, shifted, turned


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
