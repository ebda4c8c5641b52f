"""Many runs at once: blocks of 32 lanes side by side, in loops that the compiler turns into vector instructions.

All lanes of a call share surface, rule and schedule; learning rate, its scale, the start, and the noise's seed and
deviation are each lane's own. The same point and update functions run here and in `_core`, one lane at a time, to the
same bits. This text is compiled once for each level of the CPU (setup.py); `lrsim.batches.lanes` picks one at run
time.

Steps go in blocks, without a look at single lanes. When a lane explodes, or falls below the goal whose limit it is
compared with, the block is taken again from its beginning: a long one in short ones, a short one with a look at every
lane after each step. Stays under the limit are followed only once a lane has been there, and until it has converged;
the block in which one gets there is taken again, too.

It is long because all of it is inlined into one loop over blocks, and compiled again for each level of the CPU.
"""
from libc.float cimport DBL_MAX
from libc.math cimport INFINITY, NAN, fabs
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from lrsim._core cimport (
    HEAVY_BALL, PLAIN, check_evidence, check_noise, check_rule, check_surface, judge_moved, open_case, open_goals,
)
from lrsim.kernels.cancel cimport is_cancelled
from lrsim.kernels.clipping cimport Clip, clamped, clips, share_of
from lrsim.kernels.evidence cimport Evidence, RECENT
from lrsim.kernels.measures cimport (
    Case, Measures, Motion, Thresholds, begin_motion, floor_of, gap_of, see_motion, steps_of,
)
from lrsim.kernels.outcome cimport (
    BEST, BEST_STEP, CONVERGED, EXPLODED, FLIPS, Goals, LANES, LOSS, Progress, RISES, SYMPTOM, TAIL, UNSURE, X, Y,
    begin_progress, cut_short, follow, goal_under, nothing_of,
)
from lrsim.kernels.math.functions cimport normals as normals_of
from lrsim.kernels.math.philox cimport philox
from lrsim.kernels.rules.factors cimport Factors, MEMORY
from lrsim.kernels.rules.moves cimport Value
from lrsim.kernels.rules.updates cimport HeavyBall, Plain, Rule, SLOTS, factors, slots, steady, update
from lrsim.kernels.state cimport MEMORY_AT, SLOTS_X_AT, SLOTS_Y_AT
from lrsim.kernels.surfaces.points cimport (
    PARAMETERS, Surface, Varied, dimensions, take, value_and_gradient,
)
from lrsim.kernels.surfaces.tape cimport Formula, SPACE, formula_lanes, open_formula, spread
from lrsim.kernels.symptoms cimport BLOWN_UP, CONVERGED as STAYED, OUT_OF_REACH


cdef enum:
    STEPS = 32                                      # in the first block, and after trouble
    MOST_STEPS = 128                                # in a block; it doubles after CALM blocks without trouble …
    CALM = 8                                        # … and without evidence, whose rows are to stay in the first cache
    LINE = 64                                       # bytes of a line of the cache
    MOST_FACTORS = 4096                             # steps whose factors blocks of lanes share: 128 KB


# --- a block of lanes ---

ctypedef struct Lanes:                              # what a block may be taken again from
    double x[LANES]
    double y[LANES]
    double gx[LANES]
    double gy[LANES]
    double loss[LANES]
    double best[LANES]
    double best_step[LANES]
    double above[LANES]
    double converged[LANES]                         # INFINITY: not yet
    double tail[LANES]
    double slots[2 * SLOTS * LANES]                 # slot by slot, x and y


ctypedef struct Batch:
    double lr[LANES]
    double scale_x[LANES]
    double scale_y[LANES]
    double rate_x[LANES]                            # of the present step
    double rate_y[LANES]
    double deviation[LANES]                         # of the noise, and its seed; where there is any
    uint64_t seed[LANES]                            # or the place of its stream
    double parameters[PARAMETERS * LANES]           # of each lane's own surface; where they are varied
    double limit[LANES]                             # a loss above it has not converged
    double drop[LANES]                              # a lowest loss below it has another goal
    double dwell[LANES]                             # samples of a whole stay; INFINITY without a goal
    double far[LANES]                               # largest |coordinate| in this block; NaN: a loss was not finite
    double dead[LANES]                              # 1: exploded before
    double watched[LANES]                           # 1: needs another goal in this block
    double *losses                                  # a row for each step of the block, or NULL: nobody asks for them
    double *gx                                      # gradients without noise; with evidence alone
    double *gy
    bint near                                       # a lane has been under its limit, and has not converged yet
    Progress progress[LANES]


ctypedef struct Course:
    const double *offset                            # per step; NULL: the rate is the learning rate
    const double *factor
    const double *floor
    bint varied                                     # each lane has a surface of its own
    bint noisy
    const double *normals                           # (n, streams, d): lanes share them; NULL: each draws its own
    Py_ssize_t streams
    Clip clip                                       # of the gradients, noise and all
    double escape
    Py_ssize_t first
    Py_ssize_t n
    const uint8_t *cancel                           # whether nobody wants the outcomes any more, or NULL
    const Evidence *past                            # of the steps before `first`, or NULL
    Case case
    const Thresholds *thresholds                    # NULL: no evidence is asked for
    int surface
    const double *parameters


ctypedef void (*MoveLanes)(
    const void *rule, const Factors *f, const double *rate, double *w, const double *g, double *slot) noexcept nogil


ctypedef void (*FactorsOf)(const void *rule, double *memory, double step, Factors *f) noexcept nogil


