"""What holds a program up is noticed, and let go of; what only lets events pass is not."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMenu

from gui.waits import LOOK_MS, Waits


def test_a_menu_that_is_waited_for_is_noticed_and_closed(qtbot):
    waits, menu = Waits(), QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Anything")
    with waits.noticed(), waits.doing("ask"):
        menu.exec()
    assert len(waits.held) == 1
    assert waits.held[0].startswith("ask: <PySide6.QtWidgets.QMenu")


def test_events_that_pass_in_one_round_hold_nothing_up(qtbot):
    waits, passed = Waits(), []
    with waits.noticed():
        QTimer.singleShot(LOOK_MS, lambda: passed.append(True))
        with waits.doing("wait"):
            pass
        qtbot.waitUntil(lambda: bool(passed))  # overdue by now
        with waits.doing("lay out"):
            QApplication.processEvents()
    assert waits.held == []
