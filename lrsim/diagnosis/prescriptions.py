"""What to do about a run: a fix that was tried on it, and where the one that tries it is found.

A rule of thumb follows from a symptom alone. Whether it helps this run, only running it tells, and running is
above the diagnosis in the order of imports: a run has a verdict, and a verdict a remedy. So this is the one
place that looks upwards. `prescription` loads the package `lrsim.remedies` by its name, when somebody first
asks for a remedy; a verdict that nobody asks costs nothing, and no module imports another in a circle.
"""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from typing import Any

from lrsim.cancel import Cancel
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding
from lrsim.text.messages import Message

PRESCRIBER = "lrsim.remedies"
"""The package whose function `prescribe` takes a `Case` and returns a `Prescription`."""


@dataclass(frozen=True)
class Case:
    """What a remedy is asked for.

    Attributes
    ----------
    seen : Evidence
    finding : Finding
        The symptom, and its rule of thumb.
    verdict : str
        The verdict that it goes under.
    playhead : int or None
        The step from which on things can still be changed; None where it is over, or nobody watches.
    """

    seen: Evidence
    finding: Finding
    verdict: str
    playhead: int | None = None


@dataclass(frozen=True)
class Tried:
    """What came of a remedy when it was tried.

    Attributes
    ----------
    verdict : str
        The verdict on that run.
    final_loss : float
        Its last loss.
    converged_at : int or None
        As for `lrsim.Run`.
    """

    verdict: str
    final_loss: float
    converged_at: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON shows it."""
        loss = self.final_loss if math.isfinite(self.final_loss) else None
        return {
            "verdict": self.verdict,
            "final_loss": loss,
            "converged_at": self.converged_at,
        }


@dataclass(frozen=True)
class Remedy:
    """A fix that was tried on the run it is for; what it does not change is None.

    Attributes
    ----------
    text : Message
        What it does: ``LR 0.5 from step 0``.
    outcome : Message
        What comes of it: ``there in 1 step``.
    lr : float or None
        The dial's new value.
    factor : float or None
        The same as a multiple of the dial's value at that step.
    from_step : int
        The step from which on it acts.
    steps : int or None
        The new budget; schedules keep their lengths.
    schedule : str or None
        The new schedule's spec.
    tried : Tried
        What came of it.
    """

    text: Message
    outcome: Message
    lr: float | None
    factor: float | None
    from_step: int
    steps: int | None
    schedule: str | None
    tried: Tried

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON shows it."""
        return {
            "text": self.text,
            "lr": self.lr,
            "factor": self.factor,
            "from_step": self.from_step,
            "steps": self.steps,
            "schedule": self.schedule,
            "tried": self.tried.to_dict(),
        }


@dataclass(frozen=True)
class Prescription:
    """What was found when fixes were tried.

    Attributes
    ----------
    remedy : Remedy or None
        The one that helps most.
    fix : Message
        The same in a sentence; without one, what else to try.
    rule : Message
        The rule of thumb, and what it would do here; empty where it says no more than the fix.
    reason : Message
        Why there is no remedy; empty if there is one.
    """

    remedy: Remedy | None
    fix: Message
    rule: Message
    reason: Message


def prescription(case: Case, cancel: Cancel | None = None) -> Prescription:
    """Try what may help, and return what does; `Stopped` is raised soon after it was cancelled."""
    found: Prescription = importlib.import_module(PRESCRIBER).prescribe(case, cancel)
    return found
