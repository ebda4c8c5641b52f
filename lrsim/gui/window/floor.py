"""The window's cards between bar and transport, each in its place; and one of them enlarged, on demand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEasingCurve, QPoint, QRect, QSize, QVariantAnimation, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from lrsim.gui.look.cards import Card
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.window.pages import Pages
from lrsim.gui.window.plan import Measures, Rooms, rooms_of

__all__ = ["Floor"]

GLIDE_MS: Final = 220
"""How long a card takes to grow or to shrink."""

LEAST_LOWER, LOWER, SMALL_SHARE, SHARE = 264.0, 294.0, 0.408, 0.327
"""Height of the lower row: at the least, usually, and its share of a small and of a large window's height."""

LEAST_WIDTH, WIDTH_SHARE = 380.0, 0.36
"""Width of the dial's card at the least, so that its ring is 200 pixels across, and as a share at most."""

TABLE_FROM = 800
"""From this height of the window on there is room for the runners' table."""

VERDICT_SIZE, TABLE_WIDTH, PICTURE = (17.0, 10.5), 26.0, 11.0
"""In pixel sizes of the type: what a verdict needs at the least, the runners' table, a picture's height."""

LEAST_ACROSS = 51.5
"""Likewise: the width of all. Where type is so large that the window has less, it is scrolled."""


