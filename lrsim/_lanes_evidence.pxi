"""The evidence of lanes: what `evidence.see` takes in step by step, a block of steps of 32 lanes at a time."""
from libc.math cimport INFINITY
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy, memset

from lrsim.kernels.evidence cimport PARTS, RECENT, points_back, two_highs
from lrsim.kernels.outcome cimport LANES


cdef enum:
    GROUP = 16                                      # lanes whose evidence fits into the registers


ctypedef struct Gathered:                           # `Evidence` of 32 lanes, but for what `Lanes` holds
    double recent[RECENT * LANES]
    double highs[PARTS * LANES]
    double sums[PARTS * LANES]
    double part_high[LANES]
    double part_sum[LANES]
    double begun[LANES]
    double flips[LANES]
    uint64_t turned[LANES]
    double rises[LANES]
    double left[LANES]                              # how often it left the tolerance again
    double inside[LANES]                            # 1: the last loss was within it
    double peak[LANES]
    double x1[LANES]                                # the positions before the last one
    double x2[LANES]
    double y1[LANES]
    double y2[LANES]
    double losses[(1 + MOST_STEPS) * LANES]         # before the block that is run, and of its steps
    double gx[(1 + STEPS) * LANES]
    double gy[(1 + STEPS) * LANES]
    int64_t index
    int64_t late                                    # from this index on the recent losses are kept
    int64_t length
    int64_t filled
    int64_t closed
    bint noisy                                      # the parts are added up


