# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The inner loops: nogil, no Python objects.

Callers allocate and validate. Parameters arrive as flat float64 arrays in the order of the kernels' structs;
`kernels/kernels.toml` lists the kernels.

It is long because what is compiled as one module is inlined into its loops: a call from one module into another costs
as much as a step. Kernels, outcomes and evidence lie in `kernels/`, as text that is compiled into it.
"""
from typing import NamedTuple

from libc.float cimport DBL_MAX
from libc.math cimport INFINITY, NAN, fabs, sqrt
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

from lrsim.kernels.cancel cimport is_cancelled
from lrsim.kernels.clipping cimport Clip, clip, clips
from lrsim.kernels.evidence cimport Evidence, open_windows, see
from lrsim.kernels.math cimport functions as math
from lrsim.kernels.math.philox cimport drawn, philox
from lrsim.kernels.measures cimport (
    Case, Floor, Habits, Measures, Motion, Thresholds, gap_of, look_around, measure, measure_motion,
)
from lrsim.kernels.outcome cimport (
    BEST, BEST_STEP, COLUMNS, CONVERGED, EXPLODED, FLIPS, Goals, LANES, LOSS, RISES, SYMPTOM, TAIL, UNSURE, X, Y,
    aim, begin_progress, converged, cut_short, follow, follow_to, goal_under, stay,
)
from lrsim.kernels.reduce_on_plateau cimport WATCH, WATCHED, Watch, watch_begin, watch_end, watch_rate, watch_see
from lrsim.kernels.rules.factors cimport Factors, MEMORY
from lrsim.kernels.rules.moves cimport Curvature, Move, Place, Value, move_each
from lrsim.kernels.rules.updates cimport Adam, HeavyBall, Plain, SLOTS, factors, slots, update
from lrsim.kernels.state cimport MEMORY_AT, SLOTS_X_AT, SLOTS_Y_AT, STATE, WATCH_AT
from lrsim.kernels.surfaces.points cimport Surface, dimensions, hessian as hessian_at, value_and_gradient
from lrsim.kernels.surfaces.tape cimport (
    Formula, HESSIAN_SPACE, SPACE, VARIABLES, WIDTH, formula_dimensions, formula_size, open_formula, run_lanes, spread,
    TAPE_ADD, TAPE_MUL_ADD, TAPE_MUL_ADD_MUL, TAPE_SUB, TAPE_MUL_SUB, TAPE_SUB_MUL, TAPE_MUL_SUB_MUL, TAPE_MUL,
    TAPE_DIV, TAPE_POW, TAPE_MIN, TAPE_MAX, TAPE_BELOW, TAPE_WHERE, TAPE_SIGN, TAPE_ABS, TAPE_SQRT, TAPE_FLOOR,
    TAPE_EXP, TAPE_LOG, TAPE_SIN, TAPE_COS, TAPE_TAN, TAPE_SINH, TAPE_COSH, TAPE_TANH,
)
from lrsim.kernels.symptoms cimport BLOWN_UP, OUT_OF_REACH, stands, symptom_of


cdef enum:
    BLOCK = 128                                     # steps prepared at a time: stays in the first cache
    CHUNK = 256                                     # steps looked at together when only the outcome is kept
    GRID_CHUNK = 256                                # points handed over at a time when a grid is filled


ctypedef fused Fast:                                # rules with a loop of their own for each surface
    Plain
    HeavyBall
    Adam


# --- descent ---

ctypedef struct Course:
    const double *rates                             # one per step, or one for all
    bint constant
    double scale[2]                                 # of the rate, per coordinate
    const double *noise                             # (n, d) to be added to the gradients, or NULL
    Clip clip                                       # of the gradients, noise and all
    const double *plateau                           # reduce-on-plateau's parameters, or NULL
    double escape
    double floor                                    # lowest known loss, or NaN
    double *state
    Py_ssize_t first
    Py_ssize_t n
    double *position                                # (n, d)
    double *loss                                    # (n,)
    double *slots                                   # (n, slots, d), or NULL when nobody asked
    double *rate                                    # (n,), or NULL


cdef Py_ssize_t descend_fast(Surface *surface, Fast *rule, const Course *course) noexcept nogil:
    """Take steps first … first + n − 1 and record what each leads to; stop at an explosion.

    The loop of the pairs that are used most, for a rate that is given and gradients without noise; `descend_by`
    does the rest with the same functions, to the same bits. Returns the number of steps taken, negative after an
    explosion. Every step is the same few operations whatever the block or chunk it falls into, so the results do
    not depend on how the steps are divided.
    """
    # copies in locals: the compiler keeps them in registers, which it may not do behind pointers
    cdef Surface s = surface[0]
    cdef Fast r = rule[0]
    cdef Factors f[BLOCK]
    cdef double rate[BLOCK]
    cdef double memory[MEMORY]
    cdef double slot_x[SLOTS]
    cdef double slot_y[SLOTS]
    cdef double w[2]
    cdef double g[2]
    cdef int dim = dimensions(&s)
    cdef int kept = slots(&r)
    cdef double limit = course.escape if course.escape < DBL_MAX else DBL_MAX
    cdef double *position = course.position
    cdef double *losses = course.loss
    cdef double *recorded = course.slots
    cdef double *state = course.state
    cdef double loss
    cdef Py_ssize_t n = course.n
    cdef Py_ssize_t done = 0
    cdef Py_ssize_t block, i
    cdef bint alive = True

    load(state, dim, w, slot_x, slot_y, memory)
    value_and_gradient(&s, w, g)
    if course.constant:
        for i in range(BLOCK):
            rate[i] = course.rates[0]
    while alive and done < n:
        block = n - done if n - done < BLOCK else BLOCK
        if not course.constant:
            memcpy(rate, course.rates + done, block * sizeof(double))
        for i in range(block):
            factors(&r, memory, <double>(course.first + done + i), &f[i])
        for i in range(block):
            w[0] = update(&r, &f[i], rate[i], w[0], g[0], slot_x)
            if dim == 2:
                w[1] = update(&r, &f[i], rate[i], w[1], g[1], slot_y)
            loss = value_and_gradient(&s, w, g)
            position[(done + i) * dim] = w[0]
            if dim == 2:
                position[(done + i) * dim + 1] = w[1]
            losses[done + i] = loss
            if recorded != NULL:
                record_slots(recorded + (done + i) * kept * dim, dim, kept, slot_x, slot_y)
            # written so that NaN fails them too
            if not (fabs(loss) <= DBL_MAX and fabs(w[0]) <= limit and (dim == 1 or fabs(w[1]) <= limit)):
                alive = False
                block = i + 1
                break
        done += block
    if not alive:                                   # it has run ahead to the end of its block
        memset(memory, 0, sizeof(memory))
    store(state, dim, w, slot_x, slot_y, memory)
    return done if alive else -done


cdef Py_ssize_t descend_by(
        Surface *surface, Move move, const void *hyper, int kept, const Course *course) noexcept nogil:
    """The same for any rule, with noise, a scale for each coordinate and a schedule that watches the loss."""
    cdef Surface s = surface[0]
    cdef Place place
    cdef Watch watch
    cdef double memory[MEMORY]
    cdef double slot_x[SLOTS]
    cdef double slot_y[SLOTS]
    cdef double w[2]
    cdef double g[2]
    cdef double rates[2]
    cdef double rate, loss, before
    cdef double limit = course.escape if course.escape < DBL_MAX else DBL_MAX
    cdef double *state = course.state
    cdef Py_ssize_t i, step
    cdef int dim = dimensions(&s)
    cdef bint alive

    place.value = <Value>value_and_gradient[Surface]
    place.hessian = <Curvature>hessian_at[Surface]
    place.parameters = &s
    place.dim = dim
    place.floor = course.floor
    load(state, dim, w, slot_x, slot_y, memory)
    watch_begin(&watch, course.plateau, state + WATCH_AT, course.first)
    loss = value_and_gradient(&s, w, g)
    alive = True
    i = 0
    while alive and i < course.n:
        step = course.first + i
        rate = watch_rate(&watch, course.rates[0] if course.constant else course.rates[i])
        rates[0] = rate * course.scale[0]
        rates[1] = rate * course.scale[1]
        if course.noise != NULL:
            g[0] = g[0] + course.noise[i * dim]
            if dim == 2:
                g[1] = g[1] + course.noise[i * dim + 1]
        if clips(&course.clip):
            clip(&course.clip, dim, g)
        before = loss
        move(hyper, memory, &place, <double>step, rates, loss, w, g, slot_x, slot_y)
        loss = value_and_gradient(&s, w, g)
        watch_see(&watch, step, rate, before)
        course.position[i * dim] = w[0]
        if dim == 2:
            course.position[i * dim + 1] = w[1]
        course.loss[i] = loss
        if course.slots != NULL:
            record_slots(course.slots + i * kept * dim, dim, kept, slot_x, slot_y)
        if course.rate != NULL:
            course.rate[i] = rate
        alive = fabs(loss) <= DBL_MAX and fabs(w[0]) <= limit and (dim == 1 or fabs(w[1]) <= limit)
        i += 1
    store(state, dim, w, slot_x, slot_y, memory)
    watch_end(&watch, state + WATCH_AT)
    return i if alive else -i


cdef inline void load(
        const double *state, int dim, double *w, double *slot_x, double *slot_y, double *memory) noexcept nogil:
    cdef int j
    w[0] = state[0]
    w[1] = state[1] if dim == 2 else 0.0
    for j in range(SLOTS):
        slot_x[j] = state[SLOTS_X_AT + j]
        slot_y[j] = state[SLOTS_Y_AT + j]
    for j in range(MEMORY):
        memory[j] = state[MEMORY_AT + j]


cdef inline void store(
        double *state, int dim, const double *w, const double *slot_x, const double *slot_y, const double *memory
) noexcept nogil:
    cdef int j
    state[0] = w[0]
    state[1] = w[1] if dim == 2 else 0.0
    for j in range(SLOTS):
        state[SLOTS_X_AT + j] = slot_x[j]
        state[SLOTS_Y_AT + j] = slot_y[j] if dim == 2 else 0.0
    for j in range(MEMORY):
        state[MEMORY_AT + j] = memory[j]


cdef inline void record_slots(
        double *out, int dim, int kept, const double *slot_x, const double *slot_y) noexcept nogil:
    cdef int j
    for j in range(kept):
        out[j * dim] = slot_x[j]
        if dim == 2:
            out[j * dim + 1] = slot_y[j]


cdef Py_ssize_t descend_on(Surface *surface, int rule, const double *hyper, const Course *course) noexcept nogil:
    cdef bint bare = course.noise == NULL and course.plateau == NULL and course.rate == NULL and not clips(&course.clip)
    if bare and course.scale[0] == 1.0 and course.scale[1] == 1.0:
        if rule == PLAIN:
            return descend_fast(surface, <Plain*>hyper, course)
        elif rule == HEAVY_BALL:
            return descend_fast(surface, <HeavyBall*>hyper, course)
        elif rule == ADAM:
            return descend_fast(surface, <Adam*>hyper, course)
    return descend_by(surface, move_of(rule), hyper, slots_of(rule), course)


STATE_SIZE = STATE
"""Doubles in a state: position (2), slots of x, slots of y, the rule's memory, what a plateau schedule has seen."""

