"""The picture of a map: cells, axes, the names of regions and a legend, drawn without a display."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from lrsim.diagnosis import LABELS
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.experiment import Experiment
from lrsim.studies.maps import colours as map_colours
from lrsim.studies.maps.axes import Axis, axis_title
from lrsim.studies.maps.cells import Cells
from lrsim.studies.maps.labels import labels
from lrsim.studies.maps.ticks import ticks
from lrsim.text.numbers import count, percent
from lrsim.text.steps import steps

SIDE = 1024
"""Pixels along the longer side of the cells at least; small cells are drawn as blocks of whole pixels."""

INK, QUIET, LINE, PAPER = "#0b1220", "#4a5568", "#8b97aa", "#ffffff"

LEAST_TOLD = 0.01
"""Smaller shares of a map are told as below this one."""

SPECKS = "speckled: draws of the", "noise lead to either"

BODY, TITLE, SMALL = 26, 34, 22
"""Heights of type in pixels, of a picture about 1500 pixels wide."""


class Drawable(Protocol):
    """What a picture needs of a map; the meanings are those of `lrsim.Map`."""

    @property
    def experiment(self) -> Experiment: ...
    @property
    def index(self) -> int: ...
    @property
    def x(self) -> Axis: ...
    @property
    def y(self) -> Axis: ...
    @property
    def verdict(self) -> npt.NDArray[np.uint8]: ...
    @property
    def cells(self) -> Cells: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class Layout:
    """Where things are, in pixels from the top left corner."""

    left: int
    top: int
    width: int
    height: int
    total: tuple[int, int]

    @property
    def right(self) -> int:
        """The first column right of the cells."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below the cells."""
        return self.top + self.height


