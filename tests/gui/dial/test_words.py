"""The dial's words: caption, notes, tooltip, what is wrong with a typed text."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from lrsim.gui.dial.dial import Dial
from lrsim.gui.dial.rate_menu import rate_menu
from lrsim.gui.dial.ticks import ticks_of
from lrsim.runs.simulate import run
from lrsim.studies.zone.arc import Arc, Fate, Stretch
from lrsim.studies.zone.gains import Draws
from lrsim.theory import local_theory


def test_all_it_says_is_translated(qtbot, pseudo):
    dial = Dial(0.3)
    qtbot.addWidget(dial)
    dial.resize(300, 280)
    works = Arc((Stretch(1e-3, 1.0, Fate.WORKS), Stretch(1.0, 10.0, Fate.EXPLODES)), 0.5)
    dial.set_owner("7")
    dial.set_ticks(ticks_of(local_theory(run("quadratic", lr=0.1, start=5.0), 0)))
    soft = Arc((Stretch(1e-3, 10.0, Fate.SHORT, Draws(5, 8)),), None)
    for arc in (None, works, dataclasses.replace(works, from_step=12), soft):
        dial.set_arc(arc)
        dial.grab()
        assert not pseudo.english(dial)
    dial.optimizer = "sgd"
    menu = rate_menu(0.1, "sgd", dial.enter_value, dial)
    for action in menu.actions():
        assert not action.text() or "⟦" in action.text()
    menu.setParent(None)
    menu.deleteLater()
    for text in ("", "abc", "1e9"):
        dial.edit(text)
        QTest.keyClick(dial.findChild(QLineEdit), Qt.Key.Key_Return)
        assert not pseudo.english(dial, names=["abc"])
