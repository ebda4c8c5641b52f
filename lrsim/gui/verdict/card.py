"""The verdict card: what it means, why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from lrsim.diagnosis import Prescription, Verdict
from lrsim.gui.look.keys import with_key
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
        self._prescription: Prescription | None = None
        self._reveal = False
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
        """Show what has changed; what to do about it is not known yet, see `show_prescription`."""
        if what & _SHOWN_BY:
            verdict = session.verdict()
            self._show(verdict)
            self._mention(usual_rate(verdict.name, session.runner.optimizer.name, session.lr))

    def show_prescription(self, found: Prescription | None, reveal: bool) -> None:
        """Show the fix that was found, with what will come if the future is shown; None: not known yet."""
        if (found, reveal) != (self._prescription, self._reveal):
            self._prescription, self._reveal = found, reveal
            self._offer()

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
        fix = shown(self._advised())
        self._button.setAccessibleDescription(fix)
        with_fix = with_key(self._advised(), "fix") if fix else ""
        self._button.setToolTip(shown(Sentences(with_fix, self._usual)))

    def _show(self, verdict: Verdict) -> None:
        if verdict == self._verdict:
            return
        self._verdict = verdict
        self._face.show_verdict(verdict)
        self._place_gauge()
        self._offer()

    def _offer(self) -> None:
        """Set the button and the text beside it."""
        label = self._button_text()
        self._button.setText(shown(label))
        self._button.setVisible(bool(label))
        self._advice.setText(shown(self._advised()))
        self._explain_fix()

    def _button_text(self) -> Message:
        """Return what the button does; empty where there is nothing to do."""
        found, verdict = self._prescription, self._verdict
        if found is not None:
            return found.remedy.text if found.remedy is not None else NOTHING
        bad = verdict is not None and verdict.name not in ("just_right", "undecided")
        return Message("Find a fix") if bad else NOTHING

    def _advised(self) -> Message:
        """Return what is said beside the button: of what is to come only while the future is shown."""
        found, verdict = self._prescription, self._verdict
        if verdict is None:
            return NOTHING
        rule = verdict.case.finding.rule if verdict.case is not None else None
        thumb = verdict.advice
        if rule is not None:
            thumb = Message("The rule of thumb: {rule}", rule=rule.label)
        if found is None:
            return thumb
        if found.remedy is None:
            bad = verdict.name not in ("just_right", "undecided")
            fix = Message("{fix}.", fix=found.fix)
            return Sentences(fix, found.reason) if bad else found.fix
        if self._reveal:
            comes = Message("What comes: {outcome}.", outcome=found.remedy.outcome)
            return Sentences(comes, found.rule)
        return thumb
