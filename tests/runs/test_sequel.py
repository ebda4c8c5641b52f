"""When a run that is played on comes to stay at a loss, against the run itself."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import lrsim
from lrsim.diagnosis import evidence_of
from lrsim.runs.sequel import Sequel
from lrsim.runs.simulate import simulate


def first_stay(loss: np.ndarray, level: float, stay: int) -> int | None:
    """Return where so many in a row begin, looked for in the plainest way."""
    for step in range(len(loss) - stay + 1):
        if (loss[step : step + stay] <= level).all():
            return step
    return None


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.95", "adam", "rprop"])
@pytest.mark.parametrize("schedule", ["constant", "reduce-on-plateau:patience=1", "step"])
@pytest.mark.parametrize("lr", [0.003, 0.05, 1.1])
def test_it_comes_to_stay_where_the_run_does(optimizer: str, schedule: str, lr: float) -> None:
    run = lrsim.run("rosenbrock", optimizer=optimizer, schedule=schedule, lr=lr, steps=100)
    further = simulate(run.setup, horizon=9000)  # more than is recorded at a time
    for level in (10.0, 1.0, 1e-2, 1e-6):
        at = first_stay(further.loss, level, 7)
        sequel = Sequel(run.setup, level, 7)
        asked = [0, 5, 50, 8000]
        assert [sequel.arrives_by(step) for step in asked] == [
            at is not None and at <= step for step in asked
        ]
        assert sequel.arrived == at or (at is None and sequel.arrived is None)


def test_turns_of_the_dial_that_are_still_to_come_have_no_say() -> None:
    given = {"lr": 0.02, "start": 5.0, "steps": 400}
    turned = lrsim.run("quadratic", **given, dial=[(40, 1e-6)])
    kept = lrsim.run("quadratic", **given)
    assert turned.arrives(39, 1e-4, 140, 165)
    assert not turned.arrives(40, 1e-4, 140, 165)
    assert kept.arrives(40, 1e-4, 140, 165)
    assert not kept.arrives(40, 1e-4, 0, 20)
    assert evidence_of(turned, 30).projected == evidence_of(kept, 30).projected


def test_no_arrival_is_foretold_that_would_not_be_one() -> None:
    told = missed = 0
    for lr in np.geomspace(1e-3, 0.3, 12):
        run = lrsim.run("long-valley", optimizer="adam", lr=float(lr), steps=300)
        further = simulate(run.setup, horizon=30_000)
        for rows in (20, 60, 150, 290):
            seen = evidence_of(run, rows)
            if seen.converged_at is not None or seen.projected is None:
                continue
            told += 1
            at = first_stay(further.loss, seen.m.floor + seen.m.limit, 6)
            missed += at is None or not seen.projected / 2 <= at <= seen.projected * 2
    assert told > 3
    assert missed == 0


def test_threads_that_ask_at_once_are_told_the_same() -> None:
    run = lrsim.run("rosenbrock", optimizer="adam", lr=0.001, steps=10)
    expected = Sequel(run.setup, 1e-2, 7)
    expected.arrives_by(60_000)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            shared = Sequel(run.setup, 1e-2, 7)
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(shared.arrives_by, [60_000, 60_000]))
            assert shared.arrived == expected.arrived is not None
    finally:
        sys.setswitchinterval(before)
