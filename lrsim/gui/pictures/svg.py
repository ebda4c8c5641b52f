"""A widget as SVG, painted by the same painters: lines are lines, and text is text.

What Qt's generator writes is put right afterwards, in three ways. It gives a clip in the coordinates that it
was set in, and does not say which those are. It names a font that a reader need not have, so others are
named, and each line is told how long it is. And it speaks of millimetres, where pixels are meant.
"""

from __future__ import annotations

import html
import re
from typing import Final

from PySide6.QtCore import QBuffer, QPoint, QRect
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from lrsim.gui.look.theme import FONT_FAMILY
from lrsim.gui.pictures.still import draw

__all__ = ["svg_of"]

FAMILIES: Final = f"{FONT_FAMILY}, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
"""Where the first is not installed, one of about its width."""

_CLIP = re.compile(r'<clipPath id="(\w+)">\n<path ')
_CLIPPED = re.compile(r'<g clip-path="url\(#(\w+)\)"><g [^>]*?transform="matrix\(([^)]*)\)"')
_TEXT = re.compile(
    r'(<text [^>]*?font-family=")([^"]*)(" font-size="([\d.]+)" font-weight="(\d+)"[^>]*?)\s*>([^<]*)</text>'
)
_HEAD = re.compile(r'<svg width="[^"]*" height="[^"]*"')


def svg_of(widget: QWidget, title: str, *, transparent: bool = False) -> bytes:
    """Return a widget's picture as an SVG file; `title` is what readers of screens are told."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setTitle(title)
    generator.setDescription("")
    with QPainter(generator) as painter:
        draw(widget, painter, transparent=transparent)
    text = bytes(buffer.data().data()).decode("utf-8")
    text = _HEAD.sub(f'<svg width="{widget.width()}" height="{widget.height()}"', text, count=1)
    return _TEXT.sub(_measured, _clipped_in_place(text, _viewports(widget))).encode("utf-8")


def _viewports(widget: QWidget) -> list[QRect]:
    """Return where in a widget there are plots, lists and tables: what clips in there is in pixels of it."""
    views = [area.viewport() for area in widget.findChildren(QAbstractScrollArea)]
    return [
        QRect(view.mapTo(widget, QPoint(0, 0)), view.size()) for view in views if view.isVisible()
    ]


def _clipped_in_place(text: str, viewports: list[QRect]) -> str:
    """Say which coordinates each clip is in: a viewport's, or those of the first thing that is clipped."""
    uses: dict[str, list[str]] = {}
    for name, matrix in _CLIPPED.findall(text):
        uses.setdefault(name, []).append(matrix)

    def placed(found: re.Match[str]) -> str:
        matrices = uses.get(found[1], ["1,0,0,1,0,0"])
        origins = {QPoint(*(round(float(part)) for part in m.split(",")[4:])) for m in matrices}
        within = [view for view in viewports if any(view.contains(origin) for origin in origins)]
        matrix = f"1,0,0,1,{within[0].x()},{within[0].y()}" if within else matrices[0]
        return f'<clipPath id="{found[1]}">\n<path transform="matrix({matrix})" '

    return _CLIP.sub(placed, text)


def _measured(found: re.Match[str]) -> str:
    """Name other fonts, and say how long the line is, so that they put it where ours would."""
    begin, family, middle, size, weight, words = found.groups()
    if family != FONT_FAMILY or not words.strip():
        return found[0]
    font = QFont(family)
    font.setPixelSize(max(1, round(float(size))))
    font.setWeight(QFont.Weight(int(weight)))
    length = QFontMetricsF(font).horizontalAdvance(html.unescape(words))
    fitted = f' textLength="{length:g}" lengthAdjust="spacingAndGlyphs"'
    return f"{begin}{FAMILIES}{middle}{fitted}>{words}</text>"
