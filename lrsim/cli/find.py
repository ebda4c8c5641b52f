"""``lrsim find``: the learning-rate range test, what is read from it, and how far off that is."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from lrsim import declarations
from lrsim.cli import options, output, own_test, patience, targets, values
from lrsim.cli.help import documented, option
from lrsim.cli.tables import Column
from lrsim.errors import InputError
from lrsim.text.messages import Message, Sentences, plural, shown
from lrsim.text.numbers import number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment
    from lrsim.studies.finder.range_test import LRFinder

PROGRAM = "lrsim find"

CSV_COLUMNS = ("step", "lr", "loss", "smooth")

TABLE = (
    Column(Message("suggester")),
    Column(Message("lr"), right=True),
    Column(Message("× true best"), right=True),
    Column(Message("in the zone")),
    Column(Message("why there is none"), wraps=True),
)

OPTIONS = {"steps": "--test-steps", "lr_min": "--lr-min", "lr_max": "--lr-max"}
"""The options by the names of `find_lr`'s arguments."""


@documented(
    "find",
    help=Sentences(
        Message(
            "Run the learning-rate range test on an experiment's first runner: one run whose learning rate "
            "grows by the same factor at every step. Print what each suggester reads from it, and how far "
            "that is from the best learning rate of a sweep over the experiment's own steps."
        ),
        Message(
            "The last line is the suggestion to take. It is no reading of the test, where all that is seen "
            "of a learning rate is one step: it comes from trials, runs of their own at twelve learning "
            "rates a decade, and there is one only where a stretch of them stands out."
        ),
        options.HELP,
        between="\n\n",
    ),
)
@options.experiment_options
@option(
    "--test-steps",
    metavar="N",
    default="200",
    help=Message("Steps of the range test.  [default: 200]"),
)
@option(
    "--lr-min",
    metavar="X",
    default="1e-7",
    help=Message("Its first learning rate.  [default: 1e-7]"),
)
@option(
    "--lr-max", metavar="X", default="10", help=Message("Its last learning rate.  [default: 10]")
)
@options.seeds_option
@option(
    "--json", "as_json", is_flag=True, help=Message("Print one JSON document instead of the table.")
)
@option(
    "--csv",
    "csv_file",
    metavar="F",
    help=Message("Write every step of the test to a CSV file; - is standard output."),
)
@option(
    "--from",
    "own_file",
    metavar="F",
    help=Message(
        "Read a range test of your own from a CSV file with the columns lr and loss; - is standard input. "
        "Nothing is run, and of the other options only --json goes with it."
    ),
)
@options.help_option
def command(
    own_file: str | None,
    test_steps: str,
    lr_min: str,
    lr_max: str,
    seeds: str | None,
    as_json: bool,
    csv_file: str | None,
    **given: Any,
) -> int:
    """Test, write and print; or read a test that was made elsewhere."""
    if own_file is not None:
        own_test.refuse_others()
        own_test.show(own_file, as_json)
        return 0
    csv_file = targets.csv_target(csv_file, as_json)
    targets.keep_apart(given["file"], [("--csv", csv_file)])
    experiment = options.experiment(options.Given(**given))
    chosen = options.seed_list(seeds, experiment.seed)
    with patience.asked(PROGRAM, lambda: _long(test_steps, experiment)):
        found = _found(experiment, test_steps, lr_min, lr_max, chosen)
    if csv_file is not None:
        output.write(csv_file, _csv(found))
    if as_json:
        output.emit_json(document(found))
    elif csv_file != output.STDOUT:
        _print(found)
    return 0


