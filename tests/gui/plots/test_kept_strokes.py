"""Curves and marks that keep what was laid out: after any changes they look as if they were new."""

import random

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication

from gui.conftest import picture
from lrsim.gui.look.theme import THEMES
from lrsim.gui.plots.curves import CurvePool, runner_stamp
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.marks import Marks
from lrsim.gui.plots.plot import Plot

CURVES = 3


class State:
    """What a plot shows, changed by chance."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.theme, self.size, self.span = "dark", (320, 240), (0.0, 1.0)
        self.height, self.pen, self.shown = [1.0] * CURVES, [1.0] * CURVES, [True] * CURVES
        self.at = 0

    def change(self):
        what = self._random.choice(("theme", "size", "span", "height", "pen", "shown", "at"))
        index = self._random.randrange(CURVES)
        if what == "theme":
            self.theme = self._random.choice(list(THEMES))
        elif what == "size":
            self.size = self._random.choice(((320, 240), (400, 240), (320, 200)))
        elif what == "span":
            self.span = self._random.choice(((0.0, 1.0), (0.2, 0.6), (-1.0, 3.0)))
        elif what == "height":
            self.height[index] = self._random.random()
        elif what == "pen":
            self.pen[index] = self._random.choice((1.0, 2.4, 4.0))
        elif what == "shown":
            self.shown[index] = not self.shown[index]
        else:
            self.at = self._random.randrange(50)
        return what


class Picture:
    """A plot with curves and marks."""

    def __init__(self, qtbot):
        self.plot = Plot("Test", ViewBox())
        qtbot.addWidget(self.plot)
        self.pool, self.marks = CurvePool(self.plot, 1), Marks(self.plot, 2)
        self.x = np.linspace(0.0, 1.0, 50)

    def show(self, state):
        theme = THEMES[state.theme]
        self.plot.set_theme(theme)
        self.plot.resize(*state.size)
        self.plot.show()
        self.plot.getViewBox().setXRange(*state.span, padding=0)
        self.plot.getViewBox().setYRange(-1.0, 1.0, padding=0)
        groups = []
        for index in range(CURVES):
            if not state.shown[index]:
                self.pool.hide(index)
                continue
            y = state.height[index] * np.cos(9.0 * self.x + index)
            pen = QPen(QColor(theme.runner(index)), state.pen[index])
            pen.setCosmetic(True)
            if index:
                pen.setDashPattern([4, 3])
            self.pool.draw(index, self.x, y, pen)
            here = slice(state.at, state.at + 1)
            groups.append((self.x[here], y[here], runner_stamp(theme, index, 0.6)))
        self.marks.show_groups(groups)
        QApplication.processEvents()


@pytest.mark.parametrize("seed", range(3))
def test_what_a_plot_keeps_is_what_a_new_one_would_paint(qtbot, seed):
    state, kept, done = State(seed), Picture(qtbot), []
    kept.show(state)
    picture(kept.plot)
    for _ in range(40):
        done.append(state.change())
        kept.show(state)
        new = Picture(qtbot)
        new.show(state)
        assert (picture(kept.plot) == picture(new.plot)).all(), done
