"""How warm the water is, and which colour that is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

import lrsim
from lrsim.gui.exhibits.shower.water import (
    COMFORT,
    FromComfort,
    colour_of,
    degrees,
    signed,
    temperature,
    temperatures,
)
from lrsim.gui.look.theme import THEMES
from lrsim.text.numbers import number


def lightness(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2)."""
    parts = np.array([int(colour[k : k + 2], 16) / 255.0 for k in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_the_slope_of_the_surface_is_how_far_the_water_is_from_comfort() -> None:
    x = np.linspace(-2.0, 2.0, 41)
    slope = lrsim.surface("shower").gradient(x[:, None])[:, 0]
    np.testing.assert_allclose(temperatures(x) - COMFORT, slope, atol=1e-12)


def test_from_the_start_the_water_is_as_cold_as_the_story_says() -> None:
    assert degrees(temperature(-1.0)) == "10.3 °C"


def test_water_has_one_order_from_light_to_dark_in_every_theme() -> None:
    for theme in THEMES.values():
        ramp = [lightness(colour_of(celsius, theme.water)) for celsius in range(10, 61)]
        assert all(a > b for a, b in itertools.pairwise(ramp)), theme.name


def test_water_of_every_temperature_is_seen_on_its_card() -> None:
    for theme in THEMES.values():
        ground = lightness(theme.button)
        for celsius in range(5, 63):
            water = lightness(colour_of(celsius, theme.water))
            low, high = sorted((ground, water))
            assert (high + 0.05) / (low + 0.05) > 3.0, (theme.name, celsius)


def test_cold_water_is_blue_and_hot_water_red() -> None:
    for theme in THEMES.values():
        red, _, blue = bytes.fromhex(colour_of(10.0, theme.water)[1:])
        assert blue > red
        red, _, blue = bytes.fromhex(colour_of(60.0, theme.water)[1:])
        assert red > blue


@pytest.mark.parametrize("celsius", [math.nan, math.inf, -math.inf, 1e300])
def test_water_of_no_temperature_has_a_colour_all_the_same(celsius: float) -> None:
    assert colour_of(celsius, THEMES["dark"].water) in THEMES["dark"].water


def test_turns_have_a_sign() -> None:
    assert [signed(number(x)) for x in (0.027, -0.5, 0.0)] == ["+0.027", "−0.5", "+0"]


def test_the_measure_tells_freezing_from_scalding() -> None:
    measure = FromComfort()
    run = lrsim.run("shower", lr=10.0, steps=6)
    values = measure.values(measure.column(run))
    assert measure.said(float(values[0])) == "−27.7 °C"
    assert measure.said(float(values[-1])) == "+22.0 °C"
    low, high = measure.heights
    assert low < values.min()
    assert values.max() < high
