"""What sentences and figures claim, against the numbers beside them."""

import numpy as np
import pytest

import lrsim
from diagnosis.told import numbers, plain
from lrsim.diagnosis import diagnose_run
from lrsim.text.numbers import number, percent


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
    assert slow.reason.startswith("The loss has fallen far too slowly: 44 % of the way down")


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


def test_at_the_end_of_a_schedule_the_share_is_that_of_the_step_that_would_come_next():
    run = lrsim.run("quadratic", schedule="step:step_size=10", lr=0.1, steps=30)
    assert figures(run.verdict)["Of the stable limit here"] == percent(1e-4)
    assert run.verdict.evidence["edge_ratio"] == pytest.approx(run.lr[-1])  # as for JSON's final.lr
    run = lrsim.run("quadratic", schedule="cosine-annealing", lr=0.1, steps=10)
    assert not [
        label for label in figures(run.verdict) if "limit" in label
    ]  # 0 is stable everywhere
    assert run.verdict.evidence["edge_ratio"] == pytest.approx(run.lr[-1])


def test_what_explains_a_verdict_is_the_rate_that_was_used_not_the_one_that_follows():
    run = lrsim.run("quadratic", schedule="step:step_size=30", lr=1.0, start=5.0, steps=30)
    assert run.verdict.name == "oscillating"
    assert (
        run.verdict.note
        == "It is stable up to LR 1 = 2 / λ; that of the last step is at that limit."
    )


def test_a_rate_that_a_schedule_has_raised_again_is_not_called_cut():
    schedule = "cosine-warm-restarts:t_0=50"
    run = lrsim.run("quadratic", schedule=schedule, lr=0.004, start=5.0, steps=100)
    assert run.verdict.name == "slow"
    assert plain(run.verdict.reason).startswith(
        "The schedule cut the LR to 3.95e-6 before it raised it again, with "
    )


def test_no_explosion_is_below_the_limit_that_is_told():
    verdict = verdict_of("styblinski-tang", schedule="step", lr=0.19, noise=10.0, steps=50, seed=61)
    assert verdict.name == "exploding"
    assert not [label for label in figures(verdict) if "limit" in label]


def test_the_share_of_a_limit_says_by_its_name_of_which_place_it_is():
    assert "Of the stable limit here" in figures(verdict_of("rosenbrock", lr=1e-3, steps=20))
    beyond = figures(verdict_of("quadratic", lr=1.1, start=5.0, steps=50))
    assert "Of the stable limit" in beyond
    assert "Of the stable limit here" not in beyond
    steep = figures(verdict_of("rosenbrock", lr=0.01, steps=20))
    assert "Of the least stable limit" in steep


def test_how_often_it_crossed_is_told_of_the_steps_of_which_it_is_known():
    run = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50)
    told = figures(run.verdict)["Crossed the valley"]
    counted = numbers(told)[-1]
    if counted < run.exploded_at:
        assert told == f"{counted:.0f} of the first {counted:.0f} steps"


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
        ("quadratic", "sgd", {"lr": 1e-4, "clip_norm": 1.0, "steps": 50}),
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
    assert "has fallen far too slowly: 2" in run.verdict.reason


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


# --- to and fro ---


def test_slopes_at_right_angles_do_not_cross_the_valley():
    for surface in ("long-valley", "booth", "rosenbrock"):
        run = lrsim.run(surface, optimizer="exact-line-search", steps=15)
        assert figures(run.verdict)["Crossed the valley"].startswith("0 of")
        lanes = lrsim.batch(
            surface, optimizer="exact-line-search", steps=15, vary={"seed": [0]}, evidence=True
        )
        assert not lanes.flips.any()


def test_swings_that_shrink_above_the_start_are_said_to():
    run = lrsim.run("bowl", optimizer="prodigy", lr=26.45, steps=45)
    assert run.verdict.name == "oscillating"
    loss, start = numbers(run.verdict.reason)
    assert (loss, start) == (pytest.approx(run.loss[-1], rel=1e-2), run.loss[0])
    assert "does not settle" not in run.verdict.reason
    assert "Gap grows per step" not in figures(run.verdict)


