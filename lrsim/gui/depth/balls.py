"""The balls on a landscape, at rest or between two steps, with their last steps and after-images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from lrsim.gui.depth.ground import Ground
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.curves import Pens, runner_stamp
from lrsim.gui.steps.flights import Flight, Sight, flight_of
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["drawing_order", "paint_balls"]

TRAIL_DOTS: Final = 60
"""The last positions that are marked one by one, unless they crowd together."""


def paint_balls(
    ground: Ground,
    session: Session,
    theme: Theme,
    pens: Pens,
    tween: Tween,
    faded: float,
    shifts: Mapping[int, Point],
) -> None:
    """Paint every runner's ball, the selected one last, behind it its last steps.

    Parameters
    ----------
    ground : Ground
    session : Session
    theme : Theme
    pens : Pens
    tween : Tween
        How far they have come between two steps.
    faded : float
        How far the selected one has become an outline, where it has exploded.
    shifts : mapping of int to (float, float)
        How far, in pixels, balls hang beside the spot that they share with another.
    """
    if tween.step + tween.back != session.playhead:
        tween = AT_REST  # it was another step's
    order = drawing_order(session)
    for index in order:
        run, row = session.runs[index], session.row(index)
        steps = run.position[max(row - TRAIL_DOTS, 0) : row]
        ground.stamp_apart(steps, runner_stamp(theme, index, 0.28))
    for index in order:
        run, row = session.runs[index], session.row(index)
        flight = flight_of(session, index, theme)
        if 0.0 < tween.hop < 1.0 and not tween.back and flight.ends(tween.step) is not None:
            way = np.concatenate([_place(flight, tween.step, k) for k in (0.0, tween.hop)])
            ground.trace(way, pens.past[index])
        for sight in flight.seen(tween, faded):
            rests = _rests(flight, sight)
            place = run.position[row : row + 1] if rests else _place(flight, *sight[:2])
            loss = run.loss[row : row + 1] if rests else None
            left = 0.0 if rests else min(abs(sight.step + sight.share - session.playhead), 1.0)
            across, down = shifts.get(index, (0.0, 0.0))
            shift = (1.0 - left) * across, (1.0 - left) * down
            ground.stamp(place, loss, sight.stamp, sight.opacity, shift)


def drawing_order(session: Session) -> list[int]:
    """Return the runners that are drawn, the selected one last."""
    others = [k for k in range(len(session.runs)) if k not in {session.selected, *session.hidden}]
    return [*others, session.selected]


def _rests(flight: Flight, sight: Sight) -> bool:
    """Tell whether a ball is on its step, as high as its loss, instead of on the ground between two."""
    return sight.share <= 0.0 or flight.ends(sight.step) is None


def _place(flight: Flight, step: int, share: float) -> FloatArray:
    """Return the position a share of the way from a step to the next, (1, 2)."""
    ends = flight.ends(step)
    assert ends is not None  # it is asked between two known steps only
    places = np.stack([flight.x[list(ends)], flight.y[list(ends)]], axis=1)
    return places[:1] + share * (places[1:] - places[:1])
