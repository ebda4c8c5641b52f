from __future__ import annotations

import math

import numpy as np
import pytest

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.optimizers import Optimizer
from lrsim.runs.moments import Bookmark
from lrsim.runs.simulate import simulate
from lrsim.runs.stepper import Stepper
from lrsim.stability.curvature import alpha_gauge, curvature_at, eigenvalues
from lrsim.stability.linear_rules import SILENT, linear_rule
from lrsim.surfaces import Surface
from lrsim.theory import local_theory, theory_of

SMALL = 1e-12
"""A start so near the minimum that gradients are nothing beside eps = 1, which the rules then divide by."""

HELD = [  # rules whose divisor stays where it is: there is none, or it is eps
    "sgd",
    "sgd:momentum=0.9",
    "sgd:momentum=0.99",
    "sgd:momentum=0.5,nesterov=true",
    "sgd:momentum=0.95,nesterov=true",
    "sgd:momentum=0.9,dampening=0.5",
    "sgd:dampening=0.7",
    "sgd:weight_decay=0.5",
    "sgd:momentum=0.9,weight_decay=2",
    "adam:eps=1",
    "adam:eps=1,beta1=0.5,weight_decay=1",
    "adam:eps=1,amsgrad=true",
    "adamw:eps=1,weight_decay=0.5",
    "nadam:eps=1,momentum_decay=1",
    "nadam:eps=1,momentum_decay=1,weight_decay=0.3,decoupled_weight_decay=true",
    "radam:eps=1,beta2=0.9",
    "adamax:eps=1",
    "adabelief:eps=1",
    "yogi:eps=1,initial_accumulator_value=0",
    "adan:eps=1",
    "adan:eps=1,beta1=0.9,beta2=0.5,beta3=0.9,weight_decay=0.1",
    "adagrad:eps=1",
    "adadelta:eps=1",
    "rmsprop:eps=1",
    "rmsprop:eps=1,momentum=0.9",
    "rmsprop:eps=1,momentum=0.5,centered=true",
    "newton",
]


SETTLED = 10_000
"""Steps without a move, in which all means come to rest and debiasing ends."""


def grows(surface: str, optimizer: str, lr: float, scale=(1.0,)) -> bool:
    """Tell whether a run from next to the minimum 0 leaves it; otherwise it must come nearer."""
    start = (SMALL,) * lrsim.surface(surface).dimensions
    steps, dial = SETTLED + 100_000, [(SETTLED, lr)]
    run = lrsim.run(surface, optimizer, lr=0.0, start=start, steps=steps, lr_scale=scale, dial=dial)
    size = np.abs(run.position[SETTLED:]).max(axis=1)
    if size.max() > 1e4 * SMALL:
        return True
    assert size[-1000:].max() < size[:1000].max()
    return False


def late(run: lrsim.Run):
    """Return the theory of a step by which all means have seen enough."""
    return local_theory(run, SETTLED)


@pytest.mark.parametrize("optimizer", HELD)
@pytest.mark.parametrize("surface", ["quadratic", "long-valley:kappa=7"])
def test_oscillation_grows_above_the_edge_and_dies_below_it(surface, optimizer):
    start = (SMALL,) * lrsim.surface(surface).dimensions
    edge = late(lrsim.run(surface, optimizer, lr=0.0, start=start, steps=20_000)).edge.value
    assert not grows(surface, optimizer, edge * 0.999)
    assert grows(surface, optimizer, edge * 1.001)


@pytest.mark.parametrize(
    "optimizer",
    ["sgd", "sgd:momentum=0.9", "adamw:eps=1,weight_decay=0.5", "rmsprop:eps=1", "newton"],
)
def test_the_edge_takes_the_factors_on_each_coordinate_into_account(optimizer):
    surface, scale = "formula:expression=x**2 + x*y + 2*y**2", (0.3, 2.0)
    run = lrsim.run(surface, optimizer, lr=0.0, start=(SMALL, SMALL), steps=20_000, lr_scale=scale)
    edge = late(run).edge.value
    assert not grows(surface, optimizer, edge * 0.999, scale)
    assert grows(surface, optimizer, edge * 1.001, scale)


