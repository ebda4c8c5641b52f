"""What a hand does, a key does: for each line of the sheet of gestures the key that stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from gui.conftest import OpenWindow
from gui.walk import settle
from lrsim.experiment import Experiment, Runner
from lrsim.gui.lessons.pads import PlacePad
from lrsim.gui.look.keys import GESTURES
from lrsim.gui.maps import ranges
from lrsim.gui.presenting.speaker import SpeakerWindow
from lrsim.gui.window.main_window import MainWindow
from lrsim.schedules import Drawn
from lrsim.text.messages import shown

pytestmark = pytest.mark.window

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

Act = Callable[["Hands"], None]

ACTS: Final[dict[str, dict[str, Act]]] = {}
"""By the window they need, what shows that the key of a gesture works."""


class Hands:
    """A window, and keys for it."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session, self.page = window, window.session, window.run_page
        self.surface = window.run_page.surface_view
        self.loss, self.schedule = window.run_page.loss_view, window.run_page.schedule_view

    def press(self, *keys: Qt.Key, on: QWidget | None = None, mod=NONE) -> None:
        """Press keys with a widget, or the dial, in focus."""
        self.window.activateWindow()  # a menu that was closed may have left nothing active
        for key in keys:
            widget = self.window.dial if on is None else on
            widget.setFocus()
            QTest.keyClick(widget, key, mod)
            self.window.bridge.flush()

    def show(self, page: str) -> object:
        self.window.show_page(self.window.page_names.index(page))
        settle(self.window)
        return self.window.pages.current

    def menu(self, on: QWidget) -> list[str]:
        """Return what the menu offers that a key opens."""
        self.press(KEY.Key_F10, on=on, mod=SHIFT)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions()]
        menu.close()
        return texts


def gesture(name: str, window: str = "story") -> Callable[[Act], Act]:
    """Keep a function as what shows that a gesture's key works, in one of the windows."""

    def keep(act: Act) -> Act:
        ACTS.setdefault(window, {})[name] = act
        return act

    return keep


@gesture("turn")
def _(hands: Hands) -> None:
    before = hands.session.lr
    hands.press(KEY.Key_Up)
    assert hands.session.lr > before


@gesture("go")
def _(hands: Hands) -> None:
    before = hands.session.lr
    hands.press(KEY.Key_PageUp)
    assert hands.session.lr == pytest.approx(10 * before)


@gesture("type")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Return)
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "1/50")
    QTest.keyClick(editor, KEY.Key_Return)
    assert hands.session.lr == 0.02


@gesture("usual")
def _(hands: Hands) -> None:
    hands.session.turn_dial(0.7)
    hands.window.bridge.flush()
    hands.press(KEY.Key_U)
    assert hands.session.lr == 0.01


@gesture("rates")
def _(hands: Hands) -> None:
    assert "Others start with" in hands.menu(hands.window.dial)


@gesture("start")
def _(hands: Hands) -> None:
    before = hands.session.experiment.start
    hands.press(KEY.Key_Left, on=hands.surface, mod=CTRL)
    assert hands.session.experiment.start[0] < before[0]


@gesture("zoom")
def _(hands: Hands) -> None:
    width = hands.surface.getViewBox().viewRect().width()
    hands.press(KEY.Key_Plus, on=hands.surface)
    assert hands.surface.getViewBox().viewRect().width() < width


@gesture("move")
def _(hands: Hands) -> None:
    left = hands.surface.getViewBox().viewRect().left()
    hands.press(KEY.Key_Right, on=hands.surface)
    assert hands.surface.getViewBox().viewRect().left() > left


@gesture("fit")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_F)
    home = hands.surface.getViewBox().viewRect()
    hands.press(KEY.Key_Plus, KEY.Key_Right, on=hands.surface)
    hands.press(KEY.Key_F, on=hands.surface)
    assert hands.surface.getViewBox().viewRect() == home


@gesture("read")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Right, on=hands.surface)
    first = hands.page.cards["surface"].sentence.full_text
    hands.press(KEY.Key_Right, on=hands.surface)
    assert first.startswith("x ")
    assert hands.page.cards["surface"].sentence.full_text != first


@gesture("scrub")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Right, on=hands.loss)
    assert hands.session.playhead == 11
    hands.press(KEY.Key_End, on=hands.schedule)
    assert hands.session.playhead == 50


@gesture("closer")
def _(hands: Hands) -> None:
    first, last = hands.loss.shown
    hands.press(KEY.Key_Plus, KEY.Key_Plus, on=hands.loss)
    assert hands.loss.shown[1] - hands.loss.shown[0] < last - first


@gesture("pan")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Plus, on=hands.loss)
    first = hands.loss.shown[0]
    hands.press(KEY.Key_Right, on=hands.loss, mod=CTRL)
    assert hands.loss.shown[0] > first
    assert hands.schedule.shown == hands.loss.shown


