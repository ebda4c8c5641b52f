"""Claims and values: a small language, with an answer for everything that may be written in it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrsim.errors import InputError
from lrsim.lessons.cast import Cast
from lrsim.lessons.claims import claim, value

WALK = {"surface": "quadratic", "start": [5.0], "steps": 50, "lr": 0.1}
CAST = Cast(
    {
        "walk": WALK,
        "bounce": {"like": "walk", "lr": 0.9},
        "wider": {"like": "walk", "lr": 1.1},
        "valley": {"surface": "long-valley:kappa=10", "lr": 0.05},
        "shower": {"surface": "shower", "lr": 0.01, "steps": 50},
        "ten": {"surface": "quadratic:escape=inf", "start": [5.0], "steps": 300, "lr": 10.0},
    }
)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("walk.converged_at = 31", True),
        ("bounce.converged_at = walk.converged_at and bounce.x[1] < 0", True),
        ("wider.exploded_at = 30 and wider.verdict = exploding", True),
        ("walk.exploded_at = none", True),
        ("walk.exploded_at != none", False),
        ("walk.exploded_at < 100", False),
        ("walk.exploded_at > 0", False),
        ("walk.loss[1] ~ 0.64 * walk.loss[0]", True),
        ("|bounce.x[1]| = 4", True),
        ("-(bounce.x[1] + 2) * 3 / 6 = 1", True),
        ("1 / 0 = 1", False),
        ("shower.temperature[0] ~ 10.3 and |shower.temperature - 38| < 0.001", True),
        ("walk.limit = 1 and walk.best_rate = 0.5", True),
        ("walk.at_1_percent = 11", True),
        ("wider.at_1_percent = none", True),
        ("walk.zone_low < 0.5 and walk.zone_high < 1 and walk.zone_best = 0.5", True),
        ("walk.keeps[0] ~ 0.64 and walk.hops[3] ~ 0.8", True),
        ("valley.move[0,1] = valley.y[1] - valley.y[0]", True),
        ("ten.loss_infinite_at = 120 and ten.exploded_at = 120", True),
    ],
)
def test_a_claim_holds_when_the_run_does_what_it_says(text, is_so):
    assert claim(text)(CAST) is is_so


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("walk.loss", "must compare"),
        ("", "ends too early"),
        ("walk.loss <", "ends too early"),
        ("walk.loss < 1 or 2", "says nothing"),
        ("(walk.loss < 1", "lacks a )"),
        ("walk.loss[x] < 1", "whole number"),
        ("walk.loss[1 < 1", "lacks a ]"),
        ("import os", "must compare"),
        ("__import__('os') = 1", "says nothing"),
        ("(" * 30 + "1", "nested too deeply"),
        ("-" * 30 + "1 = 1", "nested too deeply"),
        ("walk.loss & 1", "says nothing"),
    ],
)
def test_what_is_no_claim_is_refused_in_a_sentence(text, allowed):
    with pytest.raises(InputError, match=r".") as caught:
        claim(text)
    assert allowed in str(caught.value.allowed)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("nobody.loss = 1", "must be one of"),
        ("walks.loss = 1", "did you mean walk"),
        ("walk.los = 1", "did you mean loss"),
        ("walk.x[51] = 1", "from 0 to 50"),
        ("walk.move[50] = 1", "none follows"),
        ("walk.x[0,1] = 1", "a step alone"),
        ("walk.y = 1", "no coordinate"),
        ("walk.move[0,1] = 1", "no coordinate"),
        ("walk.start[1] = 1", "no coordinate"),
        ("walk.verdict[3] = just_right", "for the whole run"),
    ],
)
def test_a_quantity_that_there_is_not_is_refused_with_what_there_is(text, allowed):
    with pytest.raises(InputError) as caught:
        claim(text)(CAST)
    assert allowed in str(caught.value.allowed)


@given(st.text(alphabet="walk.los[]()|+-*/<>=~ and0123456789,", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        read = value(text)(CAST)
    except InputError:
        return
    assert (
        read is None or isinstance(read, str) or not math.isinf(read) or "/" in text or "*" in text
    )


def test_a_run_like_another_has_all_of_it_but_its_name():
    cast = Cast(
        {
            "walk": {"name": "Walker", "lr": 0.1, "steps": 20},
            "bounce": {"like": "walk", "lr": 0.9},
            "wider": {"like": "bounce", "lr": 1.1},
        }
    )
    stage = cast.stage(("walk", "bounce", "wider"))
    assert [runner.name for runner in stage.runners] == ["Walker", "Bounce", "Wider"]
    assert stage.steps == 20