@pytest.mark.parametrize(
    ("optimizer", "edge"),
    [
        ("sgd", 2 / 2),
        ("sgd:momentum=0.9", 2 * 1.9 / 2),
        ("sgd:momentum=0.9,nesterov=true", (2 + 1.8) / ((1 + 1.8) * 2)),
        ("sgd:momentum=0.9,dampening=0.9", 2 * 1.9 / (0.1 * 2)),
        ("sgd:weight_decay=1", 2 / 3),
        ("newton", 2.0),
    ],
)
def test_edges_on_the_parabola_are_those_of_the_closed_forms(optimizer, edge):
    theory = local_theory(lrsim.run("quadratic", optimizer, lr=0.01, start=5.0), 7)
    assert theory.edge.value == pytest.approx(edge, rel=1e-14)
    assert theory.ratio == pytest.approx(0.01 / edge, rel=1e-12)


def test_adams_edge_is_that_of_its_own_second_moment_at_the_playhead():
    beta1, beta2, eps, step = 0.9, 0.99, 1e-8, 37
    run = lrsim.run("long-valley", "adam:beta2=0.99", lr=0.05, steps=100)
    square = run.slots["exp_avg_sq"][step + 1]
    divisor = (1 - beta1 ** (step + 1)) * (np.sqrt(square / (1 - beta2 ** (step + 1))) + eps)
    hessian = run.experiment.surface.hessian(run.position[step])
    sharpness = np.linalg.eigvals(np.diag(1 / divisor) @ hessian).real.max()
    edge = local_theory(run, step).edge
    assert edge.value == pytest.approx((2 + 2 * beta1) / ((1 - beta1) * sharpness), rel=1e-12)


def test_adam_hovers_at_the_edge_of_its_own_preconditioner():
    # Cohen et al. 2022: on a quadratic the divisor shrinks until λmax(P⁻¹H) is 38/lr, and stays there
    run = lrsim.run("bowl", "adam", lr=0.1, steps=20_000)
    ratios = [local_theory(run, step).ratio for step in range(10_000, 20_000, 500)]
    assert np.median(ratios) == pytest.approx(1.0, rel=0.1)


def test_every_optimizer_has_an_edge_or_says_why_not():
    for entry in entries(Optimizer).values():
        theory = local_theory(lrsim.run("bowl", entry(), steps=20), 10)
        assert (theory.edge.value is None) == (entry().name in SILENT)
        assert bool(theory.edge.reason) == (theory.edge.value is None)
        assert bool(theory.best.reason) == (theory.best.value is None)


def test_every_surface_has_numbers_or_reasons_everywhere():
    rng = np.random.default_rng(3)
    for entry in entries(Surface).values():
        surface = entry()
        for _ in range(20):
            start = [rng.uniform(low, high) for low, high in surface.domain]
            theory = local_theory(lrsim.run(surface, lr=1e-3, start=start, steps=1), 0)
            for estimate in (theory.best, theory.edge, theory.alpha):
                assert (estimate.value is None) == bool(estimate.reason)
                assert estimate.value is None or math.isfinite(estimate.value)
            highest = np.linalg.eigvalsh(surface.hessian(start))[-1]
            assert (theory.edge.value is None) == (highest <= 0)


# --- the best step ---


def test_one_best_step_lands_on_the_floor_of_a_parabola():
    theory = local_theory(lrsim.run("quadratic", lr=0.01, start=5.0), 0)
    assert lrsim.run("quadratic", lr=theory.best.value, start=5.0, steps=1).loss[1] == 0.0
    assert theory.best.formula == "1 / λ"


def test_one_best_step_of_rmsprop_lands_there_too():
    run = lrsim.run("quadratic", "rmsprop", lr=0.01, start=5.0, steps=30)
    best = local_theory(run, 20).best.dial
    landed = lrsim.run("quadratic", "rmsprop", lr=0.01, start=5.0, steps=30, dial=[(20, best)])
    assert abs(landed.position[21, 0]) < 1e-12


def test_no_other_rate_beats_the_best_one_in_a_valley():
    best = local_theory(lrsim.run("long-valley:kappa=7", lr=0.01), 0).best.value
    assert best == pytest.approx(2 / 8, rel=1e-15)
    left = [
        np.abs(lrsim.run("long-valley:kappa=7", lr=lr, start=(1, 1), steps=200).position[-1]).max()
        for lr in (best * 0.98, best, best * 1.02)
    ]
    assert left[1] < left[0]
    assert left[1] < left[2]


