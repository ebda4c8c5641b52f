"""The optimizers of the catalogue; their paths are held to the oracle and to PyTorch elsewhere."""

import math
from fractions import Fraction

import numpy as np
import pytest

import lrsim
from lrsim import _core
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.optimizers import Adam, Optimizer, Sgd

every_optimizer = pytest.mark.parametrize("name", entries(Optimizer))


@every_optimizer
def test_starting_learning_rate_is_used_when_none_is_given(name):
    cls = entries(Optimizer)[name]
    assert cls.default_lr > 0
    run = lrsim.run("bowl", optimizer=name, steps=3)
    assert run.runner.lr == cls.default_lr
    assert run.lr.tolist() == [cls.default_lr] * 3


@every_optimizer
def test_kernel_is_a_rule_with_numbers(name):
    rule, hyper = lrsim.optimizer(name).kernel
    assert isinstance(rule, _core.RuleCode)
    assert hyper
    assert all(type(number) is float for number in hyper)


@every_optimizer
@pytest.mark.parametrize("surface", ["quadratic", "bowl"])
def test_path_goes_down_on_a_bowl(name, surface):
    # Adagrad and Adadelta shrink their own steps: they want a larger rate
    lr = 1.0 if name in ("adagrad", "adadelta") else 0.01
    run = lrsim.run(surface, optimizer=name, steps=2000, lr=lr)
    assert run.exploded_at is None
    assert run.loss[-1] < 0.5 * run.loss[0]


@every_optimizer
def test_learning_rate_zero_stays_where_it_is(name):
    run = lrsim.run("rosenbrock", optimizer=name, lr=0.0, steps=20)
    if name == "rprop":  # whose steps are no shorter than step_min
        assert np.abs(run.position - run.position[0]).max() < 1e-3
    elif run.runner.optimizer.uses_lr:
        assert (run.position == run.position[0]).all()


@every_optimizer
def test_slots_are_named_and_cover_the_path(name):
    optimizer = lrsim.optimizer(name)
    run = lrsim.run("bowl", optimizer=optimizer, steps=5)
    assert list(run.slots) == [slot for slot in optimizer.slots if slot]
    for values in run.slots.values():
        assert values.shape == (6, 2)


@every_optimizer
def test_dial_that_plays_no_part_says_so(name):
    optimizer = lrsim.optimizer(name)
    one, other = (lrsim.run("himmelblau", optimizer=name, lr=lr, steps=9) for lr in (1e-3, 2e-3))
    assert optimizer.uses_lr != np.array_equal(one.position, other.position)
    assert optimizer.uses_lr or optimizer.dial_note


@pytest.mark.parametrize("name", [n for n, c in entries(Optimizer).items() if not c.is_global])
def test_coordinates_do_not_mix(name):
    """On the bowl each coordinate is a parabola of its own."""
    both = lrsim.run("bowl", optimizer=name, start=(3.0, -1.0), lr=0.05, steps=40)
    for axis, start in enumerate((3.0, -1.0)):
        alone = lrsim.run("quadratic", optimizer=name, start=start, lr=0.05, steps=40)
        assert np.array_equal(alone.position[:, 0], both.position[:, axis])


MOMENTS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
PYTORCH = {  # with torch.optim's default lr, sgd's aside
    "sgd": (
        0.01,
        {"momentum": 0.0, "dampening": 0.0, "weight_decay": 0.0, "nesterov": False},
    ),
    "asgd": (0.01, {"lambd": 1e-4, "alpha": 0.75, "t0": 1e6, "weight_decay": 0.0}),
    "adam": (0.001, MOMENTS | {"weight_decay": 0.0, "amsgrad": False}),
    "adamw": (0.001, MOMENTS | {"weight_decay": 0.01, "amsgrad": False}),
    "nadam": (
        0.002,
        MOMENTS | {"weight_decay": 0.0, "momentum_decay": 4e-3, "decoupled_weight_decay": False},
    ),
    "radam": (0.001, MOMENTS | {"weight_decay": 0.0, "decoupled_weight_decay": False}),
    "adamax": (0.002, MOMENTS | {"weight_decay": 0.0}),
    "adagrad": (
        0.01,
        {"lr_decay": 0.0, "weight_decay": 0.0, "initial_accumulator_value": 0.0, "eps": 1e-10},
    ),
    "adadelta": (1.0, {"rho": 0.9, "eps": 1e-6, "weight_decay": 0.0}),
    "rmsprop": (
        0.01,
        {"alpha": 0.99, "eps": 1e-8, "weight_decay": 0.0, "momentum": 0.0, "centered": False},
    ),
    "rprop": (0.01, {"etaminus": 0.5, "etaplus": 1.2, "step_min": 1e-6, "step_max": 50.0}),
}


