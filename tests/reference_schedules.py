"""Learning-rate schedules in plain Python, and spec strings: what the product's are compared with.

Like `reference` meant to be checked by reading. A schedule is a function of the step and of the LR
that the dial shows.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

Schedule = Callable[[int, float], float]


def constant(factor: float = 1.0, total_iters: int = 5) -> Schedule:
    return lambda k, lr: lr * (factor if k < total_iters else 1.0)


def step(step_size: int, gamma: float = 0.1) -> Schedule:
    return lambda k, lr: lr * gamma ** (k // step_size)


def multistep(milestones: Sequence[int], gamma: float = 0.1) -> Schedule:
    return lambda k, lr: lr * gamma ** sum(m <= k for m in milestones)


def exponential(gamma: float = 0.95) -> Schedule:
    return lambda k, lr: lr * gamma**k


def linear(total_iters: int, start_factor: float = 1 / 3, end_factor: float = 1.0) -> Schedule:
    """A line from one factor to the other, which then holds."""

    def rate(k: int, lr: float) -> float:
        way = min(k, total_iters) / total_iters
        return lr * (start_factor + (end_factor - start_factor) * way)

    return rate


def polynomial(total_iters: int, power: float = 1.0) -> Schedule:
    return lambda k, lr: lr * (1 - min(k, total_iters) / total_iters) ** power


def cosine_annealing(t_max: int, eta_min: float = 0.0) -> Schedule:
    """Falls from lr to eta_min in t_max steps, then rises again."""
    return lambda k, lr: eta_min + (lr - eta_min) * (1 + math.cos(math.pi * k / t_max)) / 2


def cosine_warm_restarts(t_0: int, t_mult: int = 1, eta_min: float = 0.0) -> Schedule:
    """Half-waves from lr towards eta_min, each t_mult times as long as the one before."""

    def rate(k: int, lr: float) -> float:
        span = t_0
        while k >= span:
            k -= span
            span *= t_mult
        return cosine_annealing(span, eta_min)(k, lr)

    return rate


def cyclic(
    base_lr: float | None = None,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: str = "triangular",
    gamma: float = 1.0,
) -> Schedule:
    """Triangles from base_lr (a tenth of lr when left out) to lr and back."""
    up = step_size_up
    down = up if step_size_down is None else step_size_down

    def rate(k: int, lr: float) -> float:
        bottom = lr / 10 if base_lr is None else base_lr
        cycle = k // (up + down)
        place = k % (up + down)
        height = place / up if place <= up else (up + down - place) / down
        scale = {"triangular": 1.0, "triangular2": 0.5**cycle, "exp_range": gamma**k}
        return bottom + (lr - bottom) * height * scale[mode]

    return rate


def one_cycle(
    total_steps: int,
    pct_start: float = 0.3,
    anneal_strategy: str = "cos",
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
    three_phase: bool = False,
) -> Schedule:
    """From lr/div_factor up to lr and down to lr/(div_factor final_div_factor), which then holds."""
    first = 1 / div_factor
    peak = pct_start * total_steps - 1
    points = [(0.0, first), (peak, 1.0), (total_steps - 1.0, first / final_div_factor)]
    if three_phase:
        points.insert(2, (2 * pct_start * total_steps - 2, first))

    def rate(k: int, lr: float) -> float:
        k = min(k, total_steps - 1)
        ends = [i for i, (at, _) in enumerate(points) if i > 0 and k <= at]
        i = ends[0] if ends else len(points) - 1
        (begin, low), (end, high) = points[i - 1], points[i]
        way = (k - begin) / (end - begin) if end != begin else 1.0
        if anneal_strategy == "cos":
            way = (1 - math.cos(math.pi * way)) / 2
        return lr * (low + (high - low) * way)

    return rate


def inverse_time(decay_steps: int, decay_rate: float = 1.0, staircase: bool = False) -> Schedule:
    def rate(k: int, lr: float) -> float:
        times = k // decay_steps if staircase else k / decay_steps
        return lr / (1 + decay_rate * times)

    return rate


def inverse_sqrt(timescale: int) -> Schedule:
    return lambda k, lr: lr * math.sqrt(timescale / (timescale + k))


def warmup_stable_decay(
    total_steps: int, decay_steps: int, decay: str = "linear", final_factor: float = 0.0
) -> Schedule:
    """Lr until the last decay_steps, then down to final_factor of it, which then holds."""

    def rate(k: int, lr: float) -> float:
        begin = max(total_steps - decay_steps, 0)
        p = min(max((k - begin) / decay_steps, 0.0), 1.0)
        left = {
            "linear": 1 - p,
            "cosine": (1 + math.cos(math.pi * p)) / 2,
            "1-sqrt": 1 - math.sqrt(p),
        }
        return lr * (final_factor + (1 - final_factor) * left[decay])

    return rate


def tanh(total_steps: int, lower: float = -6.0, upper: float = 3.0) -> Schedule:
    def rate(k: int, lr: float) -> float:
        way = min(k, total_steps) / total_steps
        return lr * (1 - math.tanh(lower + (upper - lower) * way)) / 2

    return rate


def piecewise(points: Sequence[tuple[int, float]]) -> Schedule:
    """The factor of the last point that lies behind, of the first one before that."""

    def rate(k: int, lr: float) -> float:
        behind = [factor for at, factor in points if at < k]
        return lr * (behind[-1] if behind else points[0][1])

    return rate


def drawn(points: Sequence[tuple[int, float]]) -> Schedule:
    """The factor on the lines from point to point, that of the nearest end outside of them."""

    def rate(k: int, lr: float) -> float:
        if k <= points[0][0]:
            return lr * points[0][1]
        for (begin, one), (end, other) in pairwise(points):
            if begin <= k < end:
                return lr * (one + (other - one) * (k - begin) / (end - begin))
        return lr * points[-1][1]

    return rate


def sequential(schedules: Sequence[Schedule], milestones: Sequence[int]) -> Schedule:
    """The schedules one after another, each on its own clock."""

    def rate(k: int, lr: float) -> float:
        part = sum(m <= k for m in milestones)
        return schedules[part](k - (0, *milestones)[part], lr)

    return rate


def multiplicative(expression: str, total_steps: int | None = None) -> Schedule:
    """The rate before times what the expression says of a step."""
    names = {"steps": total_steps, "sqrt": math.sqrt, "exp": math.exp}
    compiled = compile(str(expression), "expression", "eval")

    def rate(k: int, lr: float) -> float:
        for step in range(1, k + 1):
            lr *= eval(compiled, {"__builtins__": {}, "step": step, **names})
        return lr

    return rate


def chained(schedules: Sequence[Schedule]) -> Schedule:
    """All at once: each scales what the others leave."""
    return lambda k, lr: lr * math.prod(schedule(k, 1.0) for schedule in schedules)


def with_warmup(schedule: Schedule, warmup: int) -> Schedule:
    """Steps 0 to warmup-1 climb in a line to the schedule's first rate; then it starts."""

    def rate(k: int, lr: float) -> float:
        if k < warmup:
            return schedule(0, lr) * ((k + 1) / warmup)
        return schedule(k - warmup, lr)

    return rate


