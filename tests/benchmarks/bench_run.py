"""One recorded run: lrsim against hand-written C and a plain Python loop; numba and JAX where installed.

The C is `descent.c`, compiled here with the flags of the core. It records position and loss of every step and
looks for explosions, as lrsim does, into arrays that are used again; lrsim uses its own again.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import ctypes
import importlib.util
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

import measure
import numpy as np

sys.path.insert(0, str(measure.ROOT))

import lrsim

STEPS = 1_000_000
PYTHON_STEPS = 50_000
FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-shared", "-fPIC"]

# surface, optimizer, learning rate: none explodes, converges to denormals or stops moving
CASES = {
    "quadratic_sgd": ("quadratic", "sgd", 1e-6),
    "rosenbrock_sgd": ("rosenbrock", "sgd", 1e-4),
    "rosenbrock_momentum": ("rosenbrock", "sgd:momentum=0.9", 1e-5),
    "rosenbrock_adam": ("rosenbrock", "adam", 1e-5),
}
LEAST_OF_C = dict.fromkeys(CASES, 0.85) | {"rosenbrock_adam": 1.2}
LEAST_OF_NUMBA = {"quadratic_sgd": 0.85}
LEAST_TIMES_PYTHON = 30.0


def compiled(folder: str) -> ctypes.CDLL:
    """Compile and load `descent.c`."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        sys.exit("bench_run needs a C compiler (gcc)")
    library = Path(folder, "descent.so")
    source = Path(__file__).with_name("descent.c")
    subprocess.run([compiler, *FLAGS, str(source), "-o", str(library), "-lm"], check=True)
    return ctypes.CDLL(str(library))


# --- the plain Python loops, as tutorials have them ---


def python_quadratic_sgd(lr, n, start):
    (x,) = start
    position, loss = [x], [x * x]
    for _ in range(n):
        x = x - lr * (2 * x)
        f = x * x
        position.append(x)
        loss.append(f)
        if not (math.isfinite(f) and abs(x) <= 1000):
            break
    return position, loss


def python_rosenbrock_sgd(lr, n, start):
    x, y = start
    position, loss = [(x, y)], [math.nan]
    across, along = y - x * x, 1 - x
    for _ in range(n):
        x, y = x - lr * (-2 * along - 400 * x * across), y - lr * (200 * across)
        across, along = y - x * x, 1 - x
        f = along * along + 100 * (across * across)
        position.append((x, y))
        loss.append(f)
        if not (math.isfinite(f) and abs(x) <= 1000 and abs(y) <= 1000):
            break
    return position, loss


def python_rosenbrock_momentum(lr, n, start):
    x, y = start
    bx = by = 0.0
    position, loss = [(x, y)], [math.nan]
    across, along = y - x * x, 1 - x
    for _ in range(n):
        bx = 0.9 * bx + (-2 * along - 400 * x * across)
        by = 0.9 * by + 200 * across
        x -= lr * bx
        y -= lr * by
        across, along = y - x * x, 1 - x
        f = along * along + 100 * (across * across)
        position.append((x, y))
        loss.append(f)
        if not (math.isfinite(f) and abs(x) <= 1000 and abs(y) <= 1000):
            break
    return position, loss


def python_rosenbrock_adam(lr, n, start):
    x, y = start
    mx = my = vx = vy = 0.0
    power1 = power2 = 1.0
    position, loss = [(x, y)], [math.nan]
    across, along = y - x * x, 1 - x
    for _ in range(n):
        gx, gy = -2 * along - 400 * x * across, 200 * across
        power1 *= 0.9
        power2 *= 0.999
        mx = 0.9 * mx + 0.1 * gx
        my = 0.9 * my + 0.1 * gy
        vx = 0.999 * vx + 0.001 * gx * gx
        vy = 0.999 * vy + 0.001 * gy * gy
        rate, root = lr / (1 - power1), math.sqrt(1 - power2)
        x -= rate * mx / (math.sqrt(vx) / root + 1e-8)
        y -= rate * my / (math.sqrt(vy) / root + 1e-8)
        across, along = y - x * x, 1 - x
        f = along * along + 100 * (across * across)
        position.append((x, y))
        loss.append(f)
        if not (math.isfinite(f) and abs(x) <= 1000 and abs(y) <= 1000):
            break
    return position, loss


