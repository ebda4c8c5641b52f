"""What each learning rate would do from the playhead on."""

from __future__ import annotations

import math

import msgspec

from lrsim.cancel import Cancel
from lrsim.optimizers import Armijo
from lrsim.session.session import Session
from lrsim.setup import Setup
from lrsim.studies.zone.arc import Arc, arc_of
from lrsim.studies.zone.rates import PER_DECADE
from lrsim.text.learning_rates import LR_MAX, LR_MIN

GRIDS = PER_DECADE, 12, 8, 4
"""Learning rates a decade; 24 are one for two degrees of the ring."""

OF_ARMIJO = 8
"""For Armijo, which tries a step a dozen times before it takes it, there are no more."""

MOST_STEPS = 2.0**26
"""Steps of all runs together that are worth an arc with all its rates: a quarter of a second."""


LONG = 2**17
"""Steps that each learning rate takes from which a search lasts longer than some frames."""


class Question(msgspec.Struct, frozen=True):
    """What an arc answers.

    Attributes
    ----------
    setup : Setup
        Up to the last step that counts, and with the dial as it was turned before `from_step`: where it
        stands from there on is no part of the question.
    from_step : int
        Where the runs part.
    """

    setup: Setup
    from_step: int


def question_of(session: Session) -> Question | None:
    """Return what the arc should answer now; None where turning the dial changes nothing."""
    setup, step = session.run.setup, session.dial_step
    if not setup.optimizer.uses_lr:
        return None
    # past the budget it is what is left of the horizon that counts
    steps = setup.steps if step < setup.steps else session.horizon
    if step >= steps:
        return None
    if step == 0:
        return Question(setup.at_any_lr, 0)
    moves = [move for move in setup.dial if move[0] < step]
    return Question(_lasting(setup.replace(dial=moves), steps), step)


def answer(question: Question, cancel: Cancel | None = None) -> Arc:
    """Return what each learning rate would do; runs on a worker thread, and may be cancelled there."""
    # and batches with them, which a window opens without
    from lrsim.studies.zone import questions
    from lrsim.studies.zone.search import search

    setup = question.setup
    seeds = questions.seeds_of(setup, questions.FEW_SEEDS)
    steps = _steps(question)
    most = OF_ARMIJO if isinstance(setup.optimizer, Armijo) else PER_DECADE
    asked = questions.Question(
        setup=setup,
        low=LR_MIN,
        high=LR_MAX,
        from_step=question.from_step,
        seeds=seeds,
        per_decade=min(per_decade(steps), most),
    )
    # a thread of its own is enough, and leaves the window the other cores
    return arc_of(search(asked, threads=1, cancel=cancel), question.from_step)


def overtakes(question: Question, newer: Question | None, playing: bool) -> bool:
    """Tell whether the search for an answer is better left off for a newer question.

    A short one had better end: its answer is shown, dimmed, until the newer one is there. So had one of a
    moment ago while time runs, where each frame has a question of its own and no search would ever end.
    """
    if newer == question or _steps(question) < LONG:
        return False
    if newer is None or not playing:
        return True
    return newer.setup.at_any_lr != question.setup.at_any_lr


def _steps(question: Question) -> int:
    """Return how many steps each learning rate takes, with all its seeds."""
    from lrsim.studies.zone.questions import FEW_SEEDS, seeds_of

    seeds = seeds_of(question.setup, FEW_SEEDS)
    return (question.setup.steps - question.from_step) * max(len(seeds), 1)


def _lasting(setup: Setup, steps: int) -> Setup:
    """Return the setup with a longer budget, over which the schedule keeps its lengths."""
    if steps == setup.steps:
        return setup
    return setup.replace(steps=steps, schedule=setup.schedule.resolved(setup.steps))


def per_decade(steps: int) -> float:
    """Return how many learning rates a decade are worth the time, where each takes so many steps."""
    affordable = MOST_STEPS / (steps * (math.log10(LR_MAX) - math.log10(LR_MIN)))
    return float(next((per for per in GRIDS if per <= affordable), GRIDS[-1]))
