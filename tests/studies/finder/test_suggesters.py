"""The suggesters on curves whose answer is known, and the traps that naive ones fall into.

Each trap is shown twice: the naive way falls into it here, ours does not.
"""

import math

import numpy as np
import pytest

from lrsim.studies.finder import suggesters
from lrsim.studies.finder.curve import Curve, centred_mean, curve, end_of, smoothed
from lrsim.studies.finder.suggesters import suggest


def rates(n=200, low=1e-7, high=10.0):
    return low * (high / low) ** (np.arange(n) / (n - 1))


AT = 10.0**-2.9  # midway between no two points of 200, or of 300, 400


def cliff(n=200, at=AT, width=0.3, floor=0.1):
    """Return rates and losses that fall from 1 to `floor` around a rate, as a function of log10 lr."""
    lr = rates(n)
    return lr, floor + (1.0 - floor) / (1.0 + np.exp((np.log10(lr) - math.log10(at)) / width))


def rising(lr, gap, at):
    """Return losses that also blow up from a rate on."""
    return gap + np.maximum(lr / at - 1.0, 0.0) ** 2


def fastai_valley(losses):
    """Return the place that fastai's `valley` picks, by its double loop."""
    n, best, length = len(losses), 0, [1] * len(losses)
    for i in range(1, n):
        for j in range(i):
            if losses[i] < losses[j] and length[i] < length[j] + 1:
                length[i] = length[j] + 1
        if length[i] > length[best]:
            best = i
    start = best - length[best]
    third = (best - start) / 3
    return (
        max(start, 0) + int(third) + int(third / 2) if start >= 0 else int(best / 3) + int(best / 6)
    )


def fastai_slide(losses, interval, threshold):
    """Return the place that fastai's `slide` picks, by its loop over indices from the end."""
    slope = np.gradient(losses)
    right, left = -1, -1 - interval
    picked = left
    while left >= -len(losses) and abs(slope[right] - slope[left]) > threshold:
        picked, right, left = left, right - 1, left - 1
    return len(losses) + picked


# --- trap: smoothing that shifts the index ---