ctypedef struct Any:                                # a rule behind pointers
    const void *rule
    MoveLanes move
    FactorsOf factors
    const Factors *table                            # of step `first` and those after it, or NULL
    Py_ssize_t first


ctypedef fused Pace:                                # how a step is taken: merged with the surface, or by a call
    Plain
    HeavyBall
    Any


ctypedef void (*Advance)(
    const void *surface, const void *pace, Lanes *b, Batch *t, double *memory, Py_ssize_t step, Py_ssize_t n
) noexcept nogil


ctypedef struct Kernel:                             # what runs a pair of surface and rule
    const void *surface
    const void *pace
    Any any
    Formula opened                                  # what `surface` is, when it is a formula
    Value value
    Advance advance
    int dim
    int kept                                        # doubles of state for each coordinate
    bint steady                                     # a step depends on nothing but position, slots and rate


cdef void move_lanes(
        Rule *rule, const Factors *f, const double *rate, double *w, const double *g, double *slot) noexcept nogil:
    """Move one coordinate of all lanes; its slots lie every second row."""
    cdef Rule r = rule[0]
    cdef Factors c = f[0]
    cdef double s[SLOTS]
    cdef int lane, j
    for lane in range(LANES):
        for j in range(slots(rule)):
            s[j] = slot[2 * j * LANES + lane]
        w[lane] = update(&r, &c, rate[lane], w[lane], g[lane], s)
        for j in range(slots(rule)):
            slot[2 * j * LANES + lane] = s[j]


cdef inline void take_factors(const Any *r, double *memory, Py_ssize_t step, Factors *f) noexcept nogil:
    if r.table != NULL:
        f[0] = r.table[step - r.first]
    else:
        r.factors(r.rule, memory, <double>step, f)


cdef inline void track(
        Lanes *b, Batch *t, int lane, double loss, double x, double y, double index, int dim
) noexcept nogil:
    """Keep what is kept of a lane after a step; straight-line code."""
    cdef double far = fabs(x)
    cdef double best = loss if loss < b.best[lane] else b.best[lane]
    # kept where a comparison holds that has no opposite for NaN: gcc would make the other form a store on condition
    b.best_step[lane] = b.best_step[lane] if best >= b.best[lane] else index
    b.best[lane] = best
    if dim == 2:
        far = fabs(y) if fabs(y) > far else far
    # a NaN that is there stays, and what is not finite minus itself is one
    t.far[lane] = (far if far > t.far[lane] else t.far[lane]) + (loss - loss)


