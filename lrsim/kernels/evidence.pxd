# cython: cdivision=True
"""What is gathered of a run while it goes on, for the verdict: one pass, bounded memory, and it can stop at any step.

Two windows begin where the dial has last been turned: the last `RECENT` losses, and `PARTS` parts of equal length into
which all losses since then are divided. When all parts are full two each become one, and their length doubles; so
there are never fewer than half as many, and any share of the way is known to a few percent.

A run on its own, a lane of many and a cell of a map gather the same numbers, so that they get the same verdict.
"""
from libc.math cimport INFINITY, fabs
from libc.stdint cimport int64_t, uint64_t

from lrsim.kernels.outcome cimport Progress


cdef enum:
    RECENT = 64                                     # a power of two, and the bits of `turned`
    PARTS = 64


ctypedef struct Evidence:
    Progress progress
    double first                                    # the index at which the windows begin
    double index                                    # of the last loss
    double begun                                    # the loss at `first`
    double flips                                    # gradients that pointed against the one before, since then
    double rises                                    # steps that raised the loss
    double rate                                     # of the last step, and the one before
    double rate_before
    double peak                                     # the largest rate since `first`
    double x[3]                                     # the last positions, newest first
    double y[3]
    double gx                                       # the last gradient, without noise
    double gy
    uint64_t turned                                 # whether each recent gradient flipped, newest in the lowest bit
    int64_t closed                                  # parts that are full
    double length                                   # samples in a part
    double filled                                   # samples in the part that is open
    double part_high                                # the highest loss there, and the sum
    double part_sum
    double recent[RECENT]                           # the loss at index i in place i % RECENT
    double highs[PARTS]
    double sums[PARTS]


cdef inline void open_windows(
        Evidence *e, double index, double loss, const double *w, const double *g, int dim) noexcept nogil:
    """Begin the windows at an index: where the run starts, and wherever the dial is turned."""
    cdef double y = w[1] if dim == 2 else 0.0
    e.first = index
    e.index = index
    e.begun = loss
    e.flips = 0.0
    e.rises = 0.0
    e.rate = 0.0
    e.rate_before = 0.0
    e.peak = 0.0
    e.x[0] = w[0]
    e.x[1] = w[0]
    e.x[2] = w[0]
    e.y[0] = y
    e.y[1] = y
    e.y[2] = y
    e.gx = g[0]
    e.gy = g[1] if dim == 2 else 0.0
    e.turned = 0
    e.closed = 0
    e.length = 1.0
    e.filled = 0.0
    e.recent[<int64_t>index % RECENT] = loss
    fill_part(e, loss)


cdef inline void see(
        Evidence *e, double index, double loss, const double *w, const double *g, double rate, int dim) noexcept nogil:
    """Take in what a step with a rate led to."""
    cdef double before = e.recent[(<int64_t>index - 1) % RECENT]
    cdef bint flipped = points_back(e.gx * g[0], e.gy * g[1] if dim == 2 else 0.0)
    if dim == 2:
        e.gy = g[1]
        e.y[2] = e.y[1]
        e.y[1] = e.y[0]
        e.y[0] = w[1]
    e.gx = g[0]
    e.x[2] = e.x[1]
    e.x[1] = e.x[0]
    e.x[0] = w[0]
    e.flips += flipped
    e.rises += loss > before
    e.turned = (e.turned << 1) | flipped
    e.rate_before = e.rate
    e.rate = rate
    e.peak = rate if rate > e.peak else e.peak
    e.index = index
    e.recent[<int64_t>index % RECENT] = loss
    fill_part(e, loss)


cdef inline bint points_back(double along_x, double along_y) noexcept nogil:
    """Tell whether a gradient points against the one before, from the products of their coordinates.

    After an exact line search they stand at right angles: which way they point then is rounding.
    """
    cdef double product = along_x + along_y
    return (product < 0.0) & (product <= -1e-9 * (fabs(along_x) + fabs(along_y)))


cdef inline void fill_part(Evidence *e, double loss) noexcept nogil:
    if e.filled == 0.0:
        e.part_high = -INFINITY
        e.part_sum = 0.0
    e.part_high = loss if loss > e.part_high else e.part_high
    e.part_sum += loss
    e.filled += 1.0
    if e.filled == e.length:
        e.highs[e.closed] = e.part_high
        e.sums[e.closed] = e.part_sum
        e.filled = 0.0
        e.closed += 1
        if e.closed == PARTS:
            e.closed = join_parts(e.highs, e.sums)
            e.length *= 2.0


cdef inline int64_t join_parts(double *highs, double *sums) noexcept nogil:
    """Make one part of two each; return how many there are then."""
    cdef int i
    for i in range(PARTS // 2):
        highs[i] = two_highs(highs[2 * i], highs[2 * i + 1])
        sums[i] = sums[2 * i] + sums[2 * i + 1]
    return PARTS // 2


cdef inline double two_highs(double one, double other) noexcept nogil:
    return one if one >= other else other
