"""Fixes that were tried: what is offered works when it is done, and says what it is."""

import dataclasses
import json
import re

import numpy as np
import pytest

import lrsim
from lrsim.cancel import Cancel
from lrsim.diagnosis import diagnose_run
from lrsim.remedies import noise, search
from lrsim.remedies.changes import Change, close_rates, round_budgets, round_rates
from lrsim.remedies.trials import tried
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import Stopped
from lrsim.session.edits import remedied


def verdict_of(surface, lr, steps=100, optimizer="sgd", **given):
    return lrsim.run(surface, optimizer=optimizer, lr=lr, steps=steps, **given).verdict


def done(run):
    """Return the run with its verdict's remedy done."""
    return lrsim.run(remedied(run.experiment, 0, run.verdict.remedy))


# --- work that nobody wants any more ---


@pytest.mark.parametrize(
    "given",
    [
        {"lr": 1.1},
        {"lr": 1e-4},
        {"lr": 0.9, "noise": 1.0},
        {"lr": 0.1, "schedule": "step:step_size=3"},
        {"lr": 0.1, "steps": 8},
    ],
)
def test_a_search_for_fixes_that_is_cancelled_tries_no_more_and_is_not_kept(given, monkeypatch):
    """Whichever run or batch it is at when that happens."""
    verdict = lrsim.run(**{"surface": "quadratic", "start": 5.0, "steps": 50} | given).verdict
    begun = []

    class Late(Cancel):
        """Set once so many runs and batches have begun."""

        def __init__(self, most):
            super().__init__()
            self.most = most

        def tell(self, function):
            def told(*given, **named):
                begun.append(function)
                if len(begun) == self.most:
                    self.set()
                return function(*given, **named)

            return told

    def look(most):
        begun.clear()
        cancel = Late(most)
        with monkeypatch.context() as patch:
            for module in (search, noise):
                patch.setattr(module, "simulate", cancel.tell(simulate))
            patch.setattr(search, "tried", cancel.tell(tried))
            return verdict.prescribe(cancel)

    all_of_them = 0
    while True:
        all_of_them += 1
        try:
            look(all_of_them)
        except Stopped:
            assert len(begun) <= all_of_them + 1  # a run that is there already is not taken again
            assert "_found" not in vars(verdict)
        else:
            break
    assert all_of_them > 3
    assert verdict.remedy is not None


# --- what is offered ---


def test_the_popular_example_is_offered_the_rate_that_lands_in_one_step():
    verdict = verdict_of("quadratic", 1.1, 50, start=5.0)
    assert verdict.fix == "LR 0.5 from step 0, there in 1 step"
    assert verdict.remedy.to_dict() == {
        "text": "LR 0.5 from step 0",
        "lr": 0.5,
        "factor": 0.5 / 1.1,
        "from_step": 0,
        "steps": None,
        "schedule": None,
        "tried": {"verdict": "just_right", "final_loss": 0.0, "converged_at": 1},
    }
    assert verdict.remedy_reason == ""
    assert verdict.rule == "The rule of thumb (LR ÷ 100) ends at a loss of 2.7 here."


def test_the_best_rate_of_a_long_valley_is_not_divided_by_ten():
    """2/(λmin + λmax) is the best there is: nothing but more steps helps."""
    remedy = verdict_of("long-valley:kappa=100", 0.0198, 200, start=(-9.0, -1.0)).remedy
    assert (remedy.lr, remedy.steps, remedy.from_step) == (None, 500, 200)
    assert remedy.tried.verdict == "just_right"


def test_a_fix_that_works_within_the_budget_asks_for_no_more_steps():
    """The rate's neighbours need more, so it is found among longer runs."""
    start = (-1.5, 2.0)
    run = lrsim.run("rosenbrock", optimizer="sgd:momentum=0.9", lr=0.003, steps=500, start=start)
    remedy = run.verdict.remedy
    assert (remedy.lr, remedy.steps, remedy.from_step) == (0.002, None, 0)
    assert done(run).verdict.name == "just_right"


def test_a_fix_after_an_explosion_does_not_explode_again():
    run = lrsim.run("beale", start=(4.0, 4.0), optimizer="sgd:momentum=0.9", lr=0.01)
    assert run.verdict.name == "exploding"
    assert done(run).verdict.name == "just_right"


def test_a_quartics_fix_grows_no_further_than_the_path_allows():
    run = lrsim.run("quartic", lr=0.0236)
    assert run.verdict.rule == "The rule of thumb (LR × 10) explodes here at step 4."
    assert done(run).verdict.name == "just_right"


def test_a_plateaus_fix_acts_from_its_onset():
    run = lrsim.run("double-well", lr=0.28)
    remedy = run.verdict.remedy
    assert remedy.from_step == run.verdict.at_step > 0
    assert np.array_equal(done(run).loss[: remedy.from_step], run.loss[: remedy.from_step])
    assert done(run).verdict.name == "just_right"


def test_in_the_middle_of_a_run_a_fix_acts_from_there():
    run = lrsim.run("quadratic", lr=0.97, start=5.0, steps=50)
    verdict = diagnose_run(run, 21)
    assert verdict.acting_at(20).remedy.from_step == 20
    assert verdict.acting_at(None).remedy.from_step == 0


@pytest.mark.parametrize(("lr", "name"), [(1e-4, "too_small"), (1.1, "exploding")])
def test_explosions_and_far_too_small_rates_are_fixed_from_step_0(lr, name):
    run = lrsim.run("quadratic", lr=lr, start=5.0, steps=50)
    verdict = diagnose_run(run, 26)
    assert verdict.name == name
    assert verdict.acting_at(25).remedy.from_step == 0


