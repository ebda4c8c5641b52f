"""What a played path shows: the evidence that the core gathers, and what verdicts say about it.

Which symptom it is the core's rules tell, from the evidence alone (`lrsim/kernels/symptoms.pxd`): a run, a
lane of many and a cell of a map get the same verdict. The path is only looked at for what is said about it.

It is long because `Evidence` is one class: what verdicts ask of a run, each in a few lines.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.convergence import GREATEST, Aims, Floor, aims, own_floors, stay_of
from lrsim.diagnosis import forecast, thresholds
from lrsim.diagnosis.habits import habits_array
from lrsim.diagnosis.measures import Measures
from lrsim.diagnosis.path import Gatherer, Path
from lrsim.diagnosis.places import Places
from lrsim.typing import BoolArray, FloatArray

CLOSE_ROWS = 1024
"""Rows whose gradients are looked at: enough to count on, and bounded however long the run."""

SQUARE = 1e-9
"""Gradients whose product is no larger a share of its terms stand at right angles, as in the core."""

LONG_WAY = 2**16
"""Rows that are searched for a rise at most, and looked at in one go: they stay in the cache."""


@dataclass(frozen=True)
class Evidence:
    """What the part of a path that was played shows.

    Attributes
    ----------
    run : Path
        The run it is about.
    rows : int
        How many rows were played, without the one that exploded.
    symptom : str
        What the core's rules tell, one of `_core.SYMPTOMS`.
    exploded_at, converged_at : int or None
        As for runs, within the part played.
    floor : Floor or None
        The highest known minimum not above the lowest loss.
    floors : tuple of Floor
        All that are known, one of this run's own among them.
    left_again : int
        How often the loss left the tolerance after it had converged.
    m : Measures
    gatherer : Gatherer
        What knows the rate and the optimizer's state of any step.
    shown_at : int
        The step before which the ball is where it is shown; the last one, unless the future is judged too.
    """

    run: Path
    rows: int
    symptom: str
    exploded_at: int | None
    converged_at: int | None
    floor: Floor | None
    floors: tuple[Floor, ...]
    left_again: int
    m: Measures
    gatherer: Gatherer
    shown_at: int

    @property
    def budget(self) -> int:
        """The experiment's budget of steps."""
        return self.run.setup.steps

    @property
    def played(self) -> int:
        """The last step played that did not explode."""
        return int(self.m.played)

    @property
    def loss(self) -> float:
        """The last loss."""
        return float(self.run.loss[self.rows - 1])

    @functools.cached_property
    def projected(self) -> float | None:
        """The step at which the path would arrive, going on like this; None where that is not known.

        The part that was played foretells it. It is told only where the run, played on, bears it out.
        """
        if self.floor is None:
            return None
        setup = self.run.setup
        noisy = setup.noise > 0.0
        told = forecast.arrival(
            self.m, self.symptom, self.floor, setup.optimizer, noisy, setup.clipped
        )
        return told if told is None or noisy or self._is_borne_out(told) else None

    def _is_borne_out(self, told: float) -> bool:
        """Return whether the run, played on with the dial where it stands, arrives about then."""
        late = math.ceil(forecast.ABOUT * told)
        if late > forecast.MOST_TRIED:
            return False
        level = self.m.floor + self.m.limit
        return self.run.arrives(self.played, level, math.floor(told / forecast.ABOUT), late)

    @property
    def kept_off(self) -> bool:
        """Whether by theory noise keeps the ball off the minimum: what it arrives at then is that level."""
        return self.m.ball > self.m.limit

    @functools.cached_property
    def places(self) -> Places:
        """The places that a stable limit is told of."""
        return Places(
            self.run, self.rows, self.exploded_at, self.floors, self.gatherer, self.shown_at
        )

    @property
    def rate(self) -> float:
        """The learning rate where the ball is; at the end that of the last step, or of the exploding one."""
        told = self.places.told
        return self.m.rate if told is None else told.rate

    @property
    def edge(self) -> float | None:
        """The LR up to which it is stable where the ball is; None where unknown.

        After an explosion that is the steepest place met while the loss was not above the starting loss.
        """
        told = self.places.told
        return None if told is None or told.limit is None else told.limit.value

    @property
    def edge_ratio(self) -> float | None:
        """The LR as a share of that."""
        return None if self.places.told is None else self.places.told.ratio

    @property
    def strictest_ratio(self) -> float | None:
        """The LR as a share of the smallest limit it has to keep: the minimum's, the steepest place's."""
        known = [self.places.in_minimum]
        if self.symptom in ("blown_up", "growing") and self.places.steepest is not None:
            known.append(self.places.steepest.limit)
        values = [limit.value for limit in known if limit is not None]
        return _finite(self.rate / min(values)) if values else None

    @property
    def first(self) -> int:
        """The row from which on the dial has stood where it stands."""
        return self.run.row(int(self.m.played - self.m.since))

    def gaps(self, first: int, stop: int) -> FloatArray:
        """Return the loss of some rows above the floor."""
        with np.errstate(all="ignore"):  # losses near the largest double
            gap: FloatArray = np.minimum(self.run.loss[first:stop] - self.m.floor, GREATEST)
            return gap

    def first_below(self, gap: float) -> int | None:
        """Return the first step from which on the gap stays at or below one, or None."""
        return self._first_after(lambda rows: self.run.loss[rows] > self.m.floor + gap)

    def first_between(self, low: float, high: float) -> int | None:
        """Return the first step from which on the gap stays between two, or None."""

        def is_outside(rows: slice) -> BoolArray:
            gap = self.gaps(rows.start, rows.stop)
            return (gap < low) | (gap > high)

        return self._first_after(is_outside)

    def _first_after(self, is_above: Callable[[slice], BoolArray]) -> int | None:
        """Return the step after the last row of which something holds; None where that is the last of all."""
        for stop in range(self.rows, 0, -LONG_WAY):
            first = max(stop - LONG_WAY, 0)
            (above,) = np.nonzero(is_above(slice(first, stop)))
            if len(above):
                row = first + int(above[-1]) + 1
                return self.run.step_at(row) if row < self.rows else None
        return self.run.step_at(0)

    @functools.cached_property
    def ratio(self) -> float | None:
        """The factor on the gap per step: on the way to where it converged, or lately."""
        at, m = self.converged_at, self.m
        if at is None:
            return m.ratio if math.isfinite(m.ratio) else None
        first = self.first
        steps = at - self.run.step_at(first)
        begin, end = (float(self.gaps(row, row + 1)[0]) for row in (first, self.run.row(at)))
        if steps <= 0 or not begin > 0.0:
            return None
        return math.exp((math.log(end) - math.log(begin)) / steps) if end > 0.0 else 0.0

    @functools.cached_property
    def crossings(self) -> tuple[int, int]:
        """How many gradients pointed against the one before, of how many: up to where it converged."""
        if self.converged_at is None:
            return int(self.m.flips), int(self.m.pairs)
        stop = self.run.row(self.converged_at) + 1
        first = max(min(self.first, stop - 1), stop - CLOSE_ROWS)
        gradient = self.run.setup.surface.gradient(self.run.position[first:stop])
        scale = max(float(np.abs(gradient).max(initial=0.0)), 1e-300)
        pairs = (gradient[:-1] / scale) * (gradient[1:] / scale)
        back = pairs.sum(axis=1) < -SQUARE * np.abs(pairs).sum(axis=1)
        return int(back.sum()), len(pairs)

    @functools.cached_property
    def went_up(self) -> bool:
        """Whether the loss went up on the way to where it converged, or lately on a long way."""
        stop = self.run.row(self.played if self.converged_at is None else self.converged_at) + 1
        gap = self.gaps(max(stop - LONG_WAY, 0), stop)
        rounding = 1.0 + thresholds.THRESHOLDS.rounded
        with np.errstate(over="ignore"):  # nothing is above what overflows
            return bool((gap[1:] > gap[:-1] * rounding).any())

    def rose_above_its_start(self) -> bool:
        """Return whether the loss was ever above where the dial was turned last."""
        loss = self.run.loss[self.first : self.rows]
        begun = loss[0]
        pieces = range(0, len(loss), LONG_WAY)
        return any((loss[first : first + LONG_WAY] > begun).any() for first in pieces)

    def numbers(self) -> dict[str, float | int | None]:
        """Return the evidence as JSON shows it; what is unknown or not finite is None."""
        projected = self.projected if self.converged_at is None else float(self.converged_at)
        flips, pairs = self.crossings
        return {
            "steps_played": self.played,
            "sign_flips": flips,
            "gradient_pairs": pairs,
            "loss_ratio_per_step": _finite(self.ratio),
            "gap_left": _finite(self.m.left),
            "edge": _finite(self.edge),
            "edge_ratio": _finite(self.edge_ratio),
            "projected_steps": None if projected is None else math.ceil(projected),
            "spikes": int(self.m.spikes),
            "rising_share": self.m.rises,
            "left_again": self.left_again,
            "left_worst": _finite(self.m.left_worst) if self.converged_at is not None else None,
            "noise_level": _finite(self.m.ball) if self.m.rate > 0.0 else None,
        }