class Floor(Netted, QWidget):
    """Places surface, page, dial, verdict and runners.

    Parameters
    ----------
    pages : Pages
    surface : Card
        Stays in sight whatever page is shown.
    cards : dict
        ``dial``, ``verdict`` and ``runners``.
    strip : QWidget
        Takes the place of ``runners`` in a narrow window.

    Signals
    -------
    enlargedChanged
        Another card is enlarged, or none any more.
    """

    enlargedChanged = Signal()

    def __init__(self, pages: Pages, surface: Card, cards: dict[str, Card], strip: QWidget) -> None:
        super().__init__()
        self._pages = pages
        self._cards = {"surface": surface, **cards}
        self._parts: dict[str, QWidget] = {
            "surface": surface, "page": pages, **cards, "strip": strip
        }  # fmt: skip
        for part in self._parts.values():
            part.setParent(self)
        self._enlarged = ""
        self._bare = False
        self.glides = True
        """Whether a card grows, and does not just stand there large."""
        self._theme: Theme | None = None
        self._holds = 0
        self._from: Rooms = {}
        self._to: Rooms = {}
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._show_share)
        pages.turned.connect(self._turn_page)
        for name, card in self._cards.items():
            self._heed(name, card)
        self._adopt_page()

    # --- the cards there are ---

    @property
    def cards(self) -> dict[str, Card]:
        """All that there is now, by name: a page that stands alone has its own."""
        own = self._pages.current.cards
        return dict(own) if self._pages.current.alone else {**self._cards, **own}

    @property
    def enlarged(self) -> str:
        """The name of the card that is enlarged; empty where none is."""
        return self._enlarged

    def at_hand(self) -> str:
        """Return the card a key means that names none: with the focus or the mouse, or the surface."""
        focus = QApplication.focusWidget()
        cards = {name: card for name, card in self.cards.items() if card.isVisible()}
        focused = [
            name
            for name, card in cards.items()
            if name != "dial" and focus is not None and card.isAncestorOf(focus)
        ]
        under = [name for name, card in cards.items() if card.underMouse()]
        return next(iter((*focused, *under)), "surface")

    def _heed(self, name: str, card: Card) -> None:
        card.enlargeRequested.connect(lambda: self.enlarge("" if name == self._enlarged else name))

    def _adopt_page(self) -> None:
        self._pages.current.set_bare(self._bare)
        for name, card in self._pages.current.cards.items():
            if name not in self._cards and not card.property("heeded"):
                card.setProperty("heeded", True)
                self._heed(name, card)

    # --- enlarging ---

    def enlarge(self, name: str) -> None:
        """Give a card all the room but a strip; with an empty name everything its own again."""
        cards = self.cards
        if name == self._enlarged or (name and not (name in cards and cards[name].enlarges)):
            return
        began = cards[name].mapTo(self, QPoint(0, 0)) if name else QPoint()
        self._enlarged = name
        for known, card in cards.items():
            card.show_enlarged(known == name)
        if name and name not in self._parts:
            own = QRect(began, cards[name].size())
            self._pages.current.enlarge(name)
            self._pages.setGeometry(own)
        else:
            self._pages.current.enlarge("")
        self._place(glides=self.glides)
        if name:
            self._parts.get(name, self._pages).raise_()
        self.enlargedChanged.emit()

    def _turn_page(self) -> None:
        self._adopt_page()
        if self._enlarged:
            self._enlarged = ""
            for card in (*self._cards.values(), *self.cards.values()):
                card.show_enlarged(False)
            self.enlargedChanged.emit()
        self._pages.current.enlarge("")
        self._place()

    # --- places ---

    def set_bare(self, bare: bool) -> None:
        """Show nothing that sets anything, and what is enlarged alone; or all as usual."""
        self._bare = bare
        for card in self._cards.values():
            card.set_bare(bare)
        self._pages.current.set_bare(bare)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's sizes."""
        self._theme = theme
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew, at once."""
        super().resizeEvent(event)
        self._place()

    @contextlib.contextmanager
    def placed_once(self) -> Iterator[None]:
        """Place everything when the context ends, instead of each time that something changes in it."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            self._place()

    def _place(self, *, glides: bool = False) -> None:
        """Put every part where the plan has it, or let it go there."""
        if self._theme is None or self._holds:
            return
        measures = self._measures(self._theme)
        self.setMinimumSize(self._least(self._theme, measures))
        self._to = rooms_of(
            self.size(),
            measures,
            home=self._pages.is_home,
            enlarged=self._enlarged
            if self._enlarged in self._parts or not self._enlarged
            else "page",
            bare=self._bare,
            alone=self._pages.current.alone,
            surface_at_left=self._pages.current.surface_at_left,
        )
        self._glide.stop()
        self._from = {
            name: part.geometry() for name, part in self._parts.items() if part.isVisible()
        }
        for name, part in self._parts.items():
            part.setVisible(name in self._to)
        if glides and self.isVisible():
            self._glide.start()
        else:
            self._show_share(1.0)

    def fit(self) -> None:
        """Place everything anew if the page needs other room than before."""
        if self._theme is not None:
            least = self._least(self._theme, self._measures(self._theme))
            if least != self.minimumSize():
                self._place()

    def _least(self, theme: Theme, measures: Measures) -> QSize:
        """Return in how much room all can be read; where little is shown, in any."""
        if self._bare or self._enlarged:
            return QSize(0, 0)
        upper = round(self._pages.current.least_height * theme.body)
        below = 0 if self._pages.current.alone else measures.gap + measures.lower.height()
        return QSize(round(LEAST_ACROSS * theme.body), upper + below)

    def _show_share(self, share: float) -> None:
        for name, goal in self._to.items():
            begin = self._from.get(name, goal)
            self._parts[name].setGeometry(_between(begin, goal, share))

    def _measures(self, theme: Theme) -> Measures:
        unit, body = round(theme.spacing), theme.body
        width, height = self.window().width(), self.window().height()
        side = round(max(LEAST_LOWER, min(SMALL_SHARE * height, max(LOWER, SHARE * height))))
        dial = round(max(LEAST_WIDTH, min(1.5 * side, WIDTH_SHARE * width)))
        wide, high = VERDICT_SIZE
        gap, strip = round(1.2 * unit), self._parts["strip"].sizeHint().height()
        if not self._bare:
            side = max(side, round(high * body) + gap + strip)
        return Measures(
            gap=gap,
            lower=QSize(dial, side),
            verdict=QSize(round(wide * body) + 2 * unit, round(high * body)),
            runners=round(TABLE_WIDTH * body) if height >= TABLE_FROM else width,
            strip=strip,
            picture=round(PICTURE * body),
        )


def _between(begin: QRect, end: QRect, share: float) -> QRect:
    if share >= 1.0:
        return end
    top_left = begin.topLeft() + (end.topLeft() - begin.topLeft()) * share
    return QRect(top_left, begin.size() + (end.size() - begin.size()) * share)