def test_a_schedule_that_starves_the_run_is_replaced():
    run = lrsim.run("quadratic", lr=0.1, steps=50, schedule="exponential:gamma=0.5")
    assert run.verdict.remedy is not None
    assert done(run).verdict.name == "just_right"


def test_an_optimizer_without_a_rate_is_given_more_steps_only():
    run = lrsim.run("rosenbrock", optimizer="exact-line-search", steps=100)
    remedy = run.verdict.remedy
    assert remedy is None or (remedy.lr, remedy.schedule) == (None, None)


def test_a_rate_of_0_has_no_factor():
    remedy = verdict_of("quadratic", 0.0, 20).remedy
    assert remedy.lr == 0.5
    assert remedy.factor is None


# --- nothing to offer ---


@pytest.mark.parametrize(
    ("surface", "lr", "given", "reason"),
    [
        ("quadratic", 0.1, {}, "It gets there as it is."),
        ("quadratic:escape=inf", 0.1, {"start": 1e200}, "No LR changes where it starts."),
        ("saddle", 0.1, {}, "The loss falls there without end."),
    ],
)
def test_where_nothing_is_offered_it_is_said_why(surface, lr, given, reason):
    verdict = verdict_of(surface, lr, **given)
    assert verdict.remedy is None
    assert verdict.remedy_reason == reason
    told = verdict.to_dict()
    assert (told["remedy"], told["remedy_reason"]) == (None, reason)


@pytest.mark.parametrize(
    ("surface", "lr", "given"),
    [
        ("formula:log(x)", 0.01, {}),
        ("saddle", 0.1, {"steps": 5}),
        ("saddle", 0.1, {}),
        ("quadratic:escape=inf", 0.1, {"start": 1e200}),
    ],
)
def test_why_nothing_is_offered_does_not_say_the_verdict_once_more(surface, lr, given):
    verdict = verdict_of(surface, lr, **given)
    assert verdict.remedy_reason
    assert not threes(verdict.reason) & threes(verdict.remedy_reason)


def test_why_nothing_is_offered_yet_does_not_say_once_more_that_it_is_early():
    verdict = diagnose_run(lrsim.run("quadratic", lr=0.1, start=5.0, steps=50), 3).acting_at(2)
    assert verdict.headline.text == "Too early"
    assert "too early" not in verdict.remedy_reason


def threes(text):
    """Return what any three words in a row of a text are."""
    words = re.findall(r"\w+", str(text).lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def test_while_it_is_too_early_nothing_is_offered():
    run = lrsim.run("quadratic", lr=0.1, start=5.0, steps=50)
    verdict = diagnose_run(run, 3)
    assert verdict.name == "undecided"
    assert verdict.acting_at(2).remedy is None
    assert verdict.acting_at(2).remedy_reason == "Fixes are tried once more has been played."


def test_a_rule_of_thumb_that_does_not_help_is_not_told_as_the_fix():
    verdict = verdict_of("gramacy-lee", 2.335971, 500, "adagrad")
    assert verdict.advice == "LR ÷ 10"
    assert verdict.remedy is None
    assert verdict.fix == "Another start or another optimizer"
    assert verdict.remedy_reason.startswith("No LR that was tried, in up to")


@pytest.mark.parametrize(
    ("surface", "optimizer", "lr", "steps"),
    [("mccormick", "sgd:weight_decay=0.1", 0.5576, 7), ("forrester", "adagrad", 1.4, 20)],
)
def test_a_rate_that_is_too_large_is_never_made_larger(surface, optimizer, lr, steps):
    verdict = verdict_of(surface, lr, steps, optimizer)
    assert verdict.name in ("exploding", "unstable")
    assert verdict.remedy.lr <= lr


# --- noise ---


@pytest.mark.parametrize("lr", [0.1, 0.5])
def test_a_noise_balls_fix_lowers_the_level_over_seeds_of_its_own(lr):
    run = lrsim.run("quadratic", lr=lr, noise=1.0, start=5.0, steps=100)
    assert run.verdict.name == "plateau"
    remedy = run.verdict.remedy
    assert remedy.schedule or remedy.lr < lr

    def level(experiment):
        runs = [lrsim.run(experiment, seed=seed) for seed in range(100, 200)]
        return np.mean([one.loss[-25:].mean() for one in runs])

    steps = remedy.steps or 100
    before = level(dataclasses.replace(run.experiment, steps=steps))
    assert level(remedied(run.experiment, 0, remedy)) < 0.5 * before
    assert "over the last quarter instead of" in run.verdict.fix
    assert f"from step {remedy.from_step}, " in run.verdict.fix


# --- round numbers ---


def test_round_numbers_are_1_2_and_5():
    assert round_rates(0.02, 3.0) == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]
    assert round_budgets(50) == [100, 200, 500, 1000]
    assert round_budgets(1) == [2, 5, 10, 20]
    assert close_rates(1.0, 1.2) == [1.0, 1.1, 1.2]


def test_a_change_of_nothing_is_the_same_run():
    setup = lrsim.Experiment("quadratic").setup(0)
    assert Change().of(setup) == setup


def test_it_is_plain_json():
    for lr in (1e-6, 0.02, 0.97, 1.1, 1e6):
        json.dumps(verdict_of("quadratic", lr).to_dict(), allow_nan=False)
