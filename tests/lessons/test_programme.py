"""A teacher's own list of scenes."""

import os
import sys

import pytest

import lrsim
from lrsim.errors import InputError
from lrsim.lessons import Lecture, lesson, read_lesson
from lrsim.session.story import popular_example

LIST = """title = "Tuesday"
[[scenes]]
scene = "popular-example"
[[scenes]]
file = "mine.toml"
say = "Watch."
notes = "Slowly."
minutes = 3.0
[[scenes]]
code = "CODE"
"""


@pytest.fixture
def path(tmp_path):
    lrsim.Experiment("shower", title="Mine").save(tmp_path / "mine.toml")
    path = tmp_path / "tuesday.toml"
    path.write_text(LIST.replace("CODE", popular_example().share()), encoding="utf-8")
    return path


def test_each_scene_of_a_list_is_a_step_that_asks_nothing(path):
    tuesday = lesson(str(path))
    assert [step.title for step in tuesday.steps] == ["Three knobs", "Mine", "The popular example"]
    assert tuesday.minutes == 5.0
    lecture = Lecture(tuesday)
    assert "step 31" in lecture.say
    assert [runner.name for runner in lecture.stage.runners] == ["Pro", "Snail", "Maniac"]
    assert lecture.forward()
    assert (lecture.say, lecture.notes) == ("Watch.", "Slowly.")
    assert lecture.stage.surface.name == "shower"
    assert lecture.forward()
    assert lecture.stage.runners == popular_example().runners
    assert lecture.at_end


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            'scene = "popular-example"',
            'scene = "popular-exampel"',
            3,
            "did you mean popular-example",
        ),
        ('file = "mine.toml"', 'file = "yours.toml"', 5, "No such file"),
        (
            'file = "mine.toml"',
            'file = "mine.toml"\nscene = "popular-example"',
            4,
            "one of scene, file and code",
        ),
        ('say = "Watch."', 'say = "' + "word " * 41 + '"', 6, "41 words"),
        ('code = "', 'code = "lrsim1:', 10, "no whole share code"),
        ("minutes = 3.0", "minutes = 0", 8, "minutes"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_by_line(path, old, new, line, said):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lesson(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs devices")
def test_what_is_wrong_with_a_file_on_a_list_is_said_of_the_file(path):
    path.write_text('title = "Tuesday"\n[[scenes]]\nminutes = 2\nfile = "/dev/zero"\n')
    with pytest.raises(InputError) as caught:
        read_lesson(path)
    assert caught.value.sentence == (
        f"{path}:4: scenes[0].file: /dev/zero is a device, and no file"
    )


def test_a_file_on_the_list_is_read_once(path):
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as file:
        file.write('title = "Piped"\nsurface = "shower"\n')
    path.write_text(f'title = "Tuesday"\n[[scenes]]\nfile = "/dev/fd/{reader}"\n')
    assert [step.title for step in lesson(str(path)).steps] == ["Piped"]
    os.close(reader)


def test_a_file_on_the_list_may_hold_a_share_code(path):
    (path.parent / "mine.toml").write_text(lrsim.Experiment("shower", title="Mine").share())
    assert [step.title for step in lesson(str(path)).steps][1] == "Mine"
