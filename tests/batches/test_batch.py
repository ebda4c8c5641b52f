"""Batches: every lane is its run to the bit, however lanes are divided and on every CPU level."""

import dataclasses
import json
import math
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim import _core
from lrsim.batches import lanes
from lrsim.batches.batch import joined
from lrsim.batches.lane import lane_setup
from lrsim.catalogue.entries import entries
from lrsim.convergence import aims
from lrsim.errors import InputError
from lrsim.optimizers import Optimizer
from lrsim.runs.simulate import simulate
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface

RATES = np.geomspace(1e-6, 30, 70)  # two whole blocks and a part of one
OPTIMIZERS = [
    *entries(Optimizer),
    "sgd:momentum=0.9",
    "sgd:momentum=0.9,nesterov=true",
    "adam:amsgrad=true,weight_decay=0.01",
]
FIELDS = (
    "position",
    "loss",
    "best_loss",
    "best_step",
    "converged_at",
    "exploded_at",
    "flips",
    "rises",
)


def same(one, other):
    """Tell whether two batches hold the same bits."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in FIELDS
    )


def by_runs(experiment, vary, evidence=True):
    """Do with `run` what a batch does."""
    rows = []
    count = len(next(iter(vary.values())))
    for lane in range(count):
        values = {name: np.asarray(array)[lane].item() for name, array in vary.items()}
        rows.append(outcome(simulate(lane_setup(experiment.setup(), values)), evidence))
    return [np.array(column) for column in zip(*rows, strict=True)]


def outcome(run, evidence):
    with np.errstate(all="ignore"):
        gradient = run.experiment.surface.gradient(run.position)
        best = int(np.nanargmin(run.loss)) if not np.isnan(run.loss).all() else 0
        terms = gradient[1:] * gradient[:-1]
        product, size = terms[:, 0], np.abs(terms[:, 0])
        if gradient.shape[1] == 2:
            product, size = product + terms[:, 1], size + np.abs(terms[:, 1])
        back = (product < 0) & (product <= -1e-9 * size)  # not at right angles
        last = len(run.loss) - (run.exploded_at is not None)  # the step that exploded shows nothing
        flips = int(back[: last - 1].sum()) if evidence and last else 0
        rises = int((run.loss[1:last] > run.loss[: last - 1]).sum()) if evidence and last else 0
    none = {None: -1}
    return (
        run.position[-1],
        run.loss[-1],
        run.loss[best],
        best,
        none.get(run.converged_at, run.converged_at),
        none.get(run.exploded_at, run.exploded_at),
        flips,
        rises,
    )


def assert_is_by_runs(batch, experiment, vary, evidence=True):
    for name, expected in zip(FIELDS, by_runs(experiment, vary, evidence), strict=True):
        found = getattr(batch, name)
        wrong = ~((found == expected) | ((found != found) & (expected != expected)))
        assert not wrong.any(), (name, np.argwhere(wrong)[:5].tolist())


# families of surfaces with all rules; all surfaces with the rules that have loops of their own
FAMILIES = ["quadratic", "shower", "rosenbrock", "ackley", "formula:x**2 + 10*sin(y)**2"]
PAIRS = [(surface, optimizer) for surface in FAMILIES for optimizer in OPTIMIZERS]
PAIRS += [
    (s, o)
    for s in entries(Surface)
    if s not in FAMILIES
    for o in ("sgd", "sgd:momentum=0.9", "adam")
]


@pytest.mark.parametrize(("surface", "optimizer"), PAIRS)
def test_each_lane_is_its_run_to_the_bit(surface, optimizer):
    runner = lrsim.Runner(optimizer=optimizer)
    experiment = lrsim.Experiment(surface, steps=150, runners=[runner])
    vary = {"lr": RATES}
    assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)


@pytest.mark.parametrize(
    "schedule", [*entries(Schedule), *(f"{s}:warmup=7" for s in entries(Schedule))]
)
@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.5", "adam"])
def test_schedules_run_in_lanes(schedule, optimizer):
    runner = lrsim.Runner(optimizer=optimizer, schedule=schedule)
    experiment = lrsim.Experiment("himmelblau", steps=90, runners=[runner])
    vary = {"lr": RATES}
    assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.9", "adam", "sgd:weight_decay=0.1"])
@pytest.mark.parametrize("surface", ["quadratic", "rosenbrock"])
def test_noise_scales_starts_and_seeds_are_each_lanes_own(surface, optimizer):
    runner = lrsim.Runner(optimizer=optimizer, schedule="exponential")
    experiment = lrsim.Experiment(surface, steps=120, noise=0.3, seed=5, runners=[runner])
    draw = np.random.default_rng(1)
    n = 100
    vary = {
        "lr": 10 ** draw.uniform(-5, 0, n),
        "start_x": draw.uniform(-2, 2, n),
        "seed": draw.integers(0, 3, n),
    }
    if surface == "rosenbrock":
        vary |= {"lr_y": 10 ** draw.uniform(-5, -2, n), "start_y": draw.uniform(-1, 3, n)}
    assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)


NOISY_RUNNERS = [
    {"optimizer": "sgd"},
    {"optimizer": "sgd:momentum=0.9", "schedule": "exponential:gamma=0.99"},
    {"optimizer": "adam"},
    {"optimizer": "newton"},  # one lane after the other
    {"schedule": "reduce-on-plateau:patience=2"},
    {"schedule": "one-cycle"},
]


@pytest.mark.parametrize("runner", NOISY_RUNNERS, ids=str)
@pytest.mark.parametrize("surface", ["quadratic", "long-valley", "formula:x**2 + y**4"])
def test_seeds_and_deviations_of_the_noise_are_each_lanes_own(surface, runner):
    experiment = lrsim.Experiment(surface, steps=60, seed=7, runners=[lrsim.Runner(**runner)])
    draw = np.random.default_rng(3)
    seed = np.concatenate([draw.integers(0, 2**63, 68), [0, 2**63 - 1]])
    noise = np.where(draw.random(70) < 0.2, 0.0, 10 ** draw.uniform(-3, 0, 70))
    for vary in (
        {"lr": 10 ** draw.uniform(-4, 0, 70), "seed": seed, "noise": noise},
        {"noise": noise},
        {"seed": seed, "noise": np.array(0.1)},
        {"lr": 10 ** draw.uniform(-4, 0, 70), "seed": draw.integers(0, 4, 70), "noise": noise},
    ):
        found = lrsim.batch(experiment, vary=vary, evidence=True)
        assert_is_by_runs(found, experiment, found.vary)
        with ThreadPoolExecutor(2) as pool:
            assert same(found, lrsim.batch(experiment, vary=vary, evidence=True, executor=pool))


@pytest.mark.parametrize("surface", ["quadratic", "bowl"])
@pytest.mark.parametrize("optimizer", ["adam", "newton"])
def test_noise_drawn_once_for_lanes_of_a_seed_is_what_each_would_draw(
    monkeypatch, surface, optimizer
):
    experiment = lrsim.Experiment(
        surface, steps=50, noise=0.7, runners=[lrsim.Runner(optimizer=optimizer)]
    )
    vary = {
        "lr": np.tile(np.geomspace(1e-4, 1, 20), 7),
        "seed": np.repeat(np.arange(7) + 2**40, 20),
    }
    shared = lrsim.batch(experiment, vary=vary)
    monkeypatch.setattr(lanes, "SHARED", 1000)
    assert same(shared, lrsim.batch(experiment, vary=vary))
    monkeypatch.undo()
    monkeypatch.setattr(lanes, "MOST_NORMALS", 1)
    assert same(shared, lrsim.batch(experiment, vary=vary))


def test_of_lanes_without_noise_the_seed_makes_no_difference():
    found = lrsim.batch("bowl", lr=0.1, steps=20, vary={"seed": np.arange(50)})
    assert len(set(found.loss.tolist())) == 1


@pytest.mark.parametrize(
    "vary",
    [{"seed": [1, -1]}, {"seed": [2**63]}, {"seed": [1.0]}, {"seed": [True]}, {"noise": [-1.0]}],
    ids=str,
)
def test_seeds_and_deviations_out_of_bounds_are_refused(vary):
    (name,) = vary
    with pytest.raises(InputError, match=re.escape(f"vary['{name}']")):
        lrsim.batch("bowl", vary=vary)


def test_parameters_of_optimizer_and_surface_may_vary():
    experiment = lrsim.Experiment(
        "long-valley", steps=100, runners=[lrsim.Runner(optimizer="sgd:momentum=0.5")]
    )
    grid = np.meshgrid(np.geomspace(1e-3, 1, 40), [0, 0.5, 0.9], [2.0, 30.0])
    lr, momentum, kappa = (values.ravel() for values in grid)
    vary = {"lr": lr, "momentum": momentum, "kappa": kappa}
    assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)


def test_the_dial_is_turned_in_every_lane_unless_the_rate_is_varied():
    runner = lrsim.Runner(lr=0.1, dial=[(10, 0.02), (30, 0.3)])
    experiment = lrsim.Experiment("double-well", steps=60, runners=[runner])
    vary = {"start_x": np.linspace(-1.4, 1.4, 50)}
    assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)
    assert lrsim.batch(experiment, vary={"lr": [0.2]}).run(0).runner.dial == ()


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.9", "adam"])
@pytest.mark.parametrize("schedule", ["constant", "cosine-annealing:warmup=10"])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_lanes_may_part_at_a_later_step(optimizer, schedule, noise):
    runner = lrsim.Runner(
        optimizer=optimizer, schedule=schedule, lr=0.02, dial=[(9, 0.01), (60, 1.0)]
    )
    experiment = lrsim.Experiment("himmelblau", steps=90, noise=noise, runners=[runner])
    batch = lrsim.batch(experiment, vary={"lr": RATES}, from_step=37)
    for lane in range(0, len(RATES), 3):
        run = batch.run(lane)
        assert run.runner.dial == ((9, 0.01), (37, RATES[lane]))
        assert np.array_equal(run.position[-1], batch.position[lane], equal_nan=True)
        assert batch.best_loss[lane] == np.nanmin(run.loss)
        assert batch.best_step[lane] == np.nanargmin(run.loss)
        assert batch.exploded_at[lane] == (-1 if run.exploded_at is None else run.exploded_at)
        if run.converged_at is None or run.converged_at >= 37:
            assert batch.converged_at[lane] == (
                -1 if run.converged_at is None else run.converged_at
            )


@pytest.mark.parametrize(
    ("step", "vary", "message"),
    [
        (-1, {"lr": [0.1]}, "from 0 to 49"),
        (50, {"lr": [0.1]}, "from 0 to 49"),
        (1.5, {"lr": [0.1]}, "whole number"),
        (30, {"lr": [0.1]}, "before step 30: it explodes there"),
        (7, {"lr": [0.1], "start_x": 1.0}, "and no more"),
    ],
)
def test_lanes_part_within_the_run(step, vary, message):
    with pytest.raises(InputError, match=f"from_step.*{message}"):
        lrsim.batch("quadratic", lr=1.1, start=5, steps=50, vary=vary, from_step=step)


@pytest.mark.parametrize("steps", [1, 31, 32, 33, 64, 95, 1000, 3001])
def test_settled_lanes_end_as_if_they_had_gone_on(steps):
    # fixed points, and 2-cycles: x² at lr 1, the double well at lr 0.28
    for surface, start, lr in [
        ("quadratic", 5.0, [1.0, 0.5, 0.25]),
        ("double-well", 0.5, [0.28, 0.2, 0.125]),
    ]:
        experiment = lrsim.Experiment(surface, start=start, steps=steps)
        vary = {"lr": lr * 11}
        assert_is_by_runs(lrsim.batch(experiment, vary=vary, evidence=True), experiment, vary)


@given(
    n=st.integers(1, 130),
    threads=st.integers(1, 5),
    evidence=st.booleans(),
)
def test_threads_and_division_make_no_difference(n, threads, evidence):
    experiment = lrsim.Experiment("himmelblau", steps=40)
    rates = np.geomspace(1e-4, 0.2, 130)
    whole = lrsim.batch(experiment, vary={"lr": rates}, evidence=evidence, threads=1)
    part = lrsim.batch(experiment, vary={"lr": rates[:n]}, evidence=evidence, threads=threads)
    for name in FIELDS:
        assert np.array_equal(getattr(whole, name)[:n], getattr(part, name))


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same(pool):
    experiment = lrsim.Experiment("rosenbrock", steps=50, noise=0.1)
    vary = {"lr": np.geomspace(1e-5, 1e-2, 300)}
    with pool(2) as executor:
        assert same(
            lrsim.batch(experiment, vary=vary, executor=executor),
            lrsim.batch(experiment, vary=vary),
        )


PROBE = """
import sys, json, hashlib, numpy as np, lrsim
from lrsim.batches.lanes import loops
from lrsim.catalogue.entries import entries
from lrsim.surfaces import Surface
digest = hashlib.sha256()
for surface in entries(Surface):
    for optimizer in ("sgd", "sgd:momentum=0.9", "adam", "sgd:momentum=0.9,nesterov=true"):
        b = lrsim.batch(surface, optimizer=optimizer, steps=80, noise=0.01,
                        vary={"lr": np.geomspace(1e-5, 10, 64)}, evidence=True)
        for a in (b.position, b.loss, b.best_loss, b.best_step, b.converged_at, b.exploded_at, b.flips):
            digest.update(np.where(a == a, a, 0).tobytes())
    digest.update(lrsim.run(surface, steps=300, lr=1e-3, noise=0.01).position.tobytes())
    b = lrsim.batch(surface, steps=120, noise=0.5, clip_norm=1.0, clip_value=0.9,
                    vary={"lr": np.geomspace(1e-4, 1, 64)})
    digest.update(b.position.tobytes())
