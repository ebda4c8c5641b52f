"""The dial as something to look at: a learning rate on five decades of a log scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.gui.dial.face import DialFace
from lrsim.gui.dial.geometry import Geometry
from lrsim.gui.dial.labels import Tick
from lrsim.gui.dial.remarks import arc_note, ring_in_words, tick_in_words
from lrsim.gui.dial.scale import DecadeWindow
from lrsim.gui.dial.state import DialState, large_number
from lrsim.gui.look.access import announce_value
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.studies.zone.arc import Arc, Stretch
from lrsim.text.messages import say, shown

__all__ = ["Gauge"]

_PAN_MS: Final = 180


class Gauge(Netted, QWidget):
    """Shows a learning rate; the decades in sight glide along when it leaves them.

    A class that derives from it shows other values with `show_value`, lets the decades come to rest with
    `settle`, asks `layout_fitted` where things are, and overrides `describe` and `number_hidden`.

    Signals
    -------
    windowChanged()
        Other decades are in sight, or will be when they have glided there.
    """

    windowChanged = Signal()

    def __init__(self, lr: float, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lr = lr
        self._window = DecadeWindow().settled(lr)
        self._shown = self._window  # differs from _window while it glides there
        self._face = DialFace(theme)
        self._accent = QColor(theme.accent)
        self._owner = self._symbol = self._reason = self._hint = ""
        self._letters = 0
        self._arc: Arc | None = None
        self._ticks: tuple[Tick, ...] = ()
        self._rate: float | None = None
        self._needle: float | None = None
        self.glides = True
        """Whether other decades come gliding, or at once."""
        self._glide = QVariantAnimation(self, duration=_PAN_MS)
        self._glide.valueChanged.connect(self._on_glide)
        self.setAccessibleName(say("Learning rate"))
        self.setMinimumSize(200, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # what is behind need not be painted whenever the hand turns it
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def value(self) -> float:
        """Return the learning rate shown."""
        return self._lr

    @property
    def in_sight(self) -> DecadeWindow:
        """The decades in sight."""
        return self._window

    @property
    def painted(self) -> DecadeWindow:
        """The decades as they are painted: on their way to those in sight while they glide."""
        return self._shown

    @property
    def remark(self) -> str:
        """Why the dial is grey, or what was said about the value; empty for nothing."""
        return self._reason or self._hint

    @property
    def arc(self) -> Arc | None:
        """What the ring shows."""
        return self._arc

    def set_arc(self, arc: Arc | None) -> None:
        """Show on the ring what each learning rate would do, or the value alone."""
        if arc != self._arc:
            self._arc = arc
            self.describe()

    def set_ticks(self, ticks: Iterable[Tick]) -> None:
        """Mark learning rates of note at the scale, the most important first."""
        marked = tuple(ticks)
        if marked != self._ticks:
            self._ticks = marked
            self.describe()

    @property
    def rate(self) -> float | None:
        """The rate in force, which is told; None where it is the value."""
        return self._rate

    @property
    def needle(self) -> float:
        """The rate that the needle points at: between two steps it travels, while the number waits."""
        in_force = self._lr if self._rate is None else self._rate
        return in_force if self._needle is None else self._needle

    def set_rate(self, rate: float | None, needle: float | None = None) -> None:
        """Tell the rate in force and mark the value beside it; None: the value is in force.

        The needle points there, unless it is on its way to the next one.
        """
        if (rate, needle) != (self._rate, self._needle):
            self._rate, self._needle = rate, needle
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._face.set_theme(theme)
        self.update()

    def set_accent(self, colour: QColor | str) -> None:
        """Write the owner's name in `colour`: the selected runner's."""
        accent = QColor(colour)
        if accent != self._accent:
            self._accent = accent
            self.update()

    def set_owner(self, name: str, symbol: str = "") -> None:
        """Say under the caption whose learning rate this is, with their shape (empty: don't)."""
        self._owner, self._symbol = name, symbol
        self.describe()

    def set_enabled_with_reason(self, enabled: bool, reason: str = "") -> None:
        """Grey the dial and say why in the gap of its arc, or give it back."""
        self._reason = "" if enabled else reason
        self.setEnabled(enabled)
        self.describe()

    def set_hint(self, hint: str) -> None:
        """Say something about the value in the gap of the arc (empty: nothing); a reason goes first."""
        self._hint = hint
        self.describe()

    def describe(self) -> None:
        """Say in words what is shown, for those who cannot see it, and paint anew."""
        parts = (self._owner, self._hint, self._arc_in_words(), self._ticks_in_words())
        self.setAccessibleDescription(self._reason or ". ".join(filter(None, parts)))
        self.update()

    def _note(self) -> str:
        """Say below the knob what there is to say of the value, or from where on the ring tells it."""
        return self._hint or self._arc_note()

    def _arc_note(self) -> str:
        return arc_note(self._arc, self._own_stretch())

    def _why_unmeasured(self) -> str:
        return self._arc_note() if self._arc is not None and self._arc.unmeasured else ""

    def _arc_in_words(self) -> str:
        """Say what the dial's own learning rate would do, for those who cannot see the ring."""
        own = self._own_stretch()
        return "" if own is None else shown(own.sentence)

    def _own_stretch(self) -> Stretch | None:
        """Return what is known now of the dial's own learning rate."""
        return self._arc.at(self._lr) if self._arc is not None and self._arc.current else None

    def _ticks_in_words(self) -> str:
        """Name the ticks, for those who cannot see them."""
        named = ", ".join(shown(tick.label) for tick in self._ticks)
        return say("local quadratic: {rates}", rates=named) if named else ""

    def event(self, event: QEvent) -> bool:
        """Show as a tooltip of the ring what the learning rate there would do."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words_at(QPointF(event.pos()))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """Say what a tick near a point is, or else what the rate there would do; nothing off the ring."""
        fraction = self.layout_fitted().on_ring(point)
        if fraction is None:
            return ""
        return tick_in_words(self._state, fraction) or ring_in_words(self._state, fraction)

    def show_value(self, lr: float, *, glide: bool) -> None:
        """Show a learning rate; the decades go along as far as they must, at once or gliding."""
        self._lr = lr
        self._move_window(self._window.pushed(lr), glide=glide)
        announce_value(self, lr)
        self.update()

    def settle(self, *, roomy: bool = False) -> None:
        """Have whole decades in sight; `roomy`: on both sides of the value, which no hand holds."""
        window = self._window.roomy(self._lr) if roomy else self._window.settled(self._lr)
        self._move_window(window, glide=True)

    def _move_window(self, window: DecadeWindow, *, glide: bool) -> None:
        if window == self._window:
            return
        self._window = window
        self.windowChanged.emit()
        self._glide.stop()
        if glide and self.glides and self.isVisible():
            self._glide.setStartValue(self._shown.low)
            self._glide.setEndValue(window.low)
            self._glide.start()
        else:
            self._shown = window

    def _on_glide(self, low: float) -> None:
        self._shown = DecadeWindow(low)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size in which everything is easy to read."""
        return QSize(300, 280)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the state as it is."""
        told = large_number(self._lr, self._rate)
        self._letters = max(len(told), self._letters if self.moving() else 0)
        with QPainter(self) as painter:
            self._face.paint(painter, self.layout_fitted(), self._state)

    @property
    def _state(self) -> DialState:
        """What is painted now."""
        return DialState(
            lr=self._lr,
            window=self._shown,
            accent=self._accent,
            owner=self._owner,
            note=self._reason or self._hint or self._why_unmeasured(),
            enabled=self.isEnabled(),
            focused=self.hasFocus(),
            number_hidden=self.number_hidden(),
            arc=self._arc,
            ticks=self._ticks,
            rate=self._rate,
            needle=self.needle,
            symbol=self._symbol,
            letters=self._letters,
            legend=self._arc is not None and not self._arc.unmeasured,
            about=self._arc_note(),
        )

    def moving(self) -> bool:
        """Return whether the value changes from moment to moment, and should not breathe."""
        return self._rate is not None

    def number_hidden(self) -> bool:
        """Return whether something else stands where the number does."""
        return False

    def layout_fitted(self) -> Geometry:
        """Return where everything is at the size the widget has."""
        return Geometry.fit(self.width(), self.height(), self._face.theme)
