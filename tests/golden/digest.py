"""Tell whether a change of the program changes a number: hash what it computes, and compare.

Run ``python tests/golden/digest.py --json FILE`` before the change, and with ``--compare FILE`` after it.
Runs, sweeps, maps, files and command lines are drawn from fixed seeds, computed through the public names
alone, and hashed one by one; sentences are left out. Exit status 1 when a case differs.

Numbers are hashed by their bytes, with one exception: every NaN counts as the same one, since which bits
a NaN has is the choice of the processor and the compiler. -0.0 and 0.0 differ.
"""
# ruff: noqa: T201 - a script run by hand, which says what it found

import argparse
import hashlib
import json
import platform
import struct
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from digest_cases import LATER_NOISE, cases
from digest_inputs import Case

import lrsim

SHOWN = 160
"""Characters of a case's input that a comparison shows."""


def main() -> int:
    """Hash every case; write, compare, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the hashes to a file")
    parser.add_argument("--compare", metavar="FILE", type=Path, help="list the cases that differ")
    parser.add_argument("--threads", metavar="N", type=int, help="threads of sweeps and maps")
    parser.add_argument("--times", action="store_true", help="show the seconds of each group")
    wanted = parser.parse_args()
    begun = time.perf_counter()
    groups, seconds = hashed(wanted.threads)
    for name, members in groups.items():
        spent = f" {seconds[name]:7.2f} s" if wanted.times else ""
        print(f"{len(members):5} {name:24} {combined(members.values())}{spent}")
    print(f"{sum(map(len, groups.values())):5} cases in {time.perf_counter() - begun:.0f} s")
    for text, total in totals(groups).items():
        print(f"      {text:48} {total}")
    if wanted.json is not None:
        document = {"made_by": made_by(), "totals": totals(groups), "groups": groups}
        wanted.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if wanted.compare is not None:
        return compared(json.loads(wanted.compare.read_text())["groups"], groups)
    return 0


def hashed(threads: int | None) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Return the hashes of all cases by group and by input, and the seconds of each group."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    seconds: dict[str, float] = defaultdict(float)
    for case in cases(threads):
        begun = time.perf_counter()
        members = groups[case.group]
        members[f"{len(members):03} {case.text}"] = digest(case)
        seconds[case.group] += time.perf_counter() - begun
    return groups, seconds


def digest(case: Case) -> str:
    """Return a case's hash; what it raises is a result as well, by the name of its class."""
    try:
        result = case.compute()
    except lrsim.InputError:
        result = "refused"
    except Exception as error:  # a case that fails says so, and the others go on
        print(f"{case.group}: {case.text[:SHOWN]}", file=sys.stderr)
        traceback.print_exc()
        result = f"raised {type(error).__name__}"
    feed = hashlib.sha256()
    put(feed, result)
    return f"{feed.hexdigest()} {result}" if isinstance(result, str) else feed.hexdigest()


def put(feed: "hashlib._Hash", value: object) -> None:
    """Hash a value by its kind and its bytes, so that no two different values look alike."""
    match value:
        case None | bool() | np.bool_():
            feed.update(b"none" if value is None else b"true" if value else b"false")
        case int() | np.integer():
            feed.update(b"int %d;" % int(value))
        case float() | np.floating():
            feed.update(b"float" + struct.pack("<d", np.nan if np.isnan(value) else value))
        case str() | bytes():
            raw = value.encode() if isinstance(value, str) else value
            feed.update(b"text %d;" % len(raw) + raw)
        case list() | tuple():
            feed.update(b"list %d;" % len(value))
            for item in value:
                put(feed, item)
        case dict():
            put(feed, sorted(value.items()))
        case np.ndarray():
            put_array(feed, value)
        case _:
            raise TypeError(f"{type(value).__name__} has no hash here")


def put_array(feed: "hashlib._Hash", array: np.ndarray) -> None:
    """Hash an array by its type, its shape and its bytes."""
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
    stored = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
    feed.update(f"array {stored.dtype.str} {stored.shape};".encode())
    feed.update(np.ascontiguousarray(stored).tobytes())


def combined(hashes: Iterable[str]) -> str:
    """Return one hash of many."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def totals(groups: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the hash of all cases, and of all but later runners' noise, whose streams are to change."""
    of_groups = {name: combined(members.values()) for name, members in groups.items()}
    rest = {name: total for name, total in of_groups.items() if name != LATER_NOISE}
    return {"all": combined(of_groups.values()), f"all but {LATER_NOISE}": combined(rest.values())}


def made_by() -> dict[str, str]:
    """Return what made the hashes, for who wonders why they differ."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": f"{platform.system()} {platform.machine()}",
    }


def compared(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> int:
    """List the cases that differ, are gone or are new; return 1 if there are any."""
    differ = 0
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name, {}), now.get(name, {})
        lines = []
        for text in dict.fromkeys((*old, *new)):
            if old.get(text) != new.get(text):
                how = "is new" if text not in old else "is gone" if text not in new else "differs"
                shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
                lines.append(f"  {how}: {shown}")
        if lines:
            print(f"{name}: {len(lines)} of {len(dict.fromkeys((*old, *new)))}")
            print("\n".join(lines))
        differ += len(lines)
    print("nothing differs" if not differ else f"{differ} cases differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
