from enum import IntEnum

import numpy as np
import numpy.typing as npt

_FloatArray = npt.NDArray[np.float64]

STATE_SIZE: int
TAPE_OPS: dict[str, int]

class SurfaceCode(IntEnum):
    QUADRATIC = 0
    QUARTIC = 1
    ABS = 2
    HUBER = 3
    LOG_COSH = 4
    DOUBLE_WELL = 5
    BUMPY_PARABOLA = 6
    RASTRIGIN_1D = 7
    GRAMACY_LEE = 8
    FORRESTER = 9
    PLATEAU = 10
    CLIFF = 11
    SHOWER = 12
    BOWL = 13
    LONG_VALLEY = 14
    ROSENBROCK = 15
    HIMMELBLAU = 16
    BEALE = 17
    BOOTH = 18
    MATYAS = 19
    THREE_HUMP_CAMEL = 20
    SIX_HUMP_CAMEL = 21
    STYBLINSKI_TANG = 22
    GOLDSTEIN_PRICE = 23
    SADDLE = 24
    MONKEY_SADDLE = 25
    EDGE_OF_STABILITY = 26
    MCCORMICK = 27
    RASTRIGIN = 28
    ACKLEY = 29
    GRIEWANK = 30
    LEVY_13 = 31
    EASOM = 32
    BRANIN = 33
    FORMULA = 34

class RuleCode(IntEnum):
    PLAIN = 0
    HEAVY_BALL = 1
    MOMENTUM = 2
    ASGD = 3
    SIGN_SGD = 4
    LION = 5
    SCHEDULE_FREE_SGD = 6
    ADAM = 7
    ADAMW = 8
    NADAM = 9
    RADAM = 10
    ADAMAX = 11
    ADABELIEF = 12
    YOGI = 13
    ADAN = 14
    SCHEDULE_FREE_ADAMW = 15
    ADAGRAD = 16
    ADADELTA = 17
    RMSPROP = 18
    RPROP = 19
    NEWTON = 20
    EXACT_LINE_SEARCH = 21
    ARMIJO = 22
    BARZILAI_BORWEIN = 23
    POLYAK = 24
    PRODIGY = 25

def descend(
    surface: int,
    parameters: _FloatArray,
    rule: int,
    hyper: _FloatArray,
    rates: _FloatArray,
    escape: float,
    state: _FloatArray,
    first: int,
    n: int,
    position: _FloatArray,
    loss: _FloatArray,
    slot: _FloatArray | None = None,
    *,
    scale_x: float = 1.0,
    scale_y: float = 1.0,
    noise: _FloatArray | None = None,
    plateau: _FloatArray | None = None,
    floor: float = ...,
    rate: _FloatArray | None = None,
) -> tuple[int, bool]: ...
def outline(
    surface: int,
    parameters: _FloatArray,
    rule: int,
    hyper: _FloatArray,
    bounds: npt.NDArray[np.int64],
    lr: _FloatArray,
    scale: _FloatArray,
    start: _FloatArray,
    origin: _FloatArray,
    state: _FloatArray,
    first: int,
    n: int,
    escape: float,
    goals: _FloatArray,
    slack: float,
    tolerance: float,
    rounding: float,
    out: _FloatArray,
    *,
    shape: _FloatArray | None = None,
    noise: _FloatArray | None = None,
    evidence: bool = False,
    lowest: float = ...,
    lowest_at: float = 0.0,
    rates: _FloatArray | None = None,
    plateau: _FloatArray | None = None,
) -> None: ...
def cpu_level() -> int: ...
def normals(words: npt.NDArray[np.uint64], deviation: float, out: _FloatArray) -> None: ...
def powers(base: float, first: int, out: _FloatArray) -> None: ...
def cosine_wave(t_max: int, first: int, out: _FloatArray) -> None: ...
def half_cosines(x: _FloatArray, out: _FloatArray) -> None: ...
def exponentials(x: _FloatArray, out: _FloatArray) -> None: ...
def raised(x: _FloatArray, exponent: float, out: _FloatArray) -> None: ...
def evaluate(
    surface: int,
    parameters: _FloatArray,
    position: _FloatArray,
    loss: _FloatArray | None = None,
    gradient: _FloatArray | None = None,
    hessian: _FloatArray | None = None,
) -> None: ...
def evaluate_grid(
    surface: int, parameters: _FloatArray, x: _FloatArray, y: _FloatArray, loss: _FloatArray
) -> None: ...
def slot_count(rule: int) -> int: ...
def evaluate_tape(
    code: npt.NDArray[np.uint16],
    constants: _FloatArray,
    variables: _FloatArray,
    out: int,
    result: _FloatArray,
) -> None: ...
