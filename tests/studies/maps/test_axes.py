"""Axes: the same values everywhere, ranges down to neighbouring doubles, errors that say what is allowed."""

import math
import sys

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.errors import InputError
from lrsim.studies.maps.axes import Axis, axis_of
from lrsim.studies.maps.coordinates import usual_axis
from lrsim.studies.maps.quantities import quantities
from lrsim.studies.maps.ticks import ticks


def experiment(surface="rosenbrock", optimizer="sgd"):
    return lrsim.Experiment(surface, runners=[lrsim.Runner(optimizer=optimizer)])


def test_both_ends_belong_to_an_axis():
    for scale in ("log", "linear"):
        values = Axis("lr", 1e-4, 10.0, 512, scale).values
        assert (values[0], values[-1], len(values)) == (1e-4, 10.0, 512)


def test_a_linear_axis_has_equal_steps():
    assert Axis("momentum", 0.0, 1.0, 5).values.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


@given(low=st.floats(1e-12, 1e3), width=st.floats(1e-11, 1e6), count=st.integers(2, 40))
def test_a_log_axis_has_equal_ratios_however_narrow(low, width, count):
    axis = Axis("lr", low, low * (1.0 + width), count, "log")
    with mpmath.workdps(40):
        ratio = mpmath.mpf(axis.high) / mpmath.mpf(axis.low)
        for k, value in enumerate(axis.values.tolist()):
            exact = mpmath.mpf(low) * ratio ** (mpmath.mpf(k) / (count - 1))
            assert abs(value - exact) <= 64 * math.ulp(float(exact))


@given(
    low=st.floats(1e-9, 1e3),
    width=st.floats(1e-9, 1e6),
    share=st.floats(0, 1),
    scale=st.sampled_from(["log", "linear"]),
)
def test_share_and_at_undo_each_other(low, width, share, scale):
    axis = Axis("lr", low, low * (1.0 + width), 3, scale)
    assert axis.share(axis.at(share)) == pytest.approx(share, abs=1e-5)


def test_share_lies_outside_of_0_to_1_outside_of_the_axis():
    axis = Axis("lr", 0.1, 10.0, 3, "log")
    assert axis.share(100.0) == pytest.approx(1.5)
    assert axis.share(0.001) == pytest.approx(-1.0)
    assert math.isnan(axis.share(0.0))


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize("centre", [1e-7, 0.25, 3.0, 700.0])
def test_zooming_ends_where_cells_would_no_longer_be_distinct_doubles(centre, scale):
    axis = Axis("lr", centre / 10, centre * 10, 512, scale)
    for _ in range(60):
        if axis.deepest:
            break
        middle, half = axis.values[256], (axis.high - axis.low) / 8
        axis = axis.part(max(middle - half, axis.low), middle + half)
    assert axis.deepest
    assert (np.diff(axis.values) > 0.0).all()
    assert axis.high - axis.low < 1e4 * math.ulp(axis.high)
    deeper = axis.part(axis.values[200], axis.values[210])
    assert deeper.high - deeper.low >= 0.4 * (axis.high - axis.low)


def test_neighbouring_doubles_are_refused_with_the_number_there_are():
    with pytest.raises(InputError, match=r"lr: 512 values .* only 6; a wider range or fewer"):
        Axis("lr", 1.0, 1.0 + 1e-15, 512)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            ("beta1", 0, 0.9, 4),
            "x: 'beta1' is not allowed; with sgd on rosenbrock it must be one of lr",
        ),
        (("lr", 0, 1, 4), "x.low: 0.0 is not allowed; must be at least 10⁻³⁰⁰ on a log axis"),
        (
            ("lr", 1, 2e6, 4),
            "x.lr.high: 2000000.0 is not allowed; must be a number from 0 to 10⁶",
        ),
        (("momentum", 0, 1, 4), "x.momentum.high: 1.0 .* at least 0 and below 1"),
        (("momentum", 0.5, 0.5, 4), "x.high: 0.5 is not allowed; must be above low"),
        (
            ("lr", 0.1, 1, 1),
            "x.count: 1 is not allowed; must be a whole number from 2 to 65\u202f536",
        ),
        (("lr", 0.1, 1, 2.5), "x.count: 2.5"),
        (("lr", 0.1, math.inf, 4), "x.high: inf is not allowed; must be a finite number"),
        (("lr", True, 2, 4), "x.low: True"),
        (("lr", 0.1, 1, 4, "cubic"), "x.scale: 'cubic' is not allowed; must be log or linear"),
        (("start_x", -1e308, 1.7e308, 4), "x.high: .* range that is not infinite"),
        (("start_x", 0, 5e-324, 2), "x.high: 5e-324 is not allowed; must be 10⁻³⁰⁰ above low"),
        ("lr:0.1:much:4", "x.high: 'much' is not allowed; must be a number"),
        ("lr:0.1:1", "x: 'lr:0.1:1' is not allowed; must be NAME, LOW, HIGH, COUNT"),
        (7, "x: 7 is not allowed"),
        ((1, 2, 3, 4), "x.name: 1 is not allowed"),
    ],
)
def test_errors_name_the_axis_and_what_is_allowed(given, message):
    with pytest.raises(InputError, match=f"^{message}"):
        axis_of("x", given, experiment().setup())


