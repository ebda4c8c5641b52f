"""The file of finished chunks."""

import errno
import os

import numpy as np
import pytest

from chores import Chore
from lrsim.errors import InputError
from lrsim.work import store
from lrsim.work.store import resumed, temporary

CHORE = Chore()
CUT = CHORE.tiling
CELLS = [CHORE.part(number).compute() for number in range(CUT.count)]


def opened(path, chore=CHORE):
    return resumed(path, chore.tiling, chore.fields, chore.subject)


def filled(path, numbers):
    with opened(path) as kept:
        for number in numbers:
            kept.put(number, CELLS[number])


def assert_holds(kept, numbers):
    assert {number for number in range(CUT.count) if number in kept} == set(numbers)
    for number in numbers:
        for name, values in CELLS[number].items():
            assert np.array_equal(kept.get(number, name), values)


@pytest.mark.parametrize("in_file", [False, True])
def test_table_comes_back_whatever_the_order_of_its_chunks(in_file, tmp_path):
    kept = opened(tmp_path / "kept") if in_file else temporary(CUT, CHORE.fields)
    with kept:
        for number in [4, 0, 8, 7, 1, 2, 6, 3, 5]:
            kept.put(number, CELLS[number])
        for name, values in CHORE.expected().items():
            table = kept.table(name)
            assert table.dtype == values.dtype
            assert np.array_equal(table, values)


def test_file_that_is_opened_again_has_its_chunks_and_takes_more(tmp_path):
    filled(tmp_path / "kept", [3, 1])
    filled(tmp_path / "kept", [8])
    with opened(tmp_path / "kept") as kept:
        assert_holds(kept, [1, 3, 8])


def test_record_torn_at_any_byte_is_dropped_and_written_over(tmp_path):
    path = tmp_path / "kept"
    filled(path, [3])
    whole = len(path.read_bytes())
    filled(path, [5])
    data = path.read_bytes()
    for end in range(whole, len(data)):
        path.write_bytes(data[:end])
        with opened(path) as kept:
            assert_holds(kept, [3])
            kept.put(6, CELLS[6])
            assert_holds(kept, [3, 6])
        with opened(path) as kept:
            assert_holds(kept, [3, 6])


def test_damaged_chunk_is_dropped_and_those_behind_it_are_kept(tmp_path):
    path = tmp_path / "kept"
    filled(path, [3])
    inside = len(path.read_bytes()) - 5
    filled(path, [5])
    data = bytearray(path.read_bytes())
    data[inside] ^= 1
    path.write_bytes(data)
    with opened(path) as kept:
        assert_holds(kept, [5])


def test_chunk_that_is_interrupted_while_written_leaves_no_trace(tmp_path, monkeypatch):
    class Torn:
        """Writes half, then Ctrl+C."""

        def __init__(self, file):
            self.file = file

        def write(self, data):
            self.file.write(data[: len(data) // 2])
            raise KeyboardInterrupt

        def __getattr__(self, name):
            return getattr(self.file, name)

    path = tmp_path / "kept"
    with opened(path) as kept:
        kept.put(3, CELLS[3])
        file, kept._file = kept._file, Torn(kept._file)
        with pytest.raises(KeyboardInterrupt):
            kept.put(5, CELLS[5])
        kept._file = file
        assert_holds(kept, [3])
        kept.put(6, CELLS[6])
    with opened(path) as kept:
        assert_holds(kept, [3, 6])


def test_full_disk_is_said_by_the_file_s_name_and_what_is_there_stays(tmp_path, monkeypatch):
    path = tmp_path / "kept"
    with opened(path) as kept:
        kept.put(3, CELLS[3])

        def full(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        class Full:
            write = staticmethod(full)
            seek = kept._file.seek

        file, kept._file = kept._file, Full()
        with pytest.raises(InputError, match=r"kept: cannot be written: No space left"):
            kept.put(5, CELLS[5])
        kept._file = file
    with opened(path) as kept:
        assert_holds(kept, [3])


def test_empty_file_is_as_good_as_none(tmp_path):
    (tmp_path / "kept").touch()
    filled(tmp_path / "kept", [3])
    with opened(tmp_path / "kept") as kept:
        assert_holds(kept, [3])


def test_file_of_other_work_is_refused_and_says_what_differs(tmp_path):
    path = tmp_path / "kept"
    filled(path, [3])
    before = path.read_bytes()
    for other, word in [
        (Chore(subject={"work": "another"}), "work"),
        (Chore(tiling=type(CUT)(7, 10, 3, 5)), "tiles"),
        (Chore(fields=(("total", "<f4"), ("row", "|u1"))), "fields"),
    ]:
        with pytest.raises(InputError, match=rf"kept: {word}: .* other work"):
            opened(path, other)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n and so on", "no file of finished chunks"),
        (b"lrsim", "no file of finished chunks"),
        (store.MAGIC, "damaged header"),
        (store.MAGIC + b"\xff" * 40, "damaged header"),
        (store.MAGIC + b"\x02\0\0\0\0\0\0\0{}", "damaged header"),
    ],
)
def test_file_that_is_none_of_ours_is_refused_and_left_alone(data, word, tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(data)
    with pytest.raises(InputError, match=word):
        opened(path)
    assert path.read_bytes() == data


def test_file_in_use_is_refused(tmp_path):
    pytest.importorskip("fcntl")
    with opened(tmp_path / "kept"), pytest.raises(InputError, match="in use by another process"):
        opened(tmp_path / "kept")


def test_file_that_cannot_be_made_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        opened(tmp_path / "nowhere" / "kept")
    with pytest.raises(InputError, match=r"cannot be \w+: Is a directory"):
        opened(tmp_path)


def test_large_tables_go_to_a_file_without_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "IN_MEMORY", 10)
    with temporary(CUT, CHORE.fields, tmp_path) as kept:
        kept.put(2, CELLS[2])
        assert kept._file.fileno() > 0
        assert_holds(kept, [2])
    assert not list(tmp_path.iterdir())


def test_chunk_of_another_shape_is_a_mistake():
    with temporary(CUT, CHORE.fields) as kept, pytest.raises(ValueError, match="bytes"):
        kept.put(0, CELLS[8])
