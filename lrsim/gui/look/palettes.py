"""Palettes and sizes: what each theme looks like, and the marks of runners.

Gold means that it works and is nobody's colour; a verdict is ink, with a badge (`lrsim.gui.look.badges`).
The runners' colours are of the Okabe–Ito family (Okabe & Ito 2008, Color Universal Design), each so light or
dark that a name can be written in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QColor, QFont

__all__ = [
    "FONT_FAMILY",
    "FUTURE_DASH",
    "RUNNER_DASHES",
    "RUNNER_SHAPES",
    "THEMES",
    "Theme",
    "make_font",
    "scale_for",
]

FONT_FAMILY: Final = "Inter"

RUNNER_SHAPES: Final = ("o", "s", "t1", "d", "p", "+", "t", "x")
"""pyqtgraph symbol of each runner: ball, trail marks, legend and table row all use it."""

RUNNER_DASHES: Final[tuple[tuple[float, ...], ...]] = (
    (),
    (14, 2),
    (7, 2),
    (10, 2, 2, 2),
    (4, 1.5),
    (10, 2, 2, 2, 2, 2),
    (2, 1.2),
    (5, 1.5, 1.2, 1.5),
)
"""Dash pattern of each runner in pen widths (empty: solid); gaps stay short, so that what has
happened still reads as solid beside the wide-gapped `FUTURE_DASH`."""

FUTURE_DASH: Final = (4.0, 4.0)

_SIZES: Final = (
    "thin", "curve", "trail", "outline", "ball", "body", "small", "title", "remark", "sentence",
    "figure", "verdict", "radius", "spacing", "factor",
)  # fmt: skip
_DESIGN: Final = 1600, 900
"""The window that sizes of type are made for; in a larger one everything grows with it, …"""
_SMALLEST, _LARGEST = 0.95, 2.4
"""… and in a smaller one shrinks so far that it can still be read from the last row."""
_PLATE: Final = 0.92
"""Over white and the lightest yellow of a surface, quiet text keeps the contrast of WCAG 2.1's 1.4.3."""

_BOLD: Final = ("title", "figure", "verdict")


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that has a colour, a width or a size.

    Colours are ``#rrggbb``; widths, font and marker sizes are device-independent pixels.
    """

    name: str
    dark: bool
    ground: str
    card: str
    button: str
    """Fill of a button or a field lying on a card."""
    line: str
    edge: str
    """What stands around cards, buttons and fields."""
    text: str
    quiet: str
    water: tuple[str, str, str]
    """Cold, right and hot: from light to dark, so that their order is seen without hue."""
    metal: str
    accent: str
    on_accent: str
    gold: str
    """Where it works, and nothing else: minima, the zone, the best step, good verdicts."""
    gold_line: str
    """What stands around gold, so that it stands out from the card."""
    gold_text: str
    """Gold as text."""
    error: str
    """What was wrong with an input; always beside words."""
    knob: tuple[str, str]
    """The dial's knob: where light falls on it, and its shadow side."""
    track: str
    """The dial's empty arc."""
    chosen: float
    """Opacity of the accent behind what is selected."""
    runners: tuple[str, ...]
    """Their colours; which of them is whose is a matter of `looks`."""
    surface_map: str
    """Name of the surface's colour map in pyqtgraph."""
    contour: str
    thin: float = 1.0
    curve: float = 2.0
    trail: float = 2.0
    outline: float = 2.0
    ball: float = 22.0
    body: float = 16.0
    small: float = 15.0
    """Axes, and what stands beside a title."""
    title: float = 18.0
    remark: float = 17.4
    """A verdict's quiet sentence."""
    sentence: float = 20.6
    """A verdict's reason."""
    figure: float = 21.0
    verdict: float = 34.3
    radius: float = 10.0
    spacing: float = 8.0
    factor: float = 1.0
    looks: tuple[int, ...] = tuple(range(len(RUNNER_SHAPES)))
    """Which of the colours, shapes and dashes each runner has."""

    def scale(self, factor: float) -> Theme:
        """Return the theme with type, strokes, marks and spacing grown (for presenting: 1.5)."""
        return replace(self, **{name: getattr(self, name) * factor for name in _SIZES})

    def cast(self, looks: Sequence[int]) -> Theme:
        """Return the theme in which the first runners have other looks, and those after them what is left."""
        every = range(len(RUNNER_SHAPES))
        return replace(self, looks=(*looks, *(k for k in every if k not in looks))[: len(every)])

    def look(self, index: int) -> int:
        """Return which look runner `index` has (0-based; a ninth would start over)."""
        return self.looks[index % len(self.looks)]

    def runner(self, index: int) -> QColor:
        """Return the colour of runner `index`."""
        return QColor(self.runners[self.look(index)])

    def shape(self, index: int) -> str:
        """Return the shape of runner `index`, as pyqtgraph names it."""
        return RUNNER_SHAPES[self.look(index)]

    def dash(self, index: int) -> tuple[float, ...]:
        """Return the dash pattern of runner `index`."""
        return RUNNER_DASHES[self.look(index)]

    @property
    def plate(self) -> QColor:
        """What lies behind words in a picture: the card, through which no colour makes them faint."""
        colour = QColor(self.card)
        colour.setAlphaF(_PLATE)
        return colour

    def font(self, role: str = "body") -> QFont:
        """Return the font of a role: body, small, title, remark, sentence, figure or verdict."""
        return make_font(getattr(self, role), role in _BOLD)


