# cython: cdivision=True
"""Gradients cut to size before a rule sees them, as `torch.nn.utils.clip_grad_value_` and `clip_grad_norm_` do.

First each coordinate, then the norm of what is left. 0 stands for no limit. The same text clips one run's gradient
and those of 32 lanes.
"""
from libc.math cimport fabs, sqrt


ctypedef struct Clip:
    double norm                                     # the largest norm, or 0
    double value                                    # the largest |coordinate|, or 0


cdef inline bint clips(const Clip *c) noexcept nogil:
    return c.norm > 0.0 or c.value > 0.0


cdef inline double clamped(double g, double most) noexcept nogil:
    """g, at most `most` in size; NaN stays one."""
    cdef double high = most if g > most else g
    return 0.0 - most if high < 0.0 - most else high


cdef inline double share_of(double x, double y, double most) noexcept nogil:
    """most/(√(x² + y²) + 1e-6), but at most 1; PyTorch's 1e-6 keeps 0 from being divided by."""
    cdef double size = fabs(x) if fabs(x) > fabs(y) else fabs(y)
    # 2**−600 changes no digit, and keeps the squares of what is steep from overflowing
    cdef double scale = 2.409919865102884e-181 if size > 1e150 else 1.0
    cdef double u = x * scale
    cdef double v = y * scale
    cdef double share = most / (sqrt(u * u + v * v) / scale + 1e-6)
    return 1.0 if share > 1.0 else share


cdef inline void clip(const Clip *c, int dim, double *g) noexcept nogil:
    """Cut the gradient of one run."""
    cdef double share
    if c.value > 0.0:
        g[0] = clamped(g[0], c.value)
        if dim == 2:
            g[1] = clamped(g[1], c.value)
    if c.norm > 0.0:
        share = share_of(g[0], g[1] if dim == 2 else 0.0, c.norm)
        g[0] = g[0] * share
        if dim == 2:
            g[1] = g[1] * share
