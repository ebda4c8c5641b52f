"""The dial in the hand: mouse, wheel, keys, typing, the program's own changes, screen readers."""

from __future__ import annotations

import gc
from itertools import pairwise
from math import hypot, log10

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from lrsim.gui.dial import face
from lrsim.gui.dial.dial import LR_MAX, LR_MIN, Dial
from lrsim.gui.dial.geometry import Geometry
from lrsim.gui.dial.labels import Around, Tick, head_of, place_tick_label
from lrsim.gui.dial.marks import paint_ticks
from lrsim.gui.dial.scale import DECADES, SWEEP, DecadeWindow, point_at
from lrsim.gui.dial.state import large_number
from lrsim.gui.look.theme import THEMES, Theme, apply, dress, make_font
from lrsim.text.messages import Message
from lrsim.text.numbers import number, read_number

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class Heard:
    """What a dial said, in order."""

    def __init__(self, dial: Dial) -> None:
        self.log: list[float | str] = []
        dial.gestureStarted.connect(lambda: self.log.append("start"))
        dial.valueChanged.connect(self.log.append)
        dial.gestureEnded.connect(lambda: self.log.append("end"))

    @property
    def values(self) -> list[float]:
        return [entry for entry in self.log if isinstance(entry, float)]


@pytest.fixture
def dial(qtbot: QtBot, qapp: QApplication) -> Dial:
    apply(qapp, THEMES["dark"])
    dial = Dial(0.1)
    dress(dial, THEMES["dark"])
    dial.resize(320, 300)
    qtbot.addWidget(dial)
    with qtbot.waitExposed(dial):
        dial.show()
    dial.activateWindow()
    dial.setFocus()
    qtbot.waitUntil(dial.hasFocus)
    return dial


@pytest.fixture
def heard(dial: Dial) -> Heard:
    return Heard(dial)


def spot(dial: Dial, fraction: float, radius: float) -> QPointF:
    """A place `fraction` of the way along the arc, `radius` ring radii from the centre."""
    place = dial.layout_fitted()
    return place.centre + QPointF(*point_at(fraction, radius * place.radius))


