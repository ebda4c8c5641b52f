"""Many lanes: lrsim's batches against hand-written C, scalar and vectorised, NumPy, numba and JAX.

The C is `lanes.c`, compiled here for the same level of the CPU; C, NumPy, numba and JAX keep what lrsim keeps of a
lane. One thread unless the row says otherwise, but JAX takes all cores. numba and JAX take part when they are
installed.
"""

# ruff: noqa: E501, T201 (tables are wide, and printing is what benchmarks are for)

import ctypes
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import numpy as np

sys.path.insert(0, str(measure.ROOT))

import lrsim
from lrsim.batches.lanes import loops

LANES, STEPS = 4096, 1000
SIDE, MAP_STEPS = 512, 500
FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-shared", "-fPIC", "-w"]  # fmt: skip
MARCH = {
    "baseline": ["-march=x86-64"],
    "v3": ["-march=x86-64-v3"],
    "v4": ["-march=x86-64-v4", "-mprefer-vector-width=512"],
}
LEAST_OF_C, LEAST_OF_SCALAR, LEAST_OF_LIBM, LEAST_OF_NUMPY = 0.6, {"v3": 4.0, "v4": 7.0}, 5.0, 10.0
LEAST_OF_JAX, LEAST_OF_NUMBA, LEAST_OF_THREADS = {"v3": 1.3, "v4": 2.0}, 4.0, 1.6
STARTS = {"rosenbrock": (-1.5, 2.0), "quadratic": (5.0, 0.0), "rastrigin": (-3.3, 2.6), "ackley": (-2.7, 3.3)}  # fmt: skip
POINTER = ctypes.c_void_p


