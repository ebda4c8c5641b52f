"""The map in the window: its first picture, the whole of it, and the longest stall while zooming.

The window is 1920 × 1080, off screen; the map 512 × 512 runs of 500 steps over learning rate and
momentum. A stall is the longest that the event loop was away, for computing, painting or anything else,
while maps are zoomed into one after the other, each before it is finished. The same map by
`trainability_map`, without a window, stands beside them.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import os
import statistics
import time

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"

STEPS = 500
FIRST_MS, WHOLE_MS, STALL_MS = 50.0, 250.0, 50.0
ZOOMS = 8


class Mapped:
    """A window that shows the map."""

    def __init__(self, optimizer: str) -> None:
        from PySide6.QtWidgets import QApplication

        from lrsim import Experiment, Runner
        from lrsim.gui.look.theme import THEMES
        from lrsim.gui.window.main_window import MainWindow
        from lrsim.session.session import Session

        self.application = QApplication.instance() or QApplication([])
        runner = Runner(optimizer=optimizer, lr=1e-3)
        session = Session(Experiment("rosenbrock", steps=STEPS, runners=[runner]))
        self.window = MainWindow(session, THEMES["dark"])
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.show_page(self.window.studies.names.index("Map"))
        self.view = self.window.studies.page
        self.until(lambda: self.view.sheet.complete)
        self.stall = 0.0

    def until(self, reached) -> float:
        """Run the event loop until something holds; returns the seconds that took."""
        begun = last = time.perf_counter()
        while not reached():
            self.application.processEvents()
            now = time.perf_counter()
            self.stall = max(getattr(self, "stall", 0.0), now - last)
            last = now
            time.sleep(0.0005)  # as an event loop does that has nothing to do
            last = time.perf_counter()
        self.application.processEvents()
        return time.perf_counter() - begun

    def draw(self) -> tuple[float, float]:
        """Draw the map anew; returns the seconds to the first picture and to the whole."""
        begun = time.perf_counter()
        self.view.reset()
        self.until(lambda: self.view.sheet.started)
        first = time.perf_counter() - begun
        self.until(lambda: self.view.sheet.complete)
        return first, time.perf_counter() - begun

    def zoom(self) -> float:
        """Zoom in again and again, before maps are finished; returns the longest stall."""
        from lrsim.gui.maps.rubber import Box

        self.view.reset()
        self.until(lambda: self.view.sheet.complete)
        self.stall = 0.0
        for _ in range(ZOOMS):
            begun = time.perf_counter()
            self.view.zoom(Box(0.1, 0.6, 0.4, 0.9))
            self.application.processEvents()
            self.stall = max(self.stall, time.perf_counter() - begun)
            until = time.perf_counter() + 0.06
            self.until(lambda end=until: time.perf_counter() > end)
        self.until(lambda: self.view.sheet.complete)
        return self.stall


def main() -> None:
    """Measure and print."""
    import lrsim

    options = measure.arguments(__doc__, rounds=7)
    print(measure.machine())
    checks, rows = [], []
    for optimizer, partner in (("sgd", "momentum"), ("adam", "beta1")):
        mapped = Mapped(optimizer)
        drawn = [mapped.draw() for _ in range(options.rounds)]
        first, whole = (1e3 * statistics.median(times) for times in zip(*drawn, strict=True))
        stall = 1e3 * max(mapped.zoom() for _ in range(options.rounds))
        bare = []
        for _ in range(options.rounds):
            begun = time.perf_counter()
            lrsim.trainability_map(
                "rosenbrock", optimizer=optimizer, steps=STEPS,
                x=("lr", 1e-4, 10, 512), y=(partner, 0, 0.99, 512),
            )  # fmt: skip
            bare.append(1e3 * (time.perf_counter() - begun))
        figures = (first, whole, stall, statistics.median(bare))
        rows.append([optimizer, *(f"{figure:.0f} ms" for figure in figures)])
        checks.append(measure.Check(f"first picture, {optimizer} (ms)", first, most=FIRST_MS))
        checks.append(measure.Check(f"longest stall, {optimizer} (ms)", stall, most=STALL_MS))
        if optimizer == "sgd":
            checks.append(measure.Check("whole map, sgd (ms)", whole, most=WHOLE_MS))
    header = ["512 × 512 × 500", "first picture", "whole", "longest stall", "without a window"]
    print(measure.table(header, rows))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
