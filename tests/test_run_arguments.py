"""The arguments of `run` and its kin: one list of them, what is passed wins, misspelled ones are told."""

import dataclasses
import inspect
import typing
from functools import partial

import pytest

import lrsim
from lrsim.experiment import ExperimentChanges
from lrsim.run_arguments import RunArguments
from lrsim.runner import RunnerArguments, RunnerChanges

AXES = {"x": ("lr", 0.1, 0.5, 2), "y": ("start_x", 1.0, 2.0, 2)}
KIN = {
    "run": {},
    "race": {},
    "batch": {"vary": {"lr": [0.1]}},
    "sweep": {"lrs": [0.1]},
    "find_lr": {},
    "trainability_map": AXES,
    "bifurcation": {"lrs": [0.1]},
}


def ran(name, *args, **given):
    """Return the experiment that one of run and its kin has run."""
    done = getattr(lrsim, name)(*args, **KIN[name], **given)
    done = done[0] if isinstance(done, list) else done
    return done.batch.experiment if name == "sweep" else done.experiment


def hints(function):
    return {
        name: hint for name, hint in typing.get_type_hints(function).items() if name != "return"
    }


def defaults(function):
    return {name: repr(p.default) for name, p in inspect.signature(function).parameters.items()}


def test_the_arguments_of_run_are_listed_once():
    own = hints(lrsim.run)
    del own["surface"]
    assert own == typing.get_type_hints(RunArguments)


def test_arguments_and_defaults_of_run_are_those_of_experiment_and_runner():
    run, runner, experiment = (f for f in (lrsim.run, lrsim.Runner, lrsim.Experiment))
    homes = {
        name: runner.__init__ if name in RunnerArguments.__annotations__ else experiment.__init__
        for name in RunArguments.__annotations__
    }
    for name, home in homes.items():
        assert hints(run)[name] == hints(home)[name]
        assert defaults(run)[name] == defaults(home)[name]


def test_what_can_be_edited_are_the_arguments_of_experiment_and_runner():
    assert typing.get_type_hints(ExperimentChanges) == hints(lrsim.Experiment.__init__)
    assert typing.get_type_hints(RunnerChanges) == hints(lrsim.Runner.__init__)


def test_help_shows_the_defaults():
    assert "steps: 'int' = 100" in str(inspect.signature(lrsim.run))


@pytest.mark.parametrize("name", KIN)
def test_what_is_passed_beside_an_experiment_wins_equal_to_a_default_or_not(name):
    e = lrsim.Experiment(
        "bowl", start=(1.0, 2.0), seed=5, steps=7, noise=0.5,
        runners=[lrsim.Runner(optimizer="adam", lr=0.3, schedule="step", lr_scale=(1.0, 0.5))],
    )  # fmt: skip
    given = {
        "seed": 0,
        "noise": 0.0,
        "batch_size": 1,
        "start": None,
        "optimizer": "sgd",
        "lr_scale": (1.0,),
        "lr": None,
    }
    given |= {"budget": 100} if name == "find_lr" else {"steps": 100}
    found = ran(name, e, **given)
    assert (found.seed, found.noise, found.steps, found.start) == (0, 0.0, 100, e.surface.start)
    (runner,) = found.runners
    assert (runner.optimizer.spec, runner.lr_scale, runner.lr) == ("sgd", (1.0,), 0.01)
    assert runner.schedule.name == "step"
    kept = ran(name, e)
    assert (kept.seed, kept.steps, kept.runners[0].lr_scale) == (5, 7, (1.0, 0.5))


def test_what_is_passed_of_a_runner_goes_to_all_runners_of_a_race(experiment):
    runs = lrsim.race(experiment, lr=1e-4, steps=5)
    assert [run.runner for run in runs] == [
        dataclasses.replace(r, lr=1e-4) for r in experiment.runners
    ]
    assert {run.steps_taken for run in runs} == {5}


def test_race_takes_what_run_takes():
    (run,) = lrsim.race("bowl", optimizer="adam", lr=0.1, steps=20)
    assert run.loss.tolist() == lrsim.run("bowl", optimizer="adam", lr=0.1, steps=20).loss.tolist()
    assert [run.experiment.surface.spec for run in lrsim.race()] == ["quadratic"]


@pytest.mark.parametrize("name", KIN)
@pytest.mark.parametrize(
    ("wrong", "meant"), [("strat", "start"), ("optimiser", "optimizer"), ("sead", "seed")]
)
def test_a_misspelled_argument_is_told_with_the_one_that_is_meant(name, wrong, meant):
    with pytest.raises(TypeError) as caught:
        getattr(lrsim, name)("quadratic", **{wrong: 5})
    assert str(caught.value) == f"{name}(): unknown argument {wrong!r}: did you mean {meant!r}?"


@pytest.mark.parametrize(
    ("call", "called", "wrong", "hint"),
    [
        (partial(lrsim.sweep, lrs=[0.1]), "sweep", "from_stp", "did you mean 'from_step'?"),
        (lrsim.Runner, "Runner", "schedul", "did you mean 'schedule'?"),
        (lrsim.Experiment, "Experiment", "step", "did you mean 'steps'?"),
        (
            lrsim.Experiment().replace_runner,
            "Experiment.replace_runner",
            "dail",
            "did you mean 'dial'?",
        ),
        (lrsim.Session().edit, "Session.edit", "nois", "did you mean 'noise'?"),
        (lrsim.Session().edit_runner, "Session.edit_runner", "lrr", "did you mean 'lr'?"),
        (lrsim.local_theory, "local_theory", "stp", "did you mean 'step'?"),
        (lrsim.local_theory, "local_theory", "xyz", "there are run, step"),
        (lrsim.optimizers.Adam, "Adam", "bata1", "did you mean 'beta1'?"),
        (lrsim.schedules.Step, "Step", "gama", "did you mean 'gamma'?"),
        (lrsim.surfaces.LongValley, "LongValley", "kapa", "did you mean 'kappa'?"),
        (lrsim.surfaces.Bowl, "Bowl", "kappa", "there are escape"),
    ],
)
def test_other_functions_and_entries_tell_misspelled_arguments_too(call, called, wrong, hint):
    with pytest.raises(TypeError) as caught:
        call(**{wrong: 1})
    assert str(caught.value) == f"{called}(): unknown argument {wrong!r}: {hint}"