def test_jumps_that_grow_a_hundredfold_are_not_hidden_by_noise():
    run = lrsim.run("quadratic", lr=1.23, noise=1.0, steps=25, seed=3)
    assert diagnose_run(run, 7).name == "exploding"


def test_a_ball_that_noise_throws_about_does_not_hardly_move():
    run = lrsim.run(
        "log-cosh", optimizer="lion", lr=1.8588143357728841, noise=1.0, steps=78, seed=10400
    )
    assert run.verdict.name == "undecided"


# --- in a noise ball ---


@pytest.mark.parametrize(("lr", "seed"), [(0.0147, 1161), (0.02, 5), (0.1, 2), (0.3, 9)])
def test_the_level_of_a_noise_ball_is_the_mean_since_its_onset(lr, seed):
    run = lrsim.run("quadratic", lr=lr, noise=1.0, steps=320, start=20.0, seed=seed)
    assert "a noise ball" in run.verdict.reason
    level, step = numbers(run.verdict.reason)
    assert level == pytest.approx(run.loss[int(step) :].mean(), rel=0.05)


@pytest.mark.parametrize("factors", [[1.0, 0.1], [0.5, 3.0], [2.0, 2.0]])
@pytest.mark.parametrize(("surface", "lr"), [("bowl", 0.1), ("matyas", 0.5), ("long-valley", 0.02)])
def test_theorys_level_knows_the_factors_on_the_rate(surface, lr, factors):
    run = lrsim.run(surface, lr=lr, lr_scale=factors, noise=1.0, steps=5)
    (minimum,) = run.setup.surface.minima
    hessian = run.setup.surface.hessian(np.array(minimum.position))
    step = np.eye(2) - lr * np.diag(factors) @ hessian
    kick = lr * lr * np.diag(factors) ** 2
    # the covariance that a step leaves as it is: P = A P Aᵀ + lr² S σ² S
    covariance = np.linalg.solve(np.eye(4) - np.kron(step, step), kick.ravel()).reshape(2, 2)
    level = 0.5 * np.trace(hessian @ covariance)
    assert run.verdict.evidence["noise_level"] == pytest.approx(level, rel=1e-9)


def test_theory_tells_no_level_where_gradients_are_clipped_or_weights_decay():
    given = {"lr": 0.1, "noise": 1.0, "steps": 200}
    assert lrsim.run("quadratic", **given).verdict.evidence["noise_level"] is not None
    decoupled = "sgd:weight_decay=0.3,weight_decay_mode=decoupled"
    for more in ({"clip_norm": 0.5}, {"clip_value": 0.5}, {"optimizer": decoupled}):
        run = lrsim.run("quadratic", **given, **more)
        assert run.verdict.evidence["noise_level"] is None
        assert "By theory" not in run.verdict.note


def test_a_run_that_took_no_step_has_no_level_of_noise():
    run = lrsim.run("goldstein-price", lr=0.356, noise=0.1, steps=50, seed=1294)
    assert run.exploded_at == 1
    assert run.verdict.evidence["noise_level"] is None


def test_a_loss_that_reads_like_the_start_is_not_told_to_be_above_it():
    run = lrsim.run(
        "plateau", optimizer="prodigy", lr=8.05e-5, schedule="tanh", noise=1.0, steps=51, seed=24825
    )
    for rows in range(7, 52, 4):
        reason = diagnose_run(run, rows).reason
        if "above the" in reason:
            loss, start = numbers(reason)
            assert loss > start


# --- before the minimum ---


def test_a_pace_of_a_few_steps_tells_no_arrival():
    run = lrsim.run(
        "edge-of-stability", optimizer="sgd:momentum=0.9,nesterov=true", lr=9.3e-4, steps=12
    )
    verdict = diagnose_run(run, 8)
    assert verdict.reason.startswith("On course so far, with")
    assert "arrives" not in verdict.reason
    assert "To the minimum" not in figures(verdict)


