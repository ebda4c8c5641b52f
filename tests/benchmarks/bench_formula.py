"""Formulas against the same surfaces built in, and against calling back into Python.

One recorded run and a batch of lanes, each for several surfaces. The callback is an ordinary Python
function that returns value and gradient, called for every step by a plain loop: what users would
write for a surface of their own.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import math
import statistics
import sys

import measure
import numpy as np

sys.path.insert(0, str(measure.ROOT))

import lrsim

STEPS = 300_000
LANES, LANE_STEPS = 512, 4000
PYTHON_STEPS = 20_000
MOST_OF_BUILT_IN = 5.0
LEAST_TIMES_PYTHON = 100.0

# built-in surface, the same as a formula, learning rate: none explodes or converges to denormals
CASES = {
    "quadratic": ("x**2", 1e-6),
    "quartic": ("x**4", 1e-6),
    "double-well": ("(x**2-1)**2", 1e-6),
    "log-cosh": ("log(cosh(x))", 1e-6),
    "bowl": ("x**2 + y**2", 1e-6),
    "long-valley:kappa=25": ("0.5*(x**2 + 25*y**2)", 1e-6),
    "rosenbrock": ("(1-x)**2 + 100*(y-x**2)**2", 1e-4),
    "himmelblau": ("(x**2+y-11)**2 + (x+y**2-7)**2", 1e-5),
    "beale": ("(1.5-x+x*y)**2 + (2.25-x+x*y**2)**2 + (2.625-x+x*y**3)**2", 1e-6),
    "booth": ("(x+2*y-7)**2 + (2*x+y-5)**2", 1e-6),
    "matyas": ("0.26*(x**2+y**2) - 0.48*x*y", 1e-6),
    "three-hump-camel": ("2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2", 1e-6),
    "six-hump-camel": ("(4-2.1*x**2+x**4/3)*x**2 + x*y + (4*y**2-4)*y**2", 1e-6),
    "styblinski-tang": ("0.5*(x**4-16*x**2+5*x) + 0.5*(y**4-16*y**2+5*y)", 1e-6),
    "goldstein-price": (
        (
            "(1+(x+y+1)**2*(19-14*x+3*x**2-14*y+6*x*y+3*y**2))"
            " * (30+(2*x-3*y)**2*(18-32*x+12*x**2+48*y-36*x*y+27*y**2))"
        ),
        1e-9,
    ),
    "saddle": ("x**2 - y**2", 1e-9),
    "monkey-saddle": ("x**3 - 3*x*y**2", 1e-9),
    "edge-of-stability": ("0.5*(1-x*y)**2", 1e-6),
    "rastrigin": ("20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)", 1e-5),
    "ackley": (
        "-20*exp(-0.2*sqrt(0.5*(x**2+y**2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + 20 + e",
        1e-6,
    ),
    "mccormick": ("sin(x+y) + (x-y)**2 - 1.5*x + 2.5*y + 1", 1e-6),
    "easom": ("-cos(x)*cos(y)*exp(-(x-pi)**2-(y-pi)**2)", 1e-6),
    "griewank": ("1 + (x**2+y**2)/4000 - cos(x)*cos(y/sqrt(2))", 1e-6),
}


def python_rosenbrock(w):
    """Return value and gradient, as a callback gives them."""
    x, y = w
    across, along = y - x * x, 1 - x
    gradient = np.array([-2 * along - 400 * x * across, 200 * across])
    return along * along + 100 * (across * across), gradient


def by_callback(function, start, lr, steps):
    """Take the steps with a function called for each, recording position and loss."""
    w = np.array(start)
    position, loss = np.empty((steps + 1, len(w))), np.empty(steps + 1)
    position[0] = w
    loss[0], gradient = function(w)
    for k in range(steps):
        w = w - lr * gradient
        position[k + 1] = w
        loss[k + 1], gradient = function(w)
        if not math.isfinite(loss[k + 1]):
            break
    return position, loss


def lanes(surface, start, lr):
    """Return a function that runs a batch of learning rates on one thread."""
    experiment = lrsim.Experiment(surface, start=start, steps=LANE_STEPS)
    rates = np.linspace(0.5 * lr, lr, LANES)
    return lambda: lrsim.batch(experiment, vary={"lr": rates}, threads=1)


def main() -> None:
    options = measure.arguments(__doc__, rounds=7)
    rows, checks = [], []
    for name, (expression, lr) in CASES.items():
        built_in = lrsim.surface(name)
        formula = lrsim.surfaces.Formula(expression=expression)
        start = built_in.start

        def run(surface, start=start, lr=lr):
            return lrsim.run(surface, lr=lr, start=start, steps=STEPS)

        away = np.abs(run(formula).position - run(built_in).position).max()
        assert away <= 1e-9, f"{name}: formula and built-in surface end {away} apart"
        subjects = {
            "built in": lambda run=run, surface=built_in: run(surface),
            "formula": lambda run=run, surface=formula: run(surface),
            "lanes, built in": lanes(built_in, start, lr),
            "lanes, formula": lanes(formula, start, lr),
        }
        if name == "rosenbrock":
            subjects["Python"] = lambda start=start, lr=lr: by_callback(
                python_rosenbrock, start, lr, PYTHON_STEPS
            )
        seconds = measure.interleaved(subjects, options.rounds)
        single = measure.ratio(seconds, "formula", "built in")
        many = measure.ratio(seconds, "lanes, formula", "lanes, built in")
        each = {key: 1e9 * statistics.median(values) for key, values in seconds.items()}
        steps = LANES * LANE_STEPS
        rows.append(
            [
                name,
                f"{each['built in'] / STEPS:.1f}",
                f"{each['formula'] / STEPS:.1f}",
                f"{single:.1f}",
                f"{each['lanes, built in'] / steps:.2f}",
                f"{each['lanes, formula'] / steps:.2f}",
                f"{many:.1f}",
            ]
        )
        what = f"{name}: time of a formula over the built-in surface's"
        checks.append(measure.Check(f"{what}, one run", single, most=MOST_OF_BUILT_IN))
        checks.append(measure.Check(f"{what}, lanes", many, most=MOST_OF_BUILT_IN))
        if name == "rosenbrock":
            faster = measure.ratio(seconds, "Python", "formula") * STEPS / PYTHON_STEPS
            what = f"{name}: times as fast as calling back into Python"
            checks.append(measure.Check(what, faster, least=LEAST_TIMES_PYTHON))
    print(measure.machine())
    print(
        f"ns per step: one run of {STEPS:,} recorded steps; {LANES} lanes of {LANE_STEPS} steps:\n"
    )
    header = ["", "built in", "formula", "ratio", "lanes", "lanes, formula", "ratio"]
    print(measure.table(header, rows))
    measure.remember("formula", checks)
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
