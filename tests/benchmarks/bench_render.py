"""Films of the popular example: ten seconds of the window at 1280 × 720, as a GIF and as an MP4.

Each is a whole process, ``lrsim render``, and what is told is the processor's time of it, children and
threads included: a busy machine takes longer, and no more of it.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import measure

FILMS = {
    "film.gif": (("--fps", "15"), 10.0),
    "film.mp4": (("--fps", "30"), 8.0),
}
"""By their names: the options, and the most seconds they may take."""

LARGEST_GIF = 3.0
"""Megabytes."""

SURFACES = ("quadratic", "himmelblau")
RUNNERS = ("--runner", "Snail lr=0.001", "--runner", "Pro lr=0.01", "--steps", "60")


def spent() -> float:
    """Return the seconds of processor that children have taken."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure, and print what holds."""
    options = measure.arguments(__doc__, rounds=1)
    rows, checks = [], []
    with tempfile.TemporaryDirectory() as folder:
        for surface in SURFACES:
            for name, (words, most) in FILMS.items():
                if name.endswith(".mp4") and importlib.util.find_spec("av") is None:
                    print("without PyAV there is no MP4")
                    continue
                path = Path(folder) / name
                command = [sys.executable, "-m", "lrsim", "render", "-o", str(path)]
                command += ["--surface", surface, *RUNNERS, "--duration", "10", *words]
                before = spent()
                subprocess.run(command, check=True, env=os.environ, stdout=subprocess.DEVNULL)
                seconds, size = spent() - before, path.stat().st_size / 1e6
                rows.append([surface, name, f"{seconds:.1f} s", f"{size:.2f} MB"])
                checks.append(measure.Check(f"{surface}, {name}: seconds", seconds, most=most))
                if name.endswith(".gif"):
                    checks.append(measure.Check(f"{surface}, {name}: MB", size, most=LARGEST_GIF))
    print(measure.machine())
    print(measure.table(["surface", "film", "processor", "size"], rows))
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