def test_values_that_do_not_go_with_another_parameter_are_refused():
    nesterov = experiment(optimizer="sgd:momentum=0.9,nesterov=true")
    with pytest.raises(
        InputError, match=r"x\.momentum\.low: 0\.0 .* with nesterov=true, which needs"
    ):
        axis_of("x", ("momentum", 0, 0.9, 4), nesterov.setup())
    assert axis_of("x", ("momentum", 0.01, 0.9, 4), nesterov.setup()).low == 0.01


def test_text_says_the_same_as_a_tuple():
    text = axis_of("x", "start_x:-2:2:9:linear", experiment().setup())
    assert text == axis_of("x", ("start_x", -2, 2, 9), experiment().setup())
    assert axis_of("x", "lr:1e-3:1:9", experiment().setup()).scale == "log"
    assert axis_of("x", "lr:1e-3:1:9:linear", experiment().setup()).scale == "linear"


def test_a_line_has_one_coordinate():
    assert "start_y" not in quantities(experiment("quadratic").setup())
    with pytest.raises(InputError, match="'start_y'"):
        axis_of("y", ("start_y", 0, 1, 4), experiment("quadratic").setup())


def test_parameters_of_optimizer_and_surface_are_quantities():
    known = quantities(experiment("long-valley", "adam").setup())
    assert {"lr", "lr_x", "lr_y", "start_x", "start_y", "beta1", "beta2", "eps", "kappa"} <= set(
        known
    )
    assert "amsgrad" not in known


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        (Axis("lr", 1e-4, 10.0, 9, "log"), ["0.0001", "0.001", "0.01", "0.1", "1", "10"]),
        (Axis("lr", 0.03, 0.4, 9, "log"), ["0.05", "0.1", "0.2"]),
        (Axis("momentum", 0.0, 0.99, 9), ["0", "0.2", "0.4", "0.6", "0.8"]),
        (Axis("start_x", -5.0, 5.0, 9), ["−4", "−2", "0", "2", "4"]),
        (
            Axis("start_x", 1.0, 1.0007, 9),
            ["1", "1.0001", "1.0002", "1.0003", "1.0004", "1.0005", "1.0006", "1.0007"],
        ),
    ],
)
def test_ticks_are_round_numbers(axis, texts):
    found = ticks(axis)
    assert [text for _, text in found.places] == texts
    assert found.offset == ""


@given(
    low=st.floats(1e-9, 1e3), width=st.floats(1e-9, 1e9), scale=st.sampled_from(["log", "linear"])
)
def test_every_axis_has_some_ticks_in_their_places(low, width, scale):
    axis = Axis("lr", low, low * (1.0 + width), 9, scale)
    places = [place for place, _ in ticks(axis).places]
    assert 1 <= len(places) <= 22
    assert places == sorted(places)
    assert all(-1e-6 <= place <= 1.0 + 1e-6 for place in places)


def test_a_narrow_range_is_labelled_by_differences_from_its_middle():
    axis = Axis("lr", 0.35, 0.35 + 1e-12, 512)
    found = ticks(axis)
    assert float(found.offset) == pytest.approx(0.35, abs=1e-11)
    assert (0.5, "0") in found.places
    assert "+2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻¹³" in [text for _, text in found.places]


def test_a_log_axis_may_reach_from_the_smallest_doubles_to_the_largest():
    axis = Axis("escape", 1e-300, 1e300, 4, "log")
    assert axis.values.tolist() == pytest.approx([1e-300, 1e-100, 1e100, 1e300], rel=1e-12)
    assert axis.at(axis.share(1e250)) == pytest.approx(1e250, rel=1e-12)
    assert math.isfinite(axis.at(10.0))


@pytest.mark.parametrize(
    ("low", "high", "scale"),
    [
        (1e-300, 1.7e308, "log"),
        (1e307, sys.float_info.max, "log"),
        (1e-300, 1.5e-300, "log"),
        (0.0, 1e-300, "linear"),
        (-1e-300, 1e300, "linear"),
        (1e308, sys.float_info.max, "linear"),
        (-sys.float_info.max, 0.0, "linear"),
    ],
)
def test_every_axis_has_ticks_along_it(low, high, scale):
    places = ticks(Axis("escape", low, high, 3, scale)).places
    assert 1 <= len(places) <= 16
    assert all(-1e-6 <= share <= 1.0 + 1e-6 for share, _ in places)


@pytest.mark.parametrize("escape", [5e-324, 1e-310, 1e308, math.inf])
@pytest.mark.parametrize("lr", [5e-324, 1e-299, 1e6])
def test_a_usual_axis_is_one_whatever_the_runner_has(escape, lr):
    domain = "low=-5e-324,high=0" if escape < 1.0 else "low=1,high=1.0000000000000002"
    start = 1e308 if escape > 1.0 else 0.0
    extreme = lrsim.Experiment(
        f"formula:x**2,{domain},escape={escape!r}", start=start, runners=[lrsim.Runner(lr=lr)]
    )
    for name in quantities(extreme.setup()):
        assert usual_axis(extreme.setup(), name, 64).count == 64
