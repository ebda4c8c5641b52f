"""Fixes: how often pressing nothing else leads to "just right", how often one makes matters worse, its cost.

From random starts (learning rates 1e-4 to 10; surfaces and optimizers of which some rate gets there within
the budget) the fix button is pressed up to three times. The cost is processor time of the thread that looks
for the fix, without the run and its verdict.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import itertools
import statistics
import sys
import time
from pathlib import Path

import measure

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the starts, which the tests have too

STARTS = 5
"""For each round."""

MEDIAN_MS, THERE, WORSE = 5.0, 0.9, 0.01


def pressed(count: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Press the button from so many starts."""
    import lrsim
    from lrsim.remedies.changes import lasting
    from lrsim.runs.simulate import simulate
    from remedies.pressing import press, starts

    there = fixes = worse = exploded = 0
    milliseconds = []
    for start in starts(count, seed=1):
        path = list(press(start))
        there += lrsim.run(path[-1]).verdict.name == "just_right"
        for before, after in itertools.pairwise(path):
            verdict = lrsim.run(before).verdict
            begin = time.thread_time()
            verdict.prescription  # noqa: B018 - it is found when it is asked for
            milliseconds.append(1e3 * (time.thread_time() - begin))
            fixed, same = lrsim.run(after), simulate(lasting(before.setup(0), after.steps))
            fixes += 1
            exploded += fixed.exploded_at is not None
            if same.exploded_at is None and fixed.exploded_at is None:
                margin = 1e-5 * abs(same.loss[0] - same.loss[-1])
                worse += bool(fixed.loss[-1] > same.loss[-1] + margin)
    bad = (worse + exploded) / fixes
    middle = statistics.median(milliseconds)
    cuts = statistics.quantiles(milliseconds, n=100)
    rows = [
        ["just right in three presses", f"{there} of {count}"],
        ["ends worse than played on, or explodes", f"{worse} and {exploded} of {fixes}"],
        ["to find a fix: median, 90 %, 99 %", f"{middle:.1f}, {cuts[89]:.1f}, {cuts[98]:.1f} ms"],
    ]
    return rows, [
        measure.Check("share not just right in three presses", 1 - there / count, most=1 - THERE),
        measure.Check("share of fixes that make matters worse", bad, most=WORSE),
        measure.Check("median to find a fix in ms", middle, most=MEDIAN_MS),
    ]


def main() -> None:
    options = measure.arguments(__doc__, rounds=200)
    rows, checks = pressed(STARTS * options.rounds)
    print(measure.machine())
    print()
    print(measure.table(["", "of random starts"], rows))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
