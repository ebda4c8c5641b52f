"""The strip of chips: as much of each runner as there is room for, one of them chosen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from lrsim.gui.look.theme import THEMES, apply, dress
from lrsim.gui.runners.legend import Legend
from lrsim.gui.runners.strip import BARE, RunnersStrip
from lrsim.session.session import Change, Session


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def strip(qtbot: QtBot, qapp: QApplication, session: Session) -> RunnersStrip:
    apply(qapp, THEMES["projector"])
    strip = RunnersStrip(THEMES["projector"])
    dress(strip, THEMES["projector"])
    qtbot.addWidget(strip)
    strip.resize(760, 40)
    strip.show_session(session, Change.ALL)
    strip.show()
    return strip


def test_a_chip_selects_its_runner_and_the_session_says_who_is_selected(
    qtbot: QtBot, strip: RunnersStrip, session: Session
) -> None:
    with qtbot.waitSignal(strip.selected) as heard:
        strip.chips[2].click()
    assert heard.args == [2]
    session.select(2)
    strip.show_session(session, Change.SELECTION)
    assert [chip.isChecked() for chip in strip.chips] == [False, False, True]
    with qtbot.waitSignal(strip.addRequested):
        strip.add_button.click()


@pytest.mark.parametrize("width", [420, 560, 760, 1100])
def test_eight_chips_fit_whatever_the_width(
    qapp: QApplication, strip: RunnersStrip, session: Session, width: int
) -> None:
    while len(session.runs) < 8:
        session.add_runner()
    session.select(1)
    strip.show_session(session, Change.ALL)
    strip.resize(width, 40)
    qapp.processEvents()
    places = [chip.geometry() for chip in (*strip.chips, strip.add_button)]
    assert all(strip.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for a, b in pairwise(places))
    assert not strip.add_button.isEnabled()
    assert strip.chips[1]._level < BARE  # the selected one keeps its name


@pytest.mark.parametrize("size", [(1280, 720), (1600, 900)])
def test_a_small_window_has_the_strip_and_a_large_one_the_table(
    open_window: OpenWindow, size: tuple[int, int]
) -> None:
    window = open_window(size=size)
    small = size[1] < 800
    assert window.runners_strip.isVisible() is small
    assert window.cards["runners"].isVisible() is not small
    place = window.dial.layout_fitted()
    assert 2 * place.radius >= 200
    type_ = place.number_font("0.1").pixelSize()
    assert 54 <= type_ <= 80
    assert type_ > window.theme.verdict


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.6])
def test_a_legend_wants_the_names_of_three_runners_in_any_size_of_type(
    qtbot: QtBot, factor: float
) -> None:
    legend = Legend(THEMES["dark"].scale(factor))
    qtbot.addWidget(legend)
    legend.show_session(Session(), Change.ALL)
    assert legend.sizeHint().width() >= legend._layout()[-1].right()


def test_a_legend_without_room_for_all_names_keeps_all_shapes_and_the_selected_ones_name(
    qtbot: QtBot,
) -> None:
    legend = Legend(THEMES["dark"])
    qtbot.addWidget(legend)
    session = Session()
    session.select(2)
    legend.show_session(session, Change.ALL)
    wide = legend._layout()
    shape = legend._layout(0.7 * wide[-1].right())
    assert len(shape) == 3
    assert shape[2].width() == wide[2].width()
    assert any(some.width() < whole.width() for some, whole in zip(shape, wide, strict=True))
    assert shape[-1].right() <= 0.7 * wide[-1].right()
    chosen = []
    legend.selected.connect(chosen.append)
    legend.resize(round(0.7 * wide[-1].right()), legend.height())
    legend.grab()
    for place in shape:
        QTest.mouseClick(legend, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert chosen == [0, 1, 2]
