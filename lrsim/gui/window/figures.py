"""What the run's cards show as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from lrsim.gui.look.figures import table
from lrsim.runs.run import Run
from lrsim.session.session import Session
from lrsim.text.tables import Table

__all__ = ["FIGURES", "MOST_ROWS"]

MOST_ROWS: Final = 2000
"""Rows of a run: of a longer one as many, evenly apart, and its last."""

SAID: Final = ("what", "value")
"""The heading of a verdict."""


def of_surface(session: Session) -> Table:
    """Return where each runner is."""
    axes = ("x", "y")[: session.experiment.surface.dimensions]
    rows = []
    for index, run in enumerate(session.runs):
        row = session.row(index)
        rows.append((run.runner.name, run.step[row], *run.position[row], run.loss[row]))
    return table(("runner", "step", *axes, "loss"), rows)


def of_losses(session: Session) -> Table:
    """Return each runner's losses up to the playhead."""
    rows = _rows(session, lambda run, row: (run.loss[row],))
    return table(("runner", "step", "loss"), rows)


def of_rates(session: Session) -> Table:
    """Return each runner's learning rates up to the playhead."""
    rows = _rows(session, lambda run, row: (run.lr[row],) if row < len(run.lr) else ())
    return table(("runner", "step", "lr"), rows)


def of_dial(session: Session) -> Table:
    """Return what the dial is set to, and the learning rate in force at the playhead."""
    runner = session.runner
    now = runner.lr_at(session.playhead)
    return table(
        ("runner", "dial", "step", "lr"), [(runner.name, session.lr, session.playhead, now)]
    )


def of_time(session: Session) -> Table:
    """Return where the playhead is, and how far it can go."""
    steps = session.experiment.steps
    return table(("step", "steps", "end"), [(session.playhead, steps, session.end)])


def of_verdict(session: Session) -> Table:
    """Return the selected runner's verdict and its figures."""
    verdict = session.verdict()
    rows = [("runner", session.runner.name), ("verdict", verdict.name)]
    if not {"limit", "best"}.isdisjoint(session.experiment.hide):
        return table(SAID, rows)
    rows += [
        ("reason", str(verdict.reason)),
        *((str(f.label), str(f.text)) for f in verdict.figures),
    ]
    return table(SAID, rows)


def of_runners(session: Session) -> Table:
    """Return what races, and how far each has come."""
    rows = []
    for index, (runner, run) in enumerate(
        zip(session.experiment.runners, session.runs, strict=True)
    ):
        row = session.row(index)
        specs = runner.optimizer.spec, runner.schedule.spec
        lr = runner.lr_at(session.playhead)
        rows.append(
            (runner.name, lr, *specs, run.step[row], run.loss[row], session.verdict(index).name)
        )
    names = ("runner", "lr", "optimizer", "schedule", "step", "loss", "verdict")
    told = len(names) - ("verdict" in session.experiment.hide)
    return table(names[:told], (row[:told] for row in rows))


FIGURES: Final[Mapping[str, Callable[[Session], Table]]] = {
    "surface": of_surface,
    "beside": of_surface,
    "loss": of_losses,
    "schedule": of_rates,
    "verdict": of_verdict,
    "runners": of_runners,
    "dial": of_dial,
    "transport": of_time,
}
"""By the names of the cards."""


def _rows(
    session: Session, values: Callable[[Run, int], tuple[object, ...]]
) -> Iterator[tuple[object, ...]]:
    for index, run in enumerate(session.runs):
        last = session.row(index)
        chosen = np.unique(np.linspace(0, last, min(last + 1, MOST_ROWS)).astype(np.int64))
        for row in chosen.tolist():
            if cells := values(run, row):
                yield run.runner.name, run.step[row], *cells
