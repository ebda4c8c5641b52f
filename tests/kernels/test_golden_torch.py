"""Paths against PyTorch's, optax's and the authors' own, from the golden files (golden/README.md)."""

import json
from pathlib import Path

import numpy as np
import pytest

import lrsim

GOLDEN = Path(__file__).parent.parent / "golden"
LEAST = 20  # steps that are compared however sensitive the path is


def load(name):
    with np.load(GOLDEN / f"{name}.npz") as file:
        arrays = dict(file)
    meta = json.loads(bytes(arrays.pop("meta")))
    return meta, arrays


def path_cases(*families):
    for family in families:
        meta, arrays = load(family)
        index = np.array(meta.get("index", range(meta["steps"] + 1)))
        for i, case in enumerate(meta["cases"]):
            name = "{surface} {optimizer} {schedule} lr={lr}".format(**case)
            name += "".join(f" {key}={case[key]}" for key in case if key.startswith("clip"))
            yield pytest.param(case, index, arrays[f"position_{i}"], arrays[f"lr_{i}"], id=name)


def assert_equals(case, index, position, lr):
    """Assert that a run follows a golden path as far as anybody could."""
    run = lrsim.run(
        case["surface"],
        optimizer=case["optimizer"],
        schedule=case["schedule"],
        lr=case["lr"],
        start=case["start"],
        steps=int(index[-1]),
        **{key: case[key] for key in ("clip_norm", "clip_value") if key in case},
    )
    away = np.abs(run.position[index] - position) / (1 + np.abs(position))
    compared = max(LEAST, case["stable_steps"])
    assert away[index <= compared].max() <= max(1e-12, 10 * case.get("rounding", 0.0))
    assert np.abs(run.lr[index[index < index[-1]]] - lr).max() <= 1e-12 * case["lr"]


@pytest.mark.parametrize(
    ("case", "index", "position", "lr"), list(path_cases("sgd", "adam", "others", "clip"))
)
def test_path_equals_pytorch(case, index, position, lr):
    assert_equals(case, index, position, lr)


@pytest.mark.parametrize(("case", "index", "position", "lr"), list(path_cases("optax")))
def test_path_equals_optax(case, index, position, lr):
    assert_equals(case, index, position, lr)


@pytest.mark.parametrize(("case", "index", "position", "lr"), list(path_cases("authors")))
def test_path_equals_the_authors(case, index, position, lr):
    assert_equals(case, index, position, lr)


def test_golden_paths_have_every_optimizer_that_pytorch_lacks():
    names = {
        case["optimizer"].partition(":")[0]
        for family in ("authors", "optax")
        for case in load(family)[0]["cases"]
    }
    assert names >= {"adabelief", "yogi", "adan", "lion", "signsgd", "prodigy"}
    assert names >= {"schedule-free-sgd", "schedule-free-adamw"}


@pytest.mark.parametrize("family", ["sgd", "adam"])
def test_golden_paths_cover_every_option_on_every_surface(family):
    found = load(family)[0]["cases"]
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
