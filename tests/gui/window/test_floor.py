"""Where cards stand, and one of them enlarged."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from gui.walk import settle
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.cards import Card
from lrsim.gui.look.lines import fitted
from lrsim.gui.window.floor import Floor
from lrsim.gui.window.main_window import LEAST_SIZE, MainWindow
from lrsim.gui.window.pages import PAGES
from lrsim.gui.window.plan import Measures, rooms_of
from lrsim.schedules import schedule

pytestmark = pytest.mark.window

MEASURES = Measures(10, QSize(248, 216), QSize(290, 170), 420, 24, 170)


def place(window: MainWindow, card: Card) -> QRect:
    return QRect(card.mapTo(window, QPoint(0, 0)), card.size())


@pytest.mark.parametrize("size", [(976, 520), (1000, 590), (1250, 560), (1890, 930), (3800, 1900)])
@pytest.mark.parametrize("home", [True, False])
@pytest.mark.parametrize("enlarged", ["", "page", "surface", "dial", "verdict", "runners"])
def test_all_rooms_are_inside_and_apart(size: tuple[int, int], home: bool, enlarged: str) -> None:
    rooms = rooms_of(QSize(*size), MEASURES, home=home, enlarged=enlarged)
    for room in rooms.values():
        assert QRect(0, 0, *size).contains(room)
    for one, other in itertools.combinations(rooms.values(), 2):
        assert not one.intersects(other)
    assert min(rooms["dial"].width(), rooms["dial"].height()) >= 200
    if enlarged:
        shares = {name: room.width() * room.height() for name, room in rooms.items()}
        assert max(shares, key=shares.__getitem__) == enlarged
        assert {"dial", "verdict"} <= rooms.keys()


@pytest.mark.parametrize("enlarged", ["page", "surface", "dial", "verdict"])
def test_no_picture_beside_what_is_enlarged_is_a_sliver(enlarged: str) -> None:
    for height in range(400, 1000, 10):
        rooms = rooms_of(QSize(1250, height), MEASURES, home=True, enlarged=enlarged)
        beside = {name: room for name, room in rooms.items() if name != enlarged}
        pictures = beside.keys() - {"dial", "verdict"}
        assert all(beside[name].height() >= MEASURES.picture for name in pictures)
        assert max(room.bottom() for room in beside.values()) == height - 1
    assert pictures  # in a high window there is one


def test_the_surface_stays_at_either_side_of_a_page_as_wide() -> None:
    right, left = (
        rooms_of(QSize(1600, 700), MEASURES, home=False, surface_at_left=side)
        for side in (False, True)
    )
    assert left["surface"].left() == 0
    assert right["surface"].right() == left["page"].right() == 1599
    assert abs(left["surface"].width() - right["surface"].width()) <= 1


def test_runners_are_a_strip_where_a_table_would_be_cut() -> None:
    narrow, wide = (rooms_of(QSize(x, 600), MEASURES, home=True) for x in (1000, 1600))
    assert "strip" in narrow
    assert "runners" not in narrow
    assert "runners" in wide
    assert "strip" not in wide


def test_dial_and_verdict_stand_on_the_same_pixels_on_every_page(open_window: OpenWindow) -> None:
    for size in ((1024, 768), (1600, 900)):
        window = open_window(size=size)
        before = [place(window, window.cards[name]) for name in ("dial", "verdict", "transport")]
        for page in range(len(window.page_names)):
            window.show_page(page)
            now = [place(window, window.cards[name]) for name in ("dial", "verdict", "transport")]
            assert now == before


@pytest.mark.parametrize("page", range(len(PAGES) + 1))
def test_the_surface_is_in_sight_on_every_page(window: MainWindow, page: int) -> None:
    window.show_page(page)
    settle(window)
    view = window.run_page.surface_view
    assert view.isVisible() == (not window.pages.current.alone)
    if window.pages.current.alone:
        return
    window.session.seek(7)
    settle(window)
    row = window.session.row(window.session.selected)
    colour = window.theme.runner(window.session.selected).name()
    assert (colour, window.session.run.position[row, 0]) in [
        (known, x) for known, x, _ in view.balls.places
    ]


def test_a_card_is_enlarged_by_its_button_and_goes_back_on_esc(window: MainWindow) -> None:
    loss = window.run_page.cards["loss"]
    before = place(window, loss)
    loss.enlarge_button.click()
    assert window.floor.enlarged == "loss"
    large = place(window, loss)
    assert large.width() > 0.7 * window.width()
    assert large.height() > 0.7 * window.height()
    for card in (window.cards["dial"], window.cards["verdict"], window.run_page.cards["surface"]):
        assert card.isVisible()
        assert not place(window, card).intersects(large)
    assert not window.cards["runners"].isVisible()
    QTest.keyClick(window.dial, Qt.Key.Key_Escape)
    assert window.floor.enlarged == ""
    assert place(window, loss) == before
    assert window.cards["runners"].isVisible()


def test_enter_on_the_button_enlarges_and_enter_again_goes_back(window: MainWindow) -> None:
    button = window.run_page.cards["surface"].enlarge_button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert window.floor.enlarged == "surface"
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert window.floor.enlarged == ""


def test_the_key_means_the_card_with_the_focus_or_else_the_surface(window: MainWindow) -> None:
    for place in (
        window.run_page.rect().center(),
        QPoint(2, 2),
    ):  # it would mean one under the mouse
        QCursor.setPos(window.mapToGlobal(place))
        QApplication.processEvents()
    assert not any(card.underMouse() for card in window.floor.cards.values())
    QTest.keyClick(window.dial, Qt.Key.Key_E)
    assert window.floor.enlarged == "surface"
    QTest.keyClick(window.dial, Qt.Key.Key_E)
    assert window.floor.enlarged == ""
    window.run_page.loss_scale.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.run_page.loss_scale, Qt.Key.Key_E)
    assert window.floor.enlarged == "loss"


@pytest.mark.parametrize("page", range(len(PAGES) + 1))
def test_every_card_of_every_page_can_be_enlarged(window: MainWindow, page: int) -> None:
    window.show_page(page)
    for name, card in window.floor.cards.items():
        if name == "numbers" or not card.enlarges:  # is there only where numbers broke
            continue
        window.enlarge(name)
        settle(window)
        assert card.isVisible()
        area = place(window, card)
        assert area.width() * area.height() > 0.45 * window.width() * window.height(), name
        window.enlarge()
    settle(window)


def test_another_page_gives_all_cards_their_own_size_again(window: MainWindow) -> None:
    before = {name: place(window, card) for name, card in window.cards.items()}
    window.enlarge("schedule")
    window.show_page(window.page_names.index("Map"))
    assert window.floor.enlarged == ""
    assert {name: place(window, card) for name, card in window.cards.items()} == before
    window.show_page(0)
    assert window.run_page.cards["loss"].isVisible()


def test_a_card_grows_within_a_quarter_of_a_second(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(moves=True)
    loss = window.run_page.cards["loss"]
    small = place(window, loss)
    window.enlarge("loss")
    assert place(window, loss) == small
    floor = window.floor
    floor._glide.setCurrentTime(60)
    middle = place(window, loss)
    assert small.width() < middle.width()
    qtbot.waitUntil(lambda: floor._glide.state() == floor._glide.State.Stopped)
    assert middle.width() < place(window, loss).width()
    assert floor._glide.duration() == 220


def test_a_card_stands_there_large_at_once_with_reduced_motion(window: MainWindow) -> None:
    window.enlarge("loss")
    assert window.floor._glide.state() == window.floor._glide.State.Stopped


def test_a_constant_schedule_gives_way_where_there_is_no_room(open_window: OpenWindow) -> None:
    falling = Experiment(runners=[Runner(lr=0.1, schedule=schedule("cosine-annealing"))])
    for experiment, seen in ((None, False), (falling, True)):
        window = open_window(experiment, size=(LEAST_SIZE.width(), LEAST_SIZE.height()))
        assert window.run_page.cards["schedule"].isVisible() == seen
        window.resize(1440, 900)
        QApplication.processEvents()
        assert window.run_page.cards["schedule"].isVisible()


def test_a_sentence_loses_whole_clauses_where_room_ends(window: MainWindow) -> None:
    metrics = window.fontMetrics()
    text = "one thing; another · a third"
    width = metrics.horizontalAdvance("one thing; another") + 1
    assert fitted(text, metrics, 10_000) == text
    assert fitted(text, metrics, width) == "one thing; another"
    assert fitted(text, metrics, width - 10) == "one thing"
    assert fitted(text, metrics, 5) == ""
    assert fitted("f(x, y) = x", metrics, metrics.horizontalAdvance("f(x, y) =")) == ""


def test_type_of_another_size_and_presenting_place_the_cards_once(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(size=(1280, 720))
    window.pages.show_page(0)
    settle(window)
    placed: list[QSize] = []
    place_all = Floor._show_share

    def place_noted(floor: Floor, share: float) -> None:
        placed.append(floor.size())
        place_all(floor, share)

    monkeypatch.setattr(Floor, "_show_share", place_noted)
    for act in (lambda: window.type_size.step(1), lambda: window.type_size.step(-1)):
        placed.clear()
        act()
        assert len(placed) == 1
    for _ in range(2):  # begun and left: Qt tells of the full screen once more
        placed.clear()
        window.present()
        settle(window)
        assert len(placed) <= 2
        assert placed[-1] == window.floor.size()
