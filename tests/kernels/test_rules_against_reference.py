"""Every optimizer of the core against its definition in plain Python, over drawn experiments (oracle.py)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrsim
import reference
from lrsim.catalogue.entries import entries
from lrsim.optimizers import Optimizer
from oracle import SURFACES, cases, check_to_rounding, drawn, fractions, join, learning_rates
from reference_descents import EachCoordinate

UNLIKE = {"exact-line-search"}  # held to what it promises, not to how it gets there


def powers_of_ten(low, high):
    return st.floats(low, high).map(lambda exponent: 10**exponent)


BETAS = {"beta1": fractions(), "beta2": fractions(0.9999)}
EPS = {"eps": powers_of_ten(-8, -1)}
DECAY = {"weight_decay": fractions(0.5)}
MODE = {"weight_decay_mode": st.sampled_from(["coupled", "decoupled", "full"])}
FLAG = st.booleans()
OPTIONS = {
    "asgd": {
        "lambd": powers_of_ten(-5, 0),
        "alpha": fractions(1.5),
        "t0": st.floats(0, 100),
        **DECAY,
    },
    "signsgd": {"momentum": fractions()},
    "lion": BETAS | DECAY,
    "adamw": BETAS | EPS | DECAY | MODE | {"amsgrad": FLAG},
    "nadam": BETAS | EPS | DECAY | {"momentum_decay": fractions(), "decoupled_weight_decay": FLAG},
    "radam": BETAS | EPS | DECAY | {"decoupled_weight_decay": FLAG},
    "adamax": BETAS | EPS | DECAY,
    "adagrad": EPS | DECAY | {"lr_decay": fractions(), "initial_accumulator_value": fractions()},
    "adadelta": EPS | DECAY | {"rho": fractions()},
    "rmsprop": EPS
    | DECAY
    | {"alpha": st.floats(0.1, 0.99), "momentum": fractions(), "centered": FLAG},
    "rprop": {
        "etaminus": st.floats(0.1, 0.9),
        "etaplus": st.floats(1.1, 2.0),
        "step_min": powers_of_ten(-9, -4),
        "step_max": powers_of_ten(-1, 1),
    },
    "adabelief": BETAS | EPS | DECAY | MODE | {"eps_root": powers_of_ten(-16, -4), "rectify": FLAG},
    "yogi": BETAS
    | EPS
    | {
        "initial_accumulator_value": powers_of_ten(-6, -1),
        "bias_correction": st.sampled_from(["means", "lr", "none"]),
    },
    "adan": BETAS
    | EPS
    | DECAY
    | {"beta2": fractions(), "beta3": fractions(), "eps_root": powers_of_ten(-12, -4)}
    | {"no_prox": FLAG},
    "schedule-free-sgd": DECAY | {"beta1": fractions(), "weight_lr_power": fractions(3.0)},
    "schedule-free-adamw": BETAS | EPS | DECAY | {"weight_lr_power": fractions(3.0)},
    "prodigy": BETAS
    | EPS
    | DECAY
    | {"d0": powers_of_ten(-6, -1), "d_coef": st.floats(0.3, 2.0)}
    | {"safeguard_warmup": FLAG, "bias_correction": FLAG},
    "newton": {},
    "armijo": {"c1": powers_of_ten(-4, -1), "shrink": st.floats(0.1, 0.9)},
    "barzilai-borwein": {"short": FLAG},
    "polyak": {},
}


@st.composite
def specs(draw, name):
    """Draw an optimizer with some of its options."""
    options = OPTIONS[name]
    chosen = draw(st.sets(st.sampled_from(sorted(options)))) if options else ()
    return join(name, {option: draw(options[option]) for option in sorted(chosen)})


def test_every_optimizer_has_a_definition_to_be_compared_with():
    assert set(reference.OPTIMIZERS) | UNLIKE == set(entries(Optimizer))
    assert set(OPTIONS) | UNLIKE | {"sgd", "adam"} == set(entries(Optimizer))  # those two elsewhere


@pytest.mark.parametrize("name", OPTIONS)
@settings(drawn, max_examples=60)
@given(data=st.data())
def test_optimizer_agrees_to_rounding(name, data):
    check_to_rounding(data.draw(cases(SURFACES, specs(name), learning_rates(-4.0, 0.5))))


@pytest.mark.parametrize(
    "spec",
    [name for name in OPTIONS if issubclass(reference.OPTIMIZERS[name], EachCoordinate)]
    + ["adamw:amsgrad=true", "rmsprop:centered=true,momentum=0.9", "signsgd:momentum=0.9"]
    + ["sgd:momentum=0.9,lr_in_velocity=true"],
)
def test_slots_are_what_the_definition_remembers(spec):
    run = lrsim.run("himmelblau", optimizer=spec, lr=0.003, steps=40)
    assert set(run.slots) == {name for name in lrsim.optimizer(spec).slots if name}
    optimizer, surface = reference.optimizer(spec), reference.surface("himmelblau")
    for k in range(40):
        place = tuple(run.position[k].tolist())
        optimizer.step(place, surface.gradient(*place), 0.003)
        for name, values in run.slots.items():
            expected = [state[name] for state in optimizer.states]
            assert np.allclose(values[k + 1], expected, rtol=1e-11, atol=1e-300)
