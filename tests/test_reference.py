"""The oracle itself: its figures on the popular examples, its derivatives, its stability edges."""

import itertools
import math

import pytest

import reference
import reference_schedules
import reference_surfaces
from reference import descend
from reference_adams import Adam
from reference_descents import SGD
from reference_schedules import constant, rates


def run(surface, start, lr, steps, optimizer="sgd", schedule="constant", dial=(), **options):
    surface = reference.surface(surface)
    optimizer = reference.optimizer(optimizer)
    return descend(
        surface,
        start,
        optimizer,
        rates(reference_schedules.schedule(schedule), lr, steps, dial),
        **options,
    )


# --- x², start 5, 50 steps -----------------------------------------------------------------------


def test_quadratic_at_0_001_crawls():
    path = run("quadratic", [5.0], 0.001, 50)
    assert path.position[50] == (4.523734090020178,)
    assert path.loss[50] == 20.46417011721069
    assert (path.exploded_at, path.converged_at) == (None, None)


def test_quadratic_at_0_1_converges():
    path = run("quadratic", [5.0], 0.1, 50)
    assert path.position[50] == (7.136238463529802e-05,)
    assert path.loss[50] == 5.092589940836218e-09
    assert path.converged_at == 31  # 0.8**62 is the first even power of 0.8 below 1e-6


def test_quadratic_at_1_1_explodes_at_step_30():
    path = run("quadratic", [5.0], 1.1, 50)
    assert path.exploded_at == 30
    assert len(path.position) == len(path.loss) == len(path.gradient_norm) == 31
    assert len(path.lr) == 30
    assert abs(path.position[30][0]) == pytest.approx(1186.88, abs=0.005)
    assert path.loss[30] == pytest.approx(1408687.86, abs=0.05)


def test_quadratic_at_0_5_lands_in_one_step():
    assert run("quadratic", [5.0], 0.5, 1).position[1] == (0.0,)


def test_quadratic_at_0_9_is_as_fast_as_at_0_1():
    fast, bouncing = run("quadratic", [5.0], 0.1, 50), run("quadratic", [5.0], 0.9, 50)
    assert bouncing.converged_at == fast.converged_at
    assert abs(bouncing.position[50][0]) == pytest.approx(fast.position[50][0], rel=1e-13)


def test_quadratic_at_1_bounces_for_ever():
    positions = [x for (x,) in run("quadratic", [5.0], 1.0, 1000).position]
    assert positions == [5.0 if k % 2 == 0 else -5.0 for k in range(1001)]


def test_quadratic_at_10_ends_at_step_2():
    assert run("quadratic", [5.0], 10, 50).exploded_at == 2


def test_quadratic_at_10_without_escape_overflows_at_step_120():
    path = run("quadratic:escape=inf", [5.0], 10, 300)
    assert path.exploded_at == 120
    assert path.loss[-1] == math.inf
    assert math.isfinite(path.position[-1][0])


def test_quadratic_at_10_turns_into_nan_if_nothing_stops_it():
    path = run("quadratic:escape=inf", [5.0], 10, 300, stop=False)
    positions = [x for (x,) in path.position]
    assert next(k for k, loss in enumerate(path.loss) if math.isinf(loss)) == 120
    assert next(k for k, x in enumerate(positions) if math.isinf(x)) == 241
    assert next(k for k, x in enumerate(positions) if math.isnan(x)) == 242


# --- shower --------------------------------------------------------------------------------------


def temperature(x):
    return 35 + 25 * math.tanh(x / 0.4)


def test_shower_gradient_is_the_temperature_error():
    shower = reference_surfaces.shower()
    for x in (-1.0, -0.2, 0.0, 0.048, 0.7):
        assert shower.gradient(x)[0] == pytest.approx(temperature(x) - 38, abs=1e-13)
    assert temperature(-1.0) == pytest.approx(10.3, abs=0.05)


def test_shower_snail_is_still_cold():
    path = run("shower", [-1.0], 1e-4, 50)
    assert temperature(path.position[50][0]) == pytest.approx(10.7, abs=0.05)


def test_shower_pro_converges_at_step_10():
    assert run("shower", [-1.0], 0.01, 50).converged_at == 10