# --- compiled by others, recording position and loss, with a look for explosions ---


def quadratic_step(x, y, gx, gy, bx, by, vx, vy, lr, k):
    x = x - lr * gx
    return x, y, 2.0 * x, 0.0, bx, by, vx, vy, x * x


def rosenbrock_point(x, y):
    across, along = y - x * x, 1.0 - x
    loss = along * along + 100.0 * (across * across)
    return -2.0 * along - 400.0 * x * across, 200.0 * across, loss


def rosenbrock_sgd_step(x, y, gx, gy, bx, by, vx, vy, lr, k):
    x, y = x - lr * gx, y - lr * gy
    gx, gy, loss = rosenbrock_point(x, y)
    return x, y, gx, gy, bx, by, vx, vy, loss


def rosenbrock_momentum_step(x, y, gx, gy, bx, by, vx, vy, lr, k):
    bx, by = 0.9 * bx + gx, 0.9 * by + gy
    x, y = x - lr * bx, y - lr * by
    gx, gy, loss = rosenbrock_point(x, y)
    return x, y, gx, gy, bx, by, vx, vy, loss


def rosenbrock_adam_step(x, y, gx, gy, bx, by, vx, vy, lr, k):
    bx, by = 0.9 * bx + 0.1 * gx, 0.9 * by + 0.1 * gy
    vx, vy = 0.999 * vx + 0.001 * (gx * gx), 0.999 * vy + 0.001 * (gy * gy)
    rate, root = lr / (1.0 - 0.9**k), (1.0 - 0.999**k) ** 0.5
    x = x - rate * (bx / (vx**0.5 / root + 1e-8))
    y = y - rate * (by / (vy**0.5 / root + 1e-8))
    gx, gy, loss = rosenbrock_point(x, y)
    return x, y, gx, gy, bx, by, vx, vy, loss


STEPS_OF = {
    "quadratic_sgd": quadratic_step,
    "rosenbrock_sgd": rosenbrock_sgd_step,
    "rosenbrock_momentum": rosenbrock_momentum_step,
    "rosenbrock_adam": rosenbrock_adam_step,
}


def begin_of(name, start):
    """Return x, y, gradient and empty memories at the start."""
    x, y = (*start, 0.0)[:2]
    gradient = (2.0 * x, 0.0) if name.startswith("quadratic") else rosenbrock_point(x, y)[:2]
    return (x, y, *gradient, 0.0, 0.0, 0.0, 0.0)


def by_numba(name, lr, start):
    import numba

    globals()["rosenbrock_point"] = numba.njit(inline="always")(_point)
    step = numba.njit(inline="always")(STEPS_OF[name])
    begin, dimensions = begin_of(name, start), len(start)

    @numba.njit
    def run(lr, n, begin, position, loss):
        x, y, gx, gy, bx, by, vx, vy = begin
        for k in range(1, n + 1):
            x, y, gx, gy, bx, by, vx, vy, f = step(x, y, gx, gy, bx, by, vx, vy, lr, k)
            position[k, 0] = x
            if dimensions == 2:
                position[k, 1] = y
            loss[k] = f
            if not (abs(f) <= 1.7e308 and abs(x) <= 1000.0 and abs(y) <= 1000.0):
                return k
        return n

    position, loss = np.zeros((STEPS + 1, dimensions)), np.zeros(STEPS + 1)
    return lambda: run(lr, STEPS, begin, position, loss)


