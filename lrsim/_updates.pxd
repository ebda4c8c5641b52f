"""The optimizers' update rules: hyper-parameters, what one step needs, and the update of one coordinate.

A rule works in two parts. `prepare` turns a block of learning rates into per-step coefficients: everything
that depends on the step but on no coordinate (bias corrections, say), with what it carries from step to step
in `memory`. `update` then moves one coordinate; its `slot` is the optimizer's own state for it.
To add a rule: its struct, its two functions, its line in `Rule` and in the dispatchers at the end.
"""
from libc.math cimport sqrt


cdef enum:
    BLOCK = 128                                     # steps prepared at a time: stays in the first cache
    MEMORY = 2                                      # doubles of memory a rule may carry
    SLOTS = 3                                       # doubles of state a rule may keep per coordinate


ctypedef struct Coefficients:
    double rate[BLOCK]
    double a[BLOCK]


# --- plain gradient descent ---

ctypedef struct Plain:
    double unused                                   # C has no empty struct


cdef inline double plain(Plain *r, double rate, double a, double w, double g, double *slot) noexcept nogil:
    """w − lr·g"""
    return w - rate * g


# --- SGD with momentum, dampening, Nesterov's variant, weight decay --------------------------------------

ctypedef struct Momentum:
    double momentum
    double dampening
    double weight_decay
    double nesterov                                 # 0 or 1


cdef inline void prepare_momentum(
        Momentum *r, double *memory, Py_ssize_t step, Py_ssize_t n, Coefficients *c) noexcept nogil:
    """a = 1 − dampening, but 1 at step 0, where PyTorch starts the buffer with the bare gradient."""
    cdef Py_ssize_t i
    for i in range(n):
        c.a[i] = 1.0 - r.dampening if step + i > 0 else 1.0


cdef inline double momentum(Momentum *r, double rate, double a, double w, double g, double *slot) noexcept nogil:
    """g += λw;  b = μb + a·g;  w −= lr·b, or lr·(g + μb) for Nesterov"""
    g = g + r.weight_decay * w
    slot[0] = r.momentum * slot[0] + a * g
    if r.nesterov != 0.0:
        return w - rate * (g + r.momentum * slot[0])
    return w - rate * slot[0]


# --- Adam (Kingma & Ba 2015), AMSGrad (Reddi, Kale & Kumar 2018) ---

ctypedef struct Adam:
    double beta1
    double beta2
    double eps
    double weight_decay
    double amsgrad                                  # 0 or 1


cdef inline void prepare_adam(
        Adam *r, double *memory, Py_ssize_t step, Py_ssize_t n, Coefficients *c) noexcept nogil:
    """rate = lr/(1 − β₁ᵗ), a = 1/√(1 − β₂ᵗ); memory holds β₁ᵗ and β₂ᵗ as running products, 0 at step 0"""
    cdef double power1 = memory[0]
    cdef double power2 = memory[1]
    cdef Py_ssize_t i
    if step == 0:
        power1 = 1.0
        power2 = 1.0
    for i in range(n):
        power1 = power1 * r.beta1
        power2 = power2 * r.beta2
        # below half an ulp of 1 they no longer count; as 0 they never become slow subnormals
        if power1 < 1e-17:
            power1 = 0.0
        if power2 < 1e-17:
            power2 = 0.0
        c.rate[i] = c.rate[i] / (1.0 - power1)
        c.a[i] = 1.0 / sqrt(1.0 - power2)
    memory[0] = power1
    memory[1] = power2


cdef inline double adam(Adam *r, double rate, double a, double w, double g, double *slot) noexcept nogil:
    """m = β₁m + (1 − β₁)g;  v = β₂v + (1 − β₂)g²;  w −= rate·m/(a√v + ε)"""
    cdef double v
    g = g + r.weight_decay * w
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * (g * g)
    v = slot[1]
    if r.amsgrad != 0.0:
        slot[2] = v if v > slot[2] else slot[2]
        v = slot[2]
    return w - rate * (slot[0] / (a * sqrt(v) + r.eps))


# --- all of them ---

ctypedef fused Rule:
    Plain
    Momentum
    Adam


cdef inline int slots(Rule *r) noexcept nogil:
    """Doubles of state for each coordinate."""
    if Rule is Plain:
        return 0
    elif Rule is Momentum:
        return 1
    elif Rule is Adam:
        return 3


cdef inline void prepare(
        Rule *r, double *memory, Py_ssize_t step, Py_ssize_t n, Coefficients *c) noexcept nogil:
    """Turn the n rates in `c.rate` into the coefficients of steps `step`, `step + 1`, …"""
    if Rule is Momentum:
        prepare_momentum(r, memory, step, n, c)
    elif Rule is Adam:
        prepare_adam(r, memory, step, n, c)


cdef inline double update(
        Rule *r, double rate, double a, double w, double g, double *slot) noexcept nogil:
    """The coordinate after the step."""
    if Rule is Plain:
        return plain(r, rate, a, w, g, slot)
    elif Rule is Momentum:
        return momentum(r, rate, a, w, g, slot)
    elif Rule is Adam:
        return adam(r, rate, a, w, g, slot)
