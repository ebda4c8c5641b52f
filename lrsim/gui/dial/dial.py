"""The dial: one big knob for the learning rate, turned, scrolled, keyed or typed.

It shows what the program says (`Dial.set_value`, silent) and speaks up only when the user acts:
`gestureStarted`, any number of `valueChanged`, `gestureEnded`. One gesture is one undo entry.

It is long because it answers all that a hand does: mouse, wheel, keys, a number typed; each in a few lines.
"""

from __future__ import annotations

from math import log10
from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from lrsim.gui.dial import keys
from lrsim.gui.dial.editor import DialEditor
from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.dial.geometry import direction, distance, nearest_to_centre
from lrsim.gui.dial.rate_menu import rate_menu
from lrsim.gui.dial.scale import DECADES, SWEEP, angle_between
from lrsim.gui.look.access import tell_value
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.studies.zone.words import WORKS
from lrsim.text.learning_rates import LR_DIGITS, LR_MAX, LR_MIN, log_lr, round_lr
from lrsim.text.messages import Message, Sentences, say, shown
from lrsim.text.numbers import number

__all__ = ["LR_MAX", "LR_MIN", "Dial"]

_HOW: Final = Message(
    "Drag, scroll, use the arrow keys or type; a double click resets, a right click tells what others take."
)
_RING: Final = Message("On the ring: a full band works, a thin line falls short, stripes explode.")
_DRAWS: Final = Message("The fewer draws of the noise work, the narrower and fainter the band.")
_BURST_MS: Final = 600
"""Wheel notches and keys closer together than this are one gesture."""
_SNAP: Final = 0.07
"""A click this many decades from a tick goes to the tick."""
_HOLD: Final = 0.02
"""Under a schedule a press so near to the needle or the hand's mark, as a share of the scale, holds it."""
_DEAD: Final = 0.2
"""A stroke nearer to the centre than this fraction of the knob's radius turns nothing: there a
small move would be half a turn."""


