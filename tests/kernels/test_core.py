"""The core's descent as it is called from Python: chunks, state, recordings, codes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrsim
from lrsim import _core
from lrsim.catalogue.entries import entries
from lrsim.optimizers import Optimizer
from lrsim.surfaces import Surface

OPTIMIZERS = [
    *entries(Optimizer),
    "sgd:momentum=0.9,dampening=0.3,weight_decay=0.01",
    "sgd:momentum=0.9,nesterov=true",
    "adam:amsgrad=true,weight_decay=0.01",
    "adam:beta1=0,beta2=0",
]


class Descent:
    """A run by bare calls of the core, divided as asked."""

    def __init__(self, surface, optimizer, rates, escape=None):
        self.surface = lrsim.surface(surface)
        self.rule, hyper = lrsim.optimizer(optimizer).kernel
        self.hyper = np.array(hyper)
        self.rates = np.asarray(rates, dtype=float)
        self.escape = self.surface.limit(self.surface.start) if escape is None else escape
        self.kept = len(_core.RULE_SLOTS[self.rule])

    def run(self, cuts, n, slots=True):
        d = self.surface.dimensions
        position, loss = np.full((n, d), 7e77), np.full(n, 7e77)
        slot = np.full((n, max(self.kept, 1), d), 7e77)[:, : self.kept] if slots else None
        slot = np.ascontiguousarray(slot) if slots and self.kept else None
        state = np.zeros(_core.STATE_SIZE)
        state[:d] = self.surface.start
        done, exploded = 0, False
        for stop in [*cuts, n]:
            if stop <= done or exploded:
                continue
            rates = self.rates if len(self.rates) == 1 else self.rates[done:stop]
            kernel = np.array(self.surface.kernel)
            code = self.surface.code
            taken, exploded = _core.descend(
                code, kernel, self.rule, self.hyper, rates, self.escape, state, done, stop - done,
                position[done:], loss[done:], None if slot is None else slot[done:],
            )  # fmt: skip
            done += taken
        return position[:done], loss[:done], None if slot is None else slot[:done], state, exploded


# families of surfaces with all rules; all surfaces with the rules that have loops of their own
FAMILIES = ["quadratic", "shower", "rosenbrock", "ackley", "formula"]
PAIRS = [(surface, optimizer) for surface in FAMILIES for optimizer in OPTIMIZERS]
PAIRS += [(s, o) for s in entries(Surface) if s not in FAMILIES for o in ("sgd", "adam", "adagrad")]


@pytest.mark.parametrize(("surface", "optimizer"), PAIRS)
@settings(max_examples=20)
@given(data=st.data())
def test_result_is_bit_identical_however_the_steps_are_divided(surface, optimizer, data):
    n = data.draw(st.sampled_from([1, 127, 128, 129, 300]))
    exponent = data.draw(st.floats(-4, 0.5))
    rates = 10**exponent * np.linspace(1, 0.3, n)
    descent = Descent(surface, optimizer, rates)
    cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=6)))
    whole, parts = descent.run([], n), descent.run(cuts, n)
    assert whole[4] == parts[4]
    for one, other in zip(whole[:4], parts[:4], strict=True):
        assert one is other is None or np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize(("surface", "optimizer"), PAIRS)
def test_one_rate_for_all_is_the_same_as_many_equal_ones(surface, optimizer):
    one = Descent(surface, optimizer, [1e-3]).run([], 300)
    many = Descent(surface, optimizer, [1e-3] * 300).run([], 300)
    assert np.array_equal(one[0], many[0])
    assert np.array_equal(one[1], many[1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_recording_slots_changes_nothing_else(optimizer):
    descent = Descent("rosenbrock", optimizer, [1e-3])
    with_slots, without = descent.run([], 200), descent.run([], 200, slots=False)
    assert np.array_equal(with_slots[0], without[0])
    assert np.array_equal(with_slots[3], without[3])


@pytest.mark.parametrize("surface", entries(Surface))
def test_recorded_loss_is_that_of_the_recorded_position(surface):
    position, loss, *_ = Descent(surface, "sgd", [1e-3]).run([], 50)
    assert np.array_equal(loss, lrsim.surface(surface)(position))


def test_descent_stops_at_the_step_that_explodes_and_writes_no_further():
    descent = Descent("quadratic", "sgd", [1.1])
    position, loss, _, state, exploded = descent.run([], 200)
    assert exploded
    assert len(position) == 30  # row i is what step i led to: index 30 of the path
    assert abs(position[-1, 0]) > 1000
    assert abs(position[-2, 0]) <= 1000
    assert state[0] == position[-1, 0]
    assert loss[-1] == position[-1, 0] ** 2


@pytest.mark.parametrize("start", [128, 127, 129])
def test_explosion_on_a_block_boundary_is_reported_once(start):
    """0.5 stays put at once; a huge rate then throws the ball out at the step asked for."""
    rates = np.zeros(300)
    rates[start - 1 :] = 1e6
    position, *_, exploded = Descent("quadratic", "sgd", rates).run([], 300)
    assert exploded
    assert len(position) == start


def test_infinite_escape_ends_at_the_first_value_that_is_not_finite():
    position, loss, _, _, exploded = Descent("quadratic:escape=inf", "sgd", [10.0]).run([], 500)
    assert exploded
    assert np.isfinite(position).all()
    assert len(loss) == 120
    assert loss[-1] == np.inf


def test_codes_of_surfaces_and_rules_are_distinct():
    assert len({cls.code for cls in entries(Surface).values()}) == len(entries(Surface))
    assert len({cls.rule for cls in entries(Optimizer).values()}) == len(entries(Optimizer))


def test_wrong_dtype_or_layout_is_refused_not_read():
    args = {"surface": _core.SurfaceCode.BOWL, "parameters": np.zeros(1)}
    with pytest.raises(ValueError, match="dtype mismatch"):
        _core.evaluate(position=np.zeros((3, 2), dtype=np.float32), **args)
    with pytest.raises(ValueError, match="not C-contiguous"):
        _core.evaluate(position=np.zeros((2, 3)).T, **args)
    with pytest.raises(TypeError):
        _core.evaluate(position=None, **args)
