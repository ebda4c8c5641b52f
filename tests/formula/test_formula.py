"""Formulas of users: what is refused and where, derivatives against mpmath, the same bits on every path."""

import importlib.util
import math
import operator
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from effort import counted
from lrsim import _core
from lrsim._core import SurfaceCode
from lrsim.errors import InputError
from lrsim.formula.parser import parse_formula
from lrsim.formula.program import Program, compile_expression

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["-O3", "-g0", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"]

PROBE = """
# cython: language_level=3
from lrsim.kernels.surfaces.tape cimport Formula, SPACE, formula_lanes, open_formula, spread
def lanes(size_t kernel, size_t x, size_t y, size_t f, size_t gx, size_t gy, Py_ssize_t count):
    cdef Formula s
    cdef double space[32 * SPACE]
    cdef Py_ssize_t i
    open_formula(<const double *>kernel, &s)
    spread(s.constants, s.fixed, space)
    for i in range(0, count, 32):
        formula_lanes(&s, space, <const double *>x + i, <const double *>y + i,
                      <double *>f + i, <double *>gx + i, <double *>gy + i)
"""

BUILD = """
from Cython.Build import cythonize
from setuptools import Extension, setup
extension = Extension("lanes_probe", ["lanes_probe.pyx"], extra_compile_args={flags!r})
setup(ext_modules=cythonize([extension], include_path=[{root!r}], language_level=3))
"""

SAMPLES = [
    "(1-x)**2 + 100*(y-x**2)**2",
    "x**2 + 10*sin(y)**2",
    "-20*exp(-0.2*sqrt(0.5*(x**2+y**2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20",
    "min(x, y)*max(x, 0.5) + abs(x - y) + floor(3*x)",
    "tanh(x)*sinh(y) + cosh(x*y) - tan(x/4)",
    "log(1 + x**2)/(2 + y**4) + 2**x + (2 + x**2)**y + (3 + y)**1.5 + x**-2",
    "1/x - 3/(1 - y) + x/7",
    "min(log(x), y) + (x**2)**(1/3) + tanh(9*y)*exp(-300 + 200*x)",
    "x",
    "y + 0*x",
    "7",
    "where(x < y, x**2*y, sqrt(x)) + (x + 1 <= 2*y) - where(y > 0.5, log(y), 1/x)",
    "where(x, y, 3) + (x > y)*(x >= 0) + where(y <= 0, exp(-x), x**y)",
]


def kernel_values(text, points):
    """Return loss, gradient and Hessian by the core's scalar functions."""
    program = compile_expression(text)
    points = np.ascontiguousarray(points[:, : program.dimensions])
    loss, gradient = np.empty(len(points)), np.empty(points.shape)
    hessian = np.empty((*points.shape, points.shape[1]))
    _core.evaluate(SurfaceCode.FORMULA, program.surface_kernel(), points, loss, gradient, hessian)
    return loss, gradient, hessian


REFUSED = {
    "x^2": (1, "write ** for powers"),
    "2x": (1, "an operator is missing"),
    "x.real": (1, "a dot"),
    "__class__": (0, "there is no name __class__"),
    "x.__class__": (1, "a dot"),
    "((x)": (0, "closes this ("),
    "x)": (1, "that this ) closes"),
    "min(x)": (0, "two arguments"),
    "sin(x, y)": (0, "one argument"),
    "": (0, "empty"),
    "   ": (0, "empty"),
    "x +": (3, "ends too early"),
    "x * / y": (4, "must stand here"),
    "'x'": (0, "text"),
    "x < y < 1": (6, "write (a < b)*(b < c)"),
    "x < y + 1 >= 2": (10, "write (a < b)*(b < c)"),
    "x < ": (3, "ends too early"),
    "< x": (0, "must stand here"),
    "x ≤ y": (2, "write <="),
    "x < 1 & y": (6, "between two comparisons"),
    "where(x < 1, x)": (0, "three arguments"),
    "x == y": (2, "equals"),
    "sin x": (0, "write sin(…)"),
    "1 + cso(x)": (4, "did you mean cos?"),
    "x + stepp": (4, "there is no name stepp"),
    "1e999": (0, "too large"),
    "9**9**9": (1, "too large"),
    "1/0 + x": (1, "too large"),
    "x + log(0-1)": (4, "not defined"),
    "sqrt(-1)*x": (0, "not defined"),
    "x\0y": (1, "U+0000"),
    "x\ny": (1, "U+000A"),
    "x × y": (2, "write *"),
    "x²": (1, "**2"),
    "١ + x": (0, "not allowed"),
    "(x, y)": (2, "min, max and where"),
    "x(2)": (1, "operator is missing"),
    "lambda: x": (6, "not allowed"),
    "x if y else 1": (2, "operator is missing"),
    "[x]": (0, "round brackets"),
    "0x10": (1, "operator is missing"),
    "1_000": (1, "operator is missing"),
}


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_refusal_says_what_is_wrong_and_points_there(text):
    column, words = REFUSED[text]
    with pytest.raises(InputError) as caught:
        compile_expression(text)
    message, shown, caret = str(caught.value).split("\n")
    assert words in message
    assert caret == " " * column + "^"
    assert len(shown) <= 60


def test_refusal_in_a_long_formula_shows_a_window_around_the_place():
    text = "+".join(["x"] * 90) + "+?+" + "+".join(["y"] * 90)
    with pytest.raises(InputError) as caught:
        compile_expression(text)
    _, shown, caret = str(caught.value).split("\n")
    assert len(shown) == 60
    assert shown[0] == shown[-1] == "…"
    assert shown[len(caret) - 1] == "?"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "x+" * 200_000,
        "9**" * 300 + "9",
        "-" * 999 + "x",
        "sin(" * 240 + "x" + ")" * 240,
    ],
    ids=["brackets", "sums", "powers", "signs", "calls"],
)
def test_too_large_a_formula_is_refused_at_once(text):
    with pytest.raises(InputError) as caught, counted() as effort:
        compile_expression(text)
    assert effort.calls < 20_000  # where reading alone would take 100,000 and more
    assert len(str(caught.value).splitlines()) <= 3


