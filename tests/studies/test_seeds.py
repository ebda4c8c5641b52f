"""Sweeps, maps and range tests over several seeds: each run is its own, and what is said of them together."""

import csv
import json
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import lrsim
from lrsim.cli import main
from lrsim.errors import InputError

NOISY = {"surface": "quadratic", "start": 5.0, "steps": 60, "noise": 1.0}
RATES = np.geomspace(1e-3, 2, 25)
SEEDS = [4, 0, 9, 2, 7]


@pytest.fixture(scope="module")
def swept():
    return lrsim.sweep(**NOISY, lrs=RATES, seeds=SEEDS)


def alone(seed, **arguments):
    return lrsim.sweep(**NOISY, seed=seed, **({"lrs": RATES} | arguments))


def same_zone(one, other):
    return repr(one) == repr(other)


def test_a_sweep_over_seeds_is_made_of_the_sweeps_of_its_seeds(swept):
    each = [alone(seed) for seed in SEEDS]
    assert np.array_equal(swept.lr, RATES)
    assert swept.seeds == tuple(SEEDS)
    assert [list(names) for names in zip(*(s.verdict for s in each), strict=True)] == swept.verdicts
    losses = np.stack([s.final_loss for s in each], axis=1)
    fine = np.stack([s.batch.exploded_at < 0 for s in each], axis=1)
    for k in range(len(RATES)):
        kept = losses[k][fine[k]]
        assert swept.final_loss[k] == (pytest.approx(kept.mean()) if len(kept) else math.inf)
        assert swept.works[k] == (swept.works_share[k] >= 0.8)
    assert ((swept.works_share * 5) % 1 == 0).all()


def test_the_verdict_of_several_seeds_is_the_most_frequent_one_with_its_share():
    near = lrsim.sweep(
        **NOISY, lrs=np.linspace(0.033, 0.044, 23), seeds=SEEDS
    )  # slow, or a plateau
    for names, verdict, share in zip(near.verdicts, near.verdict, near.agreement, strict=True):
        assert share == names.count(verdict) / 5
        assert share >= max(names.count(name) for name in names) / 5
    assert near.agreement.min() < 1.0


def test_the_zone_of_several_seeds_has_soft_ends_and_a_best_that_is_no_luck():
    many = lrsim.sweep(**(NOISY | {"steps": 100}), lrs=np.geomspace(1e-4, 10, 300), seeds=200)
    zone = many.zone
    assert (
        0.0258 / 1.3 < zone.best < 0.0258 * 1.3
    )  # the closed form's, see tests/test_batch_scaling.py
    assert 0.0 < zone.low_std < 0.2 * zone.low
    assert 0.0 < zone.high_std < zone.high
    single = lrsim.sweep(**NOISY, lrs=RATES).zone
    assert single == lrsim.sweep(**NOISY, lrs=RATES, seeds=32).zone  # what a zone asks by itself
    assert lrsim.sweep("bowl", lrs=RATES).zone.low_std is None


def test_seeds_after_a_common_past_go_on_from_a_past_of_their_own():
    found = lrsim.sweep(**NOISY, lr=0.1, lrs=[0.01, 0.1], seeds=3, from_step=20)
    for column in range(3):
        one = lrsim.sweep(**NOISY, lr=0.1, seed=column, lrs=[0.01, 0.1], from_step=20)
        assert found.batch.by_seed(found.batch.loss)[:, column].tolist() == one.final_loss.tolist()
    # without a turn of the dial the run goes on as it was
    assert found.batch.run(3).loss[-1] == lrsim.run(**NOISY, lr=0.1).loss[-1]


def test_without_noise_all_seeds_agree():
    found = lrsim.sweep("bowl", steps=40, lrs=RATES, seeds=3)
    one = lrsim.sweep("bowl", steps=40, lrs=RATES)
    assert found.verdict == one.verdict
    assert set(found.agreement.tolist()) == {1.0}
    assert np.array_equal(found.works, one.works)
    assert (found.zone.low, found.zone.high, found.zone.best) == (
        one.zone.low,
        one.zone.high,
        one.zone.best,
    )
    assert np.array_equal(found.steps_to_converge, one.steps_to_converge, equal_nan=True)


# --- maps ---


def test_cells_over_seeds_have_the_verdict_of_most_and_the_mean_loss():
    axes = {"x": ("lr", 1e-3, 2, 12), "y": ("batch_size", 1, 16, 3)}
    found = lrsim.trainability_map(**NOISY, **axes, seeds=SEEDS)
    each = [lrsim.trainability_map(**NOISY, **axes, seed=seed) for seed in SEEDS]
    codes = np.stack([m.verdict for m in each])
    votes = (codes == found.verdict).mean(axis=0)
    assert np.allclose(votes, found.agreement)
    assert (votes >= np.stack([(codes == k).mean(axis=0) for k in range(8)]).max(axis=0)).all()
    counts = np.stack([(codes == k).sum(axis=0) for k in range(8)])
    for row, column in np.ndindex(found.verdict.shape):
        others = counts[:, row, column].copy()
        others[found.verdict[row, column]] = 0
        second = others.argmax() if others.any() else found.verdict[row, column]
        assert found.second[row, column] == second
    assert (found.second != found.verdict).any()
    fine = np.stack([m.exploded_at < 0 for m in each])
    losses = np.stack([m.final_loss for m in each])
    for row in range(3):
        for column in range(12):
            kept = losses[:, row, column][fine[:, row, column]]
            mean = kept.mean() if len(kept) else math.inf
            assert found.final_loss[row, column] == pytest.approx(mean)
    assert np.array_equal(found.exploded_at >= 0, fine.sum(axis=0) < 2.5)
    assert each[2].run(1, 3).loss[-1] == found.run(1, 3, seed=9).loss[-1]
    assert found.run(1, 3).setup.seed == 4
    assert set(each[0].agreement.ravel().tolist()) == {1.0}
    assert np.array_equal(each[0].second, each[0].verdict)


