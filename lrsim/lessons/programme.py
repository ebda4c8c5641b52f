"""A teacher's own list of scenes: each is a step, and Page Down goes on to the next.

schema_version = 1
title = "Tuesday"

[[scenes]]
scene = "popular-example"         # a scene that comes with lrsim; or
file = "mine.toml"                # an experiment's or a scene's file, beside the list; or
code = "lrsim1:…"                 # a share code
say = "Watch the third ball."     # in place of the scene's sentence
notes = "For the speaker alone."
minutes = 2.0
"""

from __future__ import annotations

import os
from typing import Annotated, Any, Final, Literal

import msgspec

from lrsim import experiment as experiments
from lrsim import files, share_code
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.lessons import tables
from lrsim.lessons.cast import tables_of
from lrsim.lessons.checks import at
from lrsim.lessons.lesson import Card, Lesson, Line, Minutes, Notes, Step, Text
from lrsim.lessons.scenes import Scene, scene, scene_in
from lrsim.lessons.words import check_words
from lrsim.text.messages import Message

KEY: Final = "scenes"
MOST_WORDS: Final = 40
SHOWN: Final[tuple[Card, ...]] = ("surface", "loss", "dial")
"""Of an experiment, which says nothing of cards."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the list: a scene, a file or a code, exactly one of them."""

    scene: str = ""
    file: str = ""
    code: str = ""
    say: Text = ""
    notes: Notes = ""
    minutes: Minutes = 1.0


class Programme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of scenes."""

    schema_version: Literal[1] = 1
    name: str = ""
    title: Line
    sentence: str = ""
    scenes: Annotated[tuple[Entry, ...], msgspec.Meta(min_length=1, max_length=40)]


def lesson_of(file: tables.File) -> Lesson:
    """Return a list of scenes as a lesson that asks nothing.

    Raises
    ------
    InputError
        It names the key path.
    """
    programme = file.holds(Programme)
    runs: dict[str, dict[str, Any]] = {}
    steps = []
    for place, entry in enumerate(programme.scenes):
        with at(f"{KEY}[{place}]"):
            found = _found(entry, os.path.dirname(file.path))
            check_words({"say": entry.say}, MOST_WORDS)
        stage = found.experiment if isinstance(found, Scene) else found
        own = tables_of(stage, f"scene{place + 1}")
        runs |= own
        steps.append(_step(entry, found, tuple(own)))
    return Lesson(
        name=programme.name,
        title=programme.title,
        sentence=programme.sentence or programme.title,
        runs=runs,
        steps=tuple(steps),
    )


def _found(entry: Entry, folder: str) -> Scene | Experiment:
    given = {key: text for key in ("scene", "file", "code") if (text := getattr(entry, key))}
    if len(given) != 1:
        raise InputError("", None, Message("must have one of scene, file and code"))
    if entry.scene:
        return scene(entry.scene)
    if entry.code:
        with at("code"):
            return experiments.load(entry.code)
    path = os.path.join(folder, entry.file)
    with at("file: "):
        data = files.read_bytes(path)  # once: a pipe has it once
        if not share_code.is_code(data.decode("ascii", "replace")):
            file = tables.of(path, data)
            if "runs" in file.tables:
                return scene_in(file)
        return experiments.loads(path, data)


def _step(entry: Entry, found: Scene | Experiment, runs: tuple[str, ...]) -> Step:
    if isinstance(found, Scene):
        step = Step(
            title=found.title,
            runs=runs,
            say=found.told,
            plays=found.plays or (0, found.experiment.steps),
            speed=found.speed,
            shows=found.shows,
            marks=found.marks,
        )
    else:
        title = found.title or found.surface.title
        step = Step(title=title, runs=runs, say=title, plays=(0, found.steps), shows=SHOWN)
    return msgspec.structs.replace(
        step, say=entry.say or step.say, notes=entry.notes, minutes=entry.minutes
    )
