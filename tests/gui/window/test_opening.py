"""Share codes in the window: copied, pasted, dropped; and what is none is told in a sentence."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.dialogs import choose_file
from lrsim.experiment import Experiment, load
from waiting import wait_until

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OTHER = Experiment("shower", title="Somebody else's", steps=50, hide=["zone"])


@pytest.fixture(autouse=True)
def clipboard(qapp):
    board = QApplication.clipboard()
    board.clear()
    return board


def keys(window, key, modifiers):
    QTest.keyClick(window.focusWidget() or window, key, modifiers)


def drop(widget, data):
    """Drop something on a widget; return whether it was taken."""
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, button, none)
    QApplication.sendEvent(widget, entering)
    if entering.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), action, data, button, none))
    return entering.isAccepted()


def text_of(text):
    data = QMimeData()
    data.setText(text)
    return data


def test_what_is_copied_is_the_whole_experiment(window, clipboard):
    keys(window, KEY.Key_C, CTRL | SHIFT)
    assert load(clipboard.text()) == window.session.experiment
    assert "on the clipboard" in window.toast.text()


def test_a_code_on_the_clipboard_is_opened_with_one_key_and_undone_with_another(window, clipboard):
    before = window.session.experiment
    clipboard.setText(f"  {OTHER.share()}\n")
    keys(window, KEY.Key_V, CTRL)
    assert window.session.experiment == OTHER
    assert "Somebody else's" in window.toast.text()
    assert window.session.path is None
    window.bridge.flush()
    keys(window, KEY.Key_Z, CTRL)
    assert window.session.experiment == before


def test_in_a_text_field_the_key_pastes_text(window, clipboard, qtbot):
    before = window.session.experiment
    clipboard.setText(OTHER.share())
    QTest.keyClick(window.dial, KEY.Key_Return)
    field = window.focusWidget()
    assert field is not window.dial
    QTest.keyClick(field, KEY.Key_V, CTRL)
    assert window.session.experiment == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OTHER.share()[:-3] + "AAA", "is no whole share code"),
        ("lrsim9:abc", "is a share code of a newer version"),
        (OTHER.share().upper(), "has lost its small letters"),
        ("0.3", "The clipboard holds no share code"),
        ("", "The clipboard holds no share code"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(window, clipboard, text, told):
    before = window.session.experiment
    clipboard.setText(text)
    keys(window, KEY.Key_V, CTRL)
    assert told in window.toast.text()
    assert "\n" not in window.toast.text()
    assert window.session.experiment == before


def test_a_code_is_taken_in_the_gallery_too(window, clipboard):
    opening = window.actions_.opening
    clipboard.setText(OTHER.share())
    opening.show()
    QTest.keyClick(opening.gallery.filter, KEY.Key_V, CTRL)  # into the field itself
    assert window.session.experiment == OTHER
    assert opening.gallery.isHidden()
    window.session.undo()
    opening.show()
    opening.gallery.paste_button.click()
    assert window.session.experiment == OTHER
    opening.show()
    opening.gallery.filter.setText("lrsim1:AAAA")
    assert "is no whole share code" in window.toast.text()
    assert opening.gallery.isVisible()


def test_a_code_is_typed_letter_by_letter_and_opens_with_the_last(window):
    code, opening = OTHER.share(), window.actions_.opening
    before = window.session.experiment
    opening.show()
    field = opening.gallery.filter
    QTest.keyClicks(field, code[:-1])
    assert field.text() == code[:-1]
    assert window.toast.isHidden()
    QTest.keyClick(field, KEY.Key_Return)  # not yet whole
    assert "no whole share code" in window.toast.text()
    assert window.session.experiment == before
    QTest.keyClicks(field, code[-1])
    assert window.session.experiment == OTHER
    assert opening.gallery.isHidden()


@pytest.mark.parametrize("around", ["Look at this: {code} !", "<{code}>", "LRSIM1:{rest}"])
def test_a_code_is_found_in_a_message_whatever_its_first_letters(window, clipboard, around):
    code = OTHER.share()
    before = window.session.experiment
    clipboard.setText(around.format(code=code, rest=code.removeprefix("lrsim1:")))
    keys(window, KEY.Key_V, CTRL)
    assert window.session.experiment == OTHER
    window.session.undo()
    assert window.session.experiment == before
    opening = window.actions_.opening
    opening.show()
    QTest.keyClick(opening.gallery.filter, KEY.Key_V, CTRL)
    assert window.session.experiment == OTHER


@pytest.mark.parametrize("onto", ["plot", "dial"])
def test_a_code_that_is_dropped_is_opened(window, onto):
    widgets = {"plot": window.run_page.loss_view.viewport(), "dial": window.dial}
    target = widgets[onto]
    while not target.acceptDrops():  # as Qt looks for who takes it
        target = target.parentWidget()
    assert target is window
    assert drop(window, text_of(OTHER.share()))
    assert window.session.experiment == OTHER
    assert not drop(window, text_of("any other text"))


def test_a_file_that_is_dropped_is_opened(window, tmp_path):
    path = tmp_path / "other.toml"
    OTHER.save(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert drop(window, data)
    wait_until(lambda: QApplication.processEvents() or window.session.path == str(path))
    assert window.session.experiment == OTHER


def test_a_file_asked_for_in_the_gallery_takes_its_place(window, tmp_path):
    opening, path = window.actions_.opening, tmp_path / "other.toml"
    OTHER.save(path)
    opening.show()
    opening.gallery.file_button.click()
    choose_file("")
    assert opening.gallery.isVisible()
    opening.gallery.file_button.click()
    choose_file(str(path))
    wait_until(lambda: QApplication.processEvents() or opening.gallery.isHidden())
    assert window.session.experiment == OTHER


def test_a_fresh_window_offers_it_and_asks_nothing(window):
    button = window.bar.open_button
    assert button.isVisible()
    assert button.text() == "Open"
    assert window.actions_.opening.gallery is None
    assert QApplication.activeModalWidget() is None