def test_maps_over_seeds_are_the_same_in_chunks_and_read_back(tmp_path):
    axes = {"x": ("lr", 1e-3, 2, 9), "y": ("noise", 0, 2, 5)}
    whole = lrsim.trainability_map(**NOISY, **axes, seeds=3)
    with ThreadPoolExecutor(2) as executor:
        parts = lrsim.trainability_map(**NOISY, **axes, seeds=3, executor=executor)
    whole.save(tmp_path / "map.npz")
    again = lrsim.load_map(tmp_path / "map.npz")
    assert again.seeds == whole.seeds == (0, 1, 2)
    for name, array in whole.cells.arrays().items():
        assert np.array_equal(array, parts.cells.arrays()[name])
        assert np.array_equal(array, again.cells.arrays()[name])


# --- the range test ---


def test_a_range_test_over_seeds_is_the_mean_of_their_tests():
    found = lrsim.find_lr(**(NOISY | {"steps": 100}), budget=60, seeds=SEEDS)
    each = [lrsim.find_lr(**(NOISY | {"steps": 100}), budget=60, seed=seed) for seed in SEEDS]
    rows = len(found.loss)
    mean = np.mean([test.loss[:rows] for test in each if len(test.loss) >= rows], axis=0)
    assert min(len(test.loss) for test in each) <= rows
    if all(len(test.loss) >= rows for test in each):
        assert np.allclose(found.loss, mean)
    assert found.seeds == tuple(SEEDS)
    assert found.zone.low_std > 0.0


@pytest.mark.parametrize("call", [lrsim.sweep, lrsim.trainability_map, lrsim.find_lr])
def test_wrong_seeds_are_refused_by_name(call):
    given = {
        lrsim.sweep: {"lrs": [0.1]},
        lrsim.trainability_map: {"x": ("lr", 0.1, 1, 2), "y": ("start_x", 0, 1, 2)},
        lrsim.find_lr: {},
    }[call]
    with pytest.raises(InputError, match=r"^seeds"):
        call(seeds=0, **given)


# --- the command line ---


def printed(capsys, *arguments):
    assert main([*arguments]) == 0
    return capsys.readouterr().out


OPTIONS = ["--start", "5", "--noise", "1", "--steps", "60", "--seed", "3"]


def test_sweep_json_over_seeds_has_shares_and_spreads(capsys):
    command = ["sweep", *OPTIONS, "--lrs", "1e-3:2:12", "--json"]
    found = json.loads(printed(capsys, *command, "--seeds", "4"))
    swept = lrsim.sweep(**NOISY, seed=3, lrs=np.array(found["lr"]), seeds=4)
    assert found["seeds"] == [3, 4, 5, 6]
    assert found["works"] == swept.works_share.tolist()
    assert found["agreement"] == swept.agreement.tolist()
    assert found["final_loss_std"][0] == swept.final_loss_std[0]
    assert found["verdict"] == swept.verdict
    assert found["zone"]["low_std"] == swept.zone.low_std
    assert found["zone"]["high_std"] == swept.zone.high_std
    assert not {"works", "agreement", "seeds"} & set(json.loads(printed(capsys, *command)))


def test_sweep_tables_over_seeds_say_how_many_and_how_soft_the_ends_are(capsys):
    command = ["sweep", *OPTIONS, "--lrs", "1e-3:2:40", "--seeds", "8"]
    text = printed(capsys, *command)
    assert "60 steps, 8 seeds" in text
    assert "From seed to seed its ends vary by ±" in text
    lines = list(csv.DictReader(printed(capsys, *command, "--csv", "-").splitlines()))
    assert {float(line["works_share"]) * 8 % 1 for line in lines} == {0.0}


def test_map_and_find_take_seeds(capsys):
    axes = ["--x", "lr:1e-3:2:6", "--y", "batch_size:1:4:3"]
    found = json.loads(printed(capsys, "map", *OPTIONS, *axes, "--seeds", "3", "--json"))
    whole = lrsim.trainability_map(
        **NOISY, seed=3, x=("lr", 1e-3, 2, 6), y=("batch_size", 1, 4, 3), seeds=3
    )
    assert found["seeds"] == [3, 4, 5]
    assert found["agreement"] == pytest.approx(float(whole.agreement.mean()), rel=1e-6)
    assert sum(found["counts"].values()) == 18
    assert "of the seeds have a cell's verdict" in printed(
        capsys, "map", *OPTIONS, *axes, "--seeds", "3"
    )
    tested = json.loads(printed(capsys, "find", *OPTIONS, "--seeds", "3", "--json"))
    assert tested["seeds"] == [3, 4, 5]
    assert tested["loss"] == lrsim.find_lr(**NOISY_BUDGET, seed=3, seeds=3).loss.tolist()


NOISY_BUDGET = {"surface": "quadratic", "start": 5.0, "budget": 60, "noise": 1.0}


@pytest.mark.parametrize("raw", ["0", "x", "2.5", "99999999"])
@pytest.mark.parametrize("command", ["sweep", "find", "map --x lr:1:2:2 --y momentum:0:.5:2"])
def test_a_bad_number_of_seeds_is_refused_by_its_option(capsys, command, raw):
    assert main([*command.split(), "--seeds", raw]) == 2
    assert f"--seeds {raw}" in capsys.readouterr().err
