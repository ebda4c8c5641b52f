"""What all work in chunks has in common: an experiment that travels as a text, and what tells works apart."""

from __future__ import annotations

import functools
import hashlib
import tomllib

from lrsim.experiment import Experiment


@functools.lru_cache(maxsize=16)
def experiment_in(text: str) -> Experiment:
    """Return the experiment in a text; chunks of one piece of work share it, and what it has cached."""
    return Experiment.from_dict(tomllib.loads(text))


def subject_of(experiment: Experiment, index: int) -> dict[str, str]:
    """Return what distinguishes one runner's work from others, in words."""
    runner = experiment.runners[index]
    return {
        "surface": experiment.surface.spec,
        "start": ", ".join(map(repr, experiment.start)),
        "steps": str(experiment.steps),
        "seed": str(experiment.seed),
        "noise": repr(experiment.noise),
        "optimizer": runner.optimizer.spec,
        "schedule": runner.schedule.spec,
        "lr": repr(runner.lr),
        "dial": repr(runner.dial),
        "lr_scale": repr(runner.lr_scale),
    }


def digest(data: bytes) -> str:
    """Return a short fingerprint."""
    return hashlib.sha256(data).hexdigest()[:16]
