"""The cells of a map, and what is painted around and over them: axes, names, the runner's place, a box."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from lrsim.diagnosis import LABELS
from lrsim.gui.look.devices import is_drawing
from lrsim.gui.look.theme import Theme
from lrsim.studies.maps.axes import Axis, axis_title
from lrsim.studies.maps.labels import Label
from lrsim.studies.maps.sheet import Sheet
from lrsim.studies.maps.ticks import Ticks
from lrsim.text.messages import shown

HALO = "#0b1220"
"""Around what is written or drawn over cells of any colour."""

INK = "#ffffff"


class Place(NamedTuple):
    """Where the runner stands, as shares of the picture from the left and the bottom."""

    x: float
    y: float


def cells_pixmap(sheet: Sheet, size: QSize, ratio: float, ground: QColor) -> QPixmap:
    """Return a map's cells at device size, the ground where none is known."""
    rows, columns = sheet.colours.shape
    data = sheet.colours.data
    image = QImage(data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32)
    pixmap = QPixmap(size * ratio)
    pixmap.fill(ground)
    with QPainter(pixmap) as painter:
        smaller = pixmap.width() < columns or pixmap.height() < rows
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
        painter.drawImage(pixmap.rect(), image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_axes(
    painter: QPainter, frame: QRect, theme: Theme, x: tuple[Axis, Ticks], y: tuple[Axis, Ticks]
) -> None:
    """Draw ticks, their labels and the axes' names around a frame."""
    font = theme.font("small")
    line, gap = QFontMetrics(font).height(), round(0.5 * theme.spacing)
    painter.setFont(font)
    text, quiet = QColor(theme.text), QColor(theme.quiet)
    (across_axis, across), (up_axis, up) = x, y
    for share, value in across.places:
        at = frame.left() + across_axis.place(share) * frame.width()
        painter.setPen(quiet)
        painter.drawLine(QPointF(at, frame.bottom() + 1), QPointF(at, frame.bottom() + gap))
        painter.setPen(text)
        box = QRectF(at - 100, frame.bottom() + gap, 200, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, value)
    for share, value in up.places:
        at = frame.bottom() + 1 - up_axis.place(share) * frame.height()
        painter.setPen(quiet)
        painter.drawLine(QPointF(frame.left() - gap, at), QPointF(frame.left() - 1, at))
        painter.setPen(text)
        box = QRectF(0, at - line, frame.left() - 1.5 * gap, 2 * line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
    painter.setPen(quiet)
    below = QRectF(frame.left(), frame.bottom() + gap + line, frame.width(), line)
    painter.drawText(
        below, Qt.AlignmentFlag.AlignCenter, shown(axis_title(across_axis, across.offset))
    )
    painter.save()
    painter.translate(0, frame.center().y())
    painter.rotate(-90)
    beside = QRectF(-frame.height() / 2 - line, 0, frame.height() + 2 * line, line)
    painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, shown(axis_title(up_axis, up.offset)))
    painter.restore()


def paint_labels(painter: QPainter, frame: QRect, theme: Theme, labels: list[Label]) -> None:
    """Draw the names of regions that have room for them."""
    font = theme.font("title")
    metrics = QFontMetrics(font)
    for label in labels:
        text = shown(LABELS[label.name])
        width = metrics.horizontalAdvance(text)
        fits = width < label.width * frame.width()
        if not fits or metrics.capHeight() > label.height * frame.height():
            continue
        path = QPainterPath()
        left = frame.left() + label.x * frame.width() - width / 2
        base = frame.bottom() - label.y * frame.height() + metrics.capHeight() / 2
        path.addText(left, base, font, text)
        halo = QPen(QColor(HALO), 0.25 * metrics.capHeight())
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, halo)
        if not is_drawing(painter):
            painter.fillPath(path, QColor(INK))  # smoother in its halo than text is
            continue
        painter.setFont(font)
        painter.setPen(QColor(INK))
        painter.drawText(QPointF(left, base), text)


def paint_place(painter: QPainter, frame: QRect, theme: Theme, place: Place) -> None:
    """Draw a cross with a ring around its middle, dark and light so that it shows on any colour."""
    if not (0.0 <= place.x <= 1.0 and 0.0 <= place.y <= 1.0):
        return
    at = QPointF(
        frame.left() + place.x * frame.width(), frame.bottom() + 1 - place.y * frame.height()
    )
    ring, width = 0.3 * theme.ball, theme.curve
    reach = round(2.0 * width)
    painter.setClipRect(frame.adjusted(-reach, -reach, reach, reach))  # labels stay legible
    for colour, pen_width in ((HALO, 2.6 * width), (INK, width)):
        painter.setPen(QPen(QColor(colour), pen_width))
        painter.drawEllipse(at, ring, ring)
        for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
            painter.drawLine(at + way * ring, at + way * (2.2 * ring))


def paint_box(painter: QPainter, box: QRectF) -> None:
    """Draw the box that is being dragged."""
    for colour, width in ((HALO, 4.0), (INK, 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRect(box)
