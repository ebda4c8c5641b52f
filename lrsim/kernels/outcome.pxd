# cython: cdivision=True
"""What is kept of a run that is not recorded, and how convergence is told step by step.

A run converges at the first index of its first stay under a limit: `dwell` samples in a row. The limit belongs to the
highest goal (a known minimum) that is not above the lowest loss, and that goal is known at the end only. While the
lowest loss falls from one goal to the next, all losses before were above the new limit, unless two goals lie closer
together than the tolerance; then the outcome is `unsure`, and a second pass with the goal known decides.

A stay that the end cuts short counts where it is bound to last: the gap shrank at every step from the beginning to the
end, or the next step moves nothing. Under noise it never is. A gap far below the limit counts as none, which has no
further to shrink: there losses are rounded, and in the end all the same, while the ball still moves.
"""
from libc.float cimport DBL_EPSILON, DBL_MIN
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
    TAIL = 7                                        # the largest of the last `dwell` losses
    FLIPS = 8                                       # gradients that point against the one before
    RISES = 9                                       # steps that raised the loss
    SYMPTOM = 10                                    # what the evidence shows, see symptoms.pxd
    UNSURE = 11                                     # 1: convergence needs a second pass
    COLUMNS = 12


ctypedef struct Goals:
    const double *loss                              # of the listed minima, highest first
    Py_ssize_t n
    double slack                                    # how far off a minimum computes
    double tolerance                                # share of the starting gap that counts as converged
    double rounding                                 # how far below a listed minimum a loss may compute
    double dwell                                    # samples under the limit that count as converged
    bint noisy                                      # then nothing but a whole stay counts


ctypedef struct Progress:
    Py_ssize_t goal
    double start                                    # the run's first loss
    double limit
    double best
    double best_step
    double above                                    # the last index whose loss was above the limit
    double converged                                # the first index of the first whole stay, or −1
    double left_again                               # how often it left after that
    double loss                                     # the last one
    double rising                                   # the last index at which the gap had not shrunk, or −1
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


cdef inline double nothing_of(const Goals *goals, double floor, double limit) noexcept nogil:
    """The gap to a minimum that counts as none: far below the target, a few roundings, or what it computes off by."""
    cdef double gap = 4.0 * DBL_EPSILON * fabs(floor)
    cdef double far = 1e-3 * (limit - floor)
    gap = gap if gap > DBL_MIN else DBL_MIN
    gap = gap if gap > far else far
    return gap if gap > goals.slack else goals.slack


cdef inline bint shrank(const Progress *p, const Goals *goals, double loss) noexcept nogil:
    """Tell whether the next loss has a smaller gap than the last one, or one that counts as none."""
    if loss < p.loss:
        return True
    if p.goal >= goals.n:
        return False
    return loss - goals.loss[p.goal] <= nothing_of(goals, goals.loss[p.goal], p.limit)


cdef inline void begin_progress(
        Progress *p, const Goals *goals, double start, double loss, double step, double lowest, double lowest_at
) noexcept nogil:
    """Begin at index `step` with a loss, in a run that began at loss `start` and was as low as `lowest` before."""
    p.start = start
    p.best = lowest if lowest <= loss else loss
    p.best_step = lowest_at if lowest <= loss else step
    p.goal = goal_under(goals, p.best)
    p.loss = loss
    p.rising = -1.0
    p.unsure = 0.0
    aim(p, goals, step - 1.0)
    stay(p, goals, loss, step)


cdef inline void aim(Progress *p, const Goals *goals, double index) noexcept nogil:
    """Compare with the limit of the goal; all losses up to an index were above it."""
    p.limit = limit_of(goals, p.goal, p.start)
    p.above = index
    p.converged = -1.0
    p.left_again = 0.0


cdef inline void stay(Progress *p, const Goals *goals, double loss, double index) noexcept nogil:
    """Take in whether the loss at an index is under the limit."""
    if not loss <= p.limit:
        if p.converged >= 0.0 and p.above < index - 1.0:
            p.left_again += 1.0
        p.above = index
    elif p.converged < 0.0 and p.goal < goals.n and index - p.above >= goals.dwell:
        p.converged = p.above + 1.0


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
            aim(p, goals, index - 1.0)
    if not shrank(p, goals, loss):
        p.rising = index
    p.loss = loss
    stay(p, goals, loss, index)


cdef inline void follow_to(Progress *p, const Goals *goals, double loss, double index) noexcept nogil:
    """Take in the loss at an index where the goal is known."""
    if loss < p.best:
        p.best = loss
        p.best_step = index
    if not shrank(p, goals, loss):
        p.rising = index
    p.loss = loss
    stay(p, goals, loss, index)


cdef inline bint cut_short(const Progress *p, const Goals *goals, double last) noexcept nogil:
    """Tell whether the last index is within a stay that is not whole yet."""
    return p.goal < goals.n and p.converged < 0.0 and p.above < last and not goals.noisy


cdef inline double converged(const Progress *p, const Goals *goals, double last, bint rests) noexcept nogil:
    """The index at which a run converged that went up to the last one, or −1; `rests`: its next step moves nothing."""
    if p.converged < 0.0 and cut_short(p, goals, last) and (rests or p.rising < 0.0):
        return p.above + 1.0
    return p.converged
