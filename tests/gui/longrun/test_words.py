"""The words of the page of the long run."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.pseudo import Pseudo
from lrsim.experiment import Experiment, Runner
from lrsim.gui.longrun.page import LongRunPage
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.session.session import Change, Session

EXPERIMENTS = {
    "one dimension": Experiment("double-well", start=0.5, runners=[Runner(name="1", lr=0.28)]),
    "two": Experiment("himmelblau", runners=[Runner(name="1", lr=0.01)]),
    "noise": Experiment("quadratic", start=5.0, noise=0.5, runners=[Runner(name="1")]),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_all_it_says_is_translated(qtbot: QtBot, pseudo: Pseudo, name: str) -> None:
    background = Background()
    page = LongRunPage(Session(EXPERIMENTS[name]), background)
    qtbot.addWidget(page)
    page.set_theme(THEMES["dark"])
    page.resize(2400, 700)
    page.show()
    page.show_session(page.session, Change.ALL)
    for lr in (0.28, 1e-7, 100.0):
        page.session.turn_dial(lr)
        page.show_session(page.session, Change.EXPERIMENT)
        qtbot.waitUntil(lambda: page.picture is not None and page.is_settled)
        page.grab()
        assert not pseudo.english(page)
    for _ in range(3):
        page.value_button.click()
        assert not pseudo.english(page)
    background.close()
