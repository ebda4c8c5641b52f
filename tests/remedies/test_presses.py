"""Pressing nothing but the fix button, from random starts: it leads there, and never makes matters worse."""
# ruff: noqa: SIM905 - long lists of words read better as a text

import itertools
import random

import numpy as np
import pytest

import lrsim
from lrsim.batches.batch import batch_of
from lrsim.remedies.changes import lasting
from lrsim.runs.simulate import simulate
from lrsim.session.edits import remedied

PRESSES = 3

SURFACES = """quadratic quartic abs huber log-cosh double-well bumpy-parabola rastrigin-1d gramacy-lee
forrester plateau cliff shower bowl long-valley rosenbrock himmelblau beale booth matyas three-hump-camel
six-hump-camel mccormick styblinski-tang rastrigin ackley griewank levy-13 goldstein-price branin
edge-of-stability""".split()

OPTIMIZERS = """sgd sgd:momentum=0.9 sgd:momentum=0.9,nesterov=true adam adamw rmsprop adagrad lion nadam
adadelta signsgd""".split()


def starts(count, seed):
    """Yield experiments in which some learning rate gets there within the budget, at a random one."""
    draw = random.Random(seed)
    while count:
        experiment = lrsim.Experiment(
            draw.choice(SURFACES),
            steps=draw.choice([50, 100, 200, 500]),
            runners=[
                lrsim.Runner(optimizer=draw.choice(OPTIMIZERS), lr=10.0 ** draw.uniform(-4, 1))
            ],
        )
        rates = {"lr": np.geomspace(1e-7, 100.0, 217)}
        if "just_right" in batch_of(experiment.setup(0), rates, evidence=True, threads=1).verdict:
            count -= 1
            yield experiment


def press(experiment):
    """Yield the experiment, and after each press on the button what has become of it."""
    yield experiment
    for _ in range(PRESSES):
        run = lrsim.run(experiment)
        if run.verdict.remedy is None:
            return
        experiment = remedied(experiment, 0, run.verdict.remedy)
        yield experiment


@pytest.fixture(scope="module")
def pressed():
    return [list(press(start)) for start in starts(120, seed=20261128)]


def test_three_presses_lead_to_a_run_that_is_just_right(pressed):
    ends = [lrsim.run(path[-1]).verdict.name for path in pressed]
    assert ends.count("just_right") >= 0.9 * len(ends)


def test_no_fix_explodes_or_ends_worse_than_the_run_played_on(pressed):
    for path in pressed:
        for before, after in itertools.pairwise(path):
            fixed = lrsim.run(after)
            assert fixed.exploded_at is None
            played_on = simulate(lasting(before.setup(0), after.steps))
            if played_on.exploded_at is None:
                start, end = played_on.loss[[0, -1]]
                assert fixed.loss[-1] <= end + 1e-5 * abs(start - end)


def test_what_was_tried_is_what_comes(pressed):
    for path in pressed:
        for before, after in itertools.pairwise(path):
            tried, run = lrsim.run(before).verdict.remedy.tried, lrsim.run(after)
            assert tried.verdict == run.verdict.name
            assert tried.final_loss == run.loss[-1]
            assert tried.converged_at == run.converged_at


def test_nobody_is_sent_to_and_fro(pressed):
    for path in pressed:
        assert len(set(path)) == len(path)
