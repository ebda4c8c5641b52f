"""The local quadratic's learning rates at the dial: the edge, and the best step."""

from __future__ import annotations

from lrsim.gui.dial.marks import Tick
from lrsim.text.messages import Message
from lrsim.theory import LocalTheory

EDGE, BEST = Message("edge"), Message("best")


def ticks_of(theory: LocalTheory) -> tuple[Tick, ...]:
    """Return the ticks of what there is, the edge first: where there is room for one name only, for that."""
    named = (("edge", EDGE, theory.edge), ("best", BEST, theory.best))
    return tuple(
        Tick(estimate.dial, kind, label)
        for kind, label, estimate in named
        if estimate.dial is not None
    )
