"""Chunks on a Dask cluster: two worker processes and a scheduler, on this machine."""

import re
import socket
import sys
import threading

import numpy as np
import pytest

import lrsim
from chores import Chore
from lrsim.errors import InputError
from lrsim.studies.zone.jobs import SweepJob
from lrsim.work import chunks, workers
from lrsim.work.store import temporary
from lrsim.work.tiles import Tiling
from lrsim.work.workers import Cluster
from waiting import PATIENCE

pytest.importorskip("distributed")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Give a cluster on a busy machine the time to answer."""
    monkeypatch.setattr(workers, "CONNECT", PATIENCE)


@pytest.fixture(scope="module")
def dask(dask_cluster):
    with dask_cluster() as cluster:
        yield cluster


def table(chore, crew, watch=None):
    with temporary(chore.tiling, chore.fields) as store:
        chunks.run(chore, store, crew, watch)
        return {name: store.table(name) for name, _ in chore.fields}


def assert_right(chore, found):
    for name, values in chore.expected().items():
        assert np.array_equal(found[name], values)


def test_both_workers_take_part(dask, tmp_path):
    chore = Chore(Tiling(12, 1, 1, 1), log=tmp_path / "log", crew=2)
    with Cluster(dask.address) as crew:
        assert crew.width == 2
        assert_right(chore, table(chore, crew))
    assert chore.processes() == {worker.pid for worker in dask.workers}


def test_sweep_on_a_cluster_equals_the_local_one_to_the_bit(dask):
    experiment = lrsim.Experiment("rosenbrock", steps=60, seed=3, noise=0.1)
    rates = np.geomspace(1e-4, 30.0, 300)
    job = SweepJob(experiment.setup(), rates)
    job.__dict__["tiling"] = Tiling(1, 300, 1, 77)
    with Cluster(dask.address) as crew, temporary(job.tiling, job.fields) as store:
        chunks.run(job, store, crew)
        found = job.result(store)
    whole = lrsim.sweep(experiment, lrs=rates)
    assert found.batch.loss.tobytes() == whole.batch.loss.tobytes()
    assert found.verdict == whole.verdict


def test_map_takes_the_executor_of_a_cluster(dask):
    from distributed import Client

    e = lrsim.Experiment("rosenbrock", steps=60, seed=3, noise=0.1)
    axes = {"x": ("lr", 1e-4, 1.0, 40), "y": ("momentum", 0.0, 0.99, 30)}
    done = []
    with Client(dask.address, set_as_default=False) as client:
        executor = client.get_executor(pure=False)
        found = lrsim.trainability_map(
            e, **axes, executor=executor, on_progress=lambda *given: done.append(given)
        )
    whole = lrsim.trainability_map(e, **axes)
    for name, values in whole.cells.arrays().items():
        assert getattr(found, name).tobytes() == values.tobytes()
    assert done[-1] == (1200, 1200)


def test_work_that_is_wrong_is_said_to_be_wrong(dask):
    with Cluster(dask.address) as crew, pytest.raises(ZeroDivisionError) as caught:
        table(Chore(fail=4), crew)
    assert caught.value.__notes__ == ["in chunk 5 of 9 (rows 3 to 5, columns 4 to 7)"]


def test_worker_killed_in_the_middle_leaves_the_table_whole(dask, tmp_path):
    chore = Chore(Tiling(40, 1, 1, 1), log=tmp_path / "log", crew=2)

    def kill(done, total):
        if done == 10:
            dask.workers[0].kill()

    with Cluster(dask.address) as crew:
        assert_right(chore, table(chore, crew, kill))
    assert dask.workers[0].pid in chore.processes()
    dask.workers[0].wait()
    dask.workers[0] = dask.add()


def test_chunk_that_dask_gives_up_as_a_killer_of_workers_is_named(dask_cluster, tmp_path):
    chore = Chore(Tiling(40, 1, 1, 1), log=tmp_path / "log", kill=4, times=99)
    with (
        dask_cluster(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as dask,
        Cluster(dask.address) as crew,
        pytest.raises(InputError, match=r"chunk \d+ of 40 \(rows .*\): was given up") as caught,
    ):
        table(chore, crew)
    # Dask blames what the worker had queued, too
    assert 1 <= int(re.search(r"\d+", str(caught.value))[0]) <= 5 + 2 * chunks.AHEAD


def test_large_clusters_get_several_chunks_in_a_call(dask, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "CORES", 1)
    chore = Chore(Tiling(40, 1, 1, 1), log=tmp_path / "log")
    calls = []
    with Cluster(dask.address) as crew:
        submit = crew.submit
        monkeypatch.setattr(crew, "submit", lambda *given: calls.append(given) or submit(*given))
        assert_right(chore, table(chore, crew))
    assert sorted(chore.begun()) == list(range(40))
    assert len(calls) < 40


def test_cluster_without_lrsim_is_said_to_need_it(dask_cluster, tmp_path):
    (tmp_path / "lrsim.py").write_text("raise ImportError('none here')\n")
    with (
        dask_cluster(PYTHONPATH=str(tmp_path)) as dask,
        Cluster(dask.address) as crew,
        pytest.raises(
            InputError, match=rf"--dask {dask.address}: cannot load lrsim .* must have lrsim"
        ),
    ):
        table(Chore(), crew)


def test_cluster_that_loses_all_its_workers_is_an_error(dask_cluster, monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "GRACE", 0.5)
    monkeypatch.setattr(workers, "POLL", 0.1)
    chore = Chore(Tiling(40, 1, 1, 1), seconds=0.02)
    with dask_cluster() as dask:

        def kill(done, total):
            if done == 5:
                for worker in dask.workers:
                    worker.kill()

        with Cluster(dask.address) as crew, pytest.raises(InputError, match="has had no worker"):
            table(chore, crew, kill)


def test_cluster_whose_scheduler_dies_is_an_error(dask_cluster, tmp_path):
    chore = Chore(Tiling(40, 1, 1, 1), seconds=0.02)
    with dask_cluster() as dask:

        def kill(done, total):
            if done == 5:
                dask.scheduler.kill()

        with (
            Cluster(dask.address) as crew,
            pytest.raises(InputError, match="has closed the connection"),
        ):
            table(chore, crew, kill)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{}", "127.0.0.1:{}"])
def test_address_where_nobody_answers_is_refused(address, monkeypatch):
    monkeypatch.setattr(workers, "CONNECT", 0.5)
    with socket.socket() as deaf:  # it keeps the port, and does not listen
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        with pytest.raises(InputError, match="cannot be reached"):
            Cluster(address.format(port))


def test_web_server_is_no_scheduler():
    """The dashboard's address is easily taken for the scheduler's."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(2**16)

        thread = threading.Thread(target=answer)
        thread.start()
        port = server.getsockname()[1]
        with pytest.raises(InputError, match="something else answers there"):
            Cluster(f"tcp://127.0.0.1:{port}")
        thread.join()


@pytest.mark.parametrize("address", ["", "nonsense://x:1", "tcp://host:port"])
def test_address_that_is_none_is_refused(address, monkeypatch):
    monkeypatch.setattr(workers, "CONNECT", 0.5)
    with pytest.raises(InputError, match="--dask"):
        Cluster(address)


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'lrsim\[distributed\]'"):
        Cluster("tcp://127.0.0.1:8786")
