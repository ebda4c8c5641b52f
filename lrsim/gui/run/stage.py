"""The stage: the surface, or the exhibit that it brings along, beside which it then stands small."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.gui.exhibits.exhibit import Exhibit
from lrsim.gui.exhibits.registry import exhibit_of, make_exhibit
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.run.surface_place import SurfacePlace
from lrsim.session.session import Change, Session

__all__ = ["Stage"]


class Stage(QWidget):
    """Shows the surface, or its exhibit.

    Parameters
    ----------
    surface : SurfacePlace

    Attributes
    ----------
    beside : QWidget
        Where the surface is while there is an exhibit.

    Signals
    -------
    selected(int)
        The user wants a runner of the exhibit selected.
    """

    selected = Signal(int)

    def __init__(self, surface: SurfacePlace) -> None:
        super().__init__()
        self.beside = QWidget()
        self._surface = surface
        self._made: dict[str, Exhibit] = {}
        self._shown = ""
        self._theme: Theme | None = None
        self._tween = AT_REST
        self._reduced_motion = False
        self._columns = QVBoxLayout(self), QVBoxLayout(self.beside)
        for column in self._columns:
            column.setContentsMargins(0, 0, 0, 0)
        self._columns[0].addWidget(surface)

    @property
    def exhibit(self) -> Exhibit | None:
        """The exhibit that is shown, if the surface has one."""
        return self._made.get(self._shown)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._surface.set_theme(theme)
        for exhibit in self._made.values():
            exhibit.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        wanted = exhibit_of(session.experiment.surface)
        if wanted != self._shown:
            self._turn(wanted)
            what = Change.ALL
        self._surface.show_session(session, what)
        if self.exhibit is not None:
            self.exhibit.show_session(session, what)

    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps."""
        self._tween = tween
        self._surface.show_motion(tween)
        if self.exhibit is not None:
            self.exhibit.show_motion(tween)

    def let_flow(self, session: Session) -> None:
        """Show what goes on while time passes."""
        if self.exhibit is not None:
            self.exhibit.let_flow(session)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing flow, or let it."""
        self._reduced_motion = reduced
        for exhibit in self._made.values():
            exhibit.reduced_motion = reduced

    def _turn(self, wanted: str) -> None:
        """Show another exhibit, or the surface alone."""
        before, self._shown = self.exhibit, wanted
        if wanted and wanted not in self._made:
            self._made[wanted] = self._make(wanted)
        self._columns[bool(wanted)].addWidget(self._surface)
        self._surface.flat.marks.terse = bool(wanted)
        self._surface.show()  # Qt hides what gets another parent
        if before is not None:
            before.hide()
        if self.exhibit is not None:
            self.exhibit.show_motion(self._tween)
            self.exhibit.show()

    def _make(self, wanted: str) -> Exhibit:
        made = make_exhibit(wanted)
        made.reduced_motion = self._reduced_motion
        made.selected.connect(self.selected)
        if self._theme is not None:
            made.set_theme(self._theme)
        self._columns[0].addWidget(made)
        return made
