"""What a user may write: every public name, typed.

It runs as it is (``python tests/api/every_name.py``); ``make lint`` has mypy and pyright check it, strictly.
NumPy and msgspec are enough for `everything`; `files` writes what needs more.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

import lrsim

Floats = npt.NDArray[np.float64]


def catalogue() -> lrsim.surfaces.Surface:
    """Surfaces, optimizers, schedules: made from classes and from spec strings."""
    valley = lrsim.surface("long-valley:kappa=50")
    assert valley == lrsim.surfaces.LongValley(kappa=50.0)
    loss: float | Floats = valley((1.0, 1.0))
    gradient: Floats = valley.gradient(np.ones((3, 3, 2)))
    hessian: Floats = valley.hessian([1.0, 1.0])
    grid: Floats = valley.grid(np.linspace(-1, 1, 5), [0.0, 1.0])
    assert (loss, gradient.shape, hessian.shape, grid.shape) == (25.5, (3, 3, 2), (2, 2), (2, 5))
    places: tuple[tuple[float, ...], ...] = tuple(minimum.position for minimum in valley.minima)
    assert (places, valley.dimensions, len(valley.domain), len(valley.start)) == (
        ((0, 0),),
        2,
        2,
        2,
    )

    adam = lrsim.optimizers.Adam(beta2=0.99)
    assert adam == lrsim.optimizer("adam:beta2=0.99") == lrsim.optimizer(adam.spec)
    assert [parameter.name for parameter in adam.parameters()][:2] == ["beta1", "beta2"]
    assert (adam.name, adam.slots, adam.default_lr) == ("adam", ("exp_avg", "exp_avg_sq"), 0.001)
    assert adam.altered(beta1=0.5).changed() == {"beta1": 0.5, "beta2": 0.99}

    cosine = lrsim.schedules.CosineAnnealing(t_max=30)
    assert cosine == lrsim.schedule("cosine-annealing:t_max=30")
    rates: Floats = cosine.rates(0.1, steps=30, dial=[(10, 0.05)])
    assert rates.shape == (30,)
    return valley


def runs() -> lrsim.Run:
    """One run and what can be said about it."""
    r: lrsim.Run = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50)
    path: Floats = r.position
    assert path.shape == (r.steps_taken + 1, 1)
    assert r.loss.shape == r.gradient_norm.shape == r.step.shape == (31,)
    assert r.lr.shape == (30,)
    exploded: int | None = r.exploded_at
    assert (exploded, r.converged_at, r.horizon, r.index, r.row(7)) == (30, None, 50, 0, 7)
    verdict: lrsim.Verdict = r.verdict
    words: str = f"{verdict.label}: {verdict.reason} {verdict.note} {verdict.fix}"
    assert (verdict.name, verdict.at_step, bool(words)) == ("exploding", 30, True)
    assert "edge_ratio" in verdict.evidence
    assert verdict.to_dict()["name"] == verdict.name
    labels: list[str] = [figure.label for figure in verdict.figures]
    assert labels
    assert verdict.remedy is not None
    rate: float | None = verdict.remedy.lr
    ends: str = verdict.remedy.tried.verdict
    told: str = verdict.rule + verdict.remedy_reason + verdict.remedy.text
    assert (rate, ends, bool(told)) == (0.5, "just_right", True)
    momentum: Floats = lrsim.run("bowl", optimizer="sgd:momentum=0.9", lr=0.1).slots[
        "momentum_buffer"
    ]
    assert momentum.shape == (101, 2)

    theory: lrsim.LocalTheory = lrsim.local_theory(r, step=0)
    best: float | None = theory.best.value
    assert (best, theory.edge.value, theory.step, theory.rate) == (0.5, 1.0, 0, 1.1)
    assert theory.ratio == 1.1
    assert theory.alpha.reason == ""
    assert theory.curvature.sharpness == 2.0
    return r


def experiments() -> lrsim.Experiment:
    """Experiments, their runners, and races."""
    pro = lrsim.Runner(
        name="Pro",
        lr=0.1,
        optimizer=lrsim.optimizers.Sgd(momentum=0.5),
        schedule="step:step_size=30",
        dial=np.array([[24, 0.05]]),
        lr_scale=[1.0],
    )
    experiment = lrsim.Experiment(
        "quadratic", start=5.0, steps=50, seed=3, runners=[pro, lrsim.Runner()]
    )
    assert (pro.lr_at(24), pro.scales(2)) == (0.05, (1.0, 1.0))
    assert lrsim.Runner.from_dict(pro.to_dict()) == pro
    assert lrsim.Experiment.from_dict(experiment.to_dict()) == experiment
    changed = experiment.replace_runner(1, name="Adam", optimizer="adam")
    names: list[str] = [run.runner.name for run in lrsim.race(changed, steps=20)]
    assert names == ["Pro", "Adam"]
    assert lrsim.run(experiment, seed=0, steps=100).experiment.steps == 100
    noisy = lrsim.Experiment("bowl", noise=1.0, batch_size=2, hide=["zone"])
    assert lrsim.with_batch_size(noisy, 8, scaling="sqrt", hold="samples").steps == 25
    hidden: tuple[str, ...] = noisy.hide
    assert hidden == ("zone",)
    with contextlib.suppress(lrsim.InputError):
        lrsim.Experiment(steps=0)
    return experiment


def many() -> lrsim.Map:
    """Many runs at once: batches, sweeps, maps, long runs, the range test."""
    outcomes: lrsim.Batch = lrsim.batch(
        "bowl", steps=50, vary={"lr": [0.1, 0.5], "start_x": [1.0, 2.0]}
    )
    assert outcomes.position.shape == (len(outcomes), 2)
    vocabulary: tuple[str, ...] = lrsim.VERDICTS
    judged = lrsim.batch("bowl", steps=50, vary={"lr": [0.1, 1.1]}, evidence=True)
    assert {str(word) for word in judged.verdict} <= set(vocabulary)
    assert outcomes.run(1).loss[-1] == outcomes.loss[1] >= outcomes.best_loss[1]
    counts = (
        outcomes.best_step,
        outcomes.converged_at,
        outcomes.exploded_at,
        outcomes.flips,
        outcomes.rises,
    )
    assert all(count.dtype == np.int64 for count in counts)
    drawn = lrsim.batch("bowl", steps=50, noise=1.0, vary={"lr": [0.1, 0.5]}, seeds=[3, 4, 5])
    mean: Floats = drawn.over_seeds.mean_loss
    assert mean.shape == drawn.over_seeds.loss_std.shape == (2,)
    assert drawn.by_seed(drawn.loss).shape == (2, 3)

    with ThreadPoolExecutor(2) as executor:
        lrs = np.geomspace(1e-3, 2.0, 25)
        swept: lrsim.Sweep = lrsim.sweep("quadratic", start=5.0, lrs=lrs, executor=executor)
    found: lrsim.Zone | None = swept.zone
    assert found is not None
    assert found.low <= found.best <= found.high < 1.1
    assert (found.islands, found.holes) == ((), ())
    verdicts: list[str] = swept.verdict
    assert len(verdicts) == len(swept.lr) == len(swept.final_loss) == len(swept.steps_to_converge)
    assert swept.works.any()
    assert swept.rank.min() == 0
    assert not math.isnan(swept.final_loss[0])

    test: lrsim.LRFinder = lrsim.find_lr("quadratic", start=5.0, steps=100, budget=50)
    suggestion: float | None = test.suggestion
    assert suggestion is not None
    assert test.works("suggestion")
    assert test.true_best
    assert test.zone
    assert set(test.suggestions) == {"steepest", "valley", "slide", "minimum_over_10"}
    assert test.error("suggestion")
    assert not set(test.reasons) - {*test.suggestions, "suggestion"}

    read: dict[str, object] = lrsim.suggest_lr(test.lr, test.loss)
    assert set(read) == {*test.suggestions, "suggestion", "reasons"}

    orbits: lrsim.Bifurcation = lrsim.bifurcation("double-well", start=0.5, lrs=[0.2, 0.28, 0.36])
    periods: list[int] = [band.period for band in orbits.bands()]
    assert periods == orbits.period.tolist() == [1, 2, 0]

    theory = lrsim.local_theory(outcomes.run(0), step=0)
    plots: tuple[Callable[..., object], ...] = (outcomes.plot, swept.plot, found.plot, orbits.plot)
    tables: tuple[Callable[[], object], ...] = (
        outcomes.to_frame,
        swept.to_frame,
        found.to_frame,
        orbits.to_frame,
        theory.to_frame,
    )
    assert all(map(callable, (*plots, *tables)))  # Matplotlib and pandas are asked for by the call

    charted: lrsim.Map = lrsim.trainability_map(
        "rosenbrock", steps=50, x=("lr", 1e-4, 1, 4), y=("momentum", 0, 0.9, 3)
    )
    assert (
        charted.verdict.shape
        == charted.final_loss.shape
        == charted.steps_to_converge.shape
        == (3, 4)
    )
    assert math.isclose(sum(charted.shares().values()), 1.0)
    assert charted.run(row=2, column=1).runner.lr == charted.x.values[1]
    return charted


def lecture() -> lrsim.Session:
    """A session: what the window drives."""
    told: list[object] = []
    session = lrsim.Session()
    forget = session.on_changed(told.append)
    session.select(1)
    session.seek(24)
    session.turn_dial(0.5)
    session.step()
    assert (session.playhead, session.lr, session.selected, session.end) == (25, 0.5, 1, 50)
    assert session.run is session.runs[1]
    assert session.runner.name == "Pro"
    session.undo()
    session.redo()
    with session.gesture():
        session.edit(surface="bowl", steps=60)
        session.edit_runner(0, optimizer="adam")
    session.scale_batch(4, scaling="none", hold="steps")
    session.undo()
    session.add_runner(lrsim.Runner(name="Fourth"))
    session.remove_runner(3)
    session.set_speed(math.inf)
    session.set_reveal(True)
    for _ in range(2):  # it rests where a run explodes
        session.play()
        session.advance(1.0)
    session.pause()
    assert session.dial_step == 0
    session.play_on()
    session.pause()
    session.reset()
    assert session.verdict().name
    assert session.theory().step == 0
    assert session.next_position()
    assert session.can_undo
    assert not session.can_redo
    assert session.modified
    assert session.path is None
    assert (session.reveal, session.playing, session.speed, session.horizon) == (
        True,
        False,
        math.inf,
        120,
    )
    assert session.furthest == 120
    assert session.row(0) == 0
    assert session.ghosts == ()
    session.apply_fix()
    session.snail_pro_maniac()
    session.new()
    forget()
    assert told
    assert session.experiment.surface.name == "quadratic"
    return session


def mistakes() -> None:
    """What a type checker finds before it is run: there is an error to ignore, or the checker complains."""
    with contextlib.suppress(TypeError):
        lrsim.run("quadratic", strat=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with contextlib.suppress(TypeError):
        lrsim.sweep("quadratic", lrs=[0.1], strat=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with contextlib.suppress(lrsim.InputError):
        lrsim.find_lr("quadratic", seed="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def everything() -> None:
    """All that numpy and msgspec are enough for."""
    catalogue()
    runs()
    experiments()
    many()
    lecture()
    mistakes()


def files(folder: Path) -> None:
    """What is written and read: experiments (tomli-w), maps (Pillow for the picture)."""
    experiment, charted, session = experiments(), many(), lecture()
    experiment.save(folder / "experiment.toml")
    assert lrsim.load(folder / "experiment.toml") == experiment
    assert experiment.to_toml().startswith("schema_version")
    charted.save(folder / "map.npz")
    again: lrsim.Map = lrsim.load_map(folder / "map.npz")
    assert np.array_equal(again.verdict, charted.verdict)
    charted.save(folder / "map.png")
    session.save(folder / "session.toml")
    session.open(folder / "experiment.toml")
    assert session.experiment == experiment


if __name__ == "__main__":
    everything()
    with tempfile.TemporaryDirectory() as place:
        files(Path(place))
