"""What the rules of the verdicts need to know of an optimizer before it takes a step."""

from __future__ import annotations

import functools

import numpy as np

from lrsim import _core
from lrsim.optimizers import Optimizer, Sgd
from lrsim.stability.linear_rules import linear_rule
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

STEADY = frozenset(
    (
        "adam",
        "adamax",
        "adamw",
        "adan",
        "barzilai-borwein",
        "newton",
        "polyak",
        "sgd",
    )
)
"""Optimizers whose pace lasts; others change their steps as they go, or take steps of one size for ever."""

FIRST_STEP = frozenset(("barzilai-borwein", "rprop"))
"""Optimizers whose learning rate is their first step: what a schedule makes of it later changes nothing."""


def keeps_pace(optimizer: Optimizer) -> bool:
    """Return whether the pace of an optimizer says when it arrives."""
    return optimizer.entry_name() in STEADY


def memory_of(optimizer: Optimizer) -> float:
    """Return for how many steps an optimizer remembers gradients; 1 where it does not."""
    beta = float(getattr(optimizer, "momentum", 0.0) or getattr(optimizer, "beta1", 0.0))
    return 1.0 / (1.0 - beta)


@functools.lru_cache(maxsize=256)
def habits_of(optimizer: Optimizer) -> tuple[float, ...]:
    """Return an optimizer's habits in the order of the core's struct (`lrsim/kernels/measures.pxd`)."""
    descends = isinstance(optimizer, Sgd)
    rule = linear_rule(optimizer, {}, 0) if descends else None
    known = rule if rule is not None and not isinstance(rule, Message) else None
    values = {
        "descends": float(descends),
        "momentum": optimizer.momentum if isinstance(optimizer, Sgd) else 0.0,
        "nesterov": float(isinstance(optimizer, Sgd) and optimizer.nesterov),
        "turning": known.turning if known else 0.0,
        "penalty": known.penalty if known else 0.0,
        "memory": float(getattr(optimizer, "beta1", 0.0)),
        "carries": float(bool(optimizer.slots)),
        "decays": float(float(getattr(optimizer, "weight_decay", 0.0)) > 0.0),
        "first_only": float(optimizer.entry_name() in FIRST_STEP),
    }
    return tuple(values[name] for name in _core.HABITS)


def habits_array(optimizer: Optimizer) -> FloatArray:
    """Return the same as the core takes it, float64 (1, n)."""
    return np.array([habits_of(optimizer)])
