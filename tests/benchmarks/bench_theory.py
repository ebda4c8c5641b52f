"""The local quadratic and the long run: one step's theory, a diagram, and what they add to a frame.

A frame is what follows one step of the playhead at 1920 × 1080 while playing, three runners of 1000 steps;
with the local quadratic's ticks, gauge, parabola and words, and in random order without them.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import os
import random
import statistics
import sys
import time
from collections.abc import Callable

import measure
import numpy as np

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(measure.ROOT))

import lrsim
from lrsim.runs.moments import Bookmark
from lrsim.theory import theory_of

STEPS = 1000
MOST_MS = 0.5  # of a frame's 16, the numbers' cost in a cold cache included
DIAGRAM_MS = 50.0
CASES = (("quadratic", "sgd"), ("double-well", "sgd:momentum=0.9"), ("rosenbrock", "adam"))


class Playing:
    """The window with its playhead moving."""

    def __init__(self, surface: str, optimizer: str) -> None:
        from PySide6.QtWidgets import QApplication

        from lrsim.gui.look.theme import THEMES
        from lrsim.gui.window.main_window import MainWindow

        self.application = QApplication.instance() or QApplication([])
        runners = [
            lrsim.Runner(name=f"lr {lr:g}", lr=lr, optimizer=optimizer) for lr in (1e-4, 5e-4, 1e-3)
        ]
        self.session = lrsim.Session(lrsim.Experiment(surface, steps=STEPS, runners=runners))
        self.window = MainWindow(self.session, THEMES["dark"])
        self.window.resize(1920, 1080)
        self.window.show()
        self.application.processEvents()
        self.session.play()
        self._step = 0

    def frame(self, theory: bool) -> float:
        """Move the playhead by a step and let everything be painted; returns the thread's seconds."""
        local = self.window.run_page.surface_view.local
        for owner, name in ((local, "show_session"), (self.window.words, "_show_theory")):
            vars(owner).pop(name, None)
            if not theory:
                setattr(owner, name, lambda *_: None)
        local.setVisible(theory)
        self._step = self._step % (STEPS - 1) + 1
        begin = time.thread_time()
        self.session.seek(self._step)
        self.window.bridge.flush()
        self.application.processEvents()
        return time.thread_time() - begin

    def close(self) -> None:
        self.window.actions_.may_close = lambda: True
        self.window.close()


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    work()
    taken = []
    for _ in range(rounds):
        begin = time.thread_time()
        work()
        taken.append(time.thread_time() - begin)
    return 1e3 * statistics.median(taken)


def frames(surface: str, optimizer: str, rounds: int) -> tuple[float, float]:
    """Return the milliseconds of a frame without the theory, and what it adds."""
    playing = Playing(surface, optimizer)
    chosen = random.Random(1)  # not in turn: a path that swings has cheaper frames on one side
    taken: dict[bool, list[float]] = {False: [], True: []}
    for k in range(2 * rounds):
        theory = chosen.random() < 0.5
        seconds = playing.frame(theory)
        if k > rounds // 5:
            taken[theory].append(seconds)
    playing.close()
    # means without the odd long frame: words and ticks change in some frames only
    bare, whole = trimmed(taken[False]), trimmed(taken[True])
    return 1e3 * bare, 1e3 * (whole - bare)


def trimmed(seconds: list[float]) -> float:
    """Return the mean of all but the longest tenth."""
    return statistics.fmean(sorted(seconds)[: len(seconds) * 9 // 10])


def main() -> None:
    options = measure.arguments(__doc__, rounds=600)
    print(measure.machine())
    rows, checks = [], []
    for surface, optimizer in CASES:
        run = lrsim.run(surface, optimizer, lr=1e-3, steps=STEPS)
        some = iter([k % STEPS for k in range(10**6)])
        place = Bookmark()  # as the session asks: for one step after another
        one = milliseconds(
            lambda run=run, some=some, place=place: theory_of(run, next(some), place), 2000
        )
        bare, added = frames(surface, optimizer, options.rounds)
        rows.append(
            [f"{surface}, {optimizer}", f"{1e3 * one:.0f} µs", f"{bare:.2f} ms", f"{added:.2f} ms"]
        )
        checks.append(measure.Check(f"ms of a frame, {surface}, {optimizer}", added, most=MOST_MS))
    print()
    print(measure.table(["", "a step's theory", "frame without", "theory adds"], rows))
    lrs = np.linspace(0.1, 0.5, 512)
    diagram = milliseconds(lambda: lrsim.bifurcation("double-well", start=0.5, lrs=lrs), 15)
    checks.append(measure.Check("ms for 512 LRs on the double well", diagram, most=DIAGRAM_MS))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
