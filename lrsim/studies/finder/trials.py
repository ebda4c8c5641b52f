"""The learning rate to take: the middle of the zone, which every learning rate's own run shows.

On the ramp all that is seen of a rate is one step, taken from wherever the lower rates have led. A zone is
found by runs with the experiment's own start, optimizer, schedule, noise and budget.
"""

from __future__ import annotations

import math

from lrsim.studies.finder.suggesters import Suggestion
from lrsim.studies.zone.questions import Answer
from lrsim.text.messages import Message
from lrsim.text.numbers import number

LUCK = 1.2
"""A zone is at least so wide that more than two neighbours of the grid work: fewer may be luck."""


def by_zone(found: Answer, lr_min: float, lr_max: float) -> Suggestion:
    """Suggest the middle of a zone, as far as it lies between the ends of a range test.

    Parameters
    ----------
    found : Answer
        The zone, or why there is none.
    lr_min, lr_max : float
        Where learning rates may be suggested.

    Returns
    -------
    Suggestion
        The geometric middle: of an interval whose ends are uncertain it is the point safest from both; the
        zone's best where the middle lies in a hole. Or None and the reason.
    """
    zone = found.zone
    if zone is None:
        return Suggestion(None, found.reason)
    low, high = max(zone.low, lr_min), min(zone.high, lr_max)
    if not low < high:
        reason = Message(
            "what works lies outside the test, from {low} to {high}",
            low=number(zone.low),
            high=number(zone.high),
        )
        return Suggestion(None, reason)
    if zone.high < LUCK * zone.low:
        return Suggestion(None, Message("only neighbours work: that may be luck"))
    middle = math.sqrt(low) * math.sqrt(high)
    if not zone.holds(middle) and low <= zone.best <= high:
        middle = zone.best
    return Suggestion(middle)
