"""The window: frames while the dial is dragged, the first paint, ten thousand frames' memory.

A frame is what follows one movement of the mouse on the dial at 1920 × 1080: three runners of
1000 steps, recomputed from the middle, past, future and ghost shown in all views, and everything
that changed painted, off screen. The three plots alone are measured in turn with Matplotlib (Agg)
redrawing them, at the same sizes, its artists kept and given new data. The first paint is a whole
process until its plots are on the screen, in turn with a bare pyqtgraph window with three, in processor time.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import measure

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # as the application has it

STEPS = 1000
MIDDLE = STEPS // 2
RUNNERS = {"quadratic": (1e-3, 3e-3, 5e-3), "rosenbrock": (1e-4, 5e-4, 1.5e-3)}

MEDIAN_MS, P99_MS, FASTER = 10.0, 16.0, 6.0
FRAMES_A_SECOND, STEPS_A_SECOND = 60, 2.0
FIRST_PAINT = 1.5
FIRST_PAINTS = 10
FRAMES, WARM_UP = 10_000, 1_000
MOST_GROWTH_MB = 5.0


class Dragged:
    """The window with a hand on its dial."""

    def __init__(self, surface: str) -> None:
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        from lrsim import Experiment, Runner
        from lrsim.gui.look.theme import THEMES
        from lrsim.gui.window.main_window import MainWindow
        from lrsim.session.session import Session

        self.application = QApplication.instance() or QApplication([])
        runners = [Runner(name=f"lr {lr:g}", lr=lr) for lr in RUNNERS[surface]]
        self.session = Session(Experiment(surface, steps=STEPS, runners=runners))
        self.session.select(2)
        self.session.set_reveal(True)
        self.session.seek(MIDDLE)
        self.window = MainWindow(self.session, THEMES["dark"])
        self.window.resize(1920, 1080)
        self.window.show()
        self.application.processEvents()
        dial = self.window.dial
        self._centre = QPointF(dial.rect().center())
        self._reach = 0.3 * dial.height()
        self._turned = 0

        def mouse(kind: QEvent.Type, angle: float) -> None:
            place = self._centre + QPointF(math.sin(angle), -math.cos(angle)) * self._reach
            button = (
                Qt.MouseButton.NoButton
                if kind == QEvent.Type.MouseMove
                else Qt.MouseButton.LeftButton
            )
            event = QMouseEvent(
                kind, place, QPointF(dial.mapToGlobal(place.toPoint())), button,
                Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            QApplication.sendEvent(dial, event)

        self._move = lambda angle: mouse(QEvent.Type.MouseMove, angle)
        mouse(QEvent.Type.MouseButtonPress, 0.0)

    def frame(self) -> None:
        """Turn the dial by a little, down and up again, and let everything be painted."""
        self._turned += 1
        self._move(-0.3 + 0.3 * math.cos(0.07 * self._turned))
        self.window.bridge.flush()
        self.application.processEvents()

    def pictures(self) -> None:
        """Turn the dial and repaint the three plots alone: what Matplotlib is asked for."""
        from lrsim.session.session import Change

        self._turned += 1
        self.session.turn_dial(2e-3 + 1e-3 * math.cos(0.07 * self._turned))
        window = self.window
        for view in (
            window.run_page.surface_view,
            window.run_page.loss_view,
            window.run_page.schedule_view,
        ):
            view.show_session(self.session, Change.EXPERIMENT | Change.PATHS)
            view.viewport().repaint()

    def playing_frame(self) -> None:
        """Turn the dial and move the playhead."""
        self.session.seek(MIDDLE + self._turned % 400)
        self.frame()

    def start_moving(self) -> None:
        """Play from the start, so slowly that the balls are seen on their way."""
        self.session.seek(0)
        self.session.set_speed(STEPS_A_SECOND)
        self.session.play()
        self.window.bridge._clock.stop()  # time passes as it is told to

    def moving_frame(self) -> None:
        """Let the time of a frame pass."""
        self.window.bridge.pass_time(1 / FRAMES_A_SECOND)
        self.application.processEvents()

    def settle(self) -> None:
        """Wait for what is worked out beside the window: the arc around the dial."""
        while not self.window.background.is_idle:
            self.application.processEvents()
            time.sleep(0.002)

    def close(self) -> None:
        """Close the window."""
        from PySide6.QtCore import QEvent

        self.window.close()
        self.window.deleteLater()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Redrawn:
    """The same three plots in Matplotlib: past and future of each runner, balls, playheads, heat map."""

    def __init__(self, dragged: Dragged) -> None:
        import numpy as np
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.session = dragged.session
        experiment, runs = self.session.experiment, self.session.runs
        self._flat = experiment.surface.dimensions == 2
        self._canvases, axes = [], []
        window = dragged.window
        for view in (
            window.run_page.surface_view,
            window.run_page.loss_view,
            window.run_page.schedule_view,
        ):
            figure = Figure(figsize=(view.width() / 100, view.height() / 100), dpi=100)
            self._canvases.append(FigureCanvasAgg(figure))
            axes.append(figure.add_subplot())
        surface, loss, rates = axes
        (left, right), (low, high) = window.run_page.surface_view.getViewBox().viewRange()
        x = np.linspace(left, right, 420)
        if self._flat:
            y = np.linspace(low, high, 300)
            shade = np.log1p(experiment.surface.grid(x, y))
            surface.imshow(shade, extent=(left, right, low, high), origin="lower", aspect="auto")
            surface.contour(x, y, shade, levels=14, colors="white", linewidths=0.5)
        else:
            surface.plot(x, experiment.surface(x[:, None]))
        surface.set_xlim(left, right)
        surface.set_ylim(low, high)
        loss.set_yscale("log")
        loss.set_xlim(0, STEPS)
        loss.set_ylim(1e-12, 2 * float(runs[0].loss[0]))
        rates.set_xlim(0, STEPS)
        rates.set_ylim(0, 0.01)
        self._lines = [
            [(axis.plot([], [])[0], axis.plot([], [], "--")[0]) for _ in runs] for axis in axes
        ]
        self._balls = [surface.plot([], [], "o")[0] for _ in runs]
        # and what else the window's pictures show: grid, start, minima, ghosts, the runners' marks on
        # trails and curves, tangent, step arrow and their labels
        for axis in (loss, rates):
            axis.axvline(MIDDLE, ls="--")
        for axis in axes[1:] if self._flat else axes:
            axis.grid(visible=True, alpha=0.3)
        marks = ("o", "s", "^")
        self._marked = [
            [axis.plot([], [], mark, markersize=5)[0] for mark in marks] for axis in axes
        ]
        self._ghosts = [axis.plot([], [], alpha=0.3)[0] for axis in (surface, loss)]
        known = np.array([m.position for m in experiment.surface.minima])
        surface.plot(known[:, 0], known[:, 1] if self._flat else np.zeros(len(known)), "*")
        self._start = surface.plot([], [], "o", fillstyle="none")[0]
        if not self._flat:
            self._tangent = surface.plot([], [], "--")[0]
            self._labels = [surface.text(0, 0, "slope"), surface.text(0, 0, "next step")]
        self._step = surface.plot([], [])[0]

    def frame(self) -> None:
        """Give every artist its data and draw."""
        surface, loss, rates = self._lines
        for index, run in enumerate(self.session.runs):
            position = run.position
            x, y = position[:, 0], position[:, 1] if self._flat else run.loss
            row = self.session.row(index)
            past, future = slice(0, row + 1), slice(row, None)
            for lines, across, up in (
                (surface, x, y), (loss, run.step, run.loss), (rates, run.step[:-1], run.lr),
            ):  # fmt: skip
                for line, part in zip(lines[index], (past, future), strict=True):
                    line.set_data(across[part], up[part])
            self._balls[index].set_data(x[row : row + 1], y[row : row + 1])
            trail, beads = slice(max(row - 60, 0), row), slice(None, row, STEPS // 8)
            self._marked[0][index].set_data(x[trail], y[trail])
            self._marked[1][index].set_data(run.step[beads], run.loss[beads])
            self._marked[2][index].set_data(run.step[beads], run.lr[beads])
        self._draw_rest()
        for canvas in self._canvases:
            canvas.draw()

    def _draw_rest(self) -> None:
        run, row = self.session.run, self.session.row(self.session.selected)
        position, flat = run.position, self._flat
        x, y = position[:, 0], position[:, 1] if flat else run.loss
        self._start.set_data(x[:1], y[:1])
        for ghost in self.session.ghosts[-1:]:
            part, old = slice(ghost.first, ghost.last + 1), ghost.run
            up = old.position[part, 1] if flat else old.loss[part]
            self._ghosts[0].set_data(old.position[part, 0], up)
            self._ghosts[1].set_data(old.step[part], old.loss[part])
        self._step.set_data(x[row : row + 2], y[row : row + 2])
        if not flat:
            slope = float(self.session.experiment.surface.gradient(position[row])[0])
            ends = [x[row] - 1, x[row] + 1]
            self._tangent.set_data(ends, [y[row] - slope, y[row] + slope])
            for label, text in zip(self._labels, ("slope", "next step"), strict=True):
                label.set_position((x[row], y[row]))
                label.set_text(f"{text} {slope:.3g}")


def dragging(surface: str, rounds: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure frames while the dial is dragged."""
    from lrsim.gui.loop.garbage import collected_between_events

    dragged = Dragged(surface)
    redrawn = Redrawn(dragged)
    dragged.settle()
    ours, theirs = f"{surface}: the window", f"{surface}: Matplotlib"
    alone = f"{surface}: its three plots alone"
    moving = f"{surface}: motion"
    with collected_between_events(dragged.window):  # as the application has it
        for _ in range(50):
            dragged.frame()
        seconds = measure.in_thread({ours: dragged.frame}, rounds)
        seconds |= measure.interleaved({alone: dragged.pictures, theirs: redrawn.frame}, rounds)
        dragged.start_moving()
        seconds |= measure.in_thread({moving: dragged.moving_frame}, rounds)
    dragged.close()
    rows = [_row(name, values) for name, values in seconds.items()]
    frame, motion = (
        [1e3 * value for value in seconds[name + measure.THREAD]] for name in (ours, moving)
    )
    checks = [
        measure.Check(f"{surface}: median frame in ms", statistics.median(frame), most=MEDIAN_MS),
        measure.Check(f"{surface}: 99 % of frames in ms", measure.percentile(frame, 99), most=P99_MS),
        measure.Check(f"{surface}: 99 % of motion in ms", measure.percentile(motion, 99), most=P99_MS),
        measure.Check(
            f"{surface}: Matplotlib over the same plots",
            measure.ratio(seconds, theirs, alone),
            least=FASTER,
        ),
    ]  # fmt: skip
    return rows, checks


