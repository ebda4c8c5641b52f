"""What is opened and closed again leaves nothing behind: no widget, no action, no timer."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow
from gui.walk import settle
from lrsim.gui.window.card_menus import Owner
from lrsim.gui.window.main_window import MainWindow
from lrsim.lessons import lessons

pytestmark = pytest.mark.window


def open_lesson(window: MainWindow) -> None:
    window.lectern.open(lessons()[0])
    settle(window)
    window.lectern.leave()


def present(window: MainWindow) -> None:
    window.present()
    settle(window)
    window.present()


def open_card_menu(window: MainWindow) -> None:
    owner = Owner(window.cards["dial"], lambda: pytest.fail("no figures are asked for"))
    window.card_menus.open_card(owner, QPoint())
    settle(window)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def change_surfaces(window: MainWindow) -> None:
    for surface in ("rosenbrock", "formula:log(x)", "quadratic"):
        window.session.edit(surface=surface)
        settle(window)


def objects_after(act: Callable[[MainWindow], None], window: MainWindow) -> Counter[str]:
    """Return how many objects of each class there are, once what is to be deleted later is deleted."""
    act(window)
    settle(window)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    there: list[QObject] = [*window.findChildren(QObject), *QApplication.allWidgets()]
    return Counter(type(each).__name__ for each in set(there))


def test_what_is_opened_and_closed_leaves_no_object(open_window: OpenWindow) -> None:
    window = open_window(size=(1280, 720))
    assert not gc.isenabled()  # what goes without being collected goes with what it is part of
    for act in (open_lesson, present, open_card_menu, change_surfaces):
        before = objects_after(act, window)  # what is made once is made now
        assert objects_after(act, window) <= before, act.__name__
