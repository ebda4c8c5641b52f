"""Events at random: mouse, keys, wheel, sizes, themes, files. What is found is played again by its seed.

A test plays a few. By hand, for as long as is wanted, on the display that there is::

    PYTHONPATH=tests python tests/gui/stumble.py --seed 1 --minutes 5

What a pass of the event loop takes is told in processor time of the window's thread, which is what counts:
of a busy machine the clock tells what others do. What has grown is told of a window at rest, brought to the
same state each time: first when every page, sheet, lesson, theme and size of type has been seen and a minute
of events (or a quarter of all) has filled the caches; then at the end. The most that was in use in between is
told besides.
"""

# ruff: noqa: T201 - for a script run by hand, which says what it found
from __future__ import annotations

import argparse
import contextlib
import gc
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox, QWidget

from gui.dialogs import choose_file, open_dialogs
from gui.waits import Waits
from lrsim.experiment import Experiment
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.faults import Faults
from lrsim.gui.loop.garbage import collected_between_events, give_back
from lrsim.gui.loop.net import FAULTS
from lrsim.gui.maps import ranges
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.type_size import FACTORS
from lrsim.lessons import lessons
from lrsim.session.session import VIVID, Session

STALL: Final = 0.1
"""Seconds of work in one pass of the event loop, after which a window is taken to hang."""

WARM_SECONDS: Final = 60.0
"""After so many seconds of events caches are taken to be full."""

PAUSE_MS: Final = 5
"""Between acts, in which what follows from one happens."""

SURFACES: Final = (
    "quadratic",
    "shower",
    "rosenbrock",
    "formula:log(x)",
    "formula:1/x+y**2",
    "double-well",
)
KEYS: Final = tuple(
    Qt.Key(code)
    for code in (
        *range(Qt.Key.Key_0, Qt.Key.Key_9 + 1), *range(Qt.Key.Key_A, Qt.Key.Key_Z + 1),
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Escape,
        Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
        Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_Minus, Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F11,
    )
)  # fmt: skip
WITH_CONTROL: Final = tuple(
    Qt.Key[f"Key_{name}"] for name in ("Z", "Y", "S", "O", "N", "1", "2", "3", "4", "5")
)
BROKEN: Final = ('surface = "nowhere"', "start = [nan", "", "\0\0", 'title = "é"\nsurface = 3')


