"""What may have been meant by a name that nothing has."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like another, or None where none does."""
    import difflib  # only a typing error needs it

    return next(iter(difflib.get_close_matches(name, known, n=1)), None)


def checks_names(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function say of an argument it does not have which one may be meant."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except TypeError:  # looked at afterwards: runs are short
            called = function.__qualname__.removesuffix(".__init__")
            refuse_unknown(called, kwargs, _names(function))
            raise

    return checked


def _names(function: Callable[..., object]) -> frozenset[str]:
    """Return the names of all arguments, those of a TypedDict that is unpacked too."""
    names: set[str] = set()
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not parameter.VAR_KEYWORD:
            names.add(name)
            continue
        (arguments,) = typing.get_args(typing.get_type_hints(function)[name])
        names |= arguments.__annotations__.keys()
    return frozenset(names - {"self"})


def refuse_unknown(called: str, given: Iterable[str], names: Iterable[str]) -> None:
    """Say of the first argument that is not among some names which one may be meant."""
    known = sorted(names)
    for wrong in given:
        if wrong not in known:
            near = nearest(wrong, known)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(known)}"
            raise TypeError(f"{called}(): unknown argument {wrong!r}: {hint}") from None