@gesture("all")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_F, on=hands.loss)
    first, last = hands.loss.shown
    assert first < 0.0 < 50.0 < last  # with room for the marks at both ends
    hands.press(KEY.Key_Plus, on=hands.loss)
    assert hands.loss.shown != (first, last)
    hands.press(KEY.Key_F, on=hands.loss)
    assert hands.loss.shown == (first, last)


@gesture("read_step")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Right, on=hands.loss)
    assert hands.loss.readout.step == 11
    assert len(hands.loss.readout.entries) == 3


@gesture("select")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_3)
    assert hands.session.selected == 2


@gesture("rename")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_F2, on=hands.window.runners_table.table)
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "Slow")
    QTest.keyClick(editor, KEY.Key_Return)
    QApplication.processEvents()  # an editor is closed in the next round
    assert [runner.name for runner in hands.session.experiment.runners] == [
        "Snail",
        "Slow",
        "Maniac",
    ]


@gesture("remove")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Delete, on=hands.window.runners_table.table)
    assert len(hands.session.runs) == 2


@gesture("runner")
def _(hands: Hands) -> None:
    assert "Duplicate" in hands.menu(hands.window.runners_table.table)


@gesture("card")
def _(hands: Hands) -> None:
    assert "Copy the figures" in hands.menu(hands.loss)
    assert "Copy the figures" in hands.menu(hands.surface)


@gesture("what")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_F1, on=hands.loss, mod=SHIFT)
    assert "The playhead, at step 10" in QToolTip.text()
    hands.press(KEY.Key_F1, on=hands.window.transport.play_button, mod=SHIFT)
    assert QToolTip.text() == hands.window.transport.play_button.toolTip()
    assert not hands.window.actions_.sheet.isVisible()
    QToolTip.hideText()


@gesture("press")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Return, on=hands.window.runners_table.add_button)
    assert len(hands.session.runs) == 4


@gesture("time")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_Right, on=hands.window.transport.scrub)
    assert hands.session.playhead == 11
    speed = hands.session.speed
    hands.press(KEY.Key_Right, on=hands.window.transport.speed)
    assert hands.session.speed > speed


@gesture("file")
def _(hands: Hands) -> None:
    opens = [a for a in hands.window.actions() if a.shortcut().toString() == "Ctrl+Shift+O"]
    assert [action.isEnabled() for action in opens] == [True]


@gesture("zone", "pages")
def _(hands: Hands) -> None:
    page = hands.show("Zone")
    before = page.plot.dial.value()
    hands.press(KEY.Key_Up)
    assert page.plot.dial.value() > before


@gesture("bar", "pages")
def _(hands: Hands) -> None:
    bars = hands.show("Zone").bars
    hands.press(KEY.Key_Down, on=bars)
    assert QToolTip.text() == bars.words_at(bars.row_at_dial) != ""
    QToolTip.hideText()


@gesture("long", "pages")
def _(hands: Hands) -> None:
    plot = hands.show("Long run").plot
    hands.press(KEY.Key_Return, on=plot)
    assert hands.session.lr == pytest.approx(plot.box.viewRect().center().x(), rel=0.01)


@gesture("long_zoom", "pages")
def _(hands: Hands) -> None:
    box = hands.show("Long run").plot.box
    width = box.viewRect().width()
    hands.press(KEY.Key_Plus, on=hands.window.pages.current.plot)
    assert box.viewRect().width() < width


@gesture("suggested", "pages")
def _(hands: Hands) -> None:
    button = hands.show("Finder").table.button("true_best")
    hands.press(KEY.Key_Return, on=button)
    assert button.text() == f"{hands.session.lr:.3g}"


@gesture("hold", "pages")
def _(hands: Hands) -> None:
    page = hands.show("Finder")
    page.plot.show_points(3)
    held = []
    page.plot.held.connect(lambda: held.append(True))
    hands.press(KEY.Key_Return, on=page.plot)
    assert held == [True]


@gesture("cell", "pages")
def _(hands: Hands) -> None:
    page, before = hands.show("Map"), hands.session.lr
    hands.press(KEY.Key_Right, on=page.face)
    assert hands.session.lr > before


@gesture("box", "pages")
def _(hands: Hands) -> None:
    page = hands.show("Map")
    first = page.sheet
    hands.press(KEY.Key_Left, KEY.Key_Left, KEY.Key_Up, on=page.face, mod=SHIFT)
    hands.press(KEY.Key_Return, on=page.face)
    settle(hands.window)
    assert page.sheet.x.high - page.sheet.x.low < first.x.high - first.x.low
    hands.press(KEY.Key_Backspace, on=page.face)
    assert page.sheet is first


@gesture("wheel", "pages")
def _(hands: Hands) -> None:
    page = hands.show("Map")
    first = page.sheet
    hands.press(KEY.Key_Plus, on=page.face)
    settle(hands.window)
    assert page.sheet is not first
    hands.press(KEY.Key_Minus, on=page.face)
    assert page.sheet is first


@gesture("menu", "pages")
def _(hands: Hands) -> None:
    offered = hands.menu(hands.show("Map").face)
    assert offered[:4] == ["Go there", "Zoom in here", "Back", "Copy the reading"]


