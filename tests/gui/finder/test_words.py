"""The words of the page of the range test."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.pseudo import Pseudo
from lrsim.experiment import Experiment, Runner
from lrsim.gui.finder.page import FinderPage
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.session.session import Change, Session

EXPERIMENTS = {
    "one that works": Experiment("quadratic", start=5.0, runners=[Runner(name="1")]),
    "flat": Experiment("quadratic", start=0.0, runners=[Runner(name="1")]),
    "without a rate": Experiment("quadratic", runners=[Runner(name="1", optimizer="armijo")]),
    "noise": Experiment("rastrigin", noise=1.0, runners=[Runner(name="1", optimizer="adam")]),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_all_it_says_is_translated(qtbot: QtBot, pseudo: Pseudo, name: str) -> None:
    background = Background()
    page = FinderPage(Session(EXPERIMENTS[name]), background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["dark"])
    page.resize(2400, 700)
    page.show()
    page.show_session(page.session, Change.ALL)
    assert not pseudo.english(page)
    qtbot.waitUntil(lambda: not background.is_busy(page))
    page.grab()
    assert not pseudo.english(page)
    page.toggle_scale()
    page.fields["from"].lineEdit().setText("100")
    page.fields["from"].commit()
    assert not pseudo.english(page)
    background.close()
