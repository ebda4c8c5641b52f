"""The explosion as a layer of the flat picture."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.placer import Placer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.steps.event import Event
from lrsim.session.session import Session

__all__ = ["EventMark"]


class EventMark(Layer):
    """Shows the selected runner's explosion as far as it has faded."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 42)
        self._told = Event()
        self._share = 1.0

    @property
    def words(self) -> str:
        """What is said; empty for nothing."""
        return self._told.words

    @property
    def box(self) -> Box | None:
        """Where that stands, in pixels from the picture's top left corner."""
        return self._told.box

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._told.set_theme(theme)
        self.update()

    def show_faded(self, share: float) -> None:
        """Show it as far as an explosion has faded."""
        if share != self._share:
            self._share = share
            self.update()

    def show_session(self, session: Session) -> None:
        """Show the explosion, if there has been one by the playhead."""
        if self._told.show_session(session):
            self.update()

    def stand(self, placer: Placer) -> None:
        """Find a place for the words."""
        self._told.stand(placer)

    @property
    def is_blank(self) -> bool:
        return self._told.is_blank

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint words and outline."""
        self._told.paint(painter, pixels.frame, self._share)
