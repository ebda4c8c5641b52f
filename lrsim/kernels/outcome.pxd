# cython: cdivision=True
"""What is kept of a run that is not recorded, and how convergence is told step by step.

A run converges at the first index from which its loss stays under a limit, which belongs to the highest goal (a
listed minimum) that is not above the lowest loss. That goal is known at the end only. While the lowest loss falls from
one goal to the next, all losses before were above the new limit, unless two goals lie closer together than
the tolerance; then the outcome is `unsure`, and a second pass with the goal known decides.
"""
from libc.math cimport INFINITY, fabs


cdef enum:
    LANES = 32                                      # side by side: gcc leaves loops over 8 scalar


cdef enum:
    X = 0
    Y = 1
    LOSS = 2
    BEST = 3                                        # the lowest loss
    BEST_STEP = 4
    CONVERGED = 5                                   # −1: never
    EXPLODED = 6                                    # −1: never
    FLIPS = 7                                       # gradients that point against the one before
    RISES = 8                                       # steps that raised the loss
    UNSURE = 9                                      # 1: convergence needs a second pass
    COLUMNS = 10


ctypedef struct Goals:
    const double *loss                              # of the listed minima, highest first
    Py_ssize_t n
    double slack                                    # how far off a minimum computes
    double tolerance                                # share of the starting gap that counts as converged
    double rounding                                 # how far below a listed minimum a loss may compute


ctypedef struct Progress:
    Py_ssize_t goal
    double start                                    # the run's first loss
    double limit
    double best
    double best_step
    double above                                    # the last index whose loss was above the limit
    double unsure


cdef inline Py_ssize_t goal_under(const Goals *goals, double lowest) noexcept nogil:
    """The highest goal that is not above the lowest loss; n when there is none."""
    cdef double size = fabs(lowest) if fabs(lowest) > 1.0 else 1.0
    cdef double allowed = lowest + goals.rounding * size
    cdef Py_ssize_t j = 0
    while j < goals.n and not goals.loss[j] <= allowed:
        j += 1
    return j


cdef inline double limit_of(const Goals *goals, Py_ssize_t goal, double start) noexcept nogil:
    """The loss that counts as converged."""
    cdef double gap
    if goal >= goals.n:
        return INFINITY
    gap = goals.tolerance * (start - goals.loss[goal])
    return goals.loss[goal] + (gap if gap > goals.slack else goals.slack)


cdef inline void begin_progress(
        Progress *p, const Goals *goals, double start, double loss, double step, double lowest, double lowest_at
) noexcept nogil:
    """Begin at index `step` with a loss, in a run that began at loss `start` and was as low as `lowest` before."""
    p.start = start
    p.best = lowest if lowest <= loss else loss
    p.best_step = lowest_at if lowest <= loss else step
    p.goal = goal_under(goals, p.best)
    p.limit = limit_of(goals, p.goal, start)
    p.above = step - 1.0 if loss <= p.limit else step
    p.unsure = 0.0


cdef inline void follow(Progress *p, const Goals *goals, double loss, double index) noexcept nogil:
    """Take in the loss at an index."""
    cdef double limit, before = p.best
    cdef Py_ssize_t goal
    if loss < p.best:
        p.best = loss
        p.best_step = index
        goal = goal_under(goals, loss)
        if goal != p.goal:
            limit = limit_of(goals, goal, p.start)
            if not before > limit:
                p.unsure = 1.0
            p.goal = goal
            p.limit = limit
            p.above = index - 1.0
    if not loss <= p.limit:
        p.above = index


cdef inline double converged(const Progress *p, const Goals *goals, double last) noexcept nogil:
    """The index from which the loss stayed under the limit up to the last, or −1."""
    return p.above + 1.0 if p.goal < goals.n and p.above < last else -1.0
