"""Garbage of the window is collected by its own thread, between events."""

import ctypes
import gc
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from lrsim.gui.loop import garbage


class Counted(ctypes.Structure):
    """What glibc's `mallinfo2` tells."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks",
            "keepcost",
        )
    )  # fmt: skip


@pytest.fixture(autouse=True)
def frozen_again():
    """Put back what the suite has frozen and these tests thaw."""
    yield
    gc.collect()
    gc.freeze()


class Knot:
    """Something only a collector gets rid of; says where that happened."""

    gone: ClassVar[list[threading.Thread]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Knot.gone.append(threading.current_thread())


def test_no_other_thread_collects_while_the_window_is_open(qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setattr(garbage, "INTERVAL_MS", 20)
    monkeypatch.setattr(Knot, "gone", [])
    application = QCoreApplication.instance()
    assert application is not None
    gc.enable()
    with garbage.collected_between_events(application):
        assert not gc.isenabled()
        Knot()
        worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
        worker.start()
        worker.join()
        assert Knot.gone == []
        for _ in range(2000):  # enough for Python to ask for a collection
            Knot()
        qtbot.waitUntil(lambda: len(Knot.gone) > 1000)
        assert set(Knot.gone) == {threading.main_thread()}
    assert gc.isenabled()
    gc.disable()


def test_what_is_there_before_is_not_looked_at_again(qtbot: QtBot) -> None:
    application = QCoreApplication.instance()
    assert application is not None
    with garbage.collected_between_events(application):
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() == 0
    assert not gc.isenabled()  # as it was


def test_what_is_free_is_given_back_when_all_has_been_looked_at(monkeypatch) -> None:
    given = []
    monkeypatch.setattr(garbage, "give_back", lambda: given.append(gc.get_count()))
    monkeypatch.setattr(gc, "get_count", lambda: (0, 11, 10))
    garbage.collect()
    assert given == []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 11))
    garbage.collect()
    assert len(given) == 1


def test_scattered_free_memory_is_given_back(monkeypatch) -> None:
    statm = Path("/proc/self/statm")
    if garbage._from_glibc("malloc_trim") is None or not statm.exists():
        pytest.skip("no glibc, or no Linux")

    def resident() -> int:
        return int(statm.read_text(encoding="ascii").split()[1]) * 4096

    blocks = [bytearray(50_000) for _ in range(2000)]  # too small for pages of their own
    for block in blocks:
        block[:] = b"x" * len(block)
    last = blocks.pop()  # it holds the heap's end
    del blocks, block
    before = resident()
    garbage.give_back()
    assert resident() < before - 50 * 2**20
    assert last


def test_large_blocks_lie_outside_the_heaps_whatever_was_freed_before() -> None:
    counted = garbage._from_glibc("mallinfo2")
    if counted is None:
        pytest.skip("no glibc, or an old one")
    counted.restype = Counted

    def apart() -> int:
        return counted().hblkhd

    with garbage.collected_between_events(QCoreApplication.instance()):
        bytearray(2**24)  # the C library takes it that blocks like this come and go
        before = apart()
        blocks = [bytearray(4 * garbage.LARGE) for _ in range(40)]  # the heaps have room for some
        assert apart() > before
    assert blocks
