"""``lrsim sweep``: what every learning rate would do, and the zone of those that work."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lrsim.cli import options, output, targets, work
from lrsim.cli.help import documented, option
from lrsim.cli.output import Column
from lrsim.errors import InputError
from lrsim.text.messages import Message, Sentences, plural, shown
from lrsim.text.numbers import count, number
from lrsim.text.steps import steps as in_steps

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment
    from lrsim.studies.zone.sweep import Sweep

PROGRAM = "lrsim sweep"

RATES = "1e-4:10:400"
"""Of the default: the dial's five decades, 80 a decade."""

HOW = Message(
    "must be written LOW:HIGH:COUNT, perhaps with :linear, or as numbers with commas between them"
)

CSV_COLUMNS = ("lr", "verdict", "works", "final_loss", "steps_to_converge")

TABLE = (
    Column(Message("lr from"), right=True),
    Column(Message("to"), right=True),
    Column(Message("rates"), right=True),
    Column(Message("works")),
    Column(Message("verdict")),
    Column(Message("lowest final loss"), right=True),
    Column(Message("fastest"), right=True),
)


@documented(
    "sweep",
    help=Sentences(
        Message(
            "Run an experiment's first runner at many learning rates and print what came out: a line for "
            "each stretch of them, or one of the forms below. The zone is the run of learning rates that "
            "work around the best one."
        ),
        options.HELP,
        between="\n\n",
    ),
)
@options.experiment_options
@option(
    "--lrs",
    metavar="RATES",
    default=RATES,
    help=Message(
        "Learning rates: LOW:HIGH:COUNT, even in the logarithm or with :linear after it, or numbers with "
        "commas between them.  [default: {rates}]",
        rates=RATES,
    ),
)
@option(
    "--from-step",
    metavar="N",
    help=Message(
        "What would each do from step N on? Up to there the runner's own run.  [default: 0]"
    ),
)
@option(
    "--json", "as_json", is_flag=True, help=Message("Print one JSON document instead of the table.")
)
@option(
    "--csv",
    "csv_file",
    metavar="F",
    help=Message("Write a line for every learning rate to a CSV file; - is standard output."),
)
@work.work_options
@options.help_option
def command(
    lrs: str, from_step: str | None, as_json: bool, csv_file: str | None, **given: Any
) -> int:
    """Sweep, write and print."""
    csv_file = options.csv_target(csv_file, as_json)
    pool = work.taken(given)
    targets.keep_apart(given["file"], [("--csv", csv_file), ("--resume", pool.resume)])
    experiment = options.experiment(options.Given(**given))
    rates = _rates(lrs)
    found = _computed(experiment, rates, _step(from_step, experiment), pool)
    if csv_file is not None:
        output.write(csv_file, _csv(found))
    if as_json:
        output.emit_json(document(found))
    elif csv_file != output.STDOUT:
        _print(found)
    return 0


def _computed(
    experiment: Experiment, rates: list[float], from_step: int, pool: work.WorkOptions
) -> Sweep:
    """Return the sweep with the verdicts on all its runs, which take longer than the runs."""
    import numpy as np

    from lrsim.studies.zone.jobs import SweepJob

    job = SweepJob(experiment.setup(), np.array(rates), from_step=from_step)
    with work.finished(job, pool, PROGRAM) as store:
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
        low, high, how_many, *scale = (
            raw.split(":") if raw.count(":") in (2, 3) else ("", "", "", "?")
        )
        if scale not in ([], ["log"], ["linear"]):
            raise InputError("", None, HOW)
        first, last = (learning_rate("lr", options.number(end)) for end in (low, high))
        members = options.whole(how_many)
        if isinstance(members, str) or not 1 <= members <= MAX_RATES:
            raise InputError(
                "",
                None,
                Message("must ask for 1 to {max_rates} learning rates", max_rates=MAX_RATES),
            )
        if scale == ["linear"]:
            return _even(first, last, members)
        if not (first > 0 and last > 0):
            raise InputError(
                "", None, Message("has a 0, which has no logarithm; :linear goes from 0 on")
            )
        return _even_in_the_logarithm(first, last, members)


def _even(first: float, last: float, count: int) -> list[float]:
    steps = max(count - 1, 1)
    return [first + (last - first) * (k / steps) for k in range(count)]


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
        allowed = Message(
            "must be a whole number from 0 to {last}, within the budget", last=experiment.steps - 1
        )
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

    output.emit(f"{shown(_title(found))}\n\n")
    rows = list(_rows(found))
    styles = [[""] * 4 + [STYLES.get(row[4], "")] + [""] * 2 for row in rows]
    output.emit_table(TABLE, rows, styles=styles)
    output.emit(f"\n{shown(_zone_sentence(found))}\n")


def _title(found: Sweep) -> Message:
    outcomes = found.batch
    experiment, runner = outcomes.experiment, outcomes.experiment.runners[outcomes.index]
    subject = f"{experiment.surface.spec}, {runner.optimizer.spec}, {runner.schedule.spec}"
    if outcomes.from_step:
        return plural(
            "{subject}: from step {from_step} on, {n} step",
            "{subject}: from step {from_step} on, {n} steps",
            n=experiment.steps,
            subject=subject,
            from_step=outcomes.from_step,
        )
    return plural(
        "{subject}: {n} step", "{subject}: {n} steps", n=experiment.steps, subject=subject
    )


def _rows(found: Sweep) -> Iterator[tuple[str, ...]]:
    order = found.lr.argsort(kind="stable").tolist()
    lr, loss, steps = found.lr.tolist(), found.final_loss.tolist(), _steps(found)
    works, verdict = found.works.tolist(), found.verdict
    for (good, name), group in itertools.groupby(order, lambda k: (works[k], verdict[k])):
        members = list(group)
        arrived = [step for step in (steps[k] for k in members) if step is not None]
        finite = [loss[k] for k in members if loss[k] == loss[k]]
        yield (
            number(lr[members[0]], 4),
            number(lr[members[-1]], 4),
            count(len(members)),
            output.yes(good),
            name,
            number(min(finite, default=math.nan), 4),
            in_steps(min(arrived)) if arrived else "-",
        )


def _zone_sentence(found: Sweep) -> Message:
    zone = found.zone
    if zone is None:
        return Message("No learning rate among these works.")
    low, high, best = (number(lr, 4) for lr in (zone.low, zone.high, zone.best))
    sentence = Message("Zone: {low} to {high}, best {best}.", low=low, high=high, best=best)
    if not zone.gaps:
        return sentence
    gaps = Sentences(*(_gap(*gap) for gap in zone.gaps), between=", ")
    return Sentences(sentence, Message("Apart from it, these work: {gaps}.", gaps=gaps))


def _gap(low: float, high: float) -> str:
    if low == high:
        return number(low, 4)
    return Message("{low} to {high}", low=number(low, 4), high=number(high, 4))
