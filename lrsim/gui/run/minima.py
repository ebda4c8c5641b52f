"""The known minima on the surface's picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.marks import Marks
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.stamps import minima_stamps
from lrsim.gui.run.scene import Scene
from lrsim.surfaces import Minimum

__all__ = ["Minima"]


class Minima(Marks):
    """Stars on minima, or stars on the lowest and dots on the others where there are many."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self._best = np.empty(0), np.empty(0)
        self.starred: list[Minimum] = []
        """Those that have stars."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    def show_minima(self, minima: Sequence[Minimum], dimensions: int) -> None:
        """Mark a surface's minima."""
        planar, groups = dimensions == 2, []
        for members, stamp in minima_stamps(self._theme, minima):
            places = [m.position if planar else (m.position[0], m.loss) for m in members]
            known = np.array(places, dtype=float).reshape(-1, 2)
            groups.append((known[:, 0], known[:, 1], stamp))
            self.starred = members  # in the end of the last group
        self._best = groups[-1][:2]
        self.show_groups(groups)

    def stars(self, scene: Scene) -> list[Point]:
        """Return where stars are, in pixels."""
        x, y = scene.pixels(*self._best)
        return list(zip(x.tolist(), y.tolist(), strict=True))
