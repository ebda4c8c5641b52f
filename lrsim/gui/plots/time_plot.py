"""Plots over steps: the playhead, a closer look, what lies past the budget, what is read under the mouse."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.axes import DecadeAxis, StepAxis
from lrsim.gui.plots.items import Line
from lrsim.gui.plots.past_budget import PastBudget
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.readout import Entry, Readout
from lrsim.gui.plots.remarks import Remark, upright
from lrsim.gui.plots.time_box import PAN_A_NOTCH, ZOOM_A_NOTCH, TimeBox
from lrsim.session.session import Session
from lrsim.text.messages import Message, say
from lrsim.text.numbers import count

__all__ = ["TimePlot", "selected_first"]

END_ROOM = 5.0
"""Times the height of small type: room at the right end, the same in all so that their times align."""

LEAST_MARGIN: Final = 0.02
"""Beside the first and the last step, as a share of all the time there is."""

CLOSEST = 4.0
"""Steps that are shown at least."""

STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
"""Steps that a key moves the playhead by; ten times as many with Shift."""

CLOSER: Final = {
    Qt.Key.Key_Plus: ZOOM_A_NOTCH,
    Qt.Key.Key_Equal: ZOOM_A_NOTCH,
    Qt.Key.Key_Minus: 1.0 / ZOOM_A_NOTCH,
}

FINE_OR_FAR: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier

PLAYHEAD: Final = Message(
    "The playhead, at step {step}; on it the runners' marks. Drag it, or Tab here and ← →."
)

Span = tuple[float, float]


class TimePlot(Plot):
    """A plot over steps, with the playhead as a dashed line that can be dragged, or moved by keys.

    Signals
    -------
    scrubbed(int)
        The user wants the playhead at this step.
    zoomChanged(span)
        A closer look at steps first to last, or None for all of them.
    """

    scrubbed = Signal(int)
    zoomChanged = Signal(object)

    has_keys = True
    across_help = Message("Steps; the dashed line is the playhead.")

    def __init__(self, name: str, box: TimeBox | None = None) -> None:
        self._time = TimeBox() if box is None else box
        self._value_axis = DecadeAxis("left")
        self._steps = StepAxis("bottom")
        self._edge = 0.0
        super().__init__(
            name, self._time, axisItems={"left": self._value_axis, "bottom": self._steps}
        )
        self._time.scrubbed.connect(lambda step: self.scrubbed.emit(max(0, round(step))))
        self._time.zoomed.connect(self._look_closer)
        self._time.panned.connect(self._pan)
        self._time.restored.connect(lambda: self._ask(None))
        self.playhead = Line()
        self.playhead.setZValue(50)
        self.addItem(self.playhead, ignoreBounds=True)
        self._past_budget = PastBudget(self, -10)
        self.readout = Readout(self, 70)
        self._horizon = 1
        self._heights: Span = (0.0, 1.0)
        self._range: tuple[float, float, float, float] | None = None
        self._zoom: Span | None = None
        self._session: Session | None = None
        self._time.sigResized.connect(lambda: self.show_range(self._horizon, *self._heights))
        self._mouse: float | None = None
        self.tween = AT_REST
        """Where between two steps time is."""
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        pen = QPen(QColor(theme.text), theme.thin)
        pen.setCosmetic(True)
        pen.setDashPattern([4, 3])
        self.playhead.setPen(pen)
        self.frame.setContentsMargins(0, 4, round(theme.small * END_ROOM), 0)
        self._edge = 0.5 * theme.ball
        self._past_budget.set_theme(theme)
        self.readout.set_theme(theme)

    @abstractmethod
    def show_curves(self, session: Session) -> None:
        """Draw what of the curves can be seen."""

    @abstractmethod
    def read_at(self, session: Session, step: int) -> Sequence[Entry]:
        """Return what the curves are at a step, as far as it is known."""

    def show_time(self, session: Session) -> None:
        """Put the playhead where it is."""
        self._session = session
        self._time.playhead = session.playhead
        time = session.playhead + self.tween.share(session)
        if self.playhead.value() != time:
            self.playhead.setValue(time)
        budget = session.experiment.steps
        self._past_budget.show_budget(budget if budget < session.horizon else None)
        self._read()

    def show_motion(self, session: Session, tween: Tween) -> bool:
        """Show what travels between two steps; return whether anything has."""
        before, self.tween = self.tween.share(session), tween
        moved = tween.share(session) != before
        if moved:
            self.show_time(session)
            self.show_heads(session)
        return moved

    def show_heads(self, session: Session) -> None:
        """Show where each curve is now: between two steps on the way from one to the other."""
        raise NotImplementedError

    # --- what is shown ---

    @property
    def _whole(self) -> Span:
        """All of the time, with room beside it for half of a runner's mark at either end."""
        horizon, free = max(self._horizon, 1), self._time.width() - 2.0 * self._edge
        margin = max(LEAST_MARGIN, self._edge / max(free, 4.0 * self._edge, 1.0)) * horizon
        return -margin, self._horizon + margin

    @property
    def shown(self) -> Span:
        """The first and the last step that are shown."""
        return self._zoom or self._whole

    @property
    def heights(self) -> Span:
        """The lowest and the highest value that are shown."""
        return self._heights

    def show_range(self, horizon: int, low: float, high: float) -> None:
        """Show steps 0 to the horizon, or of them what is looked at closer, and values low to high."""
        if horizon != self._horizon:
            self._horizon = horizon
            self._steps.last = float(horizon)
            self._zoom = self._fitting(self._zoom)
        self._heights = low, high
        first, last = self.shown
        wanted = (first, last, low, high)
        if wanted != self._range:
            self._range = wanted
            self._time.setRange(QRectF(first, low, last - first, high - low), padding=0)

    def set_zoom(self, span: Span | None) -> None:
        """Look closer at some steps, or at all of them."""
        span = self._fitting(span)
        if span != self._zoom:
            self._zoom = span
            self._time.is_zoomed = span is not None
            self.show_range(self._horizon, *self._heights)
            if self._session is not None:
                self.show_curves(self._session)

    def set_decades(self, decades: bool) -> None:
        """Label the values as powers of ten, or as they are."""
        self._value_axis.decades = decades
        self._value_axis.picture = None
        self._value_axis.update()
        self._range = None

    def set_signed(self, signed: bool) -> None:
        """Label values with their sign, + too, or not."""
        self._value_axis.signed = signed

    def _fitting(self, span: Span | None) -> Span | None:
        """Return a span within all of the time and not too short; None where it is all there is."""
        if span is None:
            return None
        low, high = self._whole
        width = max(span[1] - span[0], min(CLOSEST, high - low))
        if width >= high - low:
            return None
        first = min(max(span[0], low), high - width)
        return first, first + width

    def _look_closer(self, factor: float, step: float) -> None:
        first, last = self.shown
        self._ask((step - (step - first) / factor, step + (last - step) / factor))

    def _pan(self, steps: float) -> None:
        if self._zoom is not None:
            first, last = self._zoom
            self._ask((first + steps, last + steps))

    def _ask(self, span: Span | None) -> None:
        self.set_zoom(span)
        self.zoomChanged.emit(self._zoom)

    def remarks(self) -> Iterable[Remark]:
        if self._session is not None:
            x, _ = self.pixel(self.playhead.value(), 0.0)
            words = say(PLAYHEAD, step=count(self._session.playhead))
            yield Remark(upright(x, self._time.height()), words)
            yield from self._past_budget.remarks()

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Keep F for itself where not all of the time is shown."""
        fits = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F
        if fits and event.type() == QEvent.Type.ShortcutOverride and self._zoom is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the playhead, take a closer look at where it is, or move what is shown."""
        session, key = self._session, Qt.Key(event.key())
        ctrl = event.modifiers() & ~FINE_OR_FAR == Qt.KeyboardModifier.ControlModifier
        if session is not None and ctrl and key in STEPS:
            first, last = self.shown
            self._pan(STEPS[key] * PAN_A_NOTCH * (last - first))
        elif session is None or event.modifiers() & ~FINE_OR_FAR:
            event.ignore()
        elif key == Qt.Key.Key_F and self._zoom is not None:
            self._ask(None)
        elif key in STEPS:
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.scrubbed.emit(min(max(session.playhead + far * STEPS[key], 0), session.horizon))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.scrubbed.emit(0 if key == Qt.Key.Key_Home else session.horizon)
        elif key in CLOSER:
            self._look_closer(CLOSER[key], float(session.playhead))
        else:
            event.ignore()  # the dial's, perhaps

    # --- the mouse ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the curves at the step under the mouse."""
        super().mouseMoveEvent(event)
        inside = self._time.mapFromScene(self.mapToScene(event.position().toPoint()))
        within = self._time.rect().contains(inside)
        self._mouse = float(inside.x()) if within else None
        self._read()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        super().leaveEvent(event)
        self._mouse = None
        self._read()

    def read_by_key(self) -> None:
        self._read()

    def _read(self) -> None:
        """Read the curves under the mouse; by key, at the playhead."""
        session = self._session
        if session is None or (self._mouse is None and not self.hasFocus()):
            self.readout.show_at(None)
            return
        step = session.playhead
        if self._mouse is not None:
            step = round(self._time.mapToView(QPointF(self._mouse, 0.0)).x())
        step = min(max(step, 0), session.horizon)
        title = say("step {step}", step=count(step))
        self.readout.show_at(step, title, self.read_at(session, step))


def selected_first(session: Session) -> list[int]:
    """Return the indices of all runners that are drawn, the selected one's first."""
    drawn = [index for index in range(len(session.runs)) if index not in session.hidden]
    return sorted(drawn, key=lambda index: index != session.selected)
