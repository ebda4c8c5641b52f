"""Numbers as people read them."""

import math

import pytest

from lrsim.text.numbers import number, percent, rough, steps


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.64, "0.64"),
        (1.0, "1"),
        (0.999999, "1"),
        (999.7, "1 000"),
        (1408.6, "1 410"),
        (-14.14, "-14.1"),
        (12345.0, "12 300"),
        (1408687.86, "1.41 × 10⁶"),
        (0.00012, "0.00012"),
        (1e-5, "1 × 10⁻⁵"),
        (math.inf, "more than a number can hold"),
    ],
)
def test_a_number_has_three_digits(value, text):
    assert number(value).replace("\N{NO-BREAK SPACE}", " ") == text


def test_shares_and_steps():
    assert percent(0.1) == "10 %"
    assert steps(1) == "1 step"
    assert steps(50) == "50 steps"


def test_a_projection_is_told_to_two_digits():
    assert rough(3453.9).replace("\N{NO-BREAK SPACE}", " ") == "about 3 500 steps"
    assert rough(31.2) == "about 31 steps"
    assert rough(1e12) == "over a billion steps"
