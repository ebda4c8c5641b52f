"""The files of the window: opened, saved, remembered."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from lrsim.experiment import Experiment, load
from lrsim.gui.loop.dialogs import ask, ask_for_file
from lrsim.gui.loop.reading import Reading
from lrsim.session.session import Saving, Session
from lrsim.text.messages import Message, say, shown

__all__ = ["Documents", "proposed_name"]

FILES = Message("Experiments (*.toml)"), Message("All files (*)")
"""What the file dialogs offer."""

ENDING: Final = ".toml"
"""Of an experiment's file."""

MOST_RECENT: Final = 8
"""Files that are remembered."""

GONE: Final = FileNotFoundError, NotADirectoryError
"""What the system says of a file that is no more."""

_NAMED_BY: Final = 40
"""Letters of a title that make a file's name."""

_BUTTON: Final = QMessageBox.StandardButton


def _nothing() -> None:
    return None


class Speaker(Protocol):
    """Says what has been done, and what could not be."""

    def show_message(self, text: str) -> None:
        """Show a message."""

    def doing(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act with bad input said instead of raised."""


class Documents(QObject):
    """Opens and saves a session's experiment, and asks before anything is lost.

    Parameters
    ----------
    window : QWidget
        The dialogs' parent.
    session : Session
    speaker : Speaker

    Signals
    -------
    opened
        What was in a file is the session's experiment now.
    """

    opened = Signal()

    def __init__(self, window: QWidget, session: Session, speaker: Speaker) -> None:
        super().__init__(window)
        self._window, self._session, self._speaker = window, session, speaker
        self.recent: list[str] = []
        """The files opened or saved last, the latest first."""
        self.reading, self.writing = Reading(self), Reading(self, awaited=True)
        self._after_writing: deque[Callable[[], object]] = deque()
        self._discards = False
        self.recent_menu = QMenu(say("Open recent"), window)
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self._known: dict[str, object] = {}
        self.keep_up()

    def keep_up(self) -> None:
        """Remember how the session's file is on the disk, unless that is known since it was read or saved."""
        path = self._session.path
        if path is not None and path not in self._known:
            self._note(path, _stamp(path))

    def remember(self, paths: Iterable[str]) -> None:
        """Remember files from an earlier time behind those of now."""
        self.recent = list(dict.fromkeys([*self.recent, *paths]))[:MOST_RECENT]

    def new(self) -> None:
        """Begin again with the popular example; undo brings the old experiment back."""
        self._session.new()
        self._session.play()

    def open(self) -> None:
        """Ask for a file and open it."""
        title = say("Open an experiment")
        ask_for_file(self._window, title, self._folder(), _filters(), self.open_file)

    def open_file(self, path: str) -> None:
        """Open a file, in place of one that is still being read; one that is gone is forgotten."""

        def done(found: _Document) -> None:
            self._note(path, found.stamp)
            self._session.opened(path, found.experiment)
            self.opened.emit()

        def failed(error: Exception) -> None:
            if isinstance(error.__cause__, GONE) and path in self.recent:
                self.recent.remove(path)
            raise error

        def slow() -> None:
            name = os.path.basename(path)
            self._speaker.show_message(say("{file} is still being read…", file=name))

        doing = self._speaker.doing
        self.reading.read(lambda: _document(path), doing(done), doing(failed), slow)

    def save(self, then: Callable[[], object] = _nothing) -> None:
        """Save to the file the experiment came from, unless another has changed it; or ask for one.

        Whatever is opened until that is answered or done, the experiment of now is what is saved.

        Parameters
        ----------
        then : callable
            What is to be done when it is saved.
        """
        saving = self._session.saving()
        path = saving.path
        if path is None:
            self._ask_where(saving, then)
        elif _stamp(path) in (self._known.get(path), None):
            self._save_to(path, saving, then)
        else:
            self._ask_before_overwriting(path, saving, then)

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        self._ask_where(self._session.saving(), _nothing)

    def may_close(self) -> bool:
        """Tell whether the window may close now; else it does when a file is written or a question answered.

        An experiment that has no file is remembered anyway.
        """
        path = self._session.path
        if self.writing.is_busy:
            if self._window.close not in self._after_writing:
                self._after_writing.append(self._window.close)
            return False
        if path is None or not self._session.modified or self._discards:
            return True
        question = say("Save the changes to {file}?", file=os.path.basename(path))
        answers = {
            _BUTTON.Save: (say("Save"), lambda: self.save(self._window.close)),
            _BUTTON.Discard: (say("Discard"), self._close_unsaved),
        }
        ask(self._window, question, answers)
        return False

    def _close_unsaved(self) -> None:
        self._discards = True
        self._window.close()
        self._discards = False

    def _ask_where(self, saving: Saving, then: Callable[[], object]) -> None:
        name = saving.path or os.path.join(self._folder(), proposed_name(saving.experiment))
        save = partial(self._save_to, saving=saving, then=then)
        ask_for_file(self._window, say("Save the experiment"), name, _filters(), save, saves=True)

    def _ask_before_overwriting(
        self, path: str, saving: Saving, then: Callable[[], object]
    ) -> None:
        question = say(
            "{file} has changed on the disk since it was read or saved here. Replace it?",
            file=os.path.basename(path),
        )
        answers = {
            _BUTTON.Save: (say("Replace"), lambda: self._save_to(path, saving, then)),
            _BUTTON.Open: (say("Save as…"), lambda: self._ask_where(saving, then)),
        }
        ask(self._window, question, answers)

    def _save_to(self, path: str, saving: Saving, then: Callable[[], object]) -> None:
        """Write one file after the other, in the order they were asked for."""
        if self.writing.is_busy:
            self._after_writing.append(partial(self._save_to, path, saving, then))
            return

        def done(stamp: object) -> None:
            saving.done(path)
            self._note(path, stamp)
            self._speaker.show_message(say("Saved to {path}", path=path))
            then()
            self._go_on()

        def failed(error: Exception) -> None:
            self._after_writing.clear()  # a window that was to close stays
            raise error

        def slow() -> None:
            name = os.path.basename(path)
            self._speaker.show_message(say("{file} is still being saved…", file=name))

        doing = self._speaker.doing
        self.writing.read(lambda: _write(path, saving.experiment), doing(done), doing(failed), slow)

    def _go_on(self) -> None:
        """Do what was to wait until the file is written; it may write the next."""
        for _ in range(len(self._after_writing)):
            if self.writing.is_busy:
                break
            self._after_writing.popleft()()

    def _note(self, path: str, stamp: object) -> None:
        """Remember a file, and how it is on the disk."""
        self._known[path] = stamp
        self.recent = list(dict.fromkeys([os.path.abspath(path), *self.recent]))[:MOST_RECENT]

    def _fill_recent(self) -> None:
        menu = self.recent_menu
        menu.clear()
        for path in self.recent:
            action = menu.addAction(os.path.basename(path).replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(lambda _checked=False, path=path: self.open_file(path))
        if not self.recent:
            menu.addAction(say("nothing yet")).setEnabled(False)

    def _folder(self) -> str:
        """Return where files were last, which is where others will be."""
        last = self._session.path or next(iter(self.recent), None)
        return os.path.dirname(os.path.abspath(last)) if last else os.path.expanduser("~")


def proposed_name(experiment: Experiment) -> str:
    """Return a file's name for an experiment: from its title, else from its surface."""
    words = re.sub(r"[^\w]+", "-", say(experiment.title).lower())[:_NAMED_BY].strip("-_")
    return f"{words or experiment.surface.name}{ENDING}"


class _Document(NamedTuple):
    """What was in a file, and how it was on the disk before."""

    experiment: Experiment
    stamp: object


def _document(path: str) -> _Document:
    """Read a file; on a thread."""
    stamp = _stamp(path)
    return _Document(load(path), stamp)


def _write(path: str, experiment: Experiment) -> object:
    """Write a file, and return how it is on the disk now; on a thread."""
    experiment.save(path)
    return _stamp(path)


def _stamp(path: str) -> object:
    """Return what tells a file from itself after a change; None where there is none."""
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns


def _filters() -> str:
    return ";;".join(shown(kind) for kind in FILES)
