# cython: cdivision=True
"""Formulas of users as tapes: straight lists of instructions over an array of doubles.

An instruction is four int32: operation, destination, first operand, second operand. Destinations and operands are
places in the space, which begins with the variables; the second operand of an operation called …_C is a place among
the constants, which are so never copied; where there is a third, it stands in the second's higher bits. Nothing here
allocates, and no instruction jumps. What runs 32 lanes at a time runs the same operations in the same order, each as
one loop: the same bits.

`lrsim.formula` writes the tapes, and the kernel in which a surface holds its two: ten int32 for the header, its
constants, the tape of value and gradient, the tape of the Hessian.
"""
from libc.math cimport fabs, sqrt
from libc.stdint cimport int32_t

from lrsim cimport _math

cdef enum:
    VARIABLES = 4                                   # at most, at the beginning of the space
    SPACE = VARIABLES + 96                          # with the registers behind them
    HESSIAN_SPACE = VARIABLES + 250                 # a place has 8 bits
    LANES = 32
    HEADER = 5                                      # doubles in front of a kernel's constants


cdef enum:
    TAPE_LOAD
    TAPE_ADD
    TAPE_ADD_C
    TAPE_SUB
    TAPE_SUB_FROM_C
    TAPE_MUL
    TAPE_MUL_C
    TAPE_MUL_ADD
    TAPE_MUL_C_ADD
    TAPE_DIV
    TAPE_DIV_C
    TAPE_DIV_INTO_C
    TAPE_POW
    TAPE_POW_C
    TAPE_POW_OF_C
    TAPE_MIN
    TAPE_MIN_C
    TAPE_MAX
    TAPE_MAX_C
    TAPE_BELOW
    TAPE_BELOW_C
    TAPE_WHERE
    TAPE_SIGN
    TAPE_ABS
    TAPE_SQRT
    TAPE_FLOOR
    TAPE_EXP
    TAPE_LOG
    TAPE_SIN
    TAPE_COS
    TAPE_TAN
    TAPE_SINH
    TAPE_COSH
    TAPE_TANH


ctypedef struct Formula:
    int dims
    int steps                                       # instructions of the tape of value and gradient
    int hessian_steps
    int out[6]                                      # where f, g and h are found when the tape has run
    const double *constants
    const int32_t *tape
    const int32_t *hessian_tape


cdef inline void open_formula(const double *parameters, Formula *s) noexcept nogil:
    """Find the parts of a kernel, which must live as long as `s` is used."""
    cdef const int32_t *header = <const int32_t*>parameters
    cdef int j
    s.dims = header[0]
    s.steps = header[2]
    s.hessian_steps = header[3]
    for j in range(6):
        s.out[j] = header[4 + j]
    s.constants = parameters + HEADER
    s.tape = <const int32_t*>(parameters + HEADER + header[1])
    s.hessian_tape = s.tape + 4 * s.steps


# --- operations that C has no name for ---

cdef inline double smaller(double a, double b) noexcept nogil:
    """NaN when either is."""
    return a if a <= b or a != a else b


cdef inline double larger(double a, double b) noexcept nogil:
    return a if a >= b or a != a else b


cdef inline double below(double a, double b) noexcept nogil:
    """1 where a ≤ b, else 0."""
    return 1.0 if a <= b else 0.0


cdef inline double where(double condition, double a) noexcept nogil:
    return a if condition != 0.0 else 0.0


cdef inline double sign(double a) noexcept nogil:
    """The slope of |a|, which is taken to be 0 at 0."""
    cdef double up = 1.0 if a > 0.0 else 0.0
    return up - (1.0 if a < 0.0 else 0.0)


# --- one point ---

