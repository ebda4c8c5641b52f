"""What the commands print with --json is what docs/schema says, key by key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing

import lrsim
from lrsim.cli import main
from lrsim.lessons import scenes

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "docs" / "schema").glob("*.json"))
}

NOISY = ("--noise", "0.5", "--steps", "40")
EXPLODING = ("--surface", "quadratic", "--lr", "1.1", "--start", "5", "--steps", "50")
TWO = ("--runner", "a lr=0.1", "--runner", "b lr=0.5 optimizer=adam schedule=step:step_size=9")

DOCUMENTS = [
    ("run", "run"),
    ("run", "run", *EXPLODING),
    ("run", "run", *EXPLODING, "--history"),
    (
        "run",
        "run",
        "--surface",
        "quadratic:escape=inf",
        "--lr",
        "10",
        "--steps",
        "300",
        "--history",
    ),
    ("run", "run", "--surface", "formula:log(x)", "--start", "0.1", "--lr", "1", "--history"),
    ("run", "run", "--surface", "formula:a*x**2,a=3", "--lr", "0.1"),
    ("run", "run", "--surface", "saddle", "--lr", "0.1"),
    ("run", "run", "--surface", "formula:x**3", "--lr", "0.01"),
    ("run", "run", "--surface", "shower", "--lr", "10"),
    ("run", "run", "--surface", "abs", "--lr", "0.3"),
    ("run", "run", "--start", "0"),
    ("run", "run", *NOISY),
    ("run", "run", *NOISY, "--batch-size", "4", "--clip-norm", "1", "--lr", "0.9"),
    ("run", "run", "--surface", "rosenbrock", *TWO, "--dial", "20:0.01", "--lr-scale", "1,0.5"),
    ("run", "run", "--optimizer", "newton", "--surface", "rosenbrock"),
    ("run", "run", "--schedule", "sequential", "--steps", "30"),
    ("run", "run", "--schedule", "drawn:points=0:1;9:0.1", "--steps", "30"),
    ("sweep", "sweep", "--lrs", "1e-3:2:9"),
    ("sweep", "sweep", "--lrs", "1e3,1e4"),
    ("sweep", "sweep", *NOISY, "--lrs", "0.01:2:5", "--seeds", "3"),
    ("sweep", "sweep", *NOISY, "--lrs", "100,1000", "--seeds", "2"),
    ("sweep", "sweep", "--surface", "saddle", "--lrs", "0.1,1", "--from-step", "9"),
    ("find", "find"),
    ("find", "find", "--surface", "saddle", "--test-steps", "20"),
    ("find", "find", *NOISY, "--seeds", "2"),
    ("map", "map", "--x", "lr:0.01:2:3", "--y", "start_x:1:5:2"),
    ("map", "map", *NOISY, "--x", "lr:0.01:2:3", "--y", "momentum:0:0.9:2", "--seeds", "2"),
    ("bench", "bench", "--seconds", "0.05"),
    *((f"list-{kind}", "list", kind) for kind in ("surfaces", "optimizers", "schedules")),
    *((f"list-{kind}", "list", kind) for kind in ("presets", "lessons", "scenes")),
]


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is not in RFC 8259")


def check(name: str, document: Any) -> None:
    """Raise where a document is not what its schema says."""
    files = (
        (file, referencing.jsonschema.DRAFT202012.create_resource(schema))
        for file, schema in SCHEMAS.items()
    )
    registry = referencing.Registry().with_resources(files)
    validator = jsonschema.Draft202012Validator(SCHEMAS[f"{name}.json"], registry=registry)
    faults = list(validator.iter_errors(document))
    best = jsonschema.exceptions.best_match(faults)
    assert best is None, f"{best.json_path}: {best.message[:300]}"


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, *words in DOCUMENTS])
def test_a_document_is_what_its_schema_says(name, words, capsys):
    assert main([*words, "--json"]) == 0
    check(name, json.loads(capsys.readouterr().out, parse_constant=refuse))


@pytest.mark.parametrize(
    "rows", [[(0.1, 1.0)], [(10.0 ** (k / 40), abs(k - 60)) for k in range(99)]]
)
def test_what_is_read_from_a_range_test_of_ones_own_is_what_its_schema_says(rows, tmp_path, capsys):
    path = tmp_path / "test.csv"
    path.write_text("lr,loss\n" + "".join(f"{lr!r},{loss!r}\n" for lr, loss in rows))
    assert main(["find", "--from", str(path), "--json"]) == 0
    check("find-from", json.loads(capsys.readouterr().out, parse_constant=refuse))


def test_every_schema_is_one_and_every_document_has_one():
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    used = {f"{name}.json" for name, *_ in DOCUMENTS}
    assert set(SCHEMAS) == used | {"common.json", "experiment.json", "find-from.json"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_told_and_no_other_is_taken(name):
    for table in tables(SCHEMAS[name]):
        assert table["additionalProperties"] is False or not table["properties"]
        for key, schema in table["properties"].items():
            assert schema.get("description") or "$ref" in schema, key


def test_a_new_key_does_not_go_unnoticed():
    document = lrsim.Experiment("quadratic").to_dict()
    check("experiment", document)
    for path in ((), ("runners", 0), ("surface",), ("runners", 0, "optimizer")):
        told = json.loads(json.dumps(document))
        table = told
        for part in path:
            table = table[part]
        table["new"] = 1
        with pytest.raises(AssertionError):
            check("experiment", told)


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_experiments_of_scenes_are_what_the_schema_says(scene):
    check("experiment", json.loads(json.dumps(scene.experiment.to_dict())))


def tables(schema: Any) -> Any:
    """Yield the schemas of tables within a schema."""
    if isinstance(schema, list):
        for item in schema:
            yield from tables(item)
    elif isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for inner in schema.values():
            yield from tables(inner)
