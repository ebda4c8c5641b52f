"""What `QPainter` paints, written down as SVG.

Qt's own generator leaves out in which coordinates a clip was set, so that browsers clip elsewhere, and knows
nothing of the clip that a widget is to its children. Here every clip is worked out in pixels of the picture.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFontInfo,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QRegion,
    QTextItem,
    QTransform,
)

from lrsim.gui.look.palettes import FONT_FAMILY
from lrsim.gui.loop.net import Netted
from lrsim.gui.pictures.icons import icon_in
from lrsim.gui.pictures.markup import (
    Attributes,
    element,
    filled,
    gradient,
    href,
    matrix,
    path_data,
    stroked,
)

__all__ = ["SvgEngine"]

FAMILIES: Final = f"{FONT_FAMILY}, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
"""Where the first is not installed, one of about its width."""

_Feature = QPaintEngine.PaintEngineFeature
_Flag = QPaintEngine.DirtyFlag

FEATURES: Final = (
    _Feature.PrimitiveTransform
    | _Feature.PixmapTransform
    | _Feature.LinearGradientFill
    | _Feature.RadialGradientFill
    | _Feature.ObjectBoundingModeGradients
    | _Feature.AlphaBlend
    | _Feature.PainterPaths
    | _Feature.Antialiasing
    | _Feature.ConstantOpacity
)
"""What SVG can say; the rest, hatches for one, is painted as pixels by `QPainter` itself."""

GRADIENTS: Final = Qt.BrushStyle.LinearGradientPattern, Qt.BrushStyle.RadialGradientPattern


class SvgEngine(Netted, QPaintEngine):
    """Writes down what is painted, each thing within the clip that holds for it.

    Parameters
    ----------
    size : QSize
        Of the picture: what is clipped to all of it is not clipped.
    """

    def __init__(self, size: QSize) -> None:
        super().__init__(FEATURES)
        self._all = QRectF(QRect(0, 0, size.width(), size.height()))
        self._pen, self._brush = QPen(), QBrush()
        self._transform, self._opacity, self._smooth = QTransform(), 1.0, True
        self._own_clip: QPainterPath | None = None
        self._clips = True
        self._names: dict[tuple[str, str], str] = {}
        self._definitions: dict[str, str] = {}
        self._parts: list[str] = []
        self._within = ""

    def written(self) -> str:
        """Return all that was painted, as elements."""
        end = "</g>" if self._within else ""
        definitions = element("defs", {}, "\n".join(self._definitions.values()) or " ")
        return "\n".join([definitions, *self._parts, end])

    # --- what Qt calls ---

    def type(self) -> QPaintEngine.Type:
        """Return what this is."""
        return QPaintEngine.Type.SVG

    def begin(self, _device: QPaintDevice) -> bool:
        """Begin."""
        return True

    def end(self) -> bool:
        """End."""
        return True

    def updateState(self, state: QPaintEngineState) -> None:
        """Take what is different from now on."""
        changed = state.state()
        if changed & _Flag.DirtyPen:
            self._pen = QPen(state.pen())
        if changed & _Flag.DirtyBrush:
            self._brush = QBrush(state.brush())
        if changed & _Flag.DirtyTransform:
            self._transform = QTransform(state.transform())
        if changed & _Flag.DirtyOpacity:
            self._opacity = state.opacity()
        if changed & _Flag.DirtyHints:
            self._smooth = bool(state.renderHints() & QPainter.RenderHint.Antialiasing)
        if changed & _Flag.DirtyClipEnabled:
            self._clips = state.isClipEnabled()
        if changed & _Flag.DirtyClipRegion:
            self._clip(_outline(state.clipRegion()), state.clipOperation())
        if changed & _Flag.DirtyClipPath:
            self._clip(state.clipPath(), state.clipOperation())

    def drawPath(self, path: QPainterPath) -> None:
        """Write a path."""
        self._write_path(path, closed=True)

    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        """Write a line through points, or what it encloses."""
        path = QPainterPath()
        path.addPolygon(list(points))
        closed = mode != QPaintEngine.PolygonDrawMode.PolylineMode
        if closed:
            path.closeSubpath()
        if mode == QPaintEngine.PolygonDrawMode.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        self._write_path(path, closed=closed)

    def drawTextItem(  # type: ignore[override]  # what QPainter gives is always a QPointF
        self, place: QPointF, item: QTextItem
    ) -> None:
        """Write text as text, and how long it is, so that another font puts it where ours would."""
        words, font = item.text(), item.font()
        if not words.strip() or self._pen.style() == Qt.PenStyle.NoPen:
            return
        family = FAMILIES if font.family() == FONT_FAMILY else font.family()
        attributes: dict[str, object] = {
            "x": place.x(),
            "y": place.y(),
            "font-family": html.escape(family),
            "font-size": QFontInfo(font).pixelSize(),
            "font-weight": int(font.weight()),
            "textLength": item.width(),
            "lengthAdjust": "spacingAndGlyphs",
            "xml:space": "preserve",
            **filled(QBrush(self._pen.color()), self._opacity),
        }
        if font.italic():
            attributes["font-style"] = "italic"
        self._write(element("text", self._placed(attributes), html.escape(words)))

    def drawPixmap(
        self, target: QRectF | QRect, pixmap: QPixmap | QImage, source: QRectF | QRect
    ) -> None:
        """Write a picture made of pixels."""
        image = pixmap if isinstance(pixmap, QImage) else pixmap.toImage()
        self.drawImage(target, image, source)

    def drawImage(
        self,
        target: QRectF | QRect,
        image: QImage,
        source: QRectF | QRect,
        flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor,
    ) -> None:
        """Write a picture made of pixels, unless it is an icon: that is written as it was drawn."""
        icon = icon_in(image, QRectF(target)) if QRectF(source) == QRectF(image.rect()) else None
        if icon is not None:
            look: dict[str, object] = {"opacity": self._opacity} if self._opacity < 1.0 else {}
            self._write(element("g", self._placed(look), icon))
            return
        attributes: dict[str, object] = {
            "x": target.x(),
            "y": target.y(),
            "width": target.width(),
            "height": target.height(),
            "preserveAspectRatio": "none",
            "xlink:href": href(image, source),
        }
        if self._opacity < 1.0:
            attributes["opacity"] = self._opacity
        self._write(element("image", self._placed(attributes)))

    # --- how it is written ---

    def _write_path(self, path: QPainterPath, *, closed: bool) -> None:
        """Write a path, in the picture's pixels where its outline does not grow with it."""
        attributes: dict[str, object] = {}
        pen, brush = self._pen, self._brush if closed else QBrush()
        shaded = brush.style() in GRADIENTS
        transform = self._transform
        in_pixels = not (transform.isScaling() or transform.isRotating())
        if not shaded and (in_pixels or pen.isCosmetic() or pen.style() == Qt.PenStyle.NoPen):
            path = transform.map(path)
        else:
            attributes["transform"] = matrix(transform)
        if not self._smooth and pen.style() != Qt.PenStyle.NoPen:
            # lines without antialiasing fill the pixels right of and below where they are
            path = path.translated(0.5, 0.5)
        attributes["d"] = path_data(path)
        attributes |= stroked(pen, self._opacity)
        if shaded:
            attributes["fill"] = self._defined(*gradient(brush))
            attributes["fill-opacity"] = self._opacity
        else:
            attributes |= filled(brush, self._opacity)
        if path.fillRule() == Qt.FillRule.OddEvenFill and closed:
            attributes["fill-rule"] = "evenodd"
        if not self._smooth:
            attributes["shape-rendering"] = "crispEdges"
        self._write(element("path", attributes))

    def _placed(self, attributes: dict[str, object]) -> dict[str, object]:
        return attributes | {"transform": matrix(self._transform)}

    def _write(self, markup: str) -> None:
        """Write an element within the clip that holds now."""
        clip = self._clip_now()
        within = ""
        if clip is not None:
            if clip.isEmpty():
                return
            within = self._defined("clipPath", {}, element("path", {"d": path_data(clip)}))
        if within != self._within:
            self._parts += ["</g>"] * bool(self._within)
            self._parts += [f'<g clip-path="{within}">'] * bool(within)
            self._within = within
        self._parts.append(markup)

    def _defined(self, kind: str, attributes: Attributes, content: str) -> str:
        """Return the address of what is used by it, defined once."""
        key = kind, element(kind, attributes, content)
        name = self._names.setdefault(key, f"{kind}{len(self._names)}")
        self._definitions[name] = element(kind, {"id": name, **attributes}, content)
        return f"url(#{name})"

    # --- clips, in pixels of the picture ---

    def _clip(self, path: QPainterPath, how: Qt.ClipOperation) -> None:
        """Take another clip, which is in the coordinates of now."""
        if how == Qt.ClipOperation.NoClip:
            self._own_clip = None
            return
        path = self._transform.map(path)
        if how == Qt.ClipOperation.IntersectClip and self._own_clip is not None:
            path = _both(self._own_clip, path)
        self._own_clip = path

    def _clip_now(self) -> QPainterPath | None:
        """Return what may be painted on: within the painter's clip and the widget's; None is everywhere."""
        own = self._own_clip if self._clips else None
        given = self.systemClip()
        if given.isEmpty() or QRectF(given.boundingRect()).contains(self._all):
            return own
        outline = _outline(given)
        return outline if own is None else _both(own, outline)


def _outline(region: QRegion) -> QPainterPath:
    path = QPainterPath()
    path.addRegion(region)
    return path


def _both(one: QPainterPath, other: QPainterPath) -> QPainterPath:
    """Return where two clips overlap; rectangles stay what they are."""
    boxes = one.boundingRect(), other.boundingRect()
    if all(path.contains(box) for path, box in zip((one, other), boxes, strict=True)):
        path = QPainterPath()
        path.addRect(boxes[0] & boxes[1])
        return path
    return one.intersected(other)
