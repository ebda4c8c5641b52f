"""What all tests share. No Qt here: half of the suite shows that lrsim does without it."""

import gc
import os
import signal
import sys

import pytest
from hypothesis import settings

# Windows are drawn offscreen unless whoever starts the tests asks for another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell starts what runs in the background with Ctrl+C ignored, and so would be the commands that
# tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What a test needs decides its marker, the first that fits; one that is marked as slow is nothing else.
NEEDS = {"display": "display", "dask_cluster": "cluster", "qapp": "window"}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("slow") is None:
            item.add_marker(kind(item))


def pytest_collection_finish():
    """Let collections pass over what stays, ten thousand tests: those of one test are quick then."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown():
    """Let no test leave a window open: those after it would see it, and dress it with each of their own."""
    result = yield
    left = visible_windows()
    for window in left:
        sys.modules["shiboken6"].delete(window)
    assert left == [], "windows that were left open"
    return result


def visible_windows():
    widgets = sys.modules.get("PySide6.QtWidgets")  # where a test has needed it
    application = widgets and widgets.QApplication.instance()
    if application is None:
        return []
    return [widget for widget in application.topLevelWidgets() if widget.isVisible()]


def kind(item):
    for fixture, marker in NEEDS.items():
        if fixture in item.fixturenames:
            return marker
    return "window" if "gui" in item.nodeid.split("/") else "core"


# Drawn cases are the same in every run, so that a failure is one for everybody.
settings.register_profile("lrsim", deadline=None, derandomize=True, database=None)
settings.load_profile("lrsim")


@pytest.fixture(scope="session")
def dask_cluster():
    """Return what runs a Dask cluster for as long as a block lasts."""
    pytest.importorskip("distributed")
    from dask_cluster import dask_cluster

    return dask_cluster


@pytest.fixture
def experiment():
    """Three runners, each with something in it that is not the default."""
    import lrsim

    return lrsim.Experiment(
        "long-valley:kappa=25",
        title="Three knobs",
        start=(-8.0, 2.0),
        steps=60,
        seed=7,
        runners=[
            lrsim.Runner(name="Snail", lr=1e-3, optimizer="sgd:momentum=0.9,nesterov=true"),
            lrsim.Runner(
                name="Pro", lr=0.05, schedule="cosine-annealing:warmup=5", dial=[(24, 0.02)]
            ),
            lrsim.Runner(
                name="Maniac", lr=0.1, optimizer="adam:beta2=0.99", schedule="step:gamma=0.5"
            ),
        ],
    )
