"""What all learning-rate schedules have in common: warmup, lengths left open, the dial.

It is long because `Schedule` is one public class, and half of it its documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lrsim import arguments
from lrsim.catalogue.entries import Entry
from lrsim.catalogue.parameters import IN_STEPS
from lrsim.errors import InputError
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

DialMove = tuple[int, float]

LONGEST = 2**24
LARGEST = sys.float_info.max
"""Growing factors stop here: an infinite one would make NaN of a dial at 0."""


def length(description: str, extra: dict[str, Any] | None = None) -> Meta:
    """Return what is declared of a parameter that counts steps."""
    return Meta(ge=1, le=LONGEST, description=description, extra=IN_STEPS | (extra or {}))


class Shape(NamedTuple):
    """A schedule for every dial at once: the rate of step k is (dial − offset[k]) · factor[k] + floor[k].

    `factor` is float64 (n,); `offset` and `floor` are too, or the number 0.0 where they are 0 all along.
    """

    factor: FloatArray
    offset: FloatArray | float = 0.0
    floor: FloatArray | float = 0.0

    def rates(self, value: FloatArray) -> FloatArray:
        """Return the rates for the dial's value in force at each step."""
        with np.errstate(over="ignore"):  # a growing schedule ends in infinite rates, as PyTorch's
            if isinstance(self.offset, float) and isinstance(self.floor, float):
                return value * self.factor
            rates: FloatArray = (value - self.offset) * self.factor + self.floor
        return rates


class Schedule(Entry, frozen=True, kw_only=True):
    """How the learning rate changes from step to step, as a function of the dial."""

    kind: ClassVar[Message] = Message("schedule")
    kinds: ClassVar[Message] = Message("schedules")
    misplaced: ClassVar[Mapping[str, Message]] = dict.fromkeys(
        ("lr", "max_lr"),
        Message("the learning rate is no parameter of a schedule; give it beside it, as lr"),
    )
    closed_loop: ClassVar[bool] = False
    """Whether the rate depends on the loss, and so on the run."""

    warmup: Annotated[
        int,
        Meta(
            ge=0,
            le=LONGEST,
            description="steps of linear warmup in front: (k + 1)/N of the first rate (optax, Keras: k/N)",
            extra=IN_STEPS,
        ),
    ] = 0

    @classmethod
    def example(cls) -> str:
        rates = cls().rates(0.1, steps=6)
        return f"{super().example()}\n>>> entry.rates(0.1, steps=6)\n{rates!r}"

    def rates(
        self,
        lr: float,
        steps: int,
        *,
        dial: Sequence[DialMove] = (),
        first: int = 0,
        stop: int | None = None,
        loss: npt.ArrayLike | None = None,
    ) -> FloatArray:
        """Return the learning rate of each step.

        During warmup, step k < warmup uses (k + 1)/warmup of the schedule's first rate, so that step 0
        is not wasted on a rate of 0 (Goyal et al. 2017, arXiv:1706.02677, use the same ramp).

        Parameters
        ----------
        lr : float
            The dial's value at step 0.
        steps : int
            The experiment's budget, from which lengths that are left out follow.
        dial : sequence of (int, float), or array_like, shape (m, 2)
            The dial's history: from step s on it stands at the given value. Ascending.
        first, stop : int
            The steps asked for: first ≤ k < stop; all of the budget by default.
        loss : array_like, shape (m,), optional
            For a schedule that watches the loss: the loss before each step, m ≥ stop. Without it the rates
            are those while the loss gives it no reason to act.

        Returns
        -------
        ndarray of float64, shape (stop − first,)
            The same bits for a step whatever `first` and `stop` are.

        Raises
        ------
        InputError
            When there are no such steps, or losses are no row of numbers, too few, or looked at by nobody.

        Examples
        --------
        >>> import lrsim
        >>> lrsim.schedule("exponential:gamma=0.5").rates(0.8, steps=5, dial=[(3, 1.6)])
        array([0.8, 0.4, 0.2, 0.2, 0.1])
        """
        lr, steps = arguments.real("lr", lr), arguments.whole("steps", steps, 0, LONGEST)
        first = arguments.whole("first", first, 0, LONGEST)
        stop = steps if stop is None else arguments.whole("stop", stop, first, LONGEST)
        if loss is not None:
            return self.watched(self.rates(lr, steps, dial=dial, stop=stop), _losses(loss, stop))[
                first:
            ]
        value = dial_values(lr, dial, first, stop)
        if self.affine:
            return self.shape(steps, first, stop).rates(value)
        return self.resolved(steps).warmed(value, first)

    def watched(self, rates: FloatArray, loss: FloatArray) -> FloatArray:
        """Return rates as they are changed by a schedule that watches the loss.

        Parameters
        ----------
        rates : ndarray of float64, shape (n,)
            The rates from step 0 on without a reason to act.
        loss : ndarray of float64, shape (n,)
            The loss before each step.

        Returns
        -------
        ndarray of float64, shape (n,)
            The learning rates.

        Raises
        ------
        InputError
            When the schedule does not look at the loss.
        """
        raise InputError("loss", None, Message("plays no part in {schedule}", schedule=self.name))

    @property
    def kernel(self) -> tuple[float, ...]:
        """What the core's loop needs of a closed loop; nothing otherwise."""
        return ()

    @property
    def affine(self) -> bool:
        """Whether the rate is an affine function of the dial, so that there is a `shape`."""
        return True

    @property
    def scales(self) -> bool:
        """Whether the rate is a factor times whatever the dial is, so that others can scale it, too."""
        return self.affine and not self.closed_loop

    def shape(self, steps: int, first: int = 0, stop: int | None = None) -> Shape:
        """Return the steps first ≤ k < stop for every dial at once, warmup included.

        Parameters
        ----------
        steps : int
            The experiment's budget, from which lengths that are left out follow.
        first, stop : int
            The steps asked for; all of the budget by default.

        Returns
        -------
        Shape
            A factor, an offset and a floor for each step.
        """
        stop = steps if stop is None else stop
        resolved = self.resolved(steps)
        count = max(stop - first, 0)
        warm = min(max(self.warmup - first, 0), count)
        if not warm:
            begin = max(first - self.warmup, 0)  # below 0 only where no steps are asked for
            return resolved.curve(begin, begin + count)
        ramp = _ramp(self.warmup, first, first + warm)
        start, rest = resolved.curve(0, 1), resolved.curve(0, count - warm)
        floor = 0.0 if isinstance(start.floor, float) else start.floor * ramp
        return Shape(
            np.concatenate([start.factor * ramp, rest.factor]),
            joined([start.offset, rest.offset], [warm, count - warm]),
            joined([floor, rest.floor], [warm, count - warm]),
        )

    def resolved(self, steps: int) -> Schedule:
        """Return the schedule with the lengths that were left out filled in.

        Parameters
        ----------
        steps : int
            The budget they follow from.

        Returns
        -------
        Schedule
            The same one where nothing was left out.
        """
        filled = {
            name: value
            for name, value in self.lengths(steps, max(steps - self.warmup, 1)).items()
            if getattr(self, name) is None
        }
        return msgspec.structs.replace(self, **filled) if filled else self

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        """Return what parameters left out stand for.

        Parameters
        ----------
        steps : int
            The budget.
        rest : int
            What remains of it after warmup.

        Returns
        -------
        dict
            Values by the parameters' names.
        """
        return {}

    def curve(self, first: int, stop: int) -> Shape:
        """Return the schedule's own steps first ≤ k < stop, which begin after warmup.

        Like `warmed`, `law` and `first_rate` it is for schedules without open lengths, as `resolved` gives.

        Parameters
        ----------
        first, stop : int
            The steps asked for.

        Returns
        -------
        Shape
            A factor, an offset and a floor for each step.
        """
        return Shape(np.ones(stop - first))

    def warmed(self, value: FloatArray, first: int) -> FloatArray:
        """Return the rates from a step on for the dial's values, warmup included.

        Parameters
        ----------
        value : ndarray of float64, shape (n,)
            The dial's value at each step.
        first : int
            The first of the steps.

        Returns
        -------
        ndarray of float64, shape (n,)
            The learning rates.
        """
        warm = min(max(self.warmup - first, 0), len(value))
        rates = np.empty(len(value))
        if warm:
            rates[:warm] = self.first_rate(value[:warm]) * _ramp(self.warmup, first, first + warm)
        if warm < len(value):
            rates[warm:] = self.law(value[warm:], first + warm - self.warmup)
        return rates

    def law(self, value: FloatArray, first: int) -> FloatArray:
        """Return the rates of the schedule's own steps `first`, `first` + 1, … for the dial's values.

        Parameters
        ----------
        value : ndarray of float64, shape (n,)
            The dial's value at each step.
        first : int
            The first of the steps, 0 after warmup.

        Returns
        -------
        ndarray of float64, shape (n,)
            The learning rates.
        """
        return self.curve(first, first + len(value)).rates(value)

    def first_rate(self, value: FloatArray) -> FloatArray:
        """Return the schedule's first rate for each value of the dial.

        Parameters
        ----------
        value : ndarray of float64, shape (n,)
            Values of the dial.

        Returns
        -------
        ndarray of float64, shape (n,)
            The learning rates.
        """
        return self.curve(0, 1).rates(value)

    @property
    def steady_from(self) -> int | None:
        """The step from which the rate is the dial's value itself; None when that never holds."""
        return None


