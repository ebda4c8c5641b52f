"""``lrsim map``: the same cells whoever computes them, and none computed twice."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys

import numpy as np
import psutil
import pytest

import lrsim
from lrsim.studies.maps.cells import CELL_TYPES
from lrsim.studies.maps.jobs import MapJob
from lrsim.studies.maps.map import load_map
from lrsim.work import headers, store
from lrsim.work.store import resumed
from waiting import PATIENCE, wait_until

SMALL = ["--surface", "rosenbrock", "--steps", "60", "--seed", "3", "--noise", "0.1"]
AXES = ["--x", "lr:1e-4:1:40", "--y", "momentum:0:0.99:30"]

# eighteen tiles of 16 × 20 cells, some hundredths of a second each
LONG = ["--surface", "rosenbrock", "--steps", "100000"]
LONG_AXES = ["--x", "lr:1e-5:1e-3:60", "--y", "momentum:0:0.5:96"]
CHUNKS = 18
CHUNK_BYTES = 16 * 20 * sum(np.dtype(kind).itemsize for kind in CELL_TYPES.values())


def experiment(words):
    from lrsim.cli import options

    given = dict.fromkeys(options.Given._fields)
    given |= {"dial": (), "runner": ()}
    given |= {key[2:]: value for key, value in zip(words[::2], words[1::2], strict=True)}
    return options.experiment(options.Given(**given))


def job(words, axes):
    from lrsim.studies.maps.axes import axis_of

    e = experiment(words).setup()
    return MapJob(e, *(axis_of(name, axis, e) for name, axis in zip("xy", axes[1::2], strict=True)))


@pytest.fixture(scope="module")
def whole():
    """The map as the API makes it."""
    return lrsim.trainability_map(experiment(SMALL), x=AXES[1], y=AXES[3])


def assert_equal(path, whole):
    found = load_map(path)
    assert found.experiment == whole.experiment
    assert (found.x, found.y) == (whole.x, whole.y)
    for name in CELL_TYPES:
        assert getattr(found, name).tobytes() == getattr(whole, name).tobytes()


@pytest.mark.parametrize("who", [[], ["--threads", "1"], ["--workers", "2"]])
def test_map_equals_the_api_s_to_the_bit(who, cli, whole, tmp_path):
    path = tmp_path / "map.npz"
    assert cli("map", *SMALL, *AXES, "-o", path, *who).status == 0
    assert_equal(path, whole)


def test_map_on_a_cluster_equals_the_local_one_to_the_bit(dask_cluster, cli, whole, tmp_path):
    path = tmp_path / "map.npz"
    with dask_cluster() as dask:
        assert cli("map", *SMALL, *AXES, "-o", path, "--dask", dask.address).status == 0
    assert_equal(path, whole)


def test_one_of_two_cluster_workers_killed_in_the_middle_changes_nothing(dask_cluster, tmp_path):
    kept, found, local = (tmp_path / name for name in ("kept", "found.npz", "local.npz"))
    with dask_cluster() as dask:
        words = [*LONG, *LONG_AXES, "--dask", dask.address, "--resume", kept, "-o", found]
        with held(tmp_path / "gate", 5, *words) as process:
            dask.workers[0].kill()
            (tmp_path / "gate").unlink()
            _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert subprocess.run([*COMMAND, *LONG, *LONG_AXES, "-o", local], check=False).returncode == 0
    assert found.read_bytes() == local.read_bytes()


def test_json_counts_the_verdicts_and_names_the_axes(cli, whole):
    document = cli("map", *SMALL, *AXES, "--json").json
    assert document["cells"] == 1200
    counts = {name: round(1200 * share) for name, share in whole.shares().items()}
    assert document["counts"] == counts
    assert document["x"] == {
        "name": "lr",
        "low": 1e-4,
        "high": 1.0,
        "count": 40,
        "scale": "log",
    }
    assert document["y"]["scale"] == "linear"
    assert document["experiment"]["seed"] == 3


def test_fastest_cell_is_the_one_that_converges_first(cli):
    words = ["map", "--steps", "50", "--start", "5", "--x", "lr:0.1:0.9:9:linear"]
    document = cli(*words, "--y", "momentum:0:0.9:4", "--json").json
    assert document["fastest"]["x"] == pytest.approx(0.5)  # one step on the parabola
    assert document["fastest"]["y"] == 0.0
    none = cli(*words[:-1], "lr:1.5:3:9", "--y", "momentum:0:0.1:4", "--json").json
    assert none["fastest"] is None


def test_summary_names_verdicts_cells_and_shares(cli):
    out = cli("map", *SMALL, *AXES).out
    cells = [int(n) for n in re.findall(r"^\w+ +(\d+) +[\d.]+ %$", out, re.MULTILINE)]
    assert sum(cells) == 1200
    assert "Fastest at lr = " in out or "just_right" not in out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--x", "lr:1:2"], "--x lr:1:2 must be NAME:LOW:HIGH:COUNT"),
        (["--x", "beta1:0:1:8"], "must be one of lr, lr_x, lr_y"),
        (["--x", "lr:1:0.1:8"], "must be above low"),
        (["--x", "lr:1e-3:1:8:cubic"], "must be log or linear"),
        (["--x", "momentum:0:0.5:8"], "--y momentum:0:0.99:30 must be another quantity than --x"),
        (["-o", "map.pdf"], "-o map.pdf must end in .npz or .png"),
        (["-o", "nowhere/map.npz"], "there is no folder nowhere"),
        (["--workers", "0"], "--workers 0 must be a whole number from 1 to 256"),
        (["--workers", "two"], "--workers two must be a whole number"),
        (["--threads", "0"], "--threads 0 must be a whole number from 1 to 1024"),
        (["--threads", "1", "--workers", "2"], "--threads and --workers cannot be given together"),
        (["--dask", ""], "--dask '' must be the address"),
        (["--resume", ""], "--resume '' must be the name of a file"),
        (["--resume", "nowhere/kept"], "nowhere/kept"),
        (
            ["--resume", "a.npz", "-o", "a.npz"],
            "-o a.npz and --resume a.npz cannot be the same file",
        ),
    ],
)
def test_bad_words_are_refused_by_name(words, complaint, refused, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert complaint in refused("map", *SMALL, *AXES, *words)
    assert not list(tmp_path.iterdir())


def test_both_axes_are_needed(refused):
    assert "--y" in refused("map", *AXES[:2])


def test_file_of_another_map_is_refused_and_says_what_differs(cli, refused, tmp_path):
    path = tmp_path / "kept"
    assert cli("map", *SMALL, *AXES, "--resume", path).status == 0
    before = path.read_bytes()
    other = ["--x", "lr:1e-4:2:40", *AXES[2:]]
    complaint = refused("map", *SMALL, *other, "--resume", path)
    assert f"--resume {path}: x = 'lr from 0.0001 to 1.0" in complaint
    assert "must be lr from 0.0001 to 2.0" in complaint
    assert "seed" in refused("map", *SMALL, *AXES, "--seed", "4", "--resume", path)
    assert path.read_bytes() == before


def test_address_where_nobody_answers_is_said(refused, monkeypatch):
    from lrsim.work import workers

    monkeypatch.setattr(workers, "CONNECT", 0.5)
    complaint = refused("map", *SMALL, *AXES, "--dask", "tcp://127.0.0.1:9")
    assert "--dask tcp://127.0.0.1:9 cannot be reached" in complaint


COMMAND = [sys.executable, "-m", "lrsim", "map"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


def started(*words, command=COMMAND):
    """Start the command in a process group of its own, as a shell does."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*command, *words], **pipes, start_new_session=True)


