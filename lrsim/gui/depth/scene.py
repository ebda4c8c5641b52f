"""What the picture of a landscape depends on."""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtGui import QColor

from lrsim.gui.depth.mesh import Mesh
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import Paints
from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.heat_map import CONTOURS, colour_table, line_opacity

__all__ = ["Scene", "paints_of"]

MARGIN: Final = 40.0
"""Pixels around the picture up to which lines are drawn: where they are cut cannot be seen."""


class Scene(NamedTuple):
    """All that the picture of a landscape depends on.

    Attributes
    ----------
    mesh : Mesh
    projection : Projection
        To the widget's pixels.
    size : tuple of int
        Width and height in the widget's pixels.
    ratio : float
        Pixels of the screen to one of the widget.
    theme : Theme
    """

    mesh: Mesh
    projection: Projection
    size: tuple[int, int]
    ratio: float
    theme: Theme

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of what is painted, and as much around it as lines are wide."""
        width, height = self.size
        return -MARGIN, width + MARGIN, -MARGIN, height + MARGIN

    @property
    def paints(self) -> Paints:
        """Its colours."""
        return paints_of(self.theme)


@functools.lru_cache(maxsize=8)
def paints_of(theme: Theme) -> Paints:
    """Return a theme's colours for a landscape."""

    def channels(colour: QColor | int) -> tuple[int, int, int]:
        colour = QColor(colour)
        return colour.blue(), colour.green(), colour.red()

    single = np.float32
    shades = np.array([channels(colour) for colour in colour_table(theme)], dtype=single)
    ground, line, wall = (
        np.array(channels(QColor(name)), dtype=single)
        for name in (theme.card, theme.contour, theme.quiet)
    )
    return Paints(
        shades=np.ascontiguousarray(shades.T),
        ground=ground,
        walls=ground + (wall - ground) * np.array([[0.45], [0.32]], dtype=single),
        line=line,
        line_opacity=line_opacity(theme),
        line_width=theme.thin,
        levels=CONTOURS[0],
        shadow=0.55 if theme.dark else 0.35,
    )
