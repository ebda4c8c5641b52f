"""The files of maps: all of a map comes back; nothing else is taken for one, or takes memory."""

import contextlib
import functools
import io
import json
import math
import random
import re
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

import lrsim
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.errors import InputError
from lrsim.studies.maps.cells import CELL_TYPES
from lrsim.studies.maps.map import load_map


def same(one, other):
    return all(
        np.array_equal(getattr(one, n), getattr(other, n), equal_nan=t is not np.uint8)
        for n, t in CELL_TYPES.items()
    )


@pytest.fixture(scope="module")
def drawn():
    return lrsim.trainability_map(
        "rosenbrock",
        optimizer="sgd:momentum=0.5",
        steps=60,
        x=("lr", 1e-5, 1, 48),
        y=("momentum", 0, 0.99, 32),
    )


def test_npz_holds_the_whole_map(drawn, tmp_path):
    path = tmp_path / "map.npz"
    drawn.save(path)
    found = load_map(path)
    assert same(drawn, found)
    assert (found.experiment, found.index) == (drawn.experiment, 0)
    assert (found.x, found.y) == (drawn.x, drawn.y)
    assert found.run(3, 4).loss[-1] == drawn.final_loss[3, 4]
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        assert about["verdicts"] == list(VERDICTS)
        assert about["x"] == {"name": "lr", "low": 1e-5, "high": 1.0, "count": 48, "scale": "log"}


def test_a_map_with_an_infinite_parameter_is_loaded_again(tmp_path):
    path = tmp_path / "map.npz"
    found = lrsim.trainability_map(
        "quadratic:escape=inf", steps=9, x=("lr", 0.1, 2, 3), y=("start_x", 1, 2, 3)
    )
    found.save(path)
    assert same(found, load_map(path))


def rewrite(path, **changes):
    """Write a map's file anew with other arrays; None leaves one out."""
    with np.load(path) as stored:
        arrays = {**stored, **changes}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": None},
        {"speed": np.zeros((2, 2), np.float64)},
        {"verdict": np.zeros((2, 2), np.uint8)},
        {"verdict": np.full((32, 48), 9, np.uint8)},
        {"about": np.array("{}")},
        {"about": np.array("no JSON")},
        {"about": np.array('{"format": "lrsim-map", "version": 1}')},
        {"about": np.array('{"format": "lrsim-map", "version": 2}')},
        {"final_loss": np.array([{}], dtype=object)},
        {"verdict": np.full((32, 48), len(VERDICTS), np.uint8)},
        {"speed": np.full((32, 48), math.nan, np.float32)},
        {"speed": np.full((32, 48), 1.5, np.float32)},
        {"converged_at": np.full((32, 48), 10**6, np.int32)},
        {"exploded_at": np.full((32, 48), -2, np.int32)},
        {"final_loss": np.zeros((32, 48), ">f8")},
    ],
)
def test_what_is_no_map_is_refused_by_the_files_name(drawn, tmp_path, changes):
    path = tmp_path / "map.npz"
    drawn.save(path)
    rewrite(path, **changes)
    with pytest.raises(InputError, match=r"map\.npz: is "):
        load_map(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"index": -1},
        {"index": 1},
        {"index": True},
        {"index": 1e999},
        {"index": None},
        {"x": [1]},
        {"x": {}},
        {"x": {"name": "lr", "low": 0.1, "high": 1.0, "count": 1e999}},
        {"x": {"name": "lr", "low": 0.1, "high": 1.0, "count": 65536}},
        {"x": {"name": ["lr"], "low": 0.1, "high": 1.0, "count": 48}},
        {"y": {"name": "lr", "low": 0.1, "high": 1.0, "count": 32}},
        {"experiment": {"steps": 10**4000}},
        {"experiment": []},
        {"more": functools.reduce(lambda inner, _: [inner], range(100), 1)},
        {"version": functools.reduce(lambda inner, _: [inner], range(500), 1)},
    ],
)
def test_what_a_map_may_not_say_of_itself_is_refused(drawn, tmp_path, changes):
    path = tmp_path / "map.npz"
    drawn.save(path)
    with np.load(path) as stored:
        about = json.loads(str(stored["about"]))
    with refused_at_once(path):
        rewrite(path, about=np.array(json.dumps(about | changes)))


@contextlib.contextmanager
def refused_at_once(path):
    """Expect that a file that is made in the block is refused before it takes memory."""
    yield
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=r"map\.npz: is no map"):
            load_map(path)
        assert tracemalloc.get_traced_memory()[1] < 2**24
    finally:
        tracemalloc.stop()


def header(shape, descr="<f8"):
    """Return what stands in front of an array."""
    file = io.BytesIO()
    about = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, about)
    return file.getvalue()


ZEROS = bytes(2**20)

