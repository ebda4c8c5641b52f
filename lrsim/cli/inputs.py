"""Files that a command reads, standard input among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrsim import files
from lrsim.errors import InputError
from lrsim.text.messages import Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment

STDIN = "-"
"""Standard input where a file's name is asked for."""


def read(path: str) -> bytes:
    """Return what is in a file; ``-`` is standard input."""
    if not path:
        raise InputError(path, None, Message("must be the name of a file"))
    return files.read_standard_input() if path == STDIN else files.read_bytes(path)


def load(path: str) -> Experiment:
    """Return the experiment in a file, or that of a share code; ``-`` is standard input."""
    from lrsim import experiment

    if not path:
        raise InputError("FILE ''", None, Message("must be the name of an experiment file"))
    if path == STDIN:
        return experiment.loads(files.STANDARD_INPUT, files.read_standard_input())
    return experiment.load(path)