def test_what_needs_too_much_space_is_refused():
    product = "*".join(f"(x+{k})" for k in range(90))
    with pytest.raises(InputError, match="too large"):
        compile_expression(product).surface_kernel()


def test_text_is_required():
    for wrong in (None, 3, b"x", ["x"]):
        with pytest.raises(InputError):
            compile_expression(wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-x**2", -9.0),
        ("2**-x", 0.125),
        ("2**3**2", 512.0),
        ("x - 1 - 1", 1.0),
        ("12 / x / 2", 2.0),
        ("-x*-x", 9.0),
        ("+x--x", 6.0),
        (".5*x + 1.e0 + 1e-1*10", 3.5),
        ("x**0 + x**1", 4.0),
        ("x**-2", 1 / 9.0),
        ("min(x, 2) + max(x, 2)", 5.0),
        ("pi + 0*x", math.pi),
        (" x\t", 3.0),
    ],
)
def test_grammar(text, value):
    assert compile_expression(text).evaluate({"x": 3.0}) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x < 1", [1, 1, 0, 0, 0]),
        ("x <= 1", [1, 1, 1, 0, 0]),
        ("x > 1", [0, 0, 0, 1, 0]),
        ("x >= 1", [0, 0, 1, 1, 0]),
        ("1 > x", [1, 1, 0, 0, 0]),
        ("1 + x < 3*x - 1", [0, 0, 0, 1, 0]),
        ("-(x < 1)", [-1, -1, 0, 0, 0]),
        ("(x > -1)*(x <= 1)", [0, 1, 1, 0, 0]),
        ("(x > 0) < (x < 2)", [1, 1, 0, 0, 0]),
        ("where(x > 0, 1/x, 7)", [7, 7, 1, 0.5, 7]),
        ("where(x < 0, log(x), 3)", [math.nan, 3, 3, 3, 3]),
        ("where(1 < 2, x, log(0 - x))", [-1, 0, 1, 2, math.nan]),
        ("min(x < 1, x)", [-1, 0, 0, 0, math.nan]),
    ],
)
def test_comparisons_are_1_where_they_hold_and_where_chooses(text, values):
    x = np.array([-1.0, 0.0, 1.0, 2.0, math.nan])
    got = compile_expression(text).evaluate({"x": x})
    assert np.array_equal(got, np.array(values, dtype=float), equal_nan=True)


