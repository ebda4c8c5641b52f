"""A range test of one's own: what is read from it, and what is wrong with it."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lrsim
from lrsim import InputError
from lrsim.studies.finder import suggesters
from lrsim.studies.finder.curve import curve
from lrsim.studies.finder.own_test import BINS

NAMES = (*suggesters.NAMES, "suggestion")


def ramp(points=100, low=1e-6, high=1.0):
    return np.geomspace(low, high, points)


def usual(lr, noise=0.0, seed=0):
    """Return the losses of a usual test: flat, a fall around 1e-3, flat, a rise from 0.1 on."""
    jumps = noise * np.random.default_rng(seed).normal(size=len(lr))
    return 2.0 / (1.0 + lr / 1e-3) + 0.3 + (lr / 0.1) ** 2 + jumps


@pytest.mark.parametrize("points", [20, 50, 100, 300, 1000, 5000])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_usual_test_suggests_a_rate_on_the_fall(points, noise):
    lr = ramp(points)
    found = lrsim.suggest_lr(lr, usual(lr, noise))
    assert 3e-4 < found["suggestion"] < 1e-2
    assert 1e-4 < found["steepest"] < 1e-2
    assert found["minimum_over_10"] < 0.01
    assert found["reasons"] == {}
    assert set(found) == {*NAMES, "reasons"}


def test_its_suggesters_are_those_of_the_finder():
    lr = ramp(150)
    readings = suggesters.suggest(curve(lr, usual(lr, 0.02), known=False))
    found = lrsim.suggest_lr(lr, usual(lr, 0.02))
    assert {name: found[name] for name in suggesters.NAMES} == {
        name: reading.lr for name, reading in readings.items()
    }


@pytest.mark.parametrize("unit", [1e-200, 1e-3, 1e6, 1e250])
def test_the_unit_of_the_loss_does_not_matter(unit):
    lr = ramp()
    assert lrsim.suggest_lr(lr, unit * usual(lr))["suggestion"] == pytest.approx(
        lrsim.suggest_lr(lr, usual(lr))["suggestion"], rel=1e-9
    )


def test_a_linear_ramp_is_read_at_even_factors():
    lr = np.linspace(1e-5, 1.0, 20_000)
    assert 3e-4 < lrsim.suggest_lr(lr, usual(lr))["suggestion"] < 1e-2
    few = np.linspace(1e-5, 1e-2, 150)
    assert 3e-4 < lrsim.suggest_lr(few, usual(few))["steepest"] < 3e-3


def test_losses_of_one_rate_are_averaged():
    lr = ramp(60)
    loss = usual(lr)
    pairs = np.stack([loss - 0.2, loss + 0.2], axis=1).ravel()
    assert lrsim.suggest_lr(np.repeat(lr, 2), pairs)["steepest"] == pytest.approx(
        lrsim.suggest_lr(lr, loss)["steepest"], rel=1e-6
    )


def test_the_test_ends_at_the_first_loss_that_is_no_number():
    lr = ramp()
    loss = usual(lr)
    cut = int(np.searchsorted(lr, 0.3))
    for bad in (math.nan, math.inf, -math.inf, None):
        broken = [*loss[:cut].tolist(), bad, *loss[cut + 1 :].tolist()]
        whole = lrsim.suggest_lr(lr, broken)
        assert whole["suggestion"] == pytest.approx(1.4e-3, rel=0.5)
        assert whole["minimum_over_10"] == lrsim.suggest_lr(lr, loss)["minimum_over_10"]


NONE = {
    "tiny": (ramp(5), [2, 1.5, 1, 0.5, 0.3], "too short: 5 points in the whole test"),
    "one point": ([0.1], [1.0], "too short: 1 point in the whole test"),
    "nothing": ([], [], "too short: 0 points in the whole test"),
    "one rate": ([0.1] * 50, [1.0] * 50, "too short: 1 point in the whole test"),
    "flat": (ramp(), np.full(100, 2.0), "flat: the loss never fell by 1 %"),
    "exploded": (ramp(), np.geomspace(1, 1e30, 100), "too short: 2 points before the loss rose"),
    "NaN": (ramp(), np.full(100, math.nan), "too short: 0 points before the loss rose"),
    "infinite": (ramp(), np.full(100, math.inf), "too short: 0 points before the loss rose"),
    "rising": (ramp(), np.linspace(1, 3.9, 100), "flat: the loss never fell by 1 %"),
    "zero": (ramp(), np.zeros(100), "flat: the loss never fell"),
}


@pytest.mark.parametrize("case", NONE)
def test_short_flat_and_exploded_tests_suggest_nothing(case):
    lr, loss, reason = NONE[case]
    found = lrsim.suggest_lr(lr, loss)
    for name in NAMES:
        assert found[name] is None
        assert found["reasons"][name].startswith(reason)


@pytest.mark.parametrize("points", [50, 100, 1000])
def test_noise_alone_is_taken_for_flat(points):
    lr = ramp(points, 1e-8, 1e-4)
    readings = [
        lrsim.suggest_lr(lr, 2.0 + 0.5 * np.random.default_rng(seed).normal(size=points))
        for seed in range(40)
    ]
    flat = [found for found in readings if found["steepest"] is None]
    assert len(flat) >= 38
    reasons = {found["reasons"]["steepest"] for found in flat}
    assert any("jumps from point to point" in reason for reason in reasons)
    assert all("loss" in reason for reason in reasons)


def test_a_test_that_ends_in_its_fall_says_so():
    lr = ramp(100, 1e-6, 1e-3)
    found = lrsim.suggest_lr(lr, usual(lr))
    assert found["steepest"] is not None
    assert found["suggestion"] is None
    assert found["reasons"]["suggestion"] == "the loss is at its lowest where the test ends"


def test_readings_that_are_decades_apart_suggest_nothing():
    lr = ramp(200, 1e-6, 100.0)
    loss = 2.0 / (1.0 + lr / 1e-5) + 0.3 - 0.05 * np.log10(lr) + (lr / 30.0) ** 4
    found = lrsim.suggest_lr(lr, loss)
    assert found["suggestion"] is None
    assert found["reasons"]["suggestion"].startswith(
        "the readings disagree: the loss falls fastest"
    )


def test_long_tests_are_as_reliable_as_short_ones():
    lr = ramp(10 * BINS)
    found = [lrsim.suggest_lr(lr, usual(lr, 0.1, seed))["suggestion"] for seed in range(20)]
    assert all(3e-4 < rate < 1e-2 for rate in found)


@pytest.mark.parametrize(
    ("lr", "loss", "where", "words"),
    [
        ([0.1, 0.2], [1.0], "loss", "has 1 values and lr 2"),
        ([0.1, 0.0], [1.0, 1.0], "lr[1]", "must be a number above 0"),
        ([-0.1, 0.1], [1.0, 1.0], "lr[0]", "must be a number above 0"),
        ([0.1, math.nan], [1.0, 1.0], "lr[1]", "must be a number above 0"),
        ([0.1, None], [1.0, 1.0], "lr[1]", "must be a number above 0"),
        ([0.1, math.inf], [1.0, 1.0], "lr[1]", "must be a number above 0"),
        ([0.1, 0.3, 0.2], [1.0] * 3, "lr[2]", "must not be below the one before it, 0.3"),
        ([[0.1, 0.2]], [[1.0, 1.0]], "lr", "one row"),
        (0.1, 1.0, "lr", "one row"),
        (["x"], [1.0], "lr", "array of numbers"),
        ([0.1], [1j], "loss", "array of numbers"),
        ("0.1", [1.0], "lr", "array of numbers"),
        (None, [1.0], "lr", "array of numbers"),
    ],
)
def test_what_is_no_range_test_is_refused_with_the_place(lr, loss, where, words):
    with pytest.raises(InputError) as caught:
        lrsim.suggest_lr(lr, loss)
    assert caught.value.where == where
    assert words in str(caught.value)
