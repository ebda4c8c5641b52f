# cython: cdivision=True
"""One step of any rule, behind one signature: what a loop calls that does not know which rule it runs.

Rules of one coordinate at a time (`updates.pxd`) get their signature from `move_each`. Rules that need both
coordinates, the loss, or more than one look at the surface are moves themselves.
"""
from lrsim.kernels.rules.factors cimport Factors
from lrsim.kernels.rules.updates cimport Rule, factors, update


ctypedef double (*Value)(const void *parameters, const double *w, double *g) noexcept nogil
ctypedef void (*Curvature)(const void *parameters, const double *w, double *h) noexcept nogil


ctypedef struct Place:
    Value value                                     # the loss, with its gradient
    Curvature hessian                               # xx, xy, yy
    const void *parameters
    int dim
    double floor                                    # loss of the lowest known minimum, or NaN


ctypedef void (*Move)(
    const void *rule, double *memory, const Place *place, double step, const double *rate, double loss,
    double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil


cdef inline void move_each(
        Rule *rule, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """Move each coordinate by itself; `rate` holds one rate for each."""
    cdef Factors f
    factors(rule, memory, step, &f)
    w[0] = update(rule, &f, rate[0], w[0], g[0], slot_x)
    if place.dim == 2:
        w[1] = update(rule, &f, rate[1], w[1], g[1], slot_y)
