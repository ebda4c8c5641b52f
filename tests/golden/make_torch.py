"""Make sgd.npz, adam.npz and others.npz with PyTorch. README.md says how and with which version.

Every path is torch.optim on float64 tensors with torch.autograd's gradients; every rate comes from
torch.optim.lr_scheduler. Nothing here imports lrsim: the specs are strings that lrsim must
understand, and the draw of hyper-parameters is seeded.
"""

import json
import math
import random

import numpy as np
import torch
from stability import STEPS, jittered, write_paths
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    StepLR,
)

SEED = 20
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

# Each surface's formula, and the starts and range of plain-SGD rates that the draw takes from:
# mostly below the edge of stability, a few above it where the surface stays bounded.
SURFACES = {
    "quadratic": (lambda p: p[0] ** 2, [(5.0,), (-3.3,)], (0.01, 0.4)),
    "double-well": (lambda p: (p[0] ** 2 - 1) ** 2, [(0.5,), (-1.3,)], (0.01, 0.15)),
    "shower": (lambda p: shower(p[0]), [(-1.0,), (0.7,)], (0.002, 0.02)),
    "bowl": (lambda p: p[0] ** 2 + p[1] ** 2, [(4.0, -3.0), (0.3, 2.7)], (0.01, 0.4)),
    "long-valley": (lambda p: 0.5 * (p[0] ** 2 + 10 * p[1] ** 2), [(9.0, 1.0)], (0.01, 0.15)),
    "long-valley:kappa=50": (
        lambda p: 0.5 * (p[0] ** 2 + 50 * p[1] ** 2),
        [(-8.0, 1.7)],
        (0.004, 0.03),
    ),
    "rosenbrock": (
        lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
        [(-1.5, 2.0), (0.3, 0.4)],
        (1e-4, 8e-4),
    ),
    "himmelblau": (
        lambda p: (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2,
        [(0.5, 0.5), (-2.0, 3.5)],
        (0.001, 0.012),
    ),
}


def shower(x):
    u = x / 0.4
    log_cosh = torch.logaddexp(u, -u) - math.log(2)
    return 10 * log_cosh - 3 * x  # the constant that makes its minimum 0 has no gradient


def parse(spec):
    """Split "name:key=value,..." into its name and a dict of numbers and booleans."""
    name, _, rest = spec.partition(":")
    pairs = (pair.split("=") for pair in rest.split(",") if pair)
    return name, {k: v == "true" if v in ("true", "false") else float(v) for k, v in pairs}


OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "asgd": torch.optim.ASGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "adamax": torch.optim.Adamax,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "rmsprop": torch.optim.RMSprop,
    "rprop": torch.optim.Rprop,
}
PAIRS = {  # what PyTorch takes as a pair
    "betas": (("beta1", 0.9), ("beta2", 0.999)),
    "etas": (("etaminus", 0.5), ("etaplus", 1.2)),
    "step_sizes": (("step_min", 1e-6), ("step_max", 50.0)),
}


def make_optimizer(spec, parameter, lr):
    name, options = parse(spec)
    for pair, halves in PAIRS.items():
        if any(half in options for half, _ in halves):
            options[pair] = tuple(options.pop(half, default) for half, default in halves)
    return OPTIMIZERS[name]([parameter], lr=lr, foreach=False, **options)


def make_scheduler(spec, optimizer):
    """Return PyTorch's scheduler; with warmup=N a LambdaLR of which PyTorch's starts at step N."""
    name, options = parse(spec)
    warmup = int(options.pop("warmup", 0))
    if warmup:
        (group,) = optimizer.param_groups
        bare = name + ":" + ",".join(f"{k}={v}" for k, v in options.items())
        later = rates(bare, group["lr"], STEPS)
        factors = [(k + 1) / warmup * later[0] for k in range(warmup)] + later
        return LambdaLR(optimizer, lambda k: factors[k] / later[0])
    if name == "constant":
        return ConstantLR(optimizer, factor=1.0)
    if name == "step":
        return StepLR(optimizer, int(options["step_size"]), options.get("gamma", 0.1))
    if name == "exponential":
        return ExponentialLR(optimizer, options["gamma"])
    return CosineAnnealingLR(optimizer, int(options["t_max"]), options.get("eta_min", 0.0))


