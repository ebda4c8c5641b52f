"""What the documentation says of names, minutes, options and places is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from docs.test_schemas import check
from lrsim import Experiment
from lrsim.cli import commands, main
from lrsim.lessons import claims, lessons, scenes, words
from lrsim.lessons.quantities import QUANTITIES
from lrsim.lessons.scenes import GROUPS, MOST_WORDS

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
LINKED = [*PAGES, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]

LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
LECTURE = re.compile(r"^### (\d+) minutes\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| ([\d.]+) \| (lesson|scene) \| `([\w-]+)` \|", re.MULTILINE)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_what_is_made_of_the_code_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "docs", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    for target, anchor in LINK.findall(CODE.sub("", read(page))):
        place = page.parent / target if target else page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(read(place)), f"{target}#{anchor}"


def test_the_index_leads_to_every_page():
    linked = {target for target, _ in LINK.findall(read(ROOT / "docs" / "README.md"))}
    assert {page.name for page in PAGES} - linked == {"README.md"}


def test_every_option_that_help_tells_stands_in_the_page_of_commands():
    sections = re.split(r"^## ", read(ROOT / "docs" / "commands.md"), flags=re.MULTILINE)
    with click.Context(commands.tree) as context:
        for name in (*commands.COMMANDS, commands.WINDOW):
            command = commands.tree.get_command(context, name)
            called = "lrsim" if name == commands.WINDOW else f"lrsim {name}"
            section = next(text for text in sections if text.startswith(f"`{called} ["))
            for option in command.params:
                if isinstance(option, click.Option) and not option.hidden:
                    for word in (*option.opts, *option.secondary_opts):
                        assert re.search(rf"`[^`]*{word}\b[^`]*`", section), f"{called} {word}"


@pytest.mark.parametrize(
    ("minutes", "plan"), LECTURE.findall(read(ROOT / "docs" / "teaching.md")), ids=lambda x: x[:3]
)
def test_a_lecture_takes_as_long_as_it_says(minutes, plan):
    known = {lesson.name: lesson.minutes for lesson in lessons()}
    shown = {scene.name for scene in scenes()}
    rows = ROW.findall(plan)
    assert plan.count("\n| ") == len(rows) + 1  # the heading
    for own, kind, name in rows:
        assert name in (known if kind == "lesson" else shown)
        assert kind == "scene" or float(own) == known[name]
    assert sum(float(own) for own, *_ in rows) == float(minutes)


def test_there_is_a_lecture_of_10_45_and_90_minutes():
    assert [minutes for minutes, _ in LECTURE.findall(read(ROOT / "docs" / "teaching.md"))] == [
        "10",
        "45",
        "90",
    ]


def test_the_experiment_of_the_page_of_files_is_one():
    (text,) = re.findall(r"```toml\n(.*?)```", read(ROOT / "docs" / "files.md"), re.DOTALL)
    tables = tomllib.loads(text)
    check("experiment", tables)
    assert [runner.name for runner in Experiment.from_dict(tables).runners] == ["Snail", "Brake"]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_what_a_page_says_that_a_command_prints_is_what_it_prints(page, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    for block in re.findall(r"```console\n(.*?)```", read(page), re.DOTALL):
        for example in block.split("$ lrsim ")[1:]:
            words, printed = example.split("\n", 1)
            main(shlex.split(words))
            said = capsys.readouterr()
            assert without_ends(said.out + said.err) == without_ends(printed)


def without_ends(text: str) -> str:
    """Return a text with plain spaces, and without those at the ends of its lines."""
    lines = text.replace("\N{NO-BREAK SPACE}", " ").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def test_the_page_of_lessons_has_the_limits_and_quantities_of_the_code():
    text = re.sub(r"\s+", " ", read(ROOT / "docs" / "lessons.md"))
    for said in (
        f"at most {words.MOST_WORDS} words, an answer at most {words.MOST_OF_CHOICE}",
        f"`~` (to within {claims.NEAR:.0%}".replace("%", " %"),
        f"`sentence` (at most {MOST_WORDS} words)",
        *(f"`{group.lower()}`" for group in GROUPS),
    ):
        assert said in text, said
    for name in QUANTITIES:
        assert f"`{name}`" in text or f"`{name}[k]`" in text, name


def test_readme_counts_lessons_and_scenes_as_there_are():
    text = read(ROOT / "README.md")
    assert f"There are {len(lessons())} lessons " in text
    assert f" {len(scenes())} scenes " in text
