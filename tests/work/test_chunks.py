"""Work in chunks: equal wherever it is done, and none of it lost."""

import pickle
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest

import lrsim
from chores import Chore
from lrsim.errors import InputError
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.jobs import MapJob
from lrsim.studies.zone.jobs import SweepJob
from lrsim.work import chunks
from lrsim.work.store import resumed, temporary
from lrsim.work.tiles import Tiling
from lrsim.work.workers import MAX_WORKERS, Processes, Threads, Workers
from waiting import PATIENCE


def done_by(workers, chore):
    """Return the table that the workers make of a chore."""
    with workers, temporary(chore.tiling, chore.fields) as store:
        chunks.run(chore, store, workers)
        return {name: store.table(name) for name, _ in chore.fields}


def assert_right(chore, table):
    for name, values in chore.expected().items():
        assert np.array_equal(table[name], values)


@pytest.mark.parametrize(
    "workers",
    [lambda: Threads(1), Threads, lambda: Processes(2), lambda: Workers(ThreadPoolExecutor(3), 3)],
    ids=["one thread", "threads", "processes", "any executor"],
)
def test_table_is_complete_whoever_computes_it(workers):
    assert_right(Chore(), done_by(workers(), Chore()))


def test_worker_that_dies_costs_its_chunk_a_second_attempt_and_no_more(tmp_path):
    chore = Chore(log=tmp_path / "log", kill=4)
    assert_right(chore, done_by(Processes(2), chore))
    assert sorted(chore.begun()) == sorted([*range(9), 4])


def test_chunk_that_kills_every_worker_is_given_up_by_name_and_the_others_are_kept(tmp_path):
    chore = Chore(log=tmp_path / "log", kill=4, times=99)
    with resumed(tmp_path / "kept", chore.tiling, chore.fields, chore.subject) as store:
        with Processes(2) as workers, pytest.raises(InputError) as caught:
            chunks.run(chore, store, workers)
        assert "chunk 5 of 9 (rows 3 to 5, columns 4 to 7)" in str(caught.value)
        assert chore.begun().count(4) == chunks.ATTEMPTS
        assert 4 not in store
        assert len(store) >= 6  # of 8, two may have been under way


class Bundled(Processes):
    """Sends chunks as a large cluster gets them."""

    together = 3


def test_chunks_that_are_sent_together_are_told_apart_when_one_kills_its_worker(tmp_path):
    chore = Chore(Tiling(40, 1, 1, 1), log=tmp_path / "log", kill=4)
    assert_right(chore, done_by(Bundled(2), chore))
    begun = chore.begun()
    assert begun.count(4) == 2
    assert set(begun) == set(range(40))
    assert len(begun) <= 40 + 3


def test_chunk_that_kills_every_worker_is_named_among_those_sent_with_it(tmp_path):
    chore = Chore(Tiling(40, 1, 1, 1), log=tmp_path / "log", kill=4, times=99)
    with pytest.raises(
        InputError, match=r"chunk 5 of 40 \(rows 4 to 4, columns 0 to 0\): was given up"
    ):
        done_by(Bundled(2), chore)
    assert chore.begun().count(4) == chunks.ATTEMPTS


def test_work_that_is_wrong_is_not_tried_again(tmp_path):
    chore = Chore(log=tmp_path / "log", fail=4)
    with pytest.raises(ZeroDivisionError) as caught:
        done_by(Processes(2), chore)
    assert caught.value.__notes__ == ["in chunk 5 of 9 (rows 3 to 5, columns 4 to 7)"]
    assert chore.begun().count(4) == 1


def test_finished_chunks_are_not_computed_again(tmp_path):
    chore = Chore(log=tmp_path / "log", fail=6)
    for attempt in (chore, Chore(log=chore.log)):
        with resumed(tmp_path / "kept", chore.tiling, chore.fields, chore.subject) as store:
            if attempt.fail is not None:
                with Threads(1) as workers, pytest.raises(ZeroDivisionError):
                    chunks.run(attempt, store, workers)
                assert {0, 1, 2, 3, 4, 5} <= {n for n in range(9) if n in store}
                continue
            with Threads(1) as workers:
                chunks.run(attempt, store, workers)
            assert_right(chore, {name: store.table(name) for name, _ in chore.fields})
    counts = [chore.begun().count(number) for number in range(9)]
    assert counts[:6] == [1] * 6
    assert counts[6] == 2


class Slow(Executor):
    """Counts what is handed over and not yet done; a single thread does it."""

    def __init__(self):
        self.flying, self.most, self.parts = 0, 0, 0
        self.pool = ThreadPoolExecutor(1)

    def submit(self, function, /, *arguments, **named):
        self.flying += 1
        self.most = max(self.most, self.flying)
        self.parts = max(self.parts, self.flying * len(arguments[0]))
        future = self.pool.submit(function, *arguments, **named)
        future.add_done_callback(self.landed)
        return future

    def landed(self, future):
        self.flying -= 1


