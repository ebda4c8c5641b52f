"""Make schedules.npz and plateau.npz with PyTorch. README.md says how and with which version.

Every rate comes from a scheduler of torch.optim.lr_scheduler, in its recursive form. Nothing here
imports lrsim: the spec strings are written for it to understand, and the draw is seeded.
"""
# ruff: noqa: T201 - a script run by hand, which says what it does

import itertools
import json
import math
import random
import warnings
from pathlib import Path

import numpy as np
import torch
from torch.optim import lr_scheduler

HERE = Path(__file__).parent
STEPS = 520
SEED = 21
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
warnings.filterwarnings("ignore", category=UserWarning)  # SequentialLR's own calls of step(0)


def sgd(lr):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)


def scheduler(name, options, optimizer, lr):
    """Return PyTorch's scheduler under lrsim's name, for a dial at `lr`."""
    options = dict(options)
    if name == "constant":
        return lr_scheduler.ConstantLR(optimizer, **{"factor": 1.0, **options})
    if name == "multiplicative":
        expression = compile(options["expression"], "expression", "eval")
        names = {"steps": options.get("total_steps"), "sqrt": math.sqrt, "exp": math.exp}
        return lr_scheduler.MultiplicativeLR(
            optimizer, lambda step: eval(expression, {"__builtins__": {}, "step": step, **names})
        )
    if name == "chained":
        return lr_scheduler.ChainedScheduler(
            [scheduler(*part, optimizer, lr) for part in options["schedules"]]
        )
    if name == "cosine-annealing":
        return lr_scheduler.CosineAnnealingLR(
            optimizer, options["t_max"], options.get("eta_min", 0.0)
        )
    if name == "cosine-warm-restarts":
        t_0 = options.pop("t_0")
        return lr_scheduler.CosineAnnealingWarmRestarts(
            optimizer, t_0, options.get("t_mult", 1), options.get("eta_min", 0.0)
        )
    if name == "cyclic":
        return lr_scheduler.CyclicLR(optimizer, max_lr=lr, cycle_momentum=False, **options)
    if name == "one-cycle":
        return lr_scheduler.OneCycleLR(optimizer, max_lr=lr, cycle_momentum=False, **options)
    if name == "sequential":
        parts = [scheduler(*part, optimizer, lr) for part in options["schedules"]]
        return lr_scheduler.SequentialLR(optimizer, parts, options["milestones"])
    kinds = {
        "step": lr_scheduler.StepLR,
        "multistep": lr_scheduler.MultiStepLR,
        "exponential": lr_scheduler.ExponentialLR,
        "linear": lr_scheduler.LinearLR,
        "polynomial": lr_scheduler.PolynomialLR,
    }
    return kinds[name](optimizer, **options)


def rates(name, options, lr, steps=STEPS):
    """Return the LR that each step finds in its parameter group; warmup climbs to the first one."""
    options = dict(options)
    warmup = options.pop("warmup", 0)
    optimizer = sgd(lr)
    schedule = scheduler(name, options, optimizer, lr)
    used = [optimizer.param_groups[0]["lr"]]
    for _ in range(steps - warmup - 1):
        optimizer.step()
        schedule.step()
        used.append(optimizer.param_groups[0]["lr"])
    return [(k + 1) / warmup * used[0] for k in range(warmup)] + used


def spec(name, options):
    """Return the spec string that lrsim reads."""
    words = ",".join(f"{key}={text(value)}" for key, value in options.items())
    return f"{name}:{words}" if words else name


def text(value):
    if isinstance(value, list):
        return ";".join(f"[{spec(*v)}]" if isinstance(v, tuple) else str(v) for v in value)
    return value if isinstance(value, str) else json.dumps(value)


# --- the draw ------------------------------------------------------------------------------------


def short(rng, low, high, digits=3):
    """Return a number between the two, log-uniform, with a few digits."""
    number = low * (high / low) ** rng.random()
    return float(f"{number:.{digits - 1}e}")


def usual():
    """Return schedules from the usual to the extreme, chosen by hand."""
    yield from (("constant", {"warmup": n} if n else {}) for n in (0, 1, 10, 499))
    yield from (("step", {"step_size": n, "gamma": g}) for n, g in [(1, 0.99), (30, 0.1)])
    yield "step", {"step_size": 600}
    yield from (("exponential", {"gamma": g}) for g in (0.5, 0.95, 0.999, 1.0, 1.002))
    yield from (("cosine-annealing", {"t_max": n}) for n in (1, 2, 7, 499, 1000))
    yield "cosine-annealing", {"t_max": 90, "eta_min": 0.2, "warmup": 10}
    yield "multistep", {"milestones": [30, 30, 200]}
    yield from (("polynomial", {"total_iters": n, "power": 1.0}) for n in (1, 500))
    yield "linear", {"total_iters": 5}
    yield from (("cosine-warm-restarts", {"t_0": 1, "t_mult": m}) for m in (1, 2, 7))
    yield "cyclic", {"base_lr": 0.001, "step_size_up": 1}
    yield "cyclic", {"base_lr": 0.0, "step_size_up": 2000}
    yield from (("one-cycle", {"total_steps": n}) for n in (2, 10, 500, 520))
    yield "one-cycle", {"total_steps": 100, "pct_start": 0.0}
    yield "one-cycle", {"total_steps": 100, "pct_start": 1.0}


