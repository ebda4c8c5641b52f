"""What the rules of the lint have in common: their list, and what a path and a verdict look like."""

from collections.abc import Callable

import numpy as np

from diagnosis.draws import Path
from diagnosis.told import number, plain

Predicate = Callable[[Path], str | None]
RULES: dict[str, Predicate] = {}
"""Every rule by its name; its docstring is the sentence of the contract it stands for."""

UNSETTLED = ("not settle", "stuck", "stands", "no longer falls", "Noise keeps")
"""Words that say that a loss does not go down."""


def rule(predicate: Predicate) -> Predicate:
    RULES[predicate.__name__] = predicate
    return predicate


def reason(path: Path) -> str:
    return plain(path.verdict.reason)


def figure(path: Path, *labels: str) -> str | None:
    return next((plain(f.text) for f in path.verdict.figures if f.label in labels), None)


def grows_at_the_end(path: Path) -> bool:
    """The loss is over ten times its start and grew at each of the last steps."""
    loss = path.finite[np.isfinite(path.finite)]
    tail = loss[-max(6, len(loss) // 4) :]
    if len(tail) < 6 or path.floor is None:
        return False
    gap = loss - path.floor
    return bool(gap[-1] > 10.0 * gap[0] and (np.diff(tail) > 0.0).all())


def falls_steadily(path: Path) -> bool:
    """The last half falls at all but a few steps, and still by a tenth of its gap in its second half."""
    if path.gap is None or path.exploded:
        return False
    half = path.gap[max(path.played // 2, path.turn) :]
    if len(half) < 9:
        return False
    falling = (np.diff(half) < 0.0).mean() >= 0.95
    return bool(
        falling and 0.0 < half[-1] <= 0.9 * half[len(half) // 2] and half.argmin() == len(half) - 1
    )


def falls_in_waves(path: Path) -> bool:
    """The highest gap of each quarter of the last half is under two thirds of the one before."""
    if path.gap is None or path.exploded:
        return False
    half = path.gap[max(path.played // 2, path.turn) :]
    if len(half) < 24:
        return False
    tops = np.array([block.max() for block in np.array_split(half, 4)])
    return bool((tops[1:] < tops[:-1] / 1.5).all())


def left_worst(path: Path, at: int, floor: float) -> tuple[float, float]:
    """Return how many tolerances the path was off in the last half after it had converged: two bounds.

    The half is that of the way since the dial was turned, and told to a few percent of it.
    """
    way = path.played - path.turn
    limit = path.limit(floor) - floor
    worst = []
    for share in (0.55, 0.45):
        late = path.loss[max(at + 1, path.turn + int(share * way) + 1) :]
        worst.append(float(np.max(late - floor) / limit) if len(late) and limit > 0.0 else 0.0)
    return worst[0], worst[1]


def told(path: Path, name: str) -> object:
    return path.verdict.reason.values.get(name)


def step_of(path: Path) -> int | None:
    step = number(told(path, "step")) if told(path, "step") is not None else None
    return None if step is None else int(step)


def last_below(gap: np.ndarray, limit: float) -> int:
    above = np.flatnonzero(~(gap <= limit))
    return int(above[-1]) + 1 if len(above) else 0
