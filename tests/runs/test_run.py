"""What a run says of single steps without going through all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lrsim
from lrsim.runs import recording
from lrsim.runs.simulate import simulate
from lrsim.runs.stepper import Rows, Stepper
from lrsim.setup import Setup


@pytest.mark.parametrize("horizon", [1, 16, 17, 100, 1000])
@pytest.mark.parametrize("lr", [0.1, 1.001])
def test_steps_of_rows_are_those_of_all_rows(
    monkeypatch: pytest.MonkeyPatch, horizon: int, lr: float
) -> None:
    monkeypatch.setattr(recording, "DENSE", 16)
    setup = lrsim.Experiment("quadratic", steps=16, runners=[lrsim.Runner(lr=lr)]).setup(0)
    run = simulate(setup, horizon=horizon)
    rows = np.arange(len(run.loss))
    np.testing.assert_array_equal(run.steps_of(rows), run.step)
    np.testing.assert_array_equal(run.steps_of(rows[::-3]), run.step[::-3])
    assert [run.step_at(row) for row in rows.tolist()] == run.step.tolist()
    assert run.step_at(-1) == run.steps_taken


@pytest.mark.parametrize(
    "schedule",
    ["constant", "cosine-annealing:warmup=5", "step:step_size=10", "reduce-on-plateau:patience=1"],
)
def test_the_rate_of_a_step_is_the_one_it_used(schedule: str) -> None:
    run = lrsim.run("quadratic", lr=0.1, schedule=schedule, steps=40, dial=[(20, 0.3)])
    assert [run.rate_at(step) for step in range(40)] == run.lr.tolist()
    further = simulate(run.setup, horizon=41)
    assert run.rate_at(40) == run.rate_at(999) == further.lr[40] == further.rate_at(40)


def test_after_an_explosion_the_rate_stays_that_of_the_last_step() -> None:
    run = lrsim.run("quadratic", lr=2.0, start=5.0, schedule="exponential:gamma=0.99", steps=50)
    assert run.exploded_at is not None
    assert run.rate_at(50) == run.rate_at(run.exploded_at) == run.lr[-1]


@pytest.mark.parametrize("horizon", [None, 2**18])  # beyond 2**16 steps recording is thinned
@pytest.mark.parametrize(
    "given",
    [
        {"lr": 0.9},
        {"lr": 0.9, "noise": 0.5, "dial": [(7, 0.5), (40, 0.2)]},
        {"lr": 0.9, "optimizer": "adam", "schedule": "reduce-on-plateau:patience=2,warmup=5"},
        {"lr": 1.1, "schedule": "reduce-on-plateau:patience=1,cooldown=3"},
        {"lr": 3.0, "dial": [(0, 50.0)]},
    ],
)
def test_a_closed_loops_rates_are_those_the_steps_used(
    given: dict[str, Any], horizon: int | None
) -> None:
    given = {"schedule": "reduce-on-plateau:factor=0.5,patience=3", "steps": 60} | given
    run = simulate(_setup(given), horizon=horizon)
    steps = run.steps_taken
    rows = Rows(np.empty((steps, 1)), np.empty(steps), rate=np.empty(steps))
    state = run.checkpoints[0].state.copy()
    Stepper(run.setup).record(0, steps, state, rows)
    assert rows.rate is not None
    np.testing.assert_array_equal(run.lr, rows.rate[run.step[1:] - 1])


def test_a_closed_loops_rates_are_not_worked_out_by_running_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = lrsim.run("quadratic", lr=0.9, schedule="reduce-on-plateau", steps=500)
    monkeypatch.setattr(Stepper, "advance", lambda *_: pytest.fail("took a step again"))
    assert len(run.lr) == 500


def _setup(given: dict[str, Any]) -> Setup:
    return lrsim.run("quadratic", start=5.0, **given).setup


def test_a_run_without_a_step_has_the_rate_of_step_0() -> None:
    run = lrsim.run("quadratic:escape=inf", lr=0.1, start=1e200, steps=40)
    assert (run.steps_taken, run.rate_at(0)) == (0, 0.1)
