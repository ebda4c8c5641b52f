"""What learning rates win: read off the outcomes of their runs, one row of a table for each."""

import math

import numpy as np
import pytest

import lrsim
from lrsim.batches.batch import batch_of
from lrsim.batches.fan import runs_before
from lrsim.batches.seeds import enough_of
from lrsim.convergence import TOLERANCE, floor_of
from lrsim.studies.zone.gains import Gains, gains, past_of

RATES = np.geomspace(1e-3, 3.0, 40)


def decades(share):
    return math.log10(max(share, TOLERANCE))


@pytest.mark.parametrize("surface", ["quadratic", "six-hump-camel", "saddle"])
@pytest.mark.parametrize("from_step", [0, 7])
@pytest.mark.parametrize("seeds", [(), (3, 4, 5, 6, 7)])
def test_gains_are_those_that_the_runs_show(surface, from_step, seeds):
    noise = 0.3 if seeds else 0.0
    runner = lrsim.Runner(lr=0.01)
    setup = lrsim.Experiment(surface, steps=40, noise=noise, runners=[runner]).setup()
    before = runs_before(setup, from_step, seeds)
    batch = batch_of(setup, {"lr": RATES}, seeds=seeds or None, from_step=from_step)
    found = gains(batch, past_of(setup, before))
    count = len(seeds) or 1
    begun = float(setup.surface(setup.start))
    for k, row in enumerate(np.arange(len(RATES) * count).reshape(-1, count)):
        left, won, parted = [], [], []
        for j, lane in enumerate(row):
            floor = floor_of(setup, batch.best_loss[lane])
            least = batch.best_loss[lane] if floor is None else floor.loss
            share = (batch.tail_loss[lane] - least) / (begun - least) if begun > least else 1.0
            parting = before[j].loss[-1] if before else begun
            parted.append(decades((parting - least) / (begun - least)) if begun > least else 0.0)
            alive = batch.exploded_at[lane] < 0
            left += [share] if alive else []
            won.append(parted[j] - decades(share) if alive else -math.inf)
        arrived = [at - from_step for at in batch.converged_at[row] if at >= 0]
        assert found.lr[k] == RATES[k]
        assert found.each[k] == pytest.approx(won, abs=1e-12)
        assert found.exploded[k] == (len(left) < enough_of(count))
        mean = sum(left) / len(left) if left else math.inf
        assert found.left[k] == pytest.approx(mean, rel=1e-12)
        assert found.whole[k] == pytest.approx(
            parted[0] - decades(mean) if left else -math.inf, abs=1e-12
        )
        steps = sum(arrived) / len(arrived) if len(arrived) >= enough_of(count) else math.nan
        assert found.steps[k] == pytest.approx(steps, nan_ok=True)


def test_of_equal_learning_rates_the_first_stays_when_gains_are_joined():
    one, other = (Gains(np.array([[lr, w, 0, 0, 0, w] for lr, w in rows])) for rows in (
        [(0.1, 1.0), (0.3, 2.0)], [(0.2, 3.0), (0.3, 4.0), (0.05, 5.0)],
    ))  # fmt: skip
    both = one.joined(other)
    assert both.lr.tolist() == [0.05, 0.1, 0.2, 0.3]
    assert both.whole.tolist() == [5.0, 1.0, 3.0, 2.0]
