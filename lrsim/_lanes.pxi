"""Many runs at once: blocks of 32 lanes side by side, in loops that the compiler turns into vector instructions.

All lanes of a call share surface, rule and schedule; learning rate, its scale, the start, and the noise's seed and
deviation are each lane's own. The same point and update functions run here and in `_core`, one lane at a time, to the
same bits. This text is compiled once for each level of the CPU (setup.py); `lrsim.batches.lanes` picks one at run
time.

Steps go in blocks, without a look at single lanes. When a lane explodes, or falls below the goal whose limit it is
compared with, the block is taken again from its beginning: a long one in short ones, a short one with a look at every
lane after each step.
"""
from libc.float cimport DBL_MAX
from libc.math cimport INFINITY, NAN, fabs
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy

from lrsim._core cimport HEAVY_BALL, PLAIN, check_noise, check_rule, check_surface
from lrsim.kernels.outcome cimport (
    BEST, BEST_STEP, CONVERGED, EXPLODED, FLIPS, Goals, LANES, LOSS, Progress, RISES, UNSURE, X, Y,
    begin_progress, converged, follow, goal_under, limit_of,
)
from lrsim.kernels.math.functions cimport normals as normals_of
from lrsim.kernels.math.philox cimport philox
from lrsim.kernels.rules.factors cimport Factors, MEMORY
from lrsim.kernels.rules.moves cimport Value
from lrsim.kernels.rules.updates cimport HeavyBall, Plain, Rule, SLOTS, factors, slots, steady, update
from lrsim.kernels.state cimport MEMORY_AT, SLOTS_X_AT, SLOTS_Y_AT
from lrsim.kernels.surfaces.points cimport Surface, dimensions, value_and_gradient
from lrsim.kernels.surfaces.tape cimport Formula, SPACE, formula_lanes, open_formula, spread


cdef enum:
    STEPS = 32                                      # in the first block, and after trouble
    MOST_STEPS = 128                                # in a block; it doubles after CALM blocks without trouble
    CALM = 8
    LINE = 64                                       # bytes of a line of the cache


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
    double flips[LANES]
    double rises[LANES]
    double slots[2 * SLOTS * LANES]                 # slot by slot, x and y


ctypedef struct Batch:
    double lr[LANES]
    double scale_x[LANES]
    double scale_y[LANES]
    double rate_x[LANES]                            # of the present step
    double rate_y[LANES]
    double deviation[LANES]                         # of the noise, and its seed; where there is any
    uint64_t seed[LANES]
    double limit[LANES]                             # a loss above it has not converged
    double drop[LANES]                              # a lowest loss below it has another goal
    double far[LANES]                               # largest |coordinate| in this block; NaN: a loss was not finite
    double dead[LANES]                              # 1: exploded before
    double watched[LANES]                           # 1: needs another goal in this block
    Progress progress[LANES]


ctypedef struct Room:
    Lanes lanes
    Batch batch
    char spare[LINE]                                # to begin where a line does


ctypedef struct Course:
    const double *offset                            # per step; NULL: the rate is the learning rate
    const double *factor
    const double *floor
    bint noisy
    const double *normals                           # (n, d): the same for all lanes; NULL: each draws its own
    double escape
    Py_ssize_t first
    Py_ssize_t n
    double lowest                                   # loss before `first`, and its index
    double lowest_at
    bint evidence


ctypedef void (*MoveLanes)(
    const void *rule, const Factors *f, const double *rate, double *w, const double *g, double *slot) noexcept nogil


ctypedef void (*FactorsOf)(const void *rule, double *memory, double step, Factors *f) noexcept nogil


ctypedef struct Any:                                # a rule behind pointers
    const void *rule
    MoveLanes move
    FactorsOf factors


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


cdef inline void track(
        Lanes *b, Batch *t, int lane, double loss, double x, double y, double index, int dim
) noexcept nogil:
    """Keep what is kept of a lane after a step; straight-line code."""
    cdef double far = fabs(x)
    cdef double best = loss if loss < b.best[lane] else b.best[lane]
    # kept where a comparison holds that has no opposite for NaN: gcc would make the other form a store on condition
    b.best_step[lane] = b.best_step[lane] if best >= b.best[lane] else index
    b.best[lane] = best
    b.above[lane] = b.above[lane] if loss <= t.limit[lane] else index
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
            r.factors(r.rule, memory, <double>k, &f)
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


