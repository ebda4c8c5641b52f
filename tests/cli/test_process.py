"""The command as a process: what it imports, how it ends, what pipes and full disks do to it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import PATIENCE

COMMAND = [sys.executable, "-m", "lrsim"]
FULL = Path("/dev/full")


def start(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.run([*COMMAND, *words], timeout=PATIENCE, check=False, **options)


def loaded(*words: str) -> set[str]:
    """Return the modules that a command line has loaded when it is done."""
    code = (
        "import sys\nfrom lrsim.cli import main\n"
        f"main({list(words)!r})\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "words", [["run"], ["run", "--json"], ["sweep"], ["find"], ["list", "surfaces"], ["bad.toml"]]
)
def test_headless_commands_load_no_qt(words):
    assert not loaded(*words) & {"PySide6", "shiboken6", "pyqtgraph"}


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["run", "--help"], ["sweep", "--help"], ["find", "--help"]]
)
def test_help_and_version_load_nothing_heavy(words):
    assert not loaded(*words) & {"PySide6", "pyqtgraph", "numpy", "msgspec", "rich"}


@pytest.mark.parametrize("words", [["run"], ["run", "--json"], ["run", "--csv", "-"]])
def test_rich_is_loaded_for_terminals_only(words):
    assert "rich" not in loaded(*words)


@pytest.mark.parametrize("words", [["run", "--lr", "0.1"], ["run", "--lr", "0.1", "--json"]])
def test_a_run_that_needs_no_remedy_loads_no_search_for_one(words):
    needed = loaded(*words)
    assert "lrsim.remedies" in needed
    assert not needed & {"lrsim.remedies.search", "lrsim.batches", "concurrent.futures"}


def test_no_minimum_is_searched_for_to_list_surfaces_in_a_table():
    code = (
        "from lrsim import surfaces\nfrom lrsim.cli import main\n"
        "def refuse(self): raise AssertionError('searched')\n"
        "surfaces.Surface.minima = property(refuse)\n"
        "assert main(['list', 'surfaces']) == 0\n"
        "assert main(['list', 'surfaces', '--json']) == 70"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


@pytest.mark.parametrize("words", [["--help"], ["run"], ["list", "surfaces"]])
def test_what_a_command_loads_is_not_searched_for_garbage(words):
    code = (
        "import gc, os, sys\n"
        "def met(phase, info):\n"
        "    if phase == 'stop': os.write(2, b'searched')\n"
        "from lrsim.cli import main\n"
        f"sys.argv = {['lrsim', *words]!r}\n"
        "gc.callbacks.append(met)\n"
        "status = main()\n"
        "os.write(2, b'%d left' % len(gc.get_objects()))\n"
        "sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    left, _, searched_at_the_end = done.stderr.partition(" left")
    assert left.isdigit()  # nothing was searched before
    assert int(left) < 100
    assert searched_at_the_end


def test_file_may_come_from_standard_input():
    text = "steps = 7\n"
    for name in ("-", "/dev/stdin"):
        done = start("run", name, "--json", input=text)
        assert done.returncode == 0
        assert '"steps": 7' in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("words", [("run", "-"), ("find", "--from", "-")])
def test_standard_input_that_is_closed_is_told(words):
    line = shlex.join([*COMMAND, *words])
    done = subprocess.run(["sh", "-c", f"{line} <&-"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith("standard input is closed\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_that_the_shell_has_opened_is_read(tmp_path):
    pipe, line = tmp_path / "pipe", shlex.join([*COMMAND, "run", "-", "--json"])
    os.mkfifo(pipe)
    shell = f"echo 'steps = 7' > {pipe} & {line} < {pipe}"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert '"steps": 7' in done.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("words", [("run",), ()])
def test_a_named_pipe_is_refused_instead_of_waited_for(tmp_path, words):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = start(*words, pipe)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "is a named pipe" in done.stderr


@pytest.mark.parametrize("words", [("run",), ()])
def test_a_folder_is_refused_in_one_line(tmp_path, words):
    done = start(*words, tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Is a directory" in done.stderr


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs names of open files")
def test_file_may_come_through_a_pipe_that_the_shell_has_opened():
    read, write = os.pipe()
    os.write(write, b"steps = 7\n")
    os.close(write)
    done = subprocess.run(
        [*COMMAND, "run", f"/dev/fd/{read}", "--json"],
        pass_fds=(read,),
        capture_output=True,
        check=True,
    )
    os.close(read)
    assert b'"steps": 7' in done.stdout


def test_reader_that_leaves_ends_the_command_quietly():
    words = ["run", "--steps", "200000", "--csv", "-"]
    with subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"runner,step,lr,x,y,loss\n"
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(timeout=PATIENCE) == 141
    assert error == b""


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words", [["run"], ["run", "--json"], ["run", "--csv", "-"], ["--help"], ["--version"]]
)
def test_full_disk_is_said_in_one_line(words):
    with FULL.open("w") as full:
        done = start(*words, stdout=full)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "standard output cannot be written: No space left on device" in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_full_disk_under_a_file_is_said_in_one_line():
    done = start("run", "--csv", str(FULL))
    assert done.returncode == 2
    assert done.stderr == "lrsim run: /dev/full cannot be written: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_closed_standard_streams_end_without_a_traceback():
    line = f'"{sys.executable}" -m lrsim'
    done = subprocess.run(["sh", "-c", f"{line} run >&-"], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"lrsim run: standard output is closed\n"
    for words in ("run --lr x 2>&-", "run --lr x >&- 2>&-", "run nothing.toml <&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{line} {words}"], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("module", ["click", "lrsim.cli.run", "numpy", "lrsim.runs.simulate"])
def test_ctrl_c_while_importing_exits_with_130_and_no_traceback(module):
    code = f"""
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
sys.argv = ["lrsim", "run"]
from lrsim.cli import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("moment", ["csv.writer", "os.fsync"])
def test_ctrl_c_while_writing_exits_with_130_and_leaves_no_file(moment, tmp_path):
    """In the middle of the text, and when all of it stands in a file beside."""
    code = f"""
import csv, os, signal, sys
from lrsim.cli import main
{moment} = lambda *given, **named: os.kill(os.getpid(), signal.SIGINT)
sys.exit(main(["run", "--csv", {str(tmp_path / "out.csv")!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_characters_that_the_terminal_lacks_are_replaced(encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    done = start("list", "surfaces", env=environment, text=False)
    assert done.returncode == 0
    assert done.stdout.decode(encoding).startswith("name ")
    assert start("run", "Grüße.toml", env=environment, text=False).returncode == 2


def test_json_is_utf_8_whatever_the_locale():
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = start("list", "surfaces", "--json", env=environment, text=False)
    assert "f(x) = x²" in done.stdout.decode("utf-8")


def test_word_that_is_no_unicode_is_named_with_escapes():
    done = subprocess.run([*COMMAND, "run", b"\xff\xfe"], capture_output=True, check=False)
    assert done.returncode == 2
    assert rb"\udcff\udcfe cannot be read: No such file or directory" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("no_color", [False, True])
def test_colour_stands_on_a_terminal_only_and_honours_no_color(no_color):
    import pty

    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    if no_color:
        environment["NO_COLOR"] = "1"
    ours, theirs = pty.openpty()
    words = ["run", "--lr", "1.1"]
    with subprocess.Popen([*COMMAND, *words], stdout=theirs, env=environment) as process:
        os.close(theirs)
        out = b""
        try:
            while part := os.read(ours, 2**16):
                out += part
        except OSError:  # Linux says so when the other end has closed
            pass
        assert process.wait(timeout=PATIENCE) == 0
    os.close(ours)
    assert b"exploding" in out
    assert (b"\x1b[1;38;5;" in out) is not no_color


def test_a_terminal_without_the_characters_loses_no_figure():
    words = ["run", "--surface", "quadratic", "--start", "5", "--steps", "50", "--lr", "1.1"]
    shown = subprocess.run(
        [sys.executable, "-m", "lrsim", *words],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=True,
    ).stdout
    assert b"1.40869 x 10^6" in shown
    assert b"LR / 100" in shown
