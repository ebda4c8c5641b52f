"""What each sentence of a verdict claims, held to the path; a phrase that it contains tells which it is."""

from collections.abc import Callable

import numpy as np

from diagnosis.draws import TOLERANCE, Path
from diagnosis.rules import left_worst, reason, step_of
from diagnosis.told import close, number, numbers, share

Check = Callable[[Path, dict], str | None]


def nothing(_path: Path, _values: dict) -> str | None:
    return None


def stuck(path: Path, values: dict) -> str | None:
    since = step_of(path)
    low, high = (number(values.get(k, values.get("loss"))) for k in ("low", "high"))
    tail = path.loss[since:]
    width = 0.006 * max(abs(low), abs(high)) + 0.06 * abs(high - low)
    if tail.min() < low - width or tail.max() > high + width:
        return f"{low:.4g} to {high:.4g} since {since}, is {tail.min():.4g} to {tail.max():.4g}"
    recent = path.loss[-max(len(tail), 2) :]
    if recent.min() > low + width or recent.max() < high - width:
        return f"{low:.4g} to {high:.4g} since {since} is not reached"
    return None


def rises(path: Path, values: dict) -> str | None:
    told = number(values["first"]), number(values["loss"])
    real = float(path.loss[path.turn]), float(path.loss[-1])
    return None if all(map(close, told, real)) else f"told {told}, is {real}"


def stands(path: Path, values: dict) -> str | None:
    since, level = step_of(path), number(values["loss"])
    tail = path.loss[since:]
    still = 1e-9 + TOLERANCE * abs(float(path.loss[0] - path.loss[-1]))
    if not all(close(level, float(v), absolute=still) for v in (tail.min(), tail.max())):
        return f"stands at {level:.4g} since {since}, is {tail.min():.4g} to {tail.max():.4g}"
    gradient = np.abs(path.gradient[-1]).max()
    with np.errstate(all="ignore"):
        curvature = np.linalg.eigvalsh(np.atleast_2d(path.surface.hessian(path.position[-1])))
    if "slope is 0" in reason(path) and gradient > 1e-3 * max(1.0, np.abs(path.gradient).max()):
        return f"slope is {gradient:.3g}"
    if ("hilltop" in reason(path) and curvature[-1] > 1e-9) or (
        "saddle" in reason(path)
        # one without a curvature down is met along a valley that grows ever flatter
        and not (len(curvature) > 1 and curvature[0] <= max(1e-9, 0.05 * curvature[-1]))
    ):
        return f"curvatures {curvature}"
    if "local minimum" in reason(path) and not path.loss[-1] > min(path.known):
        return "the lowest minimum"
    return None


def vanishes(path: Path, values: dict) -> str | None:
    slopes = np.abs(path.gradient).max(axis=1)
    if slopes[-1] > 1e-2 * slopes.max():
        return f"slope is {slopes[-1]:.3g}"
    return None


def shrinks(path: Path, values: dict) -> str | None:
    rates = path.run.lr[: len(path.loss)]
    if not rates[-1] <= 0.5 * rates.max():
        return f"rate is {rates[-1]:.3g}, was {rates.max():.3g} at most"
    return None


def gap_share(path: Path, floors: list[float]) -> list[float]:
    return [float((path.loss[-1] - f) / (path.loss[0] - f)) for f in floors if path.loss[0] > f]


def left(path: Path, values: dict) -> str | None:
    said = share(values.get("left", values.get("share")))
    if said > 1.005:
        return "it has risen"
    if path.floor is None:
        return "no minimum is reached"
    is_left = gap_share(path, [path.floor, *([path.own] if path.own is not None else [])])
    if any(close(said, v, relative=0.01, absolute=1e-9) for v in is_left):
        return None
    return f"told {said:.4g} left, is {is_left}"


def cut(path: Path, values: dict) -> str | None:
    rate, peak = path.run.rate_at(len(path.loss) - 1), float(path.lr[path.turn :].max())
    if "raised it again" in reason(path):
        rate = float(path.lr[-1])
    if "lr" in values and not close(number(values["lr"]), rate):
        return f"LR told {values['lr']}, is {rate:.4g}"
    said = share(values.get("share"))
    less = "less than" in reason(path)
    if said is not None and not (
        rate / peak <= said if less else close(said, rate / peak, relative=0.01)
    ):
        return f"told {said:.4g} of the peak, is {rate / peak:.4g}"
    return left(path, {"left": values["left"]})


def hardly(path: Path, values: dict) -> str | None:
    steps = int(numbers(values["steps"])[0])
    said = share(values["share"])
    first = path.played - steps
    if steps > path.played:
        return f"{steps} of {path.played} steps"
    drop = float(path.loss[first] - path.loss[-1])
    whole = [float(path.loss[i] - path.floor) for i in {0, first}] if path.floor is not None else []
    if any(w > 0 and close(said, drop / w, relative=0.02, absolute=1e-12) for w in whole):
        return None
    return f"told {said:.4g} lower after {steps}, is {[drop / w for w in whole if w > 0]}"


def too_slowly(path: Path, values: dict) -> str | None:
    if int(numbers(values["steps"])[0]) != path.played:
        return f"{path.played} steps"
    return left(path, values)


def falls_but(path: Path, values: dict) -> str | None:
    return None if number(values["budget"]) == path.budget else f"budget {values['budget']}"


def grown(path: Path, values: dict) -> str | None:
    n = values["n"]
    ok = close(number(values["first"]), float(path.loss[path.turn])) and close(
        number(values["loss"]), float(path.loss[-1])
    )
    if not ok:
        return f"from {path.loss[path.turn]:.4g} to {path.loss[-1]:.4g}"
    return None if (np.diff(path.loss[-1 - n :]) > 0.0).all() else "not at each step"