cdef inline void add_common(const double *z, const Batch *t, int dim, Lanes *b) noexcept nogil:
    """Add noise that is made of the same normals in all lanes."""
    cdef int lane
    for lane in range(LANES):
        b.gx[lane] = b.gx[lane] + t.deviation[lane] * z[0]
    if dim == 2:
        for lane in range(LANES):
            b.gy[lane] = b.gy[lane] + t.deviation[lane] * z[1]


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


cdef inline void count(
        Lanes *b, const double *gx, const double *gy, const double *loss, int dim) noexcept nogil:
    """Count turned gradients and risen losses, given those of the step before."""
    cdef double product
    cdef int lane
    for lane in range(LANES):
        product = b.gx[lane] * gx[lane]
        if dim == 2:
            product = product + b.gy[lane] * gy[lane]
        b.flips[lane] = b.flips[lane] + (1.0 if product < 0.0 else 0.0)
        b.rises[lane] = b.rises[lane] + (1.0 if b.loss[lane] > loss[lane] else 0.0)


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
        Lanes *b, Batch *t, const Goals *goals, double limit, double index, double[:, :] out, Py_ssize_t row,
        Py_ssize_t stop) noexcept nogil:
    """Look at the lanes that something happens to, after the step that led to an index."""
    cdef int lane
    for lane in range(LANES):
        if t.watched[lane] != 0.0:
            follow(&t.progress[lane], goals, b.loss[lane], index)
            put_back(b, t, goals, lane)
        if t.dead[lane] == 0.0 and outside(b, lane, limit):
            note(b, t, lane)
            bury(b, t, lane, index, out, row + lane, stop)


cdef void bury(
        Lanes *b, Batch *t, int lane, double index, double[:, :] out, Py_ssize_t row, Py_ssize_t stop) noexcept nogil:
    """Write down a lane that exploded; from here on it idles at a place where nothing happens."""
    cdef int j
    if row < stop:
        write(b, &t.progress[lane], lane, -1.0, index, out, row)
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
    out[FLIPS, row] = b.flips[lane]
    out[RISES, row] = b.rises[lane]
    out[UNSURE, row] = p.unsure


cdef inline void note(const Lanes *b, Batch *t, int lane) noexcept nogil:
    """Take a lane's progress from the arrays of the straight-line code …"""
    t.progress[lane].best = b.best[lane]
    t.progress[lane].best_step = b.best_step[lane]
    t.progress[lane].above = b.above[lane]


cdef inline void put_back(Lanes *b, Batch *t, const Goals *goals, int lane) noexcept nogil:
    """… and put it back there."""
    cdef Py_ssize_t goal = t.progress[lane].goal
    b.best[lane] = t.progress[lane].best
    b.best_step[lane] = t.progress[lane].best_step
    b.above[lane] = t.progress[lane].above
    t.limit[lane] = t.progress[lane].limit
    t.drop[lane] = goals.loss[goal] if goal < goals.n else -INFINITY


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


cdef inline void skip(Lanes *b, const Lanes *before, Py_ssize_t blocks, Py_ssize_t block, double begin) noexcept nogil:
    """Let settled lanes be as they will be some whole blocks later."""
    cdef int lane
    for lane in range(LANES):
        if b.above[lane] > begin:
            b.above[lane] = b.above[lane] + <double>(blocks * block)
        b.flips[lane] = b.flips[lane] + (b.flips[lane] - before.flips[lane]) * <double>blocks
        b.rises[lane] = b.rises[lane] + (b.rises[lane] - before.rises[lane]) * <double>blocks


