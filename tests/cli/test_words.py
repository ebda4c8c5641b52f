"""Every word that the command line shows is a message, and no file has any other than English ones."""

from __future__ import annotations

import re

import pytest

from lrsim.cli import bench, work
from lrsim.presets import presets
from lrsim.text import messages
from words import LANGUAGE, untranslated

HELPS = [
    ["--help"],
    *([c, "--help"] for c in ("run", "sweep", "find", "map", "render", "list", "bench")),
]

BOWL = ["--surface", "bowl", "--steps", "30"]
MAP = ["--x", "lr:1e-3:1:8", "--y", "momentum:0:0.9:8", "--steps", "20"]

TABLES = [
    ["list", "surfaces"],
    ["list", "optimizers"],
    ["list", "schedules"],
    ["run"],
    ["run", "--lr", "0.1"],
    ["run", "--lr", "1.1", "--history"],
    ["run", "--lr", "1e-5", "--optimizer", "sgd:momentum=0.9"],
    ["run", *BOWL, "--lr", "1", "--steps", "1"],
    ["run", "--surface", "rastrigin", "--lr", "0.02", "--optimizer", "adam"],
    ["run", "--surface", "saddle", "--steps", "2000"],
    ["run", "--schedule", "cosine-annealing", "--lr", "0.001"],
    ["run", "--optimizer", "exact-line-search"],
    ["sweep", "--lrs", "1e-3:2:30"],
    ["sweep", "--lrs", "1e-3:2:30", "--from-step", "5"],
    ["sweep", "--surface", "saddle", "--lrs", "1e-3:2:5"],
    ["find"],
    ["find", "--surface", "saddle"],
    ["find", "--surface", "rastrigin", "--test-steps", "10"],
    ["map", *MAP],
    ["bench", "--seconds", "0.05"],
]

REFUSED = [
    ["run", "--lr", "much"],
    ["run", "--steps", "0"],
    ["run", "--bogus"],
    ["run", "--step", "1"],
    ["run", "--lr"],
    ["run", "--json=x"],
    ["run", "one.toml", "two.toml"],
    ["run", "--start", "1,2"],
    ["run", "--surface", "bowls"],
    ["run", "--surface", "bowl:kappa=1"],
    ["run", "--surface", "long-valley:kappa"],
    ["run", "--surface", "long-valley:kappa=0"],
    ["run", "--surface", "formula:x**"],
    ["run", "--surface", "formula:x^2"],
    ["run", "--surface", "formula:sine(x)"],
    ["run", "--surface", "formula:min(x)"],
    ["run", "--surface", "formula:(x"],
    ["run", "--surface", "formula:log(0)*x"],
    ["run", "--optimizer", "sgd:nesterov=true"],
    ["run", "--optimizer", "newton:speed=1"],
    ["run", "--schedule", "step:step_size=0"],
    ["run", "--schedule", "multistep:milestones=a"],
    ["run", "--schedule", "sequential:schedules=[reduce-on-plateau];[step]"],
    ["run", "--runner", "'a"],
    ["run", "--runner", "a b"],
    ["run", "--runner", "a speed=1"],
    ["run", "--runner", "a", "--runner", "a"],
    ["run", "--dial", "5"],
    ["run", "--dial", "5:1", "--dial", "5:2"],
    ["run", "--lr-scale", "1,1"],
    ["run", "--expect", "fine"],
    ["run", "--expect", "slow", "--expect", "slow"],
    ["run", "--expect", "exploding"],
    ["run", "--expect-loss-below", "0"],
    ["run", "--csv", "-", "--json"],
    ["run", "--csv", ""],
    ["run", "--csv", "/nonesuch/file.csv"],
    ["run", "nonesuch.toml"],
    ["nonesuch"],
    ["rn"],
    ["list"],
    ["list", "colours"],
    ["bench", "--seconds", "0"],
    ["bench", "--threads", "many"],
    ["sweep", "--lrs", "1:2"],
    ["sweep", "--lrs", "0:2:3"],
    ["sweep", "--from-step", "100"],
    ["sweep", "--threads", "1", "--workers", "1"],
    ["sweep", "--resume", ""],
    ["find", "--lr-min", "1", "--lr-max", "0.1"],
    ["find", "--from", "/dev/null"],
    ["find", "--from", "/dev/null", "--lr", "1"],
    ["run", "--dial", "100:1"],
    ["run", "--surface", "formula:"],
    ["run", "--optimizer", "sgd:lr=1"],
    ["run", "--optimizer", "adam:beta=0.9"],
    ["run", "--lrr", "1"],
    ["map", "--x", "lr:1:2", "--y", "lr:1:2:3"],
    ["map", *MAP[:2], "--y", "lr:1:2:3"],
    ["map", *MAP[:2], "--y", "colour:1:2:3"],
    ["map", *MAP[:2], "--y", "momentum:0:1:3"],
    ["map", *MAP, "-o", "map.gif"],
    ["--theme", "pink"],
    ["--screenshot", ""],
]


