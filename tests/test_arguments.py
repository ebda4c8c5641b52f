"""Every argument of every public name: a wrong value is refused by name, or what is given is taken."""

import concurrent.futures
import contextlib
import decimal
import fractions
import inspect
import math
import os
from typing import NamedTuple

import numpy as np
import pytest

import lrsim
from lrsim.studies.maps import load_map
from lrsim.studies.maps.axes import Axis


def refuse(*_):
    """Raise, as a class of somebody else's may at anything that it is asked."""
    raise ZeroDivisionError


class Silent(fractions.Fraction):
    """A number that does not say which."""

    __float__ = refuse


HOSTILE = {
    **{
        name: type(name, (), {name: refuse})()
        for name in ("__iter__", "__array__", "__float__", "__index__", "__len__", "__getattr__")
    },
    "shape": type("Shape", (), {"shape": property(refuse)})(),
    "item": type("Item", (), {"shape": (), "item": refuse})(),
    "tolist": type("ToList", (), {"shape": (2,), "tolist": refuse})(),
    "list": type("List", (list,), {"__iter__": refuse})([0.5]),
    "number": Silent(1, 2),
    "list of one": [Silent(1, 2)],
    "no text": type("Unwritten", (), {"__repr__": refuse})(),
    "path": type("Path", (), {"__fspath__": refuse})(),
}
"""Objects that raise where they are asked what they hold, each by what it is asked."""


WRONG = {
    "None": None,
    "text": "x",
    "no text": "",
    "NaN": math.nan,
    "infinite": math.inf,
    "below": -1,
    "half": 1.5,
    "huge": 10**400,
    "truth": True,
    "complex": 1j,
    "complex array": np.array([0.1 + 1j, 0.2]),
    "objects": np.array([object()], dtype=object),
    "NaN array": np.array([math.nan]),
    "text array": np.array(["a", "b"]),
    "scalar array": np.array(0.5),
    "complex scalar array": np.array(0.5j),
    "empty": [],
    "nested": [[1, [2]], 3],
    "ragged": [[1.0], [1.0, 2.0]],
    "pairs of text": [("a", "b")],
    "huge list": [10**400],
    "bytes": b"x",
    "bytes that change": bytearray(b"xy"),
    "masked": np.ma.masked,
    "decimal": decimal.Decimal("0.5"),
    **HOSTILE,
    "table": {"a": 1},
    "set": {1j},
    "class": dict,
    "object": object(),
}
"""Values that some arguments may have and most may not."""

FACTS = lrsim.Experiment(steps=6, runners=[lrsim.Runner(name="a"), lrsim.Runner(name="b")])
AXES = {"x": ("lr", 0.1, 1, 2), "y": ("start_x", 1, 2, 2)}


def session():
    """Return a session of a short experiment."""
    return lrsim.Session(FACTS)


class Call(NamedTuple):
    """A public function, the arguments it is called with, and those of them that are made wrong."""

    function: object
    given: dict[str, object]
    tried: tuple[str, ...]


def call(function, /, *tried, **given):
    return Call(function, given, tried)


def method(make, name, *tried, **given):
    """Return the call of a method of a new object for each value."""

    def function(**arguments):
        return getattr(make(), name)(**arguments)

    return call(function, *tried, **given)


RUN = (
    "surface",
    "optimizer",
    "schedule",
    "lr",
    "start",
    "steps",
    "seed",
    "dial",
    "noise",
    "batch_size",
    "lr_scale",
    "clip_norm",
    "clip_value",
)

