"""The schedules of the catalogue: rates, chunks, warmup, dial, defaults."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.catalogue import entries
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
    "drawn:points=3:0.5;20:2;150:0.1",
    "drawn:points=30:0.5",
    "sequential:schedules=[linear:total_iters=9];[step:step_size=4];[constant],milestones=10;60",
    "sequential:schedules=[exponential:warmup=6];[cyclic:step_size_up=9,warmup=3]",
    "sequential:schedules=[constant]",
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
@pytest.mark.parametrize("warmup", [0, 1, 5, 30, 500])
@given(data=st.data())
def test_any_chunk_equals_that_part_of_the_whole(spec, warmup, data):
    schedule = with_warmup(spec, warmup)
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
    assert left_open == [name for name in left_open if name == "base_lr"]  # a tenth of the dial
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


def test_dial_values_before_within_and_after_a_window():
    moves = [(0, 2.0), (5, 3.0), (9, 4.0)]
    assert dial_values(1.0, moves, 0, 7).tolist() == [2.0] * 5 + [3.0] * 2
    assert dial_values(1.0, moves, 6, 8).tolist() == [3.0, 3.0]
    assert dial_values(1.0, moves, 20, 22).tolist() == [4.0, 4.0]
    assert dial_values(1.0, [], 3, 3).tolist() == []
