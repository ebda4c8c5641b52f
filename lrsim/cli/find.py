"""``lrsim find``: the learning-rate range test, what is read from it, and how far off that is."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import click

from lrsim.cli import options, output, targets
from lrsim.cli.output import Column
from lrsim.errors import InputError

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.studies.finder.range_test import LRFinder

CSV_COLUMNS = ("step", "lr", "loss", "smooth")

TABLE = (
    Column("suggester"),
    Column("lr", right=True),
    Column("× true best", right=True),
    Column("in the zone"),
    Column("why there is none", wraps=True),
)

OPTIONS = {"steps": "--test-steps", "lr_min": "--lr-min", "lr_max": "--lr-max"}
"""The options by the names of `find_lr`'s arguments."""


@click.command(
    "find",
    add_help_option=False,
    short_help="Run the learning-rate range test: suggestions, and the true best.",
    help=f"""Run the learning-rate range test on an experiment's first runner: one run whose learning
    rate grows by the same factor at every step. Print what each suggester reads from it, and how
    far that is from the best learning rate of a sweep over the experiment's own steps.

    The last line is the suggestion to take. It is no reading of the test, where all that is seen of
    a learning rate is one step: it comes from trials, runs of their own at twelve learning rates a
    decade, and there is one only where a stretch of them stands out.

    {options.HELP}""",
)
@options.experiment_options
@click.option(
    "--test-steps", metavar="N", default="200", help="Steps of the range test.  [default: 200]"
)
@click.option(
    "--lr-min", metavar="X", default="1e-7", help="Its first learning rate.  [default: 1e-7]"
)
@click.option("--lr-max", metavar="X", default="10", help="Its last learning rate.  [default: 10]")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of the table."
)
@click.option(
    "--csv",
    "csv_file",
    metavar="F",
    help="Write every step of the test to a CSV file; - is standard output.",
)
@options.help_option
def command(
    test_steps: str,
    lr_min: str,
    lr_max: str,
    as_json: bool,
    csv_file: str | None,
    **given: Any,
) -> int:
    """Test, write and print."""
    csv_file = options.csv_target(csv_file, as_json)
    targets.keep_apart(given["file"], [("--csv", csv_file)])
    experiment = options.experiment(options.Given(**given))
    found = _found(experiment, test_steps, lr_min, lr_max)
    if csv_file is not None:
        output.write(csv_file, _csv(found))
    if as_json:
        output.emit_json(document(found))
    elif csv_file != output.STDOUT:
        _print(found)
    return 0


def _found(experiment: Any, test_steps: str, lr_min: str, lr_max: str) -> LRFinder:
    """Return the test; what is wrong with its own options is said of them."""
    from lrsim.studies.finder.range_test import find_lr

    raw = {"steps": test_steps, "lr_min": lr_min, "lr_max": lr_max}
    try:
        return find_lr(
            experiment,
            steps=options.whole(test_steps),  # type: ignore[arg-type]  # text is refused there
            lr_min=options.number(lr_min),  # type: ignore[arg-type]  # and here
            lr_max=options.number(lr_max),  # type: ignore[arg-type]  # and here
        )
    except InputError as error:
        if error.where not in OPTIONS:
            raise
        place = f"{OPTIONS[error.where]} {output.quoted(raw[error.where])}"
        raise InputError(place, None, error.allowed.replace("lr_min", "--lr-min")) from None


def document(found: LRFinder) -> dict[str, Any]:
    """Return what ``lrsim find --json`` prints."""
    return {
        "lr": found.lr.tolist(),
        "loss": found.loss.tolist(),
        "suggestions": found.suggestions,
        "suggestion": found.suggestion,
        "true_best": found.true_best,
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
    output.emit(
        f"{setup.surface.spec}, {setup.optimizer.spec}: {found.steps} steps of test, "
        f"learning rates {found.lr_min:.4g} to {found.lr_max:.4g}\n"
        f"{len(found.lr)} steps were taken: {found.stopped_because}.\n\n"
    )
    output.emit_table(TABLE, [_row(found, name) for name in (*found.suggestions, "suggestion")])
    zone = found.zone
    budget = f"over the experiment's {setup.steps} step{'' if setup.steps == 1 else 's'}"
    if zone is None:
        output.emit(f"\nNo learning rate works {budget}.\n")
        return
    output.emit(
        f"\nTrue best {budget}: {zone.best:.4g}, in a zone from {zone.low:.4g} to {zone.high:.4g}.\n"
    )


def _row(found: LRFinder, name: str) -> tuple[str, ...]:
    lr = found.suggestion if name == "suggestion" else found.suggestions[name]
    error, works = found.error(name), found.works(name)
    return (
        "trials" if name == "suggestion" else name,
        "-" if lr is None else f"{lr:.4g}",
        "-" if error is None else f"{error:.3g}",
        "-" if works is None else "yes" if works else "no",
        found.reasons.get(name, ""),
    )
