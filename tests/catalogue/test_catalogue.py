"""What all entries of the catalogue have in common. A new entry is tested the day it appears."""

import contextlib
import copy
import json
import math
import pickle
import tomllib
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta

import lrsim
from drawing import drawn_entry
from lrsim import parameters
from lrsim.catalogue.entries import Entry, construct, entries, lookup, parse, resolve
from lrsim.errors import InputError
from lrsim.experiment import _without_none
from lrsim.optimizers import Optimizer, Sgd
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface

KINDS = [Surface, Optimizer, Schedule]
ENTRIES = [
    pytest.param(kind, cls, id=name) for kind in KINDS for name, cls in entries(kind).items()
]
PARAMETERS = [
    pytest.param(kind, cls, parameter, id=f"{name}-{parameter.name}")
    for kind in KINDS
    for name, cls in entries(kind).items()
    for parameter in cls.parameters()
]
NUMBERS = [case for case in PARAMETERS if case.values[2].kind in ("float", "int")]

every_entry = pytest.mark.parametrize(("kind", "cls"), ENTRIES)
every_parameter = pytest.mark.parametrize(("kind", "cls", "parameter"), PARAMETERS)
every_number = pytest.mark.parametrize(("kind", "cls", "parameter"), NUMBERS)


def built(cls, name, value):
    """Return the entry with one parameter set, and with whatever it needs to be allowed."""
    needs = {"momentum": 0.5} if name == "nesterov" and value is True else {}
    if cls.entry_name() == "formula" and name in ("low", "high"):  # one is below the other
        value = value - (name == "low") * (value == 1e6) + (name == "high") * (value == -1e6)
        needs = {"high": 1e6} if name == "low" else {"low": -1e6}
    return cls(**{name: value}, **needs)


def outside(parameter):
    """Return values next to the bounds that are not allowed."""
    whole = parameter.kind == "int"
    if parameter.low is not None:
        if not parameter.low_allowed:
            yield parameter.low
        yield parameter.low - 1 if whole else math.nextafter(parameter.low, -math.inf)
    if parameter.high is not None and math.isfinite(parameter.high):
        if not parameter.high_allowed:
            yield parameter.high
        yield parameter.high + 1 if whole else math.nextafter(parameter.high, math.inf)


def inside(parameter):
    """Return values at the bounds, or next to them, that are allowed."""
    whole = parameter.kind == "int"
    if parameter.low is not None:
        step = parameter.low + 1 if whole else math.nextafter(parameter.low, math.inf)
        yield parameter.low if parameter.low_allowed else step
    if parameter.high is not None:
        step = parameter.high - 1 if whole else math.nextafter(parameter.high, -math.inf)
        yield parameter.high if parameter.high_allowed else step


# --- every entry ---------------------------------------------------------------------------------


@every_entry
def test_bare_name_constructs(kind, cls):
    entry = parse(kind, cls.entry_name())
    assert type(entry) is cls
    assert entry == cls()
    assert entry.spec == entry.name == cls.entry_name()
    assert entry.changed() == {}


@every_entry
def test_names_are_kebab_case_and_parameters_snake_case(kind, cls):
    assert cls.entry_name().replace("-", "a").isalnum()
    assert cls.entry_name() == cls.entry_name().lower()
    for parameter in cls.parameters():
        assert parameter.name.isidentifier()
        assert parameter.name == parameter.name.lower()


@every_entry
def test_title_formula_doc_and_reference_are_written(kind, cls):
    for text in (cls.title, cls.formula, cls.doc, cls.reference):
        assert text.strip() == text
        assert text
    assert cls.doc.endswith(".")
    assert cls.__doc__


@every_entry
def test_entry_is_frozen_and_hashable(kind, cls):
    entry = cls()
    assert hash(entry) == hash(cls())
    with pytest.raises(AttributeError):
        setattr(entry, next((p.name for p in cls.parameters()), "title"), 1)


@every_entry
def test_entry_survives_pickle_and_copy(kind, cls):
    entry = cls()
    assert pickle.loads(pickle.dumps(entry)) == copy.deepcopy(entry) == entry


@every_entry
def test_unknown_parameter_is_named_with_those_that_are_known(kind, cls):
    for make in (
        lambda: parse(kind, f"{cls.entry_name()}:bogus=1"),
        lambda: construct(kind, cls.entry_name(), {"bogus": 1}),
        lambda: resolve(kind, {"name": cls.entry_name(), "bogus": 1}),
    ):
        with pytest.raises(InputError, match="bogus") as caught:
            make()
        for parameter in cls.parameters():
            assert parameter.name in str(caught.value)


