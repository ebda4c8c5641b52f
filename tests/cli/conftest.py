"""What the tests of the command line share."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from lrsim.cli import main

FILE = """\
title = "Three knobs"
surface = { name = "shower" }
start = [-1.0]
steps = 50
seed = 3

[[runners]]
name = "Snail"
lr = 1e-4

[[runners]]
name = "Pro"
lr = 0.01
dial = [[24, 0.02]]
optimizer = { name = "sgd", momentum = 0.5 }
schedule = { name = "cosine-annealing", warmup = 2 }
"""


class Result(NamedTuple):
    """What a command line left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is not in RFC 8259")

        return json.loads(self.out, parse_constant=refuse)


@pytest.fixture
def cli(capsys):
    """Return a function that runs one command line in this process."""

    def call(*words: str) -> Result:
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.fixture
def refused(cli):
    """Return a function that runs a command line that must be refused, and gives the complaint."""

    def call(*words: str) -> str:
        result = cli(*words)
        assert result.status == 2
        assert result.out == ""
        assert 1 <= result.err.count("\n") <= 4
        assert result.err.startswith("lrsim")
        assert "Traceback" not in result.err
        return result.err

    return call


@pytest.fixture
def file(tmp_path):
    """Return the path of an experiment file with two runners."""
    path = tmp_path / "knobs.toml"
    path.write_text(FILE)
    return path
