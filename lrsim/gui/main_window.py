"""The window: cards laid out, views told what changed, the user's intents handed to the session."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.errors import InputError
from lrsim.gui import theme as look
from lrsim.gui.actions import Actions
from lrsim.gui.bridge import Bridge
from lrsim.gui.cards import Card, label
from lrsim.gui.dial import Dial
from lrsim.gui.forms import ExperimentForm, Kind, Picker
from lrsim.gui.legend import Legend
from lrsim.gui.loss_view import LossView
from lrsim.gui.runners_table import RunnersTable
from lrsim.gui.schedule_handles import Points
from lrsim.gui.schedule_view import ScheduleView
from lrsim.gui.surface_view import SurfaceView
from lrsim.gui.theme import THEMES, Theme
from lrsim.gui.toast import Toast
from lrsim.gui.transport import Transport
from lrsim.gui.verdict_card import VerdictCard
from lrsim.optimizers import Optimizer
from lrsim.schedules import Drawn
from lrsim.session import Change, Session

WORDS_PER_SECOND = 8
"""How often verdict and table change while playing: faster cannot be read."""

DESIGN_HEIGHT = 900
"""The window height the sizes of type are made for; on a taller one everything grows with it."""

LARGEST_SCALE = 1.6
SETTLED_MS = 150
"""After the last change of size: type is set anew once, not all the way."""

LOSS_SCALE = "Log or linear scale (L)"
NO_LOG = "Losses below 0 have no logarithm, and no minimum is known to measure from"
WHAT_IS_SHOWN = "learning rate at each step"
HOW_TO_DRAW = "drag a point · double click adds · right click removes"

KINDS: tuple[Kind, ...] = ("surface", "optimizer", "schedule")


class Dressed(Protocol):
    """What takes a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""


class View(Dressed, Protocol):
    """What shows a session."""

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""


