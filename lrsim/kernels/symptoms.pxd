# cython: cdivision=True
"""Which symptom of a learning rate the evidence shows: the rules, in their order of precedence.

Every rule reads the measures and nothing else; `lrsim/diagnosis/` says each symptom in words.
"""
from lrsim.kernels.math.functions cimport exp, log
from lrsim.kernels.measures cimport (
    A_HILLTOP, A_MINIMUM, A_SADDLE, Case, DECAY, Measures, NOTHING, Thresholds,
)
from lrsim.kernels.outcome cimport Progress


cdef enum:
    UNDECIDED = 0                                   # the pace still changes
    OUT_OF_REACH                                    # exploded at the start
    BLOWN_UP
    GROWING                                         # an explosion seen early
    CONVERGED
    COMES_AND_GOES                                  # converged, and left again by far
    INSIDE_FALLING                                  # within tolerance, and falling still
    INSIDE                                          # within tolerance, but not for long enough
    NOISE_BALL
    AT_A_MINIMUM                                    # not the one to reach
    ON_A_SADDLE
    ON_A_HILLTOP
    HELD_BY_DECAY
    IN_A_CYCLE
    BOUNCING
    OVERSHOOTING                                    # further each time
    CROSSING                                        # the valley, and does not settle
    CROSSING_FALLING                                # … while it falls: more slowly than a smaller LR
    SWINGING
    THROWN                                          # up by a spike
    SPIKING
    NOISY                                           # noise dominates from the start
    LEFT_BY_SCHEDULE                                # slow, as the schedule cuts the rate
    SLOW
    STANDING                                        # stands still, far away
    RATE_ZERO
    STARVED                                         # hardly moves, as the schedule cuts the rate
    HARDLY_MOVING
    ARRIVING
    TOO_SHORT
    NO_FLOOR
    WARMING_UP
    ON_COURSE
    MAY_MISS
    SYMPTOMS


cdef inline int symptom_of(
        const Progress *p, const Measures *m, const Case *case, const Thresholds *t, double converged_at,
        double exploded_at) noexcept nogil:
    """The first symptom that the measures show."""
    cdef bint noisy = case.noise > 0.0
    cdef int found
    if exploded_at == 0.0:
        return OUT_OF_REACH
    if exploded_at > 0.0:
        return BLOWN_UP
    if converged_at >= 0.0:
        return COMES_AND_GOES if p.left_again > 0.0 and m.left_worst > t.left else CONVERGED
    if is_growing(m, t, noisy):
        return GROWING
    if m.known != 0.0 and not noisy and p.above < m.played and m.since > 0.0:
        return INSIDE_FALLING if m.shrinking != 0.0 else INSIDE
    if noisy:
        found = of_noise(m, case, t)
    else:
        found = of_standing(m, t)
        found = found if found != UNDECIDED else of_crossing(m, case, t)
        found = found if found != UNDECIDED else of_spikes(m, case, t)
    found = found if found != UNDECIDED else of_crawling(m, case, t)
    return found if found != UNDECIDED else of_nothing(m, case, t)


# --- signs ---

cdef inline bint has_trend(const Measures *m, const Thresholds *t) noexcept nogil:
    return m.ratio == m.ratio and m.since >= t.least_steps


cdef inline bint stands(const Measures *m, const Thresholds *t) noexcept nogil:
    """Tell whether the loss stands still above a minimum: then it matters what the ball rests on."""
    return has_trend(m, t) and m.known != 0.0 and not m.drop < t.stalled


cdef inline bint is_on_course(const Measures *m, const Case *case) noexcept nogil:
    """Tell whether it would converge within the budget."""
    return m.known != 0.0 and m.projected <= case.budget and m.played < case.budget


cdef inline bint is_bouncing(const Measures *m, const Thresholds *t) noexcept nogil:
    """Tell whether the recent steps went across or up, not only down."""
    return m.flipping >= t.flipping or m.rises >= t.rising


cdef inline bint is_falling(const Measures *m, const Thresholds *t) noexcept nogil:
    """Tell whether the envelope of the gap goes down steadily."""
    return m.drop < t.settling


