"""Drawn experiments, and how far a run of the core may be from the plain-Python oracle's.

SGD on a polynomial is the same few multiplications and additions in both: bit for bit the same.
Where the core has its own functions (tanh, powers, cosine) or orders a sum differently (Adam), the
last bits differ. How far that can grow is measured: the oracle runs again with a rounding error in
every step.
"""

import random
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import lrsim
import reference
import reference_descents
import reference_schedules
import reference_searches
import reference_surfaces

drawn = settings(deadline=None, derandomize=True, max_examples=200)

POLYNOMIALS = {
    "quadratic": 1,
    "double-well": 1,
    "bowl": 2,
    "long-valley": 2,
    "long-valley:kappa=37.5": 2,
    "rosenbrock": 2,
    "rosenbrock:a=0.7,b=12.5": 2,
    "himmelblau": 2,
}
SURFACES = POLYNOMIALS | {"shower": 1}
DERIVED = [*reference_surfaces.FORMULAS, "huber:delta=0.3", "cliff:height=3,steepness=7"]
DERIVED += ["rastrigin:a=2", "ackley:a=3,b=1,c=5", "plateau:width=2", "bumpy-parabola:a=3"]
ESCAPES = ["", "escape=20", "escape=inf"]
STEPS = 120


@dataclass(frozen=True)
class Case:
    """What `lrsim.run` and the oracle are both given."""

    surface: str
    start: tuple[float, ...]
    optimizer: str
    schedule: str
    lr: float
    dial: tuple[tuple[int, float], ...]
    steps: int

    def run(self):
        return lrsim.run(
            self.surface,
            optimizer=self.optimizer,
            schedule=self.schedule,
            lr=self.lr,
            start=self.start,
            steps=self.steps,
            dial=self.dial,
        )

    def rates(self):
        return reference_schedules.rates(
            reference_schedules.schedule(self.schedule), self.lr, self.steps, dial=self.dial
        )

    def path(self, rates, optimizer=None):
        optimizer = optimizer or reference.optimizer(self.optimizer)
        return reference.descend(reference.surface(self.surface), self.start, optimizer, rates)


# --- draws ---------------------------------------------------------------------------------------


def join(name, options):
    text = ",".join(f"{key}={str(value).lower()}" for key, value in options.items())
    return f"{name}:{text}" if text else name


@st.composite
def starts(draw, dimensions):
    coordinate = st.one_of(st.floats(-6, 6), st.floats(-6, 6), st.sampled_from([0.0, 1.0, 1500.0]))
    return tuple(draw(coordinate) for _ in range(dimensions))


@st.composite
def starts_inside(draw, surface):
    domain = lrsim.surface(surface).domain
    return tuple(round(draw(st.floats(low, high)), 3) for low, high in domain)


def learning_rates(low=-5.0, high=0.3):
    return st.floats(low, high).map(lambda exponent: 10**exponent)


def fractions(high=0.99):
    return st.one_of(st.just(0.0), st.floats(0.0, high))


DECAY_MODES = st.sampled_from(["coupled", "decoupled", "full"]).map(
    lambda mode: {"weight_decay_mode": mode}
)


@st.composite
def sgd(draw):
    options = {"momentum": draw(fractions()), "weight_decay": draw(fractions(0.5))}
    if options["momentum"] > 0 and draw(st.booleans()):
        options["nesterov"] = True
    else:
        options["dampening"] = draw(fractions(1.0))
    if draw(st.booleans()):
        options |= draw(DECAY_MODES) | {"lr_in_velocity": draw(st.booleans())}
    return join("sgd", options)


@st.composite
def adam(draw):
    options = {
        "beta1": draw(fractions()),
        "beta2": draw(fractions(0.9999)),
        "eps": draw(st.floats(-8, -1).map(lambda exponent: 10**exponent)),
        "weight_decay": draw(fractions(0.5)),
        "amsgrad": draw(st.booleans()),
    }
    if draw(st.booleans()):
        options |= draw(DECAY_MODES)
    return join("adam", options)


LISTED = {
    "two drops": ["multistep:milestones=5;40,gamma=0.3", "piecewise:points=0:0.5;20:1;60:0.1"],
    "lines": ["linear:total_iters=30", "drawn:points=3:0.1;30:1;90:0.01,warmup=4"],
    "powers": ["polynomial:total_iters=70,power=2.0", "polynomial:total_iters=33,power=0.7"],
    "waves": ["cosine-warm-restarts:t_0=7,t_mult=2,warmup=3", "one-cycle:total_steps=90"],
    "triangles": ["cyclic:step_size_up=9,step_size_down=4", "cyclic:step_size_up=20,base_lr=0.001"],
    "tails": [
        "inverse-time:decay_steps=8",
        "inverse-sqrt:timescale=12,warmup=12",
        "tanh:total_steps=80",
    ],
    "stable": ["warmup-stable-decay:total_steps=80,decay_steps=30,decay=cosine,warmup=10"],
    "shares": ["constant:factor=0.3,total_iters=9", "constant:factor=0.1,total_iters=4,warmup=6"],
    "products": [
        "multiplicative:expression=1 - 1/(step + 2)",
        "chained:schedules=[step:step_size=20];[exponential];[linear:total_iters=15],warmup=3",
    ],
    "parts": ["sequential:schedules=[linear:total_iters=20];[exponential],milestones=20,warmup=5"],
}


