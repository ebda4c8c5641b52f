"""Make authors.npz: the optimizers PyTorch lacks, as their authors have them. README.md says how.

Where the authors' package can be installed (prodigyopt, schedulefree, adabelief-pytorch) a path is that
optimizer's on float64 tensors, with torch.autograd's gradients. Adan, Lion and Yogi come as code beside a
paper that no registry has: here they are the paper's algorithm in plain Python, a line for each of its
formulas, and so are Signum, Keras' momentum and SGD with three kinds of weight decay. Nothing here imports
lrsim.
"""

import contextlib
import functools
import io
import math
import random

import numpy as np
import torch
from adabelief_pytorch import AdaBelief
from prodigyopt import Prodigy
from schedulefree import AdamWScheduleFree, SGDScheduleFree
from stability import STEPS, jittered, write_paths

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

SEED = 33
INDEX = [*range(26), *range(30, STEPS + 1, 10)]

SURFACES = {  # formula and starts
    "quadratic": (lambda x: x[0] ** 2, [(5.0,), (-3.3,)]),
    "double-well": (lambda x: (x[0] ** 2 - 1) ** 2, [(0.5,), (-1.3,)]),
    "long-valley": (lambda x: 0.5 * (x[0] ** 2 + 10 * x[1] ** 2), [(9.0, 1.0)]),
    "rosenbrock": (
        lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
        [(-1.5, 2.0), (0.3, 0.4)],
    ),
    "himmelblau": (
        lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
        [(0.5, 0.5), (-2.0, 3.5)],
    ),
}


# --- the authors' packages -----------------------------------------------------------------------


def prodigy(parameters, lr, *, beta1=0.9, beta2=0.999, bias_correction=False, **options):
    betas = (beta1, beta2)
    return Prodigy(parameters, lr=lr, betas=betas, use_bias_correction=bias_correction, **options)


def adabelief(parameters, lr, *, beta1=0.9, beta2=0.999, eps=1e-16, eps_root=1e-16, **options):
    assert eps == eps_root  # theirs are one
    mode = options.pop("weight_decay_mode", "decoupled")
    return AdaBelief(
        parameters,
        lr=lr,
        betas=(beta1, beta2),
        eps=eps,
        weight_decouple=mode != "coupled",
        fixed_decay=mode == "full",
        rectify=options.pop("rectify", False),
        print_change_log=False,
        **options,
    )


def schedule_free_sgd(parameters, lr, *, beta1=0.9, **options):
    optimizer = SGDScheduleFree(parameters, lr=lr, momentum=beta1, **options)
    optimizer.train()
    return optimizer


def schedule_free_adamw(parameters, lr, *, beta1=0.9, beta2=0.999, **options):
    optimizer = AdamWScheduleFree(parameters, lr=lr, betas=(beta1, beta2), **options)
    optimizer.train()
    return optimizer


# --- the papers' algorithms, for one coordinate at step k = 0, 1, … -------------------------------


def adan(
    state,
    k,
    w,
    g,
    lr,
    beta1=0.98,
    beta2=0.92,
    beta3=0.99,
    eps=1e-8,
    weight_decay=0.0,
    no_prox=False,
):
    """Xie et al., arXiv:2208.06677, algorithm 1 without restart, with β = 1 − the paper's."""
    before = state.get("g", g)
    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * g
    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * (g - before)
    square = (g + beta2 * (g - before)) ** 2
    n = state["n"] = beta3 * state.get("n", 0.0) + (1 - beta3) * square
    state["g"] = g
    t = k + 1
    m, v, n = m / (1 - beta1**t), v / (1 - beta2**t), n / (1 - beta3**t)
    step = lr * (m + beta2 * v) / (math.sqrt(n) + eps)
    if no_prox:
        return (1 - lr * weight_decay) * w - step
    return (w - step) / (1 + lr * weight_decay)