def mouse(
    dial: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    modifiers: Qt.KeyboardModifier = PLAIN,
) -> None:
    button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
    held = NO_BUTTON if kind == QEvent.Type.MouseButtonRelease else LEFT
    everywhere = QPointF(dial.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(dial, QMouseEvent(kind, at, everywhere, button, held, modifiers))


def press(dial: Dial, at: QPointF) -> None:
    mouse(dial, QEvent.Type.MouseButtonPress, at)


def move(dial: Dial, at: QPointF, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    mouse(dial, QEvent.Type.MouseMove, at, modifiers)


def release(dial: Dial, at: QPointF) -> None:
    mouse(dial, QEvent.Type.MouseButtonRelease, at)


def drag(
    dial: Dial,
    start: float,
    end: float,
    radius: float = 0.7,
    modifiers: Qt.KeyboardModifier = PLAIN,
    let_go: bool = True,
) -> None:
    """Turn from one fraction of the arc to another, which may lie any number of turns away."""
    press(dial, spot(dial, start, radius))
    moves = max(int(abs(end - start) * 100), 1)
    for i in range(1, moves + 1):
        move(dial, spot(dial, start + (end - start) * i / moves, radius), modifiers)
    if let_go:
        release(dial, spot(dial, end, radius))


def wheel(dial: Dial, notches: float, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    at = QPointF(dial.rect().center())
    event = QWheelEvent(
        at,
        QPointF(dial.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, round(120 * notches)),
        NO_BUTTON,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(dial, event)


def labels(dial: Dial) -> list[int]:
    return dial.in_sight.decades()


class TestDragging:
    def test_a_press_on_the_knob_changes_nothing(self, dial: Dial, heard: Heard) -> None:
        for fraction in (0.0, 0.3, 0.9):
            press(dial, spot(dial, fraction, 0.7))
            release(dial, spot(dial, fraction, 0.7))
        assert dial.value() == 0.1
        assert heard.log == []

    def test_the_value_follows_the_hand_round(self, dial: Dial, heard: Heard) -> None:
        drag(dial, 0.6, 0.8)
        assert dial.value() == 1.0
        drag(dial, 0.2, 0.0)
        assert dial.value() == 0.1
        assert heard.log[0] == "start"
        assert heard.log.count("start") == heard.log.count("end") == 2

    def test_only_the_turn_counts_not_where_it_begins(self, dial: Dial) -> None:
        drag(dial, 0.1, 0.3)
        assert dial.value() == 1.0

    def test_shift_turns_ten_times_finer(self, dial: Dial) -> None:
        drag(dial, 0.2, 0.4, modifiers=SHIFT)
        assert dial.value() == 0.126

    def test_dragged_values_have_three_digits(self, dial: Dial, heard: Heard) -> None:
        drag(dial, 0.13, 0.77)
        assert len(heard.values) > 50
        for lr in heard.values:
            assert float(f"{lr:.2e}") == lr

    def test_slow_moves_add_up(self, dial: Dial) -> None:
        press(dial, spot(dial, 0.6, 0.7))
        for i in range(1, 2001):
            move(dial, spot(dial, 0.6 + 0.2 * i / 2000, 0.7))
        assert dial.value() == 1.0

    @pytest.mark.parametrize("way", [+1, -1])
    def test_dragging_across_the_gap_never_jumps(self, dial: Dial, heard: Heard, way: int) -> None:
        drag(dial, 0.5, 0.5 + way * 3 * 360 / SWEEP, let_go=False)
        values = [0.1, *heard.values]
        largest_step = max(abs(log10(b / a)) for a, b in pairwise(values))
        assert largest_step < 0.1
        assert values == sorted(values, reverse=way < 0)
        assert dial.value() == (LR_MAX if way > 0 else LR_MIN)

    def test_turning_back_at_the_end_answers_at_once(self, dial: Dial) -> None:
        drag(dial, 0.5, 4.5, let_go=False)
        assert dial.value() == LR_MAX
        move(dial, spot(dial, 4.45, 0.7))
        assert log10(dial.value()) == pytest.approx(2 - 0.05 * DECADES, abs=0.01)

    @pytest.mark.parametrize("beside", [0.0, 0.02, 0.1])
    def test_a_stroke_across_the_centre_never_jumps(
        self, dial: Dial, heard: Heard, beside: float
    ) -> None:
        radius = dial.layout_fitted().radius
        start = dial.layout_fitted().centre + QPointF(0.6 * radius, beside * radius)
        press(dial, start)
        for distance in (0.55, 0.5, -0.5, -0.55):
            move(dial, dial.layout_fitted().centre + QPointF(distance * radius, beside * radius))
        for a, b in pairwise([0.1, *heard.values]):
            assert abs(log10(b / a)) < 0.2

    def test_pushing_past_an_end_pans_and_letting_go_settles(self, dial: Dial) -> None:
        assert labels(dial) == [-4, -3, -2, -1, 0, 1]
        drag(dial, 0.6, 1.1, let_go=False)
        assert dial.in_sight.fraction(dial.value()) == pytest.approx(1.0, abs=0.002)
        assert dial.in_sight.low not in (-4, -3)
        release(dial, spot(dial, 1.1, 0.7))
        assert labels(dial) == [-3, -2, -1, 0, 1, 2]

    def test_the_decades_glide_to_their_place(self, dial: Dial, qtbot: QtBot) -> None:
        dial.set_value(1e-6)
        assert labels(dial)[0] == -7
        assert dial.painted.low == pytest.approx(-4, abs=0.5)
        qtbot.waitUntil(lambda: dial.painted == dial.in_sight)

    def test_losing_the_focus_ends_the_gesture(self, dial: Dial, heard: Heard) -> None:
        drag(dial, 0.5, 0.6, let_go=False)
        dial.clearFocus()
        assert heard.log[-1] == "end"
        turned = dial.value()
        move(dial, spot(dial, 0.9, 0.7))
        assert dial.value() == turned

    def test_the_right_button_does_nothing(self, dial: Dial, heard: Heard) -> None:
        QTest.mouseClick(dial, Qt.MouseButton.RightButton, pos=spot(dial, 0.2, 0.95).toPoint())
        assert heard.log == []


class TestClicking:
    def test_a_click_on_the_ring_goes_there(self, dial: Dial, heard: Heard) -> None:
        at = spot(dial, 0.5, 0.95)
        press(dial, at)
        release(dial, at)
        assert heard.log == ["start", 0.0316, "end"]

    @pytest.mark.parametrize("radius", [0.95, 1.06, 1.15])
    def test_a_click_near_a_tick_or_its_label_goes_to_the_tick(
        self, dial: Dial, radius: float
    ) -> None:
        for fraction, lr in ((0.0, 1e-4), (0.41, 0.01), (0.79, 1.0), (1.0, 10.0)):
            at = spot(dial, min(max(fraction, 0.001), 0.999), radius)
            press(dial, at)
            release(dial, at)
            assert dial.value() == lr

    def test_a_drag_from_the_ring_goes_on_from_there(self, dial: Dial, heard: Heard) -> None:
        drag(dial, 0.4, 0.6, radius=0.95)
        assert heard.values[0] == 0.01
        assert dial.value() == 0.1
        assert heard.log.count("start") == heard.log.count("end") == 1

    def test_a_click_in_the_gap_or_far_away_does_nothing(self, dial: Dial, heard: Heard) -> None:
        dial.resize(900, 300)
        for at in (spot(dial, 1.16, 0.95), QPointF(5, 150), QPointF(895, 150)):
            press(dial, at)
            release(dial, at)
        assert heard.log == []

    @pytest.mark.parametrize("fraction", [0.1, 0.5])
    def test_a_double_click_on_the_knob_resets(
        self, dial: Dial, heard: Heard, fraction: float
    ) -> None:
        dial.reset_value = 0.02
        QTest.mouseDClick(dial, LEFT, pos=spot(dial, fraction, 0.6).toPoint())
        assert dial.value() == 0.02
        assert heard.log == ["start", 0.02, "end"]

    def test_a_double_click_on_the_number_resets_too(self, dial: Dial, heard: Heard) -> None:
        dial.reset_value = 0.02
        number = dial.layout_fitted().number.center().toPoint()
        QTest.mouseClick(dial, LEFT, pos=number)
        assert dial._editor.isVisible()
        QTest.mouseDClick(dial._editor, LEFT)
        assert not dial._editor.isVisible()
        assert heard.log == ["start", 0.02, "end"]


class TestWheelAndKeys:
    def test_twenty_notches_are_a_decade(self, dial: Dial) -> None:
        for _ in range(20):
            wheel(dial, 1)
        assert dial.value() == 1.0
        for _ in range(40):
            wheel(dial, -1)
        assert dial.value() == 0.01

    def test_shift_makes_a_notch_a_tenth_of_one(self, dial: Dial) -> None:
        for _ in range(20):
            wheel(dial, 1, SHIFT)
        assert dial.value() == 0.126

    def test_a_touch_pads_small_parts_of_a_notch_add_up(self, dial: Dial) -> None:
        for _ in range(20 * 30):
            wheel(dial, 1 / 30)
        assert dial.value() == 1.0

    @pytest.mark.parametrize(
        ("key", "modifiers", "lr"),
        [
            (Qt.Key.Key_Up, PLAIN, 0.112),
            (Qt.Key.Key_Right, PLAIN, 0.112),
            (Qt.Key.Key_Down, PLAIN, 0.0891),
            (Qt.Key.Key_Left, PLAIN, 0.0891),
            (Qt.Key.Key_Up, SHIFT, 0.101),
            (Qt.Key.Key_Down, SHIFT, 0.0989),
            (Qt.Key.Key_PageUp, PLAIN, 1.0),
            (Qt.Key.Key_PageDown, PLAIN, 0.01),
            (Qt.Key.Key_Home, PLAIN, LR_MIN),
            (Qt.Key.Key_End, PLAIN, LR_MAX),
        ],
    )
    def test_keys(self, dial: Dial, key: Qt.Key, modifiers: Qt.KeyboardModifier, lr: float) -> None:
        QTest.keyClick(dial, key, modifiers)
        assert dial.value() == lr

    def test_page_keys_keep_the_digits(self, dial: Dial) -> None:
        dial.set_value(1 / 3)
        QTest.keyClick(dial, Qt.Key.Key_PageDown)
        QTest.keyClick(dial, Qt.Key.Key_PageUp)
        assert dial.value() == pytest.approx(1 / 3, rel=1e-11)

    def test_a_burst_is_one_gesture(self, dial: Dial, heard: Heard, qtbot: QtBot) -> None:
        wheel(dial, 1)
        QTest.keyClick(dial, Qt.Key.Key_Up)
        wheel(dial, -3)
        assert heard.log == ["start", 0.112, 0.126, 0.0891]
        qtbot.waitUntil(lambda: heard.log[-1] == "end")
        wheel(dial, 1)
        assert heard.log[5:] == ["start", 0.1]

    def test_a_drag_ends_the_burst_before_it(self, dial: Dial, heard: Heard) -> None:
        wheel(dial, 1)
        drag(dial, 0.6, 0.7)
        kinds = [entry for entry in heard.log if isinstance(entry, str)]
        assert kinds == ["start", "end", "start", "end"]

    def test_leaving_ends_the_burst(self, dial: Dial, heard: Heard) -> None:
        wheel(dial, 1)
        dial.hide()
        assert heard.log == ["start", 0.112, "end"]

    def test_keys_at_the_end_of_the_range_are_silent(self, dial: Dial, heard: Heard) -> None:
        dial.set_value(LR_MAX)
        for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_End):
            QTest.keyClick(dial, key)
        assert heard.log == []

    def test_the_windows_shortcuts_do_not_steal_its_keys(self, qtbot: QtBot) -> None:
        window = QWidget()
        layout = QVBoxLayout(window)
        dial = Dial(0.1)
        layout.addWidget(dial)
        stolen: list[str] = []
        for keys in ("Right", "PgUp", "Home", "Shift+Up", "2", "Space"):
            action = QAction(keys, window)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, keys=keys: stolen.append(keys))
            window.addAction(action)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        dial.setFocus()
        qtbot.waitUntil(dial.hasFocus)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_Space):
            QTest.keyClick(window.windowHandle(), key)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Up, SHIFT)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_2)
        # 1 to 8 select runners, Space plays: those are the window's, whatever has the focus
        assert stolen == ["Space", "2"]
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_0)
        assert dial._editor.text() == "0"

    def test_tab_reaches_it(self, qtbot: QtBot) -> None:
        window = QWidget()
        layout = QVBoxLayout(window)
        first, second = Dial(0.1), Dial(0.1)
        layout.addWidget(first)
        layout.addWidget(second)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        first.setFocus()
        qtbot.waitUntil(first.hasFocus)
        QTest.keyClick(first, Qt.Key.Key_Tab)
        assert second.hasFocus()


