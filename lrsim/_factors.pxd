# cython: cdivision=True
"""What the update rules share: how much they may keep, and what one step needs beside its rate."""


cdef enum:
    MEMORY = 8                                      # doubles of memory a rule may carry
    SLOTS = 5                                       # doubles of state a rule may keep per coordinate


ctypedef struct Factors:
    double a
    double b
    double c
    double d


cdef inline double decayed(double power, double beta, double step) noexcept nogil:
    """The next power of β: β**(step + 1) from β**step, which is 0 before step 0."""
    power = (power if step > 0.0 else 1.0) * beta
    # below half an ulp of 1 it no longer counts; as 0 it never becomes a slow subnormal
    return power if power >= 1e-17 else 0.0


cdef inline double sign(double x) noexcept nogil:
    """−1, 0 or 1."""
    return (1.0 if x > 0.0 else 0.0) - (1.0 if x < 0.0 else 0.0)
