"""Windows that are killed at random moments: the last finished gesture is back, and offered once."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

KILLS = 20
LONGEST_LIFE = 2.0
"""Seconds of gestures after which a window is killed at the latest."""

EARLY = 0.2
"""Share of the windows that are killed while they start."""

WINDOW = """
import json, random, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from lrsim import InputError, Runner
from lrsim.__main__ import main
from lrsim.gui import app
from lrsim.session.session import Session
from lrsim.text.messages import say

answer, chance = sys.argv[1], random.Random(int(sys.argv[2]))
SURFACES = "quadratic", "rosenbrock", "shower", "double-well"


def tell(**line):
    print(json.dumps(line), flush=True)


def turn(session, lrs):
    with session.gesture():
        for lr in lrs:
            session.turn_dial(lr)


def drawn(session):
    # what to do next; it does the same to a session that is as far
    kind, lrs = chance.randrange(7), [chance.uniform(1e-4, 2.0) for _ in range(3)]
    surface, step, name = chance.choice(SURFACES), chance.randrange(40), str(chance.random())
    memory, runners = session.memory(), session.experiment.runners
    if kind == 0 and len(memory.past) > 1:
        return Session.undo
    if kind == 1 and memory.future:
        return Session.redo
    if kind == 2 and len(runners) < 5:
        return lambda s: s.add_runner(Runner(name=name, lr=lrs[0]))
    if kind == 3 and len(runners) > 2:
        return lambda s: s.remove_runner(0)
    if kind == 4:
        return lambda s: s.edit(surface=surface, title=name)
    if kind == 5:
        return lambda s: s.seek(step)
    return lambda s: turn(s, lrs)


def act(session):
    session.pause()
    memory = session.memory()
    scratch = Session()
    scratch.recall(memory)
    do = drawn(session)
    do(scratch)
    tell(coming=scratch.experiment.to_dict())
    do(session)
    tell(done=session.experiment.to_dict())


def offer(safekeeping, notice):
    real_offer(safekeeping, notice)

    def begin():
        found = [each.memory.experiment.to_dict() for each in safekeeping._found]
        tell(offered=found)
        if found:
            notice.buttons[say(answer)].click()
        session = notice.parent().session
        tell(present=session.experiment.to_dict(), saved=session.memory().file.saved.to_dict())
        timer = QTimer(notice)
        timer.timeout.connect(lambda: act(session))
        timer.start(0)

    QTimer.singleShot(0, begin)


real_offer, app.offer = app.offer, offer
sys.argv = ["lrsim"]
main()
"""


class Lives:
    """One session that is killed again and again, and what must be there of it.

    Parameters
    ----------
    folder : Path
        Where its windows keep what they remember.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._chance = folder, random.Random(seed)
        self._states: list[dict[str, Any]] = []  # any of these: the last is being reached
        self._saved: dict[str, Any] | None = None
        self.gestures = self.offers = 0

    def live(self) -> None:
        """Open a window, kill it, and see that what it offered is what there was."""
        early = self._chance.random() < EARLY
        answer = self._chance.choice(("Bring it back", "Bring it back", "Forget it"))
        environment = os.environ | {
            "HOME": str(self._folder), "XDG_CONFIG_HOME": str(self._folder), "QT_QPA_PLATFORM": "offscreen",
        }  # fmt: skip
        command = [sys.executable, "-c", WINDOW, answer, str(self._chance.randrange(2**31))]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
        ) as window:
            assert window.stdout is not None
            assert window.stderr is not None
            lines = []
            while not early and not (lines and "present" in lines[-1]):
                lines.append(window.stdout.readline())
                assert lines[-1], window.stderr.read()
            time.sleep(self._chance.uniform(0.0, LONGEST_LIFE))
            window.kill()
            lines += window.stdout.read().splitlines()
            errors = window.stderr.read()
        assert "Traceback" not in errors, errors
        for line in lines:
            self._hear(line)

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except json.JSONDecodeError:  # it was killed in the middle of a word
            return
        if "offered" in said:
            self._check(said["offered"])
        elif "present" in said:
            self._states, self._saved = [said["present"]], said["saved"]
        elif "coming" in said:
            self._states.append(said["coming"])
        else:
            self._states = [said["done"]]
            self.gestures += 1

    def _check(self, offered: list[dict[str, Any]]) -> None:
        assert len(offered) <= 1
        self.offers += len(offered)
        if offered:
            assert offered[0] in self._states
            assert offered[0] != self._saved
        else:
            assert not self._states or self._saved in self._states


@pytest.mark.slow
def test_after_a_kill_the_last_finished_gesture_is_back_and_offered_once(tmp_path: Path) -> None:
    lives = Lives(tmp_path, seed=1)
    for _ in range(KILLS):
        lives.live()
    assert lives.offers >= KILLS / 4


FULL = """
import os, resource, sys
from pathlib import Path
from lrsim.gui.window.safekeeping import Safekeeping
from lrsim.session.session import Session

session = Session()
keeping = Safekeeping(session, Path(sys.argv[1]))
told = []
keeping.failed.connect(told.append)
journal = keeping._journal.path
for k in range(5):
    session.turn_dial(0.1 + 0.01 * k)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for beyond, more in ((True, 1), (True, 20), (False, 0), (False, 10)):
    room = beyond * journal.stat().st_size + more
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    session.turn_dial(0.2 + 1e-3 * room)
    session.undo()
print(len(told), flush=True)
if sys.argv[2] == "room again":
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    session.turn_dial(0.75)
print(session.runner.lr, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the sizes of files there")
@pytest.mark.parametrize("then", ["room again", "full"])
def test_a_full_disk_is_told_once_and_costs_no_more_than_what_had_no_room(
    tmp_path: Path, then: str
) -> None:
    from lrsim.gui.window.safekeeping import Safekeeping
    from lrsim.session.session import Session

    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), then],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    told, lr = done.stdout.split()
    assert told == "1"
    session = Session()
    keeping = Safekeeping(session, tmp_path)
    keeping.find()
    assert keeping.next is not None
    keeping.restore()
    assert session.runner.lr == (float(lr) if then == "room again" else pytest.approx(0.14))
    session.undo()
    assert session.runner.lr == pytest.approx(0.14 if then == "room again" else 0.13)
    keeping.close()
