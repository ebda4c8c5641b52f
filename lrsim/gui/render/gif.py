"""Animated GIFs that are small and do not flicker.

All pictures share one palette. It holds the theme's colours as they are, then what the first picture needs,
and has room for what later ones bring; an entry never changes, so that what stands still keeps its colour,
and nothing is dithered. Of each picture only the rectangle is written that has changed, and what has not
changed in it is transparent, which LZW packs into almost nothing. A pixel whose colour becomes another that
nobody tells from it has not changed: on the way into a map that is most of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import GifImagePlugin, Image
from PySide6.QtGui import QImage

__all__ = ["GifWriter"]

UNCHANGED: Final = 255
"""The palette's transparent entry."""

AT_FIRST: Final = 216
"""Entries that the first picture may fill."""

FLAT: Final = 1e-3
"""The share of a picture from which a colour is of an area, and has an entry of its own …"""

MOST_FLAT: Final = 64
"""… among so many at most."""

LIKE: Final = 60.0
"""Two colours as near as this are one: the square root of 2·r² + 4·g² + 3·b², the differences in 1/255."""

SAME: Final = 14.0
"""… and as near as this nobody tells them apart in a film: some 5 of 255 in each channel. At 20 the words
that a map had leave their shadows."""

SPECKS: Final = 24
"""Pixels of a new colour that are worth an entry."""

_WEIGHTS: Final = np.array([2, 4, 3], dtype=np.int32)
_ALL: Final = 1 << 24

_Index = npt.NDArray[np.uint8]
_Colours = npt.NDArray[np.uint32]


class GifWriter:
    """Takes pictures one after the other.

    Parameters
    ----------
    fps : float
    colours : iterable of str
        What is in the palette for certain, ``#rrggbb``.
    """

    def __init__(self, fps: float, colours: Iterable[str]) -> None:
        self._fps = fps
        self._palette = _Palette([int(colour[1:], 16) for colour in colours])
        self._file = io.BytesIO()
        self._before: _Index | None = None
        self._waiting: tuple[_Index, tuple[int, int], int] | None = None
        self._taken = 0

    def add(self, image: QImage) -> None:
        """Take the next picture; of one like the last it is only told that it lasts longer."""
        index = self._palette.indices(_pixels(image))
        if self._before is None:
            self._begin(index.shape[1], index.shape[0])
            self._waiting = index, (0, 0), 0
        else:
            index = self._palette.kept(self._before, index)
            changed = index != self._before
            rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
            if len(rows):
                self._write_waiting()
                box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
                part = np.where(changed[box], index[box], np.uint8(UNCHANGED))
                self._waiting = part, (int(columns[0]), int(rows[0])), self._taken
        self._before = index
        self._taken += 1

    def finish(self) -> bytes:
        """Return the file."""
        self._write_waiting()
        self._file.write(b";")
        data = self._file.getbuffer()
        data[13 : 13 + 768] = self._palette.table
        return bytes(data)

    def _begin(self, width: int, height: int) -> None:
        """Write the head, with room for the palette, and that all begins again at the end."""
        size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
        self._file.write(b"GIF89a" + size + b"\xf7\x00\x00" + bytes(768))
        self._file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def _write_waiting(self) -> None:
        """Write the last picture, now that it is known how long it lasts."""
        if self._waiting is None:
            return
        part, place, since = self._waiting
        lasts = self._hundredths(self._taken) - self._hundredths(since)
        chunks = GifImagePlugin.getdata(
            Image.fromarray(part),
            place,
            duration=10 * lasts,
            disposal=1,
            transparency=UNCHANGED,
        )
        self._file.write(b"".join(chunks))

    def _hundredths(self, pictures: int) -> int:
        return round(100 * pictures / self._fps)


