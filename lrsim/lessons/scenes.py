"""Scenes: experiments that show one thing each, with a sentence, a click away."""

from __future__ import annotations

import dataclasses
import functools
from typing import Annotated, Any, Final, Literal

import msgspec

from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.lessons import tables
from lrsim.lessons.cast import Cast
from lrsim.lessons.checks import at, check_claim
from lrsim.lessons.lesson import Card, Claim, Line, Mark, Name, Speed, Text
from lrsim.lessons.words import Told, check_numbers, check_words, told
from lrsim.text.messages import Message

MOST_WORDS: Final = 30
"""Of a scene's sentence."""

GROUPS: Final = (
    Message("First steps"),
    Message("Known good"),
    Message("Famous failures"),
    Message("Optimizers"),
    Message("Schedules"),
    Message("Noise"),
)
"""In the order of the gallery."""

Group = Literal["first steps", "known good", "famous failures", "optimizers", "schedules", "noise"]


class Scene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """An experiment that shows one thing.

    Attributes
    ----------
    name : str
        Kebab-case; the name of its file.
    title : str
    group : str
        Where it stands in the gallery.
    sentence : str
        What is to be seen, with places for values as in a lesson.
    claims : tuple of str
        What it shows: each of them holds.
    runs : dict of str to dict
        As in a lesson.
    stage : tuple of str
        Who is on the stage; the first is the selected one.
    plays : tuple of int
        From which step to which it plays.
    speed : float
        Steps a second.
    shows, marks : tuple of str
        As in a lesson; while presenting.
    facts : dict of str to str
        Numbers in the sentence that come from no run, with their sources.
    """

    schema_version: Literal[1] = 1
    name: str = ""
    title: Line
    group: Group
    sentence: Text
    claims: Annotated[tuple[Claim, ...], msgspec.Meta(min_length=1, max_length=20)]
    runs: Annotated[dict[Name, dict[str, Any]], msgspec.Meta(min_length=1, max_length=16)]
    stage: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=8)]
    plays: tuple[int, int] | None = None
    speed: Speed = 5.0
    shows: tuple[Card, ...] = ("surface", "loss", "dial")
    marks: tuple[Mark, ...] = ()
    facts: dict[str, Line] = {}

    @functools.cached_property
    def cast(self) -> Cast:
        """Its runs."""
        return Cast(self.runs)

    @property
    def experiment(self) -> Experiment:
        """What the window opens: titled as the scene is."""
        return dataclasses.replace(self.cast.stage(self.stage), title=self.title)

    @property
    def told(self) -> Told:
        """The sentence with its values."""
        return told(self.sentence, self.cast)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is to be translated."""
        return self.title, self.sentence


@functools.cache
def scenes() -> tuple[Scene, ...]:
    """Return the shipped scenes, in the order of the gallery.

    Returns
    -------
    tuple of Scene
        Group by group.
    """
    found = [file.holds(Scene) for file in tables.shipped("scenes")]
    groups = [group.lower() for group in GROUPS]
    return tuple(sorted(found, key=lambda scene: groups.index(scene.group)))


def scene(name: str) -> Scene:
    """Return a shipped scene by its name, or the one in a file.

    Parameters
    ----------
    name : str
        A name of `scenes`, or a path.

    Returns
    -------
    Scene
        One from a file has been checked.

    Raises
    ------
    InputError
        When there is none, or something is wrong in the file.
    """
    return tables.named("scene", name, {each.name: each for each in scenes()}, _read)


def _read(path: str) -> Scene:
    return scene_in(tables.read(path))


def scene_in(file: tables.File) -> Scene:
    """Return the scene in a file, checked: it shows what it says."""
    with file.placing():
        found = file.holds(Scene)
        check_scene(found)
    return found


def check_scene(scene: Scene) -> None:
    """Refuse a scene that shows something else than it says.

    Raises
    ------
    InputError
        It names the key path.
    """
    cast = scene.cast
    with at("stage"):
        stage = cast.stage(scene.stage)
    if scene.plays is not None and not 0 <= scene.plays[0] <= scene.plays[1] <= stage.steps:
        allowed = Message("must be two steps from 0 to {last}", last=stage.steps)
        raise InputError("plays", list(scene.plays), allowed)
    for place, text in enumerate(scene.claims):
        check_claim(f"claims[{place}]", text, cast)
    with at("sentence"):
        sentence = scene.told
    check_numbers("sentence", scene.sentence, cast.numbers(), scene.facts)
    check_words({"sentence": sentence}, MOST_WORDS)