cdef inline void run(const int32_t *code, int n, const double *c, double *s) noexcept nogil:
    """Carry out n instructions; Cython makes one switch of the chain."""
    cdef const int32_t *end = code + 4 * n
    cdef int op
    while code != end:
        op = code[0]
        if op == TAPE_LOAD:
            s[code[1]] = c[code[3]]
        elif op == TAPE_ADD:
            s[code[1]] = s[code[2]] + s[code[3]]
        elif op == TAPE_ADD_C:
            s[code[1]] = s[code[2]] + c[code[3]]
        elif op == TAPE_SUB:
            s[code[1]] = s[code[2]] - s[code[3]]
        elif op == TAPE_SUB_FROM_C:
            s[code[1]] = c[code[3]] - s[code[2]]
        elif op == TAPE_MUL:
            s[code[1]] = s[code[2]] * s[code[3]]
        elif op == TAPE_MUL_C:
            s[code[1]] = s[code[2]] * c[code[3]]
        elif op == TAPE_MUL_ADD:
            s[code[1]] = s[code[2]] * s[code[3] & 255] + s[code[3] >> 8]
        elif op == TAPE_MUL_C_ADD:
            s[code[1]] = s[code[2]] * c[code[3] >> 8] + s[code[3] & 255]
        elif op == TAPE_DIV:
            s[code[1]] = s[code[2]] / s[code[3]]
        elif op == TAPE_DIV_C:
            s[code[1]] = s[code[2]] / c[code[3]]
        elif op == TAPE_DIV_INTO_C:
            s[code[1]] = c[code[3]] / s[code[2]]
        elif op == TAPE_POW:
            s[code[1]] = _math.pow(s[code[2]], s[code[3]])
        elif op == TAPE_POW_C:
            s[code[1]] = _math.pow(s[code[2]], c[code[3]])
        elif op == TAPE_POW_OF_C:
            s[code[1]] = _math.pow(c[code[3]], s[code[2]])
        elif op == TAPE_MIN:
            s[code[1]] = smaller(s[code[2]], s[code[3]])
        elif op == TAPE_MIN_C:
            s[code[1]] = smaller(s[code[2]], c[code[3]])
        elif op == TAPE_MAX:
            s[code[1]] = larger(s[code[2]], s[code[3]])
        elif op == TAPE_MAX_C:
            s[code[1]] = larger(s[code[2]], c[code[3]])
        elif op == TAPE_BELOW:
            s[code[1]] = below(s[code[2]], s[code[3]])
        elif op == TAPE_BELOW_C:
            s[code[1]] = below(s[code[2]], c[code[3]])
        elif op == TAPE_WHERE:
            s[code[1]] = where(s[code[2]], s[code[3]])
        elif op == TAPE_SIGN:
            s[code[1]] = sign(s[code[2]])
        elif op == TAPE_ABS:
            s[code[1]] = fabs(s[code[2]])
        elif op == TAPE_SQRT:
            s[code[1]] = sqrt(s[code[2]])
        elif op == TAPE_FLOOR:
            s[code[1]] = _math.floor(s[code[2]])
        elif op == TAPE_EXP:
            s[code[1]] = _math.exp(s[code[2]])
        elif op == TAPE_LOG:
            s[code[1]] = _math.log(s[code[2]])
        elif op == TAPE_SIN:
            s[code[1]] = _math.sin(s[code[2]])
        elif op == TAPE_COS:
            s[code[1]] = _math.cos(s[code[2]])
        elif op == TAPE_TAN:
            s[code[1]] = _math.tan(s[code[2]])
        elif op == TAPE_SINH:
            s[code[1]] = _math.sinh(s[code[2]])
        elif op == TAPE_COSH:
            s[code[1]] = _math.cosh(s[code[2]])
        else:
            s[code[1]] = _math.tanh(s[code[2]])
        code += 4


cdef inline double formula(const Formula *s, const double *w, double *g) noexcept nogil:
    cdef double space[SPACE]
    space[0] = w[0]
    if s.dims == 2:
        space[1] = w[1]
    run(s.tape, s.steps, s.constants, space)
    g[0] = space[s.out[1]]
    if s.dims == 2:
        g[1] = space[s.out[2]]
    return space[s.out[0]]


cdef inline void formula_hessian(const Formula *s, const double *w, double *h) noexcept nogil:
    cdef double space[HESSIAN_SPACE]
    space[0] = w[0]
    if s.dims == 2:
        space[1] = w[1]
    run(s.hessian_tape, s.hessian_steps, s.constants, space)
    h[0] = space[s.out[3]]
    if s.dims == 2:
        h[1] = space[s.out[4]]
        h[2] = space[s.out[5]]


# --- 32 points at a time ---