def test_a_coordinate_that_does_not_move_has_no_say():
    run = lrsim.run("long-valley:kappa=7", lr=0.01, lr_scale=(1.0, 0.0))
    theory = local_theory(run, 0)
    assert theory.edge.value == pytest.approx(2.0)
    assert theory.best.value == pytest.approx(1.0)


# --- where it is silent ---


@pytest.mark.parametrize(
    ("surface", "start", "reason"),
    [
        ("double-well", 0.1, "curved downwards: no floor"),
        ("abs", 1.0, "flat here: no curvature"),
        ("formula:expression=x", 0.0, "flat here: no curvature"),
    ],
)
def test_where_nothing_curves_upwards_there_is_a_reason_and_no_number(surface, start, reason):
    theory = local_theory(lrsim.run(surface, lr=1e-3, start=start, steps=5), 0)
    assert theory.edge.value is None
    assert theory.best.value is None
    assert theory.edge.reason == theory.best.reason == reason


def test_a_saddle_has_an_edge_but_no_best_step():
    theory = local_theory(lrsim.run("saddle", lr=0.01, start=(1.0, 0.1), steps=5), 0)
    assert theory.edge.value == pytest.approx(2 / theory.curvature.sharpness)
    assert "downwards in one direction" in theory.best.reason
    assert theory.curvature.condition is None


def test_after_an_explosion_only_the_edge_of_the_steepest_place_on_the_way_is_left():
    run = lrsim.run("beale", "sgd:momentum=0.9", lr=0.01, start=(4, 4), steps=50)
    theory = local_theory(run, 50)
    assert theory.step == run.exploded_at
    assert theory.edge == local_theory(run, 0).edge
    assert theory.edge.value == pytest.approx(2.63e-5, rel=1e-3)
    assert theory.edge_step == 0
    assert "exploded" in theory.best.reason
    assert "exploded" in theory.alpha.reason
    assert theory.rate is None
    assert theory.ratio is None


def test_a_run_that_explodes_where_nothing_curves_upwards_has_no_edge():
    run = lrsim.run("formula:-x**2", lr=10, start=5.0, steps=50)
    assert "exploded" in local_theory(run, 50).edge.reason


def test_an_overflowed_curvature_has_a_reason():
    run = lrsim.run("double-well:escape=inf", lr=10, start=1e150, steps=5)
    theory = local_theory(run, 0)
    assert all(estimate.reason for estimate in (theory.best, theory.edge, theory.alpha))


def test_a_step_outside_the_run_is_refused():
    run = lrsim.run("quadratic", steps=10)
    for step in (-1, 11):
        with pytest.raises(InputError, match="from 0 to 10"):
            local_theory(run, step)


def test_rules_without_a_linear_form_or_a_reason_are_not_passed_over():
    class Unknown(lrsim.optimizers.SignSgd, frozen=True, tag="unknown-rule"):
        pass

    with pytest.raises(InputError, match="unknown-rule"):
        linear_rule(Unknown(), {}, 0)


# --- the dial ---


@pytest.mark.parametrize(
    "schedule", ["cosine-annealing", "one-cycle", "cyclic", "exponential:warmup=5", "constant"]
)
@pytest.mark.parametrize("step", [0, 3, 40])
def test_a_dial_turned_to_the_edge_makes_the_step_use_it(schedule, step):
    run = lrsim.run("quadratic", schedule=schedule, lr=0.1, start=5.0, steps=80)
    edge = local_theory(run, step).edge
    turned = lrsim.run(
        "quadratic", schedule=schedule, lr=0.1, start=5.0, steps=80, dial=[(step, edge.dial)]
    )
    assert turned.lr[step] == pytest.approx(edge.value, rel=1e-12)


def test_a_closed_loops_rate_is_the_one_it_used():
    run = lrsim.run("quadratic", schedule="reduce-on-plateau:patience=3", lr=1.0, start=5.0)
    assert len(set(run.lr.tolist())) > 1
    for step in (0, 50, 99):
        theory = local_theory(run, step)
        assert theory.rate == run.lr[step]
        assert theory.ratio == pytest.approx(run.lr[step])
        assert theory.edge.dial == pytest.approx(1.0 / run.lr[step])


