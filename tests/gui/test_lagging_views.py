"""Views show the session of the last frame; what is asked of them before the next one may be gone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lrsim.gui.forms.value_field import ValueField
from lrsim.gui.maps.page import MapPage
from lrsim.gui.maps.rubber import Box
from lrsim.gui.window.main_window import MainWindow

BESIDE = ("Zone", "Long run", "Finder", "Map")
"""The pages that hide the run's."""


def show(window: MainWindow, page: str) -> None:
    window.show_page(window.page_names.index(page))


def type_into(field: object, text: str) -> None:
    assert isinstance(field, ValueField)
    field.setFocus()
    field.lineEdit().setText(text)


@pytest.mark.parametrize("page", BESIDE)
def test_keys_leave_a_page_alone_that_is_not_shown(window: MainWindow, page: str) -> None:
    loss = window.run_page.loss_view
    show(window, page)
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    for key in (Qt.Key.Key_F, Qt.Key.Key_L, Qt.Key.Key_Delete):
        QTest.keyClick(window, key)
    assert loss.log


@pytest.mark.parametrize("surface", ["rosenbrock", "formula:log(x)"])
def test_a_view_that_has_not_seen_the_new_surface_waits_for_it(
    window: MainWindow, surface: str
) -> None:
    window.session.edit(surface=surface)
    window.fit()
    window.toggle_loss_scale()
    window.bridge.flush()
    window.fit()


def test_a_row_of_a_runner_that_is_gone_selects_nobody(window: MainWindow) -> None:
    session, table = window.session, window.runners_table
    session.select(0)
    window.bridge.flush()
    session.remove_runner(2)
    session.remove_runner(1)
    for _ in range(2):
        QTest.keyClick(table.table, Qt.Key.Key_Down)
    QTest.keyClick(table.table, Qt.Key.Key_Delete)
    table.renamed.emit(2, "Ghost")
    window.run_page.legend.selected.emit(2)
    window.bridge.flush()
    assert [runner.name for runner in session.experiment.runners] == ["Snail"]
    assert session.selected == table.table.currentIndex().row() == 0


@pytest.mark.parametrize("text", ["much", "0.5"])
def test_what_stands_in_a_field_is_forgotten_with_its_parameter(
    window: MainWindow, text: str
) -> None:
    session, picker = window.session, window.pickers["optimizer"]
    session.edit_runner(optimizer="adam")
    window.bridge.flush()
    picker.open()
    assert picker.card is not None
    assert picker.popover is not None
    type_into(picker.card.form.fields["beta1"], text)
    session.edit_runner(optimizer="sgd")
    window.bridge.flush()
    picker.popover.close()
    window.bridge.flush()
    assert session.runner.optimizer.spec == "sgd"


@pytest.mark.parametrize("text", ["much", "0.5"])
@pytest.mark.parametrize("name", ["start y", "layer y: LR ×"])
def test_what_stands_in_a_coordinate_is_forgotten_with_it(
    window: MainWindow, name: str, text: str
) -> None:
    session, form = window.session, window.experiment_form
    session.edit(surface="rosenbrock")
    window.bridge.flush()
    form.open()
    assert form.form is not None
    assert form.popover is not None
    type_into(form.form.fields[name], text)
    session.edit(surface="quadratic")
    window.bridge.flush()
    form.popover.close()
    window.bridge.flush()
    assert len(session.experiment.start) == 1
    assert session.runner.lr_scale in ((), (1.0,))


def test_axes_that_the_runner_no_longer_allows_give_way(window: MainWindow) -> None:
    window.session.edit_runner(optimizer="sgd:momentum=0.9")
    show(window, "Map")
    window.session.edit_runner(optimizer="sgd:momentum=0.9,nesterov=true")
    window.bridge.flush()
    window.session.edit(surface="formula:x**2,low=-1e-310,high=1e-310")
    window.bridge.flush()


def test_a_range_too_narrow_for_more_cells_keeps_those_it_has(window: MainWindow) -> None:
    session = window.session
    session.edit(steps=300_000)
    show(window, "Map")
    page = window.pages.current
    assert isinstance(page, MapPage)
    for _ in range(60):
        page.zoom(Box(0.4, 0.6, 0.4, 0.6))
    assert page.sheet is not None
    before = page.sheet.x
    session.edit(steps=100)
    window.bridge.flush()
    assert (page.sheet.x.low, page.sheet.x.high) == (before.low, before.high)


@pytest.mark.parametrize("lr", [0.0, 5e-324, 1e-310, 1e-301, 1e-299, 1e-290])
def test_the_smallest_learning_rate_has_a_map(window: MainWindow, lr: float) -> None:
    window.session.edit_runner(lr=lr)
    show(window, "Map")
    window.session.edit_runner(lr=lr, optimizer="adam")
    window.bridge.flush()
    assert window.pages.current.sheet is not None