_DARK = Theme(
    name="dark",
    dark=True,
    ground="#10141b",
    card="#171d27",
    button="#1d2430",
    line="#2a3342",
    edge="#2a3342",
    text="#e8edf5",
    quiet="#8b97aa",
    water=("#7cc0ff", "#b78be0", "#e8452c"),
    metal="#5d6a80",
    accent="#5db0ff",
    on_accent="#0b1220",
    gold="#f0d53c",
    gold_line="#171d27",
    gold_text="#f0d53c",
    error="#ff9c9c",
    knob=("#2d3746", "#1c232e"),
    track="#2a3342",
    chosen=0.13,
    runners=(
        "#56b4e9", "#2fd3a0", "#ff8a3d", "#bf94b5", "#8d98fb", "#f2f5fa", "#d2a05c", "#b79a7a",
    ),
    surface_map="viridis",
    contour="#ffffff",
)  # fmt: skip

_LIGHT = Theme(
    name="light",
    dark=False,
    ground="#eef1f5",
    card="#ffffff",
    button="#f6f8fa",
    line="#d3dae3",
    edge="#d3dae3",
    text="#1b2430",
    quiet="#556172",
    water=("#2f86d6", "#8b5fb5", "#c0301a"),
    metal="#9aa6b8",
    accent="#0b5cad",
    on_accent="#ffffff",
    gold="#e3b505",
    gold_line="#1b2430",
    gold_text="#7a5d00",
    error="#a4161a",
    knob=("#fbfcfd", "#d9dfe8"),
    track="#dbe1ea",
    chosen=0.07,
    runners=(
        "#006aa8", "#007054", "#a83c00", "#752063", "#2b34b6", "#0b1220", "#8f4829", "#34241f",
    ),
    surface_map="CET-L12",
    contour="#1b2430",
)  # fmt: skip

_PROJECTOR = replace(
    _LIGHT,
    name="projector",
    ground="#ffffff",
    card="#f4f6f9",
    button="#ffffff",
    line="#c5ccd8",
    edge="#c5ccd8",
    text="#0b1220",
    quiet="#4a5568",
    gold_line="#0b1220",
    metal="#8e99ab",
    knob=("#f7f8fb", "#d0d6e0"),
    track="#d0d7e2",
    contour="#0b1220",
    thin=1.5,
    curve=3.0,
    trail=3.0,
    outline=2.5,
    ball=28.0,
)  # fmt: skip

# All that is written reaches 7 : 1 (WCAG 2.1, 1.4.6), edges and marks 3 : 1 (1.4.11).
_CONTRAST = replace(
    _DARK,
    name="contrast",
    ground="#000000",
    card="#000000",
    button="#161616",
    line="#585858",
    edge="#ffffff",
    text="#ffffff",
    quiet="#e0e0e0",
    metal="#b0b0b0",
    accent="#8fd0ff",
    on_accent="#000000",
    gold="#ffe23d",
    gold_line="#000000",
    gold_text="#ffe23d",
    error="#ffb0b0",
    knob=("#333333", "#101010"),
    track="#767676",
    chosen=0.16,
    runners=(
        "#5cc0ff", "#1ce7a7", "#ff9f41", "#e6b5ce", "#afc0e8", "#ffffff", "#dba35a", "#cab585",
    ),
    thin=2.0,
    curve=3.5,
    trail=3.5,
    outline=3.0,
    ball=28.0,
)  # fmt: skip

THEMES: Final = {theme.name: theme for theme in (_DARK, _LIGHT, _PROJECTOR, _CONTRAST)}


def scale_for(width: float, height: float) -> float:
    """Return by what a theme has to be scaled in a window of some size, in few steps."""
    share = min(width / _DESIGN[0], height / _DESIGN[1])
    return min(max(round(share, 1), _SMALLEST), _LARGEST)


def make_font(pixels: float, bold: bool = False) -> QFont:
    """Return the product's font; its digits are equally wide, so changing numbers stand still."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
