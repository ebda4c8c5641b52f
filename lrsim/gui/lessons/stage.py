"""The stage of a lesson: the run's own pictures, as many as a step shows, on a session of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from lrsim.experiment import Experiment
from lrsim.gui.exhibits.registry import told_of
from lrsim.gui.lessons.passage import Passage
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
from lrsim.gui.runners.model import RunnersModel, read_rows
from lrsim.gui.runners.rows import RunnerRows
from lrsim.gui.verdict.face import VerdictFace
from lrsim.lessons.slides import Showing
from lrsim.session.session import Change, Session
from lrsim.text.messages import NOTHING, Message, say, shown

__all__ = ["LessonStage"]

TITLES: Final = {
    "loss": Message("Loss"),
    "lr": Message("Learning rate"),
    "numbers": Message("Size of the numbers"),
}
"""What stands over pictures that need it."""

PICTURES: Final = ("surface", "loss", "lr", "numbers")
WIDE: Final = 1.75
"""As a multiple of its height: from this width on pictures stand beside each other."""

FIRST: Final = 0.56
"""The first picture's share then."""


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
        self.numbers_place = NumbersPlace()
        self.legend = Legend()
        self._stage = Stage(self.surface_place)
        self._theme: Theme | None = None
        self._cards: tuple[str, ...] = ()
        self._last: int | None = None
        self._titles = {name: Passage(self) for name in TITLES}
        self._widgets: dict[str, QWidget] = {
            "surface": self._stage,
            "loss": self.loss_view,
            "lr": self.schedule_view,
            "numbers": self.numbers_place,
        }
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
        """What is seen."""
        return self._cards

    @property
    def table(self) -> RunnerRows:
        """The runners as rows, to be read and not to be edited; made when first wanted."""
        if "table" not in self._widgets:
            table = RunnerRows(RunnersModel(), self._dressed, self)
            table.set_theme(self._dressed)
            table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            table.setAccessibleDescription("")
            self._widgets["table"] = table
        found = self._widgets["table"]
        assert isinstance(found, RunnerRows)
        return found

    @property
    def verdict(self) -> VerdictFace:
        """The verdict, without what would mend it; made when first wanted."""
        if "verdict" not in self._widgets:
            self._widgets["verdict"] = VerdictFace(self._dressed, self)
        found = self._widgets["verdict"]
        assert isinstance(found, VerdictFace)
        return found

    @property
    def _dressed(self) -> Theme:
        assert self._theme is not None  # set before anything is shown
        return self._theme

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the theme's colours, and sizes for a window of some size."""
        # pictures lie on the ground itself: no cards
        self._theme = theme = replace(theme, card=theme.ground)
        for view in (self._stage, self.loss_view, self.schedule_view, self.numbers_place):
            view.set_theme(theme)
        self.legend.set_theme(theme)
        for title in self._titles.values():
            title.set_look((max(19.0 * scale, 14.0),), theme.quiet)
        for name in ("table", "verdict"):
            if name in self._widgets:
                getattr(self, name).set_theme(theme)
        self._place()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.motion.set_reduced(reduced)
        self.explosion.finish()
        self.explosion.reduced = reduced
        self.surface_view.camera.reduced_motion = reduced
        self._stage.set_reduced_motion(reduced)

    def set_cards(self, cards: Sequence[str], marks: Sequence[str]) -> None:
        """Show these cards, and beside the balls these marks."""
        known = (*PICTURES, "table", "verdict")
        self._cards = tuple(name for name in known if name in cards)
        view = self.surface_view
        view.marks.foretells = "step" in marks
        view.marks.terse = "step" not in marks
        view.local.setVisible("limit" in marks)
        view.minima.setVisible("minimum" in marks)
        self.session.set_reveal("paths" in marks)
        for name in ("table", "verdict"):
            if name in self._cards:
                getattr(self, name)
        for name, widget in self._widgets.items():
            widget.setVisible(name in self._cards)
        self._show(Change.ALL)
        self._place()

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
        if "table" in self._cards:
            self._show_table(session)
        if "verdict" in self._cards:
            told = told_of(session, session.selected)
            self.verdict.show_verdict(session.verdict(), NOTHING if told is None else told.sentence)
        self.legend.show_session(session, what)
        if what & Change.EXPERIMENT:
            self._place()

    def _show_table(self, session: Session) -> None:
        rows = read_rows(session)
        model = self.table.model()
        assert isinstance(model, RunnersModel)
        names = [row.about for row in model.rows]
        self.table.delegate.rows = rows
        model.show_rows(rows)
        if names != [row.about for row in rows]:
            self.table.lay_out()
        self.table.show_selected(session.selected)

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
        gap = round(1.5 * self._theme.spacing)
        room = self.rect()
        several = len(self.session.experiment.runners) > 1
        self.legend.setVisible(several and bool(self._cards))
        if several:
            size = self.legend.sizeHint()
            self.legend.setGeometry(room.left(), room.top(), room.width(), size.height())
            room.setTop(room.top() + size.height())
        pictures = [name for name in self._cards if name in PICTURES]
        words = [name for name in self._cards if name not in PICTURES]
        for name in reversed(words):
            height = min(
                self._height_of(name), (room.height() if not pictures else room.height() // 2)
            )
            top = room.top() if not pictures else room.bottom() + 1 - height
            self._widgets[name].setGeometry(room.left(), top, room.width(), height)
            room.setBottom(top - gap)
        titled = {name: self._titles[name] for name in TITLES}
        for name, title in titled.items():
            title.setVisible(name in pictures)
        for name, box in zip(pictures, _rooms(room, len(pictures), gap), strict=True):
            if name in titled:
                titled[name].setText(self._title_of(name))
                used = titled[name].lay(QRect(box.topLeft(), QSize(box.width(), box.height() // 4)))
                box.setTop(box.top() + used)
            self._widgets[name].setGeometry(box)

    def _title_of(self, name: str) -> str:
        exhibit = self._stage.exhibit if "surface" in self._cards else None
        if name == "loss" and exhibit is not None and exhibit.measure is not None:
            return shown(exhibit.measure.title)
        return shown(TITLES[name])

    def _height_of(self, name: str) -> int:
        theme = self._dressed
        if name == "verdict":
            return round(2.2 * theme.verdict + 4.6 * theme.sentence)
        rows = len(self.session.experiment.runners)
        return round(1.9 * theme.small + 2.1 * theme.body * rows) + 4

    @property
    def words(self) -> str:
        """What it shows, for those who cannot see it."""
        names = ", ".join(runner.name for runner in self.session.experiment.runners)
        return say("The stage with {runners}", runners=names)


def _rooms(room: QRect, count: int, gap: int) -> list[QRect]:
    """Return where so many pictures are: one over the other, or in much width the first beside the rest."""
    if count < 2:
        return [QRect(room)] * count
    if room.width() >= WIDE * room.height():
        left = round(FIRST * (room.width() - gap))
        first = QRect(room.left(), room.top(), left, room.height())
        rest = QRect(first.right() + 1 + gap, room.top(), room.width() - left - gap, room.height())
        return [first, *_stacked(rest, count - 1, gap)]
    return _stacked(room, count, gap)


def _stacked(room: QRect, count: int, gap: int) -> list[QRect]:
    height = (room.height() - (count - 1) * gap) // count
    return [
        QRect(room.left(), room.top() + k * (height + gap), room.width(), height)
        for k in range(count)
    ]
