"""Time: play, step, scrub, how fast; and what acts on the whole: reveal, undo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from lrsim.gui.look.keys import with_key
from lrsim.gui.look.theme import THEMES, Theme, icon, make_font
from lrsim.gui.loop.net import Netted
from lrsim.gui.window.sliders import HandSlider
from lrsim.gui.window.speeds import SPEEDS, RatesLabel, nearest, speed_text
from lrsim.gui.window.step_words import bare_step_text, play_on_text, step_text
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown

__all__ = ["Transport"]

SCRUB, LEAST_SCRUB = 6.5, 3.5
"""Width of the slider for the playhead in pixel sizes of the type: at the least, and where nothing fits."""


class Transport(Netted, QWidget):
    """The bar at the foot of the window."""

    playToggled = Signal()
    playOnRequested = Signal()
    """Time is to run on past the end."""
    stepRequested = Signal(int)
    resetRequested = Signal()
    scrubbed = Signal(int)
    """The user moved the playhead to this step."""
    speedChanged = Signal(float)
    """The user chose so many steps per second; infinite for unlimited."""
    revealToggled = Signal(bool)
    undoRequested = Signal()
    redoRequested = Signal()

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Transport"))
        self._theme = theme
        self._playing: bool | None = None
        self._time: tuple[int, int, int] = (-1, -1, -1)
        self.reset_button = _button(Message("Back to step 0"), "reset")
        self.back_button = _button(Message("One step back"), "back")
        self.play_button = QPushButton()
        self.play_button.setToolTip(
            with_key(Message("Play or pause; at the end, play again"), "play")
        )
        self.forward_button = _button(Message("One step forward"), "forward")
        self.play_on_button = _button(Message("Play on"))
        self.undo_button = _button(Message("Undo"), "undo")
        self.redo_button = _button(Message("Redo"), "redo")
        self.reveal_button = QPushButton(say("Reveal"))
        self.reveal_button.setCheckable(True)
        self.reveal_button.setAccessibleName(say("Reveal the future"))
        self.reveal_button.setToolTip(
            with_key(Message("Show what is still to come, dashed"), "reveal")
        )
        for button in (self.play_button, self.reveal_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        self.scrub = HandSlider(say("Playhead, in steps"))
        self.step_label = QLabel()
        self.step_label.setAccessibleName(say("Step"))
        self.speed_title = _quiet(say("Speed"))
        self.speed = HandSlider(say("Speed, in steps per second"))
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(4)
        self.speed_title.setBuddy(self.speed)
        self.speed_label = _quiet()
        self.rates_label = RatesLabel()

        self.scrub.words = lambda step: step_text(step, self._time[2])
        self.speed.words = lambda position: speed_text(SPEEDS[position])
        self._explain()

        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._parts: tuple[QWidget, ...] = (
            self.reset_button, self.back_button, self.play_button, self.forward_button,
            self.scrub, self.play_on_button, self.step_label, self.speed_title, self.speed, self.speed_label,
            self.rates_label, self.reveal_button, self.undo_button, self.redo_button,
        )  # fmt: skip
        for part in self._parts:
            self._row.addWidget(part, 1 if part is self.scrub else 0)

        self._foldable = (
            self.speed_title, self.rates_label, self.speed_label, self.redo_button, self.undo_button,
        )  # fmt: skip
        self._word, self._worded = 0, False
        self._says_step = True
        self._connect()
        self.set_theme(theme)

    def _explain(self) -> None:
        """Say of what has no words of its own, or only a number, what it is."""
        self.scrub.setToolTip(
            say("Drag to any step: what has been is kept, the dial steers from there.")
        )
        self.step_label.setToolTip(
            say("The step that is shown, of how many there are in the budget.")
        )
        speed = say("How many steps a second are played; up to ten, the ball is seen to move.")
        for widget in (self.speed, self.speed_title, self.speed_label):
            widget.setToolTip(speed)

    def _connect(self) -> None:
        self.reset_button.clicked.connect(self.resetRequested)
        self.back_button.clicked.connect(lambda: self.stepRequested.emit(-1))
        self.play_button.clicked.connect(self.playToggled)
        self.play_on_button.clicked.connect(self.playOnRequested)
        self.forward_button.clicked.connect(lambda: self.stepRequested.emit(1))
        self.scrub.moved.connect(self.scrubbed)
        self.speed.moved.connect(self._choose_speed)
        self.reveal_button.clicked.connect(self.revealToggled)
        self.undo_button.clicked.connect(self.undoRequested)
        self.redo_button.clicked.connect(self.redoRequested)
        for button in (self.back_button, self.forward_button):
            button.setAutoRepeat(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        size = QSize(round(1.2 * theme.body), round(1.2 * theme.body))
        for button, name in (
            (self.reset_button, "reset"), (self.back_button, "step-back"),
            (self.forward_button, "step-forward"), (self.undo_button, "undo"), (self.redo_button, "redo"),
            (self.play_on_button, "play-on"),
            (self.play_button, "pause" if self._playing else "play"), (self.reveal_button, "eye"),
        ):  # fmt: skip
            button.setIcon(icon(name, theme))
            button.setIconSize(size)
        self._row.setSpacing(round(theme.spacing))
        small, body = QFontMetrics(theme.font("small")), QFontMetrics(make_font(theme.body))
        self.speed_label.setFixedWidth(small.horizontalAdvance(speed_text(10_000.0)) + 2)
        self.rates_label.set_theme(theme)
        self.speed.setFixedWidth(round(6.5 * theme.body))
        pad = 2 * round(1.5 * theme.spacing) + size.width() + 12
        self.play_button.setFixedWidth(
            max(map(body.horizontalAdvance, (say("Play"), say("Pause")))) + pad
        )
        self._body = body
        self.scrub.mark_colour = QColor(theme.text)
        self._scrub = round(SCRUB * theme.body), round(LEAST_SCRUB * theme.body)
        self.scrub.setMinimumWidth(self._scrub[0])
        self._fit_step_label()
        self._measure_word()
        self._fold()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._show_time(session)
        if what & Change.PLAYBACK or self._playing is None:
            self._show_playing(session.playing)
            self._show_speed(session.speed)
        self.reveal_button.setHidden("reveal" in session.experiment.hide)
        if session.reveal != self.reveal_button.isChecked():
            self.reveal_button.setChecked(session.reveal)
        self.play_on_button.setEnabled(_lives_on(session))
        if what & (Change.HISTORY | Change.EXPERIMENT):
            self.undo_button.setEnabled(session.can_undo)
            self.redo_button.setEnabled(session.can_redo)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which all that can be folded is."""
        parts = [part for part in self._parts if part not in self._foldable]
        width = sum(_width(part) + self._row.spacing() for part in parts) - self._row.spacing()
        if self._worded:
            width -= self._word
        if self._says_step:
            width -= self._step_word
        width += self._scrub[0] - self.scrub.minimumWidth()
        return QSize(width, max(part.sizeHint().height() for part in parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Hide words when the bar is short: first the title of the speed, last what numbers are of.

        Where there is room for no word the buttons go that the menu has, too.
        """
        spare = self.width() - self.minimumSizeHint().width() - self._step_word
        if (spare >= 0) != self._says_step:
            self._says_step = spare >= 0
            self._fit_step_label()
        # in type so large that nothing fits the slider is the last to give way
        self.scrub.setMinimumWidth(self._scrub[spare + self._step_word < 0])
        worded = spare >= self._word
        self._show_word(worded)
        spare -= self._word if worded else 0
        for part in reversed(self._foldable):
            spare -= _width(part) + self._row.spacing()
            part.setVisible(spare >= 0)

    def _measure_word(self) -> None:
        """Measure what the word beside the icon of "play on" takes."""
        self._show_word(True)
        wide = _width(self.play_on_button)
        self._show_word(False)
        self._word = wide - _width(self.play_on_button)

    def _show_word(self, worded: bool) -> None:
        style = Qt.ToolButtonStyle
        self._worded = worded
        self.play_on_button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if worded else style.ToolButtonIconOnly
        )

    def _show_time(self, session: Session) -> None:
        time = (session.playhead, session.horizon, session.experiment.steps)
        if time == self._time:
            return
        before, self._time = self._time, time
        if time[1:] != before[1:]:
            self.scrub.setMaximum(session.horizon)
            self.scrub.setPageStep(max(1, session.horizon // 10))
            budget = session.experiment.steps
            self.scrub.set_mark(budget if budget < session.horizon else None)
            self.play_on_button.setToolTip(play_on_text(budget))
            self._fit_step_label()
            self._fold()
        self.scrub.show_value(session.playhead)
        self._show_step()

    def _show_step(self) -> None:
        step, _, budget = self._time
        self.step_label.setText((step_text if self._says_step else bare_step_text)(step, budget))

    def _fit_step_label(self) -> None:
        """Keep room for step and budget with all their digits, and for their words if there is any."""
        _, horizon, budget = self._time
        widest = (_widest(horizon), budget), (_widest(budget), _widest(budget))
        self.step_label.ensurePolished()  # its font is the stylesheet's
        advance = self.step_label.fontMetrics().horizontalAdvance
        full, bare = (
            max(advance(text(*pair)) for pair in widest) for text in (step_text, bare_step_text)
        )
        self._step_word = full - bare
        self.step_label.setFixedWidth((full if self._says_step else bare) + 4)
        self._show_step()

    def _show_playing(self, playing: bool) -> None:
        if playing == self._playing:
            return
        self._playing = playing
        self.play_button.setText(say("Pause") if playing else say("Play"))
        self.play_button.setIcon(icon("pause" if playing else "play", self._theme))

    def _show_speed(self, speed: float) -> None:
        self.speed_label.setText(speed_text(speed))
        self.speed.show_value(nearest(speed))

    def _choose_speed(self, position: int) -> None:
        self.speed_label.setText(speed_text(SPEEDS[position]))
        self.speedChanged.emit(SPEEDS[position])


def _lives_on(session: Session) -> bool:
    """Return whether a runner has not exploded by now: later explosions are not told beforehand."""
    return any(
        run.exploded_at is None or run.exploded_at > session.playhead for run in session.runs
    )


def _widest(count: int) -> int:
    return int("8" * len(str(max(count, 1)))) if count > 9 else 8


def _width(part: QWidget) -> int:
    """Return the width a part takes when there is none to spare."""
    if isinstance(part, QSlider):
        return part.minimumWidth()
    return min(max(part.sizeHint().width(), part.minimumWidth()), part.maximumWidth())


def _button(name: Message, key: str = "") -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(shown(name))
    button.setToolTip(with_key(name, key) if key else shown(name))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _quiet(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "quiet")
    return label
