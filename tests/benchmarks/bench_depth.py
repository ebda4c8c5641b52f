"""The landscape: frames while it is played, while it is turned, and the detailed picture beside them.

At 1920 × 1080, off screen, three runners of 1000 steps, the whole future revealed. A frame is all that
the window paints after the playhead or the landscape has moved; the landscape's own share is told beside
it, and what playing costs while the surface is flat.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import os
import statistics
import time

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"

STEPS = 1000
RATES = {
    "rosenbrock": (1e-4, 5e-4, 1.5e-3),
    "himmelblau": (1e-3, 1e-2, 2e-2),
    "ackley": (0.01, 0.1, 0.5),
    "rastrigin": (1e-3, 1e-2, 0.03),
}
PLAYING_MS, TURNING_MS = 12.0, 30.0
TURN = 0.01
SPEED = 60.0


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

    def start_playing(self) -> None:
        """Play from the start, so fast that every frame has a step."""
        self.session.seek(0)
        self.session.set_speed(SPEED)
        self.session.play()
        self.window.bridge._clock.stop()  # time passes as it is told to

    def play(self) -> None:
        """Let the time of a frame pass."""
        self.session.advance(1.0 / SPEED)
        self._paint()

    def flatten(self) -> None:
        """Show the surface flat."""
        self.window.toggle_depth()

    def turn(self) -> None:
        """Turn the landscape."""
        self.view.look(self.view.angles.turned(TURN, 0.0))
        self._paint()

    def balls(self) -> None:
        """Paint the landscape's view alone, as it stands."""
        self.view.repaint()

    def turned_view(self) -> None:
        """Turn the landscape and paint its view alone."""
        self.view.look(self.view.angles.turned(TURN, 0.0))
        self.view.repaint()

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


def frames(surface: str, rounds: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure a surface's frames."""
    landscape = Landscape(surface)
    seconds: dict[str, list[float]] = {}
    for name, act, count in (
        ("turning", landscape.turn, rounds),
        ("turning, its view alone", landscape.turned_view, rounds),
        ("in detail, beside", landscape.detail, 5),
        ("playing", landscape.play, rounds),
        ("its view alone", landscape.balls, rounds),
        ("playing, flat", landscape.play, rounds),
    ):
        landscape.settle()
        if name == "playing, flat":
            landscape.flatten()
        if act == landscape.play:
            landscape.start_playing()
        seconds |= measure.interleaved({name: act}, count)
        landscape.session.pause()
    landscape.close()
    rows = [_row(f"{surface}: {name}", values) for name, values in seconds.items()]
    limits = (("playing", PLAYING_MS), ("turning", TURNING_MS))
    checks = [
        measure.Check(
            f"{surface}: {name}, median in ms", 1e3 * statistics.median(seconds[name]), most=most
        )
        for name, most in limits
    ]
    return rows, checks


def _row(name: str, seconds: list[float]) -> list[str]:
    values = sorted(1e3 * value for value in seconds)
    figures = (statistics.median(values), values[int(0.9 * (len(values) - 1))], values[-1])
    return [name, *(f"{value:.1f} ms" for value in figures)]


def main() -> None:
    options = measure.arguments(__doc__, rounds=200)
    rows, checks = [], []
    for surface in RATES:
        more_rows, more_checks = frames(surface, options.rounds)
        rows += more_rows
        checks += more_checks
    print(measure.machine())
    print(measure.table(["", "median", "90 %", "most"], rows))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
