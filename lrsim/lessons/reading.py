"""The lessons that come with lrsim, and those of a teacher."""

from __future__ import annotations

import functools
import os

from lrsim.lessons import programme, tables
from lrsim.lessons.checks import check
from lrsim.lessons.lesson import Lesson


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """Return the shipped lessons, in the order of a course.

    Returns
    -------
    tuple of Lesson
        By the numbers of their files.
    """
    return tuple(file.holds(Lesson) for file in tables.shipped("lessons"))


def beside(lesson: Lesson, by: int) -> Lesson | None:
    """Return the lesson of the course so many places after another; None where there is none."""
    course = lessons()
    place = course.index(lesson) + by if lesson in course else -1
    return course[place] if 0 <= place < len(course) else None


def read_lesson(path: str | os.PathLike[str]) -> Lesson:
    """Return the lesson in a file, checked: whatever it says of its runs is so.

    Parameters
    ----------
    path : str or os.PathLike
        A TOML file: a lesson, or a list of scenes, which then are its steps.

    Returns
    -------
    Lesson
        Named after its file.

    Raises
    ------
    InputError
        It names the file, the line and the key.
    """
    file = tables.read(os.fspath(path))
    with file.placing():
        if programme.KEY in file.tables:
            return programme.lesson_of(file)
        lesson = file.holds(Lesson)
        check(lesson)
    return lesson


def lesson(name: str) -> Lesson:
    """Return a lesson by its name, or the one in a file.

    Parameters
    ----------
    name : str
        A name of `lessons`, or a path.

    Returns
    -------
    Lesson
        One from a file has been checked.

    Raises
    ------
    InputError
        When there is none, or something is wrong in the file.
    """
    return tables.named("lesson", name, {each.name: each for each in lessons()}, read_lesson)