cdef void gather(const Lanes *b, const Batch *t, Gathered *e, Py_ssize_t row, Py_ssize_t n) noexcept nogil:
    """Take in n steps, whose rows come after one: what `evidence.see` does, lane by lane."""
    cdef int64_t done = 0
    cdef int64_t some, most
    cdef bint calm = not e.noisy                    # nothing to add up, nor to leave
    cdef int group, lane
    for lane in range(LANES):
        calm = calm and not b.converged[lane] < <double>(e.index + n)
    while done < n:
        most = (PARTS - e.closed) * e.length - e.filled
        if calm and e.index < e.late and e.late - e.index < most:
            most = e.late - e.index
        some = n - done if n - done < most else most
        for group in range(LANES // GROUP):
            if calm and e.index < e.late:
                gather_calm(t, e, row + done, some, group * GROUP)
            else:
                gather_group(b, t, e, row + done, some, group * GROUP)
        e.index += some
        e.closed += (e.filled + some) // e.length
        e.filled = (e.filled + some) % e.length
        done += some
        if e.closed == PARTS:
            join_rows(e)


cdef void gather_group(
        const Lanes *b, const Batch *t, Gathered *e, Py_ssize_t row, Py_ssize_t n, int first) noexcept nogil:
    """Take in n steps of so many lanes that what is counted stays in registers."""
    cdef const double *losses = e.losses + row * LANES + first
    cdef const double *gx = e.gx + row * LANES + first
    cdef const double *gy = e.gy + row * LANES + first
    cdef double limit[GROUP]
    cdef double converged[GROUP]
    cdef double flips[GROUP]
    cdef uint64_t turned[GROUP]
    cdef double rises[GROUP]
    cdef double left[GROUP]
    cdef double inside[GROUP]
    cdef double high[GROUP]
    cdef double total[GROUP]
    cdef double now, loss, flipped
    cdef int64_t index = e.index
    cdef int64_t filled = e.filled
    cdef int64_t closed = e.closed
    cdef Py_ssize_t k
    cdef int lane
    memcpy(limit, t.limit + first, sizeof(limit))
    memcpy(converged, b.converged + first, sizeof(converged))
    memcpy(flips, e.flips + first, sizeof(flips))
    memcpy(turned, e.turned + first, sizeof(turned))
    memcpy(rises, e.rises + first, sizeof(rises))
    memcpy(left, e.left + first, sizeof(left))
    memcpy(inside, e.inside + first, sizeof(inside))
    memcpy(high, e.part_high + first, sizeof(high))
    memcpy(total, e.part_sum + first, sizeof(total))
    for k in range(n):
        losses += LANES
        gx += LANES
        gy += LANES
        index += 1
        for lane in range(GROUP):
            loss = losses[lane]
            flipped = points_back(gx[lane] * gx[lane - LANES], gy[lane] * gy[lane - LANES])
            flips[lane] = flips[lane] + flipped
            turned[lane] = (turned[lane] << 1) | <uint64_t>flipped
            rises[lane] = rises[lane] + (1.0 if loss > losses[lane - LANES] else 0.0)
            now = 1.0 if loss <= limit[lane] else 0.0
            # it leaves where it was inside and is not: 1 − 0
            left[lane] = left[lane] + (inside[lane] - inside[lane] * now if converged[lane] < <double>index else 0.0)
            inside[lane] = now
            high[lane] = loss if loss > high[lane] else high[lane]
            total[lane] = total[lane] + loss
        memcpy(e.recent + index % RECENT * LANES + first, losses, sizeof(high))
        filled += 1
        if filled == e.length:
            memcpy(e.highs + closed * LANES + first, high, sizeof(high))
            memcpy(e.sums + closed * LANES + first, total, sizeof(total))
            for lane in range(GROUP):
                high[lane] = -INFINITY
                total[lane] = 0.0
            filled = 0
            closed += 1
    memcpy(e.flips + first, flips, sizeof(flips))
    memcpy(e.turned + first, turned, sizeof(turned))
    memcpy(e.rises + first, rises, sizeof(rises))
    memcpy(e.left + first, left, sizeof(left))
    memcpy(e.inside + first, inside, sizeof(inside))
    memcpy(e.part_high + first, high, sizeof(high))
    memcpy(e.part_sum + first, total, sizeof(total))


cdef void gather_calm(const Batch *t, Gathered *e, Py_ssize_t row, Py_ssize_t n, int first) noexcept nogil:
    """The same where no lane has converged, there is no noise, and the recent losses will be others."""
    cdef const double *losses = e.losses + row * LANES + first
    cdef const double *gx = e.gx + row * LANES + first
    cdef const double *gy = e.gy + row * LANES + first
    cdef double flips[GROUP]
    cdef double rises[GROUP]
    cdef double high[GROUP]
    cdef double loss
    cdef int64_t filled = e.filled
    cdef int64_t closed = e.closed
    cdef Py_ssize_t some, _
    cdef int lane
    memcpy(flips, e.flips + first, sizeof(flips))
    memcpy(rises, e.rises + first, sizeof(rises))
    memcpy(high, e.part_high + first, sizeof(high))
    while n > 0:
        some = e.length - filled if e.length - filled < n else n
        for _ in range(some):
            losses += LANES
            gx += LANES
            gy += LANES
            for lane in range(GROUP):
                loss = losses[lane]
                flips[lane] = flips[lane] + points_back(
                    gx[lane] * gx[lane - LANES], gy[lane] * gy[lane - LANES])
                rises[lane] = rises[lane] + (1.0 if loss > losses[lane - LANES] else 0.0)
                high[lane] = loss if loss > high[lane] else high[lane]
        n -= some
        filled += some
        if filled == e.length:
            for lane in range(GROUP):
                e.highs[closed * LANES + first + lane] = high[lane]
                high[lane] = -INFINITY
            filled = 0
            closed += 1
    for lane in range(GROUP):
        e.inside[first + lane] = 1.0 if losses[lane] <= t.limit[first + lane] else 0.0
    memcpy(e.flips + first, flips, sizeof(flips))
    memcpy(e.rises + first, rises, sizeof(rises))
    memcpy(e.part_high + first, high, sizeof(high))


cdef void join_rows(Gathered *e) noexcept nogil:
    """Make one part of two each."""
    cdef double high[LANES]
    cdef double total[LANES]
    cdef int lane, k
    for k in range(PARTS // 2):
        for lane in range(LANES):
            high[lane] = two_highs(e.highs[2 * k * LANES + lane], e.highs[(2 * k + 1) * LANES + lane])
            total[lane] = e.sums[2 * k * LANES + lane] + e.sums[(2 * k + 1) * LANES + lane]
        memcpy(e.highs + k * LANES, high, sizeof(high))
        memcpy(e.sums + k * LANES, total, sizeof(total))
    e.closed = PARTS // 2
    e.length *= 2


cdef bint is_constant(const Lanes *b, const Batch *t, const Gathered *e, Py_ssize_t n) noexcept nogil:
    """Tell whether settled lanes keep their losses, too, and their gradients don't flip."""
    cdef Py_ssize_t k, at
    cdef int lane
    for lane in range(LANES):
        if t.dead[lane] != 0.0:
            continue
        for k in range(n):
            at = k * LANES + lane
            if e.losses[at + LANES] != b.loss[lane]:
                return False
            if e.gx[at + LANES] * e.gx[at] + e.gy[at + LANES] * e.gy[at] < 0.0:
                return False
    return True


cdef inline void find_tail(Lanes *b, const Gathered *e, Py_ssize_t n) noexcept nogil:
    """The highest loss of a block of n steps."""
    cdef const double *losses = e.losses
    cdef Py_ssize_t k
    cdef int lane
    for k in range(n):
        losses += LANES
        for lane in range(LANES):
            b.tail[lane] = losses[lane] if losses[lane] > b.tail[lane] else b.tail[lane]


cdef void begin_gathering(const Course *c, const Lanes *b, const Batch *t, Gathered *e) noexcept nogil:
    """Open the windows of all lanes."""
    cdef int64_t samples = c.n + 1
    cdef int lane
    e.index = c.first
    e.late = c.first + c.n - RECENT
    e.noisy = c.noisy
    e.length = 1
    # parts are as long from the beginning as joining would make them, but for sums, which it adds up in its own order
    while not c.noisy and samples // e.length >= PARTS:
        e.length *= 2
    e.filled = 1 % e.length
    e.closed = 1 // e.length
    memset(e.gy, 0, sizeof(e.gy))
    memcpy(e.begun, b.loss, sizeof(b.loss))
    memcpy(e.highs, b.loss, sizeof(b.loss))
    memcpy(e.sums, b.loss, sizeof(b.loss))
    memcpy(e.recent + e.index % RECENT * LANES, b.loss, sizeof(b.loss))
    for lane in range(LANES):
        e.part_high[lane] = -INFINITY if e.filled == 0 else b.loss[lane]
        e.part_sum[lane] = 0.0
        e.flips[lane] = 0.0
        e.turned[lane] = 0
        e.rises[lane] = 0.0
        e.left[lane] = t.progress[lane].left_again
        e.inside[lane] = 1.0 if b.loss[lane] <= t.limit[lane] else 0.0
        e.peak[lane] = 0.0
        e.x1[lane] = b.x[lane]
        e.x2[lane] = b.x[lane]
        e.y1[lane] = b.y[lane]
        e.y2[lane] = b.y[lane]


cdef inline void begin_rows(const Lanes *b, Gathered *e) noexcept nogil:
    """Put what is before a block there."""
    memcpy(e.losses, b.loss, sizeof(b.loss))
    memcpy(e.gx, b.gx, sizeof(b.gx))
    memcpy(e.gy, b.gy, sizeof(b.gy))


cdef inline void remember_places(const Lanes *b, Gathered *e) noexcept nogil:
    """Keep the positions before a step."""
    memcpy(e.x2, e.x1, sizeof(e.x1))
    memcpy(e.y2, e.y1, sizeof(e.y1))
    memcpy(e.x1, b.x, sizeof(e.x1))
    memcpy(e.y1, b.y, sizeof(e.y1))