def rates(
    schedule: Schedule, lr: float, steps: int, dial: Sequence[tuple[int, float]] = ()
) -> list[float]:
    """Return the LR of every step; from step s on the dial shows `new` for each (s, new)."""
    result = []
    for k in range(steps):
        for since, value in sorted(dial):
            if since == k:
                lr = value
        result.append(schedule(k, lr))
    return result


def reduce_on_plateau(
    loss: Sequence[float],
    lr: float,
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: str = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-8,
    warmup: int = 0,
) -> list[float]:
    """Return the rate of each step when loss[k] is the loss before step k, seen once it is taken."""
    used = []
    best = math.inf
    bad = waiting = 0
    for k, value in enumerate(loss):
        if k < warmup:
            used.append(lr * ((k + 1) / warmup))
            continue
        used.append(lr)
        good = best * (1 - threshold) if threshold_mode == "rel" else best - threshold
        if value < good:
            best = value
            bad = 0
        else:
            bad += 1
        if waiting > 0:
            waiting -= 1
            bad = 0
        if bad > patience:
            reduced = max(lr * factor, min_lr)
            if lr - reduced > eps:
                lr = reduced
            waiting = cooldown
            bad = 0
    return used


# --- the same things by their names in the product -----------------------------------------------

SCHEDULES: dict[str, Callable[..., Schedule]] = {
    "constant": constant,
    "step": step,
    "multistep": multistep,
    "exponential": exponential,
    "linear": linear,
    "polynomial": polynomial,
    "cosine-annealing": cosine_annealing,
    "cosine-warm-restarts": cosine_warm_restarts,
    "cyclic": cyclic,
    "one-cycle": one_cycle,
    "inverse-time": inverse_time,
    "inverse-sqrt": inverse_sqrt,
    "warmup-stable-decay": warmup_stable_decay,
    "tanh": tanh,
    "piecewise": piecewise,
    "drawn": drawn,
    "sequential": sequential,
    "multiplicative": multiplicative,
    "chained": chained,
}


def parameters(spec: str) -> tuple[str, dict[str, Any]]:
    """Split "sgd:momentum=0.9,nesterov=true" into its name and parameters."""
    name, _, rest = spec.partition(":")
    pairs = (pair.split("=", 1) for pair in split(rest, ",") if pair)
    return name, {key: value(text) for key, text in pairs}


def split(text: str, separator: str) -> list[str]:
    """Split text where the separator stands outside of square brackets."""
    parts = [""]
    depth = 0
    for character in text:
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def value(text: str) -> Any:
    """Read a number, a word, a list such as 30;60, of points such as 0:1;50:0.5, or of schedules."""
    items = split(text, ";")
    if text.startswith("["):
        return [schedule(item[1:-1]) for item in items]
    if ":" in text:
        return [(int(at), float(factor)) for at, factor in (item.split(":") for item in items)]
    if len(items) > 1:
        return [int(item) for item in items]
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def schedule(spec: str) -> Schedule:
    """Return the schedule of a spec string, its warmup in front of it."""
    name, values = parameters(spec)
    warmup = int(values.pop("warmup", 0))
    if isinstance(values.get("milestones"), int):  # a list of one
        values["milestones"] = [values["milestones"]]
    return with_warmup(SCHEDULES[name](**values), warmup)
