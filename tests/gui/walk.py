"""A walk through the window: every page, theme, size, surface and moment, looked at by `gui.legible`.

``make walk`` takes all of it, with the tours of `gui.tours` in every theme and size, saves a picture of each
view and sheets of them under build/walk, and ends with 1 where anything was found. A part in which every two
choices meet at least once is among the tests.
"""

# ruff: noqa: T201 - for a script run by hand, which says what it found
from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gui.legible import Finding, findings, record_pixmaps
from gui.tours import TOURS
from lrsim.experiment import Experiment
from lrsim.gui.look.theme import THEMES
from lrsim.gui.maps import ranges
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import HOME, PAGES
from lrsim.session.session import Session
from waiting import PATIENCE

SIZES: Final = ((1024, 768), (1280, 720), (1920, 1080), (2560, 1440))
SURFACES: Final = ("quadratic", "shower", "long-valley", "rosenbrock", "double-well")
MOMENTS: Final = ("start", "middle", "end", "exploded")
GALLERY: Final = len(PAGES) + 1
"""Beyond the pages: what *Open* shows."""

PLACES: Final = (HOME[0], *(page.name for page in PAGES), "Gallery")
"""What a view's page is called in its name."""

CHOICES: Final = (range(GALLERY + 1), tuple(THEMES), SIZES, SURFACES, MOMENTS)

THUMBNAIL: Final = 480
SHEET_COLUMNS: Final = 6
SHEET_ROWS: Final = 5


class View(NamedTuple):
    """What is looked at: page or gallery, theme, size, surface, moment."""

    page: int
    theme: str
    size: tuple[int, int]
    surface: str
    moment: str

    def __str__(self) -> str:
        place = str(PLACES[self.page]).lower().replace(" ", "-")
        return f"{place}-{look(self.theme, self.size)}-{self.surface}-{self.moment}"


class Looks(NamedTuple):
    """In what a tour is led."""

    tour: str
    theme: str
    size: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.tour}-{look(self.theme, self.size)}"


def look(theme: str, size: tuple[int, int]) -> str:
    """Return a theme and a size as a part of a name."""
    return f"{theme}-{size[0]}x{size[1]}"


def every_view() -> list[View]:
    """Return all views; those that need the same window stand beside each other."""
    return [View(*choice) for choice in itertools.product(*CHOICES)]


def every_tour() -> list[Looks]:
    """Return all tours in all themes and sizes."""
    return [Looks(*choice) for choice in itertools.product(TOURS, tuple(THEMES), SIZES)]


def few_views() -> list[View]:
    """Return a view of each page in each theme and size, so chosen that any two choices meet."""
    chosen, met = [], set[tuple[tuple[int, object], ...]]()
    for _, group in itertools.groupby(every_view(), key=lambda view: view[:3]):
        best = max(group, key=lambda view: len(_pairs(view) - met))
        chosen.append(best)
        met |= _pairs(best)
    return chosen


def _pairs(view: View) -> set[tuple[tuple[int, object], ...]]:
    return set(itertools.combinations(enumerate(view), 2))


def experiment_of(view: View) -> Experiment:
    """Return the three runners of a view."""
    own = Session()
    if view.surface != "quadratic":
        own.edit(surface=view.surface)
        own.snail_pro_maniac()
    experiment = own.experiment
    if view.moment == "exploded":
        experiment = experiment.replace_runner(2, lr=1e3)
    return experiment


