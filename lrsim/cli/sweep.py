"""``lrsim sweep``: what every learning rate would do, and the zone of those that work."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from lrsim.cli import options, output, targets, work
from lrsim.cli.output import Column
from lrsim.errors import InputError

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment
    from lrsim.studies.zone.sweep import Sweep

PROGRAM = "lrsim sweep"

RATES = "1e-4:10:400"
"""Of the default: the dial's five decades, 80 a decade."""

HOW = "must be written LOW:HIGH:COUNT, perhaps with :linear, or as numbers with commas between them"

CSV_COLUMNS = ("lr", "verdict", "works", "final_loss", "steps_to_converge")

TABLE = (
    Column("lr from", right=True),
    Column("to", right=True),
    Column("rates", right=True),
    Column("works"),
    Column("verdict"),
    Column("lowest final loss", right=True),
    Column("fastest", right=True),
)


@click.command(
    "sweep",
    add_help_option=False,
    short_help="Run every learning rate: verdicts, and the zone of those that work.",
    help=f"""Run an experiment's first runner at many learning rates and print what came out: a line
    for each stretch of them, or one of the forms below. The zone is the run of learning rates that
    work around the best one.

    {options.HELP}""",
)
@options.experiment_options
@click.option(
    "--lrs",
    metavar="RATES",
    default=RATES,
    help="Learning rates: LOW:HIGH:COUNT, even in the logarithm or with :linear after it, or "
    f"numbers with commas between them.  [default: {RATES}]",
)
@click.option(
    "--from-step",
    metavar="N",
    help="What would each do from step N on? Up to there the runner's own run.  [default: 0]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of the table."
)
@click.option(
    "--csv",
    "csv_file",
    metavar="F",
    help="Write a line for every learning rate to a CSV file; - is standard output.",
)
@work.work_options
@options.help_option
def command(
    lrs: str, from_step: str | None, as_json: bool, csv_file: str | None, **given: Any
) -> int:
    """Sweep, write and print."""
    csv_file = options.csv_target(csv_file, as_json)
    crew = work.taken(given)
    targets.keep_apart(given["file"], [("--csv", csv_file), ("--resume", crew.resume)])
    experiment = options.experiment(options.Given(**given))
    rates = _rates(lrs)
    found = _computed(experiment, rates, _step(from_step, experiment), crew)
    if csv_file is not None:
        output.write(csv_file, _csv(found))
    if as_json:
        output.emit_json(document(found))
    elif csv_file != output.STDOUT:
        _print(found)
    return 0


def _computed(
    experiment: Experiment, rates: list[float], from_step: int, crew: work.Given
) -> Sweep:
    """Return the sweep with the verdicts on all its runs, which take longer than the runs."""
    import numpy as np

    from lrsim.studies.zone.jobs import SweepJob

    job = SweepJob(experiment.setup(), np.array(rates), from_step=from_step)
    with work.finished(job, crew, PROGRAM) as store:
        return job.result(store)


def document(found: Sweep) -> dict[str, Any]:
    """Return what ``lrsim sweep --json`` prints."""
    zone = found.zone
    return {
        "lr": found.lr.tolist(),
        "verdict": found.verdict,
        "final_loss": found.final_loss.tolist(),
        "steps_to_converge": _steps(found),
        "zone": None
        if zone is None
        else {
            "low": zone.low,
            "high": zone.high,
            "best": zone.best,
            "gaps": [list(gap) for gap in zone.gaps],
        },
    }


def _steps(found: Sweep) -> list[int | None]:
    return [None if step < 0 else step for step in found.batch.converged_at.tolist()]


# --- what is asked for ---


