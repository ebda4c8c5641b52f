"""``lrsim sweep``: what every learning rate would do, and the zone of those that work."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lrsim import declarations
from lrsim.cli import options, output, targets, values, work
from lrsim.cli.help import documented, option
from lrsim.cli.rates import read_rates
from lrsim.cli.tables import Column
from lrsim.errors import InputError
from lrsim.studies.zone.words import WORKS
from lrsim.text.messages import Message, Sentences, plural, shown
from lrsim.text.numbers import count, number, percent
from lrsim.text.steps import steps as in_steps

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment
    from lrsim.studies.zone.jobs import SweepJob
    from lrsim.studies.zone.sweep import Sweep
    from lrsim.studies.zone.zone import Zone

PROGRAM = "lrsim sweep"

RATES = "1e-4:10:400"
"""Of the default: the dial's five decades, 80 a decade."""


CSV_COLUMNS = ("lr", "verdict", "works", "final_loss", "steps_to_converge")

ROUNDING = 1e-9
"""A spread of so small a share is rounding."""

OVER_SEEDS = ("works_share", "agreement", "final_loss_std")
"""More columns, where each learning rate was run with several seeds."""

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
            "each stretch of them, or one of the forms below. The zone is the widest band of learning "
            "rates that work."
        ),
        WORKS,
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
@options.seeds_option
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
    lrs: str,
    seeds: str | None,
    from_step: str | None,
    as_json: bool,
    csv_file: str | None,
    **given: Any,
) -> int:
    """Sweep, write and print."""
    csv_file = targets.csv_target(csv_file, as_json)
    pool = work.taken(given)
    targets.keep_apart(given["file"], [("--csv", csv_file), ("--resume", pool.resume)])
    experiment = options.experiment(options.Given(**given))
    job = _job(experiment, read_rates(lrs), _step(from_step, experiment), seeds)
    with work.finished(job, pool, PROGRAM) as store:
        found = job.result(store)
    if csv_file is not None:
        output.write(csv_file, _csv(found))
    if as_json:
        output.emit_json(document(found))
    elif csv_file != output.STDOUT:
        _print(found)
    return 0


def _job(experiment: Experiment, rates: list[float], from_step: int, seeds: str | None) -> SweepJob:
    """Return the sweep that is to be computed, with the verdicts on all its runs."""
    import numpy as np

    from lrsim.studies.zone.jobs import SweepJob

    setup = experiment.setup()
    return SweepJob(setup, np.array(rates), from_step, options.seed_list(seeds, setup.seed))


def document(found: Sweep) -> dict[str, Any]:
    """Return what ``lrsim sweep --json`` prints."""
    zone = found.zone
    written: dict[str, Any] = {
        "schema_version": declarations.JSON_VERSION,
        "lr": found.lr.tolist(),
        "verdict": found.verdict,
        "final_loss": found.final_loss.tolist(),
        "steps_to_converge": _steps(found),
        "zone": None if zone is None else zone.to_dict(),
        "zone_reason": None if zone is not None else found.zone_reason,
    }
    if found.seeds:
        written |= {
            "seeds": list(found.seeds),
            "works": found.works_share.tolist(),
            "agreement": found.agreement.tolist(),
            "final_loss_std": found.final_loss_std.tolist(),
        }
    return written


def _steps(found: Sweep) -> list[float | None]:
    """Return the steps to converge; of one run a whole number, over seeds their mean."""
    steps = found.steps_to_converge.tolist()
    return [None if step != step else int(step) if step.is_integer() else step for step in steps]


# --- what is asked for ---


