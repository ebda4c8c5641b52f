"""The scenes on their shelves: a grid under each heading, one clock for all that moves in it."""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from lrsim.gui.forms.ranking import ranked
from lrsim.gui.gallery.scene_card import SceneCard
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.lessons import scenes
from lrsim.lessons.scenes import GROUPS
from lrsim.optimizers import Optimizer
from lrsim.schedules import Constant, Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import say, shown

__all__ = ["Shelves"]

FRAME_MS: Final = 66
"""Fifteen pictures a second are enough for what is small, and there are two dozen of it."""

PLAY_MS, REST_MS = 4000, 1600
"""How long a picture plays, and how long it then stands still."""

LEAST: Final = 15.5
"""Width of a card at the least, in pixel sizes of the type."""


class Shelves(Netted, QWidget):
    """All scenes, or those that answer a filter.

    Signals
    -------
    chosen(Scene)
    typed(str)
        A letter was typed, which means the filter.
    left
        The keys have gone up beyond the first row.
    reached(QWidget)
        This card has the keys now.
    """

    chosen = Signal(object)
    typed = Signal(str)
    left = Signal()
    reached = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards = [SceneCard(scene, self) for scene in scenes()]
        self._headings = {group.lower(): label(shown(group), "title") for group in GROUPS}
        for heading in self._headings.values():
            heading.setParent(self)
        self._nothing = label(say("No scene answers that."), "quiet")
        self._nothing.setParent(self)
        self._found = self.cards
        self._filtered = False
        self._rows: list[list[SceneCard]] = []
        self._theme: Theme | None = None
        self.moves = True
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._play)
        for card in self.cards:
            card.clicked.connect(lambda _=False, card=card: self.chosen.emit(card.scene))
            card.steered.connect(lambda key, card=card: self._steer(card, key))
            card.typed.connect(self.typed)
            card.focused.connect(lambda card=card: self.reached.emit(card))

    @property
    def found(self) -> list[SceneCard]:
        """The cards in sight, in their order."""
        return self._found

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)
        if self.isVisible():  # before, its width is not known
            self._lay_out()

    def filter(self, text: str) -> None:
        """Show the scenes that answer a text, the best first; all in their groups without one."""
        self._filtered = bool(text.strip())
        about = ((card, (card.words[0], card.scene.name), self._about(card)) for card in self.cards)
        self._found = ranked(about, text)
        self._lay_out()

    def _about(self, card: SceneCard) -> str:
        experiment = card.scene.experiment
        entries: list[Surface | Optimizer | Schedule] = [experiment.surface]
        names = [card.words[1], self._headings[card.scene.group].text()]
        for runner in experiment.runners:
            entries.append(runner.optimizer)
            if not isinstance(runner.schedule, Constant):  # or it would be all of them
                entries.append(runner.schedule)
            names.append(runner.name)
        names += [say(entry.title) for entry in entries]
        if experiment.noise > 0.0:
            names.append(say("noise"))
        if experiment.batch_size > 1:
            names.append(say("batch size"))
        return " ".join(names)

    def set_moves(self, moves: bool) -> None:
        """Let the pictures play, or show how it ends."""
        self.moves = moves
        self._set_going()

    def take_first(self) -> None:
        """Choose the first one in sight."""
        if self._found:
            self._found[0].click()

    def enter(self) -> None:
        """Give the keys to the first one in sight."""
        if self._found:
            self._found[0].setFocus(Qt.FocusReason.TabFocusReason)

    # --- places ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Place all anew where headings are of another size: what is hidden is dressed when it is shown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out()
        return super().event(event)

    def _lay_out(self) -> None:
        """Place headings and cards, as many beside each other as there is room for."""
        theme = self._theme
        if theme is None:
            return
        gap = round(1.2 * theme.spacing)
        columns = max(1, (self.width() + gap) // (round(LEAST * theme.body) + gap))
        width = (self.width() - (columns - 1) * gap) // columns
        top, self._rows = 0, []
        for card in self.cards:
            card.setVisible(card in self._found)
        for heading, members in self._groups():
            if heading is not None:
                line = heading.sizeHint().height()
                heading.setGeometry(0, top, self.width(), line)
                top += line + round(0.5 * gap)
            for begin in range(0, len(members), columns):
                row = members[begin : begin + columns]
                height = max(card.height_for(width) for card in row)
                for column, card in enumerate(row):
                    card.setGeometry(QRect(column * (width + gap), top, width, height))
                self._rows.append(row)
                top += height + gap
            top += gap
        self._nothing.setVisible(not self._found)
        self._nothing.setGeometry(0, 0, self.width(), self._nothing.sizeHint().height())
        self.setMinimumHeight(max(top - 2 * gap, self._nothing.height()))
        for before, after in itertools.pairwise(self._found):
            QWidget.setTabOrder(before, after)

    def _groups(self) -> list[tuple[QLabel | None, list[SceneCard]]]:
        """Return what stands together, with its heading; what answers a filter is one shelf."""
        for heading in self._headings.values():
            heading.setVisible(not self._filtered)
        if self._filtered:
            return [(None, self._found)]
        return [
            (self._headings[group], list(members))
            for group, members in itertools.groupby(self._found, lambda card: card.scene.group)
        ]

    def _steer(self, card: SceneCard, key: Qt.Key) -> None:
        """Give the keys to the card that an arrow leads to."""
        row = next(k for k, cards in enumerate(self._rows) if card in cards)
        column, flat = self._rows[row].index(card), self._found.index(card)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            goal = row + (1 if key == Qt.Key.Key_Down else -1)
            if goal < 0:
                self.left.emit()
                return
            cards = self._rows[min(goal, len(self._rows) - 1)]
            cards[min(column, len(cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
            return
        last = len(self._found) - 1
        ways = {Qt.Key.Key_Left: flat - 1, Qt.Key.Key_Right: flat + 1, Qt.Key.Key_Home: 0}
        goal = min(max(ways.get(key, last), 0), last)
        self._found[goal].setFocus(Qt.FocusReason.TabFocusReason)

    # --- time ---

    def showEvent(self, event: QShowEvent) -> None:
        """Place all as the theme asks for, and begin to play."""
        super().showEvent(event)
        self._lay_out()
        self._set_going()

    def hideEvent(self, event: QHideEvent) -> None:
        """Play nothing that is not seen."""
        super().hideEvent(event)
        self._timer.stop()

    def _set_going(self) -> None:
        if self.moves and self.isVisible():
            self._clock.start()
            self._timer.start()
            self._play()
        else:
            self._timer.stop()
            self._show_share(1.0)

    def _play(self) -> None:
        self._show_share(min(self._clock.elapsed() % (PLAY_MS + REST_MS) / PLAY_MS, 1.0))

    def _show_share(self, share: float) -> None:
        """Let the pictures that are seen show a moment; the others show it when they come into sight."""
        for card in self._found:
            if not card.visibleRegion().isEmpty() or share == 1.0:
                card.show_share(share)
