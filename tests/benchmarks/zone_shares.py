"""How steady zones and suggestions are: the shares that are promised of them, over many cases.

Run ``python tests/benchmarks/zone_shares.py``: half a minute. Cases are surfaces × optimizers × budgets.
"""
# ruff: noqa: T201 - a script run by hand, which says what it found

from __future__ import annotations

import argparse
import itertools
import math
import random
from collections.abc import Callable, Iterator
from functools import partial

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.setup import Setup
from lrsim.studies.zone.comparison import STANDARD
from lrsim.studies.zone.questions import Question, seeds_of
from lrsim.studies.zone.rates import PER_DECADE
from lrsim.studies.zone.search import search
from lrsim.studies.zone.zone import Zone
from lrsim.surfaces import Surface

BUDGETS = 50, 100, 500
ENDS = 1.1
"""Ends of two zones are the same within this factor."""


def setups(optimizers: tuple[str, ...] = STANDARD) -> Iterator[Setup]:
    """Yield the cases."""
    known = [name for name, cls in entries(Surface).items() if cls().minima]
    for surface, optimizer, steps in itertools.product(known, optimizers, BUDGETS):
        runner = lrsim.Runner(optimizer=optimizer)
        yield lrsim.Experiment(surface, steps=steps, runners=[runner]).setup()


def is_steady(setup: Setup, shift: float = 0.5) -> bool:
    """Tell whether a grid that is shifted by a share of a step finds the same zone."""
    one, other = (search(Question(setup=setup, shift=s)).zone for s in (0.0, shift))
    if one is None or other is None:
        return one is other
    return same(one.low, other.low) and same(one.high, other.high)


def same(one: float, other: float) -> bool:
    """Tell whether two ends are the same."""
    return abs(math.log(one / other)) <= math.log(ENDS)


def drawn_cases(count: int, noise: bool = False) -> Iterator[lrsim.Experiment]:
    """Yield experiments drawn from a fixed seed, of which some learning rate works."""
    draw = random.Random(7)
    known = [name for name, cls in entries(Surface).items() if cls().minima]
    while count:
        surface = lrsim.surface(draw.choice(known))
        start = [draw.uniform(low, high) for low, high in surface.domain]
        steps, runner = draw.choice(BUDGETS), lrsim.Runner(optimizer=draw.choice(STANDARD))
        deviation = 10 ** draw.uniform(-2.0, 0.0) if noise else 0.0
        experiment = lrsim.Experiment(
            surface, start=start, steps=steps, noise=deviation, runners=[runner]
        )
        if lrsim.find_lr(experiment).zone is not None:
            count -= 1
            yield experiment


def share(cases: Iterator[Setup], holds: Callable[[Setup], bool]) -> float:
    """Return of which share of the cases something holds."""
    found = [holds(setup) for setup in cases]
    return sum(found) / len(found)


def suggestions(cases: Iterator[lrsim.Experiment]) -> tuple[float, float, float]:
    """Return which share gets a suggestion, and of those which lie in the zone, and in a finer grid's."""
    given, own, fine, count = 0, 0, 0, 0
    for experiment in cases:
        count += 1
        found = lrsim.find_lr(experiment)
        lr = found.suggestion
        if lr is None:
            continue
        given += 1
        own += bool(found.works("suggestion"))
        closer = finer_of(found)
        fine += closer is not None and closer.low <= lr <= closer.high
    return given / count, own / given, fine / given


def finer_of(found: lrsim.LRFinder) -> Zone | None:
    """Return the zone of a finer grid with the seeds that the finder asked."""
    question = Question(setup=found.setup, seeds=seeds_of(found.setup), per_decade=4 * PER_DECADE)
    return search(question).zone


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200, help="of the finder")
    cases = parser.parse_args().cases
    for shift in (0.5, 0.37):
        plain = share(setups(("sgd",)), partial(is_steady, shift=shift))
        every = share(setups(), partial(is_steady, shift=shift))
        print(
            f"shifted by {shift} of a step: the same ends in {plain:.1%} (sgd), {every:.1%} (all)"
        )
    for noise in (False, True):
        given, own, fine = suggestions(drawn_cases(cases // (4 if noise else 1), noise))
        kind = "finder, noise" if noise else "finder"
        print(f"{kind}: {given:.1%} suggest, {own:.1%} in the zone, {fine:.1%} in a finer grid's")


if __name__ == "__main__":
    main()
