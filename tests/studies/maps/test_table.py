"""Maps larger than memory: the same file, counts and picture as of one that fits."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import lrsim
from lrsim.errors import InputError
from lrsim.studies.maps import table as map_tables
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.cells import CELL_TYPES
from lrsim.studies.maps.jobs import MapJob
from lrsim.studies.maps.map import load_map
from lrsim.studies.maps.table import MapTable, ordinal
from lrsim.work import chunks
from lrsim.work.store import temporary
from lrsim.work.tiles import Tiling
from lrsim.work.workers import Threads

X, Y = Axis("lr", 1e-4, 1.0, 41, "log"), Axis("momentum", 0.0, 0.99, 30)
E = lrsim.Experiment("long-valley", steps=60)


@pytest.fixture(scope="module")
def whole():
    return lrsim.trainability_map(E, x=X, y=Y)


@pytest.fixture(scope="module")
def table():
    job = MapJob(E.setup(), X, Y)
    job.__dict__["tiling"] = Tiling(30, 41, 7, 9)
    with Threads(2) as crew, temporary(job.tiling, job.fields) as store:
        chunks.run(job, store, crew)
        yield MapTable(E, 0, X, Y, store)


def test_file_is_read_back_as_the_map(table, whole, tmp_path):
    table.save(tmp_path / "map.npz")
    found = load_map(tmp_path / "map.npz")
    assert (found.experiment, found.x, found.y) == (E, X, Y)
    for name in CELL_TYPES:
        assert getattr(found, name).tobytes() == getattr(whole, name).tobytes()


def test_counts_are_those_of_the_map(table, whole):
    assert table.counts == {n: round(share * 41 * 30) for n, share in whole.shares().items()}
    assert sum(table.counts.values()) == 41 * 30


def test_fastest_is_the_first_of_the_fastest_cells_that_converge(table, whole):
    speed = np.where(whole.converged_at >= 0, whole.speed, -1.0)
    assert speed.max() > 0.0
    row, column = np.unravel_index(speed.argmax(), speed.shape)
    expected = {"x": X.values[column], "y": Y.values[row], "speed": speed.max()}
    assert table.fastest == expected


@pytest.mark.parametrize("stride", [1, 2, 3, 7, 8])
def test_thinned_map_has_every_nth_row_and_column(table, whole, stride):
    thin = table.thinned(stride)
    for name in CELL_TYPES:
        assert np.array_equal(
            getattr(thin, name), getattr(whole, name)[::stride, ::stride], equal_nan=True
        )
    for axis, full in ((thin.x, X), (thin.y, Y)):
        assert np.allclose(axis.values, full.values[::stride], rtol=1e-13)


def test_picture_of_a_map_that_fits_is_the_map_s_own(table, whole, tmp_path):
    table.save(tmp_path / "table.png")
    whole.save(tmp_path / "map.png")
    assert (tmp_path / "table.png").read_bytes() == (tmp_path / "map.png").read_bytes()


def test_picture_of_a_larger_map_is_thinned_and_says_so(table, tmp_path, monkeypatch):
    monkeypatch.setattr(map_tables, "MOST_DRAWN", 20)
    assert table.stride == 3
    assert table._note == "41 × 30 runs of 60 steps, of which every 3rd of each axis is shown"
    table.save(tmp_path / "table.png")
    table.thinned(3).save(tmp_path / "thin.png")
    with Image.open(tmp_path / "table.png") as said, Image.open(tmp_path / "thin.png") as thin:
        assert said.size == thin.size
        different = np.asarray(said) != np.asarray(thin)
    rows = np.flatnonzero(different.any(axis=(1, 2)))
    assert 0 < len(rows) < 40  # the line under the title


def test_other_endings_are_refused(table, tmp_path):
    with pytest.raises(InputError, match=r"\.npz or \.png"):
        table.save(tmp_path / "map.pdf")


def test_ordinals():
    assert [ordinal(n) for n in (2, 3, 4, 11, 12, 21, 113)] == [
        *("2nd", "3rd", "4th", "11th", "12th", "21st", "113th")
    ]


MEASURED = """
import resource, sys
from lrsim.cli import main
side = sys.argv[1]
words = ["--x", f"lr:1e-4:1:{side}", "--y", f"momentum:0:0.99:{side}", "--steps", "2"]
from lrsim.studies.maps import picture as map_picture
from lrsim.studies.maps import table as map_tables
from lrsim.work import store
store.IN_MEMORY, map_tables.MOST_DRAWN = 2**20, 256
outputs = ["-o", sys.argv[2] + ".npz", "-o", sys.argv[2] + ".png"]
assert main(["map", *words, "--threads", "1", *outputs, "--json"]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in kilobytes there")
def test_memory_does_not_grow_with_the_cells(tmp_path):
    def kilobytes(side):
        words = [sys.executable, "-c", MEASURED, str(side), tmp_path / "map"]
        done = subprocess.run(words, capture_output=True, check=True, text=True)
        return int(done.stderr.split()[-1])

    cells = 2048**2 - 512**2
    per_cell = sum(np.dtype(kind).itemsize for kind in CELL_TYPES.values())
    assert (kilobytes(2048) - kilobytes(512)) * 1024 < 0.1 * cells * per_cell
