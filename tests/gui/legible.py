"""What a window says and where: it is painted onto a device that keeps the texts instead of pixels.

From their places it is told, by geometry and not by eye, which text is cut, lies on another, leaves its
card or stands out too little.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetricsF,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPixmap,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QGraphicsItem,
    QGraphicsView,
    QLineEdit,
    QSlider,
    QWidget,
)

LEAST_CONTRAST = 4.5
"""WCAG 2.1, success criterion 1.4.3 (AA)."""

MORE_CONTRAST = {"contrast": 7.0}
"""By themes: success criterion 1.4.6 (AAA)."""

SLACK = 1.0
"""Pixels by which metrics and painted glyphs may differ."""

ALIKE = 24
"""Steps of 255 that two colours may differ in any part and be taken for one."""

Metric = QPaintDevice.PaintDeviceMetric


class Text(NamedTuple):
    """A run of text as it is seen.

    Attributes
    ----------
    text : str
    box : QRectF
        The ink, in pixels of the window.
    clip : QRectF
        All that could be seen of it, had it been larger.
    colour : QColor
    turned : bool
        Whether it does not run from left to right.
    """

    text: str
    box: QRectF
    clip: QRectF
    colour: QColor
    turned: bool

    @property
    def seen(self) -> bool:
        """Whether any of it can be seen at all."""
        return self.box.intersects(self.clip) and self.colour.alphaF() > 0.05

    @property
    def where(self) -> str:
        """The text and its place, for people."""
        return f"“{self.text}” at {round(self.box.x())}, {round(self.box.y())}"


class Finding(NamedTuple):
    """What is wrong with a text."""

    kind: str
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text} {self.detail}".rstrip()


# --- painting for the texts alone ---


class _Engine(QPaintEngine):
    """Keeps the texts it is to paint, with those in pixmaps."""

    def __init__(self, drawn: _Drawn) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.texts: list[Text] = []
        self._drawn = drawn
        self._end: QPointF | None = None

    def begin(self, device: QPaintDevice) -> bool:
        self.setActive(True)
        return True

    def end(self) -> bool:
        self.setActive(False)
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        pass

    def drawTextItem(self, place: QPointF, item: QTextItem) -> None:
        painter = self.painter()
        transform = painter.deviceTransform()
        ink = QFontMetricsF(item.font()).tightBoundingRect(item.text())
        # it is given in whole pixels, and the next piece of a line may begin within the last of them
        ink.setRight(min(ink.right(), item.width()))
        ink.translate(place)
        colour = QColor(painter.pen().color())
        colour.setAlphaF(colour.alphaF() * painter.opacity())
        clip = QRectF(self.systemClip().boundingRect())
        if painter.hasClipping():
            clip &= transform.mapRect(painter.clipBoundingRect())
        box = transform.mapRect(ink)
        turned = abs(transform.m12()) > abs(transform.m11())
        piece = Text(item.text(), box, clip, colour, turned)
        if self._goes_on(place, piece):
            before = self.texts.pop()
            piece = before._replace(text=before.text + piece.text, box=before.box.united(piece.box))
        elif not piece.text.strip():
            self._end = None
            return
        self.texts.append(piece)
        self._end = QPointF(place.x() + item.width(), place.y())

    def _goes_on(self, place: QPointF, piece: Text) -> bool:
        """Tell whether a piece is of the line before it: letters of other fonts are painted apart."""
        if self._end is None or not self.texts:
            return False
        before, gap = self.texts[-1], place - self._end
        return (
            abs(gap.x()) < 0.5
            and abs(gap.y()) < 0.1
            and (before.clip, before.colour) == (piece.clip, piece.colour)
        )

    def drawPixmap(self, target: QRectF, pixmap: QPixmap, source: QRectF) -> None:
        """Keep the texts that were painted into the pixmap."""
        painted = self._drawn.texts.get(pixmap.cacheKey())
        if not painted or source.isEmpty():
            return
        to_target = QTransform.fromTranslate(target.x(), target.y())
        to_target.scale(target.width() / source.width(), target.height() / source.height())
        to_target.translate(-source.x(), -source.y())
        to_window = to_target * self.painter().deviceTransform()
        clip = QRectF(self.systemClip().boundingRect())
        self.texts += [
            text._replace(box=to_window.mapRect(text.box), clip=clip) for text in painted
        ]

    def _nothing(self, *arguments: object) -> None:
        pass

    drawEllipse = drawImage = drawLines = drawPath = drawPoints = drawPolygon = _nothing
    drawRects = drawTiledPixmap = _nothing


class _Device(QPaintDevice):
    """As large as a window; what is painted on it is kept by its engine."""

    def __init__(self, window: QWidget, drawn: _Drawn) -> None:
        super().__init__()
        self.engine = _Engine(drawn)
        width, height = window.width(), window.height()
        self._metrics = {
            Metric.PdmWidth: width,
            Metric.PdmHeight: height,
            Metric.PdmWidthMM: round(width * 25.4 / 96),
            Metric.PdmHeightMM: round(height * 25.4 / 96),
            Metric.PdmDpiX: 96,
            Metric.PdmDpiY: 96,
            Metric.PdmPhysicalDpiX: 96,
            Metric.PdmPhysicalDpiY: 96,
            Metric.PdmDepth: 32,
            Metric.PdmNumColors: 2**24,
            Metric.PdmDevicePixelRatio: 1,
            Metric.PdmDevicePixelRatioScaled: 1 << 16,
        }

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics.get(metric, 1)


class _Drawn:
    """The texts that Python painted into pixmaps, by the pixmaps' keys."""

    def __init__(self) -> None:
        self.texts: dict[int, list[Text]] = {}