def drawn(rng):
    """Return a schedule of every kind that has something to draw."""
    eta_min = rng.choice([{}, {"eta_min": short(rng, 1e-5, 1e-2)}])
    yield "step", {"step_size": rng.randint(5, 200), "gamma": round(rng.uniform(0.1, 0.95), 2)}
    yield (
        "multistep",
        {
            "milestones": sorted(rng.sample(range(1, 500), rng.randint(1, 6))),
            "gamma": round(rng.uniform(0.1, 0.95), 2),
        },
    )
    yield "exponential", {"gamma": round(rng.uniform(0.98, 1.001), 4)}
    yield (
        "linear",
        {
            "start_factor": round(rng.uniform(0.001, 1), 3),
            "end_factor": round(rng.uniform(0, 1), 3),
            "total_iters": rng.randint(2, 700),
        },
    )
    power = rng.choice([0.5, 2.0, 3.0, round(rng.uniform(0.3, 4), 2)])
    yield "polynomial", {"total_iters": rng.randint(2, 700), "power": power}
    yield "cosine-annealing", {"t_max": rng.randint(20, 480)} | eta_min
    waves = {"t_0": rng.randint(2, 120), "t_mult": rng.randint(1, 4)}
    yield "cosine-warm-restarts", waves | eta_min
    for mode in ("triangular", "triangular2", "exp_range"):
        triangle = {
            "base_lr": short(rng, 1e-5, 1e-2),
            "step_size_up": rng.randint(1, 120),
            "mode": mode,
        }
        if rng.random() < 0.6:
            triangle["step_size_down"] = rng.randint(1, 120)
        if mode == "exp_range":
            triangle["gamma"] = round(rng.uniform(0.98, 1.001), 4)
        yield "cyclic", triangle
    for strategy in ("cos", "linear"):
        cycle = {
            "total_steps": rng.randint(100, STEPS),
            "pct_start": round(rng.uniform(0.05, 0.45), 3),
            "anneal_strategy": strategy,
            "three_phase": rng.random() < 0.5,
        }
        if rng.random() < 0.7:
            cycle |= {
                "div_factor": short(rng, 1.5, 100),
                "final_div_factor": short(rng, 1, 1e5),
            }
        yield "one-cycle", cycle


def chain(rng):
    """Return schedules one after another."""
    kinds = [s for s in drawn(rng) if s[0] not in ("cyclic", "one-cycle")]
    kinds += [("constant", {}), ("linear", {"total_iters": 40})]
    parts = rng.sample(kinds, rng.randint(2, 4))
    milestones = sorted(rng.sample(range(1, 480), len(parts) - 1))
    return "sequential", {"schedules": parts, "milestones": milestones}


def shares(rng):
    """Return shares of the rate at first, as a few by hand and as it comes."""
    yield "constant", {"factor": 1 / 3, "total_iters": 5}
    yield "constant", {"factor": 1.0, "total_iters": 5}
    yield "constant", {"factor": 0.01, "total_iters": 600}
    for _ in range(4):
        factor = round(rng.uniform(0.001, 1), 3)
        yield "constant", {"factor": factor, "total_iters": rng.randint(1, 500)}


def multiplied(rng):
    """Return a factor at every step: fixed, or of the step."""
    yield "multiplicative", {"expression": "0.95"}
    yield "multiplicative", {"expression": "1 - 1/(step + 1)**2"}
    yield "multiplicative", {"expression": "1 + 0.1/step"}
    yield "multiplicative", {"expression": "sqrt(step/(step + 1))", "warmup": 7}
    yield (
        "multiplicative",
        {"expression": "exp(-step/steps**2)", "total_steps": rng.randint(50, STEPS)},
    )
    for _ in range(3):
        yield "multiplicative", {"expression": str(round(rng.uniform(0.9, 1.002), 4))}


def together(rng):
    """Return schedules all at once, none of which starts from base_lr."""
    yield (
        "chained",
        {
            "schedules": [
                ("constant", {"factor": 0.1, "total_iters": 20}),
                ("exponential", {"gamma": 0.9}),
            ]
        },
    )
    for _ in range(8):
        kinds = [s for s in drawn(rng) if s[0] not in ("cyclic", "one-cycle")]
        # past the bottom of a cosine PyTorch's recursion adds where the others multiply
        kinds = [s for s in kinds if not s[0].startswith("cosine")]
        kinds += [("cosine-annealing", {"t_max": rng.randint(STEPS, 2 * STEPS)})]
        kinds += [*shares(rng), *multiplied(rng)]
        parts = [s for s in rng.sample(kinds, rng.randint(2, 4)) if "warmup" not in s[1]]
        warm = {"warmup": rng.randint(1, 80)} if rng.random() < 0.3 else {}
        yield "chained", {"schedules": parts} | warm


