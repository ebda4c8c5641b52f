"""The digest's command lines: what they print as JSON, and the files they write."""
# ruff: noqa: SIM905 - long lists of words read better as a text

import contextlib
import functools
import io
import json
import runpy
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from digest_inputs import OPTIMIZERS, SCHEDULES, SURFACES, Draw, Given, experiment
from digest_results import EVIDENCE, of_folder, pick

EXPERIMENT = "surface start steps seed noise title runners".split()
RUN = """name lr surface optimizer schedule steps steps_taken converged_at exploded_at final best
history""".split()
ENTRY = "name formula dimensions domain start minima default_lr slots".split()
PARAMETER = "name kind default low high choices".split()

FILE = "experiment.toml"


def runs(draw: Draw) -> tuple[list[str], Given]:
    """Return a run of a file, with everything it can write, and the experiment in the file."""
    words = ["run", FILE, "--json", "--history", "--csv", "out.csv", "--npz", "out.npz"]
    return words, draw.several(draw.randint(1, 3))


def options(draw: Draw) -> list[str]:
    """Return an experiment of one runner as options."""
    given = draw.single(steps=draw.choice((30, 100)))
    named = ("surface", "optimizer", "schedule", "steps", "seed")
    words = [f"--{key}={given[key]}" for key in named]
    if given["lr"] is not None:
        words.append(f"--lr={given['lr']}")
    if "start" in given:
        words.append("--start=" + ",".join(map(str, given["start"])))
    return [*words, *(f"--dial={step}:{lr}" for step, lr in given["dial"])]


def outcome(words: list[str], given: Given | None = None) -> list[Any]:
    """Return a command's status, its JSON without sentences, and the files it writes.

    It runs in an empty folder, which holds the experiment's file if there is one.
    """
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.chdir(folder):
            if given is not None:
                experiment(given).save(FILE)
            status, out = _lrsim(words)
            Path(FILE).unlink(missing_ok=True)
        document = READERS[words[0]](json.loads(out)) if "--json" in words else None
        return [status, document, of_folder(Path(folder))]


def resumed(words: list[str]) -> list[Any]:
    """Return the outcome of a command that finds all its work done already."""
    with tempfile.TemporaryDirectory() as kept:
        words = [*words, "--resume", str(Path(kept) / "work")]
        return [outcome(words), outcome(words)]


def listed() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every entry's name and what ``lrsim list`` says of it."""
    kinds = {"surfaces": SURFACES, "optimizers": OPTIMIZERS, "schedules": SCHEDULES}
    for kind, specs in kinds.items():
        for name in dict.fromkeys(spec.partition(":")[0] for spec in specs):
            yield f"{kind} {name}", functools.partial(_listed, kind, name)


def _listed(kind: str, name: str) -> list[Any]:
    status, out = _lrsim(["list", kind, "--json"])
    entry = next(entry for entry in json.loads(out) if entry["name"] == name)
    parameters = [pick(parameter, PARAMETER) for parameter in entry["parameters"]]
    return [status, pick(entry, ENTRY), parameters]


def _lrsim(words: list[str]) -> tuple[int, str]:
    """Run ``python -m lrsim`` in this process; return its status and what it printed."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    argv, sys.argv = sys.argv, ["lrsim", *words]
    interrupt = signal.getsignal(signal.SIGINT)
    status = 0
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_module("lrsim", run_name="__main__")
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = argv
        signal.signal(signal.SIGINT, interrupt)  # the command's last act is to ignore Ctrl+C
    out.flush()
    return status, out.buffer.getvalue().decode()


def _run(document: dict[str, Any]) -> list[Any]:
    told = [pick(document["experiment"], EXPERIMENT)]
    for run in document["runs"]:
        verdict = run["verdict"]
        numbers = pick(verdict["evidence"], EVIDENCE)
        told.append([*pick(run, RUN), verdict["name"], verdict["at_step"], numbers])
    return told


def _sweep(document: dict[str, Any]) -> list[Any]:
    zone = document["zone"]
    told = pick(document, ("lr", "verdict", "final_loss", "steps_to_converge"))
    return [*told, zone and pick(zone, ("low", "high", "best", "gaps"))]


def _find(document: dict[str, Any]) -> list[Any]:
    return pick(document, ("lr", "loss", "suggestions", "suggestion", "true_best"))


def _map(document: dict[str, Any]) -> list[Any]:
    told = pick(document, ("index", "x", "y", "cells", "counts", "fastest"))
    return [pick(document["experiment"], EXPERIMENT), *told]


READERS = {"run": _run, "sweep": _sweep, "find": _find, "map": _map}
"""What is hashed of each command's JSON."""
