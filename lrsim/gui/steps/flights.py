"""Where balls have been lately, are, and go next; and what is seen of each between two steps."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtGui import QColor

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.tween import IMAGE_OPACITIES, Tween
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.stamps import ball_stamp
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["Flight", "Sight", "flight_of"]

STEPS_BEFORE: Final = 7
"""Steps before the playhead that after-images may be on: 180 ms at 30 steps a second, and one."""


class Sight(NamedTuple):
    """A ball, or what it leaves behind: a share of the way from a step to the next, and how it looks."""

    step: int
    share: float
    stamp: Stamp
    opacity: float


class Flight(NamedTuple):
    """Where one ball has been lately, and where it goes next.

    Attributes
    ----------
    first : int
        The step of the first place.
    here : int
        The place at the playhead.
    x, y : ndarray of float64, shape (n,)
        Places at consecutive steps, in the plot's coordinates.
    stamp : Stamp
        How the ball looks.
    traced : bool
        Whether the way it has flown is drawn.
    gone : Stamp or None
        How it looks once it has exploded, if it has.
    """

    first: int
    here: int
    x: FloatArray
    y: FloatArray
    stamp: Stamp
    traced: bool
    gone: Stamp | None = None

    @property
    def images(self) -> tuple[Stamp, ...]:
        """The after-images' stamps, the latest first."""
        return tuple(
            self.stamp._replace(fill=_faint(self.stamp.fill, opacity), outline="", width=0.0)
            for opacity in IMAGE_OPACITIES
        )

    def seen(self, tween: Tween, faded: float) -> Iterator[Sight]:
        """Yield what is seen between two steps, the after-images first, the oldest before all."""
        shares = [*zip(tween.images, self.images, strict=False)] if tween.moving else []
        for (step, share), stamp in reversed(shares):
            if 0.0 < share < 1.0 and self.ends(step) is not None:
                yield Sight(step, share, stamp, 1.0)
        gone = 0.0 if self.gone is None else faded if self.traced else 1.0
        for looks, opacity in ((self.stamp, 1.0 - gone), (self.gone, gone)):
            if looks is not None and opacity > 0.0:
                yield Sight(tween.step, tween.hop, looks, opacity)

    def ends(self, step: int) -> tuple[int, int] | None:
        """Return the places at a step and at the next; None where one of them is not known."""
        start = step - self.first
        return (start, start + 1) if 0 <= start < len(self.x) - 1 else None


def flight_of(
    session: Session, index: int, theme: Theme, shift: tuple[float, float] = (0.0, 0.0)
) -> Flight:
    """Return where a runner's ball has been lately, is now, shifted so far, and goes next."""
    run, row = session.runs[index], session.row(index)
    # where recording is thinned there are fewer rows a step apart
    rows = range(max(row - STEPS_BEFORE, 0), row + 1)
    first = next(at for at in rows if run.step_at(row) - run.step_at(at) <= row - at)
    places = run.position[first : row + 1]
    losses = run.loss[first : row + 1]
    ahead = session.next_position(index)
    if ahead is not None:
        places = np.append(places, [ahead], axis=0)
        # past the horizon there is no row of it yet
        known = row + 1 < len(run.loss)
        losses = np.append(losses, run.loss[row + 1] if known else run.setup.surface(ahead))
    here, x = row - first, drawable(places[:, 0])
    y = drawable(losses if places.shape[1] == 1 else places[:, 1])
    x[here] += shift[0]
    y[here] += shift[1]
    selected = index == session.selected
    ball = ball_stamp(theme, index, selected=selected)
    gone = gone_stamp(theme, index, 1.0) if has_exploded(session, index) else None
    return Flight(run.step_at(first), here, x, y, ball, selected, gone)


@functools.cache
def _faint(colour: str, opacity: float) -> str:
    faint = QColor(colour)
    faint.setAlphaF(opacity)
    return faint.name(QColor.NameFormat.HexArgb)
