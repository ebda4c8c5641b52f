"""The manual over the window: opened from the menu, read with the keys, closed with Esc."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QTextDocument, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from gui.pseudo import Pseudo, english_words, spoken
from lrsim import manual
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.gui.look.theme import THEMES
from lrsim.gui.manual.reader import Reader
from lrsim.gui.manual.sheet import ManualSheet
from lrsim.gui.window.main_window import MainWindow
from lrsim.text.messages import shown

KEY = Qt.Key
MODEL, CATALOGUE = manual.PAGES


def open_manual(window: MainWindow, page: str = MODEL) -> ManualSheet:
    """Open a page from the window's menu, as users do."""
    title = shown(manual.PAGES[page])
    actions = window.actions_.button.menu().findChildren(QAction)
    (action,) = [action for action in actions if action.text() == title]
    action.trigger()
    QApplication.processEvents()
    sheet = window.actions_.manual
    assert sheet is not None
    return sheet


@pytest.mark.parametrize("page", manual.PAGES)
def test_the_menu_opens_each_page_and_escape_gives_the_keys_back(
    window: MainWindow, page: str
) -> None:
    assert window.dial.hasFocus()
    sheet = open_manual(window, page)
    assert sheet.isVisible()
    assert sheet.reader.hasFocus()
    assert sheet.reader.document().firstBlock().text() == shown(manual.PAGES[page])
    QTest.keyClick(sheet.reader, KEY.Key_Escape)
    assert not sheet.isVisible()
    assert window.dial.hasFocus()


def test_the_page_says_the_thresholds_as_the_code_has_them(window: MainWindow) -> None:
    reader = open_manual(window).reader
    text = reader.toPlainText()
    assert "{" not in text
    for name in VERDICTS:
        assert name in text
    frames = reader.document().rootFrame().childFrames()
    tables = manual.page(MODEL).count("\n|---")
    assert sum(isinstance(frame, QTextTable) for frame in frames) == tables > 1


@pytest.mark.parametrize("page", manual.PAGES)
@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_every_paragraph_is_laid_out_and_none_is_wider_than_the_page(
    open_window: OpenWindow, page: str, size: tuple[int, int]
) -> None:
    window = open_window(size=size)
    window.set_theme(THEMES["projector"])
    reader = open_manual(window, page).reader
    document = reader.document()
    layout = document.documentLayout()
    for number in range(document.blockCount()):
        block = document.findBlockByNumber(number)
        assert not block.text() or layout.blockBoundingRect(block).height() > 10, block.text()
    assert document.size().width() <= reader.viewport().width() + 1


@pytest.mark.parametrize("page", manual.PAGES)
def test_every_link_of_a_page_leads_to_a_heading(window: MainWindow, page: str) -> None:
    sheet = open_manual(window, page)
    for target in re.findall(r"\]\(([^)]*)\)", manual.page(page)):
        open_manual(window, page)
        sheet.reader.anchorClicked.emit(QUrl(target))
        assert sheet.page_buttons[target.partition("#")[0]].isChecked()
        if "#" in target:
            assert sheet.reader.verticalScrollBar().value() > 0, target


def test_a_link_can_be_gone_back_from_to_where_one_read(window: MainWindow) -> None:
    sheet = open_manual(window)
    assert not sheet.back_button.isEnabled()
    bar = sheet.reader.verticalScrollBar()
    bar.setValue(120)
    sheet.reader.anchorClicked.emit(QUrl("catalogue.md#optimizers"))
    assert bar.value() > 120
    QTest.mouseClick(sheet.back_button, Qt.MouseButton.LeftButton)
    assert sheet.page_buttons[MODEL].isChecked()
    assert bar.value() == 120
    assert not sheet.back_button.isEnabled()


def test_keys_scroll_and_leave_the_run_alone(window: MainWindow) -> None:
    sheet = open_manual(window)
    bar, rate = sheet.reader.verticalScrollBar(), window.session.lr
    values = [bar.value()]
    for key in (KEY.Key_Space, KEY.Key_PageDown, KEY.Key_Down, KEY.Key_End):
        QTest.keyClick(sheet.reader, key)
        values.append(bar.value())
    assert values == sorted(set(values))
    QTest.keyClick(sheet.reader, KEY.Key_Home)
    assert bar.value() == 0
    for key in (KEY.Key_R, KEY.Key_Comma, KEY.Key_Backspace, KEY.Key_Return):
        QTest.keyClick(sheet.reader, key)
    assert not window.session.playing
    assert window.session.lr == rate


def test_it_follows_the_window_and_a_click_beside_it_closes_it(open_window: OpenWindow) -> None:
    window = open_window(size=(1920, 1080))
    sheet = open_manual(window)
    window.resize(1400, 800)
    QApplication.processEvents()
    assert sheet.geometry() == window.rect()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(sheet.width() // 2, 40))
    assert sheet.isVisible()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not sheet.isVisible()


@pytest.mark.parametrize("theme", THEMES)
def test_it_takes_the_theme_and_stays_where_one_reads(window: MainWindow, theme: str) -> None:
    sheet = open_manual(window)
    sheet.reader.show_heading("the-zone")
    block = sheet.reader.block
    window.set_theme(THEMES[theme])
    QApplication.processEvents()
    assert sheet.reader.document().defaultFont().pixelSize() == round(window.theme.body)
    assert abs(sheet.reader.block - block) <= 1
    assert block > 0


def test_escape_closes_it_before_it_leaves_a_presentation(window: MainWindow) -> None:
    sheet = open_manual(window)
    window.presentation.start()
    window.presentation.close()
    assert not sheet.isVisible()
    assert window.presentation.is_on
    window.presentation.leave()


def test_links_elsewhere_are_for_the_system(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr("lrsim.gui.manual.reader.QDesktopServices.openUrl", opened.append)
    reader = Reader()
    qtbot.addWidget(reader)
    reader.anchorClicked.emit(QUrl("https://example.org/"))
    assert opened == [QUrl("https://example.org/")]


def test_its_own_words_are_translated(pseudo: Pseudo, open_window: OpenWindow) -> None:
    sheet = open_manual(open_window())
    own = (sheet, sheet.back_button, sheet.close_button, *sheet.page_buttons.values())
    said = [text for widget in own for text in spoken(widget)]
    said.append(sheet.reader.document().firstBlock().text())
    assert not [text for text in said if english_words(text)]


def test_a_page_that_is_left_is_no_longer_held(qtbot: QtBot) -> None:
    reader = Reader()
    qtbot.addWidget(reader)
    for name in ("one", "two", "three"):
        reader.show_page(f"# {name}", THEMES["dark"])
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert reader.findChildren(QTextDocument) == [reader.document()]
        assert reader.document().toPlainText() == name
