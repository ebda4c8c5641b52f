# cython: cdivision=True
"""Reduce-on-plateau: the schedule that watches the loss, as PyTorch's `ReduceLROnPlateau` in its mode "min".

Its rate is scale × the dial, not below min_lr. After step k it sees the loss before that step.
"""
from libc.math cimport INFINITY


cdef enum:
    WATCH = 4                                       # doubles carried from one chunk of steps to the next
    WATCHED = 8                                     # parameters


ctypedef struct Watch:
    double factor
    double patience
    double threshold
    double relative                                 # 0 or 1: the threshold is a share of the best loss
    double cooldown
    double min_lr
    double eps                                      # a smaller change of the rate is not made
    double warmup                                   # steps before it starts to look
    double scale
    double best
    double bad                                      # steps since the best loss
    double cooling                                  # steps left in which nothing counts as bad


cdef inline void watch_begin(Watch *s, const double *parameters, const double *state, Py_ssize_t step) noexcept nogil:
    """Take up where the last chunk ended; without parameters it never looks and leaves the dial alone."""
    cdef bint watching = parameters != NULL
    s.factor = parameters[0] if watching else 1.0
    s.patience = parameters[1] if watching else INFINITY
    s.threshold = parameters[2] if watching else 0.0
    s.relative = parameters[3] if watching else 0.0
    s.cooldown = parameters[4] if watching else 0.0
    s.min_lr = parameters[5] if watching else 0.0
    s.eps = parameters[6] if watching else 0.0
    s.warmup = parameters[7] if watching else INFINITY
    s.scale = state[0] if step > 0 else 1.0
    s.best = state[1] if step > 0 else INFINITY
    s.bad = state[2]
    s.cooling = state[3]


cdef inline void watch_end(const Watch *s, double *state) noexcept nogil:
    state[0] = s.scale
    state[1] = s.best
    state[2] = s.bad
    state[3] = s.cooling


cdef inline double watch_rate(const Watch *s, double dial) noexcept nogil:
    """The rate for a dial's value: scaled once it has been reduced, but not below min_lr then."""
    cdef double rate = s.scale * dial
    if s.scale == 1.0:
        return dial
    return rate if rate > s.min_lr else s.min_lr


cdef inline void watch_see(Watch *s, Py_ssize_t step, double rate, double loss) noexcept nogil:
    """Take in the loss before a step that used `rate`, and reduce the rate of the next if it is time."""
    cdef double need, reduced
    if <double>step < s.warmup:
        return
    need = s.best * (1.0 - s.threshold) if s.relative != 0.0 else s.best - s.threshold
    if loss < need:
        s.best = loss
        s.bad = 0.0
    else:
        s.bad += 1.0
    if s.cooling > 0.0:
        s.cooling -= 1.0
        s.bad = 0.0
    if s.bad > s.patience:
        reduced = rate * s.factor
        reduced = reduced if reduced > s.min_lr else s.min_lr
        if rate - reduced > s.eps:
            s.scale = s.scale * s.factor
        s.cooling = s.cooldown
        s.bad = 0.0
