"""``lrsim map``: what became of a run at every point of two axes, as a picture or in numbers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lrsim.cli import options, output, targets, work
from lrsim.cli.axes import axes_of
from lrsim.cli.help import documented, option
from lrsim.cli.tables import Column
from lrsim.errors import InputError
from lrsim.text.messages import Message, Sentences, plural, shown
from lrsim.text.numbers import count, number, percent

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.studies.maps.jobs import MapJob
    from lrsim.studies.maps.table import MapTable

PROGRAM = "lrsim map"

ENDINGS = (".npz", ".png")


@documented(
    "map",
    help=Sentences(
        Message("Run an experiment at every point of two axes, and map what became of it."),
        Message(
            "An axis is NAME:LOW:HIGH:COUNT, and :log or :linear may follow; learning rates are on a log "
            "scale by default. NAME is lr, lr_x or lr_y (the learning rate of one coordinate), start_x, "
            "start_y, noise, batch_size, or a parameter of the optimizer or the surface: momentum, beta1, "
            "kappa, ..."
        ),
        "\b\n  lrsim map --surface rosenbrock --x lr:1e-4:1:512 --y momentum:0:0.99:512 -o map.png",
        Message(
            "A map may be of any size: finished parts go to the disk, to the file of --resume if it is "
            "given, and a picture has at most a few thousand cells a side, every n-th of a larger map's."
        ),
        options.HELP,
        between="\n\n",
    ),
)
@options.experiment_options
@option("--x", "x", metavar="AXIS", required=True, help=Message("What varies from left to right."))
@option("--y", "y", metavar="AXIS", required=True, help=Message("What varies from bottom to top."))
@options.seeds_option
@option(
    "-o",
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    help=Message("Write a picture (.png) or all numbers (.npz); repeatable."),
)
@option("--json", "as_json", is_flag=True, help=Message("Print one JSON document about the map."))
@work.work_options
@options.help_option
def command(
    x: str,
    y: str,
    seeds: str | None,
    outputs: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> int:
    """Compute the map, write it, and print how many cells have which verdict."""
    pool = work.taken(given)
    _check_outputs(outputs)
    writes = [*(("-o", path) for path in outputs), ("--resume", pool.resume)]
    targets.keep_apart(given["file"], writes)
    experiment = options.experiment(options.Given(**given))
    across, up = axes_of(experiment.setup(), x, y)

    from lrsim.studies.maps.jobs import MapJob
    from lrsim.studies.maps.table import MapTable

    chosen = options.seed_list(seeds, experiment.seed)
    job = MapJob(experiment.setup(), across, up, chosen)
    folder = os.path.dirname(os.path.abspath(outputs[0])) if outputs else None
    with work.finished(job, pool, PROGRAM, folder) as store:
        table = MapTable(experiment, 0, across, up, store, chosen)
        for path in outputs:
            table.save(path)
        if as_json:
            output.emit_json(table.summary())
        else:
            _print(job, table)
    for path in outputs:
        if path.lower().endswith(".png") and table.stride > 1:
            said = Message(
                "{path} shows one of every {stride} cells of each axis",
                path=path,
                stride=table.stride,
            )
            output.complain(PROGRAM, said, Message("-o FILE.npz writes all of them"))
    return 0


def _check_outputs(outputs: tuple[str, ...]) -> None:
    """Refuse what could not be written after hours of work."""
    for path in outputs:
        place = f"-o {output.quoted(path)}"
        if os.path.splitext(path)[1].lower() not in ENDINGS:
            raise InputError(
                place,
                None,
                Message("must end in {one} or {other}", one=ENDINGS[0], other=ENDINGS[1]),
            )
        folder = os.path.dirname(path) or os.curdir
        if not os.path.isdir(folder):
            raise InputError(
                place,
                None,
                Message("cannot be written: there is no folder {folder}", folder=folder),
            )
        if not os.access(folder, os.W_OK):
            raise InputError(place, None, Message("cannot be written: its folder is read-only"))


def _print(job: MapJob, table: MapTable) -> None:
    """Print a line for each verdict that occurs."""
    x, y = job.x, job.y
    title = plural(
        "{surface}, {optimizer}: {x} × {y}, {columns} × {rows} runs of {n} step",
        "{surface}, {optimizer}: {x} × {y}, {columns} × {rows} runs of {n} steps",
        n=job.setup.steps,
        surface=job.setup.surface.spec,
        optimizer=job.setup.optimizer.spec,
        x=x.name,
        y=y.name,
        columns=x.count,
        rows=y.count,
    )
    if job.seeds:
        title = plural("{title}, {n} seed", "{title}, {n} seeds", n=len(job.seeds), title=title)
    output.emit(f"{shown(title)}\n\n")
    cells = x.count * y.count
    rows = [
        (name, count(members), percent(members / cells))
        for name, members in table.counts.items()
        if members
    ]
    columns = (
        Column(Message("verdict")),
        Column(Message("cells"), right=True),
        Column(Message("share"), right=True),
    )
    output.emit_table(columns, rows)
    if job.seeds:
        agreed = Message(
            "On average {share} of the seeds have a cell's verdict.", share=percent(table.agreement)
        )
        output.emit(f"\n{shown(agreed)}\n")
    fastest = table.fastest
    if fastest is not None:
        best = Message(
            "Fastest at {x} = {x_value}, {y} = {y_value}.",
            x=x.name,
            x_value=number(fastest["x"], 6),
            y=y.name,
            y_value=number(fastest["y"], 6),
        )
        output.emit(f"\n{shown(best)}\n")
