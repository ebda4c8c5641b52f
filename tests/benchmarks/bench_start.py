"""Whole processes: how long `lrsim --help` and `lrsim run` take, from start to exit.

All are measured in turn with `python -c "import numpy"`, which `lrsim run` cannot do without, and with a
Python that does nothing.
"""

# ruff: noqa: T201 (printing is what benchmarks are for)

import statistics
import subprocess
import sys

import measure

LRSIM = ["-m", "lrsim"]
RUN = ["run", "--surface", "quadratic", "--start", "5", "--steps", "50", "--lr", "0.1"]
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import numpy'": ["-c", "import numpy"],
    "lrsim --help": [*LRSIM, "--help"],
    "lrsim --version": [*LRSIM, "--version"],
    "lrsim run": [*LRSIM, *RUN],
    "lrsim run --json": [*LRSIM, *RUN, "--json"],
    "lrsim list surfaces": [*LRSIM, "list", "surfaces"],
}
MOST_MILLISECONDS = 150.0
MOST_OF_NUMPY = 2.5


def process(arguments: list[str]) -> None:
    subprocess.run(
        [sys.executable, *arguments], cwd=measure.ROOT, stdout=subprocess.DEVNULL, check=True
    )


def main() -> None:
    options = measure.arguments(__doc__, rounds=25)
    subjects = {
        name: lambda arguments=arguments: process(arguments) for name, arguments in COMMANDS.items()
    }
    seconds = measure.interleaved(subjects, options.rounds)
    numpy = "python -c 'import numpy'"
    rows = []
    for name, values in seconds.items():
        milliseconds = [1e3 * value for value in values]
        rows.append(
            [
                name,
                f"{statistics.median(milliseconds):.0f} ms",
                f"{min(milliseconds):.0f} ms",
                f"{measure.ratio(seconds, name, numpy):.2f}",
            ]
        )
    print(measure.machine())
    print(f"Whole processes, {options.rounds} interleaved rounds:\n")
    print(measure.table(["", "median", "least", "/ import numpy"], rows))
    checks = [
        measure.Check(
            f"{name} in ms", 1e3 * statistics.median(seconds[name]), most=MOST_MILLISECONDS
        )
        for name in ("lrsim --help", "lrsim --version")
    ]
    checks += [
        measure.Check(f"{name} over import numpy", measure.ratio(seconds, name, numpy), most=limit)
        for name, limit in (("lrsim run", MOST_OF_NUMPY), ("lrsim run --json", MOST_OF_NUMPY))
    ]
    measure.conclude(checks, enforce=options.check)


if __name__ == "__main__":
    main()
