# cython: cdivision=True
"""Formulas of users as tapes: straight lists of instructions over an array of doubles.

An instruction is eight uint16: operation, destination, up to four operands a, b, c, d, and two that are unused. They
are places in the space: first come the variables, then the constants, then the registers. What a tape costs is less
its arithmetic than its number of instructions and the way through memory from one to the next. So the operation used
most is a sum or a difference of two products, a·b ± c·d, of which the sums with fewer factors are cases: with 1 for
what is missing they have the same bits, as has a·1 + c·1. Nothing here allocates, and no instruction jumps. What runs
32 lanes at a time runs the same operations in the same order, each as one loop, and there the cases are loops of
their own, which do not multiply by 1: the same bits again.

`lrsim.formula` writes the tapes, and the kernel in which a surface holds its two: twelve int32 for the header, the
constants, the tape of value and gradient, the tape of the Hessian.

It is long because each operation is written for one run and for 32 lanes.
"""
from libc.math cimport fabs, sqrt
from libc.stdint cimport int32_t, uint16_t

from lrsim.kernels.math cimport functions as math
from lrsim.kernels.outcome cimport LANES


cdef enum:
    VARIABLES = 4                                   # at most, at the beginning of the space
    SPACE = 256                                     # places for value and gradient
    HESSIAN_SPACE = 512
    WIDTH = 8                                       # uint16 in an instruction
    HEADER = 6                                      # doubles in front of a kernel's constants


cdef enum:
    TAPE_ADD                                        # a + c
    TAPE_MUL_ADD                                    # a·b + c
    TAPE_MUL_ADD_MUL                                # a·b + c·d
    TAPE_SUB                                        # a − c
    TAPE_MUL_SUB                                    # a·b − c
    TAPE_SUB_MUL                                    # a − c·d
    TAPE_MUL_SUB_MUL                                # a·b − c·d
    TAPE_MUL                                        # a·b; the others, too, have a and b
    TAPE_DIV
    TAPE_POW
    TAPE_MIN
    TAPE_MAX
    TAPE_BELOW
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
    int fixed                                       # constants of the tape of value and gradient, a multiple of 4
    int hessian_fixed                               # of both tapes, likewise
    int out[7]                                      # where f, g, h and f again are found when the tapes have run
    const double *constants
    const uint16_t *tape
    const uint16_t *hessian_tape


cdef inline int formula_dimensions(const double *parameters) noexcept nogil:
    return (<const int32_t*>parameters)[0]


cdef inline Py_ssize_t formula_size(const double *parameters, Py_ssize_t n) noexcept nogil:
    """Doubles of a kernel as its header has it, given the n that there are."""
    cdef const int32_t *header = <const int32_t*>parameters
    if n < HEADER:
        return HEADER
    return HEADER + header[2] + (header[3] + header[4]) * WIDTH * sizeof(uint16_t) // sizeof(double)


cdef inline void open_formula(const double *parameters, Formula *s) noexcept nogil:
    """Find the parts of a kernel, which must live as long as `s` is used."""
    cdef const int32_t *header = <const int32_t*>parameters
    cdef int j
    s.dims = header[0]
    s.fixed = header[1]
    s.hessian_fixed = header[2]
    s.steps = header[3]
    s.hessian_steps = header[4]
    for j in range(7):
        s.out[j] = header[5 + j]
    s.constants = parameters + HEADER
    s.tape = <const uint16_t*>(parameters + HEADER + s.hessian_fixed)
    s.hessian_tape = s.tape + WIDTH * s.steps


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

cdef inline void begin(const Formula *s, const double *w, int fixed, double *space) noexcept nogil:
    """Put variables and constants into the space."""
    cdef double *place = space + VARIABLES
    cdef int j
    space[0] = w[0]
    if s.dims == 2:
        space[1] = w[1]
    for j in range(0, fixed, 4):
        place[j] = s.constants[j]
        place[j + 1] = s.constants[j + 1]
        place[j + 2] = s.constants[j + 2]
        place[j + 3] = s.constants[j + 3]


