"""The dial on the session: whose it is, where it stands, and whether it turns anything."""

from __future__ import annotations

import math

from lrsim.gui.dial.dial import Dial
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.window.keys import KeysHome
from lrsim.optimizers import Optimizer
from lrsim.session.session import Change, Session
from lrsim.text.messages import say

__all__ = ["DialLink"]

SAME_RATE = 1e-3
"""Rates that differ by less are one on the dial."""


class DialLink:
    """Shows the selected runner's learning rate on the dial.

    Parameters
    ----------
    session : Session
    dial : Dial
    home : KeysHome
        Is told whether the dial can have the keys.
    """

    def __init__(self, session: Session, dial: Dial, home: KeysHome) -> None:
        self._session, self._dial, self._home = session, dial, home
        self._note = True, ""
        self._tween = AT_REST

    def keep_up(self, what: Change) -> None:
        """Keep the dial on the session's value: a key before the next frame must turn it from there."""
        if what & (Change.EXPERIMENT | Change.SELECTION | Change.PLAYHEAD):
            self._dial.set_value(self._session.lr)

    def show_session(self, session: Session, theme: Theme) -> None:
        """Show the selected runner's dial."""
        self._dial.set_value(session.lr)
        self._dial.reset_value = session.runner.optimizer.default_lr
        self._dial.optimizer = session.runner.optimizer.name
        self._dial.set_accent(theme.runner(session.selected))
        self._dial.set_owner(session.runner.name, theme.shape(session.selected))
        self._show_note(session.runner.optimizer, hidden="dial" in session.experiment.hide)
        self.show_motion(self._tween)

    def show_motion(self, tween: Tween) -> None:
        """Tell the rate in force; the needle points there, between two steps on its way to the next."""
        self._tween = tween
        self._dial.set_rate(*_rates(self._session, tween.share(self._session)))

    def _show_note(self, optimizer: Optimizer, *, hidden: bool) -> None:
        """Grey the dial where it turns nothing, or must not, and say what else there is to say."""
        turns, note = optimizer.uses_lr and not hidden, say(optimizer.dial_note)
        if (turns, note) == self._note:
            return
        self._note = turns, note
        dial = self._dial
        dial.set_hint(note if turns else "")
        with self._home.kept():
            dial.set_enabled_with_reason(turns, note)


def _rates(session: Session, share: float) -> tuple[float | None, float | None]:
    """Return the selected runner's rate in force, and that of the needle on its way to the next step's.

    None where it is the dial's, and where the needle is not on its way.
    """
    run, step = session.run, session.playhead
    if not session.runner.optimizer.uses_lr or not run.steps_taken:
        return None, None
    beside = max(step + (1 if share > 0.0 else -1), 0)
    now, then = run.rate_at(step), run.rate_at(beside if share else step)
    # evenly on the dial, whose scale is logarithmic
    even = min(now, then) > 0.0
    needle = now * (then / now) ** abs(share) if even else now + abs(share) * (then - now)
    if all(math.isclose(rate, session.lr, rel_tol=SAME_RATE) for rate in (now, needle)):
        return None, None
    return now, needle if share else None
