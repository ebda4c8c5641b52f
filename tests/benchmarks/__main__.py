"""Run every benchmark here, one after the other: ``python tests/benchmarks [options of each]``."""

# ruff: noqa: T201 (printing is what benchmarks are for)

import subprocess
import sys
from pathlib import Path

failed = []
for path in sorted(Path(__file__).parent.glob("bench_*.py")):
    print(f"\n=== {path.stem} ===\n", flush=True)
    if subprocess.run([sys.executable, str(path), *sys.argv[1:]], check=False).returncode:
        failed.append(path.stem)
if failed:
    sys.exit(f"\nfailed: {', '.join(failed)}")
