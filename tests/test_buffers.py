"""Memory of recordings is used again, but never while somebody can still see it."""

import gc
import threading

import numpy as np
import pytest

import lrsim
from lrsim import buffers

N = 2 * buffers.SMALLEST


@pytest.fixture(autouse=True)
def empty_store(monkeypatch):
    """Begin every test without kept blocks."""
    monkeypatch.setattr(buffers, "_idle", {})


def place(array):
    return array.__array_interface__["data"][0]


def overlap(one, other):
    return np.shares_memory(one, other)


def test_array_has_the_size_asked_for():
    for n in (0, 1, buffers.SMALLEST - 1, buffers.SMALLEST, N):
        array = buffers.empty(n)
        assert array.shape == (n,)
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert array.flags.writeable


def test_memory_given_back_is_used_again():
    first = buffers.empty(N)
    where = place(first)
    del first
    assert place(buffers.empty(N)) == where


def test_memory_given_back_serves_smaller_requests_but_not_tiny_ones():
    first = buffers.empty(2 * N)
    where = place(first)
    del first
    assert place(buffers.empty(N)) == where
    assert place(buffers.empty(N - 1)) != where


def test_what_nobody_holds_can_be_given_back():
    held, idle = buffers.empty(N), buffers.empty(N)
    held[:] = 1.0
    del idle
    assert len(buffers._idle) == 1
    buffers.give_back()
    assert not buffers._idle
    assert (held == 1.0).all()


def test_small_arrays_are_not_kept():
    array = buffers.empty(buffers.SMALLEST - 1)
    del array
    assert not buffers._idle


HOLDERS = {
    "the array": lambda a: a,
    "a slice": lambda a: a[5:10],
    "a slice of a slice": lambda a: a[5:100][3:4],
    "another shape": lambda a: a.reshape(-1, 2)[:, 1],
    "a transpose": lambda a: a.reshape(2, -1).T,
    "another dtype": lambda a: a.view(np.int64)[7:8],
    "a memoryview": lambda a: memoryview(a)[3:9],
    "a memoryview of a view": lambda a: memoryview(a.reshape(-1, 2)[4:8]),
    "an array on a memoryview": lambda a: np.asarray(memoryview(a))[1:2],
    "frombuffer": lambda a: np.frombuffer(a, count=3),
    "broadcast": lambda a: np.broadcast_to(a[:3], (4, 3)),
    "strided": lambda a: np.lib.stride_tricks.as_strided(a, (3,), (8,)),
    "a subclass": lambda a: a.view(np.matrix),
    "an iterator": iter,
    "a flat iterator": lambda a: a.flat,
    "ctypes": lambda a: a.ctypes,
    "the base": lambda a: a[2:].base,
    "a closure": lambda a: lambda: a,
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_memory_is_not_given_out_while_it_is_held_by(holder):
    array = buffers.empty(N)
    where = place(array)
    held = HOLDERS[holder](array)
    del array
    gc.collect()
    assert place(buffers.empty(N)) != where
    del held
    gc.collect()
    assert where in {place(taken) for taken in [buffers.empty(N), buffers.empty(N)]}


def test_runs_held_keep_their_numbers():
    steps = buffers.SMALLEST + 10
    held = [lrsim.run("quadratic", lr=0.3, steps=steps, start=5.0)]
    expected = held[0].position.copy()
    tail = lrsim.run("bowl", lr=0.01, steps=steps).position[-3:]
    last = tail.copy()
    for k in range(8):
        run = lrsim.run("rosenbrock", lr=1e-4 * (k + 1), steps=steps)
        if k % 3 == 0:
            held.append(run)
    assert np.array_equal(held[0].position, expected)
    assert np.array_equal(tail, last)
    for one in held:
        for other in held:
            assert one is other or not overlap(one.position, other.position)
            assert not overlap(one.position, other.loss)


def kept():
    return sum(block.size for block in buffers._idle.values())


def test_what_is_held_is_not_kept():
    held = [buffers.empty(N) for _ in range(3)]
    assert kept() == 0
    del held
    assert kept() == 3 * N


def test_kept_memory_is_bounded_as_soon_as_it_is_given_back(monkeypatch):
    monkeypatch.setattr(buffers, "KEPT", 4 * N)
    held = [buffers.empty(N) for _ in range(10)]
    for k, array in enumerate(held):
        array[:] = k
    assert [array[-1] for array in held] == list(range(10))
    del held, array
    assert kept() == 4 * N


def test_a_block_larger_than_all_that_is_kept_is_given_to_the_system(monkeypatch):
    monkeypatch.setattr(buffers, "KEPT", N)
    large = buffers.empty(N + 1)
    del large
    assert kept() == 0


def test_memory_can_be_given_back_while_other_memory_is_asked_for(monkeypatch):
    held = [buffers.empty(N), buffers.empty(N)]

    class Collected(dict):
        def get(self, number):  # as where garbage is collected in the middle of it
            held.clear()
            return super().get(number)

    monkeypatch.setattr(buffers, "_idle", Collected())
    first = buffers.empty(N)
    place_of_first = place(first)
    del first
    assert place(buffers.empty(N)) == place_of_first
    assert held == []
    assert kept() == 3 * N


def test_threads_never_share_memory():
    wrong = []

    def work(number):
        for round_ in range(60):
            array = buffers.empty(N + number)
            array[:] = number
            view = array[100:200]
            del array
            other = buffers.empty(N)
            other[:] = -1.0
            if not (view == number).all():
                wrong.append((number, round_))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_runs_in_threads_are_those_of_one_thread():
    steps = buffers.SMALLEST + 5
    lrs = np.linspace(1e-4, 1e-3, 6).tolist()
    alone = [lrsim.run("rosenbrock", lr=lr, steps=steps).position.copy() for lr in lrs]
    results = {}

    def work(k):
        for _ in range(5):
            results[k] = lrsim.run("rosenbrock", lr=lrs[k], steps=steps)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(lrs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k, expected in enumerate(alone):
        assert np.array_equal(results[k].position, expected)
