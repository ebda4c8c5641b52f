"""lrsim: a learning-rate laboratory.

``import lrsim`` loads nothing heavy: numpy and the compiled core come with the first name that needs them
(PEP 562), Qt only with the window.

>>> import lrsim
>>> lrsim.run("quadratic", lr=1.1, start=5.0, steps=50).exploded_at
30
"""

import importlib

__version__ = "0.1.0"

# where each public name lives
_HOME = {
    "Batch": "batches.batch",
    "Bifurcation": "studies.longrun.bifurcation",
    "Experiment": "experiment",
    "InputError": "errors",
    "LocalTheory": "theory",
    "LRFinder": "studies.finder.range_test",
    "Map": "studies.maps",
    "Run": "runs.run",
    "Runner": "experiment",
    "Session": "session.session",
    "Sweep": "studies.zone.sweep",
    "VERDICTS": "diagnosis.symptoms",
    "Verdict": "diagnosis",
    "Zone": "studies.zone.zone",
    "batch": "batches.batch",
    "bifurcation": "studies.longrun.bifurcation",
    "find_lr": "studies.finder.range_test",
    "load": "experiment",
    "load_map": "studies.maps",
    "local_theory": "theory",
    "optimizer": "optimizers",
    "race": "runs.simulate",
    "run": "runs.simulate",
    "schedule": "schedules",
    "suggest_lr": "studies.finder.own_test",
    "surface": "surfaces",
    "sweep": "studies.zone.sweep",
    "trainability_map": "studies.maps",
    "with_batch_size": "batch_scaling",
}
_MODULES = ("optimizers", "schedules", "surfaces")

__all__ = [*sorted(_HOME), *_MODULES]


def __getattr__(name: str) -> object:
    if name in _HOME:
        value = getattr(importlib.import_module(f"lrsim.{_HOME[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"lrsim.{name}")
    else:
        raise AttributeError(f"module 'lrsim' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
