"""Work on widgets in pieces: one in each pass of the event loop, painted when all of it is done."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.pieces import Pieces


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def work(done: list[int], count: int = 3) -> Generator[None]:
    for piece in range(count):
        done.append(piece)
        yield


def test_a_piece_is_done_in_each_pass_and_nothing_is_painted_in_between(widget: QWidget) -> None:
    pieces, done = Pieces(widget), []
    pieces.begin(work(done))
    seen = []
    while pieces.under_way:
        assert not widget.updatesEnabled()
        before = len(done)
        QApplication.processEvents()
        seen.append(len(done) - before)
    assert done == [0, 1, 2]
    assert max(seen) == 1
    assert widget.updatesEnabled()


def test_other_work_takes_the_place_of_what_is_under_way(widget: QWidget) -> None:
    pieces, first, second = Pieces(widget), [], []
    pieces.begin(work(first))
    while not first:
        QApplication.processEvents()
    pieces.begin(work(second))
    while pieces.under_way:
        QApplication.processEvents()
    assert (first, second) == ([0], [0, 1, 2])


def test_work_that_fails_is_over(widget: QWidget, qtbot: QtBot) -> None:
    def failing() -> Generator[None]:
        yield
        raise ValueError

    pieces = Pieces(widget)
    with qtbot.captureExceptions() as raised:
        pieces.begin(failing())
        while pieces.under_way:
            QApplication.processEvents()
    assert [kind for kind, *_ in raised] == [ValueError]
    assert widget.updatesEnabled()


def test_a_theme_chosen_in_sight_is_put_on_in_pieces_as_it_is_at_once(
    open_window: OpenWindow,
) -> None:
    window = open_window()

    def worn() -> list[object]:
        return [
            (type(each).__name__, each.styleSheet(), each.geometry(), each.font().pixelSize())
            for each in window.findChildren(QWidget)
            if each.isVisible()
        ]

    window.set_theme(THEMES["light"])
    QApplication.processEvents()
    at_once = worn()
    window.set_theme(THEMES["dark"])
    QApplication.processEvents()
    window.change_theme(THEMES["light"])
    assert not window.is_dressed
    while not window.is_dressed:
        QApplication.processEvents()
    QApplication.processEvents()
    assert worn() == at_once
    window.change_theme(THEMES["dark"])
    window.set_theme(THEMES["light"])  # what is under way is overtaken
    assert window.is_dressed
    QApplication.processEvents()
    assert worn() == at_once