@st.composite
def schedules(draw):
    name = draw(st.sampled_from(["constant", "step", "exponential", "cosine-annealing", *LISTED]))
    options = {}
    if name in LISTED:
        return draw(st.sampled_from(LISTED[name]))
    if name == "step":
        options = {"step_size": draw(st.integers(1, 60)), "gamma": draw(st.floats(0.0, 1.2))}
    elif name == "exponential":
        options = {"gamma": draw(st.floats(0.5, 1.02))}
    elif name == "cosine-annealing":
        options = {"t_max": draw(st.integers(1, 200)), "eta_min": draw(fractions(0.01))}
    return join(name, options | draw(st.sampled_from([{}, {"warmup": 1}, {"warmup": 25}])))


@st.composite
def dials(draw, rates):
    steps = sorted(draw(st.sets(st.integers(0, STEPS), max_size=4)))
    return tuple((step, draw(rates)) for step in steps)


@st.composite
def cases(draw, surfaces, optimizers, rates=None):
    rates = learning_rates() if rates is None else rates
    surface = draw(st.sampled_from(sorted(surfaces)))
    inside = (
        surfaces is DERIVED
    )  # their derivatives in plain Python are of use where the formulas are
    start = draw(starts_inside(surface) if inside else starts(surfaces[surface]))
    escape = draw(st.sampled_from(ESCAPES))
    if escape and max(map(abs, start)) <= 20.0:
        surface += ("," if ":" in surface else ":") + escape
    return Case(
        surface,
        start,
        draw(optimizers),
        draw(schedules()),
        draw(rates),
        draw(dials(rates)),
        draw(st.integers(1, STEPS)),
    )


# --- to rounding -----------------------------------------------------------------------------------


class Shaken:
    """An optimizer that is off by about an ulp wherever rounding may put it off."""

    def __init__(self, case, seed):
        self.surface = reference.surface(case.surface)
        self.optimizer = reference.optimizer(case.optimizer)
        self.random = random.Random(seed)
        if isinstance(self.optimizer, reference_descents.EachCoordinate):
            # Half an ulp of beta**t is far more of 1 - beta**t.
            power = self.optimizer.power
            self.optimizer.power = lambda beta: power(beta) * (1 + self.error(1))
        if isinstance(self.optimizer, reference_searches.Search):
            self.optimizer.surface = self.surface

    def error(self, size):
        return self.random.uniform(-1, 1) * 2**-52 * size

    def step(self, position, gradient, lr):
        # A gradient is a difference of terms that may be larger than itself: an ulp of x moves it
        # by hessian * x, and the shower's 25 tanh(u) - 3 even where x is 0.
        terms = [
            3 + sum(abs(h * x) for h, x in zip(row, position, strict=True))
            for row in self.surface.hessian(*position)
        ]
        gradient = tuple(g + self.error(term) for g, term in zip(gradient, terms, strict=True))
        return tuple(x + self.error(abs(x)) for x in self.optimizer.step(position, gradient, lr))


def distances(one, other):
    """Return the distance of each index in units of 1 + |x|, over the indices that both have."""
    n = min(len(one), len(other))
    one, other = np.array(one[:n]), np.array(other[:n])
    away = np.abs(one - other) / (1 + np.abs(one))
    return np.where(one == other, 0.0, away).max(axis=1)  # equal infinities are no distance


def check_to_rounding(case):
    """Compare run and oracle as far as the oracle agrees with itself when shaken."""
    run = case.run()
    rates = case.rates()
    rates[: len(run.lr)] = run.lr.tolist()
    path = case.path(rates)
    shaken = [case.path(rates, Shaken(case, seed)) for seed in range(4)]
    stable = len(path.position)
    for other in shaken:
        away = distances(path.position, other.position)
        apart = np.flatnonzero(~(away <= 1e-13))
        stable = min(stable, apart[0] if len(apart) else len(away))
    away = distances(path.position, run.position)
    assert len(away) >= stable
    assert (away[:stable] <= 1e-12).all()
    if stable == len(path.position):
        if {other.exploded_at for other in shaken} == {path.exploded_at}:
            assert run.exploded_at == path.exploded_at
        known = len(reference.surface(case.surface).minima) == len(run.experiment.surface.minima)
        # whether a stay that the end cuts short counts depends on state that the oracle does not show
        ends = [at for at in (path.converged_at, run.converged_at) if at is not None]
        known = known and all(at + 25 <= len(path.loss) for at in ends)
        if known and {other.converged_at for other in shaken} == {path.converged_at}:
            assert run.converged_at == path.converged_at
