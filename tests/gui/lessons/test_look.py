"""A screen of a lesson in the themes and sizes it is shown in: nothing is cut, all words are translated."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from gui.legible import findings
from gui.lessons.play import answer
from lrsim.gui.lessons.header import Hints
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import LEAST_TYPE
from lrsim.gui.look.theme import THEMES
from lrsim.gui.window.type_size import FACTORS
from lrsim.lessons import Phase, lesson, lessons

NAMES = [lesson.name for lesson in lessons()]
SIZES = [(1024, 768), (1280, 720), (1920, 1080)]


def cut(screen):
    """Return the texts on a screen that are not seen as a whole."""
    passages = [each for each in screen.findChildren(Passage) if each.isVisible() and each.text()]
    found = [each.text() for each in passages if not each.fits]
    for card in screen.answers.choices.cards:
        if card.isVisible():
            text, below = card._places()
            inside = card.rect()
            small = QFontMetrics(card._small(card.size_of_type))
            told = small.horizontalAdvance(card.verdict) if card.verdict else 0
            if (
                not (inside.contains(text) and inside.contains(below))
                or text.right() > card.words.right()
                or told > below.width()
            ):
                found.append(card.text())
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut(open_lesson, name):
    window = open_lesson(name, theme="projector", size=SIZES[0]).window()
    for size in SIZES:
        window.resize(*size)
        window.lectern.open(lesson(name))
        window.lectern.screen.resize(*size)
        walk_whole(window.lectern.screen)


@pytest.mark.parametrize("name", ["shower-knob", "why-it-explodes", "symptoms-quiz", "momentum"])
def test_nothing_is_cut_where_type_is_as_large_as_can_be_in_a_small_window(open_lesson, name):
    screen = open_lesson(name, theme="projector", size=(1024, 768))
    window = screen.window()
    usual = screen.main.pixel_size
    window.type_size.set_factor(FACTORS[-1])
    assert screen.main.pixel_size > 1.3 * usual
    assert screen.hints.size_of_type > 1.5 * LEAST_TYPE
    walk_whole(screen)


def walk_whole(screen):
    """Go through a lesson, and see that its parts are whole and beside each other."""
    for place in range(len(screen.lecture.slides)):
        screen.lecture.go(place)
        if screen.lecture.phase is Phase.PREDICT:
            answer(screen, right=False)
        screen.stage.finish()
        where = screen.size().toTuple(), place
        assert cut(screen) == [], where
        parts = [screen.stage, screen.answers, screen.dots, screen.hints, screen.main]
        seen = [part for part in parts if part.isVisible() and not part.geometry().isEmpty()]
        for k, part in enumerate(seen):
            assert screen.rect().contains(part.geometry()), (*where, part)
            for other in seen[k + 1 :]:
                assert not part.geometry().intersects(other.geometry()), (*where, part, other)


@pytest.mark.parametrize("theme", THEMES)
def test_an_answer_that_was_not_right_can_be_read(open_lesson, theme):
    screen = open_lesson("why-it-explodes", theme=theme, size=(1280, 720))
    screen.lecture.go(1)
    answer(screen, right=False)
    screen.forward()
    screen.stage.finish()
    assert {card.is_right for card in screen.answers.choices.cards if card.is_told} == {True, False}
    assert [str(each) for each in findings(screen, theme=theme) if each.kind == "faint"] == []


def test_type_is_as_large_as_designed(open_lesson):
    screen = open_lesson("why-it-explodes", theme="projector", size=(1600, 900))
    screen.resize(1600, 900)
    screen.lecture.go(1)
    assert screen.lecture.phase is Phase.PREDICT
    assert screen.main.pixel_size == 58.0
    assert screen.context.pixel_size == 40.0
    assert {card.size_of_type for card in screen.answers.choices.cards[:4]} == {26.0}


def test_a_runner_keeps_its_colour_and_shape_through_a_lesson(open_lesson):
    screen = open_lesson("snail-pro-maniac")
    looks = {}
    for place in range(len(screen.lecture.slides)):
        screen.lecture.go(place)
        theme, runners = screen.stage.legend._theme, screen.lecture.stage.runners
        for index, runner in enumerate(runners):
            looks.setdefault(runner.name, set()).add(
                (theme.runner(index).name(), theme.shape(index))
            )
    assert {name: len(each) for name, each in looks.items()} == {"Snail": 1, "Pro": 1, "Maniac": 1}
    assert len(set.union(*looks.values())) == 3


def test_hints_that_have_no_room_are_left_out_from_between_the_first_and_the_way_out(qtbot):
    hints = Hints()
    qtbot.addWidget(hints)
    hints.set_look(THEMES["dark"], 20.0)
    hints.resize(400, 60)
    hints.show_hints([("Page Down", "run it"), ("Page Up", "back"), ("Esc", "leave")])
    boxes = hints._boxes()
    assert list(boxes) == [0, 2]
    assert all(QRect(0, 0, 400, 60).contains(key.toRect()) for key, _ in boxes.values())
    hints.resize(800, 60)
    assert list(hints._boxes()) == [0, 1, 2]


@pytest.mark.parametrize("theme", ["dark", "projector", "contrast"])
def test_the_window_can_change_its_theme_and_size_on_any_slide(open_lesson, theme):
    screen = open_lesson("why-it-explodes")
    window = screen.window()
    screen.lecture.go(5)
    window.set_theme(THEMES[theme])
    window.resize(1280, 720)
    QApplication.processEvents()
    assert screen.geometry() == window.rect()
    assert not screen.grab().isNull()


@pytest.mark.parametrize("name", ["shower-knob", "why-it-explodes", "four-loss-curves"])
def test_all_words_of_a_lesson_are_translated(pseudo, open_lesson, name):
    screen = open_lesson(name)
    names = {runner.name for runner in screen.window().session.experiment.runners}
    for place in range(len(screen.lecture.slides)):
        screen.lecture.go(place)
        names |= {runner.name for runner in screen.lecture.stage.runners}
        if screen.lecture.phase in (Phase.PREDICT, Phase.PLAY):
            answer(screen, right=False)
        screen.stage.finish()
        screen.grab()
        assert pseudo.english(screen, names={*names, "sgd, constant"}) == set(), place
