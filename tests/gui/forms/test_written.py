"""A formula or an entry with parameters is typed into a picker's filter, and Enter takes it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lrsim.gui.forms.written import written_entry
from lrsim.optimizers import Optimizer, Sgd
from lrsim.schedules import Schedule
from lrsim.surfaces import Formula, Surface


@pytest.mark.parametrize("text", ["log(x)", "x**2 + 10*sin(y)**2", "formula:1/x", " -x "])
def test_a_formula_is_a_surface(text):
    assert type(written_entry(Surface, text)) is Formula


@pytest.mark.parametrize(
    ("base", "text"),
    [(Surface, "valley"), (Surface, "log("), (Surface, "x"), (Optimizer, "adam"), (Optimizer, "1/x"),
     (Schedule, "step"), (Surface, ""), (Surface, ":"), (Optimizer, "sgd:momentum=9"), (Surface, "3-d")],
)  # fmt: skip
def test_what_is_looked_for_is_not_written_out(base, text):
    assert written_entry(base, text) is None


def test_parameters_are_written_as_everywhere():
    assert written_entry(Optimizer, "sgd:momentum=0.9") == Sgd(momentum=0.9)


def type_in(window, kind, text):
    picker = window.pickers[kind]
    picker.open()
    card = picker.popover.findChild(type(picker.card))
    QTest.keyClicks(card.list, text)
    QTest.keyClick(card.list, Qt.Key.Key_Return)
    return picker


def test_enter_takes_the_formula_that_was_typed(window):
    picker = type_in(window, "surface", "log(x)")
    assert window.session.experiment.surface == Formula("log(x)")
    assert picker.popover is None


def test_another_formula_takes_the_place_of_one(window):
    type_in(window, "surface", "log(x)")
    type_in(window, "surface", "sqrt(x)")
    assert window.session.experiment.surface == Formula("sqrt(x)")


def test_enter_takes_an_optimizer_with_its_parameters(window):
    type_in(window, "optimizer", "sgd:momentum=0.9")
    assert window.session.runner.optimizer == Sgd(momentum=0.9)


def test_what_nothing_answers_says_why(window):
    picker = window.pickers["surface"]
    picker.open()
    card = picker.popover.findChild(type(picker.card))
    card.filter.setText("x**2 + 10*sin(")
    assert not card.list.classes
    assert card.told.isVisible()
    assert card.told.text().startswith("the formula ends too early")
    card.filter.setText("zzz")
    assert card.told.text() == "Nothing answers that."
    card.filter.setText("x**2")
    assert not card.told.isVisible()
