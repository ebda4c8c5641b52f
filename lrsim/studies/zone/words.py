"""What it means to work, for people: the rule is in `lrsim.studies.zone.search`."""

from __future__ import annotations

from lrsim.text.messages import Message

__all__ = ["WORKS"]

WORKS = Message(
    "A learning rate works if it gets at least half as far down as the best one, in powers of ten of what "
    "is left of the gap; so one that works may still be slow to arrive."
)
