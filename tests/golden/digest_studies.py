"""The digest's studies of many runs: sweeps, the finder, batches, maps, bifurcations."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from digest_inputs import Case, Given, case, drawn, experiment
from digest_results import of_batch, of_bifurcation, of_finder, of_folder, of_map, of_sweep

import lrsim

VARIED = (
    ("sgd:momentum=0.5", "long-valley", {"lr": (0.001, 0.5), "momentum": (0.0, 0.99)}),
    ("adam", "rosenbrock", {"beta1": (0.0, 0.99), "beta2": (0.5, 0.9999)}),
    ("sgd", "rosenbrock", {"start_x": (-2.0, 2.0), "start_y": (-1.0, 3.0)}),
    ("rmsprop", "bowl", {"lr_x": (0.01, 2.0), "lr_y": (0.01, 2.0), "alpha": (0.1, 0.99)}),
    ("sgd", "long-valley", {"kappa": (0.5, 90.0)}),
    ("adamw", "double-well", {"lr": (0.001, 1.0), "start_x": (-1.7, 1.7)}),
    ("nadam", "formula:x**2+10*sin(y)**2", {"lr": (0.001, 1.0), "weight_decay": (0.0, 0.5)}),
    ("armijo", "beale", {"c1": (0.01, 0.9), "shrink": (0.1, 0.9)}),
    ("prodigy", "ackley", {"a": (1.0, 30.0), "d_coef": (0.1, 4.0)}),
)
"""What the lanes of a batch differ in: optimizer, surface, and the range of each quantity."""

AXES = (
    ("sgd:momentum=0.5", "rosenbrock", "lr:1e-5:0.1:17", "momentum:0:0.99:13"),
    ("adam", "rosenbrock", "lr:1e-4:10:16", "beta2:0.5:0.9999:11"),
    ("sgd", "double-well", "lr:0.01:1:19:linear", "start_x:-1.8:1.8:12"),
    ("sgd", "long-valley", "lr_x:0.01:3:14", "lr_y:0.01:3:14"),
    ("sgd:momentum=0.9", "long-valley", "kappa:0.1:100:12:log", "lr:1e-3:1:15"),
    ("rmsprop", "himmelblau", "start_x:-6:6:15", "start_y:-6:6:15"),
)
"""Maps: optimizer, surface, x, y."""


def studies(threads: int | None) -> Iterator[Case]:
    """Yield every case; sweeps, batches and maps use so many threads."""
    yield from sweeps(threads)
    yield from finders()
    yield from batches(threads)
    yield from maps(threads)
    yield from executors()
    yield from bifurcations()


def sweeps(threads: int | None) -> Iterator[Case]:
    for draw in drawn("sweeps", 50):
        given = draw.single(noise=draw.choice((0.0, 0.0, 0.3)))
        given["from_step"] = draw.choice((0, 0, given["steps"] // 3))
        given["lrs"] = draw.lrs(draw.choice((8, 25, 40)))
        yield case("sweeps", partial(_sweep, threads), given)
    for draw in drawn("sweeps of later runners", 12):
        given = draw.several(3) | {"lrs": draw.lrs(12)}
        yield case("sweeps", partial(_sweep_of_third, threads), given)


def _sweep(threads: int | None, given: Given) -> list[Any]:
    return of_sweep(lrsim.sweep(threads=threads, **given))


def _sweep_of_third(threads: int | None, given: Given) -> list[Any]:
    rest = {key: value for key, value in given.items() if key != "lrs"}
    return of_sweep(lrsim.sweep(experiment(rest), lrs=given["lrs"], index=2, threads=threads))


def finders() -> Iterator[Case]:
    for draw in drawn("finder", 50):
        given = draw.single(noise=draw.choice((0.0, 0.0, 0.2)))
        given["budget"] = min(given.pop("steps"), 500)
        given |= {"steps": draw.choice((50, 200, 333)), "lr_max": draw.choice((1.0, 10.0))}
        yield case("finder", _found, given)


def _found(given: Given) -> list[Any]:
    return of_finder(lrsim.find_lr(**given))


def batches(threads: int | None) -> Iterator[Case]:
    for index, draw in enumerate(drawn("batches", 45)):
        optimizer, surface, ranges = VARIED[index % len(VARIED)]
        vary = {name: [draw.number(*ends) for _ in range(30)] for name, ends in ranges.items()}
        noise = draw.choice((0.0, 0.0, 0.5))
        if noise:
            vary["seed"] = [draw.randrange(2**40) for _ in range(30)]
        given = draw.single(surface=surface, optimizer=optimizer, noise=noise)
        given |= {"vary": vary, "evidence": draw.maybe(0.5)}
        yield case("batches", partial(_batch, threads), given)


def _batch(threads: int | None, given: Given) -> list[Any]:
    return of_batch(lrsim.batch(threads=threads, **given))


def maps(threads: int | None) -> Iterator[Case]:
    for index, draw in enumerate(drawn("maps", 30)):
        optimizer, surface, x, y = AXES[index % len(AXES)]
        noise, steps = draw.choice((0.0, 0.0, 0.3)), draw.choice((30, 100, 300))
        given = draw.single(surface=surface, optimizer=optimizer, noise=noise, steps=steps)
        given |= {"x": x, "y": y}
        yield case("maps", partial(_map, threads), given)
        if index < 2 * len(AXES):
            yield case("pictures", partial(_saved_map, "map.png", threads), given)
            yield case("maps", partial(_saved_map, "map.npz", threads), given)


def _map(threads: int | None, given: Given) -> list[Any]:
    return of_map(lrsim.trainability_map(threads=threads, **given))


def _saved_map(name: str, threads: int | None, given: Given) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        lrsim.trainability_map(threads=threads, **given).save(Path(folder) / name)
        return of_folder(Path(folder))


def executors() -> Iterator[Case]:
    for optimizer, surface, x, y in AXES:
        given = {"surface": surface, "optimizer": optimizer, "x": x, "y": y, "steps": 60}
        yield case("executors", _mapped_elsewhere, given)
    for draw in drawn("executors", 4):
        yield case("executors", _swept_elsewhere, draw.single() | {"lrs": draw.lrs(20)})


def _mapped_elsewhere(given: Given) -> list[Any]:
    with ThreadPoolExecutor(2) as pool:
        return of_map(lrsim.trainability_map(executor=pool, **given))


def _swept_elsewhere(given: Given) -> list[Any]:
    with ThreadPoolExecutor(2) as pool:
        return of_sweep(lrsim.sweep(executor=pool, **given))


def bifurcations() -> Iterator[Case]:
    for draw in drawn("bifurcation", 24):
        given = draw.single(noise=draw.choice((0.0, 0.0, 0.1)))
        given |= {"lrs": draw.lrs(30), "burn_in": draw.choice((50, 200)), "keep": 64}
        yield case("bifurcation", _bifurcation, given)


def _bifurcation(given: Given) -> list[Any]:
    return of_bifurcation(lrsim.bifurcation(**given))
