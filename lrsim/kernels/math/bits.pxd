# cython: cdivision=True
"""Doubles as bits, and rounding to whole numbers, without branches: see `functions.pxd`."""
from libc.math cimport fabs
from libc.stdint cimport uint64_t
from libc.string cimport memcpy

cdef enum:
    EXPONENT_BIAS = 1023
    MANTISSA_BITS = 52


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


cdef inline uint64_t ones_in(uint64_t bits) noexcept nogil:
    """How many bits are set: added up in pairs, then in fours and bytes (Warren, *Hacker's Delight*, section 5-1)."""
    bits = bits - ((bits >> 1) & <uint64_t>0x5555555555555555)
    bits = (bits & <uint64_t>0x3333333333333333) + ((bits >> 2) & <uint64_t>0x3333333333333333)
    bits = (bits + (bits >> 4)) & <uint64_t>0x0F0F0F0F0F0F0F0F
    return (bits * <uint64_t>0x0101010101010101) >> 56
