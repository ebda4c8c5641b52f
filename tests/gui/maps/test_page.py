"""The page "Map": it draws in the background, zooms, reads cells out, and moves the runner to one."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import lrsim
from gui.conftest import drag, mouse, picture
from lrsim.diagnosis import LABELS
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.gui.look.theme import THEMES
from lrsim.gui.maps import ranges
from lrsim.gui.maps.face import MapFace
from lrsim.gui.maps.page import MapPage
from lrsim.gui.maps.rubber import Box
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Change, Session
from lrsim.studies.maps import colours as map_colours
from lrsim.studies.maps.axes import axis_of
from lrsim.studies.maps.cells import CELL_TYPES
from lrsim.studies.maps.choice import chosen
from lrsim.studies.maps.map import load_map
from lrsim.studies.maps.passes import patches
from lrsim.studies.maps.reading import reading_of
from lrsim.studies.maps.sheet import Sheet, cell_of, draws_of


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of 64 × 64 runs."""
    monkeypatch.setattr(ranges, "COUNTS", (64,))


def experiment(**runner: object) -> lrsim.Experiment:
    given = {"name": "Pro", "lr": 0.1, **runner}
    return lrsim.Experiment("quadratic", start=5.0, steps=50, runners=[lrsim.Runner(**given)])


def calm(value: float) -> float:
    """Return a value as 64 cells can tell it."""
    return float(f"{value:.2e}")


