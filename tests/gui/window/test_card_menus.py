"""Right clicks: figures and pictures to the clipboard, and what can be done to a runner."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QWidget

from gui.conftest import OpenWindow, picture
from gui.dialogs import choose_file
from gui.walk import settle
from lrsim.diagnosis import LABELS, MEANINGS
from lrsim.experiment import Experiment, Runner
from lrsim.gui.maps import ranges
from lrsim.gui.runners.model import Column
from lrsim.gui.window.figures import FIGURES, MOST_ROWS
from lrsim.gui.window.main_window import MainWindow
from lrsim.manual import page
from lrsim.session.session import Session
from lrsim.text.tables import Table

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def right_click(widget: QWidget, place: QPoint | None = None) -> QMenu:
    place = widget.rect().center() if place is None else place
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def menu_of_runner(window: MainWindow, index: int) -> QMenu:
    table = window.runners_table.table
    where = table.visualRect(window.runners_table.model.index(index, Column.LR)).center()
    return right_click(table.viewport(), where)


def choose(menu: QMenu, text: str) -> None:
    action = next(action for action in menu.actions() if action.text() == text)
    assert action.isEnabled()
    action.trigger()
    menu.close()


def read(table: Table | str) -> list[list[str]]:
    text = table if isinstance(table, str) else table.as_tabs()
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


@pytest.mark.parametrize(
    "name", ["surface", "loss", "schedule", "verdict", "runners", "dial", "transport"]
)
def test_every_card_copies_figures_and_picture(window: MainWindow, name: str) -> None:
    window.session.seek(5)
    window.bridge.flush()
    card = window.run_page.cards.get(name) or window.cards[name]
    choose(right_click(card), "Copy the figures")
    assert read(QApplication.clipboard().text()) == read(FIGURES[name](window.session))
    menu = right_click(card.content if name == "dial" else card)
    assert ("Enlarge" in [action.text() for action in menu.actions()]) is card.enlarges
    choose(menu, "Copy the picture")
    assert QApplication.clipboard().pixmap().size() == card.size()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("loss.csv", b"runner,step,loss\nSnail,0,25.0\n"),
        ("loss.md", b"| runner | step | loss |\n| --- | ---: | ---: |\n| Snail | 0 | 25.0 |\n"),
        ("loss", b"runner,step,loss\n"),
    ],
)
def test_figures_are_saved_as_their_ending_says(
    window: MainWindow, tmp_path, name: str, begins: bytes
) -> None:
    path = tmp_path / name
    choose(right_click(window.run_page.cards["loss"]), "Save the figures…")
    choose_file(str(path))
    (saved,) = tmp_path.iterdir()
    assert saved.read_bytes().startswith(begins)
    assert str(saved) in window.toast.text()


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_a_cards_picture_is_saved_as_its_ending_says(
    window: MainWindow, tmp_path, name: str, begins: bytes
) -> None:
    path = tmp_path / name
    choose(right_click(window.run_page.cards["loss"]), "Save the picture…")
    choose_file(str(path))
    assert path.read_bytes().startswith(begins)


def test_what_cannot_be_saved_is_said(window: MainWindow, tmp_path) -> None:
    path = tmp_path / "nowhere" / "a.png"
    choose(right_click(window.run_page.cards["loss"]), "Save the picture…")
    choose_file(str(path))
    assert "cannot be written" in window.toast.text()


@pytest.mark.parametrize(
    ("page", "name", "heading", "row"),
    [
        (1, "plot", ["lr", "loss", "smoothed"], 0),
        (1, "table", ["suggester", "lr", "times_true_best", "works"], 6),
        (2, "map", ["momentum\\lr"], 0),
        (3, "zone", ["optimizer", "lr", "gap_left", "in_zone"], 0),
        (4, "longrun", ["lr_low", "lr_high", "period"], 1),
    ],
)
def test_cards_of_other_pages_copy_figures_and_picture(
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    name: str,
    heading: list[str],
    row: int,
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    window.show_page(page)
    settle(window)
    card = window.pages.current.cards[name]
    menu = right_click(card, QPoint(6, 6))
    assert [a.text() for a in menu.actions()] == [
        "Copy the figures",
        "Copy the picture",
        "Save the figures…",
        "Save the picture…",
        "Enlarge",
    ]
    choose(menu, "Copy the figures")
    rows = read(QApplication.clipboard().text())
    assert rows[0][: len(heading)] == heading
    assert all(len(each) == len(rows[0]) for each in rows)
    assert len(rows) > max(row, 1)
    known = {
        1: "true_best" if name == "table" else "1e-07",
        2: "too_small",
        3: "sgd:momentum=0.9",
        4: "explodes",
    }
    assert known[page] in {cell for each in rows for cell in each}


def test_plots_leave_the_right_click_to_their_card(window: MainWindow) -> None:
    view = window.run_page.loss_view
    assert "Copy the picture" in [
        action.text() for action in right_click(view.viewport()).actions()
    ]


def test_figures_are_those_of_the_session_with_all_their_digits() -> None:
    session = Session(
        Experiment("bowl", runners=[Runner(name="a", lr=0.1), Runner(name="b", lr=0.2)])
    )
    session.seek(3)
    rows = read(FIGURES["loss"](session))
    assert rows[0] == ["runner", "step", "loss"]
    assert len(rows) == 9
    assert float(rows[4][2]) == session.runs[0].loss[3]
    (_, first, _) = read(FIGURES["surface"](session))
    assert [float(x) for x in first[2:4]] == session.runs[0].position[3].tolist()
    assert len(read(FIGURES["schedule"](session))) == 9
    assert [row[0] for row in read(FIGURES["runners"](session))] == ["runner", "a", "b"]
    assert read(FIGURES["verdict"](session))[2] == ["verdict", session.verdict().name]


def test_figures_of_a_long_run_are_thinned() -> None:
    session = Session(Experiment("quadratic", steps=100_000, runners=[Runner(name="a", lr=1e-6)]))
    session.seek(100_000)
    rows = read(FIGURES["loss"](session))
    assert len(rows) == MOST_ROWS + 1
    assert rows[-1][1] == "100000"


def test_hidden_runners_are_drawn_nowhere_and_dimmed_in_the_table(window: MainWindow) -> None:
    session = window.session
    session.select(1)
    session.seek(4)
    window.bridge.flush()
    views = (window.run_page.surface_view, window.run_page.loss_view, window.run_page.schedule_view)
    views = (*views, window.run_page.legend)
    before = [picture(view) for view in views]
    choose(menu_of_runner(window, 2), "Hide")
    window.bridge.flush()
    assert session.hidden == {2}
    assert all((picture(view) != then).any() for view, then in zip(views, before, strict=True))
    assert [row.hidden for row in window.runners_table.model.rows] == [False, False, True]
    hidden = [picture(view) for view in views]
    session.edit_runner(2, lr=0.9)  # wherever it goes, nothing is seen of it
    session.seek(4)
    window.bridge.flush()
    axes_alike = [
        (picture(view) == then).mean() for view, then in zip(views[:1], hidden, strict=False)
    ]
    assert min(axes_alike) > 0.99
    session.edit_runner(2, lr=1.1)
    choose(menu_of_runner(window, 2), "Show")
    assert session.hidden == frozenset()


def test_one_runner_can_be_shown_alone_and_all_again(window: MainWindow) -> None:
    choose(menu_of_runner(window, 2), "Show this one alone")
    assert (window.session.selected, window.session.hidden) == (2, {0, 1})
    window.bridge.flush()
    choose(menu_of_runner(window, 0), "Show all")
    assert window.session.hidden == frozenset()


def test_a_hidden_runner_that_is_selected_is_drawn(window: MainWindow) -> None:
    session = window.session
    session.set_hidden([0, 2])
    session.select(2)
    assert session.hidden == {0}
    choose(menu_of_runner(window, 2), "Hide")
    assert (session.selected, session.hidden) == (1, {0, 2})


def test_hiding_is_no_part_of_the_experiment(window: MainWindow) -> None:
    session = window.session
    before = session.experiment
    session.set_hidden([0])
    assert session.experiment is before
    assert not session.can_undo


def test_the_last_runner_in_sight_cannot_be_hidden(window: MainWindow) -> None:
    window.session.set_hidden([1, 2])
    window.bridge.flush()
    hide = next(a for a in menu_of_runner(window, 0).actions() if a.text() == "Hide")
    assert not hide.isEnabled()


def test_a_runner_is_duplicated_removed_and_renamed_from_its_menu(window: MainWindow) -> None:
    session = window.session
    choose(menu_of_runner(window, 2), "Duplicate")
    assert len(session.runs) == 4
    assert session.experiment.runners[3].lr == session.experiment.runners[2].lr
    window.bridge.flush()
    choose(menu_of_runner(window, 3), "Remove")
    assert len(session.runs) == 3
    window.bridge.flush()
    choose(menu_of_runner(window, 0), "Rename")
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "Tortoise")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert session.experiment.runners[0].name == "Tortoise"


def name_typed(window: MainWindow, name: str, key: Qt.Key = Qt.Key.Key_Return) -> list[str]:
    """Type a name where the keys are, which is seen; return the names then."""
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    assert not field.visibleRegion().isEmpty()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, key)
    settle(window)
    assert window.focusWidget() is window.dial
    return [runner.name for runner in window.session.experiment.runners]


def test_chips_of_a_small_window_do_what_rows_do(open_window: OpenWindow) -> None:
    window = open_window(size=(1024, 768))
    strip, session = window.runners_strip, window.session
    QTest.mouseDClick(strip.chips[1], Qt.MouseButton.LeftButton)
    assert name_typed(window, "Hare")[1] == "Hare"
    assert name_typed_by_key(window, "Third", Qt.Key.Key_Escape)[session.selected] != "Third"
    assert name_typed_by_key(window, "Third")[session.selected] == "Third"
    menu = right_click(strip.chips[2])
    texts = [action.text() for action in menu.actions()]
    menu.close()
    assert {"Rename", "Duplicate", "Hide", "Show this one alone", "Remove", "Enlarge"} <= set(texts)
    assert "Copy the picture" not in texts  # of a card that is not seen
    choose(right_click(strip.chips[2]), "Hide")
    assert session.hidden == {2}
    choose(right_click(strip.chips[0]), "Rename")
    assert name_typed(window, "Tortoise 2")[0] == "Tortoise 2"
    QTest.mouseDClick(strip.chips[2], Qt.MouseButton.LeftButton)
    session.remove_runner(2)  # whoever is gone cannot be renamed
    settle(window)
    assert not strip.field.isVisible()
    assert len(session.runs) == 2


def name_typed_by_key(window: MainWindow, name: str, key: Qt.Key = Qt.Key.Key_Return) -> list[str]:
    QTest.keyClick(window.dial, Qt.Key.Key_F2)
    return name_typed(window, name, key)


def test_names_in_the_loss_cards_legend_have_the_runners_menu(window: MainWindow) -> None:
    legend = window.run_page.legend
    place = legend._places[2].center().toPoint()
    menu = right_click(legend, place)
    assert "Copy the picture" in [action.text() for action in menu.actions()]
    choose(menu, "Hide")
    assert window.session.hidden == {2}
    window.enlarge("loss")  # there is no table and no strip
    choose(right_click(legend, legend._places[1].center().toPoint()), "Rename")
    assert name_typed(window, "Hare")[1] == "Hare"


def test_the_dials_menu_has_rates_and_then_what_all_cards_do(window: MainWindow) -> None:
    texts = [action.text() for action in right_click(window.dial).actions()]
    assert texts[-5:] == [
        "Copy the figures",
        "Copy the picture",
        "Save the figures…",
        "Save the picture…",
        "Enlarge",
    ]
    assert len(texts) > 8


def test_rows_names_and_the_verdict_say_what_they_mean_and_which_key_selects(
    window: MainWindow,
) -> None:
    model = window.runners_table.model

    def told(column: Column, row: int = 2) -> str:
        return str(model.data(model.index(row, column), Qt.ItemDataRole.ToolTipRole))

    assert "key 3" in told(Column.NAME)
    assert "in force" in told(Column.LR)
    assert "less is better" in told(Column.LOSS)
    verdict = window.session.verdict(2)
    assert MEANINGS[verdict.name] in told(Column.VERDICT)
    legend = window.run_page.legend
    point_at(legend, legend._places[1].center().toPoint())
    assert "key 2" in QToolTip.text()
    face = window.verdict_card._face
    point_at(face, QPoint(8, 8))  # the badge
    assert MEANINGS[window.session.verdict().name] in QToolTip.text()
    QToolTip.hideText()


def point_at(widget: QWidget, place: QPoint) -> None:
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)


def test_the_manual_says_of_each_verdict_what_its_tooltip_says() -> None:
    manual = page("model.md")
    for name, meaning in MEANINGS.items():
        assert f"| `{name}` | {meaning} |" in manual
    assert set(MEANINGS) == set(LABELS)