print(json.dumps([loops().__name__, digest.hexdigest()]))
"""


def probe(level):
    env = os.environ | {"LRSIM_CPU": level}
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_every_level_of_the_cpu_gives_the_same_bits():
    results = {level: probe(level) for level in ("baseline", "v3", "v4", "")}
    assert len({digest for _, digest in results.values()}) == 1
    have = _core.cpu_level()
    for number, level in lanes.LEVELS.items():
        if number <= have:  # what the CPU lacks falls back to the best it has
            assert results[level][0] == f"lrsim._lanes_{level}"


def test_an_unknown_level_is_refused(monkeypatch):
    monkeypatch.setenv("LRSIM_CPU", "v9")
    lanes.loops.cache_clear()
    try:
        with pytest.raises(InputError, match=r"LRSIM_CPU.*baseline, v3, v4"):
            lrsim.batch("quadratic", vary={"lr": RATES})
    finally:
        lanes.loops.cache_clear()


def test_a_lane_can_be_recorded():
    batch = lrsim.batch("rosenbrock", optimizer="adam", steps=70, vary={"lr": RATES, "beta1": 0.8})
    run = batch.run(3)
    assert run.runner.lr == RATES[3]
    assert run.runner.optimizer.beta1 == 0.8
    assert np.array_equal(run.position[-1], batch.position[3])


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ({}, "at least one thing"),
        ({"lr": [0.1, -1.0]}, r"vary\['lr'\].*-1.0.*from 0"),
        ({"lr": [0.1, float("nan")]}, "nan"),
        ({"start_y": [1.0]}, "two coordinates"),
        ({"lr": [1.0, 2.0], "seed": [1, 2, 3]}, "one length"),
        ({"nonsense": [1.0]}, "must be one of lr, lr_x"),
        ({"momentum": [0.5, 2.0]}, "momentum"),
        ({"lr": ["a"]}, "list of numbers"),
        ({"lr": [[0.1]]}, "list of numbers"),
    ],
)
def test_what_cannot_be_varied_is_said(vary, message):
    with pytest.raises(InputError, match=message):
        lrsim.batch("quadratic", vary=vary)


def test_no_lanes_is_no_work():
    assert len(lrsim.batch("quadratic", vary={"lr": []})) == 0


def test_joined_batches_are_one_batch_of_all_lanes():
    vary = {"lr": RATES, "start_x": np.linspace(1.0, 3.0, len(RATES))}
    whole = lrsim.batch("rosenbrock", steps=40, vary=vary)
    parts = [
        lrsim.batch("rosenbrock", steps=40, vary={k: v[part] for k, v in vary.items()})
        for part in (slice(0, 3), slice(3, 4), slice(4, None))
    ]
    both = joined(parts)
    assert len(both) == len(whole)
    assert both.experiment == whole.experiment
    for field in dataclasses.fields(whole):
        one, other = getattr(both, field.name), getattr(whole, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
    for name, values in vary.items():
        np.testing.assert_array_equal(both.vary[name], values)


# --- surfaces of each lane's own ---

OWN_SURFACES = {
    "long-valley": {"kappa": (1e-6, 1e6)},
    "rosenbrock": {"a": (-10.0, 10.0), "b": (1e-3, 1e6)},
    "huber": {"delta": (1e-3, 1e3)},
    "plateau": {"width": (0.01, 100.0)},
}


def own_values(name, count):
    """Return values of a surface's parameters, both bounds among them."""
    draw = np.random.default_rng(11)
    found = {}
    for parameter, (low, high) in OWN_SURFACES[name].items():
        spread = draw.uniform(low, high, count) if low < 0 else np.geomspace(low, high, count)
        found[parameter] = draw.permutation(np.concatenate([[low, high], spread[2:]]))
    return found


