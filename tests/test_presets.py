"""The presets: facts with sources, each tried by the simulator where it can be."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import lrsim
from lrsim.declarations import MAX_LR
from lrsim.presets import FILES, Preset, presets, starting_rates, usual_rate

PRESETS = {preset.name: preset for preset in presets()}
RATES = [preset for preset in presets() if preset.lr is not None]
RULES = [preset for preset in presets() if preset.kind == "rule"]

each = pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)


def test_names_are_there_once_and_kinds_in_order():
    assert len(PRESETS) == len(presets()) >= 50
    kinds = [preset.kind for preset in presets()]
    assert list(dict.fromkeys(kinds)) == list(FILES.values())


@each
def test_every_preset_says_where_it_comes_from(preset: Preset):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", preset.name)
    assert re.fullmatch(r"20[12]\d(-(0[1-9]|1[0-2]))?", preset.date)
    assert preset.url.startswith("https://")
    assert preset.source
    assert not preset.title.endswith(".")
    assert not preset.doc or preset.doc.endswith(".")
    arxiv = re.search(r"arXiv:(\d{2})(\d{2})\.\d{5}", preset.source)
    if arxiv:
        assert preset.date == f"20{arxiv[1]}-{arxiv[2]}"
        assert arxiv[0].removeprefix("arXiv:") in preset.url


PLACE = re.compile(
    r"(section|table|tables|appendix) “?[\w.]+|abstract|, [\w./-]+\.(py|md|lua|sh|yaml)\b", re.ASCII
)
"""Where in a document a number stands: a part of a paper, or a file of a repository."""


@each
def test_every_source_names_the_place_where_the_number_stands(preset: Preset):
    assert PLACE.search(preset.source)
    assert "not checked" not in preset.source


def test_dqns_rmsprop_is_the_centred_one_of_its_code():
    """There `tmp = sqrt(g2 - g*g + 0.01)` with both means at 0.95, and no momentum."""
    rule = lrsim.optimizer(PRESETS["dqn"].optimizer)
    assert (rule.alpha, rule.centered, rule.momentum) == (0.95, True, 0.0)
    assert rule.eps == pytest.approx(math.sqrt(0.01))


@each
def test_every_preset_says_a_rate_or_what_to_make_of_one(preset: Preset):
    assert preset.rate
    if preset.kind == "rule":
        assert preset.lr is None
        assert preset.factor or preset.share or preset.power is not None
        assert all(0.0 < factor < 100.0 for factor in preset.factor)
        assert all(0.0 < share < 1.0 for share in preset.share)
    else:
        assert preset.optimizer
        assert preset.lr is not None
        assert 0.0 < preset.lr <= (preset.lr_high or MAX_LR)


@pytest.mark.parametrize("preset", RATES, ids=lambda preset: preset.name)
def test_every_starting_rate_runs_on_a_smooth_bowl_and_makes_it_no_worse(preset: Preset):
    run = lrsim.run(
        "bowl",
        optimizer=preset.optimizer,
        schedule=preset.schedule or "constant",
        lr=preset.lr_high or preset.lr,
        steps=300,
    )
    assert run.exploded_at is None
    assert run.loss[-1] < run.loss[0]


@pytest.mark.parametrize("preset", [p for p in RULES if p.schedule], ids=lambda p: p.name)
def test_every_schedule_of_a_rule_runs(preset: Preset):
    run = lrsim.run("bowl", schedule=preset.schedule, lr=0.1, steps=50)
    assert run.lr[-1] < run.lr[0] == 0.1


def left(optimizer: str = "sgd", lr: float = 0.1, start: float = 5.0, steps: int = 400, **given):
    """Return the mean loss at the end over many seeds of a noisy parabola."""
    vary = {"seed": np.arange(400)}
    found = lrsim.batch(
        "quadratic", optimizer=optimizer, lr=lr, start=start, steps=steps, vary=vary, **given
    )
    return float(np.mean(found.loss))


def test_a_tenth_of_the_rate_keeps_what_is_learned_already():
    (factor,) = PRESETS["fine-tuning"].factor
    near = 0.01
    assert left(lr=factor * 0.2, start=near, noise=1.0) < 0.2 * left(lr=0.2, start=near, noise=1.0)


def test_k_times_the_batch_allows_k_times_the_rate_at_the_same_number_of_samples():
    k = 4
    rate, power = 0.01, PRESETS["batch-linear"].power
    assert power == 1.0
    small = left(lr=rate, steps=400, noise=2.0)
    scaled = left(lr=rate * k**power, steps=400 // k, noise=2.0 / math.sqrt(k))
    unscaled = left(lr=rate, steps=400 // k, noise=2.0 / math.sqrt(k))
    assert scaled == pytest.approx(small, rel=0.15)
    assert unscaled > 5.0 * small


def test_adam_takes_the_root_of_k_times_the_rate():
    k, rate = 4, 0.01
    power = PRESETS["batch-square-root"].power
    assert power == 0.5
    given = {"optimizer": "adam", "start": 0.0}  # in the minimum: what counts is the noise ball
    small = left(lr=rate, steps=8000, noise=5.0, **given)
    root = left(lr=rate * k**power, steps=8000 // k, noise=5.0 / math.sqrt(k), **given)
    whole = left(lr=rate * k, steps=8000 // k, noise=5.0 / math.sqrt(k), **given)
    assert root == pytest.approx(small, rel=0.25)
    assert whole > 1.7 * small


def test_a_cooldown_takes_the_noise_away_nearly_as_a_cosine_does():
    preset = PRESETS["cooldown"]
    cosine = left(schedule="cosine-annealing", noise=1.0)
    constant = left(schedule="constant", noise=1.0)
    for share in preset.share:
        cooled = left(schedule=f"{preset.schedule},decay_steps={round(share * 400)}", noise=1.0)
        assert 2.0 * cosine < cooled < 4.0 * cosine < 0.3 * constant


def test_lion_needs_a_smaller_rate_than_adamw():
    low, high = PRESETS["lion-after-adamw"].factor
    adamw = left("adamw", lr=0.05, noise=1.0, steps=1000)
    assert left("lion", lr=0.05, noise=1.0, steps=1000) > adamw
    assert left("lion", lr=low * 0.05, start=1.0, noise=1.0, steps=1000) < adamw
    assert low < high < 1.0


def test_rates_are_written_shortly():
    rates = {
        name: PRESETS[name].rate for name in ("resnet", "bert-fine-tuning", "cooldown", "lora")
    }
    assert rates == {
        "resnet": "0.1",
        "bert-fine-tuning": "2 × 10⁻⁵–5 × 10⁻⁵".replace(" ×", "\N{NO-BREAK SPACE}×").replace(
            "× ", "×\N{NO-BREAK SPACE}"
        ),
        "cooldown": "10 %–20 %",
        "lora": "× 10",
    }
    assert PRESETS["batch-linear"].rate == "× k"
    assert PRESETS["batch-square-root"].rate == "× √k"


def test_starting_rates_are_those_of_an_optimizer():
    names = [preset.name for preset in starting_rates("sgd")]
    assert names[:2] == ["pytorch-sgd", "keras-sgd"]
    assert "resnet" in names
    assert starting_rates("newton") == ()


@pytest.mark.parametrize(
    ("verdict", "lr", "told"),
    [
        ("exploding", 1.1, True),
        ("exploding", 0.005, False),
        ("too_small", 1e-5, True),
        ("too_small", 1e-3, False),
        ("just_right", 100.0, False),
    ],
)
def test_the_usual_rate_is_told_where_a_rate_that_fails_is_far_from_it(verdict, lr, told):
    sentence = usual_rate(verdict, "adam", lr)
    assert sentence == ("PyTorch starts Adam at 0.001 on real networks." if told else "")
    assert usual_rate(verdict, "newton", lr) == ""
