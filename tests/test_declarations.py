"""What an experiment and its runners are made of is declared once, and read by all that show or check it."""

import dataclasses
import inspect

import pytest

import lrsim
from lrsim import declarations, parameters
from lrsim.declarations import Declaration
from lrsim.errors import InputError

DECLARED = {d.name: d for d in vars(declarations).values() if isinstance(d, Declaration)}


def defaults(function):
    return {name: p.default for name, p in inspect.signature(function).parameters.items()}


def test_every_value_of_an_experiment_and_a_runner_is_declared():
    for cls, own in ((lrsim.Experiment, parameters.EXPERIMENT), (lrsim.Runner, parameters.RUNNER)):
        names = {field.name for field in dataclasses.fields(cls)} - {"runners"}
        assert names == set(own)
        assert {k: v for k, v in defaults(cls).items() if k != "runners"} == {
            name: DECLARED[name].default for name in own
        }


def test_run_has_the_declared_defaults():
    for name, default in defaults(lrsim.run).items():
        assert repr(default) == repr(DECLARED[name].default)  # as help shows it


def test_files_have_the_declared_keys_in_the_declared_order():
    clipped = lrsim.Runner(
        clip_norm=1.0, clip_value=1.0
    )  # what is newer is left out where it does nothing
    table = lrsim.Experiment(batch_size=2, hide=["zone"], runners=[clipped]).to_dict()
    assert [key for key in table if key not in ("schema_version", "runners")] == list(
        parameters.EXPERIMENT
    )
    assert list(table["runners"][0]) == list(parameters.RUNNER)


@pytest.mark.parametrize("name", DECLARED)
def test_a_setup_is_changed_within_the_declared_bounds(name):
    if name in ("name", *declarations.UNRUN):
        return
    setup = lrsim.Experiment("bowl").setup()
    with pytest.raises(InputError) as caught:
        setup.replace(**{name: -(10**30) if name != "start" else "here"})
    assert caught.value.where.startswith(name)


def test_help_says_what_is_declared(capsys):
    from lrsim.cli import main

    main(["run", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for name in set(DECLARED) - {*declarations.UNRUN, "name", "dial"}:
        assert f"--{name.replace('_', '-')}" in shown
        assert DECLARED[name].sentence in shown
        assert DECLARED[name].otherwise in shown
        assert not (unit := DECLARED[name].unit) or f"[in {unit}; default: " in shown


def test_what_a_number_counts_is_said_wherever_it_is_asked_for():
    counted = {p.name: p.unit for p in (parameters.EXPERIMENT | parameters.RUNNER).values()}
    assert {name: unit for name, unit in counted.items() if unit} == {
        "steps": "steps",
        "batch_size": "samples",
    }
    for name, unit in counted.items():
        assert DECLARED[name].unit == unit
        if unit:
            with pytest.raises(InputError, match=f"a whole number of {unit} from 1 to"):
                lrsim.Experiment(**{name: 0})
            told = inspect.getdoc(lrsim.Experiment).partition(f"\n{name} : ")[2].partition(" : ")[0]
            assert unit in told.partition("\n")[2]


def test_a_length_of_the_catalogue_says_that_it_counts_steps():
    counting = [p.name for p in lrsim.schedules.OneCycle.parameters() if p.unit == "steps"]
    assert counting == ["total_steps", "warmup"]
    assert "16\u202f777\u202f216 steps." in inspect.getdoc(lrsim.schedules.Step)
