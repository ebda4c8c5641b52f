"""Long paths that grow beside, and verdicts on them: the same numbers, the playhead where it was wanted,
nothing stale."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import lrsim
from lrsim.session import paths, verdicts
from lrsim.session.session import Change, Session


class Worker:
    """Does the newest work of each kind when it is told to."""

    def __init__(self) -> None:
        self._due = {}

    def __call__(self, key, work, done) -> None:
        self._due[key] = work, done

    @property
    def due(self):
        return self._due.get("paths")

    def do(self, pieces: int = 1000, key: str = "paths") -> None:
        for _ in range(pieces):
            if key not in self._due:
                return
            work, done = self._due.pop(key)
            done(work(threading.Event()))


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def long(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Two runners, 1000 steps, of which 2 × 20 are taken at once."""
    monkeypatch.setattr(paths, "AT_ONCE", 40)
    session = Session(beside=worker)
    runners = [lrsim.Runner(name="a", lr=0.002), lrsim.Runner(name="b", lr=0.001)]
    session.new(lrsim.Experiment("rosenbrock", steps=1000, runners=runners))
    return session


def assert_whole(session: Session) -> None:
    for run, fresh in zip(session.runs, lrsim.race(session.experiment), strict=True):
        np.testing.assert_array_equal(run.position, fresh.position)
        np.testing.assert_array_equal(run.loss, fresh.loss)
        assert run.experiment is session.experiment


def test_a_long_path_arrives_in_pieces_and_is_the_same_to_the_bit(long, worker):
    assert (long.horizon, long.end) == (1000, 20)
    heard = []
    long.on_changed(heard.append)
    worker.do(1)
    assert heard == [Change.PATHS]
    assert long.end > 20
    worker.do()
    assert long.end == 1000
    assert_whole(long)


def test_the_playhead_goes_where_it_was_wanted_once_the_path_is_there(long, worker):
    long.seek(500)
    assert long.playhead == 20
    worker.do()
    assert long.playhead == 500
    long.edit_runner(0, optimizer="adam")
    long.seek(100)
    worker.do()
    assert long.playhead == 100


def test_time_that_runs_waits_for_the_path_instead_of_stopping(long, worker):
    long.set_speed(3000)
    long.play()
    long.advance(0.1)
    assert (long.playing, long.playhead) == (True, 20)
    worker.do()
    long.advance(0.1)
    assert long.playing
    long.advance(1.0)
    assert (long.playing, long.playhead) == (False, 1000)


def test_a_turn_at_the_end_keeps_the_playhead_at_the_end_while_the_path_arrives(long, worker):
    worker.do()
    long.edit(runners=[lrsim.Runner(name="a", lr=0.001)])
    worker.do()
    long.seek(1000)
    with long.gesture():
        long.turn_dial(0.0005)
        worker.do(1)
        long.turn_dial(0.0004)
    assert (long.runner.lr, long.runner.dial) == (0.0004, ())
    worker.do()
    assert long.playhead == 1000
    assert_whole(long)


def test_a_turn_before_the_end_keeps_what_is_shared(long, worker):
    worker.do()
    long.seek(600)
    long.turn_dial(0.0005)
    assert long.playhead == 600
    assert (long.runs[0].steps_taken, long.runs[1].steps_taken) == (620, 1000)
    worker.do()
    assert_whole(long)


def test_what_arrives_for_another_experiment_is_dropped(long, worker):
    stale = worker.due
    long.edit_runner(0, lr=0.0015)
    work, done = stale
    done(work(threading.Event()))
    assert long.end == 20
    worker.do()
    assert_whole(long)


def test_playing_on_grows_beside_too(long, worker):
    worker.do()
    long.seek(1000)
    long.play_on()
    long.advance(0.5)
    assert long.playing
    worker.do()
    long.advance(0.5)
    assert long.playing
    assert long.playhead > 1000


# --- what is shared is not copied ---