class TestTyping:
    def test_a_digit_begins_typing_and_enter_takes_it(self, dial: Dial, heard: Heard) -> None:
        QTest.keyClick(dial, Qt.Key.Key_0)
        QTest.keyClicks(dial._editor, ".025")
        QTest.keyClick(dial._editor, Qt.Key.Key_Return)
        assert heard.log == ["start", 0.025, "end"]
        assert dial.hasFocus()

    def test_enter_edits_the_value_as_it_is(self, dial: Dial) -> None:
        QTest.keyClick(dial, Qt.Key.Key_Return)
        assert dial._editor.isVisible()
        assert dial._editor.selectedText() == "0.1"

    def test_a_click_on_the_number_edits_it(self, dial: Dial, heard: Heard) -> None:
        QTest.mouseClick(dial, LEFT, pos=dial.layout_fitted().number.center().toPoint())
        QTest.keyClicks(dial._editor, "1/30")
        QTest.keyClick(dial._editor, Qt.Key.Key_Enter)
        assert heard.values == [1 / 30]

    def test_escape_leaves_everything_as_it_was(self, dial: Dial, heard: Heard) -> None:
        dial.edit()
        QTest.keyClicks(dial._editor, "5")
        QTest.keyClick(dial._editor, Qt.Key.Key_Escape)
        assert dial.value() == 0.1
        assert heard.log == []
        assert dial.hasFocus()

    @pytest.mark.parametrize(
        ("text", "names"), [("fast", "0.01, 1e-3 or 1/30"), ("5e6", "0 to 10⁶"), ("", "Type a")]
    )
    def test_a_bad_value_is_explained_in_place_and_changes_nothing(
        self, dial: Dial, heard: Heard, text: str, names: str
    ) -> None:
        dial.edit("")
        QTest.keyClicks(dial._editor, text)
        QTest.keyClick(dial._editor, Qt.Key.Key_Return)
        message = dial._editor.message
        assert message.isVisible()
        assert names in message.text()
        assert dial.rect().contains(message.geometry())
        assert heard.log == []
        QTest.keyClicks(dial._editor, "2")
        assert not message.isVisible()

    def test_going_elsewhere_takes_a_good_value_and_forgets_a_bad_one(
        self, dial: Dial, heard: Heard
    ) -> None:
        dial.edit("0.5")
        dial.setFocus()
        assert heard.values == [0.5]
        dial.edit("five")
        dial.setFocus()
        assert heard.values == [0.5]
        assert not dial._editor.isVisible()

    def test_the_same_value_typed_again_is_no_gesture(self, dial: Dial, heard: Heard) -> None:
        dial.edit()
        QTest.keyClick(dial._editor, Qt.Key.Key_Return)
        assert heard.log == []


