"""The search for the zone, on a grid of its own: 50 learning rates or 1600 get the same answer."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch
from lrsim.batches.fan import Fan, runs_before
from lrsim.batches.seeds import deviation
from lrsim.cancel import Cancel
from lrsim.convergence import floor_of, floors, stays_put
from lrsim.runs.stopping import stops_of
from lrsim.setup import Setup
from lrsim.studies.zone.book import Ask, Book
from lrsim.studies.zone.gains import Gains, gains, is_there, past_of
from lrsim.studies.zone.questions import Answer, Question
from lrsim.studies.zone.rates import BESIDE, LATER, SLOWER, between, grid, round_numbers
from lrsim.studies.zone.zone import Band, Zone, bands
from lrsim.text.messages import NOTHING, Message
from lrsim.typing import BoolArray, FloatArray

ENOUGH = 0.5
"""An LR works with at least this share of what the best one wins in decades."""

LEAST = 0.3
"""Where the bar is below so many decades nothing works: even the best one wins less than a factor of four."""

AT_FIRST = 8
"""How many learning rates are looked at from beside at first; then twice as many, and so on."""

MOST_ROUNDS = 4
"""How often, for the best."""

CHEAP = 2**16
"""Steps of all runs together that cost less than asking once more does."""

Places = npt.NDArray[np.intp]


def search(question: Question, threads: int | None = None, cancel: Cancel | None = None) -> Answer:
    """Return the zone; what has been answered lately is remembered.

    Parameters
    ----------
    question : Question
    threads : int, optional
        As for `batch`.
    cancel : Cancel, optional
        Once it is set, the search ends soon.

    Raises
    ------
    Stopped
        When it was cancelled.
    """
    if question.from_step == 0:
        question = msgspec.structs.replace(question, setup=question.setup.at_any_lr)
    known = _known(question)
    if not known:
        known.append(_answered(question, threads, cancel))
    return known[0]


@functools.lru_cache(maxsize=32)
def _known(question: Question) -> list[Answer]:
    """Return a list for the answer to a question, the same one for the same question."""
    del question
    return []


def forget() -> None:
    """Forget what has been answered, for who measures how long it takes."""
    _known.cache_clear()


def _answered(question: Question, threads: int | None, cancel: Cancel | None) -> Answer:
    """Return the zone, with nothing remembered."""
    setup, seeds, step = question.setup, question.seeds, question.from_step
    before = runs_before(setup, step, seeds, stops_of(cancel))
    fan = Fan(setup, seeds, step, threads, cancel, before)
    past = past_of(setup, before)
    there = bool(before) and is_there(before[0])  # then to stay is to work
    least = 0.0 if there else LEAST

    def matters(outcomes: Batch) -> BoolArray:
        """Tell which runs may have ended at rest, at a learning rate that may work."""
        ended = stays_put(outcomes.loss, outcomes.tail_loss, past.begun)
        return ended & gains(outcomes, past).works(least).repeat(len(seeds) or 1)

    ask = Book(lambda lrs: gains(fan(lrs, matters), past))
    tried = ask(grid(question.low, question.high, question.per_decade, question.shift))
    if not floors(setup.surface, setup.start):
        return Answer(None, setup.surface.without_minimum, tried, math.nan)
    bar = 0.0
    if not there:
        hills = _by_hills(tried)
        _look_ahead(tried, hills, ask, CHEAP / (setup.steps * max(len(seeds), 1)))
        bar = bar_of(tried, hills, ask)
    found = bands(tried.works(bar)) if there or bar >= LEAST else []
    if not found and _begins_in_a_minimum(setup):
        return Answer(None, NOTHING_TO_WIN, tried, math.nan)
    if not found:
        return Answer(None, EXPLODES if tried.exploded.all() else FALLS_SHORT, tried, math.inf)
    main = _widest(found, tried)
    fine = _fine(tried, main)
    more = ask(fine.all)
    low, high = _ends(tried, main, fine, more, bar)
    both = tried.joined(more)
    inside = both.works(bar) & (both.lr >= low) & (both.lr <= high)
    best = _best(both.rows(inside), bar, ask)
    zone = Zone(
        low,
        high,
        math.sqrt(low) * math.sqrt(high) if best is None else best,
        tuple(_stretch(tried, b.first, b.last) for b in found if b != main),
        tuple(_stretch(tried, *hole) for hole in main.holes),
        low_open=main.first == 0,
        high_open=main.last == len(tried.lr) - 1,
    )
    return Answer(_with_spread(zone, tried, main, bar), NOTHING, both, bar)


def _look_ahead(tried: Gains, hills: Places, ask: Ask, spare: float) -> None:
    """Try at once what will be asked for, one question after the other, where no LR is a lucky hit.

    The same where the best one wins as little as its neighbours; and as far as it is no more than `spare`
    learning rates, what may be asked for from beside the best one.
    """
    won = tried.whole
    bars = [ENOUGH * float(most) for most in (won.max(), np.minimum(won, _around(won)).max())]
    found = [bands(tried.works(bar)) for bar in dict.fromkeys(bars) if bar >= LEAST]
    mains = list(dict.fromkeys(_widest(some, tried) for some in found if some))
    if mains:
        main, fines = mains[0], [_fine(tried, main) for main in mains]
        first = tried.lr[hills[:AT_FIRST]]
        inside = tried.rows(slice(main.first, main.last + 1))
        likely = _sides(np.concatenate([fines[0].near, inside.lr[_rank(inside)[:AT_FIRST]]]))
        likely = likely if len(likely) <= spare else likely[:0]
        ask(np.concatenate([_sides(first), *(fine.all for fine in fines), likely]))


def _widest(found: list[Band], tried: Gains) -> Band:
    return max(found, key=lambda band: band.width(tried.lr))


def _stretch(tried: Gains, first: int, last: int) -> tuple[float, float]:
    return float(tried.lr[first]), float(tried.lr[last])


def _sides(lrs: FloatArray) -> FloatArray:
    """Return what lies beside learning rates, to the one side of all of them and to the other."""
    return np.concatenate([lrs / BESIDE, lrs * BESIDE])


def bar_of(tried: Gains, hills: Places, ask: Ask) -> float:
    """Return what it takes to work: a share of the most that is won at an LR and to both sides of it.

    Learning rates are looked at from beside in the order of `hills`, until no other can win more.
    """
    won = tried.whole
    most, done, size = -math.inf, 0, AT_FIRST
    while done < len(hills) and won[hills[done]] > most:
        some = hills[done : done + size]
        sides = ask(_sides(tried.lr[some])).whole
        least = np.minimum(won[some], np.minimum(sides[: len(some)], sides[len(some) :]))
        most = max(most, float(least.max()))
        done, size = done + size, 2 * size
    return ENOUGH * most


def _by_hills(tried: Gains) -> Places:
    """Return the places of learning rates, those that win most first; of equals, those in the middle."""
    won = tried.whole
    return np.lexsort((-_around(won), -won))


def _around(won: FloatArray) -> FloatArray:
    """Return the less of what is won at the two neighbours of each learning rate of a grid."""
    beside = np.concatenate([won[:1], won, won[-1:]])
    around: FloatArray = np.minimum(beside[2:], beside[:-2])
    return around


NOTHING_TO_WIN = Message("it starts in a minimum, and there is nothing to win")
EXPLODES = Message("every learning rate explodes")
FALLS_SHORT = Message("no learning rate brings the gap to the minimum down to a quarter")


def _begins_in_a_minimum(setup: Setup) -> bool:
    loss = float(setup.surface(setup.start))
    floor = floor_of(setup, loss)
    return floor is not None and loss <= floor.loss + floor.slack


NONE: FloatArray = np.empty(0)


class Fine(NamedTuple):
    """What is looked at more closely: from the low end down, from the high end up, around the best."""

    below: FloatArray
    above: FloatArray
    near: FloatArray

    @property
    def all(self) -> FloatArray:
        """All of them, in this order."""
        return np.concatenate(self)


def _fine(tried: Gains, main: Band) -> Fine:
    item, last = tried.lr.item, len(tried.lr) - 1
    below = between(item(main.first - 1), item(main.first))[::-1] if main.first else NONE
    above = between(item(main.last), item(main.last + 1)) if main.last < last else NONE
    best = main.first + int(_rank(tried.rows(slice(main.first, main.last + 1)))[0])
    return Fine(below, above, round_numbers(item(max(best - 1, 0)), item(min(best + 1, last))))


def _ends(tried: Gains, main: Band, fine: Fine, more: Gains, bar: float) -> tuple[float, float]:
    """Return where the band ends to `FINE`: from each end outwards up to the first that does not work."""
    works = more.works(bar)
    down = _until_it_fails(works[: len(fine.below)])
    up = _until_it_fails(works[len(fine.below) : len(fine.below) + len(fine.above)])
    low = fine.below[down - 1] if down else tried.lr[main.first]
    high = fine.above[up - 1] if up else tried.lr[main.last]
    return float(low), float(high)


def _rank(tried: Gains) -> Places:
    """Return the places of learning rates, best first: fewest steps to converge, else lowest final gap."""
    return np.lexsort((tried.lr, tried.left, tried.steps))  # NaN comes last


def _best(working: Gains, bar: float, ask: Ask) -> float | None:
    """Return the best of working learning rates that is no lucky hit: beside it things go about as well."""
    order = _rank(working)
    done, size = 0, AT_FIRST
    for _ in range(MOST_ROUNDS):
        some = order[done : done + size]
        if not len(some):
            return None
        one = working.rows(some)
        sides = ask(_sides(one.lr))
        works, steps = sides.works(bar).reshape(2, -1), sides.steps.reshape(2, -1)
        slow = steps > SLOWER * one.steps + LATER
        both = (works & ~slow & (np.isnan(one.steps) | ~np.isnan(steps))).all(axis=0)
        if both.any():
            return float(one.lr[both.argmax()])
        done, size = done + size, 2 * size
    return None


def _with_spread(zone: Zone, tried: Gains, main: Band, bar: float) -> Zone:
    """Return a zone with how far the ends of its seeds' own bands lie from each other."""
    if tried.each.shape[1] == 1:
        return zone
    ends = []
    for own in tried.each.T:
        met = [b for b in bands(own >= bar) if b.first <= main.last and b.last >= main.first]
        if met:
            widest = max(met, key=lambda band: band.width(tried.lr))
            ends.append((tried.lr[widest.first], tried.lr[widest.last]))
    places = np.array(ends).reshape(-1, 2).T
    low, high = deviation(places, np.ones(places.shape, dtype=np.bool_)).tolist()
    return replace(zone, low_std=low, high_std=high)


def _until_it_fails(works: BoolArray) -> int:
    """Return how many work from the first on without a break."""
    return len(works) if works.all() else int(works.argmin())
