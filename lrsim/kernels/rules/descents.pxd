# cython: cdivision=True
"""Update rules that step along the gradient, or its sign: hyper-parameters, factors of a step, one coordinate."""
from libc.math cimport sqrt

from lrsim.kernels.math cimport functions as math
from lrsim.kernels.rules.factors cimport Factors, coupled, shrinkage, sign


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
    double weight_decay_mode                        # COUPLED, DECOUPLED or FULL
    double nesterov                                 # 0 or 1
    double lr_in_velocity                           # 0 or 1


cdef inline void momentum_factors(const Momentum *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1 − dampening, but 1 at step 0, where PyTorch starts the buffer with the bare gradient."""
    f.a = 1.0 - r.dampening if step > 0.0 else 1.0


cdef inline double momentum(
        const Momentum *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """g += λw, or w shrinks;  b = μb + a·g;  w −= lr·b, or lr·(g + μb) for Nesterov; lr may stand in b instead"""
    cdef double inside = rate if r.lr_in_velocity != 0.0 else 1.0
    cdef double outside = 1.0 if r.lr_in_velocity != 0.0 else rate
    cdef double ahead
    g = g + coupled(r.weight_decay, r.weight_decay_mode) * w
    w = w * (1.0 - shrinkage(r.weight_decay, r.weight_decay_mode, rate))
    g = inside * g
    slot[0] = r.momentum * slot[0] + f.a * g
    ahead = g + r.momentum * slot[0]
    return w - outside * (ahead if r.nesterov != 0.0 else slot[0])


# --- averaged SGD (Polyak & Juditsky 1992), as torch.optim.ASGD ---

ctypedef struct Asgd:
    double lambd
    double alpha
    double t0
    double weight_decay


cdef inline void asgd_factors(const Asgd *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = μ = 1/max(1, step − t0);  b = steps taken after this one;  c = 1 at step 0"""
    cdef double past = step - r.t0
    f.a = 1.0 / past if past > 1.0 else 1.0
    f.b = step + 1.0
    f.c = 1.0 if step == 0.0 else 0.0


cdef inline double asgd_decay(double x, double alpha) noexcept nogil:
    """x^α; PyTorch's α, 3/4, takes two roots"""
    return sqrt(x) * sqrt(sqrt(x)) if alpha == 0.75 else math.pow_positive(x, alpha)


cdef inline double asgd(
        const Asgd *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w ← w (1 − λη) − ηg;  mean += μ (w − mean);  η ← lr/(1 + λ lr t)^α for the next step"""
    cdef double eta = rate if f.c != 0.0 else slot[1]
    g = g + r.weight_decay * w
    w = w * (1.0 - r.lambd * eta) - eta * g
    slot[0] = w if f.a == 1.0 else slot[0] + (w - slot[0]) * f.a
    slot[1] = rate / asgd_decay(1.0 + r.lambd * rate * f.b, r.alpha)
    return w


# --- the sign alone, or that of a momentum: Signum (Bernstein et al. 2018) ---

ctypedef struct SignSgd:
    double momentum


cdef inline double sign_sgd(
        const SignSgd *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """m = μm + (1 − μ)g, or g alone;  w −= lr·sign(m)"""
    slot[0] = r.momentum * slot[0] + (1.0 - r.momentum) * g if r.momentum != 0.0 else g
    return w - rate * sign(slot[0])


# --- Lion (Chen et al. 2023) ---

ctypedef struct Lion:
    double beta1
    double beta2
    double weight_decay


cdef inline double lion(const Lion *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w −= lr·(sign(β₁m + (1 − β₁)g) + λw);  m = β₂m + (1 − β₂)g"""
    cdef double ahead = (1.0 - r.beta1) * g + r.beta1 * slot[0]
    slot[0] = (1.0 - r.beta2) * g + r.beta2 * slot[0]
    return w - rate * (sign(ahead) + r.weight_decay * w)


# --- schedule-free SGD (Defazio et al. 2024), as optax ---

ctypedef struct ScheduleFreeSgd:
    double beta1
    double weight_lr_power
    double weight_decay


cdef inline double weight_of(double rate, double power) noexcept nogil:
    """rate^power, and 0⁰ = 1"""
    cdef double weight = rate * rate if power == 2.0 else math.pow_positive(rate if rate > 1e-300 else 1e-300, power)
    weight = weight if rate > 0.0 else 0.0
    return weight if power != 0.0 else 1.0


cdef inline double averaged(
        double beta1, double power, double rate, double z, double *x, double *largest, double *total) noexcept nogil:
    """x ← (1 − c)x + cz with c = weight/Σ weights, weight = (largest lr)^power; returns y = β₁x + (1 − β₁)z"""
    cdef double weight, share
    largest[0] = rate if rate > largest[0] else largest[0]
    weight = weight_of(largest[0], power)
    total[0] = total[0] + weight
    share = weight / (total[0] if total[0] > 0.0 else 1.0)
    x[0] = (1.0 - share) * x[0] + share * z
    return beta1 * x[0] + (1.0 - beta1) * z


cdef inline void schedule_free_sgd_factors(
        const ScheduleFreeSgd *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1 at step 0, where z and x begin at the start"""
    f.a = 1.0 if step == 0.0 else 0.0


cdef inline double schedule_free_sgd(
        const ScheduleFreeSgd *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """z −= lr·(g + λw), then the average; the position is y, where gradients are taken"""
    slot[0] = w if f.a != 0.0 else slot[0]
    slot[1] = w if f.a != 0.0 else slot[1]
    slot[0] = slot[0] - rate * (g + r.weight_decay * w)
    return averaged(r.beta1, r.weight_lr_power, rate, slot[0], slot + 1, slot + 2, slot + 3)
