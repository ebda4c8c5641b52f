"""Paths against PyTorch's own, from the golden files (golden/README.md)."""

import json
from pathlib import Path

import numpy as np
import pytest

import lrsim

GOLDEN = Path(__file__).parent / "golden"
LEAST = 20  # steps that are compared however sensitive the path is


def load(name):
    with np.load(GOLDEN / f"{name}.npz") as file:
        arrays = dict(file)
    meta = json.loads(bytes(arrays.pop("meta")))
    return meta["cases"], arrays


def path_cases():
    for family in ("sgd", "adam"):
        found, arrays = load(family)
        for i, case in enumerate(found):
            name = "{surface} {optimizer} {schedule} lr={lr}".format(**case)
            yield pytest.param(case, arrays[f"position_{i}"], arrays[f"lr_{i}"], id=name)


@pytest.mark.parametrize(("case", "position", "lr"), list(path_cases()))
def test_path_equals_pytorch(case, position, lr):
    run = lrsim.run(
        case["surface"],
        optimizer=case["optimizer"],
        schedule=case["schedule"],
        lr=case["lr"],
        start=case["start"],
        steps=len(lr),
    )
    assert run.position.shape == position.shape
    away = np.abs(run.position - position) / (1 + np.abs(position))
    compared = max(LEAST, case["stable_steps"])
    assert away[: compared + 1].max() <= 1e-12
    assert np.abs(run.lr - lr).max() <= 1e-12 * case["lr"]


@pytest.mark.parametrize("family", ["sgd", "adam"])
def test_golden_paths_cover_every_option_on_every_surface(family):
    found, _ = load(family)
    names = [
        entry for case in found for entry in (case["surface"], case["optimizer"], case["schedule"])
    ]
    text = " ".join(names)
    options = {
        "sgd": ["momentum=", "dampening=", "nesterov=true", "weight_decay="],
        "adam": ["beta1=", "beta2=", "eps=", "weight_decay=", "amsgrad=true"],
    }
    surfaces = ["quadratic", "double-well", "shower", "bowl", "long-valley"]
    surfaces += ["rosenbrock", "himmelblau"]
    schedules = ["constant", "step:", "exponential:", "cosine-annealing:", "warmup="]
    for wanted in options[family] + surfaces + schedules:
        assert wanted in text
    assert sum(case["stable_steps"] == 500 for case in found) > len(found) / 2
