"""A lane's verdict is that of its own run, whatever is varied."""

import itertools
import random

import pytest

import lrsim
from diagnosis.draws import draw, factors_of, surface_of

LANES = 8


def varied(rng, case):
    """Return what may be varied in a case, by name: what `batch` is given."""
    surface = surface_of(case.surface)
    rates = [10 ** rng.uniform(-5.0, 1.3) for _ in range(LANES)]
    low, high = surface.domain[0]
    ways = {
        "lr": {"lr": rates},
        "seed": {"seed": list(range(LANES))},
        "noise": {"noise": [rng.choice((0.0, 0.01, 0.1, 1.0)) for _ in range(LANES)]},
        "start": {"start_x": [rng.uniform(low, high) for _ in range(LANES)]},
    }
    if surface.dimensions == 2:
        ways["each coordinate"] = {"lr_x": rates, "lr_y": rates[::-1]}
    if case.optimizer.startswith("sgd"):
        ways["momentum"] = {"momentum": [rng.uniform(0.0, 0.99) for _ in range(LANES)]}
    return ways


@pytest.mark.parametrize("seed", range(120))
def test_verdicts_of_lanes_are_those_of_their_runs(seed):
    case = draw(seed)
    rng = random.Random(seed)
    vary = rng.choice([*varied(rng, case).values()])
    first = rng.randrange(case.steps) if "lr" in vary and rng.random() < 0.3 else 0
    lanes = lrsim.batch(
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
        vary=vary,
        from_step=first,
        evidence=True,
    )
    runs = [lanes.run(lane) for lane in range(LANES)]
    assert lanes.verdict.tolist() == [run.verdict.name for run in runs]
    arrived = [-1 if run.converged_at is None else run.converged_at for run in runs]
    assert lanes.converged_at.tolist() == arrived


def test_a_turn_of_the_dial_opens_the_windows_anew_in_lanes_too():
    cases = itertools.product(("quadratic", "rosenbrock"), ("sgd:momentum=0.9", "adam"))
    for surface, optimizer in cases:
        lanes = lrsim.batch(
            surface,
            optimizer=optimizer,
            lr=1e-3,
            steps=40,
            dial=[(10, 0.5), (37, 1e-4)],
            vary={"start_x": [-1.0, 0.5, 2.0]},
            evidence=True,
        )
        assert lanes.verdict.tolist() == [lanes.run(lane).verdict.name for lane in range(3)]


def test_lanes_whose_gap_fades_to_nothing_before_the_ball_rests_are_just_right():
    rates = [0.5 * (1.0 - 10.0**-n) for n in range(3, 14)]
    for steps in range(2, 12):
        lanes = lrsim.batch(
            "quadratic",
            start=1e-150,
            steps=steps,
            vary={"lr": rates},
            evidence=True,
        )
        runs = [lanes.run(lane) for lane in range(len(rates))]
        assert lanes.verdict.tolist() == [run.verdict.name for run in runs]
        assert set(lanes.verdict[rates.index(0.5 * (1.0 - 1e-10)) :]) == {"just_right"}
