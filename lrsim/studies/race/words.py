"""What came out of a race, in a sentence, and how fair it was; and the table to take along."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from lrsim.studies.race.standings import Entrant, Place
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message, Sentences, plural
from lrsim.text.numbers import number

HEADING: Final = (
    "place",
    "runner",
    "optimizer",
    "schedule",
    "lr",
    "steps_to_1_percent",
    "steps_to_tolerance",
    "final_loss",
    "gradients_to_1_percent",
    "verdict",
    "zone_low",
    "zone_high",
    "zone_decades",
)

WIDER: Final = 1.05
"""By which factor a zone has to be wider, in decades, to be told so."""

Zones = Sequence[Zone | None]


def headline(places: Sequence[Place], zones: Zones) -> Message:
    """Return who is first, and who forgives most."""
    first = [place.entrant for place in places if place.rank == 1]
    if not first:
        return Message("Nobody gets there")
    name = first[0].run.runner.name
    widest = _widest([p.entrant for p in places if p.rank is not None], zones)
    lead: Message
    if len(first) > 1:
        lead = plural(
            "{name} and {n} other are first",
            "{name} and {n} others are first",
            n=len(first) - 1,
            name=name,
        )
    else:
        lead = Message("{name} is first", name=name)
    if widest is None or widest == first[0].index:
        return lead
    runners = {place.entrant.index: place.entrant.run.runner.name for place in places}
    return Message("{lead}; {other} forgives most", lead=lead, other=runners[widest])


def fairness(places: Sequence[Place], zones: Zones) -> Sentences:
    """Return whether the rates suit the runners: how fair it was, from the figures alone."""
    seen = sorted((place.entrant for place in places), key=lambda entrant: entrant.index)
    rates = {entrant.run.setup.lr for entrant in seen}
    known = [(e, z) for e, z in zip(seen, zones, strict=True) if z is not None]
    best = [e for e, z in known if e.run.setup.lr == z.best]
    outside = [e.run.runner.name for e, z in known if not z.holds(e.run.setup.lr)]
    if len(rates) > 1 and len(set(zones)) == 1 and zones[0] is not None:
        low, high = number(zones[0].low), number(zones[0].high)
        return Sentences(
            Message(
                "One rule at {n} rates: it works from {low} to {high}.",
                n=len(rates),
                low=low,
                high=high,
            )
        )
    if len(known) > 1 and len(best) == len(seen):
        told = Message("Each runs at its own best rate.")
    elif len(rates) == 1 and len(seen) > 1:
        told = Message("All run at LR {lr}.", lr=number(seen[0].run.setup.lr))
    else:
        told = Message("Each runs at the rate it was given.")
    unfair = (
        Message("It is not in the zone of {names}.", names=", ".join(outside))
        if outside and len(rates) == 1
        else Message("That of {names} is not in its zone.", names=", ".join(outside))
        if outside
        else ""
    )
    return Sentences(told, unfair, _spread(known))


def table(places: Sequence[Place], zones: Zones) -> list[tuple[object, ...]]:
    """Return the standings as rows of `HEADING`, numbers with all their digits; None where there is none."""
    rows: list[tuple[object, ...]] = []
    for place in places:
        entrant, zone = place.entrant, zones[place.entrant.index]
        setup = entrant.run.setup
        span = (None, None, None) if zone is None else (zone.low, zone.high, decades(zone))
        rows.append(
            (
                place.rank,
                entrant.run.runner.name,
                setup.optimizer.spec,
                setup.schedule.spec,
                setup.lr,
                entrant.to_one_percent,
                entrant.to_tolerance,
                None if math.isinf(entrant.loss) else entrant.loss,
                entrant.gradients,
                entrant.run.verdict.name,
                *span,
            )
        )
    return rows


def decades(zone: Zone) -> float:
    """Return how wide a zone is."""
    return math.log10(zone.high / zone.low) if zone.low > 0.0 else math.inf


def _widest(arrived: Sequence[Entrant], zones: Zones) -> int | None:
    """Return who of those that got there works over the most decades; None where two of them do."""
    known = sorted(
        ((decades(zone), e.index) for e in arrived if (zone := zones[e.index]) is not None),
        reverse=True,
    )
    if len(known) < 2 or known[0][0] <= WIDER * known[1][0]:
        return None
    return known[0][1]


def _spread(known: Sequence[tuple[Entrant, Zone]]) -> Message | str:
    """Return how much the widths of the zones differ."""
    if len(known) < 2:
        return ""
    wide = max(known, key=lambda pair: decades(pair[1]))
    narrow = min(known, key=lambda pair: decades(pair[1]))
    if decades(wide[1]) <= WIDER * decades(narrow[1]):
        return ""
    more = wide[1].low_open or wide[1].high_open
    values = {
        "wide": wide[0].run.runner.name,
        "most": number(decades(wide[1]), 2),
        "narrow": narrow[0].run.runner.name,
        "least": number(decades(narrow[1]), 2),
    }
    if more:
        return Message(
            "{wide} works over more than {most} decades of rates, {narrow} over {least}.", **values
        )
    return Message("{wide} works over {most} decades of rates, {narrow} over {least}.", **values)