@every_entry
def test_table_round_trip(kind, cls):
    entry = cls()
    assert resolve(kind, entry.to_dict()) == entry
    assert resolve(kind, entry) is entry
    assert next(iter(entry.to_dict())) == "name"
    assert list(entry.values()) == [parameter.name for parameter in cls.parameters()]


@every_entry
def test_msgspec_reads_what_it_writes(kind, cls):
    entry = cls()
    assert msgspec.json.decode(msgspec.json.encode(entry), type=cls) == entry


@every_entry
@settings(max_examples=30)  # of each of some eighty entries
@given(data=st.data())
def test_spec_string_round_trip(kind, cls, data):
    entry = data.draw(drawn_entry(cls))
    assert parse(kind, entry.spec) == entry
    assert resolve(kind, entry.to_dict()) == entry
    assert resolve(kind, json.loads(json.dumps(entry.to_dict()))) == entry
    if '"' not in entry.spec and not any(p.kind == "text" for p in cls.parameters()):
        spaced = entry.spec.replace(",", " , ").replace("=", " = ").replace(";", " ; ")
        assert parse(kind, f"  {spaced} ") == entry


# --- every parameter -----------------------------------------------------------------------------


@every_parameter
def test_parameter_is_documented(kind, cls, parameter):
    assert parameter.doc
    assert parameter.doc.strip() == parameter.doc
    assert not parameter.doc.endswith(".")


@every_parameter
def test_default_is_allowed(kind, cls, parameter):
    assert parameter.check(parameter.default) == parameter.default
    if parameter.default is not None:
        held = {"choice": "str", "text": "str", "ints": "tuple", "points": "tuple"}
        held["constants"] = "tuple"
        kind_of = held.get(
            parameter.kind, "tuple" if parameter.kind == "entries" else parameter.kind
        )
        assert type(parameter.default).__name__ == kind_of
    else:
        assert parameter.optional


@every_parameter
def test_values_of_the_wrong_kind_are_refused(kind, cls, parameter):
    wrong = ["\0", b"1", [], {}, 1j, object(), math.nan, np.array(1j), range(1000)]
    wrong += [0, 1, 0.5] if parameter.kind == "bool" else [True, np.True_, False]
    if parameter.kind != "text":
        wrong.append("0.5x")
    if parameter.kind in ("int", "float", "bool"):
        wrong.append(np.array([1.0, 2.0]))
    else:
        wrong += [0, 0.5]
    if parameter.kind == "int":
        wrong += [1.5, math.inf]
    if not parameter.optional and parameter.high != math.inf:  # null is JSON's infinity
        wrong.append(None)
    if getattr(parameter, "shortest", 1) == 0:
        wrong.remove([])
    if parameter.kind == "constants":
        wrong.remove({})
    for value in wrong:
        with pytest.raises(InputError) as caught:
            cls(**{parameter.name: value})
        assert caught.value.where == parameter.name
        assert parameter.allowed in str(caught.value)


@every_number
def test_value_just_outside_is_refused(kind, cls, parameter):
    for value in outside(parameter):
        with pytest.raises(InputError) as caught:
            cls(**{parameter.name: value})
        assert caught.value.where == parameter.name
        assert repr(value) in str(caught.value)
        with pytest.raises(InputError, match=parameter.name):
            parse(kind, f"{cls.entry_name()}:{parameter.name}={value!r}")


@every_number
def test_value_at_the_bound_is_accepted(kind, cls, parameter):
    for value in inside(parameter):
        if parameter.name == "escape" and value < 1000.0:  # may lie inside the domain
            continue
        kept = getattr(built(cls, parameter.name, value), parameter.name)
        assert kept == pytest.approx(value, abs=1.0 if cls.entry_name() == "formula" else 0.0)
        assert type(kept).__name__ == parameter.kind


@every_number
def test_nan_and_infinity_are_refused(kind, cls, parameter):
    unbounded = parameter.high == math.inf and parameter.high_allowed
    for text in ("nan", "-inf", *(() if unbounded else ("inf",))):
        with pytest.raises(InputError, match=parameter.name):
            cls(**{parameter.name: float(text)})
        with pytest.raises(InputError, match=parameter.name):
            parse(kind, f"{cls.entry_name()}:{parameter.name}={text}")


