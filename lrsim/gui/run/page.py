"""The page of the run itself: where is the ball, how is it going, which learning rate at which step.

It is long because it holds the cards together: what their corners offer, and which of them there is room for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout

from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.keys import with_key
from lrsim.gui.look.lines import Hint
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import Tween
from lrsim.gui.run.camera import Fit
from lrsim.gui.run.loss_view import LossView
from lrsim.gui.run.numbers_place import NumbersPlace
from lrsim.gui.run.place_words import place_in_words
from lrsim.gui.run.schedule_view import ScheduleView
from lrsim.gui.run.stage import Stage
from lrsim.gui.run.surface_place import SurfacePlace
from lrsim.gui.runners.legend import Legend
from lrsim.schedules import Constant, Drawn
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown

LOSS_SCALE = Message("Log or linear scale (L)")
LOSS_OR_MEASURE = Message("What is plotted: the surface's own measure, or the loss (L)")
NO_LOG = Message("Losses below 0 have no logarithm, and no minimum is known to measure from")
WHAT_IS_SHOWN = Message("at each step, log axis")
HOW_TO_DRAW = Message("drag a point · double click adds · right click removes")
FITS = {
    Fit.SURFACE: Message("the surface"),
    Fit.RUNNERS: Message("the runners"),
    Fit.ALL: Message("all"),
}
SIZES = Message("powers of ten, at each step: loss solid, weight dashed")
LOG, LINEAR = Message("log"), Message("linear")
TURN = Message("The surface as a landscape, or flat")
DEEP, FLAT = Message("3-D"), Message("flat")
HAND_ON_FLAT = Message("drag the start · scroll to zoom")
HAND_ON_DEEP = Message("drag the start, or all to turn it · scroll to zoom")
KEYS_ON_DEEP = Message("drag, or arrow keys turn it · Esc: they turn the dial")
SURFACE, LOSS = Message("Surface"), Message("Loss")
SCHEDULE_FROM = 22.0
"""Height, in pixel sizes of the type, below which a constant schedule is not worth a plot."""

TWO_FROM = 21.0
"""… below which the surface beside an exhibit is too small to be worth it, …"""

THREE_FROM = 30.0
"""… and below which the surface beside an exhibit gives way to a schedule that is worth one."""

LEAST, LEAST_WITH_EXHIBIT = 8.0, 16.0
"""Height, likewise, in which surface and loss can be read, and in which an exhibit can."""


class RunPage(Page):
    """Loss curve and schedule, a card each; and the surface's, which stays in sight beside other pages."""

    shows_run = True

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self.surface_place = SurfacePlace(session, background)
        self.surface_view = self.surface_place.flat
        self.stage = Stage(self.surface_place)
        self.loss_view, self.schedule_view = LossView(), ScheduleView()
        self._pointed: tuple[float, float] | None = None
        self._told_beside = ""
        self.surface_place.pointed.connect(self._point)
        self.numbers_place = NumbersPlace()
        self.legend = Legend()
        self.fit_button = corner_button(say("Fit"), say("Show the surface, the runners or all (F)"))
        self.fit_button.setProperty("menu", True)
        self.fit_button.setMenu(self._fit_menu())
        self.loss_scale = corner_button(shown(LOG), shown(LOSS_SCALE))
        self.depth_button = corner_button(shown(DEEP), with_key(TURN, "depth"))
        self._hint = Hint(shown(HAND_ON_FLAT))
        surface_corner = corner(self._hint, self.depth_button, self.fit_button)
        self._fit_beside = corner_button(self.fit_button.text(), self.fit_button.toolTip())
        self._fit_beside.setProperty("menu", True)
        self._fit_beside.setMenu(self.fit_button.menu())
        loss_corner = corner(self.legend, self.loss_scale)
        self.cards = {
            "surface": Card(self.stage, shown(SURFACE), "", surface_corner),
            "loss": Card(self.loss_view, shown(LOSS), self.loss_view.sentence, loss_corner),
            "beside": Card(self.stage.beside, shown(SURFACE), "", corner(self._fit_beside)),
            "schedule": Card(self.schedule_view, say("Learning rate"), shown(WHAT_IS_SHOWN)),
            "numbers": Card(self.numbers_place, say("Size of the numbers"), shown(SIZES)),
        }
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for name, stretch in (("loss", 56), ("beside", 44), ("schedule", 44), ("numbers", 100)):
            self._column.addWidget(self.cards[name], stretch)
        self._enlarged, self._broken, self._loss_wanted = "", False, False
        self.surface_place.turned.connect(self._show_depth)
        self.surface_place.keysMoved.connect(self._show_depth)
        self.depth_button.clicked.connect(self.toggle_depth)
        self.loss_scale.clicked.connect(self.toggle_loss_scale)
        self.loss_view.zoomChanged.connect(self.schedule_view.set_zoom)
        self.schedule_view.zoomChanged.connect(self.loss_view.set_zoom)

    @property
    def least_height(self) -> float:
        return LEAST if self.stage.exhibit is None else LEAST_WITH_EXHIBIT

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._column.setSpacing(round(1.2 * round(theme.spacing)))
        self._room_for_schedule = SCHEDULE_FROM * theme.body
        self._room_for_two = TWO_FROM * theme.body
        self._room_for_three = THREE_FROM * theme.body
        self._fold()
        for card in self.cards.values():
            card.set_theme(theme)
        views = (self.stage, self.loss_view, self.schedule_view, self.numbers_place)
        for view in (*views, self.legend):
            view.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self.show_surface(session, what)
        for view in (self.loss_view, self.schedule_view, self.legend):
            view.show_session(session, what)
        if what & (
            Change.EXPERIMENT | Change.PATHS | Change.PLAYHEAD | Change.REVEAL | Change.MINIMA
        ):
            self._show_loss_scale()
        if what & (Change.EXPERIMENT | Change.SELECTION):
            self._fold()
            drawn = isinstance(session.runner.schedule, Drawn)
            self.cards["schedule"].set_sentence(shown(HOW_TO_DRAW if drawn else WHAT_IS_SHOWN))

    def show_surface(self, session: Session, what: Change) -> None:
        """Show what has changed of the surface, whose card may be seen without the others."""
        self.stage.show_session(session, what)
        if what & (Change.EXPERIMENT | Change.SELECTION):
            self._show_exhibit()
            self._say_surface()

    def show_guest(self, position: Sequence[float] | None) -> None:
        """Show on the surface where something is that is no runner; None: nowhere any more."""
        self.surface_view.guest.show_at(self.session, position)

    def enlarge(self, name: str) -> None:
        """Show one card alone, or with an empty name all there is room for."""
        self._enlarged = name
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the schedule where there is no room for what everybody knows."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Show the cards there is room for: a constant schedule goes first, beside an exhibit always."""
        runners = self.session.experiment.runners
        varies = any(not isinstance(runner.schedule, Constant) for runner in runners)
        beside = self.stage.exhibit is not None
        roomy = self.height() >= self._room_for_schedule
        least = self._room_for_three if varies else self._room_for_two
        seen = {
            "loss": not self._broken,
            "beside": beside and not self._broken and self.height() >= least,
            "schedule": not self._broken and (varies or (roomy and not beside)),
            "numbers": self._broken,
        }
        if self._enlarged in seen:
            seen = {name: name == self._enlarged for name in seen}
        for name, visible in seen.items():
            self.cards[name].setVisible(visible)

    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps."""
        self.stage.show_motion(tween)
        self.loss_view.show_motion(self.session, tween)
        self.schedule_view.show_motion(self.session, tween)

    def show_faded(self, share: float) -> None:
        """Show how far an explosion has faded; then, where numbers broke, how large they were."""
        self.surface_place.show_faded(share)
        broken = share >= 1.0 and self.numbers_place.show_session(self.session)
        if broken != self._broken:
            self._broken = broken
            self._fold()

    def let_flow(self) -> None:
        """Show what goes on while time passes, whatever the steps do."""
        self.stage.let_flow(self.session)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing fly or flow, or let it."""
        self.surface_view.camera.reduced_motion = reduced
        self.stage.set_reduced_motion(reduced)

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Tell time by another clock than the machine's."""
        for view in (
            self.surface_view.camera,
            self.surface_view.local,
            self.schedule_view.measures,
        ):
            view.clock = clock

    def _show_exhibit(self) -> None:
        """Give surface and loss the titles that they have beside an exhibit, or their own."""
        exhibit = self.stage.exhibit
        self.cards["surface"].set_title(shown(SURFACE if exhibit is None else exhibit.title))
        measure = None if exhibit is None or self._loss_wanted else exhibit.measure
        self.loss_view.set_measure(measure)
        self.cards["loss"].set_title(shown(LOSS if measure is None else measure.title))
        self._show_corner()
        self._fold()

    def _point(self, point: tuple[float, float] | None) -> None:
        self._pointed = point
        self._say_surface()

    def say_of_surface(self, told: str) -> None:
        """Let the surface's card say what the page beside it tells; with nothing, what the surface is."""
        if told != self._told_beside:
            self._told_beside = told
            self._show_corner()
            self._say_surface()

    def _show_corner(self) -> None:
        """Offer what a hand can do with the surface; what a page tells of it has the room."""
        told, flat = bool(self._told_beside), self.session.experiment.surface.dimensions == 1
        for widget in (self._hint, self.fit_button):
            widget.setHidden(told or self.stage.exhibit is not None)
        self.depth_button.setHidden(told or flat)

    def _say_surface(self) -> None:
        """Say what the surface is, or while the mouse is over it, what it is like there."""
        surface = self.session.experiment.surface
        exhibit = self.stage.exhibit
        words = say(surface.written) if exhibit is None else shown(exhibit.ground)
        words = self._told_beside or words
        if self._pointed is not None:
            words = place_in_words(surface, *self._pointed)
        self.cards["surface" if exhibit is None else "beside"].set_sentence(words)
        if exhibit is not None:
            self.cards["surface"].set_sentence(shown(exhibit.sentence))

    def fit(self) -> None:
        """Show the surface's own domain; where that is seen, the runners, then all."""
        self.surface_place.fit()

    def toggle_depth(self) -> None:
        """Switch 2-D surfaces between flat and landscapes."""
        self.surface_place.toggle_depth()

    def leave_depth(self) -> bool:
        """Show 2-D surfaces flat; return whether they were not."""
        return self.surface_place.leave_depth()

    def _show_depth(self) -> None:
        """Say what the surface's button and the hand on its picture do now."""
        deep = self.surface_place.is_deep
        self.depth_button.setText(shown(FLAT if deep else DEEP))
        on_deep = KEYS_ON_DEEP if self.surface_place.has_keys else HAND_ON_DEEP
        self._hint.say(shown(on_deep if deep else HAND_ON_FLAT))

    def _fit_menu(self) -> QMenu:
        menu = QMenu(self)
        for what, text in FITS.items():
            menu.addAction(shown(text)).triggered.connect(
                lambda _checked, what=what: self.surface_place.fit(what)
            )
        return menu

    def toggle_loss_scale(self) -> None:
        """Switch the loss curve between log and linear; beside an exhibit between loss and its measure."""
        if self.stage.exhibit is None:
            self.loss_view.set_log(not self.loss_view.log, self.session)
        else:
            self._loss_wanted = not self._loss_wanted
            self._show_exhibit()
            self.loss_view.show_session(self.session, Change.ALL)
        self._show_loss_scale()

    def delete_current(self) -> bool:
        """Delete the point of the drawn schedule that is pointed at, if there is one."""
        return self.schedule_view.remove_current()

    def _show_loss_scale(self) -> None:
        """Say what the loss curve shows, and whether its scale can be chosen."""
        view, button = self.loss_view, self.loss_scale
        self.cards["loss"].set_sentence(view.sentence)
        exhibit, possible, help_text = self.stage.exhibit, view.log == view.is_log, LOSS_SCALE
        if exhibit is not None:
            possible, help_text = True, LOSS_OR_MEASURE
        elif not possible:
            help_text = NO_LOG
        scale = LOG if view.is_log else LINEAR
        button.setText(shown(scale if view.measure is None else view.measure.short))
        if button.isEnabled() != possible:
            button.setEnabled(possible)
        if button.toolTip() != shown(help_text):
            button.setToolTip(shown(help_text))
