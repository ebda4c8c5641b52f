"""Random runs for the lint of verdicts, and what their paths say in plain NumPy."""

import functools
import math
import random
import sys
from typing import Any, NamedTuple

import numpy as np

import lrsim
import lrsim.optimizers
import lrsim.schedules
import lrsim.surfaces
from lrsim.catalogue.entries import entries
from lrsim.diagnosis import diagnose_run
from lrsim.runs.simulate import simulate

SURFACES = [
    *entries(lrsim.surfaces.Surface),
    "long-valley:kappa=300",
    "formula:(x-20)**2",
    "formula:-x**2",
    "formula:x**4-3*x**2+x",
]
RULES = [
    "sgd:momentum=0.9",
    "sgd:momentum=0.9,nesterov=true",
    "sgd:momentum=0.5,dampening=0.5",
    "sgd:weight_decay=0.1",
]
OPTIMIZERS = ["sgd"] * 14 + RULES * 3 + [*entries(lrsim.optimizers.Optimizer)]
SCHEDULES = ["constant"] * 25 + [*entries(lrsim.schedules.Schedule), "cosine-annealing:warmup=10"]
ROUNDING = 1e-12
TOLERANCE = 1e-6
FAR_BELOW = 1e-3


class Case(NamedTuple):
    """All that a verdict depends on; `rows` is how much of the path it is asked on, None: all of it.

    `scale` is the factor on the rate of the last coordinate.
    """

    surface: str
    optimizer: str
    schedule: str
    lr: float
    noise: float
    steps: int
    seed: int
    dial: tuple[tuple[int, float], ...] = ()
    rows: int | None = None
    clip_norm: float = 0.0
    scale: float = 1.0


def draw(seed: int) -> Case:
    """Return a random case, the same for the same seed."""
    rng = random.Random(seed)
    steps = max(1, round(10 ** rng.uniform(0.0, 2.6)))
    lr = 10 ** rng.uniform(-6.0, 1.5)
    case = Case(
        surface=rng.choice(SURFACES),
        optimizer=rng.choice(OPTIMIZERS),
        schedule=rng.choice(SCHEDULES),
        lr=lr,
        noise=rng.choice((0.0,) * 6 + (0.1, 1.0)),
        steps=steps,
        seed=seed,
    )
    if rng.random() < 0.15:
        case = case._replace(dial=((rng.randrange(steps), lr * 10 ** rng.uniform(-2.0, 2.0)),))
    if rng.random() < 0.3:
        case = case._replace(rows=1 + rng.randrange(steps + 1))
    if rng.random() < 0.1:
        case = case._replace(clip_norm=rng.choice((0.1, 1.0, 10.0)))
    if rng.random() < 0.1:
        case = case._replace(scale=10 ** rng.uniform(-2.0, 0.5))
    return case


@functools.lru_cache(maxsize=256)
def surface_of(spec: str) -> Any:
    return lrsim.surface(spec)


@functools.lru_cache(maxsize=256)
def minima_of(spec: str) -> tuple[tuple[float, ...], float]:
    """Return the losses of the known minima, and how far off they compute."""
    surface = surface_of(spec)
    off = [abs(float(surface(np.array(m.position))) - m.loss) for m in surface.minima]
    return tuple(m.loss for m in surface.minima), 4.0 * max(off, default=0.0)


def factors_of(case: Case) -> list[float]:
    """Return the factors on the learning rate, one for each coordinate."""
    return [1.0] * (surface_of(case.surface).dimensions - 1) + [case.scale]


def run_of(case: Case) -> Any:
    return lrsim.run(
        case.surface,
        optimizer=case.optimizer,
        schedule=case.schedule,
        lr=case.lr,
        noise=case.noise,
        steps=case.steps,
        seed=case.seed,
        dial=case.dial,
        clip_norm=case.clip_norm,
        lr_scale=factors_of(case),
    )