def by_jax(name, lr, start):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    globals()["rosenbrock_point"] = _point
    begin, dimensions = begin_of(name, start), len(start)

    @jax.jit
    def run(lr, begin):
        def step(carry, k):
            *state, inside = carry
            *new, f = STEPS_OF[name](*state, lr, k)
            x, y = new[:2]
            inside &= (abs(f) <= 1.7e308) & (abs(x) <= 1000.0) & (abs(y) <= 1000.0)
            return (*new, inside), ((x, y)[:dimensions], f)

        first = (*(jnp.asarray(value) for value in begin), jnp.asarray(True))
        return jax.lax.scan(step, first, jnp.arange(1.0, STEPS + 1))

    return lambda: jax.block_until_ready(run(lr, begin))


_point = rosenbrock_point


# --- the measurement ---


def main() -> None:
    options = measure.arguments(__doc__, rounds=25)
    rows, checks = [], []
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(folder)
        for name, (surface, optimizer, lr) in CASES.items():
            start = lrsim.surface(surface).start
            position = np.zeros((STEPS + 1, len(start)))
            loss = np.zeros(STEPS + 1)
            position[0], loss[0] = start, lrsim.surface(surface)(start)
            arrays = [a.ctypes.data_as(ctypes.c_void_p) for a in (position, loss)]
            function = getattr(library, name)
            python = globals()[f"python_{name}"]

            def by_c(function=function, lr=lr, arrays=arrays):
                assert function(ctypes.c_double(lr), ctypes.c_long(STEPS), *arrays) == STEPS

            def by_lrsim(surface=surface, optimizer=optimizer, lr=lr):
                return lrsim.run(surface, optimizer, lr=lr, steps=STEPS)

            def by_python(python=python, lr=lr, start=start):
                python(lr, PYTHON_STEPS, start)

            by_c()
            away = np.abs(by_lrsim().position - position).max()
            assert away <= 1e-9, f"{name}: the C and lrsim end {away} apart"
            subjects = {"C": by_c, "lrsim": by_lrsim, "Python": by_python}
            for other, make in (("numba", by_numba), ("jax", by_jax)):
                if importlib.util.find_spec(other):
                    subjects[other] = make(name, lr, start)
                    subjects[other]()
            seconds = measure.interleaved(subjects, options.rounds)
            of_c = measure.ratio(seconds, "C", "lrsim")
            times_python = measure.ratio(seconds, "Python", "lrsim") * STEPS / PYTHON_STEPS
            speed = {key: statistics.median(values) for key, values in seconds.items()}
            rows.append(
                [
                    f"{surface}, {optimizer}",
                    f"{STEPS / speed['C'] / 1e6:.1f} M",
                    f"{STEPS / speed['lrsim'] / 1e6:.1f} M",
                    f"{PYTHON_STEPS / speed['Python'] / 1e6:.2f} M",
                    f"{of_c:.2f}",
                    f"{times_python:.0f}",
                    "to the bit" if away == 0 else f"to {away:.0e}",
                ]
            )
            for other, least in (("numba", LEAST_OF_NUMBA.get(name, 1.0)), ("jax", 1.0)):
                if other in seconds:
                    what = f"{surface}, {optimizer}: times as fast as {other}"
                    times = measure.ratio(seconds, other, "lrsim")
                    checks.append(measure.Check(what, times, least=least))
            if name in LEAST_OF_C:
                what = f"{surface}, {optimizer}: speed as a share of C's"
                checks.append(measure.Check(what, of_c, least=LEAST_OF_C[name]))
                what = f"{surface}, {optimizer}: times as fast as plain Python"
                checks.append(measure.Check(what, times_python, least=LEAST_TIMES_PYTHON))
    print(measure.machine())
    print(f"One run of {STEPS:,} recorded steps; steps per second, medians of {options.rounds}:\n")
    header = ["", "C -O3", "lrsim.run", "Python", "lrsim / C", "lrsim / Python", "same"]
    print(measure.table(header, rows))

    calls = 2000
    timer = timeit.Timer(lambda: lrsim.run("quadratic", lr=0.1, start=5.0, steps=50))
    call = statistics.median(timer.repeat(7, calls)) / calls
    print(f'\nlrsim.run("quadratic", lr=0.1, start=5.0, steps=50): {call * 1e6:.0f} µs a call')
    measure.remember("run", checks)
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
