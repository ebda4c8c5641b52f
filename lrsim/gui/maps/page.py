"""The page "Map": what became of the runner at every point of two quantities, and a way to any of them."""

from __future__ import annotations

import contextlib
import dataclasses
import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.gui.look.cards import Card, corner, corner_button, label
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.gui.maps.artist import Artist
from lrsim.gui.maps.face import Box, MapFace
from lrsim.gui.maps.frame import Place
from lrsim.gui.maps.notes import MapNotes
from lrsim.session.session import Change, Session
from lrsim.setup import Setup
from lrsim.studies.maps.axes import QUANTITIES, Axis, axis_of
from lrsim.studies.maps.coordinates import (
    common_setup,
    mappable,
    moved,
    usual_axis,
    usual_pair,
    value_of,
)
from lrsim.studies.maps.reading import reading_of
from lrsim.studies.maps.sheet import Sheet, cell_of
from lrsim.text.numbers import count

COUNTS = 512, 256, 128, 64
"""Cells along each axis: the first of these whose map is not too much work."""

MOST_STEPS = 4e9
"""Steps of all runs of a map together: some seconds of the fast optimizers."""

KEPT = 24
"""Maps that can be gone back to."""

FILES = "Picture (*.png);;Numbers (*.npz)"

NOTHING = "there are not two quantities here to draw a map of"