def png(drawn: Drawable, note: str = "") -> bytes:
    """Return the picture of a map as a PNG file; `note` is said of its cells instead of their number."""
    buffer = io.BytesIO()
    picture(drawn, note).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def picture(drawn: Drawable, note: str = "") -> Image.Image:
    """Return the picture of a map; `note` as for `png`."""
    rows, columns = drawn.verdict.shape
    zoom_x, zoom_y = (max(1, -(-SIDE // size)) for size in (columns, rows))
    layout = _layout(zoom_x * columns, zoom_y * rows, _legend_width(drawn))
    image = Image.new("RGB", layout.total, PAPER)
    pen = ImageDraw.Draw(image)
    places = np.arange(rows), np.arange(columns)
    cells = map_colours.painted(drawn.cells, drawn.experiment.steps, *places)
    blocks = Image.fromarray(map_colours.bytes_of(cells[::-1]))
    size = layout.width, layout.height
    image.paste(blocks.resize(size, Image.Resampling.NEAREST), (layout.left, layout.top))
    frame = (layout.left - 1, layout.top - 1, layout.right, layout.bottom)
    pen.rectangle(frame, outline=LINE, width=2)
    _draw_labels(pen, layout, drawn)
    _draw_x(pen, layout, drawn.x)
    _draw_y(image, pen, layout, drawn.y)
    _draw_title(pen, layout, drawn, note)
    _draw_legend(image, pen, layout, drawn)
    return image


def title(drawn: Drawable) -> tuple[str, str]:
    """Return what the map is of, and what a cell is."""
    experiment, runner = drawn.experiment, drawn.experiment.runners[drawn.index]
    rows, columns = drawn.verdict.shape
    what = f"{experiment.surface.title}: {runner.optimizer.title}"
    if runner.schedule.spec != "constant":
        what += f", {runner.schedule.title.lower()}"
    draws = f", {count(len(drawn.seeds))} draws of the noise each" if drawn.seeds else ""
    return what, f"{count(columns)} × {count(rows)} runs of {steps(experiment.steps)}{draws}"


def _layout(width: int, height: int, legend: int) -> Layout:
    left, top = 6 * BODY, round(TITLE + 3.4 * BODY)
    total = left + width + legend + 3 * BODY, top + height + round(4.2 * BODY)
    return Layout(left, top, width, height, total)


def _draw_title(pen: ImageDraw.ImageDraw, layout: Layout, drawn: Drawable, note: str) -> None:
    what, cells = title(drawn)
    room = layout.total[0] - layout.left - BODY
    pen.text((layout.left, BODY), what, INK, _fitting(what, TITLE, room, bold=True))
    pen.text((layout.left, BODY + 1.35 * TITLE), note or cells, QUIET, font(SMALL))


def _draw_x(pen: ImageDraw.ImageDraw, layout: Layout, axis: Axis) -> None:
    marks = ticks(axis)
    for share, text in marks.places:
        across = layout.left + axis.place(share) * layout.width
        pen.line((across, layout.bottom, across, layout.bottom + 9), QUIET, 2)
        pen.text((across, layout.bottom + 14), text, INK, font(SMALL), anchor="ma")
    middle = layout.left + layout.width / 2
    name = axis_title(axis, marks.offset)
    pen.text((middle, layout.bottom + 2.0 * BODY), name, INK, font(BODY), anchor="ma")


def _draw_y(image: Image.Image, pen: ImageDraw.ImageDraw, layout: Layout, axis: Axis) -> None:
    marks = ticks(axis)
    for share, text in marks.places:
        down = layout.bottom - axis.place(share) * layout.height
        pen.line((layout.left - 9, down, layout.left, down), QUIET, 2)
        pen.text((layout.left - 14, down), text, INK, font(SMALL), anchor="rm")
    name = axis_title(axis, marks.offset)
    width = round(font(BODY).getlength(name)) + 4
    strip = Image.new("RGB", (width, 2 * BODY), PAPER)
    ImageDraw.Draw(strip).text((2, BODY // 2), name, INK, font(BODY))
    turned = strip.rotate(90, expand=True)
    image.paste(turned, (4, round(layout.top + layout.height / 2 - width / 2)))


def _draw_labels(pen: ImageDraw.ImageDraw, layout: Layout, drawn: Drawable) -> None:
    for label in labels(drawn.verdict):
        text = LABELS[label.name]
        if label.width * layout.width < font(BODY, bold=True).getlength(text):
            continue
        place = layout.left + label.x * layout.width, layout.bottom - label.y * layout.height
        pen.text(place, text, PAPER, font(BODY, bold=True), "mm", stroke_width=4, stroke_fill=INK)


def _draw_legend(
    image: Image.Image, pen: ImageDraw.ImageDraw, layout: Layout, drawn: Drawable
) -> None:
    left, top = layout.right + BODY, layout.top
    for name, text, note in legend(drawn):
        shades = map_colours.table()[VERDICTS.index(name)][None, ::4]
        patch = Image.fromarray(np.ascontiguousarray(shades)).resize((64, BODY + 6))
        image.paste(patch, (left, top))
        pen.rectangle((left, top, left + 64, top + BODY + 6), outline=LINE)
        pen.text((left + 78, top), text, INK, font(BODY))
        pen.text((left + 78, top + 1.25 * BODY), note, QUIET, font(SMALL))
        top += 3 * BODY
    if drawn.seeds:
        for k, words in enumerate(SPECKS):
            pen.text((left, top + 1.25 * k * BODY), words, QUIET, font(SMALL))


def legend(drawn: Drawable) -> list[tuple[str, str, str]]:
    """Return the verdicts in a map: name, words, and the share of the map with what its shades mean."""
    counts = np.bincount(drawn.verdict.ravel(), minlength=len(VERDICTS))
    shades = {"just_right": "lighter is faster", "exploding": "lighter is later"}
    rows: list[tuple[str, str, str]] = []
    for name, cells in zip(VERDICTS, counts.tolist(), strict=True):
        if cells:
            share = cells / drawn.verdict.size
            percentage = (
                percent(share, 2) if share >= LEAST_TOLD else f"below {percent(LEAST_TOLD)}"
            )
            rows.append(
                (name, LABELS[name], ", ".join(filter(None, (percentage, shades.get(name)))))
            )
    return rows


def _legend_width(drawn: Drawable) -> int:
    return 78 + round(
        max(
            max(font(BODY).getlength(text), font(SMALL).getlength(note))
            for text, note in [*(row[1:] for row in legend(drawn)), SPECKS]
        )
    )


@functools.cache
def font(size: int, bold: bool = False) -> FreeTypeFont:
    """Return the shipped typeface at a height in pixels."""
    name = "Inter-SemiBold.otf" if bold else "Inter-Regular.otf"
    data = (files("lrsim.assets") / "fonts" / name).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)


def _fitting(text: str, size: int, room: float, *, bold: bool) -> FreeTypeFont:
    """Return the largest font in which a text fits into its room."""
    while size > SMALL and font(size, bold).getlength(text) > room:
        size -= 2
    return font(size, bold)
