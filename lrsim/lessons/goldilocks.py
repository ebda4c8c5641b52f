"""The Goldilocks game: the surface is hidden, and the learning rate that works has to be found in few tries.

A game is its seed: whoever has the same one, or plays on the same day, has the same surfaces.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from lrsim import _core, arguments
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner, learning_rate
from lrsim.runs.run import Run
from lrsim.runs.simulate import run as run_of
from lrsim.studies.zone import sweep
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message, plural

ROUNDS: Final = 5
MOST_TRIES: Final = 8
"""Of a round; then the truth is shown. Halving the decades finds every zone of the game in as many."""

LOWEST, HIGHEST = -6, 4
"""Powers of ten between which the dial goes."""

STEPS: Final = 100
NARROWEST, WIDEST = 0.25, 1.75
"""Decades: a narrower zone is luck, a wider one is hit without thinking."""

PREFIX: Final = "goldilocks-"
EXAMPLE: Final = f"{PREFIX}k3x9"
LARGEST_SEED: Final = 2**32 - 1

_SHAPES: Final = (
    ("{a}*(x/{w})**2", (3.0,)),
    ("{a}*((x/{w})**2 + {b}*(y/{w})**2)", (2.0, 1.0)),
    ("{a}*log(cosh(x/{w}))", (4.0,)),
    ("{a}*((x/{w})**2 - 1)**2", (1.8,)),
    ("{a}*(x/{w})**4", (1.5,)),
    ("{a}*(sqrt(1 + (x/{w})**2) - 1)", (4.0,)),
)
"""With the start in widths w: plain descent minds height a and width, adaptive rules the width alone."""

_DRAWN: Final = 128
"""Drawn for a round at most."""

_TENTHS: Final = (1.0, 1.259, 1.585, 1.995, 2.512, 3.162, 3.981, 5.012, 6.31, 7.943)
_OPTIMIZERS: Final = ("sgd", "sgd", "sgd:momentum=0.9", "adam", "rmsprop")


class Where(enum.Enum):
    """Where a guess lies."""

    BELOW = "below"
    WORKS = "works"
    ABOVE = "above"
    BETWEEN = "between"
    """In a hole of the zone, or between it and an island: smaller ones work, and larger ones."""


MARKS: Final = {Where.BELOW: "↑", Where.ABOVE: "↓", Where.BETWEEN: "↕", Where.WORKS: "★"}
"""Of a try: where to go from there."""


@dataclass(frozen=True)
class Guess:
    """A try: the rate, what came of it, and where it lies."""

    lr: float
    run: Run
    where: Where


class Game:
    """Five hidden surfaces, one after the other.

    Parameters
    ----------
    seed : int
        Which game, 0 to 2³² − 1.
    """

    def __init__(self, seed: int) -> None:
        self.seed = arguments.whole("seed", seed, 0, LARGEST_SEED)
        self._guesses: list[list[Guess]] = [[] for _ in range(ROUNDS)]
        self._round = 0

    @classmethod
    def of(cls, code: str) -> Game:
        """Return the game of a code, or of a day such as 2026-11-28.

        Raises
        ------
        InputError
            When it is neither.
        """
        text = code.strip().lower()
        if re.fullmatch(rf"{PREFIX}[0-9a-z]{{1,7}}", text):
            return cls(int(text.removeprefix(PREFIX), 36))
        try:
            return cls(seed_of(dt.date.fromisoformat(text)))
        except ValueError:
            allowed = Message(
                "must be a code such as {code}, or a day such as {day}",
                code=EXAMPLE,
                day="2026-11-28",
            )
            raise InputError("", code, allowed) from None

    @property
    def code(self) -> str:
        """What others need in order to play the same."""
        return PREFIX + np.base_repr(self.seed, 36).lower()

    @property
    def round(self) -> int:
        """Which surface it is, from 0 on; `ROUNDS` at the end."""
        return self._round

    @property
    def over(self) -> bool:
        """Whether all surfaces have been played."""
        return self._round >= ROUNDS

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """The tries of this round."""
        return () if self.over else tuple(self._guesses[self._round])

    @property
    def settled(self) -> bool:
        """Whether this round is found, or has no more tries."""
        guesses = self.guesses
        return bool(guesses) and (guesses[-1].where is Where.WORKS or len(guesses) == MOST_TRIES)

    @property
    def hidden(self) -> Experiment:
        """The experiment of this round; not to be shown before it is settled."""
        return hidden(self.seed, min(self._round, ROUNDS - 1))

    @property
    def zone(self) -> Zone:
        """The rates that work in this round; not to be shown before it is settled."""
        found = _zone(self.hidden)
        assert found is not None  # it would not have been chosen
        return found

    def guess(self, lr: float) -> Guess:
        """Try a learning rate.

        Raises
        ------
        InputError
            When the round is settled, or it is no learning rate.
        """
        lr = learning_rate("lr", lr)
        if self.over or self.settled:
            raise InputError("", None, Message("this surface is settled: go on to the next"))
        experiment = self.hidden
        found = run_of(experiment, lr=lr)
        guess = Guess(lr, found, _where(self.zone, lr))
        self._guesses[self._round].append(guess)
        return guess

    def go_on(self) -> None:
        """Go on to the next surface, once this one is settled."""
        if self.settled:
            self._round += 1

    @property
    def score(self) -> int:
        """Tries in all; a surface that was not found counts one more than it may have."""
        return sum(_tries(guesses) for guesses in self._guesses)

    @property
    def result(self) -> str:
        """The game in a line, to tell others: it gives nothing away."""
        rounds = ["".join(MARKS[guess.where] for guess in guesses) for guesses in self._guesses]
        told = plural("{n} try", "{n} tries", n=self.score)
        return f"{self.code}: {told} · {' '.join(rounds)}"


def seed_of(day: dt.date) -> int:
    """Return the seed of the game of a day."""
    return day.toordinal()


@functools.lru_cache(maxsize=64)
def hidden(seed: int, place: int) -> Experiment:
    """Return the experiment of a round: the first of those drawn for it with a fair zone."""
    for attempt in range(_DRAWN):
        drawn = _drawn(seed, _DRAWN * place + attempt)
        found = _zone(drawn)
        if (
            found is not None
            and found.low >= 10.0 ** (LOWEST + 1)
            and found.high <= 10.0 ** (HIGHEST - 1)
        ):
            fair = 10.0**NARROWEST <= found.high / found.low <= 10.0**WIDEST
            if fair and not found.low_open and not found.high_open:
                return drawn
    raise AssertionError(seed, place)  # so many in a row are not fair: nobody has seen it


def _drawn(seed: int, place: int) -> Experiment:
    """Return an experiment drawn at random: a shape, how steep it is, an optimizer."""
    words = np.empty((2, 4), dtype=np.uint64)
    _core.random_words(seed, 2 * place, words)
    share = [float(word >> np.uint64(11)) * 2.0**-53 for word in words.ravel()]
    shape, start = _SHAPES[int(share[0] * len(_SHAPES))]
    optimizer = _OPTIMIZERS[int(share[1] * len(_OPTIMIZERS))]
    width = _spread(share[2], 4.0)
    expression = shape.format(
        a=_text(_spread(share[3], 6.0)), w=_text(width), b=1 + int(share[4] * 20)
    )
    return Experiment(
        {"name": "formula", "expression": expression},
        start=[float(_text(width * x)) for x in start],
        steps=STEPS,
        runners=(Runner(name="You", optimizer=optimizer),),
    )


def _text(value: float) -> str:
    return f"{value:.3g}"


def _spread(share: float, decades: float) -> float:
    """Return a number spread evenly over so many decades around 1."""
    whole = int(
        decades * (share - 0.5) * 10.0
    )  # in tenths: powers from a table, the same bits everywhere
    return float(f"1e{whole // 10}") * _TENTHS[whole % 10]


def _zone(experiment: Experiment) -> Zone | None:
    return sweep.zone(experiment.setup())


def _where(zone: Zone, lr: float) -> Where:
    bands = ((zone.low, zone.high), *zone.islands)
    if zone.holds(lr) or any(low <= lr <= high for low, high in zone.islands):
        return Where.WORKS
    if all(lr < low for low, _ in bands):
        return Where.BELOW
    return Where.ABOVE if all(lr > high for _, high in bands) else Where.BETWEEN


def _tries(guesses: list[Guess]) -> int:
    found = bool(guesses) and guesses[-1].where is Where.WORKS
    return len(guesses) + (not found and len(guesses) == MOST_TRIES)