CALLS = {
    "Experiment": call(
        lrsim.Experiment,
        "surface",
        "start",
        "steps",
        "seed",
        "noise",
        "batch_size",
        "title",
        "runners",
    ),
    "Experiment.from_dict": call(lrsim.Experiment.from_dict, "table"),
    "Experiment.replace_runner": method(lambda: FACTS, "replace_runner", "index", "lr", index=0),
    "Experiment.save": method(lambda: FACTS, "save", "path"),
    "Runner": call(
        lrsim.Runner,
        *("name", "lr", "optimizer", "schedule", "dial", "lr_scale", "clip_norm", "clip_value"),
    ),
    "Session": call(lrsim.Session, "experiment"),
    "surface": call(lrsim.surface, "spec"),
    "surface()": method(lrsim.surfaces.Quadratic, "__call__", "position"),
    "surface.gradient": method(lrsim.surfaces.Rosenbrock, "gradient", "position"),
    "surface.hessian": method(lrsim.surfaces.Rosenbrock, "hessian", "position"),
    "surface.grid": method(lrsim.surfaces.Rosenbrock, "grid", "x", "y", x=[1.0], y=[1.0]),
    "optimizer": call(lrsim.optimizer, "spec"),
    "schedule": call(lrsim.schedule, "spec"),
    "load": call(lrsim.load, "path"),
    "load_map": call(load_map, "path"),
    "run": call(lrsim.run, *RUN, steps=3),
    "race": call(lrsim.race, "surface"),
    "local_theory": call(lrsim.local_theory, "run", "step", run=lrsim.run(steps=3), step=1),
    "batch": call(
        lrsim.batch,
        *("surface", "index", "vary", "seeds", "from_step", "evidence", "threads", "executor"),
        vary={"lr": [0.1]},
    ),
    "batch, varied": call(
        lambda beta1: lrsim.batch("rosenbrock", optimizer="adam", vary={"beta1": beta1}, steps=3),
        "beta1",
    ),
    "Batch.run": method(lambda: lrsim.batch(steps=3, vary={"lr": [0.1]}), "run", "lane"),
    "sweep": call(
        lrsim.sweep,
        *("surface", "lrs", "seeds", "index", "from_step", "threads", "executor"),
        lrs=[0.1, 0.2],
        steps=5,
    ),
    "bifurcation": call(
        lrsim.bifurcation,
        *("surface", "lrs", "index", "burn_in", "keep", "cancelled"),
        lrs=[0.1],
        burn_in=2,
    ),
    "Bifurcation.bands": method(
        lambda: lrsim.bifurcation(lrs=[0.1, 1.1], burn_in=2), "bands", "least"
    ),
    "find_lr": call(
        lrsim.find_lr, "surface", "steps", "lr_min", "lr_max", "seeds", "index", "budget", steps=20
    ),
    "suggest_lr": call(lrsim.suggest_lr, "lr", "loss", lr=[0.1, 0.2], loss=[2.0, 1.0]),
    "LRFinder.error": method(lambda: lrsim.find_lr(steps=20), "error", "name"),
    "LRFinder.works": method(lambda: lrsim.find_lr(steps=20), "works", "name"),
    "schedule.rates": method(
        lrsim.schedules.ReduceOnPlateau,
        "rates",
        *("lr", "steps", "dial", "first", "stop", "loss"),
        lr=0.1,
        steps=2,
    ),
    "trainability_map": call(
        lrsim.trainability_map,
        *("surface", "x", "y", "seeds", "index", "threads", "executor", "on_progress", "seed"),
        **AXES,
        steps=3,
    ),
    "Map.run": method(
        lambda: lrsim.trainability_map(**AXES, steps=3), "run", "row", "column", row=0, column=0
    ),
    "Map.save": method(lambda: lrsim.trainability_map(**AXES, steps=3), "save", "path"),
    "Axis": call(Axis, "name", "low", "high", "count", "scale", name="lr", low=1, high=2, count=3),
    "Session.row": method(session, "row", "index"),
    "Session.verdict": method(session, "verdict", "index"),
    "Session.seen_to_end": method(session, "seen_to_end", "index"),
    "Session.next_position": method(session, "next_position", "index"),
    "Session.on_changed": method(session, "on_changed", "listener"),
    "Session.select": method(session, "select", "index"),
    "Session.seek": method(session, "seek", "step"),
    "Session.step": method(session, "step", "n"),
    "Session.set_speed": method(session, "set_speed", "speed"),
    "Session.set_reveal": method(session, "set_reveal", "reveal"),
    "Session.set_hidden": method(session, "set_hidden", "hidden"),
    "Session.recall": method(session, "recall", "memory"),
    "Session.advance": method(session, "advance", "seconds"),
    "Session.turn_dial": method(session, "turn_dial", "lr"),
    "Session.apply_fix": method(session, "apply_fix", "index"),
    "with_batch_size": call(
        lrsim.with_batch_size,
        *("experiment", "batch_size", "scaling", "hold"),
        experiment=FACTS,
        batch_size=2,
    ),
    "Session.scale_batch": method(
        session, "scale_batch", "batch_size", "scaling", "hold", batch_size=2
    ),
    "Session.edit": method(session, "edit", "surface", "start", "steps", "runners"),
    "Session.edit_runner": method(session, "edit_runner", "index", "lr", "dial", "optimizer"),
    "Session.add_runner": method(session, "add_runner", "runner"),
    "Session.line_up": method(session, "line_up", "runners"),
    "Session.remove_runner": method(session, "remove_runner", "index"),
    "Session.new": method(session, "new", "experiment", "example"),
    "Session.open": method(session, "open", "path"),
    "Session.opened": method(session, "opened", "path"),
    "Session.save": method(session, "save", "path"),
}

TRIED = [(name, argument) for name, made in CALLS.items() for argument in made.tried]


