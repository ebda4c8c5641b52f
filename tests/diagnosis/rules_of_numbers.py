"""Every number that is told is the path's."""

import re

import numpy as np

from diagnosis.draws import Path
from diagnosis.rules import figure, last_below, reason, rule, step_of, told
from diagnosis.sentences import SENTENCES
from diagnosis.told import close, number, numbers, plain

SHARE = re.compile(r"\S+ %")


@rule
def the_step_of_an_explosion_is_its_step(path: Path) -> str | None:
    """An explosion names the index where it was hit, and what was hit."""
    step = step_of(path)
    if path.verdict.name != "exploding" or not path.exploded or step is None:
        return None
    if step != path.run.exploded_at:
        return f"told {step}, is {path.run.exploded_at}"
    if "farther out than" in reason(path):
        limit = numbers(str(told(path, "hit")))[0]
        if not close(limit, path.escape) or not np.abs(path.position[-1]).max() > path.escape:
            return "not beyond escape"
    return None


@rule
def growth_is_that_of_the_path(path: Path) -> str | None:
    """The growth told is that of steps on the way."""
    pace = number(told(path, "pace"))
    if pace is None:
        return None
    gap = path.loss - (path.floor or 0.0)
    gap = gap[np.isfinite(gap)]
    with np.errstate(all="ignore"):
        ratios = gap[1:] / gap[:-1]
    good = ratios[np.isfinite(ratios)]
    if not len(good) or (pace <= good.max() * 1.06 and pace >= min(good.min(), 1.0) * 0.99):
        return None
    return f"told {pace:.3g}, steps grow up to {good.max():.3g}"


@rule
def one_percent_is_where_the_path_has_it(path: Path) -> str | None:
    """After so many steps 99 % of the way down is done, for good."""
    text = figure(path, "To 1 % of the start")
    said = number(told(path, "near")) if "within 1 %" in reason(path) else None
    step = number(text) if text is not None else said
    if step is None or path.gap is None or (path.own is not None and not path.known):
        return None
    if said is not None and text is not None and said != number(text):
        return f"{said} and {text}"
    floors = {
        path.floor,
        path.floor_among((*path.known, path.own)) if path.own is not None else path.floor,
    }
    places = set()
    for floor in floors:
        gap = path.loss - floor
        places.add(last_below(gap, 0.01 * gap[0]))
    return None if step in places else f"told {step:.0f}, is {places}"


@rule
def crossings_are_those_of_the_path(path: Path) -> str | None:
    """How often consecutive gradients point against each other."""
    text = figure(path, "Crossed the valley", "Crossings")
    if text is None:
        return None
    flips, pairs = (int(n) for n in numbers(text)[:2])
    if "flips" in path.verdict.reason.values:
        said = (number(told(path, "flips")), number(told(path, "pairs")))
        if said != (flips, pairs):
            return f"{said} and {text}"
    all_flips = path.flips
    ends = {len(all_flips), len(all_flips) - 1, pairs, pairs + path.turn}
    at = path.run.converged_at if path.whole else path.converges(path.known)
    ends |= {at} if at else set()
    counts = {int(all_flips[max(0, end - pairs) : end].sum()) for end in ends if end >= pairs}
    return None if flips in counts else f"told {text}, is {counts}"


@rule
def shares_and_levels_are_those_of_the_path(path: Path) -> str | None:
    """Every number of the sentence is the path's."""
    text, values = reason(path), path.verdict.reason.values
    for phrase, check in SENTENCES:
        if phrase in text:
            return check(path, values)
    return "no such sentence is known here"


@rule
def the_note_is_true(path: Path) -> str | None:
    """Notes: which minimum, how far from the limit, crossing, leaving again."""
    note = plain(path.verdict.note)
    if "not the lowest" in note:
        if not min(path.known) < path.loss[-1]:
            return "it is the lowest"
        if not close(numbers(note.split(" there.")[0])[-1], min(path.known), absolute=1e-9):
            return f"{note}: lowest is {min(path.known)}"
    if "crosses the valley at every step" in note:
        at = path.run.converged_at if path.whole else path.converges(path.known)
        if at and not path.flips[path.turn : at - 1].all():
            return "it does not cross at every step"
    return None


@rule
def left_again_is_counted(path: Path) -> str | None:
    """Leaving again later is counted: left_again in the evidence."""
    said = path.verdict.evidence.get("left_again")
    at = path.converges(path.known)
    if said is None or at is None or path.floor is None:
        return None
    inside = path.loss[at:] <= path.limit(path.floor)
    times = int((inside[:-1] & ~inside[1:]).sum())
    return None if times == said else f"told {said}, is {times}"


@rule
def gap_kept_is_between_those_of_the_steps(path: Path) -> str | None:
    """The rate of loss per step is the path's."""
    text = figure(
        path,
        "Gap kept per step",
        "Gap grows per step",
        "Loss falls per step",
        "Loss grows per step",
    )
    if text is None or path.gap is None:
        return None
    kept = numbers(text)[0] / (100.0 if "%" in text else 1.0)
    with np.errstate(all="ignore"):
        ratios = path.gap[1:] / path.gap[:-1]
    ratios = ratios[np.isfinite(ratios)]
    if not len(ratios):
        return None
    if ratios.min() * 0.95 - 1e-3 <= kept <= ratios.max() * 1.05 + 1e-3:  # it has two digits
        return None
    return f"told {kept:.4g}, steps keep {ratios.min():.4g} to {ratios.max():.4g}"


@rule
def numbers_are_of_a_size_one_can_read(path: Path) -> str | None:
    """Short sentences that a first-year student understands: no 10^-293 %, no "1 steps"."""
    texts = [reason(path), plain(path.verdict.note)] + [plain(f.text) for f in path.verdict.figures]
    for text in texts:
        if any(0.0 < abs(n) < 1e-12 for share in SHARE.findall(text) for n in numbers(share)):
            return text
        if " 1 steps" in f" {text}" or ("once, " in text and "times," in text):
            return text
    return None


@rule
def a_share_of_the_limit_does_not_contradict_the_verdict(path: Path) -> str | None:
    """The figure speaks of a rate above 0, and nothing explodes below the limit that is told."""
    labels = "Of the stable limit here", "Of the stable limit", "Of the least stable limit"
    text = next(filter(None, (figure(path, label) for label in labels)), None)
    if text is None:
        return None
    if (
        path.verdict.name == "exploding"
        and path.exploded
        and "%" in text
        and numbers(text)[0] < 99.0
    ):
        return f"explodes at {text}"
    return text if numbers(text)[0] == 0.0 else None


@rule
def what_grows_grows(path: Path) -> str | None:
    """A gap is not told to grow by a factor of 1."""
    text = figure(path, "Gap grows per step")
    return f"× {text}" if text is not None and numbers(text)[0] == 1.0 else None