class TestTheProgram:
    def test_setting_a_value_is_silent(self, dial: Dial, heard: Heard) -> None:
        dial.set_value(0.25)
        assert dial.value() == 0.25
        assert heard.log == []

    def test_a_value_out_of_sight_moves_the_window(self, dial: Dial) -> None:
        dial.set_value(50.0)
        assert labels(dial) == [-3, -2, -1, 0, 1, 2]
        dial.set_value(0.02)
        assert labels(dial) == [-3, -2, -1, 0, 1, 2], "in sight: the window stays"

    def test_a_value_off_the_range_is_shown_as_it_is(self, dial: Dial) -> None:
        dial.set_value(1e-9)
        assert dial.value() == 1e-9
        assert labels(dial)[0] == -7
        wheel(dial, 1)
        assert dial.value() == 1.12e-7

    def test_it_does_not_fight_with_the_hand(self, dial: Dial, heard: Heard) -> None:
        drag(dial, 0.6, 0.7, let_go=False)
        turned = dial.value()
        dial.set_value(1e-3)
        assert dial.value() == turned
        release(dial, spot(dial, 0.7, 0.7))
        assert dial.value() == 1e-3
        assert heard.values[-1] == turned

    def test_an_echo_of_its_own_signal_changes_nothing(self, dial: Dial, heard: Heard) -> None:
        dial.valueChanged.connect(dial.set_value)
        drag(dial, 0.6, 0.8)
        assert dial.value() == heard.values[-1] == 1.0
        for _ in range(20):
            wheel(dial, -1)
        assert dial.value() == 0.1

    def test_greyed_it_says_why_and_takes_nothing(self, dial: Dial, heard: Heard) -> None:
        wheel(dial, 1)
        dial.edit("0.7")
        dial.set_enabled_with_reason(False, "Exact line search finds its own step.")
        assert not dial._editor.isVisible()
        QTest.mouseClick(dial, LEFT, pos=spot(dial, 0.2, 0.95).toPoint())
        QTest.keyClick(dial, Qt.Key.Key_Up)
        assert heard.log == ["start", 0.112, "end"]
        assert dial.accessibleDescription() == "Exact line search finds its own step."
        dial.set_enabled_with_reason(True)
        assert dial.isEnabled()
        assert dial.accessibleDescription() == ""