def rates(spec, lr, steps):
    """Return the LR that each of `steps` optimizer steps finds in its parameter group."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = make_scheduler(spec, optimizer)
    used = []
    for _ in range(steps):
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return used


def path(case, start, jitter=None):
    """Return PyTorch's positions (STEPS+1, d), the first before step 0, and its rates (STEPS,).

    `jitter`, a numpy Generator, moves every coordinate by -1, 0 or 1 ulp after every step.
    """
    formula = SURFACES[case["surface"]][0]
    position = torch.tensor(start, requires_grad=True)
    optimizer = make_optimizer(case["optimizer"], position, case["lr"])
    scheduler = make_scheduler(case["schedule"], optimizer)
    positions, used = [position.detach().numpy().copy()], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        formula(position).backward()
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
        if jitter is not None:
            x = position.detach().numpy()
            x[:] = jittered(x, jitter)
        positions.append(position.detach().numpy().copy())
    return np.array(positions), np.array(used)


# --- the draw ------------------------------------------------------------------------------------

SGD_SHAPES = [  # every option alone and with the others
    "",
    "momentum",
    "momentum,nesterov",
    "momentum,dampening",
    "dampening",
    "weight_decay",
    "momentum,weight_decay",
    "momentum,nesterov,weight_decay",
    "momentum,dampening,weight_decay",
    "dampening,weight_decay",
]
ADAM_SHAPES = [
    "",
    "beta1,beta2",
    "eps",
    "weight_decay",
    "amsgrad",
    "beta1,beta2,amsgrad",
    "beta1,beta2,eps,weight_decay",
    "beta1,beta2,eps,weight_decay,amsgrad",
]
DRAWS = {
    "momentum": lambda rng: round(rng.uniform(0.3, 0.95), 2),
    "dampening": lambda rng: round(rng.uniform(0.1, 0.9), 2),
    "weight_decay": lambda rng: round(10 ** rng.uniform(-3, -0.7), 4),
    "nesterov": lambda rng: True,
    "amsgrad": lambda rng: True,
    "beta1": lambda rng: round(rng.uniform(0.3, 0.97), 2),
    "beta2": lambda rng: round(rng.uniform(0.9, 0.9995), 4),
    "eps": lambda rng: float(f"{10 ** rng.uniform(-8, -2):.0e}"),
}
OTHERS = {  # the options alone and together, and the factor on plain SGD's rates
    "asgd": (["", "lambd,alpha", "t0", "t0,weight_decay", "lambd,alpha,t0,weight_decay"], 1.0),
    "adamw": (["", "weight_decay", "beta1,beta2", "amsgrad,weight_decay", "eps,beta1,beta2"], 20.0),
    "nadam": (
        [
            "",
            "momentum_decay",
            "weight_decay",
            "weight_decay,decoupled_weight_decay",
            "beta1,beta2,eps",
        ],
        20.0,
    ),
    "radam": (
        ["", "beta2", "weight_decay", "weight_decay,decoupled_weight_decay", "beta1,beta2,eps"],
        20.0,
    ),
    "adamax": (["", "beta1,beta2", "eps", "weight_decay", "beta1,beta2,eps,weight_decay"], 20.0),
    "adagrad": (
        ["", "lr_decay", "initial_accumulator_value", "weight_decay,eps", "lr_decay,weight_decay"],
        100.0,
    ),
    "adadelta": (["", "rho", "eps", "weight_decay", "rho,eps,weight_decay"], 100.0),
    "rmsprop": (
        ["", "alpha", "momentum", "centered,eps", "alpha,momentum,centered,eps", "weight_decay"],
        2.0,
    ),
    "rprop": (["", "etaminus,etaplus", "step_min,step_max", "etaminus,step_max"], 5.0),
}
DRAWS |= {
    "lambd": lambda rng: float(f"{10 ** rng.uniform(-4, -1):.1e}"),
    "alpha": lambda rng: round(rng.uniform(0.3, 0.99), 2),
    "t0": lambda rng: float(rng.randint(0, 200)),
    "momentum_decay": lambda rng: round(rng.uniform(0.001, 0.1), 4),
    "decoupled_weight_decay": lambda rng: True,
    "lr_decay": lambda rng: round(rng.uniform(0.001, 0.1), 4),
    "initial_accumulator_value": lambda rng: round(rng.uniform(0.01, 2), 3),
    "rho": lambda rng: round(rng.uniform(0.5, 0.99), 2),
    "centered": lambda rng: True,
    "etaminus": lambda rng: round(rng.uniform(0.2, 0.8), 2),
    "etaplus": lambda rng: round(rng.uniform(1.05, 1.5), 2),
    "step_min": lambda rng: float(f"{10 ** rng.uniform(-6, -3):.1e}"),
    "step_max": lambda rng: round(rng.uniform(0.05, 2), 3),
}
EACH = 8  # cases of each of them
INDEX = [*range(26), *range(30, STEPS + 1, 10)]  # the positions that are kept of them
CHAOTIC = [  # beyond the edge, where a bounded surface folds the path back: surface, optimizer, lr
    ("double-well", "sgd", 0.35),
    ("double-well", "sgd:momentum=0.4,nesterov=true", 0.25),
    ("shower", "sgd", 0.15),
    ("shower", "sgd:momentum=0.5", 0.08),
    ("himmelblau", "sgd", 0.033),
    ("rosenbrock", "sgd", 0.0019),
    ("double-well", "adam:beta1=0.5,beta2=0.9", 1.0),
    ("double-well", "adam:beta1=0.5,beta2=0.9", 1.4),
    ("rosenbrock", "adam:beta1=0.5,beta2=0.9", 0.1),
    ("rosenbrock", "adam:beta1=0.5,beta2=0.9", 0.5),
    ("himmelblau", "adam:beta2=0.9", 1.5),
    # Without memory a gradient far smaller than the one before it must keep all its digits.
    ("himmelblau", "adam:beta1=0.0,beta2=0.0", 0.3),
    ("rosenbrock", "adam:beta1=0.0,beta2=0.5", 0.5),
    ("rosenbrock", "adam:beta1=0.05,beta2=0.05", 1.0),
]
LONG_MEMORY = [  # an ulp of beta2**t is a large part of 1 - beta2**t: surface, optimizer, lr
    ("bowl", "radam:beta1=0.568,beta2=0.99999", 0.1226),
    ("quadratic", "radam:beta2=0.9999,eps=0.0096", 3.042),
    ("quadratic", "radam:beta1=0.0,weight_decay=0.0114", 0.6835),
    ("bowl", "nadam:beta2=0.99999,eps=0.00357,decoupled_weight_decay=true", 0.4382),
    ("quadratic", "adamw:beta2=0.99999,eps=0.0", 5.709),
]


def spec(name, options):
    text = ",".join(f"{k}={json.dumps(v)}" for k, v in options.items())
    return f"{name}:{text}" if text else name


def draw_schedule(rng, kind, lr):
    warmup = {"warmup": rng.randint(5, 80)} if rng.random() < 0.5 else {}
    if kind == "constant":
        return spec("constant", warmup)
    if kind == "step":
        options = {"step_size": rng.randint(20, 150), "gamma": round(rng.uniform(0.2, 0.8), 2)}
    elif kind == "exponential":
        options = {"gamma": round(rng.uniform(0.98, 0.999), 4)}
    else:  # t_max below 500 minus warmup: the second half-wave rises again
        options = {"t_max": rng.choice([60, 137, 250, 420]), "eta_min": float(f"{lr / 50:.1e}")}
    return spec("cosine-annealing" if kind == "cosine" else kind, options | warmup)


def draw_cases(rng, name, shapes, count, lr_factor):
    """Return `count` cases that go round the option shapes, the surfaces and the schedules."""
    surfaces, kinds, cases = list(SURFACES), ["constant", "step", "exponential", "cosine"], []
    order = []
    while len(order) < count:  # every surface once in each round, no option tied to a surface
        order += rng.sample(surfaces, len(surfaces))
    for i in range(count):
        options = {o: DRAWS[o](rng) for o in shapes[i % len(shapes)].split(",") if o}
        _, starts, (low, high) = SURFACES[order[i]]
        lr = math.exp(rng.uniform(math.log(low), math.log(high)))
        lr = lr_factor(lr, options)
        lr = float(f"{lr:.2e}")
        kind = kinds[(i + i // len(kinds)) % len(kinds)]
        cases.append(
            {
                "surface": order[i],
                "optimizer": spec(name, options),
                "schedule": draw_schedule(rng, kind, lr),
                "lr": lr,
                "start": list(rng.choice(starts)),
            }
        )
    return cases


def sgd_rate(lr, options):
    return lr * (1 - options.get("momentum", 0.0)) * 2 if options.get("momentum") else lr


def adam_rate(lr, options):
    return min(0.3, 20 * lr) if lr > 0.001 else 50 * lr


def main():
    source = {"torch": torch.__version__.partition("+")[0]}
    rng = random.Random(SEED)
    chaotic = [
        {"surface": s, "optimizer": o, "schedule": "constant", "lr": lr, "start": SURFACES[s][1][0]}
        for s, o, lr in CHAOTIC
    ]
    for name, shapes, count, rate in (
        ("sgd", SGD_SHAPES, 40, sgd_rate),
        ("adam", ADAM_SHAPES, 24, adam_rate),
    ):
        extra = [case for case in chaotic if case["optimizer"].startswith(name)]
        write_paths(name, path, draw_cases(rng, name, shapes, count, rate) + extra, source)
    cases = [
        {"surface": s, "optimizer": o, "schedule": "constant", "lr": lr, "start": SURFACES[s][1][0]}
        for s, o, lr in LONG_MEMORY
    ]
    for name, (shapes, factor) in OTHERS.items():
        cases += draw_cases(rng, name, shapes, EACH, lambda lr, _, factor=factor: factor * lr)
    write_paths("others", path, cases, source, INDEX)


if __name__ == "__main__":
    main()
