"""Pages of the upper part: made when looked at, told what changed while they are seen."""

from __future__ import annotations

import pkgutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.window import pages as module
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import PAGES, PageEntry, Pages
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message


class Notebook(Page):
    """A page that notes what it shows."""

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self.themes: list[str] = []
        self.shown: list[Change] = []

    def set_theme(self, theme: Theme) -> None:
        self.themes.append(theme.name)

    def show_session(self, session: Session, what: Change) -> None:
        self.shown.append(what)


ENTRIES = (
    PageEntry(Message("Notebook"), f"{__name__}:Notebook", Message("Notes what it shows")),
    PageEntry(Message("Other"), f"{__name__}:Notebook", Message("Notes, too")),
    PageEntry(Message("Missing"), "lrsim.gui.no_such_module:Page", Message("Cannot be loaded")),
)


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    session, background = Session(), Background()
    made = Pages(Notebook(session, background), session, background, ENTRIES)
    qtbot.addWidget(made)
    qtbot.addWidget(made.switch)
    made.set_theme(THEMES["dark"])
    made.show()
    return made


def test_pages_are_made_when_first_looked_at(pages: Pages) -> None:
    assert len(pages._made) == 1  # nor is the missing module looked for
    pages.show_page(1)
    first = pages.current
    assert isinstance(first, Notebook)
    assert first.themes == ["dark"]
    assert first.isVisible()
    pages.show_page(0)
    pages.show_page(1)
    assert pages.current is first
    assert len(pages._made) == 2


def test_only_the_page_that_is_seen_is_told(pages: Pages) -> None:
    home = pages.current
    pages.show_page(1)
    page = pages.current
    assert page.shown == [Change.ALL]
    pages.show_session(Session(), Change.PLAYHEAD)
    assert page.shown == [Change.ALL, Change.PLAYHEAD]
    assert home.shown == []
    pages.show_page(0)
    assert home.shown == [Change.ALL]
    pages.show_session(Session(), Change.REVEAL)
    assert page.shown == [Change.ALL, Change.PLAYHEAD]


def test_every_page_wears_the_theme_once_it_is_shown(pages: Pages) -> None:
    pages.show_page(1)
    page = pages.current
    pages.show_page(0)
    pages.set_theme(THEMES["light"])
    pages.set_theme(THEMES["projector"])
    assert page.themes == ["dark"]
    pages.show_page(1)
    assert page.themes == ["dark", "projector"]
    pages.set_theme(THEMES["light"])
    assert page.themes == ["dark", "projector", "light"]


def test_what_a_page_asks_for_is_handed_on(qtbot: QtBot, pages: Pages) -> None:
    pages.show_page(2)
    with qtbot.waitSignal(pages.dialRequested) as asked:
        pages.current.dialRequested.emit(0.25)
    assert asked.args == [0.25]
    with qtbot.waitSignal(pages.runnerEdited) as asked:
        pages.current.runnerEdited.emit({"lr": 0.5})
    assert asked.args == [{"lr": 0.5}]


def test_the_switch_shows_and_chooses_the_page(pages: Pages) -> None:
    buttons = pages.switch.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Run", "Notebook", "Other", "Missing"]
    buttons[1].click()
    assert pages.current_index == 1
    pages.show_page(0)
    assert [button.isChecked() for button in buttons] == [True, False, False, False]


def test_a_page_that_there_is_not_is_ignored(pages: Pages) -> None:
    for index in (-1, 4):
        pages.show_page(index)
        assert pages.current_index == 0


def test_one_page_alone_needs_no_switch(qtbot: QtBot) -> None:
    session, background = Session(), Background()
    alone = Pages(Notebook(session, background), session, background, ())
    qtbot.addWidget(alone)
    qtbot.addWidget(alone.switch)
    assert alone.switch.isHidden()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_every_listed_page_can_be_made(qtbot: QtBot, entry: PageEntry) -> None:
    session, background = Session(), Background()
    page = pkgutil.resolve_name(entry.page)(session, background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["light"])
    page.show_session(session, Change.ALL)
    background.close()  # as a window does that goes


def test_a_page_that_came_later_has_a_later_key_but_its_own_place_in_the_row(
    qtbot: QtBot,
) -> None:
    session, background = Session(), Background()
    pages = Pages(Notebook(session, background), session, background)
    qtbot.addWidget(pages)
    qtbot.addWidget(pages.switch)
    buttons = [button.text() for button in pages.switch.findChildren(QPushButton)]
    assert buttons[:4] == ["Run", "Race", "Finder", "Map"]
    assert pages.names[-1] == "Race"
    tips = [button.toolTip() for button in pages.switch.findChildren(QPushButton)]
    assert [tip[-2] for tip in tips[:4]] == ["1", str(len(pages.names)), "2", "3"]


# --- in the window ---


@pytest.fixture
def window(open_window, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(module.Pages.__init__, "__defaults__", (ENTRIES[:2],))
    return open_window()


def test_keys_choose_the_page_and_the_list_of_keys_says_so(window: MainWindow) -> None:
    QTest.keyClick(window.dial, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.current_index == 1
    assert window.session.selected == 0  # 2 alone selects a runner
    QTest.keyClick(window.dial, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.current_index == 0
    window.actions_.sheet.toggle()
    texts = [label.text() for label in window.actions_.sheet.findChildren(QLabel)]
    assert "Run, Notebook, Other" in texts


def test_a_page_sets_the_dial_and_edits_the_runner(window: MainWindow) -> None:
    window.show_page(1)
    window.pages.current.dialRequested.emit(0.25)
    assert window.session.lr == 0.25
    window.pages.current.runnerEdited.emit({"optimizer": "adam"})
    assert window.session.runner.optimizer.name == "adam"
    window.pages.current.dialRequested.emit(-1.0)
    assert "-1" in window.toast.text()


def test_dial_verdict_and_table_stay_where_they_are(window: MainWindow) -> None:
    before = [card.geometry() for card in window.cards.values()]
    window.show_page(1)
    assert [card.geometry() for card in window.cards.values()] == before
    assert window.pages.current.isVisible()
    assert not window.run_page.isVisible()
