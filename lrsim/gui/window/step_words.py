"""Which step it is, in words for the transport."""

from __future__ import annotations

from lrsim.text.messages import plural, say, shown
from lrsim.text.numbers import count


def play_on_text(budget: int) -> str:
    """Return what playing on past the budget does."""
    return shown(
        plural(
            "Play on past the budget of {n} step", "Play on past the budget of {n} steps", n=budget
        )
    )


def step_text(step: int, budget: int) -> str:
    """Return which step it is, of how many."""
    if step <= budget:
        return say("step {step} / {budget}", step=count(step), budget=count(budget))
    return say("step {step} · budget {budget}", step=count(step), budget=count(budget))


def bare_step_text(step: int, budget: int) -> str:
    """Return the same where there is room for the numbers alone."""
    return say("{step} / {budget}", step=count(step), budget=count(budget))
