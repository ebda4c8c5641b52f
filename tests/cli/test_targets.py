"""No command writes over what it reads, nor one output over another."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lrsim.cli import targets

AXES = ["--x", "lr:0.1:1:3", "--y", "start_x:1:2:3"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices of POSIX")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with an experiment in it under several names, which one is in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.toml").write_text("steps = 5\n")
    (tmp_path / "sub").mkdir()
    if sys.platform != "win32":
        (tmp_path / "soft").symlink_to("g.toml")
        (tmp_path / "hard").hardlink_to("g.toml")
        (tmp_path / "loose").symlink_to("new")
        (tmp_path / "here").symlink_to(".")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("run g.toml --csv g.toml", "--csv g.toml and FILE g.toml"),
        ("run g.toml --npz sub/../g.toml", "--npz sub/../g.toml and FILE g.toml"),
        ("sweep g.toml --csv ./g.toml", "--csv ./g.toml and FILE g.toml"),
        ("sweep g.toml --resume ./g.toml", "--resume ./g.toml and FILE g.toml"),
        ("find g.toml --csv ./g.toml", "--csv ./g.toml and FILE g.toml"),
        ("g.toml --screenshot ./g.toml", "--screenshot ./g.toml and FILE g.toml"),
        ("run --csv a --npz ./a", "--csv a and --npz ./a"),
        ("run --csv sub/a --npz sub/a", "--csv sub/a and --npz sub/a"),
        ("sweep --csv a --resume ./a", "--csv a and --resume ./a"),
        ("map -o a.png -o ./a.png", "-o a.png and -o ./a.png"),
        ("map -o a.npz -o b.npz -o a.npz", "-o a.npz and -o a.npz"),
        ("map -o a.npz --resume ./a.npz", "-o a.npz and --resume ./a.npz"),
        pytest.param("run g.toml --csv soft", "--csv soft and FILE g.toml", marks=posix),
        pytest.param("run soft --csv hard", "--csv hard and FILE soft", marks=posix),
        pytest.param("run --csv loose --npz new", "--csv loose and --npz new", marks=posix),
        pytest.param("run --csv here/a --npz a", "--csv here/a and --npz a", marks=posix),
    ],
)
def test_one_file_under_two_names_is_refused(words, named, folder, refused):
    before = {path.name for path in folder.iterdir()}
    command, *rest = words.split()
    axes = AXES if command == "map" else []
    assert f"{named} cannot be the same file" in refused(command, *rest, *axes)
    assert (folder / "g.toml").read_text() == "steps = 5\n"
    assert {path.name for path in folder.iterdir()} == before


def test_files_that_differ_are_written(folder, cli):
    assert cli("run", "g.toml", "--csv", "a", "--npz", "b").status == 0
    assert cli("run", "g.toml", "--csv", "b", "--npz", "a").status == 0
    assert cli("map", "g.toml", *AXES, "-o", "a.npz", "-o", "a.png", "--resume", "a").status == 2
    assert cli("map", "g.toml", *AXES, "-o", "a.npz", "-o", "a.png", "--resume", "c").status == 0


def test_names_that_differ_in_case_are_one_where_the_file_system_says_so(
    folder, cli, refused, monkeypatch
):
    words = ["map", *AXES, "-o", "a.png", "-o", "A.png"]
    monkeypatch.setattr(targets, "_ignores_case", lambda folder: True)
    assert "-o a.png and -o A.png cannot be the same file" in refused(*words)
    monkeypatch.setattr(targets, "_ignores_case", lambda folder: False)
    assert cli(*words).status == 0


def test_a_folder_ignores_case_as_its_file_system_does(tmp_path):
    (tmp_path / "name").touch()
    assert targets._ignores_case(str(tmp_path)) == (tmp_path / "NAME").exists()


@posix
def test_devices_take_everything(folder, cli):
    assert cli("run", "/dev/null", "--csv", "/dev/null", "--npz", "/dev/null").status == 0


def lrsim(line):
    """Run a line of shell, in which ``lrsim`` is the command."""
    script = f'lrsim() {{ "{sys.executable}" -m lrsim "$@"; }}\n{line}'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


@posix
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("lrsim run g.toml >> g.toml", "standard output and FILE g.toml"),
        ("lrsim run - < g.toml >> g.toml", "standard output and FILE -"),
        ("lrsim run - --csv hard < g.toml", "--csv hard and FILE -"),
        ("lrsim run /dev/stdin --csv g.toml < soft", "--csv g.toml and FILE /dev/stdin"),
        ("lrsim run --csv a > a", "--csv a and standard output"),
    ],
)
def test_redirected_streams_are_files_as_well(line, named, folder):
    said = f"lrsim run: {named} cannot be the same file\n"
    assert lrsim(line)[::2] == (2, said)
    assert (folder / "g.toml").read_text() == "steps = 5\n"


@posix
@pytest.mark.parametrize(
    "line",
    [
        "lrsim run --csv /dev/fd/1 > a; cat a",
        "lrsim run --csv /dev/fd/1 | cat",
        "lrsim run --csv /dev/stderr 2>&1 > a | cat",
        "lrsim run --csv >(cat > b) > a; until [ -s b ]; do sleep 0.01; done; cat b",
    ],
)
def test_streams_may_be_named_as_files(line, folder):
    assert lrsim(line)[1].startswith("runner,step,lr,x,y,loss\n")
