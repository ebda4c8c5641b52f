"""H.264 in MP4, through PyAV (the extra ``video``)."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, Final

from PySide6.QtGui import QImage

from lrsim.errors import needing
from lrsim.text.messages import Message

__all__ = ["Mp4Writer", "need_av"]

QUALITY: Final = "20"
"""x264's constant rate factor: text stays sharp."""

OPTIONS: Final = {"crf": QUALITY, "preset": "veryfast", "tune": "animation", "threads": "1"}
"""One thread: with more, other machines would write other bytes."""


def need_av() -> Any:
    """Return PyAV, or say that it has to be installed."""
    with needing(Message("MP4, written by PyAV,"), "av"):
        import av
    return av


class Mp4Writer:
    """Takes pictures one after the other, all of one size that `taken_apart` gave.

    Parameters
    ----------
    fps : float
    size : tuple of int
    """

    def __init__(self, fps: float, size: tuple[int, int]) -> None:
        self._av = need_av()
        self._file = io.BytesIO()
        # no time of writing in the file: the same film is the same bytes
        options = {"fflags": "+bitexact"}
        self._container = self._av.open(self._file, "w", format="mp4", options=options)
        rate = Fraction(fps).limit_denominator(1001)
        self._stream = self._container.add_stream("libx264", rate=rate, options=OPTIONS)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"

    def add(self, image: QImage) -> None:
        """Take the next picture."""
        frame = self._av.VideoFrame(image.width(), image.height(), "bgra")
        frame.planes[0].update(image.constBits())  # rows of 16 pixels' multiples have no gaps
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> bytes:
        """Return the file."""
        self._container.mux(self._stream.encode())
        self._container.close()
        return self._file.getvalue()