def grew(path: Path, values: dict) -> str | None:
    return None if (np.diff(path.loss[-1 - values["n"] :]) > 0.0).all() else "not at each step"


def raised(path: Path, values: dict) -> str | None:
    said = share(values["share"])
    gap = path.loss - (path.lowest if path.floor is None else path.floor)
    rises = gap[1:] > gap[:-1] * (1.0 + 1e-12)
    shares = {float(rises[-n:].mean()) for n in range(4, len(rises) + 1)}
    return None if any(close(said, v, absolute=0.006) for v in shares) else f"told {said:.3g}"


def to_and_fro(path: Path, values: dict) -> str | None:
    return raised(path, values) if share(values["share"]) < 0.9 else "climbs"


def spike(path: Path, values: dict) -> str | None:
    if not close(number(values["loss"]), float(path.loss[-1])):
        return f"loss is {path.loss[-1]:.4g}"
    if path.gap is None:
        return None
    with np.errstate(all="ignore"):
        ratios = path.gap[1:] / path.gap[:-1]
    up = float(np.max(ratios[np.isfinite(ratios)], initial=0.0))
    least = float(path.gap.max() / path.gap[path.gap > 0].min())
    said = number(values["times"])
    return (
        None
        if said is None or said <= max(up, least) * 1.01
        else f"told {said:.3g}-fold, is {up:.3g}"
    )


def left_it(path: Path, values: dict) -> str | None:
    at = path.converges(path.known)
    if step_of(path) != at:
        return f"told {step_of(path)}, is {at}"
    least, most = left_worst(path, at, path.floor)
    told = number(values["times"])  # to two digits
    return None if 0.95 * least <= told <= 1.05 * most else f"worst is {least:.3g} to {most:.3g}"


def noise_level(path: Path, values: dict) -> str | None:
    since, level = step_of(path), number(values["level"])
    if path.floor is None:
        return "no minimum is known"
    tail = path.loss[since:] if since is not None else path.loss[-max(8, path.played // 2) :]
    gap, said = float(np.mean(tail)) - path.floor, level - path.floor
    rounding = 0.01 * abs(level)
    return (
        None
        if gap / 2.0 - rounding <= said <= 2.0 * gap + rounding
        else f"told {level:.4g}, is {np.mean(tail):.4g}"
    )


def trend(path: Path, values: dict) -> str | None:
    steps = int(numbers(values["steps"])[0])
    return None if steps == path.played - path.turn else f"{path.played - path.turn} steps"


def above(path: Path, values: dict) -> str | None:
    start, end = number(values["start"]), number(values["loss"])
    ok = close(start, float(path.loss[0])) and close(end, float(path.loss[-1])) and start < end
    return None if ok else f"from {path.loss[0]:.6g} to {path.loss[-1]:.6g}"


def took_over(path: Path, values: dict) -> str | None:
    start, end = number(values["start"]), number(values["loss"])
    begun = float(path.loss[path.turn])
    ok = close(start, begun) and close(end, float(path.loss[-1])) and start < end
    return None if ok else f"from {begun:.6g} to {path.loss[-1]:.6g}"


def down(path: Path, values: dict) -> str | None:
    if not path.loss[-1] < path.loss[path.turn]:
        return f"from {path.loss[path.turn]:.4g} to {path.loss[-1]:.4g}"
    return raised(path, values)


def dominates(path: Path, values: dict) -> str | None:
    level, start = number(values["level"]), number(values["start"])
    fallen = "has not fallen" not in reason(path)
    if path.floor is None or level == start or fallen == (level < start):
        return None
    return f"around {level:.4g} from {start:.4g}"


def now(path: Path, values: dict) -> str | None:
    return (
        None if close(number(values["loss"]), float(path.loss[-1])) else f"is {path.loss[-1]:.4g}"
    )


def rising(path: Path, values: dict) -> str | None:
    rate = path.run.rate_at(len(path.loss) - 1)
    if not close(number(values["lr"]), rate):
        return f"is {rate:.4g}"
    return None if len(path.lr) < 2 or path.lr[-1] >= path.lr[-2] else "falls"


SENTENCES: list[tuple[str, Check]] = [
    ("left the surface", nothing),
    ("One step was too far", nothing),
    ("-fold at each step", nothing),
    ("-fold a step", nothing),
    ("rises at each of the recent steps", rises),
    ("go uphill", above),
    ("at which this LR took over", took_over),
    ("above the", above),
    ("has grown from", grown),
    ("oss falls smoothly", nothing),
    ("ups and downs", nothing),
    ("overshoots further", grew),
    ("jumps across the valley", nothing),
    ("on its way down", down),
    ("swings back and forth", to_and_fro),
    ("The loss climbs", raised),
    ("Noise keeps the loss", noise_level),
    ("noise ball shrinks", shrinks),
    ("stuck", stuck),
    ("stands at", stands),
    ("where noise will keep it", nothing),
    ("of the way down after", hardly),
    ("too slowly", too_slowly),
    ("At this pace", falls_but),
    ("no longer falls", left),
    ("stands still", left),
    ("cut the LR", cut),
    ("just miss", falls_but),
    ("the slope all but vanishes", vanishes),
    ("No minimum is known", now),
    ("Noise hides", left),
    ("LR is still rising", rising),
    ("is at the minimum now", now),
    ("pace still changes", left),
    ("will show a trend", trend),
    ("A spike threw", spike),
    ("left it again", left_it),
    ("Noise dominates", dominates),
    ("does not settle", raised),
    ("falls with spikes", raised),
    ("fast enough: it arrives", nothing),
    ("fallen fast enough", left),
    ("On course so far, with", left),
    ("On course", nothing),
    ("at this pace", nothing),
    ("arrives at about step", nothing),
]
