"""What all work in chunks has in common: what tells works apart."""

from __future__ import annotations

import hashlib

from lrsim.setup import Setup


def subject_of(setup: Setup) -> dict[str, str]:
    """Return what distinguishes the work on one setup from others, in words."""
    return {
        "surface": setup.surface.spec,
        "start": ", ".join(map(repr, setup.start)),
        "steps": str(setup.steps),
        "seed": str(setup.seed),
        "noise": repr(setup.noise),
        "batch_size": str(setup.batch_size),
        "optimizer": setup.optimizer.spec,
        "schedule": setup.schedule.spec,
        "lr": repr(setup.lr),
        "dial": repr(setup.dial),
        "lr_scale": repr(setup.lr_scale),
        "clip_norm": repr(setup.clip_norm),
        "clip_value": repr(setup.clip_value),
    }


def digest(data: bytes) -> str:
    """Return a short fingerprint."""
    return hashlib.sha256(data).hexdigest()[:16]