def cases(rng):
    yield from usual()
    for _ in range(3):
        for name, options in drawn(rng):
            warm = {"warmup": rng.randint(1, 80)} if rng.random() < 0.3 else {}
            if "total_steps" in options and warm:  # PyTorch has no rate past the end of one cycle
                options["total_steps"] -= warm["warmup"]
            yield name, options | warm
    for _ in range(8):
        yield chain(rng)


def later_cases(rng):
    yield from shares(rng)
    yield from multiplied(rng)
    yield from together(rng)


# --- reduce-on-plateau ---------------------------------------------------------------------------


def losses(rng, kind):
    """Return a sequence of losses, few-digit numbers: falling, wandering, in steps, at random or below 0."""
    noise = np.random.default_rng(rng.randrange(2**32))
    step = np.arange(STEPS)
    if kind == "falls":
        loss = np.exp(-step / rng.uniform(20, 200)) + 0.02 * noise.standard_normal(STEPS)
    elif kind == "wanders":
        loss = 3 + np.cumsum(0.05 * noise.standard_normal(STEPS))
    elif kind == "stairs":
        loss = 1.0 / (1 + step // rng.randint(5, 60))
    elif kind == "negative":
        loss = -np.log1p(step / 10) + 0.1 * noise.standard_normal(STEPS)
    else:
        loss = noise.random(STEPS)
    return np.round(loss, 4)


def plateau(options, lr, loss):
    """Return the LR of each step when the scheduler sees each step's loss after it."""
    optimizer = sgd(lr)
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    used = []
    for value in loss:
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step(value)
    return used


def descent(options, lr, momentum, curvature, start):
    """Return rates and losses of SGD on ½ curvature x² under the scheduler."""
    x = torch.tensor([start], requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=lr, momentum=momentum)
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    used, loss = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = 0.5 * curvature * (x * x).sum()
        value.backward()
        used.append(optimizer.param_groups[0]["lr"])
        loss.append(value.item())
        optimizer.step()
        schedule.step(value.item())
    return used, loss


def plateau_options(rng):
    mode = rng.choice(["rel", "abs"])
    return {
        "factor": round(rng.uniform(0.1, 0.9), 2),
        "patience": rng.choice([0, 1, 3, 10, 25]),
        "threshold": rng.choice([0.0, 1e-4, short(rng, 1e-3, 0.3)]),
        "threshold_mode": mode,
        "cooldown": rng.choice([0, 0, 2, 15]),
        "min_lr": rng.choice([0.0, 0.0, short(rng, 1e-5, 1e-2)]),
        "eps": rng.choice([1e-8, 1e-8, 1e-3]),
    }


def plateaus(rng):
    kinds = ["falls", "wanders", "stairs", "negative", "random"]
    for index in range(25):
        options = plateau_options(rng) if index else {}
        kind = kinds[index % len(kinds)]
        lr, loss = short(rng, 1e-3, 1), losses(rng, kind)
        case = {"schedule": spec("reduce-on-plateau", options), "lr": lr, "kind": kind}
        yield case, {"loss": loss, "lr": plateau(options, lr, loss)}
    for momentum in (0.0, 0.5, 0.8, 0.9):
        options = plateau_options(rng) | {"factor": 0.7, "patience": 3, "min_lr": 1e-4}
        lr, curvature, start = short(rng, 0.01, 0.2), short(rng, 1, 20), short(rng, 1, 8)
        lr = float(f"{2 * (1 + momentum) / curvature * rng.uniform(0.3, 0.95):.2e}")
        used, loss = descent(options, lr, momentum, curvature, start)
        case = {
            "schedule": spec("reduce-on-plateau", options),
            "lr": lr,
            "kind": "descent",
            "optimizer": f"sgd:momentum={momentum}",
            "curvature": curvature,
            "start": start,
        }
        yield case, {"loss": loss, "lr": used}


# --- writing -------------------------------------------------------------------------------------


def write(name, told, arrays):
    meta = {"torch": torch.__version__.partition("+")[0], "steps": STEPS, "cases": told}
    arrays["meta"] = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), dtype=np.uint8)
    np.savez_compressed(HERE / f"{name}.npz", **arrays)


def main():
    rng = random.Random(SEED)
    later = random.Random(SEED + 1)  # later cases leave those that were there before as they were
    told, arrays = [], {}
    drawn_by = itertools.chain(
        ((rng, case) for case in cases(rng)), ((later, case) for case in later_cases(later))
    )
    for i, (own, (name, options)) in enumerate(drawn_by):
        lr = short(own, 1e-3, 3)
        steps = options["total_steps"] + options.get("warmup", 0) if name == "one-cycle" else STEPS
        arrays[f"lr_{i}"] = np.array(rates(name, options, lr, steps))
        told.append({"schedule": spec(name, options), "lr": lr})
        print(told[-1], arrays[f"lr_{i}"][[0, steps // 2, -1]])
    write("schedules", told, arrays)
    told, arrays = [], {}
    for i, (case, made) in enumerate(plateaus(rng)):
        arrays |= {f"{key}_{i}": np.array(value) for key, value in made.items()}
        told.append(case)
        print(case, len(set(made["lr"])), "rates")
    write("plateau", told, arrays)


if __name__ == "__main__":
    main()