def test_every_public_function_is_tried():
    functions = {n for n in lrsim.__all__ if inspect.isfunction(getattr(lrsim, n))}
    assert functions <= set(CALLS)
    public = {n for n, _ in inspect.getmembers(lrsim.Session, inspect.isfunction) if n[0] != "_"}
    tried = {n.removeprefix("Session.") for n in CALLS}
    without = {
        n for n in public if len(inspect.signature(getattr(lrsim.Session, n)).parameters) < 2
    }
    assert public - without <= tried


@pytest.mark.parametrize(("name", "argument"), TRIED)
def test_a_wrong_value_is_refused_by_name_or_taken(name, argument, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, given, _ = CALLS[name]
    for kind, value in WRONG.items():
        if argument in ("cancelled", "on_progress", "listener") and callable(value):
            continue
        try:
            function(**{**given, argument: value})
        except lrsim.InputError as error:
            told = str(error)
        except Exception as error:
            raise AssertionError(f"{name}({argument} {kind})") from error
        else:
            told = "taken"
        assert told, kind
        assert "np." not in told.split(" is not allowed")[-1], kind


@pytest.mark.parametrize(
    ("attempt", "where"),
    [
        (lambda: lrsim.sweep(lrs=[0.1], index=None), "index"),
        (lambda: lrsim.sweep(lrs=[0.1], from_step=math.nan), "from_step"),
        (lambda: lrsim.sweep(lrs=[0.1], threads="1"), "threads"),
        (lambda: lrsim.sweep(lrs=[10**400]), "lrs[0]"),
        (lambda: lrsim.sweep(lrs=np.array([0.1 + 1j])), "lrs"),
        (lambda: lrsim.sweep(lrs=["0.1"]), "lrs"),
        (lambda: lrsim.sweep(lrs=[True]), "lrs"),
        (lambda: lrsim.sweep(lrs=[0.1], executor=dict), "executor"),
        (lambda: lrsim.batch(vary={"lr": [0.1]}, evidence="no"), "evidence"),
        (lambda: lrsim.batch(vary={"lr": [[1.0], [1.0, 2.0]]}), "vary['lr']"),
        (lambda: lrsim.batch(vary=3), "vary"),
        (lambda: lrsim.race(3), "surface"),
        (lambda: lrsim.Session(3), "experiment"),
        (lambda: session().new(3), "experiment"),
        (lambda: lrsim.load(3), "path"),
        (lambda: lrsim.local_theory(3, 0), "run"),
        (lambda: lrsim.local_theory(lrsim.run(), 0.5), "step"),
        (lambda: lrsim.surface("quadratic")(np.array([1j])), "position"),
        (lambda: session().seek(1.5), "step"),
        (lambda: session().seek(math.nan), "step"),
        (lambda: session().step("1"), "n"),
        (lambda: session().select(0.5), "index"),
        (lambda: session().select(None), "index"),
        (lambda: session().verdict(-1), "index"),
        (lambda: session().next_position(2), "index"),
        (lambda: session().apply_fix(0.0), "index"),
        (lambda: session().set_reveal("no"), "reveal"),
        (lambda: session().set_speed("fast"), "speed"),
        (lambda: session().advance(math.nan), "seconds"),
        (lambda: session().on_changed(None), "listener"),
        (lambda: session().opened(3), "path"),
        (lambda: FACTS.replace_runner(2, lr=0.1), "index"),
    ],
)
def test_the_error_names_the_argument(attempt, where):
    with pytest.raises(lrsim.InputError) as caught:
        attempt()
    assert caught.value.where == where


@pytest.mark.parametrize(
    "kind", [np.float64, np.float32, np.longdouble, np.int64, np.uint8, fractions.Fraction]
)
def test_other_libraries_numbers_count_as_what_they_hold(kind):
    one = kind(1)
    plain, given = (
        lrsim.Experiment(
            "rosenbrock",
            start=(unit, unit),
            noise=unit,
            runners=[lrsim.Runner(lr=unit, lr_scale=[unit], dial=[(0, unit)])],
        )
        for unit in (1.0, one)
    )
    assert given == plain
    assert "np." not in given.to_toml()
    assert lrsim.find_lr(lr_min=kind(1), lr_max=kind(2), steps=20).lr_max == 2.0
    assert lrsim.sweep(lrs=[one, one], steps=3).lr.tolist() == [1.0, 1.0]
    assert lrsim.optimizers.Sgd(weight_decay=one).spec == "sgd:weight_decay=1.0"
    assert Axis("lr", one, kind(3), kind(3)).values.tolist() == [1.0, 2.0, 3.0]
    assert lrsim.surface("quadratic")([one]) == 1.0


def test_numpys_whole_numbers_and_switches_are_taken():
    two, yes = np.int64(2), np.bool_(True)
    experiment = lrsim.Experiment(steps=np.int64(9), seed=two)
    assert (type(experiment.steps), type(experiment.seed)) == (int, int)
    found = lrsim.find_lr(
        steps=np.int64(20), lr_min=np.float64(1e-7), index=np.int64(0), budget=two
    )
    assert found.experiment.steps == 2
    assert found.lr[0] == 1e-7
    assert lrsim.bifurcation(lrs=[0.1], burn_in=two, keep=np.int64(32)).period.tolist()
    outcome = lrsim.batch(vary={"lr": [0.1]}, from_step=two, evidence=yes, threads=two)
    assert outcome.run(np.int64(0)).steps_taken == 100
    assert lrsim.optimizers.Sgd(momentum=0.9, nesterov=yes).nesterov is True
    looked = session()
    looked.set_reveal(yes)
    looked.seek(two)
    looked.select(np.int64(1))
    assert (looked.reveal, looked.playhead, looked.selected) == (True, 2, 1)


def test_arrays_are_taken_for_lists():
    runner = lrsim.Runner(lr_scale=np.array([1.0, 0.5]), dial=np.array([[3, 1], [5, 2]]))
    assert (runner.lr_scale, runner.dial) == ((1.0, 0.5), ((3, 1.0), (5, 2.0)))
    assert lrsim.Experiment("rosenbrock", start=np.ones(2)).start == (1.0, 1.0)


def test_arrays_without_dimensions_are_taken_for_what_they_hold():
    half, six, yes = np.array(0.5), np.array(6), np.array(True)
    assert lrsim.run("quadratic", lr=half, steps=six, seed=six, noise=half).lr.tolist() == [0.5] * 6
    assert type(lrsim.Runner(lr=half).lr) is float
    assert (
        lrsim.optimizers.Sgd(momentum=half, nesterov=yes).spec == "sgd:momentum=0.5,nesterov=true"
    )
    assert lrsim.find_lr("quadratic", steps=six, lr_max=half).steps == 6
    with pytest.raises(lrsim.InputError, match="lr"):
        lrsim.run("quadratic", lr=np.array([0.5]))


def test_no_text_of_an_objects_own_is_not_taken_for_a_long_number():
    def wordless(_):
        raise ValueError

    for value in (type("Wordless", (), {"__repr__": wordless})(), HOSTILE["no text"]):
        with pytest.raises(lrsim.InputError, match=f"lr: <{type(value).__name__}> is not allowed"):
            lrsim.run(lr=value)
    with pytest.raises(lrsim.InputError, match="so long a number"):
        lrsim.run(lr=10**5000)


def test_what_a_generator_raises_is_of_who_wrote_it():
    def runners():
        yield lrsim.Runner()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lrsim.Experiment(runners=runners())


def test_a_message_shows_plain_numbers():
    for value in (np.float64(-1.0), (np.float64(-1.0), 2), [np.int64(3)]):
        assert "np." not in str(lrsim.InputError("lr", value, "must be something else"))


def test_a_number_is_never_taken_for_an_open_file(tmp_path):
    with open(tmp_path / "open.toml", "w+b") as file, contextlib.suppress(lrsim.InputError):
        lrsim.load(file.fileno())
        raise AssertionError
    assert os.listdir(tmp_path) == ["open.toml"]


def test_an_executor_is_one_of_concurrent_futures():
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        assert len(lrsim.batch(vary={"lr": [0.1]}, steps=2, executor=executor)) == 1


def test_what_is_masked_is_no_number():
    losses = np.ma.array([3.0, 2.0, 1.0], mask=[False, True, False])
    for attempt in (
        lambda: lrsim.run(lr=np.ma.masked),
        lambda: lrsim.sweep(lrs=losses, steps=3),
        lambda: lrsim.batch(vary={"lr": losses}, steps=3),
        lambda: lrsim.Experiment("rosenbrock", start=losses[:2]),
    ):
        with pytest.raises(lrsim.InputError, match="number"):
            attempt()
    rates = np.geomspace(1e-4, 1.0, 60)
    test = 1.0 / (1.0 + 100.0 * rates) + rates
    masked = np.ma.array(test, mask=np.arange(60) == 59)
    assert lrsim.suggest_lr(rates, masked) == lrsim.suggest_lr(rates, [*test[:59], math.nan])


def test_bytes_are_no_lists_of_small_numbers():
    for attempt in (
        lambda: lrsim.sweep(lrs=bytearray(b"ab"), steps=3),
        lambda: lrsim.sweep(lrs=[0.1], seeds=bytearray(b"ab")),
        lambda: lrsim.Runner(lr_scale=bytearray(b"a")),
    ):
        with pytest.raises(lrsim.InputError, match="must be"):
            attempt()
