# cython: cdivision=True
"""Update rules of Adam's family: means of the gradient and of its square, which divides it."""
from libc.math cimport fabs, sqrt

from lrsim.kernels.math cimport functions as math
from lrsim.kernels.rules.descents cimport averaged
from lrsim.kernels.rules.factors cimport Factors, coupled, decayed, shrinkage, sign


# --- Adam (Kingma & Ba 2015), AMSGrad (Reddi, Kale & Kumar 2018) ---

ctypedef struct Adam:
    double beta1
    double beta2
    double eps
    double weight_decay
    double amsgrad                                  # 0 or 1
    double weight_decay_mode                        # COUPLED; `AdamW` has the others


cdef inline void adam_factors(const Adam *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ), b = 1/√(1 − β₂ᵗ); memory: β₁ᵗ, β₂ᵗ"""
    f.a = 1.0 / (1.0 - decayed(memory, r.beta1, step))
    f.b = 1.0 / sqrt(1.0 - decayed(memory + 2, r.beta2, step))


cdef inline double adam(const Adam *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """m = β₁m + (1 − β₁)g;  v = β₂v + (1 − β₂)g²;  w −= lr·a·m/(b√v + ε)"""
    cdef double v
    g = g + r.weight_decay * w
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    v = r.beta2 * slot[1] + (1.0 - r.beta2) * (g * g)
    slot[1] = v
    slot[2] = (v if v > slot[2] else slot[2]) if r.amsgrad != 0.0 else v
    return w - (rate * f.a) * (slot[0] / (f.b * sqrt(slot[2]) + r.eps))


# --- AdamW (Loshchilov & Hutter 2019): Adam whose weight decay is not divided ---

ctypedef struct AdamW:
    Adam adam                                       # its weight decay is taken off the position


cdef inline void adamw_factors(const AdamW *r, double *memory, double step, Factors *f) noexcept nogil:
    """Adam's"""
    adam_factors(&r.adam, memory, step, f)


cdef inline double adamw(
        const AdamW *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w ← w(1 − lr·λ), or w(1 − λ), then Adam without weight decay"""
    cdef Adam bare = r.adam
    bare.weight_decay = 0.0
    return adam(
        &bare, f, rate, w * (1.0 - shrinkage(r.adam.weight_decay, r.adam.weight_decay_mode, rate)), g, slot)


# --- NAdam (Dozat 2016) ---

ctypedef struct Nadam:
    double beta1
    double beta2
    double eps
    double weight_decay
    double momentum_decay
    double decoupled_weight_decay                   # 0 or 1


cdef inline double nadam_momentum(const Nadam *r, double t) noexcept nogil:
    return r.beta1 * (1.0 - 0.5 * math.pow_positive(0.96, t * r.momentum_decay))


cdef inline void nadam_factors(const Nadam *r, double *memory, double step, Factors *f) noexcept nogil:
    """μ = β₁(1 − ½·0.96^(ψt)); a = (1 − μ)/(1 − Πμ), b = μ'/(1 − μ'Πμ), c = 1/(1 − β₂ᵗ); memory: β₂ᵗ, Πμ, μ'"""
    cdef double mu = memory[3] if step > 0.0 else nadam_momentum(r, 1.0)
    cdef double next_mu = nadam_momentum(r, step + 2.0)
    memory[3] = next_mu
    memory[2] = (memory[2] if step > 0.0 else 1.0) * mu
    f.a = (1.0 - mu) / (1.0 - memory[2])
    f.b = next_mu / (1.0 - memory[2] * next_mu)
    f.c = 1.0 / (1.0 - decayed(memory, r.beta2, step))


