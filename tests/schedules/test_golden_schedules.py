"""Rates against those of PyTorch's schedulers, from the golden files (golden/README.md)."""

import json
from pathlib import Path

import numpy as np
import pytest

import lrsim
import reference_schedules as reference
from lrsim.catalogue.entries import entries
from lrsim.schedules import Schedule

GOLDEN = Path(__file__).parent.parent / "golden"


def load(name):
    with np.load(GOLDEN / f"{name}.npz") as file:
        arrays = dict(file)
    return json.loads(bytes(arrays.pop("meta")))["cases"], arrays


def rate_cases():
    found, arrays = load("schedules")
    for i, case in enumerate(found):
        yield pytest.param(case, arrays[f"lr_{i}"], id="{schedule} lr={lr}".format(**case))


def plateau_cases():
    found, arrays = load("plateau")
    for i, case in enumerate(found):
        name = "{kind} {schedule} lr={lr}".format(**case)
        yield pytest.param(case, arrays[f"loss_{i}"], arrays[f"lr_{i}"], id=name)


DESCENTS = [case for case in plateau_cases() if case.values[0]["kind"] == "descent"]


def assert_same(rates, expected):
    assert rates.shape == expected.shape
    assert (np.abs(rates - expected) <= 1e-12 * (1 + np.abs(expected))).all()
    # and to as many digits of its own size where it is small, the lowest rates of a wave aside
    assert (np.abs(rates - expected) <= 1e-12 * expected.max()).all()


@pytest.mark.parametrize(("case", "lr"), list(rate_cases()))
def test_rates_equal_pytorch(case, lr):
    assert_same(lrsim.schedule(case["schedule"]).rates(case["lr"], len(lr)), lr)


@pytest.mark.parametrize(("case", "lr"), list(rate_cases()))
def test_plain_python_equals_pytorch(case, lr):
    rates = reference.rates(reference.schedule(case["schedule"]), case["lr"], len(lr))
    assert_same(np.array(rates), lr)


@pytest.mark.parametrize(("case", "loss", "lr"), list(plateau_cases()))
def test_plain_python_reduces_on_plateau_as_pytorch_does(case, loss, lr):
    _, options = reference.parameters(case["schedule"])
    rates = reference.reduce_on_plateau(loss.tolist(), case["lr"], **options)
    assert_same(np.array(rates), lr)


@pytest.mark.parametrize(("case", "loss", "lr"), list(plateau_cases()))
def test_rates_on_given_losses_are_those_of_pytorch(case, loss, lr):
    assert_same(lrsim.schedule(case["schedule"]).rates(case["lr"], len(lr), loss=loss), lr)


@pytest.mark.parametrize(("case", "loss", "lr"), DESCENTS)
def test_core_reduces_on_plateau_as_pytorch_does(case, loss, lr):
    run = lrsim.run(
        f"long-valley:kappa={case['curvature']}",
        optimizer=case["optimizer"],
        schedule=case["schedule"],
        lr=case["lr"],
        start=(0.0, case["start"]),
        steps=len(lr),
    )
    assert_same(run.lr, lr)
    assert_same(run.loss[:-1], loss)


def test_golden_rates_cover_every_schedule_of_pytorch_and_its_options():
    found, _ = load("schedules")
    seen = " ".join(case["schedule"] for case in found)
    elsewhere = {
        "reduce-on-plateau",
        "inverse-time",
        "inverse-sqrt",
        "warmup-stable-decay",
        "tanh",
        "piecewise",
        "formula",
        "drawn",
    }
    for name, cls in entries(Schedule).items():
        if name in elsewhere:
            continue
        assert name in seen
        for parameter in cls.parameters():
            assert f"{parameter.name}=" in seen
            for choice in parameter.choices[1:]:
                assert f"{parameter.name}={choice}" in seen
    found, _ = load("plateau")
    seen = " ".join(case["schedule"] for case in found)
    for parameter in entries(Schedule)["reduce-on-plateau"].parameters():
        assert parameter.name == "warmup" or f"{parameter.name}=" in seen
