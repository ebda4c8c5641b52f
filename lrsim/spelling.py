"""What may have been meant by a name that nothing has: spellings, parts of names, other people's names."""

from __future__ import annotations

import functools
import inspect
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST = 3
"""Names that a hint offers at most."""

_TYPO: Final = 0.85
"""Share of equal letters from which on a name is taken for a misspelled one."""

_ALIKE: Final = 0.6
"""The same where nothing else fits; `difflib` has it as its own default."""

_SHORTEST = 3
"""Letters that a part of a name needs to stand for the whole of it."""

_LONGEST = 60
"""Letters of a name that are compared: it may be a file."""

_AFFIXES = re.compile(r"(lrscheduler|scheduler|schedule|optimizer|function|lr)$")
"""What libraries put behind their own names: StepLR, LinearLR, AdamOptimizer."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

ARGUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "learning_rate": ("lr", "lrs"),
    "rate": ("lr", "lrs"),
    "alpha": ("lr",),
    "eta": ("lr",),
    "gamma": ("schedule='exponential:gamma=0.95'",),
    "step_size": ("lr", "schedule='step:step_size=30'"),
    "lr": ("lrs",),
    "epochs": ("steps",),
    "iterations": ("steps",),
    "iters": ("steps",),
    "num_steps": ("steps",),
    "max_iter": ("steps",),
    "n": ("steps",),
    "x0": ("start",),
    "w0": ("start",),
    "initial": ("start",),
    "scheduler": ("schedule",),
    "lr_scheduler": ("schedule",),
    "function": ("surface",),
    "objective": ("surface",),
    "random_state": ("seed",),
    "epsilon": ("eps",),
    "decay": ("weight_decay",),
    "wd": ("weight_decay",),
    "lambda": ("weight_decay", "lambd"),
    "rho": ("alpha",),
    "weight_decay": ("optimizer='adamw:weight_decay=0.01'",),
    "momentum": ("beta1", "optimizer='sgd:momentum=0.9'"),
    "nesterov": ("optimizer='sgd:momentum=0.9,nesterov=true'",),
    "amsgrad": ("optimizer='adam:amsgrad=true'",),
    "beta1": ("optimizer='adam:beta1=0.9'",),
    "beta2": ("optimizer='adam:beta2=0.999'",),
    "betas": ("optimizer='adam:beta1=0.9,beta2=0.999'",),
    "warmup": ("schedule='constant:warmup=10'",),
    "workers": ("threads",),
    "n_jobs": ("threads",),
    "jobs": ("threads",),
}
"""What arguments are called elsewhere, and what they are here: a name, maybe with an example of its value.

Of several the first that a function has is meant.
"""


def nearest(
    name: str, known: Iterable[str], synonyms: Mapping[str, tuple[str, ...]] = ARGUMENTS
) -> list[str]:
    """Return what may be meant by a name that is not known, best first, three at most.

    Parameters
    ----------
    name : str
        What somebody wrote.
    known : iterable of str
        The names there are.
    synonyms : mapping of str to tuple of str
        What other names stand for: a known one, maybe with something behind it (``sgd:momentum=0.9``).
    """
    names = {_folded(each): each for each in known}
    other = {_folded(each): meant for each, meant in synonyms.items()}
    wanted = _folded(name[:_LONGEST])
    if not wanted:
        return []
    for form in (wanted, _AFFIXES.sub("", wanted)):
        if form in names:
            return [names[form]]
        for meant in other.get(form, ()):
            whole, rest = re.fullmatch(r"([^:=]*)(.*)", meant, re.DOTALL).groups()  # type: ignore[union-attr]  # matches any
            if _folded(whole) in names:
                return [names[_folded(whole)] + rest]
    return _similar(wanted, _words(name[:_LONGEST]), names)[:MOST]


def _similar(wanted: str, words: set[str], names: Mapping[str, str]) -> list[str]:
    """Return the names that look most like what is wanted, begin with it, or share most words with it."""
    import difflib  # only a mistake needs it

    alike = {
        each: difflib.SequenceMatcher(None, wanted, folded).ratio()
        for folded, each in names.items()
    }
    best = max(alike.values(), default=0.0)
    closest = [each for each, share in alike.items() if share == best]
    if best >= _TYPO:
        return closest
    if len(wanted) >= _SHORTEST:
        begun = [each for folded, each in names.items() if folded.startswith(wanted)]
        if begun:
            return begun
    shared = {each: (len(words & _words(each)), alike[each]) for each in names.values()}
    most = max(shared.values(), default=(0, 0.0))
    if most[0]:
        return [each for each, share in shared.items() if share == most]
    return closest if best >= _ALIKE else []


def _folded(name: str) -> str:
    """Return a name without what people spell in different ways: capitals, hyphens, underscores, spaces."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name) if len(word) >= _SHORTEST}


def checks_names(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function say of arguments that do not fit what is wrong with them, and what may be meant."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except TypeError:  # looked at afterwards: runs are short
            called = function.__qualname__.removesuffix(".__init__")
            refuse_unknown(called, kwargs, _names(function))
            _refuse_misplaced(called, function, args, kwargs)
            raise

    return checked


def _names(function: Callable[..., object]) -> list[str]:
    """Return the names of all arguments, those of a TypedDict that is unpacked too."""
    names: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not parameter.VAR_KEYWORD:
            names.append(name)
            continue
        (arguments,) = typing.get_args(typing.get_type_hints(function)[name])
        names += arguments.__annotations__.keys()
    return [name for name in names if name != "self"]


def _refuse_misplaced(
    called: str,
    function: Callable[..., object],
    args: tuple[object, ...],
    given: Mapping[str, object],
) -> None:
    """Say which argument has to be given by its name, or is missing, if that is what is wrong."""
    parameters = inspect.signature(function).parameters.values()
    placed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    own = sum(p.name == "self" for p in placed)
    if len(args) > len(placed) and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        names = [name for name in _names(function) if name not in given]
        later = names[len(placed) - own :]
        example = f": {called}({later[0]}=…)" if later else ""
        raise TypeError(f"{called}(): {_unnamed(len(placed) - own)}{example}") from None
    for parameter in parameters:
        gathers = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if parameter.default is not parameter.empty or gathers:
            continue
        if parameter.name not in given and parameter not in placed[: len(args)]:
            raise TypeError(f"{called}(): the argument {parameter.name!r} is missing") from None


def _unnamed(count: int) -> str:
    """Return how many arguments may be given by their place, as the beginning of a sentence."""
    if count == 0:
        return "arguments are given by their names"
    if count == 1:
        return "only the first argument can be given without its name"
    return f"only the first {count} arguments can be given without their names"


def refuse_unknown(
    called: str,
    given: Iterable[str],
    names: Iterable[str],
    hints: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Say of the first argument that is not among some names which one may be meant, or where it stands."""
    known = sorted(names)
    for wrong in given:
        if wrong in known:
            continue
        near = nearest(wrong, [*known, *hints])
        if near and near[0] in hints:
            hint = hints[near[0]]
        elif near:
            quoted = [name if "=" in name else repr(name) for name in near]
            hint = f"did you mean {' or '.join(quoted)}?"
        else:
            hint = f"there are {', '.join(known)}"
        raise TypeError(f"{called}(): unknown argument {wrong!r}: {hint}") from None


def refuse_more(called: str, given: int, most: int) -> None:
    """Say that there are more values than something takes, if there are."""
    if given > most:
        raise TypeError(f"{called}(): takes {most} values, not {given}") from None
