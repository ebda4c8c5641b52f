"""The core's elementary functions against mpmath: directly, and through what uses them.

They are inline C in `kernels/math/functions.pxd`, which Python cannot call. So a small module that
cimports them is compiled for the tests, with the flags that the core itself is built with.
"""

import hashlib
import importlib.util
import math
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import mpmath
import numpy as np
import pytest

import lrsim
from lrsim import _core
from lrsim.batches import lanes

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["-O3", "-g0", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"]

X86_64 = platform.machine().lower() in ("x86_64", "amd64")
# as in setup.py: without fused multiply-adds
LEVELS = {
    "baseline": ["-march=x86-64"],
    "v3": ["-march=x86-64-v3", "-mno-fma", "-fno-tree-slp-vectorize"],
    "v4": ["-march=x86-64-v4", "-mprefer-vector-width=512", "-mno-fma", "-fno-tree-slp-vectorize"],
}
ONE = [
    "exp",
    "expm1",
    "log",
    "log1p",
    "tanh",
    "log_cosh",
    "sin",
    "cos",
    "tan",
    "sin_pi",
    "cos_pi",
    "sinh",
    "cosh",
    "floor",
    "rounded",
]
"""Functions of one argument."""
PAIRS = {
    "sin_cos": ("sin", "cos"),
    "sin_cos_pi": ("sin_pi", "cos_pi"),
    "tanh_log_cosh": ("tanh", "log_cosh"),
}
"""Functions that give two of them at once."""

PROBE = """
# cython: language_level=3, cdivision=True, boundscheck=False, wraparound=False
from libc.stdint cimport uint64_t
from lrsim.kernels.math cimport functions as math
def pow(double x, double y): return math.pow(x, y)
def cos_turn(long long k, long long n): return math.cos_turn(k, n)
def normals(uint64_t a, uint64_t b):
    cdef double z[2]
    math.normals(a, b, z)
    return z[0], z[1]
"""
ALONE = """
def {name}(double x): return math.{name}(x)
"""
TOGETHER = """
def {name}(double x):
    cdef double a = 0.0, b = 0.0
    math.{name}(x, &a, &b)
    return a, b
"""
LANES = """
def lanes_{name}(size_t x_at, size_t y_at, size_t out_at, size_t other_at, Py_ssize_t count):
    cdef const double *x = <const double *>x_at
    cdef const double *y = <const double *>y_at
    cdef double *out = <double *>out_at
    cdef double *other = <double *>other_at
    cdef Py_ssize_t i
    cdef int lane
    cdef double a = 0.0, b = 0.0
    for i in range(0, count, 32):
        for lane in range(32):
            {call}
            out[i + lane] = a
            other[i + lane] = b
"""
CALLS = {
    **{name: f"a = math.{name}(x[i + lane])" for name in ONE},
    **{name: f"math.{name}(x[i + lane], &a, &b)" for name in PAIRS},
    "pow": "a = math.pow(x[i + lane], y[i + lane])",
}
"""How each is called over 32 lanes, as the loops over lanes do; addresses compile faster than memoryviews."""
PROBE += "".join(ALONE.format(name=name) for name in ONE)
PROBE += "".join(TOGETHER.format(name=name) for name in PAIRS)
PROBE += "".join(LANES.format(name=name, call=call) for name, call in CALLS.items())

BUILD = """
from Cython.Build import cythonize
from setuptools import Extension, setup
extension = Extension("probe", ["probe.pyx"], extra_compile_args={flags!r})
setup(
    name="probe",
    ext_modules=cythonize([extension], include_path=[{root!r}], quiet=True),
    script_args=["--quiet", "build_ext", "--inplace"],
)
"""


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    """The functions of `kernels/math/functions.pxd`, callable; compiled for the plainest CPU."""
    return built(tmp_path_factory.mktemp("probe"), LEVELS["baseline"] if X86_64 else [])


def built(folder, flags):
    """Compile the probe with more flags and load it; GCC's notes on loops are left beside it."""
    pytest.importorskip("Cython")
    (folder / "probe.pyx").write_text(PROBE)
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        pytest.skip("no C compiler to reach the inline functions with")
    if X86_64 and "gcc" in (sysconfig.get_config_var("CC") or ""):
        flags = [*flags, f"-fopt-info-vec-optimized={folder / 'notes'}"]
    (folder / "build.py").write_text(BUILD.format(flags=FLAGS + flags, root=str(ROOT)))
    done = subprocess.run(
        [sys.executable, "build.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (library,) = [path for path in folder.iterdir() if path.suffix in (".so", ".pyd")]
    spec = importlib.util.spec_from_file_location("probe", library)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ulps(value, exact):
    """Return how far a float is from the exact value, in units in the last place of the latter."""
    if exact == 0:
        return 0.0 if value == 0 else math.inf
    return float(abs(mpmath.mpf(value) - exact) / mpmath.mpf(math.ulp(float(exact))))


def worst(function, exact, points):
    """Return the largest error in ulp, and where it is."""
    with mpmath.workprec(200):
        errors = [(ulps(function(x), exact(mpmath.mpf(x))), x) for x in points]
    return max(errors)


def spread(low, high, n, seed=1):
    """Return points of both signs, uniform and logarithmic, `low` to `high` in size."""
    draw = np.random.default_rng(seed)
    size = np.concatenate(
        [
            draw.uniform(low, high, n),
            np.exp(draw.uniform(math.log(low), math.log(high), n)),
        ]
    )
    return (size * draw.choice([-1.0, 1.0], len(size))).tolist()


def halfway(step, n):
    """Return the places between the first multiples of a step, where a reduction changes over."""
    return [(k + 0.5) * step for k in range(n)]


def around(*places):
    """Return each place with its neighbours, next to it and a little further off."""
    near = [x * (1 + k * 2.0**-52) for x in places for k in (-4, -2, -1, 0, 1, 2, 4)]
    return near + [x * (1 + k * 1e-3) for x in places for k in range(-20, 21)]


LN2 = math.log(2)
TINY = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-200, 1e-100, 1e-30, 1e-16, 1e-8]


def test_exp_is_within_one_ulp(core):
    points = spread(1e-300, 708.3, 2000) + around(*halfway(LN2, 30), 700.0) + TINY
    points += [0.0, -0.0, 709.7, 709.78, 709.782712893384, -708.0, -708.39, -708.3964185322641]
    error, where = worst(core.exp, mpmath.exp, points)
    assert error <= 1, where


def test_exp_below_the_normal_numbers_is_within_one_ulp(core):
    points = np.linspace(-745.1, -708, 3000).tolist() + around(-708.3964185322641, -700.0)
    error, where = worst(core.exp, mpmath.exp, points)
    assert error <= 1, where
    assert core.exp(-710.0) == pytest.approx(4.47628622567513e-309)


def test_exp_at_its_ends(core):
    assert core.exp(0.0) == core.exp(-0.0) == 1.0
    assert core.exp(709.782712893384) < math.inf
    assert core.exp(709.8) == core.exp(1e300) == core.exp(math.inf) == math.inf
    assert core.exp(-745.13) == 5e-324
    assert core.exp(-745.2) == core.exp(-1e300) == core.exp(-math.inf) == 0.0
    assert math.isnan(core.exp(math.nan))


def test_expm1_is_within_two_ulp(core):
    points = spread(1e-300, 709.7, 2000) + spread(0.1, 2, 2000) + TINY
    points += around(*halfway(LN2, 30), *(-x for x in halfway(LN2, 60)), 37.0, 700.0)
    error, where = worst(core.expm1, mpmath.expm1, points)
    assert error <= 2, where
    assert core.expm1(-1e300) == core.expm1(-math.inf) == -1
    assert core.expm1(710.0) == core.expm1(math.inf) == math.inf
    assert math.isnan(core.expm1(math.nan))


def test_log_is_within_two_ulp(core):
    points = [abs(x) for x in spread(1e-320, 1e308, 3000) + spread(0.4, 2.5, 3000)]
    points += around(1.0, math.sqrt(0.5), math.sqrt(2), 2.0, 1.7e308) + TINY
    error, where = worst(core.log, mpmath.log, points)
    assert error <= 2, where
    assert core.log(1.0) == 0
    assert core.log(0.0) == -math.inf
    assert core.log(math.inf) == math.inf
    assert all(math.isnan(core.log(x)) for x in (-1.0, -math.inf, math.nan))


def test_log1p_is_within_two_ulp(core):
    points = [abs(x) for x in spread(1e-300, 1e300, 2000)] + around(1.0, 0.5, 1e16) + TINY
    points += [-x for x in points if 0 < x < 1] + around(math.sqrt(2) - 1, math.sqrt(0.5) - 1)
    points += [2.0**53, 2.0**54, 2.0**1023, 1.5 * 2.0**1023, 1.7e308, 2.0**-53 - 1]
    error, where = worst(core.log1p, mpmath.log1p, points)
    assert error <= 2, where
    assert core.log1p(-1.0) == -math.inf
    assert core.log1p(math.inf) == math.inf
    assert all(math.isnan(core.log1p(x)) for x in (-1.5, -math.inf, math.nan))


ANGLES = [
    *spread(1e-300, 1.6e6, 3000),
    *spread(0.1, 30, 2000),
    *(k * math.pi / 2 for k in range(-600, 600)),
    *(k * math.pi / 4 for k in range(-60, 60)),
    *around(1e6 * math.pi),
]


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_angles_up_to_a_million_are_within_two_ulp(core, name):
    error, where = worst(getattr(core, name), getattr(mpmath, name), ANGLES)
    assert error <= 2, where


def test_sine_and_cosine_far_out_are_those_of_a_place_next_by(core):
    """What n·π/2 rounds off there is like half an ulp of the angle."""
    with mpmath.workprec(300):
        for x in spread(1.6e6, 2.0**51, 2000):
            for got, exact in ((core.sin(x), mpmath.sin(x)), (core.cos(x), mpmath.cos(x))):
                assert abs(got) <= 1
                assert abs(got - exact) <= 2**-52 + math.ulp(x), x


def test_sine_and_cosine_at_their_ends(core):
    for x in spread(2.0**51, 1e308, 500):
        assert (core.sin(x), core.cos(x), core.tan(x)) == (0, 1, 0)
    for x in (0.0, *TINY[:3]):
        assert (core.sin(x), core.cos(x), core.tan(x)) == (x, 1, x)
    for name in ("sin", "cos", "tan", "sin_pi", "cos_pi"):
        assert all(math.isnan(getattr(core, name)(x)) for x in (math.inf, -math.inf, math.nan))


@pytest.mark.parametrize(
    ("name", "even"),
    [("sin", "cos"), ("sin_pi", "cos_pi"), ("tanh", "log_cosh"), ("sinh", "cosh"), ("tan", None)],
)
def test_odd_functions_are_odd_and_even_ones_even(core, name, even):
    for x in [*spread(1e-5, 700, 300), 0.0]:
        assert getattr(core, name)(-x) == -getattr(core, name)(x)
        assert even is None or getattr(core, even)(-x) == getattr(core, even)(x)


@pytest.mark.parametrize("name", ["sin", "tan", "sin_pi", "tanh", "sinh", "expm1", "log1p"])
def test_a_zero_keeps_its_sign(core, name):
    assert math.copysign(1, getattr(core, name)(-0.0)) == -1
    assert math.copysign(1, getattr(core, name)(0.0)) == 1


@pytest.mark.parametrize(("name", "exact"), [("sin_pi", mpmath.sinpi), ("cos_pi", mpmath.cospi)])
def test_half_turns_are_within_two_ulp(core, name, exact):
    points = spread(1e-290, 2.0**52, 3000) + spread(0.01, 20, 3000)
    points += around(*(k / 4 for k in range(1, 12)))
    error, where = worst(getattr(core, name), exact, points)
    assert error <= 2, where


def test_half_turns_of_whole_and_half_numbers_are_exact(core):
    for k in [*range(-9, 10), 10**9 + 1, 2**51 - 1, 2**52 - 1, 2**53 - 1, 1 - 2**53, 2**53, 2**60]:
        assert core.cos_pi(float(k)) == (-1) ** (k % 2)
        assert core.sin_pi(float(k)) == 0
    for k in [*range(-9, 10), 10**9 + 1, 2**51 - 1, 2**52 - 1, 1 - 2**52]:
        assert core.sin_pi(k + 0.5) == (-1) ** (k % 2)
        assert core.cos_pi(k + 0.5) == 0
    assert (core.sin_pi(1e300), core.cos_pi(1e300)) == (0, 1)


@pytest.mark.parametrize("name", ["sinh", "cosh"])
def test_hyperbolic_functions_are_within_two_ulp(core, name):
    points = spread(1e-300, 710.4, 3000) + spread(0.1, 3, 3000) + around(709.0, -709.5) + TINY
    points += [*around(*halfway(LN2, 30)), 710.475860073943, -710.475860073943]
    error, where = worst(getattr(core, name), getattr(mpmath, name), points)
    assert error <= 2, where
    assert getattr(core, name)(710.476) == getattr(core, name)(math.inf) == math.inf
    assert math.isnan(getattr(core, name)(math.nan))


def test_floor_and_rounding_are_those_of_c(core):
    points = [*spread(1e-9, 1e17, 2000), *around(1.0, 2.0**51, 2.0**52), 0.5, 1.5, 2.5, -0.5, -2.0]
    for x in points:
        assert core.floor(x) == math.floor(x)
        assert core.rounded(x) == round(x)
    assert core.floor(math.inf) == math.inf


def test_powers_are_within_one_ulp(core):
    """From the smallest subnormal to the largest number, as results and as bases."""
    draw = np.random.default_rng(4)
    near_one = 1 + draw.choice([-1, 1], 2000) * 10 ** draw.uniform(-15, -1, 2000)
    base = [10 ** draw.uniform(-320, 308, 2000), draw.uniform(0.5, 2, 2000), near_one]
    base = np.concatenate(base)
    exponent = draw.uniform(-745, 709.7, len(base)) / np.log(base)
    pairs = [*zip(base.tolist(), exponent.tolist(), strict=True)]
    pairs += zip(base.tolist(), draw.uniform(-1, 1, len(base)).tolist(), strict=True)
    pairs += [(2.0, -1074.0), (2.0, 1023.99999), (0.5, 1074.4), (10.0, 308.0), (10.0, -323.0)]
    with mpmath.workprec(300):
        for x, y in pairs:
            exact = mpmath.power(mpmath.mpf(x), mpmath.mpf(y))
            if exact < mpmath.mpf("1.797e308"):
                assert ulps(core.pow(x, y), exact) <= 1, (x, y)


def test_powers_that_are_whole_numbers_are_exact(core):
    for x in range(1, 30):
        for y in range(12):
            if x**y < 2**53:
                assert core.pow(float(x), float(y)) == x**y
                assert core.pow(-float(x), float(y)) == (-x) ** y


def test_powers_at_special_places_are_those_of_c(core):
    places = [0.0, 1.0, 2.0, 0.5, 3.0, 1e300, 5e-324, 2.0**52 - 0.5, 2.0**53 - 1, 2.0**53, math.inf]
    places = [*places, *(-x for x in places), math.nan]
    for x in places:
        for y in places:
            try:
                expected = math.pow(x, y)
            except ValueError:  # Python's word for what C calls NaN, or a pole at 0
                expected = math.nan if x else math.copysign(math.inf, x if y % 2 == 1 else 1)
            except OverflowError:
                expected = math.copysign(math.inf, x if y % 2 == 1 else 1)
            got = core.pow(x, y)
            if math.isnan(expected):
                assert math.isnan(got), (x, y)
            else:
                assert got == pytest.approx(expected, rel=4e-16, abs=0), (x, y)
                assert math.copysign(1, got) == math.copysign(1, expected), (x, y)


def test_normals_are_those_of_box_and_muller(core):
    draw = np.random.default_rng(5)
    words = draw.integers(0, 2**64, (2000, 2), dtype=np.uint64).tolist()
    with mpmath.workprec(100):
        for a, b in [*words, (0, 0), (2**64 - 2**12, 2**62), (2**63, 2**64 - 1)]:
            u, v = mpmath.mpf((a >> 11) + 1) / 2**53, mpmath.mpf(b >> 11) / 2**52
            radius = mpmath.sqrt(-2 * mpmath.log(u))
            exact = radius * mpmath.cospi(v), radius * mpmath.sinpi(v)
            assert max(map(ulps, core.normals(a, b), exact)) <= 4, (a, b)
    assert core.normals(0, 0)[0] == pytest.approx(math.sqrt(2 * 53 * math.log(2)))  # the largest
    assert core.normals(2**64 - 1, 5) == (0, 0)


# --- lanes ---------------------------------------------------------------------------------------


def lane_points():
    """Return points of all sizes and all ends, with their signs, in whole blocks of lanes."""
    ends = [0.0, math.inf, math.nan, *TINY, 1e300, 709.9, 710.3, 745.0, 2.0**51, 2.0**53 - 1]
    points = [*spread(1e-300, 1e300, 20_000), *spread(1e-3, 50, 20_000), *spread(1, 750, 8000)]
    points += [*ends, *(-x for x in ends)]
    return np.array(points + [1.0] * (-len(points) % 32))


@pytest.mark.skipif(not X86_64, reason="the levels are those of x86-64")
@pytest.mark.parametrize(
    "level",
    [
        pytest.param(level, marks=() if level == "baseline" else pytest.mark.slow)
        for level in lanes.LEVELS.values()
    ],
)
def test_lanes_of_every_cpu_level_have_the_bits_of_single_calls(core, tmp_path, level):
    """32 at once become vector instructions, others at each level of the CPU."""
    if level not in [name for number, name in lanes.LEVELS.items() if number <= _core.cpu_level()]:
        pytest.skip("this CPU has no such instructions")
    x = lane_points()
    y = np.random.default_rng(8).permutation(x)
    singly = {name: [np.array([getattr(core, name)(one) for one in x.tolist()])] for name in ONE}
    singly |= {name: [singly[one][0] for one in both] for name, both in PAIRS.items()}
    singly["pow"] = [np.array([*map(core.pow, x.tolist(), y.tolist())])]
    probe = core if level == "baseline" else built(tmp_path, LEVELS[level])
    for name, expected in singly.items():
        got = np.empty((2, len(x)))
        places = (array.ctypes.data for array in (x, y, *got))
        getattr(probe, f"lanes_{name}")(*places, len(x))
        for side, alone in zip(got, expected, strict=False):
            assert np.array_equal(side, alone, equal_nan=True), name
            zero = alone == 0
            assert np.array_equal(np.signbit(side[zero]), np.signbit(alone[zero])), name


def test_loops_over_lanes_are_vectorised_on_the_plainest_cpu(core):
    """Branches, and instructions that SSE2 lacks, would leave them scalar: several times slower."""
    folder = Path(core.__file__).parent
    if not (folder / "notes").exists():
        pytest.skip("reads the notes of GCC for x86-64")
    source = (folder / "probe.c").read_text().splitlines()
    vectorised = set()
    for note in (folder / "notes").read_text().splitlines():
        place, _, about = note.partition(": optimized: ")
        if place.startswith("probe.c:") and about.startswith("loop vectorized"):
            before = source[: int(place.split(":")[1])]
            head = next(x for x in reversed(before) if x.startswith("static PyObject *__pyx_pf_"))
            vectorised.add(head.partition("lanes_")[2].partition("(")[0])
    assert set(CALLS) <= vectorised


# --- hyperbolic tangent, ln cosh, turns ----------------------------------------------------------


def test_tanh_is_within_two_ulp(core):
    points = spread(1e-300, 25, 3000) + spread(0.4, 0.7, 2000) + TINY
    points += around(*(x / 2 for x in halfway(LN2, 40)), LN2 / 2, 20.0, -20.0, 18.9)
    error, where = worst(core.tanh, mpmath.tanh, points)
    assert error <= 2, where


def test_tanh_is_odd_and_never_beyond_one(core):
    for x in [*spread(1e-300, 30, 500), *around(20.0, 0.55), 1e300, math.inf]:
        assert core.tanh(-x) == -core.tanh(x)
        assert abs(core.tanh(x)) <= 1
    assert math.copysign(1, core.tanh(0.0)) == 1
    assert math.isnan(core.tanh(math.nan))


def test_tanh_does_not_fall_across_its_switch_points(core):
    for place in (LN2 / 4, LN2 / 2, 3 * LN2 / 4, 20.0):
        near = np.array([place])
        for _ in range(50):
            near = np.unique([*np.nextafter(near, 0), *near, *np.nextafter(near, 99)])
        values = [core.tanh(x) for x in near.tolist()]
        # neighbours may differ by rounding, no more
        assert np.diff(values).min() >= -3 * math.ulp(values[0])


def test_log_cosh_is_within_three_ulp_of_its_argument(core):
    """Below 0.8 it is a small difference; but the loss takes 3x off it anyway."""
    points = spread(1e-150, 700, 3000) + spread(0.2, 0.4, 2000)
    points += around(0.3, -0.3, 0.44, 0.6, 19.0, 37.0)
    with mpmath.workprec(1200):  # cosh of a tiny x is 1 + x²/2
        for x in points:
            exact = mpmath.log(mpmath.cosh(mpmath.mpf(x)))
            error = ulps(core.log_cosh(x), exact)
            assert error <= (3 if abs(x) > 0.8 else 5), x
            assert error * math.ulp(float(exact)) <= 3 * math.ulp(x), x


def test_log_cosh_is_even_and_does_not_overflow(core):
    for x in [*spread(1e-300, 1e3, 500), 1e300, math.inf, 0.0]:
        assert core.log_cosh(x) == core.log_cosh(-x) >= 0
    assert core.log_cosh(1e300) == 1e300
    assert core.log_cosh(0.0) == 0.0
    assert math.isnan(core.log_cosh(math.nan))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7, 8, 50, 99, 100, 1000, 2**24])
