"""A lecture by clicker alone on a real X display, whatever was focused before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageGrab

from gui.window.test_real_window import TOOLS, Window
from waiting import wait_until

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)

TABS = {"a picker": 2, "a slider": 16, "the dial": 0}
"""How often Tab is pressed before."""


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


@pytest.mark.parametrize("name", TABS)
def test_page_down_b_and_escape_from_outside(display: str, tmp_path: Path, name: str) -> None:
    window = Window(display, tmp_path, "--theme", "dark")
    window.press("BackSpace", *["Tab"] * TABS[name])
    wait_until(lambda: 0 < seen(display).mean() < 100)
    window.press("F5")
    wait_until(lambda: seen(display).mean() > 150)  # the projector theme fills the screen
    assert seen(display)[:4].mean() > 150
    window.press("b")
    wait_until(lambda: seen(display).max() == 0)
    window.press("Next")
    wait_until(lambda: seen(display).mean() > 150)
    before = seen(display)
    window.press("Next")  # it plays
    wait_until(lambda: bool((seen(display) != before).mean() > 0.001))
    window.press("Escape")
    wait_until(lambda: 0 < seen(display).mean() < 100)
    assert window.process.poll() is None
    window.quit(signal.SIGTERM)