def _rates(raw: str) -> list[float]:
    """Return the learning rates that were written."""
    from lrsim.experiment import learning_rate
    from lrsim.studies.zone.sweep import MAX_RATES

    with output.naming("--lrs", raw, own="lr"):
        if ":" not in raw:
            return [learning_rate("lr", options.number(part)) for part in raw.split(",")]
        low, high, count, *scale = raw.split(":") if raw.count(":") in (2, 3) else ("", "", "", "?")
        if scale not in ([], ["log"], ["linear"]):
            raise InputError("", None, HOW)
        first, last = (learning_rate("lr", options.number(end)) for end in (low, high))
        number = options.whole(count)
        if isinstance(number, str) or not 1 <= number <= MAX_RATES:
            raise InputError("", None, f"must ask for 1 to {MAX_RATES} learning rates")
        if scale == ["linear"]:
            return _even(first, last, number)
        if not (first > 0 and last > 0):
            raise InputError("", None, "has a 0, which has no logarithm; :linear goes from 0 on")
        return _even_in_the_logarithm(first, last, number)


def _even(first: float, last: float, number: int) -> list[float]:
    steps = max(number - 1, 1)
    return [first + (last - first) * (k / steps) for k in range(number)]


def _even_in_the_logarithm(first: float, last: float, number: int) -> list[float]:
    steps, ratio = max(number - 1, 1), last / first
    if ratio == math.inf:  # no double: in two equal steps
        root = math.sqrt(last) / math.sqrt(first)
        rates = [first * (part := root ** (k / steps)) * part for k in range(number)]
    else:
        rates = [first * ratio ** (k / steps) for k in range(number)]
    return [*rates[:-1], last] if number > 1 else rates


def _step(raw: str | None, experiment: Experiment) -> int:
    if raw is None:
        return 0
    step = options.whole(raw)
    if isinstance(step, str) or not 0 <= step < experiment.steps:
        allowed = f"must be a whole number from 0 to {experiment.steps - 1}, within the budget"
        raise InputError(f"--from-step {output.quoted(raw)}", None, allowed)
    return step


# --- what is shown ---


def _csv(found: Sweep) -> bytes:
    """Return a line for each learning rate; numbers read back as the same doubles."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    steps = ("" if step is None else step for step in _steps(found))
    works = ("yes" if works else "no" for works in found.works.tolist())
    writer.writerows(
        zip(found.lr.tolist(), found.verdict, works, found.final_loss.tolist(), steps, strict=True)
    )
    return text.getvalue().encode()


def _print(found: Sweep) -> None:
    """Print a line for each stretch of learning rates that fare alike, and the zone."""
    from lrsim.cli.results import STYLES

    outcomes = found.batch
    setup = outcomes.setup
    begun = f"from step {outcomes.from_step} on, " if outcomes.from_step else ""
    output.emit(
        f"{setup.surface.spec}, {setup.optimizer.spec}, {setup.schedule.spec}: {begun}"
        f"{setup.steps} step{'' if setup.steps == 1 else 's'}\n\n"
    )
    rows = list(_rows(found))
    styles = [[""] * 4 + [STYLES.get(row[4], "")] + [""] * 2 for row in rows]
    output.emit_table(TABLE, rows, styles=styles)
    output.emit(f"\n{_zone_sentence(found)}\n")


def _rows(found: Sweep) -> Iterator[tuple[str, ...]]:
    order = found.lr.argsort(kind="stable").tolist()
    lr, loss, steps = found.lr.tolist(), found.final_loss.tolist(), _steps(found)
    works, verdict = found.works.tolist(), found.verdict
    for (good, name), group in itertools.groupby(order, lambda k: (works[k], verdict[k])):
        members = list(group)
        arrived = [step for step in (steps[k] for k in members) if step is not None]
        finite = [loss[k] for k in members if loss[k] == loss[k]]
        yield (
            f"{lr[members[0]]:.4g}",
            f"{lr[members[-1]]:.4g}",
            str(len(members)),
            "yes" if good else "no",
            name,
            f"{min(finite):.4g}" if finite else "nan",
            f"{min(arrived)} steps" if arrived else "-",
        )


def _zone_sentence(found: Sweep) -> str:
    zone = found.zone
    if zone is None:
        return "No learning rate among these works."
    said = f"Zone: {zone.low:.4g} to {zone.high:.4g}, best {zone.best:.4g}."
    if zone.gaps:
        parts = [f"{a:.4g}" if a == b else f"{a:.4g} to {b:.4g}" for a, b in zone.gaps]
        said += f" Apart from it, these work: {', '.join(parts)}."
    return said
