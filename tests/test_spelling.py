"""What is offered for a name that is not known."""

from __future__ import annotations

import pytest

import lrsim
from lrsim.catalogue.synonyms import SYNONYMS
from lrsim.errors import InputError
from lrsim.spelling import ARGUMENTS, nearest


def offered(kind, name):
    with pytest.raises(InputError) as caught:
        getattr(lrsim, kind)(name)
    return str(caught.value.allowed)


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        ("optimizer", "AdamW", "adamw"),
        ("optimizer", "SGD", "sgd"),
        ("optimizer", "RMSProp", "rmsprop"),
        ("optimizer", "rms_prop", "rmsprop"),
        ("optimizer", "adam-w", "adamw"),
        ("optimizer", "adagard", "adagrad"),
        ("optimizer", "AdamOptimizer", "adam"),
        ("optimizer", "MomentumSGD", "sgd"),
        ("optimizer", "heavy ball", "sgd:momentum=0.9"),
        ("optimizer", "amsgrad", "adam:amsgrad=true"),
        ("schedule", "cosine", "cosine-annealing"),
        ("schedule", "Cosine", "cosine-annealing"),
        ("schedule", "CosineAnnealingLR", "cosine-annealing"),
        ("schedule", "CosineAnnealingWarmRestarts", "cosine-warm-restarts"),
        ("schedule", "ReduceLROnPlateau", "reduce-on-plateau"),
        ("schedule", "StepLR", "step"),
        ("schedule", "MultiStepLR", "multistep"),
        ("schedule", "OneCycleLR", "one-cycle"),
        ("schedule", "exponential_decay", "exponential"),
        ("schedule", "exp", "exponential"),
        ("schedule", "noam", "inverse-sqrt"),
        ("schedule", "warmup", "constant:warmup=10"),
        ("schedule", "stpe", "step"),
        ("surface", "Rosen", "rosenbrock"),
        ("surface", "double well", "double-well"),
        ("surface", "parabola", "quadratic"),
        ("surface", "x**2 + y**2", "formula:x**2 + y**2"),
        ("surface", "x", "formula:x"),
        ("surface", "2x", "formula:2x"),
        ("surface", "f(x, y) = x*y", "formula:x*y"),
        ("surface", "formula x**2", "formula:x**2"),
        ("schedule", "lr*0.5", "formula:lr*0.5"),
    ],
)
def test_the_name_that_is_meant_is_told_first_and_shortly(kind, name, meant):
    message = offered(kind, name)
    assert message.startswith(f"did you mean {meant}? (lrsim list {kind}s shows all ")
    assert len(message) < 120


def test_several_names_are_offered_where_several_begin_so():
    assert offered("surface", "Levy").startswith("did you mean levy-13?")
    assert offered("schedule", "inverse").startswith("did you mean inverse-time or inverse-sqrt?")
    assert len(nearest("river", [f"river-{k}" for k in range(9)])) == 3


@pytest.mark.parametrize("name", ["", "***", "qqqq", "\0", "x" * 100_000])
def test_nothing_is_offered_for_what_looks_like_nothing(name):
    assert nearest(name, ["sgd", "adam"]) == []


@pytest.mark.parametrize("kind", SYNONYMS)
def test_other_peoples_names_stand_for_what_there_is(kind):
    for name, meant in SYNONYMS[kind].items():
        for spec in meant:
            assert getattr(lrsim, kind)(spec).name == spec.partition(":")[0]
        assert offered(kind, name).startswith(f"did you mean {meant[0]}? (")


@pytest.mark.parametrize("meant", [m for meanings in ARGUMENTS.values() for m in meanings])
def test_arguments_of_other_names_have_examples_that_run(meant):
    name, equals, value = meant.partition("=")
    if equals:
        lrsim.run("quadratic", **{name: value.strip("'")})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lrsim.run("quadratic", learning_rate=0.1), "did you mean 'lr'?"),
        (lambda: lrsim.run("quadratic", epochs=5), "did you mean 'steps'?"),
        (lambda: lrsim.run("quadratic", momentum=0.9), "optimizer='sgd:momentum=0.9'?"),
        (lambda: lrsim.optimizers.Adam(beta=0.9), "did you mean 'beta1' or 'beta2'?"),
        (lambda: lrsim.optimizers.Adam(lr=0.9), "give it beside it, as lr"),
        (lambda: lrsim.optimizers.Adam(learning_rate=0.9), "give it beside it, as lr"),
        (lambda: lrsim.schedules.OneCycle(max_lr=0.9), "give it beside it, as lr"),
        (
            lambda: lrsim.Runner("a", lr=0.1),
            "Runner(): arguments are given by their names: Runner(name=…)",
        ),
        (lambda: lrsim.sweep("quadratic"), "sweep(): the argument 'lrs' is missing"),
        (
            lambda: lrsim.run("quadratic", "sgd", "constant", 0.1, 5.0, 10, 0),
            "run(): only the first 6 arguments can be given without their names: run(seed=…)",
        ),
        (lambda: lrsim.optimizers.Newton(0.1), "Newton(): takes 0 values, not 1"),
    ],
)
def test_calls_that_do_not_fit_say_what_does(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert message in str(caught.value)
    assert "positional" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("adam:beta=0.9", "did you mean beta1 or beta2?"),
        ("adam:epsilon=1e-8", "did you mean eps?"),
        ("sgd:lr=0.1", "give it beside it, as lr"),
        ("sgd:qqq=1", "it has: momentum, dampening"),
    ],
)
def test_parameters_that_an_entry_lacks_are_told_with_those_that_are_meant(spec, message):
    assert message in offered("optimizer", spec)
