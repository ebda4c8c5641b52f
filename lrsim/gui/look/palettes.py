"""Palettes and sizes: what each theme looks like, and the marks of runners and verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QColor, QFont

__all__ = [
    "FONT_FAMILY",
    "FUTURE_DASH",
    "RUNNER_DASHES",
    "RUNNER_SHAPES",
    "THEMES",
    "VERDICT_ICONS",
    "Theme",
    "make_font",
]

FONT_FAMILY: Final = "Inter"

RUNNER_SHAPES: Final = ("o", "s", "t1", "d", "t", "+", "x", "p")
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

VERDICT_ICONS: Final = {
    "too_small": "verdict-too-small",
    "slow": "verdict-slow",
    "just_right": "verdict-just-right",
    "plateau": "verdict-plateau",
    "oscillating": "verdict-oscillating",
    "unstable": "verdict-unstable",
    "exploding": "verdict-exploding",
    "undecided": "verdict-undecided",
}
"""Icon of each verdict: a small picture of its loss curve, so that colour is never the only cue."""

_SIZES: Final = (
    "thin", "curve", "trail", "outline", "ball", "body", "small", "title", "figure", "verdict",
    "radius", "spacing", "factor",
)  # fmt: skip
_BODY, _SMALL, _TITLE, _FIGURE, _VERDICT = 14.0, 12.5, 15.5, 21.0, 26.0


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
    text: str
    quiet: str
    accent: str
    on_accent: str
    star: str
    """The mark on a minimum."""
    knob: tuple[str, str]
    """The dial's knob: where light falls on it, and its shadow side."""
    track: str
    """The dial's empty arc."""
    runners: tuple[str, ...]
    surface_map: str
    """Name of the surface's colour map in pyqtgraph."""
    contour: str
    low: str
    good: str
    middling: str
    bad: str
    thin: float = 1.0
    curve: float = 2.0
    trail: float = 2.0
    outline: float = 2.0
    ball: float = 22.0
    body: float = _BODY
    small: float = _SMALL
    title: float = _TITLE
    figure: float = _FIGURE
    verdict: float = _VERDICT
    radius: float = 10.0
    spacing: float = 8.0
    factor: float = 1.0

    def scale(self, factor: float) -> Theme:
        """Return the theme with type, strokes, marks and spacing grown (for presenting: 1.5)."""
        return replace(self, **{name: getattr(self, name) * factor for name in _SIZES})

    def runner(self, index: int) -> QColor:
        """Return the colour of runner `index` (0-based; a ninth would start over)."""
        return QColor(self.runners[index % len(self.runners)])

    def verdict_colour(self, name: str) -> QColor:
        """Return the colour of a verdict; always show it with its icon or its name."""
        return QColor(
            {
                "too_small": self.low,
                "slow": self.low,
                "just_right": self.good,
                "plateau": self.middling,
                "unstable": self.middling,
                "oscillating": self.bad,
                "exploding": self.bad,
            }.get(name, self.quiet)
        )

    def font(self, role: str = "body") -> QFont:
        """Return the font of a role: body, small, title, figure or verdict."""
        bold = role in ("title", "figure", "verdict")
        return make_font({"body": self.body, "small": self.small, "title": self.title,
                          "figure": self.figure, "verdict": self.verdict}[role], bold)  # fmt: skip


_DARK = Theme(
    name="dark",
    dark=True,
    ground="#10141b",
    card="#171d27",
    button="#1d2430",
    line="#2a3342",
    text="#e8edf5",
    quiet="#8b97aa",
    accent="#5db0ff",
    on_accent="#0b1220",
    star="#ffd23f",
    knob=("#3a465a", "#222b39"),
    track="#2a3342",
    runners=(
        "#56b4e9", "#2fd3a0", "#ff8a3d", "#ffd000", "#c46aad", "#5a74f2", "#f3eda6", "#ffffff",
    ),
    surface_map="viridis",
    contour="#ffffff",
    low="#56b4e9",
    good="#2fd3a0",
    middling="#ffd000",
    bad="#ff8a3d",
)  # fmt: skip

_LIGHT = Theme(
    name="light",
    dark=False,
    ground="#eef1f5",
    card="#ffffff",
    button="#f6f8fa",
    line="#d3dae3",
    text="#1b2430",
    quiet="#556172",
    accent="#0b5cad",
    on_accent="#ffffff",
    star="#e0a800",
    knob=("#fbfcfd", "#d9dfe8"),
    track="#dbe1ea",
    runners=(
        "#0072b2", "#007a5a", "#ad3e00", "#b68300", "#a8629a", "#4450d0", "#443c00", "#000000",
    ),
    surface_map="CET-L12",
    contour="#1b2430",
    low="#0072b2",
    good="#007a5a",
    middling="#8a6100",
    bad="#ad3e00",
)  # fmt: skip

_PROJECTOR = replace(
    _LIGHT,
    name="projector",
    ground="#ffffff",
    card="#f4f6f9",
    button="#ffffff",
    line="#c5ccd8",
    text="#0b1220",
    quiet="#4a5568",
    knob=("#f2f4f8", "#c6cdd9"),
    track="#d0d7e2",
    runners=(
        "#0072b2", "#007a5a", "#ad3e00", "#b48100", "#a3568f", "#3b46c4", "#443c00", "#000000",
    ),
    contour="#0b1220",
    middling="#805a00",
    thin=1.5,
    curve=3.0,
    trail=3.0,
    outline=2.5,
    ball=28.0,
    body=16.0,
    small=14.0,
    title=18.0,
    figure=24.0,
    verdict=30.0,
)  # fmt: skip

THEMES: Final = {theme.name: theme for theme in (_DARK, _LIGHT, _PROJECTOR)}


def make_font(pixels: float, bold: bool = False) -> QFont:
    """Return the product's font; its digits are equally wide, so changing numbers stand still."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
