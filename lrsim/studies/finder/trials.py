"""Learning rates tried in earnest: a few runs of their own, and whether one stretch of what works stands out.

A trial is a run with the experiment's own start, optimizer, schedule, noise and budget at one learning rate.
There are half as many of them as in the grid of a zone, no end is refined, and where luck decides they say
so.
"""

from __future__ import annotations

import math

import numpy as np

from lrsim.batches.batch import batch_of
from lrsim.batches.seeds import Seeds
from lrsim.convergence import floors
from lrsim.setup import Setup
from lrsim.studies.finder.suggesters import Suggestion
from lrsim.studies.zone.sweep import Sweep
from lrsim.studies.zone.zone import mean_reductions, zone_among
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

PER_DECADE = 12
"""Trials in a decade of learning rates; a sweep has 24."""

TRIAL_STEPS = 10_000
"""A trial takes the experiment's steps, but no more than this."""

WORKS = 0.55
"""A trial works with this share of the best one's reduction of the log gap: 0.5 makes a zone, and between two
trials there may be a better one."""

WIDE_ENOUGH = 3
"""Neighbouring trials that must work, a factor of 1.5 from end to end: fewer may do so by luck."""

ROUGH = 1.4
"""How much the reductions may go up and down beside one hill, as a share of the largest, while no trial has
converged: where neighbours differ by chance the best one is best by chance."""

LEAST_REDUCTION = 0.3
"""Decades of gap that the best trial must win: it must at least halve the gap."""


def trial_rates(lr_min: float, lr_max: float) -> FloatArray:
    """Return the learning rates of the trials: the same places whatever the range, float64 (n,)."""
    first = math.ceil(math.log10(lr_min) * PER_DECADE - 1e-9)
    last = math.floor(math.log10(lr_max) * PER_DECADE + 1e-9)
    return np.array([10.0 ** (place / PER_DECADE) for place in range(first, last + 1)])


def by_trials(setup: Setup, lr_min: float, lr_max: float, seeds: Seeds = None) -> Suggestion:
    """Suggest the middle of the learning rates that work in trials, if one stretch of them stands out.

    Parameters
    ----------
    setup : Setup
        Its own learning rate and dial history play no part.
    lr_min, lr_max : float
        Where trials are made.
    seeds
        As for `sweep`.

    Returns
    -------
    Suggestion
        The geometric middle: of an interval whose ends are uncertain it is the point safest from both. Or
        None and the reason: too little works, it lies apart, or it changes by chance from rate to rate.
    """
    if not floors(setup.surface, setup.start):
        return Suggestion(None, setup.surface.without_minimum)
    rates = trial_rates(lr_min, lr_max)
    if len(rates) < WIDE_ENOUGH:
        reason = Message(
            "from {low} to {high} there is no room for trials",
            low=number(lr_min),
            high=number(lr_max),
        )
        return Suggestion(None, reason)
    tried = setup.replace(steps=min(setup.steps, TRIAL_STEPS))
    trials = batch_of(tried, {"lr": rates}, seeds=seeds)
    won = mean_reductions(trials)
    if not won.max() > LEAST_REDUCTION:
        return Suggestion(None, Message("no trial halved the gap to the minimum"))
    works = won >= WORKS * won.max()
    found = zone_among(rates, works, Sweep(trials).rank)
    assert found is not None  # the best trial works
    width = int(((rates >= found.low) & (rates <= found.high)).sum())
    if width < WIDE_ENOUGH:
        few = plural(
            "only one trial works: that may be luck",
            "only {n} trials in a row work: that may be luck",
            n=width,
        )
        return Suggestion(None, few)
    if works.sum() - width >= width:
        return Suggestion(None, Message("what works lies apart, and none stands out"))
    if np.isnan(Sweep(trials).steps_to_converge).all() and _roughness(won) > ROUGH:
        return Suggestion(None, Message("outcomes change by chance from rate to rate"))
    return Suggestion(math.sqrt(found.low * found.high))


def _roughness(won: FloatArray) -> float:
    """Return all falls before the largest value and all rises after it, as a share of it."""
    top = int(won.argmax())
    change = np.diff(np.maximum(won, 0.0) / won[top])
    return float(np.maximum(change[top:], 0.0).sum() - np.minimum(change[:top], 0.0).sum())
