"""The stage of a lesson: the run's own pictures, as many as a step shows, on a session of its own.

It is long because all pictures of a slide meet here; what each of them shows lies beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from lrsim.experiment import Experiment
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.range_test import RangeTest
from lrsim.gui.lessons.readings import Reading, TableReading, VerdictReading
from lrsim.gui.lessons.recalled import Recalled
from lrsim.gui.lessons.rooms import LEGEND, parts_of
from lrsim.gui.lessons.sizes import HINTS, Sizes
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.bridge import Bridge
from lrsim.gui.loop.explosion import Explosion
from lrsim.gui.loop.motion import Motion
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.tween import Tween
from lrsim.gui.run.camera import Fit
from lrsim.gui.run.loss_view import LossView
from lrsim.gui.run.numbers_place import NumbersPlace
from lrsim.gui.run.schedule_view import ScheduleView
from lrsim.gui.run.stage import Stage
from lrsim.gui.run.surface_place import SurfacePlace
from lrsim.gui.runners.legend import Legend
from lrsim.lessons.slides import Showing
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, shown

__all__ = ["LessonStage"]

TITLES: Final = {
    "loss": Message("Loss"),
    "lr": Message("Learning rate"),
    "numbers": Message("Size of the numbers"),
    "range_test": Message("Range test"),
}
"""What stands over pictures that need it."""

LEAST_PICTURE: Final = 15.0, 11.0
"""Width and height of a picture with its title, in sizes of the type: in less its words lie on each other."""

PICTURES: Final = ("surface", "loss", "lr", "numbers", "range_test")
Picture = Stage | LossView | ScheduleView | NumbersPlace | RangeTest
READINGS: Final[Mapping[str, type[Reading]]] = {
    "table": TableReading,
    "verdict": VerdictReading,
}


class LessonStage(Netted, QWidget):
    """Shows cards of the run page, and plays.

    Parameters
    ----------
    session : Session
        The lesson's own.
    background : Background

    Signals
    -------
    ended
        It has played to where it was to.
    changed(Change)
        The session has; the stage shows it already.
    """

    ended = Signal()
    changed = Signal(object)

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__()
        self.session = session
        self.bridge = Bridge(session, self)
        self.motion = Motion(session, self.bridge)
        self.explosion = Explosion(session, self.bridge)
        self.surface_place = SurfacePlace(session, background)
        self.surface_view = self.surface_place.flat
        self.loss_view, self.schedule_view = LossView(), ScheduleView()
        self.numbers_place, self.range_test = NumbersPlace(), RangeTest()
        self.legend, self.recalled = Legend(), Recalled(self.surface_view)
        self._stage = Stage(self.surface_place)
        self._theme: Theme | None = None
        self._wanted: Theme | None = None
        self._sizes = Sizes()
        self._looks: tuple[int, ...] = ()
        self._cards: tuple[str, ...] = ()
        self._marks: tuple[str, ...] = ()
        self._zoomed = ""
        self._last: int | None = None
        self._readings: dict[str, Reading] = {}
        self._titles = {name: Passage(self) for name in TITLES}
        self._pictures: dict[str, Picture] = {
            "surface": self._stage,
            "loss": self.loss_view,
            "lr": self.schedule_view,
            "numbers": self.numbers_place,
            "range_test": self.range_test,
        }
        self._widgets: dict[str, QWidget] = dict(self._pictures)
        for widget in (*self._widgets.values(), self.legend):
            widget.setParent(self)
            widget.hide()
        self._stage.beside.setParent(self)
        self._stage.beside.hide()
        self.bridge.changed.connect(self._show_changes)
        self.motion.moved.connect(self._show_motion)
        self.explosion.moved.connect(self._show_faded)
        self.bridge.ticked.connect(lambda: self._stage.let_flow(session))

    def close_down(self) -> None:
        """Stop time for good."""
        self.session.pause()
        self.bridge.close()

    # --- what is seen ---

    @property
    def cards(self) -> tuple[str, ...]:
        """What is shown on this slide."""
        return self._cards

    @property
    def zoomed(self) -> str:
        """Which of it is seen alone; empty for none."""
        return self._zoomed

    @property
    def _seen(self) -> tuple[str, ...]:
        return (self._zoomed,) if self._zoomed else self._cards

    def zoom(self, name: str) -> None:
        """Show one card alone, or with an empty name all again."""
        self._zoomed = name if name in self._cards else ""
        self._show_seen()
        self._place()

    def card_of(self, widget: QObject) -> str:
        """Return which card a widget is; empty for none."""
        return next((name for name in self._cards if self._widgets[name] is widget), "")

    def at_hand(self) -> str:
        """Return the card under the mouse, or else the first one."""
        under = [name for name in self._cards if self._widgets[name].underMouse()]
        return next(iter((*under, *self._cards)), "")

    def _show_seen(self) -> None:
        for name, widget in self._widgets.items():
            widget.setVisible(name in self._seen)

    def reading(self, name: str) -> Reading:
        """Return the table or the verdict; made when first wanted."""
        if name not in self._readings:
            made = READINGS[name](self._dressed, self)
            self._readings[name], self._widgets[name] = made, made.widget
        return self._readings[name]

    @property
    def _dressed(self) -> Theme:
        assert self._theme is not None  # set before anything is shown
        return self._theme

    def set_theme(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours, and sizes for a window of some size."""
        self._wanted, self._sizes = theme, sizes
        self._dress()
        self._place()  # titles may have other sizes, and pictures not

    def set_looks(self, looks: Sequence[int]) -> None:
        """Let runners have the colours and shapes that they have in a lesson."""
        self._looks = tuple(looks)
        self._dress()

    def _dress(self) -> None:
        """Put on the theme, its type as large as is wanted and the pictures have room for."""
        if self._wanted is None:
            return
        factors = (factor for factor in self._sizes.factors if self._holds(self._sized(factor)))
        theme = self._sized(next(factors, self._sizes.factors[-1]))
        if theme == self._theme:
            return
        self._theme = theme
        for view in (*self._pictures.values(), self.recalled, self.legend):
            view.set_theme(theme)
        for title in self._titles.values():
            title.set_look(self._sizes.lines(HINTS), theme.quiet)
        for reading in self._readings.values():
            reading.set_theme(theme)
        self._show(Change.ALL)  # words in pictures have the colours they were laid out with

    def _sized(self, factor: float) -> Theme:
        """Return the theme that is wanted, its type by a factor larger than the window asks for."""
        assert self._wanted is not None  # it is asked of no other
        return self._sizes._replace(factor=factor).sized(self._wanted).cast(self._looks)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.motion.set_reduced(reduced)
        self.explosion.finish()
        self.explosion.reduced = reduced
        self.surface_view.camera.reduced_motion = reduced
        self._stage.set_reduced_motion(reduced)

    def set_cards(self, cards: Sequence[str], marks: Sequence[str]) -> None:
        """Show these cards, and beside the balls these marks."""
        known = (*PICTURES, *READINGS)
        self._cards = tuple(name for name in known if name in cards)
        self._marks = tuple(marks)
        self._zoomed = ""
        view = self.surface_view
        view.marks.shows_slope = "slope" in marks
        self._foretell("step" in marks)
        view.local.set_wanted("limit" in marks)
        view.minima.set_wanted("minimum" in marks)
        self.schedule_view.measures.tells_limit = "limit" in marks
        self.range_test.tells = "zone" in marks
        self.session.set_reveal("paths" in marks)
        for name in self._cards:
            reading = self.reading(name) if name in READINGS else None
            if isinstance(reading, VerdictReading):
                reading.bare = "surface" not in self._cards
        self._show_seen()
        self._show(Change.ALL)
        self._place()

    def foretell(self, wanted: bool) -> None:
        """Draw the step about to be taken, where the slide marks it, or not even there."""
        wanted = wanted and "step" in self._marks
        if wanted != self.surface_view.marks.foretells:
            self._foretell(wanted)
            self._show(Change.ALL)

    def _foretell(self, wanted: bool) -> None:
        marks = self.surface_view.marks
        marks.foretells, marks.terse = wanted, not wanted

    # --- playing ---

    @property
    def is_playing(self) -> bool:
        """Whether it is on its way."""
        return self._last is not None

    def set_up(self, experiment: Experiment, selected: int = 0) -> None:
        """Put an experiment on the stage, at step 0."""
        self._last = None
        session = self.session
        session.pause()
        session.new(experiment)
        session.select(selected)
        self.bridge.flush()
        self.surface_view.fit(Fit.SURFACE)

    def stand_at(self, step: int) -> None:
        """Show a step."""
        self._last = None
        self.session.pause()
        self.session.seek(step)
        self.bridge.flush()

    def play(self, showing: Showing) -> None:
        """Play from one step to another."""
        self.stand_at(showing.first)
        if showing.last > showing.first:
            self._last = showing.last
            self.session.set_speed(showing.speed)
            self.session.play()

    def finish(self) -> None:
        """Be at once where it plays to."""
        if self._last is not None:
            last = self._last
            self.stand_at(last)
            self.ended.emit()

    def _show_changes(self, what: Change) -> None:
        session, last = self.session, self._last
        ended = last is not None and (session.playhead >= last or not session.playing)
        if ended and last is not None:
            self._last = None
            session.pause()
            if session.playhead > last:
                session.seek(last)
        self._show(what)
        self.changed.emit(what)
        if ended:
            self.ended.emit()

    # --- showing ---

    def _show(self, what: Change) -> None:
        session = self.session
        if self._theme is None:
            return
        if "surface" in self._cards:
            self._stage.show_session(session, what)
        if "loss" in self._cards:
            exhibit = self._stage.exhibit if "surface" in self._cards else None
            self.loss_view.set_measure(None if exhibit is None else exhibit.measure)
            self.loss_view.show_session(session, what)
        if "lr" in self._cards:
            self.schedule_view.show_session(session, what)
        if "numbers" in self._cards:
            self.numbers_place.show_session(session)
        if "range_test" in self._cards and what & (Change.EXPERIMENT | Change.SELECTION):
            self.range_test.show_session(session)
        for name, reading in self._readings.items():
            if name in self._cards:
                reading.show_session(session)
        self.legend.show_session(session, what)
        if what & Change.EXPERIMENT:
            self._place()

    def _show_motion(self, tween: Tween) -> None:
        self._stage.show_motion(tween)
        self.loss_view.show_motion(self.session, tween)
        self.schedule_view.show_motion(self.session, tween)

    def _show_faded(self, share: float) -> None:
        self.surface_place.show_faded(share)

    # --- where all of it is ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self._theme is None:
            return
        self._dress()
        parts = self._parts(self._theme)
        self.legend.setVisible(LEGEND in parts)
        for name, title in self._titles.items():
            title.setVisible(name in parts)
        for name, box in parts.items():
            if name in self._titles:
                title = self._titles[name]
                title.setText(self._title_of(name))
                used = title.lay(QRect(box.topLeft(), QSize(box.width(), box.height() // 4)))
                box.setTop(box.top() + used)
            (self.legend if name == LEGEND else self._widgets[name]).setGeometry(box)

    def _parts(self, theme: Theme) -> dict[str, QRect]:
        """Return where everything is in a theme's sizes."""
        several = len(self.session.experiment.runners) > 1 and bool(self._cards)
        return parts_of(
            self.rect(),
            [name for name in self._seen if name in PICTURES],
            self._readings_heights(theme),
            gap=round(1.5 * theme.spacing),
            least=round(LEAST_PICTURE[1] * theme.body),
            legend=Legend.height_in(theme) if several else 0,
            square="surface" in self._seen and self._stage.exhibit is not None,
        )

    def _readings_heights(self, theme: Theme) -> dict[str, int]:
        seen = [name for name in self._seen if name in READINGS]
        return {name: self.reading(name).height(self.session, theme) for name in seen}

    def _holds(self, theme: Theme) -> bool:
        """Tell whether everything has the room that it needs in a theme's sizes."""
        parts = self._parts(theme)
        wide, high = (round(share * theme.body) for share in LEAST_PICTURE)
        pictures = [parts[name] for name in parts if name in PICTURES]
        heights = self._readings_heights(theme)
        return all(box.width() >= wide and box.height() >= high for box in pictures) and all(
            parts[name].height() >= height for name, height in heights.items()
        )

    def _title_of(self, name: str) -> str:
        exhibit = self._stage.exhibit if "surface" in self._cards else None
        if name == "loss" and exhibit is not None and exhibit.measure is not None:
            return shown(exhibit.measure.title)
        return shown(TITLES[name])
