"""``lrsim [FILE]``: what is handed to the window, and what is refused before Qt loads."""

from __future__ import annotations

import sys
import types

import pytest

import lrsim
import lrsim.gui
import lrsim.lessons
from lrsim.cli.commands import COMMANDS


@pytest.fixture
def window(monkeypatch):
    """Put something that only takes notes in the window's place, and return the notes."""
    calls = []

    def main(experiment, *, path, lesson, theme, present, screenshot, after):
        calls.append((experiment, path, theme, screenshot, after, lesson, present))
        return 0

    app = types.ModuleType("lrsim.gui.app")
    app.main = main
    monkeypatch.setitem(sys.modules, "lrsim.gui.app", app)
    monkeypatch.setattr(lrsim.gui, "app", app, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return calls


def test_it_can_open_presenting(cli, window):
    assert cli("--present").status == 0
    assert [call[6] for call in window] == [True]


def test_no_words_open_the_window(cli, window):
    assert cli().status == 0
    assert [call[:4] for call in window] == [(None, None, None, None)]


def test_file_opens_in_the_window(cli, window, file):
    assert cli(file).status == 0
    assert window[0][:2] == (lrsim.load(file), str(file))


@pytest.mark.parametrize("theme", ["light", "dark", "projector", "contrast"])
def test_theme_is_handed_on_before_or_after_the_file(cli, window, file, theme):
    cli(file, "--theme", theme)
    cli("--theme", theme, file)
    assert [call[2] for call in window] == [theme, theme]


def test_screenshot_is_handed_on(cli, window, tmp_path):
    path = tmp_path / "shot.png"
    assert cli("--screenshot", path, "--after", "0.5").status == 0
    assert window == [(None, None, None, str(path), 0.5, None, False)]


@pytest.mark.parametrize("name", ["why-it-explodes", lrsim.lessons.lessons()[0].name])
def test_a_lesson_is_read_and_handed_on(cli, window, name):
    assert cli("--lesson", name).status == 0
    assert window[0][5] == lrsim.lessons.lesson(name)


def test_a_list_of_scenes_is_opened_as_a_lesson(cli, window, tmp_path):
    path = tmp_path / "tuesday.toml"
    path.write_text(
        'schema_version = 1\ntitle = "Tuesday"\n[[scenes]]\nscene = "popular-example"\n'
    )
    assert cli("--lesson", path).status == 0
    assert window[0][5].title == "Tuesday"


def test_a_lesson_that_there_is_not_is_refused_in_one_line_before_qt_loads(cli, window):
    result = cli("--lesson", "why-it-explode")
    assert (result.status, window) == (2, [])
    assert result.err == "lrsim: --lesson why-it-explode: did you mean why-it-explodes?\n"


def test_a_broken_lesson_is_refused_by_file_line_and_key_before_qt_loads(cli, window, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('schema_version = 1\ntitle = "Mine"\nsentence = "One."\ncolour = "red"\n')
    result = cli("--lesson", path)
    assert (result.status, window) == (2, [])
    assert result.err.startswith(f"lrsim: {path}:4: colour ")
    assert result.err.count("\n") == 1


def test_status_of_the_window_is_that_of_the_command(cli, window, monkeypatch):
    monkeypatch.setattr(lrsim.gui.app, "main", lambda *_, **__: 3)
    assert cli().status == 3


def test_file_named_as_a_command_opens_after_two_dashes_or_with_a_folder(cli, window, file):
    named = file.rename(file.with_name("run"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(named.parent)
        assert cli("--", "run").status == 0
        assert cli("./run").status == 0
    assert len(window) == 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["no-such.toml"], "lrsim: no-such.toml cannot be read: No such file or directory"),
        (["rnu"], "did you mean the command run?"),
        (["quux"], f"nor is it a command ({', '.join(COMMANDS)})"),
        ([""], "FILE '' must be the name of an experiment file"),
        (["/"], "/ cannot be read: Is a directory"),
        (["a\nb"], r"a\nb cannot be read"),
        (["--theme", "pink"], "--theme pink must be one of light, dark, projector, contrast"),
        (["--presents"], "there is no option --presents"),
        (["--screenshot", ""], "--screenshot '' must be the name of a PNG file"),
        (["--screenshot", "/no/such/shot.png"], "there is no folder /no/such"),
        (
            ["--screenshot", "x.png", "--after", "nan"],
            "--after nan must be a number from 0 to 3600",
        ),
        (["a.toml", "b.toml"], "got unexpected extra argument (b.toml)"),
    ],
)
def test_bad_word_is_refused_before_the_window_opens(refused, window, words, complaint):
    assert complaint in refused(*words)
    assert window == []


def test_bad_file_is_refused_before_the_window_opens(refused, window, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("steps = 0\n")
    assert f"{path}: steps = 0 must be a whole number of steps from 1" in refused(path)
    assert window == []


def test_without_a_display_the_window_says_so(refused, window, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "there is no display to open the window on" in refused()
    assert window == []


def test_qt_that_cannot_load_is_said_in_one_line(refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "lrsim.gui.app", None)
    monkeypatch.delattr(lrsim.gui, "app", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "the window cannot open: " in refused()


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--theme", "dark", "--help"]])
def test_help_tells_of_the_window_and_every_command(cli, window, words):
    result = cli(*words)
    assert result.status == 0
    for word in ("[FILE]", "--lesson", "--theme", "--version", *COMMANDS):
        assert word in result.out
    for word in ("open", "--screenshot", "--after"):
        assert word not in result.out.replace("opens", "")
    assert window == []


def test_version_is_the_packages(cli):
    assert cli("--version").out == f"lrsim {lrsim.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help(cli, command):
    result = cli(command, "--help")
    assert result.status == 0
    assert result.out.startswith(f"Usage: lrsim {command}")