STATE_KEPT = MEMORY_AT
"""How many of them are the position and the rule's slots: a step that changes none of these moves nothing."""


# --- what is given, checked ---

cdef int check_surface(int surface, const double *parameters, Py_ssize_t n, Py_ssize_t dims) except -1:
    """Refuse a code that names no surface, and what would be read past its end."""
    cdef Py_ssize_t size = surface_size(surface, parameters, n)
    if size < 0:
        raise ValueError(f"surface {surface}: no surface has this code")
    if n != size:
        raise ValueError(f"parameters: {SurfaceCode(surface).name} takes {size}, not {n}")
    if dims != surface_dimensions(surface, parameters):
        raise ValueError(f"positions: {SurfaceCode(surface).name} is not over {dims} coordinates")
    return 0


cdef int check_rule(int rule, Py_ssize_t n, bint in_lanes) except -1:
    """Refuse a code that names no rule, or none that lanes run, and what would be read past its end."""
    cdef Py_ssize_t size = rule_size(rule)
    if size < 0:
        raise ValueError(f"rule {rule}: no rule has this code")
    if in_lanes and rule >= FIRST_MOVE:
        raise ValueError(f"rule {rule}: lanes do not run {RuleCode(rule).name}, which needs both coordinates")
    if n != size:
        raise ValueError(f"hyper: {RuleCode(rule).name} takes {size}, not {n}")
    return 0


