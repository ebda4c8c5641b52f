"""Who looks how in a lesson."""

from __future__ import annotations

import pytest

from lrsim.lessons import Lecture, lessons
from lrsim.lessons.looks import looks_of, looks_on


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_a_name_has_one_look_and_no_two_on_a_stage_have_the_same(lesson):
    lecture = Lecture(lesson)
    known = {}
    for place in range(len(lecture.slides)):
        lecture.go(place)
        names = [runner.name for runner in lecture.stage.runners]
        if lecture.recalled is not None:
            names.append(lecture.recalled.runner.name)
        assert len(set(lecture.looks)) == len(lecture.looks) == len(names)
        for name, look in zip(names, lecture.looks, strict=True):
            assert known.setdefault(name, look) == look


def test_looks_are_as_few_as_there_can_be():
    assert looks_of([["a", "b"], ["c"], ["c", "a"]]) == {"a": 0, "b": 1, "c": 1}


def test_two_of_one_name_are_told_apart():
    looks = looks_of([["a", "a", "b"]])
    assert len(set(looks_on(["a", "a", "b"], looks))) == 3
