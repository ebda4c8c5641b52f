"""The words of the page of the zone."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from gui.pseudo import Pseudo, english_words
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.zone.page import ZonePage
from lrsim.session.session import Change, Session

RACE = Experiment(
    "quadratic",
    start=5.0,
    runners=[
        Runner(name="1", optimizer="adam"),
        Runner(name="2", optimizer="adam", schedule="cosine-annealing"),
        Runner(name="3", optimizer="sgd:momentum=0.9,nesterov=true"),
    ],
)
PARAMETERS = ("momentum", "nesterov")


def test_all_it_says_is_translated(qtbot: QtBot, pseudo: Pseudo) -> None:
    background = Background()
    page = ZonePage(Session(RACE), background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["dark"])
    page.resize(2400, 700)
    page.show()
    page.show_session(page.session, Change.ALL)
    page.grab()
    assert not pseudo.english(page, page.button.menu(), names=PARAMETERS)
    qtbot.waitUntil(lambda: not background.is_busy(page))
    page.grab()
    assert not pseudo.english(page, names=PARAMETERS)
    page.session = Session(dataclasses.replace(RACE, noise=1.0))
    page.show_session(page.session, Change.ALL)
    qtbot.waitUntil(lambda: not background.is_busy(page))
    page.grab()
    words = page.bars.words_at(QPointF(page.bars._across(0.1), 8.0))
    assert not english_words(words)
    assert not pseudo.english(page, names=PARAMETERS)
    page.session = Session(
        Experiment("quadratic", start=1e200, steps=1, runners=[Runner(name="1")])
    )
    page.show_session(page.session, Change.ALL)
    qtbot.waitUntil(lambda: not background.is_busy(page))
    page.grab()
    assert not pseudo.english(page, names=PARAMETERS)
    background.close()
