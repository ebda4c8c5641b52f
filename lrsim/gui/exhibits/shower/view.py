"""The showers of the runners, a booth each: the knob is the position, its turn the step."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QLineF, QSize, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip

from lrsim.gui.exhibits.exhibit import Exhibit
from lrsim.gui.exhibits.shower import geometry
from lrsim.gui.exhibits.shower.booth import BoothArtist
from lrsim.gui.exhibits.shower.habits import habit_of
from lrsim.gui.exhibits.shower.scene import Shower
from lrsim.gui.exhibits.shower.water import FromComfort, degrees, signed, temperature
from lrsim.gui.look.keys import with_key
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import count, number

__all__ = ["ShowerView", "turned_and_warmed"]

LOOP_SECONDS: Final = 1.2
"""In which the water falls from the head to the ground."""

KNOB_SHARE: Final = 0.4
"""Of a hop's time, in which the knob turns before the water follows."""

PARTS: Final = {
    "knob": Message("the knob is the position x; each step turns it by LR × degrees from comfort."),
    "thermometer": Message("how warm the water is, and in gold the comfort that is aimed at."),
    "water": Message(
        "it comes as warm as the knob is turned; how far from comfort is the gradient."
    ),
}
"""What the parts of a shower are."""

UNSEEN: Final = 1e-4
"""A turn of a hundredth of a degree."""