def dial_values(lr: float, dial: Sequence[DialMove], first: int, stop: int) -> FloatArray:
    """Return the dial's value in force at each step first ≤ k < stop."""
    values = np.full(max(stop - first, 0), lr)
    try:
        for step, moved in dial:
            values[max(int(step) - first, 0) :] = moved  # an array has steps as floats
    except Exception:  # whatever a class of somebody else's may raise
        raise InputError("dial", dial, Message("must be a list of [step, lr] pairs")) from None
    return values


def _losses(loss: npt.ArrayLike, count: int) -> FloatArray:
    row = arguments.array("loss", loss)
    if row.ndim != 1:
        raise InputError("loss", None, Message("must be one row of numbers"))
    if len(row) < count:
        raise InputError(
            "loss",
            None,
            Message(
                "has {given} values; one for each of the {count} steps is needed",
                given=len(row),
                count=count,
            ),
        )
    return row[:count]


def joined(parts: Sequence[FloatArray | float], counts: Sequence[int]) -> FloatArray | float:
    """Return parts of a shape one after another, `counts` values of each; 0.0 when all are."""
    if all(isinstance(part, float) for part in parts):
        return 0.0
    return np.concatenate(
        [np.broadcast_to(part, count) for part, count in zip(parts, counts, strict=True)]
    )


def _ramp(warmup: int, first: int, stop: int) -> FloatArray:
    ramp: FloatArray = np.arange(first + 1, stop + 1, dtype=np.float64) / warmup
    return ramp
