"""Films: time passes by pictures and not by the clock, and each picture is what would be painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.gui.maps import ranges
from lrsim.gui.maps.page import MapPage
from lrsim.gui.pictures.order import Film, Order, Zoom, film_of
from lrsim.gui.pictures.still import canvas_of, draw
from lrsim.gui.race.page import RacePage
from lrsim.gui.render.animation import pictures_of
from lrsim.gui.render.studio import Studio
from lrsim.session.session import Session
from lrsim.studies.maps.passes import patches
from lrsim.studies.maps.sheet import Sheet

PARABOLA = Experiment("quadratic", start=[5.0], steps=20, runners=[Runner(lr=0.1)])
EXPLODING = Experiment(
    "quadratic", start=[5.0], steps=60, runners=[Runner(name="a", lr=1.1), Runner(name="b", lr=0.1)]
)
FILM = Film(fps=10, seconds=3.0, first=0, last=20, speed=10.0)


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def filmed(experiment: Experiment, film: Film, what: str = "surface"):
    """Yield the studio at each picture of a film."""
    studio = Studio(Session(experiment), Order(what, (500, 320), film=film))
    for _ in pictures_of(studio, film):
        yield studio
    studio.close()


def test_a_film_begins_at_its_first_step_and_rests_at_its_last(qtbot: QtBot) -> None:
    film = FILM._replace(first=4, last=12, speed=8.0)
    steps = [studio.session.playhead for studio in filmed(PARABOLA, film)]
    assert len(steps) == 30
    assert steps[:2] == [4, 4]
    assert steps == sorted(steps)
    assert steps[10:] == [12] * 20


def test_the_ball_is_between_steps_as_far_as_the_films_time_says(qtbot: QtBot) -> None:
    film = FILM._replace(speed=2.0)
    shares = [studio.session.progress for studio in filmed(PARABOLA, film)]
    assert shares[1:5] == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_what_is_seen_is_what_would_be_painted_anew(qtbot: QtBot) -> None:
    for number, studio in enumerate(filmed(PARABOLA, FILM)):
        if number % 4 == 1:
            canvas = canvas_of(studio.part)
            seen = studio.seen()
            with QPainter(canvas) as painter:
                draw(studio.part, painter)
            assert np.array_equal(pixels(seen) & 0xFFFFFF, pixels(canvas) & 0xFFFFFF)


def test_an_explosion_is_watched_and_then_the_others_go_on(qtbot: QtBot) -> None:
    film = FILM._replace(seconds=5.0, last=60, speed=20.0)
    seen = [
        (studio.session.playhead, studio.window.explosion.running)
        for studio in filmed(EXPLODING, film)
    ]
    (exploded,) = {step for step, running in seen if running}
    watched = sum(running for _, running in seen)
    assert 7 <= watched <= 9  # 0.8 seconds at ten pictures each
    assert seen[-1][0] == 60 > exploded


def test_the_verdict_is_read_at_the_end(qtbot: QtBot) -> None:
    settled = [studio.window.advice.settled for studio in filmed(PARABOLA, FILM, "verdict")]
    assert settled[-1]


def test_a_zoom_comes_nearer_to_its_place_and_ends_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (32,))
    film = Film(10, 2.0, 0, 20, 10.0, Zoom((0.1, 0.5), 100.0))
    studio = Studio(Session(PARABOLA), Order("map", (1000, 600), film=film))
    spans = []
    for _ in pictures_of(studio, film):
        sheet = studio.map_page.sheet
        assert sheet is not None
        assert sheet.complete
        assert sheet.x.low < 0.1 < sheet.x.high
        assert sheet.y.low < 0.5 < sheet.y.high
        spans.append(sheet.y.high - sheet.y.low)
    studio.close()
    assert spans == sorted(spans, reverse=True)
    assert spans[0] / spans[-1] == pytest.approx(100.0, rel=0.05)
    assert sheet.y.share(0.5) == pytest.approx(0.5, abs=0.05)


def computed(seen: Sheet) -> Sheet:
    """Return a map of the same range, each cell from a run of its own."""
    sheet = Sheet(seen.experiment, seen.index, seen.x, seen.y)
    for patch in patches(sheet.setup, sheet.x, sheet.y, seeds=sheet.seeds):
        sheet.put(sheet.paint(patch))
    return sheet


def test_pictures_of_an_approach_are_taken_from_maps_that_are_finer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (32,))
    drawn = []
    draw_axes = MapPage.show_axes
    monkeypatch.setattr(
        MapPage, "show_axes", lambda page, x, y: (drawn.append(x.count), draw_axes(page, x, y))
    )
    film = Film(10, 4.0, 0, 20, 10.0, Zoom((0.95, 0.5), 16.0))
    experiment = Experiment("quadratic", start=[5.0], steps=20, runners=[Runner(lr=0.1)])
    studio = Studio(Session(experiment), Order("map", (1000, 600), film=film))
    away = []
    for _ in pictures_of(studio, film):
        sheet = studio.map_page.sheet
        assert sheet is not None
        seen, own = sheet.cells.verdict, computed(sheet).cells.verdict
        edges = np.mean(own[1:] != own[:-1]) + np.mean(own[:, 1:] != own[:, :-1])
        away.append(np.mean(seen != own) / edges)
    studio.close()
    assert drawn == [63] * 4 + [
        32
    ]  # one for each time that it is twice as near, and the last itself
    assert away[0] == away[-1] == 0.0
    assert max(away) < 0.5  # no edge is farther away than half a cell


def test_a_place_off_the_map_is_refused(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    film = Film(10, 1.0, 0, 20, 10.0, Zoom((1e9, 0.5), 10.0))
    studio = Studio(Session(PARABOLA), Order("map", (1000, 600), film=film))
    with pytest.raises(InputError, match="zoom_to"):
        next(iter(pictures_of(studio, film)))
    studio.close()


def test_a_film_without_a_speed_fits_its_steps_into_its_length() -> None:
    for steps in (10, 1000):
        film = film_of(steps, steps, ".gif")
        assert (film.seconds, film.fps) == (10.0, 15.0)
        assert steps / film.speed == pytest.approx(9.0)  # and a second in which it can be read


def test_a_film_ends_where_the_last_runner_does() -> None:
    assert film_of(1000, 30, ".mp4").last == 30


def test_a_race_is_run_picture_by_picture_and_told_at_the_end(qtbot: QtBot) -> None:
    film = FILM._replace(seconds=2.5)
    both = Experiment(
        "quadratic", steps=20, runners=[Runner(name="a", lr=0.1), Runner(name="b", lr=0.3)]
    )
    studio = Studio(Session(both), Order("race", (1000, 500), film=film))
    seen = {pixels(studio.seen()).tobytes() for _ in pictures_of(studio, film)}
    page = studio.window.pages.current
    assert isinstance(page, RacePage)
    assert page.told is not None
    studio.close()
    assert len(seen) > 10
