# cython: cdivision=True
"""Rules that look at more than one coordinate, or at the surface more than once: searches, and Newton's method."""
from libc.float cimport DBL_MAX
from libc.math cimport INFINITY, fabs, sqrt

from lrsim.kernels.rules.factors cimport decayed
from lrsim.kernels.rules.moves cimport Place


cdef enum:
    DOUBLINGS = 60                                  # of a step, before the slope is taken to have no end
    NARROWINGS = 100                                # halvings at worst: more than float64 can show


cdef inline double inner(const Place *place, const double *a, const double *b) noexcept nogil:
    return a[0] * b[0] + (a[1] * b[1] if place.dim == 2 else 0.0)


# --- Newton's method ---

ctypedef struct Newton:
    double unused                                   # C has no empty struct


cdef inline void newton(
        const Newton *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= lr·H⁻¹g; where H is singular, w −= lr·g"""
    cdef double h[3]
    cdef double det, x, y
    place.hessian(place.parameters, w, h)
    if place.dim == 1:
        w[0] = w[0] - rate[0] * (g[0] / h[0] if h[0] != 0.0 else g[0])
        return
    det = h[0] * h[2] - h[1] * h[1]
    x = (h[2] * g[0] - h[1] * g[1]) / det if det != 0.0 else g[0]
    y = (h[0] * g[1] - h[1] * g[0]) / det if det != 0.0 else g[1]
    w[0] = w[0] - rate[0] * x
    w[1] = w[1] - rate[1] * y


# --- steepest descent with an exact line search (Cauchy 1847) ---

ctypedef struct ExactLineSearch:
    double unused


cdef inline double slope_at(
        const Place *place, const double *w, const double *g, double loss, double t) noexcept nogil:
    """The derivative of the loss along −g at w − t·g; without limit where that is higher than `loss`, at w.

    So a place beyond a hill is never taken for the end of the slope.
    """
    cdef double there[2]
    cdef double gradient[2]
    cdef double value
    there[0] = w[0] - t * g[0]
    there[1] = w[1] - t * g[1] if place.dim == 2 else 0.0
    value = place.value(place.parameters, there, gradient)
    return -inner(place, gradient, g) if value - loss <= 1e-14 * fabs(loss) else INFINITY


cdef inline double bend_at(const Place *place, const double *w, const double *g, double t) noexcept nogil:
    """The second derivative there."""
    cdef double there[2]
    cdef double h[3]
    there[0] = w[0] - t * g[0]
    there[1] = w[1] - t * g[1] if place.dim == 2 else 0.0
    place.hessian(place.parameters, there, h)
    if place.dim == 1:
        return h[0] * g[0] * g[0]
    return h[0] * g[0] * g[0] + 2.0 * h[1] * g[0] * g[1] + h[2] * g[1] * g[1]


cdef inline double flat_between(
        const Place *place, const double *w, const double *g, double loss, double low, double high, double t,
        double slope) noexcept nogil:
    """A t at which the slope is 0, by Newton's method kept within (low, high) by halving.

    The slope is below 0 at `low` and not so at `high`; it is `slope` at `t`, one of the two.
    """
    cdef double bend, next_t, last, before
    cdef double change = high - low
    cdef bint newton
    cdef int _i
    for _i in range(NARROWINGS):
        if slope == 0.0:
            break
        if slope < 0.0:
            low = t
        else:
            high = t
        bend = bend_at(place, w, g, t)
        next_t = t - slope / bend
        if next_t == t:
            break
        # half of the last change at most, or halving is faster; where there is no slope, neither holds
        newton = low < next_t < high and fabs(2.0 * slope) <= fabs(change * bend)
        if not newton:
            next_t = low + 0.5 * (high - low)
            if not low < next_t < high:
                break
        last = t
        before = slope
        t = next_t
        change = fabs(t - last)
        slope = slope_at(place, w, g, loss, t)
        if newton and change <= 1e-8 * t and fabs(slope) > 0.5 * fabs(before):
            return t if fabs(slope) < fabs(before) else last        # what is left is rounding
    return t if fabs(slope) < INFINITY else low


cdef inline void exact_line_search(
        const ExactLineSearch *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= t·g with t where the slope along −g is 0, and not uphill; on a quadratic t = gᵀg/gᵀHg.

    From that guess the step is doubled until the slope no longer falls. Where it falls for ever the last doubling
    is taken.
    """
    cdef double square = inner(place, g, g)
    cdef double bend, low, high, t, slope, slope_low
    cdef int _i
    if not 0.0 < square <= DBL_MAX:
        return
    bend = bend_at(place, w, g, 0.0)
    low = 0.0
    slope_low = -square
    high = square / bend if bend > 0.0 else 1.0 / sqrt(square)
    slope = slope_at(place, w, g, loss, high)
    for _i in range(DOUBLINGS):
        if not slope < 0.0:
            break
        low = high
        slope_low = slope
        high = 2.0 * high
        slope = slope_at(place, w, g, loss, high)
    if slope < 0.0:
        t = high
    elif fabs(slope_low) < fabs(slope):
        t = flat_between(place, w, g, loss, low, high, low, slope_low)
    else:
        t = flat_between(place, w, g, loss, low, high, high, slope)
    w[0] = w[0] - t * g[0]
    slot_x[0] = t
    if place.dim == 2:
        w[1] = w[1] - t * g[1]
        slot_y[0] = t


# --- steepest descent with backtracking (Armijo 1966) ---

ctypedef struct Armijo:
    double c1
    double shrink


cdef inline void armijo(
        const Armijo *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= t·lr·g with the first t of 1, shrink, shrink², … that lowers the loss by c₁·t·lr·|g|² at least

    Where none does, as can be when the gradient has noise in it, no step is taken.
    """
    cdef double there[2]
    cdef double gradient[2]
    cdef double t = 1.0
    cdef double promised = rate[0] * g[0] * g[0] + (rate[1] * g[1] * g[1] if place.dim == 2 else 0.0)
    cdef double value
    there[1] = 0.0
    while t > 0.0:
        there[0] = w[0] - t * rate[0] * g[0]
        if place.dim == 2:
            there[1] = w[1] - t * rate[1] * g[1]
        value = place.value(place.parameters, there, gradient)
        if value <= loss - r.c1 * t * promised:
            w[0] = there[0]
            if place.dim == 2:
                w[1] = there[1]
            break
        t = t * r.shrink if t > 1e-18 else 0.0      # a 2⁻⁶⁰th: no position is that exact
    slot_x[0] = t * rate[0]
    if place.dim == 2:
        slot_y[0] = t * rate[1]


# --- Barzilai & Borwein (1988) ---

ctypedef struct BarzilaiBorwein:
    double short                                    # 0 or 1


cdef inline void barzilai_borwein(
        const BarzilaiBorwein *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= t·g with t = sᵀs/sᵀy (or sᵀy/yᵀy), s and y the last change of w and g; lr at step 0

    Where sᵀy is not positive (the surface bends down) |s|/|y| has the same unit and is taken in its place.
    """
    cdef double s[2]
    cdef double y[2]
    cdef double ss, sy, yy, t
    s[0] = w[0] - slot_x[1]
    s[1] = w[1] - slot_y[1] if place.dim == 2 else 0.0
    y[0] = g[0] - slot_x[2]
    y[1] = g[1] - slot_y[2] if place.dim == 2 else 0.0
    ss = inner(place, s, s)
    sy = inner(place, s, y)
    yy = inner(place, y, y)
    t = slot_x[0]                                   # nothing has changed: the step stays
    if yy > 0.0 and ss > 0.0:
        t = sqrt(ss / yy)
        if sy > 0.0:
            t = sy / yy if r.short != 0.0 else ss / sy
    slot_x[0] = t if step > 0.0 else rate[0]
    slot_x[1] = w[0]
    slot_x[2] = g[0]
    w[0] = w[0] - slot_x[0] * g[0]
    if place.dim == 2:
        slot_y[0] = t if step > 0.0 else rate[1]
        slot_y[1] = w[1]
        slot_y[2] = g[1]
        w[1] = w[1] - slot_y[0] * g[1]


# --- Polyak's step (Polyak 1969) ---

ctypedef struct Polyak:
    double unused


cdef inline void polyak(
        const Polyak *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= lr·(loss − L*)/|g|²·g; where no lowest loss is known, w −= lr·g"""
    cdef double square = inner(place, g, g)
    cdef double gap = loss - place.floor
    cdef double t = 1.0
    if place.floor == place.floor:
        t = (gap if gap > 0.0 else 0.0) / square if square > 0.0 else 0.0
    w[0] = w[0] - rate[0] * t * g[0]
    slot_x[0] = rate[0] * t
    if place.dim == 2:
        w[1] = w[1] - rate[1] * t * g[1]
        slot_y[0] = rate[1] * t


# --- Prodigy (Mishchenko & Defazio 2024), as its authors; with bias correction as optax ---

ctypedef struct Prodigy:
    double beta1
    double beta2
    double beta3
    double eps
    double d0
    double d_coef
    double weight_decay
    double safeguard_warmup                         # 0 or 1
    double bias_correction                          # 0 or 1


cdef inline void prodigy(
        const Prodigy *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """Adam whose step is lr times d, the distance to the minimum as the gradients so far bound it from below."""
    cdef double *slot
    cdef double d = memory[5] if step > 0.0 else r.d0
    cdef double correction = 1.0
    cdef double weighted = r.beta3 * memory[4]
    cdef double total, larger, rates
    cdef int axis
    if r.bias_correction != 0.0:
        correction = sqrt(1.0 - decayed(memory + 2, r.beta2, step)) / (1.0 - decayed(memory, r.beta1, step))
    total = 0.0
    for axis in range(place.dim):
        slot = slot_x if axis == 0 else slot_y
        if step == 0.0:
            slot[3] = w[axis]
        rates = d * rate[axis] * correction
        slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * (d * g[axis])
        slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * (d * g[axis]) * (d * g[axis])
        slot[2] = r.beta3 * slot[2] + (d if r.safeguard_warmup != 0.0 else rates) * (d * g[axis]) / r.d0
        weighted = weighted + d / r.d0 * rates * (g[axis] * (slot[3] - w[axis]))
        total = total + fabs(slot[2])
    larger = r.d_coef * weighted / total if total > 0.0 else d
    larger = larger if larger > d else d
    for axis in range(place.dim):
        slot = slot_x if axis == 0 else slot_y
        rates = d * rate[axis] * correction
        w[axis] = w[axis] - rates * (slot[0] / (sqrt(slot[1]) + larger * r.eps) + r.weight_decay * w[axis])
        slot[4] = larger
    memory[4] = weighted
    memory[5] = larger
