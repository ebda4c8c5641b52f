"""Minima that are searched for beside: asked for again and again, found once, told when they are there."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest

import lrsim
from lrsim.cancel import Cancel
from lrsim.session.session import Change, Session
from lrsim.session.verdicts import SEEKING
from lrsim.surfaces import minima

QUICK = "formula:expression=x**4 - 3*x**2 + x"
SLOW = "formula:expression=x**2 + 10*sin(y)**2"
FALLING = "formula:expression=exp(-x)"
"""Of x alone, but searched for far and wide."""


class Worker:
    """Does the newest work of each kind when it is told to."""

    def __init__(self) -> None:
        self.due: dict[Hashable, tuple[Callable[[Cancel], Any], Callable[[Any], object]]] = {}

    def __call__(
        self, key: Hashable, work: Callable[[Cancel], Any], done: Callable[[Any], object]
    ) -> None:
        self.due[key] = work, done

    def do(self, key: str) -> None:
        work, done = self.due.pop(key)
        done(work(Cancel()))


@pytest.fixture
def worker() -> Worker:
    minima.minima_around.cache_clear()
    minima._search.cache_clear()
    return Worker()


def session_of(surface: str, worker: Worker | None) -> Session:
    return Session(lrsim.Experiment(surface, steps=20), beside=worker)


@pytest.mark.parametrize("surface", ["rosenbrock", QUICK])
def test_what_is_quick_is_known_at_once(surface: str, worker: Worker) -> None:
    session = session_of(surface, worker)
    assert session.minima == session.experiment.surface.minima
    assert session.minima_in_view == session.experiment.surface.minima_in_view(
        session.experiment.start
    )
    assert session.verdict().name in lrsim.VERDICTS
    assert session.verdict() is not SEEKING
    assert "minima" not in worker.due


@pytest.mark.parametrize("surface", [SLOW, FALLING])
def test_what_takes_long_is_searched_for_beside_and_told(surface: str, worker: Worker) -> None:
    session = session_of(surface, worker)
    heard: list[Change] = []
    session.on_changed(heard.append)
    assert session.minima is None
    assert session.minima_in_view is None
    assert session.verdict() is SEEKING
    assert heard == []
    worker.do("minima")
    assert heard == [Change.MINIMA]
    assert session.minima == session.experiment.surface.minima
    assert "minima" not in worker.due


def test_without_anybody_beside_all_is_known_at_once() -> None:
    session = session_of(SLOW, None)
    assert session.minima == session.experiment.surface.minima
    assert session.verdict() is not SEEKING


def test_of_surfaces_that_follow_each_other_only_the_last_is_told_of(worker: Worker) -> None:
    session = session_of(SLOW, worker)
    heard: list[Change] = []
    assert session.minima is None
    work, done = worker.due.pop("minima")
    session.edit(surface=SLOW.replace("10", "11"))
    assert session.minima is None
    session.on_changed(heard.append)
    done(work(Cancel()))  # too late: nobody looks at it any more
    assert heard == []
    assert session.minima is None
    worker.do("minima")
    assert heard == [Change.MINIMA]
    assert session.minima == session.experiment.surface.minima


def test_a_start_far_out_and_the_domain_are_searched_one_after_the_other(worker: Worker) -> None:
    session = Session(lrsim.Experiment(SLOW, steps=20, start=(60.0, 60.0)), beside=worker)
    assert session.minima is None
    assert session.minima_in_view is None
    worker.do("minima")
    assert session.minima is not None
    assert session.minima_in_view is None
    worker.do("minima")
    assert session.minima_in_view is not None


def test_what_goes_by_the_lowest_loss_begins_when_the_minima_are_there(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minima, "_search", lambda *_: pytest.fail("searched for at once"))
    runners = [
        lrsim.Runner(name="a", optimizer="polyak"),
        lrsim.Runner(name="b", optimizer="sgd", lr=0.01),
    ]
    session = Session(lrsim.Experiment(SLOW, steps=20, runners=runners), beside=worker)
    assert [run.horizon for run in session.runs] == [0, 20]
    session.verdict(0)
    session.theory()
    session.next_position()
    session.turn_dial(0.9)
    monkeypatch.undo()
    worker.do("paths")
    assert session.runs[0].horizon == 20
    assert session.run.position.tolist() == lrsim.run(session.experiment).position.tolist()
    worker.do("minima")
    session.turn_dial(0.8)
    assert session.runs[0].horizon == 20
