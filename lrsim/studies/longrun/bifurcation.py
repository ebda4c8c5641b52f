"""Where runs end up in the long run, for each learning rate: bifurcations, cycles, chaos.

At a constant rate gradient descent is an iterated map. Where its fixed point loses stability, at the edge
2/λmax, a 2-cycle takes its place, then a 4-cycle, an 8-cycle, …, chaos: the period-doubling cascade of May,
"Simple mathematical models with very complicated dynamics", Nature 261 (1976) 459-467. For gradient descent:
Kong & Tao, "Stochasticity of deterministic gradient descent", NeurIPS 2020, arXiv:2002.06189.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.declarations import MAX_LR, MAX_STEPS
from lrsim.displayed import Displayed
from lrsim.experiment import Experiment, learning_rates
from lrsim.origin import Origin, Traced
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.schedules import Constant
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.longrun.orbits import orbits_at
from lrsim.studies.longrun.periods import BLOCKS, EXPLODES, MOVING, TOLERANCE, WANDERS, periods
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray, IntArray

LONGER: Final = 8
"""Where the first look does not decide, as near every bifurcation, a run goes on so many times as long."""

MAX_RATES: Final = 2**16
MAX_KEPT: Final = 2**12


class Band(NamedTuple):
    """Neighbouring learning rates, low to high, that end up in the same way."""

    low: float
    high: float
    period: int


@dataclass(frozen=True, eq=False)
class Bifurcation(Traced, Displayed):
    """Where the iterates end up, for each of many constant learning rates.

    Attributes
    ----------
    setup : Setup
        What the runs have in common.
    experiment : Experiment
        The experiment it came from.
    index : int
        Which of its runners they are; its schedule and dial play no part.
    lr : ndarray of float64, shape (n,)
        Ascending.
    position : ndarray of float64, shape (n, m, d)
        The last m positions of each run; NaN where it exploded.
    loss : ndarray of float64, shape (n, m)
        The loss at each of them.
    period : ndarray of int64, shape (n,)
        The period of the cycle a run ends in, 1 for a fixed point; `WANDERS`, `MOVING` or `EXPLODES`.
    exploded_at : ndarray of int64, shape (n,)
        The step that exploded; −1 where none did.
    origin : Origin or None
        The runner of an experiment whose setup it is; None of a setup alone.

    Examples
    --------
    >>> import lrsim
    >>> found = lrsim.bifurcation("double-well", start=0.5, lrs=[0.2, 0.26, 0.3, 0.36])
    >>> [band.period for band in found.bands()]
    [1, 2, 0]
    """

    setup: Setup
    lr: FloatArray
    position: FloatArray
    loss: FloatArray
    period: IntArray
    exploded_at: IntArray
    origin: Origin | None = None

    def __repr__(self) -> str:
        cycles = ", ".join(map(str, sorted({n for n in self.period.tolist() if n > 0}))) or "none"
        where = f"{len(self.lr)} LRs on {self.setup.surface.spec}"
        return f"<Bifurcation of {where}: periods {cycles}>"

    def bands(self, least: int = 1) -> tuple[Band, ...]:
        """Return neighbouring learning rates of one period, ascending, without gaps between them.

        Parameters
        ----------
        least : int
            Bands of fewer rates are not told apart: next to chaos they are taken for a part of it (its
            periodic windows, and the cascade's end), elsewhere for a part of the band below.

        Returns
        -------
        tuple of Band
            Each with its `low`, `high` and `period`.
        """
        least = arguments.whole("least", least, 0, MAX_RATES)
        period = _without_slivers(self.period, least)
        cuts = np.flatnonzero(np.diff(period)) + 1
        between = 0.5 * (self.lr[cuts - 1] + self.lr[cuts])
        edges = [self.lr[0], *between, self.lr[-1]]
        first = [0, *cuts.tolist()]
        return tuple(
            Band(float(low), float(high), int(period[k]))
            for low, high, k in zip(edges[:-1], edges[1:], first, strict=True)
        )


@checks_names
def bifurcation(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    *,
    lrs: npt.ArrayLike,
    index: int = 0,
    burn_in: int = 1000,
    keep: int = 128,
    cancelled: Callable[[], bool] = lambda: False,
    **given: Unpack[RunArguments],
) -> Bifurcation:
    """Run one runner for long at each of many constant learning rates, and look where it ends up.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`.
    lrs : array_like, shape (n,)
        The learning rates, in any order.
    index : int
        Which runner of an Experiment.
    burn_in : int
        Steps that are taken before positions are kept.
    keep : int
        How many positions are kept of each, 32 at least: cycles of up to half as many steps are found.
    cancelled : callable
        Asked now and then; once it returns True, what is left counts as `WANDERS` without positions.
    **given : Unpack[RunArguments]
        The arguments of `run`; beside an Experiment they take the place of its own values. The
        schedule and the dial play no part.

    Returns
    -------
    Bifurcation
        The last positions at each learning rate, ascending, and the period of the cycle they make.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.bifurcation("double-well", start=0.5, lrs=[0.2, 0.28, 0.36, 2.0]).period
    array([ 1,  2,  0, -2])
    """
    experiment = experiment_of(surface, given)
    return bifurcation_of(
        experiment.setup(index),
        lrs,
        burn_in=burn_in,
        keep=keep,
        cancelled=cancelled,
        origin=Origin(experiment, index),
    )


def bifurcation_of(
    setup: Setup,
    lrs: npt.ArrayLike,
    *,
    burn_in: int,
    keep: int,
    cancelled: Callable[[], bool],
    origin: Origin | None = None,
) -> Bifurcation:
    """Run a setup for long at each of many constant rates; all arguments are as for `bifurcation`."""
    rates = np.sort(learning_rates("lrs", lrs, MAX_RATES))
    keep = arguments.whole("keep", keep, 2 * BLOCKS, MAX_KEPT)
    burn_in = arguments.whole("burn_in", burn_in, 1, (MAX_STEPS - keep) // LONGER)
    arguments.function("cancelled", cancelled)
    n, d = len(rates), setup.surface.dimensions
    found = Bifurcation(
        held(setup),
        rates,
        np.full((n, keep, d), np.nan),
        np.full((n, keep), np.nan),
        np.full(n, WANDERS, dtype=np.int64),
        np.full(n, -1, dtype=np.int64),
        origin,
    )
    sure = _look(found, np.arange(n), burn_in, cancelled)
    _look(found, np.flatnonzero(~sure), LONGER * burn_in, cancelled)
    return found


def _look(
    found: Bifurcation, lanes: npt.NDArray[np.intp], burn_in: int, cancelled: Callable[[], bool]
) -> npt.NDArray[np.bool_]:
    """Run some of the learning rates and fill in what they come to; return which lanes are decided."""
    keep = found.loss.shape[1]
    ends = orbits_at(found.setup, found.lr[lanes], burn_in, keep, cancelled)
    found.position[lanes], found.loss[lanes], found.exploded_at[lanes] = ends
    sure = np.ones(len(found.lr), dtype=bool)
    if found.setup.noise == 0.0:
        domain = max(high - low for low, high in found.setup.surface.domain)
        with np.errstate(all="ignore"):  # far out distances overflow: nothing returns there
            found.period[lanes], sure[lanes] = periods(
                found.position[lanes], found.loss[lanes], TOLERANCE * domain
            )
    gone = found.exploded_at >= 0
    found.period[gone] = EXPLODES
    return sure | gone


def _without_slivers(period: IntArray, least: int) -> IntArray:
    """Return the periods with bands of fewer than `least` lanes made a part of their surroundings."""
    out = period.copy()
    starts = np.flatnonzero(np.diff(out, prepend=out[0] - 1))
    stops = np.append(starts[1:], len(out))
    narrow = stops - starts < least
    kept = [int(out[a]) for a in starts]
    chaotic = [p == WANDERS for p in kept]
    for k in np.flatnonzero(narrow).tolist():
        around = range(max(k - 1, 0), min(k + 2, len(kept)))
        if any(chaotic[j] or (j != k and narrow[j]) for j in around):
            out[starts[k] : stops[k]] = WANDERS
        elif k:
            out[starts[k] : stops[k]] = out[starts[k] - 1]
    return out


def held(setup: Setup) -> Setup:
    """Return what long runs at constant rates depend on: no schedule, no dial, no budget."""
    return setup.at_any_lr.replace(schedule=Constant(), steps=1)


# --- where to look ---

GRID: Final = 12
"""Learning rates a decade of the first, coarse look."""


def bifurcation_range(
    setup: Setup, cancelled: Callable[[], bool] = lambda: False
) -> tuple[float, float]:
    """Return a stretch of learning rates that shows how the long run changes: (low, high).

    From well below where it no longer ends in a fixed point to where it explodes for good. Where neither
    happens, a decade to either side of the dial. Under noise nothing rests: it is looked for without.
    """
    setup = setup.replace(noise=0.0)
    exponents = np.arange(-4 * GRID, 2 * GRID + 1) / GRID
    coarse = bifurcation_of(
        setup,
        [10.0**exponent for exponent in exponents.tolist()],
        burn_in=200,
        keep=2 * BLOCKS,
        cancelled=cancelled,
    )
    lr, period = coarse.lr, coarse.period
    lively = np.flatnonzero((period != 1) & (period != MOVING))
    if not len(lively):
        dial = setup.lr or 1.0
        return 0.1 * dial, min(10.0 * dial, MAX_LR)
    first = float(lr[lively[0]])
    calm = np.flatnonzero(period != EXPLODES)
    last = int(calm[-1]) + 1 if len(calm) else int(lively[0])
    gone = float(lr[min(last, len(lr) - 1)])
    high = min(max(gone, 1.1 * first), 8.0 * first)
    return 0.6 * first, high


def beside_minima(setup: Setup) -> tuple[Setup, ...]:
    """Return the setup once more for each listed minimum, started a step beside it.

    What the run from the setup's own start does not come to, one of these may show.
    """
    beside = [0.01 * (high - low) for low, high in setup.surface.domain]
    return tuple(
        setup.replace(start=[x + step for x, step in zip(known.position, beside, strict=True)])
        for known in setup.surface.minima_in_view(setup.start)
    )