cdef inline void run(const uint16_t *code, int n, double *s) noexcept nogil:
    """Carry out n instructions; the compiler makes one switch of the chain."""
    cdef const uint16_t *end = code + WIDTH * n
    cdef int op
    while code != end:
        op = code[0]
        if op == TAPE_ADD or op == TAPE_MUL_ADD or op == TAPE_MUL_ADD_MUL:
            s[code[1]] = s[code[2]] * s[code[3]] + s[code[4]] * s[code[5]]
        elif op == TAPE_SUB or op == TAPE_MUL_SUB or op == TAPE_SUB_MUL or op == TAPE_MUL_SUB_MUL:
            s[code[1]] = s[code[2]] * s[code[3]] - s[code[4]] * s[code[5]]
        elif op == TAPE_MUL:
            s[code[1]] = s[code[2]] * s[code[3]]
        elif op == TAPE_DIV:
            s[code[1]] = s[code[2]] / s[code[3]]
        elif op == TAPE_POW:
            s[code[1]] = math.pow(s[code[2]], s[code[3]])
        elif op == TAPE_MIN:
            s[code[1]] = smaller(s[code[2]], s[code[3]])
        elif op == TAPE_MAX:
            s[code[1]] = larger(s[code[2]], s[code[3]])
        elif op == TAPE_BELOW:
            s[code[1]] = below(s[code[2]], s[code[3]])
        elif op == TAPE_WHERE:
            s[code[1]] = where(s[code[2]], s[code[3]])
        elif op == TAPE_SIGN:
            s[code[1]] = sign(s[code[2]])
        elif op == TAPE_ABS:
            s[code[1]] = fabs(s[code[2]])
        elif op == TAPE_SQRT:
            s[code[1]] = sqrt(s[code[2]])
        elif op == TAPE_FLOOR:
            s[code[1]] = math.floor(s[code[2]])
        elif op == TAPE_EXP:
            s[code[1]] = math.exp(s[code[2]])
        elif op == TAPE_LOG:
            s[code[1]] = math.log(s[code[2]])
        elif op == TAPE_SIN:
            s[code[1]] = math.sin(s[code[2]])
        elif op == TAPE_COS:
            s[code[1]] = math.cos(s[code[2]])
        elif op == TAPE_TAN:
            s[code[1]] = math.tan(s[code[2]])
        elif op == TAPE_SINH:
            s[code[1]] = math.sinh(s[code[2]])
        elif op == TAPE_COSH:
            s[code[1]] = math.cosh(s[code[2]])
        else:
            s[code[1]] = math.tanh(s[code[2]])
        code += WIDTH


cdef inline double known(double f, double derivative) noexcept nogil:
    """A derivative, and NaN where the value is: ln x has no slope at −1, though 1/x is a number there."""
    return derivative if f == f else f


cdef inline double formula(const Formula *s, const double *w, double *g) noexcept nogil:
    cdef double space[SPACE]
    cdef double f
    begin(s, w, s.fixed, space)
    run(s.tape, s.steps, space)
    f = space[s.out[0]]
    g[0] = known(f, space[s.out[1]])
    if s.dims == 2:
        g[1] = known(f, space[s.out[2]])
    return f


cdef inline void formula_hessian(const Formula *s, const double *w, double *h) noexcept nogil:
    cdef double space[HESSIAN_SPACE]
    cdef double f
    begin(s, w, s.hessian_fixed, space)
    run(s.hessian_tape, s.hessian_steps, space)
    f = space[s.out[6]]
    h[0] = known(f, space[s.out[3]])
    if s.dims == 2:
        h[1] = known(f, space[s.out[4]])
        h[2] = known(f, space[s.out[5]])


# --- 32 points at a time: place p of the space is the 32 doubles from 32·p on ---

cdef inline void spread(const double *constants, int n, double *space) noexcept nogil:
    """Put constants into all lanes, where they stay."""
    cdef double *row
    cdef double value
    cdef int i, j
    for j in range(n):
        row = space + LANES * (VARIABLES + j)
        value = constants[j]
        for i in range(LANES):
            row[i] = value


