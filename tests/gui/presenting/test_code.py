"""What is shown of a share code can be scanned, and is the experiment."""

from __future__ import annotations

import numpy as np
import pytest
import segno
import zxingcpp
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

import lrsim
from gui.conftest import OpenWindow, picture
from lrsim.experiment import Experiment, Runner
from lrsim.gui.presenting.qr import QUIET, matrix_of
from lrsim.lessons import scenes

pytestmark = pytest.mark.window

LONG = Experiment(
    "rosenbrock",
    title="ä long one",
    runners=[
        Runner(name=f"runner {k}", lr=0.1, dial=[(j, 0.1 / (j + 1.7 + k)) for j in range(1, 90)])
        for k in range(8)
    ],
)


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_it_scans_and_opens_as_the_experiment(
    open_window: OpenWindow, size: tuple[int, int], theme: str
) -> None:
    window = open_window(size=size, theme=theme)
    window.show_code()
    seen = zxingcpp.read_barcodes(np.ascontiguousarray(picture(window)))
    assert [code.text for code in seen] == [window.session.experiment.share()]
    assert lrsim.load(seen[0].text) == window.session.experiment
    window.show_code()
    assert not window.presentation.code_sheet.isVisible()


def test_every_scene_scans(open_window: OpenWindow) -> None:
    window = open_window(theme="projector", size=(1024, 768))
    sheet = window.presentation.code_sheet
    for scene in scenes():
        sheet.show_experiment(scene.experiment)
        seen = zxingcpp.read_barcodes(np.ascontiguousarray(picture(sheet)))
        assert [lrsim.load(code.text) for code in seen] == [scene.experiment]


def test_it_is_the_standards_code_with_its_quiet_zone(open_window: OpenWindow) -> None:
    window = open_window()
    window.show_code()
    shown = window.presentation.code_sheet.picture
    matrix = np.array([list(row) for row in matrix_of(shown.code)])
    expected = segno.make(shown.code, error="m", boost_error=False, micro=False)
    assert expected.error == "M"
    assert np.array_equal(matrix, [list(row) for row in expected.matrix])
    image, module = picture(shown), shown.module
    side = (len(matrix) + 2 * QUIET) * module
    left = (shown.width() - side) // 2
    middle = module // 2
    sampled = image[middle:side:module, left + middle : left + side : module].mean(axis=2) < 128
    assert np.array_equal(sampled, np.pad(matrix, QUIET).astype(bool))


def test_what_is_too_long_to_scan_can_be_copied(open_window: OpenWindow) -> None:
    window = open_window(LONG, size=(1024, 768))
    assert matrix_of(LONG.share()) is None
    window.show_code()
    sheet = window.presentation.code_sheet
    assert sheet.picture.module == 0
    QTest.mouseClick(sheet.copy_button, Qt.MouseButton.LeftButton)
    assert lrsim.load(QGuiApplication.clipboard().text()) == LONG
    assert sheet.rect().contains(sheet.childrenRect())


def test_a_click_beside_it_closes_it(open_window: OpenWindow) -> None:
    window = open_window()
    window.show_code()
    sheet = window.presentation.code_sheet
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not sheet.isVisible()
