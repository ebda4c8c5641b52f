"""JSON Schemas (draft 2020-12) of what the commands print with --json, each key with its meaning."""

from __future__ import annotations

from typing import Any

from lrsim.declarations import JSON_VERSION
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.lessons.scenes import GROUPS
from lrsim.studies.finder.suggesters import NAMES as SUGGESTERS
from making.declared import Schema, experiment, listed, table

DRAFT = "https://json-schema.org/draft/2020-12/schema"

NOT_FINITE = "null where it is not finite"


def number(says: str, **bounds: float) -> Schema:
    """Return the schema of a number that is always finite."""
    return {"type": "number", "description": says, **bounds}


def value(says: str) -> Schema:
    """Return the schema of a number for which null stands where there is none."""
    return {"type": ["number", "null"], "description": says}


def whole(says: str, least: int = 0) -> Schema:
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least, "description": says}


def step(says: str) -> Schema:
    """Return the schema of a step, or null."""
    return {"type": ["integer", "null"], "minimum": 0, "description": says}


def text(says: str) -> Schema:
    """Return the schema of a text."""
    return {"type": "string", "description": says}


def words(says: str) -> Schema:
    """Return the schema of a text, or null."""
    return {"type": ["string", "null"], "description": says}


def switch(says: str) -> Schema:
    """Return the schema of true or false."""
    return {"type": "boolean", "description": says}


def numbers(says: str) -> Schema:
    """Return the schema of a list of finite numbers."""
    return listed(says, {"type": "number"})


def values(says: str) -> Schema:
    """Return the schema of a list of numbers and nulls."""
    return listed(says, {"type": ["number", "null"]})


def ref(name: str, says: str = "") -> Schema:
    """Return a reference into the file of what documents have in common, or into an experiment's."""
    return {"$ref": name, **({"description": says} if says else {})}


def or_null(schema: Schema, says: str) -> Schema:
    """Return a schema that takes null, too."""
    return {"anyOf": [schema, {"type": "null"}], "description": says}


VERSION = {
    "const": JSON_VERSION,
    "description": "Grows when a key changes its meaning or goes; new keys may come without.",
}
SEEDS = listed("The seeds, with `--seeds` only.", {"type": "integer", "minimum": 0})
VERDICT = ref("common.json#/$defs/verdict-name")
EXPERIMENT = ref("experiment.json", "As in an experiment file, with all its keys.")


def documents() -> dict[str, Schema]:
    """Return all schemas by the names of their files."""
    made = {
        "experiment": {"title": "An experiment file", **experiment()},
        "common": {"title": "What several documents have", "$defs": _common()},
        "run": {"title": "lrsim run --json", **_run()},
        "sweep": {"title": "lrsim sweep --json", **_sweep()},
        "find": {"title": "lrsim find --json", **_find()},
        "find-from": {"title": "lrsim find --from F --json", **_find_from()},
        "map": {"title": "lrsim map --json", **_map()},
        "bench": {"title": "lrsim bench --json", **_bench()},
    }
    for kind, keys in _entries().items():
        made[f"list-{kind}"] = _list(kind, "An entry of the catalogue.", keys)
    made["list-presets"] = _list("presets", "Where somebody starts.", _preset())
    made["list-lessons"] = _list("lessons", "A lesson.", _lesson())
    made["list-scenes"] = _list("scenes", "A scene.", _scene())
    return {name: {"$schema": DRAFT, **schema} for name, schema in made.items()}


def _common() -> dict[str, Schema]:
    stretch = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    zone = {
        "low": number("The smallest learning rate of the zone."),
        "high": number("The largest."),
        "best": number("The one with the fewest steps to convergence, else the lowest final gap."),
        "islands": listed("Narrower bands that work, too: from, to.", stretch),
        "holes": listed("Narrow stretches in the zone that do not work: from, to.", stretch),
        "low_open": switch("Whether it may go on below what was asked for."),
        "high_open": switch("… above."),
        "low_std": value("How far apart the low ends of single seeds lie; with several seeds."),
        "high_std": value("… the high ends."),
    }
    return {
        "verdict-name": {
            "enum": list(VERDICTS),
            "description": "A name of the vocabulary of verdicts.",
        },
        "zone": table("The learning rates that work.", zone, ("low_std", "high_std")),
        "verdict": table("What a run shows, and what helps.", _verdict()),
    }


