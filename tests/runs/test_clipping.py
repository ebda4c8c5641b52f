"""Clipped gradients: what they are clipped to, and the same bits on every path."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.errors import InputError

CLIPS = [{"clip_norm": 1.5}, {"clip_value": 0.7}, {"clip_norm": 1.0, "clip_value": 0.9}]


def step_of(surface, start, **clip):
    """Return what one step at LR 1 goes against: the clipped gradient."""
    run = lrsim.run(surface, lr=1.0, start=start, steps=1, **clip)
    return run.position[0] - run.position[1]


def test_a_gradient_is_shortened_to_the_norm_and_keeps_its_direction():
    assert step_of("bowl", (1.5, 2.0), clip_norm=1.0) == pytest.approx([0.6, 0.8], rel=1e-6)
    assert step_of("bowl", (0.15, 0.2), clip_norm=1.0) == pytest.approx([0.3, 0.4], rel=1e-15)
    # PyTorch's millionth in the divisor
    exactly = 1.0 / (5.0 + 1e-6)
    assert step_of("bowl", (1.5, 2.0), clip_norm=1.0) == pytest.approx(
        [3 * exactly, 4 * exactly], rel=1e-15
    )


def test_a_slope_is_cut_to_the_value_whatever_the_others_are():
    assert step_of("bowl", (1.5, -2.0), clip_value=1.0).tolist() == [1.0, -1.0]
    assert step_of("bowl", (1.5, 0.25), clip_value=1.0).tolist() == [1.0, 0.5]


def test_values_are_cut_before_the_norm_is_looked_at():
    got = step_of("bowl", (1.5, 0.25), clip_value=0.5, clip_norm=0.5)
    assert got == pytest.approx([0.5 / math.sqrt(2)] * 2, rel=1e-5)


def test_zero_clips_nothing():
    plain = lrsim.run("rosenbrock", optimizer="adam", lr=0.1, steps=50)
    clipped = lrsim.run("rosenbrock", "adam", lr=0.1, steps=50, clip_norm=0.0, clip_value=0.0)
    assert np.array_equal(plain.position, clipped.position)


def test_a_gradient_whose_square_overflows_is_shortened_too():
    got = step_of("formula:(1e155*x + 1e155*y)/1e10,escape=inf", (1.0, 1.0), clip_norm=1.0)
    assert got == pytest.approx([math.sqrt(0.5)] * 2, rel=1e-15)
    got = step_of("formula:1e200*x,escape=inf", (1.0,), clip_norm=1.0)
    assert got == pytest.approx([1.0], rel=1e-15)


def test_a_cliff_no_longer_throws_the_ball_out():
    surface = "formula:cosh(3*x)"
    assert lrsim.run(surface, lr=0.1, steps=50).exploded_at is not None
    assert lrsim.run(surface, lr=0.1, steps=50, clip_norm=1.0).exploded_at is None


def test_noise_is_clipped_too():
    run = lrsim.run("bowl", start=(0.0, 0.0), lr=1.0, noise=100.0, clip_norm=1.0, steps=50)
    steps = np.diff(run.position, axis=0)
    assert np.hypot(*steps.T).max() <= 1.0
    assert run.gradient_norm.max() > 1.0  # it is the surface's own


@pytest.mark.parametrize("clip", CLIPS, ids=str)
@pytest.mark.parametrize(
    ("surface", "optimizer"),
    [
        ("quadratic", "sgd"),
        ("rosenbrock", "sgd"),
        ("himmelblau", "sgd:momentum=0.9"),
        ("rosenbrock", "adam"),
        ("himmelblau", "newton"),
        ("formula:(1-x)**2+10*(y-x**2)**2", "rmsprop"),
    ],
)
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_lane_is_its_run_to_the_bit(surface, optimizer, clip, noise):
    lrs = np.geomspace(1e-3, 0.3, 40)
    given = {"optimizer": optimizer, "steps": 150, "noise": noise, "seed": 3}
    batch = lrsim.batch(surface, vary={"lr": lrs}, evidence=True, **given, **clip)
    for i in range(0, 40, 3):
        run = lrsim.run(surface, lr=lrs[i], **given, **clip)
        assert batch.loss[i] == run.loss[-1] or math.isnan(run.loss[-1])
        assert np.array_equal(batch.position[i], run.position[-1], equal_nan=True)


def test_lanes_may_differ_in_their_clips():
    norms = np.array([0.0, 0.5, 1.0, 2.0] * 10)
    batch = lrsim.batch("rosenbrock", lr=1e-3, steps=80, vary={"clip_norm": norms})
    for i in range(4):
        run = lrsim.run("rosenbrock", lr=1e-3, steps=80, clip_norm=norms[i])
        assert np.array_equal(batch.position[i], run.position[-1])


def test_what_is_recorded_does_not_depend_on_chunks():
    experiment = lrsim.Experiment(
        "rosenbrock", steps=700, runners=[lrsim.Runner(lr=2e-3, clip_norm=1.0)]
    )
    whole = lrsim.race(experiment)[0]
    session = lrsim.Session(experiment)
    session.seek(350)
    assert np.array_equal(session.run.position, whole.position)


@pytest.mark.parametrize("name", ["clip_norm", "clip_value"])
@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf, "1", 1e7])
def test_what_is_no_clip_is_refused_by_name(name, value):
    with pytest.raises(InputError, match=name):
        lrsim.run("quadratic", **{name: value})


def test_an_experiment_file_keeps_them(tmp_path):
    experiment = lrsim.Experiment(runners=[lrsim.Runner(clip_norm=1.0, clip_value=0.5)])
    experiment.save(tmp_path / "e.toml")
    assert "clip_norm = 1.0" in (tmp_path / "e.toml").read_text()
    assert lrsim.load(tmp_path / "e.toml") == experiment
