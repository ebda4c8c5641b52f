"""The dial on the session: whose it is, where it stands, and whether it turns anything."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from lrsim.gui.dial.dial import Dial
from lrsim.gui.look.theme import Theme
from lrsim.optimizers import Optimizer
from lrsim.session.session import Change, Session
from lrsim.text.messages import say

__all__ = ["DialLink"]


class DialLink:
    """Shows the selected runner's learning rate on the dial.

    Parameters
    ----------
    session : Session
    dial : Dial
    content : QWidget
        What the dial is in; it has the keys while the dial is greyed.
    """

    def __init__(self, session: Session, dial: Dial, content: QWidget) -> None:
        self._session, self._dial, self._content = session, dial, content
        self._note = True, ""

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
        self._dial.set_owner(session.runner.name)
        self._show_note(session.runner.optimizer)

    def _show_note(self, optimizer: Optimizer) -> None:
        """Grey the dial for an optimizer that finds its own step, and say what else there is to say."""
        turns, note = optimizer.uses_lr, say(optimizer.dial_note)
        if (turns, note) == self._note:
            return
        self._note = turns, note
        dial, content = self._dial, self._content
        dial.set_hint(note if turns else "")
        had_keys = content.window().focusWidget() in (dial, content, None)
        if had_keys and not turns:
            # Qt would hand the keys to the next button, and Space would press that instead of playing
            content.setFocus()
        dial.set_enabled_with_reason(turns, note)
        if had_keys and turns:
            dial.setFocus()