HELD = f"""
import itertools, sys, time
from pathlib import Path
from lrsim.cli import main
from lrsim.work import workers
from lrsim.work.store import Store

gate, count, *words = sys.argv[1:]
put, numbers = Store.put, itertools.count(1)

def put_and_wait(*given):
    put(*given)
    if next(numbers) == int(count):
        Path(gate).touch()
        while Path(gate).exists():
            time.sleep(0.01)

Store.put, workers.CONNECT = put_and_wait, {PATIENCE}
sys.argv[1:] = words
sys.exit(main())
"""


def held(gate, count, *words):
    """Start the command, and return it when so many chunks are kept; it goes on when `gate` is gone."""
    process = started(*words, command=[sys.executable, "-c", HELD, gate, str(count), "map"])
    wait_until(lambda: gate.exists() or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    return process


def chunks_in(path):
    """Return which chunks of the long map are in a file, and how many records of chunks it has."""
    long = job(LONG, LONG_AXES)
    with resumed(path, long.tiling, long.fields, long.subject) as kept:
        found = {number for number in range(long.tiling.count) if number in kept}
    data = path.read_bytes()
    kind = {"tiles": "96 × 60 in 16 × 20", "fields": ", ".join(map(":".join, long.fields))}
    header = len(headers.packed({**long.subject, **kind}))
    return found, (len(data) - header) / (CHUNK_BYTES + store._RECORD.size)


@pytest.mark.parametrize(
    "who", [["--threads", "2"], ["--workers", "2"]], ids=["threads", "workers"]
)
@posix
@pytest.mark.parametrize("blow", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_map_that_is_stopped_goes_on_where_it_was(who, blow, tmp_path):
    kept = tmp_path / "kept"
    words = [*LONG, *LONG_AXES, "--resume", kept, "--json"]
    with held(tmp_path / "gate", 5, *words, *who) as process:
        # as Ctrl+C in a terminal does: the workers get it, too
        os.killpg(process.pid, signal.Signals[blow])
        out, err = process.communicate(timeout=PATIENCE)
    assert out == ""
    before, records = chunks_in(kept)
    assert 5 <= len(before) == records < CHUNKS
    if blow != "SIGKILL":
        assert process.returncode == 128 + signal.Signals[blow]
        said = f"lrsim map: {len(before)} of {CHUNKS} chunks are kept in {kept}; the same command"
        assert err == f"{said} goes on from there\n"
    finished = kept.read_bytes()
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after, records = chunks_in(kept)
    assert len(after) == CHUNKS == records  # each was computed once
    assert kept.read_bytes().startswith(finished)


def test_cluster_that_goes_away_is_said_in_two_lines_and_what_is_finished_is_kept(
    dask_cluster, tmp_path
):
    kept = tmp_path / "kept"
    with dask_cluster() as dask:
        words = [*LONG, *LONG_AXES, "--dask", dask.address, "--resume", kept]
        with held(tmp_path / "gate", 3, *words) as process:
            dask.scheduler.kill()
            (tmp_path / "gate").unlink()
            out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert out == ""
    found, _ = chunks_in(kept)
    said = f"lrsim map: {len(found)} of {CHUNKS} chunks are kept in {kept}; the same command"
    assert err.splitlines() == [
        f"{said} goes on from there",
        f"lrsim map: --dask {dask.address} has closed the connection",
    ]


@posix
def test_ctrl_c_while_a_cluster_is_looked_for_is_quiet():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with started(*SMALL, *AXES, "--dask", address) as process:
            silent.settimeout(PATIENCE)
            with silent.accept()[0]:  # it is there, and waits for an answer
                process.send_signal(signal.SIGINT)
                assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == 130


def test_flipped_bit_in_a_chunk_s_number_does_not_show_in_the_map(cli, tmp_path):
    words = ["map", "--steps", "3", "--x", "lr:0.1:1:512", "--y", "momentum:0:0.5:256"]
    kept, whole, mended = (tmp_path / name for name in ("kept", "whole.npz", "mended.npz"))
    assert cli(*words, "--resume", kept, "-o", whole).status == 0
    data = bytearray(kept.read_bytes())
    data[data.rindex(store.MARK) + len(store.MARK)] ^= 1  # it takes the other one's place
    kept.write_bytes(data)
    assert cli(*words, "--resume", kept, "-o", mended).status == 0
    assert mended.read_bytes() == whole.read_bytes()


def test_nobody_is_asked_for_a_map_that_is_finished(cli, tmp_path):
    words = ["map", *SMALL, *AXES, "--resume", tmp_path / "kept", "--json"]
    first = cli(*words)
    assert first.status == 0
    assert cli(*words, "--dask", "tcp://127.0.0.1:9") == first


@posix
@pytest.mark.parametrize("count", [1, 2, 3])
def test_ctrl_c_is_quiet_even_while_workers_start(count):
    """When the process that looks after their memory has been started, one of two workers, and both."""
    longer = ["--x", "lr:1e-5:1e-3:4000", *LONG_AXES[2:]]
    with started(*LONG, *longer, "--workers", "2") as process:
        wait_until(lambda: len(psutil.Process(process.pid).children()) >= count)
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == 130


@posix
def test_workers_end_with_the_process_that_alone_is_told_to():
    longer = ["--x", "lr:1e-5:1e-3:4000", *LONG_AXES[2:]]
    with started(*LONG, *longer, "--workers", "2") as process:
        wait_until(lambda: len(psutil.Process(process.pid).children()) >= 3)
        process.terminate()
        assert process.communicate(timeout=PATIENCE) == ("", "")  # which the workers hold open, too
    assert process.returncode == 143