@every_number
def test_numpy_and_whole_numbers_become_the_parameters_own_type(kind, cls, parameter):
    (value, *_) = [
        v
        for v in (1, 0.5, 2, 0)
        if parameter._inside(v) and parameter.kind != "int" and parameter.name != "escape"
    ] or [300]
    for given_ in (np.float64(value), np.float32(value)):
        kept = getattr(cls(**{parameter.name: given_}), parameter.name)
        assert type(kept) is {"int": int, "float": float}[parameter.kind]
        assert kept == value


@every_number
@pytest.mark.parametrize("digits", [400, 5000])  # more than 4300 Python does not even print
def test_a_number_of_hundreds_of_digits_is_refused_like_any_other(kind, cls, parameter, digits):
    for sign in (1, -1):
        with pytest.raises(InputError) as caught:
            cls(**{parameter.name: sign * 10**digits})
        assert caught.value.where == parameter.name
        assert len(str(caught.value)) < 300
    with pytest.raises(InputError, match=parameter.name):
        parse(kind, f"{cls.entry_name()}:{parameter.name}=-1{'0' * digits}")


# --- names and spec strings ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_name_is_refused_with_all_names(kind):
    with pytest.raises(InputError) as caught:
        lookup(kind, "nonesuch")
    for name in entries(kind):
        assert name in str(caught.value)


def test_near_miss_is_suggested():
    with pytest.raises(InputError, match=r"did you mean rosenbrock\?"):
        lrsim.surface("rosenbrok")


@pytest.mark.parametrize("name", ["Quadratic", "long_valley", "", " ", ":", "sgd"])
def test_names_are_exact(name):
    with pytest.raises(InputError):
        lrsim.surface(name)


@pytest.mark.parametrize("spec", ["sgd:", "sgd:,", " sgd : ", "sgd:,,"])
def test_empty_parameter_lists_are_the_bare_name(spec):
    assert lrsim.optimizer(spec) == Sgd()


@pytest.mark.parametrize(
    ("spec", "where"),
    [
        ("sgd:momentum", "momentum"),
        ("sgd:momentum=", "momentum"),
        ("sgd:momentum=0.5,momentum=0.5", "momentum"),
        ("sgd:momentum=half", "momentum"),
        ("sgd:momentum=0_5", "momentum"),
        ("sgd:momentum=٠", "momentum"),  # an Arabic zero is a digit to float()
        ("sgd:nesterov=yes", "nesterov"),
        ("sgd:nesterov=1", "nesterov"),
        ("sgd:=0.5", ""),
        ("sgd:momentum=0.5=0.6", "momentum"),
        ("sgd:nesterov=true", "nesterov"),
        ("adam:momentum=0.9", "momentum"),
    ],
)
def test_malformed_spec_is_refused_where_it_is_wrong(spec, where):
    with pytest.raises(InputError) as caught:
        lrsim.optimizer(spec)
    assert caught.value.where == where
    assert str(caught.value).count("\n") <= 3


def test_booleans_are_written_in_any_case():
    for text in ("true", "True", "TRUE"):
        assert lrsim.optimizer(f"adam:amsgrad={text}").amsgrad is True


def test_lengths_may_be_left_open_by_name():
    assert lrsim.schedule("step:step_size=none") == lrsim.schedule("step")


@given(st.text(max_size=60))
def test_any_text_is_an_entry_or_an_input_error(text):
    for kind in KINDS:
        with contextlib.suppress(InputError):
            assert isinstance(parse(kind, text), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given_", [None, 5, 1.5, [], ("quadratic",), b"quadratic"])
def test_what_is_neither_entry_nor_name_nor_table_is_refused(kind, given_):
    with pytest.raises(InputError, match=kind.kind):
        resolve(kind, given_)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", [{}, {"name": 5}, {"name": None}, {"kappa": 1}])
def test_table_without_a_name_is_refused(kind, table):
    with pytest.raises(InputError, match="name"):
        resolve(kind, table)


def test_entries_of_one_kind_are_no_entries_of_another():
    with pytest.raises(InputError):
        resolve(Surface, Sgd())


# --- lists, words and text -----------------------------------------------------------------------


class Toy(Entry, frozen=True, kw_only=True):
    kind = "toy"


class Single(Toy, frozen=True, kw_only=True, tag="single"):
    mode: Annotated[Literal["up", "down"], Meta(description="way")] = "up"
    marks: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=99)], ...], Meta(max_length=4, description="marks")
    ] = (9,)
    note: Annotated[str, Meta(max_length=1000, description="note")] = ""
    curve: (
        Annotated[
            tuple[
                tuple[Annotated[int, Meta(ge=0, le=100)], Annotated[float, Meta(gt=0, le=2)]], ...
            ],
            Meta(min_length=1, max_length=3, description="curve"),
        ]
        | None
    ) = None


