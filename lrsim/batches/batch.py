"""Many runs at once, of which only the outcome is kept: the engine of sweeps and maps.

A lane is one run: a learning rate, a start, a seed, a value of some parameter. Lanes that share surface,
optimizer and noise go through the core side by side; blocks of them go to threads, or to any other
executor.

It is long because `Batch` and `batch` are public, and a third of it their documentation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from lrsim import _core, arguments, buffers
from lrsim.batches import division, lanes
from lrsim.batches.lane import COMMON, LANE_NAMES, lane_setup, owner_of
from lrsim.batches.seeds import OverSeeds, Seeds, crossed, seed_list
from lrsim.batches.values import ENTRIES, lanes_of, with_own_rates
from lrsim.cancel import Cancel
from lrsim.convergence import Floor, aims, ended_elsewhere, may_be_new
from lrsim.diagnosis.symptoms import CODES, VERDICTS
from lrsim.displayed import Displayed
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.origin import Origin, Traced
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.runs.resume import state_at
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner, simulate
from lrsim.runs.stopping import Stopped, stops_of
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.typing import BoolArray, FloatArray, IntArray

COUNTS = ("best_step", "converged_at", "exploded_at", "flips", "rises", "symptom")
"""Whole numbers kept of each lane."""

LOSSES = ("loss", "best_loss", "tail_loss")
"""Losses kept of each lane."""

ARRAYS = ("position", *LOSSES, *COUNTS)
"""All that is kept of each lane."""


@dataclass(frozen=True, eq=False)
class Batch(Traced, Displayed):
    """The outcomes of many runs.

    Attributes
    ----------
    setup : Setup
        What all lanes have in common.
    experiment : Experiment
        The experiment it came from.
    index : int
        Which of its runners they are.
    vary : dict of str to ndarray
        What differs from lane to lane, by name, as it was asked for.
    from_step : int
        Where the lanes part.
    position : ndarray of float64, shape (n, d)
        The last position of each lane.
    loss, best_loss, tail_loss : ndarray of float64, shape (n,)
        The last loss, the lowest, and the highest of the last samples: as many as a run has to stay within
        tolerance to count as converged.
    best_step, converged_at, exploded_at : ndarray of int64, shape (n,)
        The step of the lowest loss, and as for `Run`; −1 where a run has none.
    flips, rises, symptom : ndarray of int64, shape (n,)
        How many gradients pointed against the one before, how many steps raised the loss, and what the
        evidence shows; only there when `evidence` was asked for, else 0.
    origin : Origin or None
        The runner of an experiment whose setup it is; None of a setup alone.
    evidence : bool
        Whether evidence was asked for.
    seeds : tuple of int
        The seeds with which every value was run, one after the other, where `seeds` was asked for; else
        empty.

    Examples
    --------
    >>> import lrsim
    >>> outcomes = lrsim.batch("quadratic", start=5.0, steps=50, vary={"lr": [0.1, 0.5, 1.1]})
    >>> outcomes.best_step
    array([50,  1,  0])
    >>> outcomes.run(1).position[-1]
    array([0.])
    """

    setup: Setup
    vary: dict[str, npt.NDArray[Any]]
    from_step: int
    position: FloatArray
    loss: FloatArray
    best_loss: FloatArray
    tail_loss: FloatArray
    best_step: IntArray
    converged_at: IntArray
    exploded_at: IntArray
    flips: IntArray
    rises: IntArray
    symptom: IntArray
    evidence: bool = False
    origin: Origin | None = None
    seeds: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.loss)

    def __repr__(self) -> str:
        varied = ", ".join(self.vary)
        return f"<Batch of {len(self)} runs on {self.setup.surface.spec}: {varied} varied>"

    def by_seed(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return what there is of each lane as a table of variants and seeds.

        Parameters
        ----------
        values : ndarray, shape (n, ...)
            One for each lane, ``outcomes.loss`` for example.

        Returns
        -------
        ndarray, shape (variants, seeds, ...)
            One column where no seeds were asked for.
        """
        return values.reshape(-1, len(self.seeds) or 1, *values.shape[1:])

    @property
    def over_seeds(self) -> OverSeeds:
        """What became of each variant over all of its seeds: means, spreads, shares."""
        return OverSeeds(
            self.seeds or (self.setup.seed,),
            self.by_seed(self.loss),
            self.by_seed(self.converged_at),
            self.by_seed(self.exploded_at),
        )

    @property
    def verdict_code(self) -> npt.NDArray[np.uint8]:
        """The verdict on each lane as a place in `lrsim.VERDICTS`, uint8 (n,)."""
        if not self.evidence:
            allowed = Message("must be True for verdicts: they rest on it")
            raise InputError("evidence", self.evidence, allowed)
        codes: npt.NDArray[np.uint8] = CODES[self.symptom]
        return codes

    @property
    def verdict(self) -> npt.NDArray[np.str_]:
        """The verdict on each lane, str (n,): that of its own run."""
        words: npt.NDArray[np.str_] = np.array(VERDICTS)[self.verdict_code]
        return words

    def run(self, lane: int) -> Run:
        """Return the whole path of one lane, recorded.

        Parameters
        ----------
        lane : int
            Which lane.

        Returns
        -------
        Run
            Its last row is the lane's outcome to the bit.
        """
        own = self.experiment.with_setup(self.index, self.setup_of(lane))
        return run_runner(own, self.index)

    def setup_of(self, lane: int) -> Setup:
        """Return the setup of one lane.

        Parameters
        ----------
        lane : int
            Which lane.

        Returns
        -------
        Setup
            All that its run depends on.
        """
        lane = arguments.place("lane", lane, len(self))
        values = {name: array[lane : lane + 1].tolist()[0] for name, array in self.vary.items()}
        return lane_setup(self.setup, values, self.from_step)