class Path:
    """What the part of a run that a verdict is on says, without the engine's evidence."""

    def __init__(self, case: Case, run: Any = None) -> None:
        self.case = case
        self.run = run_of(case) if run is None else run
        self.whole = case.rows is None or case.rows >= len(self.run.loss)
        stop = len(self.run.loss) if self.whole else case.rows
        self.verdict = self.run.verdict if self.whole else diagnose_run(self.run, case.rows)
        self.loss = self.run.loss[:stop]
        self.position = self.run.position[:stop]
        self.lr = self.run.lr[: stop - 1]
        self.exploded = self.whole and self.run.exploded_at is not None
        self.budget = case.steps
        self.played = stop - 1
        self.noisy = case.noise > 0.0
        self.turn = max((s for s, _ in case.dial if s < self.played), default=0)
        self.surface = surface_of(case.surface)
        self.escape = getattr(self.run.setup, "escape", self.surface.escape)
        self.known, self.slack = minima_of(case.surface)
        self.stay = max(5, math.ceil((0.25 if self.noisy else 0.02) * self.budget))

    @functools.cached_property
    def gradient(self) -> Any:
        with np.errstate(all="ignore"):
            return self.surface.gradient(self.position)

    @functools.cached_property
    def lowest(self) -> float:
        return float(np.min(self.loss[np.isfinite(self.loss)], initial=np.inf))

    def floor_among(self, losses: tuple[float, ...], lowest: float | None = None) -> float | None:
        """Return the highest minimum that is not above the lowest loss."""
        lowest = self.lowest if lowest is None else lowest
        allowed = lowest + ROUNDING * max(1.0, abs(lowest))
        return max((loss for loss in losses if loss <= allowed), default=None)

    @functools.cached_property
    def own(self) -> float | None:
        """The loss of a minimum that the end lies in or beside, by Newton's method from there."""
        x = self.position[-1].copy()
        if self.exploded or not np.isfinite(x).all():
            return None
        start = x.copy()
        with np.errstate(all="ignore"):
            for _ in range(20):
                hessian = np.atleast_2d(self.surface.hessian(x))
                if (
                    not np.isfinite(hessian).all()
                    or np.linalg.eigvalsh(hessian)[0] <= 1e-9 * np.abs(hessian).max()
                ):
                    return None
                x = x - np.linalg.solve(hessian, np.atleast_1d(self.surface.gradient(x)))
            if not np.abs(x - start).max() <= 1e-3 * (1.0 + np.abs(start).max()):
                return None
            return float(self.surface(x))

    @functools.cached_property
    def floor(self) -> float | None:
        return self.floor_among(self.known)

    @functools.cached_property
    def gap(self) -> Any:
        """The loss above the minimum that counts, or None."""
        return None if self.floor is None else np.maximum(self.loss - self.floor, 0.0)

    @property
    def finite(self) -> Any:
        """The losses, without the step that exploded."""
        return self.loss[:-1] if self.exploded else self.loss

    @functools.cached_property
    def flips(self) -> Any:
        """Where the gradient points against the one before, bool (played,)."""
        with np.errstate(all="ignore"):
            pairs = self.gradient[1:] * self.gradient[:-1]
            return pairs.sum(axis=1) < -1e-9 * np.abs(pairs).sum(axis=1)  # not at right angles

    def rests(self) -> bool:
        """Tell whether the next steps move nothing."""
        further = self.run
        if self.whole and not self.exploded:
            further = simulate(self.run.setup, horizon=self.budget + 4)
        return all(
            bool((moving[self.played :][:5] == moving[self.played]).all())
            for moving in (further.position, *further.slots.values())
        )

    def limit(self, floor: float) -> float:
        return floor + max(TOLERANCE * (float(self.loss[0]) - floor), self.slack)

    def converges(self, losses: tuple[float, ...]) -> int | None:
        """Return where the part played converges, told from the losses of minima; see PRODUCT 3a."""
        floor = self.floor_among(losses)
        if floor is None:
            return None
        inside = self.loss <= self.limit(floor)
        stays = (
            np.convolve(inside, np.ones(self.stay), "valid") == self.stay
            if (len(inside) >= self.stay)
            else np.zeros(1, bool)
        )
        if stays.any():
            return int(stays.argmax())
        if self.noisy or self.exploded or not inside[-1]:
            return None
        nothing = max(
            self.slack,
            4 * sys.float_info.epsilon * abs(floor),
            sys.float_info.min,
            FAR_BELOW * (self.limit(floor) - floor),
        )
        if bool(((np.diff(self.loss) < 0.0) | (self.loss[1:] - floor <= nothing)).all()):
            return last_stay(inside)
        return last_stay(inside) if self.rests() else None

    def played_on(self, steps: int) -> Any:
        """Return the run with more steps: the same path, gone on."""
        return simulate(self.run.setup, horizon=steps)


def last_stay(inside: Any) -> int:
    """Return where the stay that reaches the end begins."""
    outside = np.flatnonzero(~inside)
    return int(outside[-1]) + 1 if len(outside) else 0
