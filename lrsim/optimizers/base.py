"""What all optimizers have in common.

Names, hyper-parameters and defaults are those of PyTorch 2.13 where it has the optimizer, else optax's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from lrsim._core import MOVES, RULE_PARAMETERS, RULE_SLOTS, RuleCode
from lrsim.catalogue.entries import Entry, check_parameters, entries
from lrsim.catalogue.parameters import NEWER
from lrsim.text.messages import Message

Beta1 = Annotated[float, Meta(ge=0, lt=1, description="memory of the gradient's mean")]
Beta2 = Annotated[float, Meta(ge=0, lt=1, description="memory of the mean of its square")]
Eps = Annotated[float, Meta(ge=0, le=1, description="keeps the division finite")]
WeightDecay = Annotated[
    float, Meta(ge=0, le=1e6, description="L2 penalty: adds weight_decay · w to the gradient")
]
Decoupled = Annotated[
    float, Meta(ge=0, le=1e6, description="takes lr · weight_decay · w off the position")
]
DecayMode = Annotated[
    Literal["coupled", "decoupled", "full"],
    Meta(
        description="coupled: weight_decay · w joins the gradient (L2); decoupled: lr · weight_decay · w is "
        "taken off the position (AdamW); full: weight_decay · w is, whatever the LR",
        extra=NEWER,
    ),
]
"""The choices stand in the order of the core's (`kernels/rules/factors.pxd`)."""


class Optimizer(Entry, frozen=True, kw_only=True):
    """A rule that turns a gradient and a learning rate into a step."""

    kind: ClassVar[Message] = Message("optimizer")
    kinds: ClassVar[Message] = Message("optimizers")
    misplaced: ClassVar[Mapping[str, Message]] = {
        "lr": Message("the learning rate is no parameter of an optimizer; give it beside it, as lr")
    }
    rule: ClassVar[RuleCode]
    default_lr: ClassVar[float]
    is_global: ClassVar[bool] = False
    """Whether it needs more than one coordinate, or more than the gradient."""
    uses_floor: ClassVar[bool] = False
    """Whether it needs to know the lowest loss there is."""
    uses_lr: ClassVar[bool] = True
    """Whether the dial plays a part."""
    dial_note: ClassVar[str] = ""
    """What the dial is here, where it is not simply the learning rate."""

    @classmethod
    def remarks(cls) -> str:
        words = [f"The learning rate is {cls.default_lr:g} when none is given."]
        if not cls.uses_lr:
            words = [f"The learning rate plays no part: it {cls.dial_note}."]
        elif cls.dial_note:
            words.append(f"It is {cls.dial_note}.")
        kept = ", ".join(filter(None, cls().slots))
        return " ".join([*words, f"Kept of each coordinate: {kept}." if kept else ""]).strip()

    @classmethod
    def example(cls) -> str:
        return (
            f'{super().example()}\n>>> run = lrsim.run("bowl", optimizer=entry, steps=20)\n'
            ">>> run.position.shape\n(21, 2)"
        )

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        """The core's update rule, and the hyper-parameters in the order of its struct, one at least."""
        return self.rule, self._hyper() or (0.0,)

    def _hyper(self) -> tuple[float, ...]:
        """Return the parameters as numbers; a word is its place among the choices."""
        return tuple(
            float(p.choices.index(value) if p.choices else value)
            for p, value in zip(self.parameters(), self.values().values(), strict=True)
        )

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of the state it keeps for each coordinate, as PyTorch's `state_dict` calls them.

        In the order of the core's slots; one that is not in use has an empty name.
        """
        return RULE_SLOTS[self.kernel[0]]


def check_kernels() -> None:
    """See to it that every optimizer of the catalogue says what its rule in the core says."""
    for cls in entries(Optimizer).values():
        check_parameters(cls, cls.__struct_fields__, RULE_PARAMETERS[cls.rule])
        if cls.is_global != (cls.rule in MOVES):
            raise TypeError(
                f"{cls.__name__}.is_global is not what the core says of {cls.rule.name}"
            )
