"""A widget as pixels: what the window itself shows, or the same with nothing behind the cards."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QPoint
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

__all__ = ["canvas_of", "draw", "encoded", "png_of"]

_Flag = QWidget.RenderFlag


def canvas_of(widget: QWidget, *, transparent: bool = False) -> QImage:
    """Return an image as large as a widget, with nothing on it."""
    kinds = QImage.Format
    kind = kinds.Format_ARGB32_Premultiplied if transparent else kinds.Format_RGB32
    image = QImage(widget.size(), kind)
    image.fill(0)
    return image


def draw(widget: QWidget, painter: QPainter, *, transparent: bool = False) -> None:
    """Paint a widget as it is now; without what is behind its cards where that is to be transparent."""
    flags = _Flag.DrawChildren if transparent else _Flag.DrawChildren | _Flag.DrawWindowBackground
    widget.render(painter, QPoint(0, 0), renderFlags=flags)


def png_of(widget: QWidget, *, transparent: bool = False) -> bytes:
    """Return a widget's picture as a PNG file."""
    image = canvas_of(widget, transparent=transparent)
    with QPainter(image) as painter:
        draw(widget, painter, transparent=transparent)
    return encoded(image)


def encoded(image: QImage) -> bytes:
    """Return an image as a PNG file."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
