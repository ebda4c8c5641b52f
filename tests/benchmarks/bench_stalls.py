"""What the window's thread does at once: themes, sizes, pages seen for the first time, sheets that open.

What counts is the thread's own time of one pass of the event loop, so that neighbours have no say: as long
as a pass takes, no key and no click is answered. Each act waits until what it has caused is there. It is
done in a fresh window, and in one in which every page has been looked at.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import argparse
import gc
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # as the application has it

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lrsim import Experiment
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

MOST_MS = 100.0
QUIET_SECONDS = 0.2
"""After the last work beside, so that timers have run, too."""

SIZES = QSize(1280, 720), QSize(1920, 1080)


class Watched:
    """A window of which each act is timed.

    Attributes
    ----------
    longest, whole : dict of str to list of float
        Milliseconds of each act, in each round: of the longest pass of the event loop, and of all of them.
    """

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self.longest: dict[str, list[float]] = {}
        self.whole: dict[str, list[float]] = {}

    def open(self, what: str, size: QSize) -> None:
        """Open a window."""

        def make() -> None:
            self.background = Background()
            self.session = Session(Experiment("quadratic"), beside=self.background.submit)
            self.window = MainWindow(self.session, THEMES["dark"], self.background, size)
            self.window.show()

        self.do(what, make)

    def do(self, what: str, act: Callable[[], Any]) -> None:
        """Act as a slot would, and wait until all is there."""
        begin = time.thread_time()
        act()
        spent = longest = time.thread_time() - begin
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < QUIET_SECONDS:
            begin = time.thread_time()
            self._application.processEvents()
            once = time.thread_time() - begin
            spent, longest = spent + once, max(longest, once)
            if not self.background.is_idle or once > 0.001:
                quiet = time.perf_counter()
            time.sleep(0.001)
        gc.collect(1)
        self.longest.setdefault(what, []).append(1e3 * longest)
        self.whole.setdefault(what, []).append(1e3 * spent)

    def dress(self, where: str) -> None:
        """Put on each theme at each size, and have type of another size."""
        for name in ("light", "projector", "contrast", "dark"):
            self.do(f"{where}: {name}", lambda n=name: self.window.set_theme(THEMES[n]))
        self.do(f"{where}: type larger", lambda: self.window.step_type(1))
        self.do(f"{where}: type as before", lambda: self.window.step_type(0))

    def live(self, size: QSize, other: QSize) -> None:
        """Open a window and do what a user does in it."""
        at = f"{size.width()}×{size.height()}"
        self.open(f"{at}, fresh: opened", size)
        window = self.window
        self.dress(f"{at}, fresh")
        for index, name in enumerate(window.page_names[1:], 1):
            self.do(f"{at}: first look at {name}", lambda k=index: window.show_page(k))
        self.do(f"{at}: back to the run", lambda: window.show_page(0))
        self.dress(f"{at}, all seen")
        self.do(f"{at}: another size", lambda: window.resize(other))
        self.do(f"{at}: the size before", lambda: window.resize(size))
        self.do(f"{at}: light again", lambda: window.set_theme(THEMES["light"]))
        for index, name in enumerate(window.page_names[1:], 1):
            self.do(f"{at}: {name} in another theme", lambda k=index: window.show_page(k))
        self.do(f"{at}: back to the run again", lambda: window.show_page(0))
        self.do(f"{at}: keys", window.actions_.sheet.toggle)
        self.do(f"{at}: keys gone", window.actions_.sheet.toggle)
        self.do(f"{at}: gallery", window.actions_.opening.show)
        self.do(f"{at}: gallery gone", self.close_gallery)
        self.do(f"{at}: presenting", window.present)
        self.do(f"{at}: presenting no longer", window.present)
        self.do(f"{at}: Rosenbrock", lambda: self.session.edit(surface="rosenbrock"))
        self.do(f"{at}: 3-D", window.toggle_depth)
        self.do(f"{at}: flat", window.toggle_depth)
        self.do(f"{at}: closed", self.close)

    def close_gallery(self) -> None:
        """Press Escape in the gallery."""
        QTest.keyClick(self.window.actions_.opening.gallery, Qt.Key.Key_Escape)

    def close(self) -> None:
        """Close the window."""
        self.window.actions_.may_close = lambda: True  # nobody is there to be asked
        self.window.close()
        self.window.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="rounds to take the median of")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a threshold is missed")
    options = parser.parse_args()
    application = QApplication([])
    gc.disable()  # as the application does: between events only
    watched = Watched(application)
    for _ in range(options.rounds + 1):
        for size, other in (SIZES, SIZES[::-1]):
            watched.live(size, other)
    # in the first round modules are loaded
    longest, whole, first = (
        {what: pick(values) for what, values in each.items()}
        for each, pick in (
            (watched.longest, lambda values: statistics.median(values[1:])),
            (watched.whole, lambda values: statistics.median(values[1:])),
            (watched.longest, lambda values: values[0]),
        )
    )
    print(measure.machine())
    rows = [
        [what, f"{longest[what]:.0f} ms", f"{whole[what]:.0f} ms", f"{first[what]:.0f} ms"]
        for what in longest
    ]
    print("\n" + measure.table(["", "longest pass", "all", "longest, at first"], rows))
    acts = {what: value for what, value in longest.items() if "opened" not in what}
    worst = max(acts, key=acts.__getitem__)
    measure.conclude(
        [measure.Check(f"longest pass in ms ({worst})", acts[worst], most=MOST_MS)],
        enforce=options.check,
    )


if __name__ == "__main__":
    main()