HOSTILE = {
    "about": [
        [header((), "<U200000"), ("[" * 200000).encode("utf-32-le")],
        [header((), f"<U{2**40}")],
        [header((2**40,), "<U1")],
        [header((), "|O"), b"cos\nsystem\n(S'exit'\ntR."],
        [header((), "<U134217728"), *[ZEROS] * 512],
        [b"\x93NUMPY\2\0\xff\xff\xff\xff", *[ZEROS] * 512],
    ],
    "final_loss": [
        [header((2**40,))],
        [header((2**20, 2**20))],
        [header((2**26,)), *[ZEROS] * 512],
        [header((32, 48)), *[ZEROS] * 512],
        [header((32, 48)), bytes(10)],
        [header((32, 48)), bytes(32 * 48 * 8 + 1)],
        [header((32, 48), "|O"), b"cos\nsystem\n(S'exit'\ntR."],
        [b"\x93NUMPY\1\0\xff\xff", ZEROS],
        [b"\x93NUMPY\2\0\xff\xff\xff\xff", ZEROS],
        [b"\x93NUMPY\1\0\x40\0", b"(" * 64],
        [],
    ],
}


@pytest.mark.parametrize(
    ("name", "parts"), [(name, parts) for name, files in HOSTILE.items() for parts in files]
)
def test_what_claims_or_holds_too_much_is_refused_before_it_takes_memory(
    drawn, tmp_path, name, parts
):
    path = tmp_path / "map.npz"
    drawn.save(path)
    with refused_at_once(path):
        rewrite(path, **{name: None})
        with (
            zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(f"{name}.npy", "w") as member,
        ):
            for part in parts:
                member.write(part)


@pytest.mark.parametrize(
    ("local", "central", "value"),
    [(6, 8, 1), (8, 10, 14), (8, 10, 99), (None, 24, 2**32 - 1), (None, 42, 2**32 - 2)],
    ids=["encrypted", "LZMA", "unknown method", "huge size", "far away"],
)
def test_members_that_numpy_would_not_write_are_refused(drawn, tmp_path, local, central, value):
    path = tmp_path / "map.npz"
    drawn.save(path)
    data = bytearray(path.read_bytes())
    for begin, place in ((b"PK\3\4", local), (b"PK\1\2", central)):
        if place is None:
            continue
        for at in re.finditer(re.escape(begin), bytes(data)):
            struct.pack_into("<I" if value > 2**16 else "<H", data, at.start() + place, value)
    with refused_at_once(path):
        path.write_bytes(data)


def test_a_directory_of_a_million_members_is_refused_before_it_takes_memory(drawn, tmp_path):
    path = tmp_path / "map.npz"
    drawn.save(path)
    data = path.read_bytes()
    begin = data.index(b"PK\1\2")
    entry, end = data[begin : data.index(b"PK\1\2", begin + 1)], bytearray(data[-22:])
    with refused_at_once(path):
        struct.pack_into("<HHI", end, 8, 2**16 - 1, 2**16 - 1, len(entry) * 10**6)
        path.write_bytes(data[:begin] + entry * 10**6 + end)
    with refused_at_once(path):  # as archives of more than 65535 have it
        directory = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, 1, 1)
        locator = struct.pack("<4sIQI", b"PK\6\7", 0, begin + len(entry) * 10**6, 1)
        path.write_bytes(data[:begin] + entry * 10**6 + directory + locator + data[-22:])


def test_a_damaged_map_is_refused_or_is_one(drawn, tmp_path):
    path = tmp_path / "map.npz"
    drawn.save(path)
    data, draw = path.read_bytes(), random.Random(1)
    for _ in range(400):
        changed = bytearray(data[: draw.choice((len(data), draw.randrange(len(data))))])
        for _ in range(draw.randrange(1, 4)):
            # most of what can be damaged in many ways stands at the end
            at = draw.choice((draw.randrange(len(data)), len(data) - draw.randrange(1, 500)))
            if at < len(changed):
                changed[at] = draw.choice((draw.randrange(256), changed[at] ^ 1, 0, 255))
        path.write_bytes(changed)
        with contextlib.suppress(InputError):
            assert same(drawn, load_map(path))


def test_arrays_in_another_order_or_beside_the_cells_do_not_matter(drawn, tmp_path):
    path = tmp_path / "map.npz"
    drawn.save(path)
    rewrite(path, other=np.zeros(9), final_loss=np.asfortranarray(drawn.final_loss))
    assert same(drawn, load_map(path))


def test_files_that_cannot_be_used_are_said(drawn, tmp_path):
    with pytest.raises(InputError, match=r"none\.npz: cannot be read"):
        load_map(tmp_path / "none.npz")
    with pytest.raises(InputError, match="is no ordinary file"):
        load_map(tmp_path)
    (tmp_path / "text.npz").write_text("no map")
    with pytest.raises(InputError, match=r"text\.npz: is no map"):
        load_map(tmp_path / "text.npz")
    with pytest.raises(InputError, match=r"to \.npz or \.png"):
        drawn.save(tmp_path / "map.tiff")
    with pytest.raises(InputError, match="cannot be written"):
        drawn.save(tmp_path / "none" / "map.npz")
