"""The Goldilocks game's screen: nothing of the surface before it is settled, tries by shape and word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lrsim.lessons.goldilocks import MOST_TRIES, ROUNDS

CODE = "goldilocks-k3x9"


@pytest.fixture
def screen(window):
    window.lectern.play(CODE)
    return window.lectern.screen


def attempt(screen, lr):
    screen.panel.dial.enter_value(lr)
    screen.run_again()
    screen.stage.finish()


def test_the_surface_is_hidden_until_it_is_settled(screen):
    assert screen.stage.cards == ("loss",)
    attempt(screen, screen.game.zone.low / 50.0)
    assert screen.stage.cards == ("loss",)
    assert screen.panel.dial.accessibleDescription() == ""
    attempt(screen, screen.game.zone.best)
    assert screen.stage.cards == ("surface", "loss")
    assert "best" in screen.panel.dial.accessibleDescription()


def test_a_try_is_told_by_shape_and_word_when_it_has_run(screen):
    low, high = screen.game.zone.low, screen.game.zone.high
    screen.panel.dial.enter_value(low / 50.0)
    screen.run_again()
    assert screen.tries.text() == ""
    screen.stage.finish()
    assert "↑" in screen.tries.text()
    assert "too small" in screen.tries.text()
    attempt(screen, high * 50.0)
    assert "↓" in screen.tries.text()
    assert "too large" in screen.tries.text()
    attempt(screen, screen.game.zone.best)
    assert "★" in screen.tries.text()
    assert screen.panel.sign.good


def test_all_surfaces_come_to_a_line_that_is_copied(screen):
    for _ in range(ROUNDS):
        attempt(screen, screen.game.zone.best)
        assert screen.forward()
    assert screen.game.over
    assert screen.main.text() == f"{CODE}: {ROUNDS} tries · ★ ★ ★ ★ ★"
    screen.copy_button.click()
    assert QApplication.clipboard().text() == screen.game.result
    screen.code_button.click()
    assert QApplication.clipboard().text() == CODE


def test_a_surface_that_is_not_found_shows_where_it_was(screen):
    for _ in range(MOST_TRIES):
        attempt(screen, screen.game.zone.low / 50.0)
    assert screen.game.settled
    assert screen.context.text().startswith("Not found.")
    assert not screen.panel.dial.isEnabled()


def test_going_on_waits_for_the_surface_to_be_settled(screen):
    assert not screen.forward()
    assert screen.game.round == 0


def test_it_is_played_by_keyboard(screen):
    dial = screen.panel.dial
    assert dial.hasFocus()
    QTest.keyClick(dial, Qt.Key.Key_Up)
    QTest.keyClick(dial, Qt.Key.Key_Space)
    screen.stage.finish()
    assert len(screen.game.guesses) == 1
    QTest.keyClick(screen.window().focusWidget(), Qt.Key.Key_Escape)
    assert screen.isHidden()
