"""Verdicts on 2,000 random runs, held to the path; ``lint.py`` does the same for more of them."""

import collections
import random

import pytest

from diagnosis.draws import Path, draw, run_of
from diagnosis.lint import check
from diagnosis.rules import RULES

COUNT = 2000


@pytest.fixture(scope="module")
def broken():
    """What breaks each rule, with the case."""
    found = collections.defaultdict(list)
    for seed in range(COUNT):
        case = draw(seed)
        for name, said in check(Path(case)).items():
            found[name].append((said, case))
    return found


@pytest.mark.parametrize("name", RULES)
def test_verdicts_say_what_the_path_says(broken, name):
    found = broken[name]
    assert not found, "\n".join(map(str, found[:5]))


def test_one_step_more_of_budget_hardly_ever_changes_the_verdict():
    differ = []
    for seed in range(COUNT):
        steps = random.Random(seed).randrange(20, 401)
        case = draw(seed)
        dial = tuple((step % steps, lr) for step, lr in case.dial)
        case = case._replace(rows=None, dial=dial)
        names = [run_of(case._replace(steps=n)).verdict.name for n in (steps, steps + 1)]
        if names[0] != names[1]:
            differ.append((names, case))
    assert len(differ) <= COUNT // 100, differ[:5]