def lion(state, k, w, g, lr, beta1=0.9, beta2=0.99, weight_decay=1e-3):
    """Chen et al., arXiv:2302.06675, program 1."""
    m = state.get("m", 0.0)
    c = np.sign(beta1 * m + (1 - beta1) * g)
    state["m"] = beta2 * m + (1 - beta2) * g
    return w - lr * (c + weight_decay * w)


def yogi(
    state,
    k,
    w,
    g,
    lr,
    beta1=0.9,
    beta2=0.999,
    eps=1e-3,
    initial_accumulator_value=1e-6,
    *,
    bias_correction,
):
    """Zaheer et al., NeurIPS 2018, algorithm 2; the rate corrected as in their TensorFlow Addons."""
    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * g
    v = state.get("v", initial_accumulator_value)
    v = state["v"] = v - (1 - beta2) * np.sign(v - g * g) * g * g
    if bias_correction == "lr":
        lr = lr * math.sqrt(1 - beta2 ** (k + 1)) / (1 - beta1 ** (k + 1))
    return w - lr * m / (math.sqrt(v) + eps)


def signsgd(state, k, w, g, lr, momentum=0.0):
    """Bernstein et al., ICML 2018, algorithm 1 (SignSGD) and 2 (Signum)."""
    m = state["m"] = momentum * state.get("m", 0.0) + (1 - momentum) * g
    return w - lr * np.sign(m)


def sgd(
    state,
    k,
    w,
    g,
    lr,
    momentum=0.0,
    nesterov=False,
    weight_decay=0.0,
    weight_decay_mode="coupled",
    lr_in_velocity=False,
):
    """keras.optimizers.SGD where the LR is in the velocity, else torch.optim.SGD; three weight decays."""
    if weight_decay_mode == "coupled":
        g = g + weight_decay * w
    else:
        w = w - (lr if weight_decay_mode == "decoupled" else 1.0) * weight_decay * w
    if lr_in_velocity:
        v = state["v"] = momentum * state.get("v", 0.0) - lr * g
        return w + momentum * v - lr * g if nesterov else w + v
    v = state["v"] = momentum * state.get("v", 0.0) + g
    return w - lr * (g + momentum * v if nesterov else v)


PACKAGES = {
    "prodigy": prodigy,
    "adabelief": adabelief,
    "schedule-free-sgd": schedule_free_sgd,
    "schedule-free-adamw": schedule_free_adamw,
}
ALGORITHMS = {"adan": adan, "lion": lion, "yogi": yogi, "signsgd": signsgd, "sgd": sgd}

CASES = {  # spec, and the range of rates that the draw takes from
    "prodigy": (0.5, 1.2),
    "prodigy:bias_correction=true": (0.5, 1.2),
    "prodigy:beta1=0.8,beta2=0.99,weight_decay=0.02": (0.5, 1.2),
    "prodigy:d0=0.0001,d_coef=0.7,safeguard_warmup=true": (0.5, 1.2),
    "adabelief": (0.02, 0.3),
    "adabelief:rectify=true": (0.02, 0.3),
    "adabelief:beta1=0.7,beta2=0.98,rectify=true,eps=1e-08,eps_root=1e-08": (0.02, 0.3),
    "adabelief:weight_decay=0.03,weight_decay_mode=coupled": (0.02, 0.3),
    "adabelief:weight_decay=0.03": (0.02, 0.3),
    "adabelief:weight_decay=0.003,weight_decay_mode=full,rectify=true": (0.02, 0.3),
    "schedule-free-sgd": (0.001, 0.02),
    "schedule-free-sgd:beta1=0.8,weight_decay=0.05,weight_lr_power=1.0": (0.001, 0.02),
    "schedule-free-adamw": (0.02, 0.5),
    "schedule-free-adamw:beta1=0.8,beta2=0.99,weight_decay=0.05": (0.02, 0.5),
    "adan": (0.02, 0.3),
    "adan:beta1=0.9,beta2=0.7,beta3=0.95,eps=0.0001": (0.02, 0.3),
    "adan:weight_decay=0.05": (0.02, 0.3),
    "adan:weight_decay=0.05,no_prox=true": (0.02, 0.3),
    "lion": (0.001, 0.05),
    "lion:beta1=0.8,beta2=0.9,weight_decay=0.1": (0.001, 0.05),
    "yogi:bias_correction=none": (0.02, 0.3),
    "yogi:bias_correction=lr": (0.02, 0.3),
    "yogi:bias_correction=lr,beta1=0.5,eps=0.01,initial_accumulator_value=0.1": (0.02, 0.3),
    "signsgd": (0.001, 0.05),
    "signsgd:momentum=0.9": (0.001, 0.05),
    "sgd:momentum=0.9,lr_in_velocity=true": (0.0001, 0.002),
    "sgd:momentum=0.8,nesterov=true,lr_in_velocity=true": (0.0001, 0.002),
    "sgd:momentum=0.5,weight_decay=0.2,weight_decay_mode=decoupled": (0.0001, 0.002),
    "sgd:weight_decay=0.002,weight_decay_mode=full": (0.0001, 0.002),
    "sgd:momentum=0.9,weight_decay=0.1,lr_in_velocity=true": (0.0001, 0.002),
}