cdef void run_block(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *memory,
        Lanes *b, Batch *t, double[:, :] out, Py_ssize_t row, Py_ssize_t stop) noexcept nogil:
    """Run 32 lanes from the state in `b` through the whole course and write their outcomes."""
    cdef Course c = course[0]
    cdef Lanes before
    cdef double now[MEMORY]
    cdef double then[MEMORY]
    cdef double gx[LANES]
    cdef double gy[LANES]
    cdef double loss[LANES]
    cdef double limit = c.escape if c.escape < DBL_MAX else DBL_MAX
    cdef double index
    cdef Py_ssize_t done = 0
    cdef Py_ssize_t most = STEPS
    cdef Py_ssize_t calm = 0
    cdef Py_ssize_t i, block, blocks, stride
    cdef size_t held = sizeof(Lanes) - 2 * (SLOTS - kernel.kept) * LANES * sizeof(double)
    cdef int dim = kernel.dim
    cdef int lane
    cdef bint careful = False
    cdef bint plain = c.factor == NULL and not c.noisy and not c.evidence
    cdef bint steady = c.factor == NULL and not c.noisy and kernel.steady

    memcpy(now, memory, sizeof(now))
    if c.factor == NULL:
        set_rates(&c, 0, t)
    while done < c.n:
        block = c.n - done if c.n - done < most else most
        if not careful:
            memcpy(&before, b, held)
            memcpy(then, now, sizeof(now))
        i = done
        while i < done + block:
            stride = done + block - i if plain and not careful else 1
            if c.factor != NULL:
                set_rates(&c, i, t)
            if c.evidence:
                memcpy(gx, b.gx, sizeof(gx))
                memcpy(gy, b.gy, sizeof(gy))
                memcpy(loss, b.loss, sizeof(loss))
            if c.noisy and c.normals != NULL:
                add_common(c.normals + i * dim, t, dim, b)
            elif c.noisy:
                add_drawn(c.first + i, t, dim, b)
            kernel.advance(kernel.surface, kernel.pace, b, t, now, c.first + i, stride)
            if c.evidence:
                count(b, gx, gy, loss, dim)
            i += stride
            if careful:
                inspect(b, t, goals, limit, <double>(c.first + i), out, row, stop)
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
        done += block
        if steady and c.n - done >= block and settled(b, &before, t, dim, kernel.kept):
            blocks = (c.n - done) // block
            skip(b, &before, blocks, block, <double>(c.first + done - block))
            done += blocks * block
        calm += 1
        if calm == CALM and most < MOST_STEPS:
            most *= 2
            calm = 0
    index = <double>(c.first + c.n)
    for lane in range(LANES):
        if t.dead[lane] == 0.0 and row + lane < stop:
            note(b, t, lane)
            write(b, &t.progress[lane], lane, converged(&t.progress[lane], goals, index), -1.0, out, row + lane)


cdef bint all_dead(const Batch *t) noexcept nogil:
    cdef int lane
    for lane in range(LANES):
        if t.dead[lane] == 0.0:
            return False
    return True


cdef void begin(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *state, const double[:] lr,
        const double[:, :] scale, const double[:, :] start, const double[:] origin, const double[:] deviation,
        const uint64_t[:] seed, Py_ssize_t row, Py_ssize_t stop, Lanes *b, Batch *t, double[:, :] out) noexcept nogil:
    """Put 32 lanes at their starts; where there are fewer left, the last one is taken again."""
    cdef double w[2]
    cdef double g[2]
    cdef double limit = course.escape if course.escape < DBL_MAX else DBL_MAX
    cdef double from_where = NAN
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
        alike = lane > 0 and w[0] == b.x[lane - 1] and w[1] == b.y[lane - 1] and origin[k] == from_where
        from_where = origin[k]
        b.x[lane] = w[0]
        b.y[lane] = w[1]
        b.loss[lane] = b.loss[lane - 1] if alike else kernel.value(kernel.surface, w, g)
        b.gx[lane] = g[0]
        b.gy[lane] = g[1]
        for j in range(kernel.kept):
            b.slots[2 * j * LANES + lane] = state[SLOTS_X_AT + j]
            b.slots[(2 * j + 1) * LANES + lane] = state[SLOTS_Y_AT + j]
        b.flips[lane] = 0.0
        b.rises[lane] = 0.0
        t.dead[lane] = 0.0
        t.far[lane] = 0.0
        t.watched[lane] = 0.0
        if alike:
            t.progress[lane] = t.progress[lane - 1]
        else:
            begin_progress(
                &t.progress[lane], goals, origin[k], b.loss[lane], <double>course.first, course.lowest,
                course.lowest_at)
        put_back(b, t, goals, lane)
    for lane in range(LANES):
        if outside(b, lane, limit):
            bury(b, t, lane, <double>course.first, out, row + lane, stop)


