"""What was played on past the budget, in a plot over steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.text.messages import Message, shown

__all__ = ["PastBudget"]

PAST_BUDGET: Final = Message(
    "Played on past the budget: steps that the experiment did not ask for."
)


class PastBudget(Layer):
    """Shades what was played on past the budget."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self._budget: int | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._shade = QColor(theme.quiet)
        self._shade.setAlphaF(0.12)
        self._edge = QPen(QColor(theme.quiet), theme.thin)

    def show_budget(self, budget: int | None) -> None:
        """Shade from this step on, or nothing."""
        if budget != self._budget:
            self._budget = budget
            self.update()

    def remarks(self) -> Iterator[Remark]:
        """Yield what the shade is."""
        if self._budget is not None:
            left = self._box.mapFromView(QPointF(self._budget, 0.0)).x()
            yield Remark(Box(left, 0.0, self._box.width(), self._box.height()), shown(PAST_BUDGET))

    @property
    def is_blank(self) -> bool:
        return self._budget is None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the shade and its edge."""
        if self._budget is None:
            return
        frame = pixels.frame
        x = max(float(pixels.across(float(self._budget))), frame.left() - 1)
        painter.fillRect(QRectF(QPointF(x, frame.top()), frame.bottomRight()), self._shade)
        painter.setPen(self._edge)
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