class Page:
    """The page in its window, with hands."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.session = window.session
        window.show_page(window.pages.names.index("Map"))
        view = window.pages.current
        assert isinstance(view, MapPage)
        self.view = view
        self.wait()

    def wait(self) -> Sheet:
        """Wait until the map is drawn."""
        self.qtbot.waitUntil(lambda: self.view.sheet is not None and self.view.sheet.complete)
        self.qtbot.waitUntil(lambda: not self.view._artist.is_drawing)
        return self.view.sheet

    def pixel(self, row: int, column: int) -> QPointF:
        """Return the middle of a cell on the screen."""
        frame, sheet = self.view.face.frame, self.view.sheet
        return QPointF(
            frame.left() + (column + 0.5) * frame.width() / sheet.x.count,
            frame.top() + frame.height() - (row + 0.5) * frame.height() / sheet.y.count,
        )

    def click(self, row: int, column: int) -> None:
        """Click on a cell."""
        drag(self.view.face, [self.pixel(row, column)] * 2)
        self.window.bridge.flush()

    def choose(self, axis: str, name: str) -> None:
        """Pick a quantity for an axis, as a click in the list does."""
        picker = self.view.pickers.across if axis == "x" else self.view.pickers.up
        picker.setCurrentIndex(picker.findData(name))
        picker.activated.emit(picker.currentIndex())


@pytest.fixture
def page(open_window, qtbot: QtBot) -> Page:
    return Page(open_window(experiment()), qtbot)


def test_the_map_is_that_of_trainability_map(page: Page) -> None:
    sheet = page.view.sheet
    assert (sheet.x.name, sheet.y.name) == ("lr", "momentum")
    found = lrsim.trainability_map(page.session.experiment, x=sheet.x, y=sheet.y)
    for name in CELL_TYPES:
        equal_nan = name != "verdict"
        assert np.array_equal(getattr(sheet.cells, name), getattr(found, name), equal_nan=equal_nan)


def test_cells_are_painted_in_their_verdicts_colours(page: Page) -> None:
    sheet, shown = page.view.sheet, picture(page.view.face)
    colours = map_colours.bytes_of(sheet.colours[::-1])
    same = 0
    for row in range(0, 64, 3):
        for column in range(0, 64, 3):
            at = page.pixel(row, column)
            same += np.array_equal(shown[int(at.y()), int(at.x())], colours[row, column])
    assert same > 0.85 * 22 * 22  # names, cross and the edges of cells are the rest


def test_a_click_moves_the_runner_to_the_cell_in_one_undo_entry(page: Page) -> None:
    before = page.session.experiment
    sheet = page.view.sheet
    page.click(40, 20)
    assert page.session.lr == calm(sheet.x.values[20])
    assert page.session.runner.optimizer.momentum == calm(sheet.y.values[40])
    assert page.session.run.loss[-1] == pytest.approx(sheet.cells.final_loss[40, 20], rel=0.02)
    assert page.view.sheet is sheet  # it is the same map from there
    page.session.undo()
    assert page.session.experiment == before


def test_a_click_sets_the_values_that_are_read_out_and_leads_to_what_is_told(page: Page) -> None:
    sheet, rounded = page.view.sheet, 0
    for row, column in ((0, 9), (40, 20), (20, 45), (50, 52), (63, 63)):
        reading = reading_of(sheet, row, column, "")
        values = chosen(sheet, row, column)
        outcome = lrsim.run(
            "quadratic",
            f"sgd:momentum={values['momentum']!r}",
            lr=values["lr"],
            start=5.0,
            steps=50,
        )
        assert outcome.verdict.name == reading.verdict
        if outcome.exploded_at is not None:
            assert reading.lines[2] == f"explodes at step {outcome.exploded_at}"
        elif outcome.converged_at is not None:
            assert reading.lines[2] == f"converges at step {outcome.converged_at}"
        assert all(value == float(f"{value:.5e}") for value in values.values())
        read = f"learning rate {values['lr']:.3g}", f"momentum {values['momentum']:.3g}"
        assert reading.lines[:2] == read
        rounded += [calm(value) for value in values.values()] == [*values.values()]
    assert rounded >= 3


def test_the_cross_stands_where_the_runner_is(page: Page) -> None:
    page.click(40, 20)
    place, sheet = page.view.face.place, page.view.sheet
    assert (cell_of(sheet.y, place.y), cell_of(sheet.x, place.x)) == (40, 20)
    page.session.turn_dial(float(sheet.x.values[33]))
    page.window.bridge.flush()
    assert cell_of(sheet.x, page.view.face.place.x) == 33
    assert page.view.sheet is sheet


def test_a_cell_under_the_mouse_is_read_out(page: Page) -> None:
    sheet, notes = page.view.sheet, page.view.notes
    for row, column in ((0, 5), (10, 40), (3, 63)):
        mouse(page.view.face, QEvent.Type.MouseMove, page.pixel(row, column))
        reading = notes._reading
        assert reading.verdict == VERDICTS[sheet.cells.verdict[row, column]]
        assert reading.heading == "under the mouse"
        assert reading.lines[0] == f"learning rate {float(sheet.x.values[column]):.3g}"
    assert reading.lines[2] == f"explodes at step {sheet.cells.exploded_at[3, 63]}"
    mouse(page.view.face, QEvent.Type.MouseMove, QPointF(1, 1))
    assert notes._reading.heading == "nearest to the runner"


def test_of_the_runners_own_run_nothing_is_told_before_it_is_seen(page: Page) -> None:
    session, notes, face = page.session, page.view.notes, page.view.face
    own = page.view._own_cell
    beside = own[0], own[1] + 1
    frame = page.window.bridge.flush

    def told() -> tuple[str, ...]:
        """Return what is said of the runner, read out, as a tooltip's and painted."""
        pictured = picture(notes)
        return notes.accessibleName(), face.words_of(*own), pictured.tobytes()

    session.seek(3)
    frame()
    early = told()
    for words in early[:2]:
        assert words.endswith("told at the end, or with Reveal")
        assert "Just right" not in words
        assert "converges" not in words
    assert "converges" in face.words_of(*beside)  # what another rate would do was asked
    session.set_reveal(True)
    frame()
    for words in told()[:2]:
        assert "Just right" in words
        assert "converges at step 30" in words
    session.set_reveal(False)
    frame()
    assert told() == early
    session.seek(50)
    frame()
    late = told()
    assert "converges at step 30" in late[0]
    assert late[2] != early[2]
    session.seek(10)
    frame()
    assert told() == late  # it has been seen
    mouse(face, QEvent.Type.MouseMove, page.pixel(*beside))
    session.turn_dial(0.1001)  # and now there is another future, in the same cell
    frame()
    assert "told at the end" in told()[1]


@pytest.fixture
def noisy(open_window, qtbot: QtBot) -> Page:
    return Page(open_window(dataclasses.replace(experiment(), noise=1.0)), qtbot)


