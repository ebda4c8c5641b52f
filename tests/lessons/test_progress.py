"""Progress: kept in a file, and exported for a class."""

import csv
import io
import json
import tomllib

import pytest

from lrsim.errors import InputError
from lrsim.lessons import Lecture, lesson
from lrsim.lessons.lesson import Lesson
from lrsim.lessons.progress import COLUMNS, Progress
from lrsim.lessons.tables import File

EXPLODES = lesson("why-it-explodes")


def at_the_question():
    lecture = Lecture(EXPLODES)
    while not lecture.choices:
        assert lecture.forward()
    return lecture


def test_a_lesson_goes_on_where_it_was_left(tmp_path):
    path = tmp_path / "deep" / "progress.json"
    lecture = at_the_question()
    answer = lecture.choose(1)
    Progress(path).keep(lecture)
    later = Lecture(EXPLODES)
    progress = Progress(path)
    progress.recall(later)
    assert (later.place, later.answers) == (lecture.place, (answer,))
    assert not progress.records["why-it-explodes"].finished


def test_a_finished_lesson_begins_anew_and_stays_finished(tmp_path):
    progress = Progress(tmp_path / "progress.json")
    lecture = at_the_question()
    lecture.choose(1)
    while lecture.forward():
        pass
    progress.keep(lecture)
    again = Lecture(EXPLODES)
    progress.recall(again)
    assert (again.place, again.answers) == (0, lecture.answers)
    progress.keep(again)
    assert Progress(tmp_path / "progress.json").records["why-it-explodes"].finished


def test_answers_are_exported_in_rows(tmp_path):
    progress = Progress(tmp_path / "progress.json")
    lecture = at_the_question()
    lecture.choose(0)
    lecture.choose(1)
    progress.keep(lecture)
    rows = list(csv.DictReader(io.StringIO(progress.csv())))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["lesson"], rows[0]["kind"], rows[0]["given"]) == (
        "why-it-explodes",
        "choice",
        "1",
    )
    assert (rows[0]["tries"], rows[0]["finished"]) == ("1", "false")


def test_a_title_is_no_formula_of_a_spreadsheet(tmp_path):
    text = """title = "T"
sentence = "S"
[runs.walk]
lr = 0.1
[[steps]]
title = "=1+1"
runs = ["walk"]
explain = "E"
[steps.ask]
kind = "dial"
question = "Q"
run = "walk"
holds = "walk.lr > 0"
truth = "walk.lr"
"""
    lecture = Lecture(File("t.toml", text, tomllib.loads(text)).holds(Lesson))
    lecture.turn_to(0.5)
    progress = Progress(tmp_path / "progress.json")
    progress.keep(lecture)
    assert "'=1+1" in progress.csv()


RECORD = (
    '{"lrsim_progress":1,"lessons":{"a":{"place":PLACE,"answers":[],"titles":[],"finished":true,'
    '"when":WHEN}}}'
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[]",
            "{",
            '{"lrsim_progress": 1}',
            "\x00",
            '{"lrsim_progress":1,"lessons":{"a":{}}}',
        ),
        *(RECORD.replace("PLACE", place).replace("WHEN", "0") for place in ("Infinity", "NaN")),
        *(RECORD.replace("PLACE", "0").replace("WHEN", when) for when in ("1e300", "NaN")),
    ],
)
def test_a_broken_file_is_put_aside_not_lost(tmp_path, text):
    path = tmp_path / "progress.json"
    path.write_text(text, encoding="utf-8")
    assert Progress(path).records == {}
    assert (tmp_path / "progress.json.unreadable").read_text(encoding="utf-8") == text


def test_a_newer_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({"lrsim_progress": 99, "lessons": {}}), encoding="utf-8")
    with pytest.raises(InputError, match="newer version"):
        Progress(path)
    assert path.exists()


def test_everything_can_be_forgotten(tmp_path):
    progress = Progress(tmp_path / "progress.json")
    progress.keep(at_the_question())
    progress.forget()
    assert Progress(tmp_path / "progress.json").records == {}


def test_progress_without_a_file_is_known_until_the_program_ends():
    progress = Progress()
    lecture = at_the_question()
    progress.keep(lecture)
    later = Lecture(EXPLODES)
    progress.recall(later)
    assert later.place == lecture.place
    assert Progress().records == {}
