"""The options that say who computes, shared by sweeps and maps, and what the user sees of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple

from lrsim.cli import output, patience, values
from lrsim.cli.help import option
from lrsim.errors import InputError, both, needing
from lrsim.text.messages import Message, plural, shown
from lrsim.text.numbers import number

if TYPE_CHECKING:  # a cost at run time, no circle
    from lrsim.work.chunks import Job
    from lrsim.work.store import Store
    from lrsim.work.workers import Workers

QUIET = 1.0
"""Seconds before a progress bar shows: what is done by then needs none."""

MINUTES = 100.0
"""Seconds from which on minutes are told."""

_OPTIONS = (
    option("--threads", metavar="N", help=Message("Threads to use.  [default: all cores]")),
    option("--workers", metavar="N", help=Message("Processes to use instead of threads.")),
    option(
        "--dask",
        metavar="ADDRESS",
        help=Message(
            "A Dask cluster to use instead, by the address of its scheduler (tcp://host:8786)."
        ),
    ),
    option(
        "--resume",
        metavar="FILE",
        help=Message("Keep finished chunks in FILE, and go on from those that are in it."),
    ),
)


class WorkOptions(NamedTuple):
    """What stood on the command line, as it was written."""

    threads: str | None
    workers: str | None
    dask: str | None
    resume: str | None


def work_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who computes."""
    for given in reversed(_OPTIONS):
        command = given(command)
    return command


def taken(values: dict[str, Any]) -> WorkOptions:
    """Take these options out of all that a command was given."""
    return WorkOptions(*(values.pop(name) for name in WorkOptions._fields))


@contextlib.contextmanager
def finished(
    job: Job, given: WorkOptions, program: str, folder: str | None = None
) -> Iterator[Store]:
    """Compute a job in chunks, and lend the full store.

    Parameters
    ----------
    job : Job
    given : Given
    program : str
        What the user called, ``lrsim map``.
    folder : str, optional
        Where a large table may lie while it is computed.

    Raises
    ------
    InputError
        When an option has a bad value, the cluster cannot be reached, the file is of other work, or a
        chunk is given up.
    KeyboardInterrupt
        On Ctrl+C, after it was said what is kept.
    """
    from lrsim.work import chunks

    _check(given)
    with _store(job, given, folder) as store:
        bar = _Bar(program, job.tiling.count)
        try:
            if len(store) < job.tiling.count:  # else nobody is needed
                with bar.noted(), _pool(given) as pool:
                    chunks.run(job, store, pool, bar.show)
        except BaseException:
            bar.close()
            if given.resume is not None and len(store):
                _say_kept(program, len(store), job.tiling.count, given.resume)
            raise
        bar.close()
        yield store


def _check(given: WorkOptions) -> None:
    chosen = [name for name in ("threads", "workers", "dask") if getattr(given, name) is not None]
    if len(chosen) > 1:
        place = both(*(f"--{name}" for name in chosen[:2]))
        raise InputError(place, None, Message("cannot be given together; say once who computes"))
    for name in ("dask", "resume"):
        if getattr(given, name) == "":
            address = Message("must be the address of a Dask scheduler")
            allowed = address if name == "dask" else Message("must be the name of a file")
            raise InputError(f"--{name} ''", None, allowed)


def _pool(given: WorkOptions) -> Workers:
    from lrsim.work import workers

    if given.dask is not None:
        _hush()
        return workers.Cluster(given.dask)
    if given.workers is not None:
        count = _whole("--workers", given.workers)
        with output.naming("--workers", given.workers, own="workers"):
            return workers.Processes(count)
    if given.threads is None:
        return workers.Threads()
    count = _whole("--threads", given.threads)
    with output.naming("--threads", given.threads, own="threads"):
        return workers.Threads(count)


def _hush() -> None:
    """Keep what Dask and its event loop log of lost connections off the terminal; we say what matters."""
    import logging

    with contextlib.suppress(ImportError):  # which is said by us, too
        import distributed  # noqa: F401 - sets the levels of its loggers

        for name in logging.root.manager.loggerDict:
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL)


def _store(job: Job, given: WorkOptions, folder: str | None) -> Store:
    from lrsim.work import store

    if given.resume is None:
        return store.temporary(job.tiling, job.fields, folder)
    try:
        return store.resumed(given.resume, job.tiling, job.fields, job.subject)
    except InputError as error:
        raise error.at("--resume ") from error


def _whole(name: str, raw: str) -> int:
    value = values.whole(raw)
    if isinstance(value, str):
        raise InputError(f"{name} {output.quoted(raw)}", None, Message("must be a whole number"))
    return value


def _say_kept(program: str, done: int, total: int, path: str) -> None:
    kept = plural(
        "{done} of {n} chunk is kept in {path}; the same command goes on from there",
        "{done} of {n} chunks are kept in {path}; the same command goes on from there",
        n=total,
        done=done,
        path=path,
    )
    output.complain(program, kept)


class _Bar:
    """A progress bar with the time left, on stderr, if that is a terminal and it takes a while.

    Elsewhere a line about it, once.
    """

    def __init__(self, program: str, total: int) -> None:
        self._program, self._total = program, total
        self._begun = time.monotonic()
        self._first: int | None = None
        self._done = 0
        self._progress: Any = None

    def noted(self) -> AbstractContextManager[None]:
        """Say once how long it takes, where there is no bar."""
        if output.is_watched():
            return contextlib.nullcontext()
        return patience.asked(self._program, self._long)

    def show(self, done: int, total: int) -> None:
        """Show how many chunks are done."""
        self._done = done
        if self._first is None:
            self._first = done
        if self._progress is None:
            if not output.is_watched() or time.monotonic() - self._begun < QUIET:
                return
            self._progress = _progress()
            # what was there before says nothing about the speed
            self._task = self._progress.add_task(self._program, total=total, completed=done)
            self._progress.start()
        self._progress.update(self._task, completed=done)

    def _long(self) -> Message:
        """Return what there is to do, and how long that will take if it is known."""
        new = self._done - (self._first or 0)
        if not new:
            return plural(
                "{n} chunk of work takes a while", "{n} chunks of work take a while", n=self._total
            )
        left = (time.monotonic() - self._begun) / new * (self._total - self._done)
        return plural(
            "{done} of {n} chunk is done, about {time} to go",
            "{done} of {n} chunks are done, about {time} to go",
            n=self._total,
            done=self._done,
            time=_spoken(left),
        )

    def close(self) -> None:
        """Take it away."""
        if self._progress is not None:
            self._progress.stop()


def _progress() -> Any:
    with needing(Message("a progress bar"), "rich"):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
        from rich.text import Text

    class Left(ProgressColumn):
        """How many chunks are done, and the time left."""

        def render(self, task: Task) -> Text:
            progress = plural(
                "{done}/{n} chunk, {time} left",
                "{done}/{n} chunks, {time} left",
                n=int(task.total or 0),
                done=int(task.completed),
                time=_clock(task.time_remaining),
            )
            return Text(shown(progress))

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        Left(),
        console=Console(stderr=True),
        transient=True,
    )


def _spoken(seconds: float) -> Message:
    """Return a time as people say it."""
    if seconds < MINUTES:
        return Message("{seconds} s", seconds=number(seconds, 2))
    return Message("{minutes} min", minutes=number(seconds / 60.0, 2))


def _clock(seconds: float | None) -> str:
    """Return a time as a clock shows it."""
    if seconds is None:
        return "-:--:--"
    return str(dt.timedelta(seconds=round(seconds)))
