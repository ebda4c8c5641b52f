"""What a lecturer shows takes few gestures; each is a key, a click, or a word typed and taken by Enter."""

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.legible import texts_of
from lrsim.gui.window.main_window import MainWindow

Key = Qt.Key


class Hand:
    """Does what a lecturer does, and counts."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.gestures = 0

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)
        self._done()

    def pick(self, kind: str, text: str) -> None:
        """Open a picker, type, and take the best answer: two gestures."""
        picker = self.window.pickers[kind]
        QTest.mouseClick(picker.button, Qt.MouseButton.LeftButton)
        self._done()
        QTest.keyClicks(picker.card.list, text)
        QTest.keyClick(picker.card.list, Key.Key_Return)
        self._done()

    def _done(self) -> None:
        self.gestures += 1
        QApplication.processEvents()
        self.window.bridge.flush()

    def play(self) -> None:
        """Let time pass until it stops."""
        session = self.window.session
        for _ in range(2000):
            if not session.playing:
                break
            session.advance(0.1)
        QApplication.processEvents()
        self.window.bridge.flush()


@pytest.fixture
def hand(open_window) -> Hand:
    return Hand(open_window(size=(1280, 720), theme="projector"))


def test_three_models_are_there_from_the_first_moment(hand):
    assert [runner.name for runner in hand.window.session.experiment.runners] == [
        "Snail",
        "Pro",
        "Maniac",
    ]
    assert hand.gestures == 0


def test_the_shower_is_four_gestures_away(hand):
    hand.pick("surface", "shower")
    session = hand.window.session
    hand.window.runners_table.storyRequested.emit()  # the words under the table
    hand._done()
    hand.press(Key.Key_Space)
    hand.play()
    assert hand.gestures <= 4
    lrs = [runner.lr for runner in session.experiment.runners]
    assert lrs == [1e-4, 0.01, 10.0]
    assert session.runs[1].converged_at == 10


def test_why_it_explodes_is_legible_on_every_frame_of_three_gestures(hand):
    hand.press(Key.Key_3)
    hand.press(Key.Key_Backspace)
    session = hand.window.session
    assert session.runner.name == "Maniac"
    for _ in range(session.run.steps_taken):
        session.step(1)
        hand.window.bridge.flush()
        said = " ".join(text.text for text in texts_of(hand.window))
        assert session.playhead == session.run.steps_taken or "gradient" in said
    assert session.verdict().name == "exploding"
    assert hand.gestures <= 3


def test_a_nan_is_four_gestures_away(hand):
    hand.pick("surface", "log(x)")
    hand.press(Key.Key_3)
    hand.press(Key.Key_Space)
    hand.play()
    run = hand.window.session.run
    assert hand.gestures <= 4
    assert math.isnan(run.loss[-1])


def test_the_needle_follows_a_cosine_with_warmup(hand):
    hand.pick("schedule", "cosine-annealing:warmup=10")
    session, dial = hand.window.session, hand.window.dial
    rates = []
    for step in range(0, 50, 5):
        session.seek(step)
        hand.window.bridge.flush()
        rates.append(dial.value() if dial.rate is None else dial.rate)
        assert rates[-1] == pytest.approx(session.run.lr[step])
    assert np.argmax(rates) == 2
    assert hand.gestures <= 2