class Several(Toy, frozen=True, kw_only=True, tag="several"):
    parts: Annotated[
        tuple[Any, ...],
        Meta(min_length=1, max_length=3, extra={"entry": Toy}, description="parts"),
    ] = (Single(),)
    depth: Annotated[float, Meta(ge=0, le=1, description="depth")] = 0.5


@pytest.mark.parametrize("cls", [Single, Several])
@given(data=st.data())
def test_lists_words_and_text_survive_spec_string_json_and_toml(cls, data):
    entry = data.draw(drawn_entry(cls))
    again = parse(Toy, entry.spec)
    assert again == entry
    assert hash(again) == hash(entry)
    table = entry.to_dict()
    assert resolve(Toy, json.loads(json.dumps(table))) == entry
    assert resolve(Toy, tomllib.loads(tomli_w.dumps(_without_none(table)))) == entry


@pytest.mark.parametrize(
    ("spec", "entry"),
    [
        ("single:marks=30;60;90", Single(marks=(30, 60, 90))),
        ("single: marks = 30 ; 60", Single(marks=[30, 60])),
        ("single:marks=[]", Single(marks=())),
        ("single:marks=7,mode=down", Single(marks=(7,), mode="down")),
        ("single:curve=0:1;50:0.5", Single(curve=((0, 1.0), (50, 0.5)))),
        ("single:x**2 + max(x, y)", Single(note="x**2 + max(x, y)")),
        ("single:x**2,mode=down", Single(note="x**2", mode="down")),
        ("single:mode=down,x[1,2]", Single(note="x[1,2]", mode="down")),
        ('single:note="a, b = \\"c\\" \\\\ d"', Single(note='a, b = "c" \\ d')),
        ("single:note=half (open", Single(note="half (open")),
        ("several:parts=[single:marks=1;2,mode=down];[single]", Several(
            parts=(Single(marks=(1, 2), mode="down"), Single()))),
        ('several:parts=[single:note="]["],depth=1', Several(parts=(Single(note="]["),), depth=1)),
    ],
)  # fmt: skip
def test_lists_words_and_text_in_spec_strings(spec, entry):
    assert parse(Toy, spec) == entry
    assert parse(Toy, entry.spec) == entry


