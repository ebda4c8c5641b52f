"""What stands over a verdict fits the moment, and its severity the headline."""

from __future__ import annotations

import pytest

from lrsim.diagnosis import HEADLINES, LABELS, Severity
from lrsim.session.session import Session


def told(session: Session, step: int) -> tuple[str, str, Severity]:
    session.seek(step)
    verdict = session.verdict()
    return verdict.name, str(verdict.headline.text), verdict.headline.severity


def test_before_the_end_a_run_that_gets_there_is_on_course() -> None:
    session = Session()
    session.select(1)
    assert told(session, 12) == ("just_right", "On course", Severity.FINE)
    assert told(session, 50) == ("just_right", "Just right", Severity.FINE)


@pytest.mark.parametrize(
    ("schedule", "headline", "severity"),
    [
        ("constant", "Trembling", Severity.DOUBTFUL),
        ("cosine-annealing:warmup=20", "Settling", Severity.FINE),
    ],
)
def test_a_noise_ball_trembles_and_settles_under_a_schedule(
    schedule: str, headline: str, severity: Severity
) -> None:
    session = Session()
    session.select(1)
    session.edit(steps=200, noise=2.0)
    session.edit_runner(lr=0.3, schedule=schedule)
    for step in (140, 160, 180):
        assert told(session, step)[1:] == (headline, severity)
        assert "arrives" not in session.verdict().reason
        assert not any("minimum" in str(figure.label) for figure in session.verdict().figures)


def test_an_overflow_is_out_of_numbers_and_an_escape_an_explosion() -> None:
    session = Session()
    session.select(2)
    assert told(session, 50) == ("exploding", "Exploding", Severity.LOST)
    session.edit(surface="quadratic:escape=inf", steps=300)
    session.edit_runner(lr=10.0)
    assert told(session, 300) == ("exploding", "Out of numbers", Severity.LOST)


def test_the_vocabulary_keeps_its_names() -> None:
    assert list(HEADLINES) == list(LABELS)
    assert LABELS["plateau"] == "Plateau"
