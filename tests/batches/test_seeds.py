"""Many seeds for each value: every run is that of its seed, and what they come to together."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.batches.seeds import deviation, enough_of, mean, seed_list
from lrsim.declarations import MAX_SEED
from lrsim.errors import InputError

NOISY = {"surface": "quadratic", "start": 5.0, "steps": 40, "noise": 1.0}


def test_seeds_count_from_the_experiments_own_or_are_named():
    assert seed_list(None, 7) == ()
    assert seed_list(3, 7) == (7, 8, 9)
    assert seed_list([5, 2], 7) == (5, 2)
    assert seed_list(np.array([5, 2]), 7) == (5, 2)
    assert seed_list(1, MAX_SEED) == (MAX_SEED,)


@pytest.mark.parametrize(
    "seeds", [0, -1, 1.5, "3", True, [], [1, 1], [1, -2], [1.0], {1: 2}, 2**40], ids=repr
)
def test_other_seeds_are_refused_by_name(seeds):
    with pytest.raises(InputError, match="seeds"):
        lrsim.batch(**NOISY, vary={"lr": [0.1]}, seeds=seeds)


def test_seeds_beyond_the_last_and_seeds_given_twice_are_refused():
    with pytest.raises(InputError, match="last seed"):
        seed_list(2, MAX_SEED)
    with pytest.raises(InputError, match="varied"):
        lrsim.batch(**NOISY, vary={"seed": [1, 2]}, seeds=2)


@pytest.mark.parametrize("from_step", [0, 15])
def test_each_value_runs_with_every_seed_and_lanes_are_their_runs(from_step):
    lrs, seeds = [0.01, 0.3, 1.1], [3, 0, 8]
    found = lrsim.batch(**NOISY, lr=0.2, vary={"lr": lrs}, seeds=seeds, from_step=from_step)
    assert found.vary["lr"].tolist() == np.repeat(lrs, 3).tolist()
    assert found.vary["seed"].tolist() == seeds * 3
    for lane in range(9):
        run = found.run(lane)
        assert run.setup.seed == seeds[lane % 3]
        assert run.position[-1] == found.position[lane]
        assert run.loss[-1] == found.loss[lane]
    table = found.by_seed(found.loss)
    for column, seed in enumerate(seeds):
        alone = lrsim.batch(**NOISY, lr=0.2, seed=seed, vary={"lr": lrs}, from_step=from_step)
        assert np.array_equal(table[:, column], alone.loss)


def test_every_value_meets_the_same_noise():
    # the noise moves a run by −lr · noise at the first step
    found = lrsim.batch(
        "quadratic", start=0.0, steps=1, noise=1.0, vary={"lr": [0.125, 0.25]}, seeds=50
    )
    moved = found.by_seed(found.position[:, 0])
    assert np.array_equal(2 * moved[0], moved[1])
    assert len(set(moved[0].tolist())) == 50


def test_means_and_spreads_are_over_the_runs_that_did_not_explode():
    found = lrsim.batch(
        "quadratic:escape=20",
        start=5.0,
        steps=60,
        noise=4.0,
        vary={"lr": [0.1, 0.9, 3.0]},
        seeds=64,
    )
    over = found.over_seeds
    gone = over.exploded_at >= 0
    assert 0 < gone[1].sum() < 64
    assert gone[2].all()
    assert over.exploded.tolist() == gone.mean(axis=1).tolist()
    kept = over.loss[1][~gone[1]]
    assert over.mean_loss[1] == pytest.approx(kept.mean(), rel=1e-14)
    assert over.loss_std[1] == pytest.approx(kept.std(ddof=1), rel=1e-12)
    assert over.mean_loss[2] == math.inf
    assert math.isnan(over.loss_std[2])


def test_the_mean_loss_of_a_noisy_parabola_is_the_closed_form():
    # x² with noise σ: E[x²] → (1 − 2 lr)^2n x0² + lr² σ² Σ (1 − 2 lr)^2k
    lrs, steps, n = np.array([0.01, 0.0258, 0.1, 0.3]), 100, 4000
    found = lrsim.batch("quadratic", start=5.0, steps=steps, noise=1.0, vary={"lr": lrs}, seeds=n)
    kept = (1 - 2 * lrs) ** 2
    exact = kept**steps * 25 + lrs**2 * (1 - kept**steps) / (1 - kept)
    over = found.over_seeds
    assert np.all(np.abs(over.mean_loss - exact) < 5 * over.loss_std / math.sqrt(n))


def test_steps_to_converge_are_told_where_most_of_the_seeds_converge():
    found = lrsim.batch("bowl", steps=80, vary={"lr": [0.1, 1e-6]}, seeds=5)  # without noise
    steps = found.over_seeds.steps_to_converge
    assert steps[0] == found.converged_at[0] > 0
    assert math.isnan(steps[1])
    assert [enough_of(n) for n in (1, 2, 5, 8, 10, 32)] == [1, 2, 4, 7, 8, 26]


def test_means_count_what_they_are_told_to_count():
    values = np.array([[1.0, 2.0, math.inf], [1.0, math.nan, 4.0], [1e308, 1e308, 1.0]])
    counted = np.array([[True, True, False], [True, False, True], [True, True, False]])
    assert mean(values, counted).tolist() == [1.5, 2.5, math.inf]
    assert deviation(values[:2], counted[:2]) == pytest.approx([math.sqrt(0.5), math.sqrt(4.5)])
