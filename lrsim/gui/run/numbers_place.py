"""The place of the numbers' plot, which is made when they break for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.explosion import tells_explosion
from lrsim.session.session import Session

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.gui.run.numbers_view import NumbersView

__all__ = ["NumbersPlace"]


class NumbersPlace(QWidget):
    """Shows how large numbers were before they broke, where they did.

    Attributes
    ----------
    view : NumbersView or None
        None until then: most runs go without, and a window opens sooner without a plot.
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: NumbersView | None = None
        self._theme = THEMES["dark"]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def show_session(self, session: Session) -> bool:
        """Show the selected runner's numbers, and return whether they broke by the playhead."""
        if not tells_explosion(session):
            return False
        if self.view is None:
            self.view = self._made()
        return self.view.show_run(session.run, session.selected)

    def _made(self) -> NumbersView:
        from lrsim.gui.run.numbers_view import NumbersView

        view = NumbersView()
        view.set_theme(self._theme)
        self._column.addWidget(view)
        return view