@checks_names
def batch(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    *,
    index: int = 0,
    vary: Mapping[str, Any],
    seeds: Seeds = None,
    from_step: int = 0,
    evidence: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    **given: Unpack[RunArguments],
) -> Batch:
    """Run many variants of one runner and keep what came out of each.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`.
    index : int
        Which runner of an Experiment.
    vary : mapping of str to array_like, shape (n,)
        What differs from lane to lane: ``lr``; ``lr_x``, ``lr_y`` (the learning rate of one coordinate);
        ``start_x``, ``start_y``; ``seed``, ``noise``, ``batch_size``; ``steps``, ``clip_norm``,
        ``clip_value``; a parameter of the optimizer, the surface or the schedule by its name
        (``schedule.eps`` where another has one of that name); or ``optimizer`` and ``schedule`` as a whole, a
        list of entries or spec strings. A single value holds for all lanes. The dial's history plays no part
        where the learning rate is varied. Optimizers that are varied have their own starting learning rates
        where none is given.
    seeds : int or list of int, optional
        Run each value with that many seeds, the experiment's own and those after it, or with these: see
        `Batch.over_seeds`. All values meet the same noise.
    from_step : int
        Where the lanes part: up to this step all are the runner's own run, with its dial; from here on each
        has the learning rate that is varied.
    evidence : bool
        Whether the evidence is gathered that verdicts rest on, which takes a little longer.
    threads : int, optional
        Threads to use; all cores by default. The results are the same bits on any number.
    executor : concurrent.futures.Executor, optional
        Where blocks of lanes are run instead of in threads of this process.
    **given : Unpack[RunArguments]
        The arguments of `run`; beside an Experiment they take the place of its own values.

    Returns
    -------
    Batch
        The outcomes, in the order of the values.

    Raises
    ------
    InputError
        When a name is not known or a value is out of bounds; it names the lane's value.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.batch("quadratic", start=5.0, steps=50, vary={"lr": [0.1, 0.5, 1.1]}).exploded_at
    array([-1, -1, 30])
    """
    experiment = experiment_of(surface, given)
    if not isinstance(surface, Experiment) and "lr" not in given:
        vary = with_own_rates(vary)
    return batch_of(
        experiment.setup(index),
        vary,
        seeds=seeds,
        from_step=from_step,
        evidence=evidence,
        threads=threads,
        executor=executor,
        origin=Origin(experiment, index),
    )