def _step(raw: str | None, experiment: Experiment) -> int:
    if raw is None:
        return 0
    step = values.whole(raw)
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
    steps = ("" if step is None else step for step in _steps(found))
    words = {True: "yes", False: "no"} if found.measured else dict.fromkeys((True, False), "")
    works = (words[works] for works in found.works.tolist())
    columns = [found.lr.tolist(), found.verdict, works, found.final_loss.tolist(), steps]
    if found.seeds:
        columns += [getattr(found, name).tolist() for name in OVER_SEEDS]
    writer.writerow([*CSV_COLUMNS, *(OVER_SEEDS if found.seeds else ())])
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def _print(found: Sweep) -> None:
    """Print a line for each stretch of learning rates that fare alike, and the zone."""
    from lrsim.cli.results import STYLES

    output.emit(f"{shown(_title(found))}\n\n")
    rows = list(_rows(found))
    styles = [[""] * 4 + [STYLES.get(row[4], "")] + [""] * 2 for row in rows]
    output.emit_table(TABLE, rows, styles=styles)
    pairs = zip(found.works.tolist(), found.verdict, strict=True)
    explained = any(works and verdict != "just_right" for works, verdict in pairs)
    output.emit(f"\n{shown(_zone_sentence(found))}\n")
    if explained:
        output.emit(f"{shown(WORKS)}\n")


def _title(found: Sweep) -> Message:
    outcomes = found.batch
    experiment, runner = outcomes.experiment, outcomes.experiment.runners[outcomes.index]
    subject = f"{experiment.surface.spec}, {runner.optimizer.spec}, {runner.schedule.spec}"
    if outcomes.from_step:
        title = plural(
            "{subject}: from step {from_step} on, {n} step",
            "{subject}: from step {from_step} on, {n} steps",
            n=experiment.steps,
            subject=subject,
            from_step=outcomes.from_step,
        )
    else:
        title = plural(
            "{subject}: {n} step", "{subject}: {n} steps", n=experiment.steps, subject=subject
        )
    if not found.seeds:
        return title
    return plural("{title}, {n} seed", "{title}, {n} seeds", n=len(found.seeds), title=title)


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
            output.yes(good) if found.measured else "-",
            name,
            number(min(finite, default=math.nan), 4),
            in_steps(round(min(arrived))) if arrived else "-",
        )


def _zone_sentence(found: Sweep) -> Message:
    """Say which learning rates work; of those that were asked for."""
    zone, optimizer = found.zone, found.batch.setup.optimizer
    if not optimizer.uses_lr:
        return Message("The learning rate plays no part in {optimizer}.", optimizer=optimizer.name)
    if zone is None:
        low, high = (number(float(lr), 4) for lr in (found.lr.min(), found.lr.max()))
        return Message(
            "No zone from {low} to {high}: {reason}.", low=low, high=high, reason=found.zone_reason
        )
    low, high, best = (number(lr, 4) for lr in (zone.low, zone.high, zone.best))
    sentences = [Message("Zone: {low} to {high}, best {best}.", low=low, high=high, best=best)]
    if zone.low_std is not None and zone.high_std is not None and math.isfinite(zone.low_std):
        spread = Message(
            "From seed to seed its ends vary by {low} and {high}.",
            low=_spread(zone.low_std, zone.low),
            high=_spread(zone.high_std, zone.high),
        )
        sentences.append(spread)
    if zone.low_open or zone.high_open:
        sentences.append(_open(zone))
    if zone.holes:
        holes = Sentences(*(_stretch(*hole) for hole in zone.holes), between=", ")
        sentences.append(Message("In it these do not work: {holes}.", holes=holes))
    if zone.islands:
        islands = Sentences(*(_stretch(*island) for island in zone.islands), between=", ")
        sentences.append(Message("Apart from it, these work: {islands}.", islands=islands))
    return Sentences(*sentences)


def _spread(deviation: float, end: float) -> str | Message:
    """Return how far an end varies; where all seeds meet at one rate of the grid, no more than that."""
    from lrsim.studies.zone.rates import PER_DECADE

    if deviation > ROUNDING * end:
        return f"± {number(deviation, 2)}"
    return Message("less than {step}", step=percent(10.0 ** (1.0 / PER_DECADE) - 1.0, 2))


def _open(zone: Zone) -> Message:
    """Return where the zone may go on."""
    if not zone.high_open:
        return Message("It may go on below: ask for smaller learning rates.")
    if not zone.low_open:
        return Message("It may go on above: ask for larger learning rates.")
    return Message("It may go on at both ends: ask for more learning rates.")


def _stretch(low: float, high: float) -> str:
    if low == high:
        return number(low, 4)
    return Message("{low} to {high}", low=number(low, 4), high=number(high, 4))
