"""The symptoms that the core's rules tell: under which verdict each goes, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.diagnosis import explosions, headlines, settled, too_large, too_small
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding
from lrsim.diagnosis.headlines import Headline
from lrsim.text.messages import Message

HEADLINES = {
    "too_small": headlines.TOO_SMALL,
    "slow": headlines.SLOW,
    "just_right": headlines.JUST_RIGHT,
    "plateau": headlines.PLATEAU,
    "oscillating": headlines.OSCILLATING,
    "unstable": headlines.UNSTABLE,
    "exploding": headlines.EXPLODING,
    "undecided": headlines.UNDECIDED,
}
"""What stands over each verdict of the vocabulary where nothing more is known."""

LABELS = {name: headline.text for name, headline in HEADLINES.items()}
"""The vocabulary of verdicts, in words."""

MEANINGS = {
    "too_small": Message("The loss hardly moves."),
    "slow": Message("It falls, but would need more than the budget."),
    "just_right": Message("It gets there, or is so near that it will."),
    "plateau": Message(
        "It fell, and stands still above what can be reached: in a noise ball, in a cycle, on a saddle, in "
        "another valley."
    ),
    "oscillating": Message("It jumps across the valley and does not settle."),
    "unstable": Message("It falls with spikes, comes and goes, or noise dominates."),
    "exploding": Message("It grows without bound, or has left the numbers."),
    "undecided": Message("The evidence does not decide; the verdict says what would."),
}
"""What each verdict of the vocabulary says, as in the manual."""

VERDICTS = tuple(LABELS)
"""The vocabulary of verdicts; a code is a place in it."""


class Symptom(NamedTuple):
    """A symptom's verdict, the function that says it, and what stands over that."""

    verdict: str
    say: Callable[[Evidence], Finding]
    headline: Headline


SYMPTOMS = {
    "out_of_reach": Symptom("exploding", explosions.out_of_reach, headlines.OUT_OF_NUMBERS),
    "blown_up": Symptom("exploding", explosions.blown_up, headlines.EXPLODING),
    "growing": Symptom("exploding", explosions.growing, headlines.EXPLODING),
    "converged": Symptom("just_right", settled.converged, headlines.JUST_RIGHT),
    "inside_falling": Symptom("just_right", settled.inside_falling, headlines.ON_COURSE),
    "arriving": Symptom("just_right", settled.arriving, headlines.ON_COURSE),
    "noise_ball": Symptom("plateau", too_large.noise_ball, headlines.TREMBLING),
    "at_a_minimum": Symptom("plateau", too_large.at_a_place, headlines.ANOTHER_VALLEY),
    "on_a_saddle": Symptom("plateau", too_large.at_a_place, headlines.STANDING_STILL),
    "on_a_hilltop": Symptom("plateau", too_large.at_a_place, headlines.STANDING_STILL),
    "held_by_decay": Symptom("plateau", too_large.at_a_place, headlines.HELD_BACK),
    "in_a_cycle": Symptom("plateau", too_large.stuck, headlines.BOUNCING),
    "bouncing": Symptom("plateau", too_large.stuck, headlines.BOUNCING),
    "overshooting": Symptom("oscillating", too_large.overshooting, headlines.OVERSHOOTING),
    "crossing": Symptom("oscillating", too_large.crossing, headlines.OSCILLATING),
    "crossing_falling": Symptom("oscillating", too_large.crossing_falling, headlines.OSCILLATING),
    "swinging": Symptom("oscillating", too_large.swinging, headlines.SWINGING),
    "comes_and_goes": Symptom("unstable", too_large.comes_and_goes, headlines.UNSTABLE),
    "thrown": Symptom("unstable", too_large.thrown, headlines.SPIKING),
    "spiking": Symptom("unstable", too_large.spiking, headlines.SPIKING),
    "noisy": Symptom("unstable", too_large.noisy, headlines.ALL_NOISE),
    "slow": Symptom("slow", too_small.slow, headlines.SLOW),
    "standing": Symptom("slow", too_small.standing, headlines.STANDING_STILL),
    "left_by_schedule": Symptom("slow", too_small.left_by_schedule, headlines.SLOW),
    "starved": Symptom("too_small", too_small.left_by_schedule, headlines.TOO_SMALL),
    "hardly_moving": Symptom("too_small", too_small.hardly_moving, headlines.TOO_SMALL),
    "rate_zero": Symptom("too_small", too_small.rate_zero, headlines.TOO_SMALL),
    "inside": Symptom("undecided", settled.inside, headlines.NEARLY_THERE),
    "too_short": Symptom("undecided", settled.too_short, headlines.TOO_EARLY),
    "no_floor": Symptom("undecided", settled.no_floor, headlines.UNDECIDED),
    "warming_up": Symptom("undecided", settled.warming_up, headlines.WARMING_UP),
    "on_course": Symptom("undecided", settled.on_course, headlines.ON_COURSE),
    "may_miss": Symptom("undecided", settled.may_miss, headlines.UNDECIDED),
    "undecided": Symptom("undecided", settled.undecided, headlines.UNDECIDED),
}
"""Every symptom that the core tells, by its name there."""

CODES: npt.NDArray[np.uint8] = np.array(
    [VERDICTS.index(SYMPTOMS[symptom].verdict) for symptom in _core.SYMPTOMS], dtype=np.uint8
)
"""The code of the verdict under which each of the core's symptoms goes."""