def test_spec_string_quotes_only_what_needs_it():
    assert Single(note="sin(x, y)**2").spec == "single:note=sin(x, y)**2"
    assert Single(note="a, b").spec == 'single:note="a, b"'
    assert Single(note="sin(x").spec == 'single:note="sin(x"'
    assert Several(parts=(Single(marks=(3,)),)).spec == "several:parts=[single:marks=3]"
    assert Several(parts=(Single(), Single())).to_dict()["parts"][1]["marks"] == [9]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("single:mode=left", "mode: 'left' is not allowed; must be one of up, down"),
        ("single:marks=1;100", "marks[1]: 100"),
        ("single:marks=1;1.5", "marks[1]: 1.5"),
        ("single:marks=1;;2", "marks: ''"),
        ("single:marks=1;2;3;4;5", "must be a list of 0 to 4 whole numbers, each from 1 to"),
        ("single:curve=5", "curve: '5' is not allowed; must be written STEP:FACTOR"),
        ("single:curve=5:1;5:1", "curve[1]: 5 is not allowed; its step must come after 5"),
        ("single:curve=5:0", "curve[0]: 0.0 is not allowed; its factor must be a number above 0"),
        ("single:curve=-1:1", "curve[0]: -1.0 is not allowed; its step must be a whole number"),
        ("single:curve=x:1", "curve: 'x' is not allowed; must be a list of 1 to 3 pairs"),
        ("single:a,b", "note: 'b' is not allowed; is given twice"),
        (f"single:{'x' * 1001}", "must be text of 0 to 1000 printable characters on one line"),
        ("single:note=a\0", "must be text"),
        ("single:x==2", "no parameter called 'x'"),  # what looks like key=value is one
        ("several:parts=single", "parts: 'single' is not allowed; must be written [TOY];[TOY];…"),
        ("several:parts=[single]; ", "parts: ''"),
        ("several:parts=[single", "parts: '[single'"),
        ("several:parts=[nonesuch]", "parts[0]: 'nonesuch' is not allowed; must be one of single"),
        ("several:parts=[single];[single:marks=0]", "parts[1].marks[0]: 0"),
        ("several:parts=[several]", "parts[0]: 'several' is not allowed; may not be a part"),
        (f"several:parts={'[several:parts=' * 5000}", "must be written [TOY]"),
        (f"several:parts={'[several:parts=' * 5000}{']' * 5000}", "parts[0]: 'several'"),
    ],
)  # fmt: skip
def test_bad_lists_words_and_text_are_refused_where_they_are_wrong(spec, message):
    with pytest.raises(InputError) as caught:
        parse(Toy, spec)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"name": "single", "marks": [1, "2"]}, "marks[1]"),
        ({"name": "single", "marks": [1, True]}, "marks[1]"),
        ({"name": "single", "curve": [[0, 1], [1]]}, "curve[1]"),
        ({"name": "single", "curve": [[0, 1], [1, None]]}, "curve[1]"),
        ({"name": "single", "curve": ["01"]}, "curve[0]"),
        ({"name": "several", "parts": [{"name": "single"}, {}]}, "parts[1].name"),
        ({"name": "several", "parts": [{"name": "single", "gamma": 1}]}, "parts[0].gamma"),
        ({"name": "several", "parts": [{"name": "single", "mode": 1}]}, "parts[0].mode"),
        ({"name": "several", "parts": [Sgd()]}, "parts[0]"),
        ({"name": "several", "parts": [Several()]}, "parts[0]"),
        ({"name": "several", "parts": [{"name": "several", "parts": []}]}, "parts[0]"),
        ({"name": "several", "parts": {"name": "single"}}, "parts"),
        ({"name": "several", "parts": "[single]"}, "parts"),
    ],
)
def test_bad_tables_are_refused_with_the_path_of_what_is_wrong(table, where):
    with pytest.raises(InputError) as caught:
        resolve(Toy, table)
    assert caught.value.where == where


# --- what a parameter allows, in words -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "name", "words"),
    [
        (Sgd, "momentum", "a number at least 0 and below 1"),
        (Sgd, "nesterov", "true or false"),
        (
            entries(Schedule)["step"],
            "step_size",
            "a whole number of steps from 1 to 16\u202f777\u202f216",
        ),
        (entries(Surface)["quadratic"], "escape", "a number above 0"),
        (entries(Surface)["rosenbrock"], "b", "a number above 0 and at most 10⁶"),
    ],
)
def test_bounds_in_words(cls, name, words):
    (parameter,) = [p for p in cls.parameters() if p.name == name]
    assert parameter.allowed == words


# --- the error -----------------------------------------------------------------------------------


def test_error_says_where_what_and_what_is_allowed():
    error = InputError("momentum", 2, "must be below 1")
    assert str(error) == "momentum: 2 is not allowed; must be below 1"
    assert str(error.at("runners[1].optimizer")).startswith("runners[1].optimizer.momentum: 2")
    assert str(InputError("", 5, "must be a table").at("runners[0]")).startswith("runners[0]: 5")
    assert isinstance(error, ValueError)


def test_error_without_a_value_says_only_what_is_allowed():
    assert (
        str(InputError("runners", None, "must be at least one")) == "runners: must be at least one"
    )


def test_error_shortens_long_values():
    text = str(InputError("title", "x" * 10_000, "must be short"))
    assert len(text) < 150
    assert "10002 characters" in text


def test_error_shortens_a_place_that_is_too_long_to_be_one():
    error = InputError("x" * 1_000_000 + ".toml", None, "cannot be read")
    assert len(str(error)) < 400
    assert str(error).endswith("xxx.toml: cannot be read")
    assert len(error.translated()) < 400


def test_error_writes_lists_that_never_end():
    endless: list[object] = [1]
    endless += [endless, endless]
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (endless, deep):
        error = InputError("lr", value, "must be a number")
        assert str(error).endswith("must be a number")
        assert "[" in error.translated()


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000"])
def test_any_space_in_a_line_of_text_is_a_space(space):
    assert parameters.NAME.check(f"LR{space}2{space}") == "LR 2"
    for other in ("\n", "\u2028", "\t"):
        with pytest.raises(InputError, match="on one line"):
            parameters.NAME.check(f"LR{other}2")


def test_error_survives_pickle():
    error = InputError("lr", math.inf, "must be finite")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert (again.where, again.allowed) == (error.where, error.allowed)
