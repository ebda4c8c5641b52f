"""The page of the run: its cards' titles, sentences and buttons."""

from __future__ import annotations

import pytest

from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.run.page import RunPage
from lrsim.session.session import Change, Session
from lrsim.surfaces import Formula
from lrsim.text.messages import say

EXPERIMENTS = {
    "one dimension": Experiment("double-well", start=1.4, runners=[Runner(name="1", lr=0.08)]),
    "exploding": Experiment("quadratic", start=5.0, runners=[Runner(name="1", lr=3.0)]),
    "momentum": Experiment("quadratic", runners=[Runner(name="1", optimizer="sgd:momentum=0.9")]),
    "drawn": Experiment("quadratic", runners=[Runner(name="1", schedule="drawn")]),
    "outside": Experiment("beale", start=[1e3, -1e3], runners=[Runner(name="1", lr=1e-9)]),
    "losses below 0": Experiment(Formula(expression="-x**2"), runners=[Runner(name="1", lr=0.1)]),
    "formula": Experiment("huber", runners=[Runner(name="1", lr=0.1)]),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_all_it_says_is_translated(qtbot, pseudo, name):
    session = Session(EXPERIMENTS[name])
    formula = session.experiment.surface.written
    names = [formula] if say(formula) == formula else []
    page = RunPage(session, Background())
    qtbot.addWidget(page)
    page.set_theme(THEMES["dark"])
    page.resize(2400, 700)  # no formula is cut
    with qtbot.waitExposed(page):
        page.show()
    for step in (0, 3, session.horizon):
        session.seek(step)
        session.turn_dial(0.9 * session.lr)
        page.show_session(session, Change.ALL)
        page.grab()
        assert not pseudo.english(page, names=names), step
    page.toggle_loss_scale()
    assert not pseudo.english(page, names=names)
