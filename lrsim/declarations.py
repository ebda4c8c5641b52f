"""What an experiment and its runners are made of: defaults, bounds and meanings, written once.

Files, forms, command line and error messages read them here, most of them through `lrsim.parameters`, which
knows how such values are checked. Nothing heavy is imported, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

MAX_RUNNERS = 8
MAX_STEPS = 2**24
MAX_SEED = 2**63 - 1
MAX_LR = 1e6
MAX_SCALE = 1e6
MAX_NOISE = 1e6
MAX_BATCH = 2**24
MAX_CLIP = 1e6
MAX_NAME = 40
MAX_TITLE = 200


class Declaration(NamedTuple):
    """What is declared of one value.

    Attributes
    ----------
    name : str
        The argument, and the key in files.
    default : object
        What it is when it is left out; None where that depends on other values.
    meaning : str
        What it is, in half a sentence.
    low, high : int or float, optional
        The smallest and the largest number allowed; of text its length, of lists what their numbers may be.
    otherwise : str
        In words, what stands for it where there is no default.
    unit : str
        What a whole number counts; losses, coordinates and factors have none.
    """

    name: str
    default: Any
    meaning: str
    low: int | float | None = None
    high: int | float | None = None
    otherwise: str = ""
    unit: str = ""

    @property
    def sentence(self) -> str:
        """What it is, as a sentence."""
        return f"{self.meaning[:1].upper()}{self.meaning[1:]}."


TITLE = Declaration("title", "", "a line of text for people", 0, MAX_TITLE)
START = Declaration("start", None, "where every runner starts", otherwise="the surface's own")
STEPS = Declaration(
    "steps", 100, "budget of steps: schedules stretch over it", 1, MAX_STEPS, unit="steps"
)
SEED = Declaration(
    "seed", 0, "seed of all that is random: the same seed draws the same numbers", 0, MAX_SEED
)
NOISE = Declaration(
    "noise",
    0.0,
    "standard deviation of what is added to every gradient, at batch size 1",
    0.0,
    MAX_NOISE,
)
BATCH_SIZE = Declaration(
    "batch_size",
    1,
    "over how many samples a gradient is averaged, which divides its noise by the square root of that",
    1,
    MAX_BATCH,
    unit="samples",
)
HIDE = Declaration(
    "hide", (), "what the window leaves out for an exercise; every command answers all the same"
)
SURFACE = Declaration("surface", "quadratic", "surface, e.g. long-valley:kappa=50")

NAME = Declaration("name", "run", "what it is called in tables and legends", 1, MAX_NAME)
LR = Declaration("lr", None, "learning rate at step 0", 0.0, MAX_LR, "the optimizer's own")
DIAL = Declaration("dial", (), "turns of the dial: from a step on it stands at another value")
LR_SCALE = Declaration(
    "lr_scale",
    (1.0,),
    "factor on the learning rate for each coordinate, or one for all",
    0.0,
    MAX_SCALE,
)
CLIP_NORM = Declaration(
    "clip_norm", 0.0, "longest gradient: a longer one is shortened to it; 0: none", 0.0, MAX_CLIP
)
CLIP_VALUE = Declaration(
    "clip_value",
    0.0,
    "largest slope of a coordinate: a steeper one is cut to it, before the norm; 0: none",
    0.0,
    MAX_CLIP,
)
OPTIMIZER = Declaration("optimizer", "sgd", "optimizer, e.g. sgd:momentum=0.9")
SCHEDULE = Declaration("schedule", "constant", "schedule, e.g. step:step_size=30")

HIDEABLE = {
    "dial": "the dial, and the rates that others start with",
    "limit": "up to which rate it is stable: tick, figure, picture of a step, pages that tell it",
    "best": "the best step and the best run: star and diamond at the dial, pages that tell it",
    "zone": "which rates work: the arc around the dial, pages that tell it",
    "finder": "the learning-rate range test",
    "verdict": "what is to be said of a run, with its fix",
    "fix": "what helps: the fix and its key",
    "reveal": "the future",
    "runners": "the table of runners",
    "pickers": "surface, optimizer, schedule, budget and noise",
    "loss": "the loss curve",
    "schedule": "the schedule",
    "minimum": "where the minima are: the stars",
}
"""All that an exercise can hide, by the names that `hide` takes."""

FINDER = frozenset({"finder", "zone", "best"})
"""What is hidden with the range test: it tells the zone and the best rate beside its own."""

UNRUN = ("title", "hide")
"""What of an experiment no path depends on."""

SINCE = {"hide": 2, "batch_size": 2, "clip_norm": 2, "clip_value": 2}
"""The schema version of files that some keys are new in; the rest have been there from the first on."""

JSON_VERSION = 1
"""The `schema_version` of what --json prints; it grows when a key changes its meaning or goes."""
