"""A lecture by clicker alone on a real X display, whatever was focused before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageGrab

from gui.window.test_real_window import TOOLS, Window
from waiting import wait_until

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)

TABS = {"the dial": 0, "a picker": 2, "a slider": 14}
"""How often Tab is pressed from one to the next: what was focused before a lecture is so afterwards."""


@pytest.fixture(params=["1024x768", "1920x1080"])
def display(request: pytest.FixtureRequest) -> Iterator[str]:
    """A virtual display of its own."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{request.param}x24", "-noreset"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writer], stdout=quiet, stderr=quiet)
    os.close(writer)
    with os.fdopen(reader) as answer:
        name = f":{answer.readline().strip()}"
    try:
        yield name
    finally:
        server.terminate()
        server.wait()


def seen(display: str) -> np.ndarray:
    return np.asarray(ImageGrab.grab(xdisplay=display).convert("L"))


def test_page_down_b_and_escape_from_outside(display: str, tmp_path: Path) -> None:
    window = Window(display, tmp_path, "--theme", "dark")
    for name, tabs in TABS.items():
        window.press("BackSpace", *["Tab"] * tabs)
        lecture(window, display, name)
        assert window.process.poll() is None, name
    window.quit(signal.SIGTERM)


def lecture(window: Window, display: str, focused: str) -> None:
    def wait(true: Callable[[], object]) -> None:
        wait_until(true, lambda: f"{focused} was focused")

    wait(lambda: 0 < seen(display).mean() < 100)
    window.press("F5")
    wait(lambda: seen(display).mean() > 150)  # the projector theme fills the screen
    assert seen(display)[:4].mean() > 150
    window.press("b")
    wait(lambda: seen(display).max() == 0)
    window.press("Next")
    wait(lambda: seen(display).mean() > 150)
    before = seen(display)
    window.press("Next")  # it plays
    wait(lambda: bool((seen(display) != before).mean() > 0.001))
    window.press("Escape")
    wait(lambda: 0 < seen(display).mean() < 100)
