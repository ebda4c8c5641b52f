# cython: cdivision=True
"""Update rules that divide by a root of squares, or adapt a step for each coordinate: before and beside Adam."""
from libc.math cimport sqrt

from lrsim.kernels.rules.factors cimport Factors, sign


# --- Adagrad (Duchi, Hazan & Singer 2011) ---

ctypedef struct Adagrad:
    double lr_decay
    double weight_decay
    double initial_accumulator_value
    double eps


cdef inline void adagrad_factors(const Adagrad *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1/(1 + step·lr_decay), b = what the sum begins with, at step 0 alone"""
    f.a = 1.0 / (1.0 + step * r.lr_decay)
    f.b = r.initial_accumulator_value if step == 0.0 else 0.0


cdef inline double adagrad(
        const Adagrad *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """sum += g²;  w −= lr·a·g/(√sum + ε)"""
    g = g + r.weight_decay * w
    slot[0] = (slot[0] + f.b) + g * g
    return w - (rate * f.a) * (g / (sqrt(slot[0]) + r.eps))


# --- Adadelta (Zeiler 2012) ---

ctypedef struct Adadelta:
    double rho
    double eps
    double weight_decay


cdef inline double adadelta(
        const Adadelta *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """v = ρv + (1 − ρ)g²;  d = g·√(u + ε)/√(v + ε);  u = ρu + (1 − ρ)d²;  w −= lr·d"""
    cdef double delta
    g = g + r.weight_decay * w
    slot[0] = r.rho * slot[0] + (1.0 - r.rho) * (g * g)
    delta = sqrt(slot[1] + r.eps) / sqrt(slot[0] + r.eps) * g
    slot[1] = r.rho * slot[1] + (1.0 - r.rho) * (delta * delta)
    return w - rate * delta


# --- RMSprop (Tieleman & Hinton 2012; centred: Graves 2013) ---

ctypedef struct Rmsprop:
    double alpha
    double eps
    double weight_decay
    double momentum
    double centered                                 # 0 or 1


cdef inline double rmsprop(
        const Rmsprop *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """v = αv + (1 − α)g², less the square of g's mean when centred;  b = μb + g/(√v + ε);  w −= lr·b"""
    cdef double square
    g = g + r.weight_decay * w
    slot[0] = r.alpha * slot[0] + (1.0 - r.alpha) * (g * g)
    slot[1] = r.alpha * slot[1] + (1.0 - r.alpha) * g
    square = slot[0] - (slot[1] * slot[1] if r.centered != 0.0 else 0.0)
    square = square if square > 0.0 else 0.0        # rounding may leave less than nothing
    slot[2] = r.momentum * slot[2] + g / (sqrt(square) + r.eps)
    return w - rate * slot[2]


# --- Rprop (Riedmiller & Braun 1993) ---

ctypedef struct Rprop:
    double etaminus
    double etaplus
    double step_min
    double step_max


cdef inline void rprop_factors(const Rprop *r, double *memory, double step, Factors *f) noexcept nogil:
    """a = 1 at step 0, where every coordinate's step is the learning rate"""
    f.a = 1.0 if step == 0.0 else 0.0


cdef inline double rprop(
        const Rprop *r, const Factors *f, double rate, double w, double g, double *slot) noexcept nogil:
    """step × η⁺ while the gradient keeps its sign, × η⁻ where it turns (and stay there once);  w −= sign(g)·step"""
    cdef double turn = g * slot[0]
    cdef double step = rate if f.a != 0.0 else slot[1]
    step = step * (r.etaplus if turn > 0.0 else (r.etaminus if turn < 0.0 else 1.0))
    step = step if step > r.step_min else r.step_min
    step = step if step < r.step_max else r.step_max
    g = 0.0 if turn < 0.0 else g
    slot[0] = g
    slot[1] = step
    return w - sign(g) * step
