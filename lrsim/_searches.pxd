# cython: cdivision=True
"""Rules that look at more than one coordinate, or at the surface more than once: searches, and Newton's method."""
from libc.float cimport DBL_MAX
from libc.math cimport fabs, sqrt

from lrsim._factors cimport decayed
from lrsim._moves cimport Place


cdef enum:
    TRIALS = 60                                     # halvings or doublings of a step: more than float64 can show
    NARROWINGS = 100


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
        const Place *place, const double *w, const double *g, double t, double *loss) noexcept nogil:
    """The derivative of the loss along −g at w − t·g."""
    cdef double there[2]
    cdef double gradient[2]
    there[0] = w[0] - t * g[0]
    there[1] = w[1] - t * g[1] if place.dim == 2 else 0.0
    loss[0] = place.value(place.parameters, there, gradient)
    return -inner(place, gradient, g)


cdef inline void exact_line_search(
        const ExactLineSearch *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """w −= t·g with t the first place along −g where the slope is 0; on a quadratic t = gᵀg/gᵀHg.

    From that first guess the step is doubled until the slope no longer falls, and the place is closed in on by
    false position, halved where that is slow. Without an end to the slope the last doubling is taken.
    """
    cdef double h[3]
    cdef double square = inner(place, g, g)
    cdef double bend, low, high, t, slope, slope_low, slope_high, value
    cdef int i, _i
    if not 0.0 < square <= DBL_MAX:
        return
    place.hessian(place.parameters, w, h)
    bend = h[0] * g[0] * g[0]
    if place.dim == 2:
        bend = bend + 2.0 * h[1] * g[0] * g[1] + h[2] * g[1] * g[1]
    low = 0.0
    slope_low = -square
    high = square / bend if bend > 0.0 else 1.0 / sqrt(square)
    slope_high = slope_at(place, w, g, high, &value)
    for _i in range(TRIALS):
        if not slope_high < 0.0:
            break
        low = high
        slope_low = slope_high
        high = 2.0 * high
        slope_high = slope_at(place, w, g, high, &value)
    if slope_high < 0.0:
        low = high
    for i in range(NARROWINGS):
        if slope_high == 0.0 or not low < high:
            break
        t = high - slope_high * ((high - low) / (slope_high - slope_low))
        # every third time by halves; and wherever the slope beyond is no number
        if i % 3 == 2 or not low < t < high:
            t = low + 0.5 * (high - low)
        if not low < t < high:
            break
        slope = slope_at(place, w, g, t, &value)
        if slope < 0.0:
            low = t
            slope_low = slope
        else:
            high = t
            slope_high = slope
    t = high if fabs(slope_high) <= fabs(slope_low) else low
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
    """w −= t·lr·g with the first t of 1, shrink, shrink², … that lowers the loss by c₁·t·lr·|g|² at least"""
    cdef double there[2]
    cdef double gradient[2]
    cdef double t = 1.0
    cdef double promised = rate[0] * g[0] * g[0] + (rate[1] * g[1] * g[1] if place.dim == 2 else 0.0)
    cdef double value
    cdef int _i
    there[1] = 0.0
    for _i in range(TRIALS):
        there[0] = w[0] - t * rate[0] * g[0]
        if place.dim == 2:
            there[1] = w[1] - t * rate[1] * g[1]
        value = place.value(place.parameters, there, gradient)
        if value <= loss - r.c1 * t * promised:
            break
        t = t * r.shrink
    w[0] = w[0] - t * rate[0] * g[0]
    slot_x[0] = t * rate[0]
    if place.dim == 2:
        w[1] = w[1] - t * rate[1] * g[1]
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


# --- Prodigy (Mishchenko & Defazio 2024), as optax ---

ctypedef struct Prodigy:
    double beta1
    double beta2
    double beta3
    double eps
    double d0
    double d_coef
    double weight_decay
    double safeguard_warmup                         # 0 or 1


cdef inline void prodigy(
        const Prodigy *r, double *memory, const Place *place, double step, const double *rate, double loss,
        double *w, const double *g, double *slot_x, double *slot_y) noexcept nogil:
    """Adam whose step is lr times d, the distance to the minimum as the gradients so far bound it from below."""
    cdef double *slot
    cdef double d = memory[5] if step > 0.0 else r.d0
    cdef double correction = sqrt(1.0 - decayed(memory + 2, r.beta2, step)) / (1.0 - decayed(memory, r.beta1, step))
    cdef double weighted = r.beta3 * memory[4]
    cdef double total, larger, rates
    cdef int axis
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
