"""What is said of the stable limit: one place at a time, by its name, where it explains something."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
from lrsim.stability.limits import MOST_ROWS, steepest_row
from lrsim.text.numbers import number
from lrsim.theory import local_theory


def verdict_of(surface, lr, optimizer="sgd", start=None, steps=50, **more):
    return lrsim.run(surface, optimizer, lr=lr, start=start, steps=steps, **more).verdict


def test_an_explosion_is_told_by_the_place_it_left_from_and_cut_to_below_that():
    verdict = verdict_of("beale", 0.01, "sgd:momentum=0.9", (4.0, 4.0))
    assert verdict.evidence["edge"] == pytest.approx(2.63e-5, rel=1e-3)
    assert verdict.note.startswith(f"At the start it is stable up to LR {number(2.63e-5)} = ")
    assert verdict.note.endswith("; yours is 380 × that.")
    assert 0.01 * verdict.remedy.factor < verdict.evidence["edge"]


def test_where_all_places_are_alike_none_is_named():
    note = verdict_of("quadratic", 1.1, start=5.0).note
    assert note == "It is stable up to LR 1 = 2 / λ; yours is 1.1 × that."


def test_what_does_not_settle_is_told_by_the_minimum_and_the_figure_by_the_ball():
    verdict = verdict_of("shower", 0.1)
    assert verdict.name == "oscillating"
    assert (
        verdict.note == "At the minimum it is stable up to LR 0.0325 = 2 / λ; yours is 3.08 × that."
    )
    ball = local_theory(lrsim.run("shower", lr=0.1, steps=50), 50)
    assert verdict.evidence["edge"] == ball.edge.value != pytest.approx(0.0325, rel=0.1)


@pytest.mark.parametrize("times", np.linspace(2.1, 3.9, 7))
def test_a_catapult_is_just_right_and_told_as_a_jump_to_a_flatter_place(times):
    lr = times / 16.25
    run = lrsim.run("edge-of-stability", lr=lr, start=(4.0, 0.5), steps=200)
    sharpness = np.linalg.eigvalsh(run.setup.surface.hessian(run.position[-1]))[-1]
    assert run.verdict.name == "just_right"
    assert sharpness < 2 / lr
    assert "At the start it was stable up to LR 0.121 only" in run.verdict.note
    assert "jumped to a flatter place" in run.verdict.note


def test_on_a_curve_of_minima_the_one_reached_counts():
    run = lrsim.run("edge-of-stability", lr=0.05, start=(4.0, 0.5), steps=500)
    x, y = run.position[-1]
    assert (x * x + y * y) > 8.0  # far from the listed minima at ±(1, 1)
    assert run.verdict.evidence["edge"] == pytest.approx(2 / (x * x + y * y))
    assert run.verdict.note == ""


def test_who_did_not_jump_is_not_told_so():
    for lr in (0.05, 0.1):
        note = verdict_of("edge-of-stability", lr, start=(4.0, 0.5), steps=500).note
        assert "jumped" not in note
    assert "jumped" not in verdict_of("quadratic", 0.9, start=5.0).note
    # there it was the schedule that calmed it, in a place that is steeper
    schedule = "reduce-on-plateau"
    verdict = verdict_of("shower", 1.5, steps=200, schedule=schedule)
    assert verdict.name == "just_right"
    assert "jumped" not in verdict.note
    # too large for the start, but downhill all the way
    assert "jumped" not in verdict_of("quartic", 0.05, start=2.0, steps=5000).note


FORMULAS = [
    ("quadratic", "sgd:momentum=0.9,dampening=0.5", None, 3.8, "2 (1 + β) / ((1 − τ) λ)"),
    ("quadratic", "sgd:momentum=0.5,nesterov=true", None, 0.75, "(2 + 2β) / ((1 + 2β) λ)"),
    ("quadratic", "sgd:weight_decay=2", None, 0.5, "2 / (λ + ρ)"),
    ("quadratic", "sgd:weight_decay=2,weight_decay_mode=decoupled", None, 0.5, "2 / (λ + κ)"),
    ("quadratic", "sgd", (0.5,), 2.0, "2 / (0.5 λ)"),
    ("quadratic", "sgd:weight_decay=2", (0.5,), 1.0, "2 / (0.5 (λ + ρ))"),
    ("long-valley:kappa=10", "sgd", None, 0.2, "2 / λmax"),
    ("long-valley:kappa=10", "sgd", (1.0, 0.5), 0.4, "2 / λmax(S H)"),
    ("long-valley:kappa=10", "sgd", (1.0, 0.0), 2.0, "2 / λ"),
    ("long-valley:kappa=10", "sgd:weight_decay=2", (1.0, 0.5), 2 / 6, "2 / λmax(S (H + ρ))"),
]


@pytest.mark.parametrize(("surface", "optimizer", "scale", "limit", "formula"), FORMULAS)
def test_the_formula_is_that_of_what_is_set(surface, optimizer, scale, limit, formula):
    run = lrsim.run(
        surface,
        optimizer,
        lr=1.2 * limit,
        steps=400,
        **({} if scale is None else {"lr_scale": scale}),
    )
    assert run.verdict.evidence["edge"] == pytest.approx(limit)
    assert run.verdict.name == "exploding"
    assert f"stable up to LR {number(limit)} = {formula}" in run.verdict.note


def test_adamws_formula_has_its_decay():
    edge = local_theory(lrsim.run("quadratic", "adamw", lr=0.1, steps=5), 3).edge
    assert edge.formula == "2 / ((1 − β₁)/(1 + β₁) λ + κ)"


def test_the_steepest_place_is_the_one_met_before_the_loss_rose_above_its_start():
    surface = lrsim.surface("quartic")
    position = np.array([[2.0], [2.5], [1.0], [-1.9], [-9.0]])
    assert steepest_row(surface, (1.0,), position, surface(position)) == 0
    start_lower = np.array([[1.0], [0.5], [-1.0], [3.0]])
    assert steepest_row(surface, (1.0,), start_lower, surface(start_lower)) == 0
    assert steepest_row(lrsim.surface("abs"), (1.0,), position, np.ones(5)) is None
    assert steepest_row(surface, (1.0,), position[:0], np.empty(0)) is None


def test_of_a_long_path_few_places_are_looked_at(monkeypatch):
    surface = lrsim.surface("rosenbrock")
    looked = []
    hessian = type(surface).hessian
    monkeypatch.setattr(
        type(surface), "hessian", lambda self, p: looked.append(len(p)) or hessian(self, p)
    )
    path = np.random.default_rng(0).uniform(-1, 1, (10**5, 2))
    assert steepest_row(surface, (1.0, 1.0), path, np.zeros(10**5)) is not None
    assert looked == [MOST_ROWS]


def test_what_is_of_the_step_shown_and_what_of_the_whole_run_is_told_apart():
    runner = lrsim.Runner(lr=0.1, dial=[(20, 0.3)])
    session = lrsim.Session(lrsim.Experiment("quadratic", steps=40, runners=[runner]))
    session.seek(10)
    labels = [figure.label for figure in session.verdict().figures]
    assert "Of the stable limit here" in labels
    session.set_reveal(True)
    verdict = session.verdict()
    told = {figure.label: figure.text for figure in verdict.figures}
    assert told["Of the stable limit at step 10"] == "10 %"
    assert verdict.note.endswith("The limit is that of step 10; all else is about the whole run.")
    session.seek(30)  # nothing changes after it
    assert "whole run" not in session.verdict().note
