# cython: cdivision=True
"""What evidence comes to: how the gap to the minimum moves and how the ball moves, in a few numbers.

The trend takes the envelope of the gap over the thirds of the last half of the way, which bouncing from one step to
the next does not disturb (under noise their means). Between them the log of the gap falls at a rate r. 1/r is taken
to change linearly in time, with slope s: exact for an exponential (s = 0), a power law t^(−1/s), and an approach at
constant speed, which ends in finite time (s = −1 on a slope, −½ on a parabola).

It is long because each number is a few lines and a few of reasons, and all are read off the same windows.
"""
from libc.float cimport DBL_MAX
from libc.math cimport INFINITY, NAN, fabs, sqrt
from libc.stdint cimport int64_t, uint64_t

from lrsim.kernels.evidence cimport Evidence, PARTS, RECENT
from lrsim.kernels.math.bits cimport ones_in
from lrsim.kernels.math.functions cimport exp, expm1, log
from lrsim.kernels.outcome cimport Goals, Progress, nothing_of


ctypedef struct Floor:                              # a known minimum
    double x
    double y
    double loss
    double xx                                       # its Hessian; NaN on a kink
    double xy
    double yy


ctypedef struct Habits:                             # what is known of an optimizer beforehand
    double descends                                 # 1: plain descent, perhaps with momentum
    double momentum                                 # β of heavy ball and Nesterov
    double nesterov
    double turning                                  # the edge is 2/(turning·(λ + penalty)), see linear_rules.py
    double penalty
    double memory                                   # β₁ of what keeps a mean of gradients
    double carries                                  # 1: its memory can carry the ball
    double decays                                   # 1: weight decay pulls the ball
    double first_only                               # 1: the rate is that of the first step, and no other looks at it


ctypedef struct Case:                               # all but the evidence that a verdict depends on
    const Floor *floors
    Py_ssize_t n_floors
    const Habits *habits
    double budget
    double noise                                    # deviation of the gradient's noise in a step
    double clipped                                  # 1: gradients are clipped
    double scale[2]                                 # of the rate, per coordinate
    int dim


ctypedef struct Thresholds:                         # their reasons: lrsim/diagnosis/thresholds.py
    double least_steps
    double least_rows
    double flipping
    double rising
    double spike
    double rounded
    double alarm_steps
    double growing_steps
    double growth
    double spikes
    double fell
    double stalled
    double settling
    double cycle
    double flat
    double halved
    double room
    double fading
    double starved
    double margin
    double speeding
    double on_course
    double left
    double swung
    double returned
    double fastest_bend
    double slowest_bend
    double bent
    double far
    double noise_level
    double noise_steps
    double parabola


ctypedef struct Measures:
    double played                                   # the last step
    double since                                    # steps since the dial has stood where it stands
    double known                                    # 1: a minimum is known
    double floor                                    # its loss, or the lowest loss so far
    double limit                                    # a gap that counts as arrived
    double gap                                      # now, at the start of the run, and where the dial was turned
    double gap_start
    double gap_turned
    double left                                     # the share of the starting gap that is left
    double left_worst                               # the largest gap in the last half, in limits
    double flips
    double pairs
    double flipping                                 # that share of the recent gradients
    double rises                                    # share of recent steps that raised the loss
    double climb                                    # how many of the very last steps did, one after the other
    double descent                                  # how many of the very last steps did not
    double spikes
    double shrinking                                # 1: every recent step shrank the gap
    double ratio                                    # factor on the gap's envelope per step; NaN: too few steps
    double ratio_before                             # the same, a little earlier
    double drop                                     # factor from one third of the last half to the next
    double highest                                  # in the last third
    double level                                    # the mean gap of the last half
    double projected                                # the step at which it would arrive; NaN: it doesn't
    double swings                                   # 1: the optimizer's memory carries the ball back and forth
    double thrown                                   # the largest gap since, as a multiple of that where it was turned
    double cycles                                   # 1: to and fro between two places
    double rate
    double peak
    double rising                                   # 1: the rate still rises
    double flattest                                 # curvature at the minimum nearest to the ball; NaN: unknown
    double curvature
    double held                                     # 1: weight decay pulls the ball off that minimum
    double along                                    # the gap along the flattest direction there; NaN: it is no parabola
    double edge                                     # LR from which nothing settles there; NaN: no theory
    double ball                                     # gap at which noise keeps the loss there, by theory; NaN: none
    double rests_on                                 # what keeps the ball where it stands still: see `Ground`


