"""What a run says of single steps without going through all of them."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
from lrsim.runs import recording
from lrsim.runs.simulate import simulate


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


@pytest.mark.parametrize("schedule", ["constant", "cosine-annealing:warmup=5", "reduce-on-plateau"])
def test_the_rate_of_a_step_is_the_one_it_used(schedule: str) -> None:
    run = lrsim.run("quadratic", lr=0.1, schedule=schedule, steps=40, dial=[(20, 0.3)])
    assert [run.rate_at(step) for step in range(40)] == run.lr.tolist()
    assert run.rate_at(40) == run.rate_at(999) == run.lr[-1]


def test_a_run_without_a_step_has_the_rate_of_step_0() -> None:
    run = lrsim.run("quadratic:escape=inf", lr=0.1, start=1e200, steps=40)
    assert (run.steps_taken, run.rate_at(0)) == (0, 0.1)
