"""How far a path can be compared at all: what the scripts of this folder that make paths share."""
# ruff: noqa: T201 - for scripts run by hand, which say what they do

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
STEPS = 500
MOST = 3e-13  # what rounding may move a path by, in units of 1 + |x|
LEAST = 20  # steps that are compared however sensitive the path is


def away(positions, other):
    """Return the distance of `other` at each index, in units of 1 + |x|: the worst coordinate."""
    return (np.abs(other - positions) / (1 + np.abs(positions))).max(axis=1)


def stable_steps(path, case, positions):
    """Return how many steps a path stays within 1e-13 (1 + |x|) when started one ulp away."""
    worst = np.zeros(STEPS + 1)
    for i, x in enumerate(case["start"]):
        for end in (-np.inf, np.inf):
            start = list(case["start"])
            start[i] = float(np.nextafter(x, end))
            worst = np.maximum(worst, away(positions, path(case, start)[0]))
    unstable = np.flatnonzero(~(worst <= 1e-13))
    return int(unstable[0]) - 1 if len(unstable) else STEPS


def rounding_error(path, case, positions, steps):
    """Return how far a rounding error in every step takes the path itself over the first `steps`.

    An ulp at the start can be rounded away for ever on a path that is sensitive further on; no two
    correct programs agree on such a path, so a case is usable only where this is small too.
    """
    paths = [path(case, case["start"], np.random.default_rng(seed))[0] for seed in range(6)]
    return max(away(positions, other)[: steps + 1].max() for other in paths)


def jittered(position, jitter):
    """Return a position whose coordinates are moved by -1, 0 or 1 ulp each."""
    towards = jitter.choice([-np.inf, 0.0, np.inf], position.shape)
    return np.where(towards == 0, position, np.nextafter(position, towards))


def write(name, meta, arrays):
    """Write arrays and a JSON text to a file of this folder."""
    arrays["meta"] = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), dtype=np.uint8)
    np.savez_compressed(HERE / f"{name}.npz", **arrays)


def write_paths(name, path, draws, source, index=None, most=MOST):
    """Write the cases that don't explode and that agree with themselves; say which don't.

    With `index` only those positions are kept (and as many rates). A case that rounding moves by more than
    MOST, but not by more than `most`, says by how much.
    """
    cases, arrays = [], {}
    for case in draws:
        positions, used = path(case, case["start"])
        if not np.abs(positions).max() < 1000:
            print(f"left out, explodes: {case}")
            continue
        stable = stable_steps(path, case, positions)
        error = rounding_error(path, case, positions, max(LEAST, stable))
        if not error <= most:
            print(f"left out, {stable} stable steps, rounding moves it by {error:.0e}: {case}")
            continue
        i = len(cases)
        kept = slice(None) if index is None else index
        arrays[f"position_{i}"] = positions[kept]
        arrays[f"lr_{i}"] = used if index is None else used[[k for k in index if k < STEPS]]
        cases.append(
            case | {"stable_steps": stable} | ({"rounding": error} if error > MOST else {})
        )
        print(f"{name} {i:2} stable {stable:3} rounding {error:.0e} ends {positions[-1]} {case}")
    meta = {**source, "steps": STEPS, "cases": cases}
    if index is not None:
        meta["index"] = list(index)
    write(name, meta, arrays)
