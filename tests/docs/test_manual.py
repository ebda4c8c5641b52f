"""The manual's figures come from the code, and all of its text can be translated."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib.resources import files

import pytest

from lrsim import manual
from lrsim.catalogue import entries
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.diagnosis.thresholds import Thresholds
from lrsim.manual.catalogue import KINDS
from lrsim.manual.figures import figures
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


def test_every_figure_is_told_and_every_place_has_one():
    places = {place[1:-1] for place in PLACE.findall(SOURCE)}
    assert places == set(figures())
    assert {field.name for field in fields(Thresholds)} <= places


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