@pytest.mark.parametrize("name", PYTORCH)
def test_parameters_and_defaults_are_those_of_pytorch(name):
    default_lr, values = PYTORCH[name]
    optimizer = lrsim.optimizer(name)
    assert optimizer.values().items() >= values.items()
    assert optimizer.default_lr == default_lr


@pytest.mark.parametrize("name", PYTORCH)
def test_what_pytorch_lacks_is_off_unless_asked_for(name):
    optimizer = lrsim.optimizer(name)
    further = optimizer.values().keys() - PYTORCH[name][1].keys()
    assert {key: getattr(optimizer, key) for key in further} == {
        "sgd": {"weight_decay_mode": "coupled", "lr_in_velocity": False},
        "adam": {"weight_decay_mode": "coupled"},
        "adamw": {"weight_decay_mode": "decoupled"},
    }.get(name, {})


# --- what implementations differ in ---


def test_prodigy_has_no_bias_correction_unless_asked_as_its_authors_have_it():
    bare = lrsim.run("rosenbrock", optimizer="prodigy", steps=300)
    assert bare.loss[-1] == pytest.approx(0.007607, rel=1e-3)
    corrected = lrsim.run("rosenbrock", optimizer="prodigy:bias_correction=true", steps=300)
    assert corrected.loss[-1] == pytest.approx(0.0758, rel=1e-2)


def test_adan_weighs_the_gradients_change_as_its_paper():
    run = lrsim.run("quadratic", optimizer="adan:eps_root=0", lr=0.05, start=5.0, steps=2)
    assert run.position[2, 0] == pytest.approx(4.900012139517957, rel=1e-15)


@pytest.mark.parametrize(
    ("spec", "end"),
    [("sgd:momentum=0.9", 0.383), ("sgd:momentum=0.9,lr_in_velocity=true", 0.952)],
)
def test_a_falling_rate_slows_keras_momentum_down_later_than_pytorchs(spec, end):
    schedule = "multistep:milestones=20;40,gamma=0.1"
    run = lrsim.run("quadratic", optimizer=spec, lr=0.1, schedule=schedule, start=5.0, steps=60)
    assert run.position[60, 0] == pytest.approx(end, abs=5e-4)


def test_at_one_rate_it_does_not_matter_where_the_rate_stands():
    inside, outside = (
        lrsim.run("rosenbrock", optimizer=Sgd(momentum=0.9, lr_in_velocity=at), lr=1e-3, steps=50)
        for at in (True, False)
    )
    assert np.allclose(inside.position, outside.position, rtol=1e-12)


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw", "adabelief"])
def test_full_weight_decay_pulls_whatever_the_learning_rate(name):
    spec = f"{name}:weight_decay=0.1,weight_decay_mode=full"
    run = lrsim.run("rosenbrock", optimizer=spec, lr=0.0, start=(1.0, 2.0), steps=3)
    assert run.position[3] == pytest.approx([0.9**3, 2 * 0.9**3], rel=1e-15)
    decoupled = f"{name}:weight_decay=0.1,weight_decay_mode=decoupled"
    still = lrsim.run("rosenbrock", optimizer=decoupled, lr=0.0, start=(1.0, 2.0), steps=3)
    assert still.position[3].tolist() == [1.0, 2.0]


def test_adam_with_decoupled_decay_is_adamw_and_the_other_way_round():
    for one, other in (
        ("adam:weight_decay=0.1,weight_decay_mode=decoupled", "adamw:weight_decay=0.1"),
        ("adamw:weight_decay=0.1,weight_decay_mode=coupled", "adam:weight_decay=0.1"),
    ):
        paths = [lrsim.run("himmelblau", optimizer=o, lr=0.1, steps=50) for o in (one, other)]
        assert np.array_equal(paths[0].position, paths[1].position)


def test_signum_keeps_its_direction_for_a_while_after_the_slope_has_turned():
    sign = lrsim.run("quadratic", optimizer="signsgd", lr=1.0, start=2.5, steps=6)
    assert sign.position[:, 0].tolist() == [2.5, 1.5, 0.5, -0.5, 0.5, -0.5, 0.5]
    signum = lrsim.run("quadratic", optimizer="signsgd:momentum=0.9", lr=1.0, start=2.5, steps=6)
    assert signum.position[:6, 0].tolist() == [2.5, 1.5, 0.5, -0.5, -1.5, -2.5]
    assert "momentum_buffer" in signum.slots
    assert not sign.slots


