"""What the surface is like under the mouse is read in its card's sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import pixel_of
from lrsim import surface
from lrsim.gui.run.place_words import place_in_words
from lrsim.gui.window.main_window import MainWindow

pytestmark = pytest.mark.window


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("quadratic", "x 2 · loss 4 · slope 4"),
        ("bowl", "x 2, y 3 · loss 13 · gradient (4, 6)"),
    ],
)
def test_a_place_is_told_with_loss_and_gradient(spec: str, words: str) -> None:
    assert place_in_words(surface(spec), 2.0, 3.0) == words


def test_a_place_without_a_value_is_told_too() -> None:
    assert "loss NaN" in place_in_words(surface("formula:log(x)"), -1.0, 0.0)


def test_the_sentence_reads_what_is_under_the_mouse_until_it_leaves(window: MainWindow) -> None:
    view, card = window.run_page.surface_view, window.run_page.cards["surface"]
    before = card.sentence.full_text
    place = pixel_of(view, 2.0, 20.0).toPoint()
    QTest.mouseMove(view.viewport(), place - QPoint(9, 9))
    QTest.mouseMove(view.viewport(), place)
    QApplication.processEvents()
    assert card.sentence.full_text.startswith(("x 1.9", "x 2"))
    window.session.edit(surface="bowl")
    window.bridge.flush()
    assert "gradient" in card.sentence.full_text
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    QApplication.processEvents()
    assert card.sentence.full_text == window.session.experiment.surface.written
    assert before != card.sentence.full_text


def test_the_keys_read_the_curve_at_the_ball_and_where_they_move_it(window: MainWindow) -> None:
    view, card = window.run_page.surface_view, window.run_page.cards["surface"]
    window.session.seek(0)
    window.bridge.flush()
    x, loss = window.session.run.position[0][0], window.session.run.loss[0]
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.read_place.toTuple() == pytest.approx((x, loss))
    assert card.sentence.full_text == place_in_words(window.session.experiment.surface, x, 0.0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
        low, high = view.getViewBox().viewRange()[1]
        place = view.read_place
        assert place.y() == pytest.approx(min(max(place.x() ** 2, low), high))
    assert place.x() < x
    window.session.edit(surface="formula:log(x)", start=0.5)
    window.bridge.flush()
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Left)  # to where the formula has no value
    assert view.read_place.x() < 0.0
    assert view.read_place.y() == pytest.approx(view.getViewBox().viewRect().center().y())
    window.session.edit(surface="bowl")
    window.bridge.flush()
    assert view.read_place == view.getViewBox().viewRect().center()