def test_few_chunks_are_in_flight_at_a_time():
    executor = Slow()
    done_by(Workers(executor, 2), Chore(Tiling(100, 1, 1, 1)))
    assert executor.most <= 2 * chunks.AHEAD


def test_results_under_way_are_bounded_in_bytes_too(monkeypatch):
    chore = Chore(Tiling(100, 1, 1, 1))
    monkeypatch.setattr(chunks, "IN_FLIGHT", 5 * 9)  # a cell has 9 bytes
    executor = Slow()
    workers = Workers(executor, 20)
    monkeypatch.setattr(Workers, "together", 7)
    assert_right(chore, done_by(workers, chore))
    assert executor.most <= 5
    assert executor.parts <= 5


def test_progress_counts_from_what_was_there_to_all(tmp_path):
    seen = []
    chore = Chore()
    with temporary(chore.tiling, chore.fields) as store, Threads(2) as workers:
        store.put(3, chore.part(3).compute())
        chunks.run(chore, store, workers, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 9) for done in range(1, 10)]


def test_interruption_keeps_what_has_begun_and_starts_nothing_more(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "LINGER", PATIENCE)
    chore = Chore(Tiling(100, 1, 1, 1), log=tmp_path / "log", seconds=0.05)

    def interrupt(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with resumed(tmp_path / "kept", chore.tiling, chore.fields, {}) as store:
        with Threads(2) as workers, pytest.raises(KeyboardInterrupt):
            chunks.run(chore, store, workers, interrupt)
        assert len(chore.begun()) == len(store) <= 3 + 2 * chunks.AHEAD


def test_what_is_kept_nowhere_is_not_waited_for(monkeypatch):
    chore, waited = Chore(Tiling(8, 1, 1, 1)), []

    def interrupt(done, total):
        monkeypatch.setattr(chunks, "wait", lambda *given: waited.append(given))
        raise KeyboardInterrupt

    with (
        temporary(chore.tiling, chore.fields) as store,
        Threads(2) as workers,
        pytest.raises(KeyboardInterrupt),
    ):
        chunks.run(chore, store, workers, interrupt)
    assert not waited


class Broken(Executor):
    def submit(self, function, /, *arguments, **named):
        future = Future()
        future.set_exception(BrokenExecutor("nobody is left"))
        return future


def test_executor_of_somebody_else_that_breaks_is_said_to():
    with pytest.raises(InputError, match=r"executor: is broken: nobody is left"):
        done_by(Workers(Broken(), 2), Chore())


def test_worker_with_another_version_is_refused():
    with pytest.raises(InputError, match=r"must have lrsim 9\.9"):
        chunks.compute([Chore().part(0)], "9.9")


@pytest.mark.parametrize("count", [0, -1, MAX_WORKERS + 1, True])
def test_number_of_processes_is_checked(count):
    with pytest.raises(InputError, match="workers"):
        Processes(count)


EXPERIMENTS = [
    lrsim.Experiment("rosenbrock", steps=60, seed=3, noise=0.1),
    lrsim.Experiment(
        "formula:expression=x**4 - x**2",
        start=1.5,
        steps=50,
        runners=[lrsim.Runner(optimizer="adam:beta1=0.8", schedule="step", lr_scale=0.5)],
    ),
]


@pytest.mark.parametrize("workers", [lambda: Threads(2), lambda: Processes(1)])
@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.surface.name)
def test_sweep_in_chunks_equals_the_sweep_to_the_bit(experiment, workers):
    rates = np.geomspace(1e-4, 30.0, 300)
    job = SweepJob(experiment.setup(), rates)
    job.__dict__["tiling"] = Tiling(1, 300, 1, 77)
    with workers() as crew, temporary(job.tiling, job.fields) as store:
        chunks.run(job, store, crew)
        found = job.result(store)
    whole = lrsim.sweep(experiment, lrs=rates)
    assert found.verdict == whole.verdict
    assert found.zone == whole.zone
    for name in ("position", "loss", "best_loss", "best_step", "converged_at", "exploded_at"):
        mine, theirs = getattr(found.batch, name), getattr(whole.batch, name)
        assert mine.dtype == theirs.dtype
        assert mine.tobytes() == theirs.tobytes()


def test_chunks_of_a_sweep_are_little_more_than_their_rates():
    job = SweepJob(EXPERIMENTS[1].setup(), np.geomspace(1e-4, 30.0, 10**6))
    assert len(pickle.dumps(job.part(2))) < job.tiling.width * 8 + 1024


def test_chunks_of_a_map_are_small_whatever_its_size():
    axes = Axis("lr", 1e-4, 1.0, 20_000, "log"), Axis("lr_x", 1e-4, 1.0, 20_000, "log")
    job = MapJob(EXPERIMENTS[1].setup(), *axes)
    assert job.tiling.count > 100
    assert len(pickle.dumps(job.part(2))) < 1024
