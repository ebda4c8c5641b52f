"""Dialogs that are answered by a call."""

from PySide6.QtWidgets import QApplication, QListView, QMessageBox, QToolButton, QTreeView, QWidget

from gui.dialogs import answer, choose_file, open_dialogs
from lrsim.gui.look import theme as look
from lrsim.gui.look.theme import THEMES
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


def test_columns_and_places_of_a_dialog_for_files_are_whole_and_its_arrows_seen(
    qapp, qtbot, tmp_path
):
    (tmp_path / "experiment.toml").touch()
    parent, theme = QWidget(), THEMES["contrast"]
    qtbot.addWidget(parent)
    look.apply(qapp, theme)
    look.dress(parent, theme)
    ask_for_file(parent, "Open", str(tmp_path), "Experiments (*.toml)", print)
    (dialog,) = open_dialogs()
    files, places = dialog.findChild(QTreeView, "treeView"), dialog.findChild(QListView, "sidebar")
    header = files.header()
    qtbot.waitUntil(lambda: files.model().rowCount(files.rootIndex()) == 1)
    qtbot.waitUntil(
        lambda: all(header.sectionSize(k) >= files.sizeHintForColumn(k) for k in range(4))
    )
    assert header.length() == files.viewport().width()
    assert places.viewport().width() >= places.sizeHintForColumn(0)
    for name in ("backButton", "forwardButton", "toParentButton"):
        arrow = dialog.findChild(QToolButton, name).icon().pixmap(16, 16).toImage()
        ink = [arrow.pixelColor(x, y) for x in range(16) for y in range(16)]
        assert max(colour.lightness() for colour in ink if colour.alpha() > 200) > 150
    dialog.reject()


def test_a_name_with_the_ending_of_no_kind_gets_one_and_replaces_nothing_unasked(qtbot, tmp_path):
    parent, chosen = QWidget(), []
    qtbot.addWidget(parent)
    taken = tmp_path / "lr-0.1.svg"
    taken.write_text("a drawing")
    kinds, where = "Pictures (*.png);;Drawings (*.svg)", str(tmp_path / "lr-0.1")
    for button in (BUTTON.Cancel, BUTTON.Yes):
        ask_for_file(parent, "Save", str(tmp_path), kinds, chosen.append, saves=True)
        (dialog,) = open_dialogs()
        dialog.selectNameFilter("Drawings (*.svg)")
        dialog.filterSelected.emit("Drawings (*.svg)")
        choose_file(where)
        assert chosen == []
        assert answer(button) == "lr-0.1.svg is there already. Replace it?"
        QApplication.processEvents()  # what is closed goes before the next one comes
    assert chosen == [str(taken)]
    taken.unlink()
    ask_for_file(parent, "Save", str(tmp_path), kinds, chosen.append, saves=True)
    choose_file(where)
    assert chosen[1:] == [f"{where}.png"]
    QApplication.processEvents()


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
