"""Pressing nothing but the fix button, from random starts: it leads there, and never makes matters worse."""

import itertools

import pytest

from lrsim.remedies.changes import lasting
from lrsim.runs.simulate import simulate
from remedies.pressing import press, starts


@pytest.fixture(scope="module", params=[120, pytest.param(2000, marks=pytest.mark.slow)])
def pressed(request):
    return [list(press(start)) for start in starts(request.param, seed=20261128)]


def test_three_presses_lead_to_a_run_that_is_just_right(pressed):
    ends = [path[-1].verdict.name for path in pressed]
    assert ends.count("just_right") >= 0.9 * len(ends)


def test_no_fix_explodes_or_ends_worse_than_the_run_played_on(pressed):
    for path in pressed:
        for before, after in itertools.pairwise(path):
            assert after.exploded_at is None
            played_on = simulate(lasting(before.experiment.setup(0), after.experiment.steps))
            if played_on.exploded_at is None:
                start, end = played_on.loss[[0, -1]]
                assert after.loss[-1] <= end + 1e-5 * abs(start - end)


def test_what_was_tried_is_what_comes(pressed):
    for path in pressed:
        for before, after in itertools.pairwise(path):
            tried = before.verdict.remedy.tried
            assert tried.verdict == after.verdict.name
            assert tried.final_loss == after.loss[-1]
            assert tried.converged_at == after.converged_at


def test_nobody_is_sent_to_and_fro(pressed):
    for path in pressed:
        assert len({run.experiment for run in path}) == len(path)