CPU = bench._machine().values["cpu"]


@pytest.fixture
def pseudo(monkeypatch):
    """The command line in the pseudo-language."""
    monkeypatch.setenv("LANGUAGE", LANGUAGE)
    messages.language_changed()
    yield
    monkeypatch.undo()
    messages.language_changed()


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_help_is_translated(pseudo, cli, words):
    result = cli(*words)
    assert result.status == 0
    assert untranslated(result.out, {"Snail", "brake", "Late"}) == []


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_tables_and_sentences_are_translated(pseudo, cli, words):
    result = cli(*words)
    assert result.status == 0, result.err
    assert untranslated(result.out.replace(CPU, "")) == []
    assert result.err == ""


@pytest.mark.parametrize("points", [3, 40])
def test_a_test_of_ones_own_is_told_in_the_users_language(pseudo, cli, tmp_path, points):
    path = tmp_path / "own.csv"
    lines = [f"{10.0 ** (k / 10 - 4)},{abs(k - 30) + 1}" for k in range(points)]
    path.write_text("\n".join(["lr,loss", *lines]))
    assert untranslated(cli("find", "--from", path).out, {"suggestion"}) == []


def test_presets_are_told_in_the_users_language_and_sources_in_their_own(pseudo, cli):
    lines = cli("list", "presets").out.splitlines()
    assert len(lines) == len(presets()) + 1
    assert untranslated(lines[0]) == []
    for preset, line in zip(presets(), lines[1:], strict=True):
        words = line.replace(preset.source, "").replace(preset.date, "")
        assert untranslated(words, {preset.name, *preset.schedule.split(":")}) == []


def test_progress_is_translated(pseudo):
    bar = work._progress()
    bar.add_task("lrsim map", total=4, completed=1)
    (task,) = bar.tasks
    assert bar.columns[-1].render(task).plain == "⟦1/4 çĥúñķš, -:--:-- ĺéḟť ~~~~~ ~~~~⟧"


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_complaints_are_translated(pseudo, cli, words):
    result = cli(*words)
    assert result.status in (1, 2)
    assert untranslated(result.err, set(re.findall(r"\w+", " ".join(words)))) == []
    assert "⟦" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ["list", "surfaces", "--json"],
        ["list", "optimizers", "--json"],
        ["list", "schedules", "--json"],
        ["run", "--json", "--history"],
        ["run", "--lr", "1.1", "--json"],
        ["run", "--csv", "-"],
        ["sweep", "--lrs", "1e-3:2:30", "--json"],
        ["sweep", "--lrs", "1e-3:2:30", "--csv", "-"],
        ["find", "--json"],
        ["find", "--csv", "-"],
        ["map", *MAP, "--json"],
    ],
    ids=" ".join,
)
def test_what_programs_read_is_the_same_in_every_language(cli, monkeypatch, words):
    english = cli(*words).out
    monkeypatch.setenv("LANGUAGE", LANGUAGE)
    messages.language_changed()
    try:
        assert cli(*words).out == english
    finally:
        monkeypatch.undo()
        messages.language_changed()
    assert "⟦" not in english


def test_files_are_the_same_in_every_language(pseudo, cli, tmp_path):
    from lrsim import Experiment

    path = tmp_path / "experiment.toml"
    Experiment("bowl", title="A bowl").save(path)
    assert "⟦" not in path.read_text()
    cli("map", *MAP, "-o", str(tmp_path / "map.npz"))
    assert "⟦".encode() not in (tmp_path / "map.npz").read_bytes()
