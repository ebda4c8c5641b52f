"""Another batch size: rules for the learning rate, what is held fixed, and which is right when."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.errors import InputError
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.coordinates import mappable, moved, usual_axis

X0, SIGMA = 5.0, 1.0


def expected_loss(lr, steps, batch_size):
    """Return E[x²] after n steps of x ← x − lr (2x + σ/√B ξ) from x₀: a geometric series."""
    kept = (1 - 2 * lr) ** 2
    return kept**steps * X0**2 + lr**2 * SIGMA**2 / batch_size * (1 - kept**steps) / (1 - kept)


def best_rate(steps, batch_size):
    """Return the rate with the lowest expected loss, by golden sections in the logarithm."""
    low, high, share = math.log(1e-5), math.log(0.49), (math.sqrt(5) - 1) / 2
    while high - low > 1e-9:
        a, b = high - share * (high - low), low + share * (high - low)
        if expected_loss(math.exp(a), steps, batch_size) < expected_loss(
            math.exp(b), steps, batch_size
        ):
            high = b
        else:
            low = a
    return math.exp(0.5 * (low + high))


def measured_best(steps, batch_size, lrs, seeds=2000):
    found = lrsim.batch(
        "quadratic", start=X0, noise=SIGMA, steps=steps, batch_size=batch_size, vary={"lr": lrs},
        seeds=seeds,
    )  # fmt: skip
    return lrs[found.over_seeds.mean_loss.argmin()]


def test_a_batch_of_b_samples_leaves_a_root_of_b_of_the_noise():
    one = lrsim.run("long-valley", noise=0.5, seed=3, steps=50)
    four = lrsim.run("long-valley", noise=1.0, batch_size=4, seed=3, steps=50)
    assert np.array_equal(one.position, four.position)
    assert four.setup.deviation == 0.5


@pytest.mark.parametrize("steps", [100, 400, 1600])
def test_at_as_many_steps_the_best_rate_hardly_grows_with_the_batch(steps):
    ratios = [best_rate(steps, 2 * b) / best_rate(steps, b) for b in (1, 2, 4, 8)]
    assert all(1.04 < ratio < 1.07 for ratio in ratios)


@pytest.mark.parametrize("steps", [800, 1600, 6400])
def test_at_as_many_samples_the_best_rate_grows_in_proportion_to_the_batch(steps):
    ratios = [best_rate(steps // (2 * b), 2 * b) / best_rate(steps // b, b) for b in (1, 2, 4)]
    assert all(1.93 < ratio < 2.0 for ratio in ratios)


def test_runs_have_the_best_rates_that_the_closed_form_has():
    lrs = np.geomspace(0.01, 0.3, 61)  # 6 % apart
    for steps, batch_size in ((100, 1), (100, 8), (25, 4)):
        best = best_rate(steps, batch_size)
        found = measured_best(steps, batch_size, lrs)
        assert best / 1.15 < found < best * 1.15, (steps, batch_size)


def test_rates_and_budget_go_with_the_batch_size_as_asked():
    runners = [lrsim.Runner(name="a", lr=0.1, dial=[(20, 0.05), (60, 0.2)]), lrsim.Runner(name="b")]
    e = lrsim.Experiment("quadratic", noise=1.0, batch_size=2, runners=runners)
    linear = lrsim.with_batch_size(e, 8)
    assert (linear.batch_size, linear.steps) == (8, 100)
    assert [r.lr for r in linear.runners] == [0.4, 0.04]
    assert linear.runners[0].dial == ((20, 0.2), (60, 0.8))
    root = lrsim.with_batch_size(e, 8, scaling="sqrt", hold="samples")
    assert (root.steps, root.runners[0].lr) == (25, 0.2)
    assert root.runners[0].dial == ((5, 0.1), (15, 0.4))
    alone = lrsim.with_batch_size(e, 1, scaling="none", hold="samples")
    assert (alone.steps, alone.runners[0].lr, alone.runners[0].dial[0]) == (200, 0.1, (40, 0.05))
    assert lrsim.with_batch_size(linear, 2) == e


def test_turns_that_fall_together_leave_the_last_and_a_budget_is_never_empty():
    runner = lrsim.Runner(lr=0.1, dial=[(1, 0.2), (60, 0.3), (61, 0.4)])
    e = lrsim.Experiment("quadratic", noise=1.0, runners=[runner])
    few = lrsim.with_batch_size(e, 64, scaling="none", hold="samples")
    assert (few.steps, few.runners[0].lr, few.runners[0].dial) == (2, 0.2, ((1, 0.4),))
    assert lrsim.with_batch_size(e, 4096, scaling="none", hold="samples").steps == 1


@pytest.mark.parametrize(
    ("where", "arguments"),
    [
        ("batch_size", {"batch_size": 0}),
        ("batch_size", {"batch_size": 1.5}),
        ("scaling", {"batch_size": 2, "scaling": "cubic"}),
        ("hold", {"batch_size": 2, "hold": "epochs"}),
        (r"runners\[0\].lr", {"batch_size": 2**24}),
    ],
)
def test_what_does_not_fit_is_refused_by_name(where, arguments):
    e = lrsim.Experiment("quadratic", runners=[lrsim.Runner(lr=0.1)])
    with pytest.raises(InputError, match=f"^{where}"):
        lrsim.with_batch_size(e, **arguments)


def test_a_session_takes_a_batch_size_in_one_step_that_can_be_undone():
    session = lrsim.Session(lrsim.Experiment("quadratic", noise=1.0, start=X0))
    before = session.experiment
    session.scale_batch(4, hold="samples")
    assert (session.experiment.batch_size, session.experiment.steps) == (4, 25)
    assert session.horizon == 25
    session.undo()
    assert session.experiment == before


def test_files_have_a_batch_size_only_where_there_is_one_and_then_say_so_in_their_version(tmp_path):
    plain = lrsim.Experiment("quadratic", noise=1.0)
    large = lrsim.with_batch_size(plain, 16)
    for experiment, version in ((plain, 1), (large, 2)):
        table = experiment.to_dict()
        assert table["schema_version"] == version
        assert ("batch_size" in table) == (version == 2)
        path = tmp_path / f"{version}.toml"
        experiment.save(path)
        assert lrsim.load(path) == experiment


def test_batch_size_and_noise_are_axes_of_a_map():
    e = lrsim.Experiment("quadratic", start=X0, steps=60, noise=1.0, seed=2)
    found = lrsim.trainability_map(e, x=("lr", 1e-3, 1, 5), y=("batch_size", 1, 256, 9))
    assert found.y.scale == "log"
    assert found.y.values.tolist() == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    for row, column in ((0, 3), (5, 2), (8, 4)):
        run = found.run(row, column)
        assert run.setup.batch_size == 2**row
        assert run.loss[-1] == found.final_loss[row, column]
    noisy = lrsim.trainability_map(e, x=("noise", 0, 2, 3), y=("batch_size", 1, 3, 5))
    assert noisy.y.values.tolist() == [1, 1, 2, 2, 3]
    assert len(set(noisy.final_loss[:, 0].tolist())) == 1
    assert noisy.run(3, 2).loss[-1] == noisy.final_loss[3, 2]
    assert noisy.final_loss[2, 1] == noisy.final_loss[3, 1] != noisy.final_loss[4, 1]
    with pytest.raises(InputError, match="batch_size"):
        lrsim.trainability_map(e, x=("lr", 1e-3, 1, 5), y=("batch_size", 0.5, 256, 9))


def test_a_map_over_batch_sizes_is_zoomed_no_further_than_to_two_of_them():
    axis = Axis("batch_size", 1, 1024, 64, "log")
    near = axis.part(7.2, 7.3)
    assert near.high - near.low == pytest.approx(2.0)
    assert set(near.values.tolist()) <= {6, 7, 8}
    assert len(set(near.values.tolist())) >= 2
    assert near.part(7.0, 7.1).values.tolist()


def test_noise_and_batch_size_are_offered_where_there_is_noise():
    quiet = lrsim.Experiment("quadratic").setup()
    noisy = lrsim.Experiment("quadratic", noise=0.5, batch_size=600).setup()
    assert not {"noise", "batch_size"} & set(mappable(quiet))
    assert {"noise", "batch_size"} <= set(mappable(noisy))
    assert usual_axis(noisy, "batch_size", 8).values.tolist()[::7] == [1, 2400]
    changes = moved(lrsim.Experiment("quadratic", noise=0.5), 0, {"batch_size": 8, "lr": 0.2})
    assert changes["batch_size"] == 8
    assert changes["runners"][0].lr == 0.2