class TestScreenReaders:
    def test_they_get_name_role_and_value(self, dial: Dial) -> None:
        dial.set_value(3.2e-5)
        dial.set_owner("Pro")
        seen = QAccessible.queryAccessibleInterface(dial)
        assert seen.role() == QAccessible.Role.Dial
        assert seen.text(QAccessible.Text.Name) == "Learning rate"
        assert read_number(seen.text(QAccessible.Text.Value)) == 3.2e-5
        assert seen.text(QAccessible.Text.Description) == "Pro"
        assert seen.state().focusable
        value = seen.valueInterface()
        assert value.currentValue() == 3.2e-5
        assert (value.minimumValue(), value.maximumValue()) == (LR_MIN, LR_MAX)

    def test_they_can_set_it(self, dial: Dial, heard: Heard) -> None:
        value = QAccessible.queryAccessibleInterface(dial).valueInterface()
        value.setCurrentValue(0.5)
        value.setCurrentValue(500.0)
        assert heard.log == ["start", 0.5, "end"]

    def test_changes_are_announced(self, dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[object] = []
        monkeypatch.setattr(QAccessible, "isActive", lambda: True)
        monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.value()))
        wheel(dial, 1)
        dial.set_value(0.3)
        assert heard == [0.112, 0.3]

    def test_many_dials_come_and_go(self, qtbot: QtBot) -> None:
        for _ in range(50):
            dial = Dial(0.2)
            seen = QAccessible.queryAccessibleInterface(dial)
            assert seen.valueInterface().currentValue() == 0.2
            del seen, dial
            gc.collect()