cdef inline bint falls_smoothly(const Measures *m, const Thresholds *t) noexcept nogil:
    """Tell whether the last half of the way, or all that is remembered of it, went down and not up."""
    return is_falling(m, t) and (2.0 * m.descent >= m.since or m.rises == 0.0)


cdef inline bint is_fading(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """Tell whether swings go down fast enough to call it a slow fall.

    Where momentum alone makes them, by theory a smaller LR would not help; otherwise swings that rise above the start
    are the LR's.
    """
    if case.habits.descends == 0.0 and m.thrown > 1.0:
        return False
    return m.known != 0.0 and m.projected <= t.fading * case.budget


cdef inline bint is_speeding_up(const Measures *m, const Thresholds *t) noexcept nogil:
    """Tell whether the rate of the fall still grows: log(ratio) against that before."""
    if not 0.0 < m.ratio < 1.0 or m.ratio_before == 0.0:
        return False
    return m.ratio_before >= 1.0 or log_below(m.ratio, m.ratio_before, t.speeding)


cdef inline bint is_starved(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """Tell whether the schedule has cut the rate so far that it is no longer that of the dial."""
    return case.habits.first_only == 0.0 and m.rate < t.starved * m.peak


cdef inline bint log_below(double a, double b, double times) noexcept nogil:
    """Tell whether log a < times · log b, for 0 < a, b < 1."""
    return log(a) < times * log(b)


# --- too large ---

cdef inline bint is_growing(const Measures *m, const Thresholds *t, bint noisy) noexcept nogil:
    if not m.gap > t.growth * m.gap_turned > 0.0:
        return False
    if noisy:
        if m.climb >= t.growing_steps and m.flips == m.pairs and m.gap > t.growth * t.growth * m.gap_turned:
            return True                             # noise does not jump across and further, step after step
        return m.drop > t.growth and m.climb >= t.alarm_steps
    if m.drop * t.stalled <= 1.0:                   # it has climbed to where it stands
        return False
    return m.climb >= t.growing_steps or (m.climb >= t.alarm_steps and m.flips == m.pairs)


cdef inline int of_noise(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """What noise keeps up: a ball around the minimum, of the level that theory knows or that does not fall.

    A rate that is cut freezes the ball where it is by then: no level stands above what this rate's theory says.
    """
    cdef bint level_off = m.since >= t.noise_steps and m.rises >= t.rising and m.drop >= t.settling
    cdef bint stands
    if m.known == 0.0 or not has_trend(m, t):
        return UNDECIDED
    if m.ball == m.ball:
        stands = m.level <= t.noise_level * m.ball and (level_off or m.rate == m.peak)
    else:
        stands = level_off and not is_starved(m, case, t)
    if not stands:
        return UNDECIDED
    if m.level <= t.fell * m.gap_start:
        return NOISE_BALL
    # a loss that was never thrown above its start is one that hardly moves, unless the ball jumps across
    return NOISY if m.ball == m.ball or m.thrown * t.settling > 1.0 or m.flipping >= t.flipping else UNDECIDED


cdef inline int of_standing(const Measures *m, const Thresholds *t) noexcept nogil:
    """A loss that fell and then stands still above what is reachable."""
    if not stands(m, t):
        return UNDECIDED
    if m.drop > 1.0 / t.stalled and m.climb >= t.alarm_steps:
        return UNDECIDED
    if m.flipping < t.flipping:                     # Newton's method climbs to such a place, too
        if m.rests_on == A_SADDLE:
            return ON_A_SADDLE
        if m.rests_on == A_HILLTOP:
            return ON_A_HILLTOP
    if not is_bouncing(m, t):
        if m.rests_on == A_MINIMUM:
            return AT_A_MINIMUM
        return HELD_BY_DECAY if m.rests_on == DECAY else UNDECIDED
    if m.highest > t.fell * m.gap_start:
        return UNDECIDED
    return IN_A_CYCLE if m.cycles != 0.0 else BOUNCING


cdef inline int of_crossing(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """A ball that jumps or swings across the valley and does not settle."""
    cdef bint across = m.flipping >= t.flipping
    if across and m.flips == m.pairs and m.climb >= t.alarm_steps:
        return OVERSHOOTING
    if m.since < t.least_steps or is_on_course(m, case):
        return UNDECIDED
    if across:
        if not is_falling(m, t):
            return CROSSING
        if case.habits.descends != 0.0 and case.habits.momentum == 0.0:
            # the steepest direction decays more slowly than the flattest: |1 − lr λmax| > |1 − lr λmin|
            if m.rate * (m.curvature + m.flattest) > 2.0 + t.rounded:
                return CROSSING_FALLING
    if m.swings != 0.0 and m.rises >= t.rising and not is_fading(m, case, t) and not falls_smoothly(m, t):
        return SWINGING
    return UNDECIDED


cdef inline int of_spikes(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """Spikes, or a start that threw the ball far up."""
    if m.since < t.least_steps or is_on_course(m, case):
        return UNDECIDED
    if falls_smoothly(m, t) and m.gap <= m.gap_turned:
        return UNDECIDED
    if m.thrown > t.growth and m.gap > t.fell * m.gap_turned:
        return THROWN
    if m.swings != 0.0 and is_fading(m, case, t):
        return UNDECIDED
    if case.habits.descends == 0.0 and m.flips == 0.0 and m.rises == 1.0:
        return UNDECIDED                            # its steps go uphill, as Newton's do where the surface bends down
    if is_falling(m, t) and m.spikes < t.spikes:
        return UNDECIDED
    return SPIKING if m.spikes >= t.spikes or m.rises >= t.rising else UNDECIDED


# --- too small ---

cdef inline int of_crawling(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """A fall that the budget is too short for."""
    cdef bint early = m.played < case.budget
    cdef bint close = m.projected <= t.margin * case.budget
    if m.played > 0.0 and m.rate == 0.0 and m.peak == 0.0:
        return RATE_ZERO
    if m.known == 0.0 or not has_trend(m, t) or is_on_course(m, case) or m.left > 1.0:
        return UNDECIDED
    if early and (m.rising != 0.0 or close or is_speeding_up(m, t)):
        return UNDECIDED
    if hardly_moves(m, case, t):
        return STARVED if is_starved(m, case, t) else HARDLY_MOVING
    if case.noise > 0.0 and m.ball != m.ball:       # nobody knows where noise will stop the fall
        return UNDECIDED
    if is_starved(m, case, t):
        return LEFT_BY_SCHEDULE
    return SLOW if m.projected == m.projected or is_falling(m, t) else STANDING


cdef inline bint hardly_moves(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """Tell whether the budget won't bring it half of the way, though ten times the LR may."""
    cdef double rest = case.budget - m.played
    cdef double pace = m.ratio if m.ratio < 1.0 else 1.0
    if m.edge == m.edge and m.rate * t.room >= m.edge:
        return False
    if case.noise > 0.0 and m.spikes >= t.spikes:   # a ball that noise throws about does move
        return False
    return m.left * raised_to(pace, rest) > t.halved


cdef inline double raised_to(double base, double exponent) noexcept nogil:
    if exponent <= 0.0 or base >= 1.0:
        return 1.0
    return exp(exponent * log(base)) if base > 0.0 else 0.0


cdef inline int of_nothing(const Measures *m, const Case *case, const Thresholds *t) noexcept nogil:
    """What there is without a symptom: a fall that is nearly there, or why it is too early to tell."""
    if is_on_course(m, case) and m.since >= t.least_steps and m.left <= t.on_course and case.noise == 0.0:
        return ARRIVING if m.held == 0.0 else UNDECIDED
    if m.since < t.least_steps:
        return TOO_SHORT
    if m.known == 0.0:
        return NO_FLOOR
    if m.rising != 0.0:
        return WARMING_UP
    if is_on_course(m, case):
        return ON_COURSE
    if m.projected <= t.margin * case.budget:
        return MAY_MISS
    return UNDECIDED
