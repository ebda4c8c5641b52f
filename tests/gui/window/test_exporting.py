"""Export…: asked for in a dialog, written by a process beside the window."""

from __future__ import annotations

import os

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.dialogs import choose_file
from lrsim.gui.pictures.order import film_of
from lrsim.gui.window.exporting import ExportDialog
from lrsim.gui.window.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow) -> ExportDialog:
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.isVisible()
    return dialog


def choose(dialog: ExportDialog, **values: str) -> None:
    for name, value in values.items():
        field = getattr(dialog, name)
        field.setCurrentIndex(field.findData(value))


def test_what_is_chosen_is_what_the_command_is_told(
    window: MainWindow, dialog: ExportDialog
) -> None:
    window.session.seek(7)
    window.session.select(2)
    choose(dialog, what="loss", kind=".png", sizes="1920x1080", theme="projector")
    dialog.transparent.setChecked(True)
    words = dialog.words("x.png")
    assert words[:4] == ["render", window.session.experiment.share(), "-o", "x.png"]
    told = " ".join(words[4:])
    assert "--what loss --size 1920x1080 --theme projector --select 3" in told
    assert "--step 7 --transparent" in told
    choose(dialog, kind=".mp4", duration="20", fps="30")
    told = " ".join(dialog.words("x.mp4"))
    assert "--duration 20 --fps 30" in told
    assert "--transparent" not in told
    assert "--step " not in told


def test_the_part_that_is_seen_is_proposed(window: MainWindow) -> None:
    proposed = {}
    for index, name in enumerate(window.page_names):
        window.show_page(index)
        QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        (shown,) = (each for each in window.findChildren(ExportDialog) if each.isVisible())
        proposed[name] = shown.what.currentData()
        told = " ".join(shown.words("x.png"))
        assert f"--what {proposed[name]} " in told
        shown.reject()
    assert proposed == {
        "Run": "window",
        "Finder": "finder",
        "Map": "map",
        "Zone": "zone",
        "Long run": "longrun",
        "Lessons": "window",
        "Race": "race",
    }


def test_films_have_a_length_and_stills_have_none(dialog: ExportDialog) -> None:
    for kind, filmed in ((".png", False), (".svg", False), (".gif", True), (".mp4", True)):
        choose(dialog, kind=kind)
        assert dialog.duration.isEnabled() == dialog.fps.isEnabled() == filmed
        assert dialog.transparent.isEnabled() == (kind != ".mp4")


@pytest.mark.parametrize(("kind", "fps"), [(".mp4", "30"), (".gif", "15")])
def test_a_film_has_as_many_pictures_a_second_as_the_command_gives_it(
    dialog: ExportDialog, kind: str, fps: str
) -> None:
    choose(dialog, kind=".gif" if kind == ".mp4" else ".mp4")
    choose(dialog, kind=kind)
    assert dialog.fps.currentData() == fps
    assert film_of(50, 50, kind).fps == float(fps)


def test_everything_in_the_dialog_has_a_name_and_the_keys_reach_it(dialog: ExportDialog) -> None:
    reached: set[QWidget | None] = set()
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    fields = (dialog.what, dialog.kind, dialog.sizes, dialog.theme)
    assert {*fields, dialog.reveal, dialog.write_button, dialog.cancel_button} <= reached
    assert all(field.accessibleName() for field in fields)


def test_a_picture_is_written_while_the_window_goes_on(
    qtbot: QtBot, window: MainWindow, dialog: ExportDialog, tmp_path
) -> None:
    path = tmp_path / "loss"
    choose(dialog, what="loss", kind=".png")
    with qtbot.waitSignal(dialog.said) as said:
        QTest.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
        choose_file(str(path))
        assert dialog.is_busy
        assert not dialog.write_button.isEnabled()
        window.session.seek(3)  # the process knows nothing of it
    assert said.args == [f"Saved to {path}.png"]
    with Image.open(f"{path}.png") as picture:
        assert picture.size == (1280, 720)
    assert not dialog.isVisible()


def test_a_film_shows_how_far_it_is_and_cancelled_leaves_nothing(
    qtbot: QtBot, dialog: ExportDialog, tmp_path
) -> None:
    choose(dialog, kind=".gif", duration="60")
    dialog.write(str(tmp_path / "long.gif"))
    qtbot.waitUntil(lambda: dialog.bar.value() > 2)
    assert dialog.bar.maximum() == 900
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.is_busy
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_written_is_said(qtbot: QtBot, dialog: ExportDialog, tmp_path) -> None:
    with qtbot.waitSignal(dialog.said) as said:
        dialog.write(str(tmp_path / "nowhere" / "x.png"))
    assert "there is no folder" in said.args[0]
    assert dialog.isVisible()
    assert dialog.write_button.isEnabled()


def test_the_window_closes_while_a_film_is_written(qtbot: QtBot, window, dialog, tmp_path) -> None:
    choose(dialog, kind=".gif", duration="60")
    dialog.write(str(tmp_path / "long.gif"))
    window.close()
    assert not dialog.is_busy
    assert os.listdir(tmp_path) == []