class TestLooks:
    @pytest.mark.parametrize("size", [(200, 200), (300, 280), (800, 300), (300, 800)])
    def test_everything_fits_whatever_the_size(self, dial: Dial, size: tuple[int, int]) -> None:
        dial.resize(*size)
        place = dial.layout_fitted()
        assert place.number.height() >= 28
        reach = place.radius * 1.09
        assert place.centre.x() - reach > 2 * place.label
        assert place.centre.y() - reach > 0
        assert place.note.bottom() <= size[1] + 1

    def test_it_never_shrinks_below_200_pixels(self, dial: Dial) -> None:
        dial.resize(50, 50)
        assert (dial.width(), dial.height()) == (200, 200)

    def test_its_value_is_the_largest_type_of_the_window(self, dial: Dial) -> None:
        for theme in THEMES.values():
            dial.set_theme(theme)
            dial.resize(dial.sizeHint())
            assert dial.layout_fitted().number_font("0.0325").pixelSize() > theme.verdict

    @pytest.mark.parametrize(
        ("lr", "rate", "seen"),
        [
            (0.99999, None, "0.99999"),
            (0.0123456, None, "0.01235"),
            (0.00123456, None, "0.00123"),
            (0.1, 0.0654508497, "0.0655"),
            (0.1, 0.1, "0.1"),
        ],
    )
    def test_long_values_are_shortened_so_that_it_stays_so(
        self, dial: Dial, lr: float, rate: float | None, seen: str
    ) -> None:
        assert large_number(lr, rate) == seen
        dial.set_value(lr)
        dial.set_rate(rate)
        for theme in THEMES.values():
            dial.set_theme(theme)
            dial.resize(380, 290)  # as in the smallest window
            dial.grab()
            font = dial.layout_fitted().number_font(seen, dial._letters)
            assert font.pixelSize() > theme.verdict

    def test_a_ticks_name_stands_at_its_tick_on_the_narrow_side_too(self, dial: Dial) -> None:
        dial.resize(520, 340)
        limit = Tick(1.4e-3, "edge", Message("stable up to {lr}", lr="0.00139"))
        place, theme = dial.layout_fitted(), THEMES["dark"]
        room = QRectF(0, 0, 520, place.note.top())
        picture = QPixmap(520, 340)
        with QPainter(picture) as painter:
            label, head = paint_ticks(painter, place, theme, [limit], DecadeWindow(), room)
        assert label.right() <= head.right()
        assert label.bottom() > head.top() - place.label

    def test_the_digits_do_not_breathe_while_the_hand_turns(self, dial: Dial) -> None:
        def size() -> int:
            dial.grab()
            text = number(dial.value())
            return dial.layout_fitted().number_font(text, dial._letters).pixelSize()

        large = size()
        press(dial, spot(dial, 0.6, 0.7))
        sizes = []
        for k in range(1, 40):
            move(dial, spot(dial, 0.6 + 0.005 * k, 0.7))
            sizes.append(size())
        assert sizes == sorted(sizes, reverse=True)
        assert len(set(sizes)) <= 2
        assert dial.value() == 0.944
        release(dial, spot(dial, 0.8, 0.7))
        dial.set_value(0.1)
        assert size() == large

    @pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
    def test_without_a_zone_the_track_is_empty(self, dial: Dial, theme: Theme) -> None:
        dial.set_theme(theme)
        dial.set_value(0.01)
        image = dial.grab().toImage()
        ratio = image.devicePixelRatio()

        def colour(fraction: float) -> QColor:
            at = spot(dial, fraction, 0.94) * ratio
            return image.pixelColor(at.toPoint())

        assert {colour(k).name() for k in (0.1, 0.36, 0.5, 0.9)} == {theme.track}

    def test_under_a_schedule_the_needle_tells_and_either_mark_is_taken_hold_of(
        self, dial: Dial, heard: Heard
    ) -> None:
        dial.set_rate(0.01)
        for fraction in (0.4, 0.6):  # the rate in force, what the hand has set
            press(dial, spot(dial, fraction, 0.97))
            release(dial, spot(dial, fraction, 0.97))
            assert (dial.value(), heard.log) == (0.1, [])
        drag(dial, 0.4, 0.5, radius=0.97)
        assert dial.value() == pytest.approx(0.316, rel=0.01)

    def test_the_focus_shows(self, dial: Dial, qtbot: QtBot) -> None:
        qtbot.waitUntil(dial.hasFocus)
        focused = dial.grab().toImage()
        dial.clearFocus()
        assert dial.grab().toImage() != focused

    def test_owner_and_reason_show(self, dial: Dial) -> None:
        def picture() -> QImage:
            return dial.grab().toImage()

        plain = picture()
        dial.set_owner("Pro")
        owned = picture()
        dial.set_enabled_with_reason(False, "No rate here.")
        assert plain != owned != picture()


