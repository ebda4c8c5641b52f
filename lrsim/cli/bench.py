"""``lrsim bench``: how fast the core is on this machine."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import lrsim
from lrsim import declarations
from lrsim.cli import options, output, values
from lrsim.cli.help import documented, option
from lrsim.cli.tables import Column
from lrsim.errors import InputError, a_number
from lrsim.text.messages import Message, plural, say
from lrsim.text.numbers import number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment

LEAST_SECONDS, MOST_SECONDS = 0.05, 60.0
ROUNDS = 3
"""Fewest times each is run; the best one counts, as anything else only slows it down."""

SINGLE_STEPS = 200_000
LANES, LANE_STEPS = 4096, 1000
SIDE, MAP_STEPS = 128, 500
MAP = {"side": SIDE, "surface": "rosenbrock", "x": "lr", "y": "momentum"}


class Subject(NamedTuple):
    """Something to be timed: what it is, how many steps it takes, and how to do it once."""

    name: Message
    steps: int
    do: Callable[[], object]


@documented(
    "bench",
    help=Message(
        "Measure how many steps a second the core takes: one run, many lanes at once, a map."
    ),
)
@option(
    "--seconds",
    metavar="X",
    default="0.4",
    help=Message("Time for each measurement.  [default: 0.4]"),
)
@option("--threads", metavar="N", help=Message("Threads of the batches.  [default: all cores]"))
@option("--json", "as_json", is_flag=True, help=Message("Print one JSON document."))
@options.help_option
def command(seconds: str, threads: str | None, as_json: bool) -> int:
    """Measure and print."""
    limit = _seconds(seconds)
    from lrsim.batches import lanes

    with output.naming("--threads", threads or "", own="threads"):
        wanted = None if threads is None else values.whole(threads)
        if isinstance(wanted, str):
            raise InputError("", wanted, Message("must be a whole number"))
        workers = lanes.worker_count(wanted)
    subjects = _subjects(workers)
    rates: list[float] = []
    with output.progress(subjects, len(subjects) * output.MANY, Message("Measuring")) as watched:
        rates.extend(_rate(subject, limit) for subject in watched)
    level = lanes.loops().__name__.rpartition("_")[2]
    named = list(zip([subject.name for subject in subjects], rates, strict=True))
    if as_json:
        output.emit_json(_document(named, level, workers))
        return 0
    where = say(
        "{machine}, CPU level {level}, threads {threads}",
        machine=_machine(),
        level=level,
        threads=workers,
    )
    output.emit(f"{where}\n\n")
    columns = [Column(Message("what")), Column(Message("million steps a second"), right=True)]
    output.emit_table(columns, [[name, number(rate / 1e6)] for name, rate in named])
    return 0


def _seconds(raw: str) -> float:
    value = values.number(raw)
    if isinstance(value, str) or not LEAST_SECONDS <= value <= MOST_SECONDS:
        allowed = a_number(LEAST_SECONDS, MOST_SECONDS)
        raise InputError(f"--seconds {output.quoted(raw)}", None, allowed)
    return value


def _subjects(workers: int) -> list[Subject]:
    """Return what is measured; learning rates are such that nothing explodes or comes to rest."""
    import numpy as np

    from lrsim.batches.batch import batch
    from lrsim.runs.simulate import run as run_once

    def single(surface: str, optimizer: str, lr: float) -> Subject:
        def run() -> object:
            return run_once(surface, optimizer=optimizer, lr=lr, steps=SINGLE_STEPS)

        name = Message("one run: {surface}, {optimizer}", surface=surface, optimizer=optimizer)
        return Subject(name, SINGLE_STEPS, run)

    def lanes(surface: str, optimizer: str, high: float) -> Subject:
        vary = {"lr": np.geomspace(high / 100, high, LANES)}
        experiment = _experiment(surface, optimizer, LANE_STEPS)

        def run() -> object:
            return batch(experiment, vary=vary, threads=workers)

        name = Message(
            "{lanes} lanes: {surface}, {optimizer}",
            lanes=str(LANES),
            surface=surface,
            optimizer=optimizer,
        )
        return Subject(name, LANES * LANE_STEPS, run)

    rate, momentum = np.meshgrid(np.geomspace(1e-6, 1e-4, SIDE), np.linspace(0.01, 0.99, SIDE))
    cells = {"lr": rate.ravel(), "momentum": momentum.ravel()}
    square = _experiment("rosenbrock", "sgd:momentum=0.5", MAP_STEPS)
    return [
        single("quadratic", "sgd", 1e-6),
        single("rosenbrock", "sgd", 1e-4),
        single("rosenbrock", "sgd:momentum=0.9", 1e-5),
        single("rosenbrock", "adam", 1e-5),
        single("rastrigin", "sgd", 1e-4),
        lanes("quadratic", "sgd", 1e-4),
        lanes("rosenbrock", "sgd", 6e-4),
        lanes("rosenbrock", "sgd:momentum=0.9", 6e-5),
        lanes("rosenbrock", "adam", 1e-3),
        lanes("rastrigin", "sgd", 1e-3),
        Subject(
            Message("map of {side} × {side}: {surface}, {x} × {y}", **MAP),
            SIDE * SIDE * MAP_STEPS,
            lambda: batch(square, vary=cells, threads=workers),
        ),
    ]


def _experiment(surface: str, optimizer: str, steps: int) -> Experiment:
    from lrsim.experiment import Experiment, Runner

    return Experiment(surface, steps=steps, runners=[Runner(optimizer=optimizer)])


def _rate(subject: Subject, limit: float) -> float:
    """Return the steps a second of the best of several rounds, which take `limit` seconds in all."""
    subject.do()
    best, rounds, begin = float("inf"), 0, time.perf_counter()
    while rounds < ROUNDS or time.perf_counter() - begin < limit:
        start = time.perf_counter()
        subject.do()
        best = min(best, time.perf_counter() - start)
        rounds += 1
    return subject.steps / best


def _machine() -> Message:
    cpu = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if "model name" in line]
        cpu = names[0] if names else cpu
    except OSError:
        pass
    return plural(
        "{cpu}, {n} core, Python {python}",
        "{cpu}, {n} cores, Python {python}",
        n=os.cpu_count() or 1,
        cpu=cpu,
        python=platform.python_version(),
    )


def _document(rates: list[tuple[Message, float]], level: str, threads: int) -> dict[str, Any]:
    import numpy as np

    return {
        "schema_version": declarations.JSON_VERSION,
        "machine": _machine(),
        "system": sys.platform,
        "lrsim": lrsim.__version__,
        "numpy": np.__version__,
        "cpu_level": level,
        "threads": threads,
        "steps_per_second": {str(name): rate for name, rate in rates},
    }
