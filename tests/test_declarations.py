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
    table = lrsim.Experiment(batch_size=2, runners=[clipped]).to_dict()
    assert [key for key in table if key not in ("schema_version", "runners")] == list(
        parameters.EXPERIMENT
    )
    assert list(table["runners"][0]) == list(parameters.RUNNER)


@pytest.mark.parametrize("name", DECLARED)
def test_a_setup_is_changed_within_the_declared_bounds(name):
    if name in ("name", "title"):
        return
    setup = lrsim.Experiment("bowl").setup()
    with pytest.raises(InputError) as caught:
        setup.replace(**{name: -(10**30) if name != "start" else "here"})
    assert caught.value.where.startswith(name)


def test_help_says_what_is_declared(capsys):
    from lrsim.cli import main

    main(["run", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for name in set(DECLARED) - {"title", "name", "dial"}:
        assert f"--{name.replace('_', '-')}" in shown
        assert DECLARED[name].sentence in shown
        assert DECLARED[name].otherwise in shown
