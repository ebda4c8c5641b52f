"""Verdicts on outcomes: those of the recorded runs, as far as an outcome can tell."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.convergence import floor_of, surfaces
from lrsim.diagnosis.outcomes import VERDICTS, speeds
from lrsim.gaps import gaps
from lrsim.numerics import logarithms
from lrsim.surfaces import Surface

RATES = np.geomspace(1e-5, 30, 16)


def batch(surface, optimizer="sgd", steps=120, **vary):
    runner = lrsim.Runner(optimizer=optimizer)
    experiment = lrsim.Experiment(surface, steps=steps, runners=[runner])
    return lrsim.batch(experiment, vary=vary or {"lr": RATES}, evidence=True, threads=1)


def names(outcomes):
    return outcomes.verdict.tolist()


def test_codes_are_in_the_order_of_the_vocabulary():
    assert VERDICTS[0] == "too_small"
    assert tuple(lrsim.VERDICTS) == VERDICTS


@pytest.mark.parametrize("schedule", ["constant", "cosine-annealing:warmup=5", "step"])
@pytest.mark.parametrize(
    "optimizer",
    ["sgd", "sgd:momentum=0.9", "sgd:momentum=0.9,nesterov=true", "adam", "lion", "rprop"],
)
def test_every_lane_has_the_verdict_of_its_own_run(optimizer, schedule):
    for surface in entries(Surface):
        runner = lrsim.Runner(optimizer=optimizer, schedule=schedule)
        experiment = lrsim.Experiment(surface, steps=130, runners=[runner])
        found = lrsim.batch(experiment, vary={"lr": RATES}, evidence=True)
        runs = [found.run(lane).verdict.name for lane in range(len(found))]
        assert names(found) == runs, surface


@pytest.mark.parametrize("noise", [0.1, 1.0])
def test_every_noisy_lane_has_the_verdict_of_its_own_run(noise):
    for surface in ("quadratic", "rosenbrock", "shower", "formula:x**2 + 10*sin(y)**2"):
        found = lrsim.batch(surface, steps=100, noise=noise, vary={"lr": RATES}, evidence=True)
        assert names(found) == [found.run(lane).verdict.name for lane in range(len(found))]


def test_lanes_that_end_in_a_minimum_of_their_own_have_the_verdicts_of_their_runs():
    outside = {
        "start": 20.0,
        "steps": 200,
        "lr": 1e-3,
    }  # of the domain, up to where minima are listed
    for step in (0, 20):
        found = lrsim.sweep("rastrigin-1d", lrs=[5e-4, 1e-3, 2e-3], from_step=step, **outside)
        runs = [found.batch.run(lane) for lane in range(3)]
        assert found.verdict == [run.verdict.name for run in runs] == ["just_right"] * 3
        assert found.steps_to_converge.tolist() == [run.converged_at for run in runs]


def test_lanes_that_part_on_the_way_have_the_verdicts_of_their_runs():
    for surface, step in (("quadratic", 50), ("rosenbrock", 20), ("himmelblau", 30)):
        found = lrsim.sweep(surface, steps=100, lr=0.0003, lrs=RATES, from_step=step)
        runs = [found.batch.run(lane) for lane in range(len(RATES))]
        assert found.verdict == [run.verdict.name for run in runs]
        steps = [math.nan if run.converged_at is None else run.converged_at for run in runs]
        assert np.array_equal(found.steps_to_converge, steps, equal_nan=True)


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.9,nesterov=true", "adam", "rprop"])
@pytest.mark.parametrize("surface", entries(Surface))
def test_explosions_and_convergence_are_exactly_those_of_the_runs(surface, optimizer):
    found = batch(surface, optimizer, lr=RATES[::3])
    for lane, name in enumerate(names(found)):
        run = found.run(lane)
        if run.exploded_at is not None:
            assert name == "exploding"
        else:
            assert name == "just_right" or run.converged_at is None or name == "unstable"


def test_gaps_are_those_of_the_runs_when_starts_and_surfaces_vary():
    draw = np.random.default_rng(2)
    found = batch(
        "long-valley",
        kappa=draw.choice([2.0, 10.0, 50.0], 40),
        start_x=draw.uniform(-3, 3, 40),
        lr=10 ** draw.uniform(-4, -1, 40),
    )
    gap = gaps(found)
    for lane in range(len(found)):
        run = found.run(lane)
        floor = floor_of(run.setup, float(np.nanmin(run.loss))).loss
        assert gap.known[lane]
        assert gap.start[lane] == run.loss[0] - floor
        assert gap.end[lane] == run.loss[-1] - floor


def test_a_parameter_of_the_surface_may_be_written_with_its_part_in_front():
    plain, written = (
        gaps(batch("long-valley", **{name: [2.0, 50.0]})) for name in ("kappa", "surface.kappa")
    )
    assert written.start.tolist() == plain.start.tolist()
    assert plain.start[0] < plain.start[1]


def test_each_surface_has_its_own_lanes():
    kappa = np.array([5.0, 2.0, 5.0, 3.0, 2.0])
    seen = {}
    for surface, lanes in surfaces(batch("long-valley", kappa=kappa)):
        seen[surface.kappa] = sorted(lanes.tolist())
    assert seen == {2.0: [1, 4], 3.0: [3], 5.0: [0, 2]}


def test_a_name_that_surface_and_optimizer_share_is_the_optimizers():
    shared = [
        (s, o, p.name)
        for s, surface in entries(Surface).items()
        for o, optimizer in entries(lrsim.optimizers.Optimizer).items()
        for p in surface.parameters()
        if p.name in {q.name for q in optimizer.parameters()}
    ]
    for surface, optimizer, name in shared:
        found = batch(surface, optimizer, **{name: [0.1, 0.2]})
        assert len(list(surfaces(found))) == 1


def test_where_no_minimum_is_known_nothing_is_slow():
    assert set(names(batch("saddle", lr=np.geomspace(1e-6, 1e-3, 9)))) == {"undecided"}


def test_momentum_that_varies_tells_which_runs_have_a_memory():
    found = batch("rosenbrock", lr=[0.0017, 0.0017], momentum=[0.0, 0.9], start_x=0.5, start_y=0.2)
    alone = [
        batch("rosenbrock", f"sgd:momentum={m}", lr=[0.0017], start_x=0.5, start_y=0.2)
        for m in (0.0, 0.9)
    ]
    assert names(found) == [names(one)[0] for one in alone]


def test_few_steps_decide_nothing_but_the_ends():
    found = batch("quadratic", steps=4, lr=[1e-4, 0.5, 400.0])
    assert names(found) == ["undecided", "just_right", "exploding"]


def test_a_saddle_is_a_plateau():
    assert names(batch("monkey-saddle", start_x=0.0, start_y=0.0)) == ["undecided"]
    assert names(batch("double-well", start_x=[0.0], lr=[0.01])) == ["plateau"]


def test_faster_runs_have_higher_speeds():
    found = batch("quadratic", steps=50, lr=[1e-4, 1e-3, 0.02, 0.1, 0.3, 0.5, 1.0, 1.1])
    speed = speeds(found)
    assert (np.diff(speed[:6]) > 0.0).all()
    assert ((speed >= 0.5) == (found.converged_at >= 0)).all()
    assert speed[-2:].tolist() == [0.0, 0.0]
    assert speed[5] == pytest.approx(1.0 - 0.5 * math.log(2) / math.log(51))


def test_speeds_of_everything_are_between_0_and_1():
    for surface in entries(Surface):
        for optimizer in ("sgd", "adam"):
            speed = speeds(batch(surface, optimizer))
            assert ((speed >= 0.0) & (speed <= 1.0)).all()


def test_speed_of_a_run_that_does_not_converge_is_half_the_share_of_log_gap_closed():
    found = batch("quadratic", steps=50, lr=[0.01, 0.03])
    left = found.loss / 25.0
    assert speeds(found) == pytest.approx(0.5 * np.log(left) / math.log(1e-6))


def test_from_step_takes_the_gap_from_the_runs_own_start():
    runner = lrsim.Runner(lr=0.1)
    experiment = lrsim.Experiment("quadratic", start=5.0, steps=60, runners=[runner])
    found = lrsim.batch(experiment, vary={"lr": [1e-4, 0.3]}, from_step=20, evidence=True)
    assert gaps(found).start.tolist() == [25.0, 25.0]
    assert names(found)[1] == "just_right"


def test_logarithms_are_logarithms():
    values = np.geomspace(1e-300, 1e300, 97)
    assert logarithms(values) == pytest.approx(np.log(values), rel=1e-15)
