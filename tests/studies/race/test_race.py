"""Races: who is first by which measure, how fair it is, and what is told of it."""

import dataclasses
import math

import numpy as np
import pytest

import lrsim
from lrsim.studies.race import line_ups, words
from lrsim.studies.race.course import course_of
from lrsim.studies.race.standings import entrants, photo_finish, standings

QUADRATIC = lrsim.Experiment(
    "quadratic",
    start=5.0,
    steps=50,
    runners=[
        lrsim.Runner(name="Snail", lr=0.001),
        lrsim.Runner(name="Pro", lr=0.1),
        lrsim.Runner(name="Mirror", lr=0.9),
        lrsim.Runner(name="Maniac", lr=1.1),
    ],
)


def raced(experiment):
    return entrants(lrsim.race(experiment))


def names(places):
    return [place.entrant.run.runner.name for place in places]


def by_hand(lr, share):
    """Return the first step at which (1 - 2 lr)^(2 k) is within a share: x² from anywhere."""
    return math.ceil(math.log(share) / (2 * math.log(abs(1 - 2 * lr))))


def test_steps_to_one_percent_are_those_of_the_closed_form():
    snail, pro, mirror, maniac = raced(QUADRATIC)
    assert pro.to_one_percent == by_hand(0.1, 0.01) == 11
    assert mirror.to_one_percent == pro.to_one_percent
    assert (snail.to_one_percent, maniac.to_one_percent) == (None, None)
    assert pro.to_tolerance == by_hand(0.1, 1e-6) == 31


def test_equals_share_a_place_and_who_never_arrives_has_none():
    places = standings(raced(QUADRATIC))
    assert names(places) == ["Pro", "Mirror", "Snail", "Maniac"]
    assert [place.rank for place in places] == [1, 1, None, None]


def test_an_explosion_is_last_by_loss():
    places = standings(raced(QUADRATIC), "loss")
    assert names(places)[-1] == "Maniac"
    assert [place.rank for place in places][-1] is None
    assert names(places)[-2] == "Snail"


def test_leaving_one_percent_again_does_not_count_as_being_there():
    experiment = lrsim.Experiment("long-valley:kappa=50", steps=300)
    heavy = lrsim.Runner(name="Heavy", lr=0.02, optimizer="sgd:momentum=0.9")
    run = lrsim.race(dataclasses.replace(experiment, runners=(heavy,)))[0]
    course = course_of([run])
    left = course.left(run)
    first_time = int(np.argmax(left <= 0.01))
    there = course.stays_within(run, 0.01)
    assert there > first_time
    assert (left[there:] <= 0.01).all()
    assert left[there - 1] > 0.01


def test_a_lucky_end_under_noise_is_no_arrival():
    noisy = lrsim.Experiment(
        "quadratic",
        start=5.0,
        steps=100,
        noise=20.0,
        seed=5,
        runners=[lrsim.Runner(name="A", lr=0.3)],
    )
    run = lrsim.race(noisy)[0]
    assert course_of([run]).left(run)[-1] < 0.01  # below by chance, at the last step alone
    entrant = entrants([run])[0]
    assert entrant.to_one_percent is None
    assert photo_finish([entrant]) is None
    said = str(words.fairness(standings([entrant]), (None,)))
    assert "only who stays for 25 steps is there" in said


def test_under_noise_who_stays_is_there():
    calm = lrsim.Experiment(
        "quadratic", start=5.0, steps=100, noise=1.0, runners=[lrsim.Runner(name="Calm", lr=0.05)]
    )
    entrant = raced(calm)[0]
    assert entrant.to_one_percent is not None
    assert entrant.to_one_percent < 75


def test_a_bounce_that_ends_near_the_minimum_by_chance_is_no_arrival_but_a_late_one_is():
    late = dataclasses.replace(QUADRATIC, steps=by_hand(0.1, 0.01))
    assert raced(late)[1].to_one_percent == 11  # at the last step, but nearer with each
    runners = [lrsim.Runner(name="Heavy", lr=0.02, optimizer="sgd:momentum=0.97")]
    valley = lrsim.Experiment("quadratic", start=5.0, steps=200, runners=runners)
    left = course_of(lrsim.race(valley)).left(lrsim.race(valley)[0])
    crossing = int(np.argmax(left < 0.01))
    assert left[crossing + 1 :].max() > 0.01
    cut = raced(dataclasses.replace(valley, steps=crossing))[0]
    assert cut.to_one_percent == crossing  # so far it only came nearer
    back = next(k for k in range(crossing, 200) if 0.01 >= left[k] > left[k - 1])
    assert raced(dataclasses.replace(valley, steps=back))[0].to_one_percent is None


