"""What is said in a picture of the step that comes next, and of balls outside; and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QColor, QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.steps.edges import EdgeMark
from lrsim.gui.steps.lettering import Label, Lettering, Span
from lrsim.gui.steps.picture import Picture
from lrsim.gui.steps.strings import Bead
from lrsim.gui.steps.words import hop_ratio, minimum_words, step_words
from lrsim.session.session import Session
from lrsim.surfaces import Minimum
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

__all__ = ["Captions"]

LARGE: Final = frozenset({"step", "edge"})
"""What is written as large as can be; all else is small."""

OF_STEP: Final = frozenset({"step", "hop"})
"""What is there as long as the step's arrow is, …"""

OF_SPOT: Final = frozenset({"name", "crowd"})
"""… and as long as balls hang beside their spot, before they leave it."""


BESIDE: Final = 3.0
"""Pixels from a star to its name."""

MOST_NAMED: Final = 6
"""Minima that are named; of more the names would hide the surface."""


class Captions:
    """The labels of one picture."""

    def __init__(self) -> None:
        self.labels: list[Label] = []

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._letters = {
            large: Lettering(theme, "body" if large else "small") for large in (True, False)
        }

    def forget(self) -> None:
        """Say nothing any more."""
        self.labels = []

    def size(self, kind: str, spans: Sequence[Span]) -> Size:
        """Return how much room a label takes."""
        return self._letters[kind in LARGE].size(spans)

    def size_of_name(self, name: str) -> Size:
        """Return how much room the name of a ball beside its spot takes."""
        return self.size("name", (Span(name, QColor(self._theme.text)),))

    def add(self, kind: str, spans: Sequence[Span], box: Box | None) -> None:
        """Say something at a place; None: there is no room for it."""
        if box is not None:
            self.labels.append(Label(kind, tuple(spans), box))

    def of(self, kind: str) -> Label | None:
        """Return the first label of a kind, if there is one."""
        return next((label for label in self.labels if label.kind == kind), None)

    def put_step(
        self, session: Session, picture: Picture, about: Box, ahead: tuple[float, ...]
    ) -> None:
        """Say what the step is: all of it where there is any room for that, else less, but always."""
        colours = (
            QColor(self._theme.quiet),
            QColor(self._theme.text),
            self._theme.runner(session.selected),
        )
        for form in (forms := step_words(session, ahead)):
            spans = tuple(map(Span, form, colours))
            size = self.size("step", spans)
            if size[0] > picture.width:
                continue
            places = list(picture.placer.beside(about, size))
            last = form is forms[-1]
            found = picture.placer.place_somehow if last else picture.placer.place_anywhere
            box = found(places)
            if box is not None:
                self.add("step", spans, box)
                return

    def put_hops(
        self, session: Session, picture: Picture, about: Box | None, ahead: tuple[float, ...]
    ) -> None:
        """Say how hops grow or shrink, under the step's label or what that is about."""
        step = self.of("step")
        ratio = None if step is None else hop_ratio(session, ahead)
        if ratio is None or step is None:
            return
        times = number(ratio)
        words = (
            say("each hop is {ratio} × the one before", ratio=times)
            if times != number(1.0)
            else say("each hop is as long as the one before")
        )
        spans = (Span(words, QColor(self._theme.quiet)),)
        size = self.size("hop", spans)
        middle = step.box.centre[0] - size[0] / 2
        below = (about or step.box).bottom + 4.0
        places = [
            picture.placer.inside(Box.of(left, top, size))
            for left in (middle, step.box.left, step.box.right - size[0])
            for top in (step.box.bottom + 4.0, below, step.box.top - 4.0 - size[1])
        ]
        self.add("hop", spans, picture.placer.place(places))

    def put_edges(self, picture: Picture, edges: Sequence[EdgeMark]) -> None:
        """Say where balls outside of the picture are, or without room for that, whose they are."""
        for mark in edges:
            for words in (mark.words, mark.name):
                spans = (Span(words, self._theme.runner(mark.runner)),)
                box = picture.placer.place(mark.places(picture, self.size("edge", spans)))
                if box is not None:
                    self.add("edge", spans, box)
                    break

    def put_names(self, picture: Picture, beads: Sequence[Bead]) -> None:
        """Write names beside the balls that hang beside their spot."""
        for bead in beads:
            if bead.name:
                spans = (Span(bead.name, self._theme.runner(bead.runner)),)
                places = bead.places(self.size("name", spans))
                self.add("name", spans, picture.placer.place(places))

    def put_crowd(
        self, session: Session, picture: Picture, beads: Sequence[Bead], ball: Point
    ) -> None:
        """Say at step 0 that all are on one spot, the selected one's."""
        drawn = len(session.runs) - len(session.hidden)
        together = len(beads) + 1 == drawn > 1
        if session.playhead > 0 or not together or any(bead.holder != ball for bead in beads):
            return
        words = say("all {runners} start here", runners=count(drawn))
        spans = (Span(words, QColor(self._theme.quiet)),)
        size = self.size("crowd", spans)
        low = max(beads, key=lambda bead: bead.pixel[1])
        middle, top = low.pixel[0] - size[0] / 2, low.pixel[1] + low.radius + 6.0
        places = [
            picture.placer.inside(Box.of(middle + across, top + down, size))
            for down in (0.0, size[1])
            for across in (0.0, 0.3 * size[0], -0.3 * size[0])
        ]
        self.add("crowd", spans, picture.placer.place(places))

    def put_minima(
        self, picture: Picture, minima: Sequence[Minimum], stars: Sequence[Point]
    ) -> None:
        """Say where minima are, beside their stars, where there are several and there is room."""
        if not 1 < len(minima) <= MOST_NAMED:
            return
        for minimum, (x, y) in zip(minima, stars, strict=True):
            if not picture.holds((x, y)):
                continue
            spans = (Span(minimum_words(minimum, minima), QColor(self._theme.quiet)),)
            size = self.size("minimum", spans)
            about = Box.around(x, y, 0.5 * self._theme.ball + 1.0)
            middle, level = x - 0.5 * size[0], y - 0.5 * size[1]
            places = [
                Box.of(middle, about.bottom + BESIDE, size),
                Box.of(middle, about.top - BESIDE - size[1], size),
                Box.of(about.right + BESIDE, level, size),
                Box.of(about.left - BESIDE - size[0], level, size),
            ]
            self.add("minimum", spans, picture.placer.place(places))

    def write(self, painter: QPainter, *, step: bool, spot: bool = True) -> None:
        """Write what is to be seen."""
        for label in self.seen(step=step, spot=spot):
            self._letters[label.kind in LARGE].write(painter, label)

    def seen(self, *, step: bool, spot: bool = True) -> list[Label]:
        """Return all; what belongs to the step's arrow or to balls on one spot only where these are."""
        gone = {*(() if step else OF_STEP), *(() if spot else OF_SPOT)}
        return [label for label in self.labels if label.kind not in gone]
