"""Dialogs that are answered by a call."""

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.dialogs import answer, choose_file, open_dialogs
from lrsim.gui.loop.dialogs import ask, ask_for_file

BUTTON = QMessageBox.StandardButton


def test_a_name_gets_the_ending_of_its_kind_of_files(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    kinds, chosen = ["Pictures (*.png)", "Numbers (*.npz)", "All files (*)"], []
    ask_for_file(parent, "Save", "map.png", ";;".join(kinds), chosen.append, saves=True)
    (dialog,) = open_dialogs()
    endings = []
    for kind in kinds:
        dialog.filterSelected.emit(kind)
        endings.append(dialog.defaultSuffix())
    assert endings == ["png", "npz", "npz"]
    choose_file("a.npz")
    assert chosen == ["a.npz"]


def test_only_the_button_that_is_pressed_does_something(qtbot):
    parent, done = QWidget(), []
    qtbot.addWidget(parent)
    answers = {
        BUTTON.Save: ("Keep", lambda: done.append("kept")),
        BUTTON.Discard: ("Drop", lambda: done.append("dropped")),
    }
    for button in (BUTTON.Save, BUTTON.Cancel, BUTTON.Discard):
        ask(parent, "Keep it?", answers)
        answer(button)
    assert done == ["kept", "dropped"]
