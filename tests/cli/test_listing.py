"""``lrsim list``: the catalogue, for people and for scripts."""

from __future__ import annotations

import pytest

from lrsim import load, optimizers, schedules, surfaces
from lrsim.catalogue import entries
from lrsim.lessons import lessons, scenes
from lrsim.presets import Preset, presets

KINDS = {
    "surfaces": surfaces.Surface,
    "optimizers": optimizers.Optimizer,
    "schedules": schedules.Schedule,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_is_listed_with_its_formula(cli, kind):
    out = cli("list", kind).out
    listed = cli("list", kind, "--json").json
    known = entries.entries(KINDS[kind])
    assert [entry["name"] for entry in listed] == list(known)
    for name, cls in known.items():
        assert any(line.startswith(f"{name} ") and cls.formula in line for line in out.splitlines())


@pytest.mark.parametrize("kind", KINDS)
def test_json_tells_what_the_catalogue_knows_of_the_parameters(cli, kind):
    for entry in cli("list", kind, "--json").json:
        cls = entries.lookup(KINDS[kind], entry["name"])
        assert [p["name"] for p in entry["parameters"]] == [p.name for p in cls.parameters()]
        for told, known in zip(entry["parameters"], cls.parameters(), strict=True):
            choices = {"choices"} if known.kind == "choice" else set()
            assert set(told) == {"name", "kind", "default", "low", "high", "unit", "doc"} | choices
            assert told["kind"] == known.kind
            assert told["default"] == known.plain(known.default)
            assert told.get("choices", []) == list(known.choices)
            assert told["doc"]


def test_json_of_surfaces_has_exactly_the_documented_keys(cli):
    for entry in cli("list", "surfaces", "--json").json:
        assert list(entry) == [
            "dimensions",
            "doc",
            "domain",
            "formula",
            "minima",
            "name",
            "parameters",
            "reference",
            "start",
            "title",
        ]
        assert len(entry["domain"]) == len(entry["start"]) == entry["dimensions"]
        for minimum in entry["minima"]:
            assert set(minimum) == {"position", "loss"}
            assert len(minimum["position"]) == entry["dimensions"]


def test_json_of_optimizers_tells_the_lr_they_start_with(cli):
    listed = {entry["name"]: entry for entry in cli("list", "optimizers", "--json").json}
    assert listed["sgd"]["default_lr"] == 0.01
    assert listed["adam"]["default_lr"] == 0.001
    assert listed["adam"]["slots"] == ["exp_avg", "exp_avg_sq"]


@pytest.mark.parametrize("kind", ["", "recipes", "\x1b[31m"])
def test_unknown_kind_is_refused_with_the_kinds_there_are(refused, kind):
    message = refused("list", kind)
    assert "must be one of surfaces, optimizers, schedules, presets" in message
    assert "\x1b" not in message


@pytest.mark.parametrize("kind", ["surface", "Optimizers", "schedule", "preset"])
def test_a_kind_by_another_spelling_is_asked_for(refused, kind):
    assert f"did you mean {kind.lower().removesuffix('s')}s?" in refused("list", kind)


def test_presets_are_listed_with_their_sources(cli):
    listed = cli("list", "presets", "--json").json
    assert [each["name"] for each in listed] == [preset.name for preset in presets()]
    assert all(list(each) == sorted(Preset.__struct_fields__) for each in listed)
    resnet = next(each for each in listed if each["name"] == "resnet")
    assert (resnet["lr"], resnet["optimizer"]) == (0.1, "sgd:momentum=0.9,weight_decay=0.0001")
    lines = {line.split()[0]: line for line in cli("list", "presets").out.splitlines()}
    for preset in presets():
        assert f"{preset.source} ({preset.date})" in lines[preset.name]
        assert preset.rate in lines[preset.name]


def test_lessons_are_listed_in_the_order_of_a_course(cli):
    listed = cli("list", "lessons", "--json").json
    assert [each["name"] for each in listed] == [lesson.name for lesson in lessons()]
    explodes = next(each for each in listed if each["name"] == "why-it-explodes")
    assert explodes["title"] == "Why it explodes"
    assert explodes["questions"] >= 1
    lines = {line.split()[0]: line for line in cli("list", "lessons").out.splitlines()}
    assert all(lesson.sentence in lines[lesson.name] for lesson in lessons())


def test_scenes_are_listed_with_what_they_show_and_a_code_that_opens_them(cli):
    listed = cli("list", "scenes", "--json").json
    assert [each["name"] for each in listed] == [scene.name for scene in scenes()]
    for each, scene in zip(listed, scenes(), strict=True):
        assert load(each["share"]) == scene.experiment
        assert "{" not in each["sentence"]
    lines = {line.split()[0]: line for line in cli("list", "scenes").out.splitlines()}
    assert all(scene.told in lines[scene.name] for scene in scenes())


def test_missing_kind_is_refused(refused):
    assert "surfaces|optimizers|schedules" in refused("list")
