"""The words of the page of the map."""

from __future__ import annotations

import dataclasses

import pytest
from pytestqt.qtbot import QtBot

from gui.dialogs import choose_file, open_dialogs
from gui.pseudo import Pseudo, english_words
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.maps import ranges
from lrsim.gui.maps.notes import share_in_words
from lrsim.gui.maps.page import MapPage
from lrsim.gui.maps.rubber import Box
from lrsim.session.session import Change, Session

PARAMETERS = ("momentum", "dampening", "weight decay", "weight_decay", "escape", "noise")


@pytest.fixture
def page(qtbot: QtBot, pseudo: Pseudo, monkeypatch: pytest.MonkeyPatch) -> MapPage:
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    runner = Runner(name="1", lr=0.1, optimizer="sgd:momentum=0.9")
    background = Background()
    page = MapPage(Session(Experiment("quadratic", steps=50, runners=[runner])), background)
    qtbot.addWidget(page, before_close_func=lambda _: background.close())
    page.set_theme(THEMES["dark"])
    page.resize(2400, 700)
    page.show()
    page.show_session(page.session, Change.ALL)
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.complete)
    return page


def test_all_it_says_is_translated(page: MapPage, qtbot: QtBot, pseudo: Pseudo) -> None:
    for row in range(0, 64, 7):
        page.face.pointed.emit(row, row)
        page.grab()
    assert not pseudo.english(page, names=PARAMETERS)
    page.session = Session(dataclasses.replace(page.session.experiment, noise=1.0))
    page.show_session(page.session, Change.ALL)
    qtbot.waitUntil(
        lambda: page.sheet is not None and bool(page.sheet.seeds) and page.sheet.complete
    )
    for row in range(0, 64, 7):
        page.face.pointed.emit(row, row)
        page.grab()
        assert not english_words(page.notes.accessibleName(), names=PARAMETERS)
    assert not pseudo.english(page, names=PARAMETERS)
    page.zoom(Box(0.5, 0.5 + 1e-15, 0.5, 0.5 + 1e-15))
    page.grab()
    assert not pseudo.english(page, names=PARAMETERS)


def test_the_dialog_for_saving_speaks_the_users_language(
    page: MapPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    monkeypatch.setattr(page, "save", saved.append)
    qtbot.waitUntil(page.save_button.isEnabled)  # the last part has been shown
    page.save_button.click()
    (dialog,) = open_dialogs()
    kinds = dialog.nameFilters()
    choose_file("map.npz")
    assert saved == ["map.npz"]
    texts = (dialog.windowTitle(), *kinds)
    said = " ".join(texts).replace("*.png", "").replace("*.npz", "")
    assert not english_words(said)


def test_a_verdict_of_few_cells_is_not_told_to_have_none() -> None:
    assert share_in_words(0.234) == "23 %"
    assert share_in_words(0.01) == "1 %"
    assert share_in_words(4e-6) == "< 1 %"