@pytest.mark.parametrize(
    ("text", "point", "slope", "curvature"),
    [
        ("where(x > 0, sqrt(x), x**2)", -1.0, -2.0, 2.0),
        ("where(x > 0, sqrt(x), x**2)", 4.0, 0.25, -1 / 32),
        ("where(x > 0, log(x), 0)", -1.0, 0.0, 0.0),
        ("where(x > 0, x**1.5, -x)", -3.0, -1.0, 0.0),
        ("x*where(x < 100, 1, exp(x**2))", 3.0, 1.0, 0.0),
        ("where(x < 0, where(x < -1, x**2, 1/x**3), log(x))", -2.0, -4.0, 2.0),
        ("where(x < 0, where(x < -1, x**2, -x), log(x))", -0.5, -1.0, 0.0),
        ("where(x < 0, x, sin(1/x))**2", -1.0, -2.0, 2.0),
        ("(x < 1)*x**2", 0.5, 1.0, 2.0),
        ("x < 1", 1.0, 0.0, 0.0),
    ],
)
def test_what_is_not_chosen_has_no_say_in_the_derivatives(text, point, slope, curvature):
    _, gradient, hessian = kernel_values(text, np.array([[point, 0.0]]))
    assert gradient[0, 0] == pytest.approx(slope, rel=1e-14)
    assert hessian[0, 0, 0] == pytest.approx(curvature, rel=1e-14)


def test_constants_are_numbers_with_names():
    program = compile_expression("a*x**b", constants=[("a", 3.0), ("b", 2.0)])
    assert program.names == ("x",)
    assert program.evaluate({"x": 2.0}) == 12.0
    assert (
        program.surface_kernel().tolist() == compile_expression("3*x**2").surface_kernel().tolist()
    )


@pytest.mark.parametrize(
    ("text", "constants", "words"),
    [
        ("a*x", [], "there is no name a; give its number behind the formula, as in a=1"),
        ("kapa*x", [("kappa", 1.0)], "there is no name kapa; did you mean kappa?"),
        ("a(x)", [("a", 1.0)], "an operator is missing"),
        ("a*x", None, "there is no name a; allowed are x, y"),
    ],
)
def test_a_name_without_a_number_is_refused(text, constants, words):
    with pytest.raises(InputError) as caught:
        compile_expression(text, constants=constants)
    assert words in str(caught.value)


def test_names_are_those_really_used():
    program = compile_expression("0.1*0.95**step", ("step", "lr", "steps"))
    assert program.names == ("step",)
    assert isinstance(program, Program)
    rates = program.evaluate({"step": np.arange(100)})
    assert np.allclose(rates, 0.1 * 0.95 ** np.arange(100), rtol=1e-15)
    with pytest.raises(InputError, match="step"):
        program.evaluate({"lr": 0.1})


def test_more_variables_than_there_is_room_for_are_refused():
    with pytest.raises(ValueError, match="at most 4"):
        compile_expression("a", ("a", "b", "c", "d", "f"))
    with pytest.raises(ValueError, match="two coordinates"):
        compile_expression("x + z", ("x", "y", "z")).surface_kernel()


def test_values_broadcast():
    program = compile_expression("x + 10*y")
    values = program.evaluate({"x": np.arange(3.0), "y": np.arange(2.0)[:, np.newaxis]})
    assert values.tolist() == [[0, 1, 2], [10, 11, 12]]
    assert program.evaluate({"x": 1, "y": 2}).shape == ()
    assert program.evaluate({"x": [], "y": 2}).shape == (0,)
    assert compile_expression("7").evaluate({"x": np.zeros(3), "y": 0.0}).tolist() == [7, 7, 7]