cdef bint check_noise(const double[:] deviation, const uint64_t[:] seed) except -1:
    """Tell whether lanes have noise; what there is of it goes together."""
    if (deviation is None) != (seed is None):
        raise ValueError("deviation, seed: noise takes both")
    return deviation is not None


cdef int check_state(const double[::1] state, const double[::1] plateau) except -1:
    if state.shape[0] != STATE:
        raise ValueError(f"state: has {STATE} doubles, not {state.shape[0]}")
    if plateau is not None and plateau.shape[0] != WATCHED:
        raise ValueError(f"plateau: the schedule takes {WATCHED} parameters, not {plateau.shape[0]}")
    return 0


def watched_rates(
        const double[::1] plateau not None, const double[::1] rates not None, const double[::1] loss not None,
        double[::1] out not None):
    """Write what a schedule that watches the loss makes of the rates of steps 0, 1, …: `loss[k]` is before step k."""
    cdef double state[WATCH]
    cdef Watch watch
    cdef Py_ssize_t k
    if plateau.shape[0] != WATCHED:
        raise ValueError(f"plateau: the schedule takes {WATCHED} parameters, not {plateau.shape[0]}")
    if not rates.shape[0] == loss.shape[0] == out.shape[0]:
        raise ValueError("rates, loss and out: have the same length")
    for k in range(WATCH):
        state[k] = 0.0
    with nogil:
        watch_begin(&watch, &plateau[0], state, 0)
        for k in range(rates.shape[0]):
            out[k] = watch_rate(&watch, rates[k])
            watch_see(&watch, k, out[k], loss[k])


def descend(
        int surface, const double[::1] parameters not None, int rule, const double[::1] hyper not None,
        const double[::1] rates not None, double escape, double[::1] state not None, Py_ssize_t first,
        Py_ssize_t n, double[:, ::1] position not None, double[::1] loss not None, double[:, :, ::1] slot=None,
        *, double scale_x=1.0, double scale_y=1.0, const double[:, ::1] noise=None, const double[::1] plateau=None,
        double floor=NAN, double[::1] rate=None, double clip_norm=0.0, double clip_value=0.0):
    """Take `n` steps and record each; returns (steps taken, exploded).

    `rates` holds one learning rate per step, or a single one for all. `state` is updated in place, so that the
    next call goes on where this one stopped. Row i of the recordings is what step `first + i` led to; row i of
    `noise` is added to the gradient of step `first + i`, whose rate is recorded in `rate`. `clip_norm` and
    `clip_value` are what gradients are clipped to, noise and all; 0 for nothing.
    """
    cdef Course course
    cdef Py_ssize_t taken
    check_surface(surface, &parameters[0], parameters.shape[0], position.shape[1])
    check_rule(rule, hyper.shape[0], False)
    check_state(state, plateau)
    course.rates = &rates[0]
    course.constant = rates.shape[0] == 1
    course.scale[0] = scale_x
    course.scale[1] = scale_y
    course.noise = &noise[0, 0] if noise is not None else NULL
    course.plateau = &plateau[0] if plateau is not None else NULL
    course.escape = escape
    course.clip.norm = clip_norm
    course.clip.value = clip_value
    course.floor = floor
    course.state = &state[0]
    course.first = first
    course.n = n
    course.position = &position[0, 0]
    course.loss = &loss[0]
    course.slots = &slot[0, 0, 0] if slot is not None else NULL
    course.rate = &rate[0] if rate is not None else NULL
    with nogil:
        taken = descend_any(surface, &parameters[0], rule, &hyper[0], &course)
    return (-taken, True) if taken < 0 else (taken, False)


# --- runs of which only the outcome is kept ---

OUTCOME_ROWS = {
    "x": X,
    "y": Y,
    "loss": LOSS,
    "best_loss": BEST,
    "best_step": BEST_STEP,
    "converged_at": CONVERGED,
    "exploded_at": EXPLODED,
    "tail_loss": TAIL,
    "flips": FLIPS,
    "rises": RISES,
    "symptom": SYMPTOM,
    "unsure": UNSURE,
}
"""What is kept of each lane, and in which row."""


ctypedef struct Noise:
    double deviation
    uint64_t seed                                   # or the place of its stream
    const double *normals                           # (n, streams, d) for all steps, or NULL: they are drawn
    Py_ssize_t streams


cdef void make_noise(
        const Noise *noise, Py_ssize_t first, Py_ssize_t done, Py_ssize_t n, int dim, double *out) noexcept nogil:
    """Fill `out` (n, d) with what is added to the gradients from step first + done on."""
    cdef double z[2]
    cdef Py_ssize_t i
    cdef int j
    for i in range(n):
        if noise.normals == NULL:
            drawn(noise.seed, <uint64_t>(first + done + i), z)
        for j in range(dim):
            if noise.normals != NULL:
                z[j] = noise.normals[((done + i) * noise.streams + <Py_ssize_t>noise.seed) * dim + j]
            out[i * dim + j] = noise.deviation * z[j]


ctypedef struct Lane:                               # one run of which only the outcome is kept
    int surface
    const double *parameters
    int rule
    const double *hyper
    const Goals *goals
    const Case *case
    const Thresholds *thresholds
    const double *rates                             # one per step, or NULL
    double lr
    const double *shape                             # (3, n): offset, factor, floor of the schedule, or NULL
    const Noise *noise                              # or NULL
    Py_ssize_t first
    Py_ssize_t n
    const uint8_t *cancel                           # whether nobody wants the outcome any more, or NULL
    const int64_t *turns                            # where the dial is turned on the way, in order
    Py_ssize_t n_turns
    int dim
    bint evidence


