"""The words of the table of runners."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.pseudo import Pseudo
from lrsim.experiment import Experiment, Runner
from lrsim.gui.runners.table import RunnersTable
from lrsim.session.session import Change, Session

NAMES = (
    "Snail",
    "Pro",
    "Maniac",
    *(f"Runner {k}" for k in range(4, 9)),
    "sgd",
    "adam",
    "constant",
    "cosine-annealing",
)


def test_all_it_says_is_translated(qtbot: QtBot, pseudo: Pseudo) -> None:
    runners = [
        Runner(name="1", lr=1e-9),
        Runner(name="2", lr=10.0),
        Runner(name="3", optimizer="adam", schedule="cosine-annealing"),
    ]
    session = Session(Experiment("quadratic", start=5.0, runners=runners))
    table = RunnersTable()
    qtbot.addWidget(table)
    for width in (1200, 300):
        table.resize(width, 300)
        table.show()
        for step in (0, 3, session.horizon):
            session.seek(step)
            table.show_session(session, Change.ALL)
            table.grab()
    for _ in range(5):
        session.add_runner()
    table.show_session(session, Change.ALL)
    assert not pseudo.english(table, names=NAMES)