class MapView(Netted, QWidget):
    """A card with the map, pickers for its axes, and notes beside it.

    Signals
    -------
    edited(dict)
        A cell was picked: changes for `Session.edit`, which make the runner's run that cell's.
    """

    edited = Signal(dict)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._experiment: Experiment | None = None
        self._index = 0
        self._setup: Setup | None = None
        self._sheet: Sheet | None = None
        self._before: list[Sheet] = []
        self._common: Setup | None = None
        self._family: tuple[object, ...] = ()
        theme = THEMES["dark"]
        self.face, self.notes = MapFace(theme), MapNotes(theme)
        self.pickers = {axis: self._picker(axis) for axis in ("x", "y")}
        self.back_button = corner_button("Back", "Out of the last zoom (right click)")
        self.reset_button = corner_button("Reset", "The whole range again")
        self.save_button = corner_button("Save…", "Save the picture (PNG) or the numbers (NPZ)")
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.face, 1)
        self._row.addWidget(self.notes)
        self.card = Card(self._body, "Map", "", self._corner())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self._artist = Artist(background, self)
        self._artist.grown.connect(self._show_sheet)
        self.face.pointed.connect(self._read)
        self.face.picked.connect(self._pick)
        self.face.boxed.connect(self.zoom)
        self.face.backRequested.connect(self.back)
        self.back_button.clicked.connect(self.back)
        self.reset_button.clicked.connect(self.reset)
        self.save_button.clicked.connect(self._ask_where)

    def _picker(self, axis: str) -> QComboBox:
        picker = QComboBox()
        picker.setAccessibleName("Across" if axis == "x" else "Up")
        picker.setToolTip("What varies across" if axis == "x" else "What varies upwards")
        picker.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        picker.activated.connect(lambda _: self._choose(axis))
        return picker

    def _corner(self) -> QWidget:
        across, up = label("across", "quiet"), label("up", "quiet")
        buttons: list[QPushButton] = [self.back_button, self.reset_button, self.save_button]
        return corner(across, self.pickers["x"], up, self.pickers["y"], *buttons)

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
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        self._experiment, self._index = session.experiment, session.selected
        setup = self._setup = session.experiment.setup(session.selected)
        family = (setup.surface.name, setup.surface.dimensions, setup.optimizer.name)
        axes = self._axes() if family == self._family else None
        self._family = family
        self._fill_pickers()
        if axes is None:
            axes = self._usual_axes()
        if axes is None:
            self._show_nothing()
        else:
            common = common_setup(setup, *axes)
            drawn = self._sheet is not None and (self._sheet.complete or self._artist.is_drawing)
            if common != self._common or not drawn:
                self._common = common
                self._before.clear()
                x, y = (self._counted(axis) for axis in axes)
                self._draw(x, y)
        self._show_place()

    # --- axes ---

    def _axes(self) -> tuple[Axis, Axis] | None:
        """Return the axes that are shown, if the runner may still have all their values."""
        if self._sheet is None or self._setup is None:
            return None
        for axis in (self._sheet.x, self._sheet.y):
            try:
                axis_of(axis.name, axis, self._setup)
            except InputError:
                return None
        return self._sheet.x, self._sheet.y

    def _usual_axes(self, *names: str) -> tuple[Axis, Axis] | None:
        assert self._setup is not None  # nothing is chosen before something is shown
        pair = names or usual_pair(self._setup)
        if pair is None:
            return None
        x, y = (usual_axis(self._setup, name, self._count) for name in pair)
        return x, y

    def _counted(self, axis: Axis) -> Axis:
        """Return the axis with as many cells as are not too much work, unless doubles are too few."""
        with contextlib.suppress(InputError):
            return dataclasses.replace(axis, count=self._count)
        return axis

    @property
    def _count(self) -> int:
        steps = self._setup.steps if self._setup is not None else 1
        return next((n for n in COUNTS if n * n * steps <= MOST_STEPS), COUNTS[-1])

    def _fill_pickers(self) -> None:
        assert self._setup is not None
        names = mappable(self._setup)
        for picker in self.pickers.values():
            if [picker.itemData(k) for k in range(picker.count())] != names:
                picker.clear()
                for name in names:
                    picker.addItem(QUANTITIES.get(name, name.replace("_", " ")), name)

    def _choose(self, axis: str) -> None:
        """Take another quantity for an axis; the other axis gets this one's if it had that already."""
        if self._sheet is None:
            return
        now = {"x": self._sheet.x.name, "y": self._sheet.y.name}
        name, other = self.pickers[axis].currentData(), "y" if axis == "x" else "x"
        if name == now[axis]:
            return
        if name == now[other]:
            now[other] = now[axis]
        now[axis] = name
        self._begin(self._usual_axes(now["x"], now["y"]))

    # --- zoom ---

    def zoom(self, box: Box) -> None:
        """Zoom into a box."""
        if self._sheet is None:
            return
        sheet = self._sheet
        x = _within(sheet.x, box.left, box.right)
        y = _within(sheet.y, box.low, box.high)
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
            self._artist.stop()
            self._sheet = sheet
            self._show_sheet()
        else:
            self._draw(sheet.x, sheet.y, preview=sheet)

    def reset(self) -> None:
        """Show the usual range of both quantities."""
        if self._sheet is not None:
            self._begin(self._usual_axes(self._sheet.x.name, self._sheet.y.name))

    def _begin(self, axes: tuple[Axis, Axis] | None) -> None:
        """Draw a map of other axes, from which there is no way back."""
        if axes is not None and self._setup is not None:
            self._before.clear()
            self._common = common_setup(self._setup, *axes)
            self._draw(*axes)

    # --- drawing ---

    def _draw(self, x: Axis, y: Axis, preview: Sheet | None = None) -> None:
        """Draw a map part by part in the background."""
        assert self._experiment is not None
        sheet = Sheet(self._experiment, self._index, x, y)
        if preview is not None:
            sheet.preview(preview)
        self._sheet = sheet
        self._show_sheet()
        self._artist.draw(sheet)

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that is not seen."""
        self._artist.stop()
        super().hideEvent(event)

    def _show_sheet(self) -> None:
        sheet = self._sheet
        self.face.show_sheet(sheet)
        self.notes.show_shares(sheet)
        self._show_place()
        self.back_button.setEnabled(bool(self._before))
        self.save_button.setEnabled(sheet is not None and sheet.complete)
        self.card.set_sentence(NOTHING if sheet is None else _sentence(sheet))
        if sheet is not None:
            for axis, name in (("x", sheet.x.name), ("y", sheet.y.name)):
                self.pickers[axis].setCurrentIndex(self.pickers[axis].findData(name))

    def _show_nothing(self) -> None:
        self._artist.stop()
        self._sheet = None
        self._before.clear()
        self._show_sheet()

    def _show_place(self) -> None:
        """Show where the runner stands, and what its cell did."""
        sheet, setup = self._sheet, self._setup
        place = None
        if sheet is not None and setup is not None:
            x, y = (
                axis.place(axis.share(value_of(setup, axis.name))) for axis in (sheet.x, sheet.y)
            )
            place = None if math.isnan(x) or math.isnan(y) else Place(x, y)
        self.face.show_place(place)
        self._read(-1, -1)

    # --- what the mouse is over, and picks ---

    def _read(self, row: int, column: int) -> None:
        """Say what a cell did; −1, −1 stands for the runner's own."""
        sheet, heading = self._sheet, ""
        if sheet is None:
            self.notes.show_reading(None)
            return
        if row < 0:
            place = self.face.place
            if place is None or not (0.0 <= place.x <= 1.0 and 0.0 <= place.y <= 1.0):
                self.notes.show_reading(None)
                return
            row, column = cell_of(sheet.y, place.y), cell_of(sheet.x, place.x)
            heading = "nearest to the runner"
        if not sheet.is_known(row, column):
            self.notes.show_reading(None)
            return
        heading = heading or (
            "under the mouse" if sheet.is_final(row, column) else "near the mouse"
        )
        self.notes.show_reading(reading_of(sheet, row, column, heading))

    def _pick(self, row: int, column: int) -> None:
        """Ask for the runner to run this cell's run."""
        if self._sheet is not None and self._experiment is not None:
            x, y = self._sheet.x, self._sheet.y
            values = {x.name: float(x.values[column]), y.name: float(y.values[row])}
            changes = moved(self._experiment, self._index, values)
            if changes:
                self.edited.emit(changes)

    # --- files ---

    def _ask_where(self) -> None:
        path, kind = QFileDialog.getSaveFileName(self, "Save the map", "map.png", FILES)
        if path:
            ending = ".npz" if "npz" in kind else ".png"
            self.save(path if path.lower().endswith((".png", ".npz")) else f"{path}{ending}")

    def save(self, path: str) -> None:
        """Write the map as it is, in the background."""
        if self._sheet is None or not self._sheet.complete:
            return
        drawn = self._sheet.as_map()
        self._background.submit(
            (self, "save"),
            lambda _: drawn.save(path),
            lambda _: self.card.set_sentence(f"saved to {path}"),
        )


def _within(axis: Axis, first: float, last: float) -> Axis:
    """Return the part of an axis between two places of its picture."""
    shares = ((place * axis.count - 0.5) / (axis.count - 1) for place in (first, last))
    low, high = (axis.at(min(max(share, 0.0), 1.0)) for share in shares)
    return axis.part(max(low, axis.low), min(high, axis.high))


def _sentence(sheet: Sheet) -> str:
    size = f"{count(sheet.x.count)} × {count(sheet.y.count)}"
    text = f"{size} runs of {count(sheet.setup.steps)} steps"
    if not sheet.complete:
        text += f" · {100 * sheet.share_done:.0f} %"
    if sheet.x.deepest or sheet.y.deepest:
        return f"{text} · the end of float64"
    return f"{text} · drag a box to zoom, click to go there"