cdef inline void run_lanes(const int32_t *code, int n, const double *c, double *s) noexcept nogil:
    """The same for 32 lanes: place p of the space is the 32 doubles from 32·p on.

    A destination is never one of its instruction's operands, so that the loops have nothing to wait for.
    """
    cdef const int32_t *end = code + 4 * n
    cdef double *d
    cdef const double *a
    cdef const double *b
    cdef const double *third
    cdef double k
    cdef int op, i
    while code != end:
        op = code[0]
        d = s + LANES * code[1]
        a = s + LANES * code[2]
        if op == TAPE_LOAD:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = k
        elif op == TAPE_ADD:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = a[i] + b[i]
        elif op == TAPE_ADD_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = a[i] + k
        elif op == TAPE_SUB:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = a[i] - b[i]
        elif op == TAPE_SUB_FROM_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = k - a[i]
        elif op == TAPE_MUL:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = a[i] * b[i]
        elif op == TAPE_MUL_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = a[i] * k
        elif op == TAPE_MUL_ADD:
            b = s + LANES * (code[3] & 255)
            third = s + LANES * (code[3] >> 8)
            for i in range(LANES):
                d[i] = a[i] * b[i] + third[i]
        elif op == TAPE_MUL_C_ADD:
            b = s + LANES * (code[3] & 255)
            k = c[code[3] >> 8]
            for i in range(LANES):
                d[i] = a[i] * k + b[i]
        elif op == TAPE_DIV:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = a[i] / b[i]
        elif op == TAPE_DIV_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = a[i] / k
        elif op == TAPE_DIV_INTO_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = k / a[i]
        elif op == TAPE_POW:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = _math.pow(a[i], b[i])
        elif op == TAPE_POW_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = _math.pow(a[i], k)
        elif op == TAPE_POW_OF_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = _math.pow(k, a[i])
        elif op == TAPE_MIN:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = smaller(a[i], b[i])
        elif op == TAPE_MIN_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = smaller(a[i], k)
        elif op == TAPE_MAX:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = larger(a[i], b[i])
        elif op == TAPE_MAX_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = larger(a[i], k)
        elif op == TAPE_BELOW:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = below(a[i], b[i])
        elif op == TAPE_BELOW_C:
            k = c[code[3]]
            for i in range(LANES):
                d[i] = below(a[i], k)
        elif op == TAPE_WHERE:
            b = s + LANES * code[3]
            for i in range(LANES):
                d[i] = where(a[i], b[i])
        elif op == TAPE_SIGN:
            for i in range(LANES):
                d[i] = sign(a[i])
        elif op == TAPE_ABS:
            for i in range(LANES):
                d[i] = fabs(a[i])
        elif op == TAPE_SQRT:
            for i in range(LANES):
                d[i] = sqrt(a[i])
        elif op == TAPE_FLOOR:
            for i in range(LANES):
                d[i] = _math.floor(a[i])
        elif op == TAPE_EXP:
            for i in range(LANES):
                d[i] = _math.exp(a[i])
        elif op == TAPE_LOG:
            for i in range(LANES):
                d[i] = _math.log(a[i])
        elif op == TAPE_SIN:
            for i in range(LANES):
                d[i] = _math.sin(a[i])
        elif op == TAPE_COS:
            for i in range(LANES):
                d[i] = _math.cos(a[i])
        elif op == TAPE_TAN:
            for i in range(LANES):
                d[i] = _math.tan(a[i])
        elif op == TAPE_SINH:
            for i in range(LANES):
                d[i] = _math.sinh(a[i])
        elif op == TAPE_COSH:
            for i in range(LANES):
                d[i] = _math.cosh(a[i])
        else:
            for i in range(LANES):
                d[i] = _math.tanh(a[i])
        code += 4


cdef inline void formula_lanes(
        const Formula *s, const double *x, const double *y, double *f, double *gx, double *gy) noexcept nogil:
    """Value and gradient at 32 points; `y` and `gy` are not touched when there is one coordinate."""
    cdef double space[SPACE * LANES]
    cdef int i
    for i in range(LANES):
        space[i] = x[i]
    if s.dims == 2:
        for i in range(LANES):
            space[LANES + i] = y[i]
    run_lanes(s.tape, s.steps, s.constants, space)
    for i in range(LANES):
        f[i] = space[LANES * s.out[0] + i]
        gx[i] = space[LANES * s.out[1] + i]
    if s.dims == 2:
        for i in range(LANES):
            gy[i] = space[LANES * s.out[2] + i]