cdef void outline_one(const Lane *lane, Course *course, const Evidence *past, double *row) noexcept nogil:
    """Run one lane in chunks that are looked at and forgotten; twice, if only the end tells its goal."""
    cdef double begin[STATE]
    cdef Evidence e
    cdef Measures m
    cdef double exploded
    cdef double used = 0.0                          # the rate of the last step
    cdef bint rests
    cdef int _again
    cdef double goal = -1.0
    memcpy(begin, course.state, sizeof(begin))
    for _again in range(2):
        memcpy(course.state, begin, sizeof(begin))
        exploded = pass_over(lane, course, past, goal, &e, &used, row)
        if is_cancelled(lane.cancel):
            return
        if e.progress.unsure == 0.0 or exploded >= 0.0:
            break
        goal = <double>e.progress.goal
    rests = False
    if exploded < 0.0 and cut_short(&e.progress, lane.goals, <double>(lane.first + lane.n)):
        rests = stands_still(lane.surface, lane.parameters, lane.rule, lane.hyper, course, used)
    row[BEST] = e.progress.best
    row[BEST_STEP] = e.progress.best_step
    row[CONVERGED] = -1.0 if exploded >= 0.0 else converged(
        &e.progress, lane.goals, <double>(lane.first + lane.n), rests)
    row[EXPLODED] = exploded
    if lane.evidence:
        row[FLIPS] += e.flips
        row[RISES] += e.rises
    row[UNSURE] = 0.0
    row[SYMPTOM] = 0.0
    if exploded >= 0.0:
        row[SYMPTOM] = OUT_OF_REACH if exploded == 0.0 else BLOWN_UP
    elif lane.evidence:
        row[SYMPTOM] = judge_one(
            lane.surface, lane.parameters, &e, lane.goals, lane.case, lane.thresholds, row[CONVERGED], exploded, &m)


cdef double pass_over(
        const Lane *lane, Course *course, const Evidence *past, double goal, Evidence *e, double *used,
        double *row) noexcept nogil:
    """Take a lane's steps, follow them, and return the index that exploded, or −1; a goal that is known stays."""
    cdef double position[2 * CHUNK]
    cdef double added[2 * CHUNK]
    cdef double losses[CHUNK]
    cdef double rate[CHUNK]
    cdef double gradient[2]
    cdef double loss
    cdef double limit = course.escape if course.escape < DBL_MAX else DBL_MAX
    cdef double tail = lane.first + lane.n - lane.goals.dwell
    cdef double exploded = -1.0
    cdef double index
    cdef Py_ssize_t done = 0
    cdef Py_ssize_t taken, i
    cdef Py_ssize_t turned = 0
    cdef int dim = lane.dim
    course.position = position
    course.loss = losses
    course.slots = NULL
    course.noise = added if lane.noise != NULL else NULL
    course.rate = rate if course.plateau != NULL else NULL
    evaluate_any(lane.surface, lane.parameters, course.state, 1, &loss, gradient, NULL)
    if past != NULL:
        e[0] = past[0]
    else:
        begin_progress(&e.progress, lane.goals, loss, loss, <double>lane.first, INFINITY, 0.0)
    if goal >= 0.0:                                 # the second time
        e.progress.goal = <Py_ssize_t>goal
        e.progress.unsure = 0.0
        aim(&e.progress, lane.goals, <double>lane.first - 1.0)
        stay(&e.progress, lane.goals, loss, <double>lane.first)
    open_windows(e, <double>lane.first, loss, course.state, gradient, dim)
    row[TAIL] = loss
    row[FLIPS] = 0.0
    row[RISES] = 0.0
    if not (fabs(loss) <= DBL_MAX and fabs(course.state[0]) <= limit and fabs(course.state[1]) <= limit):
        exploded = <double>lane.first
    while exploded < 0.0 and done < lane.n and not is_cancelled(lane.cancel):
        course.first = lane.first + done
        course.n = lane.n - done if lane.n - done < CHUNK else CHUNK
        if lane.noise != NULL:
            make_noise(lane.noise, lane.first, done, course.n, dim, added)
        if lane.rates != NULL:
            course.rates = lane.rates + done
            course.constant = False
        elif lane.shape != NULL:
            for i in range(course.n):
                rate[i] = (
                    (lane.lr - lane.shape[done + i]) * lane.shape[lane.n + done + i]
                    + lane.shape[2 * lane.n + done + i])
            course.rates = rate
            course.constant = False
        else:
            course.rates = &lane.lr
            course.constant = True
        taken = descend_any(lane.surface, lane.parameters, lane.rule, lane.hyper, course)
        if taken < 0:
            taken = -taken
            exploded = <double>(lane.first + done + taken)
        for i in range(taken):
            index = <double>(lane.first + done + i + 1)
            loss = losses[i]
            used[0] = course.rate[i] if course.rate != NULL else course.rates[0 if course.constant else i]
            if index == exploded:
                if loss < e.progress.best:
                    e.progress.best = loss
                    e.progress.best_step = index
                break
            if goal >= 0.0:
                follow_to(&e.progress, lane.goals, loss, index)
            else:
                follow(&e.progress, lane.goals, loss, index)
            row[TAIL] = loss if index <= tail + 1.0 or loss > row[TAIL] else row[TAIL]
            if lane.evidence:
                evaluate_any(lane.surface, lane.parameters, position + i * dim, 1, NULL, gradient, NULL)
                see(e, index, loss, position + i * dim, gradient, used[0], dim)
                while turned < lane.n_turns and <double>lane.turns[turned] < index:
                    turned += 1
                if turned < lane.n_turns and <double>lane.turns[turned] == index < <double>(lane.first + lane.n):
                    row[FLIPS] += e.flips
                    row[RISES] += e.rises
                    open_windows(e, index, loss, position + i * dim, gradient, dim)
        done += taken
    row[X] = course.state[0]
    row[Y] = course.state[1]
    row[LOSS] = loss
    row[TAIL] = loss if exploded >= 0.0 else row[TAIL]
    return exploded


cdef bint stands_still(
        int surface, const double *parameters, int rule, const double *hyper, Course *course, double rate
) noexcept nogil:
    """Tell whether one more step at a rate would move neither the position nor the rule's slots."""
    cdef double position[2]
    cdef double loss
    cdef double state[STATE]
    cdef Course one = course[0]
    cdef int j
    memcpy(state, course.state, sizeof(state))
    one.position = position
    one.loss = &loss
    one.slots = NULL
    one.rate = NULL
    one.plateau = NULL
    one.noise = NULL
    one.rates = &rate
    one.constant = True
    one.state = state
    one.n = 1
    if descend_any(surface, parameters, rule, hyper, &one) < 0:
        return False
    for j in range(MEMORY_AT):
        if state[j] != course.state[j]:
            return False
    return True


