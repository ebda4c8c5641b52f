"""Presets: learning rates to start with, and rules of thumb, each with its source.

They are facts about other people's trainings, read from the files in ``assets/presets``.
"""

from __future__ import annotations

import functools
import importlib.resources
from typing import Literal

import msgspec

from lrsim.text.messages import NOTHING, Message
from lrsim.text.numbers import number, percent

Kind = Literal["framework", "model", "rule"]

FILES: dict[str, Kind] = {
    "frameworks.toml": "framework",
    "models.toml": "model",
    "rules.toml": "rule",
}
"""In the order of the listing."""


FAR = 10.0
"""By which factor a rate lies far from the usual one."""


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody trains with, or found out about it.

    Attributes
    ----------
    name : str
        Kebab-case.
    title : str
        What it is for.
    kind : str
        ``framework``: what one takes when nothing is said; ``model``: what a model was trained with;
        ``rule``: what to make of a rate that worked.
    optimizer, schedule : str
        Spec strings; empty where it says nothing of them.
    lr, lr_high : float or None
        The learning rate, or the lowest and the highest.
    factor : tuple of float
        By what to multiply a rate, or the lowest and the highest such factor.
    power : float or None
        k times the batch takes k to this power times the rate.
    share : tuple of float
        Shares of the steps.
    doc : str
        What else there is to know.
    source, date, url : str
        Where it stands, since when, and where that is found.
    """

    name: str
    title: str
    kind: Kind = "framework"
    optimizer: str = ""
    schedule: str = ""
    lr: float | None = None
    lr_high: float | None = None
    factor: tuple[float, ...] = ()
    power: float | None = None
    share: tuple[float, ...] = ()
    doc: str = ""
    source: str
    date: str
    url: str

    @property
    def rate(self) -> str:
        """The learning rate, or what is made of one, in a few characters."""
        if self.lr is not None:
            ends = [self.lr] if self.lr_high is None else [self.lr, self.lr_high]
            return "–".join(map(number, ends))
        if self.factor:
            return f"× {'–'.join(map(number, self.factor))}"
        if self.power is not None:
            return "× √k" if self.power == 0.5 else "× k"
        return "–".join(map(percent, self.share))

    def is_for(self, optimizer: str) -> bool:
        """Tell whether it has a learning rate for the optimizer of a name.

        Parameters
        ----------
        optimizer : str
            A name of the catalogue.

        Returns
        -------
        bool
            Parameters play no part.
        """
        return self.lr is not None and self.optimizer.partition(":")[0] == optimizer


class _File(msgspec.Struct, forbid_unknown_fields=True):
    presets: list[Preset]


@functools.cache
def presets() -> tuple[Preset, ...]:
    """Return all presets, in the order of their files.

    Returns
    -------
    tuple of Preset
        Frameworks first, then models, then rules.
    """
    import tomllib  # only who reads them pays for it

    folder = importlib.resources.files("lrsim.assets") / "presets"
    return tuple(
        msgspec.structs.replace(preset, kind=kind)
        for name, kind in FILES.items()
        for preset in msgspec.convert(
            tomllib.loads((folder / name).read_text(encoding="utf-8")), _File
        ).presets
    )


def starting_rates(optimizer: str) -> tuple[Preset, ...]:
    """Return the presets that have a learning rate for the optimizer of a name.

    Parameters
    ----------
    optimizer : str
        A name of the catalogue.

    Returns
    -------
    tuple of Preset
        Ordered as `presets`; empty where nobody says one.
    """
    return tuple(preset for preset in presets() if preset.is_for(optimizer))


def usual_rate(verdict: str, optimizer: str, lr: float) -> Message:
    """Return what a framework starts an optimizer with, where a rate that does not work is far from it.

    Parameters
    ----------
    verdict : str
        The verdict's name.
    optimizer : str
        A name of the catalogue.
    lr : float
        The rate that was tried.

    Returns
    -------
    Message
        Nothing where the verdict blames no learning rate, or where it lies within a factor of 10.
    """
    if verdict not in ("exploding", "too_small"):
        return NOTHING
    first = next((p for p in starting_rates(optimizer) if p.kind == "framework"), None)
    if first is None or first.lr is None:
        return NOTHING
    far = lr >= FAR * first.lr if verdict == "exploding" else lr * FAR <= first.lr
    if not far:
        return NOTHING
    framework, _, title = first.title.partition(": ")
    return Message(
        "{framework} starts {optimizer} at {lr} on real networks.",
        framework=framework,
        optimizer=title,
        lr=number(first.lr),
    )
