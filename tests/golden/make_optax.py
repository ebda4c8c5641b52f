"""Make optax.npz with optax, for the optimizers PyTorch lacks. README.md says how and with which versions.

Every path is the optimizer of that name on float64 arrays, with jax.grad's gradients. Nothing here imports
lrsim: the specs are strings that lrsim must understand, and the draw of hyper-parameters is seeded.
"""

import functools
import json
import math
import random

import jax
import jax.numpy as jnp
import numpy as np
import optax
import optax.contrib
from stability import STEPS, jittered, write_paths

jax.config.update("jax_enable_x64", True)

SEED = 21
EACH = 6
INDEX = [*range(26), *range(30, STEPS + 1, 10)]

SURFACES = {  # formula, starts, and the range of plain-SGD rates that the draw takes from
    "quadratic": (lambda p: p[0] ** 2, [(5.0,), (-3.3,)], (0.01, 0.4)),
    "double-well": (lambda p: (p[0] ** 2 - 1) ** 2, [(0.5,), (-1.3,)], (0.01, 0.15)),
    "bowl": (lambda p: p[0] ** 2 + p[1] ** 2, [(4.0, -3.0), (0.3, 2.7)], (0.01, 0.4)),
    "long-valley": (lambda p: 0.5 * (p[0] ** 2 + 10 * p[1] ** 2), [(9.0, 1.0)], (0.01, 0.15)),
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
NAMES = {  # ours, and optax's
    "beta1": "b1",
    "beta2": "b2",
    "beta3": "b3",
    "d0": "estim_lr0",
    "d_coef": "estim_lr_coef",
}


def yogi(learning_rate, *, initial_accumulator_value=1e-6, **options):
    scale = optax.scale_by_yogi(initial_accumulator_value=initial_accumulator_value, **options)
    return optax.chain(scale, optax.scale_by_learning_rate(learning_rate))


def prodigy(learning_rate, *, bias_correction, b1=0.9, b2=0.999, b3=None, **options):
    assert bias_correction  # optax has it always
    return optax.contrib.prodigy(learning_rate, betas=(b1, b2), beta3=b3, **options)


# each with its options alone and together, the factor on plain SGD's rates, and whether the rate may change:
# schedule-free looks one step ahead in a schedule where its base does not
OPTIMIZERS = {
    "adabelief": (optax.adabelief, ["", "beta1,beta2", "eps,eps_root"], 20.0, True),
    "yogi": (yogi, ["", "beta1,beta2", "eps,initial_accumulator_value"], 20.0, True),
    "lion": (optax.lion, ["", "beta1,beta2", "weight_decay"], 5.0, True),
    "signsgd": (optax.sign_sgd, [""], 5.0, True),
    "schedule-free-sgd": (
        optax.contrib.schedule_free_sgd,
        ["", "beta1", "weight_decay", "beta1,weight_lr_power"],
        1.0,
        False,
    ),
    "schedule-free-adamw": (
        optax.contrib.schedule_free_adamw,
        ["", "beta1,beta2", "weight_decay,eps", "weight_lr_power"],
        20.0,
        False,
    ),
    "prodigy": (
        prodigy,
        ["", "beta1,beta2", "beta3,eps", "d0,d_coef", "weight_decay,safeguard_warmup"],
        0.0,
        True,
    ),
}  # fmt: skip
DRAWS = {
    "weight_decay": lambda rng: round(10 ** rng.uniform(-3, -0.7), 4),
    "beta1": lambda rng: round(rng.uniform(0.3, 0.97), 2),
    "beta2": lambda rng: round(rng.uniform(0.9, 0.9995), 4),
    "beta3": lambda rng: round(rng.uniform(0.9, 0.9995), 4),
    "eps": lambda rng: float(f"{10 ** rng.uniform(-8, -2):.0e}"),
    "eps_root": lambda rng: float(f"{10 ** rng.uniform(-9, -4):.0e}"),
    "initial_accumulator_value": lambda rng: float(f"{10 ** rng.uniform(-6, -1):.0e}"),
    "weight_lr_power": lambda rng: round(rng.uniform(0, 3), 1),
    "d0": lambda rng: float(f"{10 ** rng.uniform(-7, -2):.0e}"),
    "d_coef": lambda rng: round(rng.uniform(0.3, 2), 2),
    "safeguard_warmup": lambda rng: True,
}


def parse(spec):
    """Split "name:key=value,..." into its name and a dict of numbers and booleans."""
    name, _, rest = spec.partition(":")
    pairs = (pair.split("=") for pair in rest.split(",") if pair)
    return name, {k: v == "true" if v in ("true", "false") else float(v) for k, v in pairs}


def rates(schedule, lr):
    """Return the rate of each step: constant, or falling exponentially."""
    name, options = parse(schedule)
    gamma = options["gamma"] if name == "exponential" else 1.0
    return np.array([lr * gamma**k for k in range(STEPS)])


@functools.cache
def stepper(surface, optimizer, schedule, lr):
    """Return an optimizer's first state as a function of the position, and its jitted step."""
    name, options = parse(optimizer)
    make = OPTIMIZERS[name][0]
    rate = lr if schedule == "constant" else lambda k: jnp.asarray(rates(schedule, lr))[k]
    chosen = make(rate, **{NAMES.get(key, key): value for key, value in options.items()})
    gradient = jax.grad(SURFACES[surface][0])

    @jax.jit
    def step(position, state):
        updates, state = chosen.update(gradient(position), state, position)
        return optax.apply_updates(position, updates), state

    return chosen.init, step


def path(case, start, jitter=None):
    """Return optax's positions (STEPS+1, d), the first before step 0, and its rates (STEPS,)."""
    init, step = stepper(case["surface"], case["optimizer"], case["schedule"], case["lr"])
    position = jnp.array(start)
    state = init(position)
    positions = [np.asarray(position)]
    for _ in range(STEPS):
        position, state = step(position, state)
        if jitter is not None:
            position = jnp.asarray(jittered(np.asarray(position), jitter))
        positions.append(np.asarray(position))
    return np.array(positions), rates(case["schedule"], case["lr"])


def draw_cases(rng, name):
    _, shapes, factor, may_change = OPTIMIZERS[name]
    surfaces, cases = [], []
    while len(surfaces) < EACH:
        surfaces += rng.sample(list(SURFACES), len(SURFACES))
    for i in range(EACH):
        options = {o: DRAWS[o](rng) for o in shapes[i % len(shapes)].split(",") if o}
        _, starts, (low, high) = SURFACES[surfaces[i]]
        lr = math.exp(rng.uniform(math.log(low), math.log(high))) * factor
        lr = float(f"{lr:.2e}") if factor else round(rng.uniform(0.3, 1.5), 2)
        gamma = round(rng.uniform(0.98, 0.999), 4)
        if name == "prodigy":
            options["bias_correction"] = True
        text = ",".join(f"{k}={json.dumps(v)}" for k, v in options.items())
        cases.append(
            {
                "surface": surfaces[i],
                "optimizer": f"{name}:{text}" if text else name,
                "schedule": f"exponential:gamma={gamma}" if may_change and i % 2 else "constant",
                "lr": lr,
                "start": list(rng.choice(starts)),
            }
        )
    return cases


def main():
    rng = random.Random(SEED)
    cases = [case for name in OPTIMIZERS for case in draw_cases(rng, name)]
    source = {"optax": optax.__version__, "jax": jax.__version__}
    write_paths("optax", path, cases, source, INDEX, most=1e-7)  # for Prodigy, see make_authors.py


if __name__ == "__main__":
    main()