cdef int judge_one(
        int surface, const double *parameters, const Evidence *e, const Goals *goals, const Case *case,
        const Thresholds *thresholds, double converged_at, double exploded_at, Measures *m) noexcept nogil:
    """The symptom that evidence shows, and what it comes to."""
    cdef Motion motion
    measure_motion(e, goals, thresholds, &motion)
    return judge_moved(
        surface, parameters, e, &motion, goals, case, thresholds, converged_at, exploded_at, m)


cdef int judge_moved(
        int surface, const double *parameters, const Evidence *e, const Motion *motion, const Goals *goals,
        const Case *case, const Thresholds *thresholds, double converged_at, double exploded_at, Measures *m
) noexcept nogil:
    """The same where it is known how the ball moved in the recent steps."""
    cdef double w[2]
    cdef double g[2]
    cdef double h[4]
    cdef bint finite
    measure(e, motion, goals, case, thresholds, m)
    if exploded_at < 0.0 and converged_at < 0.0 and stands(m, thresholds):
        w[0] = e.x[0]
        w[1] = e.y[0]
        evaluate_any(surface, parameters, w, 1, NULL, g, h)
        finite = fabs(g[0]) <= DBL_MAX and fabs(h[0]) <= DBL_MAX
        if case.dim == 2:
            finite = finite and fabs(g[1]) <= DBL_MAX and fabs(h[1]) <= DBL_MAX and fabs(h[3]) <= DBL_MAX
            h[2] = h[3]
        if finite:
            look_around(m, case, thresholds, g, h)
    return symptom_of(&e.progress, m, case, thresholds, converged_at, exploded_at)


cdef void open_goals(const double[::1] losses, const double[::1] terms, Goals *goals) noexcept nogil:
    goals.loss = &losses[0] if losses.shape[0] else NULL
    goals.n = losses.shape[0]
    goals.slack = terms[0]
    goals.tolerance = terms[1]
    goals.rounding = terms[2]
    goals.dwell = terms[3]
    goals.noisy = terms[4] != 0.0


cdef void open_case(
        const double[:, ::1] floors, const double *habits, const double[::1] about, int dim, Case *case) noexcept nogil:
    case.floors = <const Floor*>&floors[0, 0] if floors.shape[0] else NULL
    case.n_floors = floors.shape[0]
    case.habits = <const Habits*>habits
    case.budget = about[0]
    case.noise = about[1]
    case.clipped = about[2]
    case.scale[0] = 1.0
    case.scale[1] = 1.0
    case.dim = dim


def outline(
        int surface, const double[::1] parameters not None, int rule, const double[:, ::1] hyper not None,
        const int64_t[::1] bounds not None, const double[:] lr not None, const double[:, :] scale not None,
        const double[:, :] start not None, const double[::1] state not None, Py_ssize_t first, Py_ssize_t n,
        double escape, const double[::1] goals not None, const double[::1] terms not None,
        double[:, :] out not None, *, const double[:, ::1] shape=None, const double[:] deviation=None,
        const uint64_t[:] seed=None, const double[:, ::1] normals=None, const uint8_t[::1] past=None,
        const double[:, ::1] floors=None, const double[:, ::1] habits=None,
        const double[::1] about=None, const double[::1] thresholds=None, const double[::1] rates=None,
        const double[::1] plateau=None, double clip_norm=0.0, double clip_value=0.0, const int64_t[::1] turns=None,
        const uint8_t[::1] cancel=None):
    """Do what `_lanes.run` does, one lane after the other: for rules and schedules that lanes cannot share a step of.

    `rates` (n,) replaces learning rate and shape in every lane; `plateau` is as for `descend`; `turns` are the
    steps from which on the dial has stood elsewhere, in order.
    """
    cdef Course course
    cdef Goals aims
    cdef Case case
    cdef Lane one
    cdef Noise noise
    cdef bint noisy = check_noise(deviation, seed)
    cdef double own[STATE]
    cdef double row[COLUMNS]
    cdef int dim = start.shape[1]
    cdef Py_ssize_t lane, column
    cdef Py_ssize_t group = 0
    check_surface(surface, &parameters[0], parameters.shape[0], dim)
    check_rule(rule, hyper.shape[1], False)
    check_state(state, plateau)
    check_evidence(past, floors, habits, thresholds)
    open_goals(goals, terms, &aims)
    course.plateau = &plateau[0] if plateau is not None else NULL
    course.escape = escape
    course.clip.norm = clip_norm
    course.clip.value = clip_value
    course.floor = goals[goals.shape[0] - 1] if goals.shape[0] else NAN
    course.state = own
    one.surface = surface
    one.parameters = &parameters[0]
    one.rule = rule
    one.goals = &aims
    one.case = &case
    one.thresholds = <const Thresholds*>&thresholds[0] if thresholds is not None else NULL
    one.rates = &rates[0] if rates is not None else NULL
    one.shape = &shape[0, 0] if shape is not None else NULL
    one.noise = &noise if noisy else NULL
    noise.normals = &normals[0, 0] if normals is not None else NULL
    noise.streams = normals.shape[1] // dim if normals is not None else 0
    one.first = first
    one.n = n
    one.cancel = &cancel[0] if cancel is not None else NULL
    one.turns = &turns[0] if turns is not None and turns.shape[0] else NULL
    one.n_turns = turns.shape[0] if turns is not None else 0
    one.dim = dim
    one.evidence = thresholds is not None
    with nogil:
        for lane in range(lr.shape[0]):
            while lane >= bounds[group + 1]:
                group += 1
            memcpy(own, &state[0], sizeof(own))
            own[0] = start[lane, 0]
            own[1] = start[lane, 1] if dim == 2 else 0.0
            course.scale[0] = scale[lane, 0]
            course.scale[1] = scale[lane, 1] if dim == 2 else 1.0
            one.hyper = &hyper[group, 0]
            one.lr = lr[lane]
            if noisy:
                noise.deviation = deviation[lane]
                noise.seed = seed[lane]
            if one.evidence:
                open_case(floors, &habits[group, 0], about, dim, &case)
                case.scale[0] = course.scale[0]
                case.scale[1] = course.scale[1]
                case.noise = noise.deviation if noisy else 0.0
            outline_one(&one, &course, <const Evidence*>&past[0] if past is not None else NULL, row)
            if is_cancelled(one.cancel):
                break
            for column in range(COLUMNS):
                out[column, lane] = row[column]


