"""What a race tells at a moment: nothing that is not seen, unless the future is revealed. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from lrsim.experiment import Runner
from lrsim.gui.race.field import Field
from lrsim.gui.race.row import Row
from lrsim.session.session import Session
from lrsim.setup import Setup
from lrsim.studies.race import words
from lrsim.studies.race.course import FINISH
from lrsim.studies.race.standings import By, Entrant, Place, standings
from lrsim.studies.zone.comparison import Outcome
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import NOTHING, Message, Sentences, shown
from lrsim.text.numbers import multiple, number, percent

__all__ = ["MEASURES", "NEVER", "Told", "told_of"]

MEASURES: Final[dict[By, tuple[Message, Message]]] = {
    "one_percent": (Message("by steps to 1 %"), Message("steps to 1 %")),
    "tolerance": (Message("by steps to tolerance"), Message("steps to tolerance")),
    "loss": (Message("by final loss"), Message("final loss")),
    "gradients": (Message("by gradients to 1 %"), Message("gradients to 1 %")),
}
"""What the order goes by, and what the column is called."""

NEVER: Final = "—"
"""Stands where there is nothing: who never got there, and what works nowhere."""


UNTOLD: Final = {
    "verdict": ("verdict",),
    "pickers": ("optimizer", "schedule"),
    "schedule": ("schedule",),
}
"""What an exercise hides, and which columns of the table would tell it."""

MORE: Final = "+"
"""Stands behind the width of a zone that may be wider."""

AT_LEAST: Final = "≥ "
"""Stands before a number of which there may be more."""


AT_THE_END, COMPUTED = Message("told at the end"), Message("being computed…")
"""Stand where it will be told what works."""


class Told(NamedTuple):
    """What the page tells.

    Attributes
    ----------
    rows : tuple of Row
        From the first place on; before the end in the order of the runners.
    over : bool
        Whether the end has been seen.
    is_photo : bool
        Whether this is the moment at which the first one is at the flag.
    title, sentence, headline, fairness : Message
    won : bool
        Whether anybody is first.
    places : tuple of Place
        The standings; empty before the end.
    zones : tuple of (Zone or None)
        Of each runner, as far as they are known.
    columns : tuple of str
        What of each runner is told in the table.
    """

    rows: tuple[Row, ...]
    over: bool
    is_photo: bool
    title: Message
    sentence: Message
    headline: Message
    fairness: Message
    won: bool
    places: tuple[Place, ...]
    zones: tuple[Zone | None, ...]
    columns: tuple[str, ...]


def told_of(session: Session, field: Field, known: Mapping[Setup, Outcome], by: By) -> Told:
    """Return what a race tells at the playhead.

    Parameters
    ----------
    session : Session
    field : Field
        Of its runs.
    known : dict
        What each learning rate comes to, by setups at any rate.
    by : {"one_percent", "tolerance", "loss", "gradients"}
        What the order goes by.
    """
    over = field.complete and session.furthest >= session.end
    rated = [run.setup.optimizer.uses_lr for run in field.runs]
    outcomes = [known.get(run.setup.at_any_lr) for run in field.runs]
    zones = tuple(None if outcome is None else outcome.zone for outcome in outcomes)
    places = standings(field.seen, by) if over else ()
    order = [place.entrant.index for place in places] or range(len(field.runs))
    ranks = {place.entrant.index: place.rank for place in places}
    rows = []
    for index in order:
        rank = ranks.get(index, 0)
        outcome = outcomes[index] if over else None
        entrant, runner = field.seen[index], session.experiment.runners[index]
        (label, short), exploded = _label(session, field, index, by)
        rows.append(
            Row(
                runner=index,
                name=runner.name,
                lr=runner.lr,
                rate=_rate(runner),
                short_rate=number(runner.lr) if rated[index] else NEVER,
                place=NEVER if rank is None else str(rank or ""),
                place_on_lane=field.place(index, session.row(index)),
                marks=field.traces[index].upto(session.row(index)).tolist(),
                label=shown(label),
                short=shown(short),
                exploded=exploded,
                hidden=index in session.hidden,
                selected=index == session.selected and len(field.runs) > 1,
                value=_value(session, field, entrant, by, over=over),
                outcome=outcome,
                waits=shown(COMPUTED if over else AT_THE_END)
                if outcome is None and rated[index]
                else "",
                width="" if outcome is None else _width(outcome),
            )
        )
    title, sentence = _moment(session, field)
    all_known = all(o is not None for o, needed in zip(outcomes, rated, strict=True) if needed)
    return Told(
        rows=tuple(rows),
        over=over,
        is_photo=field.photo is not None and session.playhead == field.photo > 0,
        title=title,
        sentence=sentence,
        headline=words.headline(places, zones if all_known else (None,) * len(zones), by)
        if over
        else NOTHING,
        fairness=words.fairness(places, zones, by) if over and all_known else _waiting(over=over),
        won=any(place.rank == 1 and place.entrant.has_gap for place in places),
        places=places,
        zones=zones,
        columns=_columns(session.experiment.hide),
    )


def _columns(hide: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the table that tell nothing of what an exercise hides."""
    untold = {column for name in hide for column in UNTOLD.get(name, ())}
    return tuple(column for column in words.HEADING if column not in untold)


