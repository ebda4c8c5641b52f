from lrsim import optimizers, schedules, surfaces
from lrsim.batch_scaling import with_batch_size
from lrsim.batches.batch import Batch, batch
from lrsim.diagnosis import Verdict
from lrsim.diagnosis.symptoms import VERDICTS
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner, load
from lrsim.optimizers import optimizer
from lrsim.runs.run import Run
from lrsim.runs.simulate import race, run
from lrsim.schedules import schedule
from lrsim.session.session import Session
from lrsim.studies.finder.own_test import suggest_lr
from lrsim.studies.finder.range_test import LRFinder, find_lr
from lrsim.studies.longrun.bifurcation import Bifurcation, bifurcation
from lrsim.studies.maps import Map, load_map, trainability_map
from lrsim.studies.zone.sweep import Sweep, sweep
from lrsim.studies.zone.zone import Zone
from lrsim.surfaces import surface
from lrsim.theory import LocalTheory, local_theory

__version__: str

__all__ = [
    "VERDICTS",
    "Batch",
    "Bifurcation",
    "Experiment",
    "InputError",
    "LRFinder",
    "LocalTheory",
    "Map",
    "Run",
    "Runner",
    "Session",
    "Sweep",
    "Verdict",
    "Zone",
    "batch",
    "bifurcation",
    "find_lr",
    "load",
    "load_map",
    "local_theory",
    "optimizer",
    "optimizers",
    "race",
    "run",
    "schedule",
    "schedules",
    "suggest_lr",
    "surface",
    "surfaces",
    "sweep",
    "trainability_map",
    "with_batch_size",
]
