"""What the benchmarks share: interleaved timing, the machine's name, tables, thresholds."""

# ruff: noqa: T201 (printing is what benchmarks are for)

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Check:
    """A ratio with the least or most it should be."""

    what: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        above = self.least is None or self.value >= self.least
        return above and (self.most is None or self.value <= self.most)

    def __str__(self) -> str:
        limit = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return f"{'ok  ' if self.holds else 'LOW ' if self.least else 'HIGH'}  {self.what}: \
{self.value:.2f} ({limit})"


def interleaved(subjects: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each subject in each round; every round runs all of them in turn.

    Ratios within a round hold where absolute times drift with the machine's temperature and neighbours.
    """
    for subject in subjects.values():
        subject()
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            begin = time.perf_counter()
            subject()
            seconds[name].append(time.perf_counter() - begin)
    return seconds


THREAD = ", its thread alone"


def in_thread(subjects: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each subject in each round, and those of this thread's processor time."""
    taken: dict[str, list[float]] = {name + THREAD: [] for name in subjects}

    def noted(name: str, subject: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            begin = time.thread_time()
            subject()
            taken[name + THREAD].append(time.thread_time() - begin)

        return run

    noting = {name: noted(name, subject) for name, subject in subjects.items()}
    return interleaved(noting, rounds) | taken


def percentile(values: list[float], share: float) -> float:
    """Return the value that so many per cent of them do not exceed."""
    return sorted(values)[min(math.ceil(share / 100 * len(values)), len(values)) - 1]


def ratio(seconds: dict[str, list[float]], one: str, other: str) -> float:
    """Return the median over the rounds of how many times longer `one` takes than `other`."""
    pairs = zip(seconds[one], seconds[other], strict=True)
    return statistics.median(a / b for a, b in pairs)


def machine() -> str:
    """Return what the figures were measured on."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                cpu = line.partition(":")[2].strip()
                break
    python = platform.python_version()
    return f"{platform.node()}: {cpu}, {os.cpu_count()} cores, {platform.system()}, Python {python}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return rows of text with aligned columns, the first to the left."""
    lines = [header, *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(header))]
    shown = []
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        shown.append("  ".join(cells))
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(shown)


def arguments(doc: str, rounds: int) -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=rounds, help="rounds to take the median of")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a threshold is missed")
    return parser.parse_args()


HISTORY = Path(__file__).with_name("history.json")


def remember(name: str, checks: list[Check]) -> None:
    """Append the ratios to the history, a JSON file: date, commit, machine and what was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    entry = {
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit.stdout.strip(),
        "machine": machine().partition(": ")[2],
        "benchmark": name,
        "ratios": {check.what: round(check.value, 3) for check in checks},
    }
    known = json.loads(HISTORY.read_text()) if HISTORY.exists() else []
    known = [e for e in known if (e["commit"], e["benchmark"]) != (entry["commit"], name)]
    fresh = HISTORY.with_suffix(".new")
    fresh.write_text(json.dumps([*known, entry], indent=1, ensure_ascii=False) + "\n")
    fresh.replace(HISTORY)


def conclude(checks: list[Check], *, enforce: bool) -> None:
    """Print the thresholds; exit with 1 if one is missed and that matters."""
    print()
    for check in checks:
        print(check)
    if enforce and not all(check.holds for check in checks):
        sys.exit(1)
