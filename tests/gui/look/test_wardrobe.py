"""A theme is put on what is seen; on what is hidden when it is shown."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import THEMES, stylesheet
from lrsim.gui.look.wardrobe import Wardrobe


class Styled(QObject):
    """Notes which widgets are styled anew."""

    def __init__(self, *widgets):
        super().__init__()
        self._noted = set()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange:
            self._noted.add(watched)
        return False

    def take(self):
        """Return those since the last time."""
        noted, self._noted = self._noted, set()
        return noted


def piece(name, parent):
    holder = QWidget(parent)
    QVBoxLayout(holder).addWidget(QLabel(name))
    parent.layout().addWidget(holder)
    return holder


@pytest.fixture
def window(qtbot):
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def test_a_theme_is_put_on_what_is_in_sight_and_on_what_is_hidden_when_it_is_shown(window):
    seen, hidden = piece("seen", window), piece("hidden", window)
    hidden.hide()
    wardrobe = Wardrobe(window)
    wardrobe.dress(THEMES["dark"])
    window.show()
    hidden.show()
    hidden.hide()
    styled = Styled(*window.findChildren(QWidget))
    wardrobe.dress(THEMES["light"])
    assert styled.take() == {seen, *seen.findChildren(QWidget)}
    wardrobe.dress(THEMES["light"])
    assert styled.take() == set()
    wardrobe.dress(THEMES["contrast"])
    styled.take()
    hidden.show()
    assert styled.take() == {hidden, *hidden.findChildren(QWidget)}
    hidden.hide()
    hidden.show()
    assert styled.take() == set()
    assert seen.styleSheet() == hidden.styleSheet() == stylesheet(THEMES["contrast"])


def test_what_comes_later_is_dressed_and_what_dresses_itself_is_left_alone(window):
    wardrobe = Wardrobe(window)
    wardrobe.dress(THEMES["dark"])
    window.show()
    later, itself, dialog = piece("later", window), piece("itself", window), QDialog(window)
    itself.setStyleSheet("color: red")
    for widget in (later, itself, dialog):
        widget.show()
    wardrobe.dress(THEMES["light"])
    assert later.styleSheet() == dialog.styleSheet() == stylesheet(THEMES["light"])
    assert itself.styleSheet() == "color: red"
    dialog.close()


def test_what_has_moved_into_another_piece_has_no_look_of_its_own(window):
    card, tabs = piece("card", window), piece("tabs", window)
    tabs.hide()
    wardrobe = Wardrobe(window)
    wardrobe.dress(THEMES["dark"])
    window.show()
    card.layout().addWidget(tabs)
    tabs.show()
    assert tabs.styleSheet() == ""


def test_neither_a_window_nor_what_holds_its_pieces_is_styled_as_a_whole(open_window):
    window = open_window()
    for page in range(len(window.page_names)):
        window.show_page(page)
    hidden = {w for w in window.findChildren(Page) if not w.isVisible()}
    hidden |= {w for page in hidden for w in page.findChildren(QWidget)}
    styled = Styled(window, *window.findChildren(QWidget))
    window.set_theme(THEMES["light"])
    again = styled.take()
    assert window.dial in again
    assert not again & {window, window.keys_home, window.floor, window.pages, *hidden}