ctypedef struct Motion:                             # how the gap moved in the recent steps
    double rises
    double climb                                    # how many of the very last steps raised it, one after the other
    double descent                                  # how many of the very last steps did not
    double spikes
    double shrinking                                # 1: every step shrank it


cdef enum:                                          # Ground
    NOTHING = 0
    A_MINIMUM = 1
    A_SADDLE = 2
    A_HILLTOP = 3
    DECAY = 4


cdef inline double gap_of(double loss, double floor) noexcept nogil:
    cdef double gap = loss - floor
    return gap if gap < DBL_MAX else DBL_MAX


cdef inline double floor_of(const Progress *p, const Goals *goals) noexcept nogil:
    """The loss that gaps are measured from: of the minimum to reach, or the lowest so far."""
    return goals.loss[p.goal] if p.goal < goals.n else p.best


cdef inline void measure(
        const Evidence *e, const Motion *motion, const Goals *goals, const Case *case, const Thresholds *t,
        Measures *m) noexcept nogil:
    """Sum up; what the ball rests on is left out, which takes another look at the surface."""
    cdef const Progress *p = &e.progress
    cdef Py_ssize_t near
    m.played = e.index
    m.since = e.index - e.first
    m.pairs = m.since
    m.known = p.goal < goals.n
    m.floor = floor_of(p, goals)
    m.limit = within(gap_of(p.limit, m.floor) if p.goal < goals.n else 0.0, 1e-300, DBL_MAX)
    m.gap = gap_of(p.loss, m.floor)
    m.gap_start = gap_of(p.start, m.floor)
    m.gap_turned = gap_of(e.begun, m.floor)
    m.left = m.gap / m.gap_start if m.gap_start > 0.0 else 0.0
    m.flips = e.flips
    m.rate = e.rate
    m.peak = e.peak
    m.rising = m.since > 1.0 and e.rate > e.rate_before and case.habits.first_only == 0.0
    m.thrown = gap_of(highest_of(e), m.floor) / m.gap_turned if m.gap_turned > 0.0 else 1.0
    m.rests_on = NOTHING
    m.flipping = <double>ones_in(e.turned) / <double>within(m.since, 1.0, RECENT)
    m.rises = motion.rises / <double>steps_of(m.since) if m.since > 0.0 else 0.0
    m.climb = motion.climb
    m.descent = motion.descent
    m.spikes = motion.spikes
    m.shrinking = motion.shrinking
    near = nearest(case, e.x[0], e.y[0])
    m.flattest = NAN
    m.curvature = NAN
    m.along = NAN
    m.held = 0.0
    if near >= 0:
        m.held = case.habits.decays != 0.0 and (case.floors[near].x != 0.0 or case.floors[near].y != 0.0)
        curvatures(&case.floors[near], case, &m.flattest, &m.curvature)
        if case.floors[near].loss == m.floor:
            m.along = gap_along(&case.floors[near], case, t, e.x[0], e.y[0], m.flattest, m.curvature, m.gap)
    m.edge = edge_of(case.habits, m.curvature)
    m.ball = NAN
    if near >= 0:
        m.ball = ball_of(
            case, m.rate, m.flattest, m.curvature,
            steep_share(&case.floors[near], case, m.flattest, m.curvature))
    m.cycles = is_cycle(e, t)
    measure_trend(e, case, t, m)


cdef inline double highest_of(const Evidence *e) noexcept nogil:
    """The highest loss since the windows were opened."""
    return highest_in(e, 0, parts_of(e))


cdef inline double highest_in(const Evidence *e, int64_t first, int64_t stop) noexcept nogil:
    """The highest loss in some parts; in four chains of comparisons that don't wait for each other."""
    cdef double a = e.part_high if stop > e.closed else -INFINITY
    cdef double b = -INFINITY
    cdef double c = -INFINITY
    cdef double d = -INFINITY
    cdef int64_t last = stop if stop < e.closed else e.closed
    while first + 3 < last:
        a = greater(e.highs[first], a)
        b = greater(e.highs[first + 1], b)
        c = greater(e.highs[first + 2], c)
        d = greater(e.highs[first + 3], d)
        first += 4
    while first < last:
        a = greater(e.highs[first], a)
        first += 1
    return greater(greater(a, b), greater(c, d))


cdef inline double greater(double one, double other) noexcept nogil:
    return one if one > other else other


cdef inline double within(double value, double low, double high) noexcept nogil:
    value = value if value > low else low
    return value if value < high else high


