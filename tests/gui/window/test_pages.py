"""Pages of the upper part: made when looked at, told what changed while they are seen."""

from __future__ import annotations

import importlib

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.window import pages as module
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import STUDIES, Studies, Study
from lrsim.session.session import Change, Session


class Notebook(QWidget):
    """A page that notes what it is told."""

    dialRequested = Signal(float)
    runnerEdited = Signal(dict)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.background = background
        self.themes: list[str] = []
        self.told: list[Change] = []

    def set_theme(self, theme: Theme) -> None:
        self.themes.append(theme.name)

    def show_session(self, session: Session, what: Change) -> None:
        self.told.append(what)


ENTRIES = (
    Study("Notebook", __name__, "Notebook", "notes what it is told"),
    Study("Other", __name__, "Notebook", "notes, too"),
    Study("Missing", "lrsim.gui.there_is_no_such_module", "View", "cannot be loaded"),
)


@pytest.fixture
def studies(qtbot: QtBot) -> Studies:
    session, background = Session(), Background()
    made = Studies(Notebook(background), session, background, ENTRIES)
    qtbot.addWidget(made)
    qtbot.addWidget(made.switch)
    made.set_theme(THEMES["dark"])
    made.show()
    return made


def test_pages_are_made_when_first_looked_at(studies: Studies) -> None:
    assert len(studies._made) == 1  # nor is the missing module looked for
    studies.show_page(1)
    first = studies.page
    assert isinstance(first, Notebook)
    assert first.themes == ["dark"]
    assert first.isVisible()
    studies.show_page(0)
    studies.show_page(1)
    assert studies.page is first
    assert len(studies._made) == 2


def test_only_the_page_that_is_seen_is_told(studies: Studies) -> None:
    home = studies.page
    studies.show_page(1)
    page = studies.page
    assert page.told == [Change.ALL]
    studies.show_session(Session(), Change.PLAYHEAD)
    assert page.told == [Change.ALL, Change.PLAYHEAD]
    assert home.told == []
    studies.show_page(0)
    assert home.told == [Change.ALL]
    studies.show_session(Session(), Change.REVEAL)
    assert page.told == [Change.ALL, Change.PLAYHEAD]


def test_every_page_there_is_wears_the_theme(studies: Studies) -> None:
    studies.show_page(1)
    page = studies.page
    studies.show_page(0)
    studies.set_theme(THEMES["projector"])
    assert page.themes == ["dark", "projector"]


def test_what_a_page_asks_for_is_handed_on(qtbot: QtBot, studies: Studies) -> None:
    studies.show_page(2)
    with qtbot.waitSignal(studies.dialRequested) as asked:
        studies.page.dialRequested.emit(0.25)
    assert asked.args == [0.25]
    with qtbot.waitSignal(studies.runnerEdited) as asked:
        studies.page.runnerEdited.emit({"lr": 0.5})
    assert asked.args == [{"lr": 0.5}]


def test_the_switch_shows_and_chooses_the_page(studies: Studies) -> None:
    buttons = studies.switch.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Run", "Notebook", "Other", "Missing"]
    buttons[1].click()
    assert studies.shown == 1
    studies.show_page(0)
    assert [button.isChecked() for button in buttons] == [True, False, False, False]


def test_a_page_that_there_is_not_is_ignored(studies: Studies) -> None:
    for index in (-1, 4):
        studies.show_page(index)
        assert studies.shown == 0


def test_one_page_alone_needs_no_switch(qtbot: QtBot) -> None:
    alone = Studies(QWidget(), Session(), Background(), ())
    qtbot.addWidget(alone)
    qtbot.addWidget(alone.switch)
    assert alone.switch.isHidden()


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_every_listed_page_can_be_made(qtbot: QtBot, study: Study) -> None:
    background = Background()
    page = getattr(importlib.import_module(study.module), study.view)(background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["light"])
    page.show_session(Session(), Change.ALL)
    background.close()  # as a window does that goes


# --- in the window ---


@pytest.fixture
def window(open_window, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(module.Studies.__init__, "__defaults__", (ENTRIES[:2],))
    return open_window()


def test_keys_choose_the_page_and_the_list_of_keys_says_so(window: MainWindow) -> None:
    QTest.keyClick(window.dial, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.studies.shown == 1
    assert window.session.selected == 0  # 2 alone selects a runner
    QTest.keyClick(window.dial, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.studies.shown == 0
    window.actions_.show_keys()
    texts = [label.text() for label in window.actions_._help.findChildren(module.QWidget)
             if hasattr(label, "text")]  # fmt: skip
    assert "Run, Notebook, Other" in texts


def test_a_page_sets_the_dial_and_edits_the_runner(window: MainWindow) -> None:
    window.show_page(1)
    window.studies.page.dialRequested.emit(0.25)
    assert window.session.lr == 0.25
    window.studies.page.runnerEdited.emit({"optimizer": "adam"})
    assert window.session.runner.optimizer.name == "adam"
    window.studies.page.dialRequested.emit(-1.0)
    assert "-1" in window.toast.text()


def test_dial_verdict_and_table_stay_where_they_are(window: MainWindow) -> None:
    before = [card.geometry() for card in window.cards.values()]
    window.show_page(1)
    assert [card.geometry() for card in window.cards.values()] == before
    assert window.studies.page.isVisible()
    assert not window.run_page.isVisible()
