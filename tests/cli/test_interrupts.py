"""Ctrl+C, SIGTERM and SIGHUP, at any moment: quiet, 128 and the signal's number, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("needs signals", allow_module_level=True)

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

RUN = "from lrsim.__main__ import main\nsys.exit(main())\n"

IMPORT = """
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            {do}
sys.meta_path.insert(0, Watch())
"""


@pytest.fixture(autouse=True)
def nothing_is_ignored():
    """Who runs the tests with `nohup` has SIGHUP ignored, and programs inherit that."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def program(before, *words):
    """Return a command line that does something, and then what ``lrsim WORDS`` does."""
    head = f"import os, signal, sys, time\nsys.argv = {['lrsim', *map(str, words)]!r}\n"
    return [sys.executable, "-c", head + before + RUN]


def ended(before, *words, **options):
    """Run a program to its end; return its status and what it wrote to stdout and stderr."""
    done = subprocess.run(
        program(before, *words), capture_output=True, text=True, timeout=60, check=False, **options
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("signum", SIGNALS)
@pytest.mark.parametrize("module", ["lrsim.cli.commands", "click", "numpy"])
def test_a_signal_while_modules_load_is_quiet(module, signum):
    do = f"os.kill(os.getpid(), {signum:d})"
    assert ended(IMPORT.format(module=module, do=do), "run") == (128 + signum, "", "")


@pytest.mark.parametrize("module", ["lrsim.cli", "lrsim.cli.interrupts", "lrsim.cli.commands"])
def test_ctrl_c_before_anybody_is_in_charge_is_quiet(module):
    before = IMPORT.format(module=module, do="os.kill(os.getpid(), signal.SIGINT)")
    assert ended(before, "run") == (130, "", "")


def test_ctrl_c_while_the_window_loads_is_quiet():
    before = IMPORT.format(module="lrsim.gui.app", do="os.kill(os.getpid(), signal.SIGINT)")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    assert ended(before, env=environment) == (130, "", "")


@pytest.mark.parametrize("signum", SIGNALS)
def test_a_signal_that_an_import_of_qt_would_lose_ends_the_picture(signum, tmp_path):
    lose = f"""
            try:
                os.kill(os.getpid(), {signum:d})
            except BaseException:
                pass
"""
    before = IMPORT.format(module="PySide6.QtCore", do=lose)
    assert ended(before, "render", "-o", tmp_path / "a.png") == (128 + signum, "", "")
    assert not list(tmp_path.iterdir())


def test_an_interruption_that_an_import_takes_for_its_own_failure_is_one():
    before = """
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except BaseException:
                raise ImportError("the core failed to load")
sys.meta_path.insert(0, Watch())
"""
    assert ended(before, "run") == (130, "", "")


def test_an_interruption_that_comes_in_a_destructor_comes_again():
    before = """
class Thing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
from lrsim.runs import simulate
def race(experiment):
    Thing()
    time.sleep(60)
simulate.race = race
"""
    assert ended(before, "run") == (130, "", "")


def test_an_error_that_no_signal_brought_about_is_shown():
    code, _, err = ended("from lrsim.runs import simulate\nsimulate.race = None\n", "run")
    assert code == 70
    assert "TypeError" in err


@pytest.mark.parametrize(
    "place",
    [
        "interrupts.Work.end",  # outside every `except` clause
        "signal.getsignal",  # while the handlers change
    ],
)
def test_ctrl_c_in_the_last_moments_is_quiet(place):
    before = f"""
from lrsim.cli import commands, interrupts
dispatch, work, done = commands.dispatch, {place}, []
def last(args):
    status = dispatch(args)
    done.append(status)
    return status
def interrupted(*given):
    if done:
        os.kill(os.getpid(), signal.SIGINT)
    return work(*given)
commands.dispatch, {place} = last, interrupted
"""
    code, out, err = ended(before, "run")
    assert (code, err) == (130, "")
    assert "verdict" in out


def test_ctrl_c_when_the_status_is_settled_changes_nothing():
    before = "import atexit\natexit.register(os.kill, os.getpid(), signal.SIGINT)\n"
    code, out, err = ended(before, "run")
    assert (code, err) == (0, "")
    assert out


WAITS = """
def fsync(descriptor):
    sys.stdout.write("written\\n")
    sys.stdout.flush()
    time.sleep(60)
os.fsync = fsync
"""
"""Says that a file is as good as written, and does not get on."""

AXES = ["--x", "lr:0.1:1:3", "--y", "start_x:1:2:3"]

WRITES = [
    ["run", "--csv", "run.csv"],
    ["run", "--npz", "run.npz"],
    ["sweep", "--csv", "sweep.csv"],
    ["find", "--csv", "find.csv"],
    ["map", *AXES, "-o", "map.npz"],
    ["map", *AXES, "-o", "map.png"],
    ["map", *AXES, "--resume", "map.chunks"],
]


@pytest.mark.parametrize(
    ("words", "signum"),
    [
        *((WRITES[0], signum) for signum in SIGNALS),
        *((words, signal.SIGTERM) for words in WRITES[1:]),
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else given.name,
)
def test_a_signal_while_a_file_is_written_leaves_nothing_beside_it(words, signum, tmp_path):
    (tmp_path / words[-1]).touch()
    with subprocess.Popen(
        program(WAITS, *words),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "written\n"
        assert len(list(tmp_path.iterdir())) == 2
        process.send_signal(signum)
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 128 + signum
    assert [path.name for path in tmp_path.iterdir()] == [words[-1]]
    assert not (tmp_path / words[-1]).read_bytes()


def test_a_second_signal_does_not_disturb_the_tidying_up(tmp_path):
    before = """
def fsync(descriptor):
    os.kill(os.getpid(), signal.SIGHUP)
os.fsync = fsync
unlink = os.unlink
def again(name):
    os.kill(os.getpid(), signal.SIGHUP)
    unlink(name)
os.unlink = again
"""
    assert ended(before, "run", "--csv", tmp_path / "run.csv") == (129, "", "")
    assert not list(tmp_path.iterdir())


def test_a_signal_that_was_ignored_from_the_start_stays_so(tmp_path):
    before = f"signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{WAITS}"
    with subprocess.Popen(
        program(before, "run", "--csv", tmp_path / "run.csv"), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 143
