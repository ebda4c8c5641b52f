"""What the surface is like under the mouse is read in its card's sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
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