def _verdict() -> dict[str, Schema]:
    evidence = {
        "steps_played": whole("The last step that was taken and did not explode."),
        "sign_flips": whole("Gradients that pointed against the one before, …"),
        "gradient_pairs": whole("… of so many."),
        "loss_ratio_per_step": value("The factor on the gap's envelope per step, recently."),
        "gap_left": value("The share of the starting gap that is left."),
        "edge": value("The learning rate up to which it is stable at the minimum."),
        "edge_ratio": value("The last step's rate as a multiple of that."),
        "projected_steps": step(
            "The step at which it has converged, or would, going on like this."
        ),
        "spikes": whole("Recent steps that more than doubled the gap."),
        "rising_share": number("The share of the recent steps that raised the loss."),
        "left_again": whole("How often it left tolerance after it had converged."),
        "left_worst": value("The largest gap in the last half of the way, in tolerances."),
        "noise_level": value("The gap that noise keeps up at the minimum, by theory."),
    }
    tried = {
        "verdict": VERDICT,
        "final_loss": value(f"Its last loss, {NOT_FINITE}."),
        "converged_at": step("The step at which it converged, or null."),
    }
    remedy = {
        "text": text("What it does."),
        "lr": value("The dial's new value, null where it stays."),
        "factor": value("The same as a multiple of the value there."),
        "from_step": whole("From which step on it acts."),
        "steps": step("The new budget, null where it stays."),
        "schedule": words("The new schedule's spec string, null where it stays."),
        "tried": table("What came of it: the fix was run.", tried),
    }
    return {
        "name": VERDICT,
        "label": text("The same as words."),
        "reason": text("What shows it, with figures."),
        "note": text("What else there is to know; empty where nothing is."),
        "fix": text("What to do, in a sentence."),
        "at_step": step("Where it happened."),
        "evidence": table("The figures.", evidence),
        "remedy": or_null(table("A fix that was tried.", remedy), "The fix that helps most."),
        "remedy_reason": words("Why there is no remedy, null where there is one."),
        "rule": text("The rule of thumb, and what it would do here; empty where it says no more."),
    }


def _run() -> Schema:
    position = values(f"The coordinates, each {NOT_FINITE}.")
    final = {
        "position": position,
        "loss": value(f"The last loss, {NOT_FINITE}."),
        "lr": number("The learning rate of the last step."),
    }
    best = {
        "step": whole("Before which step the loss was lowest."),
        "position": position,
        "loss": value("The lowest loss."),
    }
    history = {
        "lr": numbers("What each step used: n."),
        "position": listed("Before each step, and at the end: n + 1.", position),
        "loss": values("Likewise: n + 1."),
    }
    run = {
        "name": text("The runner's."),
        "lr": number("The dial at step 0."),
        "surface": ref("experiment.json#/$defs/surface", "Name and parameters."),
        "optimizer": ref("experiment.json#/$defs/optimizer", "Name and parameters."),
        "schedule": ref("experiment.json#/$defs/schedule", "Name and parameters."),
        "steps": whole("The budget.", 1),
        "steps_taken": whole("Fewer than the budget where it explodes."),
        "converged_at": step("The step from which on it stays within tolerance, or null."),
        "exploded_at": step("The step at which it explodes, or null."),
        "final": table("How it ended.", final),
        "best": table("Where the loss was lowest.", best),
        "verdict": ref("common.json#/$defs/verdict", "What it shows, and what helps."),
        "history": table("Every step, with `--history` only.", history),
    }
    runs = listed("One for each runner.", table("What came out.", run, ["history"]), minItems=1)
    keys = {"schema_version": VERSION, "experiment": EXPERIMENT, "runs": runs}
    return table("An experiment and what came out.", keys)


