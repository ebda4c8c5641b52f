"""Lessons: what a teacher shows, asks and lets try, told in words whose numbers are computed.

A lesson is a TOML file (`reading`): named runs, and steps that put them on the stage, ask, run and explain.
`Lecture` goes through one of them; it knows no window.
"""

from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import Lesson
from lrsim.lessons.reading import beside, lesson, lessons, read_lesson
from lrsim.lessons.scenes import Scene, scene, scenes
from lrsim.lessons.slides import Answer, Phase, Slide

__all__ = [
    "Answer",
    "Lecture",
    "Lesson",
    "Phase",
    "Scene",
    "Slide",
    "beside",
    "lesson",
    "lessons",
    "read_lesson",
    "scene",
    "scenes",
]
