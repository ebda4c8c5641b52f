"""Every lesson that comes with lrsim is played to its end, with right answers and with wrong ones."""

from __future__ import annotations

import pytest

from gui.lessons.play import play_to_the_end
from lrsim.lessons import lesson, lessons

NAMES = [lesson.name for lesson in lessons()]


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_played_to_its_end(open_lesson, name):
    window = open_lesson(name).window()
    for right in (False, True):
        window.lectern.open(lesson(name))
        play_to_the_end(window.lectern.screen, right=right)
        lecture = window.lectern.screen.lecture
        asked = [k for k, step in enumerate(lecture.lesson.steps) if step.ask or step.goal]
        assert lecture.at_end, right
        assert [answer.step for answer in lecture.answers] == asked, right
        assert [answer.right for answer in lecture.answers] == [right] * len(asked)
