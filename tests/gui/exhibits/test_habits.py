"""How somebody turns the knob, in words."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
from lrsim.gui.exhibits.shower.habits import habit_of


@pytest.mark.parametrize(
    ("lr", "habit"),
    [
        (1e-4, "1 mm at a time"),
        (0.01, "sensible turns"),
        (0.06, "back and forth"),
        (10.0, "full cranks"),
    ],
)
@pytest.mark.parametrize("steps", [6, 50])
def test_each_learning_rate_has_its_habit(lr: float, habit: str, steps: int) -> None:
    run = lrsim.run("shower", lr=lr, steps=50)
    assert habit_of(run.position[: steps + 1, 0]) == habit


def test_nobody_has_a_habit_before_the_first_turn() -> None:
    assert habit_of(np.array([-1.0])) == ""


@pytest.mark.parametrize("beyond", [np.nan, np.inf])
def test_a_knob_turned_beyond_all_numbers_was_cranked(beyond: float) -> None:
    assert habit_of(np.array([-1.0, 3.0, beyond])) == "full cranks"


def test_comfort_that_was_reached_does_not_make_turns_tiny() -> None:
    run = lrsim.run("shower", lr=0.01, steps=5000)
    assert habit_of(run.position[:, 0]) == "sensible turns"
