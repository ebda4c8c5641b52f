"""Who computes chunks: threads of this process, processes of this machine, or a Dask cluster.

All of them are a `concurrent.futures.Executor`; what is added here is how many chunks they take at a time,
how one tells that a worker has died, and what is done about it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
)
from typing import Any, TypeVar

import lrsim
from lrsim.batches.lanes import worker_count
from lrsim.errors import InputError, a_whole_number
from lrsim.text.messages import Message
from lrsim.work.processes import ProcessExecutor

Result = TypeVar("Result")

MAX_WORKERS = 256
"""Processes on one machine."""

CONNECT = 10.0
"""Seconds in which a cluster must answer."""

GRACE = 30.0
"""Seconds for which a cluster may be without a single worker: one that restarts takes some."""

POLL = 2.0
"""Seconds between two looks at how many workers a cluster has."""


CORES = 32
"""Up to so many cores a cluster gets chunks one by one: at a tenth of a second each they are 320 calls a
second, half of what a Dask scheduler can do."""


class Workers:
    """Any executor that somebody else started: it is used, never ended.

    Parameters
    ----------
    executor : concurrent.futures.Executor
    width : int
        How many chunks it computes at a time; a few more are kept waiting there.
    """

    name = "executor"
    """What a complaint calls it."""

    lingers = False
    """Whether a chunk that has begun can only be waited for."""

    hopeless: tuple[type[BaseException], ...] = ()
    """Errors that say that a chunk has been tried often enough."""

    def __init__(self, executor: Executor, width: int) -> None:
        self._executor = executor
        self._width = width

    @property
    def width(self) -> int:
        """How many chunks are computed at a time."""
        return self._width

    @property
    def together(self) -> int:
        """How many chunks are sent in one call, where calls cost more than a small part of a chunk."""
        return 1

    def submit(self, function: Callable[..., Result], *arguments: Any) -> Future[Result]:
        """Hand over one call."""
        return self._executor.submit(function, *arguments)

    def lost(self, error: BaseException) -> bool:
        """Tell whether an error says that a worker died, rather than that its work went wrong."""
        return isinstance(error, BrokenExecutor | CancelledError | ConnectionError | MemoryError)

    def explained(self, error: BaseException) -> BaseException:
        """Return an error of the work, or what is behind it."""
        return error

    def renew(self, error: BaseException) -> None:
        """Get new workers in place of those that died, or say why there are none."""
        if isinstance(error, BrokenExecutor):
            raise InputError(
                self.name, None, Message("is broken: {error}", error=str(error))
            ) from error

    def check(self) -> None:
        """Raise when nobody is left who could do anything."""

    def close(self, *, now: bool = False) -> None:
        """End what was started here; `now` does not wait for chunks that have begun."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(now=kind is not None)


class Threads(Workers):
    """Threads of this process; the core lets go of the GIL while it computes."""

    name = "--threads"
    lingers = True

    def __init__(self, threads: int | None = None) -> None:
        width = worker_count(threads)
        super().__init__(ThreadPoolExecutor(width, thread_name_prefix="lrsim-chunk"), width)

    def close(self, *, now: bool = False) -> None:
        self._executor.shutdown(wait=not now, cancel_futures=True)


class Processes(Workers):
    """Processes of this machine; one that dies is replaced."""

    name = "--workers"

    def __init__(self, count: int) -> None:
        if isinstance(count, bool) or not 1 <= count <= MAX_WORKERS:
            raise InputError(
                "workers",
                count,
                a_whole_number(1, MAX_WORKERS),
            )
        self._processes = ProcessExecutor(count)
        super().__init__(self._processes, count)

    def renew(self, error: BaseException) -> None:
        """Do nothing: the executor has seen to it."""

    def close(self, *, now: bool = False) -> None:
        if now:
            self._processes.kill()
        else:
            self._processes.shutdown()


class Cluster(Workers):
    """The workers of a Dask cluster that runs already.

    Parameters
    ----------
    address : str
        Of its scheduler, as ``tcp://host:8786``.

    Raises
    ------
    InputError
        When `distributed` is not installed, or nobody answers there.
    """

    name = "--dask"

    def __init__(self, address: str) -> None:
        distributed = _distributed(address)
        _knock(distributed, address)
        self._client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
        self._address = address
        # what Dask says after it has sent a chunk to several workers
        self.hopeless = (distributed.scheduler.KilledWorker,)
        self._looked, self._seen, self._cores = 0.0, time.monotonic(), 0
        # a chunk gives the same every time, but its result is not wanted twice: no keys by content
        super().__init__(self._client.get_executor(pure=False), 1)

    @property
    def width(self) -> int:
        """The cluster's cores, as they come and go."""
        if time.monotonic() - self._looked > POLL:
            with contextlib.suppress(OSError):  # `check` says so if it lasts
                self._cores = sum(self._client.ncores().values())
            self._looked = time.monotonic()
            if self._cores:
                self._seen = self._looked
        return max(1, self._cores)

    @property
    def together(self) -> int:
        """So many that the scheduler has as many calls a second as it would have of `CORES` cores."""
        return -(-self.width // CORES)

    def submit(self, function: Callable[..., Result], *arguments: Any) -> Future[Result]:
        self._alive()
        return super().submit(function, *arguments)

    def lost(self, error: BaseException) -> bool:
        return super().lost(error) or isinstance(error, OSError)

    def explained(self, error: BaseException) -> BaseException:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ImportError):
            cause = cause.__cause__
        if cause is None:
            return error
        where = f"{self.name} {self._address}"
        allowed = Message(
            "cannot load lrsim ({cause}); its scheduler and its workers must have lrsim {version}",
            cause=str(cause),
            version=lrsim.__version__,
        )
        found = InputError(where, None, allowed)
        found.__cause__ = error
        return found

    def renew(self, error: BaseException) -> None:
        self._alive()

    def check(self) -> None:
        self._alive()
        if self.width and not self._cores and time.monotonic() - self._seen > GRACE:
            allowed = Message("has had no worker for {grace} seconds", grace=GRACE)
            raise InputError(f"{self.name} {self._address}", None, allowed)

    def close(self, *, now: bool = False) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=POLL)

    def _alive(self) -> None:
        if self._client.status != "running":
            raise InputError(
                f"{self.name} {self._address}", None, Message("has closed the connection")
            )


def _knock(distributed: Any, address: str) -> None:
    """Raise unless a scheduler answers: a `Client` that finds none leaves threads and complaints behind."""

    async def knock() -> None:
        security = distributed.Security().get_connection_args("client")
        comm = await distributed.comm.connect(address, timeout=CONNECT, **security)
        await comm.close()

    try:
        asyncio.run(knock())
    except Exception as error:  # whatever an address may be that is none, and whoever answers there
        reason = str(error).splitlines()[0] if str(error) else Message("nobody answers there")
        if isinstance(error, MemoryError):  # what an HTTP server says, taken for a length
            reason = Message("something else answers there, perhaps the cluster's dashboard")
        allowed = Message(
            "cannot be reached: {reason}; must be the address of a Dask scheduler", reason=reason
        )
        raise InputError(f"--dask {address}", None, allowed) from error


def _distributed(address: str) -> Any:
    try:
        import distributed
        import distributed.scheduler
    except ImportError as error:
        allowed = Message("needs the package distributed: pip install 'lrsim[distributed]'")
        raise InputError(f"--dask {address}", None, allowed) from error
    return distributed
