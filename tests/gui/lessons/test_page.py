"""The page of lessons: the course, how far one is, what is opened, exported and forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.dialogs import choose_file
from lrsim.gui.lessons.game import GameScreen
from lrsim.gui.lessons.screen import LessonScreen
from lrsim.lessons import lessons
from lrsim.lessons.progress import Progress
from lrsim.text.messages import say


@pytest.fixture
def page(window):
    window.show_page(window.page_names.index(say("Lessons")))
    return window.pages.current


def test_the_course_stands_in_its_order(page):
    assert [row.lesson for row in page.rows] == list(lessons())
    assert {row.state.text() for row in page.rows} == {"not begun"}
    assert {row.button.text() for row in page.rows} == {"Begin"}
    minutes = {row.lesson.minutes: row.minutes.text() for row in page.rows}
    assert (minutes[6.5], minutes[7.5]) == ("6.5 min", "7.5 min")


def test_the_course_has_the_whole_window(page, window):
    window.resize(1280, 720)
    QApplication.processEvents()
    shown = [row for row in page.rows if not row.button.visibleRegion().isEmpty()]
    assert len(shown) >= 14  # in two columns
    assert not window.dial.isVisible()
    assert not page.cards["lessons"].enlarge_button.isVisible()
    before = page.size()
    window.enlarge()
    assert (window.floor.enlarged, page.size()) == ("", before)
    window.show_page(0)
    assert window.dial.isVisible()
    assert window.dial.hasFocus()


def test_a_button_begins_a_lesson_and_then_goes_on_with_it(page, window):
    page.rows[3].button.click()
    screen = window.lectern.screen
    assert isinstance(screen, LessonScreen)
    screen.lecture.go(4)
    screen.leave.emit()
    assert page.rows[3].state.text() == "2 of 6"
    assert page.rows[3].button.text() == "Go on"
    page.rows[3].button.click()
    assert window.lectern.screen.lecture.place == 4


def test_a_finished_lesson_says_so(page, window):
    page.rows[0].button.click()
    lecture = window.lectern.screen.lecture
    lecture.go(len(lecture.slides) - 1)
    window.lectern.leave()
    assert page.rows[0].state.text() == "finished"
    assert page.rows[0].button.text() == "Again"


def test_a_broken_lesson_is_refused_by_file_line_and_key(page, window, qtbot, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('schema_version = 1\ntitle = "Mine"\nsentence = "One."\ncolour = "red"\n')
    window.lectern.open_file(str(path))
    qtbot.waitUntil(lambda: not window.lectern.reading.is_busy)
    assert window.lectern.screen is None
    assert window.toast.text().startswith(f"{path}:4: colour ")


def test_a_list_of_scenes_is_opened_from_page_and_menu(page, window, qtbot, tmp_path):
    path = tmp_path / "tuesday.toml"
    path.write_text(
        'schema_version = 1\ntitle = "Tuesday"\n[[scenes]]\nscene = "popular-example"\n'
    )
    menu = window.actions_.button.menu().actions()
    (in_menu,) = [action for action in menu if action.text() == say("Open a lesson…")]
    for ask in (page.open_button.click, in_menu.trigger):
        ask()
        choose_file(str(path))
        qtbot.waitUntil(lambda: window.lectern.screen is not None)
        assert window.lectern.screen.lecture.lesson.title == "Tuesday"
        window.lectern.leave()


def test_answers_are_exported_and_forgotten(page, window, tmp_path):
    window.lectern.keep_in(tmp_path / "lessons.json")
    page.rows[3].button.click()
    window.lectern.screen.lecture.go(1)
    window.lectern.screen.lecture.choose(2)
    window.lectern.leave()
    path = tmp_path / "answers.csv"
    page.exportRequested.emit()
    choose_file(str(path))
    assert "why-it-explodes,2,0.9?,choice,2,false" in path.read_text()
    page.forgetRequested.emit()
    assert {row.state.text() for row in page.rows} == {"not begun"}


def test_progress_is_kept_in_the_file_and_read_by_the_next_window(open_window, tmp_path):
    first = open_window()
    first.lectern.keep_in(tmp_path / "lessons.json")
    first.lectern.open(lessons()[3])
    first.lectern.screen.lecture.go(5)
    first.lectern.leave()
    assert Progress(tmp_path / "lessons.json").records["why-it-explodes"].place == 5


def test_what_cannot_be_kept_is_said_and_the_lesson_goes_on(open_window, tmp_path):
    window = open_window()
    (tmp_path / "file").write_text("")
    window.lectern.keep_in(tmp_path / "file" / "lessons.json")
    window.lectern.open(lessons()[3])
    assert window.lectern.screen.forward()
    assert "cannot be written" in window.toast.text()


def test_the_game_of_today_and_one_by_code_are_played(page, window):
    page.today_button.click()
    assert isinstance(window.lectern.screen, GameScreen)
    window.lectern.leave()
    page.code_field.setText("goldilocks-k3x9")
    QTest.keyClick(page.code_field, Qt.Key.Key_Return)
    assert window.lectern.screen.game.code == "goldilocks-k3x9"


def test_without_a_code_there_is_no_game_to_play(page):
    assert not page.code_button.isEnabled()
    page.code_field.setText(" ")
    assert not page.code_button.isEnabled()
    page.code_field.setText("goldilocks-k3x9")
    assert page.code_button.isEnabled()


def test_what_is_no_code_is_refused(page, window):
    page.code_field.setText("silverlocks")
    page.code_button.click()
    assert window.lectern.screen is None
    assert "must be a code such as" in window.toast.text()


def test_all_words_of_the_page_and_the_game_are_translated(pseudo, open_window):
    window = open_window()
    window.show_page(window.page_names.index(say("Lessons")))
    window.grab()
    page = window.pages.current
    names = {runner.name for runner in window.session.experiment.runners}
    assert pseudo.english(page, names=names) == set()
    page.gameRequested.emit("goldilocks-k3x9")
    game = window.lectern.screen
    game.run_again()
    game.stage.finish()
    game.grab()
    names |= {runner.name for runner in game.stage.session.experiment.runners}
    assert pseudo.english(game, names={*names, game.game.code}) == set()