class Stumbler:
    """Someone who presses, turns and drags whatever there is.

    Parameters
    ----------
    window : MainWindow
    seed : int
        Of all that is done; the same seed does the same where the window answers the same.
    folder : Path
        Where files are opened and saved.
    only : collection of str, optional
        Names of the acts that are done, of all there are.
    """

    def __init__(
        self, window: MainWindow, seed: int, folder: Path, only: Collection[str] = ()
    ) -> None:
        self.window = window
        self.folder = folder
        self.done: list[str] = []
        self.waits = Waits()
        self._random = random.Random(seed)
        self._aimed_at: QWidget = window
        acts: list[tuple[Callable[[], str], int]] = [
            (self.click, 30), (self.press_key, 25), (self.turn_wheel, 12), (self.drag, 12),
            (self.play, 4), (self.resize, 3), (self.change_surface, 3), (self.change_page, 3),
            (self.change_theme, 1), (self.press_with_control, 3), (self.double_click, 4),
        ]  # fmt: skip
        self._acts = [each for each in acts if not only or each[0].__name__ in only]

    def act(self) -> str:
        """Do something, and return what."""
        for dialog in open_dialogs():
            self.done.append(f"answer {self.answer(dialog)}")
            return self.done[-1]
        acts, weights = zip(*self._acts, strict=True)
        (act,) = self._random.choices(acts, weights)
        with self.waits.doing(f"{act.__name__} after {self.done[-1:]}"):
            self.done.append(f"{act.__name__} {act()}")
        return self.done[-1]

    @property
    def _top(self) -> QWidget:
        """What takes the events: a popup or a dialog before the window."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is None and self._random.random() < 0.5:
            others = [
                w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.window
            ]
            top = self._random.choice(others) if others else None
        return top or self.window

    def _target(self) -> tuple[QWidget, QPoint]:
        # held on to: what is known of a list's parts goes with what is known of the list
        self._aimed_at = top = self._top
        if isinstance(top, QMainWindow) and self._random.random() < 0.7:
            # not only where most of the room is
            children = [child for child in top.findChildren(QWidget) if child.isVisible()]
            top = self._random.choice(children) if children else top
        spot = QPoint(
            self._random.randrange(max(top.width(), 1)),
            self._random.randrange(max(top.height(), 1)),
        )
        child = top.childAt(spot)
        return (child, child.mapFrom(top, spot)) if child is not None else (top, spot)

    def click(self) -> str:
        """Click somewhere, seldom with the right button."""
        widget, spot = self._target()
        button = (
            Qt.MouseButton.LeftButton
            if self._random.random() < 0.85
            else Qt.MouseButton.RightButton
        )
        QTest.mouseClick(widget, button, Qt.KeyboardModifier.NoModifier, spot)
        return f"{type(widget).__name__} {spot.toTuple()} {button.name}"

    def double_click(self) -> str:
        """Click twice."""
        widget, spot = self._target()
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        return f"{type(widget).__name__} {spot.toTuple()}"

    def drag(self) -> str:
        """Press, move and let go."""
        widget, spot = self._target()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        for _ in range(self._random.randrange(1, 8)):
            spot += QPoint(self._random.randint(-80, 80), self._random.randint(-80, 80))
            with contextlib.suppress(RuntimeError):  # it may be gone by now
                QTest.mouseMove(widget, spot)
        with contextlib.suppress(RuntimeError):
            QTest.mouseRelease(
                widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
            )
            return f"{type(widget).__name__} to {spot.toTuple()}"
        return "what went away"

    def turn_wheel(self) -> str:
        """Turn the wheel."""
        widget, spot = self._target()
        notches = self._random.choice((-8, -3, -1, 1, 1, 3, 8))
        where = QPointF(widget.mapToGlobal(spot))
        event = QWheelEvent(
            QPointF(spot), where, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return f"{type(widget).__name__} {notches}"

    def press_key(self) -> str:
        """Press a key where the focus is."""
        key = self._random.choice(KEYS)
        QTest.keyClick(QApplication.focusWidget() or self._top, key)
        return key.name

    def press_with_control(self) -> str:
        """Press a key with Ctrl."""
        key = self._random.choice(WITH_CONTROL)
        target = QApplication.focusWidget() or self._top
        QTest.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)
        return key.name

    def play(self) -> str:
        """Play at some speed."""
        speed = self._random.choice((1.0, 5.0, 30.0, 1000.0, float("inf")))
        self.window.session.set_speed(speed)
        self.window.session.play()
        return str(speed)

    def resize(self) -> str:
        """Give the window another size."""
        size = self._random.choice(
            ((1024, 768), (1280, 720), (1440, 860), (1920, 1080), (640, 480))
        )
        self.window.resize(*size)
        return str(size)

    def change_surface(self) -> str:
        """Choose another surface."""
        surface = self._random.choice(SURFACES)
        self.window.session.edit(surface=surface)
        return surface

    def change_page(self) -> str:
        """Look at another page."""
        page = self._random.randrange(len(self.window.page_names))
        self.window.show_page(page)
        return str(page)

    def change_theme(self) -> str:
        """Put on another theme."""
        name = self._random.choice(list(THEMES))
        self.window.change_theme(THEMES[name])
        return name

    # --- what a dialog would have answered ---

    def answer(self, dialog: QWidget) -> str:
        """Answer what is asked: no click reaches the files of who plays this."""
        if isinstance(dialog, QFileDialog):
            saves = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
            choose_file(self.some_place() if saves else self.some_file())
        elif isinstance(dialog, QMessageBox):
            self._random.choice(dialog.buttons()).click()
        return type(dialog).__name__

    def some_file(self) -> str:
        """Return a file to open: one that is well, broken, or not there, or none."""
        path = self.folder / f"{self._random.randrange(4)}.toml"
        kind = self._random.randrange(4)
        if kind == 0:
            return ""
        if kind == 1:
            path.write_text(self._random.choice(BROKEN), encoding="utf-8")
        if kind == 2:
            Experiment(self._random.choice(SURFACES), steps=60).save(path)
        return str(path)

    def some_place(self) -> str:
        """Return where to save: a place that can be written, one that cannot, or none."""
        places = ("", str(self.folder / "saved.toml"), str(self.folder / "nowhere" / "saved.toml"))
        return self._random.choice(places)


@contextlib.contextmanager
def answering(stumbler: Stumbler) -> Iterator[None]:
    """Notice what waits, and let maps be coarse."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    try:
        with stumbler.waits.noticed():
            yield
    finally:
        monkeypatch.undo()


