"""What people call entries of the catalogue that have another name here."""

from __future__ import annotations

from typing import Final

_MOMENTUM = ("sgd:momentum=0.9",)
_NESTEROV = ("sgd:momentum=0.9,nesterov=true",)

SYNONYMS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "surface": {
        "parabola": ("quadratic",),
        "sphere": ("bowl",),
        "banana": ("rosenbrock",),
        "ravine": ("long-valley",),
        "sigmoid": ("plateau",),
        "custom": ("formula",),
        "expression": ("formula",),
    },
    "optimizer": {
        "gd": ("sgd",),
        "gradient-descent": ("sgd",),
        "vanilla": ("sgd",),
        "sgdm": _MOMENTUM,
        "momentum": _MOMENTUM,
        "heavy-ball": _MOMENTUM,
        "nesterov": _NESTEROV,
        "nag": _NESTEROV,
        "amsgrad": ("adam:amsgrad=true",),
        "averaged-sgd": ("asgd",),
        "nadamw": ("nadam",),
        "adamw-schedule-free": ("schedule-free-adamw",),
        "sgd-schedule-free": ("schedule-free-sgd",),
        "cauchy": ("exact-line-search",),
        "steepest-descent": ("exact-line-search",),
        "backtracking": ("armijo",),
        "bb": ("barzilai-borwein",),
        "levenberg-marquardt": ("newton",),
        "levenberg": ("newton",),
        "resilient": ("rprop",),
        "signum": ("signsgd:momentum=0.9",),
    },
    "schedule": {
        "none": ("constant",),
        "fixed": ("constant",),
        "flat": ("constant",),
        "warmup": ("constant:warmup=10",),
        "linear-warmup": ("constant:warmup=10",),
        "staircase": ("step",),
        "cosine": ("cosine-annealing",),
        "cosine-decay": ("cosine-annealing",),
        "sgdr": ("cosine-warm-restarts",),
        "warm-restarts": ("cosine-warm-restarts",),
        "cosine-annealing-warm-restarts": ("cosine-warm-restarts",),
        "clr": ("cyclic",),
        "triangular": ("cyclic",),
        "1cycle": ("one-cycle",),
        "super-convergence": ("one-cycle",),
        "plateau": ("reduce-on-plateau",),
        "reduce-lr-on-plateau": ("reduce-on-plateau",),
        "noam": ("inverse-sqrt",),
        "rsqrt": ("inverse-sqrt",),
        "transformer": ("inverse-sqrt",),
        "wsd": ("warmup-stable-decay",),
        "trapezoidal": ("warmup-stable-decay",),
        "time-based": ("inverse-time",),
        "lambda": ("formula",),
        "custom": ("formula",),
    },
}
"""By the kind of entry; what is meant is a spec string."""