@gesture("scene", "pages")
def _(hands: Hands) -> None:
    hands.window.actions_.opening.show()
    QApplication.processEvents()
    QTest.keyClick(hands.window.focusWidget(), KEY.Key_Down)  # from the field that filters
    first = hands.window.focusWidget()
    QTest.keyClick(first, KEY.Key_Right)
    scene = hands.window.focusWidget()
    assert scene is not first
    QTest.keyClick(scene, KEY.Key_Return)
    assert hands.session.experiment == scene.scene.experiment


@gesture("start_deep", "plane")
def _(hands: Hands) -> None:
    before = hands.session.experiment.start
    hands.press(KEY.Key_Up, KEY.Key_Right, on=deep(hands), mod=CTRL)
    assert hands.session.experiment.start[0] > before[0]
    assert hands.session.experiment.start[1] > before[1]


@gesture("tilt", "plane")
def _(hands: Hands) -> None:
    before = deep(hands).angles
    hands.press(KEY.Key_Left, on=deep(hands))
    assert deep(hands).angles.turn != before.turn


@gesture("zoom_deep", "plane")
def _(hands: Hands) -> None:
    before = deep(hands).angles
    hands.press(KEY.Key_Plus, on=deep(hands))
    assert deep(hands).angles.zoom > before.zoom


@gesture("fit_deep", "plane")
def _(hands: Hands) -> None:
    hands.press(KEY.Key_F, on=deep(hands))
    first = deep(hands).angles
    hands.press(KEY.Key_Left, KEY.Key_Plus, KEY.Key_F, on=deep(hands))
    assert deep(hands).angles == first


def deep(hands: Hands) -> QWidget:
    """Return the landscape, which is shown."""
    if not hands.page.surface_place.is_deep:
        hands.press(KEY.Key_V)
    return hands.page.surface_place.deep


@gesture("handle", "plane")
def _(hands: Hands) -> None:
    before = points(hands)
    hands.press(KEY.Key_BracketRight, KEY.Key_Up, on=hands.schedule)
    hands.press(KEY.Key_BracketRight, on=hands.schedule)
    hands.press(KEY.Key_Right, on=hands.schedule, mod=CTRL)
    assert points(hands)[0][1] > before[0][1]
    assert points(hands)[1][0] == before[1][0] + 1


@gesture("add_point", "plane")
def _(hands: Hands) -> None:
    before = len(points(hands))
    hands.press(KEY.Key_Insert, on=hands.schedule)
    assert len(points(hands)) == before + 1


@gesture("take_point", "plane")
def _(hands: Hands) -> None:
    before = len(points(hands))
    hands.press(KEY.Key_BracketRight, KEY.Key_Delete, on=hands.schedule)
    assert len(points(hands)) == before - 1


def points(hands: Hands) -> tuple[tuple[int, float], ...]:
    return hands.session.runner.schedule.points


@gesture("answer", "plane")
def _(hands: Hands) -> None:
    pad = PlacePad(hands.surface)
    pad.dimensions = 1
    QTest.keyClick(pad, KEY.Key_Right)
    assert pad.place is not None
    pad.close()
    pad.setParent(None)


WINDOWS: Final = {
    "story": None,
    "pages": None,
    "plane": Experiment(
        "long-valley",
        steps=50,
        runners=[Runner(lr=0.01, schedule=Drawn(points=((0, 0.5), (20, 0.4), (40, 0.1))))],
    ),
}


def test_every_gesture_has_its_key_here() -> None:
    shown_here = {name for acts in ACTS.values() for name in acts} | {"hand", "clock"}
    assert shown_here == set(GESTURES)
    assert all(shown(gesture.key) for gesture in GESTURES.values())


@pytest.mark.parametrize("kind", WINDOWS)
def test_keys_of_gestures_work(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    window = open_window(WINDOWS[kind])
    hands, broken = Hands(window), []
    before = window.session.experiment
    for name, act in ACTS[kind].items():
        window.session.new(before)
        window.show_page(0)
        window.session.select(1 if len(before.runners) > 1 else 0)
        window.session.seek(10)
        window.bridge.flush()
        try:
            act(hands)
        except AssertionError as error:
            broken.append(f"{name}: {error}")
    assert broken == []


def test_so_do_those_of_the_speakers_window(qtbot, window: MainWindow) -> None:
    window.present()
    QTest.keyClick(window, KEY.Key_S)
    speaker = window.presentation.speaker
    assert isinstance(speaker, SpeakerWindow)
    speaker.hands.show_step(0, 3)
    for key in (KEY.Key_2, KEY.Key_2, KEY.Key_Minus):
        QTest.keyClick(speaker, key)
    assert speaker.hands.counts == (0, 1, 0)
    restarted = []
    speaker.clock.restart = lambda: restarted.append(True)
    QTest.keyClick(speaker, KEY.Key_0)
    assert restarted == [True]
    window.present()
