"""The verdict card: what it means, why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from lrsim.diagnosis import Verdict
from lrsim.gui.look.text_block import TextBlock
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.verdict.face import VerdictFace
from lrsim.gui.verdict.step_gauge import StepGauge
from lrsim.presets import usual_rate
from lrsim.session.session import Change, Session
from lrsim.text.messages import NOTHING, Message, Sentences, say, shown

__all__ = ["VerdictCard"]

_SHOWN_BY = Change.PATHS | Change.EXPERIMENT | Change.PLAYHEAD | Change.SELECTION | Change.REVEAL


class VerdictCard(Netted, QWidget):
    """The selected runner's verdict: name, reason, note, figures, and the first fix as a button.

    Every part has its place whatever the text is, so nothing moves while the numbers change.
    """

    fixRequested = Signal()
    """The user wants the first fix done."""

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._usual: Message = NOTHING
        self._face = VerdictFace(theme, self)
        self._button = QPushButton(self)
        self._button.setProperty("primary", True)
        self._button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(self.fixRequested)
        self._button.hide()
        self._advice = TextBlock(2, self)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignVCenter)

        self._actions = QHBoxLayout()
        self._actions.addWidget(self._button)
        self._actions.addWidget(self._advice, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._face, 1)
        layout.addLayout(self._actions)
        self.gauge = StepGauge(self)
        self.setAccessibleName(say("Verdict"))
        self.set_theme(theme)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is shown."""
        return self._verdict

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._face.set_theme(theme)
        self.gauge.set_theme(theme)
        self._advice.set_look(theme.font("small"), theme.quiet)
        # as high as a button, whether there is one or not
        height = round(theme.body * 1.5) + 2 * round(0.75 * theme.spacing) + 2
        self._advice.setFixedHeight(max(height, self._advice.wanted_height()))
        self._actions.setSpacing(round(1.5 * theme.spacing))
        layout = self.layout()
        assert layout is not None  # set in __init__
        layout.setSpacing(round(theme.spacing))
        self._place_gauge()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if what & _SHOWN_BY:
            verdict = session.verdict()
            self._show(verdict)
            self._mention(usual_rate(verdict.name, session.runner.optimizer.name, session.lr))

    def show_step(self, session: Session) -> None:
        """Show where the step at the playhead lands; that can be seen while words cannot be read."""
        self.gauge.show_session(session)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gauge in its corner."""
        super().resizeEvent(event)
        self._place_gauge()

    def _place_gauge(self) -> None:
        """Put the gauge at the end of the name's line, as wide as the name leaves room for."""
        hint, least = self.gauge.sizeHint(), self.gauge.minimumSizeHint().width()
        room = self.width() - self._face.name_width - 2 * self._actions.spacing()
        width = min(hint.width(), max(room, least))
        self.gauge.setVisible(room >= least)
        self.gauge.setGeometry(self.width() - width, 0, width, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the size at which only name, reason and fix are left."""
        return QSize(self._face.minimumSizeHint().width(), super().minimumSizeHint().height())

    def _mention(self, usual: Message) -> None:
        """Add to the fix what others start with, where the dial is far from it."""
        if usual == self._usual:
            return
        self._usual = usual
        self._advice.setToolTip(shown(usual))
        self._explain_fix()

    def _explain_fix(self) -> None:
        fix = shown(self._verdict.fix) if self._verdict is not None else ""
        self._button.setAccessibleDescription(fix)
        self._button.setToolTip(shown(Sentences(fix, self._usual)))

    def _show(self, verdict: Verdict) -> None:
        if verdict == self._verdict:
            return
        before, self._verdict = self._verdict, verdict
        self._face.show_verdict(verdict)
        self._place_gauge()
        label = verdict.remedy.label if verdict.remedy else ""
        old = before.remedy.label if before is not None and before.remedy else ""
        if label != old:
            self._button.setText(shown(label))
            self._button.setVisible(bool(label))
        if before is None or (verdict.fix, label) != (before.fix, old):
            fix = shown(verdict.fix)
            self._advice.setText("" if verdict.fix == label else fix)
            self._explain_fix()
