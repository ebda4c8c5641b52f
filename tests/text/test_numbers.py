"""Numbers as people read them, and as they type and paste them."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrsim.declarations import MAX_LR
from lrsim.session.session import Session
from lrsim.text.learning_rates import LR_DIGITS, LR_MAX, LR_MIN, parse_lr
from lrsim.text.numbers import (
    count,
    digits_apart,
    fixed,
    number,
    percent,
    power_of_ten,
    rate,
    read_number,
    read_whole,
)
from lrsim.text.steps import about, about_steps, steps

finite = st.floats(-1e308, 1e308)


def plain(text):
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.64, "0.64"),
        (1.0, "1"),
        (0.999999, "1"),
        (999.7, "1000"),
        (1408.6, "1410"),
        (-14.14, "−14.1"),
        (9999.0, "10 000"),
        (12345.0, "12 300"),
        (99999.0, "10⁵"),
        (1408687.86, "1.41 × 10⁶"),
        (0.00012, "0.00012"),
        (9.9996e-5, "0.0001"),
        (9.99e-5, "9.99 × 10⁻⁵"),
        (1e-5, "10⁻⁵"),
        (-1e-5, "−10⁻⁵"),
        (5.1e-9, "5.1 × 10⁻⁹"),
        (5e-324, "4.94 × 10⁻³²⁴"),
        (12345, "12 345"),
        (1_000_000, "1 000 000"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_has_three_digits_and_at_most_a_power_of_ten(value, text):
    assert plain(number(value)) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.99999, 6, "0.99999"),
        (0.0325, 6, "0.0325"),
        (0.1 * 3, 6, "0.3"),
        (1 / 30, 6, "0.0333333"),
        (12345.6, 6, "12 345.6"),
        (0.26, 1, "0.3"),
    ],
)
def test_a_number_has_as_many_digits_as_are_asked_for(value, digits, text):
    assert plain(number(value, digits)) == text


def test_counts_have_all_their_digits_and_thousands_apart_from_ten_thousand_on():
    assert [count(n) for n in (6, 9999, 10_000, 2**24, -12345)] == [
        "6",
        "9999",
        "10\u202f000",
        "16\u202f777\u202f216",
        "−12\u202f345",
    ]


def test_rates_have_a_letter_for_thousands():
    assert [rate(r) for r in (0, 0.25, 9.51, 29.8, 3200, 9960, 45e6, 2.5e9)] == [
        "0",
        "0.25",
        "9.5",
        "30",
        "3.2k",
        "10k",
        "45M",
        "2.5G",
    ]


@pytest.mark.parametrize(("exponent", "text"), [(-4, "0.0001"), (-5, "10⁻⁵"), (400, "10⁴⁰⁰")])
def test_a_power_of_ten_is_told_like_any_number(exponent, text):
    assert power_of_ten(exponent) == text


def test_shares_and_steps():
    assert percent(0.1) == "10 %"
    assert steps(1) == "1 step"
    assert plain(steps(35_000)) == "35 000 steps"


def test_a_projection_is_told_to_two_digits():
    assert about_steps(3453.9) == "about 3500 steps"
    assert about_steps(30.96) == "about 31 steps"
    assert about_steps(1e12) == "over a billion steps"


@given(finite)
def test_every_number_that_is_shown_can_be_read(value):
    assert read_number(number(value)) == pytest.approx(value, rel=0.006)
    assert read_number(number(value, 17)) == value


@given(st.floats(LR_MIN, LR_MAX))
def test_every_learning_rate_that_is_shown_can_be_pasted(lr):
    rounded = float(f"{lr:.5e}")
    assert parse_lr(number(rounded, LR_DIGITS), MAX_LR) == rounded


@pytest.mark.parametrize(
    ("text", "lr"),
    [
        ("0.01", 0.01),
        (" 1e-3 ", 1e-3),
        ("1e−3", 1e-3),
        ("1/30", 1 / 30),
        ("3,5", 3.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-7", LR_MIN),
        ("100", LR_MAX),
        ("3.2 × 10⁻⁵", 3.2e-5),
        ("3.2×10⁻⁵", 3.2e-5),
        ("3,2 × 10⁻⁵", 3.2e-5),
        ("10⁻⁵", 1e-5),
    ],
)
def test_what_people_type_is_understood(text, lr):
    assert parse_lr(text, MAX_LR) == lr


@pytest.mark.parametrize(
    "text",
    ["abc", "1/0", "1/2/3", "1,2,3", "1_0", "0x1", "nan", "--1", "/", "٣", "1 2", "10⁻", "× 10⁻⁵"],
)
def test_what_is_no_number_is_refused_in_one_sentence_with_examples(text):
    with pytest.raises(ValueError, match=r"0\.01, 1e-3 or 1/30|no learning rate") as error:
        parse_lr(text, MAX_LR)
    assert text in str(error.value)


def test_nothing_typed_is_asked_for():
    with pytest.raises(ValueError, match="Type a learning rate"):
        parse_lr("  ", MAX_LR)


@pytest.mark.parametrize("text", ["-0.1", "1000000.1", "inf", "∞", "1e400"])
def test_what_is_no_learning_rate_is_refused_naming_the_range(text):
    with pytest.raises(ValueError, match="from 0 to 10⁶"):
        parse_lr(text, MAX_LR)


@pytest.mark.parametrize("text", ["0", "1e-8", "1000", "1e6"])
def test_what_a_session_takes_can_be_typed_though_the_dial_does_not_turn_so_far(text):
    session = Session()
    session.turn_dial(parse_lr(text, MAX_LR))
    assert session.lr == float(text)


@given(st.text("0123456789eE+-._infatyxn ٠", max_size=12))
def test_numbers_are_read_as_in_python_without_its_extras(text):
    try:
        value = read_number(text)
    except ValueError:
        return
    assert "_" not in text
    assert text.isascii()
    assert value == float(text) or math.isnan(value)


@given(st.text("0123456789eE+-._infatyxn /٠", max_size=12))
def test_any_text_is_a_number_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert isinstance(read_number(text), float)


def test_a_fraction_is_the_quotient_of_its_two_numbers():
    assert read_number("1/3") == 1 / 3
    assert read_number(" 1e-3 / 2.5 ") == 1e-3 / 2.5
    assert read_number("1e300/1e-300") == math.inf


@pytest.mark.parametrize("text", ["1/0", "0/0", "1/2/3", "1/", "/2", "/", "1/ ٣", "1_0/2", "1//2"])
def test_what_is_no_fraction_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - it has no text of its own
        read_number(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(37.0, "37.0"), (-27.66, "−27.7"), (-0.04, "0.0"), (math.nan, "NaN"), (math.inf, "∞")],
)
def test_a_fixed_number_keeps_its_point_where_it_is(value, text):
    assert fixed(value, 1) == text


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [
        (11.0, 11.6, 3),
        (48.8303, 48.8309, 6),
        (1.625, 1.62500004, 9),
        (2.0, 2.0, 3),
        (1.0, math.inf, 3),
    ],
)
def test_two_numbers_are_told_with_as_many_digits_as_show_how_they_differ(one, other, digits):
    assert digits_apart(one, other) == digits


def test_rounding_does_not_set_apart_what_is_all_but_the_same():
    digits = digits_apart(1.6249, 1.6251)
    assert (number(1.6249, digits), number(1.6251, digits)) == ("1.6249", "1.6251")


def test_a_projection_is_never_told_to_be_earlier_than_it_is():
    assert about(500.4) == "501"
    assert about(2000.1) == "2100"
    assert about(2000.0) == "2000"
    assert about_steps(0.4) == "about 1 step"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 12 ", 12),
        ("+7", 7),
        ("−3", -3),
        ("12\u202f300", 12300),
        ("1e3", 1000),
        ("5.0", 5),
        ("10⁶", 10**6),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_a_whole_number_is_read_in_any_form_and_to_its_last_digit(text, value):
    assert read_whole(text) == value
    assert type(read_whole(text)) is int


@pytest.mark.parametrize(
    "text", ["", "1.5", "1e20", "nan", "inf", "٣", "1_0", "0x10", "1 0", "9" * 41]
)
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # as int() does
        read_whole(text)