class ShowerView(Exhibit):
    """A shower for each runner, or for as many as there is room for around the selected one."""

    title = Message("The shower")
    sentence = Message("each step turns the knob: LR × degrees from comfort")
    ground = Message("loss over knob x")
    measure = FromComfort()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("The shower: knob, water and thermometer of each runner"))
        click = Message("Click a shower: dial, pickers and verdict are that runner's")
        self.setToolTip(with_key(click, "select"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._session: Session | None = None
        self._tween = AT_REST
        self._phase = 0.0
        self._dashes = _dashes(0.0)
        self._frames: list[geometry.Frame] = []
        self._still: QPixmap | None = None
        self.showers: tuple[Shower, ...] = ()
        """What is seen when all has landed."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._lay_out()

    # --- showing ---

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & ~(Change.HORIZON | Change.HISTORY):
            return
        before = [(shower.runner, shower.name) for shower in self.showers]
        self._session = session
        self.showers = tuple(_shower_of(session, index) for index in self._seen(session))
        self._moves = [_places(session, shower.runner) for shower in self.showers]
        now = [(shower.runner, shower.name) for shower in self.showers]
        if before != now or what & (Change.SELECTION | Change.EXPERIMENT):
            self._lay_out()
        if not session.playing:
            said = (f"{shower.name}: {shower.reading}" for shower in self.showers)
            self.setAccessibleDescription("; ".join(said))
        self.update()

    def _seen(self, session: Session) -> list[int]:
        drawn = [index for index in range(len(session.runs)) if index not in session.hidden]
        return geometry.seen(
            drawn, session.selected, geometry.most_in(self.width(), self._theme.small)
        )

    def show_motion(self, tween: Tween) -> None:
        """Show knobs and water on their way between two steps."""
        self._tween = tween
        self.update()

    def let_flow(self, session: Session) -> None:
        """Let the water fall."""
        if self.reduced_motion or not self.isVisible():
            return
        seconds = (session.playhead + session.progress) / session.speed
        self._phase = seconds / LOOP_SECONDS % 1.0
        self._dashes = _dashes(self._phase)
        self.update()

    @property
    def phase(self) -> float:
        """Share of the way that the water has fallen."""
        return self._phase

    def moving(self) -> tuple[Shower, ...]:
        """Return what is seen now, between two steps."""
        session = self._session
        if session is None:
            return ()
        turned, warmed = turned_and_warmed(self._tween, session)
        if not turned and not warmed:
            return self.showers
        back = self._tween.back
        return tuple(
            _between(shower, places, turned, warmed, back=back)
            for shower, places in zip(self.showers, self._moves, strict=True)
        )

    # --- painting ---

    def _lay_out(self) -> None:
        """Find the booths' places; what stands still is painted anew."""
        gap = round(1.5 * self._theme.spacing)
        self._frames = geometry.frames_of(len(self.showers), self.width(), self.height(), gap)
        self._still = None
        self.update()

    def _stage(self, artist: BoothArtist) -> QPixmap:
        ratio = self.devicePixelRatioF()
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(self._theme.card)
        selected = self._session.selected if self._session is not None else 0
        with QPainter(still) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for frame, shower in zip(self._frames, self.showers, strict=True):
                chosen = shower.runner == selected and len(self.showers) > 1
                artist.paint_still(painter, frame, shower, chosen)
        return still

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what stands still, which is kept, and on it what moves."""
        with QPainter(self) as painter:
            if not self._frames:
                painter.fillRect(self.rect(), self._theme.card)
                return
            if self._still is None:
                self._artist = BoothArtist(self._theme, self._frames[0], self.showers)
                self._still = self._stage(self._artist)
            painter.drawPixmap(0, 0, self._still)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for frame, shower in zip(self._frames, self.moving(), strict=True):
                self._artist.paint_moving(painter, frame, shower, self._dashes, self._phase)

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew; there may be room for more or fewer booths."""
        super().resizeEvent(event)
        if self._session is not None:
            self.show_session(self._session, Change.ALL)

    def words_at(self, x: float, y: float) -> str:
        """Return what there is to say of a place: whose part of a shower it is; empty for nothing."""
        for frame, shower in zip(self._frames, self.showers, strict=True):
            if frame.left <= x < frame.left + frame.width and self._still is not None:
                part = geometry.part_at(*self._artist.in_scene(frame, x, y))
                if part:
                    return say("{runner}: {part}", runner=shower.name, part=PARTS[part])
        return ""

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip which part of a shower it is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words_at(*event.pos().toTuple())
            QToolTip.showText(event.globalPos(), words or self.toolTip(), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the runner whose shower it is."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        for frame, shower in zip(self._frames, self.showers, strict=True):
            if frame.left <= event.position().x() < frame.left + frame.width:
                self.selected.emit(shower.runner)

    def minimumSizeHint(self) -> QSize:
        """Return what a shower can be told in."""
        return QSize(150, 150)

    def sizeHint(self) -> QSize:
        """Return a size at which three look well."""
        return QSize(1050, 440)


def turned_and_warmed(tween: Tween, session: Session) -> tuple[float, float]:
    """Return how far, as shares, the knobs have turned and the water has followed.

    The knob turns first. Where the step has time for an arrow before the hop, the knob turns while that
    grows, and the water follows while the ball hops; where both go together, the knob has the first 40 %.
    """
    share = tween.share(session)
    if tween.back:
        return -share, -share
    if tween.step != session.playhead:
        return 0.0, 0.0
    if tween.arrow is None:
        return tween.hop, tween.hop
    if 0.0 < tween.air < 1.0 and tween.arrow < 1.0:
        return _ease_out(tween.air / KNOB_SHARE), _ease_out(
            (tween.air - KNOB_SHARE) / (1 - KNOB_SHARE)
        )
    return tween.arrow, _ease_out(tween.air)


def _ease_out(share: float) -> float:
    left = 1.0 - min(max(share, 0.0), 1.0)
    return 1.0 - left * left


def _dashes(phase: float) -> list[QLineF]:
    return [QLineF(*line) for line in geometry.streams(phase).tolist()]


def _shower_of(session: Session, index: int) -> Shower:
    """Return what is seen of a runner at the playhead."""
    run, row, runner = session.runs[index], session.row(index), session.experiment.runners[index]
    x = float(run.position[row, 0])
    before = float(run.position[row - 1, 0]) if row else x
    water = temperature(x)
    exploded = has_exploded(session, index)
    if exploded and run.exploded_at is not None:
        turned = say("exploded at {step}", step=count(run.exploded_at))
    else:
        turned = shown(_turn_words(x - before)) if row else ""
    rate = say("LR {lr}", lr=number(run.rate_at(session.playhead)))
    place = f"x = {number(x)}"
    return Shower(
        index,
        runner.name,
        rate,
        x,
        before,
        water,
        degrees(water),
        place,
        turned,
        shown(habit_of(run.position[: row + 1, 0])),
        exploded,
    )


def _turn_words(turn: float) -> Message:
    """Return how far a knob was turned; of what cannot be seen no number, which would be a long one."""
    if turn == 0.0:
        return Message("not turned")
    if abs(turn) < UNSEEN:
        return Message("hardly turned")
    return Message("turned {turn}", turn=signed(number(turn)))


def _places(session: Session, index: int) -> tuple[float, float]:
    """Return where a runner's knob was before the last step, and where the next one turns it."""
    run, row = session.runs[index], session.row(index)
    here = float(run.position[row, 0])
    before = float(run.position[row - 1, 0]) if row else here
    ahead = session.next_position(index)
    return before, here if ahead is None else ahead[0]


def _between(
    shower: Shower, places: tuple[float, float], turned: float, warmed: float, *, back: bool
) -> Shower:
    """Return a shower on its way to the next step, or back to the one before."""
    goal = places[0] if back else places[1]
    water = shower.water + warmed * (temperature(goal) - shower.water)
    # between positions far beyond its stops a knob is seen to turn, too
    here, there = (min(max(x, -geometry.STOP), geometry.STOP) for x in (shower.knob, goal))
    return shower._replace(knob=here + turned * (there - here), before=here, water=water)