def test_where_the_schedule_ends_in_nothing_no_turn_of_the_dial_leads_to_the_edge():
    schedule = "formula:expression=0*lr"
    theory = local_theory(lrsim.run("quadratic", schedule=schedule, lr=0.1, start=5.0), 5)
    assert theory.edge.value == 1.0
    assert theory.edge.dial is None


def test_the_step_past_the_end_is_known_too():
    run = lrsim.run("quadratic", "adam", lr=0.1, start=5.0, steps=20)
    longer = lrsim.run("quadratic", "adam", lr=0.1, start=5.0, steps=30)
    assert local_theory(run, 20).edge.value == local_theory(longer, 20).edge.value
    assert local_theory(run, 20).alpha.value == local_theory(longer, 20).alpha.value


# --- curvature ---


def test_eigenvalues_are_those_of_lapack():
    rng = np.random.default_rng(1)
    for _ in range(200):
        matrix = rng.normal(size=(2, 2)) * 10.0 ** rng.uniform(-5, 5)
        matrix = matrix + matrix.T
        np.testing.assert_allclose(
            eigenvalues(matrix.tolist()), np.linalg.eigvalsh(matrix), rtol=1e-9, atol=0
        )
    assert eigenvalues([[0.0, 0.0], [0.0, 0.0]]) == (0.0, 0.0)
    assert eigenvalues([[0.0, 1.0], [1.0, 0.0]]) == (-1.0, 1.0)


def test_a_steep_valleys_low_eigenvalue_is_exact():
    assert eigenvalues([[1.0, 0.0], [0.0, 1e20]]) == (1.0, 1e20)
    assert curvature_at(lrsim.surface("long-valley:kappa=50"), (1, 1)).condition == 50.0


@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "gramacy-lee", "shower"])
def test_the_local_quadratic_leaves_the_surface_with_the_third_power(surface):
    chosen = lrsim.surface(surface)
    point = np.array([0.3 + 0.8 * low + 0.2 * high for low, high in chosen.domain])
    direction = np.ones(chosen.dimensions)
    near, nearer = (
        abs(
            float(curvature_at(chosen, point).quadratic([point + h * direction])[0])
            - float(chosen(point + h * direction))
        )
        for h in (2e-3, 1e-3)
    )
    assert near / nearer == pytest.approx(8.0, rel=0.1)


# --- the α-gauge ---


@pytest.mark.parametrize("lr", [1e-6, 0.1, 0.3, 0.5, 0.7, 1.0, 1.1])
def test_alpha_is_twice_the_rate_less_one_on_a_parabola(lr):
    theory = local_theory(lrsim.run("quadratic", lr=lr, start=5.0), 0)
    assert theory.alpha.value == pytest.approx(2 * lr - 1, abs=1e-9)


def test_alpha_marks_start_floor_and_mirror_point():
    surface = lrsim.surface("quadratic")
    assert alpha_gauge(surface, [5.0], [5.0 - 1e-9]) == pytest.approx(-1.0)
    assert alpha_gauge(surface, [5.0], [0.0]) == pytest.approx(0.0, abs=1e-15)
    assert alpha_gauge(surface, [5.0], [-5.0]) == pytest.approx(1.0)


def test_alpha_is_the_least_squares_fit_to_both_ends():
    surface = lrsim.surface("rosenbrock")
    rng = np.random.default_rng(5)
    seen = 0
    for _ in range(100):
        start = rng.uniform(-2, 2, 2)
        end = start - 1e-3 * surface.gradient(start)
        step = end - start
        rows = np.array([[1, 0, 0], [1, 1, 1], [0, 1, 0], [0, 1, 2.0]])
        observed = [surface(p) for p in (start, end)]
        observed += [surface.gradient(p) @ step for p in (start, end)]
        _, c1, c2 = np.linalg.lstsq(rows, np.array(observed), rcond=None)[0]
        alpha = alpha_gauge(surface, start, end)
        if c2 > 0 and c1 < 0:
            assert alpha == pytest.approx(-2 * c2 / c1 - 1, rel=1e-6)
            seen += 1
        else:
            assert alpha is None
    assert seen > 30


