"""Where a result came from: the experiment whose runner was asked about."""

from __future__ import annotations

import msgspec

from lrsim.experiment import Experiment, Runner
from lrsim.setup import Setup


class Origin(msgspec.Struct, frozen=True):
    """Where a setup was taken from."""

    experiment: Experiment
    index: int

    def is_of(self, experiment: Experiment, index: int) -> bool:
        """Tell whether it is a runner of this very experiment, not only of an equal one."""
        return self.experiment is experiment and self.index == index


class Traced:
    """What was computed from a setup, and where that came from.

    Attributes
    ----------
    setup : Setup
        All that it depends on.
    origin : Origin or None
        The runner of an experiment whose setup it is.
    """

    setup: Setup
    origin: Origin | None

    @property
    def experiment(self) -> Experiment:
        """The Experiment it came from; from a setup alone, the one whose only runner has it."""
        return Experiment.of(self.setup) if self.origin is None else self.origin.experiment

    @property
    def index(self) -> int:
        """Which of the experiment's runners it is about."""
        return 0 if self.origin is None else self.origin.index

    @property
    def runner(self) -> Runner:
        """The runner it is about."""
        return self.experiment.runners[self.index]