def _sweep() -> Schema:
    over_seeds = {
        "seeds": SEEDS,
        "works": values(
            "The share of the seeds with which it works; with `--seeds` only. null where no gap to a known "
            "minimum tells."
        ),
        "agreement": numbers("The share of the seeds that has the verdict; likewise."),
        "final_loss_std": values("The spread of the final losses over the seeds; likewise."),
    }
    keys = {
        "schema_version": VERSION,
        "lr": numbers("The learning rates, as asked for; the other lists go along."),
        "verdict": listed("With several seeds the most frequent one.", VERDICT),
        "final_loss": values("With several seeds the mean; null where none is finite."),
        "steps_to_converge": values("null where it does not; with several seeds the mean."),
        "zone": or_null(ref("common.json#/$defs/zone"), "null where nothing works."),
        "zone_reason": words("Why there is no zone, null where there is one."),
        **over_seeds,
    }
    return table("What each learning rate would do.", keys, over_seeds)


def _find() -> Schema:
    keys = {
        "schema_version": VERSION,
        "seeds": SEEDS,
        "lr": numbers("The rate of each step of the test."),
        "loss": values(f"The loss before it, {NOT_FINITE}."),
        "suggestions": table("What the suggesters read from the test.", _suggested()),
        "suggestion": value("What trials suggest: the one to take."),
        "true_best": value("The best of a sweep over the experiment's own budget."),
        "reasons": _reasons(),
        "zone": or_null(ref("common.json#/$defs/zone"), "null where nothing works."),
        "stopped_because": text("Why the test ended."),
    }
    return table("A learning-rate range test, and how good it is.", keys, ["seeds"])


def _find_from() -> Schema:
    gap = {
        "rows": whole("How many.", 1),
        "lines": listed("Where they begin in the file.", {"type": "integer", "minimum": 2}),
        "reason": text("Why they are left out."),
    }
    keys = {
        "schema_version": VERSION,
        "rows": whole("Points that were read."),
        "skipped": listed("Rows that were left out.", table("Some of them.", gap)),
        **_suggested(),
        "suggestion": value("Where several agree: the one to take."),
        "reasons": _reasons(),
    }
    return table("What is read from a range test of one's own.", keys)


def _suggested() -> dict[str, Schema]:
    return {name: value("A learning rate, null where it suggests none.") for name in SUGGESTERS}


def _reasons() -> Schema:
    names = (*SUGGESTERS, "suggestion")
    return table(
        "Why there is none, for those that suggest nothing.",
        {name: text("The reason.") for name in names},
        names,
    )


def _map() -> Schema:
    axis = {
        "name": text("The quantity."),
        "low": number("Its first value."),
        "high": number("Its last value."),
        "count": whole("How many there are.", 1),
        "scale": {"enum": ["log", "linear"], "description": "How they are spaced."},
    }
    fastest = {
        "x": number("Its place across."),
        "y": number("Its place up."),
        "speed": number("How fast: 1 is at once, 0.5 and less does not converge."),
    }
    counts = {name: whole("Cells with this verdict.") for name in VERDICTS}
    keys = {
        "schema_version": VERSION,
        "seeds": SEEDS,
        "agreement": number("The mean share of the seeds that has a cell's verdict; likewise."),
        "experiment": EXPERIMENT,
        "index": whole("Which of its runners."),
        "x": table("What varies across.", axis),
        "y": table("What varies up.", axis),
        "cells": whole("Columns times rows.", 1),
        "counts": table("How many cells have each verdict.", counts),
        "fastest": or_null(table("A cell.", fastest), "The fastest run that converges, or null."),
    }
    return table("A map in short; all numbers are in its NPZ.", keys, ["seeds", "agreement"])


