"""What sentences and figures claim, against the numbers beside them."""

import pytest

import lrsim
from diagnosis.told import numbers


def verdict_of(surface, optimizer="sgd", **more):
    return lrsim.run(surface, optimizer=optimizer, **more).verdict


def figures(verdict):
    return {str(figure.label): figure.text for figure in verdict.figures}


# --- how far down ---


def test_what_is_told_is_the_share_of_the_way_down_not_that_of_the_loss():
    run = lrsim.run("styblinski-tang", optimizer="polyak", lr=0.0012, steps=100)
    way = (run.loss[0] - run.loss[-1]) / (run.loss[0] + 50.0587)
    assert run.verdict.name == "too_small"
    (told, steps) = numbers(run.verdict.reason)
    assert told == pytest.approx(100 * way, rel=0.01)
    assert "of the way down after" in run.verdict.reason
    assert steps == 100


def test_a_loss_hardly_moves_only_where_it_is_at_most_a_tenth_of_the_way_down():
    assert verdict_of("quadratic", lr=1e-4, steps=50).reason.startswith(
        "The loss hardly moves: 1.98"
    )
    slow = verdict_of("three-hump-camel", "sgd:momentum=0.9", lr=9.8e-5, steps=100)
    assert slow.reason.startswith("The loss falls far too slowly: 44 % of the way down")


@pytest.mark.parametrize(
    ("surface", "optimizer", "lr", "noise", "steps"),
    [("mccormick", "radam", 2.6, 10.0, 20), ("rastrigin-1d", "adam", 3.0, 1.0, 20)],
)
def test_above_its_start_no_share_of_the_gap_is_said_to_be_left(
    surface, optimizer, lr, noise, steps
):
    run = lrsim.run(surface, optimizer=optimizer, lr=lr, noise=noise, steps=steps)
    if run.verdict.name == "undecided" and run.loss[-1] > run.loss[0]:
        assert "gap is left" not in run.verdict.reason
        assert "above the" in run.verdict.reason


def test_a_spike_that_ends_below_the_start_is_not_still_up_there():
    verdict = verdict_of("forrester", "adagrad", lr=1.4, steps=20)
    assert verdict.name == "unstable"
    assert "has only come back to 0.00211" in verdict.reason


def test_swings_that_lead_away_are_not_on_their_way_down():
    run = lrsim.run("rastrigin", optimizer="sgd:momentum=0.9", lr=0.47, steps=20)
    assert run.loss[-1] > run.loss[0]
    assert "on its way down" not in run.verdict.reason


# --- the stable limit ---


def test_at_the_end_of_a_schedule_the_limit_is_that_of_the_last_step():
    run = lrsim.run("beale", optimizer="newton", schedule="cosine-annealing", lr=0.25, steps=50)
    told = numbers(figures(run.verdict)["Of the stable limit here"])[0]
    assert told > 0.0
    run = lrsim.run("quadratic", schedule="cosine-annealing", lr=0.1, steps=10)
    assert run.verdict.evidence["edge_ratio"] == pytest.approx(run.lr[-1])


def test_no_explosion_is_below_the_limit_that_is_told():
    verdict = verdict_of("styblinski-tang", schedule="step", lr=0.19, noise=10.0, steps=50, seed=61)
    assert verdict.name == "exploding"
    assert not [label for label in figures(verdict) if "limit" in label]


def test_the_share_of_a_limit_says_by_its_name_of_which_place_it_is():
    assert "Of the stable limit here" in figures(verdict_of("rosenbrock", lr=1e-3, steps=20))
    beyond = figures(verdict_of("quadratic", lr=1.1, start=5.0, steps=50))
    assert "Of the least stable limit" in beyond
    assert "Of the stable limit here" not in beyond


def test_a_rate_at_the_limit_is_not_once_that():
    verdict = verdict_of("rosenbrock", "nadam", lr=0.25, steps=100)
    assert verdict.note.endswith("yours is at that limit.")


# --- what comes ---


