"""The manual's figures come from the code, and all of its text can be translated."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib.resources import files

import pytest

from lrsim import manual
from lrsim.catalogue import entries
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.diagnosis.thresholds import Thresholds
from lrsim.manual.catalogue import KINDS
from lrsim.manual.figures import FIGURES, figures
from lrsim.manual.markdown import PLACE, rendered, texts

SOURCE = (files("lrsim.assets") / "manual" / "model.md").read_text(encoding="utf-8")

KNOWN = {
    "float64": "the name of a type",
    "32": "bits of a number",
    "16": "likewise",
    "2/λ": "a formula",
    "2(1": "2(1 + β)/λ",
    "2": "lr · σ² / (2 (2 − lr λ))",
}
"""Digits in prose that are no figures of the program."""


RULES = ("lrsim.convergence", "lrsim.diagnosis", "lrsim.remedies", "lrsim.batches.seeds")
RULES += tuple(f"lrsim.studies.{study}" for study in ("finder", "race", "zone"))

NO_RULES = {
    # how much work is done for an answer, which it does not change
    "batches.seeds": ("MAX_SEEDS",),
    "diagnosis.evidence": ("CLOSE_ROWS", "LONG_WAY", "SQUARE"),  # SQUARE is rounding
    "remedies.search": ("MOST", "FEWEST", "FINALISTS", "STRETCHED", "AROUND"),
    "studies.finder.own_test": ("MOST",),
    "studies.finder.range_test": ("MAX_TEST", "SMALLEST_LR"),
    "studies.zone.rates": ("NEAR",),
    "studies.zone.search": ("AT_FIRST", "MOST_ROUNDS", "CHEAP"),
    "studies.zone.sweep": ("MAX_RATES",),
    # rounding, and what doubles can hold
    "convergence": ("GREATEST", "OWN_DIGITS", "OWN_SLACK"),
    "diagnosis.causes": ("HUGE",),
    "diagnosis.explosions": ("FASTEST", "LOOKS"),
    "diagnosis.findings": (
        "ROUNDING",
        "MOST_DECADES",
        "WRITTEN_OUT",
        "MOST_DIGITS",
        "NOTHING",
        "OTHER_PACE",
    ),
    "diagnosis.places": ("CURVE",),
    "diagnosis.stable_limit": ("SAME",),
    "studies.finder.curve": ("SMALLEST_SHARE", "ROOM"),
    # how an answer is written or drawn
    "diagnosis.outcomes": ("CONVERGED_SPEED",),
    "studies.zone.comparison": ("MOST", "FLOOR", "EXPLODED"),
    "studies.zone.gains": ("LR", "WHOLE", "LEFT", "STEPS", "EXPLODED", "EACH"),
    "studies.race.line_ups": ("BELOW", "ABOVE", "RUNGS"),
    "studies.race.words": ("WIDER",),
    # how minima and forecasts are computed
    "diagnosis.forecast": (
        "MOST_DONE",
        "MOST_OF_A_STEP",
        "MEMORIES",
        "FAR_SLOWER",
        "ANOTHER",
        "MOST_TRIED",
    ),
    "diagnosis.ground": ("BEYOND", "NEAR", "SHRINKS"),
    "diagnosis.too_large": ("LEAST_ROWS",),
}
"""Constants that are no thresholds, by why they are none."""


def test_every_figure_is_told_and_every_place_has_one():
    places = {place[1:-1] for place in PLACE.findall(SOURCE)}
    assert places == set(figures())
    assert {field.name for field in fields(Thresholds)} <= places


def test_every_threshold_of_the_rules_is_told_or_is_none():
    told = {(figure.home.__name__, figure.constant) for figure in FIGURES.values()}
    found = {constant for package in RULES for constant in constants(package)}
    spared = {(f"lrsim.{home}", name) for home, names in NO_RULES.items() for name in names}
    assert found - told == spared


def constants(package: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that the modules of a package, or a module, define for themselves."""
    root = importlib.import_module(package)
    own = pkgutil.iter_modules(getattr(root, "__path__", []), f"{package}.")
    for module in (root, *(importlib.import_module(name) for _, name, _ in own)):
        for name in re.findall(
            r"^([A-Z][A-Z_, ]*)(?:: \w+)? = ", inspect.getsource(module), re.MULTILINE
        ):
            for constant in name.split(", "):
                if isinstance(getattr(module, constant), int | float):
                    yield module.__name__, constant


def test_no_figure_is_written_out():
    prose = PLACE.sub("", SOURCE.partition("## Sources")[0])
    words = {word.strip(".,;:()|*") for word in prose.split() if re.search(r"\d", word)}
    assert words == set(KNOWN)


def test_a_changed_threshold_changes_the_page(monkeypatch):
    from lrsim.remedies import changes

    before = manual.page("model.md")
    monkeypatch.setattr(changes, "LONGEST", 77)
    assert "77" in manual.page("model.md")
    assert "77" not in before


def test_every_verdict_is_told():
    for name in VERDICTS:
        assert f"| `{name}` |" in manual.page("model.md")


def test_the_catalogue_has_every_entry_with_its_source():
    page = manual.page("catalogue.md")
    for base in KINDS.values():
        for name, entry in entries.entries(base).items():
            assert f"### {entry.title}\n\n`{name}`: `{entry.formula}`\n" in page
            assert entry.reference in page


def test_structure_stays_and_texts_are_shown():
    source = "# One\n\nTwo\nthree\n\n- four\n- five\n  six\n\n| a | `b` |\n|---|---|\n| {x} | c |"
    assert rendered(source, lambda text, **_: text.upper(), {"x": "7"}) == (
        "# ONE\n\nTWO THREE\n\n- FOUR\n- FIVE SIX\n\n| A | `B` |\n|---|---|\n| {X} | C |\n"
    )
    assert texts(source) == ["One", "Two three", "four", "five six", "a", "c"]


@pytest.mark.parametrize("name", manual.PAGES)
def test_a_page_is_in_the_language_of_its_reader(name, monkeypatch):
    from lrsim.text import messages

    monkeypatch.setenv("LANGUAGE", "qps")
    messages.language_changed()
    try:
        title = manual.page(name).partition("\n")[0]
    finally:
        monkeypatch.undo()
        messages.language_changed()
    assert title.startswith("# ⟦")
