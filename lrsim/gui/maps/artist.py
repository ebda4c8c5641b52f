"""Draws a map patch by patch: computed and painted in the background, put together in the window's thread."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QObject, QTimer, Signal

from lrsim.cancel import Cancel
from lrsim.gui.loop.background import Background
from lrsim.studies.maps.passes import patches
from lrsim.studies.maps.sheet import Painted, Sheet

PAUSE_MS = 60
"""Between two pictures of a map that grows: workers and painting share the same cores."""


class Artist(QObject):
    """Fills one sheet at a time.

    Workers don't wait for the window: patches are taken as they come, and shown when there was a pause.

    Signals
    -------
    grown()
        There is more of the sheet to be seen: at once when it has its first picture and when it is
        complete, else after a pause.
    """

    grown = Signal()
    _arrived = Signal(object, object)  # a sheet and a patch of it, from a worker

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._sheet: Sheet | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.grown)
        self._arrived.connect(self._put)  # queued: emitted on a worker, received here

    @property
    def is_drawing(self) -> bool:
        """Whether there is more to come."""
        return self._background.is_busy(self)

    def draw(self, sheet: Sheet) -> None:
        """Draw a sheet, and leave the one before as it is."""
        self._sheet = sheet

        def work(cancel: Cancel) -> None:
            for patch in patches(sheet.setup, sheet.x, sheet.y, seeds=sheet.seeds):
                if cancel.is_set():
                    return
                with contextlib.suppress(
                    RuntimeError
                ):  # the window is gone and with it this object
                    self._arrived.emit(sheet, sheet.paint(patch))

        self._background.submit(self, work, lambda _: self._show())

    def stop(self) -> None:
        """Leave the sheet as it is."""
        self._background.cancel(self)
        self._sheet = None

    def _put(self, sheet: Sheet, painted: Painted) -> None:
        if sheet is not self._sheet:
            return
        fresh = not sheet.started
        sheet.put(painted)
        if fresh and sheet.started:
            self._show()
        elif not self._pause.isActive():
            self._pause.start()

    def _show(self) -> None:
        self._pause.stop()
        self.grown.emit()
