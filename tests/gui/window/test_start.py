"""What the window's first picture needs, and no more."""

from __future__ import annotations

import subprocess
import sys

OPEN = """
import sys
from PySide6.QtWidgets import QApplication
from lrsim.gui.look.theme import THEMES
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

application = QApplication([])
window = MainWindow(Session(), THEMES["dark"])
window.show()
application.processEvents()
print(*sys.modules)
"""

LATER = ("lrsim.gui.finder.page", "lrsim.lessons", "numpy.ma", "segno")
"""Modules of what somebody may want later, or never."""


def test_the_first_picture_loads_nothing_that_is_wanted_later():
    done = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(LATER)
