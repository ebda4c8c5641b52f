# cython: cdivision=True
"""All update rules of one coordinate at a time, for the loops to be specialised in: the fused type, and who does what.

A rule works in two parts. `factors` computes what depends on the step but on no learning rate and no coordinate
(bias corrections, say), with what it carries from step to step in `memory`. `update` then moves one coordinate;
its `slot` is the optimizer's own state for it, and whatever is carried and depends on the rate lies there, too.
Slots and memory are 0 before step 0. Both are straight-line code: the same text runs one path, or a block of lanes.
To add a rule: its struct and its functions (`_descents.pxd`, `_adams.pxd`, `_roots.pxd`), and its lines here.
"""
from lrsim cimport _adams, _descents, _roots
from lrsim._adams cimport (
    Adam, AdamW, Nadam, Radam, Adamax, AdaBelief, Yogi, Adan, ScheduleFreeAdamW,
)
from lrsim._descents cimport (
    Plain, HeavyBall, Momentum, Asgd, SignSgd, Lion, ScheduleFreeSgd,
)
from lrsim._factors cimport Factors
from lrsim._roots cimport (
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
        _descents.momentum_factors(r, memory, step, f)
    elif Rule is Asgd:
        _descents.asgd_factors(r, memory, step, f)
    elif Rule is ScheduleFreeSgd:
        _descents.schedule_free_sgd_factors(r, memory, step, f)
    elif Rule is Adam:
        _adams.adam_factors(r, memory, step, f)
    elif Rule is AdamW:
        _adams.adam_factors(&r.adam, memory, step, f)
    elif Rule is Nadam:
        _adams.nadam_factors(r, memory, step, f)
    elif Rule is Radam:
        _adams.radam_factors(r, memory, step, f)
    elif Rule is Adamax:
        _adams.adamax_factors(r, memory, step, f)
    elif Rule is AdaBelief:
        _adams.moment_factors(r.beta1, r.beta2, memory, step, f)
    elif Rule is Yogi:
        _adams.yogi_factors(r, memory, step, f)
    elif Rule is Adan:
        _adams.adan_factors(r, memory, step, f)
    elif Rule is ScheduleFreeAdamW:
        _adams.schedule_free_adamw_factors(r, memory, step, f)
    elif Rule is Adagrad:
        _roots.adagrad_factors(r, memory, step, f)
    elif Rule is Rprop:
        _roots.rprop_factors(r, memory, step, f)


cdef inline double update(
        Rule *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """The coordinate after the step."""
    if Rule is Plain:
        return _descents.plain(r, f, rate, w, g, slot)
    elif Rule is HeavyBall:
        return _descents.heavy_ball(r, f, rate, w, g, slot)
    elif Rule is Momentum:
        return _descents.momentum(r, f, rate, w, g, slot)
    elif Rule is Asgd:
        return _descents.asgd(r, f, rate, w, g, slot)
    elif Rule is SignSgd:
        return _descents.sign_sgd(r, f, rate, w, g, slot)
    elif Rule is Lion:
        return _descents.lion(r, f, rate, w, g, slot)
    elif Rule is ScheduleFreeSgd:
        return _descents.schedule_free_sgd(r, f, rate, w, g, slot)
    elif Rule is Adam:
        return _adams.adam(r, f, rate, w, g, slot)
    elif Rule is AdamW:
        return _adams.adamw(r, f, rate, w, g, slot)
    elif Rule is Nadam:
        return _adams.nadam(r, f, rate, w, g, slot)
    elif Rule is Radam:
        return _adams.radam(r, f, rate, w, g, slot)
    elif Rule is Adamax:
        return _adams.adamax(r, f, rate, w, g, slot)
    elif Rule is AdaBelief:
        return _adams.adabelief(r, f, rate, w, g, slot)
    elif Rule is Yogi:
        return _adams.yogi(r, f, rate, w, g, slot)
    elif Rule is Adan:
        return _adams.adan(r, f, rate, w, g, slot)
    elif Rule is ScheduleFreeAdamW:
        return _adams.schedule_free_adamw(r, f, rate, w, g, slot)
    elif Rule is Adagrad:
        return _roots.adagrad(r, f, rate, w, g, slot)
    elif Rule is Adadelta:
        return _roots.adadelta(r, f, rate, w, g, slot)
    elif Rule is Rmsprop:
        return _roots.rmsprop(r, f, rate, w, g, slot)
    elif Rule is Rprop:
        return _roots.rprop(r, f, rate, w, g, slot)
