"""Marks around the balls: tangent, the step about to be taken, and where a ball outside the view is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.motion import AT_REST, Tween
from lrsim.gui.plots.axes import Plot
from lrsim.gui.plots.curves import CurvePool
from lrsim.gui.plots.items import Arrow, Text
from lrsim.session.session import Session
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

TANGENT_SHARE = 0.11
"""Half the tangent's width, as a share of the view."""

ARROW_DROP = 0.075
"""How far below the ball the 1-D step arrow runs, as a share of the view's height."""

LABEL_TURN = 0.62
"""How far to the right the ball may be, as a share of the view, with the step's label right of it."""


class StepMarks:
    """The marks of one surface view; they belong to the selected runner, edge markers to every runner."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._box = plot.getViewBox()
        self._tangent = CurvePool(plot, 20)
        self._slope = self._add(Text(anchor=(0, 0.5)), 21)
        self._shaft = CurvePool(plot, 22)
        self._head = self._add(Arrow(pen=None, headLen=12, tipAngle=40), 23)
        self._step = self._add(Text(anchor=(0, 0.5)), 24)
        self._edges: list[tuple[Arrow, Text]] = []
        self._session: Session | None = None
        self._tween = AT_REST

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        pen = QPen(QColor(theme.quiet), theme.curve * 0.8)
        pen.setCosmetic(True)
        pen.setDashPattern([4, 3])
        self._tangent_pen = pen
        self._slope.setColor(QColor(theme.quiet))
        self._step.setColor(QColor(theme.text))
        self._ground = QColor(theme.card)
        self._ground.setAlphaF(0.8)
        for text in (self._slope, self._step, *(edge[1] for edge in self._edges)):
            text.setFont(theme.font("small" if text is self._slope else "body"))
            text.fill = pg.mkBrush(self._ground)

    def show_motion(self, tween: Tween) -> None:
        """Show as much of the step's arrow as there is to be between two steps."""
        same = tween.arrow == self._tween.arrow
        self._tween = tween
        if self._session is not None and not same:
            self._show_step(self._session)

    def show_session(self, session: Session) -> None:
        """Show the marks at the playhead."""
        self._session = session
        self._show_step(session)
        self._show_edges(session)

    def _add(self, item: pg.GraphicsObject, z: float) -> pg.GraphicsObject:
        item.setZValue(z)
        item.setVisible(False)
        self._plot.addItem(item, ignoreBounds=True)
        return item

    # --- the selected runner's step ---

    def _show_step(self, session: Session) -> None:
        run, row = session.run, session.row(session.selected)
        position = run.position[row]
        ahead = session.next_position()
        planar = session.experiment.surface.dimensions == 2
        ball = tuple(position.tolist()) if planar else (float(position[0]), float(run.loss[row]))
        view = self._box.viewRect()
        grown = self._tween.arrow
        shown = ahead is not None and grown is not None and _inside(view, ball)
        for item in (self._shaft, self._head, self._step):
            item.setVisible(shown)
        sloped = shown and not planar
        slope = float(session.experiment.surface.gradient(position)[0]) if sloped else math.nan
        tangent = math.isfinite(slope)
        self._tangent.setVisible(tangent)
        self._slope.setVisible(tangent)
        if not shown or ahead is None or grown is None:
            return
        tip = tuple(tail + grown * (end - tail) for tail, end in zip(position, ahead, strict=True))
        if planar:
            self._show_arrow(view, ball, tip, session)
            self._step.setVisible(False)
            return
        if tangent:
            self._show_tangent(view, ball, slope)
        level = ball[1] - ARROW_DROP * view.height()
        if level < view.top() + 0.03 * view.height():
            level = ball[1] + ARROW_DROP * view.height()
        self._show_arrow(view, (ball[0], level), (tip[0], level), session)
        self._step.setVisible(grown > 0.0)
        self._show_label(session, view, (ball[0], level), ahead[0] - ball[0])

    def _show_tangent(self, view: QRectF, ball: tuple[float, float], slope: float) -> None:
        # as long on the screen whatever its slope
        steepness = slope * view.width() / view.height()
        reach = TANGENT_SHARE * view.width() / math.hypot(1.0, steepness)
        self._tangent.draw(
            0,
            np.array([ball[0] - reach, ball[0] + reach]),
            np.array([ball[1] - slope * reach, ball[1] + slope * reach]),
            self._tangent_pen,
        )
        # at the upper end, where a valley's wall is steeper than its tangent; on flat ground, where
        # the ends are as good, away from what is said of the step
        rise = abs(slope) * reach / view.height() * self._box.height()
        flat = rise < 2 * self._theme.body
        away = ball[0] >= view.left() + LABEL_TURN * view.width()
        side = 1.0 if (away if flat else slope >= 0) else -1.0
        self._slope.setText(say("slope {slope}", slope=number(slope)))
        end, level = ball[0] + side * reach, ball[1] + side * slope * reach
        inside = view.left() + 0.1 * view.width() < end < view.right() - 0.1 * view.width()
        across = 0.0 if (side > 0) == inside else 1.0
        # at the picture's edge it turns back, over the ball: there it stands clear of it
        self._slope.setAnchor((across, 0.1 if inside else self._clear(view, ball[1], level)))
        self._slope.setPos(end, level)

    def _clear(self, view: QRectF, ball: float, level: float) -> float:
        """Return the anchor that puts a line of text at `level` above the ball, or below where no room is."""
        line = QFontMetrics(self._theme.font("small")).lineSpacing()
        pixels = float(self._box.height()) / view.height()
        reach, up = 0.5 * self._theme.ball + 5.0, (level - ball) * pixels
        above = max(2.0, reach - up)
        if (view.bottom() - level) * pixels > above + line:
            return 1.0 + above / line
        return -(reach + max(up, 0.0)) / line

    def _show_arrow(
        self, view: QRectF, tail: tuple[float, ...], tip: tuple[float, ...], session: Session
    ) -> None:
        dx, dy = tip[0] - tail[0], tip[1] - tail[1]
        wide, high = dx / view.width() * self._box.width(), dy / view.height() * self._box.height()
        length = math.hypot(wide, high)
        if not length > 1.0 or not math.isfinite(length):
            self._shaft.setVisible(False)
            self._head.setVisible(False)
            return
        shorten = min(1.0, 4000.0 / length)  # painters go wrong on endless lines
        end = (tail[0] + dx * shorten, tail[1] + dy * shorten)
        colour = self._theme.runner(session.selected)
        pen = QPen(colour, self._theme.curve + 1.5)
        pen.setCosmetic(True)
        ends = np.array([tail, end])
        self._shaft.draw(0, ends[:, 0], ends[:, 1], pen, over_time=False)
        size = min(6.0 + 3.0 * self._theme.curve, max(length, 5.0))
        self._head.setStyle(
            angle=180.0 - math.degrees(math.atan2(high, wide)) + 0.0, brush=colour, headLen=size
        )
        self._head.setPos(*end)

    def _show_label(
        self, session: Session, view: QRectF, tail: tuple[float, float], displacement: float
    ) -> None:
        plain = session.runner.optimizer.spec == "sgd"
        step = number(displacement)
        self._step.setText(
            say("next step  −lr · gradient = {step}", step=step)
            if plain
            else say("next step  = {step}", step=step)
        )
        right = max(tail[0], min(tail[0] + displacement, view.right()))
        gap = 0.02 * view.width()
        if right < view.left() + LABEL_TURN * view.width():
            self._step.setAnchor((0, 0.5))
            self._step.setPos(right + gap, tail[1])
        else:
            self._step.setAnchor((1, 0.5))
            self._step.setPos(max(min(tail[0], tail[0] + displacement), view.left()) - gap, tail[1])

    # --- balls outside the view ---

    def _show_edges(self, session: Session) -> None:
        view = self._box.viewRect()
        planar = session.experiment.surface.dimensions == 2
        used: list[float] = []
        for index, run in enumerate(session.runs):
            arrow, text = self._edge(index)
            row = session.row(index)
            position = run.position[row]
            ball = (
                tuple(position.tolist()) if planar else (float(position[0]), float(run.loss[row]))
            )
            outside = not _inside(view, ball)
            arrow.setVisible(outside)
            text.setVisible(outside)
            if outside:
                self._place_edge(session, index, view, ball, used)
        for arrow, text in self._edges[len(session.runs) :]:
            arrow.setVisible(False)
            text.setVisible(False)

    def _place_edge(
        self, session: Session, index: int, view: QRectF, ball: tuple[float, ...], used: list[float]
    ) -> None:
        arrow, text = self._edges[index]
        colour = self._theme.runner(index)
        x, y = (
            _clamp(ball[0], view.left(), view.right()),
            _clamp(ball[1], view.top(), view.bottom()),
        )
        dx, dy = _sign(ball[0] - x), _sign(ball[1] - y)
        arrow.setStyle(angle=180.0 - math.degrees(math.atan2(dy, dx)), brush=colour)
        arrow.setPos(x, y)
        text.setText(_whereabouts(session, index))
        text.setColor(colour)
        text.setAnchor((1 if x > view.center().x() else 0, 0.5))
        inset = 0.025 * view.width() * (-1 if x > view.center().x() else 1)
        line = 0.07 * view.height()
        # the topmost line is that of the local quadratic
        level = free_level(y, used, line, (view.top() + line, view.bottom() - 2.2 * line))
        text.setVisible(level is not None)
        if level is not None:
            used.append(level)
            text.setPos(x + inset, level)

    def _edge(self, index: int) -> tuple[Arrow, Text]:
        for _ in range(len(self._edges), index + 1):
            arrow = self._add(Arrow(pen=None, headLen=16, tipAngle=50), 41)
            text = self._add(Text(anchor=(0, 0.5)), 40)
            text.setFont(self._theme.font("body"))
            text.fill = pg.mkBrush(self._ground)
            self._edges.append((arrow, text))
        return self._edges[index]