def parse(spec):
    """Split "name:key=value,..." into its name and a dict of numbers, booleans and words."""
    name, _, rest = spec.partition(":")
    return name, {k: read(v) for k, v in (pair.split("=") for pair in rest.split(",") if pair)}


def read(text):
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def rates(case):
    """Return the rate of each step: constant, or falling exponentially."""
    name, options = parse(case["schedule"])
    gamma = options["gamma"] if name == "exponential" else 1.0
    return np.array([case["lr"] * gamma**k for k in range(STEPS)])


def path(case, start, jitter=None):
    """Return the positions (STEPS+1, d), the first before step 0, and the rates (STEPS,)."""
    name, options = parse(case["optimizer"])
    formula = SURFACES[case["surface"]][0]
    used = rates(case)
    x = torch.tensor(start, requires_grad=True)
    step = package_step if name in PACKAGES else algorithm_step
    advance = step(name, options, x, case["lr"])
    positions = [x.detach().numpy().copy()]
    for k in range(STEPS):
        x.grad = None
        formula(x).backward()
        advance(k, float(used[k]))
        if jitter is not None:
            moved = jittered(x.detach().numpy(), jitter)
            x.data.copy_(torch.from_numpy(np.asarray(moved)))
        positions.append(x.detach().numpy().copy())
    return np.array(positions), used


def package_step(name, options, x, lr):
    with contextlib.redirect_stdout(io.StringIO()):
        optimizer = PACKAGES[name]([x], lr, **options)

    def advance(k, rate):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()

    return advance


def algorithm_step(name, options, x, lr):
    states = [{} for _ in x]
    rule = functools.partial(ALGORITHMS[name], **options)

    def advance(k, rate):
        w, g = x.detach().tolist(), x.grad.tolist()
        moved = [rule(states[i], k, w[i], g[i], rate) for i in range(len(w))]
        x.data.copy_(torch.tensor(moved))

    return advance


def draw_cases(rng):
    for spec, (low, high) in CASES.items():
        for i, surface in enumerate(rng.sample(list(SURFACES), 2)):
            lr = math.exp(rng.uniform(math.log(low), math.log(high)))
            gamma = round(rng.uniform(0.98, 0.999), 4)
            yield {
                "surface": surface,
                "optimizer": spec,
                "schedule": f"exponential:gamma={gamma}" if i else "constant",
                "lr": float(f"{lr:.2e}"),
                "start": list(rng.choice(SURFACES[surface][1])),
            }


def main():
    rng = random.Random(SEED)
    source = {
        "torch": torch.__version__,
        "prodigyopt": "1.1.2",
        "schedulefree": "1.4.1",
        "adabelief-pytorch": "0.2.1",
    }
    # Prodigy's first steps are a millionth long: what w − w₀ keeps of them is ten digits
    write_paths("authors", path, list(draw_cases(rng)), source, INDEX, most=1e-7)


if __name__ == "__main__":
    main()