@pytest.mark.parametrize(
    ("surface", "optimizer", "more"),
    [
        ("log-cosh", "prodigy", {"lr": 0.0062, "steps": 10}),  # its own estimate grows
        ("long-valley", "adamw", {"lr": 0.0064, "noise": 10.0, "steps": 50, "seed": 125}),
        ("huber", "sgd", {"lr": 8.8e-5, "schedule": "multiplicative", "steps": 10}),
    ],
)
def test_no_arrival_is_told_where_the_pace_does_not_last(surface, optimizer, more):
    verdict = verdict_of(surface, optimizer, **more)
    assert verdict.name == "too_small"
    assert verdict.evidence["projected_steps"] is None
    assert "needs" not in verdict.reason


def test_what_a_schedule_makes_of_rprops_first_step_is_not_blamed():
    given = {"optimizer": "rprop", "lr": 0.00035, "steps": 50}
    plain = lrsim.run("goldstein-price", **given)
    cut = lrsim.run("goldstein-price", schedule="cosine-annealing", **given)
    assert (cut.position == plain.position).all()
    assert cut.verdict.reason == plain.verdict.reason


# --- noise ---


def test_a_ball_that_a_schedule_froze_is_no_noise_ball():
    given = {"lr": 0.055, "noise": 10.0, "steps": 100, "seed": 101}
    verdict = verdict_of("booth", schedule="multiplicative", **given)
    assert verdict.reason.startswith("The schedule has cut the LR to")


def test_theory_is_not_held_against_a_level_that_it_does_not_explain():
    for seed in range(30):
        verdict = verdict_of("huber", "sgd:momentum=0.9", lr=0.07, noise=1.0, steps=40, seed=seed)
        if "By theory" in verdict.note:
            level, ball = numbers(verdict.reason)[0], numbers(verdict.note)[-1]
            assert ball / 5.0 <= level <= 5.0 * ball


def test_a_loss_that_never_left_its_start_is_not_dominated_by_noise():
    run = lrsim.run(
        "three-hump-camel", optimizer="adadelta", lr=0.3, noise=10.0, steps=400, seed=195
    )
    assert run.verdict.name == "too_small"
    assert "falls far too slowly: 2" in run.verdict.reason


def test_noise_that_dominates_says_truly_whether_the_loss_has_fallen():
    seen = set()
    for seed in range(60):
        run = lrsim.run("six-hump-camel", lr=0.05, noise=10.0, steps=100, seed=seed)
        if "Noise dominates" in run.verdict.reason:
            level, start = numbers(run.verdict.reason)
            seen.add(below := level < start)
            assert ("not half-way down" in run.verdict.reason) == below
    assert seen


def test_a_fix_under_noise_leaves_less_than_a_ball_that_stands_would():
    run = lrsim.run(
        "six-hump-camel", lr=0.31, noise=1.0, steps=3, seed=92, schedule="multiplicative"
    )
    remedy = run.verdict.remedy
    assert run.verdict.name == "exploding"
    assert remedy is None or remedy.tried.final_loss < 0.5 * run.loss[0]


def test_what_was_tried_under_noise_is_told_to_the_step():
    verdict = verdict_of("easom", "rmsprop", lr=4e-4, noise=10.0, steps=20, seed=48)
    assert verdict.remedy is None
    assert verdict.remedy_reason == (
        "No LR or schedule that was tried, in up to 200 steps, ends much lower than this run played on."
    )


# --- uphill ---


def test_a_climb_that_ends_on_a_hilltop_is_no_explosion():
    verdict = verdict_of("ackley", "newton", lr=0.57, schedule="polynomial", steps=20)
    assert verdict.name == "plateau"
    assert "saddle" in verdict.reason or "hilltop" in verdict.reason


def test_a_saturated_tail_is_a_plain_whichever_way_it_bends():
    verdict = verdict_of("plateau", lr=100.0, steps=50)
    assert "hilltop" not in verdict.reason
    assert "on a plain" in verdict.reason


def test_newtons_way_uphill_is_not_blamed_on_a_rate_that_is_too_large():
    verdict = verdict_of("rastrigin", "newton", lr=2.2e-6, steps=6)
    assert verdict.name == "undecided"
    assert verdict.reason.startswith("The loss has grown from 48.8303 to 48.8309")


def test_a_gap_that_stays_what_it_is_is_not_said_to_grow():
    verdict = verdict_of("ackley", "newton", lr=0.57, schedule="polynomial", steps=20)
    assert "Gap grows per step" not in figures(verdict)
