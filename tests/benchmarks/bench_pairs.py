"""One recorded run on every polynomial surface, on some with waves, and with some other optimizers.

The C is `pairs.c`, compiled here with the flags of the core: surface and rule written for that pair alone.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import ctypes
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import numpy as np
from bench_run import FLAGS

sys.path.insert(0, str(measure.ROOT))

import lrsim

STEPS = 1_000_000
LEAST_ON_POLYNOMIALS, LEAST_ELSEWHERE = 0.85, 0.3
POLYNOMIALS = (
    "quadratic", "quartic", "double-well", "bowl", "long-valley:kappa=25", "rosenbrock", "himmelblau",
    "beale", "booth", "matyas", "three-hump-camel", "six-hump-camel", "styblinski-tang",
    "goldstein-price", "saddle", "monkey-saddle", "edge-of-stability",
)  # fmt: skip
WITH_LIBM = ("shower", "rastrigin", "ackley", "griewank", "branin")
RULES = (
    "sgd:momentum=0.9,nesterov=true",
    "rmsprop",
    "adagrad",
    "signsgd",
    "lion:weight_decay=0",
    "adadelta",
)
NAMES = {"lion:weight_decay=0": "lion", "sgd:momentum=0.9": "momentum", RULES[0]: "nesterov"}


def pairs():
    """Yield surface, optimizer and the least share of C's speed."""
    for optimizer in ("sgd", "sgd:momentum=0.9"):
        for surface in POLYNOMIALS:
            yield surface, optimizer, LEAST_ON_POLYNOMIALS
        for surface in WITH_LIBM:
            yield surface, optimizer, LEAST_ELSEWHERE
    for optimizer in RULES:
        yield "rosenbrock", optimizer, LEAST_ELSEWHERE


def main() -> None:
    options = measure.arguments(__doc__, rounds=11)
    rows, checks = [], []
    with tempfile.TemporaryDirectory() as folder:
        library = str(Path(folder, "pairs.so"))
        source = str(Path(__file__).with_name("pairs.c"))
        subprocess.run(["gcc", *FLAGS, source, "-o", library, "-lm"], check=True)
        loaded = ctypes.CDLL(library)
        for surface, optimizer, least in pairs():
            name = surface.partition(":")[0].replace("-", "_")
            function = getattr(loaded, f"{name}_{NAMES.get(optimizer, optimizer)}")
            start = lrsim.surface(surface).start
            lr = 1e-9 if name in ("goldstein_price", "saddle", "monkey_saddle") else 1e-6
            position, loss = np.zeros((STEPS + 1, len(start))), np.zeros(STEPS + 1)
            position[0] = start
            arrays = [a.ctypes.data_as(ctypes.c_void_p) for a in (position, loss)]

            def by_c(function=function, lr=lr, arrays=arrays):
                assert function(ctypes.c_double(lr), ctypes.c_long(STEPS), *arrays) == STEPS

            def by_lrsim(surface=surface, optimizer=optimizer, lr=lr):
                return lrsim.run(surface, optimizer, lr=lr, steps=STEPS)

            by_c()
            away = np.abs(by_lrsim().position - position)[:100].max()  # signs part sooner or later
            assert away <= 1e-8, f"{surface}, {optimizer}: the C and lrsim end {away} apart"
            seconds = measure.interleaved({"C": by_c, "lrsim": by_lrsim}, options.rounds)
            share = measure.ratio(seconds, "C", "lrsim")
            speeds = [f"{STEPS / statistics.median(seconds[k]) / 1e6:.0f} M" for k in seconds]
            rows.append([f"{surface}, {optimizer}", *speeds, f"{share:.2f}"])
            what = f"{surface}, {optimizer}: speed as a share of C's"
            checks.append(measure.Check(what, share, least=least))
    print(measure.machine())
    print(f"One run of {STEPS:,} recorded steps; steps per second, medians of {options.rounds}:\n")
    print(measure.table(["", "C -O3", "lrsim.run", "lrsim / C"], rows))
    measure.remember("pairs", checks)
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
