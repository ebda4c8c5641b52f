"""Fixes that were tried: what to do about a run, found by running it.

A rule of thumb follows from a symptom and knows nothing of the surface. Here the candidates are run from
where they would act, many learning rates as lanes of one batch, and the one that helps most is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrsim.cancel import Cancel
from lrsim.convergence import floors
from lrsim.diagnosis.headlines import NO_FLOOR
from lrsim.diagnosis.prescriptions import Case, Prescription, Remedy, Tried
from lrsim.errors import InputError
from lrsim.remedies import words
from lrsim.remedies.changes import Change, round_budgets
from lrsim.runs.run import Run
from lrsim.text.messages import NOTHING, Message

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.remedies.search import Search

__all__ = ["prescribe"]


def prescribe(case: Case, cancel: Cancel | None = None) -> Prescription:
    """Try what may help a run, and say what does.

    Parameters
    ----------
    case : Case
        What the run shows, its rule of thumb, and from which step on things can still be changed.
    cancel : Cancel, optional
        Once it is set, the search ends soon.

    Returns
    -------
    Prescription
        Whose remedy neither explodes nor ends worse than the same run played on to its last step.

    Raises
    ------
    Stopped
        When it was cancelled.
    """
    run = case.seen.run
    hopeless = _hopeless(case)
    if hopeless or not isinstance(run, Run):
        return Prescription(None, case.finding.advice, NOTHING, hopeless)
    from lrsim.remedies.search import Search  # and batches with it, which a good run can do without

    search = Search(case, run, _place(case), cancel)
    offered = _in_noise(search) if run.setup.noise > 0.0 else _found(search)
    if offered is None:
        return _none(search)
    fix = words.fix(offered.text, offered.outcome)
    return Prescription(offered, fix, _rule(search, offered), NOTHING)


def _none(search: Search) -> Prescription:
    """Say that nothing helps; a rule of thumb that doesn't either is not told as the fix."""
    finding = search.case.finding
    if _bottomless(search.case):
        return Prescription(None, finding.advice, NOTHING, words.BOTTOMLESS)
    budget = search.setup.steps
    most = max([budget, *round_budgets(budget)])
    if search.setup.noise > 0.0:
        from lrsim.remedies.noise import longest

        most = longest(budget)
    reason = words.nothing_helps(search.case.seen, most)
    fix = finding.advice if finding.rule is None else words.ELSEWHERE
    return Prescription(None, fix, _rule(search, None), reason)


def _hopeless(case: Case) -> Message:
    """Say why nothing is tried, where nothing is."""
    seen = case.seen
    if case.verdict == "just_right":
        return words.FINE
    if seen.symptom == "out_of_reach":
        return words.BAD_START
    if _bottomless(case) and not floors(seen.run.setup.surface, seen.run.setup.start):
        return words.BOTTOMLESS
    if seen.symptom == "no_floor":
        return words.UNKNOWN
    if case.verdict == "undecided" and seen.played < seen.budget:
        return words.EARLY
    return NOTHING


def _bottomless(case: Case) -> bool:
    """Return whether it ran off downhill, for which no learning rate is to blame."""
    return case.finding.headline is NO_FLOOR


def _place(case: Case) -> int:
    """Return from which step on a fix should act."""
    seen, step = case.seen, case.playhead
    if case.verdict == "plateau":
        return case.finding.at_step or 0
    over = step is None or (seen.exploded_at is not None and seen.exploded_at <= step)
    if step is None or over or case.verdict in ("exploding", "too_small"):
        return 0
    return step


def _found(search: Search) -> Remedy | None:
    fix = search.find()
    if fix is None:
        return None
    return _remedy(search, fix.change, fix.run, words.comes(fix.run, fix.change.from_step))


def _in_noise(search: Search) -> Remedy | None:
    from lrsim.remedies.noise import calmer

    found = calmer(search)
    if found is None:
        return None
    run = search.run_of(found.change.of(search.setup))
    return _remedy(search, found.change, run, words.comes_in_noise(found.level, found.before))


def _remedy(search: Search, change: Change, run: Run, outcome: Message) -> Remedy:
    setup = search.run.setup
    lr, before = change.lr, setup.lr_at(change.from_step)
    longer = run.setup.steps if run.setup.steps != setup.steps else None
    only_longer = lr is None and change.schedule is None
    return Remedy(
        text=words.does(change._replace(steps=longer), setup),
        outcome=outcome,
        lr=lr,
        factor=None if lr is None or before == 0.0 else lr / before,
        from_step=setup.steps if only_longer else change.from_step,
        steps=longer,
        schedule=None if change.schedule is None else change.schedule.spec,
        tried=Tried(run.verdict.name, float(run.loss[-1]), run.converged_at),
    )


def _rule(search: Search, offered: Remedy | None) -> Message:
    """Say what the rule of thumb would do; nothing where it is about neither dial nor budget."""
    rule = search.case.finding.rule
    if rule is None or search.run.setup.noise > 0.0:
        return NOTHING
    lr = None
    if rule.factor is not None:
        lr = search.run.setup.lr_at(search.place) * rule.factor
    same = offered is not None and offered.lr == lr and not (rule.extend and not offered.steps)
    steps = 2 * search.setup.steps if rule.extend else None
    try:
        run = search.run_of(Change(search.place, lr, steps).of(search.setup))
    except InputError:  # beyond what the dial can be turned to
        return NOTHING
    return words.rule(rule.label, run, same)
