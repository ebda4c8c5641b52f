"""The lessons that come with lrsim say what their runs do."""

import pytest

from lrsim import load
from lrsim.lessons import Lecture, lessons, scenes
from lrsim.lessons.cast import Cast
from lrsim.lessons.checks import check
from lrsim.lessons.scenes import GROUPS, check_scene


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


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_a_shipped_scene_shows_what_it_says(scene):
    check_scene(scene)
    assert scene.experiment.title == scene.title


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_a_shipped_scene_survives_a_share_code(scene):
    assert load(scene.experiment.share()) == scene.experiment


def test_scenes_stand_group_by_group_under_names_of_their_own():
    names = [scene.name for scene in scenes()]
    groups = [scene.group for scene in scenes()]
    assert len(set(names)) == len(names)
    assert groups == sorted(groups, key=[group.lower() for group in GROUPS].index)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("pro", "Pro"), ("sgd", "SGD"), ("two_steps", "Two steps"), ("slow_adam", "Slow Adam")],
)
def test_a_run_without_a_name_is_called_by_its_key_and_optimizers_as_in_the_catalogue(name, spoken):
    assert Cast({name: {}}).runner(name).name == spoken
