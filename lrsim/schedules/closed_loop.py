"""The schedule that looks at the loss: what the core, which runs it (`reduce_on_plateau.pxd`), is given."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from lrsim import _core
from lrsim.catalogue.parameters import IN_STEPS
from lrsim.schedules.base import LONGEST, Schedule
from lrsim.typing import FloatArray


class ReduceOnPlateau(Schedule, frozen=True, tag="reduce-on-plateau"):
    """A drop by a factor whenever the loss has stopped falling."""

    title = "Reduce on plateau"
    formula = "lr ← max(lr · factor, min_lr) after more than patience steps without a better loss"
    doc = (
        "Multiplies the rate by factor when the loss has not improved for more than patience "
        "steps (Keras: for patience steps), then waits for cooldown steps. Better means below "
        "best · (1 − threshold) (rel) or best − threshold (abs). It sees the loss before each "
        "step, once the step is taken; during warmup it does not look. What it will do cannot be "
        "known before the run; rates(…, loss=…) tells it for losses that are given."
    )
    reference = "torch.optim.lr_scheduler.ReduceLROnPlateau, mode min"
    closed_loop: ClassVar[bool] = True

    factor: Annotated[float, Meta(ge=0, lt=1, description="factor of each drop")] = 0.1
    patience: Annotated[
        int,
        Meta(
            ge=0,
            le=LONGEST,
            description="steps without a better loss that are put up with",
            extra=IN_STEPS,
        ),
    ] = 10
    threshold: Annotated[float, Meta(ge=0, le=1e6, description="how much better counts")] = 1e-4
    threshold_mode: Annotated[
        Literal["rel", "abs"], Meta(description="threshold as a share of the best loss, or as such")
    ] = "rel"
    cooldown: Annotated[
        int,
        Meta(ge=0, le=LONGEST, description="steps after a drop that do not count", extra=IN_STEPS),
    ] = 0
    min_lr: Annotated[float, Meta(ge=0, le=1000, description="the rate does not drop below")] = 0.0
    eps: Annotated[float, Meta(ge=0, le=1, description="a smaller drop is not made")] = 1e-8

    def watched(self, rates: FloatArray, loss: FloatArray) -> FloatArray:
        result = np.empty(len(rates))
        _core.watched_rates(np.array(self.kernel), rates, np.ascontiguousarray(loss), result)
        return result

    @property
    def kernel(self) -> tuple[float, ...]:
        """The parameters in the order of the core's struct (`kernels/reduce_on_plateau.pxd`)."""
        return (
            self.factor,
            float(self.patience),
            self.threshold,
            float(self.threshold_mode == "rel"),
            float(self.cooldown),
            self.min_lr,
            self.eps,
            float(self.warmup),
        )
