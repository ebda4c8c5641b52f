"""Where the surface is shown: flat, or where it has two coordinates and that is wanted as a landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.run.camera import Fit
from lrsim.gui.run.surface_view import SurfaceView
from lrsim.session.session import Change, Session

if TYPE_CHECKING:
    from lrsim.gui.depth.view import DepthView

__all__ = ["SurfacePlace"]


class SurfacePlace(QWidget):
    """Shows one of two pictures of the surface.

    Parameters
    ----------
    session : Session
        What is shown.
    background : Background
        What the landscape is painted on in detail.

    Signals
    -------
    turned
        It is the other one now.
    keysMoved
        The landscape has the keys now, or has them no longer.
    startGrabbed, startDragged(tuple), startReleased
        The user drags the start, in either.
    pointed(tuple or None)
        The mouse is over this point of the one that is shown; it has left.
    """

    turned = Signal()
    keysMoved = Signal()
    startGrabbed = Signal()
    startDragged = Signal(object)
    startReleased = Signal()
    pointed = Signal(object)

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__()
        self.flat = SurfaceView()
        self.deep: DepthView | None = None  # until somebody wants to see it
        self._session = session
        self._background = background
        self._theme: Theme | None = None
        self._tween = AT_REST
        self._faded = 0.0
        self._wants_deep = self._is_deep = False
        # in a QStackedWidget PySide 6.11 loses references to the views' methods when the window goes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.flat)
        self._pass_on(self.flat)

    @property
    def is_deep(self) -> bool:
        """Whether it is the landscape that is shown."""
        return self._is_deep

    @property
    def has_keys(self) -> bool:
        """Whether the arrow keys turn the landscape."""
        return self.deep is not None and self.deep.hasFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.flat.set_theme(theme)
        if self.deep is not None:
            self.deep.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = session
        if self._is_deep != (self._wants_deep and session.experiment.surface.dimensions == 2):
            self._turn()
        elif self._is_deep and self.deep is not None:
            self.deep.show_session(session, what)
        else:
            self.flat.show_session(session, what)

    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps."""
        self._tween = tween
        self.flat.show_motion(tween)
        if self.deep is not None:
            self.deep.show_motion(tween)

    def show_faded(self, share: float) -> None:
        """Show how far an explosion has faded."""
        self._faded = share
        self.flat.show_faded(share)
        if self.deep is not None:
            self.deep.show_faded(share)

    def fit(self, what: Fit | None = None) -> None:
        """Show something; by default what the key for it shows next. A landscape turns back."""
        if self._is_deep and self.deep is not None:
            self.deep.fit()
        else:
            self.flat.fit(what)

    def toggle_depth(self) -> None:
        """Want the other picture; of one coordinate there is but one, and the choice is kept.

        A landscape that is asked for has the keys: what one does next is to turn it.
        """
        self._wants_deep = not self._wants_deep
        self.show_session(self._session, Change(0))
        if self._is_deep and self.deep is not None:
            self.deep.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave_depth(self) -> bool:
        """Show it flat; return whether it was not."""
        was = self._is_deep
        if was:
            self.toggle_depth()
        return was

    def _turn(self) -> None:
        """Show the other picture, which has not been told of changes since it was seen last."""
        self._is_deep = not self._is_deep
        if self.deep is None:
            self.deep = self._made()
        before, now = (self.flat, self.deep) if self._is_deep else (self.deep, self.flat)
        before.clearFocus()  # or hiding it would hand the keys to the next button
        before.hide()
        now.show_session(self._session, Change.ALL)
        now.show()
        self.turned.emit()

    def _made(self) -> DepthView:
        from lrsim.gui.depth.view import DepthView

        view = DepthView(self._background)
        if self._theme is not None:
            view.set_theme(self._theme)
        view.show_motion(self._tween)
        view.show_faded(self._faded)
        self._column.addWidget(view)
        self._pass_on(view)
        view.keysMoved.connect(self.keysMoved)
        return view

    def _pass_on(self, view: SurfaceView | DepthView) -> None:
        """Tell what the hand does in a picture."""
        view.startGrabbed.connect(self.startGrabbed)
        view.startDragged.connect(self.startDragged)
        view.startReleased.connect(self.startReleased)
        view.pointed.connect(self.pointed)
