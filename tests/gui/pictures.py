"""The pictures of README, made anew from the window as it is now: ``make pictures``."""

# ruff: noqa: T201 - for a script run by hand, which says what it made
from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from gui.walk import settle
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session
from waiting import wait_until

FOLDER: Final = Path(__file__).parents[2] / "assets" / "screenshots"
SIZE: Final = (1440, 860)

Stage = Callable[[MainWindow], None]


def opening(window: MainWindow) -> None:
    """Show the popular example, and what is to come."""
    window.session.select(1)
    window.session.seek(12)
    window.session.set_reveal(True)


def explosion(window: MainWindow) -> None:
    """Show the Maniac, bouncing higher and higher."""
    window.session.select(2)
    window.session.seek(13)


def shower(window: MainWindow) -> None:
    """Show three hands at the knob."""
    window.session.edit(surface="shower")
    window.session.snail_pro_maniac()
    window.session.select(1)
    window.session.seek(6)


def valley(window: MainWindow) -> None:
    """Show three optimizers in the long valley."""
    runners = (
        Runner(name="SGD", lr=0.035),
        Runner(name="Momentum", lr=0.01, optimizer="sgd:momentum=0.9"),
        Runner(name="Adam", lr=0.3, optimizer="adam"),
    )
    window.session.new(
        Experiment("long-valley", steps=200, runners=runners, title="Three ways down")
    )
    window.session.select(1)
    window.session.seek(40)


def landscape(window: MainWindow) -> None:
    """Show a landscape from the side."""
    runners = (
        Runner(name="SGD", lr=0.01),
        Runner(name="Momentum", lr=0.005, optimizer="sgd:momentum=0.9"),
        Runner(name="Adam", lr=0.2, optimizer="adam"),
    )
    window.session.new(Experiment("himmelblau", start=(-0.5, -0.8), steps=120, runners=runners))
    window.session.seek(60)
    window.run_page.toggle_depth()


def picker(window: MainWindow) -> None:
    """Show how a surface is chosen."""
    window.pickers["surface"].open()


def zone(window: MainWindow) -> None:
    """Show what each optimizer forgives."""
    valley(window)
    window.show_page(window.page_names.index("Zone"))


def long_run(window: MainWindow) -> None:
    """Show cycles and chaos."""
    window.session.new(Experiment("double-well", start=1.5, steps=400, runners=(Runner(lr=0.3),)))
    window.show_page(window.page_names.index("Long run"))


def finder(window: MainWindow) -> None:
    """Show a range test, and what is read from it."""
    window.session.new(Experiment("rosenbrock", steps=300, runners=(Runner(lr=1e-3),)))
    window.show_page(window.page_names.index("Finder"))


def map_of_momentum(window: MainWindow) -> None:
    """Show every learning rate with every momentum."""
    runner = Runner(lr=1e-3, optimizer="sgd:momentum=0.9")
    window.session.new(Experiment("rosenbrock", steps=200, runners=(runner,)))
    window.show_page(window.page_names.index("Map"))


PICTURES: Final[dict[str, Stage]] = {
    "window-dark": opening,
    "explosion-dark": explosion,
    "shower-projector": shower,
    "valley-projector": valley,
    "landscape-dark": landscape,
    "picker-dark": picker,
    "zone-dark": zone,
    "long-run-dark": long_run,
    "finder-projector": finder,
    "map-dark": map_of_momentum,
}
"""By name of the file, which ends with that of the theme."""


def take(name: str) -> QPixmap:
    """Return the picture of a window, with the popup over it if there is one."""
    window = MainWindow(Session(), THEMES[name.rpartition("-")[2]])
    window.set_reduced_motion(True)
    window.resize(*SIZE)
    window.show()
    settle(window)
    PICTURES[name](window)
    settle(window)
    deep = window.run_page.surface_place.deep
    if deep is not None:  # a landscape is painted in detail when it has stood for a moment
        wait_until(lambda: QApplication.processEvents() or deep.is_settled)
    picture = window.grab()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        with QPainter(picture) as painter:
            painter.drawPixmap(
                popup.mapToGlobal(popup.rect().topLeft()) - window.pos(), popup.grab()
            )
        popup.close()
    window.close()
    window.deleteLater()
    return picture


def main() -> int:
    """Make the pictures named on the command line, or all."""
    application = QApplication([])
    for name in sys.argv[1:] or PICTURES:
        path = FOLDER / f"{name}.png"
        take(name).save(str(path))
        print(path.relative_to(FOLDER.parents[1]))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
