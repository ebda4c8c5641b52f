"""The lessons that come with lrsim say what their runs do."""

import pytest

from lrsim.lessons import Lecture, lessons
from lrsim.lessons.checks import check


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_a_shipped_lesson_is_true(lesson):
    check(lesson)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_a_shipped_lesson_can_be_gone_through(lesson):
    lecture = Lecture(lesson)
    while True:
        assert lecture.say or lecture.question
        assert lecture.stage.runners
        if not lecture.forward():
            break
    assert lecture.at_end


def test_names_differ():
    names = [lesson.name for lesson in lessons()]
    assert len(set(names)) == len(names) > 0
