"""The window on a real X display, driven from outside with xdotool; skipped where there is neither."""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import lrsim
from lrsim.experiment import load
from lrsim.presets import popular_example

TOOLS = ("Xvfb", "xdotool")
PATIENCE = 80.0
ATTEMPTS = 4
PLAYED = 5.0
"""Seconds: a run of thirty steps is over, and has been looked at."""

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual display of its own."""
    for _ in range(ATTEMPTS):
        server, name = _start_server()
        try:
            if _answers(name):
                yield name
                return
        finally:
            server.terminate()
            server.wait()
    raise AssertionError("no virtual display answers")


def _start_server() -> tuple[subprocess.Popen[bytes], str]:
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writer], stdout=quiet, stderr=quiet)
    os.close(writer)
    with os.fdopen(reader) as answer:
        return server, f":{answer.readline().strip()}"


def _answers(name: str) -> bool:
    """Tell whether a display can be used: two servers that start at once may both think a number theirs."""
    asked = subprocess.run(
        ["xdotool", "getdisplaygeometry"],
        env=os.environ | {"DISPLAY": name},
        check=False,
        capture_output=True,
    )
    return asked.returncode == 0


class Window:
    """The program, and a hand on its window."""

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
        self.id = self._find()

    def _find(self) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            found = self.hand("search", "--onlyvisible", "--name", " — lrsim").split()
            if found:
                return found[0]
            time.sleep(0.1)
        self.process.kill()
        raise AssertionError(f"no window: {self.process.communicate()[1]}")

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
        assert self.becomes(self._focus), "the window does not take the focus"
        for key in keys:
            self.hand("key", "--clearmodifiers", key)

    def becomes(self, true: Callable[[], bool], patience: float = PATIENCE) -> bool:
        """Wait until something is true; a machine under load takes its time."""
        end = time.monotonic() + patience
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def _focus(self) -> bool:
        self.hand("windowfocus", self.id)
        return self.hand("getwindowfocus").strip() == self.id

    def quit(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit status and what was said."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_window_quickly_and_quietly(
    display: str, tmp_path: Path, how: signal.Signals
) -> None:
    window = Window(display, tmp_path)
    began = time.monotonic()
    status, said = window.quit(how)
    assert status == 128 + how
    assert "Traceback" not in said
    assert time.monotonic() - began < 10


def test_keys_turn_the_dial_and_the_experiment_is_remembered(display: str, tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    popular_example().save(file)
    window = Window(display, tmp_path, str(file))

    def turned(path: Path = file) -> bool:
        maniac = load(path).runners[2]
        rates = {maniac.lr, *(lr for _, lr in maniac.dial)}
        # a key may come late, when it has been pressed once more already
        return any(math.isclose(lr, 1.1 / 10**k) for lr in rates for k in range(1, ATTEMPTS + 1))

    # what the file says is the only thing that can be seen from outside; a key can be lost on a
    # window that does not listen yet
    for _ in range(ATTEMPTS):
        window.press("BackSpace", "3", "Page_Down", "ctrl+s")
        if window.becomes(turned, PATIENCE / ATTEMPTS):
            break
    assert turned()
    window.quit(signal.SIGTERM)
    (remembered,) = tmp_path.rglob("last.toml")
    assert turned(remembered)


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
    window = Window(display, tmp_path, str(file))
    window.press("2", "space", "BackSpace", "space")
    assert not window.becomes(lambda: window.process.poll() is not None, PLAYED)
    status, said = window.quit(signal.SIGTERM)
    assert status == 128 + signal.SIGTERM
    assert said == ""
