"""The landscape: frames while it is played, while it is turned, and the detailed picture beside them.

At 1920 × 1080, off screen, three runners of 1000 steps, the whole future revealed. A frame is all that
the window paints after time has passed or the landscape has been turned, in processor time of its thread:
a busy machine is no bug. The landscape's own share of it is told beside it, and what playing costs while the
surface is flat.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # as the application has it

STEPS = 1000
RATES = {
    "rosenbrock": (1e-4, 5e-4, 1.5e-3),
    "himmelblau": (1e-3, 1e-2, 2e-2),
    "ackley": (0.01, 0.1, 0.5),
    "rastrigin": (1e-3, 1e-2, 0.03),
}
PLAYING_MS, TURNING_MS = 12.0, 30.0
TURN = 0.01
SPEEDS = {"playing": 60.0, "motion": 2.0}
"""Steps a second: so fast that every frame has a step; so slow that the balls are seen on their way."""
FRAMES_A_SECOND = 60


class Landscape:
    """The window with a surface as a landscape."""

    def __init__(self, surface: str) -> None:
        from PySide6.QtWidgets import QApplication

        from lrsim import Experiment, Runner
        from lrsim.gui.look.theme import THEMES
        from lrsim.gui.window.main_window import MainWindow
        from lrsim.session.session import Session

        self.application = QApplication.instance() or QApplication([])
        runners = [Runner(name=f"lr {lr:g}", lr=lr) for lr in RATES[surface]]
        self.session = Session(Experiment(surface, steps=STEPS, runners=runners))
        self.session.set_reveal(True)
        self.window = MainWindow(self.session, THEMES["dark"])
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.toggle_depth()
        self.view = self.window.run_page.surface_place.deep
        self.settle()

    def settle(self) -> None:
        """Wait for what is painted beside the frames."""
        self._paint()
        while not (self.view.is_settled and self.window.background.is_idle):
            self.application.processEvents()
            time.sleep(0.002)

    def start_playing(self, speed: float) -> None:
        """Play from the start."""
        self.session.seek(0)
        self.session.set_speed(speed)
        self.session.play()
        self.window.bridge._clock.stop()  # time passes as it is told to

    def play(self) -> None:
        """Let the time of a frame pass."""
        self.window.bridge.pass_time(1.0 / FRAMES_A_SECOND)
        self.application.processEvents()

    def flatten(self) -> None:
        """Show the surface flat."""
        self.window.toggle_depth()

    def turn(self) -> None:
        """Turn the landscape."""
        self.view.look(self.view.angles.turned(TURN, 0.0))
        self._paint()

    def detail(self) -> None:
        """Paint it in detail, as is done in the background."""
        from lrsim.gui.depth.raster import rasterize

        view, mesh = self.view, self.view.mesh
        paints = view.scene(mesh).paints
        size = view.size().toTuple()
        rasterize(mesh, view.projection(mesh), size, paints, step=1.0, fine=True)

    def _paint(self) -> None:
        self.window.bridge.flush()
        self.application.processEvents()

    def close(self) -> None:
        """Close the window."""
        from PySide6.QtCore import QEvent

        self.window.close()
        self.window.deleteLater()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Own:
    """The landscape's share of each frame: what it is told, and what it paints."""

    METHODS = ("show_session", "show_motion", "paintEvent")

    def __init__(self) -> None:
        from lrsim.gui.depth.view import DepthView

        self.seconds: list[float] = []
        self._frame = 0.0
        for name in self.METHODS:
            setattr(DepthView, name, self._timed(getattr(DepthView, name)))

    def of(self, act: Callable[[], object]) -> Callable[[], None]:
        """Return an act that notes its share."""

        def run() -> None:
            self._frame = 0.0
            act()
            self.seconds.append(self._frame)

        return run

    def _timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            begin = time.thread_time()
            try:
                return method(*args)
            finally:
                self._frame += time.thread_time() - begin

        return timed


def frames(surface: str, rounds: int, own: Own) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure a surface's frames."""
    from lrsim.gui.loop.garbage import collected_between_events

    landscape = Landscape(surface)
    seconds: dict[str, list[float]] = {}
    with collected_between_events(landscape.window):  # as the application has it
        for name, act, count in (
            ("turning", landscape.turn, rounds),
            ("in detail, beside", landscape.detail, 5),
            ("playing", landscape.play, rounds),
            ("motion", landscape.play, rounds),
            ("playing, flat", landscape.play, rounds),
        ):
            if name == "playing, flat":
                landscape.flatten()
            landscape.settle()
            if act == landscape.play:
                landscape.start_playing(SPEEDS[name.partition(",")[0]])
            own.seconds.clear()
            taken = measure.in_thread({name: own.of(act)}, count)
            seconds[name] = taken[name + measure.THREAD]
            if any(own.seconds):
                seconds[f"{name}, its own"] = own.seconds.copy()
            landscape.session.pause()
    landscape.close()
    rows = [_row(f"{surface}: {name}", values) for name, values in seconds.items()]
    limits = (("playing", PLAYING_MS), ("motion", PLAYING_MS), ("turning", TURNING_MS))
    checks = [
        measure.Check(
            f"{surface}: {name}, 99 % in ms", 1e3 * measure.percentile(seconds[name], 99), most=most
        )
        for name, most in limits
    ]
    return rows, checks


def _row(name: str, seconds: list[float]) -> list[str]:
    values = [1e3 * value for value in seconds]
    figures = statistics.median(values), *(measure.percentile(values, s) for s in (90, 99, 100))
    return [name, *(f"{value:.1f} ms" for value in figures)]


def main() -> None:
    options = measure.arguments(__doc__, rounds=200)
    rows, checks, own = [], [], Own()
    for surface in RATES:
        more_rows, more_checks = frames(surface, options.rounds, own)
        rows += more_rows
        checks += more_checks
    print(measure.machine())
    print(measure.table(["", "median", "90 %", "99 %", "most"], rows))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
