# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The inner loops: nogil, no Python objects, no names.

Callers (`lrsim.simulate`, `lrsim.catalogue`) allocate, validate and hold the names. Parameters arrive as flat
float64 arrays in the order of the structs in `_points.pxd` and `_updates.pxd`.
"""
from libc.float cimport DBL_MAX
from libc.math cimport fabs
from libc.string cimport memcpy

from lrsim cimport _math
from lrsim._points cimport (
    Abs, Ackley, Beale, Booth, Bowl, Branin, BumpyParabola, Cliff, DoubleWell, Easom, EdgeOfStability, Forrester,
    GoldsteinPrice, GramacyLee, Griewank, Himmelblau, Huber, Levy13, Line, LogCosh, LongValley, Matyas, McCormick,
    MonkeySaddle, Plateau, Quadratic, Quartic, Rastrigin, Rastrigin1d, Rosenbrock, Saddle, Shower, SixHumpCamel,
    StyblinskiTang, Surface, ThreeHumpCamel,
    hessian as hessian_at, value_and_gradient,
)
from lrsim._updates cimport (
    Adam, BLOCK, Coefficients, MEMORY, Momentum, Plain, Rule, SLOTS,
    prepare, slots, update,
)


cpdef enum SurfaceCode:
    QUADRATIC
    QUARTIC
    ABS
    HUBER
    LOG_COSH
    DOUBLE_WELL
    BUMPY_PARABOLA
    RASTRIGIN_1D
    GRAMACY_LEE
    FORRESTER
    PLATEAU
    CLIFF
    SHOWER
    BOWL
    LONG_VALLEY
    ROSENBROCK
    HIMMELBLAU
    BEALE
    BOOTH
    MATYAS
    THREE_HUMP_CAMEL
    SIX_HUMP_CAMEL
    STYBLINSKI_TANG
    GOLDSTEIN_PRICE
    SADDLE
    MONKEY_SADDLE
    EDGE_OF_STABILITY
    MCCORMICK
    RASTRIGIN
    ACKLEY
    GRIEWANK
    LEVY_13
    EASOM
    BRANIN


cpdef enum RuleCode:
    PLAIN
    MOMENTUM
    ADAM


cdef enum:
    GRID_CHUNK = 256                                # points handed over at a time when a grid is filled


cdef inline int dimensions(Surface *s) noexcept nogil:
    if Surface in Line:
        return 1
    else:
        return 2


# --- descent ---

ctypedef struct Recording:
    double *position                                # (n, d)
    double *loss                                    # (n,)
    double *slots                                   # (n, slots, d), or NULL when nobody asked


cdef Py_ssize_t descend_pair(
        Surface *surface, Rule *rule, const double *rates, bint constant, double escape,
        double *state, Py_ssize_t first, Py_ssize_t n, Recording out) noexcept nogil:
    """Take steps first … first + n − 1 from `state`, record what each leads to; stop at an explosion.

    Returns the number of steps taken. Every step is the same few operations whatever the block or chunk it
    falls into, so the results do not depend on how the steps are divided.
    """
    # copies in locals: the compiler keeps them in registers, which it may not do behind pointers
    cdef Surface s = surface[0]
    cdef Rule r = rule[0]
    cdef Coefficients c
    cdef double memory[MEMORY]
    cdef double slot_x[SLOTS]
    cdef double slot_y[SLOTS]
    cdef double w[2]
    cdef double g[2]
    cdef int dim = dimensions(&s)
    cdef int kept = slots(&r)
    cdef double limit = escape if escape < DBL_MAX else DBL_MAX
    cdef double loss
    cdef Py_ssize_t done = 0
    cdef Py_ssize_t block, i
    cdef int j
    cdef bint alive = True

    w[0] = state[0]
    w[1] = state[1] if dim == 2 else 0.0
    for j in range(kept):
        slot_x[j] = state[2 + j]
        slot_y[j] = state[2 + SLOTS + j]
    for j in range(MEMORY):
        memory[j] = state[2 + 2 * SLOTS + j]

    value_and_gradient(&s, w, g)
    while alive and done < n:
        block = n - done if n - done < BLOCK else BLOCK
        for i in range(block):
            c.rate[i] = rates[0] if constant else rates[done + i]
        prepare(&r, memory, first + done, block, &c)
        for i in range(block):
            w[0] = update(&r, c.rate[i], c.a[i], w[0], g[0], slot_x)
            if dim == 2:
                w[1] = update(&r, c.rate[i], c.a[i], w[1], g[1], slot_y)
            loss = value_and_gradient(&s, w, g)
            out.position[(done + i) * dim] = w[0]
            if dim == 2:
                out.position[(done + i) * dim + 1] = w[1]
            out.loss[done + i] = loss
            if out.slots != NULL:
                for j in range(kept):
                    out.slots[((done + i) * kept + j) * dim] = slot_x[j]
                    if dim == 2:
                        out.slots[((done + i) * kept + j) * dim + 1] = slot_y[j]
            # written so that NaN fails them too
            if not (fabs(loss) <= DBL_MAX and fabs(w[0]) <= limit and (dim == 1 or fabs(w[1]) <= limit)):
                alive = False
                block = i + 1
                break
        done += block

    state[0] = w[0]
    state[1] = w[1]
    for j in range(kept):
        state[2 + j] = slot_x[j]
        state[2 + SLOTS + j] = slot_y[j]
    for j in range(MEMORY):
        state[2 + 2 * SLOTS + j] = memory[j]
    return done if alive else -done


cdef Py_ssize_t descend_on(
        Surface *surface, int rule, const double *hyper, const double *rates, bint constant, double escape,
        double *state, Py_ssize_t first, Py_ssize_t n, Recording out) noexcept nogil:
    if rule == PLAIN:
        return descend_pair(surface, <Plain*>hyper, rates, constant, escape, state, first, n, out)
    elif rule == MOMENTUM:
        return descend_pair(surface, <Momentum*>hyper, rates, constant, escape, state, first, n, out)
    else:
        return descend_pair(surface, <Adam*>hyper, rates, constant, escape, state, first, n, out)


cdef Py_ssize_t descend_any(
        int surface, const double *parameters, int rule, const double *hyper, const double *rates, bint constant,
        double escape, double *state, Py_ssize_t first, Py_ssize_t n, Recording out) noexcept nogil:
    if surface == QUADRATIC:
        return descend_on(<Quadratic*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == QUARTIC:
        return descend_on(<Quartic*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == ABS:
        return descend_on(<Abs*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == HUBER:
        return descend_on(<Huber*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == LOG_COSH:
        return descend_on(<LogCosh*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == DOUBLE_WELL:
        return descend_on(<DoubleWell*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == BUMPY_PARABOLA:
        return descend_on(<BumpyParabola*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == RASTRIGIN_1D:
        return descend_on(<Rastrigin1d*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == GRAMACY_LEE:
        return descend_on(<GramacyLee*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == FORRESTER:
        return descend_on(<Forrester*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == PLATEAU:
        return descend_on(<Plateau*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == CLIFF:
        return descend_on(<Cliff*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == SHOWER:
        return descend_on(<Shower*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == BOWL:
        return descend_on(<Bowl*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == LONG_VALLEY:
        return descend_on(<LongValley*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == ROSENBROCK:
        return descend_on(<Rosenbrock*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == HIMMELBLAU:
        return descend_on(<Himmelblau*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == BEALE:
        return descend_on(<Beale*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == BOOTH:
        return descend_on(<Booth*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == MATYAS:
        return descend_on(<Matyas*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == THREE_HUMP_CAMEL:
        return descend_on(<ThreeHumpCamel*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == SIX_HUMP_CAMEL:
        return descend_on(<SixHumpCamel*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == STYBLINSKI_TANG:
        return descend_on(<StyblinskiTang*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == GOLDSTEIN_PRICE:
        return descend_on(<GoldsteinPrice*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == SADDLE:
        return descend_on(<Saddle*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == MONKEY_SADDLE:
        return descend_on(<MonkeySaddle*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == EDGE_OF_STABILITY:
        return descend_on(<EdgeOfStability*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == MCCORMICK:
        return descend_on(<McCormick*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == RASTRIGIN:
        return descend_on(<Rastrigin*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == ACKLEY:
        return descend_on(<Ackley*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == GRIEWANK:
        return descend_on(<Griewank*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == LEVY_13:
        return descend_on(<Levy13*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    elif surface == EASOM:
        return descend_on(<Easom*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)
    else:
        return descend_on(<Branin*>parameters, rule, hyper, rates, constant, escape, state, first, n, out)


STATE_SIZE = 2 + 2 * SLOTS + MEMORY
"""Doubles in a state: position (2), slots of x, slots of y, the rule's memory."""


