"""What an exercise hides is part of its experiment: it travels, and no run depends on it."""

import dataclasses
import json

import pytest

import lrsim
from lrsim import declarations
from lrsim.errors import InputError

HIDDEN = lrsim.Experiment("shower", hide=["verdict", "zone"])


def test_names_stand_in_the_declared_order_each_once():
    assert lrsim.Experiment(hide=("fix", "dial", "fix")).hide == ("dial", "fix")
    assert lrsim.Experiment().hide == ()


@pytest.mark.parametrize("name", declarations.HIDEABLE)
def test_each_name_is_taken_and_told_in_the_documentation(name):
    assert lrsim.Experiment(hide=[name]).hide == (name,)
    assert f"``{name}``" in lrsim.Experiment.__doc__


def test_a_wrong_name_is_refused_with_those_there_are():
    with pytest.raises(InputError, match=r"hide\[1\].*must be one of dial, limit"):
        lrsim.Experiment(hide=["dial", "needle"])
    with pytest.raises(InputError, match="must be a list of names"):
        lrsim.Experiment(hide="dial")


def test_what_is_hidden_comes_back_from_toml_json_and_share_codes(tmp_path):
    path = tmp_path / "exercise.toml"
    HIDDEN.save(path)
    assert lrsim.load(path) == HIDDEN
    assert lrsim.Experiment.from_dict(json.loads(json.dumps(HIDDEN.to_dict()))) == HIDDEN
    assert lrsim.load(HIDDEN.share()) == HIDDEN


def test_files_say_that_they_need_the_second_schema_only_where_something_is_hidden():
    assert HIDDEN.to_dict()["schema_version"] == 2
    plain = dataclasses.replace(HIDDEN, hide=())
    assert plain.to_dict()["schema_version"] == 1
    assert "hide" not in plain.to_dict()


def test_no_run_depends_on_what_is_hidden(capsys):
    from lrsim.cli import main

    assert HIDDEN.setup() == lrsim.Experiment("shower").setup()
    assert main(["run", HIDDEN.share(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["experiment"]["hide"] == ["zone", "verdict"]
    assert told["runs"][0]["verdict"]["name"] == lrsim.run("shower").verdict.name


def test_a_session_hides_as_an_edit_that_undo_takes_back():
    session = lrsim.Session()
    session.edit(hide=["zone"])
    assert session.experiment.hide == ("zone",)
    session.turn_dial(0.3)
    session.undo()
    session.undo()
    assert session.experiment.hide == ()