cdef inline double nadam(
        const Nadam *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w −= lr·(a·g + b·m)/(√(c·v) + ε)"""
    cdef double apart = r.weight_decay if r.decoupled_weight_decay != 0.0 else 0.0
    cdef double inside = r.weight_decay if r.decoupled_weight_decay == 0.0 else 0.0
    g = g + inside * w
    w = w * (1.0 - rate * apart)
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * (g * g)
    return w - rate * ((f.a * g + f.b * slot[0]) / (sqrt(slot[1] * f.c) + r.eps))


# --- RAdam (Liu et al. 2020) ---

ctypedef struct Radam:
    double beta1
    double beta2
    double eps
    double weight_decay
    double decoupled_weight_decay                   # 0 or 1


cdef inline void radam_factors(const Radam *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ), b = rectification·√(1 − β₂ᵗ) once ρ > 5, else 0; memory: β₁ᵗ, β₂ᵗ"""
    cdef double t = step + 1.0
    cdef double limit = 2.0 / (1.0 - r.beta2) - 1.0
    cdef double power = decayed(memory + 2, r.beta2, step)
    cdef double rest = 1.0 - power
    cdef double rho = limit - 2.0 * t * power / rest
    cdef double square
    square = (rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)
    f.a = 1.0 / (1.0 - decayed(memory, r.beta1, step))
    f.b = sqrt(square if rho > 5.0 else 0.0) * sqrt(rest)


cdef inline double radam(
        const Radam *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """w −= lr·a·m·b/(√v + ε), or lr·a·m while the square's mean is too young to trust"""
    cdef double apart = r.weight_decay if r.decoupled_weight_decay != 0.0 else 0.0
    cdef double inside = r.weight_decay if r.decoupled_weight_decay == 0.0 else 0.0
    cdef double step
    g = g + inside * w
    w = w * (1.0 - rate * apart)
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * (g * g)
    step = f.b / (sqrt(slot[1]) + r.eps)
    step = step if f.b > 0.0 else 1.0
    return w - rate * (slot[0] * f.a * step)


# --- Adamax (Kingma & Ba 2015, section 7.1) ---

ctypedef struct Adamax:
    double beta1
    double beta2
    double eps
    double weight_decay


cdef inline void adamax_factors(const Adamax *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ); memory: β₁ᵗ"""
    f.a = 1.0 / (1.0 - decayed(memory, r.beta1, step))


cdef inline double adamax(
        const Adamax *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """m as Adam's;  u = max(β₂u, |g| + ε);  w −= lr·a·m/u"""
    cdef double size
    g = g + r.weight_decay * w
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    size = fabs(g) + r.eps
    slot[1] = r.beta2 * slot[1] if r.beta2 * slot[1] > size else size
    return w - (rate * f.a) * (slot[0] / slot[1])


# --- AdaBelief (Zhuang et al. 2020), as optax; with decay and rectification as its authors ---

ctypedef struct AdaBelief:
    double beta1
    double beta2
    double eps
    double eps_root
    double weight_decay
    double weight_decay_mode                        # COUPLED, DECOUPLED or FULL
    double rectify                                  # 0 or 1


cdef inline void moment_factors(double beta1, double beta2, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ), b = 1/(1 − β₂ᵗ); memory: β₁ᵗ, β₂ᵗ"""
    f.a = 1.0 / (1.0 - decayed(memory, beta1, step))
    f.b = 1.0 / (1.0 - decayed(memory + 2, beta2, step))


cdef inline void adabelief_factors(const AdaBelief *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 − β₁ᵗ), b = 1/(1 − β₂ᵗ), c = 1; rectified b = 1, and c is RAdam's factor once ρ ≥ 5, 0 before"""
    cdef double limit = 2.0 / (1.0 - r.beta2) - 1.0
    cdef double rest, rho, square
    moment_factors(r.beta1, r.beta2, memory, step, f)
    f.c = 1.0
    if r.rectify != 0.0:
        rest = 1.0 / f.b
        rho = limit - 2.0 * (step + 1.0) * (1.0 - rest) / rest
        square = (rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)
        f.b = 1.0
        f.c = sqrt(square if rho >= 5.0 else 0.0) * sqrt(rest)


cdef inline double adabelief(
        const AdaBelief *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """m as Adam's;  s = β₂s + (1 − β₂)(g − m)² + ε_root;  w −= lr·a·m·c/(√(b·s) + ε), or lr·a·m where c is 0"""
    cdef double surprise, divisor
    g = g + coupled(r.weight_decay, r.weight_decay_mode) * w
    w = w * (1.0 - shrinkage(r.weight_decay, r.weight_decay_mode, rate))
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    surprise = g - slot[0]
    slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * (surprise * surprise) + r.eps_root
    divisor = sqrt(slot[1] * f.b) + r.eps
    return w - rate * (slot[0] * f.a * (f.c if f.c > 0.0 else 1.0) / (divisor if f.c > 0.0 else 1.0))


# --- Yogi (Zaheer et al. 2018), as optax, as TensorFlow Addons, or as the paper ---

ctypedef struct Yogi:
    double beta1
    double beta2
    double eps
    double initial_accumulator_value
    double bias_correction                          # 0: of both means; 1: of the rate; 2: none


cdef inline void yogi_factors(const Yogi *r, double *memory, double step, Factors *f) noexcept nogil:
    """As for Adam's moments, and c, d: what the means begin with, at step 0 alone."""
    moment_factors(r.beta1, r.beta2, memory, step, f)
    f.c = r.initial_accumulator_value if step == 0.0 else 0.0
    f.d = f.c if r.bias_correction == 0.0 else 0.0
    if r.bias_correction != 0.0:
        f.a = f.a / sqrt(f.b) if r.bias_correction == 1.0 else 1.0
        f.b = 1.0


cdef inline double yogi(const Yogi *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """v −= (1 − β₂)·sign(v − g²)·g²;  w −= lr·a·m/(√(b·v) + ε)"""
    cdef double square = g * g
    cdef double v = slot[1] + f.c
    slot[0] = r.beta1 * (slot[0] + f.d) + (1.0 - r.beta1) * g
    slot[1] = v - (1.0 - r.beta2) * sign(v - square) * square
    return w - rate * (slot[0] * f.a / (sqrt(slot[1] * f.b) + r.eps))


# --- Adan (Xie et al. 2022), as its authors ---

ctypedef struct Adan:
    double beta1
    double beta2
    double beta3
    double eps
    double eps_root
    double weight_decay
    double no_prox                                  # 0 or 1


cdef inline void adan_factors(const Adan *r, double *memory, double step, Factors *f) noexcept nogil:
    """a, b, c = 1/(1 − βᵢᵗ); d = 0 at step 0, which has no gradient before it; memory: the powers"""
    moment_factors(r.beta1, r.beta2, memory, step, f)
    f.c = 1.0 / (1.0 - decayed(memory + 4, r.beta3, step))
    f.d = 1.0 if step > 0.0 else 0.0


cdef inline double adan(const Adan *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """Means m of g, v of its change d, n of (g + β₂d)².

    w ← (w − lr·(a·m + β₂·b·v)/(√(c·n + ε_root) + ε))/(1 + lr·λ), or w shrinks before, by lr·λ of it
    """
    cdef double change = (g - slot[3]) * f.d
    cdef double ahead = g + r.beta2 * change
    cdef double before = r.weight_decay if r.no_prox != 0.0 else 0.0
    cdef double after = 0.0 if r.no_prox != 0.0 else r.weight_decay
    slot[0] = r.beta1 * slot[0] + (1.0 - r.beta1) * g
    slot[1] = r.beta2 * slot[1] + (1.0 - r.beta2) * change
    slot[2] = r.beta3 * slot[2] + (1.0 - r.beta3) * (ahead * ahead)
    slot[3] = g
    ahead = f.a * slot[0] + r.beta2 * (f.b * slot[1])
    w = w * (1.0 - rate * before) - rate * (ahead / (sqrt(f.c * slot[2] + r.eps_root) + r.eps))
    return w / (1.0 + rate * after)


# --- schedule-free AdamW (Defazio et al. 2024), as optax ---

ctypedef struct ScheduleFreeAdamW:
    double beta1
    double beta2
    double eps
    double weight_decay
    double weight_lr_power


cdef inline void schedule_free_adamw_factors(
        const ScheduleFreeAdamW *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1 at step 0, where z and x begin at the start; b = 1/(1 − β₂ᵗ); memory: β₂ᵗ"""
    f.a = 1.0 if step == 0.0 else 0.0
    f.b = 1.0 / (1.0 - decayed(memory, r.beta2, step))


cdef inline double schedule_free_adamw(
        const ScheduleFreeAdamW *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """z −= lr·(g/(√(b·v) + ε) + λw), then the average; the position is y, where gradients are taken"""
    slot[0] = w if f.a != 0.0 else slot[0]
    slot[1] = w if f.a != 0.0 else slot[1]
    slot[4] = r.beta2 * slot[4] + (1.0 - r.beta2) * (g * g)
    slot[0] = slot[0] - rate * (g / (sqrt(slot[4] * f.b) + r.eps) + r.weight_decay * w)
    return averaged(r.beta1, r.weight_lr_power, rate, slot[0], slot + 1, slot + 2, slot + 3)