def test_a_hessian_counts_as_a_gradient_for_each_coordinate():
    runners = [lrsim.Runner(name="Newton", optimizer="newton", lr=1.0)]
    newton = raced(lrsim.Experiment("rosenbrock", steps=50, runners=runners))[0]
    assert newton.gradients == 3 * newton.to_one_percent


def test_all_are_measured_down_to_the_same_minimum():
    runners = [lrsim.Runner(name="Left", lr=0.001), lrsim.Runner(name="Best", lr=0.003)]
    runs = lrsim.race(lrsim.Experiment("rastrigin-1d", steps=100, runners=runners))
    course = course_of(runs)
    assert course.known
    assert course.floor == 0.0
    assert all(entrant.to_one_percent is None for entrant in entrants(runs)), (
        "stuck in a higher well"
    )


def test_where_no_minimum_is_known_the_lowest_loss_seen_is_the_goal():
    runs = lrsim.race(lrsim.Experiment("formula:exp(-x)", start=0.0, steps=20))
    course = course_of(runs)
    assert not course.known
    assert course.floor == runs[0].loss.min()


def test_a_race_that_begins_at_the_minimum_has_no_share_to_show():
    runs = lrsim.race(lrsim.Experiment("quadratic", start=0.0, steps=10))
    assert np.isnan(course_of(runs).left(runs[0])).all()


def test_the_photo_is_taken_when_the_first_is_there_for_good():
    assert photo_finish(raced(QUADRATIC)) == 11
    alone = dataclasses.replace(QUADRATIC, runners=QUADRATIC.runners[:1])
    assert photo_finish(raced(alone)) is None


def test_each_at_its_own_best_rate_is_what_the_zone_says():
    found = line_ups.zones(QUADRATIC)
    best = line_ups.each_at_its_best(QUADRATIC, found)
    assert [runner.lr for runner in best.runners] == [zone.best for zone in found]
    assert [runner.name for runner in best.runners] == [runner.name for runner in QUADRATIC.runners]


def laddered(experiment, index):
    return line_ups.ladder(experiment, index, line_ups.zones(experiment)[index])


@pytest.mark.parametrize("make", [line_ups.optimizers_at, laddered, line_ups.schedules_at])
def test_a_line_up_changes_one_thing_and_names_it(make):
    experiment = lrsim.Experiment(
        "long-valley:kappa=100", steps=200, runners=[lrsim.Runner(lr=0.01)]
    )
    raced = make(experiment, 0)
    assert 6 <= len(raced.runners) <= 8
    assert len({runner.name for runner in raced.runners}) == len(raced.runners)
    differ = {
        key
        for key in ("lr", "optimizer", "schedule")
        for runner in raced.runners
        if getattr(runner, key) != getattr(raced.runners[0], key)
    }
    assert len(differ) == 1
    assert dataclasses.replace(raced, runners=experiment.runners) == experiment


def test_a_ladder_of_tiny_rates_names_each():
    tiny = lrsim.Experiment("goldstein-price", runners=[lrsim.Runner(lr=1e-6)])
    rates = [runner.lr for runner in laddered(tiny, 0).runners]
    assert rates[0] < 1e-5
    assert len(rates) == line_ups.RUNGS


def test_a_ladder_reaches_from_a_crawl_to_an_explosion():
    runs = lrsim.race(laddered(QUADRATIC, 1))
    assert runs[0].verdict.name in ("slow", "too_small")
    assert runs[-1].verdict.name == "exploding"
    assert any(run.verdict.name == "just_right" for run in runs)


def test_a_ladder_on_a_surface_without_a_zone_is_laid_about_the_rate_there_is():
    raced = laddered(lrsim.Experiment("saddle", runners=[lrsim.Runner(lr=0.1)]), 0)
    assert raced.runners[0].lr < 0.1 < raced.runners[-1].lr


def test_words_tell_who_is_first_and_whose_rates_do_not_suit():
    experiment = line_ups.optimizers_at(
        lrsim.Experiment("long-valley:kappa=100", steps=500, runners=[lrsim.Runner(lr=0.01)]), 0
    )
    found = line_ups.zones(experiment)
    places = standings(raced(experiment))
    assert words.headline(places, found).startswith("SGD, momentum 0.9, nesterov is first")
    told = words.fairness(places, found)
    assert told.startswith(
        "All run at LR 0.01. It is not in the zone of Adagrad, RMSprop, Adam, AdamW."
    )
    for place in places:
        zone = found[place.entrant.index]
        outside = zone is not None and not zone.holds(0.01)
        named = place.entrant.run.runner.name in told.split("zone of ")[1].split(".")[0].split(", ")
        assert outside == named


