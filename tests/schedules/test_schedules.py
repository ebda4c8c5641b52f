"""The schedules of the catalogue: rates, chunks, warmup, dial, defaults."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrsim
import reference_schedules
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.schedules import Schedule, dial_values

SPECS = [
    *entries(Schedule),
    "step:step_size=7,gamma=0.5",
    "step:step_size=1,gamma=1.02",
    "exponential:gamma=0.99",
    "exponential:gamma=0",
    "exponential:gamma=1",
    "cosine-annealing:t_max=13,eta_min=0.01",
    "cosine-annealing:t_max=1",
    "multistep:milestones=5;20;20;64,gamma=0.5",
    "multistep:milestones=0",
    "linear:start_factor=0.9,end_factor=0.2,total_iters=37",
    "linear:start_factor=0.3,end_factor=0.3,total_iters=1",
    "polynomial:total_iters=40,power=2",
    "polynomial:total_iters=77,power=0.5",
    "polynomial:total_iters=123,power=1.37",
    "cosine-warm-restarts:t_0=1",
    "cosine-warm-restarts:t_0=7,eta_min=0.01",
    "cosine-warm-restarts:t_0=5,t_mult=2",
    "cosine-warm-restarts:t_0=1,t_mult=3,eta_min=0.001",
    "cyclic:step_size_up=10,base_lr=0.03",
    "cyclic:step_size_up=1,step_size_down=6,mode=triangular2",
    "cyclic:step_size_up=13,step_size_down=4,mode=exp_range,gamma=0.99,base_lr=0",
    "one-cycle:total_steps=1",
    "one-cycle:total_steps=10,pct_start=0.1",
    "one-cycle:total_steps=90,anneal_strategy=linear,three_phase=true",
    "one-cycle:total_steps=90,pct_start=0.77,three_phase=true,final_div_factor=3",
    "one-cycle:pct_start=0",
    "one-cycle:pct_start=1,div_factor=0.5",
    "reduce-on-plateau:factor=0.5,patience=2",
    "inverse-time:decay_steps=7,decay_rate=0.3,staircase=true",
    "inverse-sqrt:timescale=25",
    "warmup-stable-decay:total_steps=60,decay_steps=25,decay=cosine,final_factor=0.1",
    "warmup-stable-decay:decay=1-sqrt",
    "warmup-stable-decay:total_steps=10,decay_steps=25",
    "tanh:lower=-2,upper=5,total_steps=70",
    "piecewise:points=3:0.5;20:2;150:0",
    "formula:0.1*0.95**step",
    "formula:lr/(1+lr*step/steps)",
    "formula:0.3",
    "sequential:schedules=[formula:lr*lr,warmup=3];[formula:lr/(1+step)];[cosine-annealing]",
    "drawn:points=3:0.5;20:2;150:0.1",
    "drawn:points=30:0.5",
    "sequential:schedules=[linear:total_iters=9];[step:step_size=4];[constant],milestones=10;60",
    "sequential:schedules=[exponential:warmup=6];[cyclic:step_size_up=9,warmup=3]",
    "sequential:schedules=[constant]",
    "constant:factor=0.25,total_iters=13",
    "constant:factor=0.25",
    "multiplicative:1 - 1/(step + 2)",
    "multiplicative:exp(-step/steps)",
    "chained:schedules=[step:step_size=9];[cosine-annealing];[linear:total_iters=5,warmup=3]",
    "chained:schedules=[multiplicative:1 + 0.1/step]",
]
every_schedule = pytest.mark.parametrize("spec", SPECS)
DIAL = ((10, 0.5), (11, 0.02), (64, 0.3), (90, 0.0))


def with_warmup(spec, warmup):
    return lrsim.schedule(f"{spec}{',' if ':' in spec else ':'}warmup={warmup}")


@every_schedule
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 50, 200])
def test_there_is_one_rate_for_each_step(spec, steps):
    rates = lrsim.schedule(spec).rates(0.1, steps)
    assert rates.shape == (steps,)
    assert rates.dtype == np.float64
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()


FROM_THE_DIAL = [
    "constant",
    "step",
    "exponential",
    "cosine-annealing",
    "polynomial",
    "cosine-warm-restarts",
    "reduce-on-plateau",
    "inverse-time",
    "inverse-sqrt",
    "warmup-stable-decay",
    "piecewise",
    "drawn",
]


@pytest.mark.parametrize("spec", FROM_THE_DIAL)
def test_first_rate_is_the_dial(spec):
    assert math.isclose(lrsim.schedule(spec).rates(0.1, 50)[0], 0.1, rel_tol=1e-15)


@every_schedule
@settings(max_examples=60)
@given(data=st.data())
def test_any_chunk_equals_that_part_of_the_whole(spec, data):
    schedule = with_warmup(spec, data.draw(st.sampled_from([0, 1, 5, 30, 500])))
    whole = schedule.rates(0.1, 200, dial=DIAL)
    first = data.draw(st.integers(0, 200))
    stop = data.draw(st.integers(first, 200))
    part = schedule.rates(0.1, 200, dial=DIAL, first=first, stop=stop)
    assert np.array_equal(part, whole[first:stop])


@every_schedule
def test_steps_past_the_budget_have_rates_and_leave_those_before_alone(spec):
    schedule = lrsim.schedule(spec)
    longer = schedule.rates(0.1, 50, stop=400)
    assert len(longer) == 400
    assert np.array_equal(longer[:50], schedule.rates(0.1, 50))
    assert np.array_equal(longer[390:], schedule.rates(0.1, 50, first=390, stop=400))


@every_schedule
@pytest.mark.parametrize("warmup", [1, 4, 50])
def test_warmup_is_a_ramp_to_the_first_rate_that_wastes_no_step(spec, warmup):
    schedule = with_warmup(spec, warmup)
    rates = schedule.rates(0.1, 100)
    first = rates[warmup]  # the schedule's own step 0
    ramp = [first * ((k + 1) / warmup) for k in range(warmup)]
    assert np.allclose(rates[:warmup], ramp, rtol=3e-15, atol=0)
    assert math.isclose(rates[warmup - 1], first, rel_tol=3e-15)
    if first > 0:
        assert rates[0] > 0


@pytest.mark.parametrize("spec", [s for s in SPECS if ":" in s and "warmup" not in s])
def test_schedule_itself_starts_after_its_warmup(spec):
    later = with_warmup(spec, 20).rates(0.1, 120)[20:]
    assert np.array_equal(later, lrsim.schedule(spec).rates(0.1, 100))


@every_schedule
def test_dial_history_multiplies_into_the_schedule(spec):
    schedule = lrsim.schedule(spec)
    rates = schedule.rates(0.1, 100, dial=DIAL)
    in_force = [0.1, *(lr for _, lr in DIAL)]
    ends = [0, *(step for step, _ in DIAL), 100]
    for lr, first, stop in zip(in_force, ends[:-1], ends[1:], strict=True):
        assert np.array_equal(rates[first:stop], schedule.rates(lr, 100)[first:stop])


@every_schedule
@pytest.mark.parametrize("warmup", [0, 30])
def test_shape_gives_the_rates_of_every_dial(spec, warmup):
    schedule = with_warmup(spec, warmup)
    if not schedule.affine:
        return
    for first, stop in ((0, 90), (17, 200), (29, 30), (50, 50), (3, 3), (90, 90)):
        shape = schedule.shape(90, first, stop)
        assert shape.factor.shape == (stop - first,)
        for lr in (0.0, 1e-6, 0.1, 3.0):
            rates = (lr - shape.offset) * shape.factor + shape.floor
            assert np.array_equal(rates, schedule.rates(lr, 90, first=first, stop=stop))
    assert np.array_equal(schedule.shape(90).factor, schedule.shape(90, 0, 90).factor)


@every_schedule
@pytest.mark.parametrize("warmup", [0, 5])
def test_offset_and_floor_are_the_number_0_where_they_do_nothing(spec, warmup):
    schedule = with_warmup(spec, warmup)
    if not schedule.affine:
        return
    shape = schedule.shape(90)
    for part in (shape.offset, shape.floor):
        assert isinstance(part, np.ndarray) or part == 0.0
        if isinstance(part, np.ndarray):
            assert part.shape == (90,)
            assert part.any()


@every_schedule
def test_a_dial_at_0_stops_every_schedule_that_scales_it(spec):
    schedule = lrsim.schedule(spec)
    if schedule.affine and isinstance(schedule.shape(50).floor, float):
        assert (schedule.rates(0.0, 50, stop=2000) == 0.0).all()


def test_growth_without_end_does_not_make_nan():
    schedule = lrsim.schedule("exponential:gamma=10")
    assert (schedule.rates(0.0, 10, stop=500) == 0.0).all()
    assert schedule.rates(10.0, 10, stop=500)[-1] == math.inf


@every_schedule
def test_steps_far_out_are_quick_and_the_same(spec):
    schedule = with_warmup(spec, 3)
    far = 2**24 - 3
    rates = schedule.rates(0.1, 100, first=far, stop=far + 3)
    assert np.isfinite(rates).all()
    assert np.array_equal(rates[1:], schedule.rates(0.1, 100, first=far + 1, stop=far + 3))


def test_no_rate_comes_from_numpys_transcendental_functions():
    """NumPy's differ between CPU levels by an ulp; the core's own do not."""
    for path in Path(lrsim.schedules.__file__).parent.glob("*.py"):
        assert not re.search(r"np\.(exp|log|pow|float_pow|sin|cos|tan|interp)", path.read_text())


@every_schedule
def test_turning_the_dial_leaves_the_rates_before_it(spec):
    schedule = with_warmup(spec, 10)
    for step in (0, 1, 9, 10, 11, 99, 100, 5000):
        turned = schedule.rates(0.1, 100, dial=[(step, 7.0)])
        assert np.array_equal(turned[:step], schedule.rates(0.1, 100)[:step])


@every_schedule
def test_schedule_without_open_lengths_is_resolved_already(spec):
    schedule = lrsim.schedule(spec)
    resolved = schedule.resolved(90)
    assert resolved.resolved(30) == resolved
    left_open = [name for name, value in resolved.values().items() if value is None]
    # a tenth of the dial, and how long the dial itself holds
    assert left_open in ([], ["base_lr"], ["total_iters"][: spec == "constant"])
    assert np.array_equal(resolved.rates(0.1, 30, stop=200), schedule.rates(0.1, 90, stop=200))


@every_schedule
def test_steady_schedule_is_the_dial_from_there_on(spec):
    for warmup in (0, 12):
        schedule = with_warmup(spec, warmup)
        steady = schedule.steady_from
        if steady is not None:
            rates = schedule.rates(0.1, 50, dial=DIAL, first=steady, stop=300)
            assert np.array_equal(rates, dial_values(0.1, DIAL, steady, 300))


@every_schedule
def test_run_uses_the_rates_of_the_schedule(spec):
    schedule = with_warmup(spec, 7)
    run = lrsim.run("bowl", schedule=schedule, lr=0.05, steps=80, dial=[(30, 0.01)])
    assert np.array_equal(run.lr, schedule.rates(0.05, 80, dial=[(30, 0.01)]))


# --- each ----------------------------------------------------------------------------------------


def test_constant_may_begin_with_a_share_of_the_dial():
    rates = lrsim.schedule("constant:factor=0.25,total_iters=3").rates(0.4, 6)
    assert rates.tolist() == [0.1, 0.1, 0.1, 0.4, 0.4, 0.4]
    assert (lrsim.schedule("constant:factor=0.25").rates(0.4, 6) == 0.1).all()
    assert lrsim.schedule("constant:factor=0.25,warmup=2").rates(0.4, 6)[0] == 0.05


def test_multiplicative_multiplies_the_rate_before_by_what_the_expression_says():
    rates = lrsim.schedule("multiplicative:step/(step + 1)").rates(0.6, 4)
    assert rates == pytest.approx([0.6, 0.3, 0.2, 0.15], rel=1e-15)
    longer = lrsim.schedule("multiplicative:steps/(steps + 1)").rates(1.0, 9, stop=12)
    assert longer == pytest.approx(0.9 ** np.arange(12), rel=1e-14)


def test_products_that_grow_without_end_do_not_make_nan():
    schedule = lrsim.schedule("multiplicative:10 + 0*step")
    assert (schedule.rates(0.0, 10, stop=40_000) == 0.0).all()
    assert schedule.rates(10.0, 10, stop=40_000)[-1] == math.inf
    schedule = lrsim.schedule("chained:schedules=[exponential:gamma=10];[exponential:gamma=10]")
    assert (schedule.rates(0.0, 10, stop=500) == 0.0).all()


def test_chained_is_the_product_of_its_parts_on_one_clock():
    parts = (
        "step:step_size=7,gamma=0.5",
        "exponential:gamma=0.9",
        "constant:factor=0.1,total_iters=4",
    )
    chained = lrsim.schedule(f"chained:schedules={';'.join(f'[{part}]' for part in parts)}")
    product = np.prod([lrsim.schedule(part).rates(1.0, 30) for part in parts], axis=0)
    assert chained.rates(0.3, 30) == pytest.approx(0.3 * product, rel=1e-14)


@pytest.mark.parametrize(
    "part",
    [
        "cyclic",
        "one-cycle",
        "cosine-warm-restarts",
        "cosine-annealing:eta_min=0.1",
        "formula:lr",
        "formula:0.1",
        "reduce-on-plateau",
    ],
)
def test_what_is_no_factor_of_the_dial_is_no_part_of_a_chain(part):
    with pytest.raises(InputError) as caught:
        lrsim.schedule(f"chained:schedules=[step];[{part}]")
    assert caught.value.where == "schedules[1]"
    assert "is no factor of the dial" in str(caught.value)


@pytest.mark.parametrize(
    "spec", ["chained:schedules=[sequential]", "sequential:schedules=[chained]"]
)
def test_parts_do_not_nest(spec):
    with pytest.raises(InputError, match="may not be a part"):
        lrsim.schedule(spec)


@pytest.mark.parametrize("text", ["lr*0.9", "step**", "0.9; import os"])
def test_bad_factor_is_refused_by_name(text):
    with pytest.raises(InputError) as caught:
        lrsim.schedules.Multiplicative(expression=text)
    assert caught.value.where == "expression"


def test_constant_is_the_dial():
    assert (lrsim.schedule("constant").rates(0.3, 20) == 0.3).all()


def test_step_drops_every_step_size():
    rates = lrsim.schedule("step:step_size=3,gamma=0.5").rates(0.8, 9)
    assert rates.tolist() == [0.8] * 3 + [0.4] * 3 + [0.2] * 3


@pytest.mark.parametrize(("steps", "drop"), [(90, 30), (100, 33), (3, 1), (2, 1), (1, 1)])
def test_step_size_is_a_third_of_the_budget_when_left_out(steps, drop):
    assert lrsim.schedule("step").resolved(steps).step_size == drop
    rates = lrsim.schedule("step").rates(1.0, steps)
    assert (rates[:drop] == 1.0).all()
    assert (rates[drop : 2 * drop] < 0.2).all()


def test_exponential_keeps_a_fraction():
    rates = lrsim.schedule("exponential:gamma=0.5").rates(1.0, 5)
    assert rates.tolist() == [1.0, 0.5, 0.25, 0.125, 0.0625]


def test_exponential_default_is_the_one_written_down():
    assert lrsim.schedule("exponential").gamma == 0.95


@pytest.mark.parametrize(("steps", "warmup", "t_max"), [(100, 0, 100), (100, 30, 70), (10, 50, 1)])
def test_t_max_is_the_budget_minus_warmup_when_left_out(steps, warmup, t_max):
    schedule = with_warmup("cosine-annealing", warmup)
    assert schedule.resolved(steps).t_max == t_max


def test_t_max_stays_when_the_horizon_grows():
    schedule = lrsim.schedule("cosine-annealing")
    rates = schedule.rates(0.1, 50, stop=151)
    assert np.array_equal(rates[:50], schedule.rates(0.1, 50))
    assert rates[50] == 0.0
    assert math.isclose(rates[100], 0.1)


@pytest.mark.parametrize("t_max", [1, 2, 7, 50])
def test_cosine_falls_to_t_max_and_rises_after_it(t_max):
    schedule = lrsim.schedule(f"cosine-annealing:t_max={t_max},eta_min=0.001")
    rates = schedule.rates(0.1, 2 * t_max + 1)
    assert (np.diff(rates[: t_max + 1]) < 0).all()
    assert (np.diff(rates[t_max:]) > 0).all()
    assert rates[t_max] == 0.001
    assert math.isclose(rates[-1], 0.1, rel_tol=1e-15)


def test_cosine_half_way_is_the_middle():
    rates = lrsim.schedule("cosine-annealing:t_max=10,eta_min=0.02").rates(0.1, 11)
    assert math.isclose(rates[5], 0.06, rel_tol=1e-15)


def test_cosine_with_a_dial_below_eta_min_rises_to_it():
    rates = lrsim.schedule("cosine-annealing:t_max=10,eta_min=0.5").rates(0.1, 11)
    assert (np.diff(rates) > 0).all()
    assert rates[10] == 0.5


def rates_of(spec, lr, steps, **options):
    return lrsim.schedule(spec).rates(lr, steps, **options)


@pytest.mark.parametrize(
    ("steps", "milestones"), [(100, (50, 75)), (10, (5, 7)), (3, (1, 2)), (2, (1, 1)), (1, (1, 1))]
)
def test_milestones_are_at_half_and_three_quarters_when_left_out(steps, milestones):
    assert lrsim.schedule("multistep").resolved(steps).milestones == milestones


def test_multistep_drops_at_each_milestone_in_whatever_order_they_stand():
    rates = rates_of("multistep:milestones=3;1;3,gamma=0.5", 0.8, 5)
    assert rates.tolist() == [0.8, 0.4, 0.4, 0.1, 0.1]


def test_linear_ends_exactly_at_its_factors():
    rates = rates_of("linear:start_factor=0.25,end_factor=0.7,total_iters=13", 1.0, 20)
    assert rates[0] == 0.25
    assert (rates[13:] == 0.7).all()
    assert (np.diff(rates[:14]) > 0).all()
    assert lrsim.schedule("linear").start_factor == 1 / 3


@pytest.mark.parametrize("power", [0.5, 1, 2, 2.5, 3.7])
def test_polynomial_is_the_power_of_what_remains(power):
    rates = rates_of(f"polynomial:total_iters=10,power={power}", 2.0, 13)
    assert rates[0] == 2.0
    assert (rates[10:] == 0.0).all()
    assert np.allclose(rates[:10], 2.0 * np.linspace(1, 0.1, 10) ** power, rtol=1e-14, atol=0)


def test_polynomial_of_whole_and_half_powers_is_exact():
    left = np.arange(16, 0, -1) / 16
    assert (rates_of("polynomial:total_iters=16,power=2", 1.0, 16) == left * left).all()
    assert (rates_of("polynomial:total_iters=16,power=0.5", 1.0, 16) == np.sqrt(left)).all()


def test_warm_restarts_begin_again_at_the_dial_each_time_later():
    rates = rates_of("cosine-warm-restarts:t_0=4,t_mult=2,eta_min=0.01", 0.1, 40)
    assert [k for k in range(40) if rates[k] == 0.1] == [0, 4, 12, 28]
    assert np.array_equal(rates[4:12], rates_of("cosine-annealing:t_max=8,eta_min=0.01", 0.1, 8))
    assert lrsim.schedule("cosine-warm-restarts").resolved(81).t_0 == 20


def test_cyclic_climbs_to_the_dial_and_back():
    rates = rates_of("cyclic:base_lr=0.2,step_size_up=4,step_size_down=2", 1.0, 13)
    assert np.allclose(rates[:7], [0.2, 0.4, 0.6, 0.8, 1.0, 0.6, 0.2], rtol=1e-15)
    assert (rates[4], rates[10]) == (1.0, 1.0)
    assert np.array_equal(rates[:6], rates[6:12])


def test_cyclic_left_alone_begins_at_a_tenth_of_the_dial_wherever_it_stands():
    schedule = lrsim.schedule("cyclic:step_size_up=10")
    assert schedule.resolved(50).step_size_down == 10
    rates = schedule.rates(1.0, 40, dial=[(20, 3.0)])
    assert np.allclose(rates[[0, 10, 20, 30]], [0.1, 1.0, 0.3, 3.0], rtol=1e-15)


def test_triangles_halve_or_shrink_by_gamma():
    halved = rates_of("cyclic:base_lr=0,step_size_up=3,mode=triangular2", 1.0, 18)
    assert halved[[3, 9, 15]].tolist() == [1.0, 0.5, 0.25]
    shrunk = rates_of("cyclic:base_lr=0,step_size_up=3,mode=exp_range,gamma=0.9", 1.0, 18)
    assert np.allclose(shrunk[[3, 9, 15]], [0.9**3, 0.9**9, 0.9**15], rtol=1e-14)


@pytest.mark.parametrize("strategy", ["cos", "linear"])
def test_one_cycle_goes_up_once_and_down_and_stays_there(strategy):
    spec = (
        f"one-cycle:total_steps=101,anneal_strategy={strategy},div_factor=10,final_div_factor=100"
    )
    rates = rates_of(f"{spec},pct_start=0.30693069306930693", 1.0, 101, stop=150)
    assert math.isclose(rates[0], 0.1, rel_tol=1e-15)
    assert math.isclose(rates[30], 1.0, rel_tol=1e-15)
    assert (np.diff(rates[:31]) > 0).all()
    assert (np.diff(rates[30:101]) < 0).all()
    assert np.allclose(rates[100:], 1e-3, rtol=1e-12)


def test_one_cycle_in_three_phases_is_symmetric_before_it_vanishes():
    rates = rates_of("one-cycle:total_steps=100,three_phase=true,pct_start=0.21", 1.0, 100)
    assert np.allclose(rates[:21], rates[40:19:-1], rtol=1e-12)
    assert math.isclose(rates[40], 1 / 25, rel_tol=1e-12)
    assert (np.diff(rates[40:]) < 0).all()


def test_inverse_time_halves_where_its_rate_says():
    assert rates_of("inverse-time:decay_steps=5", 1.0, 11)[[0, 5, 10]].tolist() == [1, 1 / 2, 1 / 3]
    stairs = rates_of("inverse-time:decay_steps=5,decay_rate=3,staircase=true", 1.0, 11)
    assert stairs.tolist() == [1.0] * 5 + [1 / 4] * 5 + [1 / 7]


@pytest.mark.parametrize("warmup", [1, 8, 40])
def test_inverse_sqrt_behind_warmup_is_the_noam_schedule_one_step_later(warmup):
    def noam(number):  # of the step, from 1; Vaswani et al. 2017, section 5.3, scaled to its peak
        return min(number**-0.5, number * warmup**-1.5) * warmup**0.5

    rates = rates_of(f"inverse-sqrt:warmup={warmup}", 0.7, 100)
    expected = [noam(k + 1 if k < warmup else k) for k in range(100)]
    assert np.allclose(rates, 0.7 * np.array(expected), rtol=1e-14)


@pytest.mark.parametrize("decay", ["linear", "cosine", "1-sqrt"])
@pytest.mark.parametrize("final", [0.0, 0.3, 0.07])
def test_stable_phase_is_the_dial_itself_and_the_decay_ends_exactly(decay, final):
    spec = f"warmup-stable-decay:decay={decay},final_factor={final},decay_steps=15,warmup=10"
    rates = rates_of(spec, 0.1, 60, stop=80)
    assert (rates[9:46] == 0.1).all()
    assert (np.diff(rates[45:61]) < 0).all()
    assert (rates[60:] == 0.1 * final).all()


def test_stable_phase_lasts_four_fifths_when_nothing_is_said():
    resolved = lrsim.schedule("warmup-stable-decay:warmup=10").resolved(110)
    assert (resolved.total_steps, resolved.decay_steps) == (100, 20)


def test_tanh_is_the_formula_of_its_paper():
    rates = rates_of("tanh:lower=-4,upper=2,total_steps=30", 0.5, 40)
    expected = [0.25 * (1 - math.tanh(-4 + 6 * min(k, 30) / 30)) for k in range(40)]
    assert np.allclose(rates, expected, rtol=1e-14)


def test_piecewise_holds_each_factor_up_to_the_next_step_and_on_it():
    rates = rates_of("piecewise:points=2:0.5;4:2", 1.0, 6)
    assert rates.tolist() == [0.5, 0.5, 0.5, 0.5, 0.5, 2.0]


def test_piecewise_is_keras_piecewise_constant_decay():
    """keras.optimizers.schedules.PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01])"""
    rates = rates_of("piecewise:points=0:1;10:0.5;20:0.1", 0.1, 30)
    assert np.allclose(rates, [0.1] * 11 + [0.05] * 10 + [0.01] * 9, rtol=1e-15)


def test_drawn_is_a_line_through_its_points_and_holds_outside():
    rates = rates_of("drawn:points=2:0.5;6:1.5;7:0", 2.0, 10)
    assert rates.tolist() == [1.0, 1.0, 1.0, 1.5, 2.0, 2.5, 3.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ["piecewise", "drawn"])
def test_points_left_out_end_with_the_budget(name):
    for steps in (1, 2, 3, 50):
        points = lrsim.schedule(name).resolved(steps).points
        assert points[0] == (0, 1.0)
        assert points[-1][1] < 0.5
    assert points[-1][0] == {"piecewise": 37, "drawn": 50}[name]


# --- formula -------------------------------------------------------------------------------------


def test_formula_is_evaluated_at_every_step():
    rates = rates_of("formula:0.1 * 0.5**step", 7.0, 5)
    assert np.allclose(rates, [0.1, 0.05, 0.025, 0.0125, 0.00625], rtol=1e-15)
    rates = rates_of("formula:lr*(1-step/steps)", 2.0, 8, dial=[(4, 4.0)])
    assert rates.tolist() == [2.0, 1.75, 1.5, 1.25, 2.0, 1.5, 1.0, 0.5]


def test_formula_counts_from_the_end_of_its_warmup():
    rates = rates_of("formula:lr*(1-step/steps),warmup=4", 1.0, 8, stop=10)
    assert rates.tolist() == [0.25, 0.5, 0.75, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, -0.25]


def test_steps_of_a_formula_stay_when_the_horizon_grows():
    resolved = lrsim.schedule("formula:lr*step/steps,warmup=5").resolved(25)
    assert resolved.total_steps == 20
    assert np.array_equal(resolved.rates(1.0, 999)[:50], resolved.rates(1.0, 50))


def test_formula_without_the_dial_has_a_shape_that_ignores_it():
    schedule = lrsim.schedule("formula:0.1*0.95**step")
    assert schedule.affine
    assert not schedule.shape(9).factor.any()
    assert not lrsim.schedule("formula").affine


@pytest.mark.parametrize(
    "text", ["2 +", "lr * x", "__import__('os')", "9**9**9**9", "step[0]", "("]
)
def test_bad_formula_is_refused_by_name(text):
    with pytest.raises(InputError) as caught:
        lrsim.schedules.Formula(expression=text)
    assert caught.value.where == "expression"


# --- sequential ----------------------------------------------------------------------------------


def test_parts_run_one_after_another_each_on_its_own_clock():
    rates = rates_of(
        "sequential:schedules=[constant];[exponential:gamma=0.5];[step:step_size=2],milestones=2;5",
        1.0,
        9,
    )
    assert np.allclose(rates, [1, 1, 1, 0.5, 0.25, 1, 1, 0.1, 0.1], rtol=1e-15)


def test_parts_share_the_budget_and_resolve_to_their_shares():
    schedule = lrsim.schedule(
        "sequential:schedules=[linear];[polynomial];[cosine-annealing],warmup=10"
    )
    resolved = schedule.resolved(100)
    assert resolved.milestones == (30, 60)
    lengths = [
        resolved.schedules[0].total_iters,
        resolved.schedules[1].total_iters,
        resolved.schedules[2].t_max,
    ]
    assert lengths == [30, 30, 30]
    for steps in (1, 2, 3, 4):  # parts that never come need lengths, too
        assert len(schedule.rates(1.0, steps, stop=20)) == 20


def test_parts_may_warm_up_themselves():
    rates = rates_of(
        "sequential:schedules=[constant:warmup=2];[constant:warmup=4],milestones=3", 1.0, 8
    )
    assert rates.tolist() == [0.5, 1.0, 1.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    rates = rates_of("sequential:schedules=[constant:warmup=2],warmup=2", 1.0, 5)
    assert rates.tolist() == [0.25, 0.5, 0.5, 1.0, 1.0]


def test_a_part_of_a_sequence_sees_the_dial_in_force():
    rates = rates_of(
        "sequential:schedules=[cosine-annealing:t_max=5,eta_min=0.1];[constant],milestones=5",
        1.0,
        8,
        dial=[(3, 2.0)],
    )
    alone = rates_of("cosine-annealing:t_max=5,eta_min=0.1", 1.0, 5, dial=[(3, 2.0)])
    assert np.array_equal(rates, [*alone, 2.0, 2.0, 2.0])


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("sequential:milestones=5;6", "milestones: [5, 6] is not allowed; must be a list of 1"),
        ("sequential:milestones=[]", "milestones: [] is not allowed; must be a list of 1"),
        ("sequential:schedules=[linear];[linear];[linear],milestones=5;5", "milestones[1]: 5 is"),
        ("sequential:schedules=[linear];[reduce-on-plateau]", "schedules[1]: 'reduce-on-plateau'"),
        ("sequential:schedules=[linear];[sequential]", "schedules[1]: 'sequential' is not allowed"),
        ("sequential:schedules=[linear];[step:gamma=-1]", "schedules[1].gamma: -1.0 is not"),
    ],
)
def test_sequences_that_cannot_be_are_refused_where_they_are_wrong(spec, message):
    with pytest.raises(InputError) as caught:
        lrsim.schedule(spec)
    assert message in str(caught.value)


def test_sequence_in_an_experiment_file_is_a_list_of_tables(tmp_path):
    path = tmp_path / "e.toml"
    spec = "sequential:schedules=[linear:total_iters=5];[step:step_size=9,warmup=2],milestones=20"
    runner = lrsim.Runner(schedule=spec)
    lrsim.Experiment("quadratic", runners=[runner]).save(path)
    assert "total_iters = 5" in path.read_text()
    assert lrsim.load(path).runners[0] == runner
    path.write_text(path.read_text().replace("gamma = 0.1", "gamma = 11.0"))
    with pytest.raises(InputError, match=r"runners\[0\]\.schedule\.schedules\[1\]\.gamma: 11.0"):
        lrsim.load(path)


# --- reduce-on-plateau ---------------------------------------------------------------------------


def test_rates_on_given_losses_are_what_the_run_with_those_losses_used():
    schedule = lrsim.schedule("reduce-on-plateau:factor=0.5,patience=2,cooldown=1,warmup=5")
    dial = [(40, 0.3)]
    run = lrsim.run("bowl", schedule=schedule, lr=0.9, steps=60, noise=5.0, dial=dial)
    assert len(set(run.lr[5:40].tolist())) > 2
    assert np.array_equal(schedule.rates(0.9, 60, dial=dial, loss=run.loss), run.lr)
    later = schedule.rates(0.9, 60, dial=dial, loss=run.loss, first=20)
    assert np.array_equal(later, run.lr[20:])
    early = schedule.rates(0.9, 60, dial=dial, loss=run.loss[:30], stop=30)
    assert np.array_equal(early, run.lr[:30])


def test_losses_that_are_no_number_count_as_no_better():
    schedule = lrsim.schedule("reduce-on-plateau:patience=1")
    rates = schedule.rates(1.0, 5, loss=[1.0, math.nan, math.nan, math.inf, 0.5])
    assert rates.tolist() == [1.0, 1.0, 1.0, 0.1, 0.1]


@pytest.mark.parametrize(
    ("spec", "loss", "words"),
    [
        ("constant", [1.0] * 5, "plays no part in constant"),
        ("reduce-on-plateau", [1.0] * 4, "has 4 values; one for each of the 5 steps is needed"),
        ("reduce-on-plateau", [[1.0] * 5], "must be one row of numbers"),
        ("reduce-on-plateau", ["x"] * 5, "must be an array of numbers"),
        ("reduce-on-plateau", 1.0, "must be one row of numbers"),
    ],
)
def test_losses_that_do_not_fit_are_refused(spec, loss, words):
    with pytest.raises(InputError) as caught:
        lrsim.schedule(spec).rates(0.1, 5, loss=loss)
    assert caught.value.where == "loss"
    assert words in str(caught.value)


def test_closed_loop_tells_the_core_its_parameters_in_order():
    schedule = lrsim.schedule("reduce-on-plateau:threshold_mode=abs,min_lr=0.01,warmup=3")
    assert schedule.closed_loop
    assert schedule.kernel == (0.1, 10.0, 1e-4, 0.0, 0.0, 0.01, 1e-8, 3.0)
    assert not any(
        cls.closed_loop for name, cls in entries(Schedule).items() if "plateau" not in name
    )


PLATEAUS = [
    "",
    "factor=0.5,patience=2,threshold=0.01,warmup=7",
    "factor=0.9,patience=0,threshold=0,cooldown=3",
    "factor=0.3,patience=4,threshold_mode=abs,threshold=0.05,min_lr=0.002",
    "factor=0,patience=3",
    "factor=0.8,patience=1,eps=0.01,warmup=1",
]


@pytest.mark.parametrize("options", PLATEAUS)
@pytest.mark.parametrize("noise", [0.0, 2.0])
def test_core_reduces_on_plateau_as_plain_python_does_on_the_same_losses(options, noise):
    spec = f"reduce-on-plateau:{options}"
    run = lrsim.run("long-valley", optimizer="sgd:momentum=0.9", schedule=spec, lr=0.15, steps=400,
                    noise=noise)  # fmt: skip
    _, values = reference_schedules.parameters(spec)
    expected = reference_schedules.reduce_on_plateau(run.loss[:-1].tolist(), 0.15, **values)
    assert np.allclose(run.lr, expected, rtol=1e-13, atol=0)
    assert len(set(expected)) > 1


def test_dial_values_before_within_and_after_a_window():
    moves = [(0, 2.0), (5, 3.0), (9, 4.0)]
    assert dial_values(1.0, moves, 0, 7).tolist() == [2.0] * 5 + [3.0] * 2
    assert dial_values(1.0, moves, 6, 8).tolist() == [3.0, 3.0]
    assert dial_values(1.0, moves, 20, 22).tolist() == [4.0, 4.0]
    assert dial_values(1.0, [], 3, 3).tolist() == []


def test_the_dial_may_be_an_array():
    moves = [(2, 0.5), (4, 0.25)]
    rates = lrsim.schedule("step").rates(0.1, 6, dial=moves)
    assert lrsim.schedule("step").rates(0.1, 6, dial=np.array(moves)).tolist() == rates.tolist()
