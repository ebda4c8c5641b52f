"""Stills: the window's own picture, to the pixel."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, picture
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.gui.pictures.order import Order
from lrsim.gui.pictures.still import png_of
from lrsim.gui.pictures.svg import svg_of
from lrsim.gui.render.studio import Studio
from lrsim.gui.render.taking import Taking
from lrsim.session.session import Session

VALLEY = Experiment("himmelblau", steps=40, runners=[Runner(lr=0.01, schedule="cosine-annealing")])


def pixels_of(data: bytes) -> np.ndarray:
    image = QImage.fromData(data).convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return words[:, : image.width(), 2::-1].copy()


def taken(experiment: Experiment | None, order: Order, ending: str = ".png") -> bytes:
    taking = Taking(Session(experiment), order, ending, lambda: None)
    for _ in taking.pictures():
        pass
    return taking.data


@pytest.mark.parametrize("theme", ["dark", "projector"])
@pytest.mark.parametrize(("experiment", "step"), [(None, 7), (VALLEY, 40)])
def test_a_still_is_what_the_window_shows(
    qtbot: QtBot, open_window: OpenWindow, experiment: Experiment | None, step: int, theme: str
) -> None:
    window = open_window(experiment, theme=theme, size=(1200, 760))
    window.session.seek(step)
    window.bridge.flush()
    qtbot.waitUntil(lambda: window.advice.settled and window.background.is_idle)
    QApplication.processEvents()
    shown = picture(window)
    still = pixels_of(taken(experiment, Order(size=(1200, 760), theme=theme, step=step)))
    assert np.array_equal(shown, still)


def test_the_picture_of_a_process_is_that_of_its_window(tmp_path, qtbot: QtBot) -> None:
    """A run that is over by the time of the screenshot: both are at its last step."""
    file = tmp_path / "short.toml"
    Experiment("quadratic", steps=3, runners=[Runner(lr=0.1)]).save(file)
    shot, still = tmp_path / "shot.png", tmp_path / "still.png"
    lrsim = [sys.executable, "-m", "lrsim"]
    subprocess.run(
        [*lrsim, file, "--theme", "dark", "--screenshot", shot, "--after", "8"],
        check=True,
        timeout=120,
    )
    shown = pixels_of(shot.read_bytes())
    size = f"{shown.shape[1]}x{shown.shape[0]}"
    subprocess.run([*lrsim, "render", file, "-o", still, "--size", size], check=True, timeout=120)
    assert np.array_equal(shown, pixels_of(still.read_bytes()))


def test_a_transparent_picture_has_its_cards_and_nothing_behind_them(qtbot: QtBot) -> None:
    image = QImage.fromData(taken(None, Order("loss", (400, 300), transparent=True)))
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(200, 150).alpha() == 255


def test_each_part_fills_the_picture_and_nothing_in_it_has_the_keys(qtbot: QtBot) -> None:
    for what in ("surface", "loss", "lr", "dial", "verdict", "runners", "zone"):
        studio = Studio(Session(VALLEY), Order(what, (1000, 500)))
        studio.settle()
        (card,) = [c for c in studio.part.children() if c.isWidgetType()]
        assert (card.width(), card.height()) == (1000, 500)
        assert studio.part.focusWidget() in (None, studio.part)
        studio.close()


def test_a_part_that_has_no_room_says_how_much_it_needs(qtbot: QtBot) -> None:
    with pytest.raises(InputError, match=r"must be at least \d+x\d+"):
        Studio(Session(VALLEY), Order("verdict", (64, 64)))


def test_a_map_of_nothing_is_refused(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lrsim.gui.maps.page.usual_axes", lambda *_: None)
    with pytest.raises(InputError, match="not two quantities"):
        taken(VALLEY, Order("map", (1000, 600)))


def test_the_selected_runner_is_the_one_that_was_ordered(qtbot: QtBot) -> None:
    one, other = (taken(None, Order("verdict", (700, 300), selected=k)) for k in (0, 1))
    assert one != other


def test_a_widget_is_a_png_as_it_stands(window) -> None:
    card = window.run_page.cards["loss"]
    assert np.array_equal(pixels_of(png_of(card)), picture(card))


def test_what_an_exercise_hides_is_refused_and_its_future_is_not_shown(qtbot: QtBot) -> None:
    exercise = replace(VALLEY, hide=("loss", "limit", "reveal"))
    for what in ("loss", "race"):
        with pytest.raises(InputError, match="hidden for an exercise"):
            Studio(Session(exercise), Order(what, (1000, 600)))
    studio = Studio(Session(exercise), Order("surface", (500, 300), reveal=True))
    assert not studio.session.reveal
    studio.close()


def test_a_landscape_needs_two_coordinates_and_is_taken_in_detail(qtbot: QtBot) -> None:
    with pytest.raises(InputError, match="needs a surface of two coordinates"):
        Studio(Session(None), Order("3d", (500, 400)))
    studio = Studio(Session(VALLEY), Order("3d", (500, 400)))
    studio.settle()
    view = studio.window.run_page.surface_place.deep
    assert view is not None
    assert view.landscape.is_fine
    words = ET.fromstring(svg_of(studio.part, "")).iter("{http://www.w3.org/2000/svg}text")
    assert {"loss", "x", "y", "−5", "5"} <= {text.text for text in words}
    studio.close()


def test_a_still_is_taken_once_all_is_laid_out(qtbot: QtBot) -> None:
    """Which a table is not at once that is wider than was thought before it was filled."""
    studio = Studio(Session(VALLEY), Order("finder", (1000, 640), theme="projector"))
    studio.settle()
    cards = studio.window.pages.current.cards.values()
    before = [card.geometry() for card in cards]
    for _ in range(5):
        QApplication.processEvents()
    assert [card.geometry() for card in cards] == before
    studio.close()
