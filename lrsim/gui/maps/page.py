"""The page "Map": what became of the runner at every point of two quantities, and a way to any of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.page import Offer, Page
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.dialogs import ask_for_file
from lrsim.gui.maps.artist import Artist
from lrsim.gui.maps.face import MapFace
from lrsim.gui.maps.figures import verdicts_of
from lrsim.gui.maps.frame import Place
from lrsim.gui.maps.notes import MapNotes
from lrsim.gui.maps.pickers import AxisPickers
from lrsim.gui.maps.ranges import kept_axes, usual_axes, zoomed
from lrsim.gui.maps.rubber import Box
from lrsim.gui.maps.telling import Cell, cell_under, told_of
from lrsim.gui.maps.words import in_words, sentence
from lrsim.session.session import Change, Session
from lrsim.setup import Setup
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.choice import chosen
from lrsim.studies.maps.coordinates import common_setup, mappable, moved, value_of
from lrsim.studies.maps.reading import Reading
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.messages import Message, Sentences, say, shown
from lrsim.text.tables import NO_FIGURES, Table

KEPT = 24
"""Maps that can be gone back to."""

PICTURE, NUMBERS = Message("Picture (*.png)"), Message("Numbers (*.npz)")
"""What the file dialog offers."""

NOTHING = Message("there are not two quantities here to draw a map of")


class MapPage(Page):
    """A card with the map, pickers for its axes, and notes beside it.

    A cell that is picked asks for the experiment in which the runner's run is that cell's.
    """

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        # as of the last frame, as the map is
        self._experiment, self._index = session.experiment, session.selected
        self._setup = session.experiment.setup(session.selected)
        self._seen = session.seen_to_end()
        self._pointed: Cell | None = None
        self._sheet: Sheet | None = None
        self._before: list[Sheet] = []
        self._common: Setup | None = None
        self._family: tuple[object, ...] = ()
        theme = THEMES["dark"]
        self.face, self.notes = MapFace(theme), MapNotes(theme)
        self.pickers = AxisPickers()
        self.back_button = corner_button(
            say("Back"), say("Out of the last zoom (wheel; −, Backspace)")
        )
        self.reset_button = corner_button(say("Reset"), say("The whole range again"))
        self.save_button = corner_button(
            say("Save…"), say("Save the picture (PNG) or the numbers (NPZ)")
        )
        buttons = self.back_button, self.reset_button, self.save_button
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.face, 1)
        self._row.addWidget(self.notes)
        self.card = Card(self._body, say("Map"), "", corner(self.pickers, *buttons))
        self.cards = {"map": self.card}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self._artist = Artist(background, self)
        self._artist.grown.connect(self._show_sheet)
        self.face.pointed.connect(self._read)
        self.face.picked.connect(self._pick)
        self.face.boxed.connect(self.zoom)
        self.face.backRequested.connect(self.back)
        self.face.words_of = partial(self._words_of, between="\n")
        self.pickers.chosen.connect(self._choose)
        self.back_button.clicked.connect(self.back)
        self.reset_button.clicked.connect(self.reset)
        self.save_button.clicked.connect(self._ask_where)

    @property
    def sheet(self) -> Sheet | None:
        """The map that is shown, as far as it is drawn; None where there is nothing to draw."""
        return self._sheet

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.card.set_theme(theme)
        self._row.setSpacing(round(1.5 * theme.spacing))
        self.face.set_theme(theme)
        self.notes.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Draw the selected runner's map anew if it is another one now; show where the runner stands."""
        seen, self._seen = self._seen, session.seen_to_end()
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            if seen != self._seen:
                self._show_reading()
            return
        self._experiment, self._index = session.experiment, session.selected
        setup = self._setup = session.experiment.setup(session.selected)
        family = (setup.surface.name, setup.surface.dimensions, setup.optimizer.name)
        axes = None
        if family == self._family and self._sheet is not None:
            axes = kept_axes((self._sheet.x, self._sheet.y), setup)
        self._family = family
        self.pickers.show_names(mappable(setup))
        if axes is None:
            axes = usual_axes(setup)
        if axes is None:
            self._show_nothing()
        else:
            common = common_setup(setup, *axes)
            drawn = self._sheet is not None and (self._sheet.complete or self._artist.is_drawing)
            if common != self._common or not drawn:
                self._before.clear()
                self._draw(*axes)
        self._show_place()

    def figures(self, name: str) -> Table:
        """Return the verdicts of all cells that are known: x across, y downwards from its lowest."""
        return NO_FIGURES if self._sheet is None else verdicts_of(self._sheet)

    def offers(self, name: str, place: QPoint) -> Sequence[Offer]:
        """Return what can be done with the cell at a place, and the way back."""
        face, at = self.face, QPointF(self.face.mapFromGlobal(place))
        cell = face.cell_at(at)
        if cell is None:
            return ()
        words, clipboard = self._words_of(*cell), QApplication.clipboard()
        return (
            Offer(say("Go there"), partial(self._pick, *cell)),
            Offer(say("Zoom in here"), partial(face.zoom_at, at)),
            Offer(say("Back"), self.back, bool(self._before)),
            Offer(say("Copy the reading"), lambda: clipboard.setText(words), bool(words)),
        )

    def zoom(self, box: Box) -> None:
        """Zoom into a box."""
        if self._sheet is None:
            return
        sheet = self._sheet
        x, y = zoomed((sheet.x, sheet.y), box)
        if (x, y) == (sheet.x, sheet.y):
            return
        self._before = [*self._before, sheet][-KEPT:]
        self._draw(x, y, preview=sheet)

    def back(self) -> None:
        """Go back to the map before the last zoom."""
        if not self._before:
            return
        sheet = self._before.pop()
        if sheet.complete:
            self._hold(sheet)
        else:
            self._draw(sheet.x, sheet.y, preview=sheet)

    def reset(self) -> None:
        """Show the usual range of both quantities."""
        if self._sheet is not None:
            self._choose(self._sheet.x.name, self._sheet.y.name)

    def _choose(self, x: str, y: str) -> None:
        """Draw the usual range of two quantities, from where there is no way back."""
        axes = usual_axes(self._setup, (x, y))
        if self._sheet is not None and axes is not None:
            self._before.clear()
            self._draw(*axes)

    def show_axes(self, x: Axis, y: Axis) -> None:
        """Draw a map of two quantities that the runner has, between values that it may have."""
        self._before.clear()
        self._draw(x, y)

    def show_map(self, sheet: Sheet) -> None:
        """Show a map that is known already."""
        self._before.clear()
        self._hold(sheet)

    def _draw(self, x: Axis, y: Axis, preview: Sheet | None = None) -> None:
        """Draw a map part by part in the background."""
        sheet = Sheet(self._experiment, self._index, x, y)
        if preview is not None:
            sheet.preview(preview)
        self._hold(sheet)
        self._artist.draw(sheet)

    def _hold(self, sheet: Sheet) -> None:
        """Show a map, and remember of which runs: a runner that moves on it changes none of them."""
        self._artist.stop()
        self._sheet = sheet
        self._common = common_setup(self._setup, sheet.x, sheet.y)
        self._show_sheet()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that is not seen."""
        self._artist.stop()
        super().hideEvent(event)

    def _show_sheet(self) -> None:
        sheet = self._sheet
        self.face.show_sheet(sheet)
        self.notes.show_shares(sheet)
        shares = self.notes.accessibleDescription()
        self.face.setAccessibleDescription("" if sheet is None else in_words(sheet, shares))
        self._show_place()
        self.back_button.setEnabled(bool(self._before))
        self.save_button.setEnabled(sheet is not None and sheet.complete)
        self.card.set_sentence(shown(NOTHING if sheet is None else sentence(sheet)))
        if sheet is not None:
            self.pickers.show_axes(sheet.x.name, sheet.y.name)

    def _show_nothing(self) -> None:
        self._artist.stop()
        self._sheet = None
        self._before.clear()
        self._show_sheet()

    def _show_place(self) -> None:
        """Show where the runner stands, and what its cell did."""
        sheet = self._sheet
        place = None
        if sheet is not None:
            x, y = (
                axis.place(axis.share(value_of(self._setup, axis.name)))
                for axis in (sheet.x, sheet.y)
            )
            place = None if math.isnan(x) or math.isnan(y) else Place(x, y)
        self.face.show_place(place)
        self._read(-1, -1)

    # --- what the mouse is over, and picks ---

    def _read(self, row: int, column: int) -> None:
        """Say what a cell did; −1, −1 stands for the runner's own."""
        self._pointed = None if row < 0 else (row, column)
        self._show_reading()

    def _show_reading(self) -> None:
        self.notes.show_reading(self._told_of(self._pointed))

    def _told_of(self, cell: Cell | None) -> Reading | None:
        sheet = self._sheet
        return None if sheet is None else told_of(sheet, cell, self._own_cell, seen=self._seen)

    @property
    def _own_cell(self) -> Cell | None:
        return None if self._sheet is None else cell_under(self._sheet, self.face.place)

    def _words_of(self, row: int, column: int, between: str = "; ") -> str:
        """Return what a cell did; empty as long as that is not known."""
        reading = self._told_of((row, column))
        return "" if reading is None else shown(Sentences(*reading.said, between=between))

    def _pick(self, row: int, column: int) -> None:
        """Ask for the runner to run this cell's run."""
        if self._sheet is not None:
            values = chosen(self._sheet, row, column)
            changes = moved(self._experiment, self._index, values)
            if changes:
                self.edited.emit(changes)

    # --- files ---

    def _ask_where(self) -> None:
        filters = ";;".join(shown(kind) for kind in (PICTURE, NUMBERS))
        ask_for_file(self, say("Save the map"), "map.png", filters, self.save, saves=True)

    def save(self, path: str) -> None:
        """Write the map as it is, in the background."""
        if self._sheet is None or not self._sheet.complete:
            return
        drawn = self._sheet.as_map()
        self.background.submit(
            (self, "save"),
            lambda _: drawn.save(path),
            lambda _: self.card.set_sentence(say("saved to {path}", path=path)),
        )
