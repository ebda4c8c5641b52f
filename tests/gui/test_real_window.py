"""The window on a real X display, driven from outside with xdotool; skipped where there is neither."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import lrsim

TOOLS = ("Xvfb", "xdotool")
PATIENCE = 40.0

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual display of its own."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writer], stdout=quiet, stderr=quiet)
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


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

    def press(self, *keys: str) -> None:
        """Press keys with the window focused."""
        self.hand("windowfocus", "--sync", self.id)
        for key in keys:
            self.hand("key", "--clearmodifiers", key)
        time.sleep(0.5)

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
    window = Window(display, tmp_path)
    window.press("BackSpace", "3", "Page_Down")
    window.quit(signal.SIGTERM)
    (remembered,) = tmp_path.rglob("last.toml")
    maniac = lrsim.load(remembered).runners[2]
    rates = {maniac.lr, *(lr for _, lr in maniac.dial)}
    assert any(lr == pytest.approx(0.11) for lr in rates)


def test_a_file_given_on_the_command_line_is_opened(display: str, tmp_path: Path) -> None:
    file = tmp_path / "valley.toml"
    lrsim.Experiment("long-valley", steps=70).save(file)
    window = Window(display, tmp_path, str(file))
    assert "valley.toml" in window.hand("getwindowname", window.id)
    assert window.quit(signal.SIGTERM)[0] == 128 + signal.SIGTERM