def evidence_of(
    run: Path,
    rows: int | None = None,
    gatherer: Gatherer | None = None,
    shown_at: int | None = None,
) -> Evidence:
    """Return the evidence in the first `rows` rows of a run, or in all of it.

    Parameters
    ----------
    run : Run
    rows : int, optional
        How many rows were played.
    gatherer : Gatherer, optional
        What has gathered evidence of this run before, for whoever asks for one step after another.
    shown_at : int, optional
        Where the ball is shown, if not at the end of that part.
    """
    rows = len(run.loss) if rows is None else max(1, min(rows, len(run.loss)))
    exploded = run.exploded_at if rows == len(run.loss) else None
    rows -= 1 if exploded else 0  # the last value may be anything
    judged = aims(run.setup)
    gatherer = gatherer or run.gatherer(judged)
    found = _judged(run, rows, exploded, judged, gatherer)
    if exploded is None and found.converged_at is None and rows > 1:
        last = slice(rows - 1, rows)
        tail = run.loss[max(rows - stay_of(run.setup), 0) : rows].max(keepdims=True)
        (own,) = own_floors(
            run.setup.surface, run.position[last], run.loss[last], tail, float(run.loss[0])
        )
        if own is not None:
            judged = aims(run.setup, own)
            found = _judged(run, rows, exploded, judged, gatherer.afresh(judged))
    seen = Evidence(
        run=run,
        rows=rows,
        symptom=found.symptom,
        exploded_at=exploded,
        converged_at=found.converged_at,
        floor=judged.floor(found.goal),
        floors=judged.floors,
        left_again=found.left_again,
        m=Measures(**found.measures),
        gatherer=gatherer,
        shown_at=run.step_at(rows - 1 if exploded is None else -1)
        if shown_at is None
        else shown_at,
    )
    if seen.symptom == "arriving" and seen.projected is None:
        return replace(
            seen, symptom="on_course"
        )  # so far: it falls fast enough, but that will not last
    return seen