# --- the recent steps ---

cdef inline int64_t steps_of(double since) noexcept nogil:
    """How many of the steps since the windows were opened have both their losses among the recent ones."""
    return <int64_t>since if since < RECENT - 1 else RECENT - 1


cdef inline void begin_motion(int64_t steps, Motion *m) noexcept nogil:
    m.rises = 0.0
    m.climb = 0.0
    m.descent = 0.0
    m.spikes = 0.0
    m.shrinking = 1.0 if steps > 0 else 0.0


cdef inline void see_motion(
        double before, double now, double mean, double nothing, const Thresholds *t, Motion *m) noexcept nogil:
    """Take in that a gap became another; straight-line code, for lanes side by side.

    What is no larger than `nothing` has no further to shrink.
    """
    cdef bint up = now > before * (1.0 + t.rounded)
    m.rises = m.rises + (1.0 if up else 0.0)
    m.climb = m.climb + 1.0 if up else 0.0
    m.descent = 0.0 if up else m.descent + 1.0
    m.spikes = m.spikes + (1.0 if up & (now > t.spike * before) & (now > mean) else 0.0)
    m.shrinking = m.shrinking if (now < before) | (now <= nothing) else 0.0


cdef inline void measure_motion(
        const Evidence *e, const Goals *goals, const Thresholds *t, Motion *m) noexcept nogil:
    """How the ball moved in the recent steps."""
    cdef int64_t last = <int64_t>e.index
    cdef int64_t steps = steps_of(e.index - e.first)
    cdef double floor = floor_of(&e.progress, goals)
    cdef double nothing = nothing_of(goals, floor, e.progress.limit)
    cdef double share = 1.0 / <double>(steps + 1)
    cdef double before, now, mean = 0.0
    cdef int64_t i
    for i in range(steps + 1):
        mean += gap_of(e.recent[(last - i) % RECENT], floor) * share
    begin_motion(steps, m)
    before = gap_of(e.recent[(last - steps) % RECENT], floor)
    for i in range(steps):
        now = gap_of(e.recent[(last - steps + 1 + i) % RECENT], floor)
        see_motion(before, now, mean, nothing, t, m)
        before = now


cdef inline Py_ssize_t nearest(const Case *case, double x, double y) noexcept nogil:
    """The known minimum nearest to a place; −1: there is none."""
    cdef Py_ssize_t best = -1
    cdef double least = INFINITY
    cdef double apart, dx, dy
    cdef Py_ssize_t i
    for i in range(case.n_floors):
        dx = x - case.floors[i].x
        dy = y - case.floors[i].y if case.dim == 2 else 0.0
        apart = dx * dx + dy * dy
        if apart < least or best < 0:
            least = apart
            best = i
    return best


cdef inline void curvatures(const Floor *floor, const Case *case, double *low, double *high) noexcept nogil:
    """The smallest and the largest curvature at a minimum, as the scaled rate sees them: of S½ H S½."""
    cdef double a = case.scale[0] * floor.xx
    cdef double b, c, middle, reach
    if case.dim == 1:
        low[0] = a
        high[0] = a
        return
    b = sqrt(case.scale[0] * case.scale[1]) * floor.xy
    c = case.scale[1] * floor.yy
    middle = 0.5 * (a + c)
    reach = sqrt((0.5 * (a - c)) * (0.5 * (a - c)) + b * b)
    low[0] = middle - reach
    high[0] = middle + reach


cdef inline double gap_along(
        const Floor *floor, const Case *case, const Thresholds *t, double x, double y, double low, double high,
        double gap) noexcept nogil:
    """The gap of a place along the flattest direction of a minimum; NaN where its parabola does not tell the gap."""
    cdef double ux, uy, seen, share
    if not case.scale[0] > 0.0 or (case.dim == 2 and not case.scale[1] > 0.0):
        return NAN
    ux = (x - floor.x) / sqrt(case.scale[0])
    if case.dim == 1:
        share = 0.5 * low * ux * ux
        return share if is_about(share, gap, t.parabola) else NAN
    uy = (y - floor.y) / sqrt(case.scale[1])
    seen = (
        case.scale[0] * floor.xx * ux * ux + 2.0 * sqrt(case.scale[0] * case.scale[1]) * floor.xy * ux * uy
        + case.scale[1] * floor.yy * uy * uy)
    if not is_about(0.5 * seen, gap, t.parabola):
        return NAN
    if not high > low:
        return 0.5 * seen
    return 0.5 * low * (high * (ux * ux + uy * uy) - seen) / (high - low)


