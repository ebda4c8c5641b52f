"""What help() shows: numpydoc's sections for every public name, and examples that are true."""

import doctest
import importlib
import inspect
import pydoc
from functools import cached_property
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

import lrsim
from lrsim.catalogue import documentation
from lrsim.catalogue.entries import entries

ROOT = Path(lrsim.__file__).parent

IGNORED = {
    "SA01",  # "see also": the text itself names what belongs together
    "ES01",  # a summary of one line is often all there is to say
    "EX01",  # a property needs no example; what does, is said below
}
"""Checks of numpydoc that are not wanted."""

BASES = (lrsim.surfaces.Surface, lrsim.optimizers.Optimizer, lrsim.schedules.Schedule)
ENTRIES = [cls for base in BASES for cls in entries(base).values()]
VALUES = [getattr(lrsim, name) for name in lrsim.__all__]
FUNCTIONS = [value for value in VALUES if inspect.isfunction(value)]
CLASSES = [value for value in VALUES if inspect.isclass(value)]


def path(value):
    return f"{value.__module__}.{value.__qualname__}"


def members():
    """Return the paths of the public methods and properties of the public classes, where they are told."""
    found = set()
    for cls in (*CLASSES, *BASES):
        for name, value in inspect.getmembers_static(cls):
            told = callable(getattr(cls, name)) or isinstance(value, property | cached_property)
            homes = [
                base
                for base in cls.__mro__
                if base.__module__.startswith("lrsim") and name in vars(base)
            ]
            if homes and told and not name.startswith("_"):
                # an override that does what its base promises is documented there
                home = next((base for base in homes if vars(base)[name].__doc__), homes[0])
                found.add(f"{path(home)}.{name}")
    return sorted(found)


def complaints(name, ignored=IGNORED):
    return [f"{code} {text}" for code, text in validate(name)["errors"] if code not in ignored]


@pytest.mark.parametrize("name", [*map(path, (*FUNCTIONS, *BASES, *ENTRIES)), *members()])
def test_public_names_have_the_sections_of_numpydoc(name):
    assert complaints(name) == []


@pytest.mark.parametrize("cls", CLASSES)
def test_classes_have_the_sections_of_numpydoc(cls):
    told = [
        name
        for attribute in NumpyDocString(inspect.getdoc(cls))["Attributes"]
        for name in attribute.name.split(", ")
    ]
    parameters = set(inspect.signature(cls).parameters)
    # what is handed out, not made by users, has its parameters told as attributes
    handed_out = told and parameters <= set(told)
    assert complaints(path(cls), IGNORED | {"PR01"} if handed_out else IGNORED) == []


@pytest.mark.parametrize("value", [*FUNCTIONS, *CLASSES, *ENTRIES], ids=path)
def test_functions_classes_and_entries_have_an_example(value):
    assert NumpyDocString(inspect.getdoc(value))["Examples"]


def test_a_docstring_teaches_the_entry():
    taught = lrsim.optimizers.Adam.__doc__
    for part in ("v ← β₂ v + (1 − β₂) g²", "beta2 : float, default 0.999", "arXiv:1412.6980"):
        assert part in taught
    assert "at least 0 and below 1" in taught
    assert taught.strip() in pydoc.render_doc(
        lrsim.optimizers.Adam, renderer=pydoc.plaintext
    ).replace(" |  ", "")


def test_docstrings_are_made_when_they_are_read(monkeypatch):
    monkeypatch.setattr(
        documentation, "docstring", lambda cls, summary: f"{cls.__name__}: {summary}"
    )
    assert lrsim.surfaces.Bowl.__doc__ == f"Bowl: {vars(lrsim.surfaces.Bowl)['__doc__']}"


# --- examples ---


class Finder(doctest.DocTestFinder):
    """Finds what is decorated, too: it is told to live where its decorator does."""

    def _from_module(self, module, value):
        return super()._from_module(module, inspect.unwrap(value))


def modules():
    """Return the names of the modules with examples in them."""
    files = (file for file in sorted(ROOT.rglob("*.py")) if ">>> " in file.read_text())
    names = (".".join(("lrsim", *file.relative_to(ROOT).with_suffix("").parts)) for file in files)
    return [name.removesuffix(".__init__") for name in names]


def run_examples(module, value=None):
    value = module if value is None else value
    runner = doctest.DocTestRunner()
    for test in Finder(exclude_empty=True).find(value, module=module):
        said = []
        runner.run(test, out=said.append)
        assert not said, "".join(said)
    return runner.summarize(verbose=False).attempted


@pytest.mark.parametrize("name", modules())
def test_examples_are_true(name):
    run_examples(importlib.import_module(name))


@pytest.mark.parametrize("cls", ENTRIES, ids=path)
def test_examples_of_entries_are_true(cls):
    assert run_examples(inspect.getmodule(cls), cls) >= 4


def test_examples_of_decorated_functions_are_found():
    assert run_examples(inspect.getmodule(lrsim.run), lrsim.run) == 2
