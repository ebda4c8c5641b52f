# cython: cdivision=True
"""Elementary functions that give the same bits on every machine, and in every lane.

The C library's exp, tanh and cos differ between libraries, versions and CPU levels by a unit in the last
place, and a trajectory amplifies that. These use only IEEE +, −, ×, ÷, sqrt and exact bit operations, so their
results are fixed by this text. It is straight-line code (choices are selects, no branches, no conversions between
whole numbers and doubles), so that a loop over lanes becomes vector instructions, on SSE2 too. Only the sign and the
payload of a NaN are left to the compiler.

Each is accurate to 2 ulp, pow to 1, log_cosh to 5; the tests hold them to that against mpmath. Sine, cosine and tangent
are up to |x| = 1.6e6; farther out they are those of an angle half an ulp beside it. The methods are the classical ones
(Muller, *Elementary Functions*, 3rd ed., chapters 3 and 11; Cody & Waite 1980 for reductions; Dekker 1971 for sums and
products in two parts): a range reduced exactly, and a polynomial. The polynomials are minimax in the relative error of
the function, to 2**−55 or better: Remez's exchange algorithm in 50 digits. They are summed in pairs of terms, which a
CPU can do side by side.
"""
from libc.math cimport sqrt
from libc.stdint cimport uint64_t

from lrsim.kernels.math.angles cimport cos, cos_pi, cos_turn, sin, sin_cos, sin_cos_pi, sin_pi, tan
from lrsim.kernels.math.bits cimport floor, from_word, rounded
from lrsim.kernels.math.exponentials cimport exp, expm1, log, log1p, log_cosh, cosh, sinh, tanh, tanh_log_cosh
from lrsim.kernels.math.powers cimport pow, pow_positive, product


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
