"""The look: palettes, runner and verdict marks, fonts and icons, the same for every widget.

A view asks the `Theme` for colours, widths and fonts and never names one of its own, so that
switching between dark, light and projector, or growing everything for a lecture, is one call of
`apply` and one `set_theme` per view.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QByteArray, QDir, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from lrsim.gui.stylesheet import STYLESHEET

__all__ = [
    "FONT_FAMILY",
    "RUNNER_DASHES",
    "RUNNER_SHAPES",
    "THEMES",
    "VERDICT_ICONS",
    "Theme",
    "apply",
    "icon",
    "pixmap",
    "runner_pen",
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
    raised: str
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
        """The same theme with type, strokes, marks and spacing grown (for presenting: 1.5)."""
        return replace(self, **{name: getattr(self, name) * factor for name in _SIZES})

    def runner(self, index: int) -> QColor:
        """Colour of runner `index` (0-based; a ninth would start over)."""
        return QColor(self.runners[index % len(self.runners)])

    def verdict_colour(self, name: str) -> QColor:
        """Colour of a verdict; always show it with its icon or its name."""
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
        """Font of a role: body, small, title, figure or verdict."""
        bold = role in ("title", "figure", "verdict")
        return make_font({"body": self.body, "small": self.small, "title": self.title,
                          "figure": self.figure, "verdict": self.verdict}[role], bold)  # fmt: skip


_DARK = Theme(
    name="dark",
    dark=True,
    ground="#10141b",
    card="#171d27",
    raised="#1d2430",
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
    raised="#f6f8fa",
    line="#d3dae3",
    text="#1b2430",
    quiet="#556172",
    accent="#0b5cad",
    on_accent="#ffffff",
    star="#e0a800",
    knob=("#fbfcfd", "#d9dfe8"),
    track="#dbe1ea",
    runners=(
        "#0072b2", "#007a5a", "#b84300", "#b98500", "#a8629a", "#4450d0", "#4d4400", "#000000",
    ),
    surface_map="CET-L12",
    contour="#1b2430",
    low="#0072b2",
    good="#007a5a",
    middling="#8a6100",
    bad="#b84300",
)  # fmt: skip

_PROJECTOR = replace(
    _LIGHT,
    name="projector",
    ground="#ffffff",
    card="#f4f6f9",
    raised="#ffffff",
    line="#c5ccd8",
    text="#0b1220",
    quiet="#4a5568",
    knob=("#f2f4f8", "#c6cdd9"),
    track="#d0d7e2",
    runners=(
        "#0072b2", "#007a5a", "#b84300", "#b38000", "#a3568f", "#3b46c4", "#4d4400", "#000000",
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


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: Fusion style, palette, font and one stylesheet."""
    load_fonts()
    QDir.setSearchPaths("lrsimicons", [str(files("lrsim.assets") / "icons")])
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setFont(theme.font())
    app.setStyleSheet(_stylesheet(theme))


def _stylesheet(theme: Theme) -> str:
    unit = theme.spacing
    row, pad, field_pad = round(theme.body * 1.5), round(0.75 * unit), round(0.5 * unit)
    handle = round(theme.body)
    values = {field.name: getattr(theme, field.name) for field in fields(theme)}
    values |= {name: round(values[name]) for name in ("small", "title", "figure", "verdict")}
    values |= {
        "tint": "dark" if theme.dark else "light",
        "check_tint": "light" if theme.dark else "dark",
        "focus": theme.accent,
        "radius": round(theme.radius),
        "small_radius": round(0.7 * theme.radius),
        "row": row,
        "pad": pad,
        "pad_focus": pad - 1,
        "wide_pad": round(1.5 * unit),
        "wide_pad_focus": round(1.5 * unit) - 1,
        "field_pad": field_pad,
        "field_pad_focus": field_pad - 1,
        "arrow": round(3 * unit),
        "arrow_focus": round(3 * unit) - 1,
        "glyph": round(1.5 * unit),
        "box": round(theme.body + 2),
        "handle": handle,
        "handle_margin": handle // 2,
        "handle_radius": handle // 2 + 2,
    }
    return STYLESHEET.substitute(values)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.Base: theme.raised,
        role.AlternateBase: theme.card,
        role.Button: theme.raised,
        role.ToolTipBase: theme.card,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.BrightText: theme.text,
        role.PlaceholderText: theme.quiet,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.ground,
        role.Accent: theme.accent,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.quiet))
    return palette


@cache
def load_fonts() -> None:
    """Give Qt the shipped font files (once per process)."""
    for file in (files("lrsim.assets") / "fonts").iterdir():
        if file.name.endswith(".otf"):
            QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes()))


def make_font(pixels: float, bold: bool = False) -> QFont:
    """The product's font, with digits of equal width so that changing numbers stand still."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def runner_pen(theme: Theme, index: int, *, future: bool = False) -> QPen:
    """Pen of a runner's curves: its own dashes for the past, faint and wide-gapped for the future.

    The width is cosmetic: it does not grow when a plot is zoomed.
    """
    colour = theme.runner(index)
    dash = FUTURE_DASH if future else RUNNER_DASHES[index % len(RUNNER_DASHES)]
    if future:
        colour.setAlphaF(0.55)
    pen = QPen(colour, theme.curve)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The shipped icon `name` in the theme's text colour (or in `colour`), quiet when disabled.

    On a checked button, which is filled with the accent, it shows in `Theme.on_accent`.
    """
    return _icon(name, QColor(colour or theme.text).name(), theme.quiet, theme.on_accent)


@cache
def _icon(name: str, colour: str, disabled: str, on_accent: str) -> QIcon:
    result = QIcon()
    for size in (16, 20, 24, 32, 48, 64, 128):
        result.addPixmap(pixmap(name, colour, size))
        result.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
        result.addPixmap(pixmap(name, on_accent, size), QIcon.Mode.Normal, QIcon.State.On)
    return result


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The shipped icon `name` drawn `size` device pixels square, its strokes in `colour`."""
    svg = (files("lrsim.assets") / "icons" / f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(svg.replace(b"currentColor", colour.encode())))
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result
