# cython: cdivision=True
"""Random words that a key and a counter determine: Philox4x64-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405).

Block n of four words needs none of the blocks before it, so a run may be resumed anywhere, and each lane draws its own.
The words are those of NumPy's `Philox(key=[key, 0], counter=n)`, whose first block is that of counter n + 1.
"""
from libc.stdint cimport uint64_t

from lrsim.kernels.math.functions cimport normals

cdef extern from *:
    """
    #include <stdint.h>
    /* an instruction where there is one, but with vectors of 512 bits the halves are faster */
    #if defined(__SIZEOF_INT128__) && !defined(__AVX512DQ__)
    #define LRSIM_HIGH_PRODUCT(a, b) ((uint64_t)(((unsigned __int128)(a) * (b)) >> 64))
    #else
    #define LRSIM_HIGH_PRODUCT(a, b) __pyx_lrsim_high_product(a, b)
    static CYTHON_INLINE uint64_t __pyx_lrsim_high_product(uint64_t a, uint64_t b) {
        uint64_t low = (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
        uint64_t middle = (a >> 32) * (b & 0xFFFFFFFF) + (low >> 32);
        uint64_t other = (a & 0xFFFFFFFF) * (b >> 32) + (middle & 0xFFFFFFFF);
        return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
    }
    #endif
    """
    uint64_t high_product "LRSIM_HIGH_PRODUCT" (uint64_t a, uint64_t b) nogil


cdef inline void mix(uint64_t *w, uint64_t key, uint64_t count) noexcept nogil:
    """One round, after `count` others."""
    cdef uint64_t high = high_product(<uint64_t>0xD2E7470EE14C6C93, w[0])
    cdef uint64_t low = <uint64_t>0xD2E7470EE14C6C93 * w[0]
    # the keys go on by the golden ratio, and by √3 − 1
    w[0] = high_product(<uint64_t>0xCA5A826395121157, w[2]) ^ w[1] ^ (key + count * <uint64_t>0x9E3779B97F4A7C15)
    w[1] = <uint64_t>0xCA5A826395121157 * w[2]
    w[2] = high ^ w[3] ^ (count * <uint64_t>0xBB67AE8584CAA73B)
    w[3] = low


cdef inline void philox(uint64_t key, uint64_t counter, uint64_t *words) noexcept nogil:
    """Four words of 64 random bits."""
    words[0] = counter + 1
    words[1] = 0
    words[2] = 0
    words[3] = 0
    # written out: a loop in it would keep a loop over lanes from becoming vector instructions
    mix(words, key, 0)
    mix(words, key, 1)
    mix(words, key, 2)
    mix(words, key, 3)
    mix(words, key, 4)
    mix(words, key, 5)
    mix(words, key, 6)
    mix(words, key, 7)
    mix(words, key, 8)
    mix(words, key, 9)


cdef inline void drawn(uint64_t seed, uint64_t step, double *z) noexcept nogil:
    """The two standard normals of a step."""
    cdef uint64_t words[4]
    philox(seed, step, words)
    normals(words[0], words[1], z)