def free_level(
    wanted: float, taken: Sequence[float], line: float, room: tuple[float, float]
) -> float | None:
    """Return the level nearest to the wanted one at which a line of text is clear of others; None for none.

    Those tried are the wanted level and the ones that touch a line that is there already.
    """
    low, high = room
    wanted = _clamp(wanted, low, high)
    beside = [level + way * line for level in taken for way in (1.0, -1.0)]
    clear = [
        level
        for level in (wanted, *beside)
        if low <= level <= high and all(abs(level - other) >= 0.9 * line for other in taken)
    ]
    return min(clear, key=lambda level: abs(level - wanted), default=None)


def _whereabouts(session: Session, index: int) -> str:
    """Say where a runner's ball is, and when it has exploded."""
    run = session.runs[index]
    position = run.position[session.row(index)].tolist()
    place = ", ".join(f"{axis} = {number(x)}" for axis, x in zip("xy", position, strict=False))
    name, end = run.runner.name, run.exploded_at
    if end is None or end > session.playhead:
        return say("{runner}: {place}", runner=name, place=place)
    return say(
        "{runner}: {place}, exploded at step {step}", runner=name, place=place, step=count(end)
    )


def _inside(view: QRectF, point: tuple[float, ...]) -> bool:
    return view.left() <= point[0] <= view.right() and view.top() <= point[1] <= view.bottom()


def _clamp(value: float, low: float, high: float) -> float:
    if math.isnan(value):
        return high
    return min(max(value, low), high)


def _sign(value: float) -> float:
    return 0.0 if value == 0 else math.copysign(1.0, value) if not math.isnan(value) else 1.0
