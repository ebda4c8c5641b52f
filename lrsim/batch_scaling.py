"""Another batch size, and what goes with it: the learning rate by a rule, and steps or samples held fixed.

Averaging over B samples leaves 1/√B of the noise. By the linear rule (Goyal et al. 2017, arXiv:1706.02677)
k times the batch goes with k times the learning rate, by the square-root rule (Krizhevsky 2014,
arXiv:1404.5997) with √k times. Which is right depends on what is held fixed: with as many samples there are
k times fewer steps, each has to go further, and the best rate grows nearly in proportion; with as many steps
the best rate hardly changes, since all that a larger batch brings is less noise.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

from lrsim import arguments, parameters
from lrsim.declarations import MAX_STEPS
from lrsim.errors import InputError, one_of
from lrsim.experiment import Experiment
from lrsim.runner import Runner

__all__ = ["HELD", "SCALINGS", "with_batch_size"]

Scaling = Literal["linear", "sqrt", "none"]
Held = Literal["steps", "samples"]

SCALINGS: tuple[Scaling, ...] = ("linear", "sqrt", "none")
"""How the learning rate may go with the batch size."""

HELD: tuple[Held, ...] = ("steps", "samples")
"""What may stay as it is."""


def with_batch_size(
    experiment: Experiment,
    batch_size: int,
    *,
    scaling: Scaling = "linear",
    hold: Held = "steps",
) -> Experiment:
    """Return an experiment at another batch size, with the learning rates and the budget that go with it.

    Parameters
    ----------
    experiment : Experiment
        What is changed.
    batch_size : int
        Over how many samples a gradient is averaged, 1 to 2²⁴.
    scaling : {"linear", "sqrt", "none"}
        What the learning rates of all runners, turns of the dial among them, are multiplied with when the
        batch grows by a factor: that factor, its square root, or 1.
    hold : {"steps", "samples"}
        What stays. With ``"samples"`` the budget and the steps at which dials are turned are divided by the
        factor, rounded, at least one; lengths that a schedule was given stay as they are, those left out
        follow the budget.

    Returns
    -------
    Experiment
        A new one.

    Raises
    ------
    InputError
        When a value is out of bounds, a learning rate that would be too large among them.

    Examples
    --------
    >>> import lrsim
    >>> one = lrsim.Experiment("quadratic", noise=1.0, runners=[lrsim.Runner(lr=0.01)])
    >>> four = lrsim.with_batch_size(one, 4, hold="samples")
    >>> four.batch_size, four.steps, four.runners[0].lr
    (4, 25, 0.04)
    """
    arguments.instance("experiment", experiment, Experiment)
    batch_size = parameters.BATCH_SIZE.check(batch_size)
    _check_word("scaling", scaling, SCALINGS)
    _check_word("hold", hold, HELD)
    ratio = batch_size / experiment.batch_size
    factor = {"linear": ratio, "sqrt": math.sqrt(ratio), "none": 1.0}[scaling]
    fewer = ratio if hold == "samples" else 1.0
    runners = []
    for index, runner in enumerate(experiment.runners):
        try:
            runners.append(_scaled(runner, factor, fewer))
        except InputError as error:
            raise error.at(f"runners[{index}]") from None
    steps = _divided(experiment.steps, fewer) or 1
    return dataclasses.replace(
        experiment, batch_size=batch_size, steps=steps, runners=tuple(runners)
    )


def _check_word(where: str, word: object, known: tuple[str, ...]) -> None:
    if not isinstance(word, str) or word not in known:
        raise InputError(where, word, one_of(known))


def _scaled(runner: Runner, factor: float, fewer: float) -> Runner:
    """Return a runner with its rates multiplied, and its dial turned at earlier steps."""
    moves = {_divided(step, fewer): lr * factor for step, lr in runner.dial}  # the last of a step
    lr = moves.pop(0, runner.lr * factor)
    return dataclasses.replace(runner, lr=lr, dial=tuple(sorted(moves.items())))


def _divided(steps: int, ratio: float) -> int:
    return min(round(steps / ratio), MAX_STEPS)
