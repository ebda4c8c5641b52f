"""What is said of a noise ball that shrinks as a schedule lowers the rate."""

from __future__ import annotations

import math

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding, level
from lrsim.diagnosis.habits import FIRST_STEP
from lrsim.diagnosis.headlines import SETTLING
from lrsim.schedules import Constant
from lrsim.text.messages import Message
from lrsim.text.numbers import number

LOWERED = 0.5
"""At most this share of its largest rate is in force where a schedule has begun to lower it."""


def settling(seen: Evidence) -> Finding | None:
    """Say that the schedule does its work under noise; None where it does not, or there is none."""
    setup = seen.run.setup
    if not setup.noise > 0.0 or isinstance(setup.schedule, Constant):
        return None
    if not setup.optimizer.uses_lr or setup.optimizer.entry_name() in FIRST_STEP:
        return None  # what the schedule makes of the rate changes nothing
    lr = seen.run.lr[seen.first : seen.rows]
    if not len(lr) or not 0.0 < seen.m.rate <= LOWERED * float(lr.max()):
        return None
    reason = Message("The noise ball shrinks with the rate: the schedule does its work.")
    remark = None
    if math.isfinite(seen.m.ball):
        remark = Message(
            "By theory the last step's LR, {lr}, keeps the loss around {level}.",
            lr=number(seen.m.rate),
            level=level(seen, seen.m.ball),
        )
    over = seen.played >= seen.budget
    advice = Message("Keep it") if over else Message("Play on")
    return Finding(reason, advice, remark=remark, headline=SETTLING)