cdef inline bint is_about(double a, double b, double times) noexcept nogil:
    """Tell whether two numbers are the same to a factor."""
    return a <= times * b and b <= times * a


cdef inline double edge_of(const Habits *h, double curvature) noexcept nogil:
    """The LR from which on no path settles where the largest curvature is the given one."""
    cdef double seen = h.turning * (curvature + h.penalty)
    cdef double edge = 2.0 / seen if seen > 0.0 else NAN
    return edge if 0.0 < edge <= DBL_MAX else NAN


cdef inline double steep_share(const Floor *floor, const Case *case, double low, double high) noexcept nogil:
    """How much of the steepest direction at a minimum, as the scaled rate sees it, lies along x: cos² of its angle."""
    return (case.scale[0] * floor.xx - low) / (high - low) if high > low else 1.0


cdef inline double ball_of(
        const Case *case, double rate, double flattest, double curvature, double steep) noexcept nogil:
    """The mean gap at which noise keeps plain descent and heavy ball near a quadratic minimum.

    Along each axis the position is an AR(2) process, whose variance is lr σ² (1 + β)/((1 − β) λ (2(1 + β) − lr λ)) (Box
    & Jenkins, *Time Series Analysis*, section 3.2); the gap is half of λ times that. Factors S on the rate scale the
    noise along an axis v of S½ H S½ by vᵀ S v.
    """
    cdef const Habits *h = case.habits
    cdef double beta = h.momentum
    cdef double level = 0.0
    cdef double curvatures[2]
    cdef double factors[2]
    cdef double room
    cdef int i
    if case.noise == 0.0 or case.clipped != 0.0 or not flattest > 0.0:
        return NAN
    if h.descends == 0.0 or h.nesterov != 0.0 or h.decays != 0.0:
        return NAN
    if fabs(h.turning * (1.0 + beta) - 1.0) > 1e-9:  # dampening; without, rounding leaves some ulps
        return NAN
    curvatures[0] = flattest
    curvatures[1] = curvature
    factors[0] = case.scale[0]
    if case.dim == 2:
        factors[0] = case.scale[0] * (1.0 - steep) + case.scale[1] * steep
        factors[1] = case.scale[0] * steep + case.scale[1] * (1.0 - steep)
    for i in range(case.dim):
        room = 2.0 * (1.0 + beta) - rate * curvatures[i]
        if not room > 0.0:
            return NAN
        level += factors[i] * 0.5 * rate * case.noise * case.noise * (1.0 + beta) / ((1.0 - beta) * room)
    return level


cdef inline bint is_cycle(const Evidence *e, const Thresholds *t) noexcept nogil:
    """Tell whether the ball jumps to and fro between two places."""
    cdef double back, jump, by
    if e.index - e.first < 2.0:
        return False
    back = fabs(e.x[0] - e.x[2])
    jump = fabs(e.x[0] - e.x[1])
    by = fabs(e.y[0] - e.y[2])
    back = by if by > back else back
    by = fabs(e.y[0] - e.y[1])
    jump = by if by > jump else jump
    return back < t.cycle * jump


# --- the trend ---

cdef inline int64_t parts_of(const Evidence *e) noexcept nogil:
    return e.closed + (e.filled > 0.0)


cdef inline double top(
        const Evidence *e, const Measures *m, int64_t first, int64_t stop, bint mean) noexcept nogil:
    """The highest gap in some parts, or its mean; what is far below the target is rounding."""
    cdef int64_t parts = stop - first
    cdef double total = 0.0
    cdef double value
    cdef int64_t i
    if mean:
        for i in range(first, stop):
            value = e.sums[i] / e.length if i < e.closed else e.part_sum / e.filled
            total += gap_of(value, m.floor) / <double>parts
        value = total
    else:
        value = gap_of(highest_in(e, first, stop), m.floor)
    return value if value > m.limit * 1e-3 else m.limit * 1e-3


cdef inline double worst_after(const Evidence *e, const Measures *m, int64_t parts) noexcept nogil:
    """The highest gap in the last half of the way, and after it had converged: a stay is about as long as a part."""
    cdef int64_t begin = parts - (parts + 1) // 2
    cdef double after = (e.progress.converged - e.first) / e.length
    if after > <double>begin:
        begin = <int64_t>after + ((<double><int64_t>after) < after)
    return top(e, m, begin, parts, False) if begin < parts else m.gap


