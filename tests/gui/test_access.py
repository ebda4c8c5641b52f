"""The window without eyes and without a mouse: names, values, summaries, a way to everything by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider, QWidget

from gui import access
from gui.conftest import OpenWindow
from gui.dialogs import open_dialogs
from gui.legible import LEAST_CONTRAST, MORE_CONTRAST, findings
from gui.walk import GALLERY, View, settle, stage
from lrsim import manual
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look import access as spoken
from lrsim.gui.look.access import Announcer
from lrsim.gui.look.theme import THEMES
from lrsim.gui.maps import ranges
from lrsim.gui.window.hide_dialog import HideDialog
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import PAGES
from lrsim.lessons import lesson, lessons
from lrsim.schedules import Drawn

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
PAGE_NUMBERS = range(len(PAGES) + 1)


@pytest.fixture(autouse=True)
def small_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (16,))


def show(window: MainWindow, page: int, surface: str = "quadratic", moment: str = "middle") -> None:
    stage(window, View(page, "dark", (0, 0), surface, moment))


# --- the walk finds what is wrong ---


class Painted(QWidget):
    def paintEvent(self, event):
        pass


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (QPushButton, "without a name"),
        (QSlider, "value not told"),
        (Painted, "picture without words"),
    ],
)
def test_the_walk_finds_what_is_missing(qtbot, make, kind) -> None:
    page = QWidget()
    page.resize(200, 200)
    qtbot.addWidget(page)
    make(parent=page).setGeometry(10, 10, 100, 60)
    page.show()
    assert kind in {finding.kind for finding in access.findings(page)}


def test_the_walk_finds_nothing_where_all_is_told(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    QPushButton("Press", page)
    QLabel("words", page)
    page.show()
    assert access.findings(page) == []


# --- what is told ---


@pytest.mark.parametrize("page", PAGE_NUMBERS)
def test_everything_on_a_page_has_its_name_value_and_words(window: MainWindow, page: int) -> None:
    show(window, page)
    assert [str(finding) for finding in access.findings(window)] == []


def test_so_it_has_in_the_gallery(window: MainWindow) -> None:
    show(window, GALLERY)
    assert [str(finding) for finding in access.findings(window)] == []


def test_so_it_has_in_an_exercise_and_where_it_is_made(window: MainWindow) -> None:
    window.session.edit(hide=["dial", "verdict", "loss", "limit"])
    window.bridge.flush()
    QApplication.processEvents()
    assert [str(finding) for finding in access.findings(window)] == []
    window.actions_._choose_hidden()
    dialog = window.findChild(HideDialog)
    assert [str(finding) for finding in access.findings(dialog)] == []
    dialog.reject()


def wrong(window: QWidget, *, focus: QWidget | None = None) -> list[str]:
    """Return what has no name, no words, or cannot be reached from what has the keys."""
    settle_events()
    if focus is not None:
        focus.setFocus()
    missing = [str(finding) for finding in access.findings(window)]
    if QApplication.focusWidget() is None:
        return [*missing, "nothing has the keys"]
    return missing + access.unreached(window, access.focused_in_order(window))


def settle_events() -> None:
    for _ in range(3):  # a layout inside of another is asked to place its own in the next round
        QApplication.processEvents()


def slides_of_each_kind() -> list[tuple[str, int]]:
    """Return for each kind of question a lesson that asks it, and at which step."""
    kinds: dict[type, tuple[str, int]] = {}
    for each in lessons():
        for place, step in enumerate(each.steps):
            kinds.setdefault(type(step.ask), (each.name, place))
    return list(kinds.values())


def test_so_it_has_on_every_kind_of_slide_and_no_theme_has_faint_words_there(
    window: MainWindow,
) -> None:
    found = []
    for name, step in slides_of_each_kind():
        window.lectern.open(lesson(name))
        screen = window.lectern.screen
        places = [k for k, slide in enumerate(screen.lecture.slides) if slide.step == step]
        for place in places:
            screen.lecture.go(place)
            found += [f"{name} {place}: {each}" for each in wrong(screen)]
            for theme in THEMES if place == places[-1] else ():
                window.set_theme(THEMES[theme])
                settle(window)
                faint = [f for f in findings(screen, theme=theme) if f.kind == "faint"]
                found += [f"{name} {place} {theme}: {each}" for each in faint]
            window.set_theme(THEMES["dark"])
        window.lectern.leave()
    assert found == [], "\n".join(found)


def test_so_it_has_in_game_manual_sheet_and_dialogs(window: MainWindow) -> None:
    found, actions = {}, window.actions_
    window.lectern.play("2026-11-28")
    found["game"] = wrong(window.lectern.screen)
    window.lectern.leave()
    actions.sheet.toggle()
    found["sheet"] = wrong(actions.sheet)
    actions.sheet.hide()
    for page in manual.PAGES:
        actions._open_manual(page)
        found[page] = wrong(actions.manual)
    actions.manual.hide()
    actions._export()
    found["export"] = wrong(actions._exporting)
    actions._exporting.reject()
    window.activateWindow()
    actions._choose_hidden()
    dialog = window.findChild(HideDialog)
    found["hide"] = wrong(dialog)
    dialog.reject()
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_in_no_theme_what_lies_over_the_window_has_words_that_cannot_be_read(
    open_window: OpenWindow, theme
) -> None:
    window = open_window(theme=theme, size=(1280, 720))
    found, actions = {}, window.actions_

    def look(name: str, widget: QWidget) -> None:
        settle_events()
        found[name] = [str(each) for each in findings(widget, theme=theme)]

    window.lectern.play("2026-11-28")
    screen = window.lectern.screen
    look("game", screen)
    for _ in range(5):
        screen.panel.dial.enter_value(screen.game.zone.best)
        screen.run_again()
        screen.stage.finish()
        look(f"surface {screen.game.round}", screen)
        screen.forward()
    look("result", screen)
    window.lectern.leave()
    actions.sheet.toggle()
    look("sheet", actions.sheet)
    actions.sheet.hide()
    actions._open_manual(next(iter(manual.PAGES)))
    look("manual", actions.manual)
    actions.manual.hide()
    actions._export()
    look("export", actions._exporting)
    actions._exporting.reject()
    actions._choose_hidden()
    dialog = window.findChild(HideDialog)
    look("hide", dialog)
    dialog.reject()
    window.show_code()
    look("code", window.presentation.code_sheet)
    window.show_code()
    window.notice.ask("Something went wrong.", [("Copy the details", lambda: None)])
    look("notice", window.notice)
    window.notice.hide()
    window.lectern.choose()
    (files,) = open_dialogs()
    look("files", files)
    files.reject()
    window.lectern.open(lesson("why-it-explodes"))
    window.lectern.screen.lecture.go(1)
    window.present_with_notes()
    look("speaker", window.presentation.speaker)
    window.present()
    assert {name: told for name, told in found.items() if told} == {}


def test_so_it_has_while_presenting_and_in_the_speakers_window(window: MainWindow) -> None:
    window.present()
    window.activateWindow()
    window.keys_home.take()
    found = {"presenting": wrong(window)}
    window.show_code()
    code = window.presentation.code_sheet
    found["code"] = [str(finding) for finding in access.findings(code)]
    window.show_code()
    window.presentation.open_speaker()
    speaker = window.presentation.speaker
    speaker.activateWindow()
    found["speaker"] = wrong(speaker, focus=speaker)
    window.present()
    assert {name: told for name, told in found.items() if told} == {}


def test_from_the_dial_tab_goes_into_the_page_that_one_chose(window: MainWindow) -> None:
    for name in ("Run", "Lessons"):
        window.show_page(window.page_names.index(name))
        settle_events()
        window.keys_home.take()
        QTest.keyClick(window.focusWidget(), KEY.Key_Tab)
        focus, cards = QApplication.focusWidget(), window.pages.current.cards.values()
        assert any(card.isAncestorOf(focus) for card in cards), name


@pytest.mark.parametrize("surface", ["shower", "long-valley"])
@pytest.mark.parametrize("moment", ["start", "exploded"])
def test_so_it_has_at_other_moments_and_as_a_landscape(window, surface, moment) -> None:
    show(window, 0, surface, moment)
    window.toggle_depth()
    QApplication.processEvents()
    assert [str(finding) for finding in access.findings(window)] == []


def test_so_it_has_in_every_form(window: MainWindow) -> None:
    for chip in (*window.pickers.values(), window.experiment_form, window.noise_form):
        chip.open()
        QApplication.processEvents()
        assert chip.popover is not None
        found = [str(finding) for finding in access.findings(chip.popover)]
        chip.popover.close()
        assert found == [], type(chip).__name__


@pytest.mark.parametrize("theme", THEMES)
def test_in_no_theme_a_form_or_the_menu_has_faint_words(open_window: OpenWindow, theme) -> None:
    window = open_window(theme=theme)
    faint = []
    for chip in (*window.pickers.values(), window.experiment_form, window.noise_form):
        chip.open()
        QApplication.processEvents()
        faint += [str(f) for f in findings(chip.popover, theme=theme) if f.kind == "faint"]
        chip.popover.close()
    menu = window.actions_.button.menu()
    menu.popup(window.pos())
    QApplication.processEvents()
    faint += [str(f) for f in findings(menu, theme=theme) if f.kind == "faint"]
    menu.close()
    assert faint == []
    assert MORE_CONTRAST.get(theme, LEAST_CONTRAST) >= 4.5


def test_pictures_say_what_they_show_from_the_numbers_they_show(window: MainWindow) -> None:
    window.session.select(1)
    window.session.seek(50)
    window.bridge.flush()
    loss = access.description_of(window.run_page.loss_view)
    assert loss.startswith(
        "Pro: falls from 25 to 5.09\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁹ in 50 steps"
    )
    assert "Maniac: rises from 25 to" in loss
    assert "step 30" in loss
    assert loss.endswith("on a log scale")
    surface = access.description_of(window.run_page.surface_view)
    assert "x²" in surface
    assert "Snail: at 4.52, loss 20.5" in surface
    rates = access.description_of(window.run_page.schedule_view)
    assert rates.startswith("Pro: stays at 0.1 for 50 steps")


def test_what_is_still_to_come_is_not_told(window: MainWindow) -> None:
    window.session.seek(10)
    window.bridge.flush()
    assert "exploded" not in access.description_of(window.run_page.loss_view)
    assert "step 30" not in access.description_of(window.run_page.loss_view)
    assert "in 10 steps" in access.description_of(window.run_page.loss_view)


def test_sliders_say_their_values_as_people_read_them(window: MainWindow) -> None:
    window.session.seek(12)
    window.session.set_speed(10.0)
    window.bridge.flush()
    scrub, speed = (access.interface(s) for s in (window.transport.scrub, window.transport.speed))
    assert scrub.text(QAccessible.Text.Value) == "step 12 / 50"
    assert speed.text(QAccessible.Text.Value) == "10 steps/s"
    value = scrub.valueInterface()
    assert (value.minimumValue(), value.maximumValue()) == (0, 50)
    value.setCurrentValue(20)
    assert window.session.playhead == 20
    value.setCurrentValue(51)  # is none
    assert window.session.playhead == 20


# --- the keyboard ---


@pytest.mark.parametrize("page", PAGE_NUMBERS)
def test_tab_reaches_everything_in_the_order_of_reading_there_and_back(window, page) -> None:
    show(window, page)
    window.keys_home.take()
    there = access.focused_in_order(window)
    assert access.unreached(window, there) == []
    window.keys_home.take()
    back = access.focused_in_order(window, back=True)
    assert back[1:] == there[:0:-1]
    begins = there.index(window.bar.open_button)
    read = there[begins:] + there[:begins]
    cards = [
        next((c for c in window.floor.cards.values() if c.isAncestorOf(w)), None) for w in read
    ]
    met = [card for card, before in zip(cards, [None, *cards], strict=False) if card is not before]
    named = [card for card in met if card is not None]
    assert len(named) == len(set(named)), "a card is left and come back to"
    tops = [card.mapTo(window, card.rect().topLeft()).y() for card in named]
    dial = window.cards["dial"]
    assert not dial.isVisible() or tops[-1] >= dial.mapTo(window, window.rect().topLeft()).y()


@pytest.mark.parametrize("page", PAGE_NUMBERS)
def test_where_the_focus_is_can_be_seen(window: MainWindow, page: int) -> None:
    show(window, page)
    window.keys_home.take()
    unseen = [
        access.told(widget)
        for widget in access.focused_in_order(window)
        if widget is not window.keys_home and access.looks_alike_with_focus(window, widget)
    ]
    assert unseen == []


def test_arrows_go_from_page_to_page(window: MainWindow) -> None:
    window.dial.setFocus()
    run = next(w for w in access.focused_in_order(window) if access.name_of(w) == "Run")
    run.setFocus()
    QTest.keyClick(run, KEY.Key_Right)
    assert window.pages.current_index != 0


def test_the_start_and_the_view_of_the_surface_are_moved_by_key(window: MainWindow) -> None:
    view, session = window.run_page.surface_view, window.session
    view.setFocus()
    before, seen = session.experiment.start, view.getViewBox().viewRange()
    QTest.keyClick(view, KEY.Key_Left, CTRL)
    window.bridge.flush()
    assert session.experiment.start[0] < before[0]
    session.undo()
    assert session.experiment.start == before, "one key is one gesture"
    QTest.keyClick(view, KEY.Key_Right)
    assert view.getViewBox().viewRange()[0][0] > seen[0][0]
    width = seen[0][1] - seen[0][0]
    QTest.keyClick(view, KEY.Key_Plus)
    (left, right), _ = view.getViewBox().viewRange()
    assert right - left < width
    assert session.lr == session.runner.lr


def test_the_start_in_the_plane_moves_both_ways(open_window: OpenWindow) -> None:
    window = open_window(Experiment("long-valley", runners=[Runner(lr=0.01)]))
    view = window.run_page.surface_view
    view.setFocus()
    x, y = window.session.experiment.start
    QTest.keyClick(view, KEY.Key_Up, CTRL)
    QTest.keyClick(view, KEY.Key_Right, CTRL)
    assert window.session.experiment.start[0] > x
    assert window.session.experiment.start[1] > y


def test_a_plot_over_steps_is_scrubbed_and_looked_into_by_key(window: MainWindow) -> None:
    view, session = window.run_page.loss_view, window.session
    session.seek(10)
    window.bridge.flush()
    view.setFocus()
    for key, modifiers, step in (
        (KEY.Key_Right, NONE, 11),
        (KEY.Key_Left, SHIFT, 1),
        (KEY.Key_Left, SHIFT, 0),
        (KEY.Key_End, NONE, 50),
        (KEY.Key_Home, NONE, 0),
    ):
        QTest.keyClick(view, key, modifiers)
        window.bridge.flush()
        assert session.playhead == step
    first, last = view.shown
    QTest.keyClick(view, KEY.Key_Plus)
    assert view.shown[1] - view.shown[0] < last - first
    QTest.keyClick(view, KEY.Key_Minus)
    assert view.shown[1] - view.shown[0] == pytest.approx(last - first)


def test_the_points_of_a_drawn_schedule_are_chosen_moved_added_and_removed_by_key(
    open_window: OpenWindow,
) -> None:
    drawn = Drawn(points=((0, 1.0), (20, 0.5), (40, 0.1)))
    window = open_window(
        Experiment("quadratic", steps=50, runners=[Runner(lr=0.1, schedule=drawn)])
    )
    view, session = window.run_page.schedule_view, window.session

    def press(key, modifiers=NONE):
        QTest.keyClick(view, key, modifiers)
        window.bridge.flush()
        return session.runner.schedule.points

    view.setFocus()
    press(KEY.Key_BracketRight)
    press(KEY.Key_BracketRight)
    assert press(KEY.Key_Up)[1][1] > 0.5
    assert press(KEY.Key_Right, CTRL)[1][0] == 21
    assert press(KEY.Key_BracketLeft)[0] == (0, 1.0)
    session.seek(30)
    window.bridge.flush()
    points = press(KEY.Key_Insert)
    assert [step for step, _ in points] == [0, 21, 30, 40]
    assert 0.1 < dict(points)[30] < 0.5
    assert len(press(KEY.Key_Delete)) == 3


def test_keys_that_a_plot_has_no_use_for_are_the_dials(window: MainWindow) -> None:
    before = window.session.lr
    window.run_page.loss_view.setFocus()
    QTest.keyClick(window.run_page.loss_view, KEY.Key_PageUp)
    assert window.session.lr == pytest.approx(10 * before)


# --- announcements ---


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(spoken, "tell", lambda _widget, sentence: sentences.append(sentence))
    return sentences


def test_another_verdict_an_explosion_and_the_end_are_told(open_window, told, monkeypatch) -> None:
    monkeypatch.setattr(spoken, "APART_MS", 0)
    window = open_window()
    window.session.select(2)
    window.session.seek(29)
    window.bridge.flush()
    told.clear()
    window.session.seek(30)
    window.bridge.flush()
    assert any(sentence.startswith("Maniac. step 30") for sentence in told)
    window.session.select(1)
    window.bridge.flush()
    told.clear()
    window.session.seek(50)
    window.bridge.flush()
    assert "the end of the run" in told[-1]
    assert "Just right." in told[-1]
    told.clear()
    window.show_changes(window_change())
    assert told == [], "nothing is said twice"


def window_change():
    from lrsim.session.session import Change

    return Change.ALL


def test_no_more_is_told_than_can_be_listened_to_and_the_last_word_counts(
    qtbot, told, monkeypatch
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    announcer = Announcer(widget)
    announcer.say("one")
    announcer.say("two")
    announcer.say("three")
    assert told == ["one"]
    announcer._due.start(0)
    qtbot.waitUntil(lambda: told == ["one", "three"])
    announcer.say("three")
    assert not announcer._due.isActive() or told == ["one", "three"]