@pytest.mark.parametrize(
    "values",
    [
        {"nesterov": True},
        {"nesterov": True, "momentum": 0.0},
        {"nesterov": True, "momentum": 0.9, "dampening": 0.1},
    ],
)
def test_nesterov_needs_momentum_and_no_dampening(values):
    with pytest.raises(InputError, match=r"nesterov.*momentum above 0 and dampening 0"):
        Sgd(**values)


def test_nesterov_with_momentum_is_allowed():
    assert lrsim.optimizer("sgd:momentum=0.9,nesterov=true") == Sgd(momentum=0.9, nesterov=True)


def test_plain_descent_takes_the_short_rule():
    assert Sgd().kernel[0] == _core.RuleCode.PLAIN
    assert Sgd(dampening=0.5).kernel[0] == _core.RuleCode.PLAIN
    assert Sgd(momentum=0.5).kernel[0] == _core.RuleCode.HEAVY_BALL
    more_than_that = ("dampening", 0.1), ("weight_decay", 0.1), ("nesterov", True)
    for more in (dict([pair]) for pair in (*more_than_that, ("lr_in_velocity", True))):
        assert Sgd(momentum=0.5, **more).kernel[0] == _core.RuleCode.MOMENTUM
    assert Sgd(weight_decay=0.5).kernel[0] == _core.RuleCode.MOMENTUM


def test_the_short_rule_and_the_long_one_agree():
    """A weight decay too small to matter takes the long way round to the same path."""
    short = lrsim.run("rosenbrock", lr=1e-3, steps=300)
    long = lrsim.run("rosenbrock", optimizer=Sgd(weight_decay=1e-300), lr=1e-3, steps=300)
    assert np.array_equal(short.position, long.position)


def test_dampening_without_momentum_does_nothing():
    damped = lrsim.run("bowl", optimizer="sgd:dampening=0.9", lr=0.1, steps=20)
    assert np.array_equal(damped.position, lrsim.run("bowl", lr=0.1, steps=20).position)


def test_first_adam_step_is_the_learning_rate_whatever_the_gradient():
    for start in (1e-3, 1.0, 500.0):
        run = lrsim.run("quadratic", optimizer=Adam(eps=0.0), lr=0.25, start=start, steps=1)
        assert abs(run.position[0, 0] - run.position[1, 0] - 0.25) <= 1e-13 * (1 + start)


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.37, 0.99999), (0.999, 0.0)])
def test_powers_of_beta_are_rounded_once(beta1, beta2):
    """An ulp of β₂ᵗ is a large part of 1 − β₂ᵗ: here the step follows from the slots to the last bit."""
    adam, lr = Adam(beta1=beta1, beta2=beta2), 0.3
    run = lrsim.run("rosenbrock", optimizer=adam, lr=lr, steps=300)
    m, v = run.slots["exp_avg"], run.slots["exp_avg_sq"]
    for t in range(1, 301):
        a = 1.0 / (1.0 - float(Fraction(beta1) ** t))
        b = 1.0 / math.sqrt(1.0 - float(Fraction(beta2) ** t))
        step = (lr * a) * (m[t] / (b * np.sqrt(v[t]) + adam.eps))
        assert np.array_equal(run.position[t], run.position[t - 1] - step)


def test_amsgrad_remembers_the_largest_square():
    run = lrsim.run("quadratic", optimizer="adam:amsgrad=true,beta2=0.9", lr=0.5, steps=100)
    largest = run.slots["max_exp_avg_sq"][:, 0]
    assert np.array_equal(largest, np.maximum.accumulate(run.slots["exp_avg_sq"][:, 0]))


def test_momentum_has_a_buffer_and_plain_descent_none():
    assert lrsim.run("quadratic", steps=3).slots == {}
    assert lrsim.run("quadratic", optimizer="sgd:weight_decay=0.1", steps=3).slots == {}
    run = lrsim.run("quadratic", optimizer="sgd:momentum=0.5", lr=0.1, start=1.0, steps=3)
    assert run.slots["momentum_buffer"][:2, 0].tolist() == [0.0, 2.0]


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_stability_edges_of_momentum_are_where_theory_puts_them(beta):
    """Heavy ball below 2(1 + β)/λ, Nesterov below (2 + 2β)/((1 + 2β)λ); λ = 2 here."""
    edges = {f"sgd:momentum={beta}": (1 + beta)}
    if beta:
        edges[f"sgd:momentum={beta},nesterov=true"] = (1 + beta) / (1 + 2 * beta)
    for optimizer, edge in edges.items():
        inside = lrsim.run("quadratic", optimizer=optimizer, lr=0.98 * edge, steps=20_000)
        outside = lrsim.run("quadratic", optimizer=optimizer, lr=1.02 * edge, steps=20_000)
        assert inside.converged_at is not None
        assert outside.exploded_at is not None
