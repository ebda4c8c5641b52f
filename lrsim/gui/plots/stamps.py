"""The marks that flat and deep pictures of a surface share: balls, the start, the minima."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.curves import runner_stamp
from lrsim.gui.plots.marks import Stamp
from lrsim.session.session import Session
from lrsim.surfaces import Minimum

__all__ = ["ball_stamp", "minima_stamps", "seen_minima", "start_stamp"]

MOST_STARS: Final = 14
"""Known minima that are all drawn as stars; of more, only the lowest are."""


def ball_stamp(theme: Theme, index: int, *, selected: bool) -> Stamp:
    """Return a runner's ball."""
    outline = "#ffffff" if theme.dark else theme.ground
    return runner_stamp(theme, index, 1.0 if selected else 0.8, outline, theme.outline)


def start_stamp(theme: Theme) -> Stamp:
    """Return the ring around the start."""
    return Stamp("o", "", theme.ball * 0.7, theme.text, theme.outline)


def seen_minima(session: Session) -> tuple[Minimum, ...]:
    """Return the minima that are to be seen: those known so far, none where an exercise hides them."""
    return () if "minimum" in session.experiment.hide else session.minima or ()


def minima_stamps(theme: Theme, minima: Sequence[Minimum]) -> list[tuple[list[Minimum], Stamp]]:
    """Return the minima with their marks: stars, or stars for the lowest and dots for the others of many."""
    lowest = min((minimum.loss for minimum in minima), default=0.0)
    close = 1e-6 * max(abs(lowest), 1.0)
    best = [m for m in minima if m.loss <= lowest + close or len(minima) <= MOST_STARS]
    outline = theme.gold_line
    star = Stamp("star", theme.gold, theme.ball * 0.75, outline, 1.0)
    dot = Stamp("o", theme.gold, theme.ball * 0.2, outline, 1.0)
    return [([m for m in minima if m not in best], dot), (best, star)]
