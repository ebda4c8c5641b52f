"""The file of finished chunks."""

import errno
import os
import struct
import zlib

import numpy as np
import pytest

from chores import Chore
from lrsim.errors import InputError
from lrsim.work import chunks, headers, store
from lrsim.work.store import resumed, temporary
from lrsim.work.workers import Threads

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


def layout(path):
    """Write all chunks to a file; return its bytes, and where each record begins and ends."""
    places, order = {}, [4, 0, 8, 7, 1, 2, 6, 3, 5]
    filled(path, [])
    for number in order:
        begin = len(path.read_bytes())
        filled(path, [number])
        places[number] = range(begin, len(path.read_bytes()))
    return path.read_bytes(), places


def resume(path, tmp_path):
    """Compute what is not in a file; return the chunks that were computed, and the table."""
    chore = Chore(log=tmp_path / "log")
    chore.log.write_text("")
    with opened(path, chore) as kept, Threads(1) as workers:
        chunks.run(chore, kept, workers)
        return chore.begun(), {name: kept.table(name) for name, _ in chore.fields}


@pytest.mark.parametrize("flipped", [1, 16, 128, 255])
def test_flipped_bit_costs_the_record_it_is_in_and_no_other(flipped, tmp_path):
    path = tmp_path / "kept"
    data, places = layout(path)
    for at in range(flipped % 7, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ flipped]) + data[at + 1 :])
        again, found = resume(path, tmp_path)
        assert again == [number for number, place in places.items() if at in place]
        for name, values in CHORE.expected().items():
            assert found[name].tobytes() == values.tobytes()
        with opened(path) as kept:  # and that is mended for good
            assert len(kept) == CUT.count


def test_bytes_that_are_gone_or_too_many_cost_the_records_they_touch(tmp_path):
    path = tmp_path / "kept"
    data, places = layout(path)
    begin = min(place.start for place in places.values())
    for at in range(begin, len(data), 13):
        hit = {number for number, place in places.items() if {at, at + 2} & set(place)}
        for changed in (data[:at] + data[at + 3 :], data[:at] + b"\x8fc" + data[at:]):
            path.write_bytes(changed)
            again, found = resume(path, tmp_path)
            assert set(again) <= hit
            for name, values in CHORE.expected().items():
                assert found[name].tobytes() == values.tobytes()


def test_records_that_are_there_twice_count_once(tmp_path):
    path = tmp_path / "kept"
    data, places = layout(path)
    path.write_bytes(data + data[places[4].start : places[8].stop] + data[places[5].start : -1])
    again, found = resume(path, tmp_path)
    assert again == []
    for name, values in CHORE.expected().items():
        assert found[name].tobytes() == values.tobytes()


def test_records_of_other_work_are_none(tmp_path):
    path, other = tmp_path / "kept", tmp_path / "other"
    filled(path, [3])
    head = len(path.read_bytes())
    with opened(other, Chore(subject={"work": "other"})) as kept:
        kept.put(5, CELLS[5])
    with path.open("ab") as file:
        file.write(other.read_bytes())
    assert len(path.read_bytes()) > head
    with opened(path) as kept:
        assert_holds(kept, [3])


def test_next_record_is_found_however_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_SEARCHED", 16)
    path = tmp_path / "kept"
    data, places = layout(path)
    begin = places[4].start
    for gap in range(40):
        path.write_bytes(data[:begin] + b"\x8fchun"[: gap % 7] + bytes(gap) + data[begin:])
        with opened(path) as kept:
            assert len(kept) == CUT.count


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


def with_header(text):
    """Return a file with a sound checksum over any text."""
    return headers.MAGIC + struct.pack("<II", len(text), zlib.crc32(text)) + text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n and so on", "no file of finished chunks"),
        (b"lrsim", "no file of finished chunks"),
        (headers.MAGIC, "damaged header"),
        (headers.MAGIC + b"\xff" * 40, "damaged header"),
        (headers.MAGIC + b"\x02\0\0\0\0\0\0\0{}", "damaged header"),
        (headers.OLDER[0] + b"\x02\0\0\0\0\0\0\0{}", "an older lrsim"),
        (with_header(b"{}"), "other work"),
        (with_header(b"[]"), "damaged header"),
        (with_header(b"[" * 2**19), "damaged header"),
        (with_header(b"\xff"), "damaged header"),
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
    with pytest.raises(InputError, match="must be an ordinary file"):
        opened(tmp_path)
    with pytest.raises(InputError, match="null byte"):
        opened(f"{tmp_path}/nul\0")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "kept")
    with pytest.raises(InputError, match="kept: must be an ordinary file"):
        opened(tmp_path / "kept")


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
