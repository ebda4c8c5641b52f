"""The verdict card: says what the session says, keeps its parts in place, offers the fix."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from gui.pseudo import Pseudo
from lrsim.diagnosis import HEADLINES, Figure, Prescription, Remedy, Tried, Verdict
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.text_block import TextBlock, wrap
from lrsim.gui.look.theme import THEMES, apply, dress
from lrsim.gui.verdict.card import VerdictCard
from lrsim.gui.verdict.face import VerdictFace
from lrsim.gui.verdict.texts import told_of_whom
from lrsim.session.session import Change, Session

SLOW = Verdict(
    name="slow",
    label="Slow",
    headline=HEADLINES["slow"],
    reason="Loss falls × 0.993 a step; getting there needs about 3 500 steps.",
    note="It is stable up to LR 1; yours is 0.001 × that.",
    advice="LR × 10",
    at_step=6,
    figures=tuple(Figure(f"Figure {k}", f"{k} steps", f"What {k} is.") for k in range(4)),
    evidence={},
)

REMEDY = Remedy(
    text="LR 0.5 from step 0",
    outcome="there in 1 step",
    lr=0.5,
    factor=500.0,
    from_step=0,
    steps=None,
    schedule=None,
    tried=Tried("just_right", 0.0, 1),
)

FOUND = Prescription(
    remedy=REMEDY,
    fix="LR 0.5 from step 0, there in 1 step",
    rule="The rule of thumb (LR × 10) ends at a loss of 2 here.",
    reason="",
)

NONE = Prescription(remedy=None, fix="Another start", rule="", reason="No LR helps.")


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication, session: Session) -> VerdictCard:
    apply(qapp, THEMES["dark"])
    card = VerdictCard()
    dress(card, THEMES["dark"])
    qtbot.addWidget(card)
    card.resize(580, 270)
    card.show_session(session, Change.ALL)
    with qtbot.waitExposed(card):
        card.show()
    return card


def face(card: VerdictCard) -> VerdictFace:
    found = card.findChild(VerdictFace)
    assert isinstance(found, VerdictFace)
    return found


def button(card: VerdictCard) -> QPushButton:
    found = card.fix_button
    assert isinstance(found, QPushButton)
    return found


def show(card: VerdictCard, **changes: object) -> None:
    """Show a verdict without a session behind it."""
    card._show(dataclasses.replace(SLOW, **changes))


def test_it_says_what_the_session_says(card: VerdictCard, session: Session) -> None:
    for index in range(3):
        session.select(index)
        session.seek(20 + index)
        card.show_session(session, Change.PLAYHEAD | Change.SELECTION)
        assert card.verdict == session.verdict()
        assert session.verdict().reason in face(card).accessibleName()


def test_changes_that_do_not_concern_it_cost_nothing(
    card: VerdictCard, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "verdict", lambda: pytest.fail("asked for a verdict"))
    card.show_session(session, Change.PLAYBACK | Change.HISTORY)


def advice(card: VerdictCard) -> str:
    found = card.findChild(TextBlock)
    assert isinstance(found, TextBlock)
    return found.text()


def test_the_button_says_what_the_fix_does_and_asks_for_it(qtbot: QtBot, card: VerdictCard) -> None:
    show(card)
    card.show_prescription(FOUND, reveal=False)
    assert button(card).isVisible()
    assert button(card).text() == "LR 0.5 from step 0"
    assert "there in" not in advice(card) + button(card).toolTip()
    with qtbot.waitSignal(card.fixRequested):
        button(card).click()


def test_what_will_come_is_told_while_the_future_is_shown(card: VerdictCard) -> None:
    card.resize(760, 270)
    show(card)
    card.show_prescription(FOUND, reveal=True)
    assert button(card).text() == "LR 0.5 from step 0: there in 1 step"
    assert advice(card) == FOUND.rule
    card.show_prescription(FOUND, reveal=False)
    assert "there in 1 step" not in button(card).text() + advice(card)


def test_what_will_come_stands_beside_a_button_that_says_much(card: VerdictCard) -> None:
    long = dataclasses.replace(REMEDY, text="Cosine annealing from step 0, LR 0.3")
    show(card)
    card.show_prescription(dataclasses.replace(FOUND, remedy=long), reveal=True)
    assert button(card).text() == long.text
    assert "What comes: there in 1 step" in advice(card)


def test_before_a_fix_is_found_the_button_looks_for_one(card: VerdictCard) -> None:
    show(card)
    card.show_prescription(None, reveal=False)
    assert button(card).text() == "Find a fix"
    assert advice(card) == "LR × 10"
    show(card, name="just_right", advice="Keep it")
    assert not button(card).isVisible()


def test_where_nothing_helps_there_is_no_button_but_the_reason(card: VerdictCard) -> None:
    show(card)
    card.show_prescription(NONE, reveal=False)
    assert not button(card).isVisible()
    assert advice(card) == "Another start. No LR helps."
    show(card, name="just_right")
    card.show_prescription(dataclasses.replace(NONE, fix="Keep it"), reveal=False)
    assert advice(card) == "Keep it"


def test_nothing_moves_when_texts_and_button_come_and_go(
    qapp: QApplication, card: VerdictCard
) -> None:
    show(card)
    qapp.processEvents()
    before: QRect = face(card).geometry()
    for changes in (
        {"reason": "Short."},
        {"reason": "Long. " * 60, "note": "Long. " * 60},
        {"name": "just_right", "advice": ""},
        {"figures": ()},
    ):
        show(card, **changes)
        qapp.processEvents()
        assert face(card).geometry() == before
        assert card.sizeHint().height() <= 270


def test_figures_fold_first_then_the_note(card: VerdictCard) -> None:
    show(card)
    seen = []
    for height in range(300, card.minimumSizeHint().height() - 1, -4):
        card.resize(420, height)
        seen.append((face(card).figure_count > 0, face(card).has_note))
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {(True, True), (False, True), (False, False)}


def test_a_note_that_needs_another_line_is_whole_before_there_are_figures(
    card: VerdictCard,
) -> None:
    note = (
        "It is stable up to LR 0.000956 = 2 / λmax; yours is 105 × that, and 105 × is a lot of it."
    )
    for height in (235, 300):
        card.resize(300, height)
        show(card, note=note)
        card.grab()
        assert note not in [text for _, text in face(card)._elided]
        assert face(card).has_note


def test_without_a_note_its_room_is_for_the_figures(card: VerdictCard) -> None:
    card.resize(420, 235)
    show(card)
    assert (face(card).has_note, face(card).figure_count) == (True, 0)
    show(card, name="plateau", headline=HEADLINES["plateau"], note="")
    assert face(card).figure_count > 0


def test_the_room_that_one_run_took_is_not_kept_for_the_next(
    qapp: QApplication, card: VerdictCard
) -> None:
    session = Session(
        Experiment(
            "quadratic",
            start=5.0,
            steps=9,
            runners=[Runner(name="one", lr=1.1), Runner(name="two", lr=1.2)],
        )
    )
    card.resize(420, 235)
    verdict, shown = session.verdict(), face(card)
    shown.show_verdict(dataclasses.replace(verdict, note="A note."), whom=told_of_whom(session))
    shown.show_verdict(dataclasses.replace(verdict, note=""), whom=told_of_whom(session))
    assert shown.figure_count == 0
    session.turn_dial(1.15)
    shown.show_verdict(dataclasses.replace(verdict, note=""), whom=told_of_whom(session))
    assert shown.figure_count == 0
    session.select(1)
    shown.show_verdict(dataclasses.replace(verdict, note=""), whom=told_of_whom(session))
    assert shown.figure_count > 0


@pytest.mark.parametrize("theme", THEMES)
def test_name_reason_and_note_fit_the_card_of_a_small_window(
    qapp: QApplication, qtbot: QtBot, session: Session, theme: str
) -> None:
    apply(qapp, THEMES[theme])
    card = VerdictCard(THEMES[theme])
    dress(card, THEMES[theme])
    qtbot.addWidget(card)
    card.resize(560, 216)
    card.show_session(session, Change.ALL)
    card.show()
    assert face(card).has_note
    assert card.minimumSizeHint().height() <= 216


def test_columns_of_figures_only_grow_while_the_verdict_stays(card: VerdictCard) -> None:
    def columns(text: str) -> list[int]:
        show(card, figures=(Figure("To the minimum", text, ""), Figure("Crossings", "0 of 6", "")))
        return face(card)._columns()[0]

    wide = columns("about 3 500 000 steps")
    assert columns("9 steps") == wide


def test_a_figure_is_left_out_before_one_is_cut(card: VerdictCard) -> None:
    long = Figure("To the minimum", "about 2 200 000 000 000 steps", "")
    figures = (Figure("Loss falls per step", "× 1", ""), long, Figure("Crossings", "0 of 60", ""))
    card.resize(450, 300)
    show(card, figures=figures)
    columns, role = face(card)._columns()
    assert len(columns) == 2
    metrics = QFontMetrics(THEMES["dark"].font(role))
    assert columns[1] >= metrics.horizontalAdvance(long.text)
    assert sum(columns) <= card.width() + 20


def test_enlarged_it_fills_its_card(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(size=(1280, 720))
    window.session.seek(window.session.end)
    card = window.verdict_card
    usual = card._face.sizeHint().height()
    for size, least in (((1280, 720), 1.25), ((1920, 1080), 1.75)):
        window.enlarge("verdict")
        window.resize(*size)
        qtbot.waitUntil(lambda least=least: card._face.sizeHint().height() >= least * usual)
        qtbot.waitUntil(lambda: card.step_picture.y() > card._face.y())
        assert card.step_picture.isVisible()
        assert card._face.figure_count >= 3
        window.enlarge()
        window.resize(1280, 720)
        qtbot.waitUntil(lambda: card._face.sizeHint().height() == usual)
        qtbot.waitUntil(lambda: card.step_picture.x() > card._face.x())


def test_colours_follow_the_theme(card: VerdictCard) -> None:
    show(card)
    dark = card.grab().toImage()
    card.set_theme(THEMES["projector"])
    assert card.grab().toImage() != dark


def test_text_is_wrapped_and_cut_only_past_the_last_line() -> None:
    font = THEMES["dark"].font()
    text = "Loss falls smoothly and the minimum is near, nearer than ever before."
    assert wrap(text, font, 2000, 2) == [text]
    two = wrap(text, font, 300, 2)
    assert len(two) == 2
    assert " ".join(two) == text
    cut = wrap(text, font, 120, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert wrap("", font, 300, 2) == []


def test_all_it_says_is_translated(
    qtbot: QtBot, qapp: QApplication, session: Session, pseudo: Pseudo
) -> None:
    apply(qapp, THEMES["dark"])
    card = VerdictCard()
    dress(card, THEMES["dark"])
    qtbot.addWidget(card)
    card.resize(900, 270)
    for index, step in ((0, 0), (0, 50), (1, 50), (2, 10), (2, 50)):
        session.select(index)
        session.seek(step)
        card.show_session(session, Change.ALL)
        card.show_step(session)
        card.grab()
        assert not pseudo.english(card, names=("PyTorch", "SGD"))
    assert any(text.startswith("⟦") for text in pseudo.painted)


def test_the_fix_tells_what_others_start_with_where_the_dial_is_far_from_it(
    card: VerdictCard, session: Session
) -> None:
    session.select(2)
    session.seek(session.end)
    card.show_session(session, Change.ALL)
    assert session.verdict().name == "exploding"
    assert button(card).toolTip().endswith("PyTorch starts SGD at 0.001 on real networks.")
    session.select(1)
    card.show_session(session, Change.ALL)
    assert "real networks" not in button(card).toolTip()


def test_a_figure_under_the_pointer_says_what_it_is(
    qapp: QApplication, card: VerdictCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    show(card)
    shown = face(card)
    shown.grab()
    for box, _ in shown._explained[1:]:  # the first is the verdict's own
        place = box.center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, shown.mapToGlobal(place))
        qapp.sendEvent(shown, event)
    assert told
    assert told == [f"What {k} is." for k in range(len(told))]
    assert shown.accessibleDescription().startswith("Figure 0: What 0 is. Figure 1: What 1 is.")


def test_no_rate_is_looked_for_where_none_helps(card: VerdictCard) -> None:
    session = Session()
    session.seek(session.experiment.steps)
    card.resize(760, 270)
    card.show_session(session, Change.ALL)
    show(card, name="slow")
    card.show_prescription(FOUND, reveal=False)
    assert card.find_button.isVisible()
    card.show_prescription(NONE, reveal=False)
    assert not card.find_button.isVisible()
