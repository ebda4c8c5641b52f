# cython: cdivision=True
"""The optimizers' update rules: hyper-parameters, what one step needs, and the update of one coordinate.

A rule works in two parts. `factors` computes what depends on the step but on no learning rate and no coordinate
(bias corrections, say), with what it carries from step to step in `memory`. `update` then moves one coordinate;
its `slot` is the optimizer's own state for it, and whatever is carried and depends on the rate lies there, too.
Slots and memory are 0 before step 0. Both are straight-line code: the same text runs one path, or a block of lanes.
To add a rule: its struct, its functions, its line in `Rule` and in the dispatchers at the end.
"""
from libc.math cimport sqrt


cdef enum:
    MEMORY = 8                                      # doubles of memory a rule may carry
    SLOTS = 5                                       # doubles of state a rule may keep per coordinate


ctypedef struct Factors:
    double a
    double b
    double c
    double d


# --- plain gradient descent ---

ctypedef struct Plain:
    double unused                                   # C has no empty struct


cdef inline double plain(
        const Plain *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w − lr·g"""
    return w - rate * g


# --- SGD with momentum alone: the same bits as `momentum` with nothing else set, in fewer operations ---

ctypedef struct HeavyBall:
    double momentum


cdef inline double heavy_ball(
        const HeavyBall *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """b = μb + g;  w −= lr·b"""
    slot[0] = r.momentum * slot[0] + g
    return w - rate * slot[0]


# --- SGD with momentum, dampening, Nesterov's variant, weight decay ---

ctypedef struct Momentum:
    double momentum
    double dampening
    double weight_decay
    double nesterov                                 # 0 or 1


cdef inline void momentum_factors(const Momentum *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1 − dampening, but 1 at step 0, where PyTorch starts the buffer with the bare gradient."""
    f.a = 1.0 - r.dampening if step > 0.0 else 1.0


cdef inline double momentum(
        const Momentum *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """g += λw;  b = μb + a·g;  w −= lr·b, or lr·(g + μb) for Nesterov"""
    cdef double ahead
    g = g + r.weight_decay * w
    slot[0] = r.momentum * slot[0] + f.a * g
    ahead = g + r.momentum * slot[0]
    return w - rate * (ahead if r.nesterov != 0.0 else slot[0])


# --- Adam (Kingma & Ba 2015), AMSGrad (Reddi, Kale & Kumar 2018) ---

ctypedef struct Adam:
    double beta1
    double beta2
    double eps
    double weight_decay
    double amsgrad                                  # 0 or 1


cdef inline double decayed(double power, double beta, double step) noexcept nogil:
    """The next power of β: β**(step + 1) from β**step, which is 0 before step 0."""
    power = (power if step > 0.0 else 1.0) * beta
    # below half an ulp of 1 it no longer counts; as 0 it never becomes a slow subnormal
    return power if power >= 1e-17 else 0.0


cdef inline void adam_factors(const Adam *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ), b = 1/√(1 − β₂ᵗ); memory holds β₁ᵗ and β₂ᵗ as running products"""
    memory[0] = decayed(memory[0], r.beta1, step)
    memory[1] = decayed(memory[1], r.beta2, step)
    f.a = 1.0 / (1.0 - memory[0])
    f.b = 1.0 / sqrt(1.0 - memory[1])


cdef inline double adam(const Adam *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """m = β₁m + (1 − β₁)g;  v = β₂v + (1 − β₂)g²;  w −= lr·a·m/(b√v + ε)"""
    cdef double v
    g = g + r.weight_decay * w
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    v = r.beta2 * slot[1] + (1.0 - r.beta2) * (g * g)
    slot[1] = v
    slot[2] = (v if v > slot[2] else slot[2]) if r.amsgrad != 0.0 else v
    return w - (rate * f.a) * (slot[0] / (f.b * sqrt(slot[2]) + r.eps))


# --- all of them ---

ctypedef fused Rule:
    Plain
    HeavyBall
    Momentum
    Adam


cdef inline int slots(Rule *r) noexcept nogil:
    """Doubles of state for each coordinate."""
    if Rule is Plain:
        return 0
    elif Rule is HeavyBall:
        return 1
    elif Rule is Momentum:
        return 1
    elif Rule is Adam:
        return 3


cdef inline void factors(Rule *r, double *memory, double step, Factors *f) noexcept nogil:
    """What step `step` needs beside its rate."""
    if Rule is Momentum:
        momentum_factors(r, memory, step, f)
    elif Rule is Adam:
        adam_factors(r, memory, step, f)


cdef inline double update(
        Rule *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """The coordinate after the step."""
    if Rule is Plain:
        return plain(r, f, rate, w, g, slot)
    elif Rule is HeavyBall:
        return heavy_ball(r, f, rate, w, g, slot)
    elif Rule is Momentum:
        return momentum(r, f, rate, w, g, slot)
    elif Rule is Adam:
        return adam(r, f, rate, w, g, slot)
