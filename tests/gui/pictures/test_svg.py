"""SVG: the same painters, clips in their place, text that is text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.theme import ICON_SIZES, pixmap
from lrsim.gui.pictures.icons import icon_in
from lrsim.gui.pictures.svg import SvgDevice, svg_of

NAME = "{http://www.w3.org/2000/svg}"
ICONS = Path(str(files("lrsim.assets") / "icons"))


def test_a_card_is_written_with_its_words_in_pixels(window) -> None:
    card = window.run_page.cards["loss"]
    tree = ET.fromstring(svg_of(card, "Loss — lrsim"))
    assert tree.get("width") == str(card.width())
    assert tree.get("viewBox") == f"0 0 {card.width()} {card.height()}"
    assert tree.findtext(f"{NAME}title") == "Loss — lrsim"
    words = {text.text for text in tree.iter(f"{NAME}text")}
    assert {"Loss", "Snail", "Pro", "Maniac"} <= words


def test_each_line_is_told_how_long_it_is_so_that_another_font_fills_its_place(window) -> None:
    tree = ET.fromstring(svg_of(window.run_page.cards["loss"], ""))
    (title,) = [text for text in tree.iter(f"{NAME}text") if text.text == "Loss"]
    label = window.run_page.cards["loss"]._name
    assert abs(float(title.get("textLength")) - label.fontMetrics().horizontalAdvance("Loss")) < 1.5
    assert title.get("font-family").startswith("Inter, ")


def test_the_numbers_on_axes_and_dial_are_words(window) -> None:
    seen = {
        name: {
            text.text
            for text in ET.fromstring(svg_of(window.floor.cards[name], "")).iter(f"{NAME}text")
        }
        for name in ("surface", "dial")
    }
    axis = window.run_page.surface_view.getAxis("bottom")
    assert {"−2", "0", "2"} <= seen["surface"]
    assert axis.cacheMode() == axis.CacheMode.DeviceCoordinateCache  # as it was before
    assert {"0.01", "0.1"} <= seen["dial"]


def test_marks_are_shapes_and_not_pixels(window) -> None:
    tree = ET.fromstring(svg_of(window.run_page.cards["loss"], ""))
    assert not [image for image in tree.iter(f"{NAME}image") if float(image.get("x")) % 1.0]


def test_icons_are_drawings_in_their_colours_and_not_pixels(window) -> None:
    tree = ET.fromstring(svg_of(window, ""))
    widths = {int(image.get("width")) for image in tree.iter(f"{NAME}image")}
    assert not widths & {11, 16, 18, 24, 42}  # of the marks in the table and of maps there are some
    drawn = [icon for icon in tree.iter(f"{NAME}svg") if icon is not tree]
    assert len(drawn) > 12
    colours = {icon.get("stroke") for icon in drawn}
    assert {window.theme.text, window.theme.quiet} <= colours


@pytest.mark.parametrize("size", [11, 16, 18, 33, 42])
def test_each_icon_is_known_at_any_size_in_any_colour_and_no_other(size) -> None:
    names = [path.stem for path in ICONS.glob("*.svg") if "currentColor" in path.read_text()]
    for name in names:
        scaled = (
            pixmap(name, "#e8a33d", next(n for n in ICON_SIZES if n >= size))
            .toImage()
            .scaled(size, size, mode=Qt.TransformationMode.SmoothTransformation)
        )
        found = icon_in(scaled, QRectF(1, 2, size, size))
        assert found is not None, name
        drawing = re.search(r"<path.*>", (ICONS / f"{name}.svg").read_text(), re.DOTALL)[0]
        assert drawing.split("</svg>")[0].replace("currentColor", "#e8a33d") in found
        assert f'x="1" y="2" width="{size}"' in found
    empty = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    for colour in ("#ffffff", "#00000000"):
        empty.fill(QColor(colour))
        assert icon_in(empty, QRectF()) is None
    with QPainter(empty) as painter:
        painter.setBrush(QColor("#e8a33d"))
        painter.drawEllipse(1, 1, size - 2, size - 2)
    assert icon_in(empty, QRectF()) is None


class Clipped(QWidget):
    """Paints beyond its own edges, within clips that were set in other coordinates than are in force."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(-50, -50, 200, 200, QColor("#101010"))
            painter.translate(10, 0)
            painter.setClipRect(0, 0, 20, 20)
            painter.scale(2.0, 2.0)
            painter.fillRect(-50, -50, 200, 200, QColor("#202020"))
            painter.setClipRect(QRectF(5.0, 5.0, 40.0, 40.0), Qt.ClipOperation.IntersectClip)
            painter.resetTransform()
            painter.fillRect(-50, -50, 200, 200, QColor("#303030"))
            painter.setClipping(False)
            painter.fillRect(0, 0, 3, 3, QColor("#404040"))


def test_each_thing_is_clipped_where_its_clip_was_set_and_to_its_widget(qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(200, 100)
    clipped = Clipped(around)
    clipped.setGeometry(30, 40, 60, 50)
    clips = clips_by_colour(svg_of(around, ""))
    assert clips["#101010"] == QRectF(30, 40, 60, 50)
    assert clips["#202020"] == QRectF(40, 40, 20, 20)
    assert clips["#303030"] == QRectF(50, 50, 10, 10)
    assert clips["#404040"] == QRectF(30, 40, 60, 50)


def clips_by_colour(data: bytes) -> dict[str, QRectF]:
    """Return the box of the clip around what has a colour."""
    tree = ET.fromstring(data)
    boxes = {}
    for clip in tree.iter(f"{NAME}clipPath"):
        (path,) = clip
        numbers = re.findall(r"-?[\d.]+", path.get("d"))
        x, y = (sorted(map(float, numbers[k::2])) for k in (0, 1))
        boxes[f"url(#{clip.get('id')})"] = QRectF(x[0], y[0], x[-1] - x[0], y[-1] - y[0])
    return {
        path.get("fill"): boxes[group.get("clip-path")]
        for group in tree.iter(f"{NAME}g")
        for path in group
    }


def test_a_gradient_is_one_and_a_hatch_is_a_picture(qtbot) -> None:
    device = SvgDevice(QSize(40, 40))
    with QPainter(device) as painter:
        shade = QLinearGradient(0.0, 0.0, 40.0, 0.0)
        shade.setColorAt(0.0, QColor("#112233"))
        shade.setColorAt(1.0, QColor(0, 0, 0, 0))
        painter.fillRect(0, 0, 40, 20, shade)
        painter.fillRect(0, 20, 40, 20, QBrush(QColor("red"), Qt.BrushStyle.BDiagPattern))
    tree = ET.fromstring(device.written(""))
    (gradient,) = tree.iter(f"{NAME}linearGradient")
    stops = [(stop.get("stop-color"), stop.get("stop-opacity")) for stop in gradient]
    assert stops == [("#112233", "1"), ("#000000", "0")]
    assert f"url(#{gradient.get('id')})" in {path.get("fill") for path in tree.iter(f"{NAME}path")}
    assert len(list(tree.iter(f"{NAME}image"))) == 1
