"""GIFs: one palette, changed rectangles only, no flicker."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from lrsim.gui.render.gif import SAME, GifWriter

GROUND, INK = "#10141b", "#e8edf5"


def plain(colour: str = GROUND, size: tuple[int, int] = (40, 30)) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def spotted(x: int, y: int, colour: str = INK) -> QImage:
    image = plain()
    for dx in range(5):
        for dy in range(5):
            image.setPixelColor(x + dx, y + dy, QColor(colour))
    return image


def film_of(images: list[QImage], fps: float = 10.0) -> bytes:
    writer = GifWriter(fps, [GROUND, INK])
    for image in images:
        writer.add(image)
    return writer.finish()


def frames_of(data: bytes) -> list[np.ndarray]:
    with Image.open(io.BytesIO(data)) as film:
        frames = []
        for number in range(film.n_frames):
            film.seek(number)
            frames.append(np.asarray(film.convert("RGB")).copy())
    return frames


def boxes_of(data: bytes) -> list[tuple[int, ...]]:
    """Return left, top, width, height of each frame; fail at a palette of its own."""
    boxes, at = [], 13 + 768
    while data[at : at + 1] != b";":
        if data[at : at + 1] == b"!":  # an extension
            at += 2
        else:
            assert data[at : at + 1] == b","
            boxes.append(struct.unpack("<4H", data[at + 1 : at + 9]))
            assert not data[at + 9] & 0x80  # no palette of its own
            at += 11
        while data[at]:
            at += 1 + data[at]
        at += 1
    return boxes


def test_the_themes_colours_are_as_they_are() -> None:
    (frame,) = frames_of(film_of([spotted(3, 4)]))
    assert tuple(frame[0, 0]) == (0x10, 0x14, 0x1B)
    assert tuple(frame[5, 5]) == (0xE8, 0xED, 0xF5)


def test_each_picture_is_what_was_painted_where_colours_are_few() -> None:
    images = [spotted(3, 4), spotted(20, 10), plain(), spotted(30, 20)]
    for frame, image in zip(frames_of(film_of(images)), images, strict=True):
        expected = [[image.pixelColor(x, y).getRgb()[:3] for x in range(40)] for y in range(30)]
        assert np.array_equal(frame, expected)


def test_only_the_rectangle_that_has_changed_is_written() -> None:
    boxes = boxes_of(film_of([spotted(3, 4), spotted(9, 6)]))
    assert boxes == [(0, 0, 40, 30), (3, 4, 11, 7)]


def test_a_colour_that_drifts_is_written_once_it_can_be_told_from_what_is_shown() -> None:
    greys = [f"#{k:02x}{k:02x}{k:02x}" for k in range(100, 160)]
    writer = GifWriter(10.0, greys)
    for grey in greys:
        writer.add(plain(grey))
    frames = frames_of(writer.finish())
    shown = [int(frame[0, 0, 0]) for frame in frames]
    assert len(frames) == 12
    assert np.diff(shown).min() == 5 > SAME / 3.0  # three channels of weight 9 together


def test_pictures_that_are_alike_are_one_that_lasts_longer() -> None:
    data = film_of([spotted(3, 4)] * 3 + [spotted(9, 6)] * 2, fps=7.0)
    with Image.open(io.BytesIO(data)) as film:
        assert film.n_frames == 2
        assert film.info["loop"] == 0
        assert film.info["duration"] == 430
        film.seek(1)
        assert film.info["duration"] == 280


def test_what_stands_still_keeps_its_colour_while_others_come() -> None:
    rng = np.random.default_rng(0)
    images = []
    for _ in range(12):
        image = plain()
        for colour in rng.integers(0, 1 << 24, 40):
            for x in range(25):
                image.setPixelColor(10 + x, int(colour) % 30, QColor.fromRgb(int(colour)))
        images.append(image)
    columns = [frame[:, :10] for frame in frames_of(film_of(images))]
    assert all(np.array_equal(column, columns[0]) for column in columns)


def test_a_gradient_has_no_dither() -> None:
    image = plain(size=(256, 8))
    for x in range(256):
        for y in range(8):
            image.setPixelColor(x, y, QColor(x, 0, 255 - x))
    (frame,) = frames_of(film_of([image]))
    assert (frame == frame[:1]).all()  # every row is the same
    assert np.abs(frame[0, :, 0].astype(int) - np.arange(256)).max() <= 8


@pytest.mark.parametrize("fps", [3, 15, 24, 50])
def test_hundredths_of_seconds_add_up(fps: float) -> None:
    images = [spotted(k % 35, 4) for k in range(2 * fps)]
    with Image.open(io.BytesIO(film_of(images, fps))) as film:
        total = 0
        for number in range(film.n_frames):
            film.seek(number)
            total += film.info["duration"]
    assert total == 2000