def _judged(
    run: Path, rows: int, exploded: int | None, judged: Aims, gatherer: Gatherer
) -> _core.Judgement:
    """Let the core judge the evidence; twice, where only the end tells its goal."""
    step = run.step_at(rows - 1)
    found = _judgement(run, judged, gatherer.go_to(step), exploded)
    if found.unsure and exploded is None:
        gatherer = gatherer.afresh(judged, found.goal)
        found = _judgement(run, judged, gatherer.go_to(step), exploded)
    if found.cut_short and found.converged_at is None:
        rate = found.measures["rate"]
        if run.stands_still(step, rate):
            found = _judgement(run, judged, gatherer.go_to(step), exploded, rests=True)
    return found


def _judgement(
    run: Path,
    judged: Aims,
    evidence: npt.NDArray[np.uint8],
    exploded: int | None,
    rests: bool = False,
) -> _core.Judgement:
    setup = run.setup
    return _core.judge(
        int(setup.surface.code),
        setup.surface.kernel,
        judged.losses,
        judged.terms,
        evidence,
        judged.table,
        habits_array(setup.optimizer),
        np.array(setup.scales),
        np.array([float(setup.steps), setup.deviation, float(setup.clipped)]),
        thresholds.CORE,
        rests,
        -1.0 if exploded is None else float(exploded),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