# --- derivatives ---

FUNCTIONS = ["sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "floor"]

MP = {
    **{name: getattr(mpmath, name) for name in FUNCTIONS},
    "abs": abs,
    "min": min,
    "max": max,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "less": lambda a, b: mpmath.mpf(a < b),
    "at_most": lambda a, b: mpmath.mpf(a <= b),
    "more": lambda a, b: mpmath.mpf(a > b),
    "at_least": lambda a, b: mpmath.mpf(a >= b),
    "where": lambda condition, yes, no: yes if condition else no,
}


def exact_values(tree, x, y):
    """Return the values of all nodes of a tree in mpmath's arithmetic."""
    values = []
    for node in tree:
        if node.op == "number":
            values.append(mpmath.mpf(node.value))
        elif node.op == "name":
            values.append(x if node.name == "x" else y)
        else:
            values.append(MP[node.op](*(values[a] for a in node.args)))
    return values


def trees(leaves):
    one = st.sampled_from([*FUNCTIONS, "abs"])
    two = st.sampled_from(
        ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "min({}, {})", "max({}, {})"]
    )
    power = st.sampled_from(["2", "3", "-1", "0.5", "1.5", "7", "x", "(y + 2)"])
    return st.one_of(
        st.builds("{}({})".format, one, leaves),
        st.builds(str.format, two, leaves, leaves),
        st.builds("({})**{}".format, leaves, power),
        st.builds("-{}".format, leaves),
    )


LEAVES = st.sampled_from(["x", "y", "x", "y", "2", "0.75", "pi", "1.5"])


@settings(max_examples=150, deadline=None)
@given(text=st.recursive(LEAVES, trees, max_leaves=7))
def test_derivatives_of_random_formulas(text):
    try:
        tree = parse_formula(text, ("x", "y"))
        program = compile_expression(text)
        program.surface_kernel()
    except InputError:  # constants that come to infinity, or to nothing
        assume(False)
    points = np.random.default_rng(3).uniform(0.3, 1.7, (4, 2))
    loss, gradient, hessian = kernel_values(text, points)
    for i, point in enumerate(points):
        with mpmath.workdps(60):
            x, y = (mpmath.mpf(c) for c in point)
            nodes = exact_values_or_none(tree, x, y)
            # what overflows or cancels by many digits is no fault of the derivatives
            if nodes is None or any(not 1e-3 < abs(v) < 1e3 for v in nodes):
                continue
            expected = taylor(tree, x, y)
        size = 1 + max(abs(float(e)) for e in expected)
        got = [loss[i], *slopes(gradient[i], hessian[i])]
        wanted = expected if program.dimensions == 2 else [expected[k] for k in (0, 1, 3)]
        for value, exactly in zip(got, wanted, strict=True):
            assert math.isclose(value, float(exactly), rel_tol=1e-9, abs_tol=1e-9 * size)


def exact_values_or_none(tree, x, y):
    try:
        values = exact_values(tree, x, y)
        return values if all(mpmath.isfinite(v) and mpmath.im(v) == 0 for v in values) else None
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        return None


def slopes(gradient, hessian):
    if len(gradient) == 1:
        return [gradient[0], hessian[0, 0]]
    return [*gradient, hessian[0, 0], hessian[0, 1], hessian[1, 1]]


def taylor(tree, x, y):
    """Return f, fx, fy, fxx, fxy, fyy from differences in 60 digits."""
    h = mpmath.mpf(10) ** -15
    f = {
        (i, j): exact_values(tree, x + i * h, y + j * h)[-1] for i in (-1, 0, 1) for j in (-1, 0, 1)
    }
    return [
        f[0, 0],
        (f[1, 0] - f[-1, 0]) / (2 * h),
        (f[0, 1] - f[0, -1]) / (2 * h),
        (f[1, 0] - 2 * f[0, 0] + f[-1, 0]) / h**2,
        (f[1, 1] - f[1, -1] - f[-1, 1] + f[-1, -1]) / (4 * h**2),
        (f[0, 1] - 2 * f[0, 0] + f[0, -1]) / h**2,
    ]