cdef inline void run_lanes(const uint16_t *code, int n, double *s) noexcept nogil:
    """Carry out n instructions for 32 lanes.

    A destination is never one of its instruction's operands, so that the loops have nothing to wait for.
    """
    cdef const uint16_t *end = code + WIDTH * n
    cdef double *r
    cdef const double *a
    cdef const double *b
    cdef const double *c
    cdef const double *d
    cdef int op, i
    while code != end:
        op = code[0]
        r = s + LANES * code[1]
        a = s + LANES * code[2]
        b = s + LANES * code[3]
        c = s + LANES * code[4]
        d = s + LANES * code[5]
        if op == TAPE_ADD:
            for i in range(LANES):
                r[i] = a[i] + c[i]
        elif op == TAPE_MUL_ADD:
            for i in range(LANES):
                r[i] = a[i] * b[i] + c[i]
        elif op == TAPE_MUL_ADD_MUL:
            for i in range(LANES):
                r[i] = a[i] * b[i] + c[i] * d[i]
        elif op == TAPE_SUB:
            for i in range(LANES):
                r[i] = a[i] - c[i]
        elif op == TAPE_MUL_SUB:
            for i in range(LANES):
                r[i] = a[i] * b[i] - c[i]
        elif op == TAPE_SUB_MUL:
            for i in range(LANES):
                r[i] = a[i] - c[i] * d[i]
        elif op == TAPE_MUL_SUB_MUL:
            for i in range(LANES):
                r[i] = a[i] * b[i] - c[i] * d[i]
        elif op == TAPE_MUL:
            for i in range(LANES):
                r[i] = a[i] * b[i]
        elif op == TAPE_DIV:
            for i in range(LANES):
                r[i] = a[i] / b[i]
        elif op == TAPE_POW:
            for i in range(LANES):
                r[i] = math.pow(a[i], b[i])
        elif op == TAPE_MIN:
            for i in range(LANES):
                r[i] = smaller(a[i], b[i])
        elif op == TAPE_MAX:
            for i in range(LANES):
                r[i] = larger(a[i], b[i])
        elif op == TAPE_BELOW:
            for i in range(LANES):
                r[i] = below(a[i], b[i])
        elif op == TAPE_WHERE:
            for i in range(LANES):
                r[i] = where(a[i], b[i])
        elif op == TAPE_SIGN:
            for i in range(LANES):
                r[i] = sign(a[i])
        elif op == TAPE_ABS:
            for i in range(LANES):
                r[i] = fabs(a[i])
        elif op == TAPE_SQRT:
            for i in range(LANES):
                r[i] = sqrt(a[i])
        elif op == TAPE_FLOOR:
            for i in range(LANES):
                r[i] = math.floor(a[i])
        elif op == TAPE_EXP:
            for i in range(LANES):
                r[i] = math.exp(a[i])
        elif op == TAPE_LOG:
            for i in range(LANES):
                r[i] = math.log(a[i])
        elif op == TAPE_SIN:
            for i in range(LANES):
                r[i] = math.sin(a[i])
        elif op == TAPE_COS:
            for i in range(LANES):
                r[i] = math.cos(a[i])
        elif op == TAPE_TAN:
            for i in range(LANES):
                r[i] = math.tan(a[i])
        elif op == TAPE_SINH:
            for i in range(LANES):
                r[i] = math.sinh(a[i])
        elif op == TAPE_COSH:
            for i in range(LANES):
                r[i] = math.cosh(a[i])
        else:
            for i in range(LANES):
                r[i] = math.tanh(a[i])
        code += WIDTH


cdef inline void formula_lanes(
        const Formula *s, double *space, const double *x, const double *y, double *f, double *gx, double *gy
) noexcept nogil:
    """Value and gradient at 32 points; `y` and `gy` are not touched when there is one coordinate.

    The constants have been spread over the space.
    """
    cdef int i
    for i in range(LANES):
        space[i] = x[i]
    if s.dims == 2:
        for i in range(LANES):
            space[LANES + i] = y[i]
    run_lanes(s.tape, s.steps, space)
    for i in range(LANES):
        f[i] = space[LANES * s.out[0] + i]
        gx[i] = known(f[i], space[LANES * s.out[1] + i])
    if s.dims == 2:
        for i in range(LANES):
            gy[i] = known(f[i], space[LANES * s.out[2] + i])
