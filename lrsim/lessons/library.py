"""The lessons that come with lrsim, and those of a teacher."""

from __future__ import annotations

import functools
import importlib.resources
import os

from lrsim.errors import InputError, did_you_mean, one_of
from lrsim.lessons.lesson import Lesson
from lrsim.lessons.reading import name_of, parse, read_lesson
from lrsim.spelling import nearest
from lrsim.text.messages import Message

ENDING = ".toml"


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """Return the shipped lessons, in the order of a course.

    Returns
    -------
    tuple of Lesson
        By the numbers of their files.
    """
    folder = importlib.resources.files("lrsim.assets") / "lessons"
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(ENDING)),
        key=lambda file: file.name,
    )
    return tuple(parse(file.read_text(encoding="utf-8"), name_of(file.name)) for file in found)


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
    ours = {lesson.name: lesson for lesson in lessons()}
    if name in ours:
        return ours[name]
    if name.endswith(ENDING) or os.sep in name or os.path.exists(name):
        return read_lesson(name)
    near = nearest(name, ours, {})
    allowed = did_you_mean(near) if near else one_of(ours)
    raise InputError(
        "lesson", name, Message("{allowed}, or a file", allowed=allowed) if not near else allowed
    )
