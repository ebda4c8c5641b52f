"""Each finished gesture is journalled; what a crash has left behind is offered back, once."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QDateTime, QLocale, QLockFile, QObject, Signal

from lrsim.errors import InputError
from lrsim.gui.loop.reading import Reading
from lrsim.gui.window.notice import Notice
from lrsim.session.journal import Journal, Memory, read_journal
from lrsim.session.session import Change, Session
from lrsim.text.messages import say, shown

ENDING: Final = ".journal"
OFFERED: Final = ".offered"
"""Ending of a journal that was offered and not answered: kept, and not offered again."""

MOST_OFFERED: Final = 5
"""How many of those are kept."""


_Journals = dict[Path, tuple[Memory, tuple[str, ...]]]


class Found(NamedTuple):
    """A session that ended without a word, and the lock that makes it this window's to offer."""

    path: Path
    memory: Memory
    lock: QLockFile


class Safekeeping(QObject):
    """Keeps one window's session in a journal of its own, and finds those of others that are gone.

    Parameters
    ----------
    session : Session
    folder : Path
        Where all windows' journals are.
    parent : QObject, optional

    Signals
    -------
    failed(str)
        The journal cannot be written; said once, and tried again with every gesture.
    """

    failed = Signal(str)

    def __init__(self, session: Session, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._journal = Journal(folder / (self._name + ENDING))
        self._lock: QLockFile | None = None
        self._after: tuple[str, ...] = ()
        self._found: list[Found] = []
        self._told = False
        self._forget = session.on_changed(self._changed)

    def find(self) -> None:
        """Look for sessions that were lost; they are this window's to offer from now on."""
        locks = self._locks()
        self._sort_out(_journals(list(locks)), locks)

    def find_beside(self, reading: Reading, then: Callable[[], object]) -> None:
        """Do the same beside the window, and call `then`."""
        locks = self._locks()

        def done(read: _Journals) -> None:
            self._sort_out(read, locks)
            then()

        def failed(error: Exception) -> None:
            raise error

        if locks:
            reading.read(lambda: _journals(list(locks)), done, failed, lambda: None)
        else:
            then()

    def _locks(self) -> dict[Path, QLockFile]:
        """Return the journals that nobody is at work on, each with its lock."""
        locks = {}
        for path in sorted(self._folder.glob("*" + ENDING)):
            lock = QLockFile(str(path) + ".lock")
            lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not when it is old
            if path.stem != self._name and lock.tryLock(0):
                locks[path] = lock
        return locks

    def _sort_out(self, read: _Journals, locks: dict[Path, QLockFile]) -> None:
        """Take over what was lost, unless another one has taken it over before."""
        found: dict[str, tuple[Found, tuple[str, ...]]] = {}
        for path, (memory, after) in read.items():
            if memory.is_lost:
                found[path.stem] = Found(path, memory, locks[path]), after
            else:
                _remove(path)
        replaced = {name for _, after in found.values() for name in after}
        for name in replaced & found.keys():
            _remove(found.pop(name)[0].path)
        self._found = sorted(
            (each for each, _ in found.values()), key=lambda each: each.memory.when
        )

    def restore(self) -> None:
        """Go on with what was found; it is in this window's own journal before it is given up."""
        found = self._found.pop()
        self._after = (*self._after, found.path.stem)
        self._session.recall(found.memory)
        if self._keep():
            _remove(found.path)
        found.lock.unlock()

    def forget(self) -> None:
        """Delete what was found."""
        found = self._found.pop()
        _remove(found.path)
        found.lock.unlock()

    @property
    def next(self) -> Memory | None:
        """What was lost last, of that which is not answered for; None for nothing."""
        return self._found[-1].memory if self._found else None

    def close(self) -> None:
        """End well: nothing of this window is lost, so nothing is kept; what was offered is set aside."""
        self._forget()
        self._journal.remove()
        for found in self._found:
            with contextlib.suppress(OSError):
                found.path.rename(found.path.with_suffix(OFFERED))
            found.lock.unlock()
        for path in self._aside()[:-MOST_OFFERED]:
            _remove(path)
        if self._lock is not None:
            self._lock.unlock()

    def _aside(self) -> list[Path]:
        """Return what was offered and not answered, the latest last."""
        with contextlib.suppress(OSError):
            return sorted(self._folder.glob("*" + OFFERED), key=lambda path: path.stat().st_mtime)
        return []

    def _changed(self, what: Change) -> None:
        if what & Change.HISTORY:
            self._keep()

    def _keep(self) -> bool:
        """Write down what the session knows; return whether that went well."""
        try:
            self._claim()
            self._journal.keep(self._session.memory(), self._after)
        except InputError as error:
            if not self._told:
                self._told = True
                self.failed.emit(shown(error))
            return False
        return True

    def _claim(self) -> None:
        """Take the lock that tells others that somebody is at work on the journal."""
        if self._lock is None:
            with contextlib.suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
            lock = QLockFile(str(self._journal.path) + ".lock")
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                self._lock = lock


def offer(safekeeping: Safekeeping, notice: Notice) -> None:
    """Offer what was lost last; when that is answered, what was lost before."""
    memory = safekeeping.next
    if memory is None:
        return

    def answered(act: Callable[[], None]) -> Callable[[], None]:
        def answer() -> None:
            act()
            offer(safekeeping, notice)

        return answer

    when = QDateTime.fromSecsSinceEpoch(round(memory.when))
    text = say(
        "lrsim ended unexpectedly. Your work on “{title}” up to {when} can be brought back.",
        title=memory.experiment.title or memory.experiment.surface.title,
        when=QLocale().toString(when, QLocale.FormatType.ShortFormat),
    )
    answers = (
        (say("Bring it back"), answered(safekeeping.restore)),
        (say("Forget it"), answered(safekeeping.forget)),
    )
    notice.ask(text, answers)


def _journals(paths: list[Path]) -> _Journals:
    """Read journals; what is none is not to be offered, and not ours to delete."""
    read = {}
    for path in paths:
        with contextlib.suppress(InputError):
            read[path] = read_journal(path)
    return read


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