def gains(
        const double[::1] goals not None, const double[::1] terms not None, double begun,
        const double[:] parting not None, const double[:, :] lowest not None, const double[:, :] loss not None,
        const int64_t[:, :] converged_at not None, const int64_t[:, :] exploded_at not None, double first,
        int64_t enough, double[:, :] out not None):
    """Tell what became of n variants with s seeds each, that parted at the step `first`; fill the rows of `out`.

    Gaps are those to the highest of the `goals` not above a run's `lowest` loss (n, s), or to that loss where there is
    none. A row holds by how many decades the gap shrank, from the losses `parting` (s,), or from `begun` where there
    are none, to the mean of what those that did not explode have at `loss` (n, s); which share of the gap at `begun`
    that mean is; the mean of the steps to converge, NaN where fewer than `enough` do; 1 where fewer than `enough` did
    not explode; and from there on the decades of each run. They are counted down to the tolerance and no further;
    after an explosion they are −inf.
    """
    cdef Goals aims
    cdef double floor, share, total, steps, parted
    cdef double before = 0.0
    cdef int64_t counted, intact, arrived
    cdef Py_ssize_t goal, i, j
    open_goals(goals, terms, &aims)
    for i in range(lowest.shape[0]):
        total = 0.0
        steps = 0.0
        parted = 0.0
        counted = 0
        intact = 0
        arrived = 0
        for j in range(lowest.shape[1]):
            goal = goal_under(&aims, lowest[i, j])
            floor = aims.loss[goal] if goal < aims.n else lowest[i, j]
            if parting.shape[0]:
                before = decades(share_left(begun, parting[j], floor), &aims)
            parted = before if j == 0 else parted
            share = share_left(begun, loss[i, j], floor)
            if exploded_at[i, j] < 0 and share < INFINITY:
                out[i, 4 + j] = before - decades(share, &aims)
                total += share
                counted += 1
            else:
                out[i, 4 + j] = -INFINITY
            intact += exploded_at[i, j] < 0
            if converged_at[i, j] >= 0:
                steps += <double>converged_at[i, j]
                arrived += 1
        share = total / <double>counted if counted else INFINITY
        out[i, 0] = parted - decades(share, &aims) if share < INFINITY else -INFINITY
        out[i, 1] = share
        steps = steps / <double>arrived - first if arrived >= enough else NAN
        out[i, 2] = 0.0 if steps < 0.0 else steps
        out[i, 3] = intact < enough


cdef inline double share_left(double begun, double loss, double floor) noexcept nogil:
    """The share of the gap at one loss that is left at another."""
    cdef double whole = gap_of(begun, floor)
    return gap_of(loss, floor) / whole if whole > 0.0 else 1.0


cdef inline double decades(double share, const Goals *goals) noexcept nogil:
    return math.log(share if share > goals.tolerance else goals.tolerance) / math.log(10.0)


# --- evidence of a run that is recorded ---

EVIDENCE_SIZE = sizeof(Evidence)
"""Bytes of evidence."""

cdef int check_evidence(
        const uint8_t[::1] past, const double[:, ::1] floors, const double[:, ::1] habits,
        const double[::1] thresholds) except -1:
    if past is not None and past.shape[0] != sizeof(Evidence):
        raise ValueError(f"past: evidence has {sizeof(Evidence)} bytes, not {past.shape[0]}")
    if thresholds is None:
        return 0
    if thresholds.shape[0] != sizeof(Thresholds) // sizeof(double):
        raise ValueError(f"thresholds: there are {sizeof(Thresholds) // sizeof(double)}, not {thresholds.shape[0]}")
    if habits is None or habits.shape[1] != sizeof(Habits) // sizeof(double):
        raise ValueError(f"habits: an optimizer has {sizeof(Habits) // sizeof(double)}")
    if floors is None or floors.shape[1] != sizeof(Floor) // sizeof(double):
        raise ValueError(f"floors: a minimum has {sizeof(Floor) // sizeof(double)} numbers")
    return 0


def begin_evidence(
        int surface, const double[::1] parameters not None, const double[::1] goals not None,
        const double[::1] terms not None, uint8_t[::1] evidence not None, const double[:, ::1] position not None,
        Py_ssize_t goal=-1):
    """Begin evidence at index 0, at the first position; `goal` is what a first pass found, if there was one."""
    cdef Evidence *e = <Evidence*>&evidence[0]
    cdef Goals aims
    cdef double gradient[2]
    cdef double loss
    check_surface(surface, &parameters[0], parameters.shape[0], position.shape[1])
    check_evidence(evidence, None, None, None)
    open_goals(goals, terms, &aims)
    memset(e, 0, sizeof(Evidence))
    evaluate_any(surface, &parameters[0], &position[0, 0], 1, &loss, gradient, NULL)
    begin_progress(&e.progress, &aims, loss, loss, 0.0, INFINITY, 0.0)
    if goal >= 0:
        e.progress.goal = goal
        aim(&e.progress, &aims, -1.0)
        stay(&e.progress, &aims, loss, 0.0)
    open_windows(e, 0.0, loss, &position[0, 0], gradient, position.shape[1])


def turn(uint8_t[::1] evidence not None):
    """Begin the windows anew at the last index: the dial has been turned there."""
    cdef Evidence *e = <Evidence*>&evidence[0]
    cdef double w[2]
    cdef double g[2]
    check_evidence(evidence, None, None, None)
    w[0] = e.x[0]
    w[1] = e.y[0]
    g[0] = e.gx
    g[1] = e.gy
    open_windows(e, e.index, e.progress.loss, w, g, 2)


