"""How large numbers were, up to the largest that there is."""

from __future__ import annotations

import itertools
import math

import pytest

import lrsim
from gui.conftest import OpenWindow
from gui.legible import findings
from lrsim.diagnosis.causes import Cause
from lrsim.experiment import Experiment, Runner
from lrsim.gui.plots.boxes import Box
from lrsim.gui.run.numbers_view import _Picture
from lrsim.gui.run.sizes import CEILING, sizes_of

RUNNERS = (Runner(name="Maniac", lr=10.0), Runner(name="Pro", lr=0.1))
BROKEN = Experiment("quadratic:escape=inf", start=5.0, steps=300, runners=RUNNERS)


def test_the_weight_would_go_on_to_the_ceiling_and_become_no_number() -> None:
    sizes = sizes_of(lrsim.run("quadratic:escape=inf", lr=10.0, start=5.0, steps=300))
    assert sizes is not None
    assert (sizes.broken, sizes.cause) == (120, Cause.LOSS_OVERFLOWED)
    assert sizes.loss[-1] == CEILING
    # x is 5 · 19^k
    assert sizes.weight_ends == pytest.approx((CEILING - math.log10(5.0)) / math.log10(19.0))
    assert math.ceil(sizes.weight_ends) == 241
    assert sizes.nan_at == 242


def test_what_grows_unevenly_is_not_continued() -> None:
    sizes = sizes_of(lrsim.run("formula:x**6,escape=inf", lr=1.0, start=2.0, steps=50))
    assert sizes is not None
    assert (sizes.weight_ends, sizes.nan_at) == (None, None)


@pytest.mark.parametrize(
    ("surface", "lr", "start"),
    [
        ("quadratic", 1.1, 5.0),
        ("formula:log(x)", 0.3, 0.5),
        ("quadratic", 0.1, 5.0),
    ],
)
def test_numbers_that_did_not_become_too_large_have_no_sizes(
    surface: str, lr: float, start: float
) -> None:
    assert sizes_of(lrsim.run(surface, lr=lr, start=start, steps=300)) is None


def test_where_numbers_broke_their_size_takes_the_place_of_the_loss(
    open_window: OpenWindow,
) -> None:
    window = open_window(BROKEN)
    cards = window.run_page.cards

    def shown(step: int, selected: int = 0) -> list[str]:
        window.session.seek(step)
        window.session.select(selected)
        window.bridge.flush()
        window.grab()
        return [name for name, card in cards.items() if not card.isHidden()]

    assert shown(119) == ["surface", "loss", "schedule"]
    assert shown(120) == ["surface", "numbers"]
    assert shown(200) == ["surface", "numbers"]
    assert shown(200, selected=1) == ["surface", "loss", "schedule"]
    assert shown(0) == ["surface", "loss", "schedule"]


def test_it_comes_when_the_picture_has_faded(open_window: OpenWindow) -> None:
    window = open_window(BROKEN, moves=True)
    window.session.set_speed(1000.0)
    window.session.play()
    while window.session.playing:
        window.bridge.pass_time(0.01)
    assert window.session.playhead == 120
    assert window.run_page.cards["numbers"].isHidden()
    window.explosion.advance(0.81)
    assert not window.run_page.cards["numbers"].isHidden()


def test_no_plot_is_made_before_numbers_break(open_window: OpenWindow) -> None:
    window = open_window(BROKEN)
    place = window.run_page.numbers_place
    assert place.view is None
    window.session.seek(119)
    window.bridge.flush()
    assert place.view is None
    window.session.seek(120)
    window.bridge.flush()
    assert place.view is not None


def test_beside_the_axis_stands_what_is_no_number(open_window: OpenWindow) -> None:
    window = open_window(BROKEN)
    window.session.seek(300)
    window.bridge.flush()
    view = window.run_page.numbers_place.view
    assert view is not None
    (_, right), (low, high) = view.getViewBox().viewRange()
    assert right > 1.1 * 241
    assert low == pytest.approx(0.0)
    assert high > CEILING


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080)])
def test_what_is_no_number_covers_no_words(open_window: OpenWindow, size: tuple[int, int]) -> None:
    window = open_window(BROKEN, size=size)
    window.session.seek(300)
    window.bridge.flush()
    view = window.run_page.numbers_place.view
    assert view is not None
    view.grab()
    (layer,) = (item for item in view.scene().items() if isinstance(item, _Picture))
    boxes = layer.boxes
    assert boxes.keys() == {"broke", "inf", "NaN"}
    for one, other in itertools.combinations(boxes.values(), 2):
        assert not one.grown(1.0).meets(other)
    frame = Box(0.0, 0.0, view.width(), view.height())
    assert all(frame.holds(box) for box in boxes.values())
    assert findings(window.run_page.cards["numbers"]) == []
