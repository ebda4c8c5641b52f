"""Random starts, and what becomes of them when nothing but the fix button is pressed."""
# ruff: noqa: SIM905 - long lists of words read better as a text

import random

import numpy as np

import lrsim
from lrsim.batches.batch import batch_of
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
    """Yield the experiment's run, and after each press on the button the run that has come of it."""
    run = lrsim.run(experiment)
    yield run
    for _ in range(PRESSES):
        if run.verdict.remedy is None:
            return
        run = lrsim.run(remedied(run.experiment, 0, run.verdict.remedy))
        yield run
