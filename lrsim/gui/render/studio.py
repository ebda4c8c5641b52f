"""A window that nobody sees, to take pictures of: no time passes in it but what it is told.

Timers need an event loop, and while a film is taken there is none: what moves is moved by `Studio.advance`,
what waits for a rest has it as soon as so much of the film's time has passed, and work that is done beside a
window is waited for. So the same order gives the same pictures, however busy the machine is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from lrsim.errors import InputError
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import FAULTS
from lrsim.gui.maps.page import MapPage
from lrsim.gui.pictures.order import PARTS, Order
from lrsim.gui.window.main_window import LEAST_SIZE, MainWindow
from lrsim.session.session import Session
from lrsim.text.messages import Message, shown

__all__ = ["Studio"]

MOST_RESTS: Final = 1000
"""Times that something may want another rest before a picture stands still."""

QUIET: Final = 3
"""Rounds without anything waiting after which all is laid out: what is given another width by one asks for
another layout in the next.
"""

LEAST_PAGE: Final = QSize(960, 400)
"""Pixels of a page, as in the smallest window."""

PATIENCE: Final = 0.1
"""Seconds between two looks at whether somebody wants the work to end."""

Check = Callable[[], None]
"""Asked now and then; it raises what ends the work."""


class Studio:
    """The part of a window that an order is about, on a session of its own.

    Parameters
    ----------
    session : Session
        What is seen; it works nothing out beside.
    order : Order
    check : callable
        Asked while something is waited for.

    Attributes
    ----------
    part : QWidget
        What pictures are taken of.
    """

    def __init__(self, session: Session, order: Order, check: Check = lambda: None) -> None:
        self._check, self._order = check, order
        self._background = Background()
        self._seconds = 0.0
        self._since: dict[QTimer, float] = {}
        self.session = session
        self.session.select(order.selected)
        self.session.set_reveal(order.reveal)
        size = QSize(*order.size)
        self.window = MainWindow(
            self.session, THEMES[order.theme], self._background, size.expandedTo(LEAST_SIZE)
        )
        self.window.set_reduced_motion(order.film is None)
        self.window.dial.glides = self.window.floor.glides = False
        self.window.pages.set_moves(False)
        self.window.set_clock(lambda: self._seconds)
        self.part: QWidget = self.window
        try:
            self.part = self._cut_out()
            self._size_up(size)
        except InputError:
            self.close()
            raise
        timers = (*self.window.findChildren(QTimer), *self.part.findChildren(QTimer))
        self._rests = [timer for timer in dict.fromkeys(timers) if timer.isSingleShot()]
        if order.axes:
            self.map_page.show_axes(*order.axes)

    def close(self) -> None:
        """Take the window away, and what is still being done for it."""
        self.session.pause()
        self.window.bridge.close()
        self._background.close()
        for widget in (self.part, self.window):
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @property
    def map_page(self) -> MapPage:
        """The page of the map, which the order is about."""
        page = self.window.pages.current
        assert isinstance(page, MapPage)
        return page

    # --- what is seen ---

    def _cut_out(self) -> QWidget:
        """Return the widget to be painted: the window, or a part of it in a frame of its own."""
        window, part = self.window, PARTS[self._order.what]
        if self._order.what == "window":
            return window
        window.show_all()  # it is a part that is shown, not the window
        index = window.page_names.index(shown(part.page))
        window.show_page(index)
        if window.pages.current_index != index or part.card in self.session.experiment.hide:
            raise InputError("what", self._order.what, Message("is hidden for an exercise"))
        if part.deep:
            window.toggle_depth()
            if not window.run_page.surface_place.is_deep:
                raise InputError(
                    "what", self._order.what, Message("needs a surface of two coordinates")
                )
        if part.card:
            widget: QWidget = window.floor.cards[part.card]
            window.pages.current.enlarge(part.card)
        else:
            widget = window.floor if window.pages.is_home else window.pages.current
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(widget)
        widget.show()
        frame.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        frame.setFocus()  # else its first button has it, and is seen to
        if not part.card:
            frame.setMinimumSize(LEAST_PAGE)
        return frame

    def _size_up(self, size: QSize) -> None:
        self.part.resize(size)
        self.part.show()
        QApplication.processEvents()
        layout = self.part.layout()
        assert layout is not None
        least = layout.minimumSize().expandedTo(self.part.minimumSize())
        if size.expandedTo(least) != size:
            raise InputError(
                "size",
                f"{size.width()}x{size.height()}",
                Message(
                    "must be at least {width}x{height} for this part of the window",
                    width=least.width(),
                    height=least.height(),
                ),
            )

    def seen(self) -> QImage:
        """Return the picture that is on the screen that is none: only what has changed is painted anew.

        It is what `draw` would paint, in a third of the time.
        """
        QCoreApplication.sendPostedEvents()
        image = self.part.screen().grabWindow(self.part.winId()).toImage()
        return image.convertToFormat(QImage.Format.Format_RGB32)

    # --- time ---

    def settle(self) -> None:
        """Let everything come to rest: what waits for that, what is computed beside, what flies."""
        quiet = 0
        for _ in range(MOST_RESTS):
            QApplication.processEvents()
            self.window.bridge.flush()
            self._finish_work()
            QApplication.processEvents()  # what has changed is laid out and painted, which may ask for more
            waiting = [timer for timer in self._rests if timer.isActive()]
            quiet = 0 if waiting or not self._background.is_idle else quiet + 1
            if quiet == QUIET:
                break
            for timer in waiting:
                _fire(timer)
        self._since.clear()
        self.complain()
        if self._order.what == "map" and self.map_page.sheet is None:
            raise InputError(
                "what", "map", Message("is not to be had: there are not two quantities here")
            )

    def advance(self, seconds: float) -> None:
        """Let time pass for all that moves, and for what waits."""
        window = self.window
        self._seconds += seconds
        window.bridge.pass_time(seconds)
        window.explosion.advance(seconds)
        window.run_page.surface_view.camera.tick()
        self._let_rest()
        self._finish_work()
        QCoreApplication.sendPostedEvents()
        window.bridge.flush()
        self.complain()

    def play(self) -> None:
        """Let time run, unless an explosion is being watched or there is nothing more to come."""
        session = self.session
        if (
            not (session.playing or self.window.explosion.running)
            and session.playhead < session.end
        ):
            session.play()
            self.window.bridge.flush()

    def rest_at(self, step: int) -> None:
        """Stand still at a step."""
        self.session.pause()
        self.session.seek(step)
        self.window.bridge.flush()

    def _let_rest(self) -> None:
        """Give those their rest who have waited long enough, by the film's time."""
        for timer in self._rests:
            if not timer.isActive():
                self._since.pop(timer, None)
            elif (
                self._seconds - self._since.setdefault(timer, self._seconds)
                >= timer.interval() / 1e3
            ):
                del self._since[timer]
                _fire(timer)

    def _finish_work(self) -> None:
        for _ in iter(lambda: self._background.is_idle, True):  # as long as the work takes
            self._check()
            self._background.collect(wait=PATIENCE)
            QCoreApplication.sendPostedEvents()  # what workers have sent before their end
        self._check()

    def complain(self) -> None:
        """Fail where a painter has: half a picture is none."""
        if FAULTS:
            fault = FAULTS[0]
            raise RuntimeError(f"{fault.override} in {fault.place}: {fault.error}")


def _fire(timer: QTimer) -> None:
    timer.stop()
    timer.timeout.emit()