@pytest.fixture
def shared(long: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The same once all is there, of which no more than 100 steps are copied at once."""
    monkeypatch.setattr(paths, "COPIED_AT_ONCE", 100)
    worker.do()
    return long


def test_a_turn_far_out_is_at_first_a_part_of_the_path_before(shared, worker):
    before = shared.runs[0]
    shared.seek(600)
    shared.turn_dial(0.0005)
    assert (shared.playhead, shared.run.steps_taken) == (600, 600)
    assert np.shares_memory(shared.run.position, before.position)
    assert shared.run.experiment is shared.experiment
    shared.turn_dial(0.0004)
    worker.do()
    assert (shared.playhead, shared.run.steps_taken) == (600, 1000)
    assert_whole(shared)
    assert not np.shares_memory(shared.run.position, before.position)


def test_a_ghost_keeps_the_future_that_was_left(shared, worker):
    left = shared.run.position.copy()
    shared.seek(1000)
    shared.seek(600)
    shared.turn_dial(0.0005)
    worker.do()
    np.testing.assert_array_equal(shared.ghosts[-1].run.position, left)


def test_a_path_grows_where_it_is_recorded(long, worker):
    began = long.run.position
    worker.do()
    assert np.shares_memory(long.run.position, began)
    assert len(began) == 21


def test_a_path_that_nobody_wants_any_more_is_left_off(long, worker):
    cancelled = threading.Event()
    cancelled.set()
    work, _ = worker.due
    assert work(cancelled) is None
    worker.do()
    assert_whole(long)


def test_the_rates_of_a_closed_loop_come_with_the_path(worker, monkeypatch):
    """Whoever draws them in the window does not wait."""
    monkeypatch.setattr(paths, "AT_ONCE", 20)
    runner = lrsim.Runner(lr=0.9, schedule="reduce-on-plateau:patience=3")
    experiment = lrsim.Experiment("quadratic", steps=1000, runners=[runner])
    session = Session(experiment, beside=worker)
    worker.do()
    assert len(vars(session.run)["lr"]) == 1000
    monkeypatch.setattr(paths, "COPIED_AT_ONCE", 100)
    session.seek(600)
    session.turn_dial(0.5)
    assert len(vars(session.run)["lr"]) == 600
    worker.do()
    fresh = lrsim.run(session.experiment)
    np.testing.assert_array_equal(session.run.lr, fresh.lr)


# --- verdicts ---


@pytest.fixture
def judged(long: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The same at the end, with verdicts at once on 2 × 50 steps."""
    monkeypatch.setattr(verdicts, "AT_ONCE", 100)
    worker.do()
    long.seek(1000)
    return long


def fresh_verdicts(session: Session) -> list:
    alone = Session(session.experiment)
    alone.seek(session.playhead)
    return [alone.verdict(index) for index in range(len(alone.runs))]


def test_a_verdict_that_takes_long_is_worked_out_beside_and_the_same(judged, worker):
    heard = []
    judged.on_changed(heard.append)
    assert [judged.verdict(0), judged.verdict(1)] == [verdicts.PENDING] * 2
    worker.do(1, "verdicts")
    assert heard == [Change.VERDICTS]
    assert judged.verdict(0) == fresh_verdicts(judged)[0]
    assert judged.verdict(1) is verdicts.PENDING
    worker.do(key="verdicts")
    assert [judged.verdict(0), judged.verdict(1)] == fresh_verdicts(judged)


def test_a_few_steps_on_a_verdict_is_there_at_once(judged, worker):
    judged.seek(900)
    judged.verdict()
    worker.do(key="verdicts")
    judged.seek(930)
    assert judged.verdict() == fresh_verdicts(judged)[0]


def test_no_verdict_stands_beside_a_learning_rate_that_it_is_not_about(judged, worker):
    judged.verdict()
    stale = worker._due["verdicts"]
    judged.turn_dial(0.0005)
    worker.do()
    assert judged.verdict() is verdicts.PENDING
    work, done = stale
    done(work(threading.Event()))
    assert judged.verdict() is verdicts.PENDING
    worker.do(key="verdicts")
    assert judged.verdict() == fresh_verdicts(judged)[0]


def test_while_time_runs_the_verdict_of_a_moment_ago_is_shown(judged, worker):
    judged.seek(500)
    judged.verdict()
    worker.do(key="verdicts")
    before = judged.verdict()
    judged.set_speed(3000)
    judged.play()
    judged.advance(0.1)
    assert judged.playhead == 800
    assert judged.verdict() is before
    worker.do(key="verdicts")
    assert judged.verdict() == fresh_verdicts(judged)[0]


def test_the_minima_of_a_formula_are_not_searched_for_in_between(worker):
    session = Session(lrsim.Experiment("formula:x**2 + sin(3*x) + y**2", steps=20), beside=worker)
    assert session.verdict() is verdicts.SEEKING
    worker.do(key="verdicts")
    assert session.verdict() == fresh_verdicts(session)[0]
    session.turn_dial(0.02)
    assert session.verdict() == fresh_verdicts(session)[0]
