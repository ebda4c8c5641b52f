# cython: cdivision=True
"""All update rules of one coordinate at a time, for the loops to be specialised in: the fused type, and who does what.

A rule works in two parts. `factors` computes what depends on the step but on no learning rate and no coordinate
(bias corrections, say), with what it carries from step to step in `memory`. `update` then moves one coordinate;
its `slot` is the optimizer's own state for it, and whatever is carried and depends on the rate lies there, too.
Slots and memory are 0 before step 0. Both are straight-line code: the same text runs one path, or a block of lanes.
To add a rule: its struct and its functions (`descents.pxd`, `adam_family.pxd`, `adaptive.pxd`), and its lines here.
"""
from lrsim.kernels.rules cimport adam_family, adaptive, descents
from lrsim.kernels.rules.adam_family cimport (
    Adam, AdamW, Nadam, Radam, Adamax, AdaBelief, Yogi, Adan, ScheduleFreeAdamW,
)
from lrsim.kernels.rules.descents cimport (
    Plain, HeavyBall, Momentum, Asgd, SignSgd, Lion, ScheduleFreeSgd,
)
from lrsim.kernels.rules.factors cimport Factors
from lrsim.kernels.rules.adaptive cimport (
    Adagrad, Adadelta, Rmsprop, Rprop,
)


ctypedef fused Rule:
    Plain
    HeavyBall
    Momentum
    Asgd
    SignSgd
    Lion
    ScheduleFreeSgd
    Adam
    AdamW
    Nadam
    Radam
    Adamax
    AdaBelief
    Yogi
    Adan
    ScheduleFreeAdamW
    Adagrad
    Adadelta
    Rmsprop
    Rprop


cdef inline int slots(Rule *r) noexcept nogil:
    """Doubles of state for each coordinate."""
    if Rule is Plain:
        return 0
    elif Rule is HeavyBall:
        return 1
    elif Rule is Momentum:
        return 1
    elif Rule is Asgd:
        return 2
    elif Rule is SignSgd:
        return 0
    elif Rule is Lion:
        return 1
    elif Rule is ScheduleFreeSgd:
        return 4
    elif Rule is Adam:
        return 3
    elif Rule is AdamW:
        return 3
    elif Rule is Nadam:
        return 2
    elif Rule is Radam:
        return 2
    elif Rule is Adamax:
        return 2
    elif Rule is AdaBelief:
        return 2
    elif Rule is Yogi:
        return 2
    elif Rule is Adan:
        return 4
    elif Rule is ScheduleFreeAdamW:
        return 5
    elif Rule is Adagrad:
        return 1
    elif Rule is Adadelta:
        return 2
    elif Rule is Rmsprop:
        return 3
    elif Rule is Rprop:
        return 2


cdef inline void factors(Rule *r, double *memory, double step, Factors *f) noexcept nogil:
    """What step `step` needs beside its rate."""
    if Rule is Momentum:
        descents.momentum_factors(r, memory, step, f)
    elif Rule is Asgd:
        descents.asgd_factors(r, memory, step, f)
    elif Rule is ScheduleFreeSgd:
        descents.schedule_free_sgd_factors(r, memory, step, f)
    elif Rule is Adam:
        adam_family.adam_factors(r, memory, step, f)
    elif Rule is AdamW:
        adam_family.adam_factors(&r.adam, memory, step, f)
    elif Rule is Nadam:
        adam_family.nadam_factors(r, memory, step, f)
    elif Rule is Radam:
        adam_family.radam_factors(r, memory, step, f)
    elif Rule is Adamax:
        adam_family.adamax_factors(r, memory, step, f)
    elif Rule is AdaBelief:
        adam_family.moment_factors(r.beta1, r.beta2, memory, step, f)
    elif Rule is Yogi:
        adam_family.yogi_factors(r, memory, step, f)
    elif Rule is Adan:
        adam_family.adan_factors(r, memory, step, f)
    elif Rule is ScheduleFreeAdamW:
        adam_family.schedule_free_adamw_factors(r, memory, step, f)
    elif Rule is Adagrad:
        adaptive.adagrad_factors(r, memory, step, f)
    elif Rule is Rprop:
        adaptive.rprop_factors(r, memory, step, f)


cdef inline double update(
        Rule *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """The coordinate after the step."""
    if Rule is Plain:
        return descents.plain(r, f, rate, w, g, slot)
    elif Rule is HeavyBall:
        return descents.heavy_ball(r, f, rate, w, g, slot)
    elif Rule is Momentum:
        return descents.momentum(r, f, rate, w, g, slot)
    elif Rule is Asgd:
        return descents.asgd(r, f, rate, w, g, slot)
    elif Rule is SignSgd:
        return descents.sign_sgd(r, f, rate, w, g, slot)
    elif Rule is Lion:
        return descents.lion(r, f, rate, w, g, slot)
    elif Rule is ScheduleFreeSgd:
        return descents.schedule_free_sgd(r, f, rate, w, g, slot)
    elif Rule is Adam:
        return adam_family.adam(r, f, rate, w, g, slot)
    elif Rule is AdamW:
        return adam_family.adamw(r, f, rate, w, g, slot)
    elif Rule is Nadam:
        return adam_family.nadam(r, f, rate, w, g, slot)
    elif Rule is Radam:
        return adam_family.radam(r, f, rate, w, g, slot)
    elif Rule is Adamax:
        return adam_family.adamax(r, f, rate, w, g, slot)
    elif Rule is AdaBelief:
        return adam_family.adabelief(r, f, rate, w, g, slot)
    elif Rule is Yogi:
        return adam_family.yogi(r, f, rate, w, g, slot)
    elif Rule is Adan:
        return adam_family.adan(r, f, rate, w, g, slot)
    elif Rule is ScheduleFreeAdamW:
        return adam_family.schedule_free_adamw(r, f, rate, w, g, slot)
    elif Rule is Adagrad:
        return adaptive.adagrad(r, f, rate, w, g, slot)
    elif Rule is Adadelta:
        return adaptive.adadelta(r, f, rate, w, g, slot)
    elif Rule is Rmsprop:
        return adaptive.rmsprop(r, f, rate, w, g, slot)
    elif Rule is Rprop:
        return adaptive.rprop(r, f, rate, w, g, slot)