def gather(
        int surface, const double[::1] parameters not None, const double[::1] goals not None,
        const double[::1] terms not None, uint8_t[::1] evidence not None, const double[:, ::1] position not None,
        const double[::1] loss not None, const double[::1] rates not None, Py_ssize_t goal=-1):
    """Take in recorded steps: what they led to, and their rates (n,), or one for all."""
    cdef Evidence *e = <Evidence*>&evidence[0]
    cdef Goals aims
    cdef Py_ssize_t n = loss.shape[0]
    if n == 0:
        return
    check_surface(surface, &parameters[0], parameters.shape[0], position.shape[1])
    check_evidence(evidence, None, None, None)
    if position.shape[0] < n or (rates.shape[0] != 1 and rates.shape[0] < n):
        raise ValueError(f"position, rates: need {n} rows")
    open_goals(goals, terms, &aims)
    with nogil:
        gather_any(
            surface, &parameters[0], &aims, e, &position[0, 0], &loss[0], &rates[0], rates.shape[0] == 1, n, goal)


cdef void gather_on(
        Surface *surface, const Goals *goals, Evidence *e, const double *position, const double *loss,
        const double *rates, bint constant, Py_ssize_t n, Py_ssize_t goal) noexcept nogil:
    cdef Surface s = surface[0]
    cdef double g[2]
    cdef int dim = dimensions(&s)
    cdef Py_ssize_t i
    for i in range(n):
        value_and_gradient(&s, position + i * dim, g)
        if goal >= 0:
            follow_to(&e.progress, goals, loss[i], e.index + 1.0)
        else:
            follow(&e.progress, goals, loss[i], e.index + 1.0)
        see(e, e.index + 1.0, loss[i], position + i * dim, g, rates[0 if constant else i], dim)


class Judgement(NamedTuple):
    """What evidence comes to.

    Attributes
    ----------
    symptom : str
        Its name, one of `SYMPTOMS`.
    converged_at : int or None
        The index at which the run converged.
    goal : int
        The place of the minimum among the goals; their number where none is known.
    unsure : bool
        Whether a second pass is needed, with the goal known.
    cut_short : bool
        Whether the last index is within a stay under tolerance that is not whole yet.
    best : float
        The lowest loss.
    left_again : int
        How often the loss left the tolerance after it had converged.
    measures : dict of str to float
    """

    symptom: str
    converged_at: int | None
    goal: int
    unsure: bool
    cut_short: bool
    best: float
    left_again: int
    measures: dict


