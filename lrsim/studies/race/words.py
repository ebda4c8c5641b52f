"""What came out of a race, in a sentence, and how fair it was; and the table to take along."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from lrsim.convergence import stay_of
from lrsim.studies.race.standings import By, Entrant, Place
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


_NOBODY: Final[dict[By, Message]] = {
    "one_percent": Message("Nobody gets there"),
    "tolerance": Message("Nobody converges"),
    "loss": Message("All explode"),
    "gradients": Message("Nobody gets there"),
}


def headline(places: Sequence[Place], zones: Zones, by: By = "one_percent") -> Message:
    """Return who is first, and who forgives most; of one runner, how far it gets."""
    if not places[0].entrant.has_gap:
        return Message("Nothing to win: it begins at the lowest loss")
    if len(places) == 1:
        return _alone(places[0], by)
    first = [place.entrant for place in places if place.rank == 1]
    if not first:
        return _NOBODY[by]
    name = first[0].run.runner.name
    widest = _widest(places, zones)
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


def fairness(places: Sequence[Place], zones: Zones, by: By = "one_percent") -> Sentences:
    """Return whether the rates suit the runners: how fair it was, from the figures alone.

    Who finds its own step has no rate that could suit it.
    """
    seen = sorted((place.entrant for place in places), key=lambda entrant: entrant.index)
    rated = [(e, zones[e.index]) for e in seen if e.run.setup.optimizer.uses_lr]
    known = [(e, zone) for e, zone in rated if zone is not None]
    return Sentences(
        *_suits(rated, known, len(seen)), _uncounted(seen, by), _stays(seen, by), _spread(known)
    )


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
                None if entrant.searches else entrant.gradients,
                entrant.run.verdict.name,
                *span,
            )
        )
    return rows


def decades(zone: Zone) -> float:
    """Return how wide a zone is."""
    return math.log10(zone.high / zone.low) if zone.low > 0.0 else math.inf


def width(zone: Zone) -> str:
    """Return how wide a zone is, as it is told."""
    return number(round(decades(zone), 1), 3)


def _alone(place: Place, by: By) -> Message:
    """Return how far the only runner gets."""
    run = place.entrant.run
    name = run.runner.name
    if run.exploded_at is not None:
        return Message("{name} explodes at step {step}", name=name, step=number(run.exploded_at))
    if by == "loss":
        loss = number(place.entrant.loss)
        return Message("{name} ends at a loss of {loss}", name=name, loss=loss)
    if by == "tolerance":
        if run.converged_at is None:
            return Message("{name} does not converge", name=name)
        return Message("{name} converges at step {step}", name=name, step=number(run.converged_at))
    steps = place.entrant.to_one_percent
    if steps is None:
        return Message("{name} does not get there", name=name)
    return Message("{name} is there at step {step}", name=name, step=number(steps))


def _suits(
    rated: Sequence[tuple[Entrant, Zone | None]],
    known: Sequence[tuple[Entrant, Zone]],
    count: int,
) -> tuple[Message, ...]:
    """Return at which rates they run, and whose rate is not in its zone."""
    if not rated:
        return (Message("Nobody here has a learning rate to choose."),)
    rates = {entrant.run.setup.lr for entrant, _ in rated}
    lr = number(rated[0][0].run.setup.lr)
    zone = rated[0][1]
    if len({entrant.run.setup.at_any_lr for entrant, _ in rated}) == 1 and len(rates) > 1 and zone:
        values = {"n": len(rates), "low": number(zone.low), "high": number(zone.high)}
        return (Message("One rule at {n} rates: it works from {low} to {high}.", **values),)
    outside = [e.run.runner.name for e, zone in known if not zone.holds(e.run.setup.lr)]
    names = ", ".join(outside)
    best = len(rated) == sum(e.run.setup.lr == zone.best for e, zone in known)
    if count == 1:
        told = (
            Message("It runs at its own best rate.")
            if best
            else Message("It runs at LR {lr}.", lr=lr)
        )
        return (told, Message("That is not in its zone.")) if outside else (told,)
    if best:
        return (Message("Each runs at its own best rate."),)
    if len(rates) == 1:
        told = Message("All run at LR {lr}.", lr=lr)
        unfair: Message = Message("It is not in the zone of {names}.", names=names)
    else:
        told = Message("Each runs at the rate it was given.")
        unfair = plural(
            "{names} has a rate that is not in its zone.",
            "{names} have rates that are not in their zones.",
            n=len(outside),
            names=names,
        )
    return (told, unfair) if outside else (told,)


def _widest(places: Sequence[Place], zones: Zones) -> int | None:
    """Return who works over the most decades; None where nobody can tell, or it did not get there."""
    rated = (p for p in places if p.entrant.run.setup.optimizer.uses_lr)
    known = sorted(
        (
            (decades(zone), p.entrant.index, p.rank)
            for p in rated
            if (zone := zones[p.entrant.index])
        ),
        reverse=True,
    )
    if len(known) < 2 or known[0][0] <= WIDER * known[1][0]:
        return None
    (_, first, rank), *others = known
    told = rank is not None and not any(_is_open(zones[index]) for _, index, _ in others)
    return first if told else None


def _spread(known: Sequence[tuple[Entrant, Zone]]) -> Message | str:
    """Return how much the widths of the zones differ."""
    if len(known) < 2:
        return ""
    wide = max(known, key=lambda pair: decades(pair[1]))
    narrow = min(known, key=lambda pair: decades(pair[1]))
    most, least = width(wide[1]), width(narrow[1])
    if most == least or decades(wide[1]) <= WIDER * decades(narrow[1]) or _is_open(narrow[1]):
        return ""
    names = {"wide": wide[0].run.runner.name, "narrow": narrow[0].run.runner.name}
    values = names | {"most": most, "least": least}
    if _is_open(wide[1]):
        return Message(
            "{wide} works over more than {most} decades of rates, {narrow} over {least}.", **values
        )
    return Message("{wide} works over {most} decades of rates, {narrow} over {least}.", **values)


def _is_open(zone: Zone | None) -> bool:
    """Tell whether a zone may be wider than what was tried."""
    return zone is not None and (zone.low_open or zone.high_open)


def _uncounted(seen: Sequence[Entrant], by: By) -> Message | str:
    """Return whose gradients nobody has counted, where it is they that count."""
    names = [entrant.run.runner.name for entrant in seen if entrant.searches]
    if by != "gradients" or not names:
        return ""
    return Message(
        "{names}: at least so many gradients, for a search asks for more than one a step.",
        names=", ".join(names),
    )


def _stays(seen: Sequence[Entrant], by: By) -> Message | str:
    """Return for how long one has to be at the flag under noise, where it is that which counts."""
    setup = seen[0].run.setup
    if setup.noise == 0.0 or by == "loss":
        return ""
    return plural(
        "Under noise only who stays for {n} step is there.",
        "Under noise only who stays for {n} steps is there.",
        n=stay_of(setup),
    )
