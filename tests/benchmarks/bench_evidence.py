"""What verdicts cost: lanes with evidence, seeds against learning rates, sweeps, maps, one run.

Against another checkout (``--against PATH``, built) the same subjects run there in turn, each time in a
process of its own. All are seconds of the CPU, which a busy machine changes less.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import argparse
import json
import subprocess
import sys
import time

import measure

RULES = ("sgd", "sgd:momentum=0.9", "adam", "rmsprop", "lion")
MOST = {"sgd": 2.5, "sgd:momentum=0.9": 2.5}
MOST_OF_OTHERS, MOST_OF_SEEDS = 1.3, 20.0


def subjects() -> dict[str, float]:
    """Return the least seconds of each subject, in this process and with the lrsim that it finds."""
    import numpy as np

    import lrsim

    rates = np.geomspace(1e-5, 3e-3, 4096)
    seconds = {}
    for rule in RULES:
        for evidence in (False, True):
            seconds[f"{rule}{', evidence' if evidence else ''}"] = least(
                lambda rule=rule, evidence=evidence: lrsim.batch(
                    "rosenbrock",
                    optimizer=rule,
                    steps=500,
                    vary={"lr": rates},
                    evidence=evidence,
                    threads=1,
                )
            )
    many = np.geomspace(1e-3, 0.3, 20_000)
    seconds["20,000 rates"] = least(
        lambda: lrsim.batch("quadratic", steps=200, vary={"lr": many}, threads=1)
    )
    seeds = np.arange(20_000)
    seconds["20,000 seeds"] = least(
        lambda: lrsim.batch("quadratic", steps=200, noise=1.0, vary={"seed": seeds}, threads=1), 2
    )
    sweep = np.geomspace(1e-4, 10.0, 400)
    seconds["verdicts of a sweep"] = least(
        lambda: lrsim.sweep("quadratic", start=5.0, steps=100, lrs=sweep).verdict, 3
    )
    sides = {"x": ("lr", 1e-4, 1.0, 128), "threads": 1, "steps": 200}
    seconds["map, sgd"] = least(
        lambda: lrsim.trainability_map("rosenbrock", y=("momentum", 0.0, 0.99, 128), **sides), 3
    )
    seconds["map, adam"] = least(
        lambda: lrsim.trainability_map(
            "rosenbrock", optimizer="adam", y=("beta2", 0.5, 0.999, 128), **sides
        ),
        3,
    )
    short = {"surface": "quadratic", "lr": 0.1, "start": 5.0, "steps": 50}
    seconds["run"] = least(lambda: lrsim.run(**short), 200)
    seconds["run and verdict"] = least(lambda: lrsim.run(**short).verdict.name, 200)
    return seconds


def least(call, rounds: int = 5) -> float:
    """Return the least seconds of a call."""
    call()
    found = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        call()
        found = min(found, time.process_time() - begin)
    return found


def measured(python: str, root: str, rounds: int) -> list[dict[str, float]]:
    """Return the seconds in a process of its own, as often as asked."""
    command = [python, __file__, "--subjects"]
    where = {"cwd": root, "env": {"PYTHONPATH": root}}
    answers = [
        subprocess.run(command, **where, capture_output=True, text=True, check=True)
        for _ in range(rounds)
    ]
    return [json.loads(answer.stdout) for answer in answers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", metavar="PATH", help="another checkout, built, with a .venv")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--subjects", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.subjects:
        print(json.dumps(subjects()))
        return
    print(measure.machine())
    here, there = [], []
    for _ in range(given.rounds):
        here += measured(sys.executable, str(measure.ROOT), 1)
        if given.against:
            there += measured(f"{given.against}/.venv/bin/python", given.against, 1)
    new = {name: min(one[name] for one in here) for name in here[0]}
    rows = [[name, f"{1e3 * seconds:.3f} ms"] for name, seconds in new.items()]
    if there:
        old = {name: min(one[name] for one in there) for name in there[0]}
        for row in rows:
            row += [f"{1e3 * old[row[0]]:.3f} ms", f"{new[row[0]] / old[row[0]]:.2f}"]
    print(measure.table(["", "here", "there", "here/there"][: len(rows[0])], rows))
    checks = [
        measure.Check(
            f"{rule} with evidence against without",
            new[f"{rule}, evidence"] / new[rule],
            most=MOST.get(rule, MOST_OF_OTHERS),
        )
        for rule in RULES
    ]
    seeds = new["20,000 seeds"] / new["20,000 rates"]
    checks.append(measure.Check("seeds against learning rates", seeds, most=MOST_OF_SEEDS))
    measure.conclude(checks, enforce=given.check)


if __name__ == "__main__":
    main()