def descend(
        int surface, const double[::1] parameters not None, int rule, const double[::1] hyper not None,
        const double[::1] rates not None, double escape, double[::1] state not None, Py_ssize_t first,
        Py_ssize_t n, double[:, ::1] position not None, double[::1] loss not None, double[:, :, ::1] slot=None):
    """Take `n` steps and record each; returns (steps taken, exploded).

    `rates` holds one learning rate per step, or a single one for all. `state` is updated in place, so that the
    next call goes on where this one stopped. Row i of the recordings is what step `first + i` led to.
    """
    cdef Recording out
    cdef Py_ssize_t taken
    out.position = &position[0, 0]
    out.loss = &loss[0]
    out.slots = &slot[0, 0, 0] if slot is not None else NULL
    with nogil:
        taken = descend_any(
            surface, &parameters[0], rule, &hyper[0], &rates[0], rates.shape[0] == 1, escape, &state[0], first, n, out)
    return (-taken, True) if taken < 0 else (taken, False)


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
            out[i] = 0.5 * (1.0 + _math.cos_turn(first + i, t_max))


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


cdef void evaluate_any(
        int surface, const double *parameters, const double *position, Py_ssize_t n,
        double *loss, double *gradient, double *curvature) noexcept nogil:
    if surface == QUADRATIC:
        evaluate_on(<Quadratic*>parameters, position, n, loss, gradient, curvature)
    elif surface == QUARTIC:
        evaluate_on(<Quartic*>parameters, position, n, loss, gradient, curvature)
    elif surface == ABS:
        evaluate_on(<Abs*>parameters, position, n, loss, gradient, curvature)
    elif surface == HUBER:
        evaluate_on(<Huber*>parameters, position, n, loss, gradient, curvature)
    elif surface == LOG_COSH:
        evaluate_on(<LogCosh*>parameters, position, n, loss, gradient, curvature)
    elif surface == DOUBLE_WELL:
        evaluate_on(<DoubleWell*>parameters, position, n, loss, gradient, curvature)
    elif surface == BUMPY_PARABOLA:
        evaluate_on(<BumpyParabola*>parameters, position, n, loss, gradient, curvature)
    elif surface == RASTRIGIN_1D:
        evaluate_on(<Rastrigin1d*>parameters, position, n, loss, gradient, curvature)
    elif surface == GRAMACY_LEE:
        evaluate_on(<GramacyLee*>parameters, position, n, loss, gradient, curvature)
    elif surface == FORRESTER:
        evaluate_on(<Forrester*>parameters, position, n, loss, gradient, curvature)
    elif surface == PLATEAU:
        evaluate_on(<Plateau*>parameters, position, n, loss, gradient, curvature)
    elif surface == CLIFF:
        evaluate_on(<Cliff*>parameters, position, n, loss, gradient, curvature)
    elif surface == SHOWER:
        evaluate_on(<Shower*>parameters, position, n, loss, gradient, curvature)
    elif surface == BOWL:
        evaluate_on(<Bowl*>parameters, position, n, loss, gradient, curvature)
    elif surface == LONG_VALLEY:
        evaluate_on(<LongValley*>parameters, position, n, loss, gradient, curvature)
    elif surface == ROSENBROCK:
        evaluate_on(<Rosenbrock*>parameters, position, n, loss, gradient, curvature)
    elif surface == HIMMELBLAU:
        evaluate_on(<Himmelblau*>parameters, position, n, loss, gradient, curvature)
    elif surface == BEALE:
        evaluate_on(<Beale*>parameters, position, n, loss, gradient, curvature)
    elif surface == BOOTH:
        evaluate_on(<Booth*>parameters, position, n, loss, gradient, curvature)
    elif surface == MATYAS:
        evaluate_on(<Matyas*>parameters, position, n, loss, gradient, curvature)
    elif surface == THREE_HUMP_CAMEL:
        evaluate_on(<ThreeHumpCamel*>parameters, position, n, loss, gradient, curvature)
    elif surface == SIX_HUMP_CAMEL:
        evaluate_on(<SixHumpCamel*>parameters, position, n, loss, gradient, curvature)
    elif surface == STYBLINSKI_TANG:
        evaluate_on(<StyblinskiTang*>parameters, position, n, loss, gradient, curvature)
    elif surface == GOLDSTEIN_PRICE:
        evaluate_on(<GoldsteinPrice*>parameters, position, n, loss, gradient, curvature)
    elif surface == SADDLE:
        evaluate_on(<Saddle*>parameters, position, n, loss, gradient, curvature)
    elif surface == MONKEY_SADDLE:
        evaluate_on(<MonkeySaddle*>parameters, position, n, loss, gradient, curvature)
    elif surface == EDGE_OF_STABILITY:
        evaluate_on(<EdgeOfStability*>parameters, position, n, loss, gradient, curvature)
    elif surface == MCCORMICK:
        evaluate_on(<McCormick*>parameters, position, n, loss, gradient, curvature)
    elif surface == RASTRIGIN:
        evaluate_on(<Rastrigin*>parameters, position, n, loss, gradient, curvature)
    elif surface == ACKLEY:
        evaluate_on(<Ackley*>parameters, position, n, loss, gradient, curvature)
    elif surface == GRIEWANK:
        evaluate_on(<Griewank*>parameters, position, n, loss, gradient, curvature)
    elif surface == LEVY_13:
        evaluate_on(<Levy13*>parameters, position, n, loss, gradient, curvature)
    elif surface == EASOM:
        evaluate_on(<Easom*>parameters, position, n, loss, gradient, curvature)
    else:
        evaluate_on(<Branin*>parameters, position, n, loss, gradient, curvature)


def evaluate(
        int surface, const double[::1] parameters not None, const double[:, ::1] position not None,
        double[::1] loss=None, double[:, ::1] gradient=None, double[:, :, ::1] hessian=None):
    """Fill loss (n,), gradient (n, d) and Hessian (n, d, d) at the n positions; None is left out."""
    cdef Py_ssize_t n = position.shape[0]
    if n == 0:
        return
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


def slot_count(int rule):
    """Return how many doubles of state a rule keeps for each coordinate."""
    cdef Plain plain
    cdef Momentum momentum
    cdef Adam adam
    if rule == PLAIN:
        return slots(&plain)
    elif rule == MOMENTUM:
        return slots(&momentum)
    else:
        return slots(&adam)
