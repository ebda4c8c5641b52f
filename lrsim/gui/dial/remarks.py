"""What the dial's ring and its ticks say in words: below the knob, in tooltips, read out."""

from __future__ import annotations

from typing import Final

from lrsim.gui.dial.labels import HAND
from lrsim.gui.dial.state import DialState
from lrsim.studies.zone.arc import Arc, Stretch
from lrsim.text.learning_rates import LR_DIGITS, round_lr
from lrsim.text.messages import Message, Sentences, say, shown
from lrsim.text.numbers import count, number

__all__ = ["arc_note", "ring_in_words", "tick_in_words"]

TICK_REACH: Final = 0.02
"""How far from a tick the mouse is still on it, as a share of the scale."""

TICKS: Final = {
    "edge": Message(
        "{tick}: where the ball is now, a larger rate makes steps grow; click to go there."
    ),
    "best": Message(
        "{tick}: where the ball is now, this rate gets lowest in one step; click to go there."
    ),
    HAND: Message(
        "{tick}: what the hand has set; the needle shows what a schedule makes of it now."
    ),
}
"""What the ticks of each kind are."""


def arc_note(arc: Arc | None, own: Stretch | None) -> str:
    """Say from where on the ring tells what each learning rate would do; under noise, how surely.

    Parameters
    ----------
    arc : Arc or None
        What the ring shows.
    own : Stretch or None
        What is known of the dial's own learning rate.
    """
    if arc is None:
        return ""
    if arc.unmeasured:
        return say("no gap to measure by")
    surely = "" if own is None or own.draws is None else own.draws.short
    since: Message | str = ""
    if arc.from_step:
        since = Message("from step {step} on", step=count(arc.from_step))
    return shown(Sentences(surely, since, between=", "))


def tick_in_words(state: DialState, fraction: float) -> str:
    """Say what a tick of note near a place of the scale is; nothing elsewhere."""
    away = {tick: abs(state.window.fraction(tick.lr) - fraction) for tick in state.marked}
    nearest = min(away, key=away.__getitem__, default=None)
    if nearest is None or away[nearest] > TICK_REACH:
        return ""
    return say(TICKS[nearest.kind], tick=nearest.label)


def ring_in_words(state: DialState, fraction: float) -> str:
    """Say what the learning rate at a place of the ring would do; nothing where that is not known."""
    arc = state.arc
    if arc is None or not arc.current:
        return ""
    lr = round_lr(state.window.lr(fraction))
    there = arc.at(lr)
    if there is None:
        return ""
    what = say("{lr}: {what}", lr=number(lr, LR_DIGITS), what=there.sentence)
    if arc.best is None:
        return what
    best = say("best run of the zone: {lr}", lr=number(arc.best, LR_DIGITS))
    return f"{what}\n{best}"