def test_words_of_a_ladder_tell_the_zone():
    experiment = laddered(QUADRATIC, 1)
    told = words.fairness(standings(raced(experiment)), line_ups.zones(experiment))
    assert told.startswith("One rule at 8 rates: it works from ")


def test_nobody_is_first_where_nobody_arrives():
    ends = dataclasses.replace(QUADRATIC, runners=(QUADRATIC.runners[0], QUADRATIC.runners[3]))
    assert told(ends)[0] == "Nobody gets there"
    assert told(ends, "tolerance")[0] == "Nobody converges"
    assert told(LINE_UPS["all explode"], "loss")[0] == "All explode"


def test_the_table_has_a_row_for_each_and_a_column_for_each_heading():
    places = standings(raced(QUADRATIC))
    rows = words.table(places, line_ups.zones(QUADRATIC))
    assert [len(row) for row in rows] == [len(words.HEADING)] * 4
    first = dict(zip(words.HEADING, rows[0], strict=True))
    assert (first["runner"], first["steps_to_1_percent"], first["verdict"]) == (
        "Pro",
        11,
        "just_right",
    )
    assert dict(zip(words.HEADING, rows[-1], strict=True))["final_loss"] is None


def told(experiment, by="one_percent"):
    """Return headline and fairness."""
    places, zones = standings(raced(experiment), by), line_ups.zones(experiment)
    return words.headline(places, zones, by), words.fairness(places, zones, by)


def only(lr, **changes):
    return dataclasses.replace(QUADRATIC, runners=(lrsim.Runner(name="Ball", lr=lr),), **changes)


@pytest.mark.parametrize(
    ("lr", "by", "headline"),
    [
        (0.1, "one_percent", "Ball is there at step 11"),
        (0.1, "tolerance", "Ball converges at step 31"),
        (0.001, "one_percent", "Ball does not get there"),
        (0.001, "tolerance", "Ball does not converge"),
        (0.001, "loss", "Ball ends at a loss of 20.5"),
        (2.0, "loss", "Ball explodes at step 5"),
    ],
)
def test_of_a_single_runner_it_is_told_how_far_it_gets(lr, by, headline):
    assert told(only(lr), by)[0] == headline


def test_of_a_single_runner_it_is_told_whether_its_rate_suits():
    assert told(only(0.001))[1] == "It runs at LR 0.001. That is not in its zone."
    assert told(only(0.1))[1] == "It runs at LR 0.1."
    assert told(only(0.5))[1] == "It runs at its own best rate."


def test_who_falls_without_limit_and_explodes_has_not_got_there():
    runners = [lrsim.Runner(name="a", lr=0.1), lrsim.Runner(name="b", lr=0.2)]
    experiment = lrsim.Experiment("saddle", steps=50, runners=runners)
    assert lrsim.race(experiment)[1].exploded_at is not None
    assert [entrant.to_one_percent for entrant in raced(experiment)] == [None, None]
    assert told(experiment)[0] == "Nobody gets there"


def test_losses_that_rounding_alone_tells_apart_share_a_place():
    runners = [lrsim.Runner(name=str(lr), lr=lr) for lr in (0.9, 0.1, 0.001)]
    places = standings(raced(dataclasses.replace(QUADRATIC, runners=tuple(runners))), "loss")
    first, second, _ = (place.entrant.loss for place in places)
    assert first != second
    assert [(place.rank, place.entrant.index) for place in places] == [(1, 0), (1, 1), (3, 2)]


def test_a_race_that_begins_at_the_minimum_is_told_to_have_nothing_to_win():
    for experiment in (only(0.1, start=0.0), only(0.1, surface="formula:x**2+1", start=0.0)):
        assert told(experiment)[0] == "Nothing to win: it begins at the lowest loss"


