"""Under the lanes: what came out, how fair it was, and other races in one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from lrsim.experiment import Experiment
from lrsim.gui.look.cards import LEAST_TARGET
from lrsim.gui.look.text_block import TextBlock, wrap
from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.marks import Stamp
from lrsim.studies.race import line_ups
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import NOTHING, Message, say, shown
from lrsim.text.numbers import number

__all__ = ["LINE_UPS", "Foot", "LineUp"]

Zones = Sequence[Zone | None]


class LineUp(NamedTuple):
    """Another race in one click.

    Attributes
    ----------
    name, short : Message
        What stands on its button, and where there is little room.
    help : Message
    make : callable
        Returns the race, of the present one, the selected runner and the zones that `needs` names.
    needs : str
        ``all`` runners' zones, the ``selected`` one's, or none.
    """

    name: Message
    short: Message
    help: Message
    make: Callable[[Experiment, int, Zones], Experiment]
    needs: str = ""


LINE_UPS: Final = (
    LineUp(
        Message("each at its own best"),
        Message("own best"),
        Message("Each runner at the best rate of its own zone"),
        lambda race, _, zones: line_ups.each_at_its_best(race, tuple(zones)),
        "all",
    ),
    LineUp(
        Message("all at LR {lr}"),
        Message("all at {lr}"),
        Message("All runners at the rate of the selected one"),
        lambda race, index, _: line_ups.all_at(race, race.runners[index].lr),
    ),
    LineUp(
        Message("same LR, all optimizers"),
        Message("optimizers"),
        Message("The usual optimizers, all with the selected runner's rate and schedule"),
        lambda race, index, _: line_ups.optimizers_at(race, index),
    ),
    LineUp(
        Message("one optimizer, ladder of LRs"),
        Message("ladder"),
        Message("The selected runner at eight rates, from a crawl to an explosion"),
        lambda race, index, zones: line_ups.ladder(race, index, zones[index]),
        "selected",
    ),
    LineUp(
        Message("same all, schedules"),
        Message("schedules"),
        Message("The usual schedules, all else as the selected runner has it"),
        lambda race, index, _: line_ups.schedules_at(race, index),
    ),
)
"""In the order of their buttons."""

_ROOMY, _ROW = 13.5, 1.6
"""From this height of the page on and so much for each runner, in pixel sizes of the type, words stand over
the buttons."""

_WORDS: Final = 26.0
"""Where it is less high, they stand beside the buttons if there is so much room, likewise."""

_WIDE: Final = 52.0
"""From this width on, likewise, how fair it was has one line."""

_STAR: Final = 1.1
"""Size of the star before the headline, in sizes of its type."""

_TINY: Final = 17.0
"""Below this height, likewise, there are no words at all but the tooltip's."""

Direction = QBoxLayout.Direction