def _found(
    experiment: Any, test_steps: str, lr_min: str, lr_max: str, seeds: tuple[int, ...]
) -> LRFinder:
    """Return the test; what is wrong with its own options is said of them."""
    from lrsim.studies.finder.range_test import find_lr

    raw = {"steps": test_steps, "lr_min": lr_min, "lr_max": lr_max}
    try:
        return find_lr(
            experiment,
            steps=values.whole(test_steps),  # type: ignore[arg-type]  # text is refused there
            lr_min=values.number(lr_min),  # type: ignore[arg-type]  # and here
            lr_max=values.number(lr_max),  # type: ignore[arg-type]  # and here
            seeds=seeds or None,
        )
    except InputError as error:
        if error.where not in OPTIONS:
            raise
        allowed = error.allowed
        if isinstance(allowed, Message):
            allowed = allowed.altered(other="--lr-min")
        place = f"{OPTIONS[error.where]} {output.quoted(raw[error.where])}"
        raise InputError(place, None, allowed) from None


def _long(test_steps: str, experiment: Experiment) -> Message:
    return Message(
        "a test of {test} steps, and the trials of {steps} that it is compared with, take a while",
        test=values.whole(test_steps),
        steps=experiment.steps,
    )


def document(found: LRFinder) -> dict[str, Any]:
    """Return what ``lrsim find --json`` prints."""
    return {
        "schema_version": declarations.JSON_VERSION,
        **({"seeds": list(found.seeds)} if found.seeds else {}),
        "lr": found.lr.tolist(),
        "loss": found.loss.tolist(),
        "suggestions": found.suggestions,
        "suggestion": found.suggestion,
        "true_best": found.true_best,
        "reasons": found.reasons,
        "zone": None if found.zone is None else found.zone.to_dict(),
        "stopped_because": found.stopped_because,
    }


def _csv(found: LRFinder) -> bytes:
    """Return a line for each step of the test; numbers read back as the same doubles."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    columns = (found.lr.tolist(), found.loss.tolist(), found.smooth.tolist())
    writer.writerows(zip(range(len(found.lr)), *columns, strict=True))
    return text.getvalue().encode()


def _print(found: LRFinder) -> None:
    """Print how the test went, a line for each suggester, and the zone."""
    setup = found.setup
    asked = plural(
        "{surface}, {optimizer}: {n} step of test, learning rates {low} to {high}",
        "{surface}, {optimizer}: {n} steps of test, learning rates {low} to {high}",
        n=found.steps,
        surface=setup.surface.spec,
        optimizer=setup.optimizer.spec,
        low=number(found.lr_min, 4),
        high=number(found.lr_max, 4),
    )
    if found.seeds:
        asked = plural("{title}, {n} seed", "{title}, {n} seeds", n=len(found.seeds), title=asked)
    taken = plural(
        "{n} step was taken: {reason}.",
        "{n} steps were taken: {reason}.",
        n=len(found.lr),
        reason=found.stopped_because,
    )
    output.emit(f"{shown(asked)}\n{shown(taken)}\n\n")
    output.emit_table(TABLE, [_row(found, name) for name in (*found.suggestions, "suggestion")])
    output.emit(f"\n{shown(_best(found))}\n")


def _best(found: LRFinder) -> Message:
    """Return what a sweep over the experiment's own budget finds."""
    zone, budget, optimizer = found.zone, found.setup.steps, found.setup.optimizer
    if not optimizer.uses_lr:
        return Message("The learning rate plays no part in {optimizer}.", optimizer=optimizer.name)
    if zone is None:
        return plural(
            "No zone over the experiment's {n} step: {reason}.",
            "No zone over the experiment's {n} steps: {reason}.",
            n=budget,
            reason=found.zone_reason,
        )
    return plural(
        "True best over the experiment's {n} step: {best}, in a zone from {low} to {high}.",
        "True best over the experiment's {n} steps: {best}, in a zone from {low} to {high}.",
        n=budget,
        best=number(zone.best, 4),
        low=number(zone.low, 4),
        high=number(zone.high, 4),
    )


def _row(found: LRFinder, name: str) -> tuple[str, ...]:
    lr = found.suggestion if name == "suggestion" else found.suggestions[name]
    error, works = found.error(name), found.works(name)
    return (
        Message("trials") if name == "suggestion" else name,
        "-" if lr is None else number(lr, 4),
        "-" if error is None else number(error),
        "-" if works is None else output.yes(works),
        found.reasons.get(name, ""),
    )
