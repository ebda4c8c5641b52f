"""What evidence comes to, in numbers: the names and meanings of what the core returns."""

from __future__ import annotations

from typing import NamedTuple


class Measures(NamedTuple):
    """What evidence comes to; `lrsim/kernels/measures.pxd` says how. What is unknown is NaN."""

    played: float
    """The last step that was taken and did not explode."""
    since: float
    """Steps since the dial has stood where it stands."""
    known: float
    """1: a minimum is known that is not above the lowest loss."""
    floor: float
    """Its loss, or else the lowest loss so far."""
    limit: float
    """The gap that counts as arrived."""
    gap: float
    """The loss above the floor: now, …"""
    gap_start: float
    """… at step 0, …"""
    gap_turned: float
    """… and where the dial was turned last."""
    left: float
    """The share of the starting gap that is left."""
    left_worst: float
    """The largest gap in the last half of the way, in limits."""
    flips: float
    """Gradients that pointed against the one before, …"""
    pairs: float
    """… of so many."""
    flipping: float
    """That share of the last 64."""
    rises: float
    """The share of the last 63 steps that raised the loss."""
    climb: float
    """How many of the very last steps raised it, one after the other, …"""
    descent: float
    """… and how many did not."""
    spikes: float
    """Recent steps that more than doubled the gap, to above its recent mean."""
    shrinking: float
    """1: every recent step shrank the gap, until it was far below the tolerance."""
    ratio: float
    """The factor on the gap's envelope per step."""
    ratio_before: float
    """The same, a little earlier."""
    drop: float
    """The factor from one third of the last half of the way to the next."""
    highest: float
    """The largest gap in the last third of it; under noise the mean."""
    level: float
    """The mean gap in the last half of the way."""
    projected: float
    """The step at which it would arrive, going on like this."""
    swings: float
    """1: the optimizer's memory carries the ball back and forth."""
    thrown: float
    """The largest gap since the dial was turned, as a multiple of the gap there."""
    cycles: float
    """1: the ball jumps to and fro between two places."""
    rate: float
    """The learning rate of the last step."""
    peak: float
    """The largest since the dial was turned."""
    rising: float
    """1: the rate still rises."""
    flattest: float
    """The smallest curvature in the minimum nearest to the ball, …"""
    curvature: float
    """… and the largest."""
    held: float
    """1: weight decay pulls the ball off that minimum."""
    along: float
    """The gap along the flattest direction there; NaN where the loss is no parabola."""
    edge: float
    """The LR from which on nothing settles there; of plain descent and momentum."""
    ball: float
    """The gap that the noise keeps up there, by theory."""
    rests_on: float
    """What keeps the ball where it is."""
