"""A widget as SVG, painted by the same painters: lines are lines, and text is text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from lrsim.gui.pictures.engine import SvgDevice
from lrsim.gui.pictures.still import draw

__all__ = ["svg_of"]


def svg_of(widget: QWidget, title: str, *, transparent: bool = False) -> bytes:
    """Return a widget's picture as an SVG file; `title` is what readers of screens are told."""
    device = SvgDevice(widget.size())
    with _painted_anew(widget), QPainter(device) as painter:
        draw(widget, painter, transparent=transparent)
    return device.written(title).encode("utf-8")


@contextlib.contextmanager
def _painted_anew(widget: QWidget) -> Iterator[None]:
    """Have nothing in plots painted from pixels that are kept of it."""
    uncached = QGraphicsItem.CacheMode.NoCache
    items = [item for view in widget.findChildren(QGraphicsView) for item in view.items()]
    kept = [(item, item.cacheMode()) for item in items if item.cacheMode() != uncached]
    try:
        for item, _ in kept:
            item.setCacheMode(uncached)
        yield
    finally:
        for item, mode in kept:
            item.setCacheMode(mode)
