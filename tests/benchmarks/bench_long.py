"""Long runs in the window: the longest time its thread works between two returns to the event loop.

Sixteen million steps of three runners, and a million of eight on a formula: opened, looked at in the middle
and at the end, the dial turned there, another surface taken. What counts is the thread's own time, so that
neighbours have no say. Each act waits until paths and verdicts are there.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import os
import time
from collections.abc import Callable
from typing import Any

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from lrsim import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

MOST_MS = 100.0
QUIET_SECONDS = 0.3
"""After the last work beside, so that timers have run, too."""

AWAITED = "paths", "verdicts"
"""What is shown at once; arc and fixes go on for longer, and are dropped with the next act."""

FORMULA = "x**2 + 10*sin(y)**2 + 0.1*cos(3*x)"


class Clocked(QApplication):
    """Keeps the longest time that one event has taken, with all that it has caused."""

    def __init__(self) -> None:
        super().__init__([])
        self.longest = 0.0
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        self._depth += 1
        begin = time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if not self._depth:
                self.longest = max(self.longest, time.thread_time() - begin)


class Long:
    """A window on a long experiment."""

    def __init__(self, clock: Clocked, name: str, experiment: Experiment) -> None:
        self.clock, self.name = clock, name
        self.rows: list[list[str]] = []
        self.worst = 0.0
        begin = time.thread_time()
        self.background = Background()
        self.session = Session(experiment, beside=self.background.submit)
        self._note("opening: the session", time.thread_time() - begin, 0.0)
        self.window = MainWindow(self.session, THEMES["dark"], self.background)
        self.window.resize(1920, 1080)
        self.do("opening: first pictures", self.window.show)

    def do(self, what: str, act: Callable[[], Any]) -> None:
        """Act as a slot would, and wait until all is there."""
        begin, own = time.perf_counter(), time.thread_time()
        self.clock.longest = 0.0
        act()
        self.clock.longest = time.thread_time() - own
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < QUIET_SECONDS:
            self.clock.processEvents()
            time.sleep(0.001)
            if any(map(self.background.is_busy, AWAITED)):
                quiet = time.perf_counter()
        self._note(what, self.clock.longest, quiet - begin)

    def _note(self, what: str, longest: float, whole: float) -> None:
        self.worst = max(self.worst, 1e3 * longest)
        self.rows.append([f"{self.name}: {what}", f"{1e3 * longest:.0f} ms", f"{whole:.2f} s"])

    def close(self) -> None:
        self.session.save = lambda path: None  # nobody is there to be asked
        self.window.actions_.may_close = lambda: True
        self.window.close()
        self.window.deleteLater()
        self.clock.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def drive(clock: Clocked, name: str, experiment: Experiment, lr: float) -> Long:
    """Do what a user does with a long experiment."""
    long = Long(clock, name, experiment)
    session, steps = long.session, experiment.steps
    long.do("to the middle", lambda: session.seek(steps // 2))
    session.begin_gesture()
    for factor in (1.1, 1.2):
        long.do(f"dial × {factor} in the middle", lambda f=factor: session.turn_dial(f * lr))
    session.end_gesture()
    long.do("to the end", lambda: session.seek(steps))
    session.begin_gesture()
    for factor in (0.9, 0.8):
        long.do(f"dial × {factor} at the end", lambda f=factor: session.turn_dial(f * lr))
    session.end_gesture()
    long.do("back to the start", lambda: session.seek(0))
    long.do("the future shown", lambda: session.set_reveal(True))
    long.do("undo", session.undo)
    long.do("a new formula", lambda: session.edit(surface=f"formula:{FORMULA} + 0.01*x"))
    return long


def main() -> None:
    options = measure.arguments(__doc__, rounds=1)
    clock = Clocked()
    runners = [Runner(name=f"{k}", lr=1e-4 * k, optimizer="sgd:momentum=0.5") for k in (1, 2, 3)]
    eight = [Runner(name=f"{k}", lr=0.01 * k) for k in range(1, 9)]
    cases = {
        "2²⁴ × 3": (Experiment("rosenbrock", steps=2**24, runners=runners), 1e-4),
        "10⁶ × 8, formula": (
            Experiment(f"formula:{FORMULA}", steps=10**6, runners=eight), 0.01,
        ),
    }  # fmt: skip
    checks = []
    print(measure.machine())
    for name, (experiment, lr) in cases.items():
        long = drive(clock, name, experiment, lr)
        print("\n" + measure.table(["", "longest", "all there after"], long.rows), flush=True)
        checks.append(measure.Check(f"{name}: longest in ms", long.worst, most=MOST_MS))
        long.close()
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
