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
    "Bifurcation": "longruns",
    "Experiment": "experiment",
    "InputError": "errors",
    "LocalTheory": "theory",
    "LRFinder": "finder",
    "Map": "maps",
    "Run": "runs.run",
    "Runner": "experiment",
    "Session": "session",
    "Sweep": "sweeps",
    "Verdict": "diagnosis",
    "Zone": "zones",
    "batch": "batches.batch",
    "bifurcation": "longruns",
    "find_lr": "finder",
    "load": "experiment",
    "local_theory": "theory",
    "optimizer": "optimizers",
    "race": "runs.simulate",
    "run": "runs.simulate",
    "schedule": "schedules",
    "surface": "surfaces",
    "sweep": "sweeps",
    "trainability_map": "maps",
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
