"""What is said of fixes: what they do, what comes of them, and why there is none."""

from __future__ import annotations

import math

from lrsim.diagnosis.evidence import Evidence
from lrsim.remedies.changes import Change
from lrsim.runs.run import Run
from lrsim.schedules import Constant
from lrsim.setup import Setup
from lrsim.text.learning_rates import LR_DIGITS
from lrsim.text.messages import NOTHING, Message, Sentences
from lrsim.text.numbers import count, digits_apart, number
from lrsim.text.steps import steps

ELSEWHERE = Message("Another start or another optimizer")


def does(change: Change, setup: Setup) -> Message:
    """Say what a change of a setup does: on a button, so shortly."""
    if change.lr is None:
        return Message("Train for {steps}", steps=steps(change.steps or setup.steps))
    longer = "" if change.steps in (None, setup.steps) else steps(change.steps or setup.steps)
    if change.schedule is not None and type(change.schedule) is type(setup.schedule) and longer:
        longer = Message("schedule and all over {steps}", steps=longer)
    return Sentences(_sets(change, setup), longer, between=", ")


def _sets(change: Change, setup: Setup) -> Message:
    """Say what the dial and the schedule are set to."""
    given = {"lr": number(change.lr or 0.0, LR_DIGITS), "step": count(change.from_step)}
    if change.schedule is None or type(change.schedule) is type(setup.schedule):
        return Message("LR {lr} from step {step}", **given)
    if isinstance(change.schedule, Constant):
        return Message("Constant LR {lr} from step {step}", **given)
    title = Message(change.schedule.title)
    return Message("{schedule} from step {step}, LR {lr}", schedule=title, **given)


def comes(run: Run, from_step: int) -> Message:
    """Say what comes of a change, after a comma."""
    at = run.converged_at
    if at is None:
        return Message("ends at a loss of {loss}", loss=number(float(run.loss[-1])))
    if from_step == 0:
        return Message("there in {steps}", steps=steps(at))
    return Message("there at step {step}", step=count(at))


def comes_in_noise(level: float, before: float) -> Message:
    """Say what the loss comes to in the mean over seeds and over the last quarter of the steps."""
    if not math.isfinite(before):
        return Message("averages {level} over the last quarter", level=number(level, 2))
    digits = digits_apart(level, before, 2)
    return Message(
        "averages {level} over the last quarter instead of {before}",
        level=number(level, digits),
        before=number(before, digits),
    )


def fix(text: Message, outcome: Message) -> Message:
    """Say both in one sentence."""
    return Message("{text}, {outcome}", text=text, outcome=outcome)


def rule(advice: Message, run: Run | None, same: bool) -> Message:
    """Say the rule of thumb, and what it does here if that was tried."""
    if same:
        return Message("That is what the rule of thumb says: {rule}.", rule=advice)
    if run is None:
        return NOTHING
    if run.exploded_at is not None:
        return Message(
            "The rule of thumb ({rule}) explodes here at step {step}.",
            rule=advice,
            step=count(run.exploded_at),
        )
    if run.converged_at is not None:
        return Message(
            "The rule of thumb ({rule}) is there at step {step} here.",
            rule=advice,
            step=count(run.converged_at),
        )
    return Message(
        "The rule of thumb ({rule}) ends at a loss of {loss} here.",
        rule=advice,
        loss=number(float(run.loss[-1])),
    )


# --- why there is none: what follows from the verdict, which stands beside it and is not said again ---

FINE = Message("It gets there as it is.")
BAD_START = Message("No LR changes where it starts.")
BOTTOMLESS = Message("The loss falls there without end.")
UNKNOWN = Message("Without a minimum to measure from, nothing tells a better run from a worse one.")
EARLY = Message("Fixes are tried once more has been played.")


def nothing_helps(seen: Evidence, most: int) -> Message:
    """Say that all was tried in vain."""
    if seen.run.setup.noise > 0.0:
        return (
            Message(
                "No LR or schedule that was tried, in up to {steps}, gets half-way down.",
                steps=steps(most),
            )
            if seen.exploded_at is not None
            else Message(
                "No LR or schedule that was tried, in up to {steps}, ends much lower than this run "
                "played on.",
                steps=steps(most),
            )
        )
    if not seen.run.setup.optimizer.uses_lr:
        return Message(
            "This optimizer has no LR to turn, and {steps} do not help.", steps=steps(most)
        )
    return Message(
        "No LR that was tried, in up to {steps}, ends much lower than this run played on.",
        steps=steps(most),
    )
