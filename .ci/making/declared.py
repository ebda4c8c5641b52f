"""JSON Schemas of what is declared once: an experiment, its runners, and the entries of the catalogue."""

from __future__ import annotations

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


def _form(parameter: Parameter) -> Schema:
    if isinstance(parameter, Choice):
        return {"type": "string", "enum": list(parameter.choices)}
    if isinstance(parameter, Text):
        return {"type": "string", "maxLength": parameter.longest}
    if isinstance(parameter, Constants):
        return {"type": "object", "additionalProperties": {"type": "number"}}
    if isinstance(parameter, Ints | Points | Entries):
        bounds = {"minItems": parameter.shortest, "maxItems": parameter.longest}
        return {"type": "array", "items": _item(parameter), **bounds}
    if isinstance(parameter, parameters.Moves):
        step = {"type": "integer", "minimum": 0, "maximum": declarations.MAX_STEPS}
        return {"type": "array", "items": _pair(step, _bounded("number", parameter.rate))}
    if isinstance(parameter, parameters.Scales):
        factor = _bounded("number", parameter.factor)
        return {"type": "array", "items": factor, "minItems": 1, "maxItems": 2}
    if parameter.kind == "floats":  # a place
        return {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 2}
    if parameter.kind == "entry":
        return {"$ref": f"#/$defs/{parameter.name}"}
    if parameter.kind == "bool":
        return {"type": "boolean"}
    return _bounded("integer" if parameter.kind == "int" else "number", parameter)


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
