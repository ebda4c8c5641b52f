"""The application: settings remembered, signals heeded, the window opened."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QSize, QSocketNotifier, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from lrsim.errors import InputError
from lrsim.experiment import Experiment, load
from lrsim.gui.look.theme import THEMES, icon
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.faults import Faults
from lrsim.gui.loop.garbage import collected_between_events
from lrsim.gui.loop.reading import Reading
from lrsim.gui.window.ahead import Ahead
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.safekeeping import Safekeeping, offer
from lrsim.session.session import Session
from lrsim.text.messages import Message

if TYPE_CHECKING:  # a cost at run time: most windows open without one
    from lrsim.lessons import Lesson

DEFAULT_SIZE = QSize(1440, 860)

FRAME = QSize(4, 40)
"""What desktops put around a window, at most: how much it is they tell once it is shown."""


def main(
    experiment: Experiment | None = None,
    *,
    path: str | None = None,
    lesson: Lesson | None = None,
    theme: str | None = None,
    present: bool = False,
    screenshot: str | None = None,
    after: float = 3.0,
) -> int:
    """Open the window and return the exit status when it closes.

    Parameters
    ----------
    experiment : Experiment, optional
        What to show; the last one or else the popular example by default.
    path : str, optional
        The file it was read from.
    lesson : Lesson, optional
        What to begin with over the window.
    theme : str, optional
        Name of a theme; the last one used by default.
    present : bool
        Whether it opens presenting.
    screenshot : str, optional
        Save a picture of the window to this PNG file `after` seconds and close; nothing is remembered.
    """
    # Qt hands pieces of each curve's pixels to threads, and waits for them longer than painting takes
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(application, QApplication)
    application.setApplicationName("lrsim")
    application.setOrganizationName("lrsim")
    application.setDesktopFileName("lrsim")
    settings = Settings() if screenshot is None else None
    name = theme or (settings.theme if settings else None) or "dark"
    last = None if settings is None or experiment is not None else settings.experiment
    background = Background()
    session = Session(experiment or last, beside=background.submit)
    if settings is not None and last is not None:
        session.select(min(settings.selected, len(last.runners) - 1))
    elif experiment is None:
        session.select(1)  # of the popular example's three, the one that works
    if path is not None:
        session.opened(path)
    size = _fitting(settings.size if settings else DEFAULT_SIZE)
    window = MainWindow(session, THEMES[name], background, size)
    if settings is not None:
        window.restoreGeometry(settings.geometry)  # as far as it still is on a screen
    application.setWindowIcon(icon("lrsim", window.theme))
    if settings is not None:
        window.type_size.set_factor(settings.type_factor)
    reduced = settings.reduced_motion if settings else None
    window.set_reduced_motion(desktop_reduces_motion() if reduced is None else reduced)
    faults = Faults(window)
    faults.arose.connect(window.show_fault)
    # before what is remembered is stored
    application.aboutToQuit.connect(window.leave_presentation)
    if settings is not None:
        window.actions_.documents.remember(settings.recent)
        window.lectern.keep_in(settings.folder / "lessons.json")
        safekeeping = Safekeeping(session, settings.folder / "sessions", window)
        safekeeping.failed.connect(window.show_message)
        safekeeping.find_beside(Reading(window), lambda: offer(safekeeping, window.notice))
        application.aboutToQuit.connect(lambda: settings.store(window))
        application.aboutToQuit.connect(safekeeping.close)
    with _heeding_signals(application), collected_between_events(application), faults.heard():
        _show(window, lesson)
        if present:
            window.presentation.start()
        if screenshot is not None:
            QTimer.singleShot(round(1000 * after), lambda: _finish(window, screenshot))
        return application.exec()


def _show(window: MainWindow, lesson: Lesson | None) -> None:
    """Show the window as it plays, or with a lesson over it."""
    if lesson is None:
        window.session.play()
    window.show()
    Ahead(window)
    if lesson is not None:
        window.lectern.open(lesson)


class Settings:
    """What is remembered from one use to the next: place and size, theme, last experiment.

    Attributes
    ----------
    folder : Path
        Where.
    """

    def __init__(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
        self.folder = Path(folder)
        self._settings = QSettings(str(self.folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def size(self) -> QSize:
        """The window's last size."""
        size = self._settings.value("size")
        return size if isinstance(size, QSize) and size.isValid() else DEFAULT_SIZE

    @property
    def geometry(self) -> QByteArray:
        """Where the window was, and whether it filled its screen; empty for unknown."""
        geometry = self._settings.value("geometry")
        return geometry if isinstance(geometry, QByteArray) else QByteArray()

    @property
    def theme(self) -> str | None:
        """The last theme's name."""
        name = self._settings.value("theme")
        return name if isinstance(name, str) and name in THEMES else None

    @property
    def reduced_motion(self) -> bool | None:
        """Whether nothing moved between steps; None where the desktop is to say."""
        reduced = self._settings.value("reduced_motion")
        return None if reduced is None else str(reduced).lower() == "true"

    @property
    def type_factor(self) -> float:
        """By what type was larger than usual."""
        try:
            factor = float(str(self._settings.value("type", 1.0)))
        except ValueError:
            return 1.0
        return factor if math.isfinite(factor) else 1.0

    @property
    def recent(self) -> list[str]:
        """The files opened or saved last."""
        paths = self._settings.value("recent")
        # an INI file holds a list of one as the one
        return [path for path in ([paths] if isinstance(paths, str) else paths or []) if path]

    @property
    def experiment(self) -> Experiment | None:
        """The last experiment; None when there is none or it cannot be read any more."""
        try:
            return load(self.folder / "last.toml")
        except InputError:
            return None

    @property
    def selected(self) -> int:
        """Which of its runners was selected."""
        selected = str(self._settings.value("selected", 0))
        return int(selected) if selected.isdecimal() else 0

    def store(self, window: MainWindow) -> None:
        """Remember a window's state; being unable to is no reason to fail."""
        if not window.isFullScreen():
            self._settings.setValue("size", window.normalGeometry().size())
            self._settings.setValue("geometry", window.saveGeometry())
        self._settings.setValue("theme", window.theme.name)
        self._settings.setValue("type", window.type_size.factor)
        self._settings.setValue("recent", window.actions_.documents.recent)
        self._settings.setValue("selected", window.session.selected)
        reduced = window.motion.reduced
        if reduced != desktop_reduces_motion():
            self._settings.setValue("reduced_motion", reduced)
        else:
            self._settings.remove("reduced_motion")  # the desktop goes on being followed
        self._settings.sync()
        with contextlib.suppress(InputError, OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            window.session.experiment.save(self.folder / "last.toml")


def desktop_reduces_motion() -> bool:
    """Return whether the desktop wants little motion, as far as Qt tells, or `LRSIM_REDUCED_MOTION=1`."""
    if os.environ.get("LRSIM_REDUCED_MOTION", "0") not in ("", "0"):
        return True
    # younger versions of Qt than the oldest that serves know it
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    preference = getattr(hints(), "motionPreference", None) if hints is not None else None
    return preference is not None and preference().name == "ReducedMotion"


def _fitting(size: QSize) -> QSize:
    """Return the size, or what the screen has room for with a frame around it."""
    screen = QApplication.primaryScreen()  # there always is one, be it virtual
    return size.boundedTo(screen.availableSize() - FRAME)


def _finish(window: MainWindow, path: str) -> None:
    picture = window.grab()
    saved = picture.save(path, "PNG")
    if not saved:
        error = InputError(path, None, Message("cannot be written"))
        sys.stderr.write(f"lrsim: {error!s}\n")
    QApplication.exit(0 if saved else 2)


@contextlib.contextmanager
def _heeding_signals(application: QApplication) -> Iterator[None]:
    """Quit on INT, TERM and HUP: Python's own handlers wait for a bytecode that Qt never runs."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    received: list[int] = []

    def quit_on(_: int) -> None:
        with contextlib.suppress(OSError):
            received.extend(reader.recv(64))
        application.exit(128 + (received[-1] if received else signal.SIGINT))

    notifier.activated.connect(quit_on)
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: None) for name in names}
    wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
        notifier.setEnabled(False)
        reader.close()
        writer.close()
