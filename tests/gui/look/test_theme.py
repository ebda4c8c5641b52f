"""Every theme is readable, colour-blind safe, and dresses the whole application."""

from __future__ import annotations

from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from pyqtgraph import colormap
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look import theme as look
from lrsim.gui.look.theme import THEMES, Theme, scale_for
from lrsim.gui.presenting.clicker import Press
from lrsim.gui.presenting.key_button import KeyButton

# Severity 1.0 matrices for linear RGB: Machado, Oliveira & Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}

# Linear sRGB to CIE XYZ (IEC 61966-2-1), white point D65.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)

each_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def channels(colour: QColor) -> np.ndarray:
    return np.array([colour.red(), colour.green(), colour.blue()])


def linear(colour: str) -> np.ndarray:
    rgb = channels(QColor(colour)) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    dim, bright = sorted(float(linear(c) @ TO_XYZ[1]) for c in (one, other))
    return (bright + 0.05) / (dim + 0.05)


def lab(colour: str, sight: str) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear(colour), 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, sight: str) -> float:
    """CIE 1976 colour difference; 2.3 is just noticeable side by side."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


@each_theme
def test_text_is_readable_on_ground_card_and_button(theme: Theme) -> None:
    for below in (theme.ground, theme.card, theme.button):
        assert contrast(theme.text, below) >= 7
        assert contrast(theme.quiet, below) >= 4.5
        assert contrast(theme.accent, below) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@each_theme
def test_a_runners_name_is_readable_in_its_colour(theme: Theme) -> None:
    assert len(theme.runners) == 8
    for colour in theme.runners:
        for below in (theme.ground, theme.card, theme.button, chosen(theme)):
            assert contrast(colour, below) >= 4.5


def chosen(theme: Theme) -> str:
    """The ground of a selected row."""
    share = theme.chosen
    mixed = share * channels(QColor(theme.accent)) + (1 - share) * channels(QColor(theme.card))
    return QColor(*(round(part) for part in mixed.tolist())).name()


@each_theme
def test_gold_and_errors_are_readable(theme: Theme) -> None:
    for below in (theme.ground, theme.card, theme.button):
        assert contrast(theme.gold_text, below) >= 4.5
        assert contrast(theme.error, below) >= 4.5
    outlined = contrast(theme.gold_line, theme.gold) >= 4.5
    assert outlined


@each_theme
@pytest.mark.parametrize("sight", SIGHT)
def test_no_runner_is_gold(theme: Theme, sight: str) -> None:
    for colour in theme.runners:
        assert difference(colour, theme.gold, sight) >= 15


@each_theme
@pytest.mark.parametrize("sight", SIGHT)
def test_runner_colours_differ_for_every_kind_of_sight(theme: Theme, sight: str) -> None:
    for one, other in combinations(theme.runners[:4], 2):
        assert difference(one, other, sight) >= 15
    for one, other in combinations(theme.runners, 2):
        assert difference(one, other, sight) >= 10


def test_runners_differ_by_shape_and_line_style_too() -> None:
    assert len(set(look.RUNNER_SHAPES)) == len(set(look.RUNNER_DASHES)) == 8
    assert set(look.RUNNER_SHAPES) <= set(Symbols)


@each_theme
def test_the_surface_map_is_one_that_pyqtgraph_ships(theme: Theme) -> None:
    assert len(colormap.get(theme.surface_map).getLookupTable(nPts=8)) == 8


def test_scaling_grows_type_and_strokes_but_keeps_colours() -> None:
    dark = THEMES["dark"]
    grown = dark.scale(1.5)
    assert grown.body == 1.5 * dark.body
    assert grown.curve == 1.5 * dark.curve
    assert grown.factor == 1.5
    assert grown.runners == dark.runners
    assert grown.font("verdict").pixelSize() == round(1.5 * dark.verdict)


@each_theme
def test_type_is_large_enough_for_the_last_row_at_every_size(theme: Theme) -> None:
    for width, height in ((1024, 768), (1280, 720), (1600, 900), (1920, 1080), (2560, 1440)):
        sized = theme.scale(scale_for(width, height))
        least = {"small": 14, "body": 15, "title": 17, "remark": 17, "sentence": 20, "verdict": 33}
        for role, pixels in least.items():
            assert sized.font(role).pixelSize() >= pixels, (width, role)


def test_the_projector_theme_is_the_boldest() -> None:
    light, projector = THEMES["light"], THEMES["projector"]
    assert projector.curve > light.curve
    assert projector.ball > light.ball
    assert contrast(projector.text, projector.ground) > contrast(light.text, light.ground)


def test_in_high_contrast_all_that_is_written_reaches_seven_to_one() -> None:
    theme = THEMES["contrast"]
    inks = (theme.text, theme.quiet, theme.accent, theme.gold_text, theme.error, *theme.runners)
    for below in (theme.ground, theme.card, theme.button, chosen(theme)):
        for ink in inks:
            assert contrast(ink, below) >= 7, (ink, below)
    assert contrast(theme.on_accent, theme.accent) >= 7
    assert contrast(theme.text, theme.line) >= 7  # of a button that is pressed


def test_in_high_contrast_edges_and_strokes_stand_out() -> None:
    theme, dark = THEMES["contrast"], THEMES["dark"]
    for drawn in (theme.edge, theme.track, theme.metal, theme.gold, theme.accent):
        assert contrast(drawn, theme.card) >= 3, drawn
    assert theme.thin > dark.thin
    assert theme.curve > dark.curve
    assert theme.ball > dark.ball


@pytest.mark.parametrize("factor", [1.0, 1.5])
@each_theme
def test_applying_a_theme_dresses_the_application(
    qapp: QApplication, capfd: pytest.CaptureFixture[str], theme: Theme, factor: float
) -> None:
    look.apply(qapp, theme.scale(factor))
    assert qapp.palette().window().color() == QColor(theme.ground)
    assert QFontInfo(qapp.font()).family() == look.FONT_FAMILY
    label = QLabel("x")
    label.setProperty("role", "title")
    look.dress(label, theme.scale(factor))
    label.ensurePolished()
    assert QFontInfo(label.font()).weight() == 600
    assert label.font().pixelSize() == round(theme.title * factor)
    assert capfd.readouterr().err == "", "Qt found something wrong in the stylesheet"


def test_digits_are_equally_wide(qapp: QApplication) -> None:
    look.apply(qapp, THEMES["dark"])
    for role in ("body", "figure"):
        metrics = QFontMetricsF(THEMES["dark"].font(role))
        widths = [metrics.horizontalAdvance(digit) for digit in "0123456789"]
        assert max(widths) - min(widths) < 0.1, "apart from rounding"


def test_the_font_has_every_sign_that_the_window_uses(qapp: QApplication) -> None:
    look.apply(qapp, THEMES["dark"])
    metrics = QFontMetricsF(THEMES["dark"].font())
    for sign in "−×÷·½²⁰¹³⁴⁵⁶⁷⁸⁹⁻⁺₀₁₂κλαβγ∇≤≥≈→←↑↓…–—∞√±":
        assert metrics.inFontUcs4(ord(sign)), sign


def test_the_font_files_are_small_and_come_with_their_licence() -> None:
    folder = files("lrsim.assets") / "fonts"
    size = sum(len(f.read_bytes()) for f in folder.iterdir() if f.name.endswith(".otf"))
    assert size < 400_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text()


@each_theme
def test_icons_take_the_colour_of_the_text(qapp: QApplication, theme: Theme) -> None:
    for file in (files("lrsim.assets") / "icons").iterdir():
        name = file.name.removesuffix(".svg")
        if b"currentColor" not in file.read_bytes():
            continue
        image = look.pixmap(name, theme.text, 48).toImage()
        solid = [
            image.pixelColor(x, y)
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert solid, name
        for pixel in solid:
            assert np.allclose(channels(pixel), channels(QColor(theme.text)), atol=2), name
        assert not look.icon(name, theme).isNull()


@each_theme
def test_no_colour_of_a_surface_makes_words_in_the_picture_faint(theme: Theme) -> None:
    share = theme.plate.alphaF()
    colours = [QColor(*rgb) for rgb in colormap.get(theme.surface_map).getColors()[:, :3].tolist()]
    for below in (*colours, QColor(theme.contour)):
        mixed = share * channels(QColor(theme.card)) + (1.0 - share) * channels(below)
        ground = QColor(*mixed.round().astype(int).tolist()).name()
        for ink in (theme.text, theme.quiet):
            assert contrast(ink, ground) >= 4.5


def test_the_same_icon_is_made_once(qapp: QApplication) -> None:
    dark = THEMES["dark"]
    assert look.icon("play", dark).cacheKey() == look.icon("play", dark).cacheKey()


def test_a_runner_pen_tells_past_from_future(qapp: QApplication) -> None:
    past = look.runner_pen(THEMES["dark"], 0)
    future = look.runner_pen(THEMES["dark"], 0, future=True)
    assert not past.dashPattern()
    assert future.dashPattern()
    assert future.color().alphaF() < past.color().alphaF()
    assert past.isCosmetic()


@each_theme
def test_what_is_out_of_use_is_told_by_its_edge_and_can_be_read(
    qapp: QApplication, theme: Theme
) -> None:
    """The speaker's button has words of its own, which are not for the accent's ground then."""
    room = QWidget()
    column = QVBoxLayout(room)
    button = KeyButton("Nothing more", "Page Down", Press.FORWARD, primary=True)
    fields = (QPushButton("Export"), QComboBox(), QLineEdit(), QSpinBox(), button)
    for field in fields:
        column.addWidget(field)
    look.apply(qapp, theme)
    look.dress(room, theme)
    button.set_theme(theme)
    room.resize(300, 300)
    edges = []
    for usable in (True, False):
        for field in fields:
            field.setEnabled(usable)
        picture = room.grab().toImage()
        edges.append(
            [
                {
                    picture.pixelColor(x, field.y()).name()
                    for x in range(field.x() + 40, field.x() + 80)
                }
                for field in fields
            ]
        )
    assert all(len(colours) == 1 for colours in edges[0])
    assert all(len(colours) == 2 for colours in edges[1])
    inside = button.geometry().adjusted(4, 4, -4, -4)
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(inside.left(), inside.right())
        for y in range(inside.top(), inside.bottom())
    }
    assert max(contrast(ink, theme.ground) for ink in inks) > 4.5
    room.deleteLater()