def compiled(folder: str, level: str) -> ctypes.CDLL:
    """Compile and load `lanes.c` for a level of the CPU."""
    library = Path(folder, f"lanes_{level}.so")
    source = Path(__file__).with_name("lanes.c")
    march = MARCH.get(level, [])
    subprocess.run(["gcc", *FLAGS, *march, str(source), "-o", str(library), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def c_lanes(library, name, lr, mu, steps, surface):
    """Return a function that runs one of the loops of `lanes.c`."""
    function = getattr(library, name)
    out = np.empty((len(lr), 7))
    start = STARTS[surface]
    double = ctypes.c_double
    function.argtypes = [POINTER, POINTER, ctypes.c_long, ctypes.c_long, double, double, double, POINTER]  # fmt: skip
    where = [array.ctypes.data for array in (lr, mu, out)]

    def call():
        function(where[0], where[1], len(lr), steps, *start, 1e-5, where[2])
        return out

    return call


def our_lanes(surface, optimizer, vary, steps, threads):
    start = STARTS[surface][: lrsim.surface(surface).dimensions]
    runner = lrsim.Runner(optimizer=optimizer)
    experiment = lrsim.Experiment(surface, start=start, steps=steps, runners=[runner])
    return lambda: lrsim.batch(experiment, vary=vary, threads=threads)


def numpy_lanes(lr, steps):
    def call():
        x, y = np.full(len(lr), -1.5), np.full(len(lr), 2.0)
        best, step = np.full(len(lr), np.inf), np.zeros(len(lr))
        above, inside = np.zeros(len(lr)), np.ones(len(lr), dtype=bool)
        for k in range(1, steps + 1):
            across, along = y - x * x, 1 - x
            x, y = x - lr * (-2 * along - 400 * x * across), y - lr * (200 * across)
            across, along = y - x * x, 1 - x
            loss = along * along + 100 * (across * across)
            lower = loss < best
            step[lower] = k
            np.copyto(best, loss, where=lower)
            above[~(loss <= 1e-5)] = k
            inside &= np.isfinite(loss) & (np.abs(x) <= 1000) & (np.abs(y) <= 1000)
        return x, y, loss, best, step, above, inside

    return call


def jax_lanes(lr, steps):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def path(rate):
        def step(carry, k):
            x, y, _, best, at, above, inside = carry
            across, along = y - x * x, 1 - x
            x, y = x - rate * (-2 * along - 400 * x * across), y - rate * (200 * across)
            across, along = y - x * x, 1 - x
            loss = along * along + 100 * (across * across)
            at = jnp.where(loss < best, k, at)
            above = jnp.where(loss <= 1e-5, above, k)
            inside &= jnp.isfinite(loss) & (jnp.abs(x) <= 1000) & (jnp.abs(y) <= 1000)
            return (x, y, loss, jnp.minimum(best, loss), at, above, inside), None

        begin = (-1.5, 2.0, jnp.inf, jnp.inf, 0.0, 0.0, True)
        return jax.lax.scan(step, begin, jnp.arange(1.0, steps + 1))[0]

    run = jax.jit(jax.vmap(path))
    rates = jnp.asarray(lr)
    return lambda: [part.block_until_ready() for part in run(rates)]


def numba_map(lr, mu, steps, threads):
    import numba

    numba.set_num_threads(threads)

    @numba.njit(parallel=True)
    def run(lr, mu, n, out):
        for i in numba.prange(len(lr)):
            x, y, bx, by = -1.5, 2.0, 0.0, 0.0
            across, along = y - x * x, 1 - x
            f = along * along + 100 * (across * across)
            best, at, above = f, 0, 0
            for k in range(1, n + 1):
                bx = mu[i] * bx + (-2 * along - 400 * x * across)
                by = mu[i] * by + 200 * across
                x, y = x - lr[i] * bx, y - lr[i] * by
                across, along = y - x * x, 1 - x
                f = along * along + 100 * (across * across)
                if f < best:
                    best, at = f, k
                if not f <= 1e-5:
                    above = k
                if not (abs(f) <= 1.7e308 and abs(x) <= 1000 and abs(y) <= 1000):
                    break
            out[i, 0], out[i, 1], out[i, 2], out[i, 3], out[i, 4], out[i, 5] = x, y, f, best, at, above  # fmt: skip

    out = np.empty((len(lr), 6))
    return lambda: run(lr, mu, steps, out)


def have(module):
    return importlib.util.find_spec(module) is not None


def main() -> None:
    options = measure.arguments(__doc__, rounds=15)
    level = loops().__name__.rpartition("_")[2]
    lr = np.geomspace(1e-5, 6e-4, LANES)
    mu = np.full(LANES, 0.5)
    rows, checks = [], []
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(folder, level)
        ours = our_lanes("rosenbrock", "sgd", {"lr": lr}, STEPS, 1)
        subjects = {
            "lrsim": ours,
            "C, SIMD": c_lanes(library, "rosenbrock_sgd", lr, mu, STEPS, "rosenbrock"),
            "C, scalar": c_lanes(library, "rosenbrock_scalar", lr, mu, STEPS, "rosenbrock"),
            "NumPy": numpy_lanes(lr, STEPS),
        }
        if have("jax"):
            subjects["JAX"] = jax_lanes(lr, STEPS)
        x = ours().position[:, 0]
        assert np.array_equal(subjects["C, SIMD"]()[:, 0], x), "the C gives other numbers"
        seconds = measure.interleaved(subjects, options.rounds)
        limits = {
            "C, SIMD": LEAST_OF_C,
            "C, scalar": LEAST_OF_SCALAR.get(level),
            "NumPy": LEAST_OF_NUMPY,
            "JAX": LEAST_OF_JAX.get(level),
        }
        for name, values in seconds.items():
            rate = LANES * STEPS / statistics.median(values)
            times = 1 / measure.ratio(seconds, "lrsim", name)
            rows.append([f"Rosenbrock, SGD: {name}", f"{rate / 1e9:.2f} G", f"{times:.2f}"])
            if limits.get(name):
                what = f"Rosenbrock, SGD: times as fast as {name}"
                checks.append(measure.Check(what, times, least=limits[name]))
        for what, optimizer, name, surface, scale, least in (
            ("Rosenbrock, momentum", "sgd:momentum=0.5", "rosenbrock_momentum", "rosenbrock", 0.5, LEAST_OF_C),
            ("x², SGD", "sgd", "quadratic_sgd", "quadratic", 1.0, LEAST_OF_C),
            ("Rastrigin, SGD", "sgd", "rastrigin_scalar", "rastrigin", 1.0, LEAST_OF_LIBM),
            ("Ackley, SGD", "sgd", "ackley_scalar", "ackley", 1.0, LEAST_OF_LIBM),
        ):  # fmt: skip
            rates = scale * lr
            other = "C, scalar, libm" if "scalar" in name else "C, SIMD"
            pair = {
                "lrsim": our_lanes(surface, optimizer, {"lr": rates}, STEPS, 1),
                other: c_lanes(library, name, rates, mu, STEPS, surface),
            }
            seconds = measure.interleaved(pair, options.rounds)
            times = 1 / measure.ratio(seconds, "lrsim", other)
            rate = LANES * STEPS / statistics.median(seconds["lrsim"])
            rows.append([f"{what}: against {other}", f"{rate / 1e9:.2f} G", f"{times:.2f}"])
            checks.append(measure.Check(f"{what}: times as fast as {other}", times, least=least))
        cores = os.cpu_count() or 1
        if cores > 1:
            pair = {n: our_lanes("rosenbrock", "sgd", {"lr": lr}, 4 * STEPS, n) for n in (1, 2)}
            seconds = measure.interleaved({str(n): do for n, do in pair.items()}, options.rounds)
            times = 1 / measure.ratio(seconds, "2", "1")
            rows.append(["Rosenbrock, SGD: 2 threads against 1", "", f"{times:.2f}"])
            checks.append(measure.Check("two threads against one", times, least=LEAST_OF_THREADS))
        rates, momenta = (a.ravel() for a in np.meshgrid(np.geomspace(1e-5, 1e-1, SIDE), np.linspace(0, 0.99, SIDE)))  # fmt: skip
        cells = {"lr": rates, "momentum": momenta}
        subjects = {"lrsim": our_lanes("rosenbrock", "sgd:momentum=0.5", cells, MAP_STEPS, cores)}
        subjects["C, SIMD, one thread"] = c_lanes(library, "rosenbrock_momentum", rates, momenta, MAP_STEPS, "rosenbrock")  # fmt: skip
        if have("numba"):
            subjects["numba prange"] = numba_map(rates, momenta, MAP_STEPS, cores)
        seconds = measure.interleaved(subjects, max(options.rounds // 2, 3))
        for name, values in seconds.items():
            times = 1 / measure.ratio(seconds, "lrsim", name)
            rows.append([f"map {SIDE}² × {MAP_STEPS}: {name}", f"{1e3 * statistics.median(values):.0f} ms", f"{times:.2f}"])  # fmt: skip
        if "numba prange" in seconds:
            times = 1 / measure.ratio(seconds, "lrsim", "numba prange")
            checks.append(measure.Check("map: times as fast as numba", times, least=LEAST_OF_NUMBA))
    print(f"{measure.machine()}, CPU level {level}")
    print(f"{LANES} learning rates × {STEPS} steps, {options.rounds} interleaved rounds:\n")
    print(measure.table(["", "lane-steps/s", "lrsim is … × as fast"], rows))
    measure.remember("batch", checks)
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