class MainWindow(QMainWindow):
    """The laboratory's window on one session.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.theme = theme
        self._dress(theme)  # before there are widgets: they take the font they are born with
        self.bridge = Bridge(session, self)
        self._scale = 1.0
        self._rescale = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._rescale.timeout.connect(self._fit_type)
        self._words_due = Change(0)
        self._words_at = 0.0
        self._dial_told = True, ""
        self.setMinimumSize(QSize(1080, 640))
        self._build()
        self._connect()
        self.actions_ = Actions(self, session, self)
        self._bar.addWidget(self.actions_.button)
        self.set_theme(theme)
        self.dial.setFocus()

    # --- building ---

    def _build(self) -> None:
        self.surface_view, self.loss_view, self.schedule_view = (
            SurfaceView(),
            LossView(),
            ScheduleView(),
        )
        self.dial, self.verdict_card, self.runners_table = Dial(), VerdictCard(), RunnersTable()
        self.transport, self.legend, self.toast = Transport(), Legend(), Toast(self)
        self.pickers = {kind: Picker(kind) for kind in KINDS}
        self.experiment_form = ExperimentForm()
        self.fit_button = _corner_button("Fit", "Show the surface's own domain (F)")
        self.loss_scale = _corner_button("log", LOSS_SCALE)
        self.rate_scale = _corner_button("linear", "Linear or log scale")
        self.hint = label("drag the start · scroll to zoom", "quiet")
        self.cards = {
            "surface": Card(self.surface_view, "Surface", "", _corner(self.hint, self.fit_button)),
            "loss": Card(
                self.loss_view, "Loss", "at each step", _corner(self.legend, self.loss_scale)
            ),
            "schedule": Card(self.schedule_view, "Schedule", WHAT_IS_SHOWN, self.rate_scale),
            "dial": Card(self.dial),
            "verdict": Card(self.verdict_card),
            "runners": Card(self.runners_table),
            "transport": Card(self.transport),
        }
        self._bar = QHBoxLayout()
        self._bar.addWidget(label("lrsim", "verdict"))
        for widget in (*self.pickers.values(), self.experiment_form):
            self._bar.addWidget(widget)
        self._bar.addStretch(1)
        self._upper, self._lower, self._column = QGridLayout(), QHBoxLayout(), QVBoxLayout()
        self._upper.addWidget(self.cards["surface"], 0, 0, 2, 1)
        self._upper.addWidget(self.cards["loss"], 0, 1)
        self._upper.addWidget(self.cards["schedule"], 1, 1)
        for name in ("dial", "verdict", "runners"):
            self._lower.addWidget(self.cards[name])
        self._column.addLayout(self._bar)
        self._column.addLayout(self._upper, 1)
        self._column.addLayout(self._lower)
        self._column.addWidget(self.cards["transport"])
        for column, stretch in ((0, 58), (1, 42)):
            self._upper.setColumnStretch(column, stretch)
        for row, stretch in ((0, 56), (1, 44)):
            self._upper.setRowStretch(row, stretch)
        for place, stretch in ((0, 0), (1, 52), (2, 58)):
            self._lower.setStretch(place, stretch)
        content = QWidget()
        content.setLayout(self._column)
        self.setCentralWidget(content)

    @property
    def _dressed(self) -> Iterator[Dressed]:
        """All that takes a theme."""
        yield from self.cards.values()
        yield from self._views
        yield from (self.verdict_card, self.runners_table, self.dial)
        yield from self.pickers.values()
        yield from (self.experiment_form, self.toast, self.actions_)

    @property
    def _views(self) -> tuple[View, ...]:
        """All that shows the session at every frame."""
        return (
            self.surface_view,
            self.loss_view,
            self.schedule_view,
            self.transport,
            self.legend,
        )

    def _connect(self) -> None:
        session = self.session
        self.bridge.changed.connect(self.show_changes)
        self.bridge.noted.connect(self._keep_dial)
        self.bridge.measured.connect(self.transport.set_rates)
        self.dial.valueChanged.connect(self.doing(session.turn_dial))
        self.dial.gestureStarted.connect(session.begin_gesture)
        self.dial.gestureEnded.connect(session.end_gesture)
        self.surface_view.start_grabbed.connect(session.begin_gesture)
        self.surface_view.start_dragged.connect(self.doing(lambda start: session.edit(start=start)))
        self.surface_view.start_released.connect(session.end_gesture)
        self.loss_view.scrubbed.connect(session.seek)
        self.schedule_view.scrubbed.connect(session.seek)
        self.schedule_view.points_grabbed.connect(session.begin_gesture)
        self.schedule_view.points_changed.connect(self.doing(self._draw))
        self.schedule_view.points_released.connect(session.end_gesture)
        self.legend.selected.connect(session.select)
        self.fit_button.clicked.connect(self.surface_view.fit)
        self.loss_scale.clicked.connect(self.toggle_loss_scale)
        self.rate_scale.clicked.connect(self.toggle_rate_scale)
        self.pickers["surface"].chosen.connect(
            self.doing(lambda entry: session.edit(surface=entry))
        )
        self.pickers["optimizer"].chosen.connect(
            self.doing(lambda entry: session.edit_runner(optimizer=entry))
        )
        self.pickers["schedule"].chosen.connect(
            self.doing(lambda entry: session.edit_runner(schedule=entry))
        )
        self.experiment_form.edited.connect(self.doing(lambda changes: session.edit(**changes)))
        self.experiment_form.runner_edited.connect(
            self.doing(lambda changes: session.edit_runner(**changes))
        )
        self.verdict_card.fixRequested.connect(self.fix)
        table = self.runners_table
        table.selected.connect(session.select)
        table.renamed.connect(self.doing(lambda index, name: session.edit_runner(index, name=name)))
        table.removeRequested.connect(self.doing(session.remove_runner))
        table.addRequested.connect(self.doing(session.add_runner))
        table.presetRequested.connect(self.doing(self._preset))
        bar = self.transport
        bar.playToggled.connect(self.toggle_play)
        bar.stepRequested.connect(session.step)
        bar.resetRequested.connect(session.reset)
        bar.scrubbed.connect(session.seek)
        bar.speedChanged.connect(session.set_speed)
        bar.revealToggled.connect(session.set_reveal)
        bar.undoRequested.connect(session.undo)
        bar.redoRequested.connect(session.redo)

    # --- showing ---

    def set_theme(self, theme: Theme) -> None:
        """Dress the whole window, type as large as its height asks for."""
        theme = THEMES[theme.name].scale(self._scale)
        self.theme = theme
        self._dress(theme)
        for dressed in self._dressed:
            dressed.set_theme(theme)
        unit = round(theme.spacing)
        self._column.setContentsMargins(
            round(1.5 * unit), unit, round(1.5 * unit), round(1.5 * unit)
        )
        for layout in (self._column, self._upper, self._lower, self._bar):
            layout.setSpacing(round(1.2 * unit))
        self._size_rows()
        self.show_changes(Change.ALL)

    @staticmethod
    def _dress(theme: Theme) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            look.apply(application, theme)

    def show_changes(self, what: Change) -> None:
        """Show in every view what has changed."""
        session = self.session
        for view in self._views:
            view.show_session(session, what)
        if what & (Change.EXPERIMENT | Change.SELECTION | Change.PATHS | Change.PLAYHEAD):
            self._show_dial()
        self._show_words(what)
        if what & (Change.EXPERIMENT | Change.PATHS):
            self._show_loss_scale()
        if what & (Change.EXPERIMENT | Change.SELECTION):
            for picker in self.pickers.values():
                picker.show_session(session, what)
            self.experiment_form.show_session(session, what)
            self.cards["surface"].set_sentence(session.experiment.surface.written)
            drawn = isinstance(session.runner.schedule, Drawn)
            self.cards["schedule"].set_sentence(HOW_TO_DRAW if drawn else WHAT_IS_SHOWN)
        self.actions_.show_session(session, what)

    def _show_loss_scale(self) -> None:
        """Say what the loss curve shows, and whether its scale can be chosen."""
        view, button = self.loss_view, self.loss_scale
        self.cards["loss"].set_sentence(view.sentence)
        button.setText("log" if view.is_log else "linear")
        possible = view.log == view.is_log
        if button.isEnabled() != possible:
            button.setEnabled(possible)
            button.setToolTip(LOSS_SCALE if possible else NO_LOG)

    def _show_words(self, what: Change) -> None:
        """Show verdict and figures, while playing only as often as they can be read."""
        self._words_due |= what
        now = time.perf_counter()
        numbers_only = not self._words_due & ~(Change.PLAYHEAD | Change.PATHS)
        recent = now - self._words_at < 1 / WORDS_PER_SECOND
        if self.session.playing and numbers_only and recent:
            return
        what, self._words_due, self._words_at = self._words_due, Change(0), now
        self.verdict_card.show_session(self.session, what)
        self.runners_table.show_session(self.session, what)

    def _keep_dial(self, what: Change) -> None:
        """Keep the dial on the session's value: a key before the next frame must turn it from there."""
        if what & (Change.EXPERIMENT | Change.SELECTION | Change.PLAYHEAD):
            self.dial.set_value(self.session.lr)

    def _show_dial(self) -> None:
        session = self.session
        self.dial.set_value(session.lr)
        self.dial.reset_value = session.runner.optimizer.default_lr
        self.dial.set_accent(self.theme.runner(session.selected))
        self.dial.set_owner(session.runner.name)
        self._show_dial_note(session.runner.optimizer)

    def _show_dial_note(self, optimizer: Optimizer) -> None:
        """Grey the dial for an optimizer that finds its own step, and say what else there is to say."""
        turns = bool(getattr(optimizer, "uses_lr", True))
        note = str(getattr(optimizer, "dial_note", ""))
        if (turns, note) == self._dial_told:
            return
        self._dial_told = turns, note
        self.dial.set_hint(note if turns else "")
        content = self.centralWidget()
        had_keys = self.focusWidget() in (self.dial, content, None)
        if had_keys and not turns and content is not None:
            # Qt would hand the keys to the next button, and Space would press that instead of playing
            content.setFocus()
        self.dial.set_enabled_with_reason(turns, note)
        if had_keys and turns:
            self.dial.setFocus()

    # --- intents ---

    def doing(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act with bad input said in the window instead of raised."""

        def guarded(*arguments: Any) -> None:
            try:
                act(*arguments)
            except InputError as error:
                self.toast.say(str(error))
                self.show_changes(Change.ALL)

        return guarded

    def say(self, text: str) -> None:
        """Show a message for a few seconds."""
        self.toast.say(text)

    def fit(self) -> None:
        """Show the surface's own domain."""
        self.surface_view.fit()

    def toggle_play(self) -> None:
        """Play or pause."""
        if self.session.playing:
            self.session.pause()
        else:
            self.session.play()

    def toggle_loss_scale(self) -> None:
        """Switch the loss curve between log and linear."""
        self.loss_view.set_log(not self.loss_view.log, self.session)
        self._show_loss_scale()

    def toggle_rate_scale(self) -> None:
        """Switch the schedule between linear and log."""
        self.schedule_view.set_log(not self.schedule_view.log, self.session)
        self.rate_scale.setText("log" if self.schedule_view.log else "linear")

    def fix(self) -> None:
        """Do what the selected runner's verdict offers, and play."""
        if self.session.verdict().remedy is not None:
            self.doing(self.session.apply_fix)()
            self.session.play()

    def _preset(self) -> None:
        self.session.snail_pro_maniac()
        self.session.play()

    def _draw(self, points: Points) -> None:
        drawn = self.session.runner.schedule
        self.session.edit_runner(schedule=Drawn(points=points, warmup=drawn.warmup))

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete the drawn schedule's handle that is pointed at; nobody else wanted the key."""
        if event.key() != Qt.Key.Key_Delete or not self.schedule_view.remove_current():
            super().keyPressEvent(event)

    def _size_rows(self) -> None:
        """Give the lower row what the dial needs: never under 200 pixels, about a third of a tall window."""
        side = round(max(200.0, min(0.31 * self.height(), 380.0)))
        frame = round(2 * self.theme.spacing)
        self.cards["dial"].setFixedWidth(round(1.16 * side) + frame)
        for name in ("dial", "verdict", "runners"):
            self.cards[name].setFixedHeight(side + frame)

    def _wanted_scale(self) -> float:
        return round(min(max(self.height() / DESIGN_HEIGHT, 1.0), LARGEST_SCALE), 1)

    def _fit_type(self) -> None:
        """Set all type anew where the window has grown or shrunk by enough."""
        if self._wanted_scale() != self._scale:
            self._scale = self._wanted_scale()
            self.set_theme(self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between the rows."""
        super().resizeEvent(event)
        self._size_rows()
        self.toast.place()
        if not self.isVisible():
            self._fit_type()
        elif self._wanted_scale() != self._scale:
            self._rescale.start()

    def event(self, event: QEvent) -> bool:
        """Count the frames that are painted."""
        if event.type() == QEvent.Type.UpdateRequest:
            self.bridge.count_frame()
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about a changed file, and stop the clock."""
        if not self.actions_.may_close():
            event.ignore()
            return
        self.session.pause()
        self.bridge.close()
        super().closeEvent(event)


def _corner_button(text: str, help_text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setProperty("corner", True)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _corner(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return holder
