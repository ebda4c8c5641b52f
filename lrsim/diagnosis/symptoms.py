"""The symptoms that the core's rules tell: under which verdict each goes, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.diagnosis import explosions, settled, too_large, too_small
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding
from lrsim.text.messages import Message

LABELS = {
    "too_small": Message("Too small"),
    "slow": Message("Slow"),
    "just_right": Message("Just right"),
    "plateau": Message("Plateau"),
    "oscillating": Message("Oscillating"),
    "unstable": Message("Unstable"),
    "exploding": Message("Exploding"),
    "undecided": Message("Undecided"),
}
"""The vocabulary of verdicts, in words."""

VERDICTS = tuple(LABELS)
"""The vocabulary of verdicts; a code is a place in it."""


class Symptom(NamedTuple):
    """A symptom's verdict, and the function that says it."""

    verdict: str
    say: Callable[[Evidence], Finding]


SYMPTOMS = {
    "out_of_reach": Symptom("exploding", explosions.out_of_reach),
    "blown_up": Symptom("exploding", explosions.blown_up),
    "growing": Symptom("exploding", explosions.growing),
    "converged": Symptom("just_right", settled.converged),
    "inside_falling": Symptom("just_right", settled.inside_falling),
    "arriving": Symptom("just_right", settled.arriving),
    "noise_ball": Symptom("plateau", too_large.noise_ball),
    "at_a_minimum": Symptom("plateau", too_large.at_a_place),
    "on_a_saddle": Symptom("plateau", too_large.at_a_place),
    "on_a_hilltop": Symptom("plateau", too_large.at_a_place),
    "held_by_decay": Symptom("plateau", too_large.at_a_place),
    "in_a_cycle": Symptom("plateau", too_large.stuck),
    "bouncing": Symptom("plateau", too_large.stuck),
    "overshooting": Symptom("oscillating", too_large.overshooting),
    "crossing": Symptom("oscillating", too_large.crossing),
    "crossing_falling": Symptom("oscillating", too_large.crossing_falling),
    "swinging": Symptom("oscillating", too_large.swinging),
    "comes_and_goes": Symptom("unstable", too_large.comes_and_goes),
    "thrown": Symptom("unstable", too_large.thrown),
    "spiking": Symptom("unstable", too_large.spiking),
    "noisy": Symptom("unstable", too_large.noisy),
    "slow": Symptom("slow", too_small.slow),
    "standing": Symptom("slow", too_small.standing),
    "left_by_schedule": Symptom("slow", too_small.left_by_schedule),
    "starved": Symptom("too_small", too_small.left_by_schedule),
    "hardly_moving": Symptom("too_small", too_small.hardly_moving),
    "rate_zero": Symptom("too_small", too_small.rate_zero),
    "inside": Symptom("undecided", settled.inside),
    "too_short": Symptom("undecided", settled.too_short),
    "no_floor": Symptom("undecided", settled.no_floor),
    "warming_up": Symptom("undecided", settled.warming_up),
    "on_course": Symptom("undecided", settled.on_course),
    "may_miss": Symptom("undecided", settled.may_miss),
    "undecided": Symptom("undecided", settled.undecided),
}
"""Every symptom that the core tells, by its name there."""

CODES: npt.NDArray[np.uint8] = np.array(
    [VERDICTS.index(SYMPTOMS[symptom].verdict) for symptom in _core.SYMPTOMS], dtype=np.uint8
)
"""The code of the verdict under which each of the core's symptoms goes."""