cdef void run_kernel(
        const Kernel *kernel, const Course *course, const Goals *goals, const double *state,
        const double[:] lr, const double[:, :] scale, const double[:, :] start, const double[:] origin,
        const double[:] deviation, const uint64_t[:] seed, double[:, :] out, Py_ssize_t row, Py_ssize_t stop
) noexcept nogil:
    """Run the lanes row … stop − 1."""
    cdef Room room
    # a vector that straddles two lines of the cache costs two accesses
    cdef Lanes *b = <Lanes*>(<char*>&room + (LINE - <size_t>&room % LINE))
    cdef Batch *t = <Batch*>(b + 1)
    while row < stop:
        begin(kernel, course, goals, state, lr, scale, start, origin, deviation, seed, row, stop, b, t, out)
        if not all_dead(t):
            run_block(kernel, course, goals, state + MEMORY_AT, b, t, out, row, stop)
        row += LANES


# --- kernels by codes ---

cdef void factors_of(Rule *rule, double *memory, double step, Factors *f) noexcept nogil:
    factors(rule, memory, step, f)


cdef void pace_of(Rule *rule, Kernel *k) noexcept nogil:
    """Take a rule behind pointers."""
    k.pace = &k.any
    k.any.rule = rule
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


include "_lanes_kernels.pxi"


def run(
        int surface, const double[::1] parameters not None, int rule, const double[:, ::1] hyper not None,
        const int64_t[::1] bounds not None, const double[:] lr not None, const double[:, :] scale not None,
        const double[:, :] start not None, const double[:] origin not None, const double[::1] state not None,
        Py_ssize_t first, Py_ssize_t n, double escape, const double[::1] goals not None, double slack,
        double tolerance, double rounding,
        double[:, :] out not None, *, const double[:, ::1] shape=None, const double[:] deviation=None,
        const uint64_t[:] seed=None, const double[:, ::1] normals=None, bint evidence=False,
        double lowest=INFINITY, double lowest_at=0.0):
    """Take steps first … first + n − 1 in every lane; fill one column of `out` (COLUMNS, lanes) for each.

    Lanes bounds[i] … bounds[i + 1] − 1 have the hyper-parameters hyper[i]. Each lane has its learning rate `lr`, times
    `scale` (lanes, d) per coordinate, and its `start` (lanes, d), with the slots and memory in `state`; its run began
    at the loss `origin` and was at its lowest before step `first` at index `lowest_at`. `shape` (3, n) holds offset,
    factor and floor of the schedule: step k's rate is (lr − offset)·factor + floor. Each lane's `deviation` is that of
    the noise, drawn from its `seed`, or made of `normals` (n, d), which all lanes share; None: there is no noise.
    `goals` are the losses of the listed minima, highest first. Its rows are those of `outcome.pxd`; `evidence` asks for
    flips and rises.
    """
    cdef Kernel kernel
    cdef Course course
    cdef Goals aims
    cdef Py_ssize_t group
    check_surface(surface, &parameters[0], parameters.shape[0], start.shape[1])
    check_rule(rule, hyper.shape[1], True)
    course.offset = &shape[0, 0] if shape is not None else NULL
    course.factor = &shape[1, 0] if shape is not None else NULL
    course.floor = &shape[2, 0] if shape is not None else NULL
    course.noisy = check_noise(deviation, seed)
    course.normals = &normals[0, 0] if normals is not None else NULL
    course.escape = escape
    course.first = first
    course.n = n
    course.evidence = evidence
    course.lowest = lowest
    course.lowest_at = lowest_at
    aims.loss = &goals[0] if goals.shape[0] else NULL
    aims.n = goals.shape[0]
    aims.slack = slack
    aims.tolerance = tolerance
    aims.rounding = rounding
    if lr.shape[0] == 0:
        return
    with nogil:
        for group in range(hyper.shape[0]):
            kernel_of(surface, &parameters[0], rule, &hyper[group, 0], &kernel)
            run_kernel(
                &kernel, &course, &aims, &state[0], lr, scale, start, origin, deviation, seed, out, bounds[group],
                bounds[group + 1])