def test_shower_maniac_jumps_between_60_and_10_degrees_for_ever():
    path = run("shower", [-1.0], 10, 1000)
    assert path.exploded_at is None
    hot = [x > 0 for (x,) in path.position]
    degrees = [temperature(x) for (x,) in path.position[1:]]
    assert all(min(abs(t - 60), abs(t - 10)) < 1e-4 for t in degrees)
    # Not strictly one after the other: 28 °C too cold turns the knob further than 22 °C too hot.
    assert not any(not a and not b for a, b in itertools.pairwise(hot))
    assert any(a and b for a, b in itertools.pairwise(hot))


def test_shower_edge_is_two_over_the_curvature_at_the_target():
    shower = reference_surfaces.shower()
    ((curvature,),) = shower.hessian(*shower.minima[0])
    assert 2 / curvature == pytest.approx(0.0325, abs=5e-5)
    assert run("shower", [0.05], 0.032, 2000).converged_at is not None
    assert run("shower", [0.05], 0.033, 2000).converged_at is None


# --- stability edges -----------------------------------------------------------------------------


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.5, 0.9])
def test_heavy_ball_is_stable_below_two_plus_two_beta_over_lambda(momentum):
    edge = 2 * (1 + momentum) / 2  # on x² lambda is 2
    spec = f"sgd:momentum={momentum}"
    assert run("quadratic", [5.0], 0.99 * edge, 5000, spec).converged_at is not None
    assert run("quadratic", [5.0], 1.01 * edge, 5000, spec).exploded_at is not None


@pytest.mark.parametrize("momentum", [0.3, 0.5, 0.9])
def test_nesterov_is_stable_below_its_own_edge(momentum):
    edge = (2 + 2 * momentum) / ((1 + 2 * momentum) * 2)
    spec = f"sgd:momentum={momentum},nesterov=true"
    assert run("quadratic", [5.0], 0.99 * edge, 5000, spec).converged_at is not None
    assert run("quadratic", [5.0], 1.01 * edge, 5000, spec).exploded_at is not None


# --- double well ---------------------------------------------------------------------------------


def late_positions(lr, start):
    return [x for (x,) in run("double-well", [start], lr, 5000).position[4000:]]


def test_double_well_has_a_fixed_point_at_0_2():
    assert run("double-well", [0.5], 0.2, 500).converged_at is not None
    assert max(abs(x - 1) for x in late_positions(0.2, 0.5)) < 1e-12


@pytest.mark.parametrize("lr", [0.26, 0.28, 0.30])
def test_double_well_has_a_two_cycle_from_0_26_to_0_30(lr):
    positions = late_positions(lr, 0.5)
    assert max(abs(a - b) for a, b in zip(positions, positions[2:], strict=False)) < 1e-12
    assert abs(positions[0] - positions[1]) > 0.1
    assert min(positions) > 0  # around one minimum, not between the wells


def lyapunov_exponent(lr, start):
    """Mean growth per step of a tiny error: above zero means chaos."""
    slopes = [abs(1 - lr * (12 * x * x - 4)) for x in late_positions(lr, start)]
    return sum(math.log(slope) for slope in slopes) / len(slopes)


def test_double_well_is_chaotic_near_0_36():
    assert lyapunov_exponent(0.36, 0.5) > 0.05
    assert lyapunov_exponent(0.28, 0.5) < -0.05


def test_double_well_hops_between_the_wells_by_0_40():
    positions = late_positions(0.40, 0.5)
    assert min(positions) < 0 < max(positions)
    assert min(late_positions(0.36, 0.5)) > 0


def test_double_well_explodes_beyond_0_40_from_further_out():
    # At 0.40 itself 1.5 -> -1.5 -> 1.5 is an (unstable) 2-cycle that floats happen to hit exactly.
    positions = [x for (x,) in run("double-well", [1.5], 0.40, 50).position]
    assert positions == [1.5 if k % 2 == 0 else -1.5 for k in range(51)]
    assert run("double-well", [1.5], 0.401, 50).exploded_at is not None
    assert run("double-well", [1.5000001], 0.40, 50).exploded_at is not None


# --- surfaces ------------------------------------------------------------------------------------

