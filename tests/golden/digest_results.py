"""What the digest hashes of each result: numbers, names of verdicts, steps and contents of files.

Under fixed lists of names, so that neither sentences nor what a result gains later have a say.
"""
# ruff: noqa: SIM905 - long lists of words read better as a text

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import lrsim

EVIDENCE = """steps_played sign_flips gradient_pairs loss_ratio_per_step gap_left edge edge_ratio
projected_steps spikes rising_share""".split()
OUTCOMES = "position loss best_loss best_step converged_at exploded_at flips rises".split()
CELLS = "verdict speed final_loss converged_at exploded_at".split()


def of_verdict(verdict: lrsim.Verdict) -> list[Any]:
    """Return a verdict without its sentences."""
    thumb = verdict.case.finding.rule if verdict.case is not None else None
    rule = None if thumb is None else [thumb.factor, thumb.where, thumb.at_step, thumb.extend]
    return [verdict.name, verdict.at_step, pick(verdict.evidence, EVIDENCE), rule]


def of_run(run: lrsim.Run) -> list[Any]:
    arrays = [run.position, run.loss, run.step, run.lr, run.gradient_norm, dict(run.slots)]
    return [*arrays, run.exploded_at, run.converged_at, of_verdict(run.verdict)]


def of_zone(zone: lrsim.Zone | None) -> list[Any] | None:
    return None if zone is None else [zone.low, zone.high, zone.best, zone.islands, zone.holes]


def of_sweep(sweep: lrsim.Sweep) -> list[Any]:
    told = [sweep.lr, sweep.verdict, sweep.final_loss, sweep.steps_to_converge, sweep.works]
    return [*told, of_zone(sweep.zone), sweep.batch.from_step]


def of_finder(found: lrsim.LRFinder) -> list[Any]:
    names = (*sorted(found.suggestions), "suggestion")
    errors = [[found.error(name), found.works(name)] for name in names]
    told = [found.lr, found.loss, found.smooth, found.floor, found.suggestions, found.suggestion]
    return [*told, found.true_best, of_zone(found.zone), errors, sorted(found.reasons)]


def of_batch(batch: lrsim.Batch) -> list[Any]:
    lane = batch.run(len(batch) // 2)
    return [*(getattr(batch, name) for name in OUTCOMES), lane.position, lane.loss, lane.lr]


def of_map(drawn: lrsim.Map) -> list[Any]:
    corner = drawn.run(len(drawn.y.values) - 1, 0)
    return [*(getattr(drawn, name) for name in CELLS), corner.position, corner.loss]


def of_bifurcation(found: lrsim.Bifurcation) -> list[Any]:
    bands = [[list(band) for band in found.bands(least)] for least in (1, 3)]
    return [found.lr, found.position, found.loss, found.period, found.exploded_at, bands]


def of_theory(theory: lrsim.LocalTheory) -> list[Any]:
    here = theory.curvature
    local = [here.position, here.loss, here.gradient, here.hessian]
    numbers = [theory.step, theory.rate, theory.ratio, theory.alpha.value]
    dials = [theory.best.value, theory.best.dial, theory.edge.value, theory.edge.dial]
    return [*numbers, *dials, *local, here.eigenvalues if here.finite else None]


def of_session(session: lrsim.Session) -> list[Any]:
    runs = [[run.position, run.loss, run.step, run.lr] for run in session.runs]
    runners = range(len(runs))
    verdicts = [[of_verdict(session.verdict(k)), session.next_position(k)] for k in runners]
    ghosts = [[ghost.runner, ghost.first, ghost.last, ghost.run.loss] for ghost in session.ghosts]
    state = [session.playhead, session.horizon, session.furthest, session.end, session.selected]
    return [runs, verdicts, ghosts, *state, session.lr, of_theory(session.theory())]


def of_folder(folder: Path) -> dict[str, Any]:
    """Return what the files of a folder hold: arrays of archives, else bytes."""
    found: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".npz":
            found[path.name] = path.read_bytes()
            continue
        with np.load(path, allow_pickle=False) as archive:
            found[path.name] = {name: _stored(archive[name]) for name in archive.files}
    return found


def _stored(array: np.ndarray) -> Any:
    """Return an array of an archive; texts as such, since how wide they are stored says nothing."""
    return array.tolist() if array.dtype.kind == "U" else array


def pick(table: Mapping[str, Any], names: Iterable[str]) -> list[Any]:
    """Return the values under some names; None where there is none."""
    return [table.get(name) for name in names]
