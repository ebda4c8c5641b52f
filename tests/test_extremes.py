"""Huge, tiny and impossible numbers: there is always a verdict, and never a warning of NumPy's.

A warning is an error in all tests.
"""

import math
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lrsim
from lrsim import diagnosis
from lrsim.catalogue.entries import entries
from lrsim.convergence import GREATEST
from lrsim.diagnosis.evidence import evidence_of
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.studies.finder import suggesters
from lrsim.studies.finder.curve import curve
from lrsim.studies.longrun.bifurcation import beside_minima, bifurcation_range
from lrsim.studies.maps import coordinates, picture
from lrsim.studies.maps.quantities import quantities
from lrsim.studies.zone.sweep import zone
from tests.drawing import drawn_entry

FORMULAS = (
    *("log(x)", "1/x", "sqrt(x)", "(x**2)**(1/3)", "0*x", "1e-310*x**2", "1e300*x**2", "exp(x)"),
    *("-x**2", "1e308*sin(x)", "x**2-1e308", "1e160*x**2", "x**-10", "floor(x)", "x**2*log(x)"),
    *("x/y", "log(x*y)", "max(x,y)", "x**2+1e-310*y**2", "x**2+1e300*y**2", "sqrt(x**2+y**2)"),
)
EXTREMES = (
    *(0.0, 1.0, 5.0, 5e-324, 1e-310, 1e-160, 1e-8, 1e16, 1e77, 1e154, 1e155, 1e300),
    *(sys.float_info.min, sys.float_info.max),
)
RATES = (0.0, 5e-324, 1e-300, 1e-160, 1e-8, 0.1, 1.0, 2.0, 1e3, 1e6)

numbers = st.builds(
    math.copysign, st.sampled_from(EXTREMES) | st.floats(1e-310, 1e300), st.sampled_from([1, -1])
)


def catalogue(kind):
    """Return a strategy for the entries of a kind, most with what they are by default."""
    classes = st.sampled_from([c for c in entries(kind).values() if c.entry_name() != "formula"])
    return classes.map(lambda cls: cls()) | classes.flatmap(drawn_entry)


@st.composite
def surfaces(draw):
    """Return a surface, the escape mostly out of the way."""
    escape = draw(st.sampled_from([math.inf, math.inf, 1e308, 1e3, None]))
    if draw(st.booleans()):
        return lrsim.surfaces.Formula(expression=draw(st.sampled_from(FORMULAS)), escape=escape)
    return draw(catalogue(lrsim.surfaces.Surface)).altered(escape=escape)


@st.composite
def experiments(draw):
    """Return an experiment of extreme numbers."""
    surface = draw(surfaces())
    start = draw(st.tuples(*[numbers] * surface.dimensions))
    if surface.escape is not None and max(map(abs, start)) > surface.escape:
        surface = surface.altered(escape=None)
    runner = lrsim.Runner(
        optimizer=draw(catalogue(lrsim.optimizers.base.Optimizer)),
        schedule=draw(st.just(lrsim.schedule("constant")) | catalogue(lrsim.schedules.Schedule)),
        lr=draw(st.sampled_from(RATES)),
        lr_scale=draw(st.sampled_from([(1.0,), (1.0,), (0.0,), (1e6,), (1e-310,)])),
        dial=draw(st.sampled_from([(), (), ((3, 1e-310),), ((2, 1e6),)])),
    )
    return lrsim.Experiment(
        surface,
        start=start,
        steps=draw(st.sampled_from([1, 4, 5, 7, 20, 100])),
        noise=draw(st.sampled_from([0.0, 0.0, 0.0, 1e-310, 1.0, 1e6])),
        runners=[runner],
    )


def drawn(examples):
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