def _row(name: str, seconds: list[float]) -> list[str]:
    values = [1e3 * value for value in seconds]
    figures = (
        statistics.median(values),
        measure.percentile(values, 90),
        measure.percentile(values, 99),
        max(values),
    )
    return [name, *(f"{value:.1f} ms" for value in figures)]


# --- the first paint ---

_UNTIL_PAINTED = """
import os
import pyqtgraph as pg
from PySide6.QtCore import QTimer

paint = pg.GraphicsView.paintEvent

def painted(self, event):
    paint(self, event)
    QTimer.singleShot(0, lambda: os._exit(0))  # the pass that paints one paints the rest, too

pg.GraphicsView.paintEvent = painted
"""
_LRSIM = """
import sys
from lrsim.__main__ import main
sys.argv = ["lrsim"]
main()
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget
application = QApplication([])
window, row = QMainWindow(), QHBoxLayout()
for k in range(3):
    plot = pg.PlotWidget()
    plot.plot([0, 1, 2], [k, 1, 0])
    row.addWidget(plot)
content = QWidget()
content.setLayout(row)
window.setCentralWidget(content)
window.resize(1440, 860)
window.show()
application.exec()
"""


def first_paint(rounds: int) -> tuple[list[list[str]], list[measure.Check]]:
    """Measure whole processes until their plots are painted."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "XDG_CONFIG_HOME": home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed one has been compiled
        environment["PYTHONPYCACHEPREFIX"] = home

        def process(code: str) -> float:
            """Return the processor time of a whole process."""
            command = [sys.executable, "-c", _UNTIL_PAINTED + code]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, cwd=measure.ROOT, env=environment, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        ours, bare = "lrsim", "bare pyqtgraph, three plots"
        codes = {ours: _LRSIM, bare: _BARE}
        seconds: dict[str, list[float]] = {name: [] for name in codes}
        for turn in range(rounds + 1):
            for name, code in codes.items():
                taken = process(code)
                if turn:  # at first modules are compiled
                    seconds[name].append(taken)
    over = measure.ratio(seconds, ours, bare)
    rows = [_row(f"first paint: {name}", values) for name, values in seconds.items()]
    return rows, [measure.Check("first paint over a bare window's", over, most=FIRST_PAINT)]


# --- for long ---


def long_run() -> tuple[str, list[measure.Check]]:
    """Paint ten thousand frames with playhead and dial moving, and look at memory.

    References to None may rise, by about 20 a frame: PySide 6.11 leaves six of them, one for each virtual
    function of QPaintDevice, with every QPixmap, QImage or QPicture that is made in Python and painted on,
    as pyqtgraph's axes are whenever they are drawn anew. Nothing but the count grows. A fall would be a
    reference given back too often: it ends the process.
    """
    import gc

    import psutil

    process = psutil.Process()
    dragged = Dragged("rosenbrock")
    for _ in range(WARM_UP):
        dragged.playing_frame()
    gc.collect()
    before, references = process.memory_info().rss, sys.getrefcount(None)
    for _ in range(FRAMES):
        dragged.playing_frame()
    gc.collect()
    grown = (process.memory_info().rss - before) / 2**20
    risen = sys.getrefcount(None) - references
    dragged.close()
    text = (
        f"{FRAMES} frames: memory grew by {grown:.2f} MB, references to None rose by "
        f"{risen / FRAMES:.1f} a frame"
    )
    checks = [
        measure.Check("growth over 10,000 frames in MB", grown, most=MOST_GROWTH_MB),
        measure.Check("references to None lost a thousand frames", -1e3 * risen / FRAMES, most=1.0),
    ]
    return text, checks


def main() -> None:
    options = measure.arguments(__doc__, rounds=300)
    rows, checks = [], []
    for surface in RUNNERS:
        more_rows, more_checks = dragging(surface, options.rounds)
        rows += more_rows
        checks += more_checks
    paint_rows, paint_checks = first_paint(min(options.rounds, FIRST_PAINTS))
    text, long_checks = long_run()
    print(measure.machine())
    print(f"Frames of the dragged dial, 1920 × 1080, {options.rounds} interleaved rounds:\n")
    print(measure.table(["", "median", "90 %", "99 %", "most"], rows))
    print()
    print(measure.table(["whole processes", "median", "90 %", "99 %", "most"], paint_rows))
    print(f"\n{text}")
    measure.conclude([*checks, *paint_checks, *long_checks], enforce=options.check)


if __name__ == "__main__":
    main()
