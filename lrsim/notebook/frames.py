"""Results as tables of pandas."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from lrsim.batches.batch import Batch
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.errors import needing
from lrsim.experiment import Experiment
from lrsim.notebook.rows import estimates, stretches
from lrsim.runs.run import Run
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.longrun.bifurcation import Bifurcation
from lrsim.studies.maps.map import Map
from lrsim.studies.zone.sweep import Sweep
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message
from lrsim.theory import LocalTheory


def frame(result: object) -> Any:
    """Return a result as a `pandas.DataFrame`.

    Raises
    ------
    ImportError
        When pandas is not installed.
    """
    columns = _columns(result)  # what is no table needs no pandas
    with needing(Message("a table"), "pandas"):
        import pandas as pd
    return pd.DataFrame(columns)


@functools.singledispatch
def _columns(result: object) -> dict[str, Any]:
    raise TypeError(f"no table of {type(result).__name__}")


@_columns.register
def _(run: Run) -> dict[str, Any]:
    axes = {name: run.position[:, k] for k, name in enumerate("xy"[: run.position.shape[1]])}
    lr = np.append(run.lr, np.nan)  # no step leads on from the last position
    return {
        "step": run.step,
        **axes,
        "loss": run.loss,
        "lr": lr,
        "gradient_norm": run.gradient_norm,
    }


@_columns.register
def _(sweep: Sweep) -> dict[str, Any]:
    return {
        "lr": sweep.lr,
        "verdict": sweep.verdict,
        "final_loss": sweep.final_loss,
        "steps_to_converge": sweep.steps_to_converge,
        "works": sweep.works,
    }


@_columns.register
def _(finder: LRFinder) -> dict[str, Any]:
    return {"lr": finder.lr, "loss": finder.loss, "smooth": finder.smooth}


@_columns.register
def _(found: Map) -> dict[str, Any]:
    across, upward = np.meshgrid(found.x.values, found.y.values)
    return {
        found.x.name: across.ravel(),
        found.y.name: upward.ravel(),
        "verdict": np.array(VERDICTS)[found.verdict.ravel()],
        "final_loss": found.final_loss.ravel(),
        "steps_to_converge": found.steps_to_converge.ravel(),
    }


@_columns.register
def _(experiment: Experiment) -> dict[str, Any]:
    runners = experiment.runners
    return {
        "name": [runner.name for runner in runners],
        "optimizer": [runner.optimizer.spec for runner in runners],
        "schedule": [runner.schedule.spec for runner in runners],
        "lr": [runner.lr for runner in runners],
    }


@_columns.register
def _(outcomes: Batch) -> dict[str, Any]:
    varied = {name: list(values) for name, values in outcomes.vary.items()}
    judged = {"verdict": outcomes.verdict} if outcomes.evidence else {}
    places = {
        f"final_{name}": outcomes.position[:, k]
        for k, name in enumerate("xy"[: outcomes.position.shape[1]])
    }
    kept = ("loss", "best_loss", "best_step", "converged_at", "exploded_at")
    return varied | judged | places | {name: getattr(outcomes, name) for name in kept}


@_columns.register
def _(found: Bifurcation) -> dict[str, Any]:
    rates, kept, dimensions = found.position.shape
    axes = {name: found.position[:, :, k].ravel() for k, name in enumerate("xy"[:dimensions])}
    return {
        "lr": np.repeat(found.lr, kept),
        "sample": np.tile(np.arange(kept), rates),
        **axes,
        "loss": found.loss.ravel(),
        "period": np.repeat(found.period, kept),
    }


@_columns.register
def _(zone: Zone) -> dict[str, Any]:
    kinds, lows, highs = zip(*stretches(zone), strict=True)
    return {"kind": list(map(str, kinds)), "low": lows, "high": highs}


@_columns.register
def _(theory: LocalTheory) -> dict[str, Any]:
    read = estimates(theory)
    return {
        "quantity": list(map(str, read)),
        "value": [each.value for each in read.values()],
        "dial": [each.dial for each in read.values()],
        "formula": [each.formula for each in read.values()],
        "reason": ["" if each.value is not None else str(each.reason) for each in read.values()],
    }
