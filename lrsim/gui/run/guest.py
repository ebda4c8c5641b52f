"""A ring on the surface that is no runner's: where something else that runs there is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.marks import Marks, Stamp
from lrsim.session.session import Session

__all__ = ["Guest"]


class Guest(Marks):
    """Stands at one position, or nowhere."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    def show_at(self, session: Session, position: Sequence[float] | None) -> None:
        """Stand at a position of a session's surface; None: go."""
        surface = session.experiment.surface
        if position is None or len(position) != surface.dimensions:
            self.show_groups([])
            return
        y = position[1] if len(position) == 2 else float(surface(position))
        place = drawable(np.array([position[0], y], dtype=float))
        colour = self._theme.runner(session.selected).name()
        ring = Stamp("o", "", self._theme.ball * 0.9, colour, 2.0 * self._theme.outline)
        self.show_groups([(place[:1], place[1:], ring)])