def test_who_finds_its_own_step_forgives_nothing_and_its_gradients_are_not_counted():
    runners = [
        lrsim.Runner(name="Search", optimizer="exact-line-search"),
        lrsim.Runner(name="Newton", optimizer="newton", lr=1.0),
        lrsim.Runner(name="SGD", lr=0.001),
    ]
    experiment = lrsim.Experiment("rosenbrock", steps=200, runners=runners)
    headline, fairness = told(experiment)
    assert headline == "Newton is first"
    assert fairness.startswith("Each runs at the rate it was given. Newton works over ")
    ranks = {
        place.entrant.run.runner.name: place.rank
        for place in standings(raced(experiment), "gradients")
    }
    assert ranks == {"Newton": 1, "Search": None, "SGD": None}
    assert "Search: at least so many gradients" in told(experiment, "gradients")[1]
    alone = dataclasses.replace(experiment, runners=runners[:1])
    assert told(alone)[1] == "Nobody here has a learning rate to choose."


def test_rates_outside_of_their_zones_are_counted_in_the_grammar():
    adam = lrsim.Runner(name="Adam", optimizer="adam", lr=0.001)
    one = dataclasses.replace(QUADRATIC, runners=(QUADRATIC.runners[1], adam))
    assert "Adam has a rate that is not in its zone." in told(one)[1]
    both = dataclasses.replace(QUADRATIC, runners=(QUADRATIC.runners[3], adam))
    assert "Maniac, Adam have rates that are not in their zones." in told(both)[1]


def runner(name, lr, optimizer="sgd"):
    return lrsim.Runner(name=name, lr=lr, optimizer=optimizer)


LINE_UPS = {
    "ties": QUADRATIC,
    "all explode": dataclasses.replace(
        QUADRATIC, steps=60, runners=tuple(runner(str(k), 1.05 + 0.1 * k) for k in range(8))
    ),
    "one runner": lrsim.Experiment("rosenbrock", steps=300, runners=[runner("A", 1.0, "adam")]),
    "noise": lrsim.Experiment(
        "long-valley:kappa=20",
        steps=300,
        noise=0.3,
        runners=[runner("SGD", 0.05), runner("Adam", 0.1, "adam"), runner("C", 0.04)],
    ),
    "NaN": lrsim.Experiment(
        "formula:x*log(x)", start=2.0, steps=40, runners=[runner("out", 3.0), runner("in", 0.1)]
    ),
    "search": lrsim.Experiment(
        "rosenbrock", steps=200, runners=[runner("S", 1.0, "exact-line-search"), runner("N", 1.0, "newton")]
    ),
    "budget 1": dataclasses.replace(
        QUADRATIC, steps=1, runners=(runner("half", 0.5), *QUADRATIC.runners)
    ),
    "budget 100000": lrsim.Experiment(
        "long-valley:kappa=1000",
        steps=100_000,
        runners=[runner("SGD", 0.0015), runner("Adam", 0.01, "adam")],
    ),
}  # fmt: skip
FLOOR = {"NaN": -math.exp(-1)}


@pytest.mark.parametrize("name", LINE_UPS)
def test_standings_are_those_of_the_single_runs_gone_through_by_hand(name):
    experiment = LINE_UPS[name]
    floor = FLOOR.get(name, 0.0)
    steps = []
    for index in range(len(experiment.runners)):
        run = lrsim.run(
            dataclasses.replace(experiment, runners=experiment.runners[index : index + 1])
        )
        flag = 0.01 * (run.loss[0] - floor)
        there = None
        for row, loss in reversed(list(enumerate(run.loss.tolist()))):
            if run.exploded_at is not None or not loss - floor <= flag:
                break
            there = run.step_at(row)
        steps.append(there)
    seen = raced(experiment)
    assert [entrant.to_one_percent for entrant in seen] == steps
    arrived = [step for step in steps if step is not None]
    assert photo_finish(seen) == min(arrived, default=None)
    for place in standings(seen):
        own = steps[place.entrant.index]
        assert place.rank == (None if own is None else 1 + sum(other < own for other in arrived))


def test_who_forgives_most_has_the_widest_zone_of_all_and_got_there():
    runners = [
        lrsim.Runner(name="SGD", lr=0.1),
        lrsim.Runner(name="Momentum", optimizer="sgd:momentum=0.9", lr=0.1),
        lrsim.Runner(name="Adam", optimizer="adam", lr=0.1),  # too slow
    ]
    experiment = lrsim.Experiment("long-valley", steps=100, runners=runners)
    headline, fairness = told(experiment)
    assert "Adam works over 2.5 decades of rates" in fairness
    assert headline == "SGD is first"
    headline, _ = told(dataclasses.replace(experiment, runners=runners[:2]))
    assert headline == "SGD is first; Momentum forgives most"
