"""*Export…*: what is to be written, and the process that writes it while the window goes on.

Pictures are taken by ``lrsim render`` in a process of its own: the window is held up by nothing, and what is
cancelled leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from PySide6.QtCore import QProcess, QProcessEnvironment, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.dialogs import ask_for_file
from lrsim.gui.loop.net import Netted
from lrsim.gui.pictures.order import ENDINGS, FILMS, PARTS, RUN, USUAL_FPS
from lrsim.gui.window.theme_titles import THEME_TITLES
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown

__all__ = ["ExportDialog"]

SIZES: Final = ("1280x720", "1920x1080", "3840x2160", "1024x768", "1600x900")
SECONDS: Final = (10, 5, 20, 30, 60)
RATES: Final = (15, 10, 24, 30)
"""The first of each is what is usual; of rates the one of the kind of film."""

KINDS: Final = {
    ".png": Message("Picture (PNG)"),
    ".svg": Message("Drawing (SVG)"),
    ".gif": Message("Film (GIF)"),
    ".mp4": Message("Film (MP4)"),
}

GRACE_MS: Final = 2000
"""How long a process that is told to end may take to leave nothing behind."""

ENVIRONMENT: Final = ("PYTHONPATH", os.pathsep.join(path or os.curdir for path in sys.path))
"""The process finds the same lrsim, wherever this one was found."""


class ExportDialog(Netted, QDialog):
    """Asks what is to be written, and shows how far it is.

    Parameters
    ----------
    parent : QWidget
    session : Session
    theme : Theme
    page : str
        The name of the page that is seen: the part that it is, is proposed; by default the whole window.

    Signals
    -------
    said(str)
        A file is written, or why it is not.
    """

    said = Signal(str)

    def __init__(self, parent: QWidget, session: Session, theme: Theme, page: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Export"))
        self._session = session
        self._path = ""
        self._process: QProcess | None = None
        self.what = _choice({name: shown(part.title) for name, part in PARTS.items()})
        self.propose(page)
        self.kind = _choice({ending: shown(KINDS[ending]) for ending in ENDINGS})
        self.sizes = _choice({size: size.replace("x", " × ") for size in SIZES})
        self.theme = _choice({name: shown(title) for name, title in THEME_TITLES.items()})
        self.theme.setCurrentIndex(self.theme.findData(theme.name))
        self.duration = _choice({str(n): say("{n} seconds", n=n) for n in SECONDS})
        self.fps = _choice({str(n): say("{n} pictures a second", n=n) for n in RATES})
        self.transparent = QCheckBox(say("Nothing behind the cards"))
        self.reveal = QCheckBox(say("Show the future"))
        self.reveal.setChecked(session.reveal)
        self._note = label("", "quiet")
        self._note.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(say("How far it is"))
        self.bar.hide()
        self.write_button = QPushButton(say("Export…"))
        self.write_button.setProperty("primary", True)
        self.write_button.setDefault(True)
        self.cancel_button = QPushButton(say("Cancel"))
        self._lay_out(round(theme.spacing))
        self.kind.currentIndexChanged.connect(self._follow_kind)
        self.write_button.clicked.connect(self._ask_where)
        self.cancel_button.clicked.connect(self.reject)
        self._follow_kind()

    def _lay_out(self, unit: int) -> None:
        form = QFormLayout()
        form.setSpacing(unit)
        for title, field in (
            (say("What"), self.what),
            (say("Format"), self.kind),
            (say("Size"), self.sizes),
            (say("Theme"), self.theme),
            (say("Length"), self.duration),
            (say("Frame rate"), self.fps),
        ):
            form.addRow(title, field)
            field.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * unit, 2 * unit, 3 * unit, 2 * unit)
        column.setSpacing(unit)
        column.addLayout(form)
        for widget in (self.transparent, self.reveal, self._note, self.bar):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.cancel_button, self.write_button):
            row.addWidget(button)
        column.addLayout(row)

    # --- what is asked ---

    def propose(self, page: str) -> None:
        """Propose what is on a page; of the run's, and where it is no part of its own, the whole window."""
        on_it = (
            name for name, part in PARTS.items() if part.page != RUN and shown(part.page) == page
        )
        self.what.setCurrentIndex(self.what.findData(next(on_it, "window")))

    @property
    def ending(self) -> str:
        """Of the file."""
        return str(self.kind.currentData())

    def _follow_kind(self) -> None:
        """Offer what the kind of file has."""
        filmed = self.ending in FILMS
        for field in (self.duration, self.fps):
            field.setEnabled(filmed)
        if filmed:
            self.fps.setCurrentIndex(self.fps.findData(str(USUAL_FPS[self.ending])))
        self.transparent.setEnabled(self.ending != ".mp4")
        step = self._session.playhead
        note = (
            say("All of the run, at equal length whatever its steps.")
            if filmed
            else say("As it is at step {n}.", n=step)
        )
        self._note.setText(note)

    def words(self, path: str) -> list[str]:
        """Return what ``lrsim`` is told."""
        session, filmed = self._session, self.ending in FILMS
        words = ["render", session.experiment.share(), "-o", path]
        for name, field in (("what", self.what), ("size", self.sizes), ("theme", self.theme)):
            words += [f"--{name}", field.currentData()]
        words += ["--select", str(session.selected + 1), "--progress"]
        if filmed:
            words += ["--duration", self.duration.currentData(), "--fps", self.fps.currentData()]
        else:
            words += ["--step", str(min(session.playhead, session.experiment.steps))]
        if self.transparent.isChecked() and self.transparent.isEnabled():
            words.append("--transparent")
        return [*words, "--reveal"] if self.reveal.isChecked() else words

    def _ask_where(self) -> None:
        name = f"{self.what.currentData()}{self.ending}"
        folder = os.path.dirname(self._path or self._session.path or "") or os.path.expanduser("~")
        kind = f"{shown(KINDS[self.ending])} (*{self.ending})"
        ask_for_file(self, say("Export"), os.path.join(folder, name), kind, self.write, saves=True)

    # --- how it is done ---

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._process is not None

    def write(self, path: str) -> None:
        """Have a file written."""
        self._path = path
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert(*ENVIRONMENT)
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._follow)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._fail)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.write_button.setEnabled(False)
        process.start(sys.executable, ["-m", "lrsim", *self.words(path)])

    def stop(self) -> None:
        """Let what is being written be; nothing of it stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect()
        process.errorOccurred.disconnect()
        process.terminate()
        if not process.waitForFinished(GRACE_MS):
            process.kill()
            process.waitForFinished(GRACE_MS)
        self._rest()

    def done(self, result: int) -> None:
        """Stop what goes on when the dialog is closed."""
        self.stop()
        super().done(result)

    def _follow(self) -> None:
        if self._process is None:
            return
        lines = bytes(self._process.readAllStandardOutput().data()).decode().split("\n")
        for line in lines:
            taken, slash, total = line.partition("/")
            if slash and taken.isdigit() and total.isdigit():
                self.bar.setRange(0, int(total))
                self.bar.setValue(int(taken))

    def _end(self, status: int, _how: QProcess.ExitStatus) -> None:
        process, self._process = self._process, None
        self._rest()
        if process is None:
            return
        if status == 0:
            self.said.emit(say("Saved to {path}", path=self._path))
            self.accept()
            return
        complaint = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        self._complain(complaint.removeprefix("lrsim render: "))

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._process = None
            self._rest()
            self._complain(say("{program} cannot be started", program=sys.executable))

    def _complain(self, text: str) -> None:
        self._note.setText(text)
        self.said.emit(text)

    def _rest(self) -> None:
        self.bar.hide()
        self.write_button.setEnabled(True)


def _choice(texts: dict[str, str]) -> QComboBox:
    choice = QComboBox()
    for value, text in texts.items():
        choice.addItem(text, value)
    return choice
