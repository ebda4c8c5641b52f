"""Finished runs as a JSON document, a table, CSV and NPZ."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from lrsim import declarations
from lrsim.cli import output
from lrsim.cli.tables import Column
from lrsim.experiment import Experiment
from lrsim.runs.run import Run
from lrsim.text.messages import NOTHING, Message, Sentences, plural, shown
from lrsim.text.numbers import count, number

COLUMNS = (
    Message("runner"),
    Message("step"),
    Message("lr"),
    Message("x"),
    Message("y"),
    Message("loss"),
)

SUMMARY = (
    Column(Message("runner")),
    Column(Message("optimizer"), wraps=True),
    Column(Message("schedule"), wraps=True),
    Column(Message("lr"), right=True),
    Column(Message("verdict")),
    Column(Message("final loss"), right=True),
    Column(Message("steps"), right=True),
    Column(Message("converged"), right=True),
)

CSV_ROWS = 2**14
"""Rows made at a time: little memory, and about a thirtieth of a second."""

# Okabe-Ito colours; the word in the cell says the same
STYLES = {
    "exploding": "bold #D55E00",
    "just_right": "bold #009E73",
    "oscillating": "#E69F00",
    "plateau": "#CC79A7",
    "slow": "#56B4E9",
    "too_small": "#0072B2",
    "unstable": "#E69F00",
}


def document(experiment: Experiment, runs: Iterable[Run], history: bool) -> dict[str, Any]:
    """Return what ``lrsim run --json`` prints."""
    return {
        "schema_version": declarations.JSON_VERSION,
        "experiment": experiment.to_dict(),
        "runs": [_run(run, history) for run in runs],
    }


def _run(run: Run, history: bool) -> dict[str, Any]:
    runner = run.runner
    best = _best_row(run)
    described: dict[str, Any] = {
        "name": runner.name,
        "lr": runner.lr,
        "surface": run.setup.surface.to_dict(),
        "optimizer": runner.optimizer.to_dict(),
        "schedule": runner.schedule.to_dict(),
        "steps": run.setup.steps,
        "steps_taken": run.steps_taken,
        "converged_at": run.converged_at,
        "exploded_at": run.exploded_at,
        "final": {
            "position": run.position[-1].tolist(),
            "loss": float(run.loss[-1]),
            # the LR that the last step used; where no step was taken, the dial's
            "lr": float(run.lr[-1]) if len(run.lr) else runner.lr_at(0),
        },
        "best": {
            "step": int(run.step[best]),
            "position": run.position[best].tolist(),
            "loss": float(run.loss[best]),
        },
        "verdict": run.verdict.to_dict(),
    }
    if history:
        described["history"] = {
            "lr": run.lr.tolist(),
            "position": run.position.tolist(),
            "loss": run.loss.tolist(),
        }
    return described


def print_summary(experiment: Experiment, runs: list[Run]) -> None:
    """Print one line for each runner, and what its verdict says."""
    title = f"{experiment.title}\n" if experiment.title else ""
    surface = experiment.surface
    of_users = surface.written != surface.formula  # then the spec would say it a second time
    what = plural(
        "{surface}: {formula}, from {start}, {n} step",
        "{surface}: {formula}, from {start}, {n} steps",
        n=experiment.steps,
        surface=surface.name if of_users else surface.spec,
        formula=surface.written if of_users else Message(surface.formula),
        start=", ".join(number(x, 6) for x in experiment.start),
    )
    output.emit(f"{title}{shown(what)}\n\n")
    rows = [
        (
            run.runner.name,
            run.setup.optimizer.spec,
            run.setup.schedule.spec,
            number(run.setup.lr, 6),
            run.verdict.name,
            number(run.loss[-1], 6),
            count(run.steps_taken),
            "-" if run.converged_at is None else Message("at {step}", step=run.converged_at),
        )
        for run in runs
    ]
    styles = [[""] * 4 + [STYLES.get(row[4], "")] + [""] * 3 for row in rows]
    output.emit_table(SUMMARY, rows, styles=styles)
    said = [f"{run.runner.name}: {shown(_advice(run))}\n" for run in runs]
    output.emit("\n" + "".join(said))


def _advice(run: Run) -> Message:
    """Say what a run shows, what explains it, what to do, from which step on, and what comes of that."""
    verdict = run.verdict
    fix = Message("{fix}.", fix=verdict.fix)
    if verdict.remedy is not None:
        fix = Message("Fix: {fix}.", fix=verdict.fix)
    why_not = NOTHING if verdict.name == "just_right" else verdict.remedy_reason
    return Sentences(verdict.reason, verdict.note, why_not, fix, verdict.rule)


def print_history(runs: list[Run]) -> None:
    """Print a line for each step."""
    two = any(run.setup.surface.dimensions > 1 for run in runs)
    columns = [index for index, name in enumerate(COLUMNS) if two or name != "y"]
    widths = [max([len(run.runner.name) for run in runs] + [6]), 8, 24, 24, 24, 24]

    def line(cells: Iterable[object]) -> str:
        texts = [str(cell) for cell in cells]
        first, *rest = columns
        padded = [texts[first].ljust(widths[first]), *(texts[c].rjust(widths[c]) for c in rest)]
        return "  ".join(padded).rstrip() + "\n"

    output.emit("\n" + line(map(shown, COLUMNS)))
    for run in runs:
        for rows in _parts(run):
            output.emit("".join(line(row) for row in rows))


def csv_parts(runs: Iterable[Run]) -> int:
    """Return how many pieces `csv_chunks` yields."""
    return 1 + sum(-(-len(run.loss) // CSV_ROWS) for run in runs)


def csv_chunks(runs: Iterable[Run]) -> Iterator[bytes]:
    """Yield the CSV text piece by piece: a row before each step and one at the end.

    ``lr`` is what the step from that row used, empty in the last row; ``y`` is empty on a surface
    of one coordinate. Numbers read back as the same doubles; beyond them stand ``inf``, ``-inf``
    and ``nan``.
    """
    yield _csv_text([COLUMNS])
    for run in runs:
        yield from map(_csv_text, _parts(run))


def _csv_text(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _parts(run: Run) -> Iterator[list[tuple[object, ...]]]:
    """Yield the rows of a run, `CSV_ROWS` at a time."""
    two = run.setup.surface.dimensions > 1
    for first in range(0, len(run.loss), CSV_ROWS):
        part = slice(first, first + CSV_ROWS)
        names = itertools.repeat(run.runner.name)
        lr = [*run.lr[part].tolist(), ""]  # the last row of all has none
        x = run.position[part, 0].tolist()
        y = run.position[part, 1].tolist() if two else itertools.repeat("")
        rows = zip(names, run.step[part].tolist(), lr, x, y, run.loss[part].tolist(), strict=False)
        yield list(rows)


def npz(experiment: Experiment, runs: Iterable[Run]) -> bytes:
    """Return a NumPy archive.

    ``names`` holds the runners' names and ``experiment`` the text of the experiment file;
    ``step_i`` int64 (n + 1,), ``lr_i`` float64 (n,), ``position_i`` float64 (n + 1, d) and
    ``loss_i`` float64 (n + 1,) are those of runner i.
    """
    arrays: dict[str, Any] = {
        "names": np.array([runner.name for runner in experiment.runners]),
        "experiment": np.array(experiment.to_toml()),
    }
    for index, run in enumerate(runs):
        for key in ("step", "lr", "position", "loss"):
            arrays[f"{key}_{index}"] = getattr(run, key)
    memory = io.BytesIO()
    np.savez(memory, **arrays)
    return memory.getvalue()


def _best_row(run: Run) -> int:
    """Return the row of the lowest loss; 0 where none is finite."""
    return int(np.argmin(np.where(np.isfinite(run.loss), run.loss, math.inf)))
