"""Pens, brushes, paths and pictures of Qt as attributes and elements of SVG."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QImage,
    QLinearGradient,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTransform,
)

from lrsim.gui.pictures.still import encoded

__all__ = ["element", "filled", "gradient", "href", "matrix", "path_data", "stroked"]

_Kind = QPainterPath.ElementType

LETTERS: Final = {_Kind.MoveToElement: "M", _Kind.LineToElement: "L", _Kind.CurveToElement: "C"}
CAPS: Final = {
    Qt.PenCapStyle.FlatCap: "butt",
    Qt.PenCapStyle.SquareCap: "square",
    Qt.PenCapStyle.RoundCap: "round",
}
JOINS: Final = {Qt.PenJoinStyle.BevelJoin: "bevel", Qt.PenJoinStyle.RoundJoin: "round"}

Attributes = Mapping[str, object]


def element(name: str, attributes: Attributes, content: str = "") -> str:
    """Return an element; `content` is markup."""
    words = "".join(f' {key}="{_written(value)}"' for key, value in attributes.items())
    return f"<{name}{words}>{content}</{name}>" if content else f"<{name}{words}/>"


def _written(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def path_data(path: QPainterPath) -> str:
    """Return a path's data; the points of a curve follow its letter."""
    parts = []
    for number in range(path.elementCount()):
        part = path.elementAt(number)
        parts.append(f"{LETTERS.get(part.type, ' ')}{part.x:.6g},{part.y:.6g}")
    return "".join(parts)


def matrix(transform: QTransform) -> str:
    """Return a transform as the attribute has it."""
    t = transform
    numbers = t.m11(), t.m12(), t.m21(), t.m22(), t.dx(), t.dy()
    return f"matrix({','.join(f'{value:.6g}' for value in numbers)})"


def stroked(pen: QPen, opacity: float) -> dict[str, object]:
    """Return how an outline looks."""
    if pen.style() == Qt.PenStyle.NoPen:
        return {}
    width = pen.widthF() or 1.0
    attributes = {
        **_coloured("stroke", pen.color(), opacity),
        "stroke-width": width,
        "stroke-linecap": CAPS.get(pen.capStyle(), "butt"),
    }
    if pen.joinStyle() in JOINS:
        attributes["stroke-linejoin"] = JOINS[pen.joinStyle()]
    else:
        attributes["stroke-miterlimit"] = 2.0 * pen.miterLimit()  # Qt measures from the middle
    if pen.style() != Qt.PenStyle.SolidLine:
        attributes["stroke-dasharray"] = " ".join(
            f"{width * dash:.6g}" for dash in pen.dashPattern()
        )
        attributes["stroke-dashoffset"] = width * pen.dashOffset()
    return attributes


def filled(brush: QBrush, opacity: float) -> dict[str, object]:
    """Return how an area looks that has one colour, or none."""
    if brush.style() == Qt.BrushStyle.NoBrush:
        return {"fill": "none"}
    return _coloured("fill", brush.color(), opacity)


def _coloured(what: str, colour: QColor, opacity: float) -> dict[str, object]:
    share = colour.alphaF() * opacity
    attributes: dict[str, object] = {what: colour.name()}
    return attributes if share >= 1.0 else attributes | {f"{what}-opacity": share}


def gradient(brush: QBrush) -> tuple[str, dict[str, object], str]:
    """Return the gradient of a brush: kind of element, attributes, content."""
    shade = brush.gradient()
    attributes: dict[str, object] = {"gradientTransform": matrix(brush.transform())}
    if shade.coordinateMode() == QGradient.CoordinateMode.LogicalMode:
        attributes["gradientUnits"] = "userSpaceOnUse"
    stops = []
    for place, colour in shade.stops():
        look = {"stop-color": colour.name(), "stop-opacity": colour.alphaF()}
        stops.append(element("stop", {"offset": float(place), **look}))
    content = "".join(stops)
    if isinstance(shade, QRadialGradient):
        centre, focus = shade.center(), shade.focalPoint()
        attributes |= {"cx": centre.x(), "cy": centre.y(), "r": shade.radius()}
        attributes |= {"fx": focus.x(), "fy": focus.y()}
        return "radialGradient", attributes, content
    assert isinstance(shade, QLinearGradient)
    start, end = shade.start(), shade.finalStop()
    attributes |= {"x1": start.x(), "y1": start.y(), "x2": end.x(), "y2": end.y()}
    return "linearGradient", attributes, content


def href(image: QImage, part: QRectF | QRect) -> str:
    """Return a part of an image as the address of an ``<image>``."""
    box = QRectF(part).toAlignedRect()
    data = encoded(image if box == image.rect() else image.copy(box))
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"
