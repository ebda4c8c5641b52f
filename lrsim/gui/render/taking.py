"""An order carried out: the bytes of the file, picture by picture so that others see how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.pictures.order import PARTS, Order
from lrsim.gui.pictures.still import canvas_of, draw, png_of
from lrsim.gui.pictures.svg import svg_of
from lrsim.gui.render.animation import pictures_of
from lrsim.gui.render.gif import GifWriter
from lrsim.gui.render.mp4 import Mp4Writer
from lrsim.gui.render.studio import Studio
from lrsim.session.session import Session
from lrsim.text.messages import shown

__all__ = ["Taking", "application"]


def application() -> QApplication:
    """Return the application that pictures are painted in, made for them if there is none."""
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")  # as the window does
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])


class Taking:
    """Takes the pictures of an order.

    Parameters
    ----------
    session : Session
    order : Order
    ending : str
        What kind of file it is: ``.png``, ``.svg``, ``.gif`` or ``.mp4``.
    check : callable
        Asked now and then; it raises what ends the work.
    """

    def __init__(
        self, session: Session, order: Order, ending: str, check: Callable[[], None]
    ) -> None:
        self._application = application()
        self._session, self._order, self._ending = session, order, ending
        self._studio = Studio(session, order, check)
        self._data = b""

    @property
    def data(self) -> bytes:
        """The file, when all its pictures are taken."""
        return self._data

    def pictures(self) -> Iterator[None]:
        """Take one picture after the other."""
        try:
            if self._order.film is None:
                self._take_still()
                yield
            else:
                yield from self._take_film()
        finally:
            self._studio.close()

    def _take_still(self) -> None:
        step, session = self._order.step, self._session
        session.seek(session.end if step is None else step)
        self._studio.settle()
        part, transparent = self._studio.part, self._order.transparent
        if self._ending == ".svg":
            title = f"{shown(PARTS[self._order.what].title)} — lrsim"
            self._data = svg_of(part, title, transparent=transparent)
        else:
            self._data = png_of(part, transparent=transparent)
        self._studio.complain()

    def _take_film(self) -> Iterator[None]:
        film, part, transparent = self._order.film, self._studio.part, self._order.transparent
        assert film is not None
        writer = (
            GifWriter(film.fps, _colours(self._studio.window.theme))
            if self._ending == ".gif"
            else Mp4Writer(film.fps, self._order.size)
        )
        canvas = canvas_of(part, transparent=True) if transparent else None
        for _ in pictures_of(self._studio, film):
            if canvas is None:
                writer.add(self._studio.seen())
            else:
                canvas.fill(0)
                with QPainter(canvas) as painter:
                    draw(part, painter, transparent=True)
                writer.add(canvas)
            yield
        self._data = writer.finish()


def _colours(theme: Theme) -> list[str]:
    """Return the colours that a theme names: those of runners, text, grounds."""
    values = [getattr(theme, field.name) for field in fields(THEMES[theme.name])]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in flat if isinstance(part, str) and part.startswith("#")]
