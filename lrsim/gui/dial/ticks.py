"""The local quadratic's learning rates at the dial: up to where it is stable, and the best step."""

from __future__ import annotations

from lrsim.gui.dial.marks import Tick
from lrsim.text.messages import Message
from lrsim.theory import LocalTheory

STABLE, LIMIT, BEST = Message("stable up to"), Message("limit"), Message("best")


def ticks_of(theory: LocalTheory) -> tuple[Tick, ...]:
    """Return the ticks of what there is, the limit first: where there is room for one name only, for that."""
    named = (("edge", STABLE, LIMIT, theory.edge), ("best", BEST, "", theory.best))
    return tuple(
        Tick(estimate.dial, kind, label, short)
        for kind, label, short, estimate in named
        if estimate.dial is not None
    )