cdef inline double fall(double log_high, double log_low, double apart) noexcept nogil:
    """How fast a log falls, per step; bounded so that its exponential stays a number."""
    cdef double rate = (log_high - log_low) / apart
    return rate if rate > -700.0 else -700.0


cdef inline void measure_trend(
        const Evidence *e, const Case *case, const Thresholds *t, Measures *m) noexcept nogil:
    """How the gap changes: ratio, drop, highest, level, swings and where it is bound for."""
    cdef int64_t parts = parts_of(e)
    cdef int64_t half = parts // 2 if parts // 2 > <int64_t>t.least_rows else <int64_t>t.least_rows
    cdef int64_t third = (parts if parts < half else half) // 3
    cdef int64_t wide = parts // 3 if parts >= 3 else 1
    cdef bint noisy = case.noise > 0.0
    cdef double one, two, three, log_two, log_three, log_target, lately, earlier, apart, rate, before
    m.ratio = NAN
    m.ratio_before = NAN
    m.drop = NAN
    m.highest = NAN
    m.projected = NAN
    m.swings = 0.0
    m.level = top(e, m, parts - parts // 2 if parts > 1 else 0, parts, True) if noisy else NAN
    m.left_worst = worst_after(e, m, parts) / m.limit
    if case.habits.carries != 0.0:
        lately = top(e, m, parts - wide, parts, False)
        earlier = top(e, m, parts - 2 * wide, parts - wide, False) if parts >= 2 * wide and parts > wide else 0.0
        m.swings = (
            (m.flips > 0.0 and gap_of(e.progress.best, m.floor) < t.swung * lately)
            or (m.rises > 0.0 and lately > t.returned * earlier)
            or m.rises >= t.rising)
    if m.swings != 0.0 and not noisy:               # what fades is the swings' height
        if parts < 3:
            return
        two = top(e, m, parts - 2 * wide, parts - wide, noisy)
        three = top(e, m, parts - wide, parts, noisy)
        one = m.gap_turned if m.gap_turned > m.limit * 1e-3 else m.limit * 1e-3
        apart = <double>(parts - wide) * e.length
        log_three = log(three)
        rate = fall(log(one), log_three, apart)
        settle_trend(m, rate, rate, two, three)
        if m.cycles == 0.0 and -log(m.ratio) > 0.0:
            arrive(e, t, m, apart, log_three - log(target_of(m)), -log(m.ratio), limit_rate(case.habits))
        return
    if third < 1:
        return
    one = top(e, m, parts - 3 * third, parts - 2 * third, noisy)
    two = top(e, m, parts - 2 * third, parts - third, noisy)
    three = top(e, m, parts - third, parts, noisy)
    apart = <double>third * e.length
    log_two = log(two)
    log_three = log(three)
    rate = fall(log_two, log_three, apart)
    before = fall(log(one), log_two, apart)
    settle_trend(m, rate, before, two, three)
    if m.cycles == 0.0 and rate > 0.0:
        log_target = log(target_of(m))
        bend_and_arrive(
            e, case, t, m, <double>(parts - third) * e.length, apart, before, rate, log_three - log_target, log_target)


cdef inline void settle_trend(Measures *m, double rate, double before, double two, double three) noexcept nogil:
    m.ratio = exp(-rate)
    m.ratio_before = exp(-before)
    m.drop = three / two
    m.highest = three


cdef inline double target_of(const Measures *m) noexcept nogil:
    """The gap that a fall is bound for: where it has arrived, or where noise will keep it."""
    return m.ball if m.ball > m.limit else m.limit


cdef inline double limit_rate(const Habits *h) noexcept nogil:
    """What rate of the log gap no curvature can exceed: the product of momentum's two modes is β."""
    cdef double beta = h.momentum if h.descends != 0.0 else h.memory
    if h.nesterov != 0.0 or beta == 0.0:
        return INFINITY
    return -log(beta)


cdef inline void arrive(
        const Evidence *e, const Thresholds *t, Measures *m, double begin, double need, double rate,
        double limit) noexcept nogil:
    """Project swings that fade at a rate, and the log of whose gap has still to fall by so much."""
    cdef double wait = (need if need > 0.0 else 0.0) / (rate if rate < limit else limit)
    m.projected = within(e.first + begin + wait, e.index + 1.0, t.far)


cdef inline double weight_of(const Habits *h) noexcept nogil:
    """The weight of a new gradient in the velocity: 1 − τ under dampening."""
    return h.turning * (1.0 + h.momentum) if h.nesterov == 0.0 and h.turning > 0.0 else 1.0


cdef inline double decay_rate(double share) noexcept nogil:
    """How fast the log of a gap falls of which each step takes a share of the way: −log (1 − s)²."""
    return -2.0 * log(1.0 - share) if share < 0.9 else 2.0 * share


cdef inline void bend_and_arrive(
        const Evidence *e, const Case *case, const Thresholds *t, Measures *m, double begin, double apart,
        double before, double rate, double need, double log_target) noexcept nogil:
    """Project a fall whose 1/r changes linearly, and the log of whose gap has still to fall by so much.

    Near the minimum w ← (1 − lr λ) w makes the loss fall at 2 lr λ along the flattest direction, which is what remains
    in the end; momentum at 1/(1 − β) times that while it does not swing.
    """
    cdef const Habits *h = case.habits
    cdef double limit = limit_rate(h)
    cdef double tail = NAN
    cdef double bend = (1.0 / rate - 1.0 / before) / apart if before > 0.0 else 0.0
    cdef double pace, bent, wait, slowest, flat
    if h.descends != 0.0 and m.rate * m.flattest > 0.0:
        tail = decay_rate(m.rate * m.flattest * weight_of(h) / (1.0 - h.momentum))
        tail = tail if tail < limit else limit
    bend = within(bend, t.fastest_bend, t.slowest_bend)
    pace = 1.0 / rate + bend * 0.5 * apart
    pace = pace if pace > 0.1 / rate else 0.1 / rate
    need = need if need > 0.0 else 0.0
    bent = bend * need if bend * need < 60.0 else 60.0
    wait = pace * (need if fabs(bent) < 1e-9 else expm1(bent) / bend)
    if tail == tail and bend < -t.bent and m.along != m.along:
        wait = wait if wait > need / tail else need / tail
    if tail == tail and bend > 0.0:
        slowest = need * (pace if pace > 1.0 / tail else 1.0 / tail)
        wait = wait if wait < slowest else slowest
    if tail == tail and m.along > target_of(m):     # what remains in the end, although it is little now
        flat = (log(m.along) - log_target) / tail + e.index - e.first - begin
        wait = wait if wait > flat else flat
    wait = wait if wait > need / limit else need / limit
    m.projected = within(e.first + begin + wait, e.index + 1.0, t.far)


# --- what the ball rests on ---

cdef inline void look_around(
        Measures *m, const Case *case, const Thresholds *t, const double *g, const double *h) noexcept nogil:
    """Tell what keeps the ball where it is, from gradient and Hessian (xx, xy, yy) there.

    Σ gᵢ²/(2|λᵢ|) over the axes of curvature is how far the loss can fall along them.
    """
    cdef double a = h[0]
    cdef double middle, reach, low, high, promise, gx, gy, first_x, first_y, along, across
    m.rests_on = NOTHING
    if m.rate <= 0.0:
        return
    if case.dim == 1:
        low = a
        high = a
        promise = 0.5 * g[0] * g[0] / size_of(a)
    else:
        middle = 0.5 * (h[0] + h[2])
        reach = sqrt((0.5 * (h[0] - h[2])) * (0.5 * (h[0] - h[2])) + h[1] * h[1])
        low = middle - reach
        high = middle + reach
        gx = g[0]
        gy = g[1]
        first_x = gx
        first_y = gy
        if reach > 0.0:                             # (H − λ₂)g/(λ₁ − λ₂) is what lies along the first axis
            first_x = (h[0] * gx + h[1] * gy - low * gx) / (2.0 * reach)
            first_y = (h[1] * gx + h[2] * gy - low * gy) / (2.0 * reach)
        along = first_x * first_x + first_y * first_y
        across = (gx - first_x) * (gx - first_x) + (gy - first_y) * (gy - first_y)
        promise = 0.5 * (along / size_of(high) + across / size_of(low))
    if promise <= t.flat * m.gap:
        m.rests_on = A_MINIMUM if low > 0.0 else A_HILLTOP if high < 0.0 else A_SADDLE
    elif case.habits.decays != 0.0 and m.rate >= t.starved * m.peak and m.left < t.halved:
        m.rests_on = DECAY


cdef inline double size_of(double curvature) noexcept nogil:
    return fabs(curvature) if fabs(curvature) > 1e-300 else 1e-300