def _bench() -> Schema:
    speeds = {
        "type": "object",
        "description": "By what was run.",
        "additionalProperties": {"type": "number", "exclusiveMinimum": 0},
    }
    keys = {
        "schema_version": VERSION,
        "machine": text("Processor, cores, Python."),
        "system": text("The operating system."),
        "lrsim": text("The version."),
        "numpy": text("Its version."),
        "cpu_level": {"enum": ["baseline", "v3", "v4"], "description": "Which core was used."},
        "threads": whole("Threads of the batches.", 1),
        "steps_per_second": speeds,
    }
    return table("How fast the core is on this machine.", keys)


def _list(kind: str, says: str, keys: dict[str, Schema]) -> Schema:
    return {"title": f"lrsim list {kind} --json", **listed("All there are.", table(says, keys))}


def _entries() -> dict[str, dict[str, Schema]]:
    kinds = ["float", "int", "bool", "choice", "text", "ints", "points", "constants", "entries"]
    parameter: dict[str, Any] = {
        "name": text("As in files and spec strings."),
        "kind": {"enum": kinds, "description": "What it is."},
        "default": {"description": "What it is when it is left out; null: it depends."},
        "low": value("The smallest value allowed, null where there is no bound."),
        "high": value("The largest, likewise; it may be excluded, as the schema of files says."),
        "unit": text("What a whole number counts; empty where nothing."),
        "doc": text("What it means."),
        "choices": listed("The words allowed; of a choice only.", {"type": "string"}),
    }
    parameters = listed("In the order of spec strings.", table("One.", parameter, ["choices"]))
    shared = {
        "name": text("As in files and spec strings."),
        "title": text("As the window shows it."),
        "formula": text("What it computes."),
        "doc": text("What it is."),
        "reference": text("The source; empty where there is nothing to cite."),
        "parameters": parameters,
    }
    place = numbers("A value for each coordinate.")
    minimum = table("A known minimum.", {"position": place, "loss": number("The loss there.")})
    surface = {
        "dimensions": {"enum": [1, 2], "description": "How many coordinates it has."},
        "domain": listed("What is shown: from, to, of each coordinate.", numbers("From, to.")),
        "start": place,
        "minima": listed("Those that are known.", minimum),
    }
    optimizer = {
        "default_lr": number("The learning rate that it starts with."),
        "slots": listed("What it remembers from step to step.", {"type": "string"}),
    }
    return {
        "surfaces": shared | surface,
        "optimizers": shared | optimizer,
        "schedules": shared,
    }


def _preset() -> dict[str, Schema]:
    return {
        "name": text("Kebab-case."),
        "title": text("What it is for."),
        "kind": {"enum": ["framework", "model", "rule"], "description": "Whose it is."},
        "optimizer": text("A spec string; empty where it says nothing of it."),
        "schedule": text("Likewise."),
        "lr": value("The learning rate, or the lowest."),
        "lr_high": value("The highest, where there is a range."),
        "factor": numbers("By what to multiply a rate, or the lowest and highest such factor."),
        "power": value("k times the batch takes k to this power times the rate."),
        "share": numbers("Shares of the steps."),
        "doc": text("What else there is to know."),
        "source": text("Where it stands."),
        "date": text("Since when."),
        "url": text("Where that is found."),
    }


def _lesson() -> dict[str, Schema]:
    return {
        "name": text("For `lrsim --lesson`."),
        "title": text("As the window shows it."),
        "sentence": text("What one knows afterwards."),
        "minutes": number("How long it takes in class."),
        "steps": whole("How many it has, …", 1),
        "questions": whole("… how many of them ask, …"),
        "goals": whole("… and how many have a goal to reach."),
    }


def _scene() -> dict[str, Schema]:
    return {
        "name": text("Kebab-case."),
        "title": text("As the window shows it."),
        "group": {"enum": [group.lower() for group in GROUPS], "description": "Where it stands."},
        "sentence": text("What it shows."),
        "share": text("Its share code, which every command takes as FILE."),
    }