def test_smoothing_shifts_nothing_where_valid_mode_does():
    lr, gap = cliff(200)
    reach = (
        10  # where the slope alone is looked at, the reach of the smoothing may shift a point or so
    )
    naive = np.convolve(gap, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")
    ours = smoothed(gap, reach)
    steepest = [int(np.gradient(loss).argmin()) for loss in (gap, naive, ours)]
    assert steepest[1] == steepest[0] - reach  # as an index into lr it is 10 points too low
    assert lr[steepest[0]] / lr[steepest[1]] > 2.0
    assert abs(steepest[2] - steepest[0]) <= 2
    assert len(ours) == len(lr)


def test_smoothing_does_not_lag_where_a_running_mean_of_the_past_does():
    _, gap = cliff(200)
    running, lagging = 0.0, []
    for k, loss in enumerate(gap):
        running = 0.98 * running + 0.02 * loss
        lagging.append(running / (1.0 - 0.98 ** (k + 1)))
    place = int(np.gradient(gap).argmin())
    assert int(np.gradient(lagging).argmin()) > place + 2
    assert int(np.gradient(smoothed(gap, 4)).argmin()) == place


def test_smoothing_shifts_no_fall_by_decades_where_a_mean_of_losses_does():
    steep = 10.0 ** -np.arange(0.0, 17.0, 0.5)
    mean = np.convolve(steep, np.full(7, 1 / 7), mode="same")
    assert (mean[3:-3] > 6.0 * steep[3:-3]).all()  # it falls a point and a half later
    assert smoothed(steep, 3) == pytest.approx(steep, rel=1e-12)


def test_mean_of_a_straight_line_is_the_line():
    line = np.linspace(3.0, -2.0, 50)
    assert np.allclose(centred_mean(line, 7), line)
    test = curve(rates(50), line + 2.0, known=False)
    assert np.allclose(test.smooth, line + 2.0)


def test_smoothing_takes_nothing_and_zeros():
    assert smoothed(np.array([]), 3).shape == (0,)
    assert smoothed(np.zeros(5), 3).tolist() == [0.0] * 5
    assert np.isfinite(smoothed(np.array([1.0, 0.0, 0.0, 1e-3]), 3)).all()


def test_smoothing_lessens_noise():
    noise = 1.0 + 0.1 * np.random.default_rng(0).normal(size=2000)
    assert smoothed(noise, 12)[12:-12].std() < 0.03


# --- trap: the slope's abscissa ---


def test_steepest_is_per_log_rate_where_per_rate_picks_the_smallest():
    lr, gap = cliff(400, at=1e-2)
    gap += 1e-2 * np.exp(-((np.log10(lr) + 5.5) ** 2))  # a ripple of no importance at 3e-6
    per_rate = lr[int(np.gradient(gap, lr)[40:].argmin()) + 40]
    assert per_rate < 1e-4
    assert suggest(curve(lr, gap))["steepest"].lr == pytest.approx(1e-2, rel=0.06)


def test_steepest_is_per_log_rate_where_per_index_depends_on_how_the_points_lie():
    lr = np.linspace(1e-4, 0.1, 1000)  # even in the rate
    gap = 0.1 + 0.9 / (1.0 + np.exp((np.log10(lr) + 2.0) / 0.3))
    per_index = lr[int(np.gradient(gap).argmin())]
    assert per_index < 1e-2 / 3.0
    assert suggesters.steepest(Curve(lr, gap, gap, 1, False)).lr == pytest.approx(1e-2, rel=0.02)


# --- trap: NaN never compares greater ---


def test_nan_ends_a_test_where_a_comparison_never_does():
    lr, gap = cliff(200)
    gap[150:] = np.nan
    with np.errstate(invalid="ignore"):
        assert not (gap > 4.0 * np.fmin.accumulate(gap)).any()  # the naive stop sleeps on
    assert end_of(gap) == 150
    found = suggest(curve(lr, gap))
    assert all(f.lr is None or math.isfinite(f.lr) for f in found.values())
    assert found["steepest"].lr == pytest.approx(AT, rel=0.1)
    assert np.isnan(gap[int(np.argmin(gap))])  # and its minimum would be the NaN


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_first_loss_that_is_not_finite_ends_a_test(bad):
    assert end_of(np.array([1.0, 0.5, bad, 0.1])) == 2
    assert end_of(np.array([bad, 1.0])) == 0
    assert suggest(curve([1e-3, 1e-2], [bad, 1.0]))["valley"].reason.startswith("too short")


# --- trap: stop against the best loss, not the first ---


def test_test_stops_against_the_best_loss_where_the_first_never_would():
    gap = np.concatenate([np.linspace(100.0, 2.0, 60), np.linspace(2.0, 90.0, 40)])
    assert not (gap > 4.0 * gap[0]).any()
    above = np.flatnonzero(gap > 4.0 * 2.0)
    assert end_of(gap) == above[above > 60][0]


def test_a_single_spike_ends_nothing():
    gap = np.ones(50)
    gap[20] = 100.0
    assert end_of(gap) == 50
    gap[20:23] = 100.0
    assert end_of(gap) == 20


def test_rising_from_next_to_nothing_is_no_rise():
    """A run that has converged moves by roundings: four times nothing is nothing."""
    gap = np.concatenate([10.0 ** -np.linspace(0, 30, 100), 10.0 ** -np.linspace(30, 12, 20)])
    naive = gap > 4.0 * np.minimum.accumulate(gap)
    assert naive.any()
    assert end_of(gap) == len(gap)


# --- trap: start-up noise ---


def test_start_up_noise_is_skipped_where_the_naive_slope_takes_it():
    lr, gap = cliff(300, width=0.5)
    gap[:10] += np.linspace(2.0, 0.0, 10)  # the first losses fall, whatever the rate is
    naive = lr[int(np.gradient(gap, np.log(lr)).argmin())]
    assert naive < 1e-6
    found = suggest(curve(lr, rising(lr, gap, 1.0)))
    for name in ("steepest", "valley", "slide"):
        assert found[name].lr > 1e-5
    assert found["steepest"].lr == pytest.approx(AT, rel=0.1)


# --- trap: no suggestion ---


@pytest.mark.parametrize(
    ("gap", "reason"),
    [
        (np.linspace(1.0, 0.1, 10), "too short"),
        (np.concatenate([np.linspace(1.0, 0.1, 12), np.full(188, np.nan)]), "too short"),
        (np.ones(200), "flat"),
        (np.zeros(200), "flat"),
        (1.0 - 1e-4 * np.arange(50) / 50, "flat"),
        (np.concatenate([np.ones(60), np.full(140, np.inf)]), "the loss rose before"),
        (np.concatenate([np.ones(60), 2.0 ** np.arange(140)]), "the loss rose before"),
    ],
    ids=["short", "short of nan", "flat", "zero", "nearly flat", "exploded", "rises"],
)
def test_nothing_is_suggested_on_short_flat_or_exploded_tests(gap, reason):
    lr = rates(len(gap))
    with np.errstate(invalid="ignore"):
        naive = lr[int(np.gradient(gap).argmin())]  # names a rate whatever the curve is
    assert lr[0] <= naive <= lr[-1]
    for found in suggest(curve(lr, gap)).values():
        assert found.lr is None
        assert found.reason.startswith(reason)


def test_minimum_at_the_end_is_none():
    lr, gap = cliff(200, at=1.0)
    found = suggest(curve(lr, gap))["minimum_over_10"]
    assert found.lr is None
    assert "where the test ends" in found.reason


# --- by definition ---


@pytest.mark.parametrize("seed", range(12))
def test_valley_is_that_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    lr, gap = cliff(150, at=10.0 ** rng.uniform(-4, -2), width=rng.uniform(0.1, 0.8))
    gap += rng.normal(size=150) * rng.choice([0.0, 0.01, 0.05])
    gap = rising(lr, gap - gap.min() + 0.01, 0.3)
    test = curve(lr, gap)
    skipped = int(0.1 * 150)
    expected = skipped + fastai_valley(test.smooth[skipped:].tolist())
    assert suggest(test)["valley"].lr == pytest.approx(lr[expected], rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_slide_is_that_of_the_definition_for_losses_of_unit_range_and_100_points(seed):
    rng = np.random.default_rng(seed)
    lr, gap = cliff(100, at=10.0 ** rng.uniform(-4, -2), width=rng.uniform(0.1, 0.8))
    gap = rising(lr, gap, rng.uniform(0.05, 2.0))
    test = curve(lr, gap)
    losses = test.smooth[10:]
    losses = losses / (losses.max() - losses.min())
    expected = 10 + fastai_slide(losses, 15, 0.005)
    found = suggest(test)["slide"]
    if found.lr is None:
        assert expected < 10 + 1
    else:
        assert found.lr == pytest.approx(lr[expected], rel=1e-9)


def test_minimum_over_ten_is_a_tenth_of_where_the_loss_is_lowest():
    lr, gap = cliff(400)
    gap = rising(lr, gap, 0.05)
    lowest = lr[int(gap.argmin())]
    assert suggest(curve(lr, gap))["minimum_over_10"].lr == pytest.approx(lowest / 10, rel=0.3)


def test_units_of_the_loss_do_not_matter():
    lr, gap = cliff(200)
    gap = rising(lr, gap, 0.3)
    one, other = suggest(curve(lr, gap)), suggest(curve(lr, 1e4 * gap))
    for name in suggesters.NAMES:
        assert one[name].lr == pytest.approx(other[name].lr)


def test_falling_lengths_by_patience_are_those_of_the_double_loop():
    rng = np.random.default_rng(3)
    for _ in range(30):
        values = rng.integers(0, 12, size=40).astype(float)
        slow = [1] * 40
        for i in range(40):
            slow[i] = 1 + max((slow[j] for j in range(i) if values[j] > values[i]), default=0)
        assert suggesters._falling(values).tolist() == slow


def test_steepest_takes_no_fall_that_comes_after_the_lowest_loss():
    lr = np.geomspace(1e-5, 10.0, 100)
    gap = 1.0 / (1.0 + (lr / 0.01) ** 2)
    gap[85:] = [0.1, 0.5, 2.0, 4.0, 5.0, 4.0, 2.0, 0.9, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
    assert suggest(curve(lr, gap))["steepest"].lr == pytest.approx(0.007, rel=0.5)
