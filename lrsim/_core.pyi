from enum import IntEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

STATE_SIZE: int

class SurfaceCode(IntEnum):
    QUADRATIC = 0
    DOUBLE_WELL = 1
    SHOWER = 2
    BOWL = 3
    LONG_VALLEY = 4
    ROSENBROCK = 5
    HIMMELBLAU = 6

class RuleCode(IntEnum):
    PLAIN = 0
    MOMENTUM = 1
    ADAM = 2

def descend(
    surface: int,
    parameters: FloatArray,
    rule: int,
    hyper: FloatArray,
    rates: FloatArray,
    escape: float,
    state: FloatArray,
    first: int,
    n: int,
    position: FloatArray,
    loss: FloatArray,
    slot: FloatArray | None = None,
) -> tuple[int, bool]: ...
def powers(base: float, first: int, out: FloatArray) -> None: ...
def cosine_wave(t_max: int, first: int, out: FloatArray) -> None: ...
def evaluate(
    surface: int,
    parameters: FloatArray,
    position: FloatArray,
    loss: FloatArray | None = None,
    gradient: FloatArray | None = None,
    hessian: FloatArray | None = None,
) -> None: ...
def evaluate_grid(
    surface: int, parameters: FloatArray, x: FloatArray, y: FloatArray, loss: FloatArray
) -> None: ...
def slot_count(rule: int) -> int: ...
