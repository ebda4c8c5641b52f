"""Holds verdicts to the path: what 3a and 4 of the contract say, as rules over random runs.

``python tests/diagnosis/lint.py 20000`` counts what breaks each of them.
"""

# ruff: noqa: T201 (the counts are printed)

import collections
import sys
from pathlib import Path as File

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(File(__file__).parents[1]))

from diagnosis import rules_of_forecasts, rules_of_names, rules_of_numbers
from diagnosis.draws import Case, Path, draw
from diagnosis.rules import RULES

PARTS = (rules_of_names, rules_of_forecasts, rules_of_numbers)


def check(path: Path) -> dict[str, str]:
    """Return what breaks which rule."""
    found = {}
    for name, predicate in RULES.items():
        with np.errstate(all="ignore"):
            said = predicate(path)
        if said is not None:
            found[name] = said
    return found


def main(count: int) -> None:
    """Print how many of so many random runs break each rule, and the shortest run of each kind."""
    counts: collections.Counter[str] = collections.Counter()
    kinds: dict[tuple[str, str], list[tuple[Case, str]]] = collections.defaultdict(list)
    for seed in range(count):
        case = draw(seed)
        path = Path(case)
        head = f"{path.verdict.name}: {getattr(path.verdict.reason, 'id', '')}"
        for name, said in check(path).items():
            counts[name] += 1
            kinds[name, head].append((case, said))
    for name in RULES:
        print(f"{counts[name]:6d}  {name}")
    print(f"{sum(counts.values()):6d}  in all, of {count}")
    for (name, head), found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        case, said = min(found, key=lambda item: item[0].steps)
        print(f"\n{len(found)} {name}\n   {head}\n   {said}\n   {tuple(case)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
