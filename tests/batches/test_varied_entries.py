"""Batches over whole optimizers and schedules, and over a schedule's parameters."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule

OPTIMIZERS = [*entries(Optimizer), "sgd:momentum=0.9", "adam:amsgrad=true", "sgd"]
SCHEDULES = [*entries(Schedule), "step:step_size=9", "formula:lr/(1 + step)", "constant"]


def assert_lanes_are_runs(found):
    for lane in range(len(found)):
        run = found.run(lane)
        assert run.loss[-1] == found.loss[lane] or np.isnan(run.loss[-1])
        assert run.position[-1].tolist() == found.position[lane].tolist()


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_every_optimizer_and_schedule_side_by_side_is_its_run_to_the_bit(noise):
    given = {"steps": 40, "noise": noise}
    found = lrsim.batch("rosenbrock", lr=1e-3, **given, vary={"optimizer": OPTIMIZERS})
    assert [optimizer.spec for optimizer in found.vary["optimizer"]] == OPTIMIZERS
    assert_lanes_are_runs(found)
    found = lrsim.batch("bowl", lr=0.05, **given, vary={"schedule": SCHEDULES})
    assert_lanes_are_runs(found)
    spec = SCHEDULES[3]
    assert found.loss[3] == lrsim.run("bowl", lr=0.05, schedule=spec, **given).loss[-1]


def test_whole_entries_go_with_everything_else_that_is_varied():
    count = 60
    vary = {
        "optimizer": ["sgd", lrsim.optimizers.Adam(beta1=0.5), {"name": "lion"}] * (count // 3),
        "schedule": "cosine-annealing",
        "lr": np.geomspace(1e-4, 0.1, count),
        "start_x": np.linspace(1.0, 3.0, count),
        "seed": np.arange(count),
        "escape": np.linspace(1000, 2000, count),
    }
    found = lrsim.batch("bowl", steps=30, noise=0.1, vary=vary)
    assert_lanes_are_runs(found)
    assert found.setup_of(1).optimizer == lrsim.optimizers.Adam(beta1=0.5)
    assert found.setup_of(2).schedule.spec == "cosine-annealing"
    with ProcessPoolExecutor(1) as executor:
        other = lrsim.batch("bowl", steps=30, noise=0.1, vary=vary, executor=executor)
    assert other.loss.tolist() == found.loss.tolist()


def test_optimizers_start_with_their_own_rate_where_none_is_given():
    vary = {"optimizer": ["sgd", "adam", "newton"]}
    assert lrsim.batch("bowl", steps=5, vary=vary).vary["lr"].tolist() == [0.01, 0.001, 1.0]
    given = lrsim.batch("bowl", steps=5, lr=0.2, vary=vary)
    assert {given.setup_of(lane).lr for lane in range(3)} == {0.2}
    experiment = lrsim.Experiment("bowl", steps=5, runners=[lrsim.Runner(lr=0.3)])
    assert lrsim.batch(experiment, vary=vary).setup_of(1).lr == 0.3


def test_parameters_of_a_schedule_vary():
    gammas, sizes = np.repeat([0.1, 0.5, 0.9], 20), np.tile([5, 10], 30)
    found = lrsim.batch(
        "bowl", steps=50, lr=0.1, schedule="step", vary={"gamma": gammas, "step_size": sizes}
    )
    assert_lanes_are_runs(found)
    one = lrsim.run("bowl", steps=50, lr=0.1, schedule="step:gamma=0.9,step_size=10")
    assert found.loss[-1] == one.loss[-1]
    warm = lrsim.batch("bowl", steps=50, lr=0.1, vary={"warmup": [0, 10, 50]})
    assert warm.setup_of(2).schedule.warmup == 50
    assert_lanes_are_runs(warm)


def test_a_schedules_parameter_may_be_told_from_another_of_its_name():
    found = lrsim.batch(
        "bowl",
        optimizer="adam",
        schedule="reduce-on-plateau",
        vary={"schedule.eps": [0.0, 1e-3], "eps": [1e-8, 1e-2]},
    )
    setup = found.setup_of(1)
    assert (setup.schedule.eps, setup.optimizer.eps) == (1e-3, 1e-2)


def test_seeds_run_every_entry_with_the_same_noise():
    vary = {"optimizer": ["sgd", "sgd:momentum=0.5"], "schedule": ["constant", "exponential"]}
    found = lrsim.batch("bowl", lr=0.1, steps=20, noise=1.0, seeds=3, vary=vary)
    assert len(found) == 6
    assert_lanes_are_runs(found)
    assert [found.setup_of(lane).seed for lane in range(6)] == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize(
    ("vary", "where", "words"),
    [
        ({"optimizer": ["sgd", "AdamW"]}, "vary['optimizer'][1]", "did you mean adamw?"),
        ({"optimizer": ["sgd:momentum=2"]}, "vary['optimizer'][0].momentum", "below 1"),
        ({"optimizer": 3}, "vary['optimizer']", "must be a list of optimizers"),
        ({"optimizer": np.array(3)}, "vary['optimizer']", "must be a list of optimizers"),
        ({"schedule": []}, "vary['schedule']", "must be a list of schedules"),
        ({"schedule": [3]}, "vary['schedule'][0]", "must be one of the schedules"),
        ({"optimizer": "sgd", "momentum": 0.5}, "vary", "does not go with optimizer"),
        ({"schedule": ["step"], "schedule.warmup": 3}, "vary", "does not go with schedule"),
        ({"optimizer": ["sgd", "adam"], "lr": [0.1]}, "vary", "lists of one length"),
        ({"schedule.bogus": [1]}, "vary", "must be one of lr"),
        ({"bogus.warmup": [1]}, "vary", "must be one of lr"),
        ({"warmup": [1.5]}, "warmup", "whole number"),
    ],
)
def test_entries_that_cannot_be_varied_are_refused(vary, where, words):
    with pytest.raises(InputError) as caught:
        lrsim.batch("bowl", vary=vary)
    assert caught.value.where == where
    assert words in str(caught.value)
