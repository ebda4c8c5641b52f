"""The words of the page of the race."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.pseudo import Pseudo
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.race.page import RacePage
from lrsim.session.session import Change, Session

RACE = Experiment("quadratic", start=5.0, runners=[
    Runner(name="1", lr=0.1),
    Runner(name="2", optimizer="adam", lr=0.5),
    Runner(name="3", lr=1.5),
])  # fmt: skip


def test_all_it_says_is_translated(qtbot: QtBot, pseudo: Pseudo) -> None:
    background = Background()
    page = RacePage(Session(RACE), background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["dark"])
    page.show()
    for width, height in ((2400, 700), (760, 330)):
        page.resize(width, height)
        for step in (0, 8, 10, 50):
            page.session.seek(step)
            page.show_session(page.session, Change.ALL)
            qtbot.waitUntil(lambda: background.is_idle)
            page.grab()
            menus = page.table_menu, page.measure_button.menu()
            assert not pseudo.english(page, *menus)
        page.session.new(RACE)
    for other in ("formula:x", "quadratic"):
        page.session.new(Experiment(other, start=(0.0,), steps=3, runners=[Runner(name="1")]))
        page.session.seek(3)
        page.show_session(page.session, Change.ALL)
        qtbot.waitUntil(lambda: background.is_idle)
        page.grab()
        assert not pseudo.english(page)
    background.close()
