"""All words of the whole window, whatever is opened in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from gui.dialogs import answer, choose_file, open_dialogs
from gui.names import names_in
from gui.pseudo import Pseudo, english_words
from lrsim.gui.forms.kinds import CATALOGUES
from lrsim.gui.maps import ranges
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.speeds import SPEEDS
from waiting import wait_until

RUNNERS = ("Snail", "Pro", "Maniac", "Runner 4")


def names() -> list[str]:
    return [
        *names_in(*(catalogue.base for catalogue in CATALOGUES.values())),
        *RUNNERS,
        "λmax",
        "PyTorch",
        "SGD",
    ]


@pytest.fixture
def window(open_window: OpenWindow, pseudo: Pseudo, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Return a window in the pseudo-language that is so large that nothing is cut."""
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    return open_window(size=(2560, 1400))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    window.bridge.flush()
    qtbot.waitUntil(lambda: window.background.is_idle)
    window.grab()


@pytest.mark.parametrize("page", range(5))
@pytest.mark.parametrize("surface", ["quadratic", "rosenbrock"])
def test_all_words_of_every_page_are_translated(
    window: MainWindow, qtbot: QtBot, pseudo: Pseudo, surface: str, page: int
) -> None:
    window.session.edit(surface=surface)
    window.show_page(page)
    for step in (0, 1, window.session.horizon):
        window.session.seek(step)
        settle(window, qtbot)
    window.session.select(2)
    settle(window, qtbot)
    assert not pseudo.english(window, names=names())


@pytest.mark.parametrize("kind", CATALOGUES)
def test_all_words_of_a_pickers_card_are_translated(
    window: MainWindow, pseudo: Pseudo, kind: str
) -> None:
    picker = window.pickers[kind]
    picker.open()
    picker.popover.grab()
    assert not pseudo.english(picker.popover, names=names())
    picker.popover.close()


def test_all_words_of_the_chips_cards_are_translated(window: MainWindow, pseudo: Pseudo) -> None:
    for form in (window.experiment_form, window.noise_form):
        form.open()
        form.popover.grab()
        assert not pseudo.english(form.popover, names=RUNNERS)
        form.popover.close()


def test_the_menu_and_the_list_of_keys_are_translated(window: MainWindow, pseudo: Pseudo) -> None:
    sheet = window.actions_.sheet
    sheet.toggle()
    menu = window.actions_.button.menu()
    assert len(sheet.findChildren(QLabel)) > 60
    assert not pseudo.english(window, menu, names=names())


@pytest.mark.parametrize("speed", SPEEDS)
def test_every_speed_is_translated(window: MainWindow, pseudo: Pseudo, speed: float) -> None:
    window.session.set_speed(speed)
    window.bridge.flush()
    assert not pseudo.english(window.transport, names=RUNNERS)


def test_dialogs_are_translated(window: MainWindow, pseudo: Pseudo, tmp_path: Path) -> None:
    documents, path = window.actions_.documents, str(tmp_path / "1.toml")
    texts: list[str] = []

    def read(dialog: QFileDialog) -> None:
        texts.extend((dialog.windowTitle(), *dialog.nameFilters()))

    documents.save_as()
    read(choose_file(path))
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    texts.append(window.toast.text().replace(path, ""))
    window.session.turn_dial(0.3)
    window.close()
    (box,) = open_dialogs()
    texts.extend(pseudo.english(box, names=["1.toml", *RUNNERS]))
    texts.append(answer(QMessageBox.StandardButton.Cancel).replace("1.toml", ""))
    documents.open()
    read(choose_file(""))
    assert len(texts) >= 6
    assert not [word for text in texts for word in english_words(text.replace("*.toml", ""))]