def batch_of(
    setup: Setup,
    vary: Mapping[str, Any],
    *,
    seeds: Seeds = None,
    from_step: int = 0,
    evidence: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    origin: Origin | None = None,
    cancel: Cancel | None = None,
) -> Batch:
    """Run many variants of a setup; all other arguments are as for `batch`.

    Parameters
    ----------
    cancel : Cancel, optional
        Once it is set, the work ends soon, and `Stopped` is raised.
    """
    from_step = arguments.whole("from_step", from_step, 0, setup.steps - 1)
    evidence = arguments.switch("evidence", evidence)
    if executor is not None:
        arguments.instance("executor", executor, Executor)
    arrays = lanes_of(vary)
    _check_owners(setup, arrays)
    chosen = seed_list(seeds, setup.seed)
    if chosen and "seed" in arrays:
        raise InputError("seeds", None, Message("does not go with a seed that is varied"))
    if chosen and from_step:  # each seed has a past of its own
        each = [
            batch_of(
                setup.replace(seed=seed),
                vary,
                from_step=from_step,
                evidence=evidence,
                threads=threads,
                executor=executor,
                cancel=cancel,
            )
            for seed in chosen
        ]
        return side_by_side(each, setup, chosen, origin)
    if chosen:
        arrays = crossed(arrays, chosen)

    def run(own: Floor | None, arrays: Mapping[str, npt.NDArray[Any]]) -> FloatArray:
        return outcomes_of(setup, arrays, from_step, evidence, threads, executor, own, cancel)

    def named(out: FloatArray) -> Batch:
        return batch_from(out, setup, arrays, from_step, chosen, evidence, origin)

    return with_own_minima(run(None, arrays), arrays, named, run)


def with_own_minima(
    out: FloatArray,
    arrays: Mapping[str, npt.NDArray[Any]],
    named: Callable[[FloatArray], Batch],
    run: Callable[[Floor | None, Mapping[str, npt.NDArray[Any]]], FloatArray],
    matters: Callable[[Batch], BoolArray] | None = None,
) -> Batch:
    """Return outcomes by their names, where lanes that ended in a minimum of their own are run for it.

    Where `matters` is given it tells of which lanes it matters when they converged.
    """
    first = named(out)
    again = _ended_elsewhere(first, matters)
    for floor, some in again.items():
        out[:, some] = run(floor, {name: array[some] for name, array in arrays.items()})
    return named(out) if again else first


def outcomes_of(
    setup: Setup,
    arrays: Mapping[str, npt.NDArray[Any]],
    from_step: int,
    evidence: bool,
    threads: int | None,
    executor: Executor | None,
    own: Floor | None,
    cancel: Cancel | None,
) -> FloatArray:
    """Run all lanes, float64 (COLUMNS, lanes); `own` is a minimum that counts for these alone."""
    if from_step and set(arrays) != {"lr"}:
        allowed = Message("goes with a learning rate that is varied, and no more")
        raise InputError("from_step", from_step, allowed)
    common = common_of(setup, from_step, own, cancel)
    rated = {"lr", "lr_x", "lr_y"} & set(arrays)
    count = len(next(iter(arrays.values())))
    divided = division.divide(
        setup.replace(dial=()) if rated and setup.dial else setup,
        arrays,
        count,
        common,
        lanes.worker_count(threads),
        evidence=evidence,
        own_minimum=own,
    )
    out = buffers.empty(lanes.COLUMNS * count).reshape(lanes.COLUMNS, count)
    lanes.run_all(divided.tasks, out, threads, executor)
    if cancel is not None and cancel.is_set():
        raise Stopped
    return divided.restored(out)


