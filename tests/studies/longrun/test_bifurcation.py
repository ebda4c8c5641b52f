from __future__ import annotations

import itertools

import numpy as np
import pytest

import lrsim
from lrsim.errors import InputError
from lrsim.studies.longrun.bifurcation import (
    beside_minima,
    bifurcation,
    bifurcation_range,
)
from lrsim.studies.longrun.orbits import orbits_at
from lrsim.studies.longrun.periods import EXPLODES, MOVING, WANDERS

WELL = lrsim.Experiment(surface="double-well", start=0.5)


def period(lr: float, surface: str = "double-well", **given) -> int:
    start = {"start": 0.5} if surface == "double-well" else {}
    return int(bifurcation(surface, lrs=[lr], **{**start, **given}).period[0])


@pytest.mark.parametrize(
    ("lr", "expected"),
    [(0.2, 1), (0.249, 1), (0.2501, 2), (0.26, 2), (0.28, 2), (0.30, 2), (0.36, WANDERS)],
)
def test_the_double_well_goes_from_a_point_through_a_cycle_to_chaos(lr, expected):
    assert period(lr) == expected


def test_the_double_wells_2_cycle_is_the_one_that_algebra_gives():
    # of x ← x − 4 lr x (x² − 1) with a sum s and a product p of its two points
    lr = 0.28
    a = 1 + 4 * lr
    found = bifurcation("double-well", start=0.5, lrs=[lr])
    ends = np.unique(np.round(found.position[0, :, 0], 9))
    assert len(ends) == 2
    image = ends * (a - 4 * lr * ends**2)
    np.testing.assert_allclose(image, ends[::-1], rtol=1e-7)
    assert abs(ends[0] - ends[1]) > 0.1


def test_by_040_the_double_well_hops_between_its_wells_from_05_and_explodes_from_15():
    found = bifurcation("double-well", start=0.5, lrs=[0.30, 0.36, 0.40])
    assert [bool((row > 0).all() or (row < 0).all()) for row in found.position[..., 0]] == [
        True,
        True,
        False,
    ]
    # 1.5 at 0.40 exactly is on the unstable cycle x² = 1 + 1/(2 lr), outside of which all explodes
    assert bifurcation("double-well", start=1.5, lrs=[0.401]).period.tolist() == [EXPLODES]


def test_periods_double_up_to_chaos():
    # the logistic map in another guise: period 4 from 0.309, 8 from 0.322 (Feigenbaum's cascade)
    periods = bifurcation(WELL, lrs=[0.2, 0.28, 0.315, 0.3235]).period.tolist()
    assert periods == [1, 2, 4, 8]


def test_the_quadratic_bounces_for_ever_at_1_and_explodes_above():
    assert [period(lr, "quadratic") for lr in (0.1, 0.5, 0.999, 1.0, 1.001, 1.1)] == [
        1,
        1,
        1,
        2,
        EXPLODES,
        EXPLODES,
    ]


def test_the_shower_alternates_for_ever_where_the_lesson_says_so():
    found = bifurcation("shower", start=-1.0, lrs=[0.01, 0.04])
    assert found.period.tolist() == [1, 2]


@pytest.mark.parametrize("lr", [0.9999, 0.99999])
def test_a_run_that_only_just_converges_is_no_2_cycle(lr):
    assert period(lr, "quadratic") == 1


def test_next_to_where_periods_double_none_is_taken_for_a_fixed_point():
    found = bifurcation(WELL, lrs=np.linspace(0.3, 0.32, 400))
    assert set(found.period.tolist()) == {2, 4}
    assert (np.diff(found.period) >= 0).all()


def test_where_a_run_still_rolls_there_is_no_period_yet():
    assert period(0.001, "formula:expression=x", start=0.0) == MOVING


def test_noise_has_no_period():
    assert period(0.1, "quadratic", noise=0.1) == WANDERS


def test_the_schedule_and_the_dials_history_play_no_part():
    plain = bifurcation("double-well", start=0.5, lrs=[0.28, 0.3])
    other = bifurcation(
        "double-well",
        start=0.5,
        lrs=[0.28, 0.3],
        schedule="cosine-annealing:warmup=5",
        dial=[(4, 0.1)],
    )
    np.testing.assert_array_equal(plain.position, other.position)


