"""Loading ahead what is wanted when a page, a sheet or a landscape is first looked at."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from lrsim.gui.window.pages import PAGES

__all__ = ["MODULES", "Ahead"]

APART_MS: Final = 100
"""From one module to the next: in between frames are shown."""

MODULES: Final = (
    "lrsim.gui.forms.catalogue_card",
    "lrsim.gui.exhibits.shower.view",
    "numpy.ma",
    "lrsim.batches.batch",
    "lrsim.formula.program",
    "lrsim.studies.finder.range_test",
    "lrsim.lessons",
    "lrsim.gui.gallery.gallery",
    "lrsim.gui.presenting.presentation",
    "lrsim.gui.window.hall",
    "asyncio",
    "lrsim.work.chunks",
    "lrsim.studies.maps",
    "lrsim.gui.maps.artist",
    "lrsim.gui.race.board",
    *(entry.page.partition(":")[0] for entry in PAGES),
    "contourpy",
    "lrsim.gui.depth.view",
    "lrsim.gui.lessons.stage",
    "lrsim.gui.lessons.screen",
    "lrsim.gui.presenting.speaker",
)
"""What others import before these, so that none takes much longer than a frame or two."""


class Ahead(QObject):
    """Loads modules one by one, in passes of their own: together they would take some tenths of a second.

    It is done in the window's thread. Two threads that load modules of one package can be handed halves.

    Parameters
    ----------
    parent : QObject
    modules : sequence of str
    """

    def __init__(self, parent: QObject, modules: Sequence[str] = MODULES) -> None:
        super().__init__(parent)
        self._wanted = [name for name in modules if name not in sys.modules]
        self._timer = QTimer(self, interval=APART_MS)
        self._timer.timeout.connect(self._load)
        self._timer.start()

    @property
    def is_done(self) -> bool:
        """Whether all are there."""
        return not self._wanted

    def _load(self) -> None:
        if self._wanted:
            importlib.import_module(self._wanted.pop(0))
        if not self._wanted:
            self._timer.stop()
