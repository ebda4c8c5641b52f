"""The page "Long run": where the iterates end up, for each learning rate around the dial."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.declarations import MAX_LR
from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.axes import DecadeAxis, Plot
from lrsim.gui.plots.band_strip import BandStrip, Stretch
from lrsim.gui.plots.items import Box, Image, Line, Text
from lrsim.session.session import Change, Session
from lrsim.studies.longrun.bifurcation import EXPLODES, MOVING, WANDERS, Band, held
from lrsim.studies.longrun.picture import Picture, Request, own_picture, with_others
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

Range = tuple[float, float]

SETTLED_MS: Final = 120
"""After the last zoom or change: the picture is computed anew once, not all the way."""

FAINTEST: Final = 0.3
"""How opaque a cell is that one position out of all falls into."""

POWER: Final = 0.4
"""Opacity grows with this power of the share of positions: a fixed point is solid, chaos still seen."""

OTHERS_SHARE: Final = 0.75
"""How opaque runs from elsewhere are, beside the run's own."""


class LongRunBox(Box):
    """Zooms by a frame or the wheel; a click is a learning rate.

    Signals
    -------
    rate_chosen(float)
    zoomed
        The user has changed what is in view.
    """

    rate_chosen = Signal(float)
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMouseMode(self.RectMode)
        self.setLimits(xMin=0.0, xMax=MAX_LR, minXRange=1e-13, minYRange=1e-13)
        self.sigRangeChangedManually.connect(self.zoomed)

    def mouseClickEvent(self, event: Any) -> None:
        """Choose a learning rate."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            # no more digits than a pixel is wide
            digits = math.ceil(-math.log10(self.viewPixelSize()[0]))
            rate = round(float(self.mapToView(event.pos()).x()), digits)
            if rate > 0.0:
                self.rate_chosen.emit(rate)


class LongRunView(Netted, QWidget):
    """End positions against the learning rate, as density; the dial's rate as a line.

    Signals
    -------
    dialRequested(float)
        The user has clicked on a learning rate.
    """

    dialRequested = Signal(float)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._session: Session | None = None
        self._request: Request | None = None
        self._picture: Picture | None = None
        self._value = "x"
        self._box = LongRunBox()
        upwards = DecadeAxis("left")
        upwards.decades = False
        self.plot = Plot("Bifurcation diagram", self._box, axisItems={"left": upwards})
        self.image = Image()
        self.image.setZValue(2)
        self.plot.addItem(self.image, ignoreBounds=True)
        self.strip = BandStrip(self.plot, 30)
        self.dial_line = Line()
        self.dial_line.setZValue(20)
        self.plot.addItem(self.dial_line, ignoreBounds=True)
        self.dial_label = Text()
        self.dial_label.setZValue(21)
        self.plot.addItem(self.dial_label, ignoreBounds=True)
        self.value_button = corner_button("shows x", "What is shown upwards: x, y or the loss")
        self.fit_button = corner_button("Fit", "Show all learning rates at which something changes")
        self.card = Card(self.plot, "Long run", "", corner(self.value_button, self.fit_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self._timer = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._timer.timeout.connect(self._compute)
        self._wanted: tuple[Range | None, Range | None] = (None, None)
        self._box.rate_chosen.connect(self.dialRequested)
        self._box.zoomed.connect(self._zoom)
        self._box.sigRangeChanged.connect(self._show_dial)
        self.fit_button.clicked.connect(self.fit)
        self.value_button.clicked.connect(self._next_value)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def value(self) -> str:
        """What is shown upwards: x, y or loss."""
        return self._value

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.card.set_theme(theme)
        self.plot.set_theme(theme)
        self.strip.set_theme(theme)
        self.dial_label.setFont(theme.font("body"))
        ground = QColor(theme.card)
        ground.setAlphaF(0.85)
        self.dial_label.fill = pg.mkBrush(ground)
        if self._session is not None:
            self._paint()
            self._show_dial()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed; another map of another experiment is computed anew."""
        self._session = session
        self._show_dial()
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        request = self._asked(session)
        if self._request is None or not _alike(request, self._request):
            self._show_choice(session)
            request = self._asked(session)
            before, self._request = self._request, request
            same_rates = before is not None and _same_rule(request, before)
            self._ask(keep_rates=same_rates)
        elif what & Change.SELECTION:
            self._paint()  # in the selected runner's colour

    def fit(self) -> None:
        """Show all learning rates at which something changes, and all values."""
        self._ask(keep_rates=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Compute as many columns as there are."""
        super().resizeEvent(event)
        if self._picture is not None and not self._timer.isActive():
            self._zoom()

    # --- what is asked ---

    def _asked(self, session: Session) -> Request:
        setup = session.experiment.setup(session.selected)
        if self._value == "y" and setup.surface.dimensions == 1:
            self._value = "x"
        cell = math.ceil(0.75 * self._theme.curve)
        ratio = self.plot.devicePixelRatioF()
        return Request(
            setup,
            self._value,
            max(int(self._box.width() * ratio / cell), 50),
            max(int(self._box.height() * ratio / cell), 30),
        )

    def _ask(self, *, keep_rates: bool) -> None:
        """Ask for the picture of the rates in view or of all, with all values, once the page is laid out."""
        rates = self._picture.rates if keep_rates and self._picture is not None else None
        self._wanted = rates, None
        self._timer.start(0)

    def _zoom(self) -> None:
        """Ask for the picture of what is in view, once that stands still."""
        (left, right), values = self._box.viewRange()
        self._wanted = (max(left, 0.0), right), (values[0], values[1])
        self._timer.start(SETTLED_MS)

    def _compute(self) -> None:
        """Have the picture computed that is wanted."""
        if self._session is not None:
            rates, values = self._wanted
            self._submit(
                dataclasses.replace(self._asked(self._session), rates=rates, values=values)
            )

    def _submit(self, request: Request) -> None:
        self._background.submit(self, lambda cancel: own_picture(request, cancel), self._show_own)

    def _show_own(self, picture: Picture | None) -> None:
        if picture is None:
            return
        self._show_picture(picture)
        self._background.submit(self, lambda cancel: with_others(picture, cancel), self._add_others)

    def _add_others(self, picture: Picture | None) -> None:
        if picture is not None:
            self._picture = picture
            self._paint()

    def _next_value(self) -> None:
        """Show the next of x, y and the loss upwards."""
        if self._session is None:
            return
        choices = self._choices(self._session)
        # y is none of them where another surface is on its way
        following = dict(zip(choices, (*choices[1:], choices[0]), strict=True))
        self._value = following.get(self._value, choices[0])
        self._show_choice(self._session)
        self._request = self._asked(self._session)
        self._ask(keep_rates=True)

    @staticmethod
    def _choices(session: Session) -> tuple[str, ...]:
        return ("x", "y", "loss") if session.experiment.surface.dimensions == 2 else ("x", "loss")

    # --- showing ---

    def _show_choice(self, session: Session) -> None:
        self.value_button.setText(f"shows {self._value}")
        name = "the loss" if self._value == "loss" else self._value
        minima = session.experiment.surface.minima
        beside = "; faint: from beside the minima" if len(minima) > 1 else ""
        self.card.set_sentence(
            f"where {name} ends up at each constant learning rate, from the start{beside}"
        )

    def _show_picture(self, picture: Picture) -> None:
        self._picture = picture
        (left, right), (low, high) = picture.rates, picture.values
        self._box.setRange(QRectF(left, low, right - left, high - low), padding=0)
        noisy = picture.request.setup.noise > 0.0
        self.strip.show_stretches([_stretch(band, noisy) for band in picture.bands])
        self._paint()
        self._show_dial()

    def _paint(self) -> None:
        """Paint the densities in the theme's colours."""
        picture = self._picture
        if picture is None or self._session is None:
            return
        rows, columns = picture.own.shape
        pixels = np.zeros((rows, columns, 4), dtype=np.uint8)
        _tint(pixels, picture.others, QColor(self._theme.quiet), OTHERS_SHARE)
        _tint(pixels, picture.own, self._theme.runner(self._session.selected), 1.0)
        self.image.show_colours(pixels, picture.rates, picture.values)

    def _show_dial(self) -> None:
        """Draw the dial's learning rate, or say at the edge on which side it is."""
        session = self._session
        if session is None:
            return
        colour, lr = self._theme.runner(session.selected), session.lr
        pen = QPen(colour, self._theme.curve)
        pen.setCosmetic(True)
        pen.setDashPattern([5, 2])
        self.dial_line.setPen(pen)
        self.dial_line.setValue(lr)
        (left, right), (low, high) = self._box.viewRange()
        inside = left <= lr <= right
        self.dial_line.setVisible(inside)
        where = "" if inside else ", left of here" if lr < left else ", right of here"
        text = f"dial {number(lr)}{where}"
        self.dial_label.setText(text)
        self.dial_label.setColor(colour)
        late = lr > 0.5 * (left + right)
        self.dial_label.setAnchor((1.0 if late else 0.0, 1.0))
        self.dial_label.setPos(min(max(lr, left), right), low + 0.02 * (high - low))


def _alike(one: Request, other: Request) -> bool:
    """Tell whether two questions have the same answer."""
    return held(one.setup) == held(other.setup) and one.value == other.value


def _same_rule(one: Request, other: Request) -> bool:
    """Tell whether learning rates mean the same in two questions."""
    mine, theirs = one.setup, other.setup
    return (mine.surface, mine.optimizer, mine.lr_scale) == (
        theirs.surface,
        theirs.optimizer,
        theirs.lr_scale,
    )


def _stretch(band: Band, noisy: bool) -> Stretch:
    """Return how a band is named."""
    if band.period == EXPLODES:
        return Stretch(band.low, band.high, "explodes", "✕", gone=True)
    if band.period == MOVING:
        return Stretch(band.low, band.high, "still moving", "…")
    if band.period == WANDERS:
        name = "noise" if noisy else "chaos"
        return Stretch(band.low, band.high, name, "~")
    name = "1: settles" if band.period == 1 else f"{band.period}-cycle"
    return Stretch(band.low, band.high, name, str(band.period))


def _tint(pixels: Any, share: FloatArray, colour: QColor, strength: float) -> None:
    """Paint cells in one colour, the more opaque the more of a column's positions are in them."""
    seen = share > 0.0
    opacity = FAINTEST + (1.0 - FAINTEST) * share[seen] ** POWER
    pixels[seen, 0], pixels[seen, 1], pixels[seen, 2] = colour.red(), colour.green(), colour.blue()
    pixels[seen, 3] = np.round(255.0 * strength * opacity).astype(np.uint8)
