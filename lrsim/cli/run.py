"""``lrsim run``: an experiment goes in, a table, JSON, CSV or NPZ comes out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lrsim.cli import options, output, patience, targets, values
from lrsim.cli.help import documented, option
from lrsim.errors import InputError, both, one_of, written
from lrsim.text.messages import Message, Sentences, plural

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.experiment import Experiment
    from lrsim.runs.run import Run

PROGRAM = "lrsim run"

FAILED = 1


@documented(
    "run",
    help=Sentences(
        Message("Run an experiment and print what came out: a table, or one of the forms below."),
        options.HELP,
        between="\n\n",
    ),
)
@options.experiment_options
@option(
    "--json", "as_json", is_flag=True, help=Message("Print one JSON document instead of the table.")
)
@option(
    "--share",
    is_flag=True,
    help=Message("Print the experiment's share code instead of the table, in one line."),
)
@option("--history", is_flag=True, help=Message("Show every step too: in the JSON, or as a table."))
@option(
    "--csv",
    "csv_file",
    metavar="F",
    help=Message("Write every step to a CSV file; - is standard output."),
)
@option(
    "--npz",
    "npz_file",
    metavar="F",
    help=Message("Write every step to a NumPy archive; - is standard output."),
)
@option(
    "--expect",
    metavar="VERDICT",
    multiple=True,
    help=Message(
        "Exit with 1 unless this is the verdict: one for all runners, or one "
        "for each, in their order."
    ),
)
@option(
    "--expect-loss-below",
    metavar="X",
    help=Message("Exit with 1 unless every runner's final loss is below X."),
)
@options.help_option
def command(
    as_json: bool,
    share: bool,
    history: bool,
    csv_file: str | None,
    npz_file: str | None,
    expect: tuple[str, ...],
    expect_loss_below: str | None,
    **given: Any,
) -> int:
    """Run, print, write, and compare with what was expected."""
    csv_file = targets.target(csv_file)
    npz_file = targets.target(npz_file)
    _check_outputs({"--json": as_json, "--share": share}, csv_file, npz_file)
    targets.keep_apart(given["file"], [("--csv", csv_file), ("--npz", npz_file)])
    experiment = options.experiment(options.Given(**given))
    wanted = _verdicts(expect, len(experiment.runners))
    limit = _limit(expect_loss_below)

    from lrsim.cli import results
    from lrsim.runs.simulate import race

    with patience.asked(PROGRAM, lambda: _long(experiment)):
        runs = race(experiment)
        for run in runs:
            run.verdict  # noqa: B018  # tries its fixes, and keeps what comes of it
    if csv_file is not None:
        _write_csv(csv_file, runs)
    if npz_file is not None:
        output.write(npz_file, results.npz(experiment, runs))
    if as_json:
        output.emit_json(results.document(experiment, runs, history), indent=0 if history else 2)
    elif share:
        output.emit(f"{experiment.share()}\n")
    elif output.STDOUT not in (csv_file, npz_file):
        results.print_summary(experiment, runs)
        if history:
            results.print_history(runs)
    return _compare(runs, wanted, limit)


def _long(experiment: Experiment) -> Message:
    return plural(
        "{n} runner of {steps} steps takes a while",
        "{n} runners of {steps} steps take a while",
        n=len(experiment.runners),
        steps=experiment.steps,
    )


def _check_outputs(instead: dict[str, bool], csv_file: str | None, npz_file: str | None) -> None:
    """Refuse more than one thing on standard output."""
    files = {"--csv": csv_file, "--npz": npz_file}
    for name, path in files.items():
        if path == "":
            raise InputError(
                f"{name} ''",
                None,
                Message("must be the name of a file, or - for standard output"),
            )
    takers = [name for name, path in files.items() if path == output.STDOUT]
    takers += [name for name, wanted in instead.items() if wanted]
    if len(takers) > 1:
        raise InputError(both(*takers[:2]), None, Message("cannot both write to standard output"))


def _verdicts(expect: tuple[str, ...], runners: int) -> tuple[str, ...]:
    """Return the verdict expected of each runner; empty when none is."""
    if not expect:
        return ()
    from lrsim.diagnosis import LABELS

    for name in expect:
        with output.naming("--expect", name):
            if name not in LABELS:
                raise InputError("", name, one_of(LABELS))
    if len(expect) == 1:
        return expect * runners
    if len(expect) != runners:
        raise InputError("--expect", None, _how_often(len(expect), runners))
    return expect


def _how_often(given: int, runners: int) -> Message:
    if runners == 1:
        return Message("is given {given} times; there is 1 runner, so give it once", given=given)
    return plural(
        "is given {given} times; there is {n} runner, so give it once, or {n} times",
        "is given {given} times; there are {n} runners, so give it once, or {n} times",
        n=runners,
        given=given,
    )


def _limit(raw: str | None) -> float | None:
    if raw is None:
        return None
    value = values.number(raw)
    if isinstance(value, str) or math.isnan(value):
        raise InputError(
            f"--expect-loss-below {output.quoted(raw)}", None, Message("must be a number")
        )
    return value


def _compare(runs: list[Run], wanted: tuple[str, ...], limit: float | None) -> int:
    """Say which expectation failed, if any, and return the exit status."""
    failures = []
    for run, verdict in zip(runs, wanted, strict=False):
        got = run.verdict.name
        if got != verdict:
            failed = Message(
                "runner {name}: expected {verdict}, got {got}",
                name=run.runner.name,
                verdict=verdict,
                got=got,
            )
            failures.append(failed)
    for run in runs:
        loss = float(run.loss[-1])
        if limit is not None and not loss < limit:
            failed = Message(
                "runner {name}: expected a final loss below {limit}, got {loss}",
                name=run.runner.name,
                limit=written(limit),
                loss=written(loss),
            )
            failures.append(failed)
    for failure in failures:
        output.complain(PROGRAM, failure)
    return FAILED if failures else 0


def _write_csv(path: str, runs: list[Run]) -> None:
    from lrsim.cli import results

    chunks = results.csv_chunks(runs)
    if path == output.STDOUT and output.is_terminal():
        _emit_all(chunks)
        return
    with output.progress(chunks, results.csv_parts(runs), Message("Writing CSV")) as watched:
        if path == output.STDOUT:
            _emit_all(watched)
        else:
            output.write(path, b"".join(watched))


def _emit_all(chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        output.emit(chunk)
