"""What is kept of a picture from one moment to the next never shows.

Acts by chance change view, theme, size, data, what is shown, and the playhead. After each of them the screen,
of which only a part was painted anew, is compared with all of the window painted at once; and that with what
it looks like when all that was laid out or painted before has been forgotten.
"""

import random

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView

from gui.walk import settle
from lrsim.gui.dial.face import DialFace
from lrsim.gui.look.theme import THEMES
from lrsim.gui.maps import ranges
from lrsim.gui.plots.curve_names import CurveNames
from lrsim.gui.plots.layer import Layer
from lrsim.gui.runners.rows import RunnerRows
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import PAGES

SURFACES = ("quadratic", "shower", "rosenbrock", "double-well", "long-valley")
SIZES = ((1024, 768), (1280, 720), (1440, 860))
RATES = (0.01, 0.05, 0.2, 0.7, 1.0, 30.0)

SEEN = 32
"""Levels of 255: smooth edges that are painted in parts are rounded by up to 20 of them another way."""


class Acts:
    """What may be done to a window; the same seed does the same."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window, self._session = window, window.session
        self._random = random.Random(seed)
        self._acts = (
            *3 * (self.zoom, self.rate, self.seek, self.hide), *2 * (self.page, self.theme, self.size),
            self.surface, self.step, self.select, self.reveal, self.depth, self.loss_scale,
        )  # fmt: skip

    def act(self) -> str:
        """Do something, and say what."""
        act = self._random.choice(self._acts)
        return f"{act.__name__} {act() or ''}"

    def zoom(self) -> object:
        views = [view for view in self._window.findChildren(QGraphicsView) if view.isVisible()]
        if not views:  # the page of lessons has no picture
            return ""
        view = self._random.choice(views)
        spot = QPointF(self._random.random() * view.width(), self._random.random() * view.height())
        notches = self._random.choice((-240, -120, 120, 240))
        event = QWheelEvent(
            spot, QPointF(view.mapToGlobal(spot)), QPoint(), QPoint(0, notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
        return type(view).__name__, notches

    def theme(self) -> object:
        name = self._random.choice(list(THEMES))
        self._window.set_theme(THEMES[name])
        return name

    def size(self) -> object:
        size = self._random.choice(SIZES)
        self._window.resize(*size)
        return size

    def surface(self) -> object:
        surface = self._random.choice(SURFACES)
        self._session.edit(surface=surface)
        return surface

    def rate(self) -> object:
        lr = self._random.choice(RATES)
        self._session.turn_dial(lr)
        return lr

    def seek(self) -> object:
        self._session.seek(self._random.randint(0, self._session.experiment.steps))
        return self._session.playhead

    def step(self) -> object:
        self._window.step(self._random.choice((-1, 1, 2)))
        return self._session.playhead

    def page(self) -> object:
        page = self._random.randrange(len(self._window.page_names))
        self._window.show_page(page)
        return page

    def select(self) -> object:
        self._session.select(self._random.randrange(len(self._session.runs)))
        return self._session.selected

    def hide(self) -> object:
        index = self._random.randrange(len(self._session.runs))
        self._session.set_hidden(self._session.hidden ^ {index})
        return set(self._session.hidden)

    def reveal(self) -> object:
        self._session.set_reveal(not self._session.reveal)
        return self._session.reveal

    def depth(self) -> object:
        self._window.toggle_depth()

    def loss_scale(self) -> object:
        self._window.toggle_loss_scale()


def pixels(pixmap: QPixmap) -> np.ndarray:
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].astype(int)


def on_screen(window):
    return pixels(window.screen().grabWindow(window.winId()))


def painted(window):
    return pixels(window.grab())


def painted_from_nothing(window):
    """Paint the window with nothing that was laid out or painted before."""
    for view in window.findChildren(QGraphicsView):
        for item in view.scene().items():
            item.update()  # an axis's copy of pixels is out of date
            if hasattr(item, "picture"):
                item.picture = None
    with pytest.MonkeyPatch.context() as patch:
        forget_before(patch, Layer, "paint", _pixels=None, _seen=None)
        forget_before(patch, CurveNames, "paint_pixels", _frame=None)
        forget_before(patch, DialFace, "paint", _pictures={})
        return painted(window)


def forget_before(patch, cls, name, **nothing):
    paint = getattr(cls, name)

    def forgetful(self, *arguments):
        vars(self).update(nothing)
        paint(self, *arguments)

    patch.setattr(cls, name, forgetful)


def difference(window, one, other, most=0):
    """Say where two pictures of a window differ; nothing where they do not."""
    rows, columns = np.nonzero((np.abs(one - other) > most).any(axis=2))
    if not len(rows):
        return ""
    left, right, top, bottom = columns.min(), columns.max(), rows.min(), rows.max()
    there = window.childAt(QPoint(int(left + right) // 2, int(top + bottom) // 2))
    return f"{len(rows)} pixels in {left}-{right}, {top}-{bottom}, {type(there.parent()).__name__}"


def settle_on_screen(window):
    settle(window)
    while not window.advice.settled:  # it rests before it asks
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    settle(window)
    for _ in range(2):  # laid out, then painted
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QApplication.processEvents()


@pytest.fixture(autouse=True)
def coarse_and_still(qapp, monkeypatch):
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


@pytest.mark.parametrize(
    ("seed", "count"),
    [(1, 30), (19, 20), *(pytest.param(n, 60, marks=pytest.mark.slow) for n in range(30, 32))],
)
def test_what_is_kept_of_a_picture_never_shows(open_window, seed, count):
    window = open_window(size=(1280, 720))
    window.session.snail_pro_maniac()
    acts, done = Acts(window, seed), []
    for _ in range(count):
        done.append(acts.act())
        settle_on_screen(window)
        whole = painted(window)
        assert not difference(window, on_screen(window), whole, SEEN), done
        assert not difference(window, whole, painted_from_nothing(window)), done


@pytest.mark.parametrize("page", range(len(PAGES) + 1))
def test_a_window_that_has_changed_looks_like_one_that_was_made_so(open_window, page):
    def stage(window):
        window.session.snail_pro_maniac()
        window.session.seek(5)
        window.show_page(page)
        settle_on_screen(window)

    def seen(window):
        window.fit()
        settle_on_screen(window)
        return painted(window)

    changed = open_window(theme="light", size=(1440, 860))
    stage(changed)
    changed.resize(1280, 720)
    changed.set_theme(THEMES["dark"])
    settle_on_screen(changed)
    after = seen(changed)
    made = open_window(theme="dark", size=(1280, 720))
    stage(made)
    assert not difference(made, after, seen(made))


def test_the_row_below_a_hidden_runners_is_as_strong_as_ever(open_window):
    window = open_window(size=(1440, 860))
    window.session.snail_pro_maniac()
    window.session.select(2)
    settle_on_screen(window)
    rows = window.findChild(RunnerRows)
    height = rows.rowHeight(2)
    top = rows.rowViewportPosition(2)
    before = pixels(rows.viewport().grab())[top : top + height]
    window.session.set_hidden({1})
    settle_on_screen(window)
    assert (pixels(rows.viewport().grab())[top : top + height] == before).all()
