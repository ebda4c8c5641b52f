"""What is typed into a picker's filter finds what was meant, the best first."""

from __future__ import annotations

import pytest

from lrsim.catalogue.entries import Entry, entries
from lrsim.gui.forms import ranking
from lrsim.gui.forms.ranking import Hit, hit, ranked
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface

pytestmark = pytest.mark.core


def found(base: type[Entry], text: str) -> list[str]:
    known = [(cls.title, (cls.title, cls.entry_name()), cls.doc) for cls in entries(base).values()]
    return ranked(known, text)


@pytest.mark.parametrize("base", [Surface, Optimizer, Schedule])
def test_every_title_and_name_finds_its_entry_first(base: type[Entry]) -> None:
    for cls in entries(base).values():
        for text in (cls.title, cls.title.upper(), cls.entry_name()):
            assert found(base, text)[0] == cls.title


@pytest.mark.parametrize(
    ("base", "text", "title"),
    [
        (Optimizer, "adam", "Adam"),
        (Schedule, "step", "Step"),
        (Surface, "bowl", "Bowl"),
        (Surface, "valley", "Long valley"),
        (Surface, "long valley", "Long valley"),
        (Surface, "valley long", "Long valley"),
        (Surface, "camel", "Three-hump camel"),
        (Schedule, "warm rest", "Cosine with warm restarts"),
    ],
)
def test_a_word_of_a_title_finds_it(base: type[Entry], text: str, title: str) -> None:
    assert found(base, text)[0] == title


@pytest.mark.parametrize(
    ("base", "text", "title"),
    [
        (Optimizer, "adma", "Adam"),
        (Optimizer, "rmsporp", "RMSprop"),
        (Surface, "rosenbrok", "Rosenbrock"),
        (Surface, "rosebrock", "Rosenbrock"),
        (Surface, "long vally", "Long valley"),
        (Surface, "himelblau", "Himmelblau"),
        (Schedule, "cosien", "Cosine annealing"),
    ],
)
def test_a_typo_still_finds_what_was_meant(base: type[Entry], text: str, title: str) -> None:
    assert found(base, text)[0] == title


def test_kinds_of_hits_come_in_order() -> None:
    names = ("Adam", "Adamax", "Fast Adam", "Fast Adamax")
    known = [(name, (name,), "") for name in ("Adan", "Nadam", *reversed(names))]
    known += [("Macadam", ("Macadam",), ""), ("Lion", ("Lion",), "Cheaper than Adam.")]
    assert ranked(known, "adam") == [*names, "Lion", "Nadam", "Macadam", "Adan"]


def test_a_part_of_a_word_counts_less_than_a_word_said_of_something_else() -> None:
    known = [
        ("valley", ("Adam in the banana valley",), "a banana"),
        ("numbers", ("Out of numbers",), "infinity minus infinity is NaN"),
    ]
    assert ranked(known, "nan") == ["numbers", "valley"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Long valley", Hit.TITLE),
        ("long", Hit.PREFIX),
        ("valley", Hit.WORD),
        ("val", Hit.WORD_PREFIX),
        ("alley", Hit.PART),
        ("x²+κy²", Hit.DESCRIPTION),
        ("vallye", Hit.TYPO),
        ("lxxg", None),
    ],
)
def test_what_fits_is_told(text: str, expected: Hit | None) -> None:
    assert hit(("Long valley", "long-valley"), "½(x²+κy²)", text) == expected


def test_short_words_have_no_typos() -> None:
    assert hit(("Abs",), "", "abd") is None


def test_nothing_typed_leaves_all_as_it_was() -> None:
    known = [(name, (name,), "") for name in "cab"]
    assert ranked(known, "  ") == ["c", "a", "b"]


def test_a_pasted_page_is_not_searched_for_typos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_typos", lambda *_: pytest.fail("compared letter by letter"))
    assert hit(("Long valley", "long-valley"), "", "x" * 100_000) is None