@pytest.mark.parametrize(
    ("surface", "optimizer"),
    [("double-well", "sgd"), ("himmelblau", "adam"), ("bowl", "polyak"), ("beale", "asgd")],
)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_ends_are_those_of_runs_to_the_bit(surface, optimizer, noise):
    common = {"optimizer": optimizer, "steps": 5000, "noise": noise, "seed": 4}
    experiment = lrsim.run(surface, lr=0.01, **common).experiment
    found = orbits_at(experiment.setup(), np.array([0.001, 0.02]), 4936, 64)
    for lane, lr in enumerate((0.001, 0.02)):
        run = lrsim.run(surface, lr=lr, **common)
        if run.exploded_at is None:
            np.testing.assert_array_equal(found.position[lane], run.position[-64:])
            np.testing.assert_array_equal(found.loss[lane], run.loss[-64:])
            assert found.exploded_at[lane] == -1
        else:
            assert found.exploded_at[lane] == run.exploded_at


def test_an_explosion_says_when_and_leaves_no_positions():
    found = bifurcation("quadratic", start=5.0, lrs=[1.1])
    assert found.exploded_at.tolist() == [30]
    assert np.isnan(found.position).all()
    assert np.isnan(found.loss).all()


def test_a_start_outside_the_surface_explodes_at_step_0():
    found = bifurcation("quadratic", start=1e200, lrs=[0.1])
    assert found.exploded_at.tolist() == [0]


def test_bands_cover_all_rates_and_chaos_swallows_its_slivers():
    found = bifurcation(WELL, lrs=np.linspace(0.2, 0.4, 400))
    fine, coarse = found.bands(), found.bands(8)
    for bands in (fine, coarse):
        assert bands[0].low == found.lr[0]
        assert bands[-1].high == found.lr[-1]
        assert all(a.high == b.low for a, b in itertools.pairwise(bands))
        assert all(a.period != b.period for a, b in itertools.pairwise(bands))
    assert [band.period for band in coarse] == [1, 2, 4, WANDERS]
    assert len(fine) > len(coarse)


def test_rates_are_put_in_order_and_wrong_ones_are_refused():
    assert bifurcation(WELL, lrs=[0.3, 0.2]).lr.tolist() == [0.2, 0.3]
    for wrong in ([], [[0.1]], [-1.0], [float("nan")], "no", [1e7]):
        with pytest.raises(InputError, match="lrs"):
            bifurcation(WELL, lrs=wrong)
    for name, value in (("keep", 8), ("keep", 64.0), ("burn_in", 0), ("burn_in", 10**9)):
        with pytest.raises(InputError, match=name):
            bifurcation(WELL, lrs=[0.1], **{name: value})
    with pytest.raises(InputError, match="index"):
        bifurcation(WELL, lrs=[0.1], index=1)


def test_it_stops_when_it_is_told_to():
    asked = []

    def after_three() -> bool:
        asked.append(1)
        return len(asked) > 3

    found = bifurcation(WELL, lrs=np.linspace(0.2, 0.3, 50), cancelled=after_three)
    assert np.isfinite(found.loss[:, -1]).sum() == 3


# --- where to look ---


def test_the_stretch_of_interest_holds_the_cascade_and_the_explosion():
    low, high = bifurcation_range(WELL.setup())
    assert low < 0.25
    assert high > 0.5
    low, high = bifurcation_range(lrsim.Experiment(surface="quadratic", start=5.0).setup())
    assert low < 1.0 < high < 1.5


@pytest.mark.parametrize("optimizer", ["adam", "lion", "newton", "exact-line-search", "rprop"])
def test_every_rule_has_a_stretch(optimizer):
    runner = lrsim.Runner(optimizer=optimizer)
    low, high = bifurcation_range(lrsim.Experiment(surface="bowl", runners=[runner]).setup())
    assert 0 < low < high


def test_under_noise_the_stretch_of_interest_is_that_without():
    setups = [lrsim.Experiment("quadratic", start=5.0, noise=noise).setup() for noise in (0.0, 0.3)]
    low, high = bifurcation_range(setups[1])
    assert (low, high) == bifurcation_range(setups[0])
    assert low < 1.0 < high


def test_beside_minima_starts_beside_each_minimum():
    starts = [setup.start[0] for setup in beside_minima(WELL.setup())]
    assert len(starts) == 2
    ends = [
        orbits_at(setup, np.array([0.1]), 1000, 1).position[0, -1, 0]
        for setup in beside_minima(WELL.setup())
    ]
    assert sorted(np.round(ends, 6)) == [-1.0, 1.0]
