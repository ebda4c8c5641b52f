"""Work that nobody wants any more ends in the middle of its steps, not after them."""

from __future__ import annotations

import dataclasses
import threading
import time
from typing import Any

import numpy as np
import pytest

import lrsim
from lrsim.batches import division, lanes
from lrsim.batches.batch import batch_of
from lrsim.cancel import Cancel
from lrsim.runs.stopping import Stopped
from lrsim.setup import Setup
from lrsim.studies.zone import search as zones
from lrsim.studies.zone.questions import Question
from waiting import PATIENCE, wait_until

FOR_EVER = 2**50
"""Steps that nobody sees the end of."""


WELL_UNDER_WAY = 0.1
"""Seconds of the processor that nothing but the steps takes."""


def task(setup: Setup, count: int, cancel: Cancel, **given: Any) -> lanes.Task:
    """Return lanes that never get anywhere and never stand still."""
    arrays = {"lr": np.geomspace(1e-9, 2e-9, count)}
    common = {"cancel": cancel.flag}
    (made,) = division.divide(setup, arrays, count, common, 1, **given).tasks
    return dataclasses.replace(made, call=made.call | {"n": FOR_EVER})


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("count", [2, 64])  # one after the other, and side by side
@pytest.mark.parametrize("surface", ["bowl", "formula:expression=x**4 + sin(y)"])
def test_lanes_end_in_the_middle_of_their_steps(surface: str, count: int, evidence: bool) -> None:
    cancel = Cancel()
    setup = lrsim.Experiment(surface, start=(1.0, 1.0), steps=1000, noise=0.0).setup()
    endless = task(setup, count, cancel, evidence=evidence)
    assert endless.abreast == (count > division.FEWEST)
    worker = threading.Thread(target=lanes.run_task, args=(endless,), daemon=True)
    begun = time.process_time()
    worker.start()
    wait_until(lambda: time.process_time() > begun + WELL_UNDER_WAY)
    cancel.set()
    worker.join(PATIENCE)
    assert not worker.is_alive()


@pytest.mark.parametrize("from_step", [0, 10])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_a_batch_that_is_cancelled_has_no_outcomes(from_step: int, noise: float) -> None:
    cancel = Cancel()
    cancel.set()
    setup = lrsim.Experiment("bowl", steps=50, noise=noise).setup()
    with pytest.raises(Stopped):
        batch_of(setup, {"lr": [0.1, 0.2]}, from_step=from_step, cancel=cancel)


@pytest.mark.parametrize("from_step", [0, 10])
def test_a_search_for_the_zone_that_was_cancelled_is_not_remembered(from_step: int) -> None:
    setup = lrsim.Experiment("bowl", steps=50).setup()
    question = Question(setup=setup, from_step=from_step)
    zones.forget()
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Stopped):
        zones.search(question, cancel=cancel)
    assert zones.search(question, cancel=Cancel()) is zones.search(question)


def test_one_that_is_not_cancelled_is_the_same() -> None:
    setup = lrsim.Experiment("long-valley", steps=60).setup()
    plain, watched = (
        batch_of(setup, {"lr": np.geomspace(1e-3, 1.0, 50)}, from_step=5, cancel=cancel)
        for cancel in (None, Cancel())
    )
    np.testing.assert_array_equal(plain.position, watched.position)
    np.testing.assert_array_equal(plain.converged_at, watched.converged_at)
