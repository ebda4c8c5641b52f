"""Schedules that are products: of a factor at every step, or of other schedules."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta

from lrsim.errors import InputError
from lrsim.forks import cached_until_fork
from lrsim.schedules.base import LARGEST, Schedule, Shape, length
from lrsim.schedules.decays import Exponential, Linear
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

if TYPE_CHECKING:  # a cost at run time: few runs have a formula in them
    from lrsim.formula.program import Program

MOST_PARTS = 8

BLOCK = 2**14
"""Steps whose factors are multiplied up in one go; the product of all before them is kept: no step is far."""


class Multiplicative(Schedule, frozen=True, tag="multiplicative"):
    """A factor at every step, from an expression."""

    title = "Multiplicative"
    formula = "lr(k) = lr(k − 1) · expression at step k, lr(0) = lr"
    doc = (
        "Each step multiplies the rate of the one before by what the expression says: step counts from 0 "
        "after warmup, steps is total_steps, the budget less warmup when left out."
    )
    reference = "torch.optim.lr_scheduler.MultiplicativeLR"

    expression: Annotated[
        str, Meta(min_length=1, max_length=1000, description="factor of a step, of step and steps")
    ] = "0.95"
    total_steps: Annotated[int, length("what steps stands for in the expression")] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _program(self.expression)
        except InputError as error:
            raise InputError("expression", error.value, error.allowed) from None

    @property
    def since(self) -> int:
        return 2

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_steps": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_steps is not None  # resolved() has filled it in
        products = _products(self.expression, self.total_steps)
        blocks = range(first // BLOCK, max(stop - 1, first) // BLOCK + 1)
        skipped = first - blocks.start * BLOCK
        factor = np.concatenate([products.block(place) for place in blocks])
        return Shape(factor[skipped : skipped + stop - first])


class Chained(Schedule, frozen=True, tag="chained"):
    """Schedules all at once: their factors multiply."""

    title = "Chained"
    formula = "lr(k) = lr · product over the schedules of lr_i(k) / lr"
    doc = (
        "All schedules run from step 0 on, and each scales what the others leave of the rate: a drop here, "
        "a decay there. Lengths left open in a part follow from the budget. Parts are schedules that are a "
        "factor of the dial: none that watches the loss, and in PyTorch's words none that computes its rate "
        "from base_lr (cyclic, one-cycle, warm restarts, a formula, a cosine with eta_min) instead of from "
        "the rate before. A cosine stays at 0 once it is there, where PyTorch's rises again."
    )
    reference = "torch.optim.lr_scheduler.ChainedScheduler"

    schedules: Annotated[
        tuple[Any, ...],
        Meta(
            min_length=1,
            max_length=MOST_PARTS,
            extra={"entry": Schedule},
            description="the schedules, in any order",
        ),
    ] = (Linear(start_factor=0.1, total_iters=10), Exponential())

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, part in enumerate(self.schedules):
            if not part.scales:
                raise InputError(
                    f"schedules[{index}]",
                    part.name,
                    Message("is no factor of the dial and may not be a part"),
                )

    @property
    def since(self) -> int:
        return 2

    def resolved(self, steps: int) -> Schedule:
        rest = max(steps - self.warmup, 1)
        filled = tuple(part.resolved(rest) for part in self.schedules)
        return self if filled == self.schedules else msgspec.structs.replace(self, schedules=filled)

    def curve(self, first: int, stop: int) -> Shape:
        product = np.ones(stop - first)
        for part in self.schedules:
            with np.errstate(over="ignore"):
                product *= part.shape(stop, first, stop).factor
            _tamed(product)
        return Shape(product)


@functools.lru_cache(maxsize=64)
def _program(expression: str) -> Program:
    from lrsim.formula.program import compile_expression

    return compile_expression(expression, names=("step", "steps"))


def _factors(expression: str, steps: int, first: int, stop: int) -> FloatArray:
    """Return the factors of the steps first ≤ k < stop."""
    step = np.arange(first, stop, dtype=np.float64)
    factors = _program(expression).evaluate({"step": step, "steps": float(steps)})
    return np.broadcast_to(factors, step.shape)


class _Products:
    """The products of all factors up to each step, a block of steps at a time."""

    def __init__(self, expression: str, steps: int) -> None:
        self.expression = expression
        self.steps = steps
        self._before = [1.0]
        """The product of all factors before each block, as far as it has been asked for."""
        self._lock = threading.Lock()

    def block(self, place: int) -> FloatArray:
        """Return the products of a block of steps."""
        with self._lock:
            for begun in range(len(self._before), place + 1):
                self._before.append(float(self._multiplied(begun - 1)[-1]))
        return self._multiplied(place)

    def _multiplied(self, place: int) -> FloatArray:
        factors = _factors(self.expression, self.steps, place * BLOCK, (place + 1) * BLOCK).copy()
        if place == 0:
            factors[0] = 1.0  # the rate of step 0 is the dial's
        with np.errstate(over="ignore"):
            products = np.multiply.accumulate(factors) * self._before[place]
        return _tamed(products)


@cached_until_fork(64)
def _products(expression: str, steps: int) -> _Products:
    return _Products(expression, steps)


def _tamed(products: FloatArray) -> FloatArray:
    """Return products with the largest number there is for those beyond: infinity times 0 is none."""
    return np.clip(products, -LARGEST, LARGEST, out=products)