def judge(
        int surface, const double[::1] parameters not None, const double[::1] goals not None,
        const double[::1] terms not None, const uint8_t[::1] evidence not None, const double[:, ::1] floors not None,
        const double[:, ::1] habits not None, const double[::1] scale not None, const double[::1] about not None,
        const double[::1] thresholds not None, bint rests=False, double exploded_at=-1.0):
    """Return the Judgement on evidence: `rests` says that the next step would move nothing."""
    cdef const Evidence *e = <const Evidence*>&evidence[0]
    cdef Goals aims
    cdef Case case
    cdef Measures m
    cdef double at
    cdef int symptom
    check_evidence(evidence, floors, habits, thresholds)
    open_goals(goals, terms, &aims)
    open_case(floors, &habits[0, 0], about, scale.shape[0], &case)
    case.scale[0] = scale[0]
    case.scale[1] = scale[scale.shape[0] - 1]
    at = -1.0 if exploded_at >= 0.0 else converged(&e.progress, &aims, e.index, rests)
    symptom = judge_one(
        surface, &parameters[0], e, &aims, &case, <const Thresholds*>&thresholds[0], at, exploded_at, &m)
    return Judgement(
        SYMPTOMS[symptom], None if at < 0.0 else int(at), e.progress.goal, e.progress.unsure != 0.0,
        exploded_at < 0.0 and cut_short(&e.progress, &aims, e.index), e.progress.best, int(e.progress.left_again),
        dict(zip(MEASURES, <double[:sizeof(Measures) // sizeof(double)]><double*>&m)))


# --- the CPU ---

cdef extern from *:
    """
    static int lrsim_cpu_level(void) {
    #if (defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__)))
        __builtin_cpu_init();
        if (!(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
              && __builtin_cpu_supports("bmi2")))
            return 1;
        if (!(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
              && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
              && __builtin_cpu_supports("avx512vl")))
            return 3;
        return 4;
    #else
        return 1;
    #endif
    }
    """
    int lrsim_cpu_level() nogil


def cpu_level():
    """Return which of the levels of x86-64 this CPU has: 1 (the baseline, and any other kind of CPU), 3 or 4."""
    return lrsim_cpu_level()


# --- learning rates ---

cdef double power(double base, Py_ssize_t exponent) noexcept nogil:
    """base**exponent by repeated squaring."""
    cdef double result = 1.0
    while exponent:
        if exponent & 1:
            result = result * base
        base = base * base
        exponent >>= 1
    return result


def powers(double base, Py_ssize_t first, double[::1] out not None):
    """Fill `out` with base**first, base**(first + 1), …

    Each power follows from the last multiple of 64 below it, so that it does not depend on `first`.
    """
    cdef Py_ssize_t i
    cdef Py_ssize_t k = first - first % 64
    cdef double value = power(base, k)
    with nogil:
        while k < first:
            value = value * base
            k += 1
        for i in range(out.shape[0]):
            if (first + i) % 64 == 0:
                value = power(base, first + i)
            out[i] = value
            value = value * base


def cosine_wave(Py_ssize_t t_max, Py_ssize_t first, double[::1] out not None):
    """Fill `out` with (1 + cos(π k / t_max)) / 2 for k = first, first + 1, …"""
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            out[i] = 0.5 * (1.0 + math.cos_turn(first + i, t_max))


def half_cosines(const double[::1] x not None, double[::1] out not None):
    """Fill `out` with (1 + cos(π x)) / 2."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            out[i] = 0.5 * (1.0 + math.cos_pi(x[i]))


def exponentials(const double[::1] x not None, double[::1] out not None):
    """Fill `out` with e**x."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            out[i] = math.exp(x[i])


def elementwise_power(const double[::1] x not None, double exponent, double[::1] out not None):
    """Fill `out` with x**exponent for 0 ≤ x ≤ 1: by multiplication and a root where the exponent allows it."""
    cdef Py_ssize_t whole = <Py_ssize_t>exponent
    cdef double rest = exponent - whole
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            if rest == 0.0:
                out[i] = power(x[i], whole)
            elif rest == 0.5:
                out[i] = power(x[i], whole) * sqrt(x[i])
            else:
                out[i] = math.pow(x[i], exponent)


# --- noise ---

def random_words(uint64_t seed, Py_ssize_t first, uint64_t[:, ::1] out not None):
    """Fill row k of `out` (n, 4) with the words of step first + k: NumPy's Philox(key=[seed, 0], counter=first)."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            philox(seed, <uint64_t>(first + i), &out[i, 0])


def normals(uint64_t seed, double deviation, Py_ssize_t first, double[:, :] out not None):
    """Fill row k of `out` (n, d) with the normals of step first + k, of a standard deviation."""
    cdef double z[2]
    cdef Py_ssize_t i
    with nogil:
        for i in range(out.shape[0]):
            drawn(seed, <uint64_t>(first + i), z)
            out[i, 0] = deviation * z[0]
            if out.shape[1] == 2:
                out[i, 1] = deviation * z[1]


# --- surfaces at many points ---

cdef void evaluate_on(
        Surface *surface, const double *position, Py_ssize_t n, double *loss, double *gradient, double *curvature
) noexcept nogil:
    cdef Surface s = surface[0]
    cdef int dim = dimensions(&s)
    cdef double g[2]
    cdef double h[3]
    cdef double value
    cdef Py_ssize_t i
    for i in range(n):
        if loss != NULL or gradient != NULL:
            value = value_and_gradient(&s, position + i * dim, g)
            if loss != NULL:
                loss[i] = value
            if gradient != NULL:
                memcpy(gradient + i * dim, g, dim * sizeof(double))
        if curvature != NULL:
            hessian_at(&s, position + i * dim, h)
            if dim == 1:
                curvature[i] = h[0]
            else:
                curvature[4 * i] = h[0]
                curvature[4 * i + 1] = h[1]
                curvature[4 * i + 2] = h[1]
                curvature[4 * i + 3] = h[2]


def evaluate(
        int surface, const double[::1] parameters not None, const double[:, ::1] position not None,
        double[::1] loss=None, double[:, ::1] gradient=None, double[:, :, ::1] hessian=None):
    """Fill loss (n,), gradient (n, d) and Hessian (n, d, d) at the n positions; None is left out."""
    cdef Py_ssize_t n = position.shape[0]
    if n == 0:
        return
    check_surface(surface, &parameters[0], parameters.shape[0], position.shape[1])
    cdef double *losses = &loss[0] if loss is not None else NULL
    cdef double *gradients = &gradient[0, 0] if gradient is not None else NULL
    cdef double *hessians = &hessian[0, 0, 0] if hessian is not None else NULL
    with nogil:
        evaluate_any(surface, &parameters[0], &position[0, 0], n, losses, gradients, hessians)


def evaluate_grid(
        int surface, const double[::1] parameters not None, const double[::1] x not None,
        const double[::1] y not None, double[:, ::1] loss not None):
    """Fill loss[j, i] with the surface at (x[i], y[j])."""
    cdef double points[2 * GRID_CHUNK]
    cdef Py_ssize_t i, j, k, n
    check_surface(surface, &parameters[0], parameters.shape[0], 2)
    with nogil:
        for j in range(y.shape[0]):
            i = 0
            while i < x.shape[0]:
                n = x.shape[0] - i if x.shape[0] - i < GRID_CHUNK else GRID_CHUNK
                for k in range(n):
                    points[2 * k] = x[i + k]
                    points[2 * k + 1] = y[j]
                evaluate_any(surface, &parameters[0], points, n, &loss[j, i], NULL, NULL)
                i += n


# --- kernels by their codes ---

include "_core_kernels.pxi"


# --- formulas of users ---

TAPE_OPS = {
    "add": TAPE_ADD,
    "mul-add": TAPE_MUL_ADD,
    "mul-add-mul": TAPE_MUL_ADD_MUL,
    "sub": TAPE_SUB,
    "mul-sub": TAPE_MUL_SUB,
    "sub-mul": TAPE_SUB_MUL,
    "mul-sub-mul": TAPE_MUL_SUB_MUL,
    "mul": TAPE_MUL,
    "div": TAPE_DIV,
    "pow": TAPE_POW,
    "min": TAPE_MIN,
    "max": TAPE_MAX,
    "below": TAPE_BELOW,
    "where": TAPE_WHERE,
    "sign": TAPE_SIGN,
    "abs": TAPE_ABS,
    "sqrt": TAPE_SQRT,
    "floor": TAPE_FLOOR,
    "exp": TAPE_EXP,
    "log": TAPE_LOG,
    "sin": TAPE_SIN,
    "cos": TAPE_COS,
    "tan": TAPE_TAN,
    "sinh": TAPE_SINH,
    "cosh": TAPE_COSH,
    "tanh": TAPE_TANH,
}
"""The operations of a tape and their numbers."""

TAPE_VARIABLES = VARIABLES
TAPE_SPACE = SPACE
TAPE_HESSIAN_SPACE = HESSIAN_SPACE
TAPE_WIDTH = WIDTH
"""How long a tape's parts may be, and are: see `kernels/surfaces/tape.pxd`."""


def evaluate_tape(
        const uint16_t[:, ::1] code not None, const double[::1] constants not None,
        const double[:, ::1] variables not None, int out, double[::1] result not None):
    """Fill `result` with place `out` of a tape's space at the n points whose variables are (count, n)."""
    cdef double space[SPACE * LANES]
    cdef const uint16_t *first = &code[0, 0] if code.shape[0] > 0 else NULL
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t n = result.shape[0]
    cdef Py_ssize_t j, k
    with nogil:
        spread(&constants[0], <int>constants.shape[0], space)
        while at < n:
            for j in range(variables.shape[0]):
                for k in range(LANES):              # the last points fill up the lanes that are left
                    space[LANES * j + k] = variables[j, at + k if at + k < n else n - 1]
            run_lanes(first, <int>code.shape[0], space)
            for k in range(LANES if n - at > LANES else n - at):
                result[at + k] = space[LANES * out + k]
            at += LANES
