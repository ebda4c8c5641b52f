"""The loss surface whose formula a user writes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Self

import msgspec
from msgspec import Meta

from lrsim._core import SurfaceCode
from lrsim.catalogue.lists import Constants
from lrsim.catalogue.parameters import NEWER, Parameter
from lrsim.errors import InputError
from lrsim.formula.parser import CONSTANTS, FUNCTIONS
from lrsim.formula.tokens import tokens
from lrsim.surfaces.base import Surface
from lrsim.surfaces.minima import Minimum, are_near, minima_around, widening
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

if TYPE_CHECKING:  # a cost at run time: few surfaces are formulas
    from lrsim.formula.program import Program

Constant = Annotated[float, Meta(ge=-1e308, le=1e308, description="a constant of the formula")]

TAKEN = frozenset(
    (
        *(
            "x",
            "y",
            "expression",
            "low",
            "high",
            "escape",
            "constants",
            "name",
            "lr",
            "lr_x",
            "lr_y",
        ),
        *("start_x", "start_y", "seed", "noise", "steps", *CONSTANTS, *FUNCTIONS),
    )
)
"""Names that no constant may have: they mean something in formulas, in files or along a map's axes."""

BOXES_AT_ONCE = 3
"""So many boxes of a formula of x are searched in a few milliseconds; of x and y one takes more."""

FAR = 1000.0
"""Without an `escape` minima are searched for up to here."""


class Formula(Surface, frozen=True, tag="formula"):
    """Your own surface: any formula of x, or of x and y."""

    title = "Formula"
    formula = (
        "f(x) or f(x, y) of + - * / ** ( ), < <= > >= where, sin cos tan exp log sqrt abs tanh sinh cosh "
        "floor, min max, pi, e"
    )
    doc = (
        "Your own surface. Slopes and curvatures are derived from the formula, exactly; the minima are "
        "searched for around the domain and the start. A comparison is 1 where it holds, else 0; "
        "where(x < 0, 0, x) chooses. Other names are constants, each given its number: a*x**2,a=3. Beyond a "
        "million and a half, sin, cos and tan lose digits: to them a number is known to half a unit of its "
        "last place."
    )
    code = SurfaceCode.FORMULA
    reference = "Griewank & Walther, Evaluating Derivatives, 2nd ed. (2008): reverse accumulation"

    expression: Annotated[
        str, Meta(max_length=1000, description="the formula, of x or of x and y")
    ] = "x**2"
    low: Annotated[float, Meta(ge=-1e6, le=1e6, description="where the domain begins")] = -5.0
    high: Annotated[float, Meta(ge=-1e6, le=1e6, description="where the domain ends")] = 5.0

    constants: Annotated[
        tuple[tuple[str, Constant], ...],
        Meta(
            max_length=8,
            extra={"taken": TAKEN, **NEWER},
            description="numbers with names of their own in the formula: a=3;b=0.5",
        ),
    ] = ()

    def check_together(self) -> None:
        try:
            program = self.program
            if "x" not in program.names:
                raise InputError("", None, Message("the formula must have x in it, or x and y"))
            program.surface_kernel()
        except InputError as error:
            raise error.at("expression") from None
        if not self.low < self.high:
            raise InputError(
                "high", self.high, Message("must be above low, which is {low}", low=self.low)
            )
        super().check_together()

    @property
    def unused(self) -> frozenset[str]:
        held = {token.text for token in tokens(self.expression)}
        return frozenset(name for name, _ in self.constants if name not in held)

    @property
    def adjustable(self) -> tuple[Parameter, ...]:
        held = next(p for p in self.parameters() if isinstance(p, Constants))
        own = (
            msgspec.structs.replace(held.value, name=name, default=1.0)
            for name, _ in self.constants
        )
        return (*self.parameters(), *own)

    def value_of(self, name: str) -> Any:
        return (
            dict(self.constants).get(name) if name in dict(self.constants) else getattr(self, name)
        )

    def altered(self, **changes: Any) -> Self:
        own = {name: changes[name] for name, _ in self.constants if name in changes}
        if own:
            changes = {"constants": {**dict(self.constants), **own}, **changes}
        return super().altered(**changes)

    @property
    def program(self) -> Program:
        """The compiled formula."""
        from lrsim.formula.program import compile_expression

        return compile_expression(self.expression, constants=self.constants)

    @property
    def dimensions(self) -> int:
        return self.program.dimensions

    @property
    def written(self) -> str:
        return f"f({', '.join('xy'[: self.dimensions])}) = {self.expression}"

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        return ((self.low, self.high),) * self.dimensions

    @property
    def start(self) -> tuple[float, ...]:
        middle, half = 0.5 * (self.low + self.high), 0.5 * (self.high - self.low)
        return (middle + 0.8 * half,) * self.dimensions

    @property
    def without_minimum(self) -> Message:
        return Message(
            "no minimum was found from low, {low}, to high, {high}, or around; set them to where one is",
            low=self.low,
            high=self.high,
        )

    def widening(self, start: tuple[float, ...]) -> int:
        return widening(self, start)

    def minima_within(self, widening: int) -> tuple[Minimum, ...]:
        return minima_around(self, widening, self._farthest)

    def minima_are_near(self, widening: int) -> bool:
        boxes = BOXES_AT_ONCE if self.dimensions == 1 else 0
        return are_near(self, widening, self._farthest, boxes)

    @property
    def _farthest(self) -> float:
        limit = self.limit(self.start)
        return limit if math.isfinite(limit) else FAR

    @property
    def kernel(self) -> FloatArray:
        return self.program.surface_kernel()
