"""What an exercise hides is seen, heard and done nowhere in the window; and the window says that it hides."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from gui.legible import texts_of
from lrsim.declarations import HIDEABLE
from lrsim.experiment import Experiment, Runner
from lrsim.gui.runners.model import read_rows
from lrsim.gui.window.hide_dialog import HideDialog

KEY = Qt.Key

VALLEY = Experiment("long-valley", steps=60, runners=[Runner(name="Ball", lr=0.02)])


def hide(window, *names):
    window.session.edit(hide=names)
    settle(window)


def settle(window):
    for _ in range(2):
        window.bridge.flush()
        QApplication.processEvents()


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.focusWidget() or window, key, modifiers)
    settle(window)


def told(window):
    """Return all that the window says: painted, written, told to a screen reader."""
    seen = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    heard = [
        text
        for widget in seen
        for text in (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    ]
    return " | ".join([*heard, *(text.text for text in texts_of(window))])


@pytest.fixture
def window(open_window):
    window = open_window()
    window.session.select(1)
    window.session.seek(20)
    settle(window)
    return window


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("limit", ("stable up to", "Of the stable limit")),
        ("best", ("best step", "best run", "Snail · Pro · Maniac")),
        ("verdict", ("On course", "Just right", "Too small")),
        ("fix", ("rule of thumb", "(X)")),
        ("loss", ("Log or linear",)),
        ("runners", ("+ add a runner",)),
        ("pickers", ("Quadratic", "SGD", "Constant")),
        ("reveal", ("Reveal",)),
    ],
)
def test_what_is_hidden_is_told_nowhere(window, name, words):
    window.session.select(2)  # overshooting, with a fix
    settle(window)
    window.session.select(1)
    settle(window)
    if name == "fix":
        window.session.select(2)
        settle(window)
    before = told(window)
    assert any(word in before for word in words)
    hide(window, name)
    after = told(window)
    assert [word for word in words if word in after] == []
    assert "hidden for this exercise" in after
    window.exercise.all_button.click()
    settle(window)
    assert window.session.experiment.hide == ()
    assert "hidden for this exercise" not in told(window)
    assert any(word in told(window) for word in words)


def test_nothing_is_said_where_nothing_is_hidden(window):
    assert window.exercise.isHidden()
    assert "exercise" not in told(window)


def test_without_the_dial_no_key_no_wheel_and_no_page_turns_it(window):
    hide(window, "dial")
    lr = window.session.lr
    for key in (KEY.Key_Up, KEY.Key_PageUp, KEY.Key_Return, KEY.Key_5):
        press(window, key)
    window.pages.dialRequested.emit(0.3)
    assert window.session.lr == lr
    assert not window.dial.isVisible()
    window.session.undo()  # of hiding it
    settle(window)
    assert window.dial.isVisible()
    press(window, KEY.Key_Up)
    assert window.session.lr > lr


def test_without_the_zone_neither_ring_nor_page_tells_it(window, qtbot):
    window.show_page(window.page_names.index("Zone"))
    hide(window, "zone")
    assert window.pages.is_home
    press(window, KEY.Key_Z)
    press(window, KEY.Key_R)
    qtbot.waitUntil(lambda: window.background.is_idle)
    settle(window)
    assert window.dial.arc is None
    for name in ("Finder", "Map", "Zone", "Long run"):
        window.show_page(window.page_names.index(name))
        assert window.pages.is_home
    assert "Finder" not in told(window)
    window.session.edit(hide=())
    qtbot.waitUntil(lambda: window.dial.arc is not None)


def test_without_the_best_the_ring_stands_without_its_diamond(window, qtbot):
    hide(window, "best")
    press(window, KEY.Key_Z)
    qtbot.waitUntil(lambda: window.dial.arc is not None)
    assert window.dial.arc.best is None


def test_without_the_range_test_there_is_no_page_and_no_offer_of_it(window):
    window.session.pause()
    hide(window, "finder")
    window.find_rate()
    assert window.pages.is_home
    assert "Find a rate" not in told(window)
    window.show_page(window.page_names.index("Map"))
    assert not window.pages.is_home


def test_without_the_fix_its_key_does_nothing(window):
    window.session.select(2)
    hide(window, "fix")
    before = window.session.experiment
    press(window, KEY.Key_X)
    assert window.session.experiment == before


def test_without_the_future_it_is_hidden_and_its_key_shows_nothing(window):
    window.session.set_reveal(True)
    hide(window, "reveal")
    assert not window.session.reveal
    press(window, KEY.Key_R)
    assert not window.session.reveal


@pytest.mark.parametrize("deep", [False, True])
def test_without_the_minima_there_are_no_stars(open_window, deep):
    window = open_window(VALLEY)
    place = window.run_page.surface_place
    if deep:
        place.toggle_depth()
        settle(window)
    shown = (lambda: place.deep.mesh.minima) if deep else (lambda: place.flat.minima.starred)
    assert shown()
    hide(window, "minimum")
    assert not shown()
    window.session.undo()
    settle(window)
    assert shown()


def test_without_the_verdict_nobody_says_that_it_exploded(window):
    window.session.select(2)
    window.session.seek(35)
    settle(window)
    assert told(window).count("passed 1000") >= 2
    assert "exploded at 30" in read_rows(window.session)[2].texts
    hide(window, "verdict")
    assert window.run_page.surface_place.flat.event_mark.words == ""
    assert "passed 1000" not in told(window)
    assert not any("exploded" in text for text in read_rows(window.session)[2].texts)


def test_without_the_minima_no_axis_measures_from_the_lowest_and_no_words_name_it(open_window):
    window = open_window(Experiment("formula:x**2-5", start=[3.0], steps=20))
    view = window.run_page.loss_view
    assert view.sentence == "above the minimum, which is −5"
    assert "lowest known" in window.run_page.surface_place.flat.summary()
    hide(window, "minimum")
    assert view.sentence == "at each step"
    assert "lowest known" not in window.run_page.surface_place.flat.summary()
    window.session.undo()
    settle(window)
    assert view.sentence == "above the minimum, which is −5"


def test_figures_that_are_copied_tell_no_more_than_the_cards(window):
    from lrsim.gui.window.figures import FIGURES

    hide(window, "limit", "verdict")
    assert "limit" not in FIGURES["verdict"](window.session).as_tabs()
    assert "on_course" not in FIGURES["runners"](window.session).as_tabs()
    assert "verdict" not in FIGURES["runners"](window.session).as_tabs()


@pytest.mark.parametrize("size", [(1024, 768), (1440, 860)])
def test_with_everything_hidden_the_window_plays_on(open_window, size):
    window = open_window(size=size)
    hide(window, *HIDEABLE)
    window.session.play()
    settle(window)
    assert window.session.playing
    assert not any(word in told(window) for word in ("stable", "best", "Snail 0.001"))
    assert window.run_page.surface_view.isVisible()


def test_the_dialog_hides_and_shows_in_one_gesture(window, qtbot):
    window.actions_._choose_hidden()
    dialog = window.findChild(HideDialog)
    assert len(dialog.findChildren(QCheckBox)) == len(HIDEABLE)
    dialog.boxes["zone"].click()
    dialog.boxes["fix"].click()
    dialog.hide_button.click()
    assert window.session.experiment.hide == ("zone", "fix")
    window.session.undo()
    assert window.session.experiment.hide == ()
    window.session.redo()
    window.actions_._choose_hidden()
    dialog = window.findChildren(HideDialog)[-1]
    assert dialog.chosen == ("zone", "fix")
    dialog.boxes["zone"].click()
    dialog.cancel_button.click()
    assert window.session.experiment.hide == ("zone", "fix")


def test_all_its_words_are_translated(pseudo, open_window):
    window = open_window()
    hide(window, "dial")
    window.actions_._choose_hidden()
    dialog = window.findChild(HideDialog)
    shown = (dialog, window.exercise, window.cards["dial"])
    assert not pseudo.english(*shown, names=("Snail", "Pro", "Maniac"))
    dialog.reject()
