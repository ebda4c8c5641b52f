"""Runs: known figures, indices, chunks, growth, thinning, what is derived from a path."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrsim
import reference
from lrsim import _core
from lrsim.declarations import MAX_STEPS
from lrsim.errors import InputError
from lrsim.runs import recording, simulate, stepper
from lrsim.runs.noise import gradient_noise
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.simulate import shared_steps


@pytest.fixture
def small(monkeypatch):
    """Chunks, dense part and scratch so small that a hundred steps meet all their edges."""
    monkeypatch.setattr(recording, "DENSE", 16)
    monkeypatch.setattr(recording, "CHUNK", 32)
    monkeypatch.setattr(stepper, "SCRATCH", 64)


def experiment(surface="rosenbrock", *, start=None, steps=100, **runner):
    return lrsim.Experiment(surface, start=start, steps=steps, runners=[lrsim.Runner(**runner)])


def assert_same_run(one, other):
    """Assert that two runs are the same, bit for bit."""
    assert one.exploded_at == other.exploded_at
    assert one.plan == other.plan
    assert np.array_equal(one.position, other.position, equal_nan=True)
    assert np.array_equal(one.loss, other.loss, equal_nan=True)
    assert np.array_equal(one.step, other.step)


# --- known figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lr", "x", "loss"),
    [
        (0.001, 4.523734090020178, 20.46417011721069),
        (0.1, 7.136238463529802e-05, 5.092589940836218e-09),
    ],
)
def test_popular_example_gives_exactly_these_figures(lr, x, loss):
    run = lrsim.run("quadratic", lr=lr, start=5.0, steps=50)
    assert run.position[-1, 0] == x
    assert run.loss[-1] == loss
    assert run.exploded_at is None
    assert run.steps_taken == 50


def test_popular_example_explodes_at_step_30():
    run = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50)
    assert run.exploded_at == run.steps_taken == 30
    assert round(abs(run.position[-1, 0]), 2) == 1186.88
    assert round(run.loss[-1], 2) == 1408687.86
    assert len(run.position) == len(run.loss) == len(run.step) == len(run.gradient_norm) == 31
    assert len(run.lr) == 30
    assert run.position[0, 0] == 5.0


def test_half_lands_in_one_step():
    run = lrsim.run("quadratic", lr=0.5, start=5.0, steps=5)
    assert run.position[:, 0].tolist() == [5.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert run.converged_at == 1


def test_nine_tenths_converges_exactly_as_fast_as_a_tenth():
    slow, fast = (lrsim.run("quadratic", lr=lr, start=5.0, steps=50) for lr in (0.1, 0.9))
    assert slow.converged_at == fast.converged_at
    assert np.allclose(slow.loss, fast.loss, rtol=1e-12)


def test_one_bounces_for_ever():
    run = lrsim.run("quadratic", lr=1.0, start=5.0, steps=1001)
    assert set(run.position[:, 0].tolist()) == {5.0, -5.0}


def test_ten_overflows_at_120_without_escape_and_escapes_at_2_with_it():
    endless = lrsim.run("quadratic:escape=inf", lr=10, start=5.0, steps=500)
    assert endless.exploded_at == 120
    assert endless.loss[-1] == math.inf
    assert np.isfinite(endless.loss[:-1]).all()
    assert np.isfinite(endless.position).all()
    assert lrsim.run("quadratic", lr=10, start=5.0, steps=500).exploded_at == 2


def test_shower_story():
    def outlet(run):
        return 35 + 25 * np.tanh(run.position[:, 0] / 0.4)

    snail, pro, maniac = (lrsim.run("shower", lr=lr, start=-1, steps=50) for lr in (1e-4, 0.01, 10))
    assert round(outlet(snail)[0], 1) == 10.3
    assert round(outlet(snail)[-1], 1) == 10.7
    assert pro.converged_at == 10
    assert set(np.round(outlet(maniac)[1:]).tolist()) == {60.0, 10.0}
    assert maniac.exploded_at is None


def test_double_well_fixed_point_cycle_and_chaos():
    def tail(lr, start=0.5):
        return lrsim.run("double-well", lr=lr, start=start, steps=4000).position[-200:, 0]

    assert np.ptp(tail(0.2)) < 1e-6
    for lr in (0.26, 0.30):
        late = tail(lr)
        assert np.ptp(late) > 0.1
        assert np.allclose(late[2:], late[:-2], atol=1e-6)
    assert len(np.unique(np.round(tail(0.36), 6))) > 50
    hops = tail(0.40)
    assert hops.min() < 0 < hops.max()
    # 1.5 is where 0.40 only just throws the ball across and back
    assert set(lrsim.run("double-well", lr=0.40, start=1.5).position[:, 0].tolist()) == {1.5, -1.5}
    assert lrsim.run("double-well", lr=0.401, start=1.5).exploded_at is not None


@pytest.mark.parametrize(("lr", "stable"), [(0.0324, True), (0.0326, False)])
def test_shower_edge(lr, stable):
    run = lrsim.run("shower", lr=lr, steps=20_000)
    assert (run.converged_at is not None) == stable


# --- explosions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("escape", [6.8, 10.0, 1000.0, math.inf])
def test_explosion_is_the_first_position_beyond_escape(escape):
    run = lrsim.run(f"quadratic:escape={escape}", lr=1.1, start=5.0, steps=3000)
    beyond = np.abs(run.position[:, 0]) > escape
    assert not beyond[:-1].any()
    assert beyond[-1] or not np.isfinite(run.loss[-1])
    assert run.exploded_at == len(run.position) - 1


def test_standing_exactly_at_escape_is_not_beyond_it():
    assert lrsim.run("quadratic:escape=6.8", lr=1.0, start=6.8, steps=10).exploded_at is None


@pytest.mark.parametrize(
    ("surface", "start", "escape"),
    [
        ("quadratic", None, 1000.0),
        ("quadratic", -150.0, 1500.0),
        ("quadratic:escape=20", 5.0, 20.0),
        ("quadratic:escape=inf", 5000.0, math.inf),
        ("rosenbrock:a=10", None, 1000.0),  # its minimum lies at (10, 100)
        ("rosenbrock:a=-10,b=1", (0.0, -300.0), 3000.0),
        ("formula:x**2,high=250", None, 2500.0),
    ],
)
def test_escape_is_ten_times_the_farthest_of_domain_start_and_minima(surface, start, escape):
    experiment = lrsim.Experiment(surface, start=start)
    assert experiment.setup().escape == escape


@pytest.mark.parametrize(
    ("surface", "start", "least"),
    [
        ("quadratic:escape=6", 5.0, "6.8"),
        ("quadratic:escape=20", -30.0, "30"),
        ("rosenbrock:a=10,escape=99", None, "100"),
    ],
)
def test_an_escape_inside_domain_start_or_minima_is_refused(surface, start, least):
    with pytest.raises(InputError, match=f"escape: .* must be at least {least}: the domain"):
        lrsim.run(surface, start=start)


def test_lanes_that_start_far_out_explode_where_their_runs_do():
    start = [5.0, 300.0, -150.0, 99.0, 1e6, 250.0]
    found = lrsim.batch("quadratic", vary={"start_x": start, "lr": 1.1}, steps=60)
    alone = [lrsim.run("quadratic", start=x, lr=1.1, steps=60).exploded_at for x in start]
    assert found.exploded_at.tolist() == alone
    with pytest.raises(InputError, match="escape: 20"):
        lrsim.batch("quadratic:escape=20", vary={"start_x": start})


@pytest.mark.parametrize("start", [1e160, -1e200])
def test_a_start_whose_loss_overflows_explodes_at_step_0(start):
    run = lrsim.run("quadratic", lr=0.1, start=start, steps=10)
    assert run.exploded_at == run.steps_taken == 0
    assert run.position.tolist() == [[start]]
    assert len(run.loss) == len(run.gradient_norm) == len(run.step) == 1
    assert len(run.lr) == 0
    assert run.converged_at is None
    assert run.verdict.name == "exploding"


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.9", "adam:amsgrad=true"])
@pytest.mark.parametrize("where", [0, 1, 31, 32, 33])
def test_slots_of_a_run_that_explodes_end_where_it_does(small, optimizer, where):
    dial = [] if where == 0 else [(where - 1, 1e6)]
    start = 1e200 if where == 0 else 5.0
    run = lrsim.run("quadratic", optimizer, lr=1e-6, start=start, steps=60, dial=dial)
    assert run.exploded_at == where
    assert all(values.shape == (where + 1, 1) for values in run.slots.values())


def test_nothing_but_an_explosion_ends_a_run_before_its_budget():
    assert lrsim.run("quadratic", lr=0.5, start=0.0, steps=77).steps_taken == 77
    assert lrsim.run("quadratic", lr=0.0, start=5.0, steps=77).steps_taken == 77


# --- convergence ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.3, 0.9, 0.97])
def test_converged_at_is_the_first_step_from_which_it_stays_within_tolerance(lr):
    run = lrsim.run("quadratic", lr=lr, start=5.0, steps=2000)
    limit = 1e-6 * run.loss[0]
    at = run.converged_at
    assert (run.loss[at:] <= limit).all()
    assert run.loss[at - 1] > limit


def test_starting_in_a_minimum_converges_at_index_0():
    for surface in ("quadratic", "bowl", "rosenbrock", "himmelblau", "shower", "double-well"):
        minimum = lrsim.surface(surface).minima[0].position
        assert lrsim.run(surface, lr=1e-4, start=minimum, steps=10).converged_at == 0


def test_leaving_the_minimum_by_far_is_unstable_though_it_had_converged():
    left = lrsim.run("quadratic", lr=0.3, start=5.0, steps=100, dial=[(20, 1.1)])
    assert left.exploded_at is None
    assert left.loss[20] < 1e-6 * 25 < left.loss[-1]
    assert left.converged_at == 8
    assert (left.verdict.name, left.verdict.evidence["left_again"]) == ("unstable", 1)


def test_touching_the_tolerance_on_the_way_does_not_count():
    """Momentum carries the ball through the minimum and out again."""
    run = lrsim.run("quadratic", "sgd:momentum=0.95", lr=0.05, start=5.0, steps=600)
    inside = run.loss <= 1e-6 * run.loss[0]
    first = int(inside.argmax())
    assert not inside[first:].all()
    assert run.converged_at > first
    assert inside[run.converged_at :].all()


def test_exploded_run_never_converged():
    assert lrsim.run("quadratic", lr=1.1, start=5.0, steps=50).converged_at is None


# --- arrays --------------------------------------------------------------------------------------


def test_arrays_have_the_documented_dtypes_and_shapes():
    run = lrsim.run("bowl", lr=0.1, steps=20)
    assert run.position.shape == (21, 2)
    assert run.loss.shape == run.gradient_norm.shape == run.step.shape == (21,)
    assert run.lr.shape == (20,)
    assert run.position.dtype == run.loss.dtype == run.lr.dtype == np.float64
    assert run.gradient_norm.dtype == np.float64
    assert run.step.dtype == np.int64
    assert run.step.tolist() == list(range(21))


def test_paths_cannot_be_written_to():
    run = lrsim.run("bowl", lr=0.1, steps=20)
    for array in (run.position, run.loss, run.step):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_gradient_norm_is_that_of_each_position():
    run = lrsim.run("rosenbrock", lr=1e-3, steps=50)
    expected = [math.hypot(*run.experiment.surface.gradient(w)) for w in run.position]
    assert np.allclose(run.gradient_norm, expected, rtol=1e-14)


def test_gradient_norm_of_an_exploded_run_is_infinite_and_warns_nobody():
    run = lrsim.run("quadratic:escape=inf", lr=10, start=5.0, steps=500)
    assert np.isfinite(run.gradient_norm[:100]).all()
    assert run.gradient_norm[-1] > 1e150


def test_run_says_what_it_is():
    text = repr(lrsim.run("quadratic", lr=1.1, start=5.0, steps=50))
    assert "quadratic" in text
    assert "30 steps" in text


def test_race_is_each_runner_alone(experiment_of_three):
    runs = lrsim.race(experiment_of_three)
    assert [run.runner.name for run in runs] == ["Snail", "Pro", "Maniac"]
    for index, run in enumerate(runs):
        assert run.experiment is experiment_of_three
        assert run.runner is experiment_of_three.runners[index]
        assert_same_run(run, simulate.simulate(experiment_of_three.setup(index)))


@pytest.fixture
def experiment_of_three(experiment):
    return experiment


# --- slots ---------------------------------------------------------------------------------------


def test_momentum_buffer_is_that_of_the_oracle():
    run = lrsim.run("bowl", "sgd:momentum=0.9,dampening=0.2,weight_decay=0.1", lr=0.05, steps=30)
    optimizer = reference.optimizer("sgd:momentum=0.9,dampening=0.2,weight_decay=0.1")
    surface = reference.surface("bowl")
    place = tuple(run.experiment.start)
    assert run.slots["momentum_buffer"][0].tolist() == [0.0, 0.0]
    for k in range(30):
        place = optimizer.step(place, surface.gradient(*place), 0.05)
        buffers = [state["momentum_buffer"] for state in optimizer.states]
        assert run.slots["momentum_buffer"][k + 1].tolist() == buffers
        assert tuple(run.position[k + 1]) == place


def test_adam_moments_are_those_of_the_oracle():
    run = lrsim.run("rosenbrock", "adam:amsgrad=true,beta2=0.9", lr=0.05, steps=30)
    optimizer = reference.optimizer("adam:amsgrad=true,beta2=0.9")
    surface = reference.surface("rosenbrock")
    for k in range(30):
        place = tuple(run.position[k].tolist())
        optimizer.step(place, surface.gradient(*place), 0.05)
        for name in ("exp_avg", "exp_avg_sq", "max_exp_avg_sq"):
            expected = [state[name] for state in optimizer.states]
            assert np.allclose(run.slots[name][k + 1], expected, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("optimizer", ["sgd:momentum=0.9", "adam"])
@pytest.mark.parametrize("lr", [1e-3, 1e-2])
def test_slots_of_thinned_rows_are_those_of_their_steps(monkeypatch, optimizer, lr):
    e = experiment("himmelblau", steps=300, optimizer=optimizer, lr=lr)
    dense = simulate.simulate(e.setup())
    monkeypatch.setattr(recording, "DENSE", 16)
    monkeypatch.setattr(recording, "CHUNK", 32)
    monkeypatch.setattr(stepper, "SCRATCH", 64)
    thin = simulate.simulate(
        experiment("himmelblau", steps=16, optimizer=optimizer, lr=lr).setup(), horizon=300
    )
    assert set(thin.slots) == set(dense.slots)
    for name, values in thin.slots.items():
        kept = thin.step <= 300
        assert np.array_equal(values[kept], dense.slots[name][thin.step[kept]])


# --- chunks, sharing, growth ---------------------------------------------------------------------

RUNNERS = [
    {"lr": 1e-3},
    {"lr": 5e-4, "optimizer": "sgd:momentum=0.9,dampening=0.1", "schedule": "step"},
    {"lr": 0.02, "optimizer": "adam:amsgrad=true", "schedule": "cosine-annealing:warmup=9"},
    {"lr": 2e-3, "schedule": "exponential:warmup=40", "dial": [(33, 1e-3), (64, 5e-4)]},
    {"lr": 8e-3},  # explodes
]


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("chunk", [1, 7, 64, 100])
def test_path_is_bit_identical_whatever_the_chunk(monkeypatch, runner, chunk):
    e = experiment(steps=200, **runner)
    expected = simulate.simulate(e.setup())
    monkeypatch.setattr(recording, "CHUNK", chunk)
    assert_same_run(simulate.simulate(e.setup()), expected)


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize(("chunk", "scratch"), [(32, 64), (64, 256), (8, 512)])
def test_thinned_path_is_the_dense_one_at_its_steps(monkeypatch, runner, chunk, scratch):
    steps = 16
    e = experiment(steps=steps, **runner)
    dense = simulate.simulate(e.setup(), horizon=700)
    monkeypatch.setattr(recording, "DENSE", 16)
    monkeypatch.setattr(recording, "CHUNK", chunk)
    monkeypatch.setattr(stepper, "SCRATCH", scratch)
    thin = simulate.simulate(e.setup(), horizon=700)
    assert thin.exploded_at == dense.exploded_at
    inside = thin.step <= 700
    assert np.array_equal(thin.position[inside], dense.position[thin.step[inside]])
    assert np.array_equal(thin.loss[inside], dense.loss[thin.step[inside]])
    assert len(thin.lr) == len(thin.loss) - 1
    assert np.array_equal(
        thin.lr[inside[:-1]], dense.lr[thin.step[:-1][inside[:-1]]][: len(thin.lr)]
    )


@settings(max_examples=150)
@given(data=st.data())
def test_reusing_a_previous_run_changes_nothing(data):
    """Turn the dial at random, let the horizon grow and shrink; compare with runs from scratch."""
    runner = data.draw(st.sampled_from(RUNNERS))
    steps = data.draw(st.sampled_from([1, 15, 16, 40, 300]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "DENSE", 16)
        patch.setattr(recording, "CHUNK", data.draw(st.sampled_from([8, 32, 64])))
        patch.setattr(stepper, "SCRATCH", 64)
        previous = None
        for _ in range(data.draw(st.integers(1, 6))):
            moves = data.draw(st.lists(st.integers(0, 400), max_size=3, unique=True).map(sorted))
            rates = st.sampled_from([1e-4, 5e-4, 1e-3, 1e-2])
            dial = [(step, data.draw(rates)) for step in moves]
            horizon = data.draw(st.sampled_from([None, 1, 16, 17, 33, 100, 400, 1000]))
            e = experiment(steps=steps, **{**runner, "dial": dial})
            run = simulate.run_runner(e, horizon=horizon, previous=previous)
            fresh = simulate.simulate(e.setup(), horizon=horizon)
            assert_same_run(run, fresh)
            assert run.experiment is e
            assert np.array_equal(run.lr, fresh.lr)
            assert run.converged_at == fresh.converged_at
            for name, values in fresh.slots.items():
                assert np.array_equal(run.slots[name], values, equal_nan=True)
            previous = run


@settings(max_examples=100)
@given(data=st.data())
def test_a_run_of_anything_else_is_not_reused(data):
    options = {
        "surface": st.sampled_from(
            ["rosenbrock", "rosenbrock:b=50", "himmelblau", "rosenbrock:escape=9"]
        ),
        "start": st.sampled_from([None, (0.5, 0.5)]),
        "steps": st.sampled_from([50, 80]),
        "lr": st.sampled_from([1e-3, 2e-3]),
        "optimizer": st.sampled_from(["sgd", "sgd:momentum=0.5", "adam"]),
        "schedule": st.sampled_from(["constant", "constant:warmup=3", "step", "exponential"]),
    }
    one, other = (
        experiment(**{key: data.draw(values) for key, values in options.items()}) for _ in range(2)
    )
    before = simulate.simulate(one.setup())
    assert_same_run(
        simulate.simulate(other.setup(), previous=before), simulate.simulate(other.setup())
    )


def test_same_experiment_again_is_the_same_run():
    e = experiment(lr=1e-3)
    run = simulate.simulate(e.setup())
    assert simulate.simulate(e.setup(), previous=run) is run


def test_turning_the_dial_takes_only_the_steps_after_its_last_checkpoint(small, monkeypatch):
    taken = []
    descend = _core.descend

    def counted(*args, **more):
        result = descend(*args, **more)
        taken.append(result[0])
        return result

    monkeypatch.setattr(_core, "descend", counted)
    before = simulate.simulate(experiment(steps=320, lr=1e-3).setup())
    assert sum(taken) == 320
    taken.clear()
    simulate.simulate(experiment(steps=320, lr=1e-3, dial=[(300, 5e-4)]).setup(), previous=before)
    assert sum(taken) == 320 - 288


def test_shared_steps_of_dial_histories():
    def shared(one, other):
        runs = [simulate.simulate(experiment(lr=1e-3, dial=dial).setup()) for dial in (one, other)]
        return shared_steps(runs[0].setup, runs[1].setup)

    assert shared([], []) == MAX_STEPS
    assert shared([], [(24, 0.5)]) == shared([(24, 0.5)], []) == 24
    assert shared([(24, 0.5)], [(30, 0.5)]) == 24
    assert shared([(24, 0.5)], [(24, 0.6)]) == 24
    assert shared([(24, 0.5)], [(24, 0.5), (60, 0.1)]) == 60
    assert shared([(0, 0.5)], []) == 0


@pytest.mark.parametrize("runner", RUNNERS)
def test_growing_the_horizon_only_appends(small, runner):
    e = experiment(steps=40, **runner)
    run = simulate.simulate(e.setup())
    for horizon in (41, 60, 80, 100, 333, 1000, 2000):
        longer = simulate.simulate(e.setup(), horizon=horizon, previous=run)
        # where recording thins the old end is a row only if it is on the grid
        rows = len(run.loss)
        assert np.array_equal(longer.step[:rows], run.step)
        assert np.array_equal(longer.position[:rows], run.position, equal_nan=True)
        assert np.array_equal(longer.lr[: rows - 1], run.lr)
        assert longer.horizon >= horizon
        run = longer


def test_growing_never_stretches_a_schedule():
    e = experiment(steps=50, lr=1e-3, schedule="cosine-annealing")
    longer = simulate.simulate(e.setup(), horizon=200)
    assert np.array_equal(longer.lr[:50], simulate.simulate(e.setup()).lr)
    assert longer.lr[50] == 0.0


# --- thinning ------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 15, 16, 17, 40, 41])
@pytest.mark.parametrize("horizon", [0, 1, 16, 17, 31, 32, 33, 100, 1000, 5000])
def test_plan_covers_the_horizon_with_doubling_strides(small, steps, horizon):
    plan = Plan.of(steps, horizon).segments
    dense = max(steps + steps % 2, 16)
    assert plan[0].first == 0
    assert plan[-1].stop >= horizon
    assert plan[-1].stop - horizon < plan[-1].stride
    for k, part in enumerate(plan):
        assert part.stride == 2**k
        assert (part.stop - part.first) % part.stride == 0
        assert part.first == (0 if k == 0 else plan[k - 1].stop)
        assert part.first == (0 if k == 0 else dense * 2 ** (k - 1))


@pytest.mark.parametrize("steps", [1, 99_999, 2**24 - 1, 2**24])
@pytest.mark.parametrize("horizon", [2**24 - 1, 2**24])
def test_plan_never_goes_beyond_the_longest_run(steps, horizon):
    plan = Plan.of(steps, horizon).segments
    assert plan[-1].stop <= MAX_STEPS
    assert horizon - plan[-1].stop < plan[-1].stride


def test_every_step_of_the_budget_is_recorded_however_long():
    (plan,) = Plan.of(10**6, 10**6).segments
    assert plan == (0, 10**6, 1)


def test_longest_run_is_recorded_in_bounded_memory():
    run = simulate.simulate(experiment("quadratic", steps=50, lr=0.1).setup(), horizon=MAX_STEPS)
    assert run.steps_taken == MAX_STEPS
    assert len(run.loss) <= 2**16 + 8 * 2**15 + 1
    assert run.step[-1] == MAX_STEPS
    assert len(run.lr) == len(run.loss) - 1
    assert (np.diff(run.step) > 0).all()
    strides = np.diff(run.step)
    assert set(strides.tolist()) == {2**k for k in range(9)}
    assert (np.diff(strides) >= 0).all()


def test_row_is_the_inverse_of_step(small):
    for horizon in (5, 16, 40, 333, 1000):
        run = simulate.simulate(experiment(steps=16, lr=1e-3).setup(), horizon=horizon)
        assert [run.row(step) for step in run.step.tolist()] == list(range(len(run.step)))
        for step in range(run.horizon + 5):
            row = run.row(step)
            assert run.step[row] <= step
            assert row + 1 == len(run.step) or run.step[row + 1] > step


@pytest.mark.parametrize("at", [*range(14, 40), 63, 64, 65, 100, 127, 128, 129, 200])
def test_the_step_that_explodes_is_recorded_on_the_grid_or_off_it(small, at):
    e = experiment("quadratic", start=5.0, steps=16, lr=1e-9, dial=[(at - 1, 1e6)])
    run = simulate.simulate(e.setup(), horizon=300)
    assert run.exploded_at == run.steps_taken == at
    assert run.step[-1] == at
    assert abs(run.position[-1, 0]) > 1e6
    assert (np.abs(run.position[:-1, 0]) < 6).all()
    assert (np.diff(run.step) > 0).all()
    assert len(run.lr) == len(run.loss) - 1
    assert run.row(at) == run.row(at + 1) == run.row(10**6) == len(run.loss) - 1
    assert run.step[run.row(at - 1)] <= at - 1
    momentum = experiment(
        "quadratic",
        start=5.0,
        steps=16,
        lr=1e-9,
        dial=[(at - 1, 1e6)],
        optimizer="sgd:momentum=0.5",
    )
    run = simulate.simulate(momentum.setup(), horizon=300)
    assert run.slots["momentum_buffer"].shape == (len(run.loss), 1)


# --- arguments -----------------------------------------------------------------------------------


def test_names_and_objects_are_the_same():
    one = lrsim.run(
        "rosenbrock", "adam:beta2=0.99", "cosine-annealing:t_max=500", 0.02, (-1, 2), 60
    )
    other = lrsim.run(
        lrsim.surfaces.Rosenbrock(),
        optimizer=lrsim.optimizers.Adam(beta2=0.99),
        schedule=lrsim.schedules.CosineAnnealing(t_max=500),
        lr=0.02,
        start=(-1, 2),
        steps=60,
    )
    assert_same_run(one, other)
    assert one.experiment == other.experiment


def test_defaults_are_those_of_the_command_line():
    run = lrsim.run()
    assert run.experiment.surface.spec == "quadratic"
    assert run.runner.optimizer.spec == "sgd"
    assert run.runner.schedule.spec == "constant"
    assert run.experiment.steps == 100
    assert run.position[0].tolist() == list(run.experiment.surface.start)


def test_an_experiment_runs_its_first_runner(experiment):
    run = lrsim.run(experiment)
    assert run.runner is experiment.runners[0]
    assert isinstance(run, Run)


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        ("surface", ["nonesuch", 5, None, "rosenbrock:c=1", "long-valley:kappa=0"]),
        ("optimizer", ["nonesuch", 5, "sgd:momentum=1", "adam:beta=0.9"]),
        ("schedule", ["nonesuch", 5, "step:step_size=0", "constant:warmup=-1"]),
        ("lr", [-1e-9, 1e7, math.nan, math.inf, "0.1", True, 1j, 10**400]),
        ("start", [math.nan, math.inf, "5", (1.0, 2.0), (), True, {}, 10**400, np.zeros(2)]),
        ("steps", [0, -1, 2**24 + 1, 50.0, "50", True, None, math.nan]),
        ("seed", [-1, 2**63, 0.5, "0", None]),
        ("dial", [5, "24", [5], [(1,)], [(1, 2, 3)], [(-1, 0.1)], [(5, 0.1), (5, 0.2)]]),
        ("dial", [[(5, 0.1), (4, 0.1)], [(1.5, 0.1)], [(1, math.nan)], [(2**24 + 1, 0.1)]]),
        ("noise", [-1.0, 1e7, math.inf, math.nan, "0", None, True]),
        ("lr_scale", [-2.0, [-0.5], [], [1, 1, 1], "1", [1.0, 0.5], None, math.nan, [1e7]]),
    ],
)
def test_bad_argument_is_named_with_its_value(argument, values):
    for value in values:
        with pytest.raises(InputError) as caught:
            lrsim.run(**{argument: value})
        assert argument in caught.value.where, value
        assert str(caught.value).startswith(caught.value.where)
        assert str(caught.value).count("\n") <= 3


# --- noise, and a rate for each coordinate ---


NOISY = [
    {"optimizer": "sgd"},
    {"optimizer": "sgd:momentum=0.9"},
    {"optimizer": "adam", "schedule": "exponential:gamma=0.999"},
]


@pytest.mark.parametrize("runner", NOISY)
def test_noise_is_added_to_the_gradient_of_each_step(runner):
    run = lrsim.run("long-valley", lr=0.01, steps=80, noise=0.5, seed=3, **runner)
    draws = gradient_noise(3, 0.5, 2, 0, 80)
    if runner["optimizer"] == "sgd":
        gradient = run.experiment.surface.gradient(run.position[:-1]) + draws
        assert np.array_equal(run.position[1:], run.position[:-1] - 0.01 * gradient)
    quiet = lrsim.run("long-valley", lr=0.01, steps=80, **runner)
    assert not np.array_equal(run.position[1], quiet.position[1])
    assert np.array_equal(run.gradient_norm, lrsim.Run.gradient_norm.func(run))


@pytest.mark.parametrize(("seed", "first"), [(0, 0), (3, 777), (2**63 - 1, 2**24), (2**64 - 1, 5)])
def test_random_words_are_those_of_numpys_philox(seed, first):
    words = np.empty((500, 4), dtype=np.uint64)
    _core.random_words(seed, first, words)
    generator = np.random.Philox(key=np.array([seed, 0], dtype=np.uint64), counter=first)
    assert np.array_equal(words.ravel(), generator.random_raw(2000))


def test_noise_draws_the_numbers_it_always_drew():
    assert gradient_noise(3, 0.5, 2, 40, 43).tolist() == [
        [-0.11999611455463266, -0.5460492449865718],
        [-0.09030087476899595, 0.5241141201541041],
        [0.5183160045700261, 0.01828479768743575],
    ]


def test_noise_is_standard_normal_independent_and_repeatable():
    draws = gradient_noise(0, 1.0, 2, 0, 200_000)
    assert np.array_equal(draws[777:1234], gradient_noise(0, 1.0, 2, 777, 1234))
    assert np.array_equal(draws[:, :1], gradient_noise(0, 1.0, 1, 0, 200_000))
    assert np.abs(draws.mean(axis=0)).max() < 0.01
    assert np.abs(draws.var(axis=0) - 1).max() < 0.01
    assert abs(np.corrcoef(draws.T)[0, 1]) < 0.01
    assert abs((draws**4).mean() - 3) < 0.05
    # Kolmogorov-Smirnov against the normal distribution, 1 % level 1.63/√n
    ordered = np.sort(draws.ravel())
    exact = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in ordered[::50]])
    assert np.abs(exact - np.arange(len(ordered))[::50] / len(ordered)).max() < 1.63 / 400_000**0.5
    other = gradient_noise(1, 1.0, 2, 0, 2000)
    assert abs(np.corrcoef(draws[:2000, 0], other[:, 0])[0, 1]) < 0.1


@pytest.mark.parametrize("runner", NOISY)
def test_equal_runners_of_a_noisy_race_take_equal_paths(runner):
    given = {"surface": "bowl", "noise": 1.0, "seed": 3, "steps": 40}
    runners = [lrsim.Runner(name=str(k), lr=1e-3, **runner) for k in range(8)]
    alone = lrsim.run(**given, lr=1e-3, **runner)
    for run in lrsim.race(lrsim.Experiment(**given, runners=runners)):
        assert_same_run(run, alone)


def test_every_learning_rate_meets_the_same_noise():
    runs = [lrsim.run("bowl", lr=lr, noise=1.0, start=(0, 0), steps=1) for lr in (1e-3, 1.0)]
    assert np.allclose(runs[0].position[1] / 1e-3, runs[1].position[1], rtol=1e-12)


@pytest.mark.parametrize("runner", NOISY)
@pytest.mark.parametrize("horizon", [41, 90, 333])
def test_noisy_runs_go_on_and_are_steered_without_a_change_of_the_past(small, runner, horizon):
    e = dataclasses.replace(experiment(steps=40, lr=1e-3, **runner), noise=0.2, seed=9)
    run = simulate.simulate(e.setup())
    longer = simulate.simulate(e.setup(), horizon=horizon, previous=run)
    assert np.array_equal(longer.position[: len(run.loss)], run.position)
    afresh = simulate.simulate(e.setup(), horizon=horizon)
    assert np.array_equal(longer.position, afresh.position)
    reseeded = dataclasses.replace(e, seed=10)
    assert shared_steps(run.setup, reseeded.setup()) == 0
    assert shared_steps(run.setup, dataclasses.replace(e, noise=0.0).setup()) == 0


@pytest.mark.parametrize("runner", NOISY)
def test_scale_acts_as_a_rate_of_its_own_for_each_coordinate(runner):
    both = lrsim.run("bowl", lr=0.02, steps=60, lr_scale=[1.0, 0.25], **runner)
    slow = lrsim.run("bowl", lr=0.005, steps=60, **runner)
    fast = lrsim.run("bowl", lr=0.02, steps=60, **runner)
    assert np.array_equal(both.position[:, 0], fast.position[:, 0])
    assert np.allclose(both.position[:, 1], slow.position[:, 1], rtol=1e-12)
    still = lrsim.run("bowl", lr=0.02, steps=60, lr_scale=0.0, **runner)
    assert (still.position == still.position[0]).all()


@pytest.mark.parametrize("optimizer", ["sgd", "sgd:momentum=0.9", "adam"])
def test_both_loops_of_the_core_give_the_same_bits(optimizer):
    fast = lrsim.run("rosenbrock", optimizer=optimizer, lr=1e-3, steps=500)
    # a factor of 2 on half the rate is exact, and takes the other loop
    slow = lrsim.run("rosenbrock", optimizer=optimizer, lr=5e-4, lr_scale=2.0, steps=500)
    assert np.array_equal(fast.position, slow.position)
    assert np.array_equal(fast.loss, slow.loss)
    assert fast.slots.keys() == slow.slots.keys()
    for name, values in fast.slots.items():
        assert np.array_equal(values, slow.slots[name])


@pytest.mark.parametrize(
    "start", [5, 5.0, [5], (5.0,), np.array([5.0]), np.float32(5), np.int64(5), np.array(5.0)]
)
def test_start_may_be_any_number_or_sequence(start):
    assert lrsim.run("quadratic", start=start, steps=1).experiment.start == (5.0,)


def test_dial_takes_effect_at_its_step():
    run = lrsim.run("quadratic", lr=0.1, start=5.0, steps=50, dial=[(24, 0.5)])
    assert run.lr.tolist() == [0.1] * 24 + [0.5] * 26
    assert run.position[24, 0] != 0
    assert run.position[25, 0] == 0


def test_dial_at_step_0_replaces_the_rate():
    run = lrsim.run("quadratic", lr=0.1, start=5.0, steps=5, dial=[(0, 0.5)])
    assert run.lr.tolist() == [0.5] * 5


def test_dial_past_the_budget_changes_nothing():
    plain = lrsim.run("bowl", lr=0.1, steps=20)
    assert_same_run(lrsim.run("bowl", lr=0.1, steps=20, dial=[(20, 0.9), (500, 0.1)]), plain)


def test_a_million_steps_are_recorded_and_the_same_as_in_parts():
    run = lrsim.run("rosenbrock", lr=1e-3, steps=10**6)
    assert run.position.shape == (10**6 + 1, 2)
    again = lrsim.run("rosenbrock", lr=1e-3, start=run.position[600_000], steps=400_000)
    assert np.array_equal(again.position, run.position[600_000:])
