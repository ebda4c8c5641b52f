"""Jobs beside the window: the newest of each key counts, and a failure is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lrsim.cancel import Cancel
from lrsim.errors import InputError
from lrsim.gui.loop.background import THREADS, Background
from waiting import PATIENCE


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


class Gate:
    """Work that waits until it is let through, and notes what it was told."""

    def __init__(self, result: object = None) -> None:
        self.began, self.open = threading.Event(), threading.Event()
        self.result = result
        self.cancelled: bool | None = None

    def __call__(self, cancel: Cancel) -> object:
        self.began.set()
        assert self.open.wait(PATIENCE)
        self.cancelled = cancel.is_set()
        return self.result


def test_work_runs_elsewhere_and_done_in_the_gui_thread(
    qtbot: QtBot, background: Background
) -> None:
    here = QThread.currentThread()
    seen: list[object] = []

    def done(result: object) -> None:
        seen.extend([result, QThread.currentThread() is here])

    background.submit("a", lambda cancel: threading.get_ident(), done)
    assert seen == []  # never at once
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] != threading.get_ident()
    assert seen[1]


def test_of_a_key_only_the_newest_is_done(qtbot: QtBot, background: Background) -> None:
    done: list[object] = []
    first, never = Gate("first"), Gate("never")
    background.submit("a", first, done.append)
    assert first.began.wait(PATIENCE)
    background.submit("a", never, done.append)
    background.submit("a", lambda cancel: "last", done.append)
    assert not never.began.is_set()  # a key never has two jobs running
    assert background.is_busy("a")
    first.open.set()
    qtbot.waitUntil(lambda: not background.is_busy("a"))
    assert done == ["last"]
    assert first.cancelled
    assert not never.began.is_set()


def test_keys_do_not_wait_for_each_other(qtbot: QtBot, background: Background) -> None:
    done: list[object] = []
    slow = Gate("slow")
    background.submit("a", slow, done.append)
    background.submit("b", lambda cancel: "fast", done.append)
    qtbot.waitUntil(lambda: done == ["fast"])
    slow.open.set()
    qtbot.waitUntil(lambda: done == ["fast", "slow"])
    assert not slow.cancelled


def test_what_is_cancelled_is_not_done(qtbot: QtBot, background: Background) -> None:
    done: list[object] = []
    gate = Gate("gone")
    background.submit("a", gate, done.append)
    background.cancel("a")
    assert not background.is_busy("a")
    gate.open.set()
    background.submit("a", lambda cancel: "next", done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["next"]


def test_done_may_submit_the_next_part(qtbot: QtBot, background: Background) -> None:
    parts: list[int] = []

    def done(part: int) -> None:
        parts.append(part)
        if part < 3:
            background.submit("a", lambda cancel: part + 1, done)

    background.submit("a", lambda cancel: 1, done)
    qtbot.waitUntil(lambda: parts == [1, 2, 3])


def test_bad_input_is_said(qtbot: QtBot, background: Background) -> None:
    def work(cancel: Cancel) -> None:
        raise InputError("lr", -1.0, "must be a number from 0 to 1e9")

    done: list[object] = []
    with qtbot.waitSignal(background.failed) as said:
        background.submit("a", work, done.append)
    assert "lr" in said.args[0]
    assert "-1" in said.args[0]
    assert done == []


def test_a_bug_is_said_and_raised(qtbot: QtBot, background: Background) -> None:
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(background.failed) as said:
        background.submit("a", lambda cancel: {}["missing"], lambda result: None)
    assert said.args == ["'missing'"]
    assert [kind for kind, _, _ in raised] == [KeyError]


def test_a_failed_job_does_not_block_its_key(qtbot: QtBot, background: Background) -> None:
    def work(cancel: Cancel) -> None:
        raise InputError("lr", -1.0, "must not be")

    with qtbot.waitSignal(background.failed):
        background.submit("a", work, lambda result: None)
    done: list[object] = []
    background.submit("a", lambda cancel: "fine", done.append)
    qtbot.waitUntil(lambda: done == ["fine"])


def test_closing_cancels_what_runs_and_what_waits(qtbot: QtBot) -> None:
    background = Background()
    gates = [Gate(k) for k in range(THREADS + 1)]
    done: list[object] = []
    for k, gate in enumerate(gates):
        background.submit(k, gate, done.append)
    assert all(gate.began.wait(PATIENCE) for gate in gates[:THREADS])
    background.close()
    for gate in gates:
        gate.open.set()
    qtbot.waitUntil(lambda: all(gate.cancelled for gate in gates[:THREADS]))
    background.submit("late", lambda cancel: "late", done.append)
    assert not background.is_busy("late")
    background._pool.shutdown()  # waits for what still runs
    QApplication.processEvents()
    assert done == []
    assert not gates[-1].began.is_set()