def record_pixmaps(monkeypatch: Any) -> _Drawn:
    """Keep from now on what is painted into pixmaps: labels that are painted once and shown often."""
    drawn, draw_text = _Drawn(), QPainter.drawText

    def record(painter: QPainter, *arguments: Any) -> Any:
        device = painter.device()
        if isinstance(device, QPixmap):
            text = next(part for part in arguments if isinstance(part, str))
            box, ratio = _ink(painter, arguments, text), device.devicePixelRatio()
            box = QRectF(
                box.x() * ratio, box.y() * ratio, box.width() * ratio, box.height() * ratio
            )
            kept = Text(text, box, box, QColor(painter.pen().color()), turned=False)
            texts = drawn.texts.setdefault(device.cacheKey(), [])
            if kept not in texts:  # a picture that is painted anew keeps its key
                texts.append(kept)
        return draw_text(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", record)
    return drawn


def _ink(painter: QPainter, arguments: tuple[Any, ...], text: str) -> QRectF:
    """Return where a call of `QPainter.drawText` will paint, in logical pixels of the device."""
    metrics = QFontMetricsF(painter.font())
    ink = metrics.tightBoundingRect(text)
    match arguments:
        case (QPoint() | QPointF() as place, str()):
            box = ink.translated(QPointF(place))
        case (int() | float() as x, int() | float() as y, str()):
            box = ink.translated(x, y)
        case (room, flags, str(), *_):
            line = metrics.boundingRect(QRectF(room), int(flags), text)
            box = ink.translated(line.x(), line.y() + metrics.ascent())
        case _:
            raise NotImplementedError(arguments)
    return QRectF(painter.transform().mapRect(box))


def texts_of(window: QWidget, drawn: _Drawn | None = None) -> list[Text]:
    """Return all texts that a window shows.

    Parameters
    ----------
    window : QWidget
    drawn : optional
        From `record_pixmaps`, made before the window was.
    """
    device = _Device(window, drawn or _Drawn())
    with _uncached(window):
        painter = QPainter(device)
        window.render(painter, QPoint())
        painter.end()
    return [text for text in device.engine.texts if text.seen]


@contextlib.contextmanager
def _uncached(window: QWidget) -> Iterator[None]:
    """Have items of scenes painted anew that are otherwise copied from a picture, the plots' axes."""
    none = QGraphicsItem.CacheMode.NoCache
    views = window.findChildren(QGraphicsView)
    scenes = [scene for scene in (view.scene() for view in views) if scene is not None]
    modes = [(item, item.cacheMode()) for scene in scenes for item in scene.items()]
    cached = [(item, mode) for item, mode in modes if mode != none]
    for item, _ in cached:
        item.setCacheMode(none)
    yield
    for item, mode in cached:
        item.setCacheMode(mode)


# --- what is wrong with them ---


def findings(window: QWidget, drawn: _Drawn | None = None, theme: str = "") -> list[Finding]:
    """Return what is wrong with a window's texts: cut, on another, out of its card, too faint.

    Parameters
    ----------
    window : QWidget
        A window that is shown.
    drawn : optional
        From `record_pixmaps`, made before the window was.
    theme : str
        Its theme's name: one of them promises more contrast.
    """
    for line in window.findChildren(QLineEdit):
        line.deselect()  # what is selected is painted twice, first in a colour that is not seen
    texts = texts_of(window, drawn)
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    cards = [_place(card, window) for card in window.findChildren(QWidget) if _is_card(card)]
    return [
        *_cut(texts, _scrolled(window), _asking(window)),
        *_squeezed(window),
        *_overlapping(texts),
        *_leaving(texts, cards, QRectF(window.rect())),
        *_faint(texts, _Pixels(image), MORE_CONTRAST.get(theme, LEAST_CONTRAST)),
    ]


def _scrolled(window: QWidget) -> list[QRectF]:
    """Return where more can be scrolled to: what is cut there above or below is no fault."""
    return [
        _place(area.viewport(), window)
        for area in window.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.verticalScrollBar().maximum() > 0
    ]


def _asking(window: QWidget) -> set[str]:
    """Return what ends in an ellipsis as it is written: buttons and lines of menus that open a dialog."""
    named = (*window.findChildren(QAbstractButton), *window.findChildren(QAction))
    return {each.text() for each in named if each.text().endswith("…")}


def _cut(
    texts: list[Text], scrolled: Sequence[QRectF] = (), asking: Collection[str] = ()
) -> Iterator[Finding]:
    for text in texts:
        grown = text.clip.adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if any(_passes(text, port) for port in scrolled):
            continue
        if not grown.contains(text.box):
            yield Finding("cut", text.where, _beyond(text.box, text.clip))
        elif text.text.rstrip().endswith("…") and not (
            text.text in {"…", *asking} or _is_a_chips(text.text) or NUMBERS.search(text.text)
        ):
            yield Finding("shortened", text.where, "")


def _passes(text: Text, port: QRectF) -> bool:
    """Tell whether a text is on its way across the upper or lower edge of what is scrolled."""
    inside = port.left() - SLACK <= text.box.left() and text.box.right() <= port.right() + SLACK
    across = text.box.top() < port.top() < text.box.bottom()
    return inside and (across or text.box.top() < port.bottom() < text.box.bottom())


NUMBERS: Final = re.compile(r"[\d.]+, [\d.]+ …\s*$")
"""The end of a row of numbers that goes on as it began: nothing of it was cut."""


def _is_a_chips(text: str) -> bool:
    """Whether an ellipsis is that of a chip, whose tooltip says all of what is chosen."""
    return text[-2].isalpha() and " " not in text.strip() and len(text) < 12


def _squeezed(window: QWidget) -> Iterator[Finding]:
    """Tell of buttons and sliders with less room than they need at the least; of labels the text is cut."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QAbstractButton | QSlider) or not widget.isVisible():
            continue
        least = widget.minimumSizeHint()
        if widget.width() + 1 < least.width() or widget.height() + 1 < least.height():
            name = getattr(widget, "text", str)() or widget.accessibleName()
            place = widget.mapTo(window, QPoint(0, 0))
            given = f"{widget.width()}×{widget.height()} of {least.width()}×{least.height()}"
            yield Finding("squeezed", f"“{name}” at {place.x()}, {place.y()}", given)


def _overlapping(texts: list[Text]) -> Iterator[Finding]:
    placed = sorted(texts, key=lambda text: text.box.top())
    for index, one in enumerate(placed):
        for other in itertools.islice(placed, index + 1, None):
            if other.box.top() > one.box.bottom():
                break
            if one.text == other.text and one.box == other.box:
                continue  # painted once more where it was: it reads the same
            # what is scrolled away covers nothing
            common = one.box & one.clip & other.box & other.clip
            if common.width() > SLACK and common.height() > SLACK:
                yield Finding("overlap", one.where, f"and {other.where}")


def _leaving(texts: list[Text], cards: list[QRectF], window: QRectF) -> Iterator[Finding]:
    for text in texts:
        centre = text.box.center()
        home = next((card for card in cards if card.contains(centre)), window)
        box = text.box & text.clip  # what is scrolled away is nowhere
        if not home.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(box):
            yield Finding("leaves its card", text.where, _beyond(box, home))


def _faint(texts: list[Text], pixels: _Pixels, least: float) -> Iterator[Finding]:
    for text in texts:
        ground = pixels.ground(text.box, text.colour)
        if ground is None:
            continue
        share = text.colour.alphaF()
        ink = np.array(text.colour.getRgb()[:3]) * share + np.array(ground) * (1 - share)
        reached = contrast(tuple(ink), ground)
        if reached < least:
            yield Finding("faint", text.where, f"{reached:.2f} : 1")


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.1 defines it."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    parts = np.array(colour) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


class _Pixels:
    """What a window looks like."""

    def __init__(self, image: QImage) -> None:
        self._ratio = image.width() / max(image.deviceIndependentSize().width(), 1.0)
        data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        self._rgb = data[:, : image.width(), 2::-1].copy()

    def ground(self, box: QRectF, ink: QColor) -> tuple[int, ...] | None:
        """Return the commonest colour around a text's strokes; None outside of the picture."""
        left, top = int((box.left() - 2) * self._ratio), int((box.top() - 2) * self._ratio)
        right, bottom = int((box.right() + 3) * self._ratio), int((box.bottom() + 3) * self._ratio)
        inside = self._rgb[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        if not inside.size:
            return None
        colours = Counter(map(tuple, inside.reshape(-1, 3).tolist()))
        strokes = ink.getRgb()[:3]
        others = {
            colour: count
            for colour, count in colours.items()
            if max(abs(part - other) for part, other in zip(colour, strokes, strict=True)) > ALIKE
        }
        # heavy strokes cover most of their box; where there is nothing else, they are not to be seen
        return max(others or colours, key=colours.__getitem__)


def _place(widget: QWidget, window: QWidget) -> QRectF:
    return QRectF(QPointF(widget.mapTo(window, QPoint(0, 0))), widget.size().toSizeF())


def _is_card(widget: QWidget) -> bool:
    return bool(widget.property("card")) and widget.isVisible()


def _beyond(box: QRectF, room: QRectF) -> str:
    """Say by how many pixels a box sticks out, and where."""
    sides = {
        "left": room.left() - box.left(),
        "right": box.right() - room.right(),
        "top": room.top() - box.top(),
        "bottom": box.bottom() - room.bottom(),
    }
    return ", ".join(f"{by:.0f} px at the {side}" for side, by in sides.items() if by > SLACK)
