"""What a run depends on: made by an experiment, equal where runs are, and the key of what is kept."""

import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.runs.simulate import run_runner, simulate
from lrsim.session.foresight import answer, question_of
from lrsim.studies.maps.coordinates import common_setup, usual_axis
from lrsim.studies.zone.comparison import contenders_of
from lrsim.studies.zone.sweep import zone

VALUES = {
    "surface": ["rosenbrock:b=50", "rosenbrock:escape=9", "himmelblau"],
    "start": [(0.5, 0.5), (0.5, -0.5)],
    "steps": [40, 41],
    "noise": [0.0, 0.1],
    "batch_size": [1, 7],
    "seed": [0, 2**63 - 1],
    "optimizer": ["sgd", "sgd:momentum=0.5", "adam"],
    "schedule": ["constant", "constant:warmup=3", "step"],
    "lr": [1e-3, 2e-3],
    "dial": [(), ((20, 5e-4),)],
    "lr_scale": [(1.0,), (1.0, 0.5)],
    "clip_norm": [0.0, 2.0],
    "clip_value": [0.0, 3.0],
}


def others(experiment):
    """Return the same runner among others, with other names and another title."""
    (runner,) = experiment.runners
    crowd = [
        lrsim.Runner(name="first", optimizer="adam"),
        dataclasses.replace(runner, name="second"),
        lrsim.Runner(name="third"),
    ]
    return dataclasses.replace(experiment, title="A crowd", runners=crowd)


@pytest.fixture
def alone():
    runner = lrsim.Runner(name="alone", optimizer="sgd:momentum=0.9", lr=1e-3, dial=[(30, 2e-3)])
    return Experiment("rosenbrock", steps=60, noise=0.2, seed=4, runners=[runner])


def test_a_setup_is_all_that_a_run_depends_on_and_nothing_else(alone):
    setup = alone.setup()
    assert set(setup.__struct_fields__) == set(VALUES)
    assert others(alone).setup(1) == setup
    assert hash(others(alone).setup(1)) == hash(setup)
    for name, values in VALUES.items():
        assert setup.replace(**{name: values[-1]}) != setup


@given(st.data())
def test_equal_setups_give_equal_bits(data):
    drawn = [{name: data.draw(st.sampled_from(v)) for name, v in VALUES.items()} for _ in range(2)]
    base = Experiment("rosenbrock").setup()
    one, other = (base.replace(**values) for values in drawn)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert hash(again) == hash(one)
    assert simulate(again).position.tobytes() == simulate(one).position.tobytes()
    if one == other:
        assert simulate(one).position.tobytes() == simulate(other).position.tobytes()


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_zero_has_one_sign(zero):
    run = lrsim.run("quadratic", start=zero, lr=zero, lr_scale=zero, steps=1)
    assert not np.signbit(run.position).any()
    assert not np.signbit([run.setup.lr, *run.setup.lr_scale]).any()


def test_a_setup_and_the_experiment_it_came_from_belong_together(alone):
    crowd = others(alone)
    run = run_runner(crowd, 1)
    assert (run.experiment, run.index, run.runner) == (crowd, 1, crowd.runners[1])
    assert run.setup == crowd.setup(1)
    bare = simulate(run.setup)
    assert bare.experiment == Experiment.of(run.setup)
    assert bare.experiment.setup() == run.setup
    changed = crowd.with_setup(1, run.setup.replace(lr=0.5, steps=7))
    assert changed.setup(1) == run.setup.replace(lr=0.5, steps=7)
    assert changed.runners[::2] == crowd.runners[::2]
    assert changed.title == crowd.title


def test_changes_of_a_setup_are_checked(alone):
    setup = alone.setup()
    for changes in ({"steps": 0}, {"start": (1.0,)}, {"lr": -1.0}, {"seed": 0.5}):
        (name,) = changes
        with pytest.raises(InputError, match=f"^{name}"):
            setup.replace(**changes)
    with pytest.raises(InputError, match=r"start: .* one finite number on quadratic"):
        setup.replace(surface="quadratic")
    with pytest.raises(InputError, match=r"lr_scale: .* 1 factor on quadratic"):
        setup.replace(surface="quadratic", start=1.0, lr_scale=(1.0, 2.0))


@pytest.mark.parametrize("index", [-1, 3])
def test_a_runner_that_is_not_there_is_refused_wherever_one_is_asked_about(alone, index):
    crowd = others(alone)
    x, y = ("lr", 1e-3, 1.0, 2), ("momentum", 0.0, 0.5, 2)
    for ask in (
        lambda: crowd.setup(index),
        lambda: crowd.replace_runner(index, lr=1.0),
        lambda: lrsim.batch(crowd, index=index, vary={"lr": [0.1]}),
        lambda: lrsim.sweep(crowd, index=index, lrs=[0.1]),
        lambda: lrsim.find_lr(crowd, index=index),
        lambda: lrsim.bifurcation(crowd, index=index, lrs=[0.1]),
        lambda: lrsim.trainability_map(crowd, index=index, x=x, y=y),
        lambda: lrsim.Session(crowd).select(index),
    ):
        with pytest.raises(
            InputError, match=f"^index: {index} is not allowed; must be a whole number from 0 to 2"
        ):
            ask()


# --- what is kept under it ---


def test_experiments_that_differ_in_names_alone_share_what_is_known_of_a_run(alone):
    crowd, setup = others(alone), alone.setup()
    run = run_runner(alone)
    again = run_runner(crowd, 1, previous=run)
    assert again.position is run.position
    assert again.experiment is crowd
    assert run.experiment is alone
    x, y = usual_axis(setup, "lr", 8), usual_axis(setup, "momentum", 8)
    assert common_setup(crowd.setup(1), x, y) == common_setup(setup, x, y)
    mine, theirs = (contenders_of(e, i, []) for e, i in ((alone, 0), (crowd, 1)))
    assert mine[0].setup in {contender.setup for contender in theirs}


def test_the_same_is_asked_of_the_arc_whoever_else_runs(alone):
    sessions = [lrsim.Session(alone), lrsim.Session(others(alone))]
    sessions[1].select(1)
    for step in (0, 20, 40):
        for session in sessions:
            session.seek(step)
        one, other = map(question_of, sessions)
        assert one == other
        assert hash(one) == hash(other)


def test_the_arc_and_the_zone_of_a_noisy_race_meet_the_same_noise(alone):
    crowd = others(alone)
    session = lrsim.Session(crowd)
    session.select(1)
    arc = answer(question_of(session))
    assert arc == answer(question_of(lrsim.Session(alone)))
    assert zone(crowd.setup(1)) == zone(alone.setup())


def test_a_turn_at_the_end_of_a_path_leaves_the_path_and_changes_the_setup(alone):
    run = run_runner(alone)
    turned = alone.replace_runner(0, dial=[(30, 2e-3), (60, 5e-3)])
    later = run_runner(turned, previous=run)
    assert later.position is run.position
    assert later.setup == turned.setup()
    assert run.setup == alone.setup()
