"""Labels stand clear of each other, of marks and of curves, and inside the picture."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.placer import OFF, Placer

FRAME = Box(0.0, 0.0, 600.0, 300.0)
LABEL = (120.0, 18.0)


def placer() -> Placer:
    return Placer(FRAME)


def test_a_label_stands_on_the_side_with_more_room() -> None:
    about = Box.around(400.0, 150.0, 10.0)
    box = placer().place(placer().beside(about, LABEL))
    assert box is not None
    assert box.right == about.left - OFF
    assert box.centre[1] == 150.0


def test_it_retreats_below_then_above_then_to_the_other_side() -> None:
    about = Box.around(400.0, 150.0, 10.0)
    seen = []
    for box in placer().beside(about, LABEL):
        if box.right < about.left and about.top <= box.centre[1] <= about.bottom:
            seen.append("left")
        elif box.left > about.right and about.top <= box.centre[1] <= about.bottom:
            seen.append("right")
        else:
            seen.append("below" if box.top > about.bottom else "above")
    first = list(dict.fromkeys(seen))
    assert first == ["left", "below", "above", "right"]


def test_a_curve_is_never_crossed_even_between_its_points() -> None:
    places = placer()
    places.block_line(np.array([0.0, 600.0]), np.array([300.0, 0.0]))
    assert not places.is_free(Box.around(300.0, 150.0, 5.0))
    assert not places.is_free(Box.around(200.0, 200.0, 1.0))
    # inside the line's bounds, but clear of it
    assert places.is_free(Box.around(100.0, 100.0, 20.0))


def test_a_soft_line_is_crossed_only_where_nothing_else_is_free() -> None:
    places = placer()
    places.block_line(np.array([0.0, 600.0]), np.array([50.0, 50.0]), soft=True)
    on, off = Box.around(300.0, 50.0, 8.0), Box.around(300.0, 200.0, 8.0)
    assert places.copy().place([on, off]) == off
    assert places.copy().place([on]) == on


def test_a_label_stands_rather_farther_off_than_on_a_trail() -> None:
    places, about = placer(), Box.around(300.0, 150.0, 5.0)
    for down in range(60, 250, 10):  # a scribble all around
        places.block_line(np.array([100.0, 500.0]), np.array([down, down + 3.0]), soft=True)
    box = places.place_anywhere(list(places.beside(about, LABEL)))
    assert box is not None
    assert box.bottom < 60.0 or box.top > 243.0 or box.right < 100.0 or box.left > 500.0


def test_labels_stay_in_the_frame_and_off_each_other() -> None:
    places = placer()
    boxes = []
    for x, y in itertools.product((5.0, 300.0, 595.0), (5.0, 150.0, 295.0)):
        box = places.place_anywhere(list(places.beside(Box.around(x, y, 5.0), LABEL)))
        assert box is not None
        assert FRAME.holds(box)
        boxes.append(box)
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))


def test_a_full_picture_has_no_place_but_what_must_be_said_is_said_in_it() -> None:
    places = placer()
    places.block(FRAME)
    wanted = list(places.beside(Box.around(300.0, 150.0, 5.0), LABEL))
    assert places.place_anywhere(wanted) is None
    assert FRAME.holds(places.place_somehow(wanted))


@pytest.mark.parametrize("frame", [Box(0.0, 0.0, 1.0, 1.0), Box(0.0, 0.0, 0.0, 0.0)])
def test_in_a_picture_smaller_than_the_label_it_stands_somewhere(frame: Box) -> None:
    places = Placer(frame)
    wanted = list(places.beside(Box.around(0.0, 0.0, 1.0), LABEL))
    assert places.place(wanted) is None
    assert places.place_somehow(wanted).width == LABEL[0]
