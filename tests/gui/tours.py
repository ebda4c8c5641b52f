"""What lies over the window's pages, beside it or takes its place, each with all that is to be seen of it.

A tour is led through a window on the popular example: it names its stops, and says what to look at there.
It leaves the window as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from gui.lessons.play import answer
from lrsim.gui.lessons.screen import LessonScreen
from lrsim.gui.window.exporting import ExportDialog
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import PAGES
from lrsim.lessons import Phase, lesson, lessons
from lrsim.lessons.goldilocks import MOST_TRIES, Game
from lrsim.manual import PAGES as MANUAL
from lrsim.session.session import Session

Stop = tuple[str, QWidget]
"""Its name, and the widget to look at."""

Tour = Callable[[MainWindow], Iterator[Stop]]

SPOKEN: Final = "why-it-explodes"
"""The lesson that the speaker's window is opened with."""


def keys(window: MainWindow) -> Iterator[Stop]:
    """Lead through the sheet of keys."""
    sheet = window.actions_.sheet
    sheet.toggle()
    yield "keys", sheet
    sheet.toggle()


def manual(window: MainWindow) -> Iterator[Stop]:
    """Lead through the manual, a screenful after the other."""
    for name in MANUAL:
        window.actions_._open_manual(name)
        sheet = window.actions_.manual
        assert sheet is not None
        QApplication.processEvents()
        bar = sheet.reader.verticalScrollBar()
        for number, top in enumerate(range(0, bar.maximum() + bar.pageStep(), bar.pageStep()), 1):
            bar.setValue(top)
            yield f"{name.partition('.')[0]}-{number}", sheet
        sheet.hide()


def forms(window: MainWindow) -> Iterator[Stop]:
    """Lead through what the top bar opens."""
    chips = {**window.pickers, "experiment": window.experiment_form, "noise": window.noise_form}
    for name, chip in chips.items():
        chip.open()
        assert chip.popover is not None
        yield str(name), chip.popover
        chip.popover.close()
    menu = window.actions_.button.menu()
    menu.popup(window.pos())
    yield "menu", menu
    menu.close()


def export(window: MainWindow) -> Iterator[Stop]:
    """Lead through the dialog that writes files, and the sheet with the share code."""
    dialog = ExportDialog(window, window.session, window.theme)
    dialog.show()
    yield "export", dialog
    dialog.close()
    dialog.deleteLater()
    window.show_code()
    yield "code", window.presentation.code_sheet
    window.show_code()


def landscape(window: MainWindow) -> Iterator[Stop]:
    """Lead through a surface as a landscape, small and enlarged."""
    session = Session()
    session.edit(surface="rosenbrock")
    window.session.new(session.experiment)
    window.session.seek(window.session.experiment.steps // 4)
    window.toggle_depth()
    yield "rosenbrock", window
    window.enlarge("surface")
    yield "rosenbrock-enlarged", window
    window.enlarge()
    window.toggle_depth()
    window.session.new(Session().experiment)


def enlarged(window: MainWindow) -> Iterator[Stop]:
    """Lead through the cards that can have the whole window."""
    for name in ("surface", "loss", "schedule", "dial", "verdict", "runners"):
        window.enlarge(name)
        yield name, window
        window.enlarge()


def lesson_slides(window: MainWindow) -> Iterator[Stop]:
    """Lead through all slides of all lessons, each question answered wrongly."""
    for each in lessons():
        window.lectern.open(lesson(each.name))
        screen = window.lectern.screen
        assert isinstance(screen, LessonScreen)
        for place in range(len(screen.lecture.slides)):
            screen.lecture.go(place)
            if screen.lecture.phase in (Phase.PREDICT, Phase.PLAY):
                answer(screen, right=False)
            screen.stage.finish()
            yield f"{each.name}-{place}", screen
        window.lectern.leave()


def game(window: MainWindow) -> Iterator[Stop]:
    """Lead through a game: a hidden surface, one that was found, one that was not, the result."""
    window.lectern.play("2026-11-28")
    screen = window.lectern.screen
    assert screen is not None
    played: Game = screen.game
    yield "begun", screen
    while not played.over:
        rates = [played.zone.best] if played.round % 2 == 0 else [1e-7] * MOST_TRIES
        for lr in rates:
            screen._try(lr)
            screen.stage.finish()
        yield f"surface-{played.round + 1}", screen
        screen.forward()
    yield "result", screen
    window.lectern.leave()


def presenting(window: MainWindow) -> Iterator[Stop]:
    """Lead through the pages as an audience sees them, in the window's own theme."""
    size, theme = window.size(), window.theme
    present(window)
    for index in range(len(PAGES) + 1):
        window.show_page(index)
        yield window.page_names[index].lower().replace(" ", "-"), window
    window.show_page(0)
    window.session.select(2)
    window.session.seek(window.session.experiment.steps)
    yield "exploded", window
    window.present()
    window.resize(size)
    window.set_theme(theme)


def present(window: MainWindow) -> None:
    """Present on a screen that is as large as the window is, which the screens of tests are not."""
    size, theme = window.size(), window.theme
    window.present()
    window.showNormal()
    window.resize(size)
    window.type_size.fit()
    window.set_theme(theme)


def speaker(window: MainWindow) -> Iterator[Stop]:
    """Lead through the speaker's window: with the run, and with each slide of a lesson."""
    size, theme = window.size(), window.theme
    window.present_with_notes()
    beside = window.presentation.speaker
    assert beside is not None
    beside.resize(size)
    beside.set_theme(theme)
    yield "run", beside
    window.lectern.open(lesson(SPOKEN))
    screen = window.lectern.screen
    assert isinstance(screen, LessonScreen)
    for place in range(len(screen.lecture.slides)):
        screen.lecture.go(place)
        screen.stage.finish()
        yield f"{SPOKEN}-{place}", beside
    window.lectern.leave()
    window.present()
    window.resize(size)
    window.set_theme(theme)


TOURS: Final[Mapping[str, Tour]] = {
    "keys": keys,
    "manual": manual,
    "forms": forms,
    "export": export,
    "landscape": landscape,
    "enlarged": enlarged,
    "lesson": lesson_slides,
    "game": game,
    "presenting": presenting,
    "speaker": speaker,
}