class Foot(Netted, QWidget):
    """Headline, fairness, and a button for each line-up.

    Signals
    -------
    chosen(LineUp)
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.star = QLabel()
        self.headline, self.fairness = TextBlock(1), TextBlock(2)
        self.buttons = [self._button(line_up) for line_up in LINE_UPS]
        self._theme: Theme | None = None
        self._said: tuple[Message, Message] = (NOTHING, NOTHING)
        self._won, self._offered = False, True
        self._lr, self._page_height, self._runners = "", 0, 1
        self._row, self._words = QHBoxLayout(), QVBoxLayout()
        for button in self.buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._words.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.addWidget(self.star)
        self._head.addWidget(self.headline, 1)
        self._words.addLayout(self._head)
        self._words.addWidget(self.fairness)
        self._all = QBoxLayout(Direction.TopToBottom, self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.addLayout(self._words, 1)
        self._all.addLayout(self._row)

    def _button(self, line_up: LineUp) -> QPushButton:
        button = QPushButton()
        button.setProperty("corner", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumHeight(LEAST_TARGET)
        button.setToolTip(shown(line_up.help))
        button.setAccessibleDescription(shown(line_up.help))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self.chosen.emit, line_up))
        return button

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        unit = round(theme.spacing)
        self._row.setSpacing(unit)
        self._head.setSpacing(unit)
        rim = theme.gold if theme.dark else theme.gold_line
        star = Stamp("star", theme.gold, _STAR * theme.title, rim, theme.thin)
        self.star.setPixmap(star.pixmap(self.devicePixelRatioF()))
        self.headline.set_look(make_font(theme.title, bold=True), theme.text)
        self.fairness.set_look(theme.font("small"), theme.quiet)
        self._lay_out()

    def show_words(self, headline: Message, fairness: Message, *, won: bool) -> None:
        """Say what came out, with a star where somebody is first, and how fair it was."""
        if won != self._won:
            self._won = won
            self._lay_out()
        if (headline, fairness) != self._said:
            self._said = headline, fairness
            self._fit_words()

    def offer(self, offered: bool) -> None:
        """Offer other races, or none."""
        if offered != self._offered:
            self._offered = offered
            self._lay_out()

    def show_rate(self, lr: float) -> None:
        """Show at which rate all would run."""
        if number(lr) != self._lr:
            self._lr = number(lr)
            self._lay_out()

    def fit(self, page_height: int, runners: int) -> None:
        """Take as much room as there is on a page so high, with so many runners."""
        if (page_height, runners) != (self._page_height, self._runners):
            self._page_height, self._runners = page_height, runners
            self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say more, or less."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Put words over the buttons or beside them, and on the buttons what there is room for."""
        theme = self._theme
        if theme is None:
            return
        wide = self.width() >= _WIDE * theme.body
        for button in self.buttons:
            button.setVisible(self._offered)
        self._say(short=True)
        room = self.width() - self._row.spacing() * len(self.buttons)
        short = sum(button.sizeHint().width() for button in self.buttons)
        low = self._page_height < (_ROOMY + _ROW * self._runners) * theme.body
        beside = low and room - short >= _WORDS * theme.body
        self._all.setDirection(Direction.RightToLeft if beside else Direction.TopToBottom)
        self._all.setSpacing(round((2.0 if beside else 0.5) * theme.spacing))
        line = QFontMetrics(theme.font("small")).lineSpacing()
        self.fairness.setFixedHeight(line if wide else 2 * line)
        self._say(short=beside)
        if not beside and sum(button.sizeHint().width() for button in self.buttons) > room:
            self._say(short=True)
        tiny = self._page_height < _TINY * theme.body
        for block in (self.headline, self.fairness):
            block.setVisible(not tiny)
        self.star.setVisible(self._won and not tiny)
        self._fit_words()

    def _say(self, *, short: bool) -> None:
        """Write on the buttons what they do."""
        for button, line_up in zip(self.buttons, LINE_UPS, strict=True):
            button.setText(say(line_up.short if short else line_up.name, lr=self._lr))

    def _fit_words(self) -> None:
        """Say as many sentences as there is room for; tooltips say all."""
        theme = self._theme
        if theme is None:
            return
        small, bold = theme.font("small"), make_font(theme.title, bold=True)
        lines = self.fairness.height() // QFontMetrics(small).lineSpacing()
        for block, text, font, count in (
            (self.headline, self._said[0], bold, 1),
            (self.fairness, self._said[1], small, lines),
        ):
            fitting = _fitting(text, font, block.width(), count)
            block.setText(fitting)
            block.setAccessibleName(shown(text))
            block.setToolTip("" if fitting == shown(text) else shown(text))


def _fitting(text: Message, font: QFont, width: int, lines: int) -> str:
    """Return the first sentences of a text, as many as fit."""
    parts = [shown(part) for part in getattr(text, "parts", (text,))]
    for count in range(len(parts), 1, -1):
        words = " ".join(parts[:count])
        if not wrap(words, font, width, lines)[-1:] or len(wrap(words, font, width, 99)) <= lines:
            return words
    return parts[0] if parts else ""
