# cython: cdivision=True
"""What the update rules share: how much they may keep, and what one step needs beside its rate."""
from lrsim.kernels.math cimport functions as math


cdef enum:
    MEMORY = 8                                      # doubles of memory a rule may carry


ctypedef struct Factors:
    double a
    double b
    double c
    double d


cdef inline double decayed(double *power, double beta, double step) noexcept nogil:
    """The next power of β, β**(step + 1), rounded once, from power[0] + power[1], whatever they hold at step 0.

    An ulp of a power near 1 is a large part of 1 − βᵗ. So each product keeps its rounding error, and what comes
    out is what a good `pow` gives.
    """
    cdef double high = power[0] if step > 0.0 else 1.0
    cdef double low = power[1] if step > 0.0 else 0.0
    cdef double error = 0.0
    if high == 0.0:
        return 0.0
    high = math.product(high, beta, &error)
    low = low * beta + error
    # below half an ulp of 1 it no longer counts; as 0 it never becomes a slow subnormal
    power[0] = high if high >= 1e-17 else 0.0
    power[1] = low
    return high + low if high >= 1e-17 else 0.0


cdef inline double sign(double x) noexcept nogil:
    """−1, 0 or 1."""
    return (1.0 if x > 0.0 else 0.0) - (1.0 if x < 0.0 else 0.0)


# --- weight decay, where there is a choice ---

cdef enum:                                          # the modes, in the order of the catalogue's choices
    COUPLED                                         # joins the gradient: L2
    DECOUPLED                                       # shrinks the position by lr·λ of it, as AdamW has it
    FULL                                            # by λ of it, whatever the learning rate


cdef inline double coupled(double decay, double mode) noexcept nogil:
    """What the gradient gets of the position."""
    return decay if mode == <double>COUPLED else 0.0


cdef inline double shrinkage(double decay, double mode, double rate) noexcept nogil:
    """What the position loses of itself."""
    cdef double share = rate * decay if mode == <double>DECOUPLED else decay
    return 0.0 if mode == <double>COUPLED else share
