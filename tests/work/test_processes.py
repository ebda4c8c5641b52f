"""The executor of processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chores import KILL
from lrsim.work.processes import ProcessExecutor, WorkerDiedError
from waiting import PATIENCE, wait_until


@pytest.fixture
def pool():
    executor = ProcessExecutor(2)
    yield executor
    executor.kill()


def die():
    os.kill(os.getpid(), KILL)


def test_calls_come_back_in_order_from_several_processes(pool):
    assert list(pool.map(pow, range(20), [2] * 20)) == [n**2 for n in range(20)]
    assert os.getpid() not in pool.pids()
    assert 1 <= len(pool.pids()) <= 2


def test_error_of_a_call_is_raised_here_and_its_worker_goes_on(pool):
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()
    with pytest.raises(Exception, match=r"pickle|local object"):
        pool.submit(lambda: 1).result()
    assert pool.submit(pow, 2, 3).result() == 8


def test_worker_that_is_killed_fails_its_own_call_alone(pool):
    others = [pool.submit(pow, n, 2) for n in range(10)]
    lost = pool.submit(die)
    more = [pool.submit(pow, n, 2) for n in range(10)]
    with pytest.raises(WorkerDiedError, match=r"-9|15"):
        lost.result()
    assert [future.result() for future in others + more] == [n**2 for n in range(10)] * 2


def test_killing_the_executor_does_not_wait_for_calls(pool):
    running = pool.submit(time.sleep, 10 * PATIENCE)
    waiting = [pool.submit(time.sleep, 10 * PATIENCE) for _ in range(5)]
    wait_until(running.running)
    pool.kill()
    with pytest.raises(WorkerDiedError):
        running.result(timeout=0)
    assert waiting[-1].cancelled()
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(pow, 2, 3)


PARENT = """
import sys
from lrsim.work.processes import ProcessExecutor
pool = ProcessExecutor(2)
[future.result() for future in [pool.submit(pow, 2, 3) for _ in range(8)]]
print(*pool.pids(), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc who lives")
def test_workers_do_not_outlive_a_parent_that_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert pids
        parent.kill()
    wait_until(lambda: not any(map(runs, pids)))


def runs(pid):
    """Tell whether a process is there and no zombie that nobody has buried yet."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