def test_under_noise_each_cell_is_of_eight_draws(noisy: Page) -> None:
    sheet = noisy.view.sheet
    assert sheet.seeds == tuple(range(8))
    found = lrsim.trainability_map(noisy.session.experiment, x=sheet.x, y=sheet.y, seeds=8)
    for name in CELL_TYPES:
        assert np.array_equal(getattr(sheet.cells, name), getattr(found, name), equal_nan=True)
    places = np.arange(64), np.arange(64)
    painted = map_colours.painted(found.cells, sheet.setup.steps, *places)
    assert np.array_equal(sheet.colours[::-1], painted)  # in parts and passes: the same specks
    assert (
        "64 × 64 runs of 50 steps · 8 draws of the noise each" in noisy.view.card.sentence.full_text
    )
    assert sheet.as_map().seeds == sheet.seeds


def test_under_noise_the_cell_under_the_mouse_says_for_how_many_draws_it_holds(noisy: Page) -> None:
    cells = noisy.view.sheet.cells
    split = np.argwhere(cells.agreement == 0.625)[0].tolist()
    mouse(noisy.view.face, QEvent.Type.MouseMove, noisy.pixel(*split))
    reading = noisy.view.notes._reading
    other = LABELS[VERDICTS[cells.second[*split]]]
    assert reading.verdict == VERDICTS[cells.verdict[*split]]
    assert reading.lines[2] == f"for 5 of 8 draws, else {other}"
    assert reading.lines[3].startswith("on average ")
    agreed = np.argwhere(cells.agreement == 1.0)[0].tolist()
    mouse(noisy.view.face, QEvent.Type.MouseMove, noisy.pixel(*agreed))
    assert noisy.view.notes._reading.lines[2] == "for all 8 draws of the noise"


def test_under_noise_a_click_still_moves_the_runner_to_the_cell(noisy: Page) -> None:
    sheet = noisy.view.sheet
    noisy.click(40, 20)
    assert noisy.session.lr == calm(sheet.x.values[20])
    assert noisy.session.runner.optimizer.momentum == calm(sheet.y.values[40])
    own = sheet.as_map().run(40, 20)  # the first draw is the experiment's own
    assert noisy.session.run.loss[-1] == pytest.approx(own.loss[-1], rel=0.02)


def test_maps_of_many_draws_have_fewer_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (512, 256, 128, 64))
    quiet = experiment()
    for given, cells in ((quiet, 512), (dataclasses.replace(quiet, noise=1.0), 256)):
        x, y = ranges.usual_axes(given.setup())
        assert (x.count, y.count) == (cells, cells)
        assert ranges.kept_axes((x, y), given.setup()) == (x, y)
    assert draws_of(quiet.setup(), "lr", "momentum") == ()
    assert len(draws_of(quiet.setup(), "lr", "noise")) == 8


def test_a_box_zooms_and_back_comes_out_again(page: Page) -> None:
    first = page.view.sheet
    start, end = page.pixel(10, 20), page.pixel(30, 50)
    drag(page.view.face, [start, 0.5 * (start + end), end])
    zoomed = page.wait()
    assert zoomed is not first
    assert first.x.values[19] < zoomed.x.low < first.x.values[21]
    assert first.x.values[49] < zoomed.x.high < first.x.values[51]
    assert first.y.values[9] < zoomed.y.low < first.y.values[11]
    assert page.view.back_button.isEnabled()
    page.view.back_button.click()
    assert page.view.sheet is first
    assert not page.view.back_button.isEnabled()
    page.view.back()
    assert page.view.sheet is first


def test_the_way_back_out_of_a_zoom_survives_a_click_on_the_map(page: Page) -> None:
    whole = page.view.sheet
    page.view.zoom(Box(0.25, 0.25, 0.75, 0.75))
    inside = page.wait()
    page.click(40, 20)
    assert page.view.sheet is inside
    assert page.session.lr == pytest.approx(inside.x.values[20], rel=0.01)
    page.view.back()
    assert page.view.sheet is whole
    page.click(10, 10)
    assert page.view.sheet is whole


