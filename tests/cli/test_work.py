"""What the user sees of work in chunks."""

import os
import re
import subprocess
import sys

import pytest

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


def test_nothing_is_shown_where_there_is_no_terminal(cli, monkeypatch):
    from lrsim.cli import work

    monkeypatch.setattr(work, "QUIET", 0.0)
    assert cli(*WORDS[:4], "60", *AXES).err == ""


def test_rich_is_not_loaded_for_it():
    code = f"import sys\nfrom lrsim.cli import main\nmain({[*WORDS[:3], *AXES]!r})\n"
    code += "assert not {'rich', 'distributed', 'PySide6', 'PIL'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
