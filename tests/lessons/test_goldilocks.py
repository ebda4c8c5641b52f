"""The Goldilocks game: the same for everybody with the same code, and never out of reach."""

import datetime as dt

import pytest

from lrsim.errors import InputError
from lrsim.lessons.goldilocks import (
    HIGHEST,
    LOWEST,
    MARKS,
    MOST_TRIES,
    ROUNDS,
    Game,
    Where,
    hidden,
    seed_of,
)
from lrsim.studies.zone.zone import Zone


def play(game):
    """Halve what is left, in decades, until the zone is found."""
    while not game.over:
        low, high = LOWEST, HIGHEST
        while not game.settled:
            exponent = (low + high) / 2
            where = game.guess(10.0**exponent).where
            low = exponent if where is Where.BELOW else low
            high = exponent if where is Where.ABOVE else high
        assert game.guesses[-1].where is Where.WORKS
        game.go_on()


@pytest.mark.parametrize("seed", range(20))
def test_halving_finds_every_zone(seed):
    game = Game(seed)
    play(game)
    assert ROUNDS <= game.score <= ROUNDS * MOST_TRIES


def test_games_are_not_won_by_one_rate():
    zones = [(game.zone.low, game.zone.high) for game in map(Game, range(40))]
    best = max(sum(low <= 10.0 ** (e / 4) <= high for low, high in zones) for e in range(-24, 16))
    assert best < 24


def test_a_day_is_the_same_game_for_everybody():
    today = Game.of("2026-11-28")
    assert today.seed == seed_of(dt.date(2026, 11, 28))
    assert Game.of(today.code).hidden == today.hidden
    assert Game.of("2026-11-29").hidden != today.hidden


@pytest.mark.parametrize(
    "text",
    ["", "goldilocks-", "goldilocks-zzzzzzzz", "2026-13-01", "lrsim1:abc", "goldilocks-zzzzzzz"],
)
def test_what_is_no_game_is_refused(text):
    with pytest.raises(InputError):
        Game.of(text)


def test_tries_run_out_and_count_one_more():
    game = Game(1)
    for _ in range(MOST_TRIES):
        assert not game.settled
        assert game.guess(0.0).where is Where.BELOW
    assert game.settled
    assert game.score == MOST_TRIES + 1
    with pytest.raises(InputError, match="settled"):
        game.guess(1.0)
    game.go_on()
    game.go_on()
    assert game.round == 1
    assert game.guesses == ()


def test_the_result_gives_nothing_away():
    game = Game(3)
    play(game)
    assert game.result.startswith(f"{game.code}: {game.score} tries · ")
    assert set(game.result.split(" · ")[1]) <= set("↑↓★ ")


def test_a_guess_works_where_the_run_is_as_good_as_the_zone_says():
    game = Game(5)
    guess = game.guess(game.zone.best)
    assert guess.where is Where.WORKS
    assert guess.run.loss[-1] < guess.run.loss[0]


@pytest.mark.parametrize(
    ("lr", "where"),
    [
        (0.001, Where.BELOW),
        (0.01, Where.WORKS),
        (0.03, Where.BETWEEN),
        (0.2, Where.WORKS),
        (0.5, Where.BETWEEN),
        (2.0, Where.WORKS),
        (5.0, Where.ABOVE),
    ],
)
def test_what_fails_between_rates_that_work_is_neither_too_small_nor_too_large(
    monkeypatch, lr, where
):
    zone = Zone(0.1, 1.0, 0.2, islands=((0.01, 0.02), (1.5, 3.0)), holes=((0.4, 0.6),))
    monkeypatch.setattr(Game, "zone", zone)
    game = Game(5)
    assert game.guess(lr).where is where
    assert MARKS[where] in game.result
    assert set(MARKS) == set(Where)


def test_the_hidden_surface_is_the_same_every_time():
    hidden.cache_clear()
    first = hidden(7, 2)
    hidden.cache_clear()
    assert hidden(7, 2) == first