@pytest.mark.parametrize(
    ("surface", "optimizer", "lr", "steps"),
    [
        ("gramacy-lee", "sgd", 3.46e-5, 110),  # on a hilltop, which the parabola knows nothing of
        ("huber", "newton", 1.29e-4, 393),
        ("gramacy-lee", "polyak", 4.29e-4, 11),
        ("matyas", "adamax", 4.8e-3, 13),
    ],
)
def test_no_arrival_is_told_at_the_pace_of_a_start(surface, optimizer, lr, steps):
    verdict = verdict_of(surface, optimizer, lr=lr, steps=steps)
    assert verdict.name == "too_small"
    assert "getting there needs" not in verdict.reason


def test_a_loss_that_does_not_settle_is_not_told_when_it_arrives():
    run = lrsim.run("rastrigin-1d", lr=0.012957386072395397, steps=96)
    assert "does not settle" in run.verdict.reason
    assert run.verdict.evidence["projected_steps"] is None


@pytest.mark.parametrize("step", [10, 40, 100])
def test_the_rate_that_a_schedule_has_cut_to_is_that_in_force(step):
    session = lrsim.Session(
        lrsim.Experiment(
            "quadratic",
            steps=100,
            runners=[lrsim.Runner(lr=0.3, schedule="exponential:gamma=0.5")],
        )
    )
    session.seek(step)
    rate = session.run.rate_at(step)
    said = f"{number(rate)}," if rate < 3e-5 else f"{percent(rate / 0.3)} of its peak"
    assert said in session.verdict().reason


def test_a_fall_is_told_to_go_on_at_a_pace_only_if_that_is_the_one_foreseen():
    session = lrsim.Session(lrsim.Experiment("cliff", steps=100, runners=[lrsim.Runner(lr=0.1)]))
    session.seek(10)  # down the cliff in a few steps, then along the bowl
    verdict = session.verdict()
    assert verdict.reason == "The loss has fallen fast enough: it arrives at about step 33."
    assert "Gap kept per step" not in {figure.label for figure in verdict.figures}


def test_steps_foreseen_are_the_same_in_sentence_and_figure():
    experiment = lrsim.Experiment(
        "long-valley", steps=200, runners=[lrsim.Runner(lr=0.05, lr_scale=(1, 0.1))]
    )
    session = lrsim.Session(experiment)
    session.seek(50)
    verdict = session.verdict()
    (steps,) = [figure.text for figure in verdict.figures if figure.label == "To the minimum"]
    assert verdict.reason.endswith(
        f"{steps.removesuffix(' steps').replace('about', 'about step')}."
    )


# --- words that each step must bear out ---


def test_a_growth_at_each_step_is_one_of_each_step_else_a_mean():
    steady = lrsim.run("quadratic", lr=1.1, start=5.0, steps=50)
    assert "-fold at each step" in steady.verdict.reason
    given = {"optimizer": "barzilai-borwein", "noise": 1.0, "schedule": "step", "lr": 3.6e-4}
    uneven = lrsim.run("shower", steps=97, seed=310, **given)
    assert uneven.verdict.name == "exploding"
    assert (np.diff(uneven.loss[:-1]) < 0.0).any()
    assert uneven.verdict.reason.startswith("On average the loss grows ")


def test_a_loss_that_rises_at_every_step_is_not_called_spiking():
    run = lrsim.run("formula:exp(-x)", optimizer="sgd:weight_decay=0.1", lr=0.02, steps=40)
    assert run.verdict.name == "unstable"
    assert run.verdict.reason.startswith("The loss rises at each of the recent steps")
    assert run.verdict.headline.text == "Unstable"


def test_a_gap_that_stands_is_not_told_to_grow():
    run = lrsim.run("levy-13", optimizer="rprop", schedule="step", lr=3.378304624674944, steps=448)
    assert "Gap grows per step" not in figures(run.verdict)