def test_alpha_is_silent_uphill_and_where_there_is_no_floor():
    surface = lrsim.surface("double-well")
    assert alpha_gauge(surface, [1.1], [1.2]) is None
    assert alpha_gauge(surface, [0.1], [0.2]) is None
    assert alpha_gauge(surface, [0.5], [0.5]) is None
    run = lrsim.run("double-well", lr=0.01, start=0.1, steps=5)
    assert local_theory(run, 0).alpha.reason == "no floor along this step"


def test_where_nothing_moves_there_is_no_step():
    run = lrsim.run("quadratic", lr=0.5, steps=5)
    assert run.position[1] == run.position[2]
    assert local_theory(run, 1).alpha.reason == "there is no step: the ball stands still"


def test_theory_is_the_same_from_whichever_side_the_playhead_comes():
    run = lrsim.run("rosenbrock", "adam", lr=0.01, steps=5000, noise=0.1)
    place = Bookmark()
    forwards = [theory_of(run, step, place).edge.value for step in (10, 11, 4500, 4501)]
    backwards = [theory_of(run, step, place).edge.value for step in (4501, 4500, 11, 10)]
    assert forwards == backwards[::-1]
    assert forwards == [local_theory(run, step).edge.value for step in (10, 11, 4500, 4501)]


def test_a_bookmark_in_one_path_says_nothing_of_another():
    one, other = (lrsim.run("rosenbrock", "adam", lr=lr, steps=5000) for lr in (0.01, 0.02))
    place = Bookmark()
    theory_of(one, 4000, place)
    assert theory_of(other, 4500, place).edge == local_theory(other, 4500).edge


def test_asking_for_the_next_step_takes_none_of_those_before_again(monkeypatch):
    run, place = lrsim.run("rosenbrock", "adam", lr=0.01, steps=5000), Bookmark()
    theory_of(run, 4000, place)
    taken = []
    record = Stepper.record

    def watch(self, first, stop, *rest):
        taken.append((first, stop))
        return record(self, first, stop, *rest)

    monkeypatch.setattr(Stepper, "record", watch)
    theory_of(run, 4001, place)
    assert taken == [(4000, 4001), (4001, 4002)]


def test_theory_leaves_no_trace_in_the_run():
    run = lrsim.run("rosenbrock", "adam", lr=0.01)
    before = dict(vars(run))
    local_theory(run, 50)
    assert vars(run).keys() - before.keys() <= {"step"}  # a cached property


def test_a_divisor_of_zero_has_a_reason():
    theory = local_theory(lrsim.run("quadratic", "adam:eps=0", lr=0.1, start=0.0, steps=5), 0)
    assert "divides by is 0" in theory.edge.reason


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_where_recording_is_thinned_the_step_from_a_recorded_row_is_known(optimizer):
    experiment = lrsim.Experiment(
        "rosenbrock", steps=100, noise=0.01, runners=[lrsim.Runner(optimizer=optimizer, lr=1e-3)]
    )
    thin = simulate(experiment.setup(), horizon=150_000)
    dense = simulate(experiment.setup().replace(steps=150_000))
    step = int(thin.step[thin.row(140_001)])
    assert step < 140_001
    theory, whole = local_theory(thin, 140_001), local_theory(dense, step)
    assert theory.step == step
    assert theory.alpha == whole.alpha
    assert theory.edge.value == whole.edge.value


@pytest.mark.parametrize(
    ("spec", "limit"),
    [
        ("momentum=0.5", 2 / (2 / 1.5 + 0.3)),
        ("momentum=0.5,dampening=0.25", 2 / (0.75 * 2 / 1.5 + 0.3)),
        ("momentum=0.5,nesterov=true", 2 / (2 * 2 / 1.5 + 0.3)),
    ],
)
def test_the_limit_under_decoupled_decay_is_where_oscillation_begins_to_grow(spec, limit):
    spec = f"sgd:{spec},weight_decay=0.3,weight_decay_mode=decoupled"
    below, above = (
        lrsim.run("quadratic", optimizer=spec, lr=limit * factor, steps=400, start=1.0)
        for factor in (0.98, 1.02)
    )
    assert abs(below.position[-1, 0]) < 0.5
    assert abs(above.position[-1, 0]) > 2
    assert local_theory(above, 1).edge.value == pytest.approx(limit, rel=1e-9)
