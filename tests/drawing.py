"""Catalogue entries drawn at random, for hypothesis: every kind of parameter within what it allows."""

import functools

from hypothesis import assume
from hypothesis import strategies as st

from lrsim.catalogue.entries import entries
from lrsim.errors import InputError

PRINTABLE = st.characters(categories=["L", "N", "P", "S"], include_characters=" ")


@functools.cache  # hypothesis reads the source of a filter once for each strategy that has it
def allowed(parameter):
    """Return a strategy for everything that a parameter allows."""
    match parameter.kind:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(parameter.choices)
        case "int":
            return st.integers(parameter.low, parameter.high)
        case "float":
            drawn = st.floats(parameter.low, parameter.high, allow_nan=False)
            return drawn.filter(parameter._inside)
        case "text" if parameter.name == "expression":  # few texts are one
            form = st.sampled_from(["{}", "-({})", "({}) / 3 + 0.25", "2*({0}) - ({0})**2"])
            return form.map(lambda text: text.format(parameter.default))
        case "text":
            drawn = st.text(PRINTABLE, max_size=min(parameter.longest, 40)).map(str.strip)
            return drawn.filter(lambda text: len(text) >= parameter.shortest)
        case _:
            return allowed_list(parameter)


def allowed_list(parameter):
    """Return a strategy for everything that a parameter allows which is a list."""
    match parameter.kind:
        case "ints":
            return tuples(parameter, allowed(parameter.item))
        case "points":
            pairs = st.tuples(allowed(parameter.step), allowed(parameter.factor))
            ascending = tuples(parameter, pairs, unique_by=lambda pair: pair[0])
            return ascending.map(lambda points: tuple(sorted(points)))
        case "constants":
            names = st.sampled_from(["a", "b", "kappa", "w_1"])
            pairs = st.tuples(names, allowed(parameter.value))
            return tuples(parameter, pairs, unique_by=lambda pair: pair[0])
        case "entries":
            found = [cls for cls in entries(parameter.entry).values() if not holds_entries(cls)]
            return tuples(parameter, st.sampled_from(found).flatmap(drawn_entry))


def tuples(parameter, items, **rules):
    longest = min(parameter.longest, 6)
    return st.lists(items, min_size=parameter.shortest, max_size=longest, **rules).map(tuple)


def holds_entries(cls):
    return any(parameter.kind == "entries" for parameter in cls.parameters())


@st.composite
def drawn_entry(draw, cls):
    values = {p.name: draw(allowed(p)) for p in cls.parameters() if draw(st.booleans())}
    try:
        return cls(**values)
    except InputError:
        assume(False)  # a rule between two parameters; each alone is inside its bounds
