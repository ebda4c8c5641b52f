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
    alone = dataclasses.replace(QUADRATIC, runners=QUADRATIC.runners[:1])
    places = standings(raced(alone))
    assert words.headline(places, line_ups.zones(alone)) == "Nobody gets there"


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
