"""A widget as SVG, painted by the same painters: lines are lines, and text is text."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintDevice, QPaintEngine, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from lrsim.gui.loop.net import Netted
from lrsim.gui.pictures.engine import SvgEngine
from lrsim.gui.pictures.markup import element
from lrsim.gui.pictures.still import draw

__all__ = ["SvgDevice", "svg_of"]

DPI: Final = 96

_Metric = QPaintDevice.PaintDeviceMetric


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


class SvgDevice(Netted, QPaintDevice):
    """Something to paint on that becomes an SVG file.

    Parameters
    ----------
    size : QSize
        In pixels.
    """

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self._size = size
        self._engine = SvgEngine(size)

    def paintEngine(self) -> QPaintEngine:
        """Return who writes down what is painted."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Return one of the figures that Qt asks a device for."""
        width, height = self._size.width(), self._size.height()
        figures = {
            _Metric.PdmWidth: width,
            _Metric.PdmHeight: height,
            _Metric.PdmWidthMM: round(width * 25.4 / DPI),
            _Metric.PdmHeightMM: round(height * 25.4 / DPI),
            _Metric.PdmNumColors: 2**24,
            _Metric.PdmDepth: 32,
            _Metric.PdmDevicePixelRatio: 1,
            _Metric.PdmDevicePixelRatioScaled: round(QPaintDevice.devicePixelRatioFScale()),
        }
        return figures.get(metric, DPI)

    def written(self, title: str) -> str:
        """Return the file; `title` is what readers of screens are told."""
        width, height = self._size.width(), self._size.height()
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "xmlns:xlink": "http://www.w3.org/1999/xlink",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
        }
        named = element("title", {}, html.escape(title))
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return head + element("svg", attributes, f"{named}\n{self._engine.written()}\n") + "\n"
