"""The gallery: every scene a click or a key away, pictures that play only while they are seen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import picture
from lrsim.lessons import scenes
from lrsim.text.messages import shown

KEY = Qt.Key

RUNNERS = ("Snail", "Pro", "Maniac")


def gallery_of(window):
    window.actions_.opening.show()
    QApplication.processEvents()
    return window.actions_.opening.gallery


def focused(window):
    return window.focusWidget().scene.name


@pytest.fixture
def gallery(window):
    return gallery_of(window)


def test_ctrl_o_and_the_button_open_it(window):
    for ask in (
        lambda: QTest.keyClick(window, KEY.Key_O, Qt.KeyboardModifier.ControlModifier),
        window.bar.open_button.click,
    ):
        ask()
        assert window.actions_.opening.gallery.isVisible()
        assert not window.keys_home.isVisible()
        window.actions_.opening.close()


def test_every_scene_has_a_card_that_says_what_is_computed(gallery):
    assert [card.scene for card in gallery.shelves.found] == list(scenes())
    for card in gallery.shelves.cards:
        assert card.accessibleName() == card.scene.title
        assert card.accessibleDescription() == shown(card.scene.told)
        assert "{" not in card.accessibleDescription()


def test_a_click_opens_any_of_them_playing_and_undo_brings_back_what_there_was(window):
    session = window.session
    before = session.experiment
    for card in gallery_of(window).shelves.cards:
        gallery_of(window)._scroll.ensureWidgetVisible(card)
        window.show_page(1)
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
        assert session.experiment == card.scene.experiment
        assert (session.playing, session.speed, session.selected) == (True, card.scene.speed, 0)
        assert session.playhead == (card.scene.plays or (0, 0))[0]
        assert not window.actions_.opening.gallery.isVisible()
        assert window.keys_home.isVisible()
        assert window.pages.is_home
        assert window.focusWidget() in (window.dial, window.keys_home)
        window.bridge.flush()
        assert card.scene.title in window.windowTitle()
        session.pause()
        session.undo()
        assert session.experiment == before


def test_arrows_lead_from_card_to_card_and_enter_opens(window, gallery):
    rows = gallery.shelves._rows
    QTest.keyClick(gallery.filter, KEY.Key_Down)
    assert focused(window) == scenes()[0].name
    QTest.keyClick(window.focusWidget(), KEY.Key_Right)
    assert focused(window) == scenes()[1].name
    QTest.keyClick(window.focusWidget(), KEY.Key_Down)
    assert focused(window) == rows[1][min(1, len(rows[1]) - 1)].scene.name
    QTest.keyClick(window.focusWidget(), KEY.Key_Up)
    QTest.keyClick(window.focusWidget(), KEY.Key_Up)
    assert window.focusWidget() is gallery.filter
    QTest.keyClick(gallery.filter, KEY.Key_Down)
    QTest.keyClick(window.focusWidget(), KEY.Key_End)
    last = window.focusWidget()
    assert last.scene == scenes()[-1]
    assert not last.visibleRegion().isEmpty()  # it was scrolled to
    QTest.keyClick(last, KEY.Key_Return)
    assert window.session.experiment == scenes()[-1].experiment


def test_what_is_typed_filters_by_title_name_sentence_group_and_settings(window, gallery):
    QTest.keyClick(gallery.filter, KEY.Key_Down)
    QTest.keyClicks(window.focusWidget(), "n")  # on a card: it means the filter
    QTest.keyClicks(gallery.filter, "esterov")
    assert [card.scene.name for card in gallery.shelves.found][:1] == ["nesterov"]
    assert all(
        card.isVisible() == (card in gallery.shelves.found) for card in gallery.shelves.cards
    )
    QTest.keyClick(gallery.filter, KEY.Key_Return)
    assert window.session.experiment.title == "Nesterov looks ahead"
    gallery_of(window)
    assert gallery.filter.text() == ""
    gallery.filter.setText("famous failures")
    failures = {scene.name for scene in scenes() if scene.group == "famous failures"}
    assert failures <= {card.scene.name for card in gallery.shelves.found}
    for text, name in (
        ("batch", "batch"),
        ("batch size", "batch"),
        ("noise-ball", "noise-ball"),
        ("noise", "smaller-rate"),
        ("cosine annealing", "cosine"),
        ("clipped", "cliff"),
    ):
        gallery.filter.setText(text)
        found = {card.scene.name for card in gallery.shelves.found}
        assert name in found
        assert len(found) < len(scenes()) / 2
    gallery.filter.setText("nan")  # in bananas, too
    assert gallery.shelves.found[0].scene.name == "out-of-numbers"
    gallery.filter.setText("zzzz")
    assert gallery.shelves.found == []
    assert gallery.shelves._nothing.isVisible()
    QTest.keyClick(gallery.filter, KEY.Key_Return)  # nothing is chosen
    assert gallery.isVisible()


def test_esc_goes_back_to_what_there_was_playing_on(window):
    before = window.session.experiment
    window.session.play()
    gallery = gallery_of(window)
    assert not window.session.playing
    QTest.keyClick(gallery.filter, KEY.Key_Escape)
    assert gallery.isHidden()
    assert window.session.playing
    assert window.session.experiment == before
    assert not window.session.can_undo


@pytest.mark.parametrize("presenting", [False, True])
def test_whoever_hides_it_the_window_is_there_again(window, presenting):
    if presenting:
        window.present()
    gallery = gallery_of(window)
    QTest.keyClick(gallery.filter, KEY.Key_Escape)
    assert gallery.isHidden()
    assert window.keys_home.isVisible()
    assert window.presentation.is_on == presenting
    gallery_of(window)
    window.hide()
    window.show()
    assert gallery.isVisible()
    assert not window.keys_home.isVisible()
    gallery.close_button.click()
    assert window.keys_home.isVisible()


def test_single_keys_mean_nothing_behind_it(window, gallery):
    QTest.keyClick(gallery.filter, KEY.Key_Down)
    reveal = window.session.reveal
    QTest.keyClick(window.focusWidget(), KEY.Key_R)
    assert window.session.reveal == reveal
    assert gallery.filter.text() == "r"


def test_tab_stays_in_it(window, gallery):
    seen = set()
    for _ in range(80):
        QTest.keyClick(window.focusWidget(), KEY.Key_Tab)
        assert gallery.isAncestorOf(window.focusWidget())
        seen.add(window.focusWidget())
    assert {gallery.file_button, gallery.paste_button, gallery.close_button} < seen
    assert set(gallery.shelves.cards) < seen


def test_pictures_play_and_show_what_comes_of_it(open_window):
    gallery = gallery_of(open_window(moves=True))
    card = next(card for card in gallery.shelves.cards if card.scene.name == "adam-rosenbrock")
    gallery._scroll.ensureWidgetVisible(card)
    card.show_share(0.0)
    first = picture(card)
    card.show_share(1.0)
    assert not np.array_equal(first, picture(card))
    assert gallery.shelves._timer.isActive()
    gallery.hide()
    assert not gallery.shelves._timer.isActive()


def test_only_what_is_seen_is_moved(open_window):
    shelves = gallery_of(open_window(size=(1024, 768), moves=True)).shelves
    shelves._timer.stop()
    for card in shelves.cards:
        card.show_share(0.0)
    shelves._show_share(0.5)
    seen = {card for card in shelves.cards if not card.visibleRegion().isEmpty()}
    assert {card for card in shelves.cards if card.share == 0.5} == seen
    assert 0 < len(seen) < len(shelves.cards)


def test_with_reduced_motion_pictures_show_the_end_and_stand_still(gallery):
    assert not gallery.shelves._timer.isActive()
    assert {card.share for card in gallery.shelves.cards} == {1.0}


def test_a_picture_is_painted_alone_while_it_plays(open_window, monkeypatch):
    card = gallery_of(open_window()).shelves.cards[0]
    words = []
    card.grab()
    QApplication.processEvents()
    monkeypatch.setattr(card, "_paint_words", lambda painter: words.append(1))
    card.show_share(0.3)
    QApplication.processEvents()
    assert words == []
    card.update()
    QApplication.processEvents()
    assert words


def test_all_its_words_are_translated(pseudo, open_window):
    window = open_window(size=(2560, 1400))
    gallery = gallery_of(window)
    gallery.grab()
    assert not pseudo.english(gallery, names=RUNNERS)
    gallery.filter.setText("zzzz")
    gallery.grab()
    assert not pseudo.english(gallery, names=["zzzz", *RUNNERS])