def _rate(runner: Runner) -> Message:
    """Return at which rate somebody runs."""
    if not runner.optimizer.uses_lr:
        return Message(runner.optimizer.dial_note)
    return Message("LR {lr}", lr=number(runner.lr))


def _waiting(*, over: bool) -> Message:
    """Return what is said while how fair it was cannot be told."""
    if over:
        return Message("What works at which learning rate is being computed.")
    return Sentences(
        Message("Places are told at the end."),
        Message("What works at which learning rate is told then, too."),
    )


def _moment(session: Session, field: Field) -> tuple[Message, Message]:
    """Return title and sentence at the playhead."""
    photo = field.photo
    if photo is not None and session.playhead == photo > 0:
        moment = Message(
            "the moment the first one is at 1 % of the gap: step {step}", step=number(photo)
        )
        floor = "" if field.course.known else Message("no minimum is known, the lowest counts")
        return Message("Photo finish"), Sentences(moment, floor, between="; ")
    measured = (
        Message("what is left of the gap to the minimum")
        if field.course.known
        else Message("what is left of the gap to the lowest loss seen; no minimum is known")
    )
    if photo is None or photo > session.furthest or photo == 0:
        return Message("Race"), measured
    arrived = [entrant.to_one_percent for entrant in field.seen].count(photo)
    finish = (
        Message("photo finish at step {step}", step=number(photo))
        if arrived > 1
        else Message("first at step {step}", step=number(photo))
    )
    return Message("Race"), Sentences(measured, finish, between=" · ")


def _label(session: Session, field: Field, index: int, by: By) -> tuple[tuple[str, str], bool]:
    """Return what stands beside a runner on its lane, also in short, and whether it has exploded."""
    run, entrant, step = field.runs[index], field.seen[index], session.playhead
    if run.exploded_at is not None and run.exploded_at <= step:
        told = Message("exploded at step {step}", step=number(run.exploded_at))
        return (told, Message("exploded")), True
    if not entrant.has_gap:
        known = Message("begins at the minimum"), Message("begins at the lowest loss seen")
        return (known[not field.course.known], NEVER), False
    if field.photo is not None and entrant.to_one_percent == field.photo <= step and field.photo:
        if by in ("one_percent", "gradients") or step == field.photo:
            return (Message("first"), ""), False
        return (Message("first at 1 %"), ""), False  # by what counts it may not be
    left = field.left(index, session.row(index))
    if left < FINISH and run.setup.noise == 0.0:  # what counts is when it came there
        return ("", ""), False
    share = multiple(left) if left >= 1.0 else percent(left, 2)
    if share == percent(FINISH):
        return (Message("just over 1 %"), ""), False
    return (share, share), False


def _value(session: Session, field: Field, entrant: Entrant, by: By, *, over: bool) -> str:
    """Return what is measured of a runner, as far as it has been seen."""
    if by == "loss":
        return number(entrant.loss) if over else ""
    step = entrant.to_tolerance if by == "tolerance" else entrant.to_one_percent
    if step is None or not field.complete or step > session.furthest:
        return NEVER if over else ""
    if by == "gradients" and entrant.gradients:
        return f"{AT_LEAST * entrant.searches}{number(entrant.gradients)}"
    return number(step)


def _width(outcome: Outcome) -> str:
    """Return how many decades work; with a plus where more would."""
    zone = outcome.zone
    if zone is None:
        return NEVER
    width = words.width(zone)
    return f"{width}{MORE}" if zone.low_open or zone.high_open else width
