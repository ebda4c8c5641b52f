"""The verdict card: what it means, why, and what to do about it.

It is long because words, figures, picture and buttons share one room and give way to each other in it.
"""

from __future__ import annotations

import itertools
import math
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lrsim.declarations import FINDER
from lrsim.diagnosis import Prescription, Severity, Verdict
from lrsim.gui.exhibits.registry import told_of
from lrsim.gui.look.keys import with_key
from lrsim.gui.look.text_block import TextBlock, in_two_lines, wrap
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.verdict.face import VerdictFace
from lrsim.gui.verdict.step_picture import StepPicture
from lrsim.gui.verdict.texts import told_of_whom
from lrsim.presets import usual_rate
from lrsim.session.session import Change, Session
from lrsim.text.messages import NOTHING, Message, Sentences, say, shown

__all__ = ["VerdictCard"]

_SHOWN_BY = (
    Change.PATHS
    | Change.EXPERIMENT
    | Change.PLAYHEAD
    | Change.SELECTION
    | Change.REVEAL
    | Change.VERDICTS
)
_LEAST_TEXT: Final = 23.0
"""Width that is left for the sentences beside the picture at least, in pixel sizes of theirs."""
_ENLARGED, _WIDE, _LARGEST, _GROWTH = 1.8, 34.0, 2.0, 0.25
"""From how many times its usual height on all that is told grows; how wide it is, in pixel sizes of the type;
by what it grows at most, and in which steps."""
_LONGEST: Final = 40
"""Letters on the button at most; what will come is told beside it otherwise."""


