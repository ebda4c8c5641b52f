"""Icons known by their pixels: where a style paints one, what it paints is no longer a drawing."""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from lrsim.gui.look.theme import ICON_SIZES
from lrsim.gui.pictures.markup import element
from lrsim.typing import FloatArray

__all__ = ["icon_in"]

LARGEST: Final = 128
"""Pixels of a side; what is larger is no icon."""

ALIKE: Final = 0.1
"""Up to this share of its ink another shape is the same; any two of ours differ by twice that and more."""

INK: Final = "currentColor"

_ROOT: Final = r"\s*<svg ([^>]*)>(.*)</svg>\s*"


class Drawing(NamedTuple):
    """An icon: the attributes of its root, and what is in it."""

    attributes: str
    content: str

    def markup(self, colour: str, box: QRectF) -> str:
        """Return it in a colour as an element that fills a box."""
        place = {"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()}
        inner = element("svg", place, self.content)
        own = re.sub(r'xmlns="[^"]*"', "", self.attributes)
        return inner.replace("<svg", f"<svg {own}", 1).replace(INK, colour)

    def image(self, size: int) -> QImage:
        """Return it as pixels."""
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        text = f"<svg {self.attributes}>{self.content}</svg>"
        with QPainter(image) as painter:
            QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(image.rect()))
        return image


def icon_in(image: QImage, box: QRectF) -> str | None:
    """Return what an image shows as an element that fills a box, if that is one of our icons."""
    size = image.width()
    if size != image.height() or not 0 < size <= LARGEST:
        return None
    mask = _mask(image)
    away = [(_distance(mask, other), name) for name, other in _masks(size)]
    distance, best = min(away)
    return _drawings()[best].markup(_colour(image, mask).name(), box) if distance <= ALIKE else None


@functools.cache
def _drawings() -> dict[str, Drawing]:
    """Return all icons that are painted in a colour of the theme's, by name."""
    texts = {
        file.name: file.read_text(encoding="utf-8")
        for file in (files("lrsim.assets") / "icons").iterdir()
    }
    roots = {name: re.fullmatch(_ROOT, text, re.DOTALL) for name, text in texts.items()}
    return {
        name: Drawing(root[1], root[2])
        for name, root in roots.items()
        if root is not None and INK in texts[name]
    }


@functools.cache
def _masks(size: int) -> list[tuple[str, FloatArray]]:
    """Return the shapes that icons have at a size: drawn so, and scaled from what a `QIcon` has."""
    kept = next((each for each in ICON_SIZES if each >= size), ICON_SIZES[-1])
    return [
        (name, _mask(image.scaled(size, size, mode=Qt.TransformationMode.SmoothTransformation)))
        for name, drawing in _drawings().items()
        for image in (drawing.image(size), drawing.image(kept))
    ]


def _mask(image: QImage) -> FloatArray:
    """Return how opaque an image is, 0 to 255, float64 (n, n)."""
    opaque = image.convertToFormat(QImage.Format.Format_Alpha8)
    rows = np.frombuffer(opaque.constBits(), np.uint8).reshape(-1, opaque.bytesPerLine())
    return rows[:, : opaque.width()].astype(np.float64)


def _distance(one: FloatArray, other: FloatArray) -> float:
    """Return by how much of its ink a shape differs from another one."""
    return float(np.abs(one - other).sum() / max(one.sum(), 1.0))


def _colour(image: QImage, mask: FloatArray) -> QColor:
    """Return the colour where an image is most opaque."""
    row, column = divmod(int(mask.argmax()), image.width())
    return image.pixelColor(column, row)