def test_reset_shows_the_whole_range(page: Page) -> None:
    whole = page.view.sheet.x
    page.view.zoom(Box(0.2, 0.4, 0.1, 0.5))
    page.view.zoom(Box(0.2, 0.4, 0.1, 0.5))
    page.view.reset_button.click()
    assert page.wait().x == whole
    assert not page.view.back_button.isEnabled()


def test_zooming_goes_on_to_the_end_of_float64_and_no_further(page: Page) -> None:
    for _ in range(80):
        page.view.zoom(Box(0.3, 0.55, 0.3, 0.55))
        if page.view.sheet.x.deepest and page.view.sheet.y.deepest:
            break
    sheet = page.wait()
    assert sheet.x.deepest
    assert (np.diff(sheet.x.values) > 0).all()
    assert "float64" in page.view.card.sentence.full_text
    for _ in range(3):
        page.view.zoom(Box(0.4, 0.5, 0.4, 0.5))
    assert (np.diff(page.wait().x.values) > 0).all()


def test_another_quantity_gets_its_usual_range(page: Page) -> None:
    page.choose("y", "start_x")
    sheet = page.wait()
    assert (sheet.x.name, sheet.y.name) == ("lr", "start_x")
    assert sheet.y.low <= -5.0 <= 5.0 <= sheet.y.high


def test_choosing_the_other_axis_quantity_swaps_them(page: Page) -> None:
    page.choose("y", "lr")
    sheet = page.wait()
    assert (sheet.x.name, sheet.y.name) == ("momentum", "lr")
    assert page.view.pickers.across.currentData() == "momentum"


def test_only_quantities_that_apply_can_be_picked(page: Page) -> None:
    picker = page.view.pickers.across
    names = [picker.itemData(k) for k in range(picker.count())]
    assert "start_x" in names
    assert "start_y" not in names
    assert "beta1" not in names
    page.session.edit_runner(optimizer="adam")
    page.window.bridge.flush()
    names = [picker.itemData(k) for k in range(picker.count())]
    assert "beta1" in names
    assert "momentum" not in names
    assert page.wait().y.name == "beta1"


def test_a_change_that_matters_draws_the_map_anew_with_the_same_axes(page: Page) -> None:
    page.view.zoom(Box(0.2, 0.8, 0.1, 0.5))
    before = page.wait()
    page.session.edit(start=3.0)
    page.window.bridge.flush()
    sheet = page.wait()
    assert sheet is not before
    assert (sheet.x, sheet.y) == (before.x, before.y)
    page.session.edit(surface="bowl")
    page.window.bridge.flush()
    assert page.wait().x.high == 10.0


def test_the_map_follows_the_selected_runner(page: Page) -> None:
    page.session.add_runner(lrsim.Runner(name="other", optimizer="adam"))
    page.window.bridge.flush()
    assert page.wait().y.name == "beta1"
    page.session.select(0)
    page.window.bridge.flush()
    assert page.wait().y.name == "momentum"


def test_where_there_are_not_two_quantities_it_says_so(page: Page) -> None:
    page.session.edit_runner(optimizer="exact-line-search")
    page.window.bridge.flush()
    assert page.view.sheet is None
    assert "not two quantities" in page.view.card.sentence.full_text
    picture(page.view)
    page.session.undo()
    page.window.bridge.flush()
    assert page.wait().y.name == "momentum"


def test_maps_are_not_drawn_while_another_page_is_shown(page: Page) -> None:
    page.view.zoom(Box(0.2, 0.4, 0.1, 0.5))
    page.window.show_page(0)
    assert not page.view._artist.is_drawing
    page.window.show_page(page.window.pages.names.index("Map"))
    assert page.wait().complete


def test_files_hold_the_map_that_is_shown(page: Page, tmp_path) -> None:
    page.view.zoom(Box(0.2, 0.9, 0.1, 0.5))
    sheet = page.wait()
    for ending in ("npz", "png"):
        page.view.save(str(tmp_path / f"map.{ending}"))
        page.qtbot.waitUntil((tmp_path / f"map.{ending}").exists)
    found = load_map(tmp_path / "map.npz")
    assert (found.x, found.y) == (sheet.x, sheet.y)
    assert np.array_equal(found.verdict, sheet.cells.verdict)
    page.qtbot.waitUntil(lambda: "map.png" in page.view.card.sentence.full_text)
    page.view.save(str(tmp_path / "none" / "map.npz"))
    page.qtbot.waitUntil(lambda: "cannot be written" in page.window.toast.text())


