"""The figures of the model page: each is read from where the program has it."""

from __future__ import annotations

from dataclasses import asdict

from lrsim import convergence
from lrsim.batches import seeds
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.remedies import changes, noise, trials
from lrsim.remedies import search as fixes
from lrsim.studies.finder import curve, suggesters
from lrsim.studies.finder.trials import LUCK
from lrsim.studies.race import course
from lrsim.studies.zone import questions, rates, search, zone
from lrsim.surfaces import base
from lrsim.text.numbers import number, percent

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
"""Thresholds that are told in per cent."""


def figures() -> dict[str, str]:
    """Return all figures, as text, by the names that stand in braces in the page."""
    told = {
        name: percent(value) if name in SHARES else number(value)
        for name, value in asdict(THRESHOLDS).items()
    }
    chance = 4.0**-THRESHOLDS.alarm_steps
    return told | {
        "alarm_chance": number(1.0 / chance),
        "tolerance": number(convergence.TOLERANCE),
        "least_stay": number(convergence.LEAST_STAY),
        "stay": percent(convergence.STAY),
        "noisy_stay": percent(convergence.NOISY_STAY),
        "rounding": number(convergence.ROUNDING),
        "escape": number(base.ESCAPE),
        "farther": number(base.FARTHER),
        "low": number(rates.LOW),
        "high": number(rates.HIGH),
        "per_decade": number(rates.PER_DECADE),
        "apart": percent(10.0 ** (1.0 / rates.PER_DECADE) - 1.0, 2),
        "fine": percent(rates.FINE),
        "beside": percent(search.BESIDE - 1.0),
        "enough": percent(search.ENOUGH),
        "least": number(search.LEAST),
        "bridged": number(zone.BRIDGED),
        "luck": number(LUCK),
        "seeds": number(questions.SEEDS),
        "few_seeds": number(questions.FEW_SEEDS),
        "agreed": percent(seeds.AGREED),
        "trial_seeds": number(trials.SEEDS),
        "some": number(noise.SOME),
        "much": number(noise.MUCH),
        "longest": number(changes.LONGEST),
        "longer": number(noise.LONGER),
        "helps": percent(fixes.HELPS),
        "rise": number(curve.RISE),
        "start_up": percent(suggesters.START_UP),
        "window": percent(curve.WINDOW),
        "fewest": number(suggesters.FEWEST),
        "least_fall": percent(suggesters.LEAST_FALL),
        "finish": percent(course.FINISH),
    }
