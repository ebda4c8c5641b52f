"""A child that is forked, as `multiprocessing` does it on Linux, computes what its parent would."""

import os
import signal
import threading
import warnings

import numpy as np
import pytest

import lrsim
from lrsim import buffers
from lrsim.runs import sequel
from lrsim.schedules import products

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no forks")

PATIENCE = 60
"""Seconds after which a child hangs."""

FACTORS = lrsim.schedule(f"multiplicative:expression=0.95,total_steps={2 * products.BLOCK}")
SETUP = lrsim.run("quadratic", lr=0.1).setup


def ends_well(work):
    """Return whether a child that does some work comes to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks while there are threads
        child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def test_a_sweep_in_threads_ends_in_a_child_of_a_process_that_swept_before():
    def sweep():
        return lrsim.sweep("quadratic", lrs=np.logspace(-4, 0, 2000), steps=500, threads=2)

    sweep()
    assert ends_well(sweep)


@pytest.mark.parametrize(
    ("work", "holder", "name"),
    [
        (lambda: buffers.empty(2 * buffers.SMALLEST), buffers.np, "empty"),
        (
            lambda: FACTORS.curve(products.BLOCK, 2 * products.BLOCK),
            products._Products,
            "_multiplied",
        ),
        (lambda: sequel.sequel_of(SETUP, 1e-3, 5).arrives_by(50), sequel.Sequel, "_play_on"),
    ],
    ids=["memory", "a schedule", "a forecast"],
)
def test_no_lock_of_another_thread_stays_shut_in_a_child(monkeypatch, work, holder, name):
    inside, go_on = threading.Event(), threading.Event()
    usual = getattr(holder, name)

    def slow(*arguments):
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            go_on.wait()
        return usual(*arguments)

    buffers.give_back()  # one that is kept from another test would be taken without asking
    monkeypatch.setattr(holder, name, slow)
    other = threading.Thread(target=work)
    other.start()
    try:
        assert inside.wait(PATIENCE)
        assert ends_well(work)
    finally:
        go_on.set()
        other.join()