cdef void advance(
        Surface *surface, Pace *pace, Lanes *b, Batch *t, double *memory, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Take steps `step` … `step + n − 1` of all lanes at the rates in `t`."""
    cdef Surface s = surface[0]
    cdef Pace r = pace[0]
    cdef Factors f
    cdef double w[2]
    cdef double g[2]
    cdef double slot[SLOTS]
    cdef double space[SPACE * LANES]                # for formulas; without them the compiler leaves it out
    cdef double loss, index
    cdef Py_ssize_t k
    cdef int dim = dimensions(&s)
    cdef int lane
    w[1] = 0.0
    f.a = 0.0
    f.b = 0.0
    f.c = 0.0
    f.d = 0.0
    if Surface is Formula:
        spread(s.constants, s.fixed, space)
    for k in range(step, step + n):
        index = <double>(k + 1)
        if Pace is Any:
            take_factors(&r, memory, k, &f)
            r.move(r.rule, &f, t.rate_x, b.x, b.gx, b.slots)
            if dim == 2:
                r.move(r.rule, &f, t.rate_y, b.y, b.gy, b.slots + LANES)
            if Surface is Formula:
                formula_lanes(&s, space, b.x, b.y, b.loss, b.gx, b.gy)
                for lane in range(LANES):
                    track(b, t, lane, b.loss[lane], b.x[lane], b.y[lane], index, 2)
            else:
                for lane in range(LANES):
                    w[0] = b.x[lane]
                    if dim == 2:
                        w[1] = b.y[lane]
                    loss = value_and_gradient(&s, w, g)
                    b.gx[lane] = g[0]
                    if dim == 2:
                        b.gy[lane] = g[1]
                    b.loss[lane] = loss
                    track(b, t, lane, loss, w[0], w[1], index, dim)
        else:
            for lane in range(LANES):
                if Pace is HeavyBall:
                    slot[0] = b.slots[lane]
                w[0] = update(&r, &f, t.rate_x[lane], b.x[lane], b.gx[lane], slot)
                if Pace is HeavyBall:
                    b.slots[lane] = slot[0]
                if dim == 2:
                    if Pace is HeavyBall:
                        slot[0] = b.slots[LANES + lane]
                    w[1] = update(&r, &f, t.rate_y[lane], b.y[lane], b.gy[lane], slot)
                    if Pace is HeavyBall:
                        b.slots[LANES + lane] = slot[0]
                loss = value_and_gradient(&s, w, g)
                b.x[lane] = w[0]
                b.gx[lane] = g[0]
                if dim == 2:
                    b.y[lane] = w[1]
                    b.gy[lane] = g[1]
                b.loss[lane] = loss
                track(b, t, lane, loss, w[0], w[1], index, dim)
        look(b, t, index, k - step, dim)


cdef void advance_each(
        Varied *surface, Any *pace, Lanes *b, Batch *t, double *memory, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Do what `advance` does, on a surface with each lane's own parameters."""
    cdef Varied s = surface[0]
    cdef Factors f
    cdef double w[2]
    cdef double g[2]
    cdef double loss, index
    cdef Py_ssize_t k
    cdef int dim = dimensions(&s)
    cdef int lane
    w[1] = 0.0
    f.a = 0.0
    f.b = 0.0
    f.c = 0.0
    f.d = 0.0
    for k in range(step, step + n):
        index = <double>(k + 1)
        take_factors(pace, memory, k, &f)
        pace.move(pace.rule, &f, t.rate_x, b.x, b.gx, b.slots)
        if dim == 2:
            pace.move(pace.rule, &f, t.rate_y, b.y, b.gy, b.slots + LANES)
        for lane in range(LANES):
            take(&s, t.parameters, LANES, lane)
            w[0] = b.x[lane]
            if dim == 2:
                w[1] = b.y[lane]
            loss = value_and_gradient(&s, w, g)
            b.gx[lane] = g[0]
            if dim == 2:
                b.gy[lane] = g[1]
            b.loss[lane] = loss
            track(b, t, lane, loss, w[0], w[1], index, dim)
        look(b, t, index, k - step, dim)


cdef inline void look(Lanes *b, const Batch *t, double index, Py_ssize_t row, int dim) noexcept nogil:
    """Take what else is asked for after a step."""
    cdef double stay
    cdef int lane
    if t.near:
        for lane in range(LANES):
            b.above[lane] = b.above[lane] if b.loss[lane] <= t.limit[lane] else index
            stay = b.above[lane] + 1.0 if index - b.above[lane] >= t.dwell[lane] else INFINITY
            b.converged[lane] = stay if stay < b.converged[lane] else b.converged[lane]
    if t.losses != NULL:
        memcpy(t.losses + row * LANES, b.loss, sizeof(b.loss))
    if t.gx != NULL:
        memcpy(t.gx + row * LANES, b.gx, sizeof(b.gx))
        if dim == 2:
            memcpy(t.gy + row * LANES, b.gy, sizeof(b.gy))


cdef inline void set_rates(const Course *c, Py_ssize_t i, Batch *t) noexcept nogil:
    """Work out every lane's rates at step `i` of the course."""
    cdef double rate
    cdef int lane
    if c.factor == NULL:
        for lane in range(LANES):
            t.rate_x[lane] = t.lr[lane] * t.scale_x[lane]
            t.rate_y[lane] = t.lr[lane] * t.scale_y[lane]
    else:
        for lane in range(LANES):
            rate = (t.lr[lane] - c.offset[i]) * c.factor[i] + c.floor[i]
            t.rate_x[lane] = rate * t.scale_x[lane]
            t.rate_y[lane] = rate * t.scale_y[lane]


cdef inline void add_common(const Course *c, Py_ssize_t i, const Batch *t, int dim, Lanes *b) noexcept nogil:
    """Add noise that is made of normals which lanes share."""
    cdef const double *z = c.normals + i * c.streams * dim
    cdef int lane
    if c.streams > 1:
        for lane in range(LANES):
            b.gx[lane] = b.gx[lane] + t.deviation[lane] * z[<Py_ssize_t>t.seed[lane] * dim]
        if dim == 2:
            for lane in range(LANES):
                b.gy[lane] = b.gy[lane] + t.deviation[lane] * z[<Py_ssize_t>t.seed[lane] * 2 + 1]
        return
    for lane in range(LANES):
        b.gx[lane] = b.gx[lane] + t.deviation[lane] * z[0]
    if dim == 2:
        for lane in range(LANES):
            b.gy[lane] = b.gy[lane] + t.deviation[lane] * z[1]


cdef void clip_lanes(const Clip *c, int dim, Lanes *b) noexcept nogil:
    """Cut the gradients of all lanes, as `clip` does one."""
    cdef double value = c.value
    cdef double norm = c.norm
    cdef double share
    cdef int lane
    if value > 0.0:
        for lane in range(LANES):
            b.gx[lane] = clamped(b.gx[lane], value)
        if dim == 2:
            for lane in range(LANES):
                b.gy[lane] = clamped(b.gy[lane], value)
    if norm > 0.0 and dim == 2:
        for lane in range(LANES):
            share = share_of(b.gx[lane], b.gy[lane], norm)
            b.gx[lane] = b.gx[lane] * share
            b.gy[lane] = b.gy[lane] * share
    elif norm > 0.0:
        for lane in range(LANES):
            b.gx[lane] = b.gx[lane] * share_of(b.gx[lane], 0.0, norm)


cdef void add_drawn(Py_ssize_t step, const Batch *t, int dim, Lanes *b) noexcept nogil:
    """Add noise that each lane draws from its own seed."""
    cdef uint64_t first[LANES]
    cdef uint64_t second[LANES]
    cdef uint64_t words[4]
    cdef double z[2]
    cdef int lane
    # apart: the products of words are vector instructions on few CPUs, the normals on all
    for lane in range(LANES):
        philox(t.seed[lane], <uint64_t>step, words)
        first[lane] = words[0]
        second[lane] = words[1]
    if dim == 1:
        for lane in range(LANES):
            normals_of(first[lane], second[lane], z)
            b.gx[lane] = b.gx[lane] + t.deviation[lane] * z[0]
    else:
        for lane in range(LANES):
            normals_of(first[lane], second[lane], z)
            b.gx[lane] = b.gx[lane] + t.deviation[lane] * z[0]
            b.gy[lane] = b.gy[lane] + t.deviation[lane] * z[1]


include "_lanes_evidence.pxi"


# --- verdicts ---

cdef inline double rate_at(const Course *c, const Batch *t, int lane, Py_ssize_t i) noexcept nogil:
    return t.lr[lane] if c.factor == NULL else (t.lr[lane] - c.offset[i]) * c.factor[i] + c.floor[i]


cdef void measure_motions(
        const Course *c, const Goals *goals, const Batch *t, const Gathered *e, Motion *motions) noexcept nogil:
    """How the ball moved in the recent steps of each lane: what `measures.measure_motion` does, lane by lane."""
    cdef Thresholds thresholds = c.thresholds[0]
    cdef const double *losses
    cdef Motion m
    cdef double floor[LANES]
    cdef double nothing[LANES]
    cdef double before[LANES]
    cdef double mean[LANES]
    cdef double rises[LANES]
    cdef double climb[LANES]
    cdef double descent[LANES]
    cdef double spikes[LANES]
    cdef double shrinking[LANES]
    cdef double now
    cdef int64_t steps = steps_of(<double>c.n)
    cdef double share = 1.0 / <double>(steps + 1)
    cdef int64_t i
    cdef int lane
    begin_motion(steps, &m)
    for lane in range(LANES):
        floor[lane] = floor_of(&t.progress[lane], goals)
        nothing[lane] = nothing_of(goals, floor[lane], t.progress[lane].limit)
        mean[lane] = 0.0
        rises[lane] = m.rises
        climb[lane] = m.climb
        descent[lane] = m.descent
        spikes[lane] = m.spikes
        shrinking[lane] = m.shrinking
    for i in range(steps + 1):
        losses = e.recent + (e.index - i) % RECENT * LANES
        for lane in range(LANES):
            mean[lane] = mean[lane] + gap_of(losses[lane], floor[lane]) * share
    losses = e.recent + (e.index - steps) % RECENT * LANES
    for lane in range(LANES):
        before[lane] = gap_of(losses[lane], floor[lane])
    for i in range(e.index - steps + 1, e.index + 1):
        losses = e.recent + i % RECENT * LANES
        for lane in range(LANES):
            now = gap_of(losses[lane], floor[lane])
            m.rises = rises[lane]
            m.climb = climb[lane]
            m.descent = descent[lane]
            m.spikes = spikes[lane]
            m.shrinking = shrinking[lane]
            see_motion(before[lane], now, mean[lane], nothing[lane], &thresholds, &m)
            rises[lane] = m.rises
            climb[lane] = m.climb
            descent[lane] = m.descent
            spikes[lane] = m.spikes
            shrinking[lane] = m.shrinking
            before[lane] = now
    for lane in range(LANES):
        motions[lane] = Motion(rises[lane], climb[lane], descent[lane], spikes[lane], shrinking[lane])


cdef int judge(
        const Course *c, const Goals *goals, const Lanes *b, const Batch *t, const Gathered *g, const Motion *motion,
        int lane, double converged_at) noexcept nogil:
    """Put a lane's evidence together and return the symptom that it shows."""
    cdef Evidence e
    cdef Measures m
    cdef Case case = c.case
    cdef int i
    e.progress = t.progress[lane]
    e.progress.left_again = g.left[lane]
    e.progress.loss = b.loss[lane]
    e.first = <double>c.first
    e.index = <double>g.index
    e.begun = g.begun[lane]
    e.flips = g.flips[lane]
    e.rises = g.rises[lane]
    e.rate = rate_at(c, t, lane, c.n - 1) if c.n else 0.0
    e.rate_before = rate_at(c, t, lane, c.n - 2) if c.n > 1 else 0.0
    e.peak = g.peak[lane] if c.factor != NULL else e.rate
    e.x[0] = b.x[lane]
    e.x[1] = g.x1[lane]
    e.x[2] = g.x2[lane]
    e.y[0] = b.y[lane]
    e.y[1] = g.y1[lane]
    e.y[2] = g.y2[lane]
    e.gx = b.gx[lane]
    e.gy = b.gy[lane]
    e.turned = g.turned[lane]
    e.closed = g.closed
    e.length = <double>g.length
    e.filled = <double>g.filled
    e.part_high = g.part_high[lane]
    e.part_sum = g.part_sum[lane]
    for i in range(g.closed):
        e.highs[i] = g.highs[i * LANES + lane]
    if g.noisy:
        for i in range(g.closed):
            e.sums[i] = g.sums[i * LANES + lane]
    case.scale[0] = t.scale_x[lane]
    case.scale[1] = t.scale_y[lane]
    case.noise = t.deviation[lane] if c.noisy else 0.0
    return judge_moved(c.surface, c.parameters, &e, motion, goals, &case, c.thresholds, converged_at, -1.0, &m)


# --- a look at single lanes ---

cdef inline bint outside(const Lanes *b, int lane, double limit) noexcept nogil:
    """Tell whether a lane has exploded; written so that NaN has, too."""
    return not (fabs(b.loss[lane]) <= DBL_MAX and fabs(b.x[lane]) <= limit and fabs(b.y[lane]) <= limit)


cdef bint troubled(const Lanes *b, Batch *t, const Goals *goals, double limit) noexcept nogil:
    """Tell whether a lane has exploded in this block, or needs another goal; marks the latter."""
    cdef int64_t fine = 1
    cdef bint found = False
    cdef int lane
    for lane in range(LANES):
        # once NaN, a coordinate remains so
        fine = fine & (t.far[lane] <= limit) & (b.best[lane] >= t.drop[lane])
        fine = fine & (b.x[lane] == b.x[lane]) & (b.y[lane] == b.y[lane])
    if fine:
        return False
    for lane in range(LANES):
        t.watched[lane] = 0.0
        if t.dead[lane] != 0.0:
            t.far[lane] = 0.0
        elif b.best[lane] < t.drop[lane] and goal_under(goals, b.best[lane]) != t.progress[lane].goal:
            t.watched[lane] = 1.0
            found = True
        found = found or not t.far[lane] <= limit or b.x[lane] != b.x[lane] or b.y[lane] != b.y[lane]
    return found


cdef void inspect(
        Lanes *b, Batch *t, const Gathered *e, const Goals *goals, double limit, double index, double[:, :] out,
        Py_ssize_t row, Py_ssize_t stop) noexcept nogil:
    """Look at the lanes that something happens to, after the step that led to an index."""
    cdef int lane
    for lane in range(LANES):
        if t.watched[lane] != 0.0:
            follow(&t.progress[lane], goals, b.loss[lane], index)
            put_back(b, t, goals, lane)
        if t.dead[lane] == 0.0 and outside(b, lane, limit):
            note(b, t, lane)
            bury(b, t, e, lane, index, out, row + lane, stop)


cdef void bury(
        Lanes *b, Batch *t, const Gathered *e, int lane, double index, double[:, :] out, Py_ssize_t row,
        Py_ssize_t stop) noexcept nogil:
    """Write down a lane that exploded; from here on it idles at a place where nothing happens."""
    cdef int j
    if row < stop:
        write(b, &t.progress[lane], lane, -1.0, index, out, row)
        out[TAIL, row] = b.loss[lane]
        out[SYMPTOM, row] = OUT_OF_REACH if index == 0.0 else BLOWN_UP
        if e != NULL:
            out[FLIPS, row] = e.flips[lane]
            out[RISES, row] = e.rises[lane]
    t.dead[lane] = 1.0
    t.far[lane] = 0.0
    t.watched[lane] = 0.0
    t.lr[lane] = 0.0
    t.scale_x[lane] = 0.0
    t.scale_y[lane] = 0.0
    t.rate_x[lane] = 0.0
    t.rate_y[lane] = 0.0
    t.limit[lane] = INFINITY
    t.drop[lane] = -INFINITY
    t.dwell[lane] = INFINITY
    b.x[lane] = 1.0
    b.y[lane] = 1.0
    b.gx[lane] = 0.0
    b.gy[lane] = 0.0
    for j in range(2 * SLOTS):
        b.slots[j * LANES + lane] = 0.0


cdef inline void write(
        const Lanes *b, const Progress *p, int lane, double converged_at, double exploded_at, double[:, :] out,
        Py_ssize_t row) noexcept nogil:
    """Write down a lane's outcome."""
    out[X, row] = b.x[lane]
    out[Y, row] = b.y[lane]
    out[LOSS, row] = b.loss[lane]
    out[BEST, row] = p.best
    out[BEST_STEP, row] = p.best_step
    out[CONVERGED, row] = converged_at
    out[EXPLODED, row] = exploded_at
    out[TAIL, row] = b.tail[lane]
    out[FLIPS, row] = 0.0
    out[RISES, row] = 0.0
    out[SYMPTOM, row] = 0.0
    out[UNSURE, row] = p.unsure


cdef inline void note(const Lanes *b, Batch *t, int lane) noexcept nogil:
    """Take a lane's progress from the arrays of the straight-line code …"""
    t.progress[lane].best = b.best[lane]
    t.progress[lane].best_step = b.best_step[lane]
    t.progress[lane].above = b.above[lane]
    t.progress[lane].converged = b.converged[lane] if b.converged[lane] < INFINITY else -1.0


cdef inline void put_back(Lanes *b, Batch *t, const Goals *goals, int lane) noexcept nogil:
    """… and put it back there."""
    cdef Py_ssize_t goal = t.progress[lane].goal
    b.best[lane] = t.progress[lane].best
    b.best_step[lane] = t.progress[lane].best_step
    b.above[lane] = t.progress[lane].above
    b.converged[lane] = t.progress[lane].converged if t.progress[lane].converged >= 0.0 else INFINITY
    t.limit[lane] = t.progress[lane].limit
    t.drop[lane] = goals.loss[goal] if goal < goals.n else -INFINITY
    t.dwell[lane] = goals.dwell if goal < goals.n else INFINITY


cdef bint is_near(const Lanes *b, const Batch *t) noexcept nogil:
    """Tell whether a lane has been under its limit, and has not converged yet."""
    cdef int64_t near = 0
    cdef int lane
    for lane in range(LANES):
        near = near | (
            (b.best[lane] <= t.limit[lane]) & (t.dwell[lane] <= DBL_MAX) & (b.converged[lane] > DBL_MAX))
    return near != 0


cdef inline void stay_above(Lanes *b, const Batch *t, double index) noexcept nogil:
    """Note of lanes that have never been under their limit that they were above it up to an index."""
    cdef int lane
    for lane in range(LANES):
        b.above[lane] = b.above[lane] if b.best[lane] <= t.limit[lane] else index


cdef bint settled(const Lanes *b, const Lanes *before, const Batch *t, int dim, int kept) noexcept nogil:
    """Tell whether every lane is gone or back where it was a block ago, where it will be again and again."""
    cdef int lane, j
    for lane in range(LANES):
        if t.dead[lane] != 0.0:
            continue
        if b.x[lane] != before.x[lane] or (dim == 2 and b.y[lane] != before.y[lane]):
            return False
        for j in range(2 * kept):
            if b.slots[j * LANES + lane] != before.slots[j * LANES + lane]:
                return False
    return True


cdef inline void skip(Lanes *b, Py_ssize_t blocks, Py_ssize_t block, double begin) noexcept nogil:
    """Let settled lanes be as they will be some whole blocks later."""
    cdef int lane
    for lane in range(LANES):
        if b.above[lane] > begin:
            b.above[lane] = b.above[lane] + <double>(blocks * block)


cdef inline Py_ssize_t block_of(const Course *c, const Goals *goals, Py_ssize_t done, Py_ssize_t most) noexcept nogil:
    """How many steps are taken next: the tail, and each of the last two places, begin with a block of their own."""
    cdef Py_ssize_t tail = c.n - <Py_ssize_t>goals.dwell
    if done < tail and done + most > tail:
        return tail - done
    if c.thresholds != NULL and done + most > c.n - 2:
        return c.n - 2 - done if done < c.n - 2 else 1
    return c.n - done if c.n - done < most else most


cdef void run_block(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *memory,
        Lanes *b, Batch *t, Gathered *e, double[:, :] out, Py_ssize_t row, Py_ssize_t stop) noexcept nogil:
    """Run 32 lanes from the state in `b` through the whole course and write their outcomes."""
    cdef Course c = course[0]
    cdef Lanes before
    cdef Motion motions[LANES]
    cdef double now[MEMORY]
    cdef double then[MEMORY]
    cdef double limit = c.escape if c.escape < DBL_MAX else DBL_MAX
    cdef double index, at
    cdef Py_ssize_t done = 0
    cdef Py_ssize_t most = STEPS
    cdef Py_ssize_t calm = 0
    cdef Py_ssize_t i, block, blocks, stride
    cdef Py_ssize_t tail = c.n - <Py_ssize_t>goals.dwell
    cdef size_t held = sizeof(Lanes) - 2 * (SLOTS - kernel.kept) * LANES * sizeof(double)
    cdef int dim = kernel.dim
    cdef int lane
    cdef bint careful = False
    cdef bint evidence = c.thresholds != NULL
    cdef bint clipped = clips(&c.clip)
    cdef bint plain = c.factor == NULL and not c.noisy and not clipped
    cdef bint steady = c.factor == NULL and not c.noisy and kernel.steady
    cdef bint again = False

    memcpy(now, memory, sizeof(now))
    t.losses = NULL
    t.gx = NULL
    if evidence:
        begin_gathering(&c, b, t, e)
    if c.factor == NULL:
        set_rates(&c, 0, t)
    while done < c.n:
        if is_cancelled(c.cancel):
            return
        block = block_of(&c, goals, done, most)
        if done == tail:
            for lane in range(LANES):
                b.tail[lane] = -INFINITY
        t.near = careful or again or is_near(b, t)
        if evidence:
            begin_rows(b, e)
        if not careful and not again:
            memcpy(&before, b, held)
            memcpy(then, now, sizeof(now))
            if evidence and block == 1:
                remember_places(b, e)
        again = False
        i = done
        while i < done + block:
            stride = done + block - i if plain and not careful else 1
            if c.factor != NULL:
                set_rates(&c, i, t)
            if c.noisy and c.normals != NULL:
                add_common(&c, i, t, dim, b)
            elif c.noisy:
                add_drawn(c.first + i, t, dim, b)
            if clipped:
                clip_lanes(&c.clip, dim, b)
            if evidence or done >= tail:
                t.losses = e.losses + (1 + i - done) * LANES
            if evidence:
                t.gx = e.gx + (1 + i - done) * LANES
                t.gy = e.gy + (1 + i - done) * LANES
            kernel.advance(kernel.surface, kernel.pace, b, t, now, c.first + i, stride)
            i += stride
            if careful:
                inspect(b, t, e if evidence else NULL, goals, limit, <double>(c.first + i), out, row, stop)
                if evidence:
                    gather(b, t, e, i - done - 1, 1)
        if careful:
            careful = False
            if all_dead(t):
                return
        elif troubled(b, t, goals, limit):
            memcpy(b, &before, held)
            memcpy(now, then, sizeof(now))
            for lane in range(LANES):
                note(b, t, lane)
                t.far[lane] = 0.0
            careful = block <= STEPS
            most = STEPS
            calm = 0
            continue
        elif not t.near and is_near(b, t):
            memcpy(b, &before, held)
            memcpy(now, then, sizeof(now))
            again = True
            continue
        else:
            if not t.near:
                stay_above(b, t, <double>(c.first + i))
            if evidence:
                gather(b, t, e, 0, block)
        if done >= tail:
            find_tail(b, e, block)
        done += block
        if steady and tail - done >= block and settled(b, &before, t, dim, kernel.kept):
            blocks = (tail - done) // block
            if not evidence:
                skip(b, blocks, block, <double>(c.first + done - block))
                done += blocks * block
            elif is_constant(b, t, e, block):
                for i in range(blocks):
                    gather(b, t, e, 0, block)
                skip(b, blocks, block, <double>(c.first + done - block))
                done += blocks * block
        calm += 1
        if calm == CALM and most < MOST_STEPS and not evidence:
            most *= 2
            calm = 0
    if evidence and c.factor != NULL:
        find_peaks(&c, t, e)
    index = <double>(c.first + c.n)
    for lane in range(LANES):
        note(b, t, lane)
    if evidence:
        measure_motions(&c, goals, t, e, motions)
    for lane in range(LANES):
        if t.dead[lane] == 0.0 and row + lane < stop:
            at = t.progress[lane].converged         # whether a stay that is cut short counts, a second pass tells
            write(b, &t.progress[lane], lane, at, -1.0, out, row + lane)
            if at < 0.0 and cut_short(&t.progress[lane], goals, index):
                out[UNSURE, row + lane] = 1.0
            elif evidence:
                out[FLIPS, row + lane] = e.flips[lane]
                out[RISES, row + lane] = e.rises[lane]
                out[SYMPTOM, row + lane] = STAYED if at >= 0.0 and e.left[lane] == 0.0 else judge(
                    &c, goals, b, t, e, &motions[lane], lane, at)


cdef void find_peaks(const Course *c, const Batch *t, Gathered *e) noexcept nogil:
    """The largest rate of each lane."""
    cdef double rate
    cdef Py_ssize_t i
    cdef int lane
    for i in range(c.n):
        for lane in range(LANES):
            rate = (t.lr[lane] - c.offset[i]) * c.factor[i] + c.floor[i]
            e.peak[lane] = rate if rate > e.peak[lane] else e.peak[lane]


cdef bint all_dead(const Batch *t) noexcept nogil:
    cdef int lane
    for lane in range(LANES):
        if t.dead[lane] == 0.0:
            return False
    return True


cdef void begin(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *state, const double[:] lr,
        const double[:, :] scale, const double[:, :] start, const double[:] deviation, const uint64_t[:] seed,
        const double[:, :] each, Py_ssize_t row, Py_ssize_t stop, Lanes *b, Batch *t, double[:, :] out) noexcept nogil:
    """Put 32 lanes at their starts; where there are fewer left, the last one is taken again."""
    cdef double w[2]
    cdef double g[2]
    cdef double own[PARAMETERS]
    cdef const void *surface = kernel.surface
    cdef double limit = course.escape if course.escape < DBL_MAX else DBL_MAX
    cdef Py_ssize_t k
    cdef bint alike
    cdef int dim = kernel.dim
    cdef int lane, j
    g[1] = 0.0
    for lane in range(LANES):
        k = row + lane if row + lane < stop else stop - 1
        t.lr[lane] = lr[k]
        t.scale_x[lane] = scale[k, 0]
        t.scale_y[lane] = scale[k, 1] if dim == 2 else 0.0
        if course.noisy:
            t.deviation[lane] = deviation[k]
            t.seed[lane] = seed[k]
        w[0] = start[k, 0]
        w[1] = start[k, 1] if dim == 2 else 0.0
        if course.varied:
            surface = own
            for j in range(each.shape[1]):
                own[j] = each[k, j]
                t.parameters[j * LANES + lane] = own[j]
        alike = lane > 0 and w[0] == b.x[lane - 1] and w[1] == b.y[lane - 1] and not course.varied
        b.x[lane] = w[0]
        b.y[lane] = w[1]
        b.loss[lane] = b.loss[lane - 1] if alike else kernel.value(surface, w, g)
        b.gx[lane] = g[0]
        b.gy[lane] = g[1]
        for j in range(kernel.kept):
            b.slots[2 * j * LANES + lane] = state[SLOTS_X_AT + j]
            b.slots[(2 * j + 1) * LANES + lane] = state[SLOTS_Y_AT + j]
        b.tail[lane] = b.loss[lane]
        t.dead[lane] = 0.0
        t.far[lane] = 0.0
        t.watched[lane] = 0.0
        if alike:
            t.progress[lane] = t.progress[lane - 1]
        elif course.past != NULL:
            t.progress[lane] = course.past.progress
        else:
            begin_progress(
                &t.progress[lane], goals, b.loss[lane], b.loss[lane], <double>course.first, INFINITY, 0.0)
        put_back(b, t, goals, lane)
    for lane in range(LANES):
        if outside(b, lane, limit):
            bury(b, t, NULL, lane, <double>course.first, out, row + lane, stop)


ctypedef struct Room:
    Lanes lanes
    Batch batch
    Gathered gathered
    char spare[3 * LINE]                            # for each to begin where a line does


cdef inline void *line_after(void *place) noexcept nogil:
    """Where the next line of the cache begins: a vector that straddles two lines costs two accesses."""
    return <char*>place + (LINE - <size_t>place % LINE) % LINE


cdef void run_kernel(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *state,
        const double[:] lr, const double[:, :] scale, const double[:, :] start, const double[:] deviation,
        const uint64_t[:] seed, const double[:, :] each, double[:, :] out, Py_ssize_t row, Py_ssize_t stop
) noexcept nogil:
    """Run the lanes row … stop − 1."""
    cdef Room room
    cdef Lanes *b = <Lanes*>line_after(&room)
    cdef Batch *t = <Batch*>line_after(b + 1)
    cdef Gathered *e = <Gathered*>line_after(t + 1)
    while row < stop and not is_cancelled(course.cancel):
        begin(kernel, course, goals, state, lr, scale, start, deviation, seed, each, row, stop, b, t, out)
        if not all_dead(t):
            run_block(kernel, course, goals, state + MEMORY_AT, b, t, e, out, row, stop)
        row += LANES


# --- kernels by codes ---

cdef void factors_of(Rule *rule, double *memory, double step, Factors *f) noexcept nogil:
    factors(rule, memory, step, f)


cdef void pace_of(Rule *rule, Kernel *k) noexcept nogil:
    """Take a rule behind pointers."""
    k.pace = &k.any
    k.any.rule = rule
    k.any.table = NULL
    k.any.move = <MoveLanes>move_lanes[Rule]
    k.any.factors = <FactorsOf>factors_of[Rule]
    k.kept = slots(rule)
    k.steady = steady(rule)


cdef void kernel_on(Surface *surface, int rule, const double *hyper, Kernel *k) noexcept nogil:
    k.surface = surface
    k.dim = dimensions(surface)
    k.value = <Value>value_and_gradient[Surface]
    k.advance = <Advance>advance[Surface, Any]
    pace_any(rule, hyper, k)
    if Surface is not Formula:                      # whose tape runs all lanes at once, apart from the rule
        if rule == PLAIN:
            k.advance = <Advance>advance[Surface, Plain]
            k.pace = hyper
        elif rule == HEAVY_BALL:
            k.advance = <Advance>advance[Surface, HeavyBall]
            k.pace = hyper


cdef Factors *tabulate(Kernel *k, const double *memory, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
    """Work the factors out once for several blocks of lanes; returns what is to be freed."""
    cdef double now[MEMORY]
    cdef Factors *table
    cdef Py_ssize_t i
    if k.pace != &k.any or n > MOST_FACTORS:
        return NULL
    table = <Factors*>malloc(n * sizeof(Factors))
    if table == NULL:
        return NULL
    memcpy(now, memory, sizeof(now))
    for i in range(n):
        k.any.factors(k.any.rule, now, <double>(first + i), &table[i])
    k.any.table = table
    k.any.first = first
    return table


include "_lanes_kernels.pxi"


def run(
        int surface, const double[::1] parameters not None, int rule, const double[:, ::1] hyper not None,
        const int64_t[::1] bounds not None, const double[:] lr not None, const double[:, :] scale not None,
        const double[:, :] start not None, const double[::1] state not None, Py_ssize_t first, Py_ssize_t n,
        double escape, const double[::1] goals not None, const double[::1] terms not None,
        double[:, :] out not None, *, const double[:, ::1] shape=None, const double[:] deviation=None,
        const uint64_t[:] seed=None, const double[:, ::1] normals=None, const uint8_t[::1] past=None,
        const double[:, ::1] floors=None, const double[:, ::1] habits=None,
        const double[::1] about=None, const double[::1] thresholds=None, double clip_norm=0.0, double clip_value=0.0,
        const double[:, :] each=None, const uint8_t[::1] cancel=None):
    """Take steps first … first + n − 1 in every lane; fill one column of `out` (COLUMNS, lanes) for each.

    Lanes bounds[i] … bounds[i + 1] − 1 have the hyper-parameters hyper[i]. Each lane has its learning rate `lr`, times
    `scale` (lanes, d) per coordinate, and its `start` (lanes, d), with the slots and memory in `state`; `past` is the
    evidence of the steps before `first`, where there are any. `shape` (3, n) holds offset, factor and floor of the
    schedule: step k's rate is (lr − offset)·factor + floor. Each lane's `deviation` is that of the noise, drawn from
    its
    `seed`; or made of `normals` (n, streams·d), of which `seed` is the place of its stream. `goals` are the losses of
    the known minima, highest first, and `terms` what else convergence depends on (`open_goals`). The rows of `out` are
    those of `outcome.pxd`. Evidence is gathered, and told by its symptom, when `thresholds` are given: with them go
    `floors`, `habits` (one row for each of `hyper`) and `about` (budget, noise, 1: clipped), which are the structs of
    `measures.pxd`. Gradients, noise and all, are clipped to `clip_norm` and `clip_value`; 0 for nothing.
    Where there is `each` (lanes, parameters), it has each lane's own in place of `parameters`, and no evidence.
    It ends soon once `cancel` (1,) is not 0, which is looked at between blocks of steps; `out` then means nothing.
    """
    cdef Kernel kernel
    cdef Course course
    cdef Goals aims
    cdef Factors *table
    cdef Py_ssize_t group
    check_surface(surface, &parameters[0], parameters.shape[0], start.shape[1])
    check_rule(rule, hyper.shape[1], True)
    check_evidence(past, floors, habits, thresholds)
    course.varied = each is not None
    if course.varied and each.shape[1] != parameters.shape[0]:
        raise ValueError(f"each: the surface takes {parameters.shape[0]} parameters, not {each.shape[1]}")
    if course.varied and (advance_each_on(surface) == NULL or thresholds is not None):
        raise ValueError("each: goes with surfaces that may be varied, and without evidence")
    open_goals(goals, terms, &aims)
    course.offset = &shape[0, 0] if shape is not None else NULL
    course.factor = &shape[1, 0] if shape is not None else NULL
    course.floor = &shape[2, 0] if shape is not None else NULL
    course.noisy = check_noise(deviation, seed)
    course.normals = &normals[0, 0] if normals is not None else NULL
    course.streams = normals.shape[1] // start.shape[1] if normals is not None else 0
    course.escape = escape
    course.clip.norm = clip_norm
    course.clip.value = clip_value
    course.first = first
    course.n = n
    course.cancel = &cancel[0] if cancel is not None else NULL
    course.past = <const Evidence*>&past[0] if past is not None else NULL
    course.thresholds = <const Thresholds*>&thresholds[0] if thresholds is not None else NULL
    course.surface = surface
    course.parameters = &parameters[0]
    if lr.shape[0] == 0:
        return
    with nogil:
        for group in range(hyper.shape[0]):
            kernel_of(surface, &parameters[0], rule, &hyper[group, 0], &kernel)
            if course.varied:
                kernel.advance = advance_each_on(surface)
                kernel.pace = &kernel.any
            if course.thresholds != NULL:
                open_case(floors, &habits[group, 0], about, kernel.dim, &course.case)
            table = NULL
            if bounds[group + 1] - bounds[group] > LANES:
                table = tabulate(&kernel, &state[MEMORY_AT], first, n)
            run_kernel(
                &kernel, &course, &aims, &state[0],
                lr, scale, start, deviation, seed, each, out, bounds[group], bounds[group + 1])
            free(table)