class Dial(Gauge):
    """The learning rate on a log scale, five decades in sight, from 1e-7 to 100.

    The window of decades moves along when the value is pushed past an end, and settles on whole
    decades when the hand lets go. Turning is relative: a press never moves the value, unless it is
    on the ring or its labels, which means "go there".
    """

    valueChanged = Signal(float)
    """The user chose this learning rate."""
    gestureStarted = Signal()
    gestureEnded = Signal()
    menuOpened = Signal(QMenu)
    """A right click's menu, with what the dial itself offers, is about to be seen."""

    def __init__(
        self, value: float = 0.1, theme: Theme = THEMES["dark"], parent: QWidget | None = None
    ) -> None:
        super().__init__(value, theme, parent)
        tell_value(Dial, QAccessible.Role.Dial)
        self.reset_value = value
        """Where a double click goes."""
        self.optimizer = ""
        """Whose learning rate it is, by its name in the catalogue: others' rates for it are in the menu."""
        self._turned = log_lr(value)  # not rounded: small turns add up
        self._pending: float | None = None  # what the program said while the mouse held the dial
        self._grip: QPointF | None = None  # where the hand is, from the centre, while it holds
        self._pressed_on_number: QPointF | None = None
        self._in_gesture = False

        self._burst = QTimer(self, singleShot=True, interval=_BURST_MS)
        self._burst.timeout.connect(self._end_gesture)
        self._editor = DialEditor(self, theme)
        self._editor.accepted.connect(self.enter_value)
        self._editor.resetRequested.connect(self.reset)
        self._editor.closed.connect(self.update)

        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(shown(_HOW))

    # What the program says

    def set_value(self, lr: float) -> None:
        """Show `lr`, silently; while the mouse holds the dial, only after it has let go."""
        if self._grip is not None:
            self._pending = lr
        elif lr != self.value():
            self._turned = log_lr(lr)
            self.show_value(lr, glide=True)
            if not self._in_gesture:
                self.settle(roomy=True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self._editor.set_theme(theme)
        self._place_editor()

    def set_enabled_with_reason(self, enabled: bool, reason: str = "") -> None:
        """Grey the dial and say why in the gap of its arc, or give it back."""
        if not enabled:
            self._editor.cancel()
            self._end_gesture()
        super().set_enabled_with_reason(enabled, reason)

    def describe(self) -> None:
        """Say in words what is shown, in the tooltip too."""
        # the gap has room for two lines of a long note, the tooltip for all of it
        super().describe()
        how = shown(_HOW) if self.isEnabled() else ""
        self.setToolTip("\n".join(filter(None, (self.remark, self._ring_explained(), how))))

    def _ring_explained(self) -> str:
        """Say what the ring's textures mean, or why there are none."""
        if self.arc is None:
            return ""
        if self.arc.unmeasured:
            return say("On the ring nothing tells what works: {why}.", why=self.arc.unmeasured)
        return shown(Sentences(_RING, WORKS, _DRAWS if self.arc.noisy else ""))

    # What the user does

    def enter_value(self, lr: float) -> None:
        """Take `lr` as the user's choice: one whole gesture."""
        self._end_gesture()
        self._choose(lr)
        self._end_gesture()
        self.settle(roomy=True)

    def reset(self) -> None:
        """Go back to `reset_value`, as the user's choice."""
        self.enter_value(self.reset_value)

    def edit(self, text: str | None = None) -> None:
        """Open the editor over the number, with `text` typed already or the value selected."""
        self._end_gesture()
        self._editor.open(number(self.value(), 12), text)
        self._place_editor()
        self.update()

    def _turn(self, decades: float) -> None:
        """Turn by so many decades; turning on past the end of the range gains nothing."""
        self._turned = min(max(self._turned + decades, log10(LR_MIN)), log10(LR_MAX))
        self._choose(round_lr(10**self._turned), turned=True)

    def _choose(self, lr: float, *, turned: bool = False) -> None:
        if lr == self.value():
            return
        if not self._in_gesture:
            self._in_gesture = True
            self.gestureStarted.emit()
        self._pending = None
        if not turned:
            self._turned = log_lr(lr)
        self.show_value(lr, glide=not turned)
        self.valueChanged.emit(lr)

    def _end_gesture(self) -> None:
        self._burst.stop()
        self._grip = None
        if self._in_gesture:
            self._in_gesture = False
            self.gestureEnded.emit()
        pending, self._pending = self._pending, None
        if pending is not None:
            self.set_value(pending)
        self.settle()
        self.update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold; on the ring, go there first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._end_gesture()
        geometry, point = self.layout_fitted(), event.position()
        offset = point - geometry.centre
        self._grip = offset
        self._pressed_on_number = point if geometry.number.contains(point) else None
        fraction = geometry.on_ring(point)
        if fraction is not None and not self._holds(fraction):
            self._choose(self.painted.snapped(fraction, _SNAP))
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _holds(self, fraction: float) -> bool:
        """Return whether a place on the ring is the needle's or the hand's: taken hold of, not gone to."""
        held = () if self._rate is None else (self._rate, self._lr)
        return any(abs(self.painted.fraction(lr) - fraction) <= _HOLD for lr in held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the hand."""
        if self._grip is None:
            return
        point = event.position()
        if self._pressed_on_number is not None:
            moved = (point - self._pressed_on_number).manhattanLength()
            if moved < QApplication.startDragDistance():
                return
            self._pressed_on_number = None
        geometry = self.layout_fitted()
        before, self._grip = self._grip, point - geometry.centre
        if nearest_to_centre(before, self._grip) >= _DEAD * geometry.knob:
            turn = angle_between(direction(before), direction(self._grip))
            self._turn(turn / SWEEP * DECADES * keys.fineness(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click on the number edits it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        clicked_number = self._pressed_on_number is not None
        self._pressed_on_number = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._end_gesture()
        if clicked_number:
            self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the rates that others start with."""
        self._end_gesture()
        menu = rate_menu(self._lr, self.optimizer, self.enter_value, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menuOpened.emit(menu)
        menu.popup(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset on the knob; on the ring, a double click is two clicks."""
        offset = event.position() - self.layout_fitted().centre
        if event.button() == Qt.MouseButton.LeftButton:
            if distance(offset) < self.layout_fitted().ring:
                self.reset()
            else:
                self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn by notches; touch pads send parts of one."""
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / 120  # with Shift some platforms scroll sideways
        if self._grip is None and notches:
            self._nudge(notches * keys.NOTCH * keys.fineness(event))
        event.accept()

    def _nudge(self, decades: float) -> None:
        self._burst.start()
        self._turn(decades)

    # What is told of it

    def value_in_words(self) -> str:
        """Return the learning rate as people read it."""
        return number(self._lr, LR_DIGITS)

    def limits(self) -> tuple[float, float]:
        """Return the least and the largest learning rate."""
        return LR_MIN, LR_MAX

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the dial's keys from the window's shortcuts while it has the focus."""
        shortcut = event.type() == QEvent.Type.ShortcutOverride
        if shortcut and isinstance(event, QKeyEvent) and keys.belongs_to_dial(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, jump, or begin to type."""
        key = Qt.Key(event.key())
        if not keys.belongs_to_dial(event) or self._grip is not None:
            event.ignore()
        elif key in keys.TURNS:
            self._nudge(keys.TURNS[key] * keys.fineness(event))
        elif key in keys.JUMPS:
            self._burst.start()
            self._choose(keys.JUMPS[key](self.value()))
        else:
            self.edit(event.text() if keys.starts_number(event) else None)

    # Qt's housekeeping

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Never leave a gesture open: a release in another window would go unseen."""
        super().focusOutEvent(event)
        self._end_gesture()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Never leave a gesture open."""
        self._editor.cancel()
        self._end_gesture()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the editor over the number."""
        super().resizeEvent(event)
        self._place_editor()

    def moving(self) -> bool:
        """Return whether the value changes from moment to moment: under the hand, too."""
        return self._in_gesture or super().moving()

    def number_hidden(self) -> bool:
        """Return whether the editor stands over the number."""
        return self._editor.isVisible()

    def _place_editor(self) -> None:
        geometry = self.layout_fitted()
        self._editor.place(geometry.number, geometry.number_font("0.0000"))
