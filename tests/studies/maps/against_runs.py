"""Random maps, each cell of which is held to `lrsim.run` of the same thing, written as anybody would.

``python tests/studies/maps/against_runs.py 50000`` compares so many cells, and prints those that differ.
"""
# ruff: noqa: T201 - what it is for is to be read

import math
import random
import sys
import time
from collections import Counter
from pathlib import Path as File

if __name__ == "__main__":
    sys.path.insert(0, str(File(__file__).parents[2]))

import lrsim
from diagnosis.draws import OPTIMIZERS, SCHEDULES, SURFACES, surface_of
from lrsim.studies.maps.coordinates import mappable, usual_axis

SIDE = 8
"""Cells along an axis."""

SEEDS = 3
"""Seeds of each cell, where there are several."""


def draw(seed):
    """Return a random map: the arguments of `lrsim.run`, two axes, and how many seeds a cell has."""
    rng = random.Random(seed)
    given = {
        "surface": rng.choice(SURFACES),
        "optimizer": rng.choice(OPTIMIZERS),
        "schedule": rng.choice(SCHEDULES),
        "lr": 10.0 ** rng.uniform(-5.0, 1.0),
        "steps": max(1, round(10.0 ** rng.uniform(0.0, 2.6))),
        "seed": seed,
    }
    if rng.random() < 0.3:
        given |= {"noise": rng.choice((0.1, 1.0)), "batch_size": rng.choice((1, 1, 16))}
    if rng.random() < 0.25:
        given[rng.choice(("clip_norm", "clip_value"))] = rng.choice((0.1, 1.0, 10.0))
    if surface_of(given["surface"]).dimensions == 2 and rng.random() < 0.25:
        given["lr_scale"] = [1.0, 10.0 ** rng.uniform(-2.0, 1.0)]
    if rng.random() < 0.15:
        given["dial"] = [(rng.randrange(given["steps"]), 10.0 ** rng.uniform(-5.0, 1.0))]
    setup = lrsim.run(**given | {"steps": 1, "dial": ()}).setup
    names = mappable(setup)
    across = "lr" if "lr" in names and rng.random() < 0.5 else rng.choice(names)
    up = rng.choice([name for name in names if name != across] or ["lr"])
    axes = {"x": usual_axis(setup, across, SIDE), "y": usual_axis(setup, up, SIDE)}
    if rng.random() < 0.7:  # a part of each: the edges of what works are anywhere
        for which, axis in axes.items():
            low, high = sorted((rng.random(), rng.random()))
            axes[which] = axis.part(axis.at(low), axis.at(high))
    seeds = SEEDS if given.get("noise") and rng.random() < 0.3 else None
    return given, axes, seeds


def with_values(given, values):
    """Return the arguments of `lrsim.run` with a cell's values put where they belong."""
    given = dict(given)
    rates = {axis: values[name] for axis, name in enumerate(("lr_x", "lr_y")) if name in values}
    surface, optimizer = lrsim.surface(given["surface"]), lrsim.optimizer(given["optimizer"])
    for name, value in values.items():
        if name == "lr":
            given |= {"lr": value, "dial": ()}
        elif name in ("noise", "batch_size"):
            given[name] = value
        elif name in ("start_x", "start_y"):
            start = list(given.get("start") or surface.start)
            start["xy".index(name[-1])] = value
            given["start"] = start
        elif name not in ("lr_x", "lr_y"):
            if name in {parameter.name for parameter in optimizer.adjustable}:
                optimizer = optimizer.altered(**{name: value})
            else:
                surface = surface.altered(**{name: value})
    if rates:
        scale = given.get("lr_scale") or [1.0] * surface.dimensions
        own = [rates.get(axis, given["lr"] * factor) for axis, factor in enumerate(scale)]
        given |= {"lr": 1.0, "lr_scale": own, "dial": ()}
    if "start" not in given:
        given["start"] = lrsim.surface(given["surface"]).start
    return given | {"surface": surface, "optimizer": optimizer}


def of_run(given):
    """Return what a cell tells, from the run itself: verdict, arrival, explosion and last loss."""
    run = lrsim.run(**given)
    at = [-1 if step is None else step for step in (run.converged_at, run.exploded_at)]
    return run.verdict.name, *at, float(run.loss[-1])


def over_seeds(given):
    """Return the same over several seeds, as `Cells` says."""
    runs = [of_run(given | {"seed": given["seed"] + n}) for n in range(SEEDS)]
    votes = Counter(verdict for verdict, *_ in runs)
    verdict = max(lrsim.VERDICTS, key=lambda name: votes[name])  # of several the first
    there, gone = ([run[n] for run in runs if run[n] >= 0] for n in (1, 2))
    converged = round(sum(there) / len(there)) if len(there) >= 0.8 * SEEDS else -1
    exploded = round(sum(gone) / len(gone)) if 2 * len(gone) > SEEDS else -1
    alive = [run[3] for run in runs if run[2] < 0]
    return verdict, converged, exploded, sum(alive) / len(alive) if alive else math.inf


def same(cell, run, close):
    """Return whether a cell is its run: to the bit, or for means over seeds to rounding."""
    loss = cell[3] == run[3] or (math.isnan(cell[3]) and math.isnan(run[3]))
    return cell[:3] == run[:3] and (
        loss or (close and math.isclose(cell[3], run[3], rel_tol=1e-12))
    )


def differences(seed):
    """Return how many cells a random map has, and those that differ from their run."""
    given, axes, seeds = draw(seed)
    found = lrsim.trainability_map(**given, **axes, seeds=seeds, threads=1)
    differ = []
    for row in range(SIDE):
        for column in range(SIDE):
            values = {
                axes["x"].name: axes["x"].values[column].item(),
                axes["y"].name: axes["y"].values[row].item(),
            }
            cell = (
                lrsim.VERDICTS[found.verdict[row, column]],
                int(found.converged_at[row, column]),
                int(found.exploded_at[row, column]),
                float(found.final_loss[row, column]),
            )
            own = with_values(given, values)
            run = over_seeds(own) if seeds else of_run(own)
            if not same(cell, run, seeds is not None):
                differ.append((cell, run, given, values, seeds))
    return SIDE * SIDE, differ


def main(count):
    """Compare so many cells, telling of progress."""
    cells, wrong, seed, told = 0, 0, 0, time.monotonic()
    while cells < count:
        compared, differ = differences(seed)
        cells, wrong, seed = cells + compared, wrong + len(differ), seed + 1
        for case in differ[:2]:
            print("map", seed - 1, *case, sep="\n   ")
        if time.monotonic() > told + 10.0:
            told = time.monotonic()
            print(f"{cells} cells, {wrong} differ", file=sys.stderr, flush=True)
    print(f"{wrong} of {cells} cells differ from their run")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