class VerdictCard(Netted, QWidget):
    """The selected runner's verdict: headline, reason, note, figures, and the first fix as a button.

    Every part has its place whatever the text is, so nothing moves while the numbers change. Where there is
    room a picture tells where one step lands.

    Signals
    -------
    fixRequested(), playRequested(), findRequested()
        The user wants the first fix done, the run to go on, or a learning rate found.
    """

    fixRequested = Signal()
    playRequested = Signal()
    findRequested = Signal()

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._prescription: Prescription | None = None
        self._reveal = False
        self._goes_on = self._finds = False
        self._usual: Message = NOTHING
        self._story: Message = NOTHING
        self._whom: tuple[object, ...] = ()
        self._hide: tuple[str, ...] = ()
        self._offered: tuple[object, ...] = ()
        self._fix = ""
        self._face = VerdictFace(theme, self)
        self.step_picture = StepPicture(self)
        self.fix_button = self._add_button(self.fixRequested)
        self.fix_button.setProperty("primary", True)
        self.play_button = self._add_button(self.playRequested)
        self.find_button = self._add_button(self.findRequested)
        self.play_button.setText(say("Play on"))
        self.play_button.setToolTip(say("Play on with this learning rate (Space)."))
        self.find_button.setText(say("Find a rate"))
        self.find_button.setToolTip(say("Ramp the learning rate up and see where the loss falls."))
        self._advice = TextBlock(2, self)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignVCenter)

        self._told, self._actions = QHBoxLayout(), QHBoxLayout()
        self._told.addWidget(self._face, 1)
        self._told.addWidget(self.step_picture, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.fix_button, self.play_button, self.find_button):
            self._actions.addWidget(button)
        self._actions.addWidget(self._advice, 1)
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._told, 1)
        layout.addLayout(self._actions)
        self.setAccessibleName(say("Verdict"))
        self.set_theme(theme)

    def _add_button(self, wanted: object) -> QPushButton:
        button = QPushButton(self)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(wanted)
        button.hide()
        return button

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is shown."""
        return self._verdict

    @property
    def in_words(self) -> str:
        """Headline, reason, note and figures, as a screen reader says them."""
        return self._face.accessibleName()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._grow(1.0)
        self._usual_heights = self._face.sizeHint().height(), self.step_picture.sizeHint().height()
        self._advice.set_look(theme.font("small"), theme.quiet)
        # as high as a button, whether there is one or not
        height = round(theme.body * 1.5) + 2 * round(0.75 * theme.spacing) + 2
        self._advice.setFixedHeight(max(height, self._advice.wanted_height()))
        self._actions.setSpacing(round(1.2 * theme.spacing))
        self._told.setSpacing(round(2.0 * theme.spacing))
        self._rows.setSpacing(round(theme.spacing))
        self._fold()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed; what to do about it is not known yet, see `show_prescription`."""
        if what & _SHOWN_BY:
            self._heed(session.experiment.hide)
            verdict = session.verdict()
            told = told_of(session, session.selected)
            story = NOTHING if told is None else told.sentence
            self._show(verdict, story, told_of_whom(session))
            self._mention(usual_rate(verdict.name, session.runner.optimizer.name, session.lr))
        if what & (_SHOWN_BY | Change.PLAYBACK | Change.HORIZON):
            self._offer_more(session)

    def show_prescription(self, found: Prescription | None, reveal: bool) -> None:
        """Show the fix that was found, with what will come if the future is shown; None: not known yet."""
        if (found, reveal) != (self._prescription, self._reveal):
            self._prescription, self._reveal = found, reveal
            self._offer()

    def show_step(self, session: Session) -> None:
        """Show where the step at the playhead lands; that can be seen while words cannot be read."""
        self.step_picture.show_session(session)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the picture away where the sentences need its room."""
        super().resizeEvent(event)
        self._fold()

    def _grow(self, growth: float) -> None:
        """Have what is told larger by a factor; then the picture stands below it."""
        self._growth = growth
        theme = self._theme.scale(growth)
        self._face.set_theme(theme)
        self.step_picture.set_theme(theme)
        direction = QBoxLayout.Direction
        self._told.setDirection(direction.TopToBottom if growth > 1.0 else direction.LeftToRight)

    def _wanted_growth(self) -> float:
        """Return by how much what is told can be larger: where the card has all the room, it fills it."""
        theme, (face, picture) = self._theme, self._usual_heights
        room = self.height() - self._advice.height() - self._actions.spacing()
        if room < _ENLARGED * face:
            return 1.0
        high = room / (face + picture + self._told.spacing())
        growth = min(high, self.width() / (_WIDE * theme.body), _LARGEST)
        return max(math.floor(growth / _GROWTH) * _GROWTH, 1.0)

    def _fold(self) -> None:
        growth = self._wanted_growth()
        if growth != self._growth:
            self._grow(growth)
        if growth > 1.0:
            self.step_picture.setVisible(not self._bare)
            self._fold_actions()
            return
        picture = self.step_picture.sizeHint()
        room = self.width() - picture.width() - self._told.spacing()
        tall = self.height() - self._advice.height() - self._actions.spacing()
        wide = room >= _LEAST_TEXT * self._theme.sentence
        self.step_picture.setVisible(wide and tall >= picture.height() and not self._bare)
        self._fold_actions()

    def minimumSizeHint(self) -> QSize:
        """Return the size at which only headline, reason and fix are left."""
        face, actions = self._face.minimumSizeHint(), self._advice.height()
        return QSize(face.width(), face.height() + self._rows.spacing() + actions)

    def _mention(self, usual: Message) -> None:
        """Add to the fix what others start with, where the dial is far from it."""
        if usual == self._usual:
            return
        self._usual = usual
        self._advice.setToolTip(shown(usual))
        self._explain_fix()

    def _explain_fix(self) -> None:
        fix = shown(self._advised())
        self.fix_button.setAccessibleDescription(fix)
        with_fix = with_key(self._advised(), "fix") if fix else ""
        self.fix_button.setToolTip(shown(Sentences(with_fix, self._usual)))

    def _heed(self, hide: tuple[str, ...]) -> None:
        """Leave out what an exercise hides."""
        if hide != self._hide:
            self._hide, self._verdict = hide, None
            self._fold()

    @property
    def _bare(self) -> bool:
        """Whether reasons and figures would tell what an exercise hides."""
        return "limit" in self._hide or "best" in self._hide

    def _show(
        self, verdict: Verdict, story: Message = NOTHING, whom: tuple[object, ...] = ()
    ) -> None:
        if (verdict, story, whom) == (self._verdict, self._story, self._whom):
            return
        self._verdict, self._story, self._whom = verdict, story, whom
        self._face.show_verdict(verdict, story, whom=whom, bare=self._bare)
        self._offer()

    def _offer(self) -> None:
        """Set the button and the text beside it, where they are others: most verdicts bring new figures."""
        label = self._button_text()
        offered = label, self._advised(), self._goes_on, self._finds
        if offered == self._offered:
            return
        self._offered = offered
        self._fix = shown(label)
        self._fold_actions()
        self._explain_fix()
        self._rows.activate()  # words and their room change in the same picture

    def _fold_actions(self) -> None:
        """Show the buttons there is room for, and beside them as much of the advice as can be read whole.

        A rate can be looked for elsewhere, too: that button goes before advice is cut.
        """
        self.fix_button.setText(self._fix)
        if self.fix_button.sizeHint().width() > self.width():
            self.fix_button.setText(in_two_lines(self._fix))
        # the stylesheet's least height, that of one line, is all a layout would keep for it
        self.fix_button.setMinimumHeight(self.fix_button.sizeHint().height())
        offered = (
            (self.fix_button, bool(self._fix)),
            (self.play_button, self._goes_on),
        )
        room = self.width()
        for button, wanted in offered:
            button.setVisible(wanted)
            room -= (button.sizeHint().width() + self._actions.spacing()) if wanted else 0
        finder = self.find_button.sizeHint().width() + self._actions.spacing()
        advice = self._advised()
        parts = advice.parts if isinstance(advice, Sentences) else (advice,)
        beginnings = [Sentences(*parts[:count]) for count in range(len(parts), 0, -1)]
        offers = self._finds and not self._in_vain
        for finds, beginning in itertools.product((offers, False), beginnings):
            left = room - (finder if finds else 0)
            if left > 0 and self._reads(shown(beginning), left):
                break
        else:
            finds, beginning = offers and finder <= room, NOTHING
        self.find_button.setVisible(finds)
        self._advice.setText(shown(beginning))

    def _reads(self, text: str, width: int) -> bool:
        """Tell whether a text can be read whole beside the buttons."""
        lines = wrap(text, self._theme.font("small"), width, 2)
        metrics = QFontMetrics(self._theme.font("small"))
        fits = all(metrics.horizontalAdvance(line) <= width for line in lines)
        return fits and not any(line.endswith("…") for line in lines)

    def _offer_more(self, session: Session) -> None:
        """Offer to play on where that shows more, else to look for a rate."""
        verdict = self._verdict
        if verdict is None:
            return
        open_ended = verdict.name == "undecided"
        more = open_ended or verdict.headline.severity is not Severity.DOUBTFUL
        going = more and not session.playing and session.playhead < session.end
        finds = session.runner.optimizer.uses_lr and FINDER.isdisjoint(self._hide)
        self._goes_on, self._finds = going, finds and not going
        self._offer()

    @property
    def _in_vain(self) -> bool:
        """Whether rates have been tried and none is better than what there is."""
        found, verdict = self._prescription, self._verdict
        bad = verdict is not None and verdict.name not in ("just_right", "undecided")
        return bad and found is not None and found.remedy is None

    def _button_text(self) -> Message:
        """Return what the button does; empty where there is nothing to do, or an exercise hides it."""
        if "fix" in self._hide:
            return NOTHING
        found, verdict = self._prescription, self._verdict
        if found is None:
            bad = verdict is not None and verdict.name not in ("just_right", "undecided")
            return Message("Find a fix") if bad else NOTHING
        if found.remedy is None:
            return NOTHING
        does, comes = found.remedy.text, found.remedy.outcome
        whole = Message("{fix}: {outcome}", fix=does, outcome=comes)
        return whole if self._reveal and len(shown(whole)) <= _LONGEST else does

    def _advised(self) -> Message:
        """Return what is said beside the buttons: of what is to come only while the future is shown."""
        found, verdict = self._prescription, self._verdict
        hidden = self._bare or "fix" in self._hide
        if verdict is None or hidden or (verdict.name == "undecided" and self._goes_on):
            return NOTHING
        rule = verdict.case.finding.rule if verdict.case is not None else None
        thumb = verdict.advice
        if rule is not None:
            thumb = Message("The rule of thumb: {rule}", rule=rule.label)
        if found is None:
            return thumb
        if found.remedy is None:
            fix = Message("{fix}.", fix=found.fix)
            return Sentences(fix, found.reason) if self._in_vain else found.fix
        if not self._reveal:
            return thumb
        if self._button_text() != found.remedy.text:
            return found.rule  # the button says the rest
        return Sentences(
            Message("What comes: {outcome}.", outcome=found.remedy.outcome), found.rule
        )
