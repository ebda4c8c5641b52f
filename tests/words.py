"""Finds words that were not translated: in the pseudo-language every letter of a message has an accent."""

from __future__ import annotations

import dataclasses
import functools
import re

from lrsim.batches.lane import known_names
from lrsim.catalogue.entries import entries
from lrsim.cli.orders import PARTS
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.experiment import Experiment, Runner
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.studies.finder import suggesters
from lrsim.surfaces import Surface

LANGUAGE = "qps"

MATHS = {"sin", "cos", "tan", "exp", "log", "ln", "sqrt", "abs", "tanh", "sinh", "cosh", "floor"}
MATHS |= {"min", "max", "sign", "pi", "lr", "cx", "cy", "xy", "step"}
VARIABLES = {"start", "end", "power", "final", "scale", "triangle", "lower", "upper", "loss"}
"""In formulas."""

TYPED = {"lrsim", "run", "sweep", "find", "map", "render", "list", "bench"}
TYPED |= {
    "surfaces",
    "optimizers",
    "schedules",
    "presets",
    "lessons",
    "scenes",
    "light",
    "dark",
    "projector",
    "contrast",
    "true",
    "false",
}
TYPED |= {*PARTS, *(field.name for field in dataclasses.fields(Runner)), "npz", "png", "svg", "gif"}
"""What is typed on a command line, in any language."""

WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORD = re.compile(
    r"--?[a-z][\w-]*|\S*[=/_|\\]\S*|\S+[:.]\S+|[A-Z][A-Z,\[\]]*|\S*\d\S*|\S*[⁰-⁹₀-₉²³ᵀᵢᵏ]\S*|\S+\(\S*"
)
"""Options, spec strings, paths, metavariables, and terms of a formula."""


def untranslated(text: str, names: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text that are in no message, names that are the same in all languages aside.

    Parameters
    ----------
    text : str
        What is shown with ``LANGUAGE=qps``.
    names : set of str
        Further names, those of runners for example.
    """
    known = names_everywhere() | names
    words = (word.strip("⟦⟧()[],;:.…?−“”'\"") for word in text.split())
    return [
        word
        for word in words
        if WORD.search(word) and word not in known and not NO_WORD.fullmatch(word)
    ]


@functools.cache
def names_everywhere() -> frozenset[str]:
    """Return the names of the catalogue, of verdicts, suggesters and commands."""
    found = {*MATHS, *VARIABLES, *TYPED, *VERDICTS, *suggesters.NAMES}
    for kind in (Surface, Optimizer, Schedule):
        for name, entry in entries(kind).items():
            found |= {name, *(parameter.name for parameter in entry.parameters())}
    for surface in ("quadratic", "bowl"):
        found |= set(known_names(Experiment(surface).setup()))
    return frozenset(found)