def menu_of(dial: Dial) -> QMenu:
    """Open the context menu and return it."""
    at = dial.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, dial.mapToGlobal(at))
    QApplication.sendEvent(dial, event)
    (menu,) = dial.findChildren(QMenu)
    return menu


def test_its_menu_offers_what_others_start_with_and_a_pick_is_one_gesture(dial: Dial) -> None:
    dial.optimizer = "adam"
    heard = Heard(dial)
    menu = menu_of(dial)
    texts = [action.text() for action in menu.actions()]
    assert "0.001   PyTorch: Adam" in texts
    assert not any("SGD" in text for text in texts)
    lora = next(action for action in menu.actions() if "LoRA" in action.text())
    assert lora.text().startswith("1   ")
    assert "Schulman" in lora.toolTip()
    next(a for a in menu.actions() if a.text().endswith("PyTorch: Adam")).trigger()
    assert heard.log == ["start", 0.001, "end"]
    menu.close()


def test_its_menu_has_only_rules_where_nobody_says_a_rate(dial: Dial) -> None:
    dial.optimizer = "armijo"
    menu = menu_of(dial)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert [text.split()[0] for text in texts] == ["0.01", "1"]
    menu.close()


@pytest.mark.parametrize("typed", ["0", "1e-9", "1000", "1e6"])
def test_a_rate_to_which_it_does_not_turn_can_be_typed(open_window: OpenWindow, typed: str) -> None:
    window = open_window()
    window.dial.edit(typed)
    QTest.keyClick(window.dial._editor, Qt.Key.Key_Return)
    window.bridge.flush()
    assert window.session.lr == float(typed)
    for page in range(len(window.page_names)):
        window.show_page(page)
        window.grab()
    assert window.dial.value() == float(typed)