def test_keys_zoom_around_the_runner_and_move_it(page: Page) -> None:
    first, face = page.view.sheet, page.view.face
    page.click(40, 20)
    QTest.keyClick(face, Qt.Key.Key_Plus)
    zoomed = page.wait()
    assert zoomed.x.low < page.session.lr < zoomed.x.high
    assert zoomed.y.high - zoomed.y.low < 0.51 * (first.y.high - first.y.low)
    QTest.keyClick(face, Qt.Key.Key_Minus)
    assert page.view.sheet is first
    QTest.keyClick(face, Qt.Key.Key_Right)
    page.window.bridge.flush()
    assert page.session.lr == calm(first.x.values[21])
    QTest.keyClick(face, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    page.window.bridge.flush()
    assert page.session.runner.optimizer.momentum == calm(first.y.values[30])


def test_keys_draw_a_box_from_the_runner_and_enter_zooms_into_it(page: Page) -> None:
    first, face = page.view.sheet, page.view.face
    page.click(30, 20)
    lr, momentum = page.session.lr, page.session.runner.optimizer.momentum

    def press(key: Qt.Key, shift: bool = False) -> None:
        QTest.keyClick(
            face, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier(0)
        )

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        press(key, shift=True)
    assert page.session.lr == lr
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert page.view.sheet is first, "a box that is given up is none"
    face.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        press(key, shift=True)
    press(Qt.Key.Key_Return)
    zoomed = page.wait()
    assert zoomed.x.low == pytest.approx(lr, rel=0.2)
    assert zoomed.y.low == pytest.approx(momentum, abs=0.03)
    share = (first.x.share(zoomed.x.high) - first.x.share(zoomed.x.low)) / (
        first.x.share(first.x.high) - first.x.share(first.x.low)
    )
    assert share == pytest.approx(0.1, abs=0.03)
    page.session.seek(5)
    press(Qt.Key.Key_Backspace)
    assert page.view.sheet is first
    assert page.session.playhead == 5, "on the map Backspace is the way back"


def wheel(page: Page, at: QPointF, turned: int) -> None:
    """Turn the mouse's wheel over a point."""
    where = QPointF(page.view.face.mapToGlobal(at.toPoint()))
    event = QWheelEvent(
        at, where, QPoint(0, 0), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.view.face, event)


def test_the_wheel_zooms_in_around_the_mouse_and_back_out(page: Page) -> None:
    first = page.view.sheet
    wheel(page, page.pixel(40, 20), 120)
    zoomed = page.wait()
    share = zoomed.x.place(zoomed.x.share(float(first.x.values[20])))
    assert share == pytest.approx(20.5 / 64, abs=0.03)
    wheel(page, page.pixel(40, 20), -120)
    assert page.view.sheet is first


def menu_at(face: MapFace, at: QPoint, reason: QContextMenuEvent.Reason) -> dict[str, QAction]:
    """Open the menu at a point and return what it offers."""
    event = QContextMenuEvent(reason, at, face.mapToGlobal(at))
    QApplication.sendEvent(face, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions()}


def test_a_cell_has_a_menu_that_goes_there_zooms_in_goes_back_and_copies(page: Page) -> None:
    first, face = page.view.sheet, page.view.face
    at = page.pixel(40, 20).toPoint()

    def choose(text: str) -> None:
        offered = menu_at(face, at, QContextMenuEvent.Reason.Mouse)
        assert offered[text].isEnabled()
        offered[text].trigger()
        QApplication.activePopupWidget().close()
        page.window.bridge.flush()

    offered = menu_at(face, at, QContextMenuEvent.Reason.Mouse)
    assert not offered["Back"].isEnabled()
    assert {"Copy the figures", "Copy the picture"} < set(offered)
    QApplication.activePopupWidget().close()
    choose("Go there")
    assert page.session.lr == calm(first.x.values[20])
    page.session.set_reveal(True)  # it is the runner's own now
    page.window.bridge.flush()
    choose("Copy the reading")
    words = QApplication.clipboard().text()
    said = reading_of(first, 40, 20, "").said
    assert words == "; ".join(str(part) for part in said)
    assert face.words_of(40, 20) == words.replace("; ", "\n"), "which is its tooltip, too"
    choose("Zoom in here")
    zoomed = page.wait()
    assert zoomed.x.low < first.x.values[20] < zoomed.x.high
    choose("Back")
    assert page.view.sheet is first


def test_a_menu_that_a_key_asks_for_is_about_the_runners_cell(page: Page) -> None:
    page.click(40, 20)
    place = page.view.face.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    assert page.view.face.cell_at(QPointF(place)) == (40, 20)


def test_escape_gives_a_box_up(page: Page) -> None:
    first, face = page.view.sheet, page.view.face
    mouse(face, QEvent.Type.MouseButtonPress, page.pixel(10, 10))
    mouse(face, QEvent.Type.MouseMove, page.pixel(40, 40))
    QTest.keyClick(face, Qt.Key.Key_Escape)
    mouse(face, QEvent.Type.MouseButtonRelease, page.pixel(40, 40))
    assert page.view.sheet is first


@pytest.mark.parametrize("theme", THEMES)
def test_every_verdict_of_a_map_is_in_its_legend(page: Page, theme: str) -> None:
    page.view.set_theme(THEMES[theme])
    there = {VERDICTS[code] for code in np.unique(page.view.sheet.cells.verdict)}
    page.qtbot.waitUntil(lambda: {name for name, _ in page.view.notes._shares} == there)
    assert sum(share for _, share in page.view.notes._shares) == pytest.approx(1.0)


# --- sheets ---


@pytest.mark.parametrize("across", [("lr", 0.01, 1.5), ("delta", 0.5, 9.0)])
@pytest.mark.parametrize("count", [64, 37, 50])
def test_a_sheet_that_is_half_drawn_shows_the_nearest_cells(
    count: int, across: tuple[str, float, float]
) -> None:
    e = lrsim.Experiment("huber", start=5.0, steps=50)
    x, y = (
        axis_of("x", given, e.setup())
        for given in ((*across, count), ("momentum", 0.0, 0.9, count))
    )
    whole = lrsim.trainability_map(e, x=x, y=y)
    sheet = Sheet(e, 0, x, y)
    coarse = [part for part in patches(e.setup(), x, y) if part.stride == 8]
    for part in coarse:
        assert not sheet.started
        sheet.put(sheet.paint(part))
    assert sheet.started
    assert not sheet.complete
    for row in range(count):
        for column in range(count):
            near_row, near_column = (
                min((at // 8) * 8 + 4, range(4, count, 8)[-1]) for at in (row, column)
            )
            assert sheet.cells.verdict[row, column] == whole.verdict[near_row, near_column]
    for part in patches(e.setup(), x, y):
        sheet.put(sheet.paint(part))
    assert sheet.complete
    assert np.array_equal(sheet.as_map().verdict, whole.verdict)


def test_the_preview_of_a_zoom_is_what_was_there() -> None:
    e = experiment()
    x, y = (
        axis_of("x", given, e.setup())
        for given in (("lr", 0.01, 1.5, 64), ("momentum", 0.0, 0.9, 64))
    )
    sheet = Sheet(e, 0, x, y)
    for part in patches(e.setup(), x, y):
        sheet.put(sheet.paint(part))
    nearer = Sheet(e, 0, x.part(x.values[16], x.values[48]), y)
    nearer.preview(sheet)
    assert np.array_equal(nearer.colours[:, 0], sheet.colours[:, 16])
    assert np.array_equal(nearer.colours[:, 63], sheet.colours[:, 48])
    outside = Sheet(e, 0, axis_of("x", ("lr", 2.0, 3.0, 64), e.setup()), y)
    outside.preview(sheet)
    assert not outside.colours.any()


def test_show_session_ignores_what_does_not_concern_it(page: Page) -> None:
    sheet = page.view.sheet
    page.view.show_session(Session(), Change.PLAYHEAD)
    assert page.view.sheet is sheet