PLACES = {
    "quadratic": [(5.0,), (-0.3,)],
    "double-well": [(0.5,), (-1.7,)],
    "shower": [(-1.0,), (0.1,), (0.7,)],
    "bowl": [(1.5, -2.0)],
    "long-valley": [(1.5, -2.0)],
    "long-valley:kappa=50": [(-3.0, 0.7)],
    "rosenbrock": [(-1.5, 2.0), (0.3, 0.4)],
    "rosenbrock:a=2,b=20": [(-1.5, 2.0)],
    "himmelblau": [(0.0, 0.0), (-2.0, 3.0), (1.3, -4.0)],
    "quartic": [(-1.2,)],
    "abs": [(-1.2,), (0.7,)],
    "huber": [(0.7,), (-3.0,)],
    "huber:delta=2.5": [(2.0,), (3.0,)],
    "log-cosh": [(-0.4,), (3.0,)],
    "bumpy-parabola": [(0.3,), (-4.0,)],
    "rastrigin-1d": [(0.3,), (-4.1,)],
    "gramacy-lee": [(0.8,), (2.3,)],
    "forrester": [(0.1,), (0.9,)],
    "plateau": [(0.4,), (-2.0,)],
    "cliff:steepness=4": [(0.4,), (1.5,)],
    "beale": [(1.3, -0.4)],
    "booth": [(1.3, -0.4)],
    "matyas": [(1.3, -0.4)],
    "three-hump-camel": [(1.3, -0.4)],
    "six-hump-camel": [(1.3, -0.4)],
    "styblinski-tang": [(1.3, -0.4)],
    "goldstein-price": [(0.3, -0.4)],
    "saddle": [(1.3, -0.4)],
    "monkey-saddle": [(1.3, -0.4)],
    "edge-of-stability": [(1.3, -0.4)],
    "mccormick": [(1.3, -0.4)],
    "rastrigin": [(1.3, -0.4)],
    "ackley": [(1.3, -0.4)],
    "griewank": [(1.3, -0.4)],
    "levy-13": [(1.3, -0.4)],
    "easom": [(2.3, 3.4)],
    "branin": [(1.3, 4.0)],
}
FLAT = {"quartic", "abs", "edge-of-stability"}  # level at the minimum, or along it
CASES = [(spec, place) for spec, places in PLACES.items() for place in places]


def slope(f, position, i, h=2e-4):
    """Sixth-order central difference of f along coordinate i."""

    def at(offset):
        return f(*position[:i], position[i] + offset * h, *position[i + 1 :])

    weights = {1: 45 / 60, 2: -9 / 60, 3: 1 / 60}
    return sum(w * (at(n) - at(-n)) for n, w in weights.items()) / h


def test_every_surface_has_places_to_test():
    assert {spec.partition(":")[0] for spec in PLACES} == set(reference.SURFACES)


