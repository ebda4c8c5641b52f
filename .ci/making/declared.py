"""JSON Schemas of what is declared once: an experiment, its runners, and the entries of the catalogue."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Any

from lrsim import declarations, parameters
from lrsim.catalogue.entries import entries
from lrsim.catalogue.lists import Constants, Entries, Ints, Points
from lrsim.catalogue.parameters import Choice, Parameter, Text
from lrsim.experiment import FILE_VERSION
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface

Schema = dict[str, Any]

NUMBERS = {"int": "integer", "float": "number"}

BASES = {"surface": Surface, "optimizer": Optimizer, "schedule": Schedule}


def table(says: str, keys: dict[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Return the schema of a table whose keys are these and no others."""
    left_out = set(optional)
    return {
        "type": "object",
        "description": says,
        "properties": keys,
        "required": [key for key in keys if key not in left_out],
        "additionalProperties": False,
    }


def listed(says: str, items: Schema, **bounds: int) -> Schema:
    """Return the schema of a list of like items."""
    return {"type": "array", "description": says, "items": items, **bounds}


def experiment() -> Schema:
    """Return the schema of an experiment file, and of what JSON documents say of an experiment."""
    keys = {
        "schema_version": {
            "type": "integer",
            "description": "The oldest version of this format that has every key used; "
            "what is left out is 1.",
            "minimum": 1,
            "maximum": FILE_VERSION,
            "default": 1,
        }
    }
    keys |= {name: of_parameter(p) for name, p in parameters.EXPERIMENT.items()}
    keys["runners"] = listed(
        "The competitors, each with another name; one with all defaults where it is left out.",
        {"$ref": "#/$defs/runner"},
        maxItems=declarations.MAX_RUNNERS,
    )
    runner = {name: of_parameter(p) for name, p in parameters.RUNNER.items()}
    return {
        **table("What is run. Every key may be left out.", keys, keys),
        "$defs": {
            "runner": table("A competitor. Every key may be left out.", runner, runner),
            **{kind: of_kind(kind) for kind in BASES},
        },
    }


def of_kind(kind: str) -> Schema:
    """Return the schema of an entry of one kind: a table with its name, or a spec string."""
    tables = [of_entry(entry) for entry in entries(BASES[kind]).values()]
    spec = {"type": "string", "description": "A spec string: a name, and parameters after a colon."}
    return {"oneOf": [spec, *tables]}


def of_entry(entry: Any) -> Schema:
    """Return the schema of an entry of the catalogue."""
    name = {"const": entry.entry_name(), "description": entry.title}
    keys = {p.name: of_parameter(p) for p in entry.parameters()}
    return table(entry.doc or entry.title, {"name": name, **keys}, keys)


def of_parameter(parameter: Parameter) -> Schema:
    """Return the schema of a parameter."""
    schema = _form(parameter)
    if parameter.optional and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    doc = parameter.doc[:1].upper() + parameter.doc[1:]
    schema["description"] = f"{doc.removesuffix('.')}."
    default = parameter.default
    if default is not None:
        plain = {"name": default} if parameter.kind == "entry" else parameter.plain(default)
        if plain != math.inf:
            schema["default"] = plain
    return schema


@functools.singledispatch
def _form(parameter: Parameter) -> Schema:
    """Return what a value looks like; each class of parameters has its own."""
    if parameter.kind == "bool":
        return {"type": "boolean"}
    return _bounded(NUMBERS[parameter.kind], parameter)


@_form.register
def _choice(parameter: Choice) -> Schema:
    return {"type": "string", "enum": list(parameter.choices)}


@_form.register
def _text(parameter: Text) -> Schema:
    return {"type": "string", "maxLength": parameter.longest}


@_form.register
def _constants(_: Constants) -> Schema:
    return {"type": "object", "additionalProperties": {"type": "number"}}


@_form.register
def _items(parameter: Ints | Points | Entries) -> Schema:
    bounds = {"minItems": parameter.shortest, "maxItems": parameter.longest}
    return {"type": "array", "items": _item(parameter), **bounds}


@_form.register
def _moves(parameter: parameters.Moves) -> Schema:
    step = {"type": "integer", "minimum": 0, "maximum": declarations.MAX_STEPS}
    return {"type": "array", "items": _pair(step, _bounded("number", parameter.rate))}


@_form.register
def _scales(parameter: parameters.Scales) -> Schema:
    factor = _bounded("number", parameter.factor)
    return {"type": "array", "items": factor, "minItems": 1, "maxItems": 2}


@_form.register
def _chosen(parameter: parameters.Chosen) -> Schema:
    names = {"type": "string", "enum": list(parameter.choices)}
    return {"type": "array", "items": names, "uniqueItems": True}


@_form.register
def _start(_: parameters.Start) -> Schema:
    return {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 2}


@_form.register
def _entry(parameter: parameters.CatalogueEntry) -> Schema:
    return {"$ref": f"#/$defs/{parameter.name}"}


def _item(parameter: Ints | Points | Entries) -> Schema:
    if isinstance(parameter, Entries):
        return {"$ref": f"#/$defs/{parameter.entry.kind}"}
    if isinstance(parameter, Points):
        return _pair(_bounded("integer", parameter.step), _bounded("number", parameter.factor))
    return _bounded("integer", parameter.item)


def _pair(first: Schema, second: Schema) -> Schema:
    return {"type": "array", "prefixItems": [first, second], "minItems": 2, "maxItems": 2}


def _bounded(kind: str, parameter: Parameter) -> Schema:
    schema: Schema = {"type": kind}
    if parameter.low is not None and math.isfinite(parameter.low):
        schema["minimum" if parameter.low_allowed else "exclusiveMinimum"] = parameter.low
    if parameter.high is not None and math.isfinite(parameter.high):
        schema["maximum" if parameter.high_allowed else "exclusiveMaximum"] = parameter.high
    return schema
