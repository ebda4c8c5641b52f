"""Schedules that the user puts together: from points, a formula or other schedules."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lrsim.errors import InputError
from lrsim.schedules.base import LONGEST, Schedule, Shape, joined, length
from lrsim.schedules.cycles import CosineAnnealing
from lrsim.schedules.decays import Linear
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

if TYPE_CHECKING:  # a cost at run time: few runs have a formula in them
    from lrsim.formula.program import Program

MOST_PARTS = 8

Point = tuple[
    Annotated[int, Meta(ge=0, le=LONGEST)],
    Annotated[float, Meta(ge=0, le=1000)],
]


class Piecewise(Schedule, frozen=True, tag="piecewise"):
    """A list of steps and what share of the dial holds from each on."""

    title = "Piecewise constant"
    formula = "lr(k) = lr · factor of the last point before k"
    doc = (
        "After each point's step the rate is its factor times the dial, whatever the factor "
        "before it was (optax multiplies them up). The step itself still has the factor before, as in "
        "Keras. Up to the first point its factor holds already. Left out, the points are 1, a half after "
        "50 % and a tenth after 75 % of the budget."
    )
    reference = "keras.optimizers.schedules.PiecewiseConstantDecay"

    points: (
        Annotated[
            tuple[Point, ...],
            Meta(min_length=1, max_length=64, description="step and factor of the dial after it"),
        ]
        | None
    ) = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        half = max(rest // 2, 1)
        return {"points": ((0, 1.0), (half, 0.5), (max(rest * 3 // 4, half + 1), 0.1))}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.points is not None  # resolved() has filled it in
        steps, factors = (np.array(column) for column in zip(*self.points, strict=True))
        last = np.searchsorted(steps, np.arange(first, stop), side="left") - 1
        return Shape(factors[np.maximum(last, 0)])


class Formula(Schedule, frozen=True, tag="formula"):
    """An expression of the step and the dial."""

    title = "Formula"
    formula = "lr(k) = expression at step k"
    doc = (
        "Whatever the expression says: lr is the dial, step counts from 0 after warmup, steps is "
        "total_steps, the budget less warmup when left out. Without lr in it, the dial does "
        "nothing."
    )
    reference = "torch.optim.lr_scheduler.LambdaLR, whose function gives a factor of the dial"

    expression: Annotated[
        str, Meta(min_length=1, max_length=1000, description="of lr, step and steps")
    ] = "lr * 0.95**step"
    total_steps: Annotated[int, length("what steps stands for in the expression")] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _program(self.expression)
        except InputError as error:
            raise InputError("expression", error.value, error.allowed) from None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_steps": rest}

    @property
    def affine(self) -> bool:
        return "lr" not in _program(self.expression).names

    @property
    def scales(self) -> bool:
        return False

    def curve(self, first: int, stop: int) -> Shape:
        """Return the shape of an expression without the dial, the only one that has one."""
        count = stop - first
        return Shape(np.zeros(count), 0.0, self.law(np.zeros(count), first))

    def law(self, value: FloatArray, first: int) -> FloatArray:
        return self._at(value, np.arange(first, first + len(value), dtype=np.float64))

    def first_rate(self, value: FloatArray) -> FloatArray:
        return self._at(value, np.zeros(len(value)))

    def _at(self, value: FloatArray, step: FloatArray) -> FloatArray:
        assert self.total_steps is not None  # resolved() has filled it in
        variables: dict[str, npt.ArrayLike] = {
            "lr": value,
            "step": step,
            "steps": float(self.total_steps),
        }
        return np.broadcast_to(_program(self.expression).evaluate(variables), step.shape)


class Drawn(Schedule, frozen=True, tag="drawn"):
    """A curve through points: factors of the dial."""

    title = "Drawn"
    formula = "lr(k) = lr · line through the points at k"
    doc = (
        "Straight lines between points, each a step and a factor of the dial; outside of them the "
        "first and the last factor hold. Left out, the points are 1 at step 0 and 0.01 at the end "
        "of the budget."
    )
    reference = "optax.piecewise_interpolate_schedule"

    points: (
        Annotated[
            tuple[Point, ...],
            Meta(min_length=1, max_length=64, description="step and factor of the dial there"),
        ]
        | None
    ) = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"points": ((0, 1.0), (rest, 0.01))}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.points is not None  # resolved() has filled it in
        steps, factors = (np.array(column) for column in zip(*self.points, strict=True))
        step = np.clip(np.arange(first, stop), steps[0], steps[-1])
        left = np.maximum(np.searchsorted(steps, step, side="right") - 1, 0)
        right = np.minimum(left + 1, len(steps) - 1)
        way = (step - steps[left]) / np.maximum(steps[right] - steps[left], 1)
        return Shape(factors[left] + (factors[right] - factors[left]) * way)


class Sequential(Schedule, frozen=True, tag="sequential"):
    """Schedules one after another, each on its own clock."""

    title = "Sequential"
    formula = "lr(k) = lr_i(k − milestone_i), i the part that has begun last"
    doc = (
        "The first schedule runs up to the first milestone, the next from there, and so on; each "
        "begins at its own step 0, from the dial's value. Milestones left out give every part the "
        "same share of the budget, and lengths left open in a part follow from its own share. A "
        "schedule that watches the loss, or a sequential one, cannot be a part."
    )
    reference = "torch.optim.lr_scheduler.SequentialLR"

    schedules: Annotated[
        tuple[Any, ...],
        Meta(
            min_length=1,
            max_length=MOST_PARTS,
            extra={"entry": Schedule},
            description="the schedules, in order",
        ),
    ] = (Linear(start_factor=0.1), CosineAnnealing())
    milestones: (
        Annotated[
            tuple[Annotated[int, Meta(ge=1, le=LONGEST)], ...],
            Meta(max_length=MOST_PARTS - 1, description="steps at which the next schedule begins"),
        ]
        | None
    ) = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, part in enumerate(self.schedules):
            if part.closed_loop:
                raise InputError(
                    f"schedules[{index}]",
                    part.name,
                    Message("looks at the loss and may not be a part"),
                )
        if self.milestones is None:
            return
        if len(self.milestones) != len(self.schedules) - 1:
            allowed = Message(
                "must be a list of {last}, one less than there are schedules",
                last=len(self.schedules) - 1,
            )
            raise InputError("milestones", list(self.milestones), allowed)
        for index, (one, other) in enumerate(
            zip(self.milestones[:-1], self.milestones[1:], strict=True)
        ):
            if other <= one:
                raise InputError(
                    f"milestones[{index + 1}]", other, Message("must come after {one}", one=one)
                )

    @property
    def affine(self) -> bool:
        return all(part.affine for part in self.schedules)

    def resolved(self, steps: int) -> Schedule:
        rest, parts = max(steps - self.warmup, 1), len(self.schedules)
        milestones = self.milestones
        if milestones is None:
            milestones = tuple(max(rest * i // parts, i) for i in range(1, parts))
        begins = (0, *milestones)
        ends = (*milestones, max(rest, begins[-1] + 1))
        filled = tuple(
            part.resolved(end - begin)
            for part, begin, end in zip(self.schedules, begins, ends, strict=True)
        )
        if milestones == self.milestones and filled == self.schedules:
            return self
        return msgspec.structs.replace(self, milestones=milestones, schedules=filled)

    def curve(self, first: int, stop: int) -> Shape:
        pieces, counts = [], []
        for part, begin, low, high in self._running(first, stop):
            steps = high - begin  # of no consequence for a part that is resolved
            pieces.append(part.shape(steps, low - begin, high - begin))
            counts.append(high - low)
        return Shape(
            np.concatenate([piece.factor for piece in pieces]),
            joined([piece.offset for piece in pieces], counts),
            joined([piece.floor for piece in pieces], counts),
        )

    def law(self, value: FloatArray, first: int) -> FloatArray:
        rates = np.empty(len(value))
        for part, begin, low, high in self._running(first, first + len(value)):
            rates[low - first : high - first] = part.warmed(
                value[low - first : high - first], low - begin
            )
        return rates

    def first_rate(self, value: FloatArray) -> FloatArray:
        part = self.schedules[0]
        first: FloatArray = part.first_rate(value) / max(part.warmup, 1)
        return first

    def _running(self, first: int, stop: int) -> list[tuple[Schedule, int, int, int]]:
        """Return the parts that run at steps first ≤ k < stop: part, its own begin, from where, to where."""
        assert self.milestones is not None  # resolved() has filled it in
        begins, ends = (0, *self.milestones), (*self.milestones, stop)
        spans = [
            (part, begin, max(begin, first), min(end, stop))
            for part, begin, end in zip(self.schedules, begins, ends, strict=True)
        ]
        running = [span for span in spans if span[2] < span[3]]
        return running or [(self.schedules[0], 0, first, first)]


@functools.lru_cache(maxsize=64)
def _program(expression: str) -> Program:
    from lrsim.formula.program import compile_expression

    return compile_expression(expression, names=("lr", "step", "steps"))
