"""The look, in one place: what views import of palettes, and dressing the application with them.

A view asks the `Theme` for colours, widths and fonts and never names one of its own, so that
switching between themes, or growing everything for a lecture, is one call of `apply`, one of
`lrsim.gui.look.wardrobe.Wardrobe.dress` per window and one `set_theme` per view.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from PySide6.QtCore import QByteArray, QDir, QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from lrsim.gui.look.palettes import (
    FONT_FAMILY,
    FUTURE_DASH,
    RUNNER_DASHES,
    RUNNER_SHAPES,
    THEMES,
    Theme,
    make_font,
    scale_for,
)
from lrsim.gui.look.stylesheet import STYLESHEET

__all__ = [
    "FONT_FAMILY",
    "FUTURE_DASH",
    "RUNNER_DASHES",
    "RUNNER_SHAPES",
    "THEMES",
    "Dressed",
    "Theme",
    "apply",
    "dress",
    "icon",
    "make_font",
    "pixmap",
    "runner_pen",
    "scale_for",
    "stylesheet",
]


THEME_PROPERTY = "lrsimTheme"
"""The application's property that holds the theme it was dressed in last."""

ICON_SIZES = (20, 40, 80)
"""Pixels: the size of an icon in a button, twice that for fine or large screens, and both."""


class Dressed(Protocol):
    """What takes a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application Fusion style, palette and font; windows have stylesheets, or their pieces.

    With one of the application's own all widgets would be styled anew for every theme, hidden or not.
    """
    if app.property(THEME_PROPERTY) == theme:
        return
    if app.property(THEME_PROPERTY) is None:
        load_fonts()
        QDir.setSearchPaths("lrsimicons", [str(_assets() / "icons")])
        app.setStyle("Fusion")
    app.setProperty(THEME_PROPERTY, theme)
    app.setPalette(_palette(theme))
    app.setFont(theme.font())
    # else what there is takes it later, and stylesheets that are set before then build on the one of before
    app.sendPostedEvents(None, QEvent.Type.ApplicationFontChange.value)


def dress(window: QWidget, theme: Theme) -> None:
    """Dress one window in a theme of its own, whatever the application wears."""
    # else its sheet brings back the palette that the window had before its first one
    window.style().unpolish(window)
    window.setPalette(_palette(theme))
    window.setFont(theme.font())
    window.setStyleSheet(stylesheet(theme))


@lru_cache(maxsize=8)
def stylesheet(theme: Theme) -> str:
    """Return the stylesheet with the theme's values."""
    unit = theme.spacing
    row, pad = round(theme.body * 1.5), round(0.75 * unit)
    handle = round(theme.body)
    values = {field.name: getattr(theme, field.name) for field in fields(theme)}
    values |= {name: round(values[name]) for name in ("small", "title", "figure")}
    values |= {
        "tint": "dark" if theme.dark else "light",
        "check_tint": "light" if theme.dark else "dark",
        "focus": theme.accent,
        "family": FONT_FAMILY,
        "radius": round(theme.radius),
        "small_radius": round(0.7 * theme.radius),
        "row": row,
        "pad": pad,
        "pad_focus": pad - 1,
        "wide_pad": round(1.5 * unit),
        "wide_pad_focus": round(1.5 * unit) - 1,
        "arrow": round(3 * unit),
        "arrow_focus": round(3 * unit) - 1,
        "glyph": round(1.5 * unit),
        "tool": row + 3,  # as much as Qt adds to a QToolButton, so that both are as large
        "tap": max(row, 24),  # what a finger finds
        "box": round(theme.body + 2),
        "icon": round(1.07 * theme.body),
        "handle": handle,
        "handle_margin": handle // 2,
        "handle_radius": handle // 2 + 2,
    }
    return STYLESHEET.substitute(values)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.Base: theme.button,
        role.AlternateBase: theme.card,
        role.Button: theme.button,
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
        role.Light: theme.button,
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
def _assets() -> Traversable:
    """Return what is shipped: to find it takes as long as to read ten icons."""
    return files("lrsim.assets")


@cache
def load_fonts() -> None:
    """Give Qt the shipped font files (once per process)."""
    for file in (_assets() / "fonts").iterdir():
        if file.name.endswith(".otf"):
            QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes()))


def runner_pen(theme: Theme, index: int, *, future: bool = False) -> QPen:
    """Return the pen of a runner's curves: its own dashes, or for the future faint and wide-gapped.

    The width is cosmetic: it does not grow when a plot is zoomed.
    """
    colour = theme.runner(index)
    dash = FUTURE_DASH if future else theme.dash(index)
    if future:
        colour.setAlphaF(0.55)
    pen = QPen(colour, theme.curve)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """Return the icon `name` in the theme's text colour (or in `colour`), quiet when disabled.

    On a checked button, which is filled with the accent, it shows in `Theme.on_accent`.
    """
    return _icon(name, QColor(colour or theme.text).name(), theme.quiet, theme.on_accent)


@cache
def _icon(name: str, colour: str, disabled: str, on_accent: str) -> QIcon:
    result = QIcon()
    for of, mode, state in (
        (colour, QIcon.Mode.Normal, QIcon.State.Off),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
        (on_accent, QIcon.Mode.Normal, QIcon.State.On),
    ):
        renderer = _renderer(name, of)
        for size in ICON_SIZES:
            result.addPixmap(_drawn(renderer, size), mode, state)
    return result


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Draw the icon `name`, `size` device pixels square, with its strokes in `colour`."""
    return _drawn(_renderer(name, colour), size)


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour.encode())))


@cache
def _svg(name: str) -> bytes:
    return (_assets() / "icons" / f"{name}.svg").read_bytes()


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        renderer.render(painter, QRectF(0, 0, size, size))
    return result
