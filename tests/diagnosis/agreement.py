"""Who judges the same run says the same: run, race, sweep, map, session, JSON, lesson; the ring as the sweep.

``python tests/diagnosis/agreement.py 2000`` asks all of them about so many random experiments, and prints
where they differ.
"""
# ruff: noqa: T201 - what it is for is to be read

import collections
import sys
from pathlib import Path as File
from typing import Any

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(File(__file__).parents[1]))

import lrsim
from diagnosis.draws import draw, factors_of
from lrsim.cli import results
from lrsim.lessons.quantities import QUANTITIES
from lrsim.studies.maps.axes import Axis
from lrsim.studies.zone.arc import Fate, arc_of
from lrsim.studies.zone.questions import FEW_SEEDS, Question, seeds_of
from lrsim.studies.zone.search import search

EVERY = 8
"""The ring, which asks two hundred learning rates, is looked at once in so many experiments."""


def experiment_of(seed: int) -> lrsim.Experiment:
    """Return a random experiment with one runner."""
    case = draw(seed)
    runner = lrsim.Runner(
        lr=case.lr,
        optimizer=case.optimizer,
        schedule=case.schedule,
        dial=case.dial,
        clip_norm=case.clip_norm,
        lr_scale=factors_of(case),
    )
    return lrsim.Experiment(
        case.surface, steps=case.steps, noise=case.noise, seed=case.seed, runners=[runner]
    )


def verdicts_on(experiment: lrsim.Experiment) -> dict[str, Any]:
    """Return what everyone calls it, and when it arrives."""
    runner = experiment.runners[0]
    (run,) = lrsim.race(experiment)
    session = lrsim.Session(experiment)
    session.seek(session.end)
    (printed,) = results.document(experiment, [run], history=False)["runs"]
    told = {
        "run": (run.verdict.name, run.converged_at),
        "again": (lrsim.run(experiment).verdict.name, run.converged_at),
        "card": (session.verdict().name, session.run.converged_at),
        "JSON": (printed["verdict"]["name"], printed["converged_at"]),
        "lesson": (QUANTITIES["verdict"](run, ()), run.converged_at),
    }
    if not runner.dial:
        swept = lrsim.sweep(experiment, lrs=[runner.lr])
        steps = swept.steps_to_converge.tolist()[0]
        told["sweep"] = swept.verdict[0], None if steps != steps else int(steps)
        across = Axis("lr", runner.lr, 2.0 * runner.lr, 2)
        up = Axis("start_x", experiment.start[0], experiment.start[0] + 0.01, 2)
        cells = lrsim.trainability_map(experiment, x=across, y=up, threads=1)
        at = int(cells.converged_at[0, 0])
        told["map"] = lrsim.VERDICTS[cells.verdict[0, 0]], None if at < 0 else at
    return told


def ring_against_sweep(experiment: lrsim.Experiment) -> list[str]:
    """Return where the dial's ring does not say of learning rates what a sweep says of them."""
    setup = experiment.setup()
    if not setup.optimizer.uses_lr:
        return []
    seeds = seeds_of(setup, FEW_SEEDS)
    found = search(Question(setup=setup, low=1e-6, high=100.0, seeds=seeds), threads=1)
    arc = arc_of(found)
    swept = lrsim.sweep(
        experiment, lrs=[1e-6, *found.tried.lr[1:-1:16].tolist(), 100.0], seeds=seeds or None
    )
    if swept.measured != (not arc.unmeasured):
        return ["one measures, the other does not"]
    if arc.unmeasured:
        return []
    return [
        f"at {lr:.4g} the ring says {arc.fate(lr)}, the sweep {works}"
        for lr, works in zip(swept.lr.tolist(), swept.works.tolist(), strict=True)
        if (arc.fate(lr) is Fate.WORKS) != works
    ]


def differences(seed: int) -> list[str]:
    """Return where they differ on a random experiment."""
    experiment = experiment_of(seed)
    with np.errstate(all="ignore"):
        told = verdicts_on(experiment)
        found = [] if seed % EVERY else ring_against_sweep(experiment)
    counts = collections.Counter(told.values())
    if len(counts) > 1:
        found.append(str(told))
    return found


def main(count: int) -> None:
    """Ask about so many experiments."""
    wrong = 0
    for seed in range(count):
        found = differences(seed)
        wrong += bool(found)
        for what in found[:2]:
            print(seed, draw(seed), what, sep="\n   ")
    print(f"{wrong} of {count} experiments are told in two ways")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
