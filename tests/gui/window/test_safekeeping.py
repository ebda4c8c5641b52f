"""After a crash the session is offered back, once; windows keep out of each other's way."""

import os
import subprocess
import sys

import pytest

from lrsim.gui.loop.faults import Faults
from lrsim.gui.loop.reading import Reading
from lrsim.gui.window.safekeeping import ENDING, OFFERED, Safekeeping, offer
from lrsim.session.session import Session
from waiting import wait_until


class Crashed:
    """A window that went away in the middle: its lock is that of a process that is no more."""

    def __init__(self, folder, *lrs):
        self.session = Session()
        keeping = Safekeeping(self.session, folder)
        for lr in lrs:
            self.session.turn_dial(lr)
        self.present = self.session.experiment
        keeping._forget()
        if keeping._lock is not None:
            keeping._lock.unlock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sessions"


def restart(folder):
    session = Session()
    keeping = Safekeeping(session, folder)
    keeping.find()
    return session, keeping


def present(keeping):
    return None if keeping.next is None else keeping.next.experiment


def test_what_was_lost_is_found_beside_the_window_too(folder, qapp):
    crashed = Crashed(folder, 0.2)
    keeping, offered, reading = Safekeeping(Session(), folder), [], Reading()
    keeping.find_beside(reading, lambda: offered.append(present(keeping)))
    assert (present(keeping), offered) == (None, [])
    wait_until(lambda: qapp.processEvents() or offered)
    assert offered == [crashed.present]
    keeping.restore()
    assert present(keeping) is None


def test_where_nothing_was_lost_nothing_is_read(folder):
    reading, told = Reading(), []
    keeping = Safekeeping(Session(), folder)
    keeping.find_beside(reading, lambda: told.append(present(keeping)))
    assert told == [None]
    assert not reading.is_busy


def test_what_was_lost_is_found_and_restored_once(folder):
    crashed = Crashed(folder, 0.5, 0.25)
    session, keeping = restart(folder)
    assert present(keeping) == crashed.present
    keeping.restore()
    assert session.experiment == crashed.present
    session.undo()
    assert session.runner.lr == 0.5
    keeping.close()
    assert present(restart(folder)[1]) is None
    assert list(folder.iterdir()) == []


def test_what_is_forgotten_is_gone(folder):
    Crashed(folder, 0.5)
    _, keeping = restart(folder)
    keeping.forget()
    assert present(restart(folder)[1]) is None


def test_nothing_is_offered_where_nothing_was_lost(folder, tmp_path):
    Crashed(folder)
    session = Session()
    keeping = Safekeeping(session, folder)
    session.turn_dial(0.5)
    session.save(tmp_path / "saved.toml")
    keeping._lock.unlock()
    session = Session()
    keeping = Safekeeping(session, folder)
    session.turn_dial(0.5)
    session.undo()
    keeping._lock.unlock()
    assert present(restart(folder)[1]) is None


def test_a_second_crash_loses_nothing_and_offers_it_once(folder, monkeypatch):
    crashed = Crashed(folder, 0.5)
    # it is killed when it has taken over the session, before it has deleted what was found
    session, keeping = restart(folder)
    monkeypatch.setattr("lrsim.gui.window.safekeeping._remove", lambda path: None)
    keeping.restore()
    monkeypatch.undo()
    keeping._lock.unlock()
    assert len(list(folder.glob("*" + ENDING))) == 2
    _, again = restart(folder)
    assert present(again) == crashed.present
    again.forget()
    assert present(again) is None
    assert session.experiment == crashed.present


def test_what_is_offered_and_not_answered_is_set_aside(folder):
    for lr in range(1, 9):
        Crashed(folder, lr / 100)
    _, keeping = restart(folder)
    keeping.close()
    assert present(restart(folder)[1]) is None
    assert 1 <= len(list(folder.glob("*" + OFFERED))) <= 5


def test_windows_do_not_take_from_each_other(folder):
    alive = Session()
    keeping = Safekeeping(alive, folder)
    alive.turn_dial(0.5)
    crashed = Crashed(folder, 0.25)
    _, second = restart(folder)
    _, third = restart(folder)
    assert present(second) == crashed.present
    assert present(third) is None
    keeping.close()


@pytest.mark.skipif(os.name == "nt", reason="permissions are another matter there")
def test_a_folder_that_cannot_be_written_costs_only_that(tmp_path, qtbot):
    blocked = tmp_path / "file"
    blocked.write_text("")
    session = Session()
    keeping = Safekeeping(session, blocked / "sessions")
    keeping.find()
    with qtbot.waitSignal(keeping.failed) as heard:
        session.turn_dial(0.5)
    assert "cannot be" in heard.args[0]
    session.turn_dial(0.25)
    assert session.runner.lr == 0.25
    keeping.close()


def test_a_window_offers_what_was_lost_and_brings_it_back(window, folder):
    older, newer = Crashed(folder, 0.5), Crashed(folder, 0.3)
    memory = newer.session.memory()
    assert memory.is_lost
    keeping = Safekeeping(window.session, folder, window)
    keeping.find()
    offer(keeping, window.notice)
    assert "The popular example" in window.notice.text
    first = window.session.experiment
    window.notice.buttons["Bring it back"].click()
    assert window.session.experiment == newer.present
    window.notice.buttons["Forget it"].click()  # the older one
    assert window.notice.text == ""
    assert older.present != first
    keeping.close()


def test_a_fault_in_a_slot_is_a_notice_to_copy_once(window, qtbot):
    faults = Faults(window)
    faults.arose.connect(window.show_fault)

    def fail():
        raise ZeroDivisionError("on purpose")

    for _ in range(3):
        try:
            fail()
        except ZeroDivisionError as error:
            faults.hear(type(error), error, error.__traceback__)
    assert "ZeroDivisionError: on purpose" in window.notice.text
    window.notice.buttons["Copy the details"].click()
    from PySide6.QtWidgets import QApplication

    assert "in fail" in QApplication.clipboard().text()
    assert window.notice.text == ""


KILLED = """
import os, random, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from lrsim.gui.window.safekeeping import Safekeeping
from lrsim.session.session import Session
application = QCoreApplication([])
session, dice = Session(), random.Random(int(sys.argv[2]))
keeping = Safekeeping(session, Path(sys.argv[1]))
while True:
    with session.gesture():
        for _ in range(dice.randrange(1, 4)):
            session.turn_dial(10 ** dice.uniform(-4, 0))
    if dice.random() < 0.2:
        session.undo()
    if dice.random() < 0.1:
        session.edit(surface=dice.choice(["rosenbrock", "quadratic", "shower"]))
    print(session.experiment.to_toml().encode().hex(), flush=True)
"""


@pytest.mark.parametrize("seed", range(2))
def test_the_last_finished_gesture_survives_a_kill(folder, seed):
    lines = 3 + 7 * seed
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), str(seed)], stdout=subprocess.PIPE, text=True
    ) as process:
        said = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        said += [line.strip() for line in process.stdout if line.endswith("\n")]
    _, keeping = restart(folder)
    texts = [bytes.fromhex(line).decode() for line in said]
    found = keeping.next.experiment.to_toml()
    # it may have been killed between keeping a gesture and telling of it
    assert found == texts[-1] or found not in texts
    keeping.close()