def test_cosine_of_a_turn_is_within_two_ulp(core, n):
    draw = np.random.default_rng(3)
    steps = {*range(min(4 * n, 200)), *draw.integers(0, 8 * n, 200).tolist()}
    steps |= {n // 4, n // 4 + 1, n // 2, n // 2 + 1, n - 1, n, n + 1, 2 * n - 1, 2 * n, 2 * n + 1}
    with mpmath.workprec(300):
        for k in steps:
            exact = mpmath.cospi(mpmath.mpf(k) / n)
            assert ulps(core.cos_turn(k, n), exact) <= 2, (k, n)


def test_cosine_of_a_turn_at_whole_numbers_is_exact(core):
    for n in (1, 2, 3, 10, 2**24):
        assert core.cos_turn(0, n) == core.cos_turn(2 * n, n) == core.cos_turn(2**36 * n, n) == 1
        assert core.cos_turn(n, n) == core.cos_turn(-n, n) == -1
    assert core.cos_turn(1, 2) == core.cos_turn(3, 2) == 0


def test_elementary_functions_give_the_same_bits_on_every_machine():
    """A path on the shower is made of them; its bits are written down here."""
    run = lrsim.run("shower", lr=0.03, steps=2000, schedule="cosine-annealing", start=-0.9)
    digest = hashlib.sha256(np.concatenate([run.position[:, 0], run.loss, run.lr]).tobytes())
    assert digest.hexdigest()[:16] == "5739f6965b62bcda"


# --- through what everybody can call -------------------------------------------------------------


def shower_points():
    inner = [0.4 * u for u in around(0.6, -0.6, 0.55, -0.55, math.atanh(0.12))]
    return np.array([*spread(1e-9, 8, 1500), *inner, 0.0, -0.0, *TINY, 999.0, -999.0, 1e6, 1e300])


def test_shower_gradient_is_as_exact_as_its_terms():
    points = shower_points()
    gradient = lrsim.surface("shower").gradient(points[:, None])[:, 0]
    with mpmath.workprec(300):
        for x, got in zip(points.tolist(), gradient.tolist(), strict=True):
            warm = 25 * mpmath.tanh(mpmath.mpf(x) / mpmath.mpf("0.4"))
            # x/0.4 in floating point is off by an ulp, and so are the terms of the difference
            scale = math.ulp(max(abs(float(warm)), 3.0))
            assert abs(got - (warm - 3)) <= 4 * scale, x


def test_shower_loss_is_as_exact_as_its_terms():
    points = shower_points()
    loss = lrsim.surface("shower")(points[:, None])
    with mpmath.workprec(1300):
        least = mpmath.atanh(mpmath.mpf("0.12")) * mpmath.mpf("0.4")

        def exact(x):
            u = abs(x / mpmath.mpf("0.4"))
            return 10 * (u + mpmath.log1p(mpmath.exp(-2 * u)) - mpmath.log(2)) - 3 * x

        floor = exact(least)
        for x, got in zip(points.tolist(), loss.tolist(), strict=True):
            value = exact(mpmath.mpf(x)) - floor
            scale = math.ulp(max(25 * abs(x), float(abs(value)), 0.1))
            assert abs(got - value) <= 4 * scale, x


def test_shower_hessian_is_as_exact_as_its_terms():
    points = shower_points()
    hessian = lrsim.surface("shower").hessian(points[:, None])[:, 0, 0]
    with mpmath.workprec(300):
        for x, got in zip(points.tolist(), hessian.tolist(), strict=True):
            t = mpmath.tanh(mpmath.mpf(x) / mpmath.mpf("0.4"))
            assert abs(got - 62.5 * (1 - t * t)) <= 4 * math.ulp(62.5), x


def test_shower_far_out_neither_overflows_nor_turns_nan():
    shower = lrsim.surface("shower")
    for x in (1e3, 1e100, 1e300):
        assert shower.gradient([x]) == 22.0
        assert shower.gradient([-x]) == -28.0
        assert shower([x]) > 0
    assert shower([1e307]) == math.inf  # ten times 2.5e307 is not representable
    assert math.isnan(shower([math.nan]))


@pytest.mark.parametrize("t_max", [1, 2, 3, 10, 51, 100, 1000, 2**24])
@pytest.mark.parametrize("first", [0, 17, 10**6])
def test_cosine_wave_against_mpmath(t_max, first):
    wave = np.empty(200)
    _core.cosine_wave(t_max, first, wave)
    with mpmath.workprec(300):
        for k, value in enumerate(wave.tolist(), start=first):
            # an ulp of the sum 1 + cos; near the bottom that is much of a small value
            assert abs(value - (1 + mpmath.cospi(mpmath.mpf(k) / t_max)) / 2) <= 2.3e-16


@pytest.mark.parametrize("base", [0.0, 0.1, 0.5, 0.95, 0.999, 1.0, 1.001, 1.5, 10.0])
@pytest.mark.parametrize("first", [0, 1, 63, 64, 65, 1000])
def test_powers_against_mpmath(base, first):
    out = np.empty(300)
    _core.powers(base, first, out)
    with mpmath.workprec(300):
        for k, value in enumerate(out.tolist(), start=first):
            exact = mpmath.mpf(base) ** k
            if exact < 2.3e-308:
                assert 0 <= value <= 2.3e-308
            elif exact < 1.7e308:
                # a rounding for each factor; what PyTorch's own recursion is off by
                assert abs(value - exact) <= (k + 1) * 2.0**-53 * exact, k
            else:
                assert value > 1.6e308


@pytest.mark.parametrize("base", [0.1, 0.95, 1.02])
def test_powers_do_not_depend_on_where_they_begin(base):
    whole = np.empty(1000)
    _core.powers(base, 0, whole)
    for first in (1, 50, 63, 64, 65, 128, 700):
        part = np.empty(1000 - first)
        _core.powers(base, first, part)
        assert np.array_equal(part, whole[first:])
