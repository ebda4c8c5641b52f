"""Long paths that grow beside: the same numbers, the playhead where it was wanted, nothing stale."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
from lrsim.session import paths
from lrsim.session.session import Change, Session


class Worker:
    """Does the newest work when it is told to."""

    def __init__(self) -> None:
        self.due = None

    def __call__(self, work, done) -> None:
        self.due = work, done

    def do(self, pieces: int = 1000) -> None:
        for _ in range(pieces):
            if self.due is None:
                return
            (work, done), self.due = self.due, None
            done(work(None))


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def long(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Two runners, 1000 steps, of which 2 × 20 are taken at once."""
    monkeypatch.setattr(paths, "AT_ONCE", 40)
    session = Session()
    session.grow_beside(worker)
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
    done(work(None))
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