@pytest.mark.parametrize("text", [*SAMPLES[:7], *SAMPLES[-2:]])
def test_derivatives_of_samples(text):
    points = np.random.default_rng(5).uniform(0.1, 0.9, (20, 2))
    _, gradient, hessian = kernel_values(text, points)
    tree = parse_formula(text, ("x", "y"))
    for i, point in enumerate(points):
        with mpmath.workdps(60):
            _, *expected = taylor(tree, *(mpmath.mpf(c) for c in point))
        got = slopes(gradient[i], hessian[i])
        assert np.allclose(got, [float(e) for e in expected], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("1/(1 + exp(-50*x))", -20, 0),
        ("1/(1 + exp(-50*x))", 20, 0),
        ("1/cosh(100*x)", 20, 0),
        ("sqrt(x**2)", 0, 0),
        ("abs(x)", 0, 0),
        ("(0*x)**x", 2, 0),
        ("x**2.5", 0, 0),
        ("exp(-x**2)", 1e100, 0),
        ("min(x, 1)", 3, 0),
        ("max(x, 1)", 3, 1),
        ("floor(x)", 0.5, 0),
    ],
)
def test_slopes_where_parts_overflow_or_have_kinks(text, point, gradient):
    assert kernel_values(text, np.array([[point, 0.0]]))[1].tolist() == [[gradient]]


# --- the same bits ---


@pytest.fixture(scope="module")
def probe(tmp_path_factory):
    if sys.platform == "win32":
        pytest.skip("the flags are gcc's")
    folder = tmp_path_factory.mktemp("probe")
    (folder / "lanes_probe.pyx").write_text(PROBE)
    (folder / "setup.py").write_text(BUILD.format(flags=FLAGS, root=str(ROOT)))
    command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    library = next(folder.glob("lanes_probe*.so"))
    spec = importlib.util.spec_from_file_location("lanes_probe", library)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("text", SAMPLES)
def test_scalar_evaluate_and_lanes_have_the_same_bits(probe, text):
    points = np.random.default_rng(7).uniform(-3, 3, (32 * 20, 2))
    loss, gradient, _ = kernel_values(text, points)
    program = compile_expression(text)
    x, y = np.ascontiguousarray(points.T)
    f, gx, gy = np.empty((3, len(points)))
    kernel = program.surface_kernel()
    probe.lanes(*(array.ctypes.data for array in (kernel, x, y, f, gx, gy)), len(points))
    assert np.array_equal(loss, f, equal_nan=True)
    assert np.array_equal(gradient[:, 0], gx, equal_nan=True)
    if program.dimensions == 2:
        assert np.array_equal(gradient[:, 1], gy, equal_nan=True)
    assert np.array_equal(program.evaluate({"x": x, "y": y}), loss, equal_nan=True)


def test_a_folded_number_has_the_bits_of_one_computed():
    for text in ("sin({})", "exp({})", "{}**1.7", "tanh({})/3", "log({})"):
        folded = compile_expression(text.format("1.3")).evaluate({})
        assert folded == compile_expression(text.format("x")).evaluate({"x": 1.3})


def test_a_kernel_survives_being_a_tuple_of_numbers():
    kernel = compile_expression(SAMPLES[2]).surface_kernel()
    assert np.array(tuple(kernel.tolist())).tobytes() == kernel.tobytes()
    assert not np.isnan(kernel).any()


# --- anything at all ---

PIECES = ["x", "y", "2", "1e3", ".5", "+", "-", "*", "/", "**", "(", ")", ",", "sin", "min", "exp"]
PIECES += ["max", "pi", "e", "^", ".", "__class__", "é", "\0", "9**9", " "]


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_gives_a_program_or_an_input_error(text):
    message = ""
    try:
        program = compile_expression(text)
        program.surface_kernel()
        program.evaluate({"x": np.linspace(-1, 1, 5), "y": 0.5})
    except InputError as error:
        message = str(error)
    lines = message.split("\n")
    assert len(lines) <= 3
    assert all(line.isprintable() for line in lines)