def test_names_of_ticks_keep_off_the_edge_on_a_fine_screen_too(
    dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms: list[QRectF] = []

    def keep(*arguments: object) -> list[QRectF]:
        rooms.append(arguments[-1])
        return []

    monkeypatch.setattr(face, "paint_ticks", keep)
    picture = QPixmap(2 * dial.size())
    picture.setDevicePixelRatio(2.0)
    state = face.DialState(
        0.1,
        DecadeWindow(),
        QColor("blue"),
        "",
        "",
        enabled=True,
        focused=False,
        number_hidden=False,
    )
    with QPainter(picture) as painter:
        dial._face._scale(painter, dial.layout_fitted(), state)
    assert [room.width() for room in rooms] == [dial.width()]


def test_a_number_without_its_words_stays_at_its_tick(dial: Dial) -> None:
    geometry = dial.layout_fitted()
    tick = Tick(0.1, "best", Message("best step {lr}", lr="0.1"), "0.1")
    metrics = QFontMetricsF(make_font(geometry.label, bold=True))
    head = head_of(geometry, 0.5)
    side = 0.4 * geometry.radius
    blocked = head.adjusted(-side, -side, side, side)
    free = Around(QRectF(dial.rect()), [], head, [], geometry.radius)
    assert place_tick_label(geometry, 0.5, tick, metrics, free) is not None
    taken = free._replace(taken=[blocked])
    found = place_tick_label(geometry, 0.5, tick, metrics, taken)
    assert found is None or "best" in found.lines[0]


@pytest.mark.parametrize("size", [(430, 290), (860, 580)])
def test_the_needle_is_clear_of_the_number_wherever_it_points(
    qapp: QApplication, size: tuple[int, int]
) -> None:
    place = Geometry.fit(*size, THEMES["dark"])
    for value in ("0.001", "0.003", "0.0325", "0.0001", "0.000325", "1000"):
        font = place.number_font(value)
        path = QPainterPath()
        path.addText(QPointF(), font, value)
        path.translate(place.number.center() - QPointF(0.5 * path.boundingRect().right(), 0.0))
        path.translate(0.0, 0.5 * QFontMetricsF(font).capHeight())
        points = [path.pointAtPercent(k / 600) for k in range(601)]
        ends = [place.radial(k / 60, face._NEEDLE[0] * place.radius, 1.0)[0] for k in range(61)]
        nearest = min(hypot(*(end - point).toTuple()) for end in ends for point in points)
        assert nearest - 0.0225 * place.radius > 0.02 * place.radius, value
