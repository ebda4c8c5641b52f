"""What the pictures of a run show, in sentences: for those who cannot see them, from the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lrsim.gui.plots.stamps import seen_minima
from lrsim.gui.steps.event import event_words
from lrsim.runs.run import Run
from lrsim.session.session import Session
from lrsim.text.messages import Message, plural, say, shown
from lrsim.text.numbers import number

__all__ = ["losses_in_words", "place_of", "places_in_words", "rates_in_words"]

Ends = Callable[[Run, int], tuple[float, float]]
"""Of a run and its row now, the first and the last value."""

FALLS: Final = Message("{name}: falls from {first} to {last} in {steps}")
RISES: Final = Message("{name}: rises from {first} to {last} in {steps}")
STAYS: Final = Message("{name}: stays at {first} for {steps}")
BEGINS: Final = Message("{name}: {first} at the start")

MOST_MINIMA: Final = 3
"""That are named: a surface may have hundreds."""


def losses_in_words(session: Session) -> str:
    """Return how each runner's loss went up to the playhead."""
    return _each(session, lambda run, row: (float(run.loss[0]), float(run.loss[row])))


def rates_in_words(session: Session) -> str:
    """Return how each runner's learning rate went up to the playhead."""
    step = session.playhead
    return _each(
        session, lambda run, _row: (run.rate_at(0), run.rate_at(min(step, run.steps_taken)))
    )


def places_in_words(session: Session) -> str:
    """Return which surface it is, and where on it each runner is and how high."""
    said = [say(session.experiment.surface.written)]
    for index in _drawn(session):
        said += [place_of(session, index), *_gone(session, index)]
    minima = seen_minima(session)
    if minima:
        places = ", ".join(_written(minimum.position) for minimum in minima[:MOST_MINIMA])
        said.append(say("lowest known at {places}", places=places))
    return "; ".join(said)


def place_of(session: Session, index: int) -> str:
    """Return where a runner is and how high."""
    run, row = session.runs[index], session.row(index)
    return say(
        "{name}: at {place}, loss {loss}",
        name=session.experiment.runners[index].name,
        place=_written(run.position[row].tolist()),
        loss=number(float(run.loss[row])),
    )


def _written(position: Sequence[float]) -> str:
    """Return a position as people write it, with two coordinates in brackets."""
    told = ", ".join(number(float(value)) for value in position)
    return told if len(position) == 1 else f"({told})"


def _each(session: Session, ends: Ends) -> str:
    said = []
    for index in _drawn(session):
        run = session.runs[index]
        first, last = ends(run, session.row(index))
        taken = min(session.playhead, run.steps_taken)
        way = BEGINS if not taken else STAYS if last == first else FALLS if last < first else RISES
        said.append(
            say(
                way.id,
                name=session.experiment.runners[index].name,
                first=number(first),
                last=number(last),
                steps=shown(plural("{n} step", "{n} steps", n=taken)),
            )
        )
        said += _gone(session, index)
    return "; ".join(said)


def _gone(session: Session, index: int) -> list[str]:
    """Return what is said of a runner that has exploded."""
    words = event_words(session, index)
    return [words] if words else []


def _drawn(session: Session) -> list[int]:
    """Return the runners that are drawn, the selected one first."""
    drawn = [index for index in range(len(session.runs)) if index not in session.hidden]
    return sorted(drawn, key=lambda index: index != session.selected)