@contextlib.contextmanager
def said_by_qt() -> Iterator[list[str]]:
    """Collect what Qt warns of."""
    said: list[str] = []

    def hear(kind: QtMsgType, _: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not message.startswith("This plugin does not support"):
            # the offscreen platform says so of much that a window asks of it
            said.append(message)

    before = qInstallMessageHandler(hear)
    try:
        yield said
    finally:
        qInstallMessageHandler(before)


def own_megabytes() -> float:
    """Return how much memory this process has for itself, files it maps left out; 0 where nobody tells."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return (int(resident) - int(shared)) * 4096 / 2**20


def stumble(stumbler: Stumbler, more: Callable[[], bool]) -> None:
    """Act while `more()`, each time from an event loop: Qt deletes there what is to be deleted later.

    Parameters
    ----------
    stumbler : Stumbler
    more : callable
        Asked before each act, when the events that followed from the last are over.
    """
    loop, timer = QEventLoop(), QTimer(singleShot=True, interval=PAUSE_MS)

    def act() -> None:
        if not more():
            loop.quit()
            return
        try:
            stumbler.act()
        finally:
            timer.start()

    timer.timeout.connect(act)
    timer.start()
    loop.exec()


def look_around(window: MainWindow) -> None:
    """See what is made when it is first looked at: later nothing of it is new."""
    for theme, factor in zip(THEMES.values(), (1.0, FACTORS[0], FACTORS[-1], 1.0), strict=True):
        window.set_theme(theme)
        window.type_size.set_factor(factor)
        for page in [*range(len(window.page_names)), 0]:
            window.show_page(page)
            QApplication.processEvents()
    for surface in SURFACES:
        window.session.edit(surface=surface)
        QApplication.processEvents()
        for toggle in (window.actions_.sheet.toggle, window.present, window.toggle_depth) * 2:
            toggle()
            QApplication.processEvents()
    window.actions_.opening.show()
    QApplication.processEvents()
    for lesson in lessons():
        window.lectern.open(lesson)
        QApplication.processEvents()
    window.lectern.leave()


def come_to_rest(window: MainWindow) -> None:
    """Bring the window to the state in which it is measured: nothing is open, undo holds no long runs."""
    for thing in (QApplication.activePopupWidget(), *open_dialogs()):
        if thing is not None:
            thing.close()
    window.leave_presentation()
    window.lectern.leave()
    gallery = window.actions_.opening.gallery
    if gallery is not None:
        gallery.hide()
    session = window.session
    session.pause()
    session.new(Experiment("quadratic"))
    for k in range(VIVID + 1):
        session.turn_dial(0.01 + 0.01 * k)
    window.resize(1280, 720)
    window.enlarge("")
    window.set_theme(THEMES["dark"])
    window.type_size.set_factor(1.0)
    window.show_page(0)
    while not (window.background.is_idle and window.is_dressed):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def held(window: MainWindow) -> tuple[float, Counter[str]]:
    """Return the megabytes that are in use, and how many objects there are of each class of Qt's."""
    come_to_rest(window)
    gc.collect()
    give_back()
    there: list[QObject] = [*window.findChildren(QObject), *QApplication.allWidgets()]
    return own_megabytes(), Counter(type(thing).__name__ for thing in set(there))


class Watch:
    """Measures what each pass of the event loop costs, until time is over or something has failed.

    Parameters
    ----------
    stumbler : Stumbler
    seconds : float
    failed : list
        Whatever is in it is a failure.
    verbose : bool
        Say what is done.
    """

    def __init__(
        self, stumbler: Stumbler, seconds: float, failed: list[str], *, verbose: bool
    ) -> None:
        self._stumbler, self._failed, self._verbose = stumbler, failed, verbose
        now = time.monotonic()
        self._warm, self._end = now + min(0.25 * seconds, WARM_SECONDS), now + seconds
        self._spent, self._passed = time.thread_time(), now
        self._before: tuple[float, Counter[str]] | None = None
        self.worst = self.most = 0.0
        self.stalls = 0
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None  # there is an application
        dispatcher.awake.connect(self._end_pass)

    def _end_pass(self) -> None:
        """Note what the last pass has cost: as long as one takes nothing is answered."""
        spent, passed = time.thread_time() - self._spent, time.monotonic() - self._passed
        self._begin_pass()
        self.worst = max(self.worst, spent)
        if spent > STALL:
            self.stalls += 1
            what = self._stumbler.done[-2:]
            print(
                f"{1000 * spent:.0f} ms of work, {1000 * passed:.0f} by the clock: {what}",
                flush=True,
            )

    def _begin_pass(self) -> None:
        self._spent, self._passed = time.thread_time(), time.monotonic()

    def grown(self) -> str:
        """Return what is held more than when caches were full."""
        if self._before is None:
            return "nothing to compare with"
        (before, things), (now, others) = self._before, held(self._stumbler.window)
        more = ", ".join(f"{name} {n:+}" for name, n in (others - things).most_common(9))
        return (
            f"{now - before:+.1f} MB on {before:.0f} ({more or 'no object'} more), "
            f"{self.most:.0f} in use at the most"
        )

    def more(self) -> bool:
        """Tell whether there is to be another act."""
        if self._verbose and self._stumbler.done:
            print(self._stumbler.done[-1], flush=True)
        self.most = max(self.most, own_megabytes())
        if self._before is None and time.monotonic() > self._warm:
            self._before = held(self._stumbler.window)
            self._begin_pass()  # that was no work of the window's
        return time.monotonic() < self._end and not FAULTS and not self._failed


def main() -> int:
    """Stumble as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--verbose", action="store_true", help="say what has been done")
    parser.add_argument("--only", nargs="+", default=(), metavar="ACT", help="click, play, …")
    given = parser.parse_args()
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")  # as the application has it
    application = QApplication([])
    background = Background()
    window = MainWindow(Session(beside=background.submit), THEMES["dark"], background)
    window.show()
    failed: list[str] = []
    faults = Faults(window)
    faults.arose.connect(lambda _line, details: failed.append(details))
    with (
        TemporaryDirectory() as folder,
        said_by_qt() as said,
        collected_between_events(application),
        faults.heard(),
    ):
        look_around(window)
        stumbler = Stumbler(window, given.seed, Path(folder), given.only)
        watch = Watch(stumbler, 60 * given.minutes, failed, verbose=given.verbose)
        with answering(stumbler):
            stumble(stumbler, watch.more)
        grown = watch.grown()
    failed += [*map(str, FAULTS), *(f"Qt: {message}" for message in said)]
    failed += [f"waited: {act}" for act in stumbler.waits.held]
    for line in failed:
        print(line)
    print(
        f"seed {given.seed}: {len(stumbler.done)} events, {len(failed)} failures, {watch.stalls} stalls, "
        f"longest {1000 * watch.worst:.0f} ms of work, {grown}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