class _Palette:
    """Colours that are added and never changed, and which of them stands for each other colour."""

    def __init__(self, certain: list[int]) -> None:
        self._colours = list(dict.fromkeys(certain))[:AT_FIRST]
        self._first = True
        self._same, self._taken = np.eye(256, dtype=np.bool_), 0
        self._known = np.full(_ALL, -1, dtype=np.int16)
        self._known[self._colours] = np.arange(len(self._colours))

    @property
    def table(self) -> bytes:
        """The palette as the file has it: 256 times red, green, blue."""
        full = [*self._colours, *[0] * (256 - len(self._colours))]
        return b"".join(colour.to_bytes(3, "big") for colour in full)

    def indices(self, pixels: _Colours) -> _Index:
        """Return the entry for each pixel, 0xffrrggbb; the one that is not there where it is transparent."""
        colours = pixels & np.uint32(0xFFFFFF)
        index = self._known.take(colours)
        if (index < 0).any():
            self._learn(colours[index < 0])
            index = self._known.take(colours)
        index[pixels < 0x80000000] = UNCHANGED
        return index.astype(np.uint8)

    def kept(self, before: _Index, index: _Index) -> _Index:
        """Return a picture's entries, those of the one before where nobody tells them apart."""
        if self._taken != len(self._colours):
            self._taken = len(self._colours)
            colours = _channels(np.array(self._colours, dtype=np.uint32))
            apart = colours[:, None, :] - colours
            near = (apart * apart * _WEIGHTS).sum(axis=2) <= SAME**2
            self._same[: self._taken, : self._taken] = near
        return np.where(self._same[before, index], before, index)

    def _learn(self, colours: _Colours) -> None:
        """Find entries for colours that were not there before."""
        new, counts = np.unique(colours, return_counts=True)
        room = UNCHANGED
        if self._first:
            self._first, room = False, AT_FIRST
            order = np.argsort(-counts, kind="stable")[:MOST_FLAT]
            flat = order[counts[order] >= FLAT * colours.size]
            self._add(new[flat].tolist(), room)
            self._add(_quantized(new, counts, max(room - len(self._colours), 0)), room)
        entries, far = self._nearest(new)
        for _ in range(room - len(self._colours)):
            worth = far * (counts >= SPECKS)
            if worth.max() <= LIKE:
                break
            self._add([int(new[worth.argmax()])], room)
            entries, far = self._nearest(new)
        self._known[new] = entries

    def _add(self, colours: list[int], room: int) -> None:
        known = {*self._colours}
        fresh = [colour for colour in colours if colour not in known]
        self._colours += fresh[: max(room - len(self._colours), 0)]

    def _nearest(self, colours: _Colours) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.float64]]:
        """Return the nearest entry to each colour, and how far it is."""
        entries = np.empty(len(colours), dtype=np.int16)
        squares = np.empty(len(colours), dtype=np.float64)
        palette = _channels(np.array(self._colours, dtype=np.uint32))
        for start in range(0, len(colours), 4096):
            part = slice(start, start + 4096)
            apart = _channels(colours[part])[:, None, :] - palette
            distance = (apart * apart * _WEIGHTS).sum(axis=2)
            entries[part] = distance.argmin(axis=1)
            squares[part] = distance.min(axis=1)
        return entries, np.sqrt(squares)


def _channels(colours: _Colours) -> npt.NDArray[np.int32]:
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(np.int32)


def _quantized(colours: _Colours, counts: npt.NDArray[np.intp], most: int) -> list[int]:
    """Return so many colours that stand for all, by median cut; a frequent colour counts more, not most."""
    if most < 2:
        return []
    times = np.minimum(np.sqrt(counts).astype(np.intp) + 1, 256)
    pixels = _channels(np.repeat(colours, times)).astype(np.uint8)[None]
    image = Image.fromarray(pixels).quantize(most, Image.Quantize.MEDIANCUT)
    table = image.getpalette() or []
    return [
        r << 16 | g << 8 | b for r, g, b in zip(table[::3], table[1::3], table[2::3], strict=True)
    ]


def _pixels(image: QImage) -> _Colours:
    """Return an image's pixels, 0xaarrggbb (rows, columns)."""
    kind = QImage.Format.Format_RGB32
    if image.hasAlphaChannel():
        kind = QImage.Format.Format_ARGB32
    image = image.convertToFormat(kind)
    words = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    pixels = words[:, : image.width()]
    opaque = np.uint32(0xFF000000 if kind == QImage.Format.Format_RGB32 else 0)
    return pixels | opaque
