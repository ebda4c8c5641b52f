"""What is said of the step that comes next, in one line; of the hops before it, and of minima."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from lrsim.session.session import Session
from lrsim.surfaces import Minimum
from lrsim.text.messages import say
from lrsim.text.numbers import number, read_number

__all__ = ["hop_ratio", "minimum_words", "step_words"]

EXACTLY: Final = 1e-9
"""As a share: a step that differs by no more from −lr · gradient is that, but for the position's rounding."""

ROUNDING: Final = 2.0**-50

ALIKE: Final = 0.01
"""As a share: ratios of hops that differ by no more are one ratio."""


def step_words(session: Session, ahead: tuple[float, ...]) -> list[tuple[str, str, str]]:
    """Return the line in three parts, the last one the value; first the long form, then shorter ones."""
    run, row = session.run, session.row(session.selected)
    position = run.position[row]
    step = np.array(ahead) - position
    planar = len(ahead) > 1
    noisy = session.experiment.noise > 0.0
    name = say("next step, with its noise") if noisy else say("next step")
    factors = _factors(session, step)
    if factors is None:
        return [(name, "  = ", number(float(np.hypot(*step)) if planar else float(step[0])))]
    formula = say("lr · |gradient|") if planar else say("−lr · gradient")
    written, value = _written(*factors)
    return [
        (name, f"  {formula} = {written}", value),
        (name, f"  {written}", value),
        (name, "  = ", value),
    ]


def _written(factor: float, slope: float) -> tuple[str, str]:
    """Return a product up to where its value follows, and that: an arithmetic that holds as it is printed."""
    product = factor * slope
    one, other, value = (number(part + 0.0) for part in (factor, slope, product))  # no −0
    printed = number(read_number(one) * read_number(other) + 0.0)
    lost = product == 0.0 and factor != 0.0 and slope != 0.0
    equals = "=" if printed == value and not lost else "≈"
    return f"{one} × {f'({other})' if slope < 0.0 else other} {equals} ", value


def _factors(session: Session, step: np.ndarray) -> tuple[float, float] | None:
    """Return −lr and the gradient, in a plane lr and its length; None where the step is another rule's."""
    theory = session.theory()
    if not session.runner.optimizer.uses_lr or theory.rate is None or not np.isfinite(step).all():
        return None
    rate, gradient = theory.rate, theory.curvature.gradient
    away = np.abs(step + rate * gradient).max()
    rounding = ROUNDING * np.abs(session.run.position[session.row(session.selected)]).max()
    if not away <= EXACTLY * np.abs(step).max() + rounding:
        return None
    if len(step) > 1:
        return rate, float(np.hypot(*gradient))
    return -rate, float(gradient[0])


def hop_ratio(session: Session, ahead: tuple[float, ...]) -> float | None:
    """Return how many times as long as the one before a hop is; None where the last three differ."""
    run, row = session.run, session.row(session.selected)
    if row < 2 or run.step_at(row) - run.step_at(row - 2) != 2:
        return None
    places = np.array([*run.position[row - 2 : row + 1], ahead], dtype=float)
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(np.diff(places, axis=0), axis=1)
    if not np.isfinite(lengths).all() or lengths.min() <= 0.0:
        return None
    before, now = float(lengths[1] / lengths[0]), float(lengths[2] / lengths[1])
    return now if math.isfinite(now) and abs(now - before) <= ALIKE * now else None


def minimum_words(minimum: Minimum, among: Sequence[Minimum]) -> str:
    """Return where a minimum is, and how low where those it is among are not all as low."""
    at = [number(0.0 if abs(x) < EXACTLY else x) for x in minimum.position]
    place = f"({', '.join(at)})" if len(at) > 1 else f"x = {at[0]}"
    losses = [other.loss for other in among]
    if max(losses) - min(losses) <= ALIKE * max(map(abs, losses)) + EXACTLY:
        return place
    return say("{place}, loss {loss}", place=place, loss=number(minimum.loss))
