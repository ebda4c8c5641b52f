"""Seeds, learning rates times seeds, and surface parameters against as many learning rates.

One thread, outcomes only.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import sys

import measure
import numpy as np

sys.path.insert(0, str(measure.ROOT))

import lrsim

LANES, STEPS, SEEDS = 20_000, 200, 32
MOST_OF_SEEDS, MOST_OF_GRID, MOST_OF_SURFACES = 20.0, 6.0, 2.0


def lanes(surface, **given):
    """Return a call that runs a batch on one thread."""
    return lambda: lrsim.batch(surface, steps=STEPS, threads=1, **given)


def main() -> None:
    options = measure.arguments(__doc__, rounds=5)
    rates = np.geomspace(1e-4, 0.9, LANES)
    subjects = {
        "learning rates": lanes("quadratic", vary={"lr": rates}),
        "… under one seed's noise": lanes("quadratic", noise=1.0, vary={"lr": rates}),
        "seeds": lanes("quadratic", noise=1.0, vary={"seed": np.arange(LANES)}),
        "learning rates × seeds": lanes(
            "quadratic", noise=1.0, vary={"lr": rates[::SEEDS]}, seeds=SEEDS
        ),
        "learning rates, valley": lanes("long-valley", vary={"lr": 0.2 * rates}),
        "kappa, valley": lanes("long-valley", lr=0.1, vary={"kappa": np.linspace(1, 19, LANES)}),
    }
    seconds = measure.interleaved(subjects, options.rounds)
    rows = [
        [name, f"{1e3 * min(times):.2f}", f"{1e9 * min(times) / LANES / STEPS:.2f}"]
        for name, times in seconds.items()
    ]
    print(measure.machine())
    print(f"{LANES:,} lanes of {STEPS} steps, the best of {options.rounds} rounds:\n")
    print(measure.table(["", "ms", "ns per step"], rows))
    compared = [
        ("seeds", "learning rates", MOST_OF_SEEDS),
        ("learning rates × seeds", "learning rates", MOST_OF_GRID),
        ("kappa, valley", "learning rates, valley", MOST_OF_SURFACES),
    ]
    checks = [
        measure.Check(f"time of {one} over {other}", measure.ratio(seconds, one, other), most=most)
        for one, other, most in compared
    ]
    measure.remember("noise", checks)
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
