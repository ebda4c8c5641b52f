"""Make clip.npz: paths whose gradients PyTorch clips, by norm, by value and both. README.md says how.

`clip_grad_value_` comes first where both are asked for. Nothing here imports lrsim.
"""

import math
import random

import numpy as np
import torch
from stability import STEPS, jittered, write_paths

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

SEED = 44
INDEX = [*range(26), *range(30, STEPS + 1, 10)]

SURFACES = {  # formula, start
    "quadratic": (lambda x: x[0] ** 2, (5.0,)),
    "double-well": (lambda x: (x[0] ** 2 - 1) ** 2, (-1.7,)),
    "rosenbrock": (lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, (-1.5, 2.0)),
    "himmelblau": (
        lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
        (-2.0, 3.5),
    ),
}
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {}, (0.001, 0.02)),
    "sgd:momentum=0.9,nesterov=true,weight_decay=0.01": (
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        (0.001, 0.01),
    ),
    "adam:beta1=0.8": (torch.optim.Adam, {"betas": (0.8, 0.999)}, (0.01, 0.2)),
    "rmsprop": (torch.optim.RMSprop, {}, (0.001, 0.02)),
}
CLIPS = [{"clip_norm": 1.5}, {"clip_value": 0.7}, {"clip_norm": 1.0, "clip_value": 0.9}]


def path(case, start, jitter=None):
    """Return the positions (STEPS+1, d), the first before step 0, and the rates (STEPS,)."""
    formula = SURFACES[case["surface"]][0]
    make, options, _ = OPTIMIZERS[case["optimizer"]]
    x = torch.tensor(start, requires_grad=True)
    optimizer = make([x], lr=case["lr"], **options)
    positions = [x.detach().numpy().copy()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        formula(x).backward()
        if "clip_value" in case:
            torch.nn.utils.clip_grad_value_([x], case["clip_value"])
        if "clip_norm" in case:
            torch.nn.utils.clip_grad_norm_([x], case["clip_norm"])
        optimizer.step()
        if jitter is not None:
            moved = jittered(x.detach().numpy(), jitter)
            x.data.copy_(torch.from_numpy(np.asarray(moved)))
        positions.append(x.detach().numpy().copy())
    return np.array(positions), np.full(STEPS, case["lr"])


def draw_cases(rng):
    for spec, (_, _, (low, high)) in OPTIMIZERS.items():
        for clip in CLIPS:
            surface = rng.choice(list(SURFACES))
            lr = math.exp(rng.uniform(math.log(low), math.log(high)))
            yield {
                "surface": surface,
                "optimizer": spec,
                "schedule": "constant",
                "lr": float(f"{lr:.2e}"),
                "start": list(SURFACES[surface][1]),
                **clip,
            }


if __name__ == "__main__":
    drawn = list(draw_cases(random.Random(SEED)))
    write_paths("clip", path, drawn, {"torch": torch.__version__}, INDEX)
