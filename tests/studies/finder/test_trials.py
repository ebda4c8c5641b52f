"""Trials: where they are, and when they name a learning rate."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.studies.finder import trials
from lrsim.studies.zone.sweep import zone


def quadratic(**given):
    return lrsim.Experiment("quadratic", start=5.0, **given)


def test_trial_rates_lie_at_the_same_places_whatever_the_range():
    wide, narrow = trials.trial_rates(1e-7, 10.0), trials.trial_rates(3e-4, 0.2)
    assert set(narrow.tolist()) <= set(wide.tolist())
    assert len(wide) == 8 * trials.PER_DECADE + 1
    assert wide[0] == pytest.approx(1e-7)
    assert wide[-1] == pytest.approx(10.0)


def test_roughness_of_one_hill_is_nothing():
    assert trials._roughness(np.array([0.0, 1.0, 4.0, 2.0, -np.inf])) == 0.0
    assert trials._roughness(np.array([0.0, 1.0, 0.0, 4.0, 2.0, 3.0])) == pytest.approx(0.5)


def test_middle_of_what_works_is_suggested():
    e = quadratic(steps=50)
    found, working = trials.by_trials(e.setup(), 1e-7, 10.0).lr, zone(e.setup())
    assert found == pytest.approx(math.sqrt(working.low * working.high), rel=0.3)


def test_range_bounds_what_is_suggested():
    assert 0.1 < trials.by_trials(quadratic(steps=50).setup(), 0.1, 10.0).lr < 1.0
    assert trials.by_trials(quadratic(steps=50).setup(), 1e-3, 0.2).lr < 0.2


def test_too_little_that_works_may_be_luck():
    runner = lrsim.Runner(optimizer="signsgd")  # five steps of 1 land, no others do
    found = trials.by_trials(quadratic(steps=5, runners=[runner]).setup(), 1e-7, 10.0)
    assert found.lr is None
    assert found.reason.endswith("that may be luck")


def test_where_nothing_halves_the_gap_nothing_is_suggested():
    found = trials.by_trials(quadratic(steps=100).setup(), 1e-7, 1e-4)
    assert found == (None, "no trial halved the gap to the minimum")


def test_long_budgets_are_tried_in_part():
    long = quadratic(steps=10 * trials.TRIAL_STEPS)
    assert trials.by_trials(long.setup(), 1e-7, 10.0) == trials.by_trials(
        quadratic(steps=trials.TRIAL_STEPS).setup(), 1e-7, 10.0
    )


def test_where_no_minimum_is_known_there_is_nothing_to_try_for():
    saddle = lrsim.Experiment("saddle")
    assert zone(saddle.setup()) is None
    assert trials.by_trials(saddle.setup(), 1e-7, 10.0) == (
        None,
        "this surface has no minimum",
    )