def test_surfaces_that_lanes_have_of_their_own_are_those_with_one_fixed_floor():
    assert {lrsim.surface(name).code for name in OWN_SURFACES} == _core.VARIED
    for name, bounds in OWN_SURFACES.items():
        usual = aims(lrsim.Experiment(name).setup())
        for row in range(50):
            values = {key: column[row].item() for key, column in own_values(name, 50).items()}
            own = lrsim.Experiment(lrsim.surface(name).altered(**values)).setup()
            assert np.array_equal(aims(own).losses, usual.losses)
            assert np.array_equal(aims(own).terms, usual.terms)
            assert own.escape == lrsim.Experiment(name).setup().escape
        assert bounds.keys() | {"escape"} == {p.name for p in lrsim.surface(name).parameters()}


@pytest.mark.parametrize(
    "runner",
    [
        {"optimizer": "sgd"},
        {"optimizer": "sgd:momentum=0.9", "schedule": "cosine-annealing"},
        {"optimizer": "adam"},
        {"optimizer": "newton"},
        {"optimizer": "polyak"},
        {"schedule": "reduce-on-plateau:patience=3"},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", OWN_SURFACES)
def test_lanes_may_have_a_surface_of_their_own(name, runner):
    experiment = lrsim.Experiment(name, steps=90, runners=[lrsim.Runner(**runner)])
    draw = np.random.default_rng(4)
    vary = own_values(name, 70) | {"lr": 10 ** draw.uniform(-6, 0.5, 70)}
    found = lrsim.batch(experiment, vary=vary)
    assert_is_by_runs(found, experiment, vary, evidence=False)
    judged = lrsim.batch(experiment, vary=vary, evidence=True)
    assert np.array_equal(judged.loss, found.loss, equal_nan=True)


def test_a_surface_of_its_own_goes_with_noise_starts_and_momentum_of_its_own():
    experiment = lrsim.Experiment("long-valley", steps=60, noise=0.3)
    draw = np.random.default_rng(5)
    vary = {
        "kappa": draw.uniform(1, 50, 300),
        "momentum": draw.integers(0, 3, 300) * 0.4,
        "start_y": draw.uniform(-4, 4, 300),
        "seed": draw.integers(0, 1000, 300),
    }
    assert_is_by_runs(lrsim.batch(experiment, vary=vary), experiment, vary, evidence=False)


@pytest.mark.parametrize("wrong", [0.0, -1.0, 1e7, math.nan, math.inf])
def test_parameters_of_own_surfaces_are_checked(wrong):
    kappa = np.linspace(1, 2, 50)
    kappa[17] = wrong
    with pytest.raises(InputError, match=r"kappa.*is not allowed"):
        lrsim.batch("long-valley", vary={"kappa": kappa})


def test_budgets_may_differ_from_lane_to_lane():
    runner = lrsim.Runner(optimizer="sgd:momentum=0.5", schedule="cosine-annealing")
    experiment = lrsim.Experiment("bowl", noise=0.1, runners=[runner])
    draw = np.random.default_rng(6)
    vary = {"steps": draw.integers(1, 150, 60), "lr": draw.uniform(0, 1, 60)}
    for found in (lrsim.batch(experiment, vary=vary, evidence=wanted) for wanted in (True, False)):
        assert_is_by_runs(found, experiment, vary, evidence=found.evidence)
    with pytest.raises(InputError, match=r"^steps"):
        lrsim.batch(experiment, vary={"steps": [10, 0]})
