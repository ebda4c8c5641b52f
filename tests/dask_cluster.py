"""A Dask cluster of real processes on this machine, for tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from waiting import PATIENCE, wait_until


class DaskCluster:
    """A scheduler and two workers of one thread each, with nobody who would start them anew."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.settings = settings
        self.file = folder / "scheduler.json"
        words = ["--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", self.file]
        self.scheduler = self.start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", *words)
        self.workers = [self.add() for _ in range(2)]
        self.address = self.find()

    def start(self, module, *words):
        here = os.pathsep.join([os.getcwd(), str(Path(__file__).parent)])
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *map(str, words)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": here} | self.settings,
            )

    def add(self):
        words = ["--scheduler-file", self.file, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        return self.start("distributed.cli.dask_worker", *words)

    def find(self):
        """Return the scheduler's address as soon as both workers are there."""
        from distributed import Client

        wait_until(
            lambda: self.file.exists() and self.file.read_text().endswith("}"),
            (self.folder / "log").read_text,
        )
        address = json.loads(self.file.read_text())["address"]
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        return address

    def close(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
        for process in (*self.workers, self.scheduler):
            process.wait()


@contextlib.contextmanager
def dask_cluster(**settings):
    """Run a cluster for as long as the block lasts; settings are Dask's, as environment variables."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = DaskCluster(Path(folder), settings)
        try:
            yield cluster
        finally:
            cluster.close()
