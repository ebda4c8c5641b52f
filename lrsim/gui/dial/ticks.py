"""The local quadratic's learning rates at the dial: up to where it is stable, and the best step."""

from __future__ import annotations

from collections.abc import Container

from lrsim.gui.dial.labels import Tick
from lrsim.text.messages import Message
from lrsim.text.numbers import number
from lrsim.theory import LocalTheory


def ticks_of(theory: LocalTheory, hide: Container[str] = ()) -> tuple[Tick, ...]:
    """Return the ticks of what there is, the limit first: where there is room for one name only, for that.

    They stand at rates that steps use, as the needle does; an exercise may hide them.
    """
    ticks = []
    if "limit" not in hide and theory.edge.value is not None and theory.edge.dial is not None:
        lr = number(theory.edge.value)
        ticks.append(Tick(theory.edge.value, "edge", Message("stable up to {lr}", lr=lr), lr))
    if "best" not in hide and theory.best.value is not None and theory.best.dial is not None:
        lr = number(theory.best.value)
        ticks.append(Tick(theory.best.value, "best", Message("best step {lr}", lr=lr), lr))
    return tuple(ticks)