def _ended_elsewhere(
    found: Batch, matters: Callable[[Batch], BoolArray] | None
) -> dict[Floor, npt.NDArray[np.intp]]:
    """Return the minima that only the runs know which ended there, with the lanes of these."""
    new = may_be_new(found.setup.surface, found.position)
    lanes = np.flatnonzero((found.converged_at < 0) & (found.exploded_at < 0) & new)
    if len(lanes) and matters is not None:
        lanes = lanes[matters(found)[lanes]]
    if not len(lanes):
        return {}
    arrays = {name: getattr(found, name)[lanes] for name in ARRAYS}
    vary = {name: values[lanes] for name, values in found.vary.items()}
    some = dataclasses.replace(found, vary=vary, **arrays)
    return {floor: lanes[places] for floor, places in ended_elsewhere(some).items()}


def batch_from(
    out: FloatArray,
    setup: Setup,
    arrays: dict[str, npt.NDArray[Any]],
    from_step: int,
    seeds: tuple[int, ...],
    evidence: bool = False,
    origin: Origin | None = None,
) -> Batch:
    """Return outcomes as they come from the core by their names."""
    count = out.shape[1]
    whole = buffers.empty(len(COUNTS) * count).view(np.int64).reshape(len(COUNTS), count)
    row = _core.OUTCOME_ROWS
    for kept, name in zip(whole, COUNTS, strict=True):
        np.copyto(kept, out[row[name]], casting="unsafe")
    return Batch(
        setup,
        arrays,
        from_step,
        position=out[row["x"] :][: setup.surface.dimensions].T,
        loss=out[row["loss"]],
        best_loss=out[row["best_loss"]],
        tail_loss=out[row["tail_loss"]],
        evidence=evidence,
        **dict(zip(COUNTS, whole, strict=True)),
        origin=origin,
        seeds=seeds,
    )


def side_by_side(
    each: Sequence[Batch], setup: Setup, seeds: tuple[int, ...], origin: Origin | None = None
) -> Batch:
    """Return batches of the same values, one for each seed, as one that has a value's seeds together."""
    both: dict[str, Any] = {}
    for name in ARRAYS:
        table = np.stack([getattr(part, name) for part in each], axis=1)
        both[name] = table.reshape(-1, *table.shape[2:])
    vary = crossed(each[0].vary, seeds)
    return dataclasses.replace(each[0], setup=setup, vary=vary, origin=origin, seeds=seeds, **both)


def joined(batches: Sequence[Batch]) -> Batch:
    """Return batches of the same runner, that vary in the same, as one."""
    first = batches[0]
    both: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in batches]) for name in ARRAYS
    }
    both["vary"] = {
        name: np.concatenate([part.vary[name] for part in batches]) for name in first.vary
    }
    return dataclasses.replace(first, **both)


def _check_owners(setup: Setup, arrays: Mapping[str, object]) -> None:
    """Refuse a parameter of what is varied as a whole, and names that are not known."""
    for name in arrays:
        if name in (*LANE_NAMES, *COMMON, *ENTRIES):
            continue
        part, _ = owner_of(setup, name)
        if part in arrays:
            raise InputError(
                "vary",
                name,
                Message("does not go with {part}; write it into the spec strings there", part=part),
            )


def common_of(
    setup: Setup, step: int, own: Floor | None, cancel: Cancel | None, before: Run | None = None
) -> dict[str, Any]:
    """Return what the core is told of the steps that all lanes have in common, and what ends them early.

    `before` is the run up to there, where it is known.
    """
    common = {} if cancel is None else {"cancel": cancel.flag}
    if step == 0:
        return common
    stops = stops_of(cancel)
    before = before or simulate(setup, horizon=step, stops=stops)
    state = state_at(before, step)
    gatherer = before.gatherer(aims(setup, own))
    gatherer.stops = stops
    return common | {
        "state": state,
        "first": step,
        "n": setup.steps - step,
        "start": state[: setup.surface.dimensions],
        "past": gatherer.go_to(step),
    }
