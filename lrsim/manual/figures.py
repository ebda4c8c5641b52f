"""The figures of the model page: each is read from where the program has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from types import ModuleType
from typing import NamedTuple

from lrsim import convergence
from lrsim.batches import seeds
from lrsim.diagnosis import forecast, settled, settling, stable_limit, too_large, too_small
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.remedies import changes, noise, trials
from lrsim.remedies import search as fixes
from lrsim.studies.finder import curve, own_test, suggesters
from lrsim.studies.finder import trials as finder_trials
from lrsim.studies.race import course
from lrsim.studies.zone import questions, rates, search, zone
from lrsim.surfaces import base
from lrsim.text.numbers import number, percent

Write = Callable[[float], str]


class Figure(NamedTuple):
    """A constant of a module, and how it is written."""

    home: ModuleType
    constant: str
    write: Write = number

    @property
    def text(self) -> str:
        """The constant as people read it."""
        return self.write(getattr(self.home, self.constant))


def _excess(factor: float) -> str:
    return percent(factor - 1.0)


def _apart(per_decade: float) -> str:
    return percent(10.0 ** (1.0 / per_decade) - 1.0, 2)


SHARES = frozenset(
    (
        "flipping",
        "rising",
        "fell",
        "stalled",
        "settling",
        "cycle",
        "halved",
        "starved",
        "on_course",
        "swung",
        "returned",
    )
)
"""Thresholds of symptoms that are told in per cent."""

FIGURES = {
    "tolerance": Figure(convergence, "TOLERANCE"),
    "least_stay": Figure(convergence, "LEAST_STAY"),
    "stay": Figure(convergence, "STAY", percent),
    "noisy_stay": Figure(convergence, "NOISY_STAY", percent),
    "rounding": Figure(convergence, "ROUNDING"),
    "escape": Figure(base, "ESCAPE"),
    "farther": Figure(base, "FARTHER"),
    "there": Figure(settled, "ONE_PERCENT", percent),
    "lowered": Figure(settling, "LOWERED", percent),
    "near_limit": Figure(stable_limit, "NEAR", percent),
    "climbs": Figure(too_large, "CLIMBS", percent),
    "level": Figure(too_large, "LEVEL"),
    "still": Figure(too_large, "STILL"),
    "cramped": Figure(too_small, "CRAMPED"),
    "hardly": Figure(too_small, "HARDLY", percent),
    "low": Figure(rates, "LOW"),
    "high": Figure(rates, "HIGH"),
    "per_decade": Figure(rates, "PER_DECADE"),
    "apart": Figure(rates, "PER_DECADE", _apart),
    "fine": Figure(rates, "FINE", percent),
    "beside": Figure(rates, "BESIDE", _excess),
    "slower": Figure(rates, "SLOWER"),
    "later": Figure(rates, "LATER"),
    "enough": Figure(search, "ENOUGH", percent),
    "least": Figure(search, "LEAST"),
    "bridged": Figure(zone, "BRIDGED"),
    "luck": Figure(finder_trials, "LUCK"),
    "seeds": Figure(questions, "SEEDS"),
    "few_seeds": Figure(questions, "FEW_SEEDS"),
    "agreed": Figure(seeds, "AGREED", percent),
    "trial_seeds": Figure(trials, "SEEDS"),
    "some": Figure(noise, "SOME"),
    "much": Figure(noise, "MUCH"),
    "about": Figure(forecast, "ABOUT"),
    "longest": Figure(changes, "LONGEST"),
    "longer": Figure(noise, "LONGER"),
    "helps": Figure(fixes, "HELPS", percent),
    "rise": Figure(curve, "RISE"),
    "clear": Figure(curve, "CLEAR", percent),
    "in_a_row": Figure(curve, "IN_A_ROW"),
    "window": Figure(curve, "WINDOW", percent),
    "start_up": Figure(suggesters, "START_UP", percent),
    "fewest": Figure(suggesters, "FEWEST"),
    "least_fall": Figure(suggesters, "LEAST_FALL", percent),
    "bottom": Figure(suggesters, "BOTTOM"),
    "slide_width": Figure(suggesters, "SLIDE_WIDTH", percent),
    "slide_slope": Figure(suggesters, "SLIDE_SLOPE"),
    "bins": Figure(own_test, "BINS"),
    "even": Figure(own_test, "EVEN"),
    "agreeing": Figure(own_test, "AGREEING"),
    "clearly": Figure(own_test, "CLEARLY"),
    "finish": Figure(course, "FINISH", percent),
}
"""By the names that stand in braces in the page."""


def figures() -> dict[str, str]:
    """Return all figures as text, by their names: the thresholds of symptoms with them."""
    thresholds = {
        name: percent(value) if name in SHARES else number(value)
        for name, value in asdict(THRESHOLDS).items()
    }
    chance = number(4.0**THRESHOLDS.alarm_steps)
    told = {name: figure.text for name, figure in FIGURES.items()}
    return {**thresholds, "alarm_chance": chance, **told}