@given(experiments())
@drawn(250)
def test_every_part_of_every_run_has_a_verdict_and_a_theory(experiment):
    run = lrsim.race(experiment)[0]
    for rows in {1, 2, len(run.loss) // 2, len(run.loss)} - {0}:
        assert diagnosis.diagnose_run(run, rows).name in VERDICTS
    for step in {0, 1, run.horizon}:
        theory = lrsim.local_theory(run, step)
        assert theory.edge.value is None or math.isfinite(theory.edge.value)
        theory.curvature.quadratic(run.position[[0, -1]])
    assert run.gradient_norm.shape == run.loss.shape


@given(experiments())
@drawn(60)
def test_every_sweep_has_verdicts_and_every_zone_lies_among_its_rates(experiment):
    found = lrsim.sweep(experiment, lrs=RATES)
    assert set(found.verdict) <= set(VERDICTS)
    inside = found.zone is not None and (found.zone.low, found.zone.best, found.zone.high)
    assert not inside or (5e-324, *inside, 1e6) == tuple(sorted((5e-324, *inside, 1e6)))
    whole = zone(experiment.setup())
    assert whole is None or whole.low <= whole.best <= whole.high


@given(experiments(), st.sampled_from([2, 20, 60]), st.sampled_from([1e-30, 1e-7]))
@drawn(60)
def test_every_range_test_says_something(experiment, steps, lr_min):
    found = lrsim.find_lr(experiment, steps=steps, lr_min=lr_min, lr_max=1e6)
    assert np.isfinite(found.smooth).all()
    for name in (*found.suggestions, "suggestion"):
        found.error(name)
        assert (name in found.reasons) == (found._named(name) is None)


@given(experiments(), st.data())
@drawn(40)
def test_every_map_has_a_picture(experiment, data):
    names = data.draw(st.permutations(sorted(quantities(experiment.setup()))))[:2]
    x, y = (coordinates.usual_axis(experiment.setup(), name, 3) for name in names)
    coordinates.usual_pair(experiment.setup())
    try:
        found = lrsim.trainability_map(experiment, x=x, y=y)
    except lrsim.InputError:  # what one end asks of another parameter
        return
    assert picture.png(found).startswith(b"\x89PNG")


@given(experiments())
@drawn(60)
def test_every_long_run_ends_somehow(experiment):
    found = lrsim.bifurcation(experiment, lrs=RATES, burn_in=20, keep=32)
    assert found.bands()[-1].high == 1e6
    beside_minima(experiment.setup())


def test_where_to_look_for_long_runs_is_a_range():
    for spec in ("formula:1e300*x**2", "formula:0*x", "saddle:escape=inf"):
        low, high = bifurcation_range(lrsim.Experiment(spec).setup())
        assert 0.0 <= low < high < math.inf


# --- what once failed ---


@pytest.mark.parametrize(
    ("spec", "start", "lr", "steps"),
    [
        ("saddle:escape=inf", None, 2.0, 20),  # the gap beyond the largest double
        ("formula:-x**2,escape=inf", None, 0.1, 2000),
        ("formula:-x**2-y**2,escape=inf", (5.0, 1e-300), 0.0, 5),
        ("formula:x**4-3*x**2+x", 1e-310, 10.0, 100),  # a growth that no double holds
        ("formula:(x**2)**(1/3)", 0.0, 0.01, 100),  # a kink
        ("huber:escape=inf", sys.float_info.max, 1e-300, 100),
        ("formula:1e308*x**2,escape=inf", 0.5, 1e6, 3),  # an edge of 1e-308
    ],
)
def test_there_is_a_verdict_on_what_overflows(spec, start, lr, steps):
    run = lrsim.run(spec, start=start, lr=lr, steps=steps)
    assert run.verdict.name in VERDICTS
    assert len(run.verdict.fix) < 100
    assert lrsim.sweep(spec, start=start, steps=steps, lrs=[lr]).verdict == [run.verdict.name]


def test_a_gap_wider_than_the_largest_double_counts_as_that():
    run = lrsim.run("formula:-1e308*x,escape=inf", start=-1.7, lr=3e-308, steps=1)
    assert float(run.loss[0]) - float(run.loss[-1]) == math.inf
    assert evidence_of(run, 2).gaps(0, 2).tolist() == [GREATEST, 0.0]


def test_losses_in_another_unit_give_the_same_suggestions():
    lr = 10.0 ** np.linspace(-6, 1, 100)
    gap = 0.01 + 1.0 / (1.0 + (lr / 1e-2) ** 2) + 1e-3 * lr**3
    one = suggesters.suggest(curve(lr, gap))
    assert one["steepest"].lr is not None
    for power in (-1000, -950, 950, 1015):
        test = curve(lr, np.ldexp(gap, power))
        found = suggesters.suggest(test)
        assert {n: s.reason for n, s in found.items()} == {n: s.reason for n, s in one.items()}
        for name, suggestion in found.items():
            assert suggestion.lr == pytest.approx(one[name].lr, rel=1e-6)