def stage(window: MainWindow, view: View) -> None:
    """Bring a window to a view; the size is the window's own."""
    session = window.session
    session.new(experiment_of(view))
    session.select(2 if view.moment == "exploded" else 1)
    steps = session.experiment.steps
    session.seek({"start": 0, "middle": steps // 4}.get(view.moment, steps))
    window.show_page(view.page)
    if view.page == GALLERY:
        window.actions_.opening.show()
    else:
        window.actions_.opening.close()
    settle(window)


def settle(window: MainWindow) -> None:
    """Let everything arrive that is on its way."""
    deadline = time.monotonic() + PATIENCE
    for _ in range(3):  # what arrives may ask for more
        QApplication.processEvents()
        window.bridge.flush()
        while not window.background.is_idle:
            assert time.monotonic() < deadline
            QApplication.processEvents()
            time.sleep(0.002)
    for _ in range(4):  # and be laid out: one inside of another places its own in the next round
        QApplication.processEvents()
    window.grab()


class Seen(NamedTuple):
    """What is to be looked at just now.

    Attributes
    ----------
    name : str
    widget : QWidget
        All of it that is of interest.
    whole : QWidget
        What a picture is taken of: the window it is in.
    theme : str
    """

    name: str
    widget: QWidget
    whole: QWidget
    theme: str


def look_at(views: Sequence[View | Looks]) -> Iterator[Seen]:
    """Yield all there is to see in views and tours; windows are shared as far as they can be."""
    views = sorted(views, key=lambda view: (view.theme, view.size))
    for (theme, size), group in itertools.groupby(views, key=lambda view: (view.theme, view.size)):
        window = MainWindow(Session(), THEMES[theme])
        window.resize(*size)
        window.set_reduced_motion(True)
        window.show()
        for view in group:
            if isinstance(view, View):
                stage(window, view)
                yield Seen(str(view), window, window, theme)
                continue
            window.session.new(Session().experiment)
            window.show_page(0)
            window.actions_.opening.close()
            for name, widget in TOURS[view.tour](window):
                settle(window)
                yield Seen(f"{view}-{name}", widget, widget.window(), theme)
        window.actions_.may_close = lambda: True
        window.close()
        window.deleteLater()
        # type that is set a little later would be set in its theme: the palette is the application's
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def walk(views: Sequence[View | Looks], folder: Path, said: Callable[[str], None]) -> int:
    """Look at views, save their pictures, and return how many findings there are."""
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    drawn, pictures, total = record_pixmaps(monkeypatch), [], 0
    for seen in look_at(views):
        path = folder / f"{seen.name}.png"
        seen.whole.grab().save(str(path))
        pictures.append(path)
        found: list[Finding] = findings(seen.widget, drawn, seen.theme)
        total += len(found)
        for finding in found:
            said(f"{seen.name}: {finding}")
    monkeypatch.undo()
    size = SHEET_COLUMNS * SHEET_ROWS
    for number, first in enumerate(range(0, len(pictures), size), 1):
        contact_sheet(pictures[first : first + size]).save(str(folder / f"sheet-{number}.png"))
    said(f"{total} findings in {len(pictures)} views; their pictures are in {folder}")
    return total


def contact_sheet(paths: Sequence[Path]) -> QImage:
    """Return pictures in rows, small, each with its name."""
    high = THUMBNAIL * 3 // 4 + 18
    rows = -(-len(paths) // SHEET_COLUMNS)
    sheet = QImage(SHEET_COLUMNS * THUMBNAIL, rows * high, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.gray)
    with QPainter(sheet) as painter:
        for place, path in enumerate(paths):
            row, column = divmod(place, SHEET_COLUMNS)
            left, top = column * THUMBNAIL, row * high
            small = QImage(str(path)).scaled(
                THUMBNAIL - 6, high - 20, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            painter.drawImage(left, top + 16, small)
            painter.drawText(QRect(left, top, THUMBNAIL, 16), Qt.AlignmentFlag.AlignLeft, path.stem)
    return sheet


def large_screen(folder: Path) -> list[str]:
    """Return arguments for a screen that the largest window fits on: menus have the room that it has."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = (max(sides) for sides in zip(*SIZES, strict=True))
    screen = {"name": "walk", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96}
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return ["-platform", f"offscreen:configfile={path}"]


def main() -> int:
    """Walk as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", action="store_true", help="only so many that any two choices meet")
    parser.add_argument("--only", default="", help="views whose name holds this text")
    parser.add_argument("--folder", type=Path, default=Path("build/walk"))
    given = parser.parse_args()
    application = QApplication(["walk", *large_screen(given.folder)])
    views = few_views() if given.few else [*every_view(), *every_tour()]
    chosen = [view for view in views if given.only in str(view)]
    total = walk(chosen, given.folder, lambda text: print(text, flush=True))
    application.quit()
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