@pytest.mark.parametrize(("spec", "place"), CASES)
def test_gradient_is_the_slope_of_the_value(spec, place):
    surface = reference.surface(spec)
    for i, expected in enumerate(surface.gradient(*place)):
        assert slope(surface.value, place, i) == pytest.approx(expected, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(("spec", "place"), CASES)
def test_hessian_is_the_slope_of_the_gradient(spec, place):
    surface = reference.surface(spec)
    for i, j in itertools.product(range(len(place)), repeat=2):
        measured = slope(lambda *p, i=i: surface.gradient(*p)[i], place, j)
        assert surface.hessian(*place)[i][j] == pytest.approx(measured, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("spec", PLACES)
def test_minima_are_minima(spec):
    surface = reference.surface(spec)
    losses = surface.losses or (0.0,) * len(surface.minima)
    for minimum, loss in zip(surface.minima, losses, strict=True):
        assert surface.value(*minimum) == pytest.approx(loss, abs=1e-13)
        assert math.hypot(*surface.gradient(*minimum)) < 1e-11
        (a, b), (c, d) = (
            surface.hessian(*minimum)
            if len(minimum) == 2
            else ((surface.hessian(*minimum)[0][0], 0.0), (0.0, 1.0))
        )
        if spec in FLAT:
            assert a >= 0
            assert a * d - b * c == 0
        else:
            assert a > 0
            assert a * d - b * c > 0


# --- optimizers ----------------------------------------------------------------------------------


def test_dampening_spares_the_first_step():
    path = run("quadratic", [5.0], 0.1, 2, "sgd:momentum=0.5,dampening=0.75")
    assert path.position[1] == (5.0 - 0.1 * 10.0,)
    velocity = 0.5 * 10.0 + 0.25 * 8.0
    assert path.position[2] == (4.0 - 0.1 * velocity,)


def test_changing_the_rate_does_not_rescale_the_velocity():
    path = run("quadratic", [5.0], 0.1, 2, "sgd:momentum=0.5", dial=[(1, 0.2)])
    assert path.position[2] == (4.0 - 0.2 * (0.5 * 10.0 + 8.0),)


def test_nesterov_looks_ahead_from_the_first_step():
    assert run("quadratic", [5.0], 0.1, 1, "sgd:momentum=0.5,nesterov=true").position[1] == (
        5.0 - 0.1 * (10.0 + 0.5 * 10.0),
    )


def test_weight_decay_adds_to_the_gradient():
    assert run("quadratic", [5.0], 0.1, 1, "sgd:weight_decay=0.2").position[1] == (
        5.0 - 0.1 * (10.0 + 0.2 * 5.0),
    )


def test_adams_first_step_is_as_long_as_the_rate():
    (x,) = run("quadratic", [5.0], 0.1, 1, "adam").position[1]
    assert x == pytest.approx(4.9, abs=1e-9)


def test_amsgrad_never_forgets_the_largest_square():
    adam, amsgrad = Adam(beta2=0.5), Adam(beta2=0.5, amsgrad=True)
    for gradient in (10.0, 0.1, 0.1, 0.1, 0.1, 0.1):
        adam.step((0.0,), (gradient,), 0.1)
        amsgrad.step((0.0,), (gradient,), 0.1)
    assert amsgrad.states[0]["max_exp_avg_sq"] == 50.0
    assert adam.states[0]["exp_avg_sq"] < 2


# --- schedules and the dial ----------------------------------------------------------------------


def test_step_schedule_falls_every_step_size():
    assert rates(reference_schedules.step(3, 0.5), 1.0, 7) == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]


def test_cosine_annealing_falls_to_t_max_and_rises_after_it():
    lrs = rates(reference_schedules.cosine_annealing(40, 0.01), 1.0, 81)
    assert all(a > b for a, b in itertools.pairwise(lrs[:41]))
    assert all(a < b for a, b in itertools.pairwise(lrs[40:]))
    assert lrs[40] == pytest.approx(0.01)
    assert lrs[80] == pytest.approx(1.0)


def test_warmup_does_not_waste_step_0_and_then_starts_the_schedule():
    schedule = reference_schedules.with_warmup(reference_schedules.exponential(0.5), 4)
    assert rates(schedule, 1.0, 7) == [0.25, 0.5, 0.75, 1.0, 1.0, 0.5, 0.25]


def test_dial_multiplies_into_the_schedule():
    lrs = rates(reference_schedules.exponential(0.5), 1.0, 5, dial=[(2, 4.0)])
    assert lrs == [1.0, 0.5, 4 * 0.25, 4 * 0.125, 4 * 0.0625]


# --- ends of a run -------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", PLACES)
def test_starting_in_a_minimum_has_converged_at_0(spec):
    for minimum in reference.surface(spec).minima:
        assert run(spec, minimum, 1e-5, 50).converged_at == 0


def test_starting_beyond_escape_has_exploded_at_0():
    path = run("quadratic:escape=20", [20.5], 0.1, 10)
    assert (path.exploded_at, len(path.position), path.lr) == (0, 1, [])


def test_leaving_the_tolerance_again_later_does_not_undo_convergence():
    path = descend(
        reference_surfaces.quadratic(), [5.0], SGD(), rates(constant(), 0.1, 60, dial=[(40, 1.05)])
    )
    calm = descend(reference_surfaces.quadratic(), [5.0], SGD(), rates(constant(), 0.1, 40))
    assert calm.converged_at == 31
    longer = descend(
        reference_surfaces.quadratic(), [5.0], SGD(), rates(constant(), 0.1, 140, dial=[(40, 1.05)])
    )
    assert path.converged_at == 31
    assert longer.converged_at == 31
