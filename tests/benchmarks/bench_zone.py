"""The zone: what an arc of 256 learning rates costs, and what frames cost while it is shown.

An arc is asked for as the window asks: on a worker thread, by `lrsim.session.foresight.answer`. Frames are
those of `bench_window`, the dial dragged at 1920 × 1080 off screen, in blocks with the arc shown and hidden
in turn; so are frames while the playhead moves too, each of which asks for another arc.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import itertools
import statistics
import time
from collections.abc import Callable

import measure
from bench_window import Dragged

STEPS = 1000
SGD_MS, ANY_MS, DRAGGED, REFRESH_MS = 10.0, 50.0, 1.2, 50.0
SURFACES = ("quadratic", "rosenbrock", "rastrigin", "six-hump-camel")
BLOCK, SETTLE = 20, 3


def arcs(rounds: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure the arc of every optimizer on some surfaces."""
    from lrsim import Experiment, Runner
    from lrsim.catalogue.entries import entries
    from lrsim.optimizers import Optimizer, optimizer
    from lrsim.session.foresight import Question, answer
    from lrsim.studies.zone.search import forget

    seconds = {}
    for surface, name in itertools.product(SURFACES, entries(Optimizer)):
        if not getattr(optimizer(name), "uses_lr", True):
            continue  # its dial is grey, and has no arc
        runner = Runner(optimizer=name, lr=1e-3)
        question = Question(Experiment(surface, steps=STEPS, runners=[runner]).setup(), 0)
        seconds[surface, name] = _median(lambda asked=question: (forget(), answer(asked)), rounds)
    slowest = sorted(seconds, key=lambda pair: -seconds[pair])
    shown = [("rosenbrock", "sgd"), ("rosenbrock", "adam"), *slowest[:5]]
    rows = [[f"arc: {o} on {s}", f"{1e3 * seconds[s, o]:.1f} ms"] for s, o in shown]
    sgd, most = 1e3 * seconds["rosenbrock", "sgd"], 1e3 * seconds[slowest[0]]
    return rows, [
        measure.Check("arc of SGD on Rosenbrock in ms", sgd, most=SGD_MS),
        measure.Check(f"slowest arc in ms ({' on '.join(slowest[0][::-1])})", most, most=ANY_MS),
    ]


def frames(rounds: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure frames with the arc shown and hidden."""
    dragged = Dragged("rosenbrock")
    foresight = dragged.window.foresight
    rows, checks = [], []
    for name, frame in (("dragged", dragged.frame), ("playing, dragged", dragged.playing_frame)):
        seconds: dict[bool, list[float]] = {True: [], False: []}
        for k in range(2 * max(rounds // BLOCK, 4)):
            shown = k % 2 == 0
            if foresight.shown != shown:
                foresight.toggle()
            for _ in range(SETTLE):
                frame()
            seconds[shown] += [_timed(frame) for _ in range(BLOCK)]
        middle = {shown: statistics.median(values) for shown, values in seconds.items()}
        over = middle[True] / middle[False]
        rows += [[f"{name}, arc {'shown' if s else 'hidden'}", f"{1e3 * middle[s]:.1f} ms"]
                 for s in (True, False)]  # fmt: skip
        if name == "dragged":
            what = "frame of the dragged dial, arc shown over hidden"
            checks.append(measure.Check(what, over, most=DRAGGED))
    if not foresight.shown:
        foresight.toggle()
    refreshed = [1e3 * _refresh(dragged, 100 + 7 * k) for k in range(40)]
    dragged.close()
    rows.append(["from a change to the arc on the dial", f"{statistics.median(refreshed):.1f} ms"])
    return rows, [
        *checks,
        measure.Check("slowest refresh of the arc in ms", max(refreshed), most=REFRESH_MS),
    ]  # fmt: skip


def _refresh(dragged: Dragged, step: int) -> float:
    """Return the seconds from a move of the playhead to its arc on the dial."""
    dial, session = dragged.window.dial, dragged.session
    begin = time.perf_counter()
    session.seek(step)
    while dial.arc is None or not dial.arc.current or dial.arc.from_step != step:
        dragged.application.processEvents()
    return time.perf_counter() - begin


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _median(act: Callable[[], object], rounds: int) -> float:
    act()
    return statistics.median(_timed(act) for _ in range(rounds))


def main() -> None:
    options = measure.arguments(__doc__, rounds=200)
    rows, checks = arcs(max(options.rounds // 40, 3))
    more_rows, more_checks = frames(options.rounds)
    print(measure.machine())
    print()
    print(measure.table(["", "median"], [*rows, *more_rows]))
    measure.conclude([*checks, *more_checks], enforce=options.check)


if __name__ == "__main__":
    main()
