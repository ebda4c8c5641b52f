"""The window on a real X display, driven from outside with xdotool; skipped where there is neither."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

import lrsim
from lrsim.experiment import load
from lrsim.session.story import popular_example
from waiting import PATIENCE, wait_until

TOOLS = ("Xvfb", "xdotool")
PLAYED = "5"
"""Seconds, as `--after` takes them: a run of thirty steps is over by then."""

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual display of its own."""
    with _one_at_a_time():
        server, name = _start_server()
        assert _answers(name), "the virtual display does not answer"
    try:
        yield name
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for other tests that start a server: two at once may both think a number theirs."""
    import fcntl  # where there is an X server there is this

    with open(Path(tempfile.gettempdir(), "lrsim-tests-display.lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """End the windows that a failed test has left behind."""
    yield
    while Window.opened:
        with Window.opened.pop() as process:
            process.kill()


def _start_server() -> tuple[subprocess.Popen[bytes], str]:
    reader, writer = os.pipe()
    # without -noreset it would begin anew whenever its last client leaves, an xdotool for example, and a
    # window that starts just then would find no display
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-noreset"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writer], stdout=quiet, stderr=quiet)
    os.close(writer)
    with os.fdopen(reader) as answer:
        return server, f":{answer.readline().strip()}"


def _answers(name: str) -> bool:
    """Tell whether a display can be used."""
    asked = subprocess.run(
        ["xdotool", "getdisplaygeometry"],
        env=os.environ | {"DISPLAY": name},
        check=False,
        capture_output=True,
    )
    return asked.returncode == 0


class Window:
    """The program, and a hand on its window."""

    opened: ClassVar[list[subprocess.Popen[str]]] = []

    def __init__(self, display: str, home: Path, *arguments: str) -> None:
        self.environment = os.environ | {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(home), "XDG_CONFIG_HOME": str(home),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lrsim", *arguments],
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.opened.append(self.process)
        self.id = self._find()

    def _find(self) -> str:
        found: list[str] = []

        def appeared() -> bool:
            assert self.process.poll() is None, f"no window: {self.process.communicate()[1]}"
            of_ours = "--all", "--pid", str(self.process.pid), "--name", " — lrsim"
            found[:] = self.hand("search", "--onlyvisible", *of_ours).split()
            return bool(found)

        wait_until(appeared)
        return found[0]

    def hand(self, *words: str) -> str:
        """Call xdotool."""
        answer = subprocess.run(
            ["xdotool", *words], env=self.environment, check=False, capture_output=True, text=True
        )
        return answer.stdout

    @property
    def title(self) -> str:
        """What stands in the window's frame."""
        return self.hand("getwindowname", self.id).strip()

    def press(self, *keys: str) -> None:
        """Press keys with the window focused."""
        wait_until(self._focus)
        for key in keys:
            self.hand("key", "--clearmodifiers", key)

    def _focus(self) -> bool:
        self.hand("windowfocus", self.id)
        return self.hand("getwindowfocus").strip() == self.id

    def quit(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit status and what was said."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_window_quietly(
    display: str, tmp_path: Path, how: signal.Signals
) -> None:
    window = Window(display, tmp_path)
    status, said = window.quit(how)
    assert status == 128 + how
    assert "Traceback" not in said


def test_keys_turn_the_dial_and_the_experiment_is_remembered(display: str, tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    popular_example().save(file)
    window = Window(display, tmp_path, str(file))

    def lr(path: Path) -> float:
        # time runs: on a busy machine the dial may be turned some steps after the beginning
        experiment = load(path)
        return experiment.runners[2].lr_at(experiment.steps)

    before = lr(file)
    window.press("BackSpace", "3", "Page_Down")
    wait_until(lambda: window.title.startswith("*"), lambda: window.title)
    window.press("ctrl+s")
    wait_until(lambda: not window.title.startswith("*"), lambda: window.title)
    assert lr(file) == pytest.approx(before / 10)
    window.quit(signal.SIGTERM)
    (remembered,) = tmp_path.rglob("last.toml")
    assert lr(remembered) == lr(file)


def test_a_file_given_on_the_command_line_is_opened(display: str, tmp_path: Path) -> None:
    file = tmp_path / "valley.toml"
    lrsim.Experiment("long-valley", steps=70).save(file)
    window = Window(display, tmp_path, str(file))
    assert "valley.toml" in window.title
    assert window.quit(signal.SIGTERM)[0] == 128 + signal.SIGTERM


def test_a_run_that_becomes_nan_plays_to_its_end(display: str, tmp_path: Path) -> None:
    file = tmp_path / "log.toml"
    runners = [lrsim.Runner(name="Snail", lr=0.001), lrsim.Runner(name="Maniac", lr=1.1)]
    lrsim.Experiment("formula:log(x)", start=4.0, runners=runners).save(file)
    picture = tmp_path / "played.png"
    # it plays until the picture is taken, and then ends by itself
    window = Window(display, tmp_path, str(file), "--screenshot", str(picture), "--after", PLAYED)
    said = window.process.communicate(timeout=PATIENCE)
    assert window.process.returncode == 0, said
    assert picture.stat().st_size > 0
