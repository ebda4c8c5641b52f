"""What the user sees of work in chunks."""

import os
import re
import subprocess
import sys
import threading

import pytest

from waiting import PATIENCE

WORDS = ["map", "--surface", "rosenbrock", "--steps", "100000", "--threads", "1", "--json"]
AXES = ["--x", "lr:1e-5:1e-3:60", "--y", "momentum:0:0.5:96"]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
def test_terminal_shows_chunks_and_the_time_left():
    ours, theirs = os.openpty()
    code = (
        "import sys\nfrom lrsim.cli import main, work\n"
        f"work.QUIET = 0.0\nsys.exit(main({[*WORDS, *AXES]!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = read_all(ours)
        assert process.stdout.read().startswith(b"{")
    assert process.returncode == 0
    assert "lrsim map" in shown
    done = [int(n) for n in re.findall(r"(\d+)/18 *chunks,", shown)]
    assert done == sorted(done)
    assert done[0] < 9 < done[-1]
    assert re.search(r"\d:\d\d:\d\d *left", shown)


def read_all(terminal):
    """Return what was shown, until nobody holds the other end."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 2**16)
        except OSError:  # what Linux says at the end
            break
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", b"".join(parts).decode())


@pytest.fixture
def told(monkeypatch):
    """Return an event that is set as soon as it was said that something takes long, which is at once."""
    from lrsim.cli import output, patience

    said, complain = threading.Event(), output.complain

    def tell(*words):
        complain(*words)
        said.set()

    monkeypatch.setattr(patience, "WORKED", 0.0)
    monkeypatch.setattr(patience, "LOOK", 0.0)
    monkeypatch.setattr(output, "complain", tell)
    return said


def late(told, work):
    def do(*given, **named):
        assert told.wait(PATIENCE)
        return work(*given, **named)

    return do


def test_what_takes_long_is_told_once_on_stderr(cli, told, monkeypatch):
    from lrsim.runs import simulate
    from lrsim.studies.finder import range_test
    from lrsim.work import chunks

    monkeypatch.setattr(simulate, "race", late(told, simulate.race))
    run = cli("run", "--steps", "12345", "--runner", "a", "--runner", "b", "--json")
    assert run.err == "lrsim run: 2 runners of 12\u202f345 steps take a while\n"
    assert run.json["runs"]
    told.clear()
    monkeypatch.setattr(range_test, "find_lr", late(told, range_test.find_lr))
    assert cli("find", "--steps", "20").err.startswith("lrsim find: a test of 200 steps, and the")
    told.clear()
    monkeypatch.setattr(chunks, "compute", late(told, chunks.compute))
    assert cli(*WORDS[:4], "60", *AXES).err == "lrsim map: 1 chunk of work takes a while\n"


def test_the_time_left_is_told_where_it_is_known(monkeypatch):
    from lrsim.cli import work

    now = [0.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: now[0])
    bar = work._Bar("lrsim map", 40)
    bar.show(4, 40)  # were there
    now[0] = 3.0
    bar.show(10, 40)
    assert bar._long() == "10 of 40 chunks are done, about 15 s to go"
    now[0] = 300.0
    assert bar._long() == "10 of 40 chunks are done, about 25 min to go"


def test_nothing_is_shown_where_there_is_no_terminal(cli, monkeypatch):
    from lrsim.cli import work

    monkeypatch.setattr(work, "QUIET", 0.0)
    assert cli(*WORDS[:4], "60", *AXES).err == ""


def test_rich_is_not_loaded_for_it():
    code = f"import sys\nfrom lrsim.cli import main\nmain({[*WORDS[:3], *AXES]!r})\n"
    code += "assert not {'rich', 'distributed', 'PySide6', 'PIL'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
